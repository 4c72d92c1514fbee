"""The names that other programs give the columns: metafor, meta, RevMan and people."""

import re
from dataclasses import replace
from typing import Final

from drypoint.knowledge.evidence.errors import TableError
from drypoint.knowledge.evidence.sentences import Sentence
from drypoint.knowledge.evidence.table import Table

# Ours first, then others', letters and digits only. Where two groups are told apart, 1 is the treated one.
_GROUP_1: Final = ("1", "1i", "e", "exp", "experimental", "t", "treat", "treatment", "intervention", "group1")
_GROUP_2: Final = ("2", "2i", "c", "ctrl", "control", "comparator", "group2")


def _both(stems: tuple[str, ...], groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for stem in stems for group in groups for name in (stem + group, group + stem))


_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "study": ("studlab", "slab", "studyname", "studyid", "author", "authors", "trial", "studija", "autor", "autori"),
    "m1": _both(("m", "mean"), _GROUP_1),
    "sd1": _both(("sd",), _GROUP_1),
    "n1": _both(("n", "total"), _GROUP_1),
    "m2": _both(("m", "mean"), _GROUP_2),
    "sd2": _both(("sd",), _GROUP_2),
    "n2": _both(("n", "total"), _GROUP_2),
    "ai": ("tpos", *_both(("event", "events"), _GROUP_1)),
    "bi": ("tneg",),
    "ci": ("cpos", *_both(("event", "events"), _GROUP_2)),
    "di": ("cneg",),
    "x1i": ("x1", *_both(("event", "events"), _GROUP_1)),
    "t1i": ("t1", *_both(("time", "persontime"), _GROUP_1)),
    "x2i": ("x2", *_both(("event", "events"), _GROUP_2)),
    "t2i": ("t2", *_both(("time", "persontime"), _GROUP_2)),
    "xi": ("x", "event", "events", "cases"),
    "ni": ("n", "total", "samplesize"),
    "ti": ("time", "persontime"),
    "ri": ("r", "cor", "correlation"),
    "yi": ("y", "te", "es", "effect", "estimate"),
    "vi": ("v", "var", "variance"),
    "sei": ("sete", "se", "stderr", "standarderror"),
}


def with_known_names(table: Table, wanted: tuple[str, ...]) -> tuple[Table, tuple[Sentence, ...]]:
    """Return the table with the wanted columns under our names, and a note that says what was read as what.

    Our own names win; raises TableError where two other columns could be one that is wanted.
    """
    header = list(table.header)
    told = []
    for name in wanted:
        if name in header:
            continue
        found = [column for column in header if _bare(column) in _NAMES.get(name, ()) and column not in wanted]
        if len(found) > 1:
            raise TableError(
                table.header_line,
                "both “{one}” and “{other}” could be {column}; rename the one that is meant to {column}.",
                one=found[0],
                other=found[1],
                column=name,
            )
        if found:
            header[header.index(found[0])] = name
            told.append(f"{found[0]} → {name}")
    if not told:
        return table, ()
    return replace(table, header=tuple(header)), (
        Sentence("Columns were read under other names: {names}.", names=", ".join(told)),
    )


def meanings(column: str) -> tuple[str, ...]:
    """Return every one of our names that a column of this name can be; its own first where it is one of ours."""
    bare = _bare(column.lower())
    return tuple(name for name, others in _NAMES.items() if bare == name or bare in others)


def _bare(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column)
