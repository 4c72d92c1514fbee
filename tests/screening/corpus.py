"""The invented sentences and reports, their marks, and which of them are set aside."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"
STATES = {"p": "present", "n": "negated", "s": "stopped", "o": "other_person", "m": "possible"}
MARK = re.compile(r"\[([^\]|]+)\|(\w+)\|(\w)\]")


@dataclass(frozen=True)
class Wanted:
    """One mark that a careful reader sets."""

    start: int
    end: int
    key: str
    state: str


@dataclass(frozen=True)
class Example:
    """A text with the marks that a careful reader sets in it."""

    language: str
    text: str
    wanted: tuple[Wanted, ...]
    is_report: bool

    @property
    def is_set_aside(self) -> bool:
        """Tell whether the example belongs to the third that rules are not tuned on."""
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 3 == 0


def example(marked: str, language: str, *, is_report: bool) -> Example:
    """Read a text with its marks written in it."""
    parts: list[str] = []
    wanted = []
    length = last = 0
    for found in MARK.finditer(marked):
        before = marked[last : found.start()]
        start = length + len(before)
        parts += [before, found[1]]
        length = start + len(found[1])
        wanted.append(Wanted(start, length, found[2], STATES[found[3]]))
        last = found.end()
    return Example(language, "".join((*parts, marked[last:])), tuple(wanted), is_report)


def examples() -> list[Example]:
    """Return the whole corpus, sentences first."""
    found = []
    for language in ("hr", "en", "de"):
        lines = (FOLDER / f"sentences_{language}.txt").read_text("utf-8").splitlines()
        found += [example(line.replace("\\n", "\n"), language, is_report=False) for line in lines]
    for block in (FOLDER / "reports.txt").read_text("utf-8").split("=== ")[1:]:
        language, _, body = block.partition("\n")
        found.append(example(body.strip(), language.strip(), is_report=True))
    return found


def further() -> list[Example]:
    """Return sentences written from another angle after the rules, none of them set aside."""
    lines = (FOLDER / "further.txt").read_text("utf-8").splitlines()
    return [
        example(marked.replace("\\n", "\n"), language, is_report=False)
        for language, _, marked in (line.partition("\t") for line in lines)
    ]
