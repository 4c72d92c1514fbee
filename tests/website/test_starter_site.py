"""The site as it stands after set-up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from drypoint.public.website.site_map import the_site_map

pytestmark = pytest.mark.django_db


def test_every_starter_page_answers_in_both_languages(site: Any, visitor: Client) -> None:
    assert site.waiting == {}
    nodes = the_site_map().nodes
    assert {node.language for node in nodes} == {"en", "hr"}
    for node in nodes:
        answer = visitor.get(node.url)
        text = answer.content.decode()
        assert answer.status_code == 200, node.url
        assert text.count("<h1") == 1, node.url
        assert 'href="page:' not in text, node.url
        assert not re.search(r"\{[a-z_]+\}", text.split("</head>")[1]), node.url
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
