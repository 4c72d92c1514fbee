"""Reports without machine-readable fields: qmail, Exim, Sendmail, old Postfix and Exchange, and their like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drypoint.public.mailing.bounces.message import Parts
from drypoint.public.mailing.bounces.verdicts import RecipientReport, Verdict, failure_verdict, status_of

ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"',;:@]+@(?:[^\s<>()\[\]\"',;:@.]+\.)*[^\s<>()\[\]\"',;:@.]+")
# A line that begins with an address opens what is said of it.
_OPENING: Final = re.compile(
    r"^[ \t>*-]{0,12}(?:to:? )?[<\"'(\[]?(?P<address>"
    + ADDRESS.pattern
    + r")[>\"')\]]?(?P<rest>[ \t]*(?:$|[:;(,.-]| on \w).*|[ \t].*)$",
    re.IGNORECASE,
)
# Where the returned mail begins, nothing more is said of the recipient.
_RETURNED: Final = re.compile(
    r"^(?:-+ ?(?:Below this line is a copy|This is a copy of|The header of the original|Original message"
    r"|Returned message|Unsent message below|Message headers? follows?|Undelivered message|Original headers"
    r"|Ursprüngliche|Izvorna poruka|Your message (?:follows|headers))"
    r"|Return-Path:|Received: from|Original message headers:)",
    re.IGNORECASE | re.MULTILINE,
)
_MAILER: Final = re.compile(
    r"mailer[- ]?daemon|mail-daemon|mail\.? ?deliver|post_?master|delivery (?:sub)?system|(?:mail|system) administrator"
    r"|bounce|microsoft ?exchange|^<>$",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"undeliver|non-?deliver|mail (?:delivery|failure)|delivery (?:status|fail|has failed|problem|delayed|notification)"
    r"|returned (?:mail|to sender)|failure notice|could not (?:be )?(?:deliver|send)|mail system error|message status"
    r"|message (?:\S+ )?(?:is |has been |was )?(?:delayed|blocked|rejected|not delivered)"
    r"|nicht zustellbar|unzustellbar|nije isporučen|neisporučen|isporuka nije",
    re.IGNORECASE,
)
_SAYS_FAILED: Final = re.compile(
    r"(?:could|can|did|was|has|were|is|am|have)(?: ?n.t|not| not) (?:able to |be |been )?(?:deliver|reach|sent|relay)"
    r"|undeliver|permanent(?:ly)? (?:fatal |delivery )?(?:error|fail)|failed permanently|given up|unable to deliver"
    r"|delivery (?:has |to .{0,80} )?failed|not delivered|returned to sender|message .{0,40}rejected"
    r"|konnte nicht|nicht zugestellt|nije (?:mogla |moguće )?(?:isporuč|dostav)|nije uspjel",
    re.IGNORECASE,
)
_SAYS_DELAYED: Final = re.compile(
    r"will (?:continue|keep|be retried|retry|go on)|no action is required|(?:has been|is|temporarily) delayed"
    r"|not yet been delivered|still (?:being|trying)|delivery attempts will|warning message only"
    r"|do not need to resend|transient non-fatal errors|wird weiter|could not be delivered (?:yet|for the last)"
    r"|delayed \d+ hours",
    re.IGNORECASE,
)
_SAYS_DELIVERED: Final = re.compile(
    r"success(?:ful|fully) (?:mail )?deliver|(?:was|were|been) successfully|delivery (?:was )?success|relayed to",
    re.IGNORECASE,
)
_ERROR_LINE: Final = re.compile(
    r"\b[245]\d\d[ -]|\b[245]\.\d\.\d|<<<|error|unknown|not exist|reject|refus|fail|full|found", re.IGNORECASE
)


def is_from_a_mailer(parts: Parts) -> bool:
    """Tell whether a mail system wrote this, by who sends it, to whom it is returned, and what it says it is."""
    if parts.header("X-Failed-Recipients"):
        return True
    sender = f"{parts.header('From')} {parts.header('Return-Path')}"
    by_name = bool(_MAILER.search(sender)) or parts.header("Return-Path") == "<>"
    said = said_of(parts.text)
    says_so = _SUBJECT.search(parts.header("Subject")) or _SAYS_FAILED.search(said) or _SAYS_DELAYED.search(said)
    return by_name and bool(says_so)


def said_of(text: str) -> str:
    """Return the report's own words, without the mail that comes back behind them."""
    cut = _RETURNED.search(text)
    return text[: cut.start()] if cut and cut.start() > 0 else text


def plain_reports(parts: Parts) -> list[RecipientReport]:
    """Return what a report in words says of each recipient; none where it says only that something was delivered."""
    text = said_of(parts.text)
    if _SAYS_DELIVERED.search(f"{parts.header('Subject')} {text}") and not _SAYS_FAILED.search(text):
        return []
    is_delayed = bool(_SAYS_DELAYED.search(text)) or parts.header("Subject").lower().startswith("warning:")
    reports = []
    for address, words in _recipients(parts, text):
        diagnostic = _diagnostic(words) or _diagnostic(text)
        status = status_of(None, diagnostic)
        verdict = (
            Verdict.DELAYED if is_delayed else failure_verdict(status, words if _ERROR_LINE.search(words) else text)
        )
        reports.append(RecipientReport(address, verdict, status, one_line(diagnostic) or None))
    return reports


def _recipients(parts: Parts, text: str) -> Iterator[tuple[str | None, str]]:
    own = {
        found.lower() for name in ("From", "To", "Return-Path", "Cc") for found in ADDRESS.findall(parts.header(name))
    }
    named = ADDRESS.findall(parts.header("X-Failed-Recipients"))
    blocks: dict[str, str] = {}
    for address, words in _blocks(text):
        if address.lower() not in own and not re.match(r"(?:postmaster|mailer-daemon)@", address, re.IGNORECASE):
            blocks[address] = f"{blocks[address]}\n{words}" if address in blocks else words
    if named:
        yield from ((address, blocks.get(address, text)) for address in dict.fromkeys(named))
        return
    if not blocks:
        found = [one for one in ADDRESS.findall(text) if one.lower() not in own]
        blocks = {found[0].rstrip("."): text} if found else {}
    if not blocks and parts.returned.get("to"):
        blocks = dict.fromkeys(ADDRESS.findall(parts.returned["to"])[:1], text)
    if not blocks:
        yield None, text
    yield from blocks.items()


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield each address that begins a line, with the words up to the next such line."""
    address, words = "", ""
    for line in text.splitlines():
        found = _OPENING.match(line)
        if found and not re.match(r"\s*(?:from|sender|subject|date|message-id)\b", line, re.IGNORECASE):
            if address:
                yield address, words
            address, words = found["address"].rstrip("."), found["rest"]
        elif address:
            words += f"\n{line}"
    if address:
        yield address, words


def _diagnostic(words: str) -> str:
    """Return the lines that state the error: from the first that has a code or a word of failure, at most four."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if re.search(r"(?<![\d.])[45]\d\d[ -]|[245]\.[0-7]\.\d{1,3}", line):
            return " ".join(lines[number : number + 3])
    for number, line in enumerate(lines):
        if _ERROR_LINE.search(line):
            return " ".join(lines[number : number + 2])
    return ""


def one_line(text: str, longest: int = 300) -> str:
    """Fold white space and cut, for a row on a screen."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
