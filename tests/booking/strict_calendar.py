"""Read iCalendar strictly (RFC 5545, 5546): whatever a calendar program might stumble over is a fault here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

_LINE = re.compile(r'(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)', re.DOTALL)
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})")


@dataclass
class Component:
    """A part between BEGIN and END: its properties by name, and the parts within."""

    name: str
    values: dict[str, list[tuple[dict[str, str], str]]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def one(self, name: str) -> str:
        (found,) = self.values[name]
        return found[1]

    def only(self, name: str) -> Component:
        (found,) = [part for part in self.parts if part.name == name]
        return found


def lines_of(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    physical = text.removesuffix("\r\n").split("\r\n")
    assert all(0 < len(line.encode()) <= 75 for line in physical)
    unfolded: list[str] = []
    for line in physical:
        if line[0] in " \t":
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return unfolded


def parse(text: str) -> Component:
    """Return the calendar; fails for anything that does not nest, has no name or is said twice."""
    root = Component("")
    stack = [root]
    for line in lines_of(text):
        found = _LINE.fullmatch(line)
        assert found, line
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            stack.append(Component(value))
            stack[-2].parts.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            params = dict(part.split("=", 1) for part in found["params"].split(";")[1:])
            stack[-1].values.setdefault(name, []).append((params, value))
    assert stack == [root]
    (calendar,) = root.parts
    assert calendar.name == "VCALENDAR"
    assert calendar.one("VERSION") == "2.0"
    assert calendar.one("PRODID")
    assert list(calendar.values)[:1] != []
    for event in (part for part in calendar.parts if part.name == "VEVENT"):
        for needed in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "ORGANIZER", "ATTENDEE", "SUMMARY", "STATUS"):
            assert len(event.values[needed]) == 1, needed
        assert re.fullmatch(r"\d{8}T\d{6}Z", event.one("DTSTAMP"))
    return calendar


def instant(calendar: Component, name: str) -> datetime:
    """Return a time of the event, by what the calendar itself says of its zone."""
    ((params, value),) = calendar.only("VEVENT").values[name]
    local = _wall_clock(value)
    zones = [part for part in calendar.parts if part.name == "VTIMEZONE"]
    (zone,) = [part for part in zones if part.one("TZID") == params["TZID"]]
    onsets = []
    for rule in zone.parts:
        starts = [rule.one("DTSTART"), *(one for _, dates in rule.values.get("RDATE", []) for one in dates.split(","))]
        assert "RRULE" not in rule.values
        onsets += [(_wall_clock(one), rule.one("TZOFFSETTO")) for one in starts]
    sign, hours, minutes = _OFFSET.fullmatch(max(one for one in onsets if one[0] <= local)[1]).groups()  # type: ignore[union-attr]
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return local.replace(tzinfo=timezone(offset)).astimezone(UTC)


def _wall_clock(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 (its zone is what the calendar says)
