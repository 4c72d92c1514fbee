"""The text of a letter becomes safe HTML, and plain text as a person would type it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.public.mailing.campaigns.markdown import as_html, as_plain

LETTER = """# Spring

Hello **all**,
it is *spring*.

- walk
- swim, [here](https://pool.example/)
  - in a lane

1. one
2. two

> Said by nobody.

[Read more](https://clinic.example/en/)

mailto: [write](mailto:practice@clinic.example) or <https://clinic.example/>
"""


def test_a_letter_as_a_person_would_type_it() -> None:
    assert as_plain(LETTER) == (
        "Spring\n\nHello all,\nit is spring.\n\n- walk\n- swim, here (https://pool.example/)\n  - in a lane\n\n"
        "1. one\n2. two\n\n> Said by nobody.\n\nRead more (https://clinic.example/en/)\n\n"
        "mailto: write (practice@clinic.example) or https://clinic.example/\n"
    )


def test_a_letter_in_html_carries_its_styles() -> None:
    html = as_html(LETTER)
    assert re.search(r'<h1 style="[^"]*font-size:\s*24px', html)
    assert re.search(r'<a href="https://clinic.example/en/" style="[^"]*background-color:[^"]*">Read more</a>', html)
    assert not re.search(r'<a href="https://pool.example/" style="[^"]*background-color', html)
    assert "class=" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://elsewhere.example/pixel.gif)",
        '[x](https://a.example/"onclick="alert(1))',
        "<a href='https://a.example' style='position:fixed'>x</a>",
        "<style>body{}</style>",
    ],
)
def test_nothing_in_a_letter_runs_or_loads(text: str) -> None:
    html = as_html(text)
    assert not re.search(r"<(script|img|style|iframe|svg|form)|href=.?(javascript|data)|<[^>]*\son\w+=", html, re.I)
    assert "position" not in re.sub(r"&lt;.*", "", html)


@given(st.text(alphabet="<>[]()!\"'`*_#-1. \nabc&:/\\jsript", max_size=80))
def test_whatever_is_typed_gives_only_known_tags(text: str) -> None:
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", as_html(text)))
    known = {"h1", "h2", "h3", "p", "ul", "ol", "li", "blockquote", "hr", "a", "strong", "em", "code", "pre", "br"}
    assert tags <= known
    assert as_plain(text).endswith("\n")
