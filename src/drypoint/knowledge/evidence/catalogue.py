"""List and show the published evidence on the command line."""

from collections.abc import Mapping, Sequence

from drypoint.knowledge.evidence.data import HarmRate, Library, PublishedPool, TrialResult
from drypoint.knowledge.evidence.data.plausibility import Anomaly, anomalies
from drypoint.knowledge.evidence.own_pools import OwnPool, TooFew, own_pools

Record = TrialResult | PublishedPool | HarmRate


def listed(library: Library, layer: str, condition: str) -> list[dict[str, object]]:
    """Return the short rows of a layer (pools, trials, harms, own, flags) for a condition, all for a blank one."""
    words = condition.strip().lower()
    if layer == "flags":
        return [{"id": one.id, "kind": one.kind, "about": one.sentence} for one in anomalies(library)]
    if layer == "own":
        return [row for row in map(_own_row, own_pools(library.trials)) if words in str(row["condition"])]
    if layer == "harms":
        return [_harm_row(rate) for rate in library.harms if words in rate["event"].lower()]
    if layer == "trials":
        return [_trial_row(row) for row in library.trials if words in _condition_words(row)]
    return [_pool_row(row) for row in library.pools if words in _condition_words(row)]


def _condition_words(row: TrialResult | PublishedPool) -> str:
    return f"{row['condition']} {row['condition_reported']}".lower()


def _interval(row: Record, estimate: str) -> str:
    if not row["ci_low"] or not row["ci_high"]:
        return row[estimate]
    return f"{row[estimate] or '?'} ({row['ci_low']} to {row['ci_high']})"


def _pool_row(row: PublishedPool) -> dict[str, object]:
    return {
        "id": row.id,
        "condition": row["condition"],
        "comparison": row["comparison"],
        "outcome": row["outcome_reported"],
        "time": row["time_reported"],
        "result": f"{row['measure']} {_interval(row, 'estimate')}".strip(),
        "certainty": row["certainty"],
        "origin": row.origin,
    }


def _trial_row(row: TrialResult) -> dict[str, object]:
    return {
        "id": row.id,
        "condition": row["condition"],
        "comparator": row["comparator"],
        "outcome": row["outcome_reported"],
        "time": row["time_reported"],
        "result": f"{row['effect_type']} {_interval(row, 'effect')}".strip(),
        "origin": row.origin,
    }


def _harm_row(row: HarmRate) -> dict[str, object]:
    rate = (
        f"{row['percent']} %" if row["percent"] else f"{row['per_million']} per million" if row["per_million"] else ""
    )
    return {
        "id": row.id,
        "event": row["event"],
        "severity": row["severity"],
        "rate": rate,
        "per": row["per"],
        "told_by": row["told_by"],
        "origin": row.origin,
    }


def _own_row(found: OwnPool | TooFew) -> dict[str, object]:
    topic = found.topic
    row: dict[str, object] = {
        "condition": topic.condition,
        "comparator": topic.comparator,
        "outcome": topic.outcome,
        "time": topic.time_class,
        "k": len(found.contributions),
    }
    if isinstance(found, OwnPool):
        low, high = found.pool.ci_low, found.pool.ci_high
        row["result"] = f"{found.pool.estimate:.2f} ({low:.2f} to {high:.2f}) {found.scale}"
    else:
        row["result"] = found.sentence
    return row


def shown(library: Library, record_id: str) -> dict[str, object]:
    """Return one record in full, without its blank cells, with what looks wrong in it."""
    record = library.find(record_id)
    told: list[Anomaly] = [one for one in anomalies(library) if one.id == record.id]
    answer: dict[str, object] = {name: cell for name, cell in record.cells.items() if cell}
    return {**answer, "origin": record.origin, "looks_wrong": [one.sentence for one in told]}


def as_lines(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as an aligned table."""
    if not rows:
        return "Nothing found.\n"
    names = list(rows[0])
    widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in names}
    lines = ["  ".join(f"{name:<{widths[name]}}" for name in names)]
    lines += ["  ".join(f"{row[name]!s:<{widths[name]}}" for name in names) for row in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def as_entry(record: Mapping[str, object]) -> str:
    """Return one record, a line for each cell."""
    doubts = record["looks_wrong"]
    width = max(len(name) for name in record)
    lines = [f"{name:<{width}}  {cell}" for name, cell in record.items() if name != "looks_wrong"]
    lines += [f"{'looks wrong':<{width}}  {sentence}" for sentence in doubts] if isinstance(doubts, list) else []
    return "\n".join(lines) + "\n"
