"""Requests that nobody thought of: any address, method, query, header and body, for anybody; a seed makes them again.

What a page's own form holds is sent back with a few of its values spoiled, so that more than the first check is
reached.
"""

from __future__ import annotations

import functools
import io
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import drypoint

METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "FOO")
METHOD_WEIGHTS = (42, 46, 3, 2, 2, 1, 2, 1, 1)
HOSTS = ("testserver", "127.0.0.1", "evil.example", "", "testserver:99999", "[::1]", "[", "ｔestserver", "a" * 300)
SCRAPS = (
    *(
        "",
        " ",
        "0",
        "1",
        "2",
        "-1",
        "00",
        "１",
        "1.5",
        "1e400",
        "nan",
        "inf",
        "on",
        "true",
        "null",
        "None",
        "[]",
        "{}",
        '""',
    ),
    *(
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "2147483648",
        "9" * 400,
        "9" * 5000,
        "0x10",
    ),
    *("2026-05-04", "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-W01", "2027-05"),
    *("20270504T0600Z", "99991231T2359Z", "00010101T0000Z", "2026-05-04T06:00", "2026-03-29T02:30", "24:00", "08:00"),
    *(
        "00000000-0000-4000-8000-000000000000",
        "{00000000000040008000000000000000}",
        "1_1",
        "1_",
        "_1",
        "9_9",
        ",",
        "1,2",
    ),
    *("\x00", "a\x00b", "\r\nX: 1", "\x1b[31m", "\x85", "\u2028", "\ufeff", "\u202e", "\u3164", "\U000e0041", "\udfff"),
    *("čćžšđ", "İ", "ﬃ", "Ａ", "ß", "🦵" * 70, "é" * 300, "a" * 300, "a" * 3000, "word " * 500),
    *("ana@example.com", "a@b", "@", '"a b"@x.example', "a@[127.0.0.1]", "+385 1 555 0100"),
    *(
        "%",
        "%s",
        "%(x)s",
        "{0.__class__}",
        "{{ 7|add:7 }}",
        "{% now %}",
        "' OR 1=1 --",
        "%_\\",
        "*",
        "(",
        "[",
        "a AND",
        '"',
    ),
    *("../../etc/passwd", "/etc/passwd", "//evil.example", "javascript:alert(1)", "http://[", "http://x:y", "mailto:a"),
    *(
        "<script>",
        "<b",
        "&#0;",
        "]]>",
        "<!--",
        "en",
        "hr",
        "xx",
        "en-gb",
        "a:b:c",
        "eyJhIjoxfQ:1abc:def",
        "AAAA",
        "====",
        "-",
    ),
    *(
        "soleus",
        "left",
        "female",
        "csv",
        "html",
        "desc",
        "-pk",
        "__class__",
        "pk__in",
        "body",
        "value",
        "delete",
        "publish",
    ),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        1.5,
        1e308,
        10**18,
        2**63,
        10**30,
        "",
        "a",
        "1",
        "\x00",
        "čć",
        [],
        {},
        [None],
        {"": 0},
    ),
)
HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_ACCEPT": ("*/*", "text/html", "application/json", "text/event-stream", ";", "a/b;q=x"),
    "HTTP_ACCEPT_ENCODING": ("br", "gzip;q=0", "identity", "*", ";;;", "br;q=nan", "gzip;q=" + "9" * 400),
    "HTTP_ACCEPT_LANGUAGE": ("hr", "en", "xx", "*", "en;q=nan", ";", "hr;q=9999", "a-" * 300),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_REFERER": ("http://testserver/desk/", "http://[", "::", "a"),
    "HTTP_ORIGIN": ("http://testserver", "null", "http://[", "https://evil.example"),
    "HTTP_SEC_FETCH_SITE": ("same-origin", "cross-site", "none", "x"),
    "HTTP_X_FORWARDED_FOR": ("1.2.3.4", "::1", "x", ",", "1.2.3.4, " * 60),
    "HTTP_FORWARDED": ("for=1.2.3.4", "for=[", ";"),
    "HTTP_IF_NONE_MATCH": ("*", '"a"', "W/", '"'),
    "HTTP_IF_MODIFIED_SINCE": ("Mon, 01 Jan 0001 00:00:00 GMT", "Mon, 99 Foo 9999 99:99:99 GMT", "0"),
    "HTTP_IF_UNMODIFIED_SINCE": ("Mon, 01 Jan 1970 00:00:00 GMT", "-1"),
    "HTTP_IF_RANGE": ('"a"', "Mon, 01 Jan 0001 00:00:00 GMT"),
    "HTTP_RANGE": (
        "bytes=0-0",
        "bytes=-1",
        "bytes=9-1",
        "bytes=99999999999999999999-",
        "bytes=a-b",
        "x=1",
        "bytes=0-0,5-6",
    ),
    "HTTP_AUTHORIZATION": ("Bearer x", "Basic ====", "Bearer ", "Bearer \xff", "Basic Og=="),
    "HTTP_COOKIE": (
        "sessionid=x",
        "django_language=xx; messages=x",
        "=;=;",
        "a" * 3000,
        'messages="[[\\"',
        "\xff=\xff",
    ),
    "HTTP_HOST": HOSTS,
    "HTTP_X_FORWARDED_PROTO": ("https", "x"),
    "HTTP_X_FORWARDED_HOST": ("evil.example", "["),
    "HTTP_UPGRADE": ("websocket",),
    "HTTP_EXPECT": ("100-continue",),
    "HTTP_TRANSFER_ENCODING": ("chunked",),
    "HTTP_ACCEPT_CHARSET": ("utf-7",),
    "HTTP_USER_AGENT": ("", "a" * 3000, "\xff\xfe", "Mozilla/5.0"),
    "CONTENT_LENGTH": ("", "0", "-1", "1", "x", "9" * 30, "+5"),
    "CONTENT_TYPE": (
        *("", "x", "/", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff"),
        *("multipart/form-data; boundary=x; charset=nope", "application/x-www-form-urlencoded; charset=utf-16"),
        *("application/json; charset=nope", "application/xml", "text/plain;" + "a" * 400),
    ),
}
FILES: tuple[tuple[str, bytes], ...] = (
    *(("a.pdf", b"%PDF-1.7\n"), ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40), ("a.csv", b"email,name\n\xff\xfe,1\n")),
    *(("", b""), ("../../a.svg", b"<svg/>"), ("a\x00.jpg", b"\xff\xd8\xff\xe0"), ("č" * 200 + ".csv", b"a;b\n1;2\n")),
    *(
        ("a.csv", "email;Consent\nana@example.com;form\n".encode("utf-16")),
        ("a.json", b"[" * 2000),
        ("a.txt", b"a" * 9000),
    ),
)


@dataclass
class Form:
    """The fields of a page's form, as a browser would send them untouched."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    is_multipart: bool = False


class _Forms(HTMLParser):
    """Read the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(is_multipart="multipart" in given.get("enctype", "")))
        if not self.found:
            return
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select:
            self.found[-1].fields.append((self._select, given.get("value", "")))
        elif tag in {"input", "button", "textarea"} and name:
            self.found[-1].fields.append((name, given.get("value", "")))


def forms_in(page: str) -> list[Form]:
    """Return the forms of a page that have fields."""
    reader = _Forms()
    reader.feed(page)
    return [form for form in reader.found if form.fields]


@functools.cache
def vocabulary() -> tuple[str, ...]:
    """Return every name that a template of ours gives to a field, or that a view of ours looks for in a query."""
    package = Path(drypoint.__file__).parent
    asked = re.compile(r"""(?:GET|POST|post|query)(?:\.get(?:list)?\(|\[)\s*"(\w[\w-]*)\"""")
    named = {name for file in package.rglob("*.html") for name in re.findall(r'\bname="(\w[\w-]*)"', file.read_text())}
    read = {name for file in package.rglob("*.py") for name in asked.findall(file.read_text())}
    theirs = {"p", "q", "page", "ordering", "next", "search", "locale", "action-publish", "code", "credential", "login"}
    return tuple(sorted(named | read | theirs | {"password", "form-TOTAL_FORMS", "body-count", "csrfmiddlewaretoken"}))


@dataclass(frozen=True)
class Place:
    """One address of the product, as somebody comes to it: its pattern, its path, the values in its path."""

    pattern: str
    path: str
    values: tuple[str, ...] = ()


class Fuzz:
    """Make requests from a seed for some places; `saw` tells it what an answer held."""

    def __init__(self, seed: int, places: Iterable[Place]) -> None:
        self._random = random.Random(seed)
        self._places = list(places)
        self._forms: dict[str, list[Form]] = {}

    def requests(self, count: int) -> Iterator[tuple[Place, dict[str, Any]]]:
        """Yield that many WSGI environments."""
        for number in range(count):
            place = self._random.choice(self._places)
            yield place, self._environ(place, number)

    def saw(self, place: Place, page: str) -> None:
        """Remember the forms of a page, to send them back."""
        if place.pattern not in self._forms:
            self._forms[place.pattern] = forms_in(page)

    def wants(self, place: Place) -> bool:
        """Say whether a page would be news."""
        return place.pattern not in self._forms

    def somebody(self, of: int) -> int:
        """Return the number of whoever asks next: mostly of the first six, a visitor and the staff, who are let in."""
        return self._random.randrange(min(of, 6) if self._is(0.85) else of)

    def _is(self, share: float) -> bool:
        return self._random.random() < share

    def _environ(self, place: Place, number: int) -> dict[str, Any]:
        (method,) = self._random.choices(METHODS, METHOD_WEIGHTS)
        content_type, body = ("", b"") if method in {"GET", "HEAD", "OPTIONS", "TRACE"} else self._body(place)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self._path(place),
            "QUERY_STRING": self._query() if self._is(0.5) else "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": f"198.51.{number % 250}.{self._random.randrange(1, 250)}",
            "HTTP_HOST": "testserver",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if self._is(0.25):
            for name in self._random.sample(sorted(HEADERS), self._random.randint(1, 3)):
                environ[name] = self._random.choice(HEADERS[name])
        return environ

    def _path(self, place: Place) -> str:
        path = place.path
        if place.values and self._is(0.12):
            value = self._random.choice(place.values)
            path = path.replace(value, _in_path(self._scrap()), 1) if value else path
        elif self._is(0.04):
            cut = self._random.randint(0, len(path))
            path = path[:cut] + _in_path(self._scrap()) + path[cut:]
        return path.encode("utf-8", "surrogatepass").decode("latin-1")

    def _scrap(self) -> str:
        if self._is(0.15):
            return "".join(chr(self._random.choice((*range(32, 127), 0xE9, 0x10D, 0x1F9B5))) for _ in range(12))
        return self._random.choice(SCRAPS)

    def _query(self) -> str:
        pairs = [(self._random.choice(vocabulary()), self._scrap()[:2000]) for _ in range(self._random.randint(1, 4))]
        if self._is(0.1):
            return self._random.choice(
                ("&&&", "=", "%", "%ff%fe", "a=%00", "?", "a" * 3000, "a&" * 1500, ";", "%u0041")
            )
        return "&".join(f"{quote(name)}={_quoted(value)}" for name, value in pairs)

    def _body(self, place: Place) -> tuple[str, bytes]:
        """Return content type and content: mostly the page's own form with something spoiled."""
        known = self._forms.get(place.pattern)
        if self._is(0.08):
            return "application/json", json.dumps(self._json(3)).encode()
        if self._is(0.03):
            return "application/x-www-form-urlencoded", self._random.randbytes(self._random.randint(0, 300))
        form = self._random.choice(known) if known and self._is(0.85) else Form(self._made_up(), self._is(0.2))
        pairs = self._spoiled(form.fields)
        if form.is_multipart or self._is(0.1):
            return self._multipart(pairs)
        return "application/x-www-form-urlencoded", urlencode(
            [(n, v.encode("utf-8", "replace")) for n, v in pairs]
        ).encode()

    def _made_up(self) -> list[tuple[str, str]]:
        return [(self._random.choice(vocabulary()), self._scrap()) for _ in range(self._random.randint(0, 8))]

    def _spoiled(self, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
        filled = [
            (name, value or self._random.choice(("", "a", "1", "2026-05-04", self._scrap()))) for name, value in fields
        ]
        for _ in range(self._random.randint(0, 3) if filled else 0):
            at = self._random.randrange(len(filled))
            name, value = filled[at]
            way = self._random.randrange(6)
            if way == 0:
                filled.pop(at)
                if not filled:
                    break
            elif way == 1:
                filled.append((name, self._scrap()))
            elif way == 2 and value[:1] in "[{":
                filled[at] = (name, json.dumps(self._json(4)))
            else:
                filled[at] = (name, self._scrap())
        # A select sends one of its options, and a form one of its buttons: keep the last of each but sometimes all.
        return filled if self._is(0.2) else self._one_each(filled)

    def _one_each(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        shuffled = self._random.sample(pairs, len(pairs))
        return list(dict(shuffled).items())

    def _json(self, deep: int) -> Any:
        way = self._random.randrange(4 if deep else 1)
        if way < 2:
            return self._random.choice((*VALUES, self._scrap().encode("utf-8", "replace").decode()))
        if way == 2:
            return [self._json(deep - 1) for _ in range(self._random.randint(0, 4))]
        names = ("id", "type", "value", "revision", "marks", "strokes", "points", "response", "regions", "ticks", "a")
        return {self._random.choice(names): self._json(deep - 1) for _ in range(self._random.randint(0, 5))}

    def _multipart(self, pairs: list[tuple[str, str]]) -> tuple[str, bytes]:
        parts = [
            f'--sep\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode("utf-8", "replace")
            for name, value in pairs
        ]
        if self._is(0.3):
            name, content = self._random.choice(FILES)
            where = self._random.choice(("attachments", "file", "files", "image", "document", "name"))
            head = f'--sep\r\nContent-Disposition: form-data; name="{where}"; filename="{name}"\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        end = self._random.choice((b"--sep--\r\n", b"--sep--\r\n", b"--sep--\r\n", b"--sep", b""))
        return "multipart/form-data; boundary=sep", b"".join(parts) + end


def _in_path(scrap: str) -> str:
    return scrap[:1500]


def _quoted(value: str) -> str:
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"))


def answer(application: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> tuple[int, bytes]:
    """Ask a WSGI application and return status and content, read to its end."""
    told: list[str] = []
    result = application(environ, lambda status, *_more: told.append(status))
    try:
        content = b"".join(result)
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
    return int(told[-1].split()[0]), content
