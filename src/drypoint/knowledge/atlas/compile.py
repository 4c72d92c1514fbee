"""Turn the data files, which people correct, into the files that the library reads.

Reading a hundred YAML files takes 30 ms with the C loader and 200 ms without it; the one JSON file takes 3 ms.
The everyday words have a file of their own. Tests hold them equal. Run `python -m drypoint.knowledge.atlas compile`
after changing a data file.
"""

import json
from pathlib import Path

import yaml

from drypoint.knowledge.atlas import everyday
from drypoint.knowledge.atlas.load import COMPILED, DATA
from drypoint.knowledge.plain import Json


def _read(path: Path) -> Json:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Json = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506  both loaders are safe ones
    return found


def collected(folder: Path = DATA) -> dict[str, object]:
    """Read every data file of a folder into one plain structure, muscles in the order of their ids."""
    return {
        "muscles": [_read(path) for path in sorted(folder.glob("muscles/*.yaml"))],
        "sources": _read(folder / "sources.yaml"),
        "look_alikes": _read(folder / "look_alikes.yaml")["look_alikes"],
        "dangers": _dangers(folder),
        "complaints": _read(folder / "prevalence.yaml")["complaints"],
        "words": {path.stem: _read(path) for path in sorted(folder.glob("words/*.yaml"))},
    }


def _dangers(folder: Path) -> dict[str, object]:
    """Read the dangers; their areas are only names within the file."""
    raw: dict[str, object] = _read(folder / "dangers.yaml")
    return {"questions": raw["questions"], "dangers": raw["dangers"]}


def compiled_text(folder: Path = DATA) -> str:
    """Return the text of the compiled file for a folder of data files."""
    return _as_json(collected(folder))


def everyday_text(folder: Path = DATA) -> str:
    """Return the text of the compiled everyday words, each file of their folder under its name."""
    return _as_json({path.stem: _read(path) for path in sorted(folder.glob("everyday/*.yaml"))})


def _as_json(raw: dict[str, object]) -> str:
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def write() -> tuple[Path, Path]:
    """Write both compiled files beside the data files and return their paths."""
    COMPILED.write_text(compiled_text(), "utf-8")
    everyday.COMPILED.write_text(everyday_text(), "utf-8")
    return COMPILED, everyday.COMPILED
