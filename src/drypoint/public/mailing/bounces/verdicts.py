"""From what a report states of one recipient to a verdict: pure rules over action, status and diagnostic text.

Sources: RFC 3463 (enhanced status codes), RFC 3464 (actions), RFC 7505 (null MX), the IANA registry of enhanced status
codes. Servers misuse the digits, so that words which name a cause count before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drypoint.public.mailing.bounces.phrases import (
    FULL_OR_LARGE,
    GIVEN_UP,
    NAMES,
    NO_DOMAIN,
    NO_MAILBOX,
    OTHER_POLICY,
    REFUSED_MAIL,
    UNKNOWN_MAILBOX,
)


class Verdict(StrEnum):
    """What a report means for the address that was mailed."""

    HARD = "hard"  # the address or its domain does not exist, or is switched off
    SOFT = "soft"  # every other final failure
    DELAYED = "delayed"  # the server goes on trying
    COMPLAINT = "complaint"  # the recipient called it spam
    AUTO_REPLY = "auto_reply"
    NOT_A_BOUNCE = "not_a_bounce"


# Of several recipients the report shows the worst.
SEVERITY: Final = (
    Verdict.HARD,
    Verdict.COMPLAINT,
    Verdict.SOFT,
    Verdict.DELAYED,
    Verdict.AUTO_REPLY,
    Verdict.NOT_A_BOUNCE,
)


@dataclass(frozen=True)
class RecipientReport:
    """What the report states of one address; status is an enhanced code such as "5.1.1", reason one line of text."""

    recipient: str | None
    verdict: Verdict
    status: str | None = None
    reason: str | None = None


# The subject of an enhanced code is one digit up to 7: "Exim 4.92.3" and addresses of machines are none.
_STATUS: Final = re.compile(r"(?<![\w.])([245])\.([0-7])\.(\d{1,3})(?![.\d]*\d)")
_REPLY: Final = re.compile(r"(?<![\w.#/:-])([245])[0-7]\d(?=[ -])")

_HARD_STATUS: Final = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4", "4.310"})


def statuses_in(text: str) -> list[str]:
    """Return the enhanced status codes of a text, in their order."""
    return [".".join(found.groups()) for found in _STATUS.finditer(text)]


def status_of(stated: str | None, diagnostic: str) -> str | None:
    """Return the status field, or the finer code of the diagnostic where the field is missing or general (x.0.0)."""
    field = statuses_in(stated or "")
    inside = statuses_in(diagnostic)
    if field and not field[0].endswith(".0.0"):
        return field[0]
    same_class = [code for code in inside if not field or code[0] == field[0][0] or field[0][0] == "2"]
    return next(iter(same_class), field[0] if field else next(iter(inside), None))


def failure_verdict(status: str | None, text: str) -> Verdict:
    """Tell a final failure hard or soft, by words before digits, since servers misuse the digits.

    In this order: a refused mail or sender and a full mailbox are soft; a domain that is not there is hard, a mailbox
    that is not there as well, unless a temporary failure was given up; other policies are soft; then digits.
    """
    words = " ".join(NAMES.sub(" ", text).split())
    detail = "" if status is None else status[2:]
    if FULL_OR_LARGE.search(words) or REFUSED_MAIL.search(words) or detail in {"1.7", "1.8"}:
        return Verdict.SOFT
    gave_up = bool(GIVEN_UP.search(words))
    if NO_DOMAIN.search(words):
        return Verdict.SOFT if gave_up else Verdict.HARD
    if "temporar" in words.lower():
        return Verdict.SOFT
    if _class_of(status, text) == "4":
        return Verdict.HARD if UNKNOWN_MAILBOX.search(words) and not gave_up else Verdict.SOFT
    if NO_MAILBOX.search(words):
        return Verdict.HARD
    if OTHER_POLICY.search(words) or detail not in _HARD_STATUS:
        return Verdict.SOFT
    return Verdict.SOFT if gave_up and detail in {"4.4", "1.2"} else Verdict.HARD


def _class_of(status: str | None, text: str) -> str | None:
    if status is not None and not status.endswith(".0.0"):
        return status[0]
    reply = _REPLY.search(text)
    if reply is not None:
        return reply[1]
    return status[0] if status is not None else None


def verdict_of(action: str, status: str | None, text: str) -> Verdict:
    """Return the verdict of one recipient of a delivery status report; a missing action is ""."""
    if action in {"delivered", "relayed", "expanded"}:
        return Verdict.NOT_A_BOUNCE
    if action == "delayed":
        return Verdict.DELAYED
    if action != "failed":
        kind = _class_of(status, text)
        if kind == "2":
            return Verdict.NOT_A_BOUNCE
        if kind == "4":
            return Verdict.DELAYED
    return failure_verdict(status, text)
