"""The page of the calculator: GET shows the form (or an example), POST answers. Nothing of it is kept or noted."""

from __future__ import annotations

import csv
import io
import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import cast

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.files.kinds import UnfitFileError
from drypoint.foundation.core.files.workbooks import MAGIC as WORKBOOK_MAGIC
from drypoint.foundation.core.files.workbooks import Workbook, workbook_in
from drypoint.foundation.core.front.cross_site import refuse_cross_site
from drypoint.foundation.core.spreadsheets import is_formula
from drypoint.foundation.core.writing import durable
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.mapping import LooseTable, loose_table
from drypoint.knowledge.evidence.report import to_json
from drypoint.knowledge.evidence.table import decoded
from drypoint.knowledge.language import FALLBACK
from drypoint.public.library.calculator import answering
from drypoint.public.library.calculator.addresses import calculator_url
from drypoint.public.library.calculator.examples import EXAMPLES, Example
from drypoint.public.library.calculator.forms import CalculatorForm, is_too_large
from drypoint.public.library.calculator.linking import settings_in, settings_query
from drypoint.public.library.calculator.mapping_form import MappingForm
from drypoint.public.library.calculator.mapping_page import carried_from, columns_asked, named_as_said
from drypoint.public.library.calculator.presenters import CalculatorPage, MappingPage, SheetsPage
from drypoint.public.library.kinds import EVIDENCE_KIND
from drypoint.public.website.drawn import answer_with
from drypoint.public.website.extensions import Alternate
from drypoint.public.website.furniture import Furniture, MenuLink, absolute
from drypoint.public.website.presenters import head_title
from drypoint.public.website.published import Published, as_published

ANSWERS_AN_ADDRESS = limits.Limit("website.calculator", 60, timedelta(hours=1))
# The form with its table and its boundaries; Django holds so much in memory and puts nothing on the disk.
MOST_BYTES_SENT = 900_000
# One calculation at a time in each process, so that it slows no page down; two wait for their turn, the next hears so.
_turn = threading.BoundedSemaphore(1)
_queue = threading.BoundedSemaphore(3)
PATIENCE_SECONDS = 10.0


@refuse_cross_site
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    """Show the form, or the answer above it, or give a part of the answer as a file (`give`)."""
    if request.method != "POST":
        example = EXAMPLES.get(request.GET.get("example", ""))
        settings = settings_in(request.GET.dict())
        form = CalculatorForm(initial=settings) if settings and example is None else _form_of(example)
        return _page(request, form, example=example, is_linked=bool(settings) and example is None)
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    try:
        too_large = int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES_SENT
        if not too_large:
            return _answer(request)
    except RequestDataTooBig:
        pass
    form = CalculatorForm({})
    form.errors.clear()
    form.add_error(None, _("What was sent is too large for this page. The command line has no such limit."))
    return _page(request, form, status=413)


def _answer(request: HttpRequest) -> HttpResponse:
    """Answer what was sent, once it is this address's turn: a table to calculate, or one whose columns are asked for.

    Every step that looks at a table counts and waits alike; none of them is cheap for whoever means harm.
    """
    form = CalculatorForm(request.POST, request.FILES)
    try:
        with durable():
            limits.take(ANSWERS_AN_ADDRESS, limits.address_of(request), clock.now())
    except limits.LimitReachedError as reached:
        seconds = math.ceil(reached.retry_after.total_seconds())
        often = _("That was often. Please wait %(minutes)d minutes; your table is still here.")
        return _later(request, form, often % {"minutes": math.ceil(seconds / 60)}, seconds, status=429)
    step = request.POST.get("step", "")
    with a_turn() as has_turn:
        if has_turn:
            if step in {"map", "look"}:
                return _confirmed(request, step)
            return _answered(request, form, asks_columns=step == "columns")
    busy = _("Others are calculating just now. Please try again in a moment; your table is still here.")
    return _later(request, form, busy, 5, status=503)


def _later(request: HttpRequest, form: CalculatorForm, reason: str, seconds: int, *, status: int) -> HttpResponse:
    form.errors.clear()
    form.add_error(None, reason)
    response = _page(request, form, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response


def _answered(request: HttpRequest, form: CalculatorForm, *, asks_columns: bool = False) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=422)
    content = form.content()
    if content.startswith(WORKBOOK_MAGIC):
        return _asking_sheet(request, form, content)
    if asks_columns:
        return _asking_columns(request, form, decoded(content)[0], "table")
    return _calculated(request, form, content)


@contextmanager
def a_turn() -> Iterator[bool]:
    """Wait for one's turn to calculate, and say whether it came."""
    if not _queue.acquire(blocking=False):
        yield False
        return
    try:
        has_turn = _turn.acquire(timeout=PATIENCE_SECONDS)
        try:
            yield has_turn
        finally:
            if has_turn:
                _turn.release()
    finally:
        _queue.release()


def _asking_sheet(request: HttpRequest, form: CalculatorForm, content: bytes) -> HttpResponse:
    """Ask what the columns of a workbook's sheet are; where there are several sheets, first which of them it is."""
    try:
        book = workbook_in(content)
    except UnfitFileError as problem:
        form.add_error("file", str(problem))
        return _page(request, form, status=422)
    if all(is_too_large(sheet.text) for sheet in book.sheets):
        form.add_error(
            "file",
            _(
                "As text, each sheet of this workbook is larger than 256 KB. Save the one with the studies as CSV for "
                "the command line, which has no such limit."
            ),
        )
        return _page(request, form, status=422)
    if len(book.sheets) > 1 or book.left_out:
        return _shown_sheets(request, book)
    return _asking_columns(request, form, book.sheets[0].text, "file")


def _asking_columns(request: HttpRequest, form: CalculatorForm, text: str, field: str) -> HttpResponse:
    """Ask what the columns of a table are, or name the mistake at the field that the table came from."""
    if is_too_large(text):
        form.add_error(field, _("The table is larger than 256 KB. The command line has no such limit."))
        return _page(request, form, status=422)
    try:
        return _mapping(request, text, MappingForm(_table_in(text), measure=request.POST.get("measure", "")))
    except TableError as problem:
        form.add_error(field, _at_line(problem))
    except EvidenceError as problem:
        form.add_error(field, answering.said(problem.sentence))
    return _page(request, form, status=422)


def _table_in(text: str) -> LooseTable:
    """Return the table of a text. Raises EvidenceError for one that holds none or more than this page takes."""
    table = loose_table(text)
    answering.refuse_too_many(len(table.rows))
    return table


def _confirmed(request: HttpRequest, step: str) -> HttpResponse:
    """Calculate with the columns as they were said to be, or show them once more."""
    data = request.POST.dict()
    text = data.get("table", "")
    given = CalculatorForm({**data, "measure": "RR"})
    if not given.is_valid() and "table" in given.errors:
        return _page(request, given, status=422)
    try:
        form = MappingForm(_table_in(text), data)
    except TableError as problem:
        given.add_error("table", _at_line(problem))
        return _page(request, given, status=422)
    except EvidenceError as problem:
        given.add_error(None, answering.said(problem.sentence))
        return _page(request, given, status=422)
    if step == "look":
        return _mapping(request, text, form)
    if form.is_valid():
        try:
            named = named_as_said(form, data)
        except TableError as problem:
            form.add_error(None, _at_line(problem))
        else:
            if not is_too_large(named["table"]):
                return _answered(request, CalculatorForm(named))
            form.add_error(None, _("The table is larger than 256 KB. The command line has no such limit."))
    return _mapping(request, text, form, status=422)


def _at_line(problem: TableError) -> str:
    return _("Line %(line)d: %(reason)s") % {"line": problem.line, "reason": answering.said(problem.reason)}


def _calculated(request: HttpRequest, form: CalculatorForm, content: bytes) -> HttpResponse:
    text = form.cleaned_data["table"]
    try:
        text, table = answering.read(content)
        shown = answering.show(table, form.question(), text, timezone.localdate(clock.now()), form.sides())
    except TableError as problem:
        form.add_error("table", _at_line(problem))
        return _page(request, _with_text(form, text), status=422)
    except EvidenceError as problem:
        form.add_error(None, answering.said(problem.sentence))
        return _page(request, _with_text(form, text), status=422)
    given = _given(request.POST.get("give", ""), shown, form.sides())
    return given or _page(request, _with_text(form, text), shown=shown, settings=settings_query(form))


def _with_text(form: CalculatorForm, text: str) -> CalculatorForm:
    """Put the text of a file into the form, so that it need not be chosen again."""
    if form.files:
        form.data = MultiValueDict({**dict(cast("MultiValueDict[str, str]", form.data).lists()), "table": [text]})
        form.files = MultiValueDict()
    return form


def _form_of(example: Example | None) -> CalculatorForm:
    if example is None:
        return CalculatorForm()
    return CalculatorForm(initial={"table": example.table, "measure": example.measure, **example.choices})


def _given(what: str, shown: answering.CalculatorAnswer, sides: tuple[str, str]) -> HttpResponse | None:
    """Return a part of the answer as a file; None if none was asked for."""
    if what == "json":
        body = json.dumps(to_json(shown.analysis), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        return _file(body, "application/json", "analysis.json")
    if what == "csv":
        return _file(_as_csv(shown), "text/csv; charset=utf-8", "analysis.csv")
    drawings = answering.draw(shown.analysis, "file", sides) if what.endswith(".svg") else {}
    drawing = drawings.get(what.removesuffix(".svg"))
    if drawing is None:
        return None
    return _file(drawing(), "image/svg+xml", what)


def _file(body: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_csv(shown: answering.CalculatorAnswer) -> str:
    """Return the studies with their effects and weights; a name that a spreadsheet would run is made text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("study", "yi", "vi", "weight"))
    for row in to_json(shown.analysis)["studies"]:
        name = str(row["study"])
        writer.writerow((f"'{name}" if is_formula(name) else name, row["yi"], row["vi"], row["weight"]))
    return out.getvalue()


def _mapping(request: HttpRequest, text: str, form: MappingForm, *, status: int = 200) -> HttpResponse:
    """Show the columns of a table with what they were guessed or said to be."""
    site, language, title = as_published(), get_language() or FALLBACK, _("What the columns are")
    page = MappingPage(
        furniture=_furniture(site, language, title),
        title=title,
        head_title=head_title(title, site.practice.name if site.practice else ""),
        request_path=request.path,
        form=form,
        columns=columns_asked(form),
        carried=carried_from(request.POST.dict(), beside=frozenset({"table", "file", "measure"})),
        text=text,
        count=len(form.table.rows),
    )
    return _unkept(answer_with(page, status=status))


def _shown_sheets(request: HttpRequest, book: Workbook) -> HttpResponse:
    site, language, title = as_published(), get_language() or FALLBACK, _("Which sheet?")
    page = SheetsPage(
        furniture=_furniture(site, language, title),
        title=title,
        head_title=head_title(title, site.practice.name if site.practice else ""),
        request_path=request.path,
        sheets=tuple(sheet for sheet in book.sheets if not is_too_large(sheet.text)),
        too_large=tuple(sheet.name for sheet in book.sheets if is_too_large(sheet.text)),
        left_out=book.left_out,
        carried=carried_from(request.POST.dict()),
    )
    return _unkept(answer_with(page))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(
    request: HttpRequest,
    form: CalculatorForm,
    *,
    shown: answering.CalculatorAnswer | None = None,
    example: Example | None = None,
    settings: str = "",
    is_linked: bool = False,
    status: int = 200,
) -> HttpResponse:
    site = as_published()
    language = get_language() or FALLBACK
    title = _("Calculator for meta-analyses")
    page = CalculatorPage(
        furniture=_furniture(site, language, title),
        title=title,
        head_title=head_title(title, site.practice.name if site.practice else ""),
        canonical=absolute(calculator_url(language)),
        alternates=tuple(Alternate(other, absolute(calculator_url(other))) for other in site.site_map.languages),
        request_path=request.path,
        form=form,
        shown=shown,
        examples=EXAMPLES,
        example=example,
        most_studies=answering.MOST_STUDIES,
        most_drawn=answering.MOST_DRAWN,
        limit=ANSWERS_AN_ADDRESS.most,
        settings=settings,
        is_linked=is_linked,
    )
    response = answer_with(page, status=status)
    response.headers["Cache-Control"] = "no-store"
    if request.method == "POST" or request.GET:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _furniture(site: Published, language: str, title: str) -> Furniture:
    """Return what stands around the page: below the page of the evidence, and in every language of the site."""
    site_map = site.site_map
    evidence = next((node for node in site_map.nodes if node.kind == EVIDENCE_KIND and node.language == language), None)
    above = [*site_map.ancestors(evidence), evidence] if evidence else []
    plain = site.furniture_of(language, None)
    return replace(
        plain,
        breadcrumb=(
            *(MenuLink(node.menu_title, node.url) for node in above),
            MenuLink(title, calculator_url(language)),
        ),
        menu=tuple(replace(entry, is_current=entry.url in {node.url for node in above}) for entry in plain.menu),
        languages=tuple(replace(one, url=calculator_url(one.code)) for one in plain.languages),
    )
