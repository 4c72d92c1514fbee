"""Compare the engine with metafor's outputs and write down each difference."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drypoint.knowledge.evidence.bias import begg, egger, fail_safe, trim_and_fill
from drypoint.knowledge.evidence.clustered import robust_pool
from drypoint.knowledge.evidence.effects import effect_sizes
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.mantel_haenszel import mantel_haenszel, mantel_haenszel_rates, peto
from drypoint.knowledge.evidence.pooling import Options, Pool, pool
from drypoint.knowledge.evidence.regression import regress
from drypoint.knowledge.evidence.sensitivity import influence, leave_one_out
from drypoint.knowledge.plain import Json

_POOLED = ("estimate", "se", "ci_low", "ci_high", "p")
_SHOWN = ("estimate", "se", "tau2", "i2", "q")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of ours beside metafor's."""

    data: str
    what: str
    number: str
    ours: float
    metafor: float

    @property
    def difference(self) -> float:
        """Return the difference, relative to metafor's number unless that is tiny."""
        return abs(self.ours - self.metafor) / max(abs(self.metafor), 1e-3)


def replicated(folder: Path) -> list[Comparison]:
    """Compute every number of the reference file ``metafor.json`` in the folder.

    Raises EvidenceError where the folder has no such file.
    """
    path = folder / "metafor.json"
    if not path.exists():
        raise EvidenceError(f"{path}: there is no reference file; name the folder that holds metafor.json.")
    reference = json.loads(path.read_text(encoding="utf-8"))
    return [
        *_effects(reference["escalc"]),
        *_pools(reference["pools"]),
        *_tables(reference["tables"]),
        *_regressions(reference["regression"]),
        *_sensitivity(reference["sensitivity"]),
        *_rates(reference["rates"]),
        *_dependent(reference["dependent"]),
    ]


def _effects(groups: Json) -> Iterator[Comparison]:
    for group in groups.values():
        for code, expected in group["measures"].items():
            rows = [i for i, value in enumerate(expected["yi"]) if value is not None]
            found = effect_sizes(code, {name: [cells[i] for i in rows] for name, cells in group["rows"].items()})
            for place, row in enumerate(rows):
                yield Comparison("rows made by hand", code, "effect", float(found.yi[place]), expected["yi"][row])
                yield Comparison("rows made by hand", code, "variance", float(found.vi[place]), expected["vi"][row])


def _pools(entries: list[Json]) -> Iterator[Comparison]:
    for entry in entries:
        data = f"{entry['name']} {entry['measure']}"
        for method, fit in entry["fits"].items():
            for test, options in (("z", Options(method)), ("knha", Options(method, hk=True))):
                if test not in fit:
                    continue
                found = pool(entry["yi"], entry["vi"], options)
                what = method if test == "z" else f"{method}, Knapp–Hartung"
                for name, expected in zip(_POOLED, fit[test], strict=True):
                    yield Comparison(data, what, name, float(getattr(found, name)), expected)
            plain = pool(entry["yi"], entry["vi"], Options(method))
            yield from _spread(data, method, plain, fit)


def _spread(data: str, method: str, found: Pool, fit: Json) -> Iterator[Comparison]:
    for name, key in (("tau2", "tau2"), ("i2", "I2"), ("h2", "H2"), ("q", "QE"), ("q_p", "QEp")):
        yield Comparison(data, method, name, float(getattr(found, name)), fit[key])
    interval = found.tau2_ci
    if "qp" in fit and interval:
        yield Comparison(data, method, "tau2_low", interval[0], fit["qp"][0])
        yield Comparison(data, method, "tau2_high", interval[1], fit["qp"][1])
    if "pi_riley_z" in fit and found.pi_low is not None and found.pi_high is not None:
        yield Comparison(data, method, "pi_low", found.pi_low, fit["pi_riley_z"][0])
        yield Comparison(data, method, "pi_high", found.pi_high, fit["pi_riley_z"][1])


def _tables(entries: list[Json]) -> Iterator[Comparison]:
    names = (("estimate", "beta"), ("se", "se"), ("p", "pval"), ("q", "QE"), ("i2", "I2"))
    for entry in entries:
        cells = entry["cells"]
        answers = [(f"MH {code}", mantel_haenszel(code, **cells)[0], own) for code, own in entry["MH"].items()]
        answers.append(("Peto", peto(**cells)[0], entry["PETO"]))
        for what, found, expected in answers:
            for name, key in names:
                yield Comparison(entry["name"], what, name, float(getattr(found, name)), expected[key])


def _regressions(block: Json) -> Iterator[Comparison]:
    for fit in block["fits"]:
        moderators = {name: block["moderators"][name] for name in fit["moderators"]}
        found = regress(block["yi"], block["vi"], moderators, Options(fit["method"], hk=fit["hk"]))
        what = f"{fit['method']} on {', '.join(moderators)}"
        for i, row in enumerate(found.coefficients):
            yield Comparison("bcg RR", what, row.name, row.estimate, fit["beta"][i])
            yield Comparison("bcg RR", what, f"se of {row.name}", row.se, fit["se"][i])
        yield Comparison("bcg RR", what, "tau2", found.tau2, fit["tau2"])


def _sensitivity(entries: list[Json]) -> Iterator[Comparison]:
    for entry in entries:
        yi, vi, data = entry["yi"], entry["vi"], entry["name"]
        for one, expected in zip(leave_one_out(yi, vi), entry["leave1out"]["REML"]["estimate"], strict=True):
            yield Comparison(data, "leave one out", "estimate", one.estimate, expected)
        if "egger" in entry:
            yield Comparison(data, "Egger", "t", egger(yi, vi).t, entry["egger"]["stat"])
        if len(set(vi)) > 1:
            yield Comparison(data, "Begg", "p", begg(yi, vi).p, entry["begg"]["pval"])
        found = fail_safe(yi, vi)
        yield Comparison(data, "fail-safe N", "Rosenthal", float(found.rosenthal), entry["failsafe"]["rosenthal"][0])
        yield Comparison(data, "fail-safe N", "Rosenberg", float(found.rosenberg), entry["failsafe"]["rosenberg"][0])


def _rates(entries: list[Json]) -> Iterator[Comparison]:
    names = (("estimate", "beta"), ("se", "se"), ("ci_low", "ci_lb"), ("p", "pval"), ("q", "QE"), ("i2", "I2"))
    for entry in entries:
        for code, expected in entry["MH"].items():
            found = mantel_haenszel_rates(code, **entry["cells"])[0]
            for name, key in names:
                yield Comparison(entry["name"], f"MH {code}", name, float(getattr(found, name)), expected[key])


def _dependent(entries: list[Json]) -> Iterator[Comparison]:
    diagnostics = (
        ("residual", "rstudent"),
        ("dffits", "dffits"),
        ("cooks_distance", "cook.d"),
        ("covariance_ratio", "cov.r"),
        ("hat", "hat"),
    )
    for entry in entries:
        yi, vi, data, options = entry["yi"], entry["vi"], entry["name"], Options(entry["method"])
        robust = robust_pool(yi, vi, entry["trials"], options)
        for name, expected in zip(("estimate", "se", "ci_low", "ci_high", "p"), entry["robust"], strict=True):
            yield Comparison(data, "robust variance", name, float(getattr(robust, name)), expected)
        for i, found in enumerate(influence(yi, vi, options)):
            for name, key in diagnostics:
                yield Comparison(data, "influence", name, float(getattr(found, name)), entry["influence"][key][i])
        for estimator, expected in entry["trimfill"].items():
            filled = trim_and_fill(yi, vi, options, estimator=estimator)
            what = f"trim and fill, {estimator}"
            yield Comparison(data, what, "studies", float(filled.missing), expected["k0"])
            yield Comparison(data, what, "se", float(filled.se_missing or 0.0), expected["se"])


def report(comparisons: list[Comparison]) -> str:
    """Return the comparison as a page in Markdown: a summary, then one published data set number by number."""
    largest = max(one.difference for one in comparisons)
    lines = [
        "# Replication: Drypoint and metafor",
        "",
        "Made by `drypoint evidence replicate tests/evidence/fixtures`; not written by hand. The reference is metafor",
        "3.8-1 on R 4.2.2 with tightened tolerances, on data published in print and on some made by hand. The",
        "difference is relative to metafor's number (absolute × 1,000 below 0.001).",
        "",
        f"{len(comparisons):,} numbers were compared; the largest difference is {largest:.1e}.",
        "",
        "| What | Numbers | Largest difference | Where |",
        "| --- | ---: | ---: | --- |",
    ]
    kinds: dict[str, list[Comparison]] = {}
    for one in comparisons:
        kinds.setdefault(one.what.partition(" on ")[0], []).append(one)
    for kind, found in kinds.items():
        worst = max(found, key=lambda one: one.difference)
        lines.append(f"| {kind} | {len(found)} | {worst.difference:.1e} | {worst.data}, {worst.number} |")
    lines += ["", "## Published data, number by number", ""]
    lines += [
        "| Data | Method | Number | Drypoint | metafor | Difference |",
        "| --- | --- | --- | ---: | ---: | ---: |",
    ]
    for one in comparisons:
        if one.data == "bcg RR" and one.number in _SHOWN:
            told = f"{one.ours:.12g} | {one.metafor:.12g} | {one.difference:.1e}"
            lines.append(f"| {one.data} | {one.what} | {one.number} | {told} |")
    return "\n".join(lines) + "\n"
