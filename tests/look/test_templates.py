"""The base templates render, in both languages, with nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from drypoint.foundation.look.renderers import LookRenderer
from tests.look import gallery

LOOK = gallery.LOOK


def test_the_gallery_shows_every_page_without_another_host(tmp_path: Path) -> None:
    pages = gallery.render(tmp_path)
    assert len(pages) == len(gallery.PAGES) + 5
    for page in pages:
        text = page.read_text(encoding="utf-8")
        outside = re.findall(r'(?:src|href)="(https?:)?//', text)
        assert outside == []
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), page.name


def test_a_public_page_loads_one_style_sheet_and_no_script() -> None:
    page = render_to_string("look/site_base.html", gallery.context())
    assert page.count('rel="stylesheet"') == 1
    assert "<script" not in page


def test_the_page_for_our_own_faults_needs_no_context() -> None:
    with translation.override("hr"):
        assert "112" in render_to_string("500.html")


def test_a_page_before_set_up_still_has_a_name() -> None:
    assert "Drypoint" in render_to_string("look/site_base.html", {"practice": None})


@pytest.mark.parametrize(
    ("level", "words", "squares"),
    [(1, "Very low", 1), (2, "Low", 2), (3, "Moderate", 3), (4, "High", 4), (None, "not rated", 0)],
)
def test_certainty_is_said_in_words_beside_its_squares(level: int | None, words: str, squares: int) -> None:
    with translation.override("en"):
        shown = render_to_string("look/_certainty.html", {"level": level})
    assert words in shown
    assert shown.count('class="on"') == squares


class Wrong(forms.Form):
    """A form with a hint and an error on the same field, a box to tick and a choice."""

    default_renderer = LookRenderer
    email = forms.EmailField(help_text="We write only about this.")
    agree = forms.BooleanField()
    where = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Here")])


def test_a_wrong_field_is_wired_to_its_hint_and_its_error() -> None:
    html = str(Wrong({"email": "nobody"}))
    described = re.search(r'<input type="email"[^>]*aria-describedby="([^"]+)"', html)
    assert described
    for name in described[1].split():
        assert html.count(f'id="{name}"') == 1
    assert re.search(r'<input type="email"[^>]*aria-invalid="true"', html)


def test_the_summary_of_errors_leads_to_each_field() -> None:
    html = str(Wrong({"email": "nobody"}))
    targets = re.findall(r'<li><a href="#([^"]+)">', html)
    assert len(targets) == 3
    for target in targets:
        assert f'id="{target}"' in html


def test_every_text_has_its_croatian() -> None:
    catalogue = polib.pofile(str(LOOK / "locale/hr/LC_MESSAGES/django.po"))
    assert catalogue.untranslated_entries() == []
    assert catalogue.fuzzy_entries() == []
    known = {entry.msgid for entry in catalogue}
    for template in LOOK.rglob("*.html"):
        wanted = re.findall(r'{% translate (["\'])(.+?)\1', template.read_text(encoding="utf-8"))
        assert {text for _, text in wanted} <= known, template.name


def kept(**values: object) -> str:
    page = "{% load look %}{% kept 'look/_site_footer.html' name=name footer_menu=footer_menu %}"
    return engines["django"].from_string(page).render({"name": "", "footer_menu": (), **values})


def test_a_kept_fragment_follows_its_values_and_the_language() -> None:
    with translation.override("en"):
        assert "Primjer" in kept(name="Primjer")
        assert "Druga" in kept(name="Druga")
        english = kept(name="Primjer")
    with translation.override("hr"):
        assert kept(name="Primjer") != english


def test_a_safe_value_and_an_equal_unsafe_one_are_kept_apart() -> None:
    assert "<b>" in kept(name=mark_safe("<b>"))
    assert "<b>" not in kept(name="<b>")


def test_what_can_change_behind_its_key_is_rendered_each_time() -> None:
    menu = [{"url": "/", "title": "Old"}]
    assert "Old" in kept(footer_menu=menu)
    menu[0]["title"] = "New"
    assert "New" in kept(footer_menu=menu)
