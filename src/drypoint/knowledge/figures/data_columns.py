"""What was counted or measured in each study, as text beside its row of a forest plot."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from drypoint.knowledge.evidence.analysis import Analysis
from drypoint.knowledge.figures.words import Words

Row = Mapping[str, float]


def data_columns(analysis: Analysis, words: Words) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the heads of the columns, and for each study what stands in them; nothing for bare effects."""
    given = {name: np.asarray(values, dtype=np.float64) for name, values in analysis.given.items()}
    for names, columns in _KINDS.items():
        if set(names) == set(given):
            heads, write = columns(words)
            studies = range(len(analysis.studies))
            return heads, [write({name: float(given[name][row]) for name in names}) for row in studies]
    return (), [() for _study in analysis.studies]


def _of_means(words: Words) -> tuple[tuple[str, ...], Callable[[Row], tuple[str, ...]]]:
    def write(row: Row) -> tuple[str, ...]:
        return tuple(
            f"{_short(row[f'm{group}'], words)} ({_short(row[f'sd{group}'], words)}), {_short(row[f'n{group}'], words)}"
            for group in (1, 2)
        )

    return _two_heads(words, words.means), write


def _of_events(words: Words) -> tuple[tuple[str, ...], Callable[[Row], tuple[str, ...]]]:
    def write(row: Row) -> tuple[str, ...]:
        return tuple(_share(row[had], row[had] + row[had_not], words) for had, had_not in (("ai", "bi"), ("ci", "di")))

    return _two_heads(words, words.events), write


def _of_one_group(words: Words) -> tuple[tuple[str, ...], Callable[[Row], tuple[str, ...]]]:
    return (words.events,), lambda row: (_share(row["xi"], row["ni"], words),)


def _two_heads(words: Words, what: str) -> tuple[str, ...]:
    return f"{words.group_1}, {what}", f"{words.group_2}, {what}"


def _share(events: float, people: float, words: Words) -> str:
    return f"{_short(events, words)}/{_short(people, words)}"


def _short(value: float, words: Words) -> str:
    """Write a number as it was most likely given: without decimals that say nothing."""
    digits = next((digits for digits in (0, 1) if round(value, digits) == round(value, 3)), 2)
    return words.number(value, digits)


_KINDS: Mapping[Sequence[str], Callable[[Words], tuple[tuple[str, ...], Callable[[Row], tuple[str, ...]]]]] = {
    ("m1", "sd1", "n1", "m2", "sd2", "n2"): _of_means,
    ("ai", "bi", "ci", "di"): _of_events,
    ("xi", "ni"): _of_one_group,
}
