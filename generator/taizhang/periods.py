"""Periods: calendar years, quarters and months, and ISO weeks, which stand alone."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from taizhang.deadlines import add_months

_KEY = re.compile(r"(?P<year>\d{4})(?:-(?:q(?P<quarter>[1-4])|w(?P<week>\d{2})|(?P<month>\d{2})))?")
_CHINESE = re.compile(r"(?P<year>\d{4})年(?:第?(?P<quarter>[1-4])季度|第?(?P<week>\d{1,2})周|(?P<month>\d{1,2})月)?")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """A period and its first and last day. `key` is 2021, 2021-q4, 2021-11 or 2021-w44 and sorts by time within a kind."""

    kind: str
    key: str
    start: dt.date
    end: dt.date

    @property
    def year(self) -> int:
        """The year in its key; an ISO week belongs to the year its Thursday is in."""
        return int(self.key[:4])

    @property
    def number(self) -> int:
        """Which quarter, month or week of its year; 0 for a year."""
        return int(self.key[5:].lstrip("qw") or 0)

    @property
    def previous(self) -> "Period":
        """The period before it: 环比."""
        return period_of(self.kind, self.start - dt.timedelta(days=1))

    @property
    def year_before(self) -> "Period":
        """The same period of the year before: 同比. A 53rd week has the last week of that year."""
        if self.kind == "week":
            last = dt.date(self.year - 1, 12, 28).isocalendar().week
            return period_of("week", dt.date.fromisocalendar(self.year - 1, min(self.number, last), 1))
        return period_of(self.kind, add_months(self.start, -12))

    def months(self) -> Iterator["Period"]:
        """Yield the months of a year, quarter or month."""
        day = self.start
        while day <= self.end:
            yield period_of("month", day)
            day = add_months(day, 1)


@cache
def period_of(kind: str, day: dt.date) -> Period:
    """Return the period of `kind` that `day` lies in."""
    if kind == "week":
        year, week, weekday = day.isocalendar()
        monday = day - dt.timedelta(days=weekday - 1)
        return Period(kind, f"{year}-w{week:02}", monday, monday + dt.timedelta(days=6))
    length = _MONTHS[kind]
    start = dt.date(day.year, (day.month - 1) // length * length + 1, 1)
    key = {"year": f"{day.year}", "quarter": f"{day.year}-q{(day.month + 2) // 3}", "month": f"{day.year}-{day.month:02}"}[kind]
    return Period(kind, key, start, add_months(start, length) - dt.timedelta(days=1))


@lru_cache(maxsize=1 << 14)
def parse_period(text: str) -> Period:
    """Return the period that `text` is the key of. Raises ValueError."""
    match = _KEY.fullmatch(text.strip().lower()) or _CHINESE.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    year = int(match["year"])
    try:
        if match["week"]:
            return period_of("week", dt.date.fromisocalendar(year, int(match["week"]), 1))
        if match["quarter"]:
            return period_of("quarter", dt.date(year, int(match["quarter"]) * 3, 1))
        if match["month"]:
            return period_of("month", dt.date(year, int(match["month"]), 1))
        return period_of("year", dt.date(year, 1, 1))
    except OverflowError:
        raise ValueError(text) from None


def periods_between(kind: str, first: dt.date, last: dt.date) -> Sequence[Period]:
    """Return the periods of `kind` from that of `first` to that of `last`."""
    start = period_of(kind, first).start
    return _between(kind, start, period_of(kind, last).start) if start <= last else ()


@lru_cache(maxsize=1 << 14)
def _between(kind: str, start: dt.date, last: dt.date) -> Sequence[Period]:
    found = [period_of(kind, start)]
    while found[-1].start < last:
        found.append(period_of(kind, found[-1].end + dt.timedelta(days=1)))
    return tuple(found)
