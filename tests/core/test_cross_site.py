"""Forms without a cookie refuse what another site sends."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from drypoint.foundation.core.front.cross_site import refuse_cross_site


@refuse_cross_site
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def post(**headers: str) -> HttpRequest:
    return RequestFactory().post("/", headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
        {"origin": "null"},
        {},
    ],
)
def test_the_own_form_is_let_through(headers: dict[str, str]) -> None:
    assert view(post(**headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "nonsense"},
    ],
)
def test_another_sites_form_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied, match="another site"):
        view(post(**headers))


def test_reading_is_never_refused() -> None:
    request = RequestFactory().get("/", headers={"sec-fetch-site": "cross-site"})
    assert view(request).status_code == 200


def test_djangos_own_token_is_not_asked_for() -> None:
    assert view.csrf_exempt  # type: ignore[attr-defined]
