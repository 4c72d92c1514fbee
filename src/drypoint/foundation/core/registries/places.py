"""Where staff write: the forms of the desk whose words are kept while they are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.utils.functional import Promise

from drypoint.foundation.core.registries import Registry

Words = Mapping[str, str | Promise]


@dataclass(frozen=True)
class About:
    """What somebody writes about: a person, or a row of a room ("enquiries.enquiry:12") that is erased by itself."""

    person_id: int | None = None
    row: str = ""


# Called with what the address says of the row, by name, and with what was typed.
Finding = Callable[[Mapping[str, object], Mapping[str, str]], About]


def row_of(model: type[Model], pk: object) -> str:
    """Return how a row is named that something was typed about."""
    return f"{model._meta.label_lower}:{pk}"  # noqa: SLF001 (Django documents _meta)


def number_in(ids: Mapping[str, object], name: str) -> int:
    """Return the number that an address names."""
    return int(str(ids[name]))


def about_nobody(_ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    """Say that what is written there concerns no patient."""
    return About()


@dataclass(frozen=True)
class WritingPlace:
    """A form that takes typed words.

    name is the name of the address that takes it, page that of the page on which it stands, called what a sentence
    calls it. fields are the labels of what is typed; what is chosen or hidden has none. is_more_than_words says that
    what is sent is kept though nothing was typed, for it was drawn.
    """

    name: str
    order: int
    called: str | Promise
    page: str
    fields: Callable[[], Words]
    about: Finding = about_nobody
    is_more_than_words: bool = False


places: Registry[WritingPlace] = Registry("place where staff write")


def register_place(place: WritingPlace) -> None:
    """Keep what is typed in a form of a room's."""
    places.register(place)


def typed_in(make: Callable[[], forms.BaseForm]) -> Callable[[], Words]:
    """Return what gives the labels of the fields of a form that somebody types into."""

    def labels() -> Words:
        return {name: field.label or "" for name, field in make().fields.items() if _is_typed(field.widget)}

    return labels


def _is_typed(widget: forms.Widget) -> bool:
    is_line = isinstance(widget, forms.widgets.Input) and not isinstance(widget, forms.CheckboxInput | forms.FileInput)
    return not widget.is_hidden and (is_line or isinstance(widget, forms.Textarea))
