"""What no program and no person sends: control characters, numbers beyond any id, JSON without end."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.handlers import base
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from wagtail.models import Workflow

import drypoint
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.front.bad_input import BadInputMiddleware
from drypoint.foundation.core.front.encodings import accepted_encodings
from drypoint.foundation.core.front.page_store import STORE_HEADER, PageStore
from drypoint.foundation.core.front.request_heads import HeadGuard
from drypoint.foundation.core.text_input import LARGEST_COUNT, LARGEST_ID
from drypoint.foundation.look.contact_fields import AddressField, email_field
from drypoint.project import config
from drypoint.project.commands import createstaff
from drypoint.public.enquiries.models import Enquiry
from tests.accounts.people import full_client, member
from tests.permissions.table import REGEXES
from tests.permissions.urlconf import routes

HUGE = (LARGEST_ID + 1, 10**40, "9" * 4000)


@pytest.mark.parametrize("sign", ["\0", "\r\n", "\x1b", "\x7f", "\x85", "\u2028"])
@pytest.mark.parametrize("place", ["/media/images/{}", "/en/{}/", "/desk/muscle-counts/muscle-counts.csv{}X:1", "/{}"])
def test_no_path_holds_a_control_character(desk: Client, place: str, sign: str) -> None:
    answer = desk.get(place.format(quote(sign)))
    assert answer.status_code in {400, 404}
    assert "Content-Disposition" not in answer.headers


def test_no_name_in_an_address_becomes_the_name_of_a_file(desk: Client) -> None:
    for suffix in ('csv"; filename="x.exe', "html", "CSV", "csv.exe", "csv;x"):
        answer = desk.get(f"/desk/muscle-counts/muscle-counts.{quote(suffix)}")
        assert answer.status_code == 404
        assert "Content-Disposition" not in answer.headers
    assert "muscle-counts.csv" in desk.get("/desk/muscle-counts/muscle-counts.csv").headers["Content-Disposition"]


@pytest.mark.parametrize("number", HUGE, ids=["one too large", "very large", "endless"])
def test_no_row_is_looked_for_under_a_number_that_none_can_have(desk: Client, number: object) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies = desk.cookies
    faults = []
    for route in routes():
        if "<int:" not in route.pattern:
            continue
        parts = route.address({}, REGEXES).split("/")
        named = "/".join(str(number) if part.isdecimal() else part for part in parts)
        if browser.get(named).status_code >= 500:
            faults.append(named[:80])
    assert faults == []


def _forms() -> Iterable[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(drypoint.__path__, "drypoint."):
        if module.name.rpartition(".")[2] == "forms":
            for _name, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(found, forms.BaseForm) and found.__module__ == module.name:
                    yield found


def _is_of_model(form: type[forms.BaseForm], name: str) -> bool:
    model = form._meta.model if issubclass(form, forms.ModelForm) else None
    return model is not None and name in {field.name for field in model._meta.get_fields()}


def test_every_whole_number_of_a_form_is_bounded() -> None:
    looked_at, unbounded = 0, []
    for form in _forms():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField):
                looked_at += 1
                # A field of a model is held by what its column takes, before it is saved.
                if (field.max_value is None or field.max_value > LARGEST_ID) and not _is_of_model(form, name):
                    unbounded.append(f"{form.__name__}.{name}")
    assert unbounded == []
    assert looked_at >= 4


def test_every_form_takes_an_address_by_the_same_field() -> None:
    fields = {
        f"{form.__name__}.{name}": field
        for form in _forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.EmailField)
    }
    assert [name for name, field in fields.items() if not isinstance(field, AddressField)] == []
    assert len(fields) >= 6


@pytest.mark.parametrize(
    "address",
    [
        *("a@localhost", "a@LOCALHOST", "a@x.localhost", "a@printer", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@127.0.0.11"),
        *(
            '"a b"@clinic.example',
            "čaća@clinic.example",
            "a@cli\u3164nic.example",
            "a@cli\u200bnic.example",
            "a@b..example",
        ),
        *(
            "a@-b.example",
            "a",
            "@clinic.example",
            "a@b@clinic.example",
            "a@clinic.example\x00",
            "a@clinic.example\r\nBcc: b",
        ),
    ],
)
def test_an_address_that_mail_cannot_reach_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        email_field().clean(address)
    assert "such as ana@example.com" in " ".join(refused.value.messages) or "\x00" in address
    with pytest.raises(argparse.ArgumentTypeError, match="address"):
        createstaff._address(address)


@pytest.mark.parametrize(
    "address",
    ["ana@clinic.example", "ana.b+c@x.clinic.example", "ana@čišća.example", "ana@x1.example", "ana@1.2.example"],
)
def test_an_address_that_mail_can_reach_is_taken(address: str) -> None:
    assert email_field().clean(f" {address} ") == address
    assert createstaff._address(address) == address


def test_a_count_stays_storable_when_it_is_raised_by_one() -> None:
    assert LARGEST_COUNT + 1 == 2**31 - 1


@pytest.mark.parametrize("place", [f"1_{LARGEST_ID + 1}", f"1_{'9' * 40}", f"{'9' * 40}_1", f"1_-{'9' * 40}", "\0_1"])
def test_a_place_in_the_list_of_enquiries_that_cannot_be_is_none(desk: Client, enquiry: Enquiry, place: str) -> None:
    for side in ("after", "before"):
        assert desk.get("/desk/enquiries/", {side: place}).status_code < 500


@pytest.mark.parametrize("page", ["9" * 40, "9" * 5000, "-1", "\0", "1e400"])
def test_a_page_that_cannot_be_is_none(desk: Client, page: str) -> None:
    for path in ("/desk/audit/", "/desk/outbox/", "/edit/images/", "/edit/reports/site-history/"):
        assert desk.get(path, {"page": page, "p": page}).status_code < 500


CREDENTIALS = {
    "deep": "[" * 100_000,
    "deep and short": "[" * 15_000,
    "deep within": '{"a":' * 3_000,
    "a long number": '{"id": ' + "9" * 5_000 + "}",
    "a list": "[1]",
    "a word": '"x"',
    "a number": "1",
    "an empty object": "{}",
    "other things within": '{"id": "AA", "rawId": "AA", "type": "public-key", "response": []}',
    "numbers within": '{"id": 1, "rawId": 2, "type": 3, "response": {"userHandle": 4}}',
    "no base 64": '{"id": "AA", "rawId": "A", "type": "public-key", "response": {"clientDataJSON": "\\u0000"}}',
    "nothing within": '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "", '
    '"authenticatorData": "", "signature": "", "attestationObject": "", "userHandle": ""}}',
    "short bytes": '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"authenticatorData": "AA", "signature": "AA", "attestationObject": "gYGB", "userHandle": "AA"}}',
}


@pytest.mark.parametrize("credential", CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_what_is_no_passkey_is_refused(visitor: Client, desk: Client, credential: str) -> None:
    browser = Client()
    assert browser.post("/account/second-factor/passkeys/login/", {"credential": credential}).status_code == 302
    for way in ("add", "reauthenticate"):
        assert desk.post(f"/account/second-factor/passkeys/{way}/", {"credential": credential}).status_code in {
            200,
            302,
        }


@pytest.mark.parametrize("exception", [OverflowError(), RecursionError()])
def test_what_others_read_unbounded_is_bad_input_and_no_fault(exception: Exception) -> None:
    middleware = BadInputMiddleware(lambda _request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().get("/"), exception)
    assert answer is not None
    assert answer.status_code == 400
    assert middleware.process_exception(HttpRequest(), KeyError()) is None


STUMBLES = {
    "no number in the address": ("GET", "/edit/snippets/choose/website/source/chosen/on/", {}),
    "no field": ("POST", "/edit/choose-external-link/", {}),
    "nowhere to go next": ("POST", "/edit/workflows/enable/1/", {"next": "["}),
}


@pytest.mark.parametrize(("method", "path", "fields"), STUMBLES.values(), ids=STUMBLES.keys())
def test_what_the_editor_does_not_look_at_is_bad_input(
    desk: Client, method: str, path: str, fields: dict[str, str]
) -> None:
    Workflow.objects.get_or_create(pk=1, defaults={"name": "x", "active": False})
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    answer = desk.get(path) if method == "GET" else desk.post(path, fields, headers=ajax)
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()


@pytest.mark.parametrize("kind", [ProtectedError, RestrictedError])
def test_what_is_still_named_elsewhere_is_not_removed_and_whoever_tries_is_told(
    kind: type[ProtectedError | RestrictedError],
) -> None:
    middleware = BadInputMiddleware(lambda _request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().post("/edit/"), kind("Vera's record", set()))
    assert answer is not None
    assert (answer.status_code, "still in use" in answer.content.decode()) == (409, True)
    assert "Vera" not in answer.content.decode()


def _stumbled(in_ours: bool, method: str = "POST", query: str = "") -> HttpResponse | None:
    """Have a view stumble below Django's handler: one of others, or one that calls a line of ours."""
    request = RequestFactory().generic(method, f"/edit/x/{query}")
    request.resolver_match = ResolverMatch(lambda: None, (), {"pk": 1}, route="edit/x/")
    body = "def view(request):\n    return ours('[') if ours else int('[')\n"
    place: dict[str, Any] = {"ours": config._level if in_ours else None}
    exec(compile(body, "/elsewhere/wagtail/views.py", "exec"), place)
    exec(compile("def _get_response(view):\n    return view(None)\n", base.__file__, "exec"), place)
    try:
        place["_get_response"](place["view"])
    except ValueError as error:
        return BadInputMiddleware(lambda _request: HttpResponse()).process_exception(request, error)
    raise AssertionError


def test_a_fault_of_ours_is_never_taken_for_bad_input() -> None:
    assert _stumbled(in_ours=True) is None
    refused = _stumbled(in_ours=False)
    assert refused is not None
    assert refused.status_code == 400


@pytest.mark.parametrize(("query", "is_fault"), [("", True), ("?p=x", False)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_where_nothing_was_sent_it_is_a_fault(method: str, query: str, is_fault: bool) -> None:
    assert (_stumbled(in_ours=False, method=method, query=query) is None) == is_fault


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("br;q=0, gzip", ("gzip",)),
        ("br; q=0.000,gzip;q=0", ()),
        ("gzip, br;q=0.001", ("gzip", "br")),
        ("BR ; Q=0", ()),
        ("br;q=1.0, *;q=0", ("br",)),
        ("", ()),
    ],
)
def test_an_encoding_of_no_weight_is_not_taken(header: str, taken: tuple[str, ...]) -> None:
    assert accepted_encodings(header) == taken


def _page(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), (STORE_HEADER, "0")])
    return [environ.get("HTTP_ACCEPT_ENCODING", "").encode()]


@pytest.mark.parametrize(
    ("accepted", "given"), [("br;q=0", None), ("br;q=0, gzip", "gzip"), ("br", "br"), ("brief", None)]
)
def test_no_kept_page_comes_in_an_encoding_that_was_refused(accepted: str, given: str | None) -> None:
    told: dict[str, str] = {}
    store = PageStore(_page, lambda _at: 1, session_cookie="s")
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": accepted}
    list(HeadGuard(store)(environ, lambda _status, headers, *_more: told.update(headers)))
    assert told.get("Content-Encoding") == given


def test_what_stands_behind_the_door_does_not_see_a_refused_encoding() -> None:
    environ = {"PATH_INFO": "/static/x.css", "HTTP_ACCEPT_ENCODING": "br;q=0, gzip"}
    assert b"".join(HeadGuard(_page)(environ, lambda *_more: None)) == b"gzip"


SHUT = ["reports/site-history/", "reports/locked/", "workflows/task_chooser/", "workflows/tasks/"]


@pytest.mark.parametrize("place", SHUT)
def test_a_clinician_comes_into_the_editor_for_claims_only(place: str) -> None:
    browser = full_client(member(Role.CLINICIAN, "Bob"))
    assert browser.get(f"/edit/{place}").status_code == 403
    assert browser.get(f"/edit/{place}results/").status_code in {403, 404}


@pytest.mark.parametrize(
    "path", ["/en/ask/", "/en/list/", "/en/book/confirm/x/", "/en/reviews/write/x/", "/hr/razgovor/x/"]
)
def test_a_query_of_too_many_fields_ends_on_a_page_that_can_be_shown(client: Client, path: str) -> None:
    answer = client.get(f"{path}?{'a&' * 1_001}")
    assert answer.status_code < 500
    assert "<h1" in answer.content.decode()
