"""Rhythms: on which dates a series asked for a session and had none."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from taizhang.registers import Series, Session, Skip

_STEP = {"weekly": 7, "biweekly": 14}
#: A session so many days before or after a date keeps it.
_TOLERANCE = dt.timedelta(days=3)


def missed(series: Series, sessions: Sequence[Session]) -> list[tuple[dt.date, str]]:
    """Return the dates without a session, each with its reason, "" for unknown.

    The rhythm is counted from the series' first day to its last session: in steps of one or two weeks, or one in each half
    of a month. Other rhythms ask for no dates.
    """
    held = sorted(session.date for session in sessions)
    reasons = {skip.date: skip.reason for skip in series.skipped}
    dates = set(reasons)
    if held:
        for first, last in _spans(series.cadence, series.start or held[0], held[-1]):
            near = [day for day in (*held, *reasons) if first <= day <= last]
            in_month = sum((day.year, day.month) == (first.year, first.month) for day in (*held, *reasons))
            if not near and not (series.cadence == "fortnightly" and in_month >= 2):  # the 1st and the 15th are two of a month too
                dates.add(first + _TOLERANCE if series.cadence in _STEP else first)
    return [(day, reasons.get(day, "")) for day in sorted(dates)]


def with_missed(series: Series, sessions: Iterable[Session]) -> tuple[Skip, ...]:
    """Return all dates without a session as a series would list them."""
    return tuple(Skip(date=day, reason=reason) for day, reason in missed(series, list(sessions)))


def _spans(cadence: str, start: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the spans of days each of which asks for a session."""
    if step := _STEP.get(cadence):
        day = start
        while day <= last:
            yield day - _TOLERANCE, day + _TOLERANCE
            day += dt.timedelta(step)
    elif cadence == "fortnightly":
        day = start
        while day <= last:
            half = day.replace(day=16) if day.day < 16 else (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
            yield day, half - dt.timedelta(days=1)
            day = half
