"""Limits that end at National Day, the Spring Festival, New Year and at the ends of months, each worked out by hand."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.deadlines import Due, Stretch, add_months, due_after, explain
from taizhang.records import Duration
from taizhang.settings import CalendarYear
from taizhang.workdays import Calendar

D = dt.date.fromisoformat
CALENDAR = Calendar()
ONE_DAY = dt.timedelta(days=1)

#: Start, length, unit, last day. Before each year stand the days off and the weekend days worked of the State Council's notice.
CASES: tuple[tuple[str, int, str, str], ...] = (
    # 2020 (国办发明电〔2019〕16号, prolonged by 国办发明电〔2020〕1号). Spring Festival: off 24 Jan to 2 Feb; worked Sun 19 Jan;
    # Sat 1 Feb, first to be worked, was off. National Day and Mid-Autumn: off 1 to 8 Oct; worked Sun 27 Sep and Sat 10 Oct.
    ("2020-01-17", 5, "workdays", "2020-01-23"),  # 19 (Sun), 20, 21, 22, 23
    ("2020-01-20", 5, "workdays", "2020-02-04"),  # 21, 22, 23, then 3 and 4 February
    ("2020-01-23", 1, "workdays", "2020-02-03"),
    ("2020-01-22", 10, "days", "2020-02-03"),  # 1 February is off
    ("2020-01-31", 1, "months", "2020-03-02"),  # no 31 February: the leap day, a Saturday
    ("2020-02-28", 1, "days", "2020-03-02"),  # the leap day again
    ("2020-02-29", 1, "months", "2020-03-30"),  # 29 March is a Sunday
    ("2020-02-29", 12, "months", "2021-03-01"),  # no leap day in 2021; 28 February is a Sunday
    ("2020-08-31", 1, "months", "2020-09-30"),
    ("2020-09-25", 3, "workdays", "2020-09-29"),  # 27 (Sun), 28, 29
    ("2020-09-30", 2, "workdays", "2020-10-10"),  # 9 and 10 (Sat)
    ("2020-09-28", 5, "workdays", "2020-10-12"),  # 29, 30, 9, 10 (Sat), 12
    ("2020-09-24", 10, "days", "2020-10-09"),  # 4 October is off
    ("2020-09-08", 1, "months", "2020-10-09"),  # 8 October is off in 2020
    ("2020-09-10", 1, "months", "2020-10-10"),  # a Saturday that is worked: not moved
    # 2021 (国办发明电〔2020〕27号). New Year: off 1 to 3 Jan. Spring Festival: off 11 to 17 Feb; worked Sun 7 and Sat 20 Feb.
    # Mid-Autumn: off 19 to 21 Sep; worked Sat 18 Sep. National Day: off 1 to 7 Oct; worked Sun 26 Sep and Sat 9 Oct.
    ("2020-12-28", 5, "workdays", "2021-01-05"),  # 29, 30, 31, then 4 and 5 January
    ("2020-12-02", 1, "months", "2021-01-04"),  # 2 January is off
    ("2021-01-30", 1, "months", "2021-03-01"),  # 28 February is a Sunday
    ("2021-02-06", 2, "workdays", "2021-02-08"),  # from a Saturday: 7 (Sun), 8
    ("2021-02-10", 3, "workdays", "2021-02-20"),  # 18, 19, 20 (Sat)
    ("2021-02-03", 10, "days", "2021-02-18"),  # 13 February is off
    ("2021-02-10", 10, "days", "2021-02-20"),  # a Saturday that is worked: not moved
    ("2021-08-31", 1, "months", "2021-09-30"),
    ("2021-09-08", 30, "workdays", "2021-10-26"),  # 9, 10, 13 to 18 | 22 to 24, 26 to 30 | 8, 9, 11 to 15, 18 to 22, 25, 26
    ("2021-09-24", 10, "workdays", "2021-10-13"),  # 26 (Sun) to 30, 8, 9 (Sat), 11, 12, 13
    ("2021-09-25", 1, "workdays", "2021-09-26"),  # from a Saturday to a Sunday
    ("2021-09-30", 3, "workdays", "2021-10-11"),  # 8, 9 (Sat), 11
    ("2021-09-26", 7, "days", "2021-10-08"),  # 3 October is off
    # 2022 (国办发明电〔2021〕11号). New Year: off 1 to 3 Jan. Spring Festival: off 31 Jan to 6 Feb; worked Sat 29 and Sun 30 Jan.
    # National Day: off 1 to 7 Oct; worked Sat 8 and Sun 9 Oct.
    ("2021-12-30", 2, "workdays", "2022-01-04"),  # 31 and 4 January
    ("2021-12-31", 1, "months", "2022-02-07"),  # 31 January is off
    ("2022-01-27", 5, "workdays", "2022-02-08"),  # 28, 29 (Sat), 30 (Sun), 7, 8
    ("2022-01-29", 2, "workdays", "2022-02-07"),  # from a Saturday that is worked: 30 (Sun), 7
    ("2022-01-20", 10, "days", "2022-01-30"),  # a Sunday that is worked: not moved
    ("2022-09-29", 5, "workdays", "2022-10-11"),  # 30, 8 (Sat), 9 (Sun), 10, 11
    ("2022-09-30", 1, "workdays", "2022-10-08"),
    ("2022-09-24", 10, "days", "2022-10-08"),  # 4 October is off; Saturday 8 is worked
    ("2022-09-08", 1, "months", "2022-10-08"),  # a Saturday that is worked: not moved
    ("2022-09-05", 1, "months", "2022-10-08"),  # 5 October is off
    # 2023 (国办发明电〔2022〕16号). New Year: off 31 Dec to 2 Jan. Spring Festival: off 21 to 27 Jan; worked Sat 28 and Sun 29 Jan.
    # Mid-Autumn and National Day: off 29 Sep to 6 Oct; worked Sat 7 and Sun 8 Oct.
    ("2022-12-29", 3, "workdays", "2023-01-04"),  # 30, 3, 4
    ("2022-12-01", 1, "months", "2023-01-03"),
    ("2023-01-19", 4, "workdays", "2023-01-30"),  # 20, 28 (Sat), 29 (Sun), 30
    ("2023-01-11", 10, "days", "2023-01-28"),  # 21 January is off
    ("2023-01-18", 10, "days", "2023-01-28"),  # a Saturday that is worked: not moved
    ("2023-02-28", 12, "months", "2024-02-28"),  # the 28th, though 2024 has a 29th
    ("2023-08-31", 1, "months", "2023-10-07"),  # 30 September is off, 7 October worked
    ("2023-09-27", 3, "workdays", "2023-10-08"),  # 28, 7 (Sat), 8 (Sun)
    ("2023-09-28", 5, "workdays", "2023-10-11"),  # 7 (Sat), 8 (Sun), 9, 10, 11
    ("2023-08-29", 1, "months", "2023-10-07"),  # 29 September is off
    # 2024 (国办发明电〔2023〕7号). New Year: off 1 Jan. Spring Festival: off 10 to 17 Feb; worked Sun 4 and Sun 18 Feb.
    # National Day: off 1 to 7 Oct; worked Sun 29 Sep and Sat 12 Oct.
    ("2023-12-28", 3, "workdays", "2024-01-03"),  # 29, 2, 3
    ("2023-12-01", 1, "months", "2024-01-02"),
    ("2024-01-30", 1, "months", "2024-02-29"),  # the leap day
    ("2024-02-02", 7, "workdays", "2024-02-18"),  # 4 (Sun), 5 to 9, 18 (Sun)
    ("2024-02-09", 2, "workdays", "2024-02-19"),  # 18 (Sun), 19
    ("2024-02-08", 10, "days", "2024-02-18"),  # a Sunday that is worked: not moved
    ("2024-02-28", 1, "days", "2024-02-29"),
    ("2024-02-28", 2, "workdays", "2024-03-01"),  # the leap day and 1 March
    ("2024-02-29", 12, "months", "2025-02-28"),
    ("2024-08-31", 1, "months", "2024-09-30"),
    ("2024-09-27", 3, "workdays", "2024-10-08"),  # 29 (Sun), 30, 8
    ("2024-09-30", 5, "workdays", "2024-10-12"),  # 8, 9, 10, 11, 12 (Sat)
    ("2024-09-29", 5, "days", "2024-10-08"),  # from a Sunday that is worked; 4 October is off
    ("2024-09-12", 1, "months", "2024-10-12"),  # a Saturday that is worked: not moved
    # 2025 (国办发明电〔2024〕12号). New Year: off 1 Jan. Spring Festival: off 28 Jan to 4 Feb; worked Sun 26 Jan and Sat 8 Feb.
    # National Day and Mid-Autumn: off 1 to 8 Oct; worked Sun 28 Sep and Sat 11 Oct.
    ("2024-12-31", 1, "workdays", "2025-01-02"),
    ("2024-12-01", 1, "months", "2025-01-02"),
    ("2024-12-28", 1, "months", "2025-02-05"),  # 28 January is off
    ("2025-01-20", 15, "workdays", "2025-02-14"),  # 21 to 24, 26 (Sun), 27, 5 to 8 (Sat), 10 to 14
    ("2025-01-24", 4, "workdays", "2025-02-06"),  # 26 (Sun), 27, 5, 6
    ("2025-01-29", 10, "days", "2025-02-08"),  # a Saturday that is worked: not moved
    ("2025-01-31", 1, "months", "2025-02-28"),
    ("2025-08-31", 1, "months", "2025-09-30"),
    ("2025-09-26", 4, "workdays", "2025-10-09"),  # 28 (Sun), 29, 30, 9
    ("2025-09-30", 3, "workdays", "2025-10-11"),  # 9, 10, 11 (Sat)
    ("2025-09-23", 10, "days", "2025-10-09"),  # 3 October is off
    ("2025-09-08", 1, "months", "2025-10-09"),  # 8 October is off in 2025
    # 2026 (国办发明电〔2025〕7号). New Year: off 1 to 3 Jan; worked Sun 4 Jan. Spring Festival: off 15 to 23 Feb; worked Sat 14 and
    # Sat 28 Feb. Mid-Autumn: off 25 to 27 Sep. National Day: off 1 to 7 Oct; worked Sun 20 Sep and Sat 10 Oct.
    ("2025-12-31", 2, "workdays", "2026-01-05"),  # 4 (Sun), 5
    ("2025-12-25", 10, "days", "2026-01-04"),  # a Sunday that is worked: not moved
    ("2025-12-02", 1, "months", "2026-01-04"),  # 2 January is off
    ("2026-01-15", 1, "months", "2026-02-24"),  # 15 February is off
    ("2026-01-31", 1, "months", "2026-02-28"),  # a Saturday that is worked: not moved
    ("2026-02-13", 2, "workdays", "2026-02-24"),  # 14 (Sat), 24
    ("2026-02-24", 4, "workdays", "2026-02-28"),  # 25, 26, 27, 28 (Sat)
    ("2026-02-10", 10, "days", "2026-02-24"),  # 20 February is off
    ("2026-08-31", 1, "months", "2026-09-30"),
    ("2026-09-17", 3, "workdays", "2026-09-21"),  # 18, 20 (Sun), 21
    ("2026-09-24", 5, "workdays", "2026-10-09"),  # 28, 29, 30, 8, 9
    ("2026-09-30", 3, "workdays", "2026-10-10"),  # 8, 9, 10 (Sat)
    ("2026-09-27", 7, "days", "2026-10-08"),  # 4 October is off
    ("2026-12-30", 1, "workdays", "2026-12-31"),  # the last day that the notice of 2026 settles
)


@pytest.mark.parametrize(("start", "length", "unit", "due"), CASES)
def test_a_limit_ends_where_the_notice_of_its_year_says(start: str, length: int, unit: str, due: str) -> None:
    assert due_after(D(start), Duration(length, unit), CALENDAR) == Due(D(due))


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        ("2021-09-26", 7, "days", "2021-10-03"),
        ("2021-03-10", 3, "days", "2021-03-13"),
        ("2020-01-31", 1, "months", "2020-02-29"),
        ("2020-02-29", 12, "months", "2021-02-28"),
        ("2021-12-31", 1, "months", "2022-01-31"),
        ("2022-09-05", 1, "months", "2022-10-05"),
        ("2026-12-25", 10, "days", "2027-01-04"),  # certain: nothing was asked of the calendar of 2027
        ("2021-09-28", 5, "workdays", "2021-10-11"),  # working days are counted all the same
    ],
)
def test_a_limit_stays_on_a_day_off_where_the_ledger_says_so(start: str, length: int, unit: str, due: str) -> None:
    assert due_after(D(start), Duration(length, unit), CALENDAR, moves=False) == Due(D(due))


@pytest.mark.parametrize(
    ("start", "count", "then"),
    [
        ("2021-01-31", 1, "2021-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-11-30", 3, "2022-02-28"),
        ("2021-10-31", 2, "2021-12-31"),  # the shorter month between leaves no trace
        ("2021-12-31", 2, "2022-02-28"),
        ("2021-01-15", 24, "2023-01-15"),
        ("2020-02-29", 48, "2024-02-29"),
    ],
)
def test_months_end_on_the_same_day_or_on_their_last(start: str, count: int, then: str) -> None:
    assert add_months(D(start), count) == D(then)


# --- why it is that day ---

#: Start, length, unit, and the stretches as first day, last day, kind.
EXPLAINED: tuple[tuple[str, int, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("2021-03-01", 1, "workdays", (("2021-03-02", "2021-03-02", "workday"),)),
    ("2021-09-28", 5, "workdays", (
        ("2021-09-29", "2021-09-30", "workday"), ("2021-10-01", "2021-10-07", "National Day"), ("2021-10-08", "2021-10-08", "workday"),
        ("2021-10-09", "2021-10-09", "makeup"), ("2021-10-10", "2021-10-10", "weekend"), ("2021-10-11", "2021-10-11", "workday"),
    )),
    ("2021-02-05", 5, "workdays", (
        ("2021-02-06", "2021-02-06", "weekend"), ("2021-02-07", "2021-02-07", "makeup"), ("2021-02-08", "2021-02-10", "workday"),
        ("2021-02-11", "2021-02-17", "Spring Festival"), ("2021-02-18", "2021-02-18", "workday"),
    )),
    ("2022-01-27", 5, "workdays", (
        ("2022-01-28", "2022-01-28", "workday"), ("2022-01-29", "2022-01-30", "makeup"),
        ("2022-01-31", "2022-02-06", "Spring Festival"), ("2022-02-07", "2022-02-08", "workday"),
    )),
    ("2021-12-30", 2, "workdays", (
        ("2021-12-31", "2021-12-31", "workday"), ("2022-01-01", "2022-01-03", "New Year's Day"), ("2022-01-04", "2022-01-04", "workday"),
    )),
    ("2021-03-01", 10, "days", (("2021-03-11", "2021-03-11", "workday"),)),  # ends on a working day: nothing to tell
    ("2021-03-10", 3, "days", (("2021-03-13", "2021-03-14", "weekend"), ("2021-03-15", "2021-03-15", "workday"))),
    ("2021-09-25", 7, "days", (("2021-10-02", "2021-10-07", "National Day"), ("2021-10-08", "2021-10-08", "workday"))),
    ("2021-01-31", 1, "months", (("2021-02-28", "2021-02-28", "weekend"), ("2021-03-01", "2021-03-01", "workday"))),
    ("2022-09-05", 1, "months", (("2022-10-05", "2022-10-07", "National Day"), ("2022-10-08", "2022-10-08", "makeup"))),
    ("2022-09-08", 1, "months", (("2022-10-08", "2022-10-08", "makeup"),)),
)  # fmt: skip


@pytest.mark.parametrize(("start", "length", "unit", "stretches"), EXPLAINED)
def test_a_limit_is_explained_stretch_by_stretch(start: str, length: int, unit: str, stretches: tuple[tuple[str, str, str], ...]) -> None:
    expected = [Stretch(D(first), D(last), kind) for first, last, kind in stretches]

    assert list(explain(D(start), Duration(length, unit), CALENDAR)) == expected


def length_of(stretch: Stretch) -> int:
    return (stretch.last - stretch.first).days + 1


days = st.dates(dt.date(2015, 1, 1), dt.date(2028, 12, 31))


@given(days, st.integers(1, 90))
@settings(derandomize=True, deadline=None)
def test_the_stretches_of_working_days_tell_every_day_once(start: dt.date, count: int) -> None:
    within = Duration(count, "workdays")
    stretches = list(explain(start, within, CALENDAR))

    assert stretches[0].first == start + ONE_DAY
    assert all(stretch.first <= stretch.last for stretch in stretches)
    assert all(one.last + ONE_DAY == other.first and one.kind != other.kind for one, other in pairwise(stretches))
    assert stretches[-1].last == due_after(start, within, CALENDAR).date
    assert sum(length_of(stretch) for stretch in stretches if stretch.kind in ("workday", "makeup")) == count
    assert all(CALENDAR.day_kind(stretch.first) == CALENDAR.day_kind(stretch.last) == stretch.kind for stretch in stretches)


@given(days, st.integers(1, 24), st.sampled_from(["days", "months"]))
@settings(derandomize=True, deadline=None)
def test_the_stretches_of_other_limits_tell_the_days_off_they_moved_over(start: dt.date, length: int, unit: str) -> None:
    within = Duration(length, unit)
    *off, last = explain(start, within, CALENDAR)

    assert (off or [last])[0].first == due_after(start, within, CALENDAR, moves=False).date
    assert last.first == last.last == due_after(start, within, CALENDAR).date
    assert last.kind in ("workday", "makeup")
    assert all(one.last + ONE_DAY == other.first and one.kind != other.kind for one, other in pairwise([*off, last]))
    assert not any(stretch.kind in ("workday", "makeup") for stretch in off)


@given(days, st.integers(1, 60), st.sampled_from(["workdays", "days", "months"]))
@settings(derandomize=True, deadline=None)
def test_a_limit_ends_after_it_begins_on_a_working_day_and_never_sooner_for_being_longer(start: dt.date, length: int, unit: str) -> None:
    due = due_after(start, Duration(length, unit), CALENDAR).date

    assert start < due
    assert CALENDAR.is_workday(due)
    assert due <= due_after(start, Duration(length + 1, unit), CALENDAR).date
    assert due <= due_after(start + ONE_DAY, Duration(length, unit), CALENDAR).date


# --- days of the portal's own ---

#: Days made up for these tests; the notice of 2027 was not out when they were written. 8 February 2027 is a Monday.
OFF = tuple(D(day) for day in ("2027-01-01", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11", "2027-02-12"))
NOTICE = CalendarYear(year=2027, off=OFF, worked=(D("2027-02-14"),), basis="国办发明电〔2026〕N号")
NOTICED = Calendar((NOTICE,))
GUESSED = Calendar((CalendarYear(year=2027, off=OFF, worked=(D("2027-02-14"),)),))


@pytest.mark.parametrize(
    ("start", "length", "unit", "known", "unknown"),
    [
        ("2026-12-31", 1, "workdays", "2027-01-04", "2027-01-01"),  # Friday 1 counts where no notice is known
        ("2027-02-04", 3, "workdays", "2027-02-15", "2027-02-09"),  # 5, 14 (Sun), 15; else 5, 8, 9
        ("2027-01-29", 10, "days", "2027-02-14", "2027-02-08"),
        ("2027-01-12", 1, "months", "2027-02-14", "2027-02-12"),
        ("2027-02-18", 1, "workdays", "2027-02-19", "2027-02-19"),
    ],
)
def test_a_year_is_certain_once_the_portal_has_its_notice(start: str, length: int, unit: str, known: str, unknown: str) -> None:
    within = Duration(length, unit)

    assert due_after(D(start), within, NOTICED) == Due(D(known))
    assert due_after(D(start), within, GUESSED) == Due(D(known), provisional=True)
    assert due_after(D(start), within, CALENDAR) == Due(D(unknown), provisional=True)


def test_a_year_without_any_notice_is_counted_monday_to_friday() -> None:
    year = [D("2027-01-01") + dt.timedelta(days=n) for n in range(365)]

    assert [CALENDAR.is_workday(day) for day in year] == [day.weekday() < 5 for day in year]
    assert {CALENDAR.day_kind(day) for day in year} == {"workday", "weekend"}


def test_a_notice_makes_no_other_year_certain() -> None:
    assert NOTICED.is_announced(D("2026-12-31"), D("2027-12-31"))
    assert not NOTICED.is_announced(D("2027-12-31"), D("2028-01-01"))
    assert due_after(D("2027-12-31"), Duration(1, "workdays"), NOTICED).provisional


@pytest.mark.parametrize(
    ("own", "start", "length", "unit", "due"),
    [
        ({"off": (D("2021-03-24"),)}, "2021-03-03", 15, "workdays", "2021-03-25"),  # without it 24 March
        ({"off": (D("2021-03-24"),)}, "2021-03-14", 10, "days", "2021-03-25"),
        ({"off": (D("2021-03-24"),)}, "2021-02-24", 1, "months", "2021-03-25"),
        ({"off": (D("2021-03-10"), D("2021-03-11"))}, "2021-03-03", 15, "workdays", "2021-03-26"),
        ({"off": (D("2021-03-25"),)}, "2021-03-03", 15, "workdays", "2021-03-24"),  # after the limit: no matter
        ({"off": (D("2021-03-13"),)}, "2021-03-03", 15, "workdays", "2021-03-24"),  # a Saturday was off already
        ({"worked": (D("2021-03-13"),)}, "2021-03-03", 15, "workdays", "2021-03-23"),
        ({"worked": (D("2021-03-13"),)}, "2021-03-10", 3, "days", "2021-03-13"),
    ],
)
def test_days_of_the_portals_own_move_limits_of_a_known_year(
    own: dict[str, tuple[dt.date, ...]], start: str, length: int, unit: str, due: str
) -> None:
    calendar = Calendar((CalendarYear(year=2021, off=own.get("off", ()), worked=own.get("worked", ())),))

    assert due_after(D(start), Duration(length, unit), calendar) == Due(D(due))


@pytest.mark.parametrize(("name", "kind"), [("火把节", "火把节"), ("", "off")])
def test_a_day_off_of_the_portals_own_is_explained_by_its_name(name: str, kind: str) -> None:
    calendar = Calendar((CalendarYear(year=2021, off=(D("2021-08-03"),), worked=(D("2021-08-07"),), name=name),))

    assert list(explain(D("2021-08-01"), Duration(5, "workdays"), calendar)) == [
        Stretch(D("2021-08-02"), D("2021-08-02"), "workday"),
        Stretch(D("2021-08-03"), D("2021-08-03"), kind),
        Stretch(D("2021-08-04"), D("2021-08-06"), "workday"),
        Stretch(D("2021-08-07"), D("2021-08-07"), "makeup"),
    ]


def test_a_year_may_have_several_entries() -> None:
    flood = CalendarYear(year=2021, off=(D("2021-07-21"),), name="防汛停工")
    feast = CalendarYear(year=2021, off=(D("2021-08-03"),), name="火把节")
    calendar = Calendar((flood, feast))

    assert [calendar.day_kind(day) for day in (*flood.off, *feast.off)] == ["防汛停工", "火把节"]


#: A notice of 2027 that, as that of 2019 did, gives off the last day of the year before and has the Saturday before worked.
STRADDLING = CalendarYear(year=2027, off=(D("2026-12-31"), D("2027-01-01")), worked=(D("2026-12-26"),), basis="国办发明电〔2026〕N号")


def test_a_notice_reaches_into_the_year_before() -> None:
    calendar = Calendar((STRADDLING,))

    assert calendar.is_workday(D("2026-12-26"))
    assert not calendar.is_workday(D("2026-12-31"))


def test_a_limit_never_ends_before_it_begins() -> None:
    assert due_after(D("2026-12-31"), Duration(1, "workdays"), Calendar((STRADDLING,))).date == D("2027-01-04")
