"""Every action asks who may, and leaves exactly its lines in the trail."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.cache import cache
from django.http import FileResponse

import drypoint
from drypoint.foundation.accounts.capabilities import all_capabilities
from drypoint.foundation.accounts.models import Role
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor, NotAllowedError
from drypoint.foundation.core.mail import sending
from drypoint.foundation.core.models import AuditEntry, StoredDocument
from drypoint.foundation.practice.models import Practice
from drypoint.public.claims import actions as claims
from drypoint.public.enquiries import actions as enquiries
from tests.accounts.people import member
from tests.enquiries.conftest import contents_of
from tests.permissions.every_action import (
    ELSEWHERE,
    IN_CALLERS_TRANSACTION,
    LINES,
    NO_WRITES,
    READS_ALONE,
    Line,
    a_given_up_mail,
    an_enquiry_with_a_report,
)

ALL = frozenset(capability.name for capability in all_capabilities())
# What leads to the row at all; an action that needs more is tried by somebody who sees the row.
READS = frozenset(
    {
        "booking.read",
        "enquiries.read",
        "intake.read",
        "mailing.read",
        "reviews.read",
        "patients.read",
        "patients.read_episodes",
        "worklist.read",
    }
)
RESTRICTED = [line for line in LINES if line.capability]
DURABLE = [line for line in LINES if line.lines and line.action not in IN_CALLERS_TRANSACTION | READS_ALONE]


def name_of(line: Line) -> str:
    return f"{line.action.__module__.removeprefix('drypoint.')}.{line.action.__name__}"


def actions() -> Iterator[Callable[..., Any]]:
    """Give every public function of a module of actions, and every other that takes an actor by name to write."""
    for found in pkgutil.walk_packages(drypoint.__path__, "drypoint."):
        if found.ispkg or ".migrations." in found.name or found.name.endswith("__main__"):
            continue
        source = Path(found.module_finder.path, f"{found.name.rpartition('.')[2]}.py")  # type: ignore[union-attr]
        is_actions = found.name.endswith(".actions")
        if not is_actions and "actor: Actor" not in source.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            if inspect.isfunction(thing) and thing.__module__ == module.__name__ and not name.startswith("_"):
                actor = inspect.signature(thing).parameters.get("actor")
                if is_actions or (actor is not None and actor.kind is actor.KEYWORD_ONLY):
                    yield thing


def everything() -> dict[str, list[str]]:
    """Return every row of ours as text."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("drypoint.")]
    return {model._meta.label: sorted(map(repr, model._default_manager.values_list())) for model in ours}


@pytest.fixture(autouse=True)
def _practice(db: None, settings: LazySettings, tmp_path: Path) -> None:
    cache.clear()
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


@pytest.fixture
def user_id() -> int:
    """An owner, so that every row about staff has somebody who may change it."""
    return int(member(Role.OWNER, "Alice").pk)


def test_every_action_stands_in_the_table() -> None:
    named = {line.action for line in LINES} | NO_WRITES | set(ELSEWHERE)
    missing = sorted(f"{one.__module__}.{one.__name__}" for one in actions() if one not in named)
    assert missing == [], "Give each of these a line in tests/permissions/every_action.py."


def test_the_table_names_no_capability_that_does_not_exist() -> None:
    assert {line.capability for line in RESTRICTED} <= ALL


@pytest.mark.parametrize("line", LINES, ids=name_of)
def test_an_action_leaves_its_lines_in_the_trail_and_no_other(line: Line, user_id: int) -> None:
    actor = Actor("staff", user_id, READS | {line.capability})
    act = line.ready(actor)
    AuditEntry.objects.all().delete()
    answer = act()
    if isinstance(answer, FileResponse):
        contents_of(answer)
    rows = list(AuditEntry.objects.order_by("pk"))
    assert tuple(row.action for row in rows) == line.lines
    if line.capability:
        assert {(row.user_id, row.actor_kind) for row in rows} <= {(user_id, "staff")}


@pytest.mark.parametrize("line", RESTRICTED, ids=name_of)
def test_an_action_is_refused_to_whoever_holds_everything_but_its_capability(line: Line, user_id: int) -> None:
    act = line.ready(Actor("staff", user_id, ALL - {line.capability}))
    AuditEntry.objects.all().delete()
    with pytest.raises(NotAllowedError, match=line.capability):
        act()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("line", DURABLE, ids=name_of)
def test_an_action_whose_line_cannot_be_written_changes_nothing(
    line: Line, user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trail stands in the same transaction, so that nothing happens of which it does not tell."""
    act = line.ready(Actor("staff", user_id, READS | {line.capability}))
    before = everything()

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr(AuditEntry.objects, "create", full)
    with pytest.raises(OSError, match="full"):
        act()
    assert everything() == before


@pytest.mark.parametrize("capability", sorted(ALL))
def test_the_system_itself_may_everything_and_a_visitor_nothing(capability: str) -> None:
    assert SYSTEM.may(capability)
    assert not VISITOR.may(capability)


def test_a_look_at_a_file_that_cannot_be_handed_out_is_in_the_trail_too(user_id: int) -> None:
    actor = Actor("staff", user_id, READS | {"enquiries.documents"})
    asked = an_enquiry_with_a_report(actor)
    StoredDocument.objects.update(is_opened=False)
    AuditEntry.objects.all().delete()
    with pytest.raises(enquiries.UnreadableDocumentError):
        enquiries.open_document(actor=actor, **asked)
    assert list(AuditEntry.objects.values_list("action", "user_id")) == [("enquiry.document_fault", user_id)]


def test_a_mail_that_waits_already_is_not_put_in_line_twice(user_id: int) -> None:
    actor = Actor("staff", user_id, frozenset({"practice.change"}))
    mail = a_given_up_mail()
    AuditEntry.objects.all().delete()
    assert [sending.send_again(actor=actor, mail_id=mail.pk) for _ in range(2)] == [True, False]
    assert AuditEntry.objects.count() == 1


def test_whoever_may_not_review_is_not_told_whether_there_is_such_a_claim(user_id: int) -> None:
    with pytest.raises(NotAllowedError, match=r"claims\.review"):
        claims.review_claim(actor=Actor("staff", user_id, ALL - {"claims.review"}), claim_id=0, on=date(2026, 5, 4))
