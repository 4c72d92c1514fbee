"""Write what goes out beside the wheel: its dependencies pinned with their digests, and an SBOM (CycloneDX 1.5).

`python scripts/release.py FOLDER` reads requirements.lock and pyproject.toml alone, so that the same commit gives the
same files on every machine.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<marker> ;[^\\]*)?")
_OWN = re.compile(r"^drypoint \(pyproject\.toml(?::(?P<group>[a-z]+))?\)$")
# Of what this project itself asks for, the groups that a practice installs.
_RUNS = {None, "postgres"}


@dataclass
class Pinned:
    """One package of the lock: its lines there, and who asked for it."""

    name: str
    version: str
    lines: list[str] = field(default_factory=list)
    wanted_by: set[str] = field(default_factory=set)


def read_lock(text: str) -> dict[str, Pinned]:
    """Return the packages of a lock that uv wrote, by name."""
    found: dict[str, Pinned] = {}
    one: Pinned | None = None
    for line in text.splitlines():
        if match := _PINNED.match(line):
            one = found[match["name"]] = Pinned(match["name"], match["version"], [line])
        elif one is not None and line.startswith("    --hash="):
            one.lines.append(line)
        elif one is not None and line.strip().startswith("#"):
            who = line.strip().removeprefix("#").strip().removeprefix("via").strip()
            one.wanted_by |= {who} if who else set()
    return found


def runtime(lock: dict[str, Pinned]) -> list[Pinned]:
    """Return what a practice installs, by name: what is asked for outside of development, and all that that needs."""
    wanted = {name for name, one in lock.items() if any(_runs(who) for who in one.wanted_by)}
    while more := {name for name, one in lock.items() if name not in wanted and one.wanted_by & wanted}:
        wanted |= more
    return [lock[name] for name in sorted(wanted)]


def _runs(who: str) -> bool:
    own = _OWN.match(who)
    return own is not None and own["group"] in _RUNS


def requirements(packages: list[Pinned]) -> str:
    """Return the pins as pip reads them with --require-hashes."""
    return "".join("\n".join(one.lines) + "\n" for one in packages)


def sbom(packages: list[Pinned], version: str) -> dict[str, object]:
    """Return the bill of materials: every package with its version, and who needs whom."""
    own = f"pkg:pypi/drypoint@{version}"
    places = {one.name: f"pkg:pypi/{one.name}@{one.version}" for one in packages}
    needs: dict[str, list[str]] = {own: [], **{place: [] for place in places.values()}}
    for one in packages:
        for who in sorted(one.wanted_by):
            source = own if _runs(who) else places.get(who)
            if source is not None:
                needs[source].append(places[one.name])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + requirements(packages))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "drypoint",
                "version": version,
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": places[one.name],
                "name": one.name,
                "version": one.version,
                "purl": places[one.name],
            }
            for one in packages
        ],
        "dependencies": [{"ref": place, "dependsOn": sorted(set(needed))} for place, needed in needs.items()],
    }


def main(folder: Path) -> None:
    """Write both files into the folder, named after the version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    packages = runtime(read_lock((ROOT / "requirements.lock").read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"drypoint-{version}.requirements.txt").write_text(requirements(packages))
    bill = json.dumps(sbom(packages, version), indent=2, ensure_ascii=False)
    (folder / f"drypoint-{version}.cdx.json").write_text(bill + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
