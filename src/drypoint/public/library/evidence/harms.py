"""What harm is known: published rates in people's words. Who told, and per what, is never mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drypoint.knowledge.evidence.data import HarmRate, Library
from drypoint.knowledge.evidence.harms import Rate, one_in, rate_of
from drypoint.knowledge.evidence.readings import reading_of_pool
from drypoint.knowledge.figures.people import draw_people
from drypoint.public.library.evidence.pictures import Picture
from drypoint.public.library.evidence.rows import PublishedRow, local, published_row
from drypoint.public.library.evidence.sentences import one_in_words, thousands
from drypoint.public.library.evidence.words import ORIGINS, Printed, number, printed

_MINOR = ("mild", "moderate")
_RATES = ("treatments", "patients")


@dataclass(frozen=True)
class HarmRow:
    """One published rate. words says it plainly; count and interval are blank where they cannot be known."""

    id: str
    event: Printed
    words: str
    count: str
    percent: str
    interval: str
    window: Printed
    source: str
    link: str
    how_read: Printed
    people: Printed
    origin: str
    remark: Printed

    @property
    def is_counted(self) -> bool:
        """Say whether there is any number, not only that it happened."""
        return bool(self.words or self.percent or self.count)


@dataclass(frozen=True)
class HarmTable:
    """Rates that may stand in one table: told by the same, per the same, of the same kind of needling."""

    anchor: str
    title: str
    about: str
    rows: tuple[HarmRow, ...]
    pictures: tuple[Picture, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Say whether any row has a number."""
        return any(row.is_counted for row in self.rows)

    @property
    def by_source(self) -> list[list[HarmRow]]:
        """Return the rows of each source together, in the order in which the sources come first."""
        groups: dict[tuple[object, ...], list[HarmRow]] = {}
        for row in self.rows:
            groups.setdefault((row.source, row.people, row.window, row.how_read), []).append(row)
        return list(groups.values())


@dataclass(frozen=True)
class Harms:
    """The page: small effects and serious events of dry needling side by side, and what is something else."""

    minor: tuple[HarmTable, ...]
    serious: tuple[HarmTable, ...]
    cases: HarmTable
    seen_by_therapists: HarmTable
    acupuncture: tuple[HarmTable, ...]
    reports: HarmTable
    compared: tuple[PublishedRow, ...]


def harms(library: Library) -> Harms:
    """Gather what the page shows."""
    needling = [rate for rate in library.harms if not _is_acupuncture(rate)]
    other = [rate for rate in library.harms if _is_acupuncture(rate)]
    return Harms(
        minor=_tables(needling, lambda rate: rate["severity"] in _MINOR, "minor"),
        serious=_tables(needling, lambda rate: rate["severity"] == "serious", "serious"),
        cases=HarmTable(
            "cases",
            _("Single cases of serious harm"),
            _("Doctors have described what happened to single people. Nobody knows of how many treatments."),
            _rows(rate for rate in needling if rate["per"] == "case"),
        ),
        seen_by_therapists=HarmTable(
            "seen",
            _("Therapists who have seen it"),
            _("A share of therapists, not of treatments: it says how many have met with it, not how often it happens."),
            _rows(rate for rate in needling if rate["per"] == "therapists"),
        ),
        acupuncture=_tables(other, lambda rate: rate["per"] in _RATES, "acupuncture"),
        reports=HarmTable(
            "reports",
            _("Reports to an incident register (acupuncture)"),
            _("A share of reports, not of treatments."),
            _rows(rate for rate in other if rate["per"] == "incident reports"),
        ),
        compared=tuple(
            published_row(pool, reading_of_pool(pool), (), None) for pool in library.pools if pool["outcome"] == "harm"
        ),
    )


def _is_acupuncture(rate: HarmRate) -> bool:
    return rate["modality"].startswith("acupuncture")


def _tables(rates: Iterable[HarmRate], wanted: Callable[[HarmRate], bool], place: str) -> tuple[HarmTable, ...]:
    """Sort rates into tables by who told and per what."""
    groups: dict[tuple[str, str], list[HarmRate]] = {}
    for rate in rates:
        if wanted(rate) and rate["per"] in _RATES:
            groups.setdefault((rate["told_by"], rate["per"]), []).append(rate)
    return tuple(
        HarmTable(
            anchor=f"{place}-{number_}",
            title=_title(*group),
            about=_about(group[0]),
            rows=_rows(found),
            pictures=tuple(_pictures(found, f"{place}-{number_}")),
        )
        for number_, (group, found) in enumerate(groups.items(), start=1)
    )


def _title(told_by: str, per: str) -> str:
    titles = {
        ("therapist", "treatments"): _("Counted by therapists, per treatment"),
        ("therapist", "patients"): _("Counted by therapists, per patient"),
        ("patient", "treatments"): _("Reported by patients, per treatment"),
        ("patient", "patients"): _("Reported by patients, per patient"),
        ("", "treatments"): _("Per treatment; who told was not seen"),
        ("", "patients"): _("Per patient; who told was not seen"),
        ("incident system", "treatments"): _("From a register, per treatment"),
        ("incident system", "patients"): _("From a register, per patient"),
    }
    return titles[told_by, per]


def _about(told_by: str) -> str:
    if told_by == "therapist":
        return _("Therapists note what they see. What shows itself at home is often not among it.")
    if told_by == "patient":
        return _("People were asked themselves. They name small effects far more often than therapists do.")
    return ""


def _rows(rates: Iterable[HarmRate]) -> tuple[HarmRow, ...]:
    return tuple(harm_row(rate) for rate in rates)


def harm_row(record: HarmRate) -> HarmRow:
    """Return one published rate for its table."""
    rate = rate_of(record)
    return HarmRow(
        id=record.id,
        event=printed(record["event"]),
        words=rate_words(rate) if rate else _printed_words(record),
        count=_count(record, rate),
        percent=_percent(record, rate),
        interval=_interval(rate) if rate else "",
        window=printed(record["time_window"]),
        source=record["citation"],
        link=_link(record),
        how_read=printed(record["how_read"]),
        people=printed(record["population"]),
        origin=str(ORIGINS.get(record.origin, "")),
        remark=printed(record["remark"]),
    )


def rate_words(rate: Rate) -> str:
    """Say a rate with its interval in words: about 1 in so many, or that none was seen and what that leaves open.

    The bound for an event that nobody saw is the upper end of the exact interval, a little above the “rule of three”.
    """
    if rate.share == 0:
        out_of = thousands(rate.out_of)
        seen = (
            _("none in %(out_of)s treatments") if rate.per == "treatments" else _("none in %(out_of)s patients")
        ) % {"out_of": out_of}
        return _("%(seen)s; it could still happen as often as %(bound)s") % {
            "seen": seen, "bound": one_in_words(one_in(rate.high)),
        }  # fmt: skip
    about = one_in(rate.share)
    if about is None:
        return _("more than half")
    rarely, often = one_in(rate.low), one_in(rate.high)
    if rarely is None or often is None or rarely == often:
        return one_in_words(about)
    return _("%(about)s (between 1 in %(rarely)s and 1 in %(often)s)") % {
        "about": one_in_words(about), "rarely": thousands(rarely), "often": thousands(often),
    }  # fmt: skip


def _printed_words(record: HarmRate) -> str:
    """Say a rate whose number of people was not seen, without an interval."""
    percent, per_million = record.number("percent"), record.number("per_million")
    if record["per"] not in _RATES:
        return ""
    share = percent / 100 if percent is not None else (per_million or 0.0) / 1_000_000
    return one_in_words(one_in(share))


def _count(record: HarmRate, rate: Rate | None) -> str:
    out_of = record.number("n")
    if record["per"] == "case":
        return ""
    if record["count"] and out_of:
        return _("%(events)s of %(people)s") % {
            "events": thousands(int(record["count"])), "people": thousands(int(out_of)),
        }  # fmt: skip
    return _("of %(people)s") % {"people": thousands(int(out_of))} if out_of else ""


def _percent(record: HarmRate, rate: Rate | None) -> str:
    if record["percent"]:
        return f"{local(record['percent'])} %"
    if record["per_million"]:
        return _("%(rate)s in a million") % {"rate": local(record["per_million"])}
    return f"{_share(rate.share)} %" if rate and record["per"] in _RATES else ""


def _interval(rate: Rate) -> str:
    return _("%(low)s to %(high)s %%") % {"low": _share(rate.low), "high": _share(rate.high)}


def _share(share: float) -> str:
    percent = share * 100
    digits = 1 if percent >= 1 else 2 if percent >= 0.1 else 3 if percent >= 0.01 else 5
    return number(percent, digits) if percent else "0"


def _link(record: HarmRate) -> str:
    if record["doi"]:
        return f"https://doi.org/{record['doi']}"
    pmid = record["pmid"].removeprefix("PMID ").strip()
    if pmid.startswith("PMC"):
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmid}/"
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isdecimal() else ""


def _pictures(rates: Iterable[HarmRate], prefix: str) -> Iterable[Picture]:
    """Draw what was counted as a whole (“any …”, “major …”, “serious …”): of a hundred, a thousand, ten thousand."""
    for place, record in enumerate(rates, start=1):
        rate = rate_of(record)
        is_whole = record["event"].startswith(("any ", "at least one", "major", "significant", "serious"))
        if rate is None or not is_whole:
            continue
        out_of = 100 if rate.share >= 0.02 else 1_000 if rate.high >= 0.0004 else 10_000
        yield _picture(record, rate, out_of, f"{prefix}-{place}")


def _picture(record: HarmRate, rate: Rate, out_of: int, prefix: str) -> Picture:
    per = rate.per == "treatments"
    expected = rate.share * out_of
    marked = round(expected)
    values = {
        "count": marked,
        "out_of": thousands(out_of),
        "low": number(rate.low * out_of, 1) if rate.low else "0",
        "high": number(rate.high * out_of, 1),
        "event": printed(record["event"]).text,
        "source": _short_source(record),
    }
    title = (
        ngettext("%(count)d of %(out_of)s treatments", "%(count)d of %(out_of)s treatments", marked)
        if per
        else ngettext("%(count)d of %(out_of)s people", "%(count)d of %(out_of)s people", marked)
    ) % values
    note = (
        _("%(source)s: %(event)s. If it is as it was there, %(low)s to %(high)s of %(out_of)s (95 %% interval).")
        % values
    )
    svg = draw_people(expected, out_of, title=title, description=note, prefix=prefix)
    return Picture(title, mark_safe(svg), note)  # noqa: S308 (words are escaped as drawn)


def _short_source(record: HarmRate) -> str:
    return record["citation"].partition(" et al.")[0] + (f" {record['year']}" if record["year"] else "")
