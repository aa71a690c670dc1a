"""Deadlines: the last day of a limit, counted as the law counts, and why it is that day.

The rules are 民法典 articles 201 to 203: the day it begins does not count; a limit in months ends on the same day of the
month, or the month's last; one that ends on a day off ends on the next working day.
"""

import calendar as months
import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from taizhang.records import Duration
from taizhang.workdays import Calendar


class Due(NamedTuple):
    """The last day of a limit. It is provisional where it rests on a year without a published holiday notice."""

    date: dt.date
    provisional: bool = False


class Stretch(NamedTuple):
    """Days in a row that are treated alike when a limit is counted: `kind` is that of `Calendar.day_kind`."""

    first: dt.date
    last: dt.date
    kind: str


def due_after(start: dt.date, within: Duration, calendar: Calendar, *, moves: bool = True) -> Due:
    """Return the last day of `within` from `start`, whose own day does not count. The due day itself is still in time.

    A limit in days or months that ends on a day off moves to the next working day, unless the ledger says it does not.
    """
    if within.unit == "workdays":
        last = calendar.add_workdays(start, within.length)
        return Due(last, not calendar.is_announced(start, last))
    last = add_months(start, within.length) if within.unit == "months" else start + dt.timedelta(days=within.length)
    return _moved(last, calendar, moves=moves)


def shift(due: Due, paused: dt.date, resumed: dt.date, unit: str, calendar: Calendar, *, moves: bool = True) -> Due:
    """Return `due` moved by the time between `paused` and `resumed`, counted as the limit itself is counted."""
    if unit == "workdays":
        count = calendar.count_workdays(paused, resumed)
        if not count:
            return due
        last = calendar.add_workdays(due.date, count)
        return Due(last, due.provisional or not calendar.is_announced(paused, last))
    moved = _moved(due.date + (resumed - paused), calendar, moves=moves)
    return Due(moved.date, due.provisional or moved.provisional)


def explain(start: dt.date, within: Duration, calendar: Calendar) -> Iterator[Stretch]:
    """Yield the days after `start` up to the end of `within`, grouped: how each group was treated is its kind.

    For a limit in days or months only the days over which it was moved are told, as all others simply count.
    """
    if within.unit == "workdays":
        day, last = start + dt.timedelta(days=1), calendar.add_workdays(start, within.length)
    else:
        day = add_months(start, within.length) if within.unit == "months" else start + dt.timedelta(days=within.length)
        last = calendar.next_workday(day)
    first, kind = day, calendar.day_kind(day)
    while day < last:
        day += dt.timedelta(days=1)
        if (other := calendar.day_kind(day)) != kind:
            yield Stretch(first, day - dt.timedelta(days=1), kind)
            first, kind = day, other
    yield Stretch(first, last, kind)


def _moved(last: dt.date, calendar: Calendar, *, moves: bool) -> Due:
    """Return the day `last` moves to if it is off. Two days off in a row may straddle a year whose notice is not known."""
    moved = calendar.next_workday(last) if moves else last
    return Due(moved, moves and not calendar.is_announced(last, moved))


def add_months(day: dt.date, count: int) -> dt.date:
    """Return the same day `count` months later, or that month's last day where it has none such."""
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, months.monthrange(year, month)[1]))
