"""A new key takes the place of the old one everywhere, may be stopped anywhere, and loses nothing."""

from __future__ import annotations

import io
import os
import stat
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import LazySettings

from drypoint.foundation.core import audit, audit_chain, checks, clock, links, machines
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.files import documents, resealing, sealing
from drypoint.foundation.core.files.sealed_names import sealed_name
from drypoint.foundation.core.files.sealing import MAGIC_WITHOUT_KEY_ID, SealedReader, Sealer, is_sealed_with
from drypoint.foundation.core.files.uploads import place_of
from drypoint.foundation.core.keeping import backup, key_mark, keys, restoring, rotating
from drypoint.foundation.core.mail import mail_server
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.foundation.core.models import AuditEntry, MailServer, StoredDocument
from drypoint.foundation.core.registries.sealed import Sealed, all_sealed
from drypoint.project import config
from tests.accounts.people import member
from tests.engine import IS_POSTGRES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(IS_POSTGRES, reason="the archive of this test is SQLite's"),
]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REPORT = b"%PDF a report " + bytes(200_000)
SUBJECT = uuid.UUID(int=7)


@pytest.fixture
def key_file(tmp_path: Path, settings: LazySettings) -> Path:
    """A practice with a key of its own; settings that a rotation changes are put back."""
    file = tmp_path / "keys" / "drypoint.key"
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.DOCUMENT_ROOT, settings.MEDIA_ROOT = settings.DATA / "documents", settings.DATA / "media"
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(settings.DATA), "DRYPOINT_KEY_FILE": str(file)})
    read(file, settings)
    key_mark.set_or_compare()
    return file


def read(file: Path, settings: LazySettings) -> None:
    """Take the keys from the file, as a process that starts does."""
    found = keys.derived(keys.load_or_create(file))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = found.signing, found.signing_of_before
    settings.DOCUMENT_KEYS, settings.BACKUP_KEYS, settings.DIGEST_KEY = found.documents, found.backups, found.digests
    settings.SECOND_FACTOR_KEYS, settings.MAIL_KEYS = found.second_factors, found.mail_server


def store(name: str = "nalaz čćž.pdf", content: bytes = REPORT) -> StoredDocument:
    key = uuid.uuid4()
    place = place_of(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        sealer = Sealer(file, the_keys(), key.bytes)
        sealer.write(content)
        sealer.finish()
    return StoredDocument.objects.create(
        key=key, media_type="application/pdf", size_bytes=len(content), sha256_keyed="",
        name_encrypted=sealed_name(key, name), stored_at=NOON,
    )  # fmt: skip


def the_keys() -> tuple[bytes, ...]:
    from django.conf import settings

    found: tuple[bytes, ...] = settings.DOCUMENT_KEYS
    return found


def rotate(*, is_leaked: bool = False) -> rotating.Rotation:
    return rotating.rotate(at=NOON, is_leaked=is_leaked, tell=lambda _called, _done, _total: None)


def says(row: StoredDocument) -> tuple[str, bytes]:
    row.refresh_from_db()
    with documents.read(row) as reader:
        return documents.name_of(row), reader.read()


@pytest.fixture
def filled(key_file: Path) -> Any:
    """A document, a password of the mail server and two second factors; returns a look at all of them."""
    row = store()
    mail_server.store_server(server=SmtpServer("mail.example", 587, "u", "pa55 čš", "starttls"))
    user = member("owner", "Olga")
    sealed = get_adapter().encrypt
    app = Authenticator.objects.create(user=user, type="totp", data={"secret": sealed("ABCDEF")})
    codes = Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": sealed("seed"), "used_mask": 3, "migrated_codes": [sealed("1")]}
    )

    def look() -> tuple[object, ...]:
        app.refresh_from_db()
        codes.refresh_from_db()
        server = mail_server.server_in_use()
        assert server is not None
        unsealed = get_adapter().decrypt
        return (
            *says(row),
            server.password,
            unsealed(app.data["secret"]),
            (unsealed(codes.data["seed"]), codes.data["used_mask"], unsealed(codes.data["migrated_codes"][0])),
        )

    assert look() == ("nalaz čćž.pdf", REPORT, "pa55 čš", "ABCDEF", ("seed", 3, "1"))
    return look


def test_everything_is_read_after_it_and_with_the_new_key_alone(
    key_file: Path, filled: Callable[[], object], settings: LazySettings
) -> None:
    before = filled()
    done = rotate()
    assert (done.is_resumed, set(done.unread.values())) == (False, {0})
    lines = key_file.read_text().splitlines()
    assert len(lines) == 2
    read(key_file, settings)
    assert filled() == before
    # The old key is of no use any more for what is sealed now.
    settings.DOCUMENT_KEYS, settings.MAIL_KEYS = settings.DOCUMENT_KEYS[:1], settings.MAIL_KEYS[:1]
    settings.SECOND_FACTOR_KEYS = settings.SECOND_FACTOR_KEYS[:1]
    assert filled() == before
    key_file.write_text(lines[1] + "\n")
    read(key_file, settings)
    with pytest.raises((sealing.DamagedFileError, mail_server.UnreadablePasswordError)):
        filled()


def test_it_is_in_the_trail_and_the_machines_know_the_new_key(key_file: Path) -> None:
    before = machines.own_settings()["key"]
    rotate(is_leaked=True)
    assert AuditEntry.objects.get(action="key.rotate").facts == {"is_leaked": True, "unread": 0}
    assert machines.own_settings()["key"] != before


def test_the_chain_over_the_trail_and_its_checkpoint_fit_after_it(key_file: Path, settings: LazySettings) -> None:
    settings.CONFIG = replace(settings.CONFIG, audit_keep_years=1)
    audit.record(SYSTEM, "practice.change")
    audit_chain.seal_new(clock.now() + audit_chain.SETTLED_AFTER)
    assert audit_chain.age_out(clock.now() + 2 * audit_chain.A_YEAR) > 0
    audit.record(SYSTEM, "practice.change")
    audit_chain.seal_new(clock.now() + audit_chain.SETTLED_AFTER)
    before = audit_chain.verify()
    rotate(is_leaked=True)
    read(key_file, settings)
    audit_chain.seal_new(clock.now() + audit_chain.SETTLED_AFTER)
    after = audit_chain.verify()
    assert (before.broken_after, after.broken_after, after.aged_out) == (None, None, before.aged_out)
    assert after.sealed == before.sealed + 1


def test_the_key_file_keeps_its_mode_its_place_and_its_lines(key_file: Path, tmp_path: Path) -> None:
    real = tmp_path / "safe" / "key"
    real.parent.mkdir()
    key_file.replace(real)
    key_file.symlink_to(real)
    first = real.read_text()
    rotate()
    rotate(is_leaked=True)
    rotate()
    assert key_file.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    lines = real.read_text().splitlines()
    assert [line.endswith(" leaked") for line in lines] == [False, False, True, True]
    assert lines[-1] == f"{first.strip()} leaked"
    assert [path.name for path in real.parent.iterdir()] == ["key"]


def test_a_new_key_is_on_the_disk_before_anything_is_sealed_with_it(
    key_file: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = store()
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted(descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        done.append("file" if stat.S_ISREG(os.fstat(descriptor).st_mode) and size else "folder or empty")
        fsync(descriptor)

    def moved(self: Path, target: Path) -> Path:
        done.append(f"replace {target.name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "replace", moved)
    for module in (keys, rotating, resealing):
        monkeypatch.setattr(module, "fsync_folder", lambda folder: done.append(folder.name))
    rotate()
    one = ["file", f"replace {row.key}", row.key.hex[:2]]
    note = ["file", "replace rotation.unfinished", "data"]
    assert done == [*note, "file", "replace drypoint.key", "keys", *one, "data"]


def test_a_key_file_that_cannot_be_replaced_stays_and_leaves_no_draft(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key_file.read_bytes()

    move = Path.replace

    def refused(draft: Path, place: Path) -> Path:
        if place.name == "drypoint.key":
            raise PermissionError("read-only")
        return move(draft, place)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refused)
        with pytest.raises(PermissionError):
            rotate()
    assert [(path.name, path.read_bytes()) for path in key_file.parent.iterdir()] == [("drypoint.key", before)]
    assert rotate().is_resumed
    assert len(key_file.read_text().splitlines()) == 2


def test_the_key_in_use_is_not_also_one_of_before(key_file: Path, settings: LazySettings) -> None:
    rotate()
    read(key_file, settings)
    assert len(settings.SECRET_KEY_FALLBACKS) == 1
    assert settings.SECRET_KEY not in settings.SECRET_KEY_FALLBACKS


def test_a_first_key_is_made_in_a_folder_that_is_not_there_and_durably(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(keys, "fsync_folder", made.append)
    file = tmp_path / "far" / "below" / "key"
    (first,) = keys.load_or_create(file)
    assert [path.name for path in file.parent.iterdir()] == ["key"]
    assert made == [file.parent]
    assert keys.load_or_create(file) == (first,)
    (tmp_path / "far" / "other").mkdir()
    assert keys.load_or_create(tmp_path / "far" / "other" / "key") != (first,)


@pytest.mark.parametrize(("is_leaked", "counts"), [(False, True), (True, False)])
def test_what_was_signed_before_counts_unless_the_key_leaked(
    key_file: Path, settings: LazySettings, is_leaked: bool, counts: bool
) -> None:
    token = links.make("test", SUBJECT, 1)
    rotate(is_leaked=is_leaked)
    read(key_file, settings)
    assert (links.read_or_nobody("test", token, NOON).subject == SUBJECT) is counts
    assert links.read("test", links.make("test", SUBJECT, 1), NOON).subject == SUBJECT


def test_a_backup_from_before_is_restored_after_it(key_file: Path, settings: LazySettings, tmp_path: Path) -> None:
    row = store()
    archive = tmp_path / "before.drypoint"
    backup.backup(archive, at=NOON)
    rotate()
    read(key_file, settings)
    (tmp_path / "unpacked").mkdir()
    report, _database = restoring.unpacked(archive, tmp_path / "unpacked")
    assert report.documents == 1
    place = tmp_path / "unpacked" / "documents" / row.key.hex[:2] / str(row.key)
    with SealedReader(place.open("rb"), settings.DOCUMENT_KEYS, row.key.bytes) as reader:
        assert reader.read() == REPORT


def test_a_file_from_before_keys_were_named_is_read_and_sealed_anew(key_file: Path, settings: LazySettings) -> None:
    row = store()
    old = io.BytesIO()
    sealer = sealing.Sealer(old, settings.DOCUMENT_KEYS, row.key.bytes)
    # As it was written then: another mark, no key id, and both authenticated.
    header = MAGIC_WITHOUT_KEY_ID + old.getvalue()[len(sealing.MAGIC) + sealing.KEY_ID_BYTES :]
    sealer._associated = header + row.key.bytes
    old.seek(0)
    old.truncate()
    old.write(header)
    sealer.write(REPORT)
    sealer.finish()
    place_of(row.key).write_bytes(old.getvalue())
    assert says(row)[1] == REPORT
    rotate()
    read(key_file, settings)
    assert says(row)[1] == REPORT
    assert is_sealed_with(place_of(row.key).read_bytes(), settings.DOCUMENT_KEYS[0])


class PulledThePlugError(BaseException):
    pass


def test_a_note_that_was_never_written_whole_begins_nothing(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(rotating.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            rotate()
    assert not rotating.is_unfinished()
    assert not rotate(is_leaked=True).is_resumed
    assert [line.endswith(" leaked") for line in key_file.read_text().splitlines()] == [False, True]


def test_a_leak_that_is_known_only_at_the_second_run_counts(
    key_file: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = links.make("test", SUBJECT, 1)
    store()
    with monkeypatch.context() as patched:
        patched.setattr(resealing, "fsync_folder", lambda _folder: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate()
    assert rotate(is_leaked=True).is_resumed
    assert [line.endswith(" leaked") for line in key_file.read_text().splitlines()] == [False, True]
    read(key_file, settings)
    assert links.read_or_nobody("test", token, NOON).subject != SUBJECT


def test_a_key_file_from_before_is_not_taken_for_the_right_one(key_file: Path, settings: LazySettings) -> None:
    copy = key_file.read_bytes()
    assert key_mark.is_right_key()
    rotate()
    read(key_file, settings)
    assert key_mark.is_right_key()
    key_file.write_bytes(copy)
    read(key_file, settings)
    assert key_mark.is_right_key() is False
    with pytest.raises(key_mark.WrongKeyError):
        key_mark.set_or_compare()


@pytest.mark.parametrize("at_call", range(7))
def test_stopped_anywhere_it_goes_on_and_nothing_is_lost(
    key_file: Path, filled: Callable[[], object], settings: LazySettings, monkeypatch: pytest.MonkeyPatch, at_call: int
) -> None:
    store("second.pdf", b"two")
    before = filled()
    calls = 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def may_die(*words: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == at_call + 1:
                raise PulledThePlugError
            return real(*words, **named)

        return may_die

    with monkeypatch.context() as patched:
        patched.setattr(keys, "add", dying(keys.add))
        patched.setattr(Path, "replace", dying(Path.replace))
        patched.setattr(MailServer, "save", dying(MailServer.save))
        patched.setattr(Authenticator, "save", dying(Authenticator.save))
        with pytest.raises(PulledThePlugError):
            rotate()
    read(key_file, settings)
    assert filled() == before
    assert [one.level for one in checks._key_rotation(NOON)] == [checks.WARNING] * rotating.is_unfinished()
    done = rotate()
    assert done.is_resumed is (at_call > 0)
    read(key_file, settings)
    assert len(key_file.read_text().splitlines()) == 2
    settings.DOCUMENT_KEYS, settings.MAIL_KEYS = settings.DOCUMENT_KEYS[:1], settings.MAIL_KEYS[:1]
    settings.SECOND_FACTOR_KEYS = settings.SECOND_FACTOR_KEYS[:1]
    assert filled() == before
    assert not rotating.is_unfinished()


def test_nothing_changes_while_drypoint_runs(key_file: Path) -> None:
    said = key_file.read_bytes()
    with backup.in_use(), pytest.raises(backup.BackupError, match="Stop it first"):
        rotate()
    assert key_file.read_bytes() == said
    assert not rotating.is_unfinished()


def test_nothing_changes_with_a_key_that_is_not_the_datas_own(key_file: Path, settings: LazySettings) -> None:
    key_file.unlink()
    read(key_file, settings)
    said = key_file.read_bytes()
    with pytest.raises(key_mark.WrongKeyError):
        rotate()
    assert key_file.read_bytes() == said


def test_what_no_key_opens_is_counted_and_left_as_it_is(key_file: Path) -> None:
    gone, damaged, whole = store(), store(), store()
    place_of(gone.key).unlink()
    broken = bytearray(place_of(damaged.key).read_bytes())
    broken[-1] ^= 1
    place_of(damaged.key).write_bytes(broken)
    StoredDocument.objects.filter(pk=damaged.pk).update(name_encrypted=b"no name")
    left = place_of(damaged.key).read_bytes()
    assert rotate().unread["documents"] == 2
    assert place_of(damaged.key).read_bytes() == left
    assert says(whole)[1] == REPORT
    assert list(place_of(damaged.key).parent.glob("*.part")) == []


def test_every_kind_of_secret_is_sealed_anew() -> None:
    assert {one.name for one in all_sealed} == {
        "core.documents", "core.document_names", "core.mail_server", "accounts.second_factors",
        "drafts", "rights",
    }  # fmt: skip
    assert all(isinstance(one, Sealed) for one in all_sealed)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("!!!\n", "no key|damaged"),
        ("QUFB\n", "32 bytes"),
        ("QUF\n", "is no key"),
        ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE= leaked twice\n", "32 bytes"),
        ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE= leaked\n", "marked as leaked"),
        ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE= lost\n", "32 bytes"),
        ("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n\n", "32 bytes"),
    ],
)
def test_a_damaged_key_file_is_said_in_a_sentence_without_the_key(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "key"
    file.write_text(content)
    with pytest.raises(keys.KeyFileError, match=said) as refused:
        keys.load_or_create(file)
    assert "QUFB" not in str(refused.value)
