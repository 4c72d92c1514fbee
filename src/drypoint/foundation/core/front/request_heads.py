"""Guard the door against long request targets and heads, before anything looks at them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from drypoint.foundation.core.front.encodings import accepted_encodings
from drypoint.foundation.core.front.request_bodies import refuse

# What proxies take by default (nginx: large_client_header_buffers), so that nothing that came through one is refused.
MOST_TARGET_BYTES = 8 * 1024
MOST_HEAD_BYTES = 32 * 1024
# RFC 1035 allows 253 letters in a name; a port stands behind it.
MOST_HOST_BYTES = 260


class HeadGuard:
    """The WSGI application in front of all others.

    Refuses a target of more than MOST_TARGET_BYTES with 414, a longer host with 400, and headers that are longer
    together than MOST_HEAD_BYTES with 431. Takes encodings that the browser refuses out of what it accepts.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let the others."""
        if _target_bytes(environ) > MOST_TARGET_BYTES:
            return refuse(start_response, "414 URI Too Long", "This address is too long.")
        if len(environ.get("HTTP_HOST", "")) > MOST_HOST_BYTES:
            return refuse(start_response, "400 Bad Request", "There is no host of this name.")
        if sum(len(value) for name, value in environ.items() if name.startswith("HTTP_")) > MOST_HEAD_BYTES:
            return refuse(start_response, "431 Request Header Fields Too Large", "The headers are too long.")
        if "HTTP_ACCEPT_ENCODING" in environ:
            # WhiteNoise looks for the name alone, and would give "br;q=0" what it refuses.
            environ["HTTP_ACCEPT_ENCODING"] = ", ".join(accepted_encodings(environ["HTTP_ACCEPT_ENCODING"]))
        return self._application(environ, start_response)


def _target_bytes(environ: WSGIEnvironment) -> int:
    """Return how long path and query were when they arrived; the server has taken the percent signs out of the path."""
    path, query = str(environ.get("PATH_INFO", "")), str(environ.get("QUERY_STRING", ""))
    if len(path) * 3 + len(query) <= MOST_TARGET_BYTES:
        return len(path) + len(query)
    return len(quote(path, encoding="latin-1", errors="replace")) + len(query)
