"""What the page of the calculator shows: a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from drypoint.public.library.calculator.answering import CalculatorAnswer
from drypoint.public.library.calculator.examples import Example
from drypoint.public.library.calculator.forms import CalculatorForm
from drypoint.public.website.drawn import PublicPage
from drypoint.public.website.extensions import Alternate


@dataclass(frozen=True)
class CalculatorPage(PublicPage):
    """The form with its answer, if it was answered; example is the one that was chosen, limit how often an hour."""

    template: ClassVar[str] = "library/calculator/calculator.html"
    title: str
    head_title: str
    canonical: str
    alternates: tuple[Alternate, ...]
    request_path: str
    form: CalculatorForm
    shown: CalculatorAnswer | None
    examples: Mapping[str, Example]
    example: Example | None
    most_studies: int
    most_drawn: int
    limit: int
