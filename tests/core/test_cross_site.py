"""Forms without a cookie refuse what another site sends."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from drypoint.foundation.core.front.cross_site import refuse_cross_site


def view(request: HttpRequest) -> HttpResponseBase:
    return refuse_cross_site(lambda _request: HttpResponse("done"))(request)


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


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_never_refused(method: str) -> None:
    request = RequestFactory().generic(method, "/", headers={"sec-fetch-site": "cross-site"})
    assert view(request).getvalue() == b"done"  # type: ignore[attr-defined]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_whatever_writes_is_guarded(method: str) -> None:
    with pytest.raises(PermissionDenied):
        view(RequestFactory().generic(method, "/", headers={"sec-fetch-site": "cross-site"}))


def test_an_origin_that_the_practice_named_is_its_own(settings: LazySettings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://other.example"]
    assert view(post(origin="https://other.example")).status_code == 200
    assert view(post(origin="http://testserver")).status_code == 200
    with pytest.raises(PermissionDenied):
        view(post(origin="https://third.example"))


def test_djangos_own_token_is_not_asked_for() -> None:
    assert refuse_cross_site(lambda _request: HttpResponse()).csrf_exempt  # type: ignore[attr-defined]
