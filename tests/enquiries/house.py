"""Start the real product on a real SQLite file, to race, trace and kill it."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Model
from tests.conftest import ROOT
from tests.engine import Database

from drypoint.foundation.core.keeping import keys
from drypoint.foundation.practice.models import Practice

SERVER = """
import socketserver
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
import django
django.setup()
from django.core.handlers.wsgi import WSGIHandler

class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass

server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=Server, handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass
class House:
    """A data folder with a practice in it."""

    data: Path
    database: Database

    @property
    def environment(self) -> dict[str, str]:
        """Return what a process of this house needs."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DRYPOINT_")}
        return {
            **environment,
            **self.database.environment,
            "DRYPOINT_DATA": str(self.data),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        return self.database.sql(sql)

    def files(self) -> set[str]:
        """Return the names of the documents on the disk."""
        return {path.name for path in (self.data / "documents").rglob("*") if path.is_file()}

    def named_files(self) -> set[str]:
        """Return the names that rows give."""
        return {str(uuid.UUID(str(key))) for (key,) in self.rows("SELECT key FROM core_storeddocument")}

    def run(self, code: str) -> str:
        """Run some Python in the house and return what it prints."""
        whole = f"import django; django.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", whole], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout

    @contextmanager
    def served(self, *before: str, code_before: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
        """Serve the house; before is a command that starts the server (strace, prlimit), code_before runs in it."""
        process = subprocess.Popen(
            [*before, sys.executable, "-c", code_before + SERVER],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield process, port
        finally:
            if process.poll() is None:
                os.killpg(process.pid, 9)
            process.wait()
            if process.stdout:
                process.stdout.close()


def a_house(data: Path) -> House:
    """Return a house with a migrated database and an invented practice."""
    data.mkdir(parents=True)
    keys.load_or_create(data / "drypoint.key")
    (data / "static").mkdir()
    house = House(data, Database(data))
    house.database.fill()
    _insert(house.database, Practice(name="Invented Practice", phone="+385 1 555 0100", languages=["en", "hr"]))
    return house


def _insert(database: Database, row: Model) -> None:
    """Store a row from here: a process of the house would need seconds to start."""
    fields = row._meta.concrete_fields
    values = [getattr(row, field.attname) for field in fields]
    texts = [json.dumps(value) if isinstance(value, list) else value for value in values]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table, places = row._meta.db_table, ", ".join("?" for _ in fields)
    database.sql(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', tuple(texts))


def fetch(port: int, path: str) -> str:
    """Return a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def fresh_key(port: int) -> str:
    """Return the once key of a fresh form."""
    found = re.search(r'name="key"\s+value="([^"]+)"', fetch(port, "/en/ask/"))
    assert found
    return found[1]


def body_of(fields: dict[str, str], file: bytes | None) -> tuple[bytes, str]:
    """Return a multipart body and its content type."""
    boundary = "drypoint-test-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="attachments"; filename="report.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + file + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def post(port: int, path: str, fields: dict[str, str], file: bytes | None = None) -> tuple[int, str, str]:
    """Send a form and return status, Location and text."""
    body, content_type = body_of(fields, file)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, {"Content-Type": content_type})
        response = connection.getresponse()
        return response.status, response.getheader("Location") or "", response.read().decode()
    finally:
        connection.close()
