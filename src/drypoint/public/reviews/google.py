"""What Google says of the practice's place, fetched at the moment at which a visitor asks for it, and kept nowhere.

Places API (New), place details. Google's terms let nobody store more than the place's id; the names of authors, links
to them and to the place go with each review; pictures are left out, so that no visitor's browser asks Google.
"""

from __future__ import annotations

import http.client
import json
import logging
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

from django.conf import settings

from drypoint.foundation.core import limits
from drypoint.foundation.core.writing import durable

log = logging.getLogger(__name__)

FIELDS: Final = "rating,userRatingCount,googleMapsUri,reviews"
BUDGET_SPAN: Final = timedelta(days=1)
AN_ADDRESS: Final = limits.Limit("reviews.google_address", 10, timedelta(hours=1))
TIMEOUT_SECONDS: Final = 4.0
MOST_REVIEWS: Final = 5
_LARGEST: Final = 500_000
_SAFE: Final = ("https://", "http://")


@dataclass(frozen=True)
class GoogleReview:
    """One review as Google gives it, with the attribution that it asks for."""

    author: str
    author_url: str
    stars: int
    when: str
    text: str
    language: str
    url: str
    flag_url: str


@dataclass(frozen=True)
class GoogleAnswer:
    """What Google says now."""

    stars: float | None
    count: int | None
    url: str
    reviews: tuple[GoogleReview, ...]


class NothingToShowError(RuntimeError):
    """Google was not asked, or gave no answer that can be shown. It costs the visitor this part alone."""


def may_ask(address: str, at: datetime) -> bool:
    """Count one more wish of a connection; False if it had its share, so that none uses the day's budget up."""
    with durable():
        return limits.count(AN_ADDRESS, address, at) <= AN_ADDRESS.most


def fetch(place_id: str, language: str, at: datetime) -> GoogleAnswer:
    """Ask Google now, within the day's budget. Raises NothingToShowError."""
    key: str | None = settings.CONFIG.google_places_key
    if not key or not place_id:
        raise NothingToShowError("No key or no place.")
    budget = limits.Limit("reviews.google", settings.CONFIG.google_calls_a_day, BUDGET_SPAN)
    with durable():
        if limits.count(budget, "all", at) > budget.most:
            raise NothingToShowError("The day's budget is used up.")
    return _read(_asked(place_id, language, key))


def _asked(place_id: str, language: str, key: str) -> bytes:
    parts = urlsplit(settings.CONFIG.google_places_url)
    host, port = parts.hostname or "", parts.port
    link = (
        http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    )
    path = f"{parts.path.rstrip('/')}/v1/places/{quote(place_id, safe='')}?languageCode={quote(language)}"
    try:
        link.request("GET", path, headers={"X-Goog-Api-Key": key, "X-Goog-FieldMask": FIELDS})
        response = link.getresponse()
        content = response.read(_LARGEST + 1)
    except (OSError, http.client.HTTPException) as error:
        log.warning("Google's reviews cannot be fetched (%s)", type(error).__name__)
        raise NothingToShowError("Google did not answer.") from error
    finally:
        link.close()
    if response.status != http.client.OK or len(content) > _LARGEST:
        log.warning("Google's reviews cannot be fetched (status %d)", response.status)
        raise NothingToShowError("Google refused.")
    return content


def _read(content: bytes) -> GoogleAnswer:
    try:
        found: object = json.loads(content)
    except ValueError as error:
        raise NothingToShowError("Google's answer cannot be read.") from error
    listed = _field(found, "reviews")
    reviews = listed if isinstance(listed, list) else []
    stars, count = _field(found, "rating"), _field(found, "userRatingCount")
    return GoogleAnswer(
        stars=float(stars) if isinstance(stars, int | float) else None,
        count=count if isinstance(count, int) else None,
        url=_url(found, "googleMapsUri"),
        reviews=tuple(one for one in map(_review, reviews[:MOST_REVIEWS]) if one is not None),
    )


def _review(found: object) -> GoogleReview | None:
    """Return one review; one without an author's name or stars may not be shown."""
    author = _field(found, "authorAttribution")
    text = _field(found, "text") or _field(found, "originalText")
    stars, name = _field(found, "rating"), _text(author, "displayName")
    if not isinstance(stars, int | float) or not name:
        return None
    return GoogleReview(
        author=name,
        author_url=_url(author, "uri"),
        stars=round(stars),
        when=_text(found, "relativePublishTimeDescription"),
        text=_text(text, "text"),
        language=_text(text, "languageCode"),
        url=_url(found, "googleMapsUri"),
        flag_url=_url(found, "flagContentUri"),
    )


def _field(found: object, name: str) -> object:
    return found.get(name) if isinstance(found, dict) else None


def _text(found: object, name: str) -> str:
    value = _field(found, name)
    return value if isinstance(value, str) else ""


def _url(found: object, name: str) -> str:
    value = _text(found, name)
    return value if value.startswith(_SAFE) else ""
