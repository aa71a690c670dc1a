"""The working calendar of mainland China: which days are worked, make-up days 调休 included.

The data is the `chinesecalendar` library's, which follows the State Council's yearly notices. A year whose notice it does
not know is counted Monday to Friday; dates that rest on such a year are provisional (see docs/decisions/0003).
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import cache


@cache
def _year(year: int) -> tuple[tuple[int, ...], bool]:
    """Return the ordinals of the working days of `year`, and whether its notice is known."""
    import chinese_calendar  # noqa: PLC0415  # not needed where no limit is counted in working days

    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    try:
        return tuple(day.toordinal() for day in chinese_calendar.get_workdays(first, last)), True
    except NotImplementedError:
        # an ordinal modulo 7 is 6 on Saturdays and 0 on Sundays
        return tuple(day for day in range(first.toordinal(), last.toordinal() + 1) if 0 < day % 7 < 6), False


def is_workday(day: dt.date) -> bool:
    """Tell whether `day` is worked."""
    days, _ = _year(day.year)
    index = bisect_left(days, day.toordinal())
    return index < len(days) and days[index] == day.toordinal()


def is_announced(year: int) -> bool:
    """Tell whether the holiday notice of `year` is published, so that its working days are certain."""
    return _year(year)[1]


def add_workdays(day: dt.date, count: int) -> dt.date:
    """Return the `count`-th working day after `day`; `day` itself does not count."""
    year, left = day.year, count
    days, _ = _year(year)
    start = bisect_right(days, day.toordinal())
    while start + left > len(days):
        left -= len(days) - start
        year, start = year + 1, 0
        days, _ = _year(year)
    return dt.date.fromordinal(days[start + left - 1])


def next_workday(day: dt.date) -> dt.date:
    """Return `day` if it is worked, else the next day that is."""
    return add_workdays(day - dt.timedelta(days=1), 1)


def count_workdays(start: dt.date, end: dt.date) -> int:
    """Return how many working days lie after `start` up to and including `end`."""
    total = 0
    for year in range(start.year, end.year + 1):
        days, _ = _year(year)
        total += bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
    return total
