"""The table of docs/reference/mutants.md, made from a run."""

from __future__ import annotations

from tests.mutants.targets import ROOT, Target, survivors

MANUAL = ROOT / "docs" / "reference" / "mutants.md"
HEAD = """# Mutants

Rules that protect somebody are changed on purpose, one small change at a time (a comparison, a condition, a constant,
a statement left out), and a test has to notice. `make mutants` tries all of them and writes this page; those marked
*protects* guard patients, and `python -m tests.mutants --protecting` tries them alone. `make test` tries none of them
yet. A change that nobody notices fails unless it stands below with its reason.
How it works, and how to add a rule: [mutation testing](../explanation/mutants.md).

| what | module | mutants | noticed | listed | |
| --- | --- | ---: | ---: | ---: | --- |
"""


def table(chosen: list[Target], results: dict[str, list[dict[str, object]]]) -> str:
    """Return the page."""
    lines = []
    counts = [0, 0, 0]
    for target in chosen:
        rows = [row for row in results.get(target.name, []) if "mutant" in row]
        noticed = sum(str(row["result"]).startswith("killed") for row in rows)
        listed = sum(survivor.target == target.name for survivor in survivors())
        counts = [counts[0] + len(rows), counts[1] + noticed, counts[2] + listed]
        module = target.module.removeprefix("drypoint.")
        protects = "protects" if target.protects else ""
        lines.append(f"| {target.name} | `{module}` | {len(rows)} | {noticed} | {listed} | {protects} |")
    lines.append(f"| all | | {counts[0]} | {counts[1]} | {counts[2]} | |")
    page = HEAD + "\n".join(lines).replace("|  |", "| |") + "\n\n## Changes that no test notices, and why\n"
    for target in chosen:
        known = [survivor for survivor in survivors() if survivor.target == target.name]
        if known:
            page += f"\n### {target.name[0].upper()}{target.name[1:]}\n\n"
            page += "\n".join(f"- `{survivor.mutant}`: {survivor.why}" for survivor in known) + "\n"
    return page
