"""The log: one line a request, and nothing in it that tells of a person.

No query, no address, no link token, no body; an error is named by its class and the request's id.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse

from drypoint.knowledge.language import languages

log = logging.getLogger("drypoint.requests")

# Longer texts are cut before anything is looked for in them: their length is chosen by whoever asks.
LONGEST_TEXT = 500
LONGEST_PATH = 300
# Under which a record carries the parts of a request.
REQUEST = "drypoint_request"
# Each is begun only where a token begins, so that looking takes no longer than the text is long.
_WORD = re.compile(r"[^\s<>()\[\]\"',;:=]+")
_SIGN_OF_ADDRESS = re.compile(r"(?<=.)(?:[@＠]|%40)(?=.)")
_PHONE = re.compile(r"\+\d[\d ()/.-]{6,}\d")
_UNQUOTED = re.compile(r"[^\s'\"]+")
# Words of an address that a token follows, in the words of each language.
_BEFORE_A_TOKEN = {
    word
    for english in ("conversation", "invitation", "setup", "reset", "key")
    for word in (english, *(language.path(english) for language in languages().values()))
}
_TOKEN_AFTER = re.compile(rf"(/(?:{'|'.join(sorted(map(re.escape, _BEFORE_A_TOKEN)))})/)[^/\s'\"?]+")
# What a person can read (a slug) has small letters and few digits; a signed link or a random key has others.
_TOKEN = re.compile(r"(?<=/)(?=[^/\s]*[\d:=~A-Z])[A-Za-z0-9_\-:.=~%]{20,}")
# A path may hold them percent-encoded; in a log they would begin a line that nobody wrote.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Errors of the machine, whose text is needed and holds no row; others may quote what a person wrote.
_WATCHED = {"/healthz", "/readyz", "/metrics"}
_MACHINE_ERRORS = (OSError, ImportError, OperationalError, ImproperlyConfigured)


def without_personal_data(text: str) -> str:
    """Return at most LONGEST_TEXT of the text, without mail addresses, telephone numbers, queries and link tokens."""
    text = _UNQUOTED.sub(_without_query, _cut(text, LONGEST_TEXT))
    text = _TOKEN_AFTER.sub(r"\1…", text)
    text = _TOKEN.sub("…", text)
    text = _WORD.sub(lambda word: "[address]" if _SIGN_OF_ADDRESS.search(word[0]) else word[0], text)
    return _PHONE.sub("[number]", text)


def _cleaned(text: str) -> str:
    return _CONTROL.sub("�", without_personal_data(text))


def _without_query(word: re.Match[str]) -> str:
    head, _mark, query = word[0].partition("?")
    return f"{head}?…" if "=" in query else word[0]


def _cut(text: str, most: int) -> str:
    """Shorten a text before the word that the limit falls into: half an address would no longer be known as one."""
    if len(text) <= most:
        return text
    head = text[:most]
    return head[: max(head.rfind(mark) for mark in "/ \t\n") + 1] + "…"


class PersonalDataFilter(logging.Filter):
    """Take personal data and line breaks out of a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's message; every record passes."""
        record.msg = _cleaned(record.getMessage())
        record.args = None
        return True


class QuietFormatter(logging.Formatter):
    """Write an exception as its class and the lines of code it passed, without the values in its text; times in UTC."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def formatException(  # noqa: N802 (logging's own name)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the frames from the outermost to the innermost, then the class."""
        kind, error, trace = ei
        if kind is None:
            return ""
        lines = []
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        text = f": {without_personal_data(str(error))}" if isinstance(error, _MACHINE_ERRORS) else ""
        lines.append(f"  {kind.__module__}.{kind.__qualname__}{text}")
        return "\n".join(lines)


class JsonFormatter(QuietFormatter):
    """Write a record as one JSON object on one line: at, level, logger, message; of a request also its parts.

    An exception is the list `trace`, as QuietFormatter tells it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the object; what a request brings along is cleaned as the message is."""
        said: dict[str, object] = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name, value in getattr(record, REQUEST, {}).items():
            said[name] = _cleaned(value) if isinstance(value, str) else value
        if record.exc_info:
            said["trace"] = [line.strip() for line in self.formatException(record.exc_info).splitlines()]
        return json.dumps(said, ensure_ascii=False)


def as_object(logger: str, sentence: str) -> str:
    """Return a sentence that no logger was asked to write as the JSON object of a line, cleaned like all."""
    record = logging.LogRecord(logger, logging.INFO, "", 0, sentence, None, None)
    PersonalDataFilter().filter(record)
    return JsonFormatter().format(record)


def configuration(level: str, form: str = "text") -> dict[str, object]:
    """Return Django's LOGGING: everything to standard error, through the filter; form is "text" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"personal": {"()": "drypoint.foundation.core.logs.PersonalDataFilter"}},
        "formatters": {
            "line": {
                "()": "drypoint.foundation.core.logs.QuietFormatter",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            },
            "object": {"()": "drypoint.foundation.core.logs.JsonFormatter"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["personal"],
                "formatter": "object" if form == "json" else "line",
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would write past the filter, or mail an error page to an administrator.
            "django": {"handlers": [], "propagate": True, "level": "WARNING"},
            # It names at INFO every page that is edited; its own log in the editor does that.
            "wagtail": {"level": "WARNING"},
            # Wagtail brings its indexes up to date by this, and tells of each object at INFO.
            "django_tasks": {"level": "WARNING"},
            "django.request": {"handlers": [], "propagate": True, "level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True, "level": "ERROR"},
            "django.security": {"handlers": [], "propagate": True, "level": "ERROR"},
        },
    }


def path_of(request: HttpRequest) -> str:
    """Return the request's address as the log may hold it: its route where one of ours, else the masked path."""
    match = request.resolver_match
    if match is not None and match.kwargs:
        return "/" + match.route
    return _cut(without_personal_data(_cut(request.path, LONGEST_PATH)), LONGEST_PATH)


class RequestLogMiddleware:
    """Write one line a request: method, path, status, milliseconds, id. The id is in the answer's X-Request-ID too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then log."""
        started = time.perf_counter()
        request_id = secrets.token_hex(6)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        took_ms = (time.perf_counter() - started) * 1000
        # Whoever watches asks every few seconds; a healthy answer is no news.
        level = logging.DEBUG if request.path in _WATCHED and response.status_code == 200 else logging.INFO
        method, path = (request.method or "")[:16], path_of(request)
        parts = {"method": method, "path": path, "status": response.status_code, "took_ms": round(took_ms)}
        log.log(
            level,
            "%s %s %d %.0f ms %s",
            *(method, path, response.status_code, took_ms, request_id),
            extra={REQUEST: {**parts, "request_id": request_id}},
        )
        return response
