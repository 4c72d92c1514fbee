"""Double clicks, crashes, full disks: on a real file, with real processes."""

from __future__ import annotations

import re
import shutil
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.engine import IS_POSTGRES

from .conftest import a_pdf, filled
from .house import House, a_house, fresh_key, post

pytestmark = pytest.mark.race

CLEAN_UP = (
    "from datetime import timedelta\n"
    "from drypoint.foundation.core import clock\nfrom drypoint.foundation.core.files import documents\n"
    "print(documents.remove_expired(clock.now() + timedelta(hours=2)))"
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return a_house(tmp_path / "data")


def padded_pdf() -> bytes:
    return a_pdf() + b"%" + bytes(300_000)


def test_two_clicks_at_once_store_one_enquiry_and_get_the_same_answer(house: House) -> None:
    with house.served() as (_process, port), ThreadPoolExecutor(4) as clicks:
        fields = filled(key=fresh_key(port))
        start = threading.Barrier(4)

        def click() -> tuple[int, str, str]:
            start.wait()
            return post(port, "/en/ask/", fields, padded_pdf())

        answers = [future.result() for future in [clicks.submit(click) for _ in range(4)]]
    assert {answer[0] for answer in answers} == {303}
    assert len({answer[1] for answer in answers}) == 1
    assert house.rows("SELECT count(*) FROM enquiries_enquiry") == [(1,)]
    assert house.rows("SELECT count(*) FROM core_outboxmail") == [(1,)]
    assert house.files() == house.named_files()
    assert len(house.files()) == 1


def test_two_processes_share_one_count(house: House) -> None:
    with house.served() as (_one, first), house.served() as (_other, second):
        answers = [post(port, "/en/ask/", filled(key=fresh_key(port)))[0] for port in (first, second) * 6]
    assert answers == [303] * 10 + [429] * 2


def test_two_staff_answering_at_once_do_not_both_answer(house: House) -> None:
    with house.served() as (_process, port):
        post(port, "/en/ask/", filled(key=fresh_key(port)))
    printed = house.run(
        "import threading\n"
        "from django.db import connection\n"
        "from drypoint.foundation.accounts.models import User\n"
        "from drypoint.foundation.core.actors import Actor\n"
        "from drypoint.public.enquiries import actions\n"
        "from drypoint.public.enquiries.models import Enquiry, Message\n"
        "users = [User.objects.create(email=f'{n}@example.com', name=n, role='owner') for n in 'ab']\n"
        "enquiry = Enquiry.objects.get()\n"
        "start = threading.Barrier(2)\n"
        "outcomes = []\n"
        "def answer(user):\n"
        "    actor = Actor('staff', user.pk, frozenset({'enquiries.read', 'enquiries.answer'}))\n"
        "    start.wait()\n"
        "    try:\n"
        "        actions.answer_enquiry(actor=actor, enquiry_id=enquiry.pk, text='Hello',\n"
        "                               expected_message_id=enquiry.last_message_id)\n"
        "        outcomes.append('answered')\n"
        "    except actions.AnsweredMeanwhileError:\n"
        "        outcomes.append('second')\n"
        "    finally:\n"
        "        connection.close()\n"
        "threads = [threading.Thread(target=answer, args=(user,)) for user in users]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]\n"
        "print(sorted(outcomes), Message.objects.filter(author='practice').count())"
    )
    assert printed.strip() == "['answered', 'second'] 1"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: sudo apt-get install strace")
def test_the_file_is_durable_before_its_row_and_the_row_before_the_answer(house: House, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,sendto,recvfrom,write"
    with house.served("strace", "-f", "-y", "-s", "40", "-e", calls, "-o", str(trace)) as (_process, port):
        key = fresh_key(port)
        before = len(trace.read_text().splitlines())
        assert post(port, "/en/ask/", filled(key=key), padded_pdf())[0] == 303
    lines = trace.read_text().splitlines()[before:]

    def first(pattern: str, after: int = -1) -> int:
        return next(number for number, line in enumerate(lines) if number > after and re.search(pattern, line))

    file = first(r"fsync\(\d+<[^>]*documents/../[^>]*\.part>")
    renamed = first(r"rename\w*\(.*\.part", file)
    folder = first(r"fsync\(\d+<[^>]*documents/..>", renamed)
    answered = first(r"(sendto|write)\(\d+<(socket|TCP)[^>]*>, \"HTTP/1\.\d 303")
    if IS_POSTGRES:  # the server syncs before it says that the commit is done
        commit = first(r"sendto\(\d+<[^>]*>, \"Q.*COMMIT", folder)
        done = first(r"recvfrom\(.*COMMIT", commit)
    else:
        commit = first(r"(fsync|fdatasync)\(\d+<[^>]*drypoint\.sqlite3", folder)
        syncs = r"(fsync|fdatasync)\(\d+<[^>]*drypoint"
        done = max(number for number, line in enumerate(lines) if re.search(syncs, line))
    assert file < renamed < folder < commit <= done < answered


@pytest.mark.parametrize("step", ["settle", "add_rows", "record", "queue_mail", "answer"])
def test_a_killed_process_leaves_a_whole_enquiry_or_none(house: House, step: str) -> None:
    places = {
        "settle": "drypoint.foundation.core.files.documents.add_rows",
        "add_rows": "drypoint.public.enquiries.actions._add_message",
        "record": "drypoint.public.enquiries.actions.audit.record",
        "queue_mail": "drypoint.public.enquiries.mails.queue_mail",
        "answer": "drypoint.foundation.core.files.submitting.SeeOther",
    }
    module, _, name = places[step].rpartition(".")
    kill = (
        "import os, signal, importlib, functools, django\ndjango.setup()\n"
        f"target = functools.reduce(getattr, {module!r}.split('.')[1:], importlib.import_module('drypoint'))\n"
        f"setattr(target, {name!r}, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    modules = "drypoint.foundation.core.files.submitting, drypoint.public.enquiries.mails"
    loaded = f"import django; django.setup(); import {modules}\n"
    with house.served(code_before=loaded + kill) as (process, port):
        fields = filled(key=fresh_key(port))
        with pytest.raises(OSError):
            post(port, "/en/ask/", fields, padded_pdf())
        assert process.wait(30) == -signal.SIGKILL
    whole = 1 if step == "answer" else 0
    for table in ("enquiries_enquiry", "enquiries_message", "enquiries_attachment", "core_outboxmail"):
        assert house.rows(f"SELECT count(*) FROM {table}") == [(whole,)], table
    assert len(house.files()) == 1
    house.run(CLEAN_UP)
    assert house.files() == house.named_files()
    assert len(house.files()) == whole


def test_a_full_disk_is_said_and_leaves_nothing_half_done(house: House) -> None:
    size = 4_000_000 if IS_POSTGRES else (house.data / "drypoint.sqlite3").stat().st_size
    big = a_pdf() + b"%" + bytes(size + 200_000)
    with house.served("prlimit", f"--fsize={size + 100_000}") as (_process, port):
        key = fresh_key(port)
        status, _location, text = post(port, "/en/ask/", filled(key=key), big)
        assert status == 507
        assert "It hurts when I bend." in text
        assert "could not keep your file" in text
        assert house.rows("SELECT count(*) FROM enquiries_enquiry") == [(0,)]
        assert house.files() == set()
        assert post(port, "/en/ask/", filled(key=key))[0] == 303
    assert house.rows("SELECT count(*) FROM enquiries_enquiry") == [(1,)]


@pytest.mark.skipif(IS_POSTGRES, reason="The server's own disk cannot be filled from here.")
def test_a_database_that_cannot_grow_takes_the_file_along(house: House) -> None:
    size = (house.data / "drypoint.sqlite3").stat().st_size
    with house.served("prlimit", f"--fsize={size}") as (_process, port):
        fields = filled(key=fresh_key(port), text="x" * 5000)
        answers = [post(port, "/en/ask/", fields, a_pdf())]
        while answers[-1][0] == 303 and len(answers) < 9:
            answers.append(post(port, "/en/ask/", filled(key=fresh_key(port), text="x" * 5000), a_pdf()))
    assert answers[-1][0] == 507
    assert "x" * 5000 in answers[-1][2]
    stored = answers[:-1]
    assert house.rows("SELECT count(*) FROM enquiries_enquiry") == [(len(stored),)]
    assert house.files() == house.named_files()
    assert len(house.files()) == len(stored)
