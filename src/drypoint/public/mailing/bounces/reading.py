"""Read one message and say what it means for the people who were mailed. Whether it counts is decided elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drypoint.public.mailing.bounces.message import Fields, Parts, field_groups, parts_of
from drypoint.public.mailing.bounces.plain import ADDRESS, is_from_a_mailer, one_line, plain_reports, said_of
from drypoint.public.mailing.bounces.verdicts import SEVERITY, RecipientReport, Verdict, status_of, verdict_of

_NO_COMPLAINT: Final = frozenset({"not-spam", "auth-failure", "dmarc", "dkim", "tls"})
_AUTO_SUBJECT: Final = re.compile(
    r"out of (?:the )?office|auto(?:matic)?[- ]?(?:reply|respon)|\bOOO\b|abwesen|automatische antwort"
    r"|automatski odgovor|odsut|izvan ureda|nisam u uredu|godišnj\w+ odmor|réponse automatique"
    r"|risposta automatica|respuesta automática|on vacation|vacation (?:reply|message)"
    r"|away from (?:my|the) (?:office|desk|mail)|will be (?:out|away)",
    re.IGNORECASE,
)
_AUTO_HEADERS: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply")


@dataclass(frozen=True)
class BounceReport:
    """A message read: the worst recipient's verdict on top, then every recipient that the report names."""

    verdict: Verdict
    recipients: tuple[RecipientReport, ...] = ()

    @property
    def worst(self) -> RecipientReport:
        """Return the recipient whose verdict is on top; an empty one where none is named."""
        return next(
            (one for one in self.recipients if one.verdict is self.verdict), RecipientReport(None, self.verdict)
        )


def read_bounce(raw: bytes) -> BounceReport:
    """Read the bytes of one message. Everything is read: what is no report is not_a_bounce."""
    parts = parts_of(raw)
    if parts.feedback is not None:
        return _complaint(parts, parts.feedback)
    if address := parts.header("X-HmXmrOriginalRecipient"):
        return _report([RecipientReport(_address(address), Verdict.COMPLAINT)])
    if parts.is_read_receipt:
        return BounceReport(Verdict.NOT_A_BOUNCE)
    if reports := _status_reports(parts):
        return _report(reports)
    if is_from_a_mailer(parts) and not _is_auto_reply_by_subject(parts):
        return _report(plain_reports(parts))
    if _is_auto_reply(parts):
        sender = _address(parts.header("From"))
        return _report([RecipientReport(sender, Verdict.AUTO_REPLY, None, one_line(parts.header("Subject")) or None)])
    return BounceReport(Verdict.NOT_A_BOUNCE)


def _report(recipients: list[RecipientReport]) -> BounceReport:
    worst = min((one.verdict for one in recipients), key=SEVERITY.index, default=Verdict.NOT_A_BOUNCE)
    return BounceReport(worst, tuple(recipients))


def _complaint(parts: Parts, feedback: Fields) -> BounceReport:
    kind = feedback.get("feedback-type", "abuse").lower()
    if kind in _NO_COMPLAINT:
        return BounceReport(Verdict.NOT_A_BOUNCE)
    stated = next(
        (feedback[name] for name in ("original-rcpt-to", "removal-recipient", "final-recipient") if feedback.get(name)),
        parts.returned.get("x-original-to") or parts.returned.get("delivered-to") or parts.returned.get("to", ""),
    )
    addresses = dict.fromkeys(filter(None, map(_address, stated.splitlines())))
    return _report([RecipientReport(one, Verdict.COMPLAINT, None, kind) for one in addresses or [None]])


def _status_reports(parts: Parts) -> list[RecipientReport]:
    groups = parts.status_groups
    if not groups and (is_from_a_mailer(parts) or parts.headers.get_content_type() == "multipart/report"):
        # A broken boundary leaves the fields in the text.
        groups = field_groups(parts.text)
    stated = [group for group in groups if "final-recipient" in group or "original-recipient" in group]
    if not stated:
        # Some servers name the recipient nowhere among the fields.
        stated = [group for group in groups if "action" in group and ("status" in group or "diagnostic-code" in group)]
    return [_status_report(group, parts) for group in stated]


def _status_report(group: Fields, parts: Parts) -> RecipientReport:
    diagnostic = re.sub(r"^\s*[\w-]+\s*;\s*", "", group.get("diagnostic-code", ""))
    action = re.sub(r"\(.*", "", group.get("action", "")).strip().lower()
    status = status_of(group.get("status"), diagnostic)
    is_general = status is None or status.endswith(".0.0")
    # Without a diagnostic a fine code says more than the prose, which is the same for every failure.
    words = said_of(parts.text) if is_general and not re.search(r"[A-Za-z]{3}", diagnostic) else diagnostic
    recipient = _address(group.get("original-recipient", "")) or _address(group.get("final-recipient", ""))
    if recipient is None:
        recipient = _address(parts.header("X-Failed-Recipients")) or _address(parts.returned.get("to", ""))
    return RecipientReport(recipient, verdict_of(action, status, words), status, one_line(diagnostic) or None)


def _address(stated: str) -> str | None:
    """Return the address of a field such as "rfc822; <ana@example.org>", its escapes undone; None for none."""
    text = re.sub(r"^\s*[\w-]+\s*;\s*", "", stated)
    text = re.sub(r"\\x\{([0-9A-Fa-f]{1,6})\}", _character, text)  # RFC 6533
    text = re.sub(r"(?<=\w)\+([0-9A-F]{2})(?=[^@]*@)", _character, text) if "+40" in text or "+2B" in text else text
    found = ADDRESS.search(text)
    return found[0].rstrip(".") if found else None


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else found[0]


def _is_auto_reply_by_subject(parts: Parts) -> bool:
    return bool(_AUTO_SUBJECT.search(parts.header("Subject"))) and not parts.header("X-Failed-Recipients")


def _is_auto_reply(parts: Parts) -> bool:
    submitted = parts.header("Auto-Submitted").lower()
    if submitted.startswith("auto-replied") or any(parts.header(name) for name in _AUTO_HEADERS):
        return True
    if parts.header("Precedence").lower() in {"auto_reply", "auto-reply"}:
        return True
    is_answer = bool(parts.header("In-Reply-To")) or parts.header("Subject").lower().startswith(
        ("re:", "aw:", "odg:", "auto:")
    )
    if submitted.startswith("auto-generated") and is_answer:
        return True
    return _is_auto_reply_by_subject(parts)
