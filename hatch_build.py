"""Compile the message catalogues while building, so that no machine needs gettext."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Compile each catalogue under src/ that is newer than its .mo file."""
    for po in (root / "src").rglob("*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))


class CatalogueHook(BuildHookInterface[Any]):
    """Write a .mo file beside every .po file of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue under src/; build_data is left as it is (the .mo files are declared artifacts)."""
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent)
