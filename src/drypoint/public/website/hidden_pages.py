"""What doctor says of pages that nobody finds, because the house answers at their address itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import resolve
from django.utils.translation import override

from drypoint.foundation.core.checks import OK, WARNING, CheckResult
from drypoint.public.website.published import as_published
from drypoint.public.website.site_map import Node


def is_hidden(node: Node) -> bool:
    """Say whether something else answers at the address of a live page."""
    from drypoint.public.website.views import show_page  # views are imported with the addresses

    with override(node.language):
        return resolve(node.url).func is not show_page


def check_hidden_pages(_at: datetime) -> Iterable[CheckResult]:
    """Name the live pages that stand at an address of a form or of another page of the house."""
    hidden = [node.url for node in as_published().site_map.nodes if is_hidden(node)]
    if hidden:
        sentence = f"Drypoint answers with a page of its own at {', '.join(hidden)}: what you wrote there is not seen."
        yield CheckResult("website.hidden", WARNING, sentence, "Give each of these pages another slug in the editor.")
    else:
        yield CheckResult("website.hidden", OK, "Every live page of the website is seen at its address.")
