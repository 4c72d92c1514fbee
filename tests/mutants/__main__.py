"""`python -m tests.mutants`: change each rule on purpose; a change that no test notices fails, unless it is listed."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from tests.mutants.manual import MANUAL, table
from tests.mutants.targets import ROOT, Target, hold, holding, survivors, targets


def main() -> int:
    """Try the mutants and say which live. Returns 1 for a living one that is not listed, 2 for bad usage."""
    options = _options()
    if options.write and options.quick:
        print("--write wants every test to be tried, so not --quick.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the processes below end too
    chosen = [target for target in targets() if target.protects or not options.protecting]
    if options.only:
        unknown = sorted(set(options.only) - {target.name for target in chosen})
        if unknown:
            print(f"There is no target {', '.join(unknown)}. targets.toml names them:", file=sys.stderr)
            print("\n".join(f"  {target.name}" for target in chosen), file=sys.stderr)
            return 2
        chosen = [target for target in chosen if target.name in options.only]
    started = time.monotonic()
    results = tried(chosen, options.workers, holding() if options.quick else {})
    faults = judged(chosen, results)
    mutants = [row["result"] for rows in results.values() for row in rows if "mutant" in row]
    seconds = sum(float(row["seconds"]) for rows in results.values() for row in rows if "seconds" in row)
    if options.verbose:
        for name, rows in results.items():
            for row in rows:
                if "mutant" in row:
                    print(f"{name} · {row['mutant']}\n    {row['result']}")
    for fault in faults:
        print(fault)
    killed = sum(str(result).startswith("killed") for result in mutants)
    print(
        f"{len(mutants)} mutants, {killed} noticed, {len(mutants) - killed} not; "
        f"{time.monotonic() - started:.0f} s, {seconds:.0f} s of processor time."
    )
    if options.write:
        whole = {name: rows for name, rows in results.items() if is_whole(rows)}
        before = MANUAL.read_text(encoding="utf-8") if MANUAL.exists() else ""
        MANUAL.write_text(table(whole, before), encoding="utf-8")
        hold({name: killers(rows) for name, rows in whole.items()})
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--protecting", action="store_true", help="only the rules that protect patients")
    parser.add_argument("--only", action="append", metavar="TARGET", help="only this target; may be repeated")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument(
        "--quick", action="store_true", help="run first the tests that are known to hold, and skip the listed"
    )
    parser.add_argument("--write", action="store_true", help="write the table of the manual, and which tests hold")
    parser.add_argument("--verbose", action="store_true", help="say of every mutant what became of it")
    return parser.parse_args()


def killers(rows: list[dict[str, object]]) -> list[str]:
    """Return the tests that noticed, those that noticed most first."""
    told = (str(row.get("result", "")).removeprefix("killed: ") for row in rows)
    return [name for name, _count in Counter(name for name in told if name.startswith("tests/")).most_common()]


def is_whole(rows: list[dict[str, object]]) -> bool:
    """Say whether all mutants of a target were tried."""
    return any("seconds" in row for row in rows) and not any(row.get("fault") for row in rows)


def tried(chosen: list[Target], workers: int, held: dict[str, list[str]]) -> dict[str, list[dict[str, object]]]:
    """Try the mutants of the targets, the largest first, and return the lines of each target."""
    groups: dict[tuple[str, ...], list[Target]] = defaultdict(list)
    for target in chosen:
        groups[target.tests].append(target)
    by_size = sorted(groups.values(), key=lambda group: -sum(len(target.mutants()) for target in group))
    with tempfile.TemporaryDirectory() as folder:
        queue = Path(folder, "queue")
        lines = [json.dumps([target.name for target in group]) for group in by_size]
        queue.write_text("\n".join(lines), encoding="utf-8")
        plan = json.dumps({"queue": str(queue), "results": folder, "holding": held})
        command = [
            sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:randomly", "-p", "no:cacheprovider",
            "-p", "tests.mutants.trying",
            # Nobody reads why a mutant's test fails, and saying it at length takes longer than the test.
            "--tb=native", "--assert=plain", *sorted({test for target in chosen for test in target.tests}),
        ]  # fmt: skip
        environment = {**os.environ, "MUTANTS_PLAN": plan, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
            for _ in range(min(workers, len(groups)))
        ]
        try:
            said = [process.communicate()[0] for process in running]
        finally:
            for process in running:
                process.terminate()
        results: dict[str, list[dict[str, object]]] = defaultdict(list)
        for file in sorted(Path(folder).glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                results[row["target"]].append(row)
        if any(process.returncode not in {0, 5} for process in running):
            print("\n".join(said))
    return results


def judged(chosen: list[Target], results: dict[str, list[dict[str, object]]]) -> list[str]:
    """Return a sentence for everything that must be mended."""
    faults = []
    known = {(survivor.target, survivor.mutant) for survivor in survivors()}
    for target in chosen:
        rows = results.get(target.name, [])
        if not any("seconds" in row for row in rows):
            faults.append(f"{target.name}: was not tried to its end.")
        faults += [f"{target.name}: {row['fault']}" for row in rows if row.get("fault")]
        found = Counter(str(row["mutant"]) for row in rows if "mutant" in row)
        for row in rows:
            if "mutant" not in row:
                continue
            is_listed = (target.name, row["mutant"]) in known
            lives = not str(row["result"]).startswith("killed")
            if lives and not is_listed:
                faults.append(f"{target.name}: {row['result']}: {row['mutant']}")
            if is_listed and not lives:
                faults.append(f"{target.name}: is noticed by now, take it out of survivors.toml: {row['mutant']}")
        for name, mutant in sorted(known):
            if name == target.name and mutant not in found:
                faults.append(f"{name}: is no mutant, take it out of survivors.toml: {mutant}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
