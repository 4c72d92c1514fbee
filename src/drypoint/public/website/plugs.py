"""What this room shows in others: pages that are due, and those that a new practice begins with."""

from __future__ import annotations

from datetime import datetime

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.public.website.jobs import publish_due_pages
from drypoint.public.website.published import as_published
from drypoint.public.website.starter_loader import load_starter


def publish_what_is_due(_at: datetime) -> None:
    """Publish and take down what the clock asks for."""
    publish_due_pages()


def load_starter_pages(founding: Founding) -> None:
    """Load the pages that a practice begins with."""
    load_starter(
        actor=SYSTEM,
        demo=founding.is_demo,
        languages=list(founding.languages),
        main_language=founding.main_language,
    )


def privacy_address(language: str) -> str:
    """Return the path of the page that says what is kept about people, "" while none is live in the language."""
    node = as_published().site_map.by_key("privacy", language)
    return node.url if node else ""
