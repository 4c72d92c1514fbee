"""Sealed streams."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.foundation.core.sealing import (
    CHUNK_BYTES,
    HEADER_BYTES,
    TAG_BYTES,
    Opener,
    SealBrokenError,
    Sealer,
    sealed_size,
    unsealed,
)

KEY = bytes(range(32))
STEP = CHUNK_BYTES + TAG_BYTES


def seal(plain: bytes, key: bytes = KEY, purpose: str = "document") -> bytes:
    target = io.BytesIO()
    with Sealer(target, key, purpose) as sealer:
        sealer.write(plain)
    return target.getvalue()


def open_(sealed: bytes, key: bytes = KEY, purpose: str = "document") -> bytes:
    return b"".join(unsealed(io.BytesIO(sealed), key, purpose))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_was_sealed_comes_back(size: int) -> None:
    plain = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    sealed = seal(plain)
    assert open_(sealed) == plain
    assert len(sealed) == sealed_size(size)


@given(pieces=st.lists(st.binary(max_size=400)), read_size=st.integers(1, 300))
def test_pieces_of_any_size_go_in_and_come_out(pieces: list[bytes], read_size: int) -> None:
    target = io.BytesIO()
    with Sealer(target, KEY, "document") as sealer:
        for piece in pieces:
            sealer.write(piece)
    opener = Opener(io.BytesIO(target.getvalue()), KEY, "document")
    back = b"".join(iter(lambda: opener.read(read_size), b""))
    assert back == b"".join(pieces)


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    first, second = seal(b"secret"), seal(b"secret")
    assert first != second
    assert b"secret" not in first


@pytest.mark.parametrize("position", [0, 7, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + STEP + 5, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    sealed = bytearray(seal(bytes(2 * CHUNK_BYTES)))
    sealed[position] ^= 1
    with pytest.raises(SealBrokenError):
        open_(bytes(sealed))


@pytest.mark.parametrize(
    "length", [0, 5, HEADER_BYTES, HEADER_BYTES + 3, HEADER_BYTES + STEP, HEADER_BYTES + 2 * STEP, -1]
)
def test_a_stream_cut_anywhere_does_not_open(length: int) -> None:
    sealed = seal(bytes(2 * CHUNK_BYTES + 10))
    with pytest.raises(SealBrokenError):
        open_(sealed[:length])


def test_chunks_that_changed_places_do_not_open() -> None:
    sealed = seal(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    head, first, second, rest = (
        sealed[:HEADER_BYTES],
        sealed[HEADER_BYTES : HEADER_BYTES + STEP],
        sealed[HEADER_BYTES + STEP : HEADER_BYTES + 2 * STEP],
        sealed[HEADER_BYTES + 2 * STEP :],
    )
    with pytest.raises(SealBrokenError):
        open_(head + second + first + rest)
    with pytest.raises(SealBrokenError):
        open_(head + first + first + second + rest)
    with pytest.raises(SealBrokenError):
        open_(head + first + second + rest + rest)


def test_another_key_or_another_purpose_does_not_open() -> None:
    sealed = seal(b"secret")
    with pytest.raises(SealBrokenError):
        open_(sealed, key=bytes(32))
    with pytest.raises(SealBrokenError):
        open_(sealed, purpose="backup")


def test_a_block_that_failed_leaves_nothing_that_opens() -> None:
    target = io.BytesIO()

    def fail_midway() -> None:
        with Sealer(target, KEY, "document") as sealer:
            sealer.write(bytes(3 * CHUNK_BYTES))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()
    with pytest.raises(SealBrokenError):
        open_(target.getvalue())


def test_a_finished_stream_takes_no_more() -> None:
    sealer = Sealer(io.BytesIO(), KEY, "document")
    sealer.finish()
    with pytest.raises(ValueError, match="finished"):
        sealer.write(b"more")
