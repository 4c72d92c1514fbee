"""What the page of the calculator shows: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.forms import BoundField

from drypoint.foundation.core.files.workbooks import Sheet
from drypoint.public.library.calculator.answering import CalculatorAnswer
from drypoint.public.library.calculator.converting_form import ConversionForm
from drypoint.public.library.calculator.examples import Example
from drypoint.public.library.calculator.forms import CalculatorForm
from drypoint.public.library.calculator.mapping_form import MappingForm
from drypoint.public.website.drawn import PublicPage
from drypoint.public.website.extensions import Alternate


@dataclass(frozen=True)
class CalculatorPage(PublicPage):
    """The form with its answer, if it was answered; example is the one that was chosen, limit how often an hour.

    settings is the query of the link with what was chosen and nothing of the table; is_linked: somebody came by one.
    """

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
    settings: str
    is_linked: bool


@dataclass(frozen=True)
class ReadCell:
    """A cell as it stands in the table, and the number that it is read as, "" where it is none or stays as it is."""

    cell: str
    number: str


@dataclass(frozen=True)
class ColumnAsked:
    """A column with the question what it is, and what stands in its first rows."""

    field: BoundField
    examples: tuple[ReadCell, ...]


@dataclass(frozen=True)
class Carried:
    """A choice that was made before this step and goes on with it."""

    name: str
    value: str


@dataclass(frozen=True)
class MappingPage(PublicPage):
    """The columns of a table, asked one by one."""

    template: ClassVar[str] = "library/calculator/mapping.html"
    title: str
    head_title: str
    request_path: str
    form: MappingForm
    columns: tuple[ColumnAsked, ...]
    carried: tuple[Carried, ...]
    text: str
    count: int


@dataclass(frozen=True)
class SheetsPage(PublicPage):
    """The sheets of a workbook, of which one holds the studies; names of those too large, number of those not read."""

    template: ClassVar[str] = "library/calculator/sheets.html"
    title: str
    head_title: str
    request_path: str
    sheets: tuple[Sheet, ...]
    too_large: tuple[str, ...]
    left_out: int
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class ConversionChoice:
    """A conversion that can be chosen."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class ConversionGroup:
    """Conversions of one kind."""

    title: str
    choices: tuple[ConversionChoice, ...]


@dataclass(frozen=True, slots=True)
class ConversionResult:
    """A number that came of it, with its interval if there is one; note says what the interval lacks."""

    label: str
    value: str
    interval: str
    note: str


@dataclass(frozen=True, slots=True)
class ConversionShown:
    """The conversion that was chosen, with what came of it; no results while numbers are missing."""

    name: str
    title: str
    form: ConversionForm
    results: tuple[ConversionResult, ...]
    assumption: str
    source: str


@dataclass(frozen=True)
class ConversionsPage(PublicPage):
    """Every conversion, and the chosen one."""

    template: ClassVar[str] = "library/calculator/conversions.html"
    title: str
    head_title: str
    canonical: str
    alternates: tuple[Alternate, ...]
    calculator: str
    request_path: str
    groups: tuple[ConversionGroup, ...]
    shown: ConversionShown | None
