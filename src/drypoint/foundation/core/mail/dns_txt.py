"""Ask a resolver for the TXT records of a name (RFC 1035): where a domain says who may send mail as it."""

from __future__ import annotations

import contextlib
import secrets
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_SECONDS = 3.0
_TXT, _IN = 16, 1
_NO_SUCH_NAME = 3
_MOST_BYTES = 65_535
_HEADER = struct.Struct(">HHHHHH")
_RECORD = struct.Struct(">HHIH")


class ResolverError(RuntimeError):
    """The resolver did not answer, or not with anything that can be read."""


@dataclass(frozen=True)
class Resolver:
    """Whom to ask."""

    address: str
    port: int = 53

    def txt(self, name: str) -> list[str]:
        """Return the TXT records of a name, none if there are none. Raises ResolverError if nobody says."""
        number = secrets.randbelow(65_536)
        question = _HEADER.pack(number, 0x0100, 1, 0, 0, 0) + _as_labels(name) + struct.pack(">HH", _TXT, _IN)
        try:
            answer = self._by_udp(question)
            if answer[2:3] and answer[2] & 0x02:  # cut off: the whole comes by TCP
                answer = self._by_tcp(question)
        except OSError as error:
            raise ResolverError(f"The resolver {self.address} did not answer.") from error
        return _records(answer, number, question[_HEADER.size :])

    def _by_udp(self, question: bytes) -> bytes:
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as link:
            link.settimeout(TIMEOUT_SECONDS)
            link.connect((self.address, self.port))
            link.send(question)
            with contextlib.suppress(TimeoutError):
                return link.recv(_MOST_BYTES)
            link.send(question)
            return link.recv(_MOST_BYTES)

    def _by_tcp(self, question: bytes) -> bytes:
        with socket.create_connection((self.address, self.port), TIMEOUT_SECONDS) as link, link.makefile("rb") as file:
            link.sendall(struct.pack(">H", len(question)) + question)
            size = file.read(2)
            return file.read(struct.unpack(">H", size)[0]) if len(size) == 2 else b""


def system_resolver(file: Path = Path("/etc/resolv.conf")) -> Resolver | None:
    """Return the resolver that this machine asks, or None if it names none."""
    with contextlib.suppress(OSError, ValueError):
        for line in file.read_text().splitlines():
            words = line.split()
            if len(words) == 2 and words[0] == "nameserver":
                return Resolver(words[1])
    return None


def _as_labels(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    if not all(0 < len(label) < 64 for label in labels):
        raise ResolverError("This name cannot be asked for.")
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _records(answer: bytes, number: int, question: bytes) -> list[str]:
    try:
        given, flags, questions, answers, _authority, _more = _HEADER.unpack_from(answer)
        asked = answer[_HEADER.size : _HEADER.size + len(question)]
        if given != number or not flags & 0x8000 or questions != 1 or asked.lower() != question.lower():
            raise ResolverError("The resolver answered something else.")
        if flags & 0x000F == _NO_SUCH_NAME:
            return []
        if flags & 0x000F:
            raise ResolverError(f"The resolver could not find out (code {flags & 0x000F}).")
        place = _HEADER.size + len(question)
        found = []
        for _answer in range(answers):
            place = _past_name(answer, place)
            kind, kin, _lifetime, size = _RECORD.unpack_from(answer, place)
            place += _RECORD.size
            if (kind, kin) == (_TXT, _IN):
                found.append(_text(answer[place : place + size], size))
            place += size
    except (struct.error, IndexError) as error:
        raise ResolverError("The resolver's answer cannot be read.") from error
    return found


def _past_name(answer: bytes, place: int) -> int:
    while True:
        length = answer[place]
        if length & 0xC0 == 0xC0:  # the rest of the name stands elsewhere
            return place + 2
        place += 1 + length
        if length == 0:
            return place


def _text(data: bytes, size: int) -> str:
    """Join the strings of a record; what is no ASCII has no meaning in any of them."""
    if len(data) != size:
        raise IndexError
    parts = []
    place = 0
    while place < len(data):
        parts.append(data[place + 1 : place + 1 + data[place]])
        place += 1 + data[place]
    return b"".join(parts).decode("ascii", "replace")
