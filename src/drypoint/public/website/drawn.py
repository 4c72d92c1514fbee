"""What is drawn without a request: no context processor runs, no session is read, and everybody gets the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from django.http import HttpResponse
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from drypoint.public.website.furniture import Furniture


@dataclass(frozen=True)
class ForEverybody:
    """A frozen value with the template that reads its fields, and nothing else."""

    template: ClassVar[str]

    def context(self) -> dict[str, object]:
        """Return what the template is given."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class PublicPage(ForEverybody):
    """A page of the site: its template reads what stands around the content as well, by the names of Furniture."""

    furniture: Furniture

    def context(self) -> dict[str, object]:
        """Return the fields of the page and those of the furniture."""
        own = super().context()
        del own["furniture"]
        return {**self.furniture.context(), **own}


def draw(shown: ForEverybody) -> SafeString:
    """Return what the template makes of the value."""
    return mark_safe(get_template(shown.template).render(shown.context()))  # noqa: S308 (a template's)


def answer_with(page: PublicPage, *, status: int = 200) -> HttpResponse:
    """Answer with a page, in the language in which it is written."""
    response = HttpResponse(draw(page), status=status)
    response.headers["Content-Language"] = page.furniture.page_language
    return response
