"""Short texts of a room of knowledge, in a file of its facts: one table for each, one line for each language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from drypoint.knowledge.language.text import Text, text


@cache
def phrases(package: str, name: str = "phrases") -> Mapping[str, Text]:
    """Return the texts of facts/NAME.toml beside a package's modules, in the order of the file."""
    file = resources.files(package).joinpath(f"facts/{name}.toml")
    return MappingProxyType({key: text(one) for key, one in tomllib.loads(file.read_text("utf-8")).items()})
