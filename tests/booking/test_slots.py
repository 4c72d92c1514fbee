"""Free slots against a model that walks the minutes one by one, and the nights on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.care.booking.hours import OpeningHours, WallHours
from drypoint.care.booking.rules import BusyTime, Practitioner, Room, Service, SlotQuestion, free_slots

ZAGREB = ZoneInfo("Europe/Zagreb")
MINUTE = timedelta(minutes=1)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def at(text: str, zone: ZoneInfo = ZAGREB) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def ask(day: date, hours: list[tuple[int, int]], zone: ZoneInfo = ZAGREB, **service: int) -> list[str]:
    """Return the starts, in local time with offset, of one person on one day with these hours (in minutes)."""
    question = SlotQuestion(
        zone=zone,
        now=datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=5),
        first=day - timedelta(days=1),
        last=day + timedelta(days=1),
        service=Service(**{"minutes": 30, "step_minutes": 30, "horizon_days": 30} | service),
        practitioners=[
            Practitioner("ana", OpeningHours(exceptions={day: tuple(WallHours(*one) for one in hours)})),
        ],
    )
    return [slot.start.isoformat() for slot in free_slots(question)]


def test_an_ordinary_morning() -> None:
    assert [start[11:16] for start in ask(date(2027, 3, 1), [(480, 600)])] == ["08:00", "08:30", "09:00", "09:30"]


def test_in_spring_the_skipped_hour_is_moved_forward() -> None:
    # 02:30 does not exist: the opening is 03:30, and what would end at 02:30 ends at 03:30.
    assert ask(SPRING, [(150, 270)]) == ["2027-03-28T03:30:00+02:00", "2027-03-28T04:00:00+02:00"]
    assert ask(SPRING, [(60, 150)]) == [
        "2027-03-28T01:00:00+01:00",
        "2027-03-28T01:30:00+01:00",
        "2027-03-28T03:00:00+02:00",
    ]


def test_in_autumn_the_hour_that_comes_twice_is_open_both_times() -> None:
    assert ask(AUTUMN, [(120, 180)]) == [
        "2027-10-31T02:00:00+02:00",
        "2027-10-31T02:30:00+02:00",
        "2027-10-31T02:00:00+01:00",
        "2027-10-31T02:30:00+01:00",
    ]
    assert ask(AUTUMN, [(90, 150)])[-1] == "2027-10-31T02:00:00+01:00"


def test_steps_are_elapsed_time_across_the_change() -> None:
    # A quarter of an hour before the gap plus 40 minutes is 03:25 on the clock.
    assert [start[11:16] for start in ask(SPRING, [(105, 300)], step_minutes=40)] == ["01:45", "03:25", "04:05"]


def test_midnight_that_comes_twice_lets_the_evening_go_on() -> None:
    havana = ZoneInfo("America/Havana")
    starts = ask(date(2026, 10, 31), [(23 * 60, 24 * 60)], zone=havana)
    assert starts == [
        "2026-10-31T23:00:00-04:00",
        "2026-10-31T23:30:00-04:00",
        "2026-11-01T00:00:00-04:00",
        "2026-11-01T00:30:00-04:00",
    ]


def test_a_slot_lies_within_one_opening() -> None:
    assert [start[11:16] for start in ask(date(2027, 3, 1), [(480, 525), (525, 570)])] == ["08:00", "08:45"]


def test_openings_that_overlap_give_a_start_once() -> None:
    assert [start[11:16] for start in ask(date(2027, 3, 1), [(480, 540), (510, 570)])] == ["08:00", "08:30", "09:00"]


def one_day(**change: object) -> SlotQuestion:
    """Return a question for 1 March 2027, 08:00 to 10:00, by the half hour."""
    standard: dict[str, object] = {
        "zone": ZAGREB,
        "now": at("2027-02-28T12:00"),
        "first": date(2027, 3, 1),
        "last": date(2027, 3, 1),
        "service": Service(minutes=30, step_minutes=30, horizon_days=30),
        "practitioners": [Practitioner("ana", OpeningHours({0: (WallHours(480, 600),)}))],
    }
    return SlotQuestion(**(standard | change))  # type: ignore[arg-type]


def starts(question: SlotQuestion) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in free_slots(question)]


@pytest.mark.parametrize(
    ("before", "after", "busy", "expected"),
    [
        (0, 0, ("08:30", "09:00"), ["08:00", "09:00", "09:30"]),
        (10, 0, ("08:30", "09:00"), ["08:00", "09:30"]),
        (0, 10, ("08:30", "09:00"), ["09:00", "09:30"]),
        (0, 0, ("08:29", "08:30"), ["08:30", "09:00", "09:30"]),
        # A buffer may lie outside the opening.
        (30, 30, ("10:30", "11:00"), ["08:00", "08:30", "09:00", "09:30"]),
        (30, 31, ("10:30", "11:00"), ["08:00", "08:30", "09:00"]),
    ],
)
def test_buffers_keep_clear_of_what_is_taken(
    before: int, after: int, busy: tuple[str, str], expected: list[str]
) -> None:
    taken = BusyTime(*(at(f"2027-03-01T{time}") for time in busy))
    service = Service(minutes=30, step_minutes=30, horizon_days=30, before_minutes=before, after_minutes=after)
    person = Practitioner("ana", OpeningHours({0: (WallHours(480, 600),)}), busy=[taken])
    assert starts(one_day(service=service, practitioners=[person])) == expected
    # The room's times count in the same way.
    free = Practitioner("ana", OpeningHours({0: (WallHours(480, 600),)}))
    assert starts(one_day(service=service, practitioners=[free], rooms=[Room("one", [taken])])) == expected


def test_the_first_free_room_of_the_list_is_given_and_none_where_none_is_listed() -> None:
    rooms = [Room("one", [BusyTime(at("2027-03-01T08:00"), at("2027-03-01T09:00"))]), Room("two")]
    assert [slot.room for slot in free_slots(one_day(rooms=rooms))] == ["two", "two", "one", "one"]
    assert {slot.room for slot in free_slots(one_day())} == {None}


def test_notice_counts_to_the_minute() -> None:
    service = Service(minutes=30, step_minutes=30, horizon_days=30, notice_minutes=60)
    assert starts(one_day(service=service, now=at("2027-03-01T07:30"))) == ["08:30", "09:00", "09:30"]
    assert starts(one_day(service=service, now=at("2027-03-01T07:30:01"))) == ["09:00", "09:30"]


@pytest.mark.parametrize(("horizon", "count"), [(0, 0), (1, 4)])
def test_the_horizon_counts_local_dates(horizon: int, count: int) -> None:
    # In Zagreb it is still 28 February while a clock in UTC shows 23:30 of the day before as well.
    service = Service(minutes=30, step_minutes=30, horizon_days=horizon)
    question = one_day(service=service, now=datetime(2027, 2, 27, 23, 30, tzinfo=UTC))
    assert len(free_slots(question)) == count


@pytest.mark.parametrize(("cap", "booked", "count"), [(None, 99, 4), (3, 2, 4), (3, 3, 0), (0, 0, 0)])
def test_a_reached_cap_closes_the_date(cap: int | None, booked: int, count: int) -> None:
    day = date(2027, 3, 1)
    person = Practitioner("ana", OpeningHours({0: (WallHours(480, 600),)}), daily_cap=cap, booked_on={day: booked})
    assert len(free_slots(one_day(practitioners=[person]))) == count


def test_the_order_is_by_start_and_then_as_the_practitioners_are_listed() -> None:
    people = [Practitioner(name, OpeningHours({0: (WallHours(480, 540),)})) for name in ("zora", "ana")]
    found = [(f"{slot.start:%H:%M}", slot.practitioner) for slot in free_slots(one_day(practitioners=people))]
    assert found == [("08:00", "zora"), ("08:00", "ana"), ("08:30", "zora"), ("08:30", "ana")]


# The model: every minute is looked at by itself.


@cache
def model_instant(day: date, minute: int, zone: ZoneInfo, *, closing: bool) -> datetime:
    """Find a wall-clock time by looking at every minute around it."""
    wanted = datetime.combine(day, datetime.min.time()) + minute * MINUTE
    around = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=16) + minute * MINUTE
    shown = [(around + number * MINUTE) for number in range(32 * 60)]
    hits = [instant for instant in shown if instant.astimezone(zone).replace(tzinfo=None) == wanted]
    if hits:
        return hits[-1] if closing else hits[0]
    before = max(instant for instant in shown if instant.astimezone(zone).replace(tzinfo=None) < wanted)
    return before + (wanted - before.astimezone(zone).replace(tzinfo=None))


def model(question: SlotQuestion) -> list[tuple[datetime, str, str | None]]:
    service = question.service
    length, step = service.minutes * MINUTE, service.step_minutes * MINUTE
    today = question.now.astimezone(question.zone).date()
    found = set()
    for order, person in enumerate(question.practitioners):
        for offset in range(-1, (question.last - question.first).days + 1):
            day = question.first + timedelta(days=offset)
            for hours in person.hours.on(day):
                start = model_instant(day, hours.from_minute, question.zone, closing=False)
                closes = model_instant(day, hours.to_minute, question.zone, closing=True)
                while start + length <= closes:
                    on = start.astimezone(question.zone).date()
                    taken = (start - service.before_minutes * MINUTE, start + length + service.after_minutes * MINUTE)
                    rooms = [room.id for room in question.rooms if is_free(room.busy, taken)]
                    if (
                        question.first <= on <= question.last
                        and start >= question.now + service.notice_minutes * MINUTE
                        and (on - today).days <= service.horizon_days
                        and (person.daily_cap is None or person.booked_on.get(on, 0) < person.daily_cap)
                        and is_free(person.busy, taken)
                        and (rooms or not question.rooms)
                    ):
                        found.add((start, order, person.id, rooms[0] if rooms else None))
                    start += step
    return [(start, who, room) for start, _, who, room in sorted(found, key=lambda one: one[:2])]


def is_free(busy: object, taken: tuple[datetime, datetime]) -> bool:
    return all(not (time.start < taken[1] and time.end > taken[0]) for time in busy)  # type: ignore[attr-defined]


NIGHTS = [
    (ZAGREB, SPRING),
    (ZAGREB, AUTUMN),
    (ZAGREB, date(2027, 6, 1)),
    (ZoneInfo("America/Havana"), date(2026, 11, 1)),
    (ZoneInfo("America/Havana"), date(2026, 3, 8)),
    (ZoneInfo("Australia/Lord_Howe"), date(2027, 4, 4)),
    (ZoneInfo("Pacific/Apia"), date(2011, 12, 31)),
]


@st.composite
def questions(draw: st.DrawFn) -> SlotQuestion:
    zone, day = draw(st.sampled_from(NIGHTS))
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    instants = st.integers(-30 * 60, 54 * 60).map(lambda minute: midnight + minute * MINUTE)
    spans = st.tuples(st.integers(0, 287), st.integers(1, 60)).map(
        lambda one: WallHours(one[0] * 5, min(1440, (one[0] + one[1]) * 5))
    )
    busy = st.lists(st.tuples(instants, st.integers(1, 300)), max_size=3).map(
        lambda rows: [BusyTime(start, start + minutes * MINUTE) for start, minutes in rows]
    )
    hours = st.lists(spans, max_size=2).map(tuple)
    people = [
        Practitioner(
            f"p{number}",
            OpeningHours(
                {weekday: draw(hours) for weekday in range(7)},
                {day: draw(hours)} if draw(st.booleans()) else {},
            ),
            busy=draw(busy),
            daily_cap=draw(st.none() | st.integers(0, 2)),
            booked_on={day: draw(st.integers(0, 2))},
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    service = Service(
        minutes=draw(st.integers(1, 90)),
        step_minutes=draw(st.integers(5, 120)),
        horizon_days=draw(st.integers(0, 3)),
        before_minutes=draw(st.integers(0, 30)),
        after_minutes=draw(st.integers(0, 30)),
        notice_minutes=draw(st.integers(0, 600)),
    )
    return SlotQuestion(
        zone=zone,
        now=draw(instants) + timedelta(seconds=draw(st.integers(0, 59))),
        first=day - timedelta(days=draw(st.integers(0, 1))),
        last=day + timedelta(days=draw(st.integers(0, 1))),
        service=service,
        practitioners=people,
        rooms=[Room(f"r{number}", draw(busy)) for number in range(draw(st.integers(0, 2)))],
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_every_answer_is_that_of_the_model(question: SlotQuestion) -> None:
    answer = [(slot.start.astimezone(UTC), slot.practitioner, slot.room) for slot in free_slots(question)]
    assert answer == model(question)
    # Two times of one zone subtract as their clocks show; only instants tell what passes.
    lengths = {slot.end.astimezone(UTC) - slot.start.astimezone(UTC) for slot in free_slots(question)}
    assert lengths <= {question.service.minutes * MINUTE}
