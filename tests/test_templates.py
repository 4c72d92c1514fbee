"""Each template is given what it reads, and reads what it is given."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Template

from drypoint.public.website.drawn import ForEverybody, PublicPage
from drypoint.public.website.extensions import Link
from drypoint.public.website.furniture import Furniture
from drypoint.public.website.presenters import OpenRange
from tests import template_reader
from tests.conftest import ROOT
from tests.template_reader import Reader, faults_of, read, unread_in_parts, unread_of

SOURCE = ROOT / "src" / "drypoint"


def presented() -> Iterator[type]:
    """Yield the dataclasses of every room's presenters that name a template."""
    for path in sorted(SOURCE.rglob("presenters.py")):
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        module = importlib.import_module(name)
        for _name, found in inspect.getmembers(module, dataclasses.is_dataclass):
            if found.__module__ == name and hasattr(found, "template"):
                yield found


PRESENTED = list(presented())
# What of the values inside pages is for the code that makes them: addresses, structured data, files, the first form.
READ_BY_CODE = {
    *(f"Node.{name}" for name in ["id", "kind", "key", "language", "path", "translation_key", "in_menu", "changed_at"]),
    *(f"Example.{name}" for name in ["measure", "table", "choices"]),
    *(f"PlaceContent.{name}" for name in ["name", "anatomical", "problem"]),
    "MuscleContent.problem",
    "CalculatorAnswer.analysis",
}


@pytest.mark.parametrize("shown", PRESENTED, ids=lambda shown: shown.template)
def test_a_template_reads_nothing_that_it_is_not_given(shown: Any) -> None:
    assert faults_of(shown) == []


@pytest.mark.parametrize("shown", PRESENTED, ids=lambda shown: shown.template)
def test_a_template_reads_all_that_it_is_given(shown: Any) -> None:
    assert unread_of(shown) == []


def test_whatever_stands_in_a_page_is_read_by_some_template() -> None:
    assert set(unread_in_parts(PRESENTED)) == READ_BY_CODE


def test_whatever_stands_around_a_page_of_the_site_is_read_by_some_template() -> None:
    read_names = {name for shown in PRESENTED if issubclass(shown, PublicPage) for name in read(shown).names}
    assert {field.name for field in dataclasses.fields(Furniture)} <= read_names


@pytest.mark.parametrize("room", ["public/website", "public/library"])
def test_every_template_of_a_room_is_shown_by_a_presenter_of_it(room: str) -> None:
    folder = SOURCE / room / "templates"
    templates = {str(path.relative_to(folder)) for path in folder.rglob("*.*")}
    assert templates == templates & {name for shown in PRESENTED for name in read(shown).templates}


@dataclass
class Device:
    device: str
    place: str

    @property
    def address(self) -> str:
        return self.place


@dataclass
class DeviceWithMore(Device):
    colour: str


@dataclass
class Devices:
    template = "accounts/sessions.html"
    sessions: tuple[DeviceWithMore | None, ...]


def test_what_no_template_reads_of_a_value_inside_a_page_is_named() -> None:
    assert unread_in_parts([Devices]) == ["DeviceWithMore.colour"]


@dataclass(frozen=True)
class SearchWithARenamedField(PublicPage):
    template = "website/search.html"
    words: str
    found: tuple[Link, ...]
    answered: str
    leads_on: tuple[Link, ...]
    hours: tuple[OpenRange, ...]
    prices: str
    prices_url: str


@dataclass(frozen=True)
class WarningWithoutItsNumber(ForEverybody):
    template = "website/blocks/warning.html"
    title: str
    html: str
    is_emergency: bool


@dataclass(frozen=True)
class WordsOfNoPage:
    template = "website/editor/words.html"
    faults: tuple[Any, ...]
    allowed: tuple[Any, ...]


@pytest.mark.parametrize(
    ("shown", "missing", "unread"),
    [
        (SearchWithARenamedField, ["results"], ["found"]),
        (WarningWithoutItsNumber, ["emergency_number"], []),
        (WordsOfNoPage, ["page_id", "page_title"], []),
    ],
)
def test_a_field_that_is_renamed_or_gone_is_missed(shown: type, missing: list[str], unread: list[str]) -> None:
    assert sorted(sentence.partition("“")[2].rstrip("”.") for sentence in faults_of(shown)) == missing
    assert unread_of(shown) == unread


def test_what_is_drawn_without_a_request_is_given_nothing_of_it() -> None:
    reader = Reader(template_reader.WITHOUT_A_REQUEST)
    reader.nodes(Template("{{ request }}{{ user }}{{ practice }}{{ messages }}").nodelist, reader.given)
    assert len(reader.faults) == 4


@dataclass
class Inner:
    name: str

    def loud(self) -> str:
        return self.name.upper()


@dataclass
class Outer:
    inner: Inner
    many: tuple[Inner, ...]
    pairs: list[tuple[str, Inner]]
    by_name: dict[str, Inner]
    maybe: Inner | None
    anything: Any


def faults(text: str) -> list[str]:
    reader = Reader()
    reader._where.append("t")
    reader.nodes(Template(text).nodelist, {**template_reader.GIVEN, "outer": Outer})
    return reader.faults


@pytest.mark.parametrize(
    "text",
    [
        "{{ outer.inner.name }}{{ outer.inner.loud }}{{ outer.anything.whatever }}",
        "{% for one in outer.many %}{{ one.name }}{{ forloop.last }}{% endfor %}",
        "{% for word, one in outer.pairs %}{{ word }}{{ one.name }}{% endfor %}",
        "{% for name, one in outer.by_name.items %}{{ name }}{{ one.name }}{% endfor %}",
        "{% with one=outer.maybe %}{{ one.name }}{% endwith %}",
        "{% load i18n %}{% blocktranslate with n=outer.inner.name %}{{ n }}{% endblocktranslate %}",
        "{% load i18n %}{% translate 'x' as y %}{{ y }}",
        "{% load look %}{% kept 'look/_breadcrumb.html' breadcrumb=outer.anything %}",
        "{{ outer.many.0.name }}{{ outer.inner.name|default:outer.inner.loud }}",
    ],
)
def test_what_is_there_is_read_without_complaint(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ nobody }}",
        "{{ outer.iner }}",
        "{{ outer.inner.nam }}",
        "{% if outer.inner.nam %}x{% endif %}",
        "{% if 1 == 2 and nobody %}x{% endif %}",
        "{% for one in outer.many %}{{ one.nam }}{% endfor %}",
        "{% for one in outer.many %}{% endfor %}{{ one.name }}",
        "{% for word, one in outer.pairs %}{{ one.nam }}{% endfor %}",
        "{% for name, one in outer.by_name.items %}{{ one.nam }}{% endfor %}",
        "{% with one=outer.maybe %}{{ one.nam }}{% endwith %}",
        "{% load i18n %}{% blocktranslate with n=outer.inner.nam %}{{ n }}{% endblocktranslate %}",
        "{% load i18n %}{% blocktranslate %}{{ nobody }}{% endblocktranslate %}",
        "{{ outer.inner.name|default:nobody }}",
        "{% url 'desk:person' nobody %}",
        "{% include 'desk/search.html' with words='x' count=1 %}",
        "{% ifchanged nobody %}x{% endifchanged %}",
        "{% load look %}{% kept 'look/_breadcrumb.html' %}",
        "{% load look %}{% kept 'look/_breadcrumb.html' breadcrumb=nobody %}",
    ],
)
def test_what_is_not_there_is_a_fault_in_whatever_branch_it_stands(text: str) -> None:
    assert len(faults(text)) == 1
