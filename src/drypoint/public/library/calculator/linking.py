"""A link that holds how an analysis is made and nothing of its table: it opens the calculator with all of that set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from drypoint.public.library.calculator.forms import CalculatorForm

# Each is a choice that somebody made beside the table. The table and the file are no part of it.
SETTINGS: Final = (
    *("measure", "method", "adjustment", "prediction", "level", "add", "to", "by", "moderators", "left", "right"),
)
_LONGEST: Final = 300


def settings_query(form: CalculatorForm) -> str:
    """Return the settings of a valid form as the query of an address; what is as at first is left out."""
    made = {name: _written(form.cleaned_data[name]) for name in SETTINGS}
    at_first = {name: _written(form.fields[name].initial) for name in SETTINGS}
    return urlencode({name: value for name, value in made.items() if name == "measure" or value != at_first[name]})


def settings_in(query: Mapping[str, str]) -> dict[str, object]:
    """Return the settings that an address names, as the form begins with them; what it would refuse is left out."""
    named = {name: query[name] for name in SETTINGS if len(query.get(name, "")) in range(1, _LONGEST + 1)}
    at_first = {name: _written(CalculatorForm.base_fields[name].initial) for name in SETTINGS}
    asked = CalculatorForm({**at_first, **named, "table": "study,yi,vi"})
    asked.is_valid()
    return {name: _as_typed(asked.cleaned_data[name]) for name in named if name in asked.cleaned_data}


def _as_typed(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value


def _written(value: object) -> str:
    """Write a value as every language of the page reads it back."""
    if value is None:
        return ""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(_as_typed(value))
