"""Show a page: a frozen value whose fields are all that its template is given."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Page(Protocol):
    """A frozen dataclass of a room's presenters.py: its fields are the names that its template reads."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    template: ClassVar[str]


def show(request: HttpRequest, page: Page, *, status: int = 200, fragment: str = "") -> HttpResponse:
    """Answer with the page's own template, or with a fragment of it that reads the same fields.

    Beside them a template knows only what every template is given.
    """
    names = {field.name: getattr(page, field.name) for field in fields(page)}
    return render(request, fragment or page.template, names, status=status)
