"""What JSON and YAML hold before anybody has checked it.

The depth and the kinds of such values are known only once they have been read, and Python has no type that says so and
still lets a reader ask for raw["zone"][0]. So ``Any`` stands here, once, behind two names.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

# Made here to be written out: an answer of a command, a body of a request, a row for a script of a page.
Json: TypeAlias = dict[str, Any]
# Read from a file or a request, and not to be changed: the one who reads it checks it.
Raw: TypeAlias = Mapping[str, Any]
