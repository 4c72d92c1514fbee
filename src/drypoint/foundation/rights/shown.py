"""What was given to others, with its parts called as the page's language calls them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from drypoint.foundation.rights import presenters
from drypoint.foundation.rights.forms import called
from drypoint.foundation.rights.models import Release


def release_lines(releases: Iterable[Release]) -> tuple[presenters.ReleaseLine, ...]:
    """Return what was given, in words."""
    lines = map(presenters.release_line, releases)
    return tuple(dataclasses.replace(line, parts=tuple(map(called, line.parts))) for line in lines)
