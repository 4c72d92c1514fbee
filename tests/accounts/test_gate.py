"""The gate: shut by default, and where its exceptions end."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from drypoint.foundation.accounts.actors import actor_of, actor_of_user, needs
from drypoint.foundation.accounts.capabilities import capabilities_of
from drypoint.foundation.accounts.gate import GateMiddleware, is_public
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.accounts.sessions import Standing
from drypoint.foundation.core.actors import VISITOR, NotAllowedError
from tests.accounts.people import PASSWORD, enrol, full_client, give_password, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> None:
    settings.CONFIG = dataclasses.replace(settings.CONFIG, demo=True)


def _request(path: str, role: Role = Role.RECEPTION) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = member(role, role.value)
    request.standing = Standing.FULL  # type: ignore[attr-defined]
    return request


def test_demo_people_need_no_second_factor_at_this_machine_in_the_demo(client: Client, demo: None) -> None:
    dana = member(Role.OWNER, "Dana", is_demo=True)
    assert give_password(client, dana).headers["Location"] == "/desk/"
    assert client.get("/account/").status_code == 200
    assert "demo-signins.txt" in Client().get("/account/login/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"HTTP_FORWARDED": "for=x"}]
)
def test_the_demos_exception_ends_at_this_machine(client: Client, demo: None, elsewhere: dict[str, str]) -> None:
    dana = member(Role.OWNER, "Dana", is_demo=True)
    client.post("/account/login/", {"login": dana.email, "password": PASSWORD}, **elsewhere)
    assert client.get("/account/", **elsewhere).headers["Location"] == "/account/second-factor/"


def test_the_demos_exception_is_for_demo_people_in_the_demo_only(client: Client) -> None:
    give_password(client, member(Role.OWNER, "Dana", is_demo=True))
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"
    assert "demo-signins.txt" not in Client().get("/account/login/").content.decode()


def test_a_real_person_has_no_exception_in_the_demo(client: Client, demo: None) -> None:
    give_password(client, member(Role.OWNER, "Rita"))
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"


def test_a_half_session_is_a_stranger_on_public_pages(client: Client) -> None:
    client.force_login(member())
    request = client.get("/en/").wsgi_request
    assert not request.user.is_authenticated
    assert actor_of(request) is VISITOR


def test_a_full_session_is_known_on_public_pages() -> None:
    alice = member()
    request = full_client(alice).get("/en/").wsgi_request
    assert actor_of(request).user_id == alice.pk


def test_a_public_page_without_a_cookie_asks_for_no_session(client: Client, django_assert_num_queries: Any) -> None:
    gate = GateMiddleware(lambda request: HttpResponse(str(request.user.is_authenticated)))
    request = RequestFactory().get("/en/")
    request.user = None  # type: ignore[assignment]  # would fail if it were asked
    with django_assert_num_queries(0):
        assert gate(request).content == b"False"


@pytest.mark.parametrize("path", ["/desk/", "/edit/", "/account/", "/anything/", "/entrance/", "/staticky/"])
def test_what_is_not_on_the_list_is_not_public(path: str) -> None:
    assert not is_public(path)


def test_a_view_of_the_desk_that_names_no_capability_is_shut_to_all() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("patients")

    client = full_client(member())
    request = client.get("/account/").wsgi_request
    request.path_info = "/desk/forgotten/"
    answer = GateMiddleware(lambda _request: HttpResponse()).process_view(request, forgotten, (), {})
    assert answer is not None
    assert answer.status_code == 403


def test_htmx_is_told_to_leave_the_page(client: Client) -> None:
    answer = client.get("/account/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/account/login/?next=")


def test_a_door_opens_for_the_capability_only() -> None:
    @needs("audit.read")
    def trail(request: HttpRequest) -> HttpResponse:
        return HttpResponse("trail")

    @needs("audit.read", hidden=True)
    def hidden(request: HttpRequest) -> HttpResponse:
        return HttpResponse("trail")

    assert trail(_request("/", Role.AUDITOR)).status_code == 200
    assert trail(_request("/", Role.RECEPTION)).status_code == 403
    with pytest.raises(Http404):
        hidden(_request("/", Role.EDITOR))


def test_a_misspelt_capability_fails_at_import() -> None:
    with pytest.raises(KeyError, match=r"enquiry\.read"):
        needs("enquiry.read")


def test_without_the_gates_word_everybody_is_a_visitor() -> None:
    request = RequestFactory().get("/")
    request.user = member()
    assert actor_of(request) is VISITOR


def test_an_actions_refusal_becomes_a_page_that_says_so() -> None:
    gate = GateMiddleware(lambda request: HttpResponse())
    answer = gate.process_exception(_request("/"), NotAllowedError("no"))
    assert answer is not None
    assert answer.status_code == 403
    assert gate.process_exception(_request("/x", Role.AUDITOR), ValueError()) is None


def test_a_deactivated_user_holds_nothing() -> None:
    user = member()
    user.is_active = False
    assert actor_of_user(user).capabilities == frozenset()
    assert capabilities_of("no such role") == frozenset()


def test_passing_the_second_factor_needs_the_person_to_have_one(client: Client) -> None:
    user = member()
    enrol(user)
    client.force_login(user)
    assert client.get("/account/second-factor/app/add/").headers["Location"].startswith("/account/login/")
    assert settings.SESSION_COOKIE_NAME not in client.cookies or not client.cookies[settings.SESSION_COOKIE_NAME].value
