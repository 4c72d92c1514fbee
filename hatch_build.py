"""Compile the message catalogues while building, so that no machine needs gettext."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Write a .mo file beside every .po file of the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue under src/; build_data is left as it is (the .mo files are declared artifacts)."""
        for po in Path(self.root, "src").rglob("*.po"):
            polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
