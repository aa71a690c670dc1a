"""Deadlines: the last day of a limit, counted as the law counts."""

import calendar
import datetime as dt
from typing import NamedTuple

from taizhang import workdays
from taizhang.records import Duration


class Due(NamedTuple):
    """The last day of a limit. It is provisional where it rests on a year without a published holiday notice."""

    date: dt.date
    provisional: bool = False


def due_after(start: dt.date, within: Duration) -> Due:
    """Return the last day of `within` from `start`, whose own day does not count.

    Months end on the same day of the month, or its last; a limit in days or months that ends on a day off moves to the
    next working day. The due day itself is still in time.
    """
    if within.unit == "workdays":
        return _certain(start, workdays.add_workdays(start, within.length))
    last = _add_months(start, within.length) if within.unit == "months" else start + dt.timedelta(days=within.length)
    moved = workdays.next_workday(last)
    return Due(moved, not workdays.is_announced(moved.year))


def shift(due: Due, paused: dt.date, resumed: dt.date, unit: str) -> Due:
    """Return `due` moved by the time between `paused` and `resumed`, counted as the limit itself is counted."""
    if unit == "workdays" and not workdays.count_workdays(paused, resumed):
        return due
    if unit == "workdays":
        return _certain(due.date, workdays.add_workdays(due.date, workdays.count_workdays(paused, resumed)))
    moved = workdays.next_workday(due.date + (resumed - paused))
    return Due(moved, not workdays.is_announced(moved.year))


def _certain(start: dt.date, last: dt.date) -> Due:
    return Due(last, not all(workdays.is_announced(year) for year in range(start.year, last.year + 1)))


def _add_months(day: dt.date, count: int) -> dt.date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
