"""Ask rows that hold a folded name (name_key) which of them a word may mean.

What every fitting row holds is asked first, and the rest only of those: one comparison for most of a hundred thousand.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from drypoint.knowledge.language.folding import spellings


def begins(letters: str) -> Q:
    """Say that a part of the name begins with these folded letters; Kovač-Horvat has two parts."""
    at_a_part = (
        Q(name_key__startswith=letters) | Q(name_key__contains=f" {letters}") | Q(name_key__contains=f"-{letters}")
    )
    return Q(name_key__contains=letters) & at_a_part


def begins_with(word: str) -> Q:
    """Say that a part of the name begins with a word, in any spelling of it."""
    return reduce(or_, map(begins, spellings(word)))
