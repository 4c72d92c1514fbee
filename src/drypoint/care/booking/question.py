"""A question for free slots as JSON: read strictly, and refused in one sentence that names the place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from drypoint.care.booking.hours import MINUTES_A_DAY, OpeningHours, WallHours
from drypoint.care.booking.rules import BusyTime, Practitioner, Room, Service, SlotQuestion

_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_YEARS: Final = range(1970, 2200)
_MOST_DAYS: Final = 3_660
_MOST_MINUTES: Final = 366 * MINUTES_A_DAY
# What a question may make the search look at; a year of six people in steps of five minutes is a tenth of it.
_MOST_STARTS: Final = 5_000_000


class QuestionError(ValueError):
    """One sentence that says which entry is wrong and what it should be."""


def parse_question(text: str) -> SlotQuestion:
    """Read a question; raises QuestionError for anything that is not one."""
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise QuestionError("The question is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise QuestionError(f"The question is not JSON: line {error.lineno}, column {error.colno}.") from None
    except ValueError as error:
        raise (
            error
            if isinstance(error, QuestionError)
            else QuestionError("The question holds a number that is too long.")
        ) from None
    return _question(_Entry("The question", value))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise QuestionError(f"The entry “{_short(twice)}” stands twice in one object.")
    return found


def _no_number(word: str) -> NoReturn:
    raise QuestionError(f"{word} is no number.")


def _short(text: object) -> str:
    shown = str(text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


@dataclass(frozen=True)
class _Entry:
    """One value of the question and the words that name its place."""

    place: str
    value: object

    def refuse(self, reason: str) -> NoReturn:
        raise QuestionError(f"{self.place} {reason}.")

    def fields(self, needed: Iterable[str], optional: Iterable[str] = ()) -> dict[str, _Entry]:
        """Return the entries of an object; unknown ones are refused, since a misspelt one would book over something."""
        needed, optional = list(needed), list(optional)
        if not isinstance(self.value, Mapping):
            self.refuse("should be an object")
        for name in self.value:
            if name not in needed and name not in optional:
                self.refuse(f"has no entry “{_short(name)}”; it takes {', '.join([*needed, *optional])}")
        for name in needed:
            if name not in self.value:
                self.refuse(f"lacks “{name}”")
        inside = "" if self.place == "The question" else f"{self.place}, "
        return {name: _Entry(f"{inside}“{name}”", value) for name, value in self.value.items()}

    def items(self) -> list[_Entry]:
        if not isinstance(self.value, list):
            self.refuse("should be a list")
        return [_Entry(f"{self.place} number {number}", value) for number, value in enumerate(self.value, 1)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse("should be a text that is not empty")
        return self.value

    def whole(self, least: int, most: int) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("should be a whole number")
        if not least <= self.value <= most:
            self.refuse(f"should be from {least} to {most}, not {_short(self.value)}")
        return self.value

    def date(self) -> date:
        if not isinstance(self.value, str) or not _DATE.fullmatch(self.value):
            self.refuse("should be a date such as 2027-03-28")
        return _day(self, self.value)

    def minute(self) -> int:
        if not isinstance(self.value, str) or not (found := _TIME.fullmatch(self.value)):
            self.refuse("should be a time of day from 00:00 to 24:00, such as 08:30")
        return MINUTES_A_DAY if found[1] is None else int(found[1]) * 60 + int(found[2])

    def instant(self) -> datetime:
        example = "such as 2027-03-28T08:30:00+02:00"
        if not isinstance(self.value, str):
            self.refuse(f"should be a date and time with its offset, {example}")
        try:
            instant = datetime.fromisoformat(self.value)
        except ValueError:
            self.refuse(f"should be a date and time with its offset, {example}")
        if instant.utcoffset() is None:
            self.refuse(f"has no offset; write it {example}")
        if instant.year not in _YEARS:
            self.refuse(f"should lie in the years {_YEARS[0]} to {_YEARS[-1]}")
        return instant


def _day(entry: _Entry, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        entry.refuse("is a date that no calendar has")
    if day.year not in _YEARS:
        entry.refuse(f"should lie in the years {_YEARS[0]} to {_YEARS[-1]}")
    return day


def _question(entry: _Entry) -> SlotQuestion:
    found = entry.fields(["zone", "now", "from", "to", "service", "practitioners"], ["rooms"])
    first, last = found["from"].date(), found["to"].date()
    if last < first:
        found["to"].refuse("is before “from”")
    if (last - first).days > _MOST_DAYS:
        found["to"].refuse(f"is more than {_MOST_DAYS} days after “from”")
    question = SlotQuestion(
        zone=_zone(found["zone"]),
        now=found["now"].instant(),
        first=first,
        last=last,
        service=_service(found["service"]),
        practitioners=[_practitioner(item) for item in found["practitioners"].items()],
        rooms=[_room(item) for item in found["rooms"].items()] if "rooms" in found else [],
    )
    _refuse_twice("practitioners", [practitioner.id for practitioner in question.practitioners])
    _refuse_twice("rooms", [room.id for room in question.rooms])
    days = min((last - first).days + 1, question.service.horizon_days + 1)
    if days * len(question.practitioners) * (MINUTES_A_DAY // question.service.step_minutes) > _MOST_STARTS:
        raise QuestionError("The question asks for too much at once. Ask for fewer days, or for larger steps.")
    return question


def _zone(entry: _Entry) -> ZoneInfo:
    name = entry.text()
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        entry.refuse("should be the name of a time zone, such as Europe/Zagreb")


def _service(entry: _Entry) -> Service:
    needed = ["minutes", "step_minutes", "horizon_days"]
    found = entry.fields(needed, ["before_minutes", "after_minutes", "notice_minutes"])
    least = {"minutes": 1, "step_minutes": 1}
    most = {"horizon_days": _MOST_DAYS}
    return Service(
        **{name: one.whole(least.get(name, 0), most.get(name, _MOST_MINUTES)) for name, one in found.items()}
    )


def _practitioner(entry: _Entry) -> Practitioner:
    found = entry.fields(["id", "hours"], ["exceptions", "busy", "daily_cap", "booked_on"])
    cap = found.get("daily_cap")
    week: dict[int, tuple[WallHours, ...]] = {}
    for item in found["hours"].items():
        parts = item.fields(["weekday", "from", "to"])
        weekday = parts["weekday"].whole(0, 6)
        week[weekday] = (*week.get(weekday, ()), _wall_hours(item, parts))
    return Practitioner(
        id=found["id"].text(),
        hours=OpeningHours(week, _exceptions(found["exceptions"]) if "exceptions" in found else {}),
        busy=_busy(found.get("busy")),
        daily_cap=None if cap is None or cap.value is None else cap.whole(0, 1_000_000),
        booked_on=_booked_on(found["booked_on"]) if "booked_on" in found else {},
    )


def _exceptions(entry: _Entry) -> dict[date, tuple[WallHours, ...]]:
    found: dict[date, tuple[WallHours, ...]] = {}
    for item in entry.items():
        parts = item.fields(["date", "hours"])
        day = parts["date"].date()
        if day in found:
            item.refuse(f"is a second one for {day.isoformat()}; give each date once, with all its hours")
        found[day] = tuple(_wall_hours(one, one.fields(["from", "to"])) for one in parts["hours"].items())
    return found


def _wall_hours(entry: _Entry, parts: Mapping[str, _Entry]) -> WallHours:
    hours = WallHours(parts["from"].minute(), parts["to"].minute())
    if hours.to_minute <= hours.from_minute:
        entry.refuse("ends before it begins; “to” should be later than “from”, at most 24:00")
    return hours


def _busy(entry: _Entry | None) -> list[BusyTime]:
    found = []
    for item in [] if entry is None else entry.items():
        parts = item.fields(["from", "to"])
        time = BusyTime(parts["from"].instant(), parts["to"].instant())
        if time.end <= time.start:
            item.refuse("ends before it begins; “to” should be later than “from”")
        found.append(time)
    return found


def _booked_on(entry: _Entry) -> dict[date, int]:
    if not isinstance(entry.value, Mapping):
        entry.refuse('should be an object of dates and numbers, such as {"2027-03-28": 3}')
    found = {}
    for name, value in entry.value.items():
        day = _Entry(f"{entry.place}, “{_short(name)}”", name).date()
        found[day] = _Entry(f"{entry.place}, “{name}”", value).whole(0, 1_000_000)
    return found


def _room(entry: _Entry) -> Room:
    found = entry.fields(["id"], ["busy"])
    return Room(found["id"].text(), _busy(found.get("busy")))


def _refuse_twice(place: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise QuestionError(f"“{place}” holds “{_short(name)}” twice.")
