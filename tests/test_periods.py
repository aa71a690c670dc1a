"""Periods: keys and days, what comes before, and years that begin in the middle of a week."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.periods import Period, parse_period, period_of, periods_between

D = dt.date.fromisoformat

# fmt: off
PERIODS = [  # key, kind, first day, last day, year, number
    ("2021", "year", "2021-01-01", "2021-12-31", 2021, 0),
    ("2021-q1", "quarter", "2021-01-01", "2021-03-31", 2021, 1),
    ("2021-q2", "quarter", "2021-04-01", "2021-06-30", 2021, 2),
    ("2021-q3", "quarter", "2021-07-01", "2021-09-30", 2021, 3),
    ("2021-q4", "quarter", "2021-10-01", "2021-12-31", 2021, 4),
    ("2021-01", "month", "2021-01-01", "2021-01-31", 2021, 1),
    ("2020-02", "month", "2020-02-01", "2020-02-29", 2020, 2),
    ("2021-02", "month", "2021-02-01", "2021-02-28", 2021, 2),
    ("2021-12", "month", "2021-12-01", "2021-12-31", 2021, 12),
    ("2021-w44", "week", "2021-11-01", "2021-11-07", 2021, 44),
    ("2020-w53", "week", "2020-12-28", "2021-01-03", 2020, 53),  # lies in two years
    ("2021-w01", "week", "2021-01-04", "2021-01-10", 2021, 1),
    ("2021-w52", "week", "2021-12-27", "2022-01-02", 2021, 52),
    ("2019-w01", "week", "2018-12-31", "2019-01-06", 2019, 1),  # begins in the year before
]
# fmt: on


@pytest.mark.parametrize(("key", "kind", "first", "last", "year", "number"), PERIODS)
def test_a_key_is_a_period_with_its_days(key: str, kind: str, first: str, last: str, year: int, number: int) -> None:
    period = parse_period(key)

    assert period == Period(kind, key, D(first), D(last))
    assert (period.year, period.number) == (year, number)
    assert period_of(kind, D(first)) == period_of(kind, D(last)) == period


@pytest.mark.parametrize(
    ("key", "before"),
    [
        (" 2021-Q4 ", "2021-q4"),
        ("2021-W01", "2021-w01"),
        ("2021\n", "2021"),
        ("2021年", "2021"),
        ("2021年第4季度", "2021-q4"),
        ("2021年4季度", "2021-q4"),
        ("2021年3月", "2021-03"),
        ("2021年11月", "2021-11"),
        ("2021年第9周", "2021-w09"),
    ],
)
def test_a_key_may_be_written_in_capitals_with_space_around_or_in_words(key: str, before: str) -> None:
    assert parse_period(key).key == before


@pytest.mark.parametrize(
    "text",
    [
        "", "21", "2021-", "2021-1", "2021-00", "2021-13", "2021-q0", "2021-q5", "2021-w0", "2021-w00", "2021-w53", "2021-w54", "2021-11-01",
        "2021年上半年", "2021年5季度", "2021年13月", "2021年0周", "2021-s1", "2021 q4", "0000", "-2021", "2021-q",
        "9999-w52",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the text is the message
        parse_period(text)


# fmt: off
BEFORE = [  # key, the one before, the same of the year before
    ("2021", "2020", "2020"),
    ("2021-q1", "2020-q4", "2020-q1"),
    ("2021-q3", "2021-q2", "2020-q3"),
    ("2021-01", "2020-12", "2020-01"),
    ("2021-03", "2021-02", "2020-03"),
    ("2020-02", "2020-01", "2019-02"),  # 29 days, and 28 the year before
    ("2021-02", "2021-01", "2020-02"),
    ("2021-w01", "2020-w53", "2020-w01"),
    ("2020-w53", "2020-w52", "2019-w52"),  # 2019 had no 53rd week
    ("2021-w44", "2021-w43", "2020-w44"),
    ("2019-w01", "2018-w52", "2018-w01"),
    ("2016-w01", "2015-w53", "2015-w01"),
]
# fmt: on


@pytest.mark.parametrize(("key", "previous", "year_before"), BEFORE)
def test_a_period_knows_the_one_before_and_that_of_the_year_before(key: str, previous: str, year_before: str) -> None:
    period = parse_period(key)

    assert period.previous == parse_period(previous)
    assert period.year_before == parse_period(year_before)


@pytest.mark.parametrize(
    ("key", "months"),
    [
        ("2021", [f"2021-{number:02}" for number in range(1, 13)]),
        ("2021-q4", ["2021-10", "2021-11", "2021-12"]),
        ("2020-q1", ["2020-01", "2020-02", "2020-03"]),
        ("2020-02", ["2020-02"]),
    ],
)
def test_a_period_is_its_months(key: str, months: list[str]) -> None:
    assert [month.key for month in parse_period(key).months()] == months


@pytest.mark.parametrize(
    ("kind", "first", "last", "keys"),
    [
        ("month", "2020-12-31", "2021-02-01", ["2020-12", "2021-01", "2021-02"]),
        ("month", "2021-02-01", "2021-02-28", ["2021-02"]),
        ("quarter", "2020-12-31", "2021-04-01", ["2020-q4", "2021-q1", "2021-q2"]),
        ("year", "2019-12-31", "2021-01-01", ["2019", "2020", "2021"]),
        ("week", "2020-12-27", "2021-01-04", ["2020-w52", "2020-w53", "2021-w01"]),
        ("week", "2021-01-01", "2021-01-03", ["2020-w53"]),
        ("month", "2021-03-01", "2021-02-28", []),
    ],
)
def test_the_periods_between_two_days_include_those_of_both(kind: str, first: str, last: str, keys: list[str]) -> None:
    assert [period.key for period in periods_between(kind, D(first), D(last))] == keys


DAYS = st.dates(D("1990-01-01"), D("2190-12-31"))
KINDS = st.sampled_from(["year", "quarter", "month", "week"])


@given(KINDS, DAYS)
@settings(derandomize=True, deadline=None, max_examples=400)
def test_a_period_holds_its_day_and_its_key_leads_back_to_it(kind: str, day: dt.date) -> None:
    period = period_of(kind, day)

    assert period.start <= day <= period.end
    assert parse_period(period.key) == period
    assert period.previous.end + dt.timedelta(days=1) == period.start
    assert period.previous.kind == period.year_before.kind == kind
    assert period.year_before.year == period.year - 1


@given(KINDS, st.lists(DAYS, min_size=2, max_size=9))
@settings(derandomize=True, deadline=None)
def test_keys_of_a_kind_sort_by_time(kind: str, days: list[dt.date]) -> None:
    periods = [period_of(kind, day) for day in days]

    assert sorted(periods, key=lambda period: period.key) == sorted(periods, key=lambda period: period.start)


@given(st.sampled_from(["year", "quarter", "month"]), DAYS)
@settings(derandomize=True, deadline=None)
def test_months_follow_one_another_from_the_first_day_to_the_last(kind: str, day: dt.date) -> None:
    period = period_of(kind, day)
    months = list(period.months())

    assert months == list(periods_between("month", period.start, period.end))
    assert (months[0].start, months[-1].end) == (period.start, period.end)
