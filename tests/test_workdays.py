"""Working days and deadlines, checked by hand against the published notices and against a second library."""

import datetime as dt

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.deadlines import Due, due_after, shift
from taizhang.records import Duration
from taizhang.workdays import Calendar

D = dt.date.fromisoformat
CALENDAR = Calendar()
days = st.dates(dt.date(2015, 1, 1), dt.date(2026, 12, 31))


def test_two_libraries_agree_day_by_day() -> None:
    differing = []
    for year in range(2010, 2027):
        other = holidays.country_holidays("CN", years=year)
        day = dt.date(year, 1, 1)
        while day.year == year:
            if CALENDAR.is_workday(day) != other.is_working_day(day):
                differing.append(day)
            day += dt.timedelta(days=1)

    assert differing == []


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2020-01-31", False),  # the Spring Festival of 2020 was prolonged to 2 February
        ("2020-02-03", True),
        ("2020-10-08", False),  # National Day and Mid-Autumn together: 1 to 8 October
        ("2020-10-10", True),  # Saturday made up
        ("2021-02-07", True),  # Sunday made up before the Spring Festival
        ("2021-02-17", False),
        ("2021-09-26", True),
        ("2021-10-07", False),
        ("2021-10-09", True),
        ("2022-01-29", True),
        ("2022-10-08", True),
        ("2023-01-28", True),
        ("2023-10-06", False),  # Mid-Autumn on 29 September, off until 6 October
        ("2023-10-07", True),
        ("2024-02-09", True),  # the eve of the Spring Festival was no day off in the notice
        ("2024-02-18", True),
        ("2024-10-12", True),
        ("2025-01-28", False),  # the eve is a day off from 2025 on
        ("2025-02-08", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
    ],
)
def test_make_up_days_are_worked_and_holidays_are_not(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(D(day)) == worked


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        ("2021-03-03", (15, "workdays"), "2021-03-24"),
        ("2021-09-24", (5, "workdays"), "2021-09-30"),  # Sunday 26 is worked
        ("2021-09-28", (5, "workdays"), "2021-10-11"),  # over National Day; Saturday 9 is worked
        ("2020-09-29", (3, "workdays"), "2020-10-10"),
        ("2021-02-05", (5, "workdays"), "2021-02-18"),  # Sunday 7 is worked, 11 to 17 are off
        ("2022-01-28", (3, "workdays"), "2022-02-07"),  # Saturday 29 and Sunday 30 are worked
        ("2021-03-01", (10, "days"), "2021-03-11"),
        ("2021-03-10", (3, "days"), "2021-03-15"),  # 13 is a Saturday: the next working day
        ("2021-09-25", (7, "days"), "2021-10-08"),  # 2 October is off
        ("2021-01-31", (1, "months"), "2021-03-01"),  # 28 February is a Sunday
        ("2024-01-31", (1, "months"), "2024-02-29"),  # leap day
        ("2021-10-31", (1, "months"), "2021-11-30"),
        ("2021-12-15", (1, "months"), "2022-01-17"),  # 15 is a Saturday
    ],
)
def test_limits_end_where_the_law_says(start: str, within: tuple[int, str], due: str) -> None:
    assert due_after(D(start), Duration(*within), CALENDAR) == Due(D(due))


def test_a_date_in_a_year_without_a_notice_is_provisional() -> None:
    assert CALENDAR.is_announced(D("2026-01-01"), D("2026-12-31"))
    assert not CALENDAR.is_announced(D("2026-12-31"), D("2035-01-01"))
    assert due_after(D("2034-12-20"), Duration(15, "workdays"), CALENDAR).provisional
    assert not due_after(D("2021-12-20"), Duration(15, "workdays"), CALENDAR).provisional


def test_a_pause_moves_the_limit_by_what_it_took() -> None:
    assert shift(Due(D("2021-03-24")), D("2021-03-10"), D("2021-03-15"), "workdays", CALENDAR) == Due(D("2021-03-29"))
    assert shift(Due(D("2021-03-24")), D("2021-03-10"), D("2021-03-15"), "days", CALENDAR) == Due(D("2021-03-29"))


@given(days, st.integers(1, 300))
@settings(derandomize=True, deadline=None)
def test_adding_and_counting_are_inverse(day: dt.date, count: int) -> None:
    last = CALENDAR.add_workdays(day, count)

    assert CALENDAR.count_workdays(day, last) == count
    assert CALENDAR.next_workday(last) == last


@given(days)
@settings(derandomize=True, deadline=None)
def test_the_next_working_day_is_the_first_one_not_before(day: dt.date) -> None:
    found = CALENDAR.next_workday(day)

    assert found >= day
    assert CALENDAR.count_workdays(day - dt.timedelta(days=1), found) == 1
