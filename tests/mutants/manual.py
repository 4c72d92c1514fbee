"""The table of docs/reference/mutants.md, made from runs."""

from __future__ import annotations

from tests.mutants.targets import ROOT, Target, survivors, targets

MANUAL = ROOT / "docs" / "reference" / "mutants.md"
HEAD = """# Mutants

Rules that protect somebody are changed on purpose, one small change at a time (a comparison, a condition, a constant,
a statement left out), and a test has to notice. `make mutants` tries all of them and writes this page; `make test`
tries those that guard patients, marked *protects*. What nobody notices fails unless it stands below with its reason.
How it works, and how to add a rule: [mutation testing](../explanation/mutants.md).

Seconds are those of the processor, with everything that the tests of a target need to begin with.

| what | module | mutants | noticed | listed | seconds | |
| --- | --- | ---: | ---: | ---: | ---: | --- |
"""
NUMBERS = 4


def table(results: dict[str, list[dict[str, object]]], before: str) -> str:
    """Return the page: lines of what was tried, and those of the page before for what was not."""
    kept = {line.split(" | ")[0].removeprefix("| "): line for line in before.splitlines() if line.startswith("| ")}
    lines = [
        _line(target, results[target.name]) if target.name in results else kept[target.name]
        for target in targets()
        if target.name in results or target.name in kept
    ]
    sums = [sum(int(line.split(" | ")[2 + place]) for line in lines) for place in range(NUMBERS)]
    lines.append(f"| all | | {' | '.join(map(str, sums))} | |")
    page = HEAD + "\n".join(lines) + "\n\n## Changes that no test notices, and why\n"
    for target in targets():
        known = [survivor for survivor in survivors() if survivor.target == target.name]
        if known:
            page += f"\n### {target.name[0].upper()}{target.name[1:]}\n\n"
            page += "\n".join(f"- `{survivor.mutant}`: {survivor.why}" for survivor in known) + "\n"
    return page


def _line(target: Target, rows: list[dict[str, object]]) -> str:
    tried = [row for row in rows if "mutant" in row]
    noticed = sum(str(row["result"]).startswith("killed") for row in tried)
    listed = sum(survivor.target == target.name for survivor in survivors())
    seconds = sum(float(str(row["seconds"])) for row in rows if "seconds" in row)
    module = target.module.removeprefix("drypoint.")
    numbers = f"{len(tried)} | {noticed} | {listed} | {seconds:.0f}"
    return f"| {target.name} | `{module}` | {numbers} | {'protects ' if target.protects else ''}|"
