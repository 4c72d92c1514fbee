"""No request ends in a 500, whoever sends it and whatever is in it.

The fast suite asks some hundred times; `scripts/test.sh` asks 20,000 times. A fault tells its seed and the request.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import translation

from drypoint.care.booking import actions as bookings
from drypoint.care.booking.models import Appointment
from drypoint.care.intake import queries as drawings
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.core import links
from drypoint.foundation.core.front.page_store import PageStore
from drypoint.foundation.core.front.request_bodies import BodyGuard
from drypoint.foundation.core.front.request_heads import HeadGuard
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries import queries as enquiries
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.mailing import actions as mailing
from drypoint.public.mailing import queries as readers
from drypoint.public.mailing.models import Subscriber
from drypoint.public.reviews import queries as reviews
from tests.attacks.fuzz import Fuzz, Place, answer
from tests.permissions import every_action
from tests.permissions.conftest import _client
from tests.permissions.lines import PERSONS
from tests.permissions.table import IDS, REGEXES
from tests.permissions.urlconf import routes
from tests.worker import Databases, demo_practice

SHARE, WHOLE, CHUNKS = 250, 20_000, 20


@pytest.fixture
def site(databases: Databases) -> Any:
    """The name is enough: it turns a test to the database in which the site stands."""
    return databases.loaded()


@pytest.fixture(autouse=True)
def practice(db: None, settings: LazySettings, tmp_path: Any) -> Practice:
    cache.clear()
    settings.DOCUMENT_ROOT, settings.MEDIA_ROOT = tmp_path / "documents", tmp_path / "media"
    found: Practice = Practice.objects.first() or demo_practice()
    return found


class _Trusting(WSGIRequest):
    """A request that came from a page of ours: forging one is tried elsewhere."""

    _dont_enforce_csrf_checks = True


class _Handler(WSGIHandler):
    request_class = _Trusting


@contextmanager
def _taken_back() -> Iterator[None]:
    block = transaction.atomic()
    block._from_testcase = True  # what a durable transaction looks for, to be allowed inside
    with block:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _places() -> list[Place]:
    """Every route once, where it needs a row of one that is there; and every link of a mail, as it was sent."""
    made: dict[str, dict[str, Any]] = {}
    appointment = every_action.an_appointment()
    for beginning, make in IDS.items():
        made[beginning] = make()
    found = []
    for route in routes():
        ids: dict[str, Any] = {}
        for beginning, values in made.items():
            if route.pattern.startswith(beginning):
                ids.update(values)
        path = route.address(ids, REGEXES)
        found.append(Place(route.pattern, path, tuple(part for part in path.split("/") if part)[-3:]))
    found += [Place(f"link {path}", path, (path.split("/")[-2],)) for path in _links(appointment)]
    pages = ("en/", "hr/", "en/dry-needling/", "en/muscles/soleus/", "robots.txt", "sitemap.xml", "en/news/", "")
    return [*found, *(Place(f"page {page}", f"/{page}") for page in pages)]


def _links(appointment: Appointment) -> Iterator[str]:
    own = bookings.own_token(appointment)
    yield from (f"/en/book/mine/{own}/{step}" for step in ("", "cancel/", "move/"))
    yield f"/hr/rezervacija/potvrda/{every_action.the_link_of(appointment)}/"
    conversation = enquiries.link_of(Enquiry.objects.all()[0])
    yield from (f"/en/conversation/{conversation}/{step}" for step in ("", "write/", "forget/"))
    reader = Subscriber.objects.all()[0]
    yield from (f"/en/list/{step}/{mailing.leave_token(reader.public_id)}/" for step in ("mine", "leave", "back"))
    yield f"/hr/popis/potvrda/{links.make(readers.CONFIRM, reader.public_id, reader.link_version)}/"
    yield f"/en/reviews/write/{links.make(reviews.WRITE, every_action.a_question().public_id, 1)}/"
    drawing = PainDrawing.objects.all()[0]
    yield f"/en/drawing/{links.make(drawings.DRAW, drawing.public_id, 1, drawing.open_until)}/"


def faults_of(seed: int, count: int) -> dict[str, str]:
    """Ask that many times, and return for each kind of fault the first request that ended in it."""
    sessions = ["; ".join(f"{name}={one.value}" for name, one in _client(who).cookies.items()) for who in PERSONS]
    fuzz = Fuzz(seed, _places())
    guarded = BodyGuard(_Handler(), max_bytes=61 * 1024 * 1024, at_once=6)
    application = HeadGuard(PageStore(guarded, lambda _at: 1, session_cookie="sessionid"))
    faults: dict[str, str] = {}
    raised: list[str] = []

    def note(**_more: Any) -> None:
        raised.append(traceback.format_exc())

    got_request_exception.connect(note)
    # As Django's own client does: the test's connection holds the transaction that takes all back.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        for number, (place, environ) in enumerate(fuzz.requests(count)):
            environ.setdefault("HTTP_COOKIE", sessions[fuzz.somebody(len(sessions))])
            asked = dict(environ)
            raised.clear()
            with _taken_back(), translation.override("en"):
                try:
                    status, content = answer(application, environ)
                except Exception:  # noqa: BLE001 (whatever gets out is a fault)
                    raised.append(traceback.format_exc())
                    status, content = 500, b""
            cache.clear()
            if status == 500:
                what = raised[-1] if raised else "no exception"
                faults.setdefault(_kind(what), f"seed {seed}, request {number}: {asked}\n{what}")
            elif status == 200 and asked["REQUEST_METHOD"] == "GET" and fuzz.wants(place):
                fuzz.saw(place, content.decode("utf-8", "replace"))
    finally:
        got_request_exception.disconnect(note)
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return faults


def _kind(trace: str) -> str:
    lines = [line.strip() for line in trace.splitlines() if line.strip().startswith("File ")]
    return f"{trace.strip().splitlines()[-1][:80]} at {lines[-1] if lines else ''}"


def test_no_request_of_a_few_ends_in_a_500(site: Any) -> None:
    faults = faults_of(1, SHARE)
    assert not faults, "\n\n".join(faults.values())


@pytest.mark.race
@pytest.mark.parametrize("seed", range(CHUNKS))
def test_no_request_of_very_many_ends_in_a_500(site: Any, seed: int) -> None:
    faults = faults_of(1000 + seed, WHOLE // CHUNKS)
    assert not faults, "\n\n".join(faults.values())
