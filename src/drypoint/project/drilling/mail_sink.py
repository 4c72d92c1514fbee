"""A mail server that takes every mail and passes none on, so that nothing of a drill reaches anybody."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailSink(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine; message_ids are those of the mails that it took."""

    daemon_threads = True

    def __init__(self) -> None:
        self.message_ids: set[str] = set()
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def port(self) -> int:
        """The port that was free."""
        return int(self.server_address[1])

    def has_taken(self, message_id: str) -> bool:
        """Say whether a mail with this id, as the row names it, has come in."""
        return any(message_id in told for told in tuple(self.message_ids))


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends without a sign-in."""

    server: MailSink

    def handle(self) -> None:
        self._say("220 drill")
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"QUIT":
                self._say("221 Bye")
                return
            if verb == b"DATA":
                self._say("354 Go on")
                self._take()
            self._say("250 OK")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _take(self) -> None:
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                return
            name, _colon, value = line.decode("ascii", "replace").partition(":")
            if name.lower() == "message-id":
                self.server.message_ids.add(value.strip())


@contextmanager
def taking_mail() -> Iterator[MailSink]:
    """Take mail in for as long as the block lasts."""
    with MailSink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
