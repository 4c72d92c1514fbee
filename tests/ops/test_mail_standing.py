"""How the sender's domain stands: SPF, DKIM, DMARC, asked of a resolver of the tests."""

from __future__ import annotations

import random
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from drypoint.foundation.core.mail.dns_txt import Resolver, ResolverError, system_resolver
from drypoint.foundation.core.mail.standing import standing_of
from drypoint.project import config

WELL = {
    "clinic.example": ["v=spf1 include:mail.example -all", "other=1"],
    "k1._domainkey.clinic.example": ["v=DKIM1; k=rsa; p=ABC DEF"],
    "_dmarc.clinic.example": ["v=DMARC1; p=quarantine"],
}


def verdicts(records: dict[str, list[str]], selector: str = "k1", user: str = "") -> dict[str, str]:
    found = standing_of("clinic.example", lambda name: records.get(name, []), selector=selector, user=user)
    return {one.what: one.verdict for one in found}


def test_a_domain_with_all_three_stands_well() -> None:
    assert verdicts(WELL) == dict.fromkeys(("SPF", "DKIM", "DMARC", "From"), "well")


@pytest.mark.parametrize(
    ("what", "name", "records"),
    [
        ("SPF", "clinic.example", []),
        ("SPF", "clinic.example", ["v=spf1 -all", "v=spf1 ~all"]),
        ("SPF", "clinic.example", ["v=spf1 a +all"]),
        ("SPF", "clinic.example", ["v=spf1 a all"]),
        ("SPF", "clinic.example", ["v=spf1 a"]),
        ("SPF", "clinic.example", ["v=spf10 -all"]),
        ("DKIM", "k1._domainkey.clinic.example", []),
        ("DKIM", "k1._domainkey.clinic.example", ["v=DKIM1; p="]),
        ("DKIM", "k1._domainkey.clinic.example", ["nonsense"]),
        ("DMARC", "_dmarc.clinic.example", []),
        ("DMARC", "_dmarc.clinic.example", ["v=DMARC1"]),
        ("DMARC", "_dmarc.clinic.example", ["v=DMARC1; p=sometimes"]),
        ("DMARC", "_dmarc.clinic.example", ["v=DMARC1; p=none", "v=DMARC1; p=reject"]),
    ],
)
def test_what_a_domain_lacks_is_named_and_nothing_else(what: str, name: str, records: list[str]) -> None:
    found = verdicts({**WELL, name: records})
    assert [one for one, verdict in found.items() if verdict == "lacking"] == [what]


def test_a_domain_below_another_is_covered_by_its_dmarc() -> None:
    records = {"_dmarc.clinic.example": ["v=DMARC1; p=reject"]}
    found = standing_of("mail.clinic.example", lambda name: records.get(name, []))
    assert next(one.verdict for one in found if one.what == "DMARC") == "well"


@pytest.mark.parametrize(
    ("user", "verdict"),
    [
        ("", "well"),
        ("practice@clinic.example", "well"),
        ("a@mail.clinic.example", "well"),
        ("a@other.example", "unknown"),
        ("a", "well"),
    ],
)
def test_an_account_of_another_domain_is_told(user: str, verdict: str) -> None:
    assert verdicts(WELL, user=user)["From"] == verdict


def test_without_a_selector_dkim_is_unknown() -> None:
    assert verdicts(WELL, selector="")["DKIM"] == "unknown"


def record(text: bytes, kind: int = 16) -> bytes:
    parts = b"".join(bytes([len(text[at : at + 255])]) + text[at : at + 255] for at in range(0, len(text), 255))
    return b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(parts)) + parts


def answer(question: bytes, *records: bytes, flags: int = 0x8180, number: int | None = None) -> bytes:
    own = struct.unpack_from(">H", question)[0] if number is None else number
    return struct.pack(">HHHHHH", own, flags, 1, len(records), 0, 0) + question[12:] + b"".join(records)


@contextmanager
def asked(reply: Callable[[bytes], bytes], by_tcp: Callable[[bytes], bytes] | None = None) -> Iterator[Resolver]:
    """Answer one question by UDP, and one by TCP if there is an answer for it."""
    with socket.create_server(("127.0.0.1", 0)) as stream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        port = stream.getsockname()[1]
        link.bind(("127.0.0.1", port))

        def serve() -> None:
            question, client = link.recvfrom(4096)
            link.sendto(reply(question), client)
            if by_tcp is not None:
                other, _address = stream.accept()
                with other:
                    whole = by_tcp(other.recv(4096)[2:])
                    other.sendall(struct.pack(">H", len(whole)) + whole)

        thread = Thread(target=serve)
        thread.start()
        yield Resolver("127.0.0.1", port)
        thread.join()


def test_records_are_read_in_one_piece_and_others_passed_over() -> None:
    long = b"v=spf1 " + b"a" * 600
    with asked(lambda question: answer(question, record(b"x.example", 5), record(long), record(b""))) as resolver:
        assert resolver.txt("clinic.example") == [long.decode(), ""]


def test_a_name_that_is_not_there_has_no_records() -> None:
    with asked(lambda question: answer(question, flags=0x8183)) as resolver:
        assert resolver.txt("clinic.example") == []


def test_an_answer_that_was_cut_off_is_asked_for_by_tcp() -> None:
    with asked(lambda q: answer(q, flags=0x8380), lambda q: answer(q, record(b"whole"))) as resolver:
        assert resolver.txt("clinic.example") == ["whole"]


@pytest.mark.parametrize(
    "reply",
    [
        lambda question: answer(question, record(b"x"), number=(struct.unpack_from(">H", question)[0] + 1) % 65536),
        lambda question: answer(question, record(b"x"), flags=0x0100),
        lambda question: answer(question, record(b"x"), flags=0x8182),
        lambda question: answer(question, record(b"x"))[:-1],
        lambda question: answer(question, record(b"x"))[:14],
        lambda question: answer(question.replace(b"clinic", b"evil01"), record(b"x")),
        lambda _question: b"",
        lambda _question: b"\xff" * 40,
    ],
)
def test_an_answer_that_is_none_is_refused(reply: Callable[[bytes], bytes]) -> None:
    with asked(reply) as resolver, pytest.raises(ResolverError):
        resolver.txt("clinic.example")


def test_no_answer_whatever_ends_in_anything_but_a_refusal() -> None:
    chance = random.Random(7)
    for _time in range(40):
        noise = bytes(chance.randrange(256) for _byte in range(chance.randrange(60)))
        with asked(lambda question, noise=noise: answer(question, noise, noise)) as resolver:  # type: ignore[misc]  # the loop's noise
            try:
                resolver.txt("clinic.example")
            except ResolverError:
                continue


@pytest.mark.parametrize("name", ["", "a..b", "x" * 64 + ".example"])
def test_a_name_that_is_none_is_not_asked_for(name: str) -> None:
    with pytest.raises(ResolverError):
        Resolver("127.0.0.1", 9).txt(name)


def test_the_machine_names_its_resolver(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    assert system_resolver(file) is None
    file.write_text("# x\nsearch a b\nnameserver 192.0.2.53\nnameserver 192.0.2.54\n")
    assert system_resolver(file) == Resolver("192.0.2.53")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("192.0.2.53", Resolver("192.0.2.53")),
        ("192.0.2.53:5353", Resolver("192.0.2.53", 5353)),
        ("2001:db8::1", Resolver("2001:db8::1")),
    ],
)
def test_another_resolver_may_be_named(value: str, found: Resolver) -> None:
    assert config.load({"DRYPOINT_RESOLVER": value}).resolver == found


@pytest.mark.parametrize("value", ["dns.example", "192.0.2.53:x", "192.0.2.53:0", "1.2.3", ":53", "192.0.2.53:99999"])
def test_a_resolver_that_is_none_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(config.ConfigError, match="DRYPOINT_RESOLVER cannot be used") as refused:
        config.load({"DRYPOINT_RESOLVER": value})
    assert value not in str(refused.value).replace("192.0.2.53:5353", "")
