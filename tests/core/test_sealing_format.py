"""A sealed file as it lies on the disk: written and read here by the description alone, with cryptography's AES.

What was sealed years ago must open; a size that changed in writer and reader alike would pass every other test.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from drypoint.foundation.core.files import sealing
from drypoint.foundation.core.files.sealing import DamagedFileError, SealedReader, Sealer, is_sealed_with, key_id

KEY, OLD = bytes(range(32)), bytes(range(32, 64))
CONTEXT = b"document 1"
CHUNK = 65_536
SALT, PREFIX = bytes(range(100, 132)), b"\x07\x06\x05\x04\x03\x02\x01"


def derived(key: bytes, length: int, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(key)


def header_of(key: bytes, *, names_key: bool = True) -> bytes:
    named = b"DPD2" + derived(key, 8, None, b"drypoint/key id/1") if names_key else b"DPD1"
    return named + SALT + PREFIX


def sealed_by_hand(text: bytes, key: bytes = KEY, *, names_key: bool = True) -> bytes:
    header = header_of(key, names_key=names_key)
    cipher = AESGCM(derived(key, 32, SALT, b"drypoint/document/1"))
    chunks = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)] or [b""]
    body = b""
    for index, chunk in enumerate(chunks):
        end = b"\x01" if index == len(chunks) - 1 else b"\x00"
        body += cipher.encrypt(PREFIX + index.to_bytes(4, "big") + end, chunk, header + CONTEXT)
    return header + body


def opened_by_hand(sealed: bytes, key: bytes = KEY) -> bytes:
    header, body = sealed[:51], sealed[51:]
    assert header[:12] == header_of(key)[:12]
    cipher = AESGCM(derived(key, 32, header[12:44], b"drypoint/document/1"))
    pieces = [body[at : at + CHUNK + 16] for at in range(0, len(body), CHUNK + 16)]
    text = b""
    for index, piece in enumerate(pieces):
        end = b"\x01" if index == len(pieces) - 1 else b"\x00"
        text += cipher.decrypt(header[44:] + index.to_bytes(4, "big") + end, piece, header + CONTEXT)
    return text


def on_disk(content: bytes) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the reader closes it)
    file.write(content)
    file.seek(0)
    return file


def reader_of(content: bytes, keys: tuple[bytes, ...] = (KEY,)) -> SealedReader:
    file = on_disk(content)
    try:
        return SealedReader(file, keys, CONTEXT)
    except DamagedFileError:
        file.close()
        raise


def sealed(text: bytes) -> tuple[bytes, Sealer]:
    out = io.BytesIO()
    sealer = Sealer(out, (KEY, OLD), CONTEXT)
    sealer.write(text)
    sealer.finish()
    return out.getvalue(), sealer


@pytest.fixture
def two_chunks() -> Iterator[SealedReader]:
    with reader_of(sealed_by_hand(bytes(CHUNK) + b"end")) as reader:
        yield reader


@pytest.mark.parametrize("length", [0, 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5])
def test_what_is_written_is_as_described(length: int) -> None:
    text = bytes(index % 251 for index in range(length))
    content, sealer = sealed(text)
    assert opened_by_hand(content) == text
    assert sealer.size_bytes == length


@pytest.mark.parametrize("names_key", [True, False])
@pytest.mark.parametrize("length", [0, 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5])
def test_what_was_written_as_described_is_read(length: int, names_key: bool) -> None:
    text = bytes(index % 251 for index in range(length))
    with reader_of(sealed_by_hand(text, names_key=names_key)) as reader:
        assert (reader.size_bytes, reader.read()) == (length, text)


def test_the_key_that_a_file_names_opens_it_wherever_it_stands_and_one_that_names_none_has_the_first_of_all() -> None:
    for keys in ((KEY, OLD), (OLD, KEY)):
        with reader_of(sealed_by_hand(b"text"), keys) as reader:
            assert reader.read() == b"text"
    with reader_of(sealed_by_hand(b"text", OLD, names_key=False), (KEY, OLD)) as reader:
        assert reader.read() == b"text"
    with (
        reader_of(sealed_by_hand(b"text", OLD, names_key=False), (OLD, KEY)) as reader,
        pytest.raises(DamagedFileError),
    ):
        reader.read()


def test_a_header_names_its_key_and_no_other() -> None:
    header = header_of(KEY)
    assert is_sealed_with(header, KEY)
    assert not is_sealed_with(header, OLD)
    assert not is_sealed_with(header_of(KEY, names_key=False), KEY)
    assert key_id(KEY) == header[4:12]


@pytest.mark.parametrize("length", range(51 + 16))
def test_what_is_shorter_than_an_empty_sealed_file_is_no_document(length: int) -> None:
    for content in (sealed_by_hand(b""), sealed_by_hand(b"", names_key=False)):
        if length < len(content):
            with pytest.raises(DamagedFileError, match="cut off or is not an encrypted document"):
                reader_of(content[:length])


@pytest.mark.parametrize("left", [1, 2, 15, 16])
def test_a_last_chunk_without_room_for_its_seal_is_found_on_opening(left: int) -> None:
    content = sealed_by_hand(bytes(CHUNK) + b"end")
    with pytest.raises(DamagedFileError, match="cut off or is not an encrypted document"):
        reader_of(content[: 51 + CHUNK + 16 + left])


def test_a_file_of_another_kind_is_no_document() -> None:
    with pytest.raises(DamagedFileError, match="cut off or is not an encrypted document"):
        reader_of(b"%PDF" + sealed_by_hand(b"a" * 200)[4:])


def test_it_is_read_as_a_file_is(two_chunks: SealedReader) -> None:
    reader = two_chunks
    assert (reader.readable(), reader.seekable(), reader.tell()) == (True, True, 0)
    assert reader.seek(-3, io.SEEK_END) == CHUNK
    assert (reader.read(2), reader.tell()) == (b"en", CHUNK + 2)
    assert (reader.seek(-1, io.SEEK_CUR), reader.read(None)) == (CHUNK + 1, b"nd")
    assert reader.read(5) == b""
    assert reader.seek(10, io.SEEK_END) == CHUNK + 13
    assert reader.read() == b""
    reader.seek(CHUNK - 1)
    buffer = bytearray(b"xxxx")
    assert (reader.readinto(buffer), bytes(buffer)) == (4, b"\x00end")
    assert reader.read(0) == b""


def test_reading_nothing_opens_nothing_unless_nothing_is_all_there_is() -> None:
    content = bytearray(sealed_by_hand(b"text"))
    content[-1] ^= 1
    with reader_of(bytes(content)) as reader:
        assert reader.read(0) == b""
    empty = bytearray(sealed_by_hand(b""))
    empty[-1] ^= 1
    with reader_of(bytes(empty)) as reader, pytest.raises(DamagedFileError):
        reader.read()


@pytest.mark.parametrize("chunk", [0, 1])
def test_whole_is_every_chunk(chunk: int) -> None:
    content = bytearray(sealed_by_hand(bytes(CHUNK) + b"end"))
    content[51 + chunk * (CHUNK + 16)] ^= 1
    with reader_of(bytes(content)) as reader, pytest.raises(DamagedFileError, match=f"Chunk {chunk} of the file"):
        reader.check_whole()


def test_a_chunk_is_opened_once_while_it_is_read(two_chunks: SealedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    nonce = sealing._nonce

    def noted(prefix: bytes, index: int, *, is_last: bool) -> bytes:
        asked.append(index)
        return nonce(prefix, index, is_last=is_last)

    monkeypatch.setattr(sealing, "_nonce", noted)
    for _byte in range(3):
        two_chunks.read(1)
    assert asked == [0]


def test_it_closes_what_it_was_given_and_not_what_it_was_lent() -> None:
    given, lent = on_disk(sealed_by_hand(b"text")), on_disk(sealed_by_hand(b"text"))
    reader, borrower = SealedReader(given, (KEY,), CONTEXT), SealedReader(lent, (KEY,), CONTEXT, closes_file=False)
    reader.close()
    borrower.close()
    assert (given.closed, lent.closed, reader.closed, borrower.closed) == (True, False, True, True)
    lent.close()


def test_more_chunks_than_can_be_counted_are_refused() -> None:
    sealer = Sealer(io.BytesIO(), (KEY,), CONTEXT)
    sealer._index = 2**32 - 1
    sealer.write(b"last")
    sealer.finish()
    with pytest.raises(OverflowError, match="256 TiB"):
        sealer._seal(b"one more", is_last=True)
