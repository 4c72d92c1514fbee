"""People taken over from another list, and the list handed out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from drypoint.foundation.accounts.models import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.patients.models import Person
from drypoint.public.mailing import actions, command, moving, queries
from drypoint.public.mailing.importing import Line, UnreadableTableError
from drypoint.public.mailing.models import ConsentEvent, Subscriber, Suppression
from tests.accounts.people import full_client, member
from tests.mailing.conftest import sign_up
from tests.mailing.office import NOON, a_reader
from tests.pages import Page

TABLE = """email;language;consent
ana@example.com;hr;paper form, reception, 3 March 2024
bob@example.com;;web form of the old site
no address;en;form
dora@example.com;en;
eva@example.com;xx;form
ANA@EXAMPLE.COM;hr;form

known@example.com;en;form
pending@example.com;en;form
left@example.com;en;form
erased@example.com;en;form
bounced@example.com;en;form
"""


def take_over(text: str = TABLE, *, is_trial: bool = False) -> dict[str, Line]:
    found = moving.take_over(actor=SYSTEM, text=text.splitlines(keepends=True), language="en", is_trial=is_trial)
    return {report.email: report.outcome for report in found}


@pytest.fixture
def people() -> None:
    a_reader("known@example.com")
    a_reader("pending@example.com", state="pending")
    a_reader("left@example.com", state="left")
    erased = a_reader("erased@example.com")
    actions.leave(token=actions.leave_token(erased.public_id), origin=actions.Origin("link"))
    Subscriber.objects.filter(pk=erased.pk).delete()
    Suppression.objects.create(digest=queries.digest_of("bounced@example.com"), reason="hard", since=NOON)


EXPECTED = {
    "ana@example.com": Line.ADDED,
    "bob@example.com": Line.ADDED,
    "no address": Line.NO_ADDRESS,
    "dora@example.com": Line.NO_PROOF,
    "eva@example.com": Line.NO_LANGUAGE,
    "ANA@EXAMPLE.COM": Line.REPEATED,
    "known@example.com": Line.KNOWN,
    "pending@example.com": Line.WAITING,
    "left@example.com": Line.LEFT,
    "erased@example.com": Line.LEFT,
    "bounced@example.com": Line.SUPPRESSED,
}


def test_each_line_becomes_what_it_may(people: None) -> None:
    assert take_over() == EXPECTED
    ana = Subscriber.objects.get(email="ana@example.com")
    assert (ana.state, ana.language) == ("confirmed", "hr")
    (event,) = ConsentEvent.objects.filter(digest=ana.digest)
    assert (event.kind, event.way, event.proof) == ("confirm", "import", "paper form, reception, 3 March 2024")
    assert Subscriber.objects.get(email="left@example.com").state == "left"
    assert not Subscriber.objects.filter(email="erased@example.com").exists()


def test_a_trial_says_the_same_and_writes_nothing(people: None) -> None:
    before = list(Subscriber.objects.order_by("pk").values_list())
    assert take_over(is_trial=True) == EXPECTED
    assert list(Subscriber.objects.order_by("pk").values_list()) == before
    assert not ConsentEvent.objects.filter(way="import").exists()


def test_a_second_time_nothing_more_happens(people: None) -> None:
    take_over()
    count = ConsentEvent.objects.count()
    assert Line.ADDED not in take_over().values()
    assert ConsentEvent.objects.count() == count


def test_who_came_back_after_leaving_and_was_erased_can_be_taken_over() -> None:
    reader = a_reader("back@example.com")
    actions.leave(token=actions.leave_token(reader.public_id), origin=actions.Origin("link"))
    event = ConsentEvent.objects.get()
    ConsentEvent.objects.create(digest=reader.digest, kind="confirm", at=NOON, consent=event.consent, way="link")
    Subscriber.objects.all().delete()
    assert take_over("email,consent\nback@example.com,form\n") == {"back@example.com": Line.ADDED}


def test_a_stranger_who_types_the_address_of_who_left_and_was_erased_does_not_open_it_to_an_import(
    visitor: Client,
) -> None:
    reader = a_reader("gone@example.com")
    actions.leave(token=actions.leave_token(reader.public_id), origin=actions.Origin("link"))
    Subscriber.objects.all().delete()
    sign_up(visitor, "gone@example.com")
    Subscriber.objects.all().delete()
    assert [event.kind for event in queries.ledger_of(reader.digest)] == ["leave", "sign_up"]
    assert take_over("email,consent\ngone@example.com,form\n") == {"gone@example.com": Line.LEFT}


@pytest.mark.parametrize("state", ["confirmed", "pending"])
@pytest.mark.parametrize("way", ["desk", "person"])
def test_who_was_erased_while_on_the_list_does_not_come_back_by_an_import(state: str, way: str) -> None:
    reader = a_reader("gone@example.com", state=state)
    if way == "desk":
        actions.erase(actor=SYSTEM, subscriber_id=reader.pk)
    else:
        assert actions.erase_of(Person(name="Gone", email="Gone@Example.com")) == 1
    assert not Subscriber.objects.exists()
    (event,) = queries.ledger_of(reader.digest)
    assert (event.kind, event.way, event.network, event.browser, event.proof) == ("leave", "desk", "", "", "")
    assert take_over("email,consent\ngone@example.com,form\n") == {"gone@example.com": Line.LEFT}


def test_who_had_left_and_is_erased_leaves_no_second_time() -> None:
    reader = a_reader("gone@example.com")
    actions.leave(token=actions.leave_token(reader.public_id), origin=actions.Origin("link"))
    actions.erase(actor=SYSTEM, subscriber_id=reader.pk)
    assert [event.way for event in queries.ledger_of(reader.digest)] == ["link"]


@pytest.mark.parametrize("parting", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_the_cells(parting: str) -> None:
    rows = [["\ufeffE-mail", "Privola"], ["ana@example.com", "obrazac"]]
    assert take_over("\n".join(parting.join(row) for row in rows)) == {"ana@example.com": Line.ADDED}


@pytest.mark.parametrize(("heading", "missing"), [("email", ("consent",)), ("name,consent", ("email",)), ("", None)])
def test_a_table_without_its_columns_is_refused(heading: str, missing: tuple[str, ...] | None) -> None:
    with pytest.raises(UnreadableTableError) as caught:
        take_over(f"{heading}\nana@example.com,form\n")
    assert caught.value.columns == (missing or ("email", "consent"))
    assert not Subscriber.objects.exists()


def test_the_desk_looks_first_and_takes_over_then(people: None) -> None:
    desk = full_client(member(Role.RECEPTION, "Rea"))
    looked = desk.post("/desk/list/import/", {"table": TABLE, "language": "en"})
    assert Page(looked.content.decode()).section("This would happen").facts["taken over"] == "2"
    assert not Subscriber.objects.filter(email="ana@example.com").exists()
    taken = desk.post("/desk/list/import/", {"table": TABLE, "language": "en", "do": "import"})
    rows = Page(taken.content.decode()).section("Done").rows
    assert ["5", "dora@example.com", "without proof of consent"] in rows
    assert Subscriber.objects.get(email="bob@example.com").language == "en"


def test_the_list_is_handed_out_as_a_table_that_no_spreadsheet_takes_for_formulas(people: None) -> None:
    a_reader("=cmd@example.com")
    desk = full_client(member(Role.RECEPTION, "Rea"))
    answer = desk.post("/desk/list/export/")
    lines = b"".join(answer).decode().splitlines()  # type: ignore[arg-type]
    assert lines[0] == "email,language,state,asked_at,confirmed_at,left_at"
    assert any(line.startswith("known@example.com,en,confirmed,2026-03-02T12:00:00+00:00") for line in lines)
    assert any(line.startswith("'=cmd@example.com") for line in lines)
    assert desk.get("/desk/list/export/").status_code == 405


def test_the_command_reports_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], people: None) -> None:
    import argparse

    file = tmp_path / "list.csv"
    file.write_text(TABLE)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["import", str(file), "--dry-run"])) == 0
    said = capsys.readouterr().out
    assert "line 5: dora@example.com: no_proof" in said
    assert "Would be: added 2, known 1" in said
    assert command.run(parser.parse_args(["import", str(file)])) == 0
    assert Subscriber.objects.filter(email="ana@example.com").exists()
    capsys.readouterr()
    assert command.run(parser.parse_args(["export"])) == 0
    assert "ana@example.com" in capsys.readouterr().out
    assert command.run(parser.parse_args(["import", str(tmp_path / "missing.csv")])) == 2
    bounce = tmp_path / "mail"
    bounce.write_bytes(b"Subject: Hello\n\nHello.")
    assert command.run(parser.parse_args(["book-bounces", str(bounce)])) == 0
    assert "not_a_bounce, no_report" in capsys.readouterr().out
