"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import About, WritingPlace, typed_in
from drypoint.foundation.core.text_input import LARGEST_ID
from drypoint.foundation.worklist.forms import NoteForm


def _about(_ids: Mapping[str, object], typed: Mapping[str, str]) -> About:
    given = typed.get("person", "")
    is_number = given.isascii() and given.isdecimal() and int(given[:20]) <= LARGEST_ID
    return About(int(given)) if is_number else About()


PLACES = (
    WritingPlace(
        "worklist_desk:new", 100, _("A task"), "worklist_desk:new", typed_in(lambda: NoteForm(colleagues=())), _about
    ),
)
