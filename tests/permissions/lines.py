"""The words in which a room says who reaches its addresses: see table.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Person(Enum):
    """Who asks."""

    VISITOR = "visitor"
    OWNER = "owner"
    CLINICIAN = "clinician"
    RECEPTION = "reception"
    EDITOR = "editor"
    AUDITOR = "auditor"
    NEWCOMER = "newcomer"  # signed in by password, no second factor set up yet
    PASSWORD_ONLY = "password only"  # gave the password, not yet the code
    HALF = "half"  # a session that is signed in without ever having shown the second factor
    DEACTIVATED = "deactivated"  # kept the cookie of a session from before


class Answer(Enum):
    """What they get."""

    OPEN = "open"
    SIGN_IN = "to the sign-in page"
    ENROL = "to setting up a second factor"
    REFUSED = "403"
    HIDDEN = "404"
    GONE = "410"
    DEPENDS = "open, or back to the editor's first page, by what there is to edit"
    BACK = "back to the editor's first page, which is Wagtail's own refusal"


PERSONS = tuple(Person)
STAFF = (Person.OWNER, Person.CLINICIAN, Person.RECEPTION, Person.EDITOR, Person.AUDITOR)


@dataclass(frozen=True)
class Line:
    """The answers for one pattern, or for all that begin like it if it ends in "*"."""

    pattern: str
    answers: dict[Person, Answer]

    def fits(self, pattern: str) -> bool:
        if self.pattern.endswith("*"):
            return pattern.startswith(self.pattern[:-1])
        return pattern == self.pattern


def everybody(pattern: str, answer: Answer = Answer.OPEN) -> Line:
    """A line for a page that tells all the same."""
    return Line(pattern, dict.fromkeys(PERSONS, answer))


def staff(pattern: str, *allowed: Person, others: Answer = Answer.REFUSED) -> Line:
    """A line behind the gate: open for these of the staff, `others` for the rest of them."""
    return Line(
        pattern,
        {
            Person.VISITOR: Answer.SIGN_IN,
            Person.NEWCOMER: Answer.ENROL,
            Person.PASSWORD_ONLY: Answer.SIGN_IN,
            Person.HALF: Answer.SIGN_IN,
            Person.DEACTIVATED: Answer.SIGN_IN,
            **{person: Answer.OPEN if person in allowed else others for person in STAFF},
        },
    )


def missing(pattern: str, *allowed: Person) -> Line:
    """A line behind the gate whose row is not there: 404 to these of the staff, 403 to the rest of them."""
    return Line(pattern, {**staff(pattern).answers, **dict.fromkeys(allowed, Answer.HIDDEN)})


def editor(pattern: str, *allowed: Person, back: dict[Person, Answer] | None = None) -> Line:
    """A line of the editor: who has no business there gets 403 from the gate, `back` get another answer."""
    return Line(pattern, {**staff(pattern, *allowed).answers, **(back or {})})


def answers(pattern: str, **given: Answer) -> Line:
    """A line written out; `rest` is for everybody who is not named (a space in a name is written as "_")."""
    rest = given.pop("rest")
    named = {name.replace("_", " "): answer for name, answer in given.items()}
    assert set(named) <= {person.value for person in PERSONS}, f"{pattern} names somebody who is not in Person."
    return Line(pattern, {person: named.get(person.value, rest) for person in PERSONS})


OWNER, CLINICIAN, RECEPTION, EDITOR, AUDITOR = STAFF
