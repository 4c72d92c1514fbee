"""What a screen asks the database does not grow with the rows that there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.accounts.people import full_client, member
from tests.pages import Page

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import sessions
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.core.portions import portion_before
from drypoint.foundation.practice.models import Practice
from drypoint.public.claims import queries
from drypoint.public.claims.models import AllowedWord, Claim, ClaimSource, Source
from drypoint.public.website import gate
from drypoint.public.website.models import ArticlePage, NewsIndexPage, TreatmentPage
from drypoint.public.website.queries import pages_waiting

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def queries_of(ask: Callable[[], object]) -> int:
    ask()  # what a process keeps is read once
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask()
    return len(asked)


def more_claims(number: int) -> None:
    source = Source.objects.first()
    for count in range(number):
        claim = Claim.objects.create(key=f"more-{count}", texts={"en": "Some hurt less.", "hr": "Neke manje boli."})
        ClaimSource.objects.create(claim=claim, source=source)
        AllowedWord.objects.create(claim=claim, word="x", reason="y", allowed_at=AT)


def more_pages(number: int) -> None:
    """Copy a treatment page with its claims: half of them live as it is, half with a draft beside."""
    page = TreatmentPage.objects.filter(live=True).first()
    assert page is not None
    for count in range(number):
        copy = page.copy(update_attrs={"slug": f"more-{count}", "title": f"More {count}"}, keep_live=count % 2 == 0)
        copy.title = f"Draft {count}"
        copy.save_revision()


def more_audit(number: int) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(at=AT, actor_kind="system", action="test.more", target_id=str(count)) for count in range(number)
    )


def more_mail(number: int) -> None:
    facts = {"kind": "k", "to_address": "a@example.com", "language": "en", "subject": "s", "text": "t"}
    moments = {"created_at": AT, "waiting_since": AT, "next_try_at": AT}
    OutboxMail.objects.bulk_create(OutboxMail(state="failed", **facts, **moments) for _count in range(number))


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/desk/", more_claims),
        ("/desk/claims/", more_claims),
        ("/desk/audit/", more_audit),
        ("/desk/audit/?since=2026-03-01&until=2026-03-03", more_audit),
        ("/desk/audit/?action=test", more_audit),
        ("/desk/outbox/", more_mail),
        ("/desk/outbox/?state=failed", more_mail),
        ("/desk/outbox/?state=failed&before=900000", more_mail),
    ],
)
def test_a_screen_asks_no_more_when_there_is_more(site: Any, path: str, more: Callable[[int], None]) -> None:
    owner = full_client(member(Role.OWNER, "Olga"))
    clinician = full_client(member(Role.CLINICIAN, "Clara"))
    client = clinician if "claims" in path else owner

    def ask() -> None:
        assert client.get(path).status_code == 200

    more(1)
    before = queries_of(ask)
    more_rows(more)
    assert queries_of(ask) == before


def more_rows(more: Callable[[int], None]) -> None:
    Claim.objects.filter(key__startswith="more-").delete()
    more(120 if more is not more_claims else 12)


def test_the_claims_that_are_due_and_the_pages_that_wait_are_read_together(site: Any) -> None:
    more_pages(2)
    before = queries_of(lambda: pages_waiting(TODAY)), queries_of(lambda: queries.claims_due(TODAY))
    TreatmentPage.objects.filter(slug__startswith="more-").delete()
    more_pages(8)
    assert (queries_of(lambda: pages_waiting(TODAY)), queries_of(lambda: queries.claims_due(TODAY))) == before


def test_judged_together_pages_get_the_verdicts_that_each_gets_alone(site: Any) -> None:
    more_claims(2)
    more_pages(2)
    Practice.objects.update(is_demo=False)
    late = TODAY + timedelta(days=800)
    known = gate.GateFacts(late)
    pages = list(TreatmentPage.objects.all())
    together = [gate.faults_of(page, late, known) for page in pages]
    assert together == [gate.faults_of(page, late) for page in pages]
    assert any(together)


def test_a_draft_is_judged_by_its_own_texts(site: Any) -> None:
    page = TreatmentPage.objects.filter(live=True).first()
    assert page is not None
    page.search_description = "It cures everything."
    page.save_revision()
    whole = gate.faults_of(page.get_latest_revision_as_object(), TODAY)
    assert whole
    (waiting,) = [waiting for waiting in pages_waiting(TODAY) if waiting.page.pk == page.pk]
    assert (waiting.faults, waiting.is_live) == (whole, False)


def test_no_list_is_counted_or_passed_over(site: Any, client: Client) -> None:
    more_audit(250)
    more_mail(120)
    owner = full_client(member(Role.OWNER, "Olga"))
    for path in ("/desk/audit/", "/desk/outbox/"):
        with CaptureQueriesContext(connection) as asked:
            owner.get(path)
        text = " ".join(one["sql"] for one in asked).upper()
        assert "OFFSET" not in text
        assert 'COUNT(*) AS "__COUNT" FROM "CORE_AUDITENTRY"' not in text


def test_walking_back_shows_every_row_once() -> None:
    more_audit(95)
    seen: list[int] = []
    before = ""
    while True:
        portion = portion_before(AuditEntry.objects.all(), before, 30)
        seen += [row.pk for row in portion.rows]
        assert portion.is_newest is (before == "")
        if portion.older is None:
            break
        before = str(portion.older)
    assert seen == sorted(AuditEntry.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "9" * 5000, "٣", "1e3", "\0"])
def test_a_place_that_is_none_is_the_beginning(before: str) -> None:
    more_audit(2)
    assert len(portion_before(AuditEntry.objects.all(), before, 30).rows) == 2


def test_news_of_years_are_read_in_parts_and_every_article_is_found(site: Any, visitor: Client) -> None:
    index = NewsIndexPage.objects.filter(live=True, locale__language_code="en").get()
    for count in range(35):
        at = AT - timedelta(days=count)
        index.add_child(instance=ArticlePage(title=f"Piece {count}", slug=f"piece-{count}", first_published_at=at))
    path = str(index.url)
    first, second = (Page(visitor.get(one).content.decode()) for one in (path, f"{path}2/"))
    assert first.select("nav.pagination a")[0]["href"] == f"{path}2/"
    assert second.select("nav.pagination a")[0]["href"] == path
    shown = [*first.texts(".entries .title"), *second.texts(".entries .title")]
    assert len(first.texts(".entries .title")) == 30
    assert {f"Piece {count}" for count in range(35)} <= set(shown)
    assert len(shown) == len(set(shown))
    assert second.select("link[rel=canonical]")[0]["href"] == f"http://testserver{path}2/"
    assert visitor.get(f"{path}3/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_sessions_that_have_ended_go_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PORTION", 3)
    for count in range(10):
        ends = AT + timedelta(minutes=1 if count == 0 else -count)
        Session.objects.create(session_key=f"key-{count}", session_data="", expire_date=ends)
    assert sessions.remove_expired(AT) == 9
    assert Session.objects.get().session_key == "key-0"
    assert sessions.remove_expired(AT) == 0
