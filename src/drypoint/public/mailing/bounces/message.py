"""The parts of a report: its own text, its machine-readable fields, the headers of the mail that comes back."""

from __future__ import annotations

import email
import re
from base64 import b64decode
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from html import unescape
from quopri import decodestring
from typing import Final

# A report with a returned mail of 50 MB still begins with the report.
_LARGEST: Final = 25_000_000
_LARGEST_TEXT: Final = 200_000
_STATUS_TYPES: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_READ_RECEIPTS: Final = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_RETURNED: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
_TAG: Final = re.compile(r"<(?:br|/p|/div|/tr|/h\d|/li)[^>]*>", re.IGNORECASE)
_ANY_TAG: Final = re.compile(
    r"<(?:style|script|head)\b.*?</(?:style|script|head)>|</?[a-z!][^>]*>", re.IGNORECASE | re.DOTALL
)

Fields = dict[str, str]


@dataclass
class Parts:
    """What a message holds at its own level; a report that is only attached to it is not its own."""

    headers: Message
    text: str = ""
    status_groups: list[Fields] = field(default_factory=list)
    feedback: Fields | None = None
    is_read_receipt: bool = False
    returned: Fields = field(default_factory=dict)

    def header(self, name: str) -> str:
        """Return a header in one line, decoded, or ""."""
        return decoded(str(self.headers.get(name, "")))


def parts_of(raw: bytes) -> Parts:
    """Take a message apart, whatever is broken about it."""
    message = email.message_from_bytes(raw[:_LARGEST], policy=compat32)
    parts = Parts(message)
    try:
        _collect(message, parts)
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError):
        parts.text = parts.text or as_text(raw[:_LARGEST_TEXT])
    return parts


def decoded(value: str) -> str:
    """Decode the encoded words of a header; one that is broken stays as it stands."""
    line = re.sub(r"[\r\n]+[ \t]*", " ", value)
    try:
        return str(make_header(decode_header(line))).strip()
    except (LookupError, ValueError, UnicodeError):
        return line.strip()


def as_text(raw: bytes, charset: str | None = None) -> str:
    """Decode bytes by the charset named, else as UTF-8, else as Latin-1, which takes anything."""
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name) if name else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("latin-1")


def field_groups(text: str) -> list[Fields]:
    """Read groups of header-like fields, parted by empty lines; names in lower case, folded lines joined."""
    groups: list[Fields] = []
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        fields: Fields = {}
        name = ""
        for line in block.splitlines():
            if line[:1] in {" ", "\t"} and name:
                fields[name] += " " + line.strip()
            elif found := re.match(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)", line):
                name = found[1].lower()
                fields[name] = f"{fields[name]}\n{found[2].strip()}" if name in fields else found[2].strip()
        if fields:
            groups.append(fields)
    return groups


def _collect(part: Message, parts: Parts) -> None:
    kind = part.get_content_type()
    if kind in _STATUS_TYPES:
        parts.status_groups += field_groups(_body(part))
    elif kind == "message/feedback-report":
        parts.feedback = {key: value for group in field_groups(_body(part)) for key, value in group.items()}
    elif kind in _READ_RECEIPTS:
        parts.is_read_receipt = True
    elif kind in _RETURNED:
        parts.returned = parts.returned or _returned_headers(part)
    elif kind.startswith("multipart/"):
        inner_parts = part.get_payload()
        if not isinstance(inner_parts, list):  # the boundary announced is not there
            parts.text += _body(part)[:_LARGEST_TEXT]
            return
        for inner in inner_parts:
            if isinstance(inner, Message):
                _collect(inner, parts)
    elif kind.startswith("text/") and len(parts.text) < _LARGEST_TEXT:
        _collect_text(part, kind, parts)


def _collect_text(part: Message, kind: str, parts: Parts) -> None:
    text = _body(part)
    if kind == "text/html":
        if parts.text.strip():
            return  # the same in colours
        text = unescape(_ANY_TAG.sub(" ", _TAG.sub("\n", text)))
    parts.text += text[:_LARGEST_TEXT] + "\n"


def _body(part: Message) -> str:
    """Return a part's content as text. Python parses delivery reports into messages and leaves them encoded then."""
    payload = part.get_payload()
    if isinstance(payload, list):
        joined = "\n\n".join(_as_arrived(inner) for inner in payload)
        encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        if encoding == "base64":
            return as_text(b64decode(re.sub(r"[^A-Za-z0-9+/=]", "", joined) + "==="), part.get_content_charset())
        return (
            as_text(decodestring(joined.encode("utf-8", "surrogateescape")))
            if encoding == "quoted-printable"
            else _clean(joined)
        )
    content = part.get_payload(decode=True)
    return as_text(content, part.get_content_charset()) if isinstance(content, bytes) else _clean(str(payload))


def _as_arrived(part: Message | str) -> str:
    """Return a part with its headers as they came; Python's own writing refuses those that are broken."""
    if isinstance(part, str):
        return part
    head = "".join(f"{name}: {value}\n" for name, value in part.raw_items())
    payload = part.get_payload()
    body = "\n\n".join(map(_as_arrived, payload)) if isinstance(payload, list) else str(payload or "")
    return f"{head}\n{body}"


def _clean(text: str) -> str:
    """Give bytes that the parser carried through as surrogates their letters back."""
    return as_text(text.encode("utf-8", "surrogateescape"))


def _returned_headers(part: Message) -> Fields:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        return {name.lower(): decoded(str(value)) for name, value in inner.items()}
    groups = field_groups(_body(part))
    return groups[0] if groups else {}
