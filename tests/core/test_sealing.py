"""The encrypted stream: any cut, change, swap or wrong key is found."""

from __future__ import annotations

import io
import secrets
import tempfile
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.foundation.core.files.sealing import (
    CHUNK_BYTES,
    HEADER_BYTES,
    TAG_BYTES,
    DamagedFileError,
    SealedReader,
    Sealer,
)

KEY = bytes(range(32))
lengths = st.one_of(
    st.integers(0, 300),
    st.sampled_from([CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 7]),
)


def seal(text: bytes, pieces: list[int] | None = None, *, context: bytes = b"one") -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, (KEY,), context)
    at = 0
    for piece in pieces or []:
        sealer.write(text[at : at + piece])
        at += piece
    sealer.write(text[at:])
    sealer.finish()
    return out.getvalue()


def on_disk(sealed: bytes) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    file.write(sealed)
    file.seek(0)
    return file


def unseal(sealed: bytes, *, key: bytes = KEY, context: bytes = b"one") -> bytes:
    file = on_disk(sealed)
    try:
        return SealedReader(file, (key,), context, closes_file=False).read()
    finally:
        file.close()


@given(lengths, st.lists(st.integers(0, CHUNK_BYTES + 5), max_size=5))
@settings(max_examples=40, deadline=None)
def test_what_was_sealed_in_any_pieces_is_what_is_read(length: int, pieces: list[int]) -> None:
    text = secrets.token_bytes(length)
    sealed = seal(text, pieces)
    assert unseal(sealed) == text
    assert text == b"" or len(text) < 16 or text not in sealed


@given(lengths, st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_is_not_read(length: int, data: st.DataObject) -> None:
    sealed = seal(bytes(length))
    kept = data.draw(st.integers(0, len(sealed) - 1))
    with pytest.raises(DamagedFileError):
        unseal(sealed[:kept])


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_last_chunk_cut_down_to_the_size_of_an_empty_one_is_found(chunks: int) -> None:
    border = HEADER_BYTES + chunks * (CHUNK_BYTES + TAG_BYTES)
    sealed = seal(bytes(chunks * CHUNK_BYTES + 40))
    with pytest.raises(DamagedFileError):
        unseal(sealed[: border + TAG_BYTES])


@given(lengths, st.data())
@settings(max_examples=60, deadline=None)
def test_one_changed_bit_anywhere_is_found(length: int, data: st.DataObject) -> None:
    sealed = bytearray(seal(bytes(length)))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DamagedFileError):
        unseal(bytes(sealed))


def test_chunks_in_another_order_are_found() -> None:
    sealed = seal(bytes(2 * CHUNK_BYTES + 1))
    size = CHUNK_BYTES + TAG_BYTES
    head, first, second, rest = (
        sealed[:HEADER_BYTES],
        sealed[HEADER_BYTES : HEADER_BYTES + size],
        sealed[HEADER_BYTES + size : HEADER_BYTES + 2 * size],
        sealed[HEADER_BYTES + 2 * size :],
    )
    with pytest.raises(DamagedFileError):
        unseal(head + second + first + rest)


def test_a_cut_at_the_border_of_a_chunk_is_found() -> None:
    sealed = seal(bytes(3 * CHUNK_BYTES))
    with pytest.raises(DamagedFileError):
        unseal(sealed[: HEADER_BYTES + 2 * (CHUNK_BYTES + TAG_BYTES)])


def test_bytes_added_at_the_end_are_found() -> None:
    with pytest.raises(DamagedFileError):
        unseal(seal(b"text") + b"x")


def test_the_cut_is_found_before_anything_is_read() -> None:
    file = on_disk(seal(bytes(3 * CHUNK_BYTES))[: HEADER_BYTES + 2 * (CHUNK_BYTES + TAG_BYTES)])
    with file, pytest.raises(DamagedFileError):
        SealedReader(file, (KEY,), b"one", closes_file=False).check_end()


def test_a_file_cannot_stand_in_for_another() -> None:
    with pytest.raises(DamagedFileError):
        unseal(seal(b"text", context=b"one"), context=b"two")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(DamagedFileError):
        unseal(seal(b"text"), key=bytes(32))


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert seal(b"text") != seal(b"text")


@given(st.lists(st.tuples(st.integers(0, 2 * CHUNK_BYTES), st.integers(0, CHUNK_BYTES)), max_size=6))
@settings(max_examples=20, deadline=None)
def test_any_part_can_be_read_alone(parts: list[tuple[int, int]]) -> None:
    text = secrets.token_bytes(2 * CHUNK_BYTES + 100)
    with on_disk(seal(text)) as file:
        reader = SealedReader(file, (KEY,), b"one", closes_file=False)
        for start, length in parts:
            reader.seek(start)
            assert reader.read(length) == text[start : start + length]


def test_no_place_before_the_start() -> None:
    with on_disk(seal(b"text")) as file, pytest.raises(ValueError, match="before its start"):
        SealedReader(file, (KEY,), b"one", closes_file=False).seek(-1)
