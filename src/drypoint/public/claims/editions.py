"""The evidence in use: the shipped tables, with the rows of the practice's last loaded edition over them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings

from drypoint.foundation.core import checks
from drypoint.knowledge.evidence.answers import Answers, answers
from drypoint.knowledge.evidence.data import Library, load_library
from drypoint.knowledge.evidence.data.loading import files_of as files_of_folder
from drypoint.knowledge.evidence.data.plausibility import Anomaly, anomalies
from drypoint.public.claims.models import EvidenceEdition

_FIELDS = {"trials.csv": "trials", "published_pools.csv": "published_pools", "harms.csv": "harms"}


@dataclass(frozen=True)
class InUse:
    """The evidence that pages show. ``loaded_at`` is None while nothing but the shipped evidence is in use."""

    library: Library
    answers: Answers
    loaded_at: datetime | None

    @cached_property
    def looks_wrong(self) -> dict[str, tuple[Anomaly, ...]]:
        """Return what looks wrong, by the id of the row."""
        found: dict[str, tuple[Anomaly, ...]] = {}
        for one in anomalies(self.library):
            found[one.id] = (*found.get(one.id, ()), one)
        return found


_kept: dict[str, InUse] = {}


def own_folder() -> Path:
    """Return the folder in which a practice keeps rows of its own."""
    return Path(settings.DATA) / "knowledge"


def check_own_rows(at: datetime) -> Iterable[checks.CheckResult]:
    """Tell doctor whether the rows of the practice are those that the pages show."""
    digest, _loaded_at = latest_edition()
    kept = digest_of(files_of_folder(own_folder()))
    if kept != (digest or ""):
        sentence = f"The rows of evidence in {own_folder()} are not the ones that the pages show."
        hint = "Run `drypoint manage load_evidence`; with --dry-run it only shows what would change."
        yield checks.CheckResult("evidence.own_rows", checks.WARNING, sentence, hint)
    elif kept:
        yield checks.CheckResult("evidence.own_rows", checks.OK, "The pages show the practice's own rows of evidence.")


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return a fingerprint of the rows of a practice; "" where it has none."""
    if not any(files.values()):
        return ""
    named = sorted((name, content.decode("utf-8", "surrogateescape")) for name, content in files.items())
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def read(files: Mapping[str, bytes], loaded_at: datetime | None = None) -> InUse:
    """Return the evidence with these rows over it. Raises EvidenceError for a row that the schema refuses."""
    library = load_library({name: content for name, content in files.items() if content})
    return InUse(library, answers(library), loaded_at)


Latest = tuple[str | None, datetime | None]


def latest_edition() -> Latest:
    """Return digest and time of the last loaded edition, twice None where there is none."""
    return EvidenceEdition.objects.order_by("-pk").values_list("digest", "loaded_at").first() or (None, None)


def in_use(latest: Latest | None = None) -> InUse:
    """Return the evidence in use; it costs one query, and reading it anew only after an edition was loaded.

    Whoever asked for the latest edition with a query of its own passes it and saves that one.
    """
    digest, loaded_at = latest or latest_edition()
    key = f"{digest} {loaded_at}"
    found = _kept.get(key)
    if found is None:
        row = EvidenceEdition.objects.order_by("-pk").first() if loaded_at else None
        found = read(files_of(row) if row else {}, row.loaded_at if row else None)
        _kept.clear()
        _kept[key] = found
    return found


def files_of(edition: object) -> dict[str, bytes]:
    """Return the tables of an edition by the names of their files."""
    return {name: bytes(getattr(edition, field)) for name, field in _FIELDS.items() if getattr(edition, field)}


def fields_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the tables by the names of the columns of an edition."""
    return {field: files.get(name, b"") for name, field in _FIELDS.items()}
