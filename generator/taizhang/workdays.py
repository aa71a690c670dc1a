"""The working calendar of mainland China: which days are worked, make-up days 调休 included.

The data is the `chinesecalendar` library's, which follows the State Council's yearly notices; a portal adds days of its
own, or a whole year that the library does not know yet. A year that neither knows is counted Monday to Friday; dates that
rest on such a year are provisional (see docs/decisions/0003).
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache

from taizhang.settings import CalendarYear


class Calendar:
    """Working days, counted fast: a year is a sorted tuple of the ordinals of its working days."""

    def __init__(self, own: Iterable[CalendarYear] = ()) -> None:
        # a notice also speaks of days of the years beside its own
        own = tuple(own)
        self._off = {day: entry.name for entry in own for day in entry.off}
        self._worked = {day for entry in own for day in entry.worked}
        self._announced = {entry.year for entry in own if entry.basis}
        self._years: dict[int, tuple[tuple[int, ...], bool]] = {}
        self._kinds: dict[dt.date, str] = {}

    def _year(self, year: int) -> tuple[tuple[int, ...], bool]:
        """Return the ordinals of the working days of `year`, and whether its notice is known."""
        if year not in self._years:
            days, known = _library_year(year)
            off, more = ({day.toordinal() for day in some if day.year == year} for some in (self._off, self._worked))
            if off or more:
                days = tuple(sorted(set(days) - off | more))
            self._years[year] = days, known or year in self._announced
        return self._years[year]

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether `day` is worked."""
        days, _ = self._year(day.year)
        index = bisect_left(days, day.toordinal())
        return index < len(days) and days[index] == day.toordinal()

    def is_announced(self, start: dt.date, end: dt.date) -> bool:
        """Tell whether the holiday notices of all years from `start` to `end` are known, so that the days between are certain."""
        return all(self._year(year)[1] for year in range(start.year, end.year + 1))

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """Return the `count`-th working day after `day`; `day` itself does not count."""
        year, left = day.year, count
        days, _ = self._year(year)
        start = bisect_right(days, day.toordinal())
        while start + left > len(days):
            left -= len(days) - start
            year, start = year + 1, 0
            days, _ = self._year(year)
        return dt.date.fromordinal(days[start + left - 1])

    def next_workday(self, day: dt.date) -> dt.date:
        """Return `day` if it is worked, else the next day that is."""
        return self.add_workdays(day - dt.timedelta(days=1), 1)

    def count_workdays(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days lie after `start` up to and including `end`."""
        total = 0
        for year in range(start.year, end.year + 1):
            days, _ = self._year(year)
            total += bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
        return total

    def day_kind(self, day: dt.date) -> str:
        """Return what kind of day `day` is: workday, makeup (worked though a weekend), weekend, off, or a holiday's name."""
        kind = self._kinds.get(day)
        if kind is None:
            kind = self._kinds[day] = self._kind(day)
        return kind

    def _kind(self, day: dt.date) -> str:
        weekend = day.weekday() >= 5
        if self.is_workday(day):
            return "makeup" if weekend else "workday"
        return self._off.get(day) or _holiday(day) or ("weekend" if weekend else "off")


@cache
def _library_year(year: int) -> tuple[tuple[int, ...], bool]:
    import chinese_calendar  # noqa: PLC0415  # not needed where no limit is counted in working days

    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    try:
        return tuple(day.toordinal() for day in chinese_calendar.get_workdays(first, last)), True
    except NotImplementedError:
        # an ordinal modulo 7 is 6 on Saturdays and 0 on Sundays
        return tuple(day for day in range(first.toordinal(), last.toordinal() + 1) if 0 < day % 7 < 6), False


def _holiday(day: dt.date) -> str:
    """Return the English name of the holiday that `day` is off for, as the notice's library gives it."""
    import chinese_calendar  # noqa: PLC0415

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    return name if off and name else ""
