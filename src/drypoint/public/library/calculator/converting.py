"""The page of conversions: effects to other scales, and what papers print to means and variances. GET alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drypoint.knowledge.evidence.conversion_text import written
from drypoint.knowledge.evidence.conversion_types import ConvertedNumber
from drypoint.knowledge.evidence.conversions import conversions
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.language import FALLBACK
from drypoint.public.library.calculator.addresses import calculator_url, conversions_url
from drypoint.public.library.calculator.answering import said
from drypoint.public.library.calculator.converting_form import ConversionForm
from drypoint.public.library.calculator.presenters import (
    ConversionChoice,
    ConversionGroup,
    ConversionResult,
    ConversionShown,
    ConversionsPage,
)
from drypoint.public.library.calculator.words import plot_words
from drypoint.public.website.drawn import answer_with
from drypoint.public.website.extensions import Alternate
from drypoint.public.website.furniture import MenuLink, absolute
from drypoint.public.website.presenters import head_title
from drypoint.public.website.published import as_published


@require_safe
def converting(request: HttpRequest) -> HttpResponse:
    """Show the conversions, and what comes of the numbers that the address names."""
    shown = _shown(request.GET.dict())
    site, language, title = as_published(), get_language() or FALLBACK, _("Conversions")
    here = (MenuLink(_("Calculator for meta-analyses"), calculator_url(language)), MenuLink(title, request.path))
    plain = site.furniture_of(language, None)
    page = ConversionsPage(
        furniture=replace(
            plain,
            breadcrumb=here,
            languages=tuple(replace(one, url=conversions_url(one.code)) for one in plain.languages),
        ),
        title=title,
        head_title=head_title(title, site.practice.name if site.practice else ""),
        canonical=absolute(conversions_url(language)),
        alternates=tuple(Alternate(other, absolute(conversions_url(other))) for other in site.site_map.languages),
        calculator=calculator_url(language),
        request_path=request.path,
        groups=_groups(),
        shown=shown,
    )
    response = answer_with(page, status=422 if shown and shown.form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    if request.GET:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _groups() -> tuple[ConversionGroup, ...]:
    found: dict[str, list[ConversionChoice]] = {}
    for one in conversions().values():
        found.setdefault(said(one.group), []).append(ConversionChoice(one.name, said(one.title)))
    return tuple(ConversionGroup(title, tuple(choices)) for title, choices in found.items())


def _shown(data: Mapping[str, str]) -> ConversionShown | None:
    chosen = conversions().get(data.get("convert", ""))
    if chosen is None:
        return None
    is_asked = any(one.name in data for one in chosen.asked)
    form = ConversionForm(chosen, data if is_asked else None)
    found: tuple[ConversionResult, ...] = ()
    if is_asked and form.is_valid():
        try:
            found = tuple(map(_result, chosen.convert(form.numbers())))
        except EvidenceError as problem:
            form.add_error(None, said(problem.sentence))
    return ConversionShown(chosen.name, said(chosen.title), form, found, said(chosen.assumption), chosen.source)


def _result(found: ConvertedNumber) -> ConversionResult:
    interval = ""
    if found.low is not None and found.high is not None:
        interval = _("%(low)s to %(high)s") % {"low": _number(found.low), "high": _number(found.high)}
    elif found.low is not None:
        interval = _("from %(low)s") % {"low": _number(found.low)}
    return ConversionResult(said(found.label), _number(found.value), interval, said(found.note))


def _number(value: float) -> str:
    """Write a number with five digits that count, its minus a true one, its decimals as the language has them."""
    return written(value, 5).replace("-", "\N{MINUS SIGN}").replace(".", plot_words().decimal)
