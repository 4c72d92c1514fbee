"""How many slips of the finger lie between two words: a letter too many, too few, wrong, or two changed about."""

from __future__ import annotations


def most_slips(word: str) -> int:
    """Return how many slips a word may hold and still be known again: none below five letters, two from nine on."""
    return 0 if len(word) < 5 else 1 if len(word) < 9 else 2


def is_slip_of(typed: str, meant: str, most: int) -> bool:
    """Say whether at most so many slips lie between two words."""
    # One slip brings in one letter at most, and loses one at most.
    letters, others = set(typed), set(meant)
    if abs(len(typed) - len(meant)) > most or len(letters - others) > most or len(others - letters) > most:
        return False
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for place, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [place]
        for other_place, other in enumerate(meant, 1):
            cost = min(before[other_place] + 1, row[-1] + 1, before[other_place - 1] + (letter != other))
            if place > 1 and other_place > 1 and letter == meant[other_place - 2] and typed[place - 2] == other:
                cost = min(cost, earlier[other_place - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return False
    return row[-1] <= most
