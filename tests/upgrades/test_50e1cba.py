"""A practice that ran commit 50e1cba upgrades, and nothing is lost."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.upgrades.kept import FIXTURES, QUEUE, Kept, Move, Tables, lost

pytestmark = pytest.mark.upgrade


class Upgraded(NamedTuple):
    """The folder after the upgrade, with the rows that it held before and after."""

    kept: Kept
    before: Tables
    after: Tables


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    kept = Kept("50e1cba", tmp_path_factory.mktemp("kept"))
    before = kept.tables()
    kept.start()
    return Upgraded(kept, before, kept.tables())


def test_the_kept_folder_holds_what_can_get_lost(upgraded: Upgraded) -> None:
    tables = (
        "core_auditentry", "core_outboxmail", "core_storeddocument", "enquiries_attachment", "intake_paindrawing",
        "intake_judgement", "mfa_authenticator", "patients_person", "wagtailcore_revision", "wagtailcore_pagelogentry",
        "wagtailcore_modellogentry", "wagtailcore_referenceindex", "wagtailimages_image", "wagtailredirects_redirect",
        "website_allowedword", "website_claim", "website_claimsource", "website_evidenceedition", "website_source",
    )  # fmt: skip
    assert [table for table in tables if not upgraded.before.get(table)] == []


def test_every_row_is_there_after_the_upgrade(upgraded: Upgraded) -> None:
    assert lost(upgraded.before, upgraded.after) == []


def test_what_waited_in_the_queue_of_tasks_is_done(upgraded: Upgraded) -> None:
    waited = [row for row in upgraded.before[f"{QUEUE}_dbtaskresult"] if row["status"] == "READY"]
    assert len(waited) > 300
    assert not [table for table in upgraded.after if table.startswith(QUEUE)]
    found = upgraded.kept.ask(
        "from wagtail.models import Page, ReferenceIndex\n"
        "found = [ReferenceIndex.objects.count(), [page.slug for page in Page.objects.search('kept')]]\n"
    )
    assert found[0] > len(upgraded.before["wagtailcore_referenceindex"])
    assert "kept-article" in found[1]


def test_pages_are_found_in_every_spelling_after_the_upgrade(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from django.test import Client\n"
        "visitor = Client(HTTP_HOST='127.0.0.1')\n"
        "found = [visitor.get('/hr/pretraga/', {'q': asked}).content.decode().count('class=\"title\"')\n"
        "         for asked in ('leđa', 'leda', 'ledja')]\n"
    )
    assert found[0] > 10
    assert len(set(found)) == 1


def test_a_second_start_changes_nothing(upgraded: Upgraded) -> None:
    assert upgraded.kept.ask("from drypoint.project.starting import migrate\nfound = migrate()") is False


def test_the_comparison_sees_what_is_lost_changed_or_added() -> None:
    before: Tables = {"a": [{"id": 1, "text": "x"}, {"id": 2, "text": "y"}], "b": [{"id": 1}]}
    assert lost(before, before, {}) == []
    assert "the table is gone" in lost(before, {"a": before["a"]}, {})[0]
    assert (
        "is gone or different" in lost(before, {**before, "a": [{"id": 1, "text": "x"}, {"id": 2, "text": ""}]}, {})[0]
    )
    assert "1 rows before, 2 after" in lost(before, {**before, "b": [{"id": 1}, {"id": 2}]}, {})[0]
    assert lost(before, {**before, "b": [{"id": 1}, {"id": 2}]}, {}, {"b"}) == []
    assert lost(before, {"a": before["a"], "c": [{"number": 1}]}, {"b": Move(to="c", columns={"id": "number"})}) == []


def test_every_document_opens_and_bears_its_name(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from drypoint.foundation.core.files import documents\n"
        "from drypoint.foundation.core.models import StoredDocument\n"
        "rows = StoredDocument.objects.order_by('pk')\n"
        "found = [(documents.name_of(row), documents.read(row).read().hex()) for row in rows]"
    )
    assert [name for name, _contents in found] == ["Izmišljeni nalaz.pdf", "slika č.png", "second.jpg"]
    starts = [b"%PDF-", b"\x89PNG", b"\xff\xd8\xff"]
    assert all(bytes.fromhex(contents).startswith(start) for (_n, contents), start in zip(found, starts, strict=True))


def test_every_page_renders_live_and_as_its_last_draft(upgraded: Upgraded) -> None:
    found: dict[str, Any] = upgraded.kept.ask(
        "from django.test import Client, RequestFactory\n"
        "from django.utils.translation import override\n"
        "from wagtail.models import Page, Revision\n"
        "from drypoint.public.website.published import as_published\n"
        "visitor = Client(HTTP_HOST='127.0.0.1')\n"
        "live = {node.url: visitor.get(node.url).status_code for node in as_published().site_map.nodes}\n"
        "pages = Page.objects.filter(depth__gt=1).specific()\n"
        "drafts = {}\n"
        "for page in pages:\n"
        "    with override(page.locale.language_code):\n"
        "        draft = page.get_latest_revision_as_object()\n"
        "        drafts[page.pk] = draft.serve_preview(RequestFactory().get('/'), '').status_code\n"
        "revisions = [revision.as_object().title for revision in Revision.objects.all()]\n"
        "found = {'live': live, 'drafts': drafts, 'revisions': revisions}\n"
    )
    assert len(found["live"]) > 50
    assert set(found["live"].values()) == {200}
    assert len(found["drafts"]) > len(found["live"])
    assert set(found["drafts"].values()) == {200}
    assert len(found["revisions"]) == len(upgraded.before["wagtailcore_revision"])


def test_claims_gate_as_before(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from datetime import date\n"
        "from django.utils import timezone\n"
        "from drypoint.foundation.core import clock\n"
        "from drypoint.public.claims.editions import in_use\n"
        "from drypoint.public.website.gate import faults_of\n"
        "from drypoint.public.website.models import ArticlePage, TreatmentPage\n"
        "from drypoint.public.claims.models import Claim\n"
        "today = timezone.localdate(clock.now())\n"
        "states = [claim.state(today, in_use().answers).value for claim in Claim.objects.order_by('pk')[:3]]\n"
        "page = ArticlePage.objects.get(slug='kept-article')\n"
        "before = len(faults_of(page))\n"
        "page.body = [('claim', {'claim': Claim.objects.get(key='kept-unfinished')})]\n"
        "quoting = TreatmentPage.objects.filter(locale__language_code='en').first()\n"
        "allowed = [fault.word for fault in faults_of(quoting)]\n"
        "quoting.lead = 'Proven, and guaranteed.'\n"
        "found = [states, before, len(faults_of(page)), allowed, [fault.word for fault in faults_of(quoting)]]\n"
    )
    assert found == [["reviewed", "reviewed", "not_reviewed"], 0, 4, [], ["guaranteed"]]


def test_what_wagtail_stores_about_claims_and_pages_still_points_at_them(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from django.contrib.contenttypes.models import ContentType\n"
        "from wagtail.models import ModelLogEntry, ReferenceIndex\n"
        "from drypoint.public.claims.models import Claim, Source\n"
        "from drypoint.public.claims.queries import live_pages_with\n"
        "lost = [str(kind) for kind in ContentType.objects.all() if kind.model_class() is None]\n"
        "logged = [entry.content_type.model_class() is Claim for entry in ModelLogEntry.objects.all()]\n"
        "claim = Claim.objects.earliest('pk')\n"
        "found = [lost, logged, [page.slug for page in live_pages_with(claim) if page.slug == 'kept-article']]\n"
    )
    assert found == [[], [True] * 3, ["kept-article"]]


def test_what_was_due_is_still_due(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from wagtail.models import Page, Revision\n"
        "from drypoint.public.website.models import ArticlePage\n"
        "page = ArticlePage.objects.get(slug='due-later')\n"
        "found = [page.live, Revision.objects.filter(approved_go_live_at__isnull=False).count()]\n"
    )
    assert found == [False, 1]


def test_staff_find_their_screens_where_they_were(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from django.test import Client\n"
        "from drypoint.foundation.accounts.models import User\n"
        "from drypoint.public.claims.models import Claim, Source\n"
        "def answers(role, *addresses):\n"
        "    client = Client(HTTP_HOST='127.0.0.1')\n"
        "    client.force_login(User.objects.filter(role=role).earliest('pk'))\n"
        "    return {address: client.get(address).status_code for address in addresses}\n"
        "claim, source = Claim.objects.earliest('pk').pk, Source.objects.earliest('pk').pk\n"
        "found = answers('clinician', '/desk/', '/desk/enquiries/', '/desk/patients/', '/desk/claims/')\n"
        "found |= answers('editor', '/edit/', '/edit/snippets/website/claim/', '/edit/snippets/website/source/')\n"
        "found |= answers('editor', f'/edit/snippets/website/claim/edit/{claim}/')\n"
        "found |= answers('editor', f'/edit/snippets/website/source/edit/{source}/')\n"
    )
    assert len(found) == 9
    assert {address: status for address, status in found.items() if status != 200} == {}


def test_the_archives_are_small() -> None:
    archives = sorted(FIXTURES.glob("*.tar.xz"))
    assert [path.name for path in archives] == ["50e1cba-postgresql.tar.xz", "50e1cba-sqlite.tar.xz"]
    assert all(path.stat().st_size < 1_000_000 for path in archives)


def test_how_people_are_reached_becomes_rows_and_no_name_is_taken_apart_by_itself(upgraded: Upgraded) -> None:
    found = upgraded.kept.ask(
        "from drypoint.foundation.patients.models import Person\n"
        "found = [[person.name, person.given_name, person.family_name, person.state, person.email, person.phone,\n"
        "          [[one.kind, one.value, one.normalised, one.verified_at, one.is_preferred]\n"
        "           for one in person.contacts.order_by('kind')]] for person in Person.objects.order_by('pk')]\n"
    )
    before = upgraded.before["patients_person"]
    assert [row[0] for row in found] == [row["name"] for row in sorted(before, key=lambda row: row["id"])]
    assert {tuple(row[1:4]) for row in found} == {("", "", "active")}
    reached = [contact for row in found for contact in row[6]]
    assert reached == [
        ["email", "patient.one@example.com", "patient.one@example.com", None, True],
        ["phone", "+385 1 0000 003", "+38510000003", None, True],
    ]
    assert all([row[4], row[5]] == [by_kind(row, "email"), by_kind(row, "phone")] for row in found)


def by_kind(row: list[Any], kind: str) -> str:
    return "".join(value for of_kind, value, *_rest in row[6] if of_kind == kind)


def test_the_drawings_of_each_person_hang_on_one_problem_that_waits_for_its_name(upgraded: Upgraded) -> None:
    owners = {row["id"]: row["person_id"] for row in upgraded.before["intake_paindrawing"]}
    problems = {row["id"]: row for row in upgraded.after["patients_episode"]}
    told = {row["id"]: problems[row["episode_id"]] for row in upgraded.after["intake_paindrawing"]}
    assert {number: problem["person_id"] for number, problem in told.items()} == owners
    assert len(problems) == len(set(owners.values()))
    assert {(problem["problem"], problem["state"]) for problem in problems.values()} == {("", "active")}
