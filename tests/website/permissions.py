"""Who reaches the website and its editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.permissions.lines import CLINICIAN, EDITOR, OWNER, Answer, Line, editor, everybody
from wagtail.models import Page

_BACK = {CLINICIAN: Answer.BACK}
_REFUSED = {CLINICIAN: Answer.REFUSED}
_BOTH_BACK = {CLINICIAN: Answer.BACK, EDITOR: Answer.BACK}
_DEPENDS = {OWNER: Answer.DEPENDS, EDITOR: Answer.DEPENDS}

OF_THE_EDITOR = (
    # The first page, drawings, sentences for scripts, and choosers, which list what is public anyway.
    editor("edit/*", OWNER, CLINICIAN, EDITOR),
    # Pages and pictures are the editor's; a clinician comes for the claims only.
    *(
        editor(f"edit/{place}/*", OWNER, EDITOR, back=_BACK)
        for place in ("pages", "collections", "redirects", "translation", "documents", "images")
    ),
    editor("edit/sites/*", OWNER, back=_BOTH_BACK),
    editor("edit/reports/*", OWNER, EDITOR, back=_REFUSED),
    editor("edit/workflows/*", OWNER, back={EDITOR: Answer.BACK, **_REFUSED}),
    *(editor(f"edit/{place}/chooser/*", OWNER, CLINICIAN, EDITOR) for place in ("documents", "images")),
    *(editor(f"edit/{place}/chooser/create/", OWNER, EDITOR, back=_BACK) for place in ("documents", "images")),
    editor("edit/workflows/task_chooser/*", OWNER, EDITOR, back=_REFUSED),
    # A redirect, and a question whose answer is refused when it is sent.
    editor("edit/pages/<int:page_id>/revisions/", OWNER, CLINICIAN, EDITOR),
    editor("edit/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", OWNER, CLINICIAN, EDITOR),
    editor("edit/pages/<int:parent_page_id>/add_subpage/", back={**_DEPENDS, **_BACK}),
    editor("edit/pages/workflow/*", back={**_DEPENDS, CLINICIAN: Answer.DEPENDS}),
    editor("edit/snippets/", back={**_DEPENDS, CLINICIAN: Answer.DEPENDS}),
    # Sources and new claims are written by editors; a clinician changes a claim in order to sign it.
    editor("edit/snippets/website/source/*", OWNER, EDITOR, back=_BACK),
    editor("edit/snippets/website/claim/add/", OWNER, EDITOR, back=_BACK),
    editor("edit/snippets/choose/website/source/create/", OWNER, EDITOR, back=_BACK),
    editor("edit/snippets/choose/website/claim/create/", OWNER, EDITOR, back=_BACK),
    editor("edit/words/<int:page_id>/", back={**_DEPENDS, **_BACK}),
)

LINES: tuple[Line, ...] = (
    everybody(""),
    everybody("robots.txt"),
    everybody("sitemap.xml"),
    everybody("en/*"),
    everybody("media/images/<path:name>", Answer.HIDDEN),
    *OF_THE_EDITOR,
)


def _page() -> int:
    page = Page.objects.filter(depth__gt=1).order_by("path").first()
    assert page is not None
    return int(page.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "edit/words/": lambda: {"page_id": _page()},
    "edit/pages/": lambda: {"page_id": _page(), "parent_page_id": _page(), "page_to_move_id": _page()},
    "edit/translation/submit/page/": lambda: {"page_id": _page()},
    "edit/images/chooser/chosen/": lambda: {"pk": 1},
    "edit/documents/chooser/chosen/": lambda: {"pk": 1},
    "edit/snippets/choose/": lambda: {"pk": 1},
}
