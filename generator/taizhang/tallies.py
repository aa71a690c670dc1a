"""Tallies: the rows behind every figure, by scope and period. One pass over the cases fills them all.

A scope is named `all`, `ledger.ID`, `unit.ID`, `category.ID`, `tier.ID` or `channel.ID`. Rows stand under months; quarters,
years and all time are months put together, so that their figures are sums of their months'. Weeks stand alone.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial

from taizhang.cases import Case
from taizhang.indicators import BIT, FLOW, STOCK, STOCK_BITS, Row, cohort_marks, days_of, policies_of, tally
from taizhang.periods import Period, parse_period, period_of, periods_between

ALL = "all"

#: Scopes whose rows stand under months, and may be asked for by any period; the others are by year of receipt.
MONTHLY = ("all", "ledger", "unit")

#: Something that happened: the unit that bears it, the day, the flow count it is in.
Flow = tuple[str, dt.date, int]

_OVERDUE = BIT["overdue_end"]

#: After these the unit that bears them is no longer responsible.
_BEFORE = frozenset({"returned", "reopened"})


class Tallies:
    """The rows of every scope and period over `cases` (parts of an issue stand with their whole)."""

    def __init__(self, cases: Sequence[Case]) -> None:
        whole = [case for case in cases if not case.issue.part_of]
        self._months: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(partial(defaultdict, list))
        #: What happened in each ISO week, by key: pairs of the unit that bears it and the row.
        self.weeks: defaultdict[str, list[tuple[str, Row]]] = defaultdict(list)
        self._counts: dict[tuple[str, str], Mapping[str, int]] = {}
        self._weeks: dict[str, Mapping[str, Counter[int]]] = {}
        self._days: dict[tuple[str, str], list[int]] = {}
        self._policies: dict[tuple[str, str], list[str]] = {}
        self._cut_months = {_keys(cut)[0] for cut in {case.cut for case in whole}}
        for case in whole:
            marks, happened = cohort_marks(case), [(unit, *_keys(day), bit) for unit, day, bit in flows(case)]
            self._place_months(case, marks, happened)
            self._place_weeks(case, marks, happened)

    def _place_months(self, case: Case, marks: int, happened: Sequence[tuple[str, str, str, int]]) -> None:
        """Put the rows of one case under its months and scopes; of what happened the month and the week are given."""
        issue, now = case.issue, case.now
        received = _keys(issue.received)[0]
        whole: dict[str, int] = {received: marks}
        by_unit: dict[tuple[str, str], int] = {(now.lead, received): marks}
        again: list[tuple[str, str, int]] = []
        for unit, month, _, bit in happened:
            found = whole.get(month, 0)
            if found & bit:
                again.append((unit, month, bit))  # a second time in one month: a row of its own
            else:
                whole[month] = found | bit
                by_unit[unit, month] = by_unit.get((unit, month), 0) | bit
        for unit, month, bits in _stocks(case):
            whole[month] = whole.get(month, 0) | bits
            by_unit[unit, month] = by_unit.get((unit, month), 0) | bits
        everything, ledger = self._months[ALL], self._months[_scope("ledger", issue.ledger)]
        rows = {}
        for month, bits in whole.items():
            row = rows[month] = Row(case, bits)
            everything[month].append(row)
            ledger[month].append(row)
        for (unit, month), bits in by_unit.items():
            if unit:
                self._months[_scope("unit", unit)][month].append(rows[month] if bits == whole[month] else Row(case, bits))
        for unit, month, bit in again:
            row = Row(case, bit)
            everything[month].append(row)
            ledger[month].append(row)
            if unit:
                self._months[_scope("unit", unit)][month].append(row)
        row = rows[received] if marks == whole[received] else Row(case, marks)
        for kind, key in (("category", issue.category), ("tier", now.tier), ("channel", issue.channel)):
            if key:
                self._months[_scope(kind, key)][received].append(row)

    def _place_weeks(self, case: Case, marks: int, happened: Sequence[tuple[str, str, str, int]]) -> None:
        """Put the rows of one case under its weeks: its receipt, what happened, and being overdue at the end."""
        found: dict[tuple[str, str], int] = {(_keys(case.issue.received)[1], case.now.lead): marks}
        weeks = self.weeks
        for unit, _, week, bit in happened:
            key = (week, unit)
            before = found.get(key, 0)
            if before & bit:
                weeks[week].append((unit, Row(case, bit)))
            else:
                found[key] = before | bit
        for key in _overdue_weeks(case):
            found[key] = found.get(key, 0) | _OVERDUE
        rows: dict[int, Row] = {}  # in most weeks of a late issue the same holds
        for (week, unit), bits in found.items():
            row = rows.get(bits)
            if row is None:
                row = rows[bits] = Row(case, bits)
            weeks[week].append((unit, row))

    @property
    def scopes(self) -> Iterable[str]:
        """The scopes that have any row."""
        return self._months.keys()

    def months(self, scope: str) -> list[str]:
        """Return the keys of the months in which `scope` has rows, in order."""
        return sorted(self._months.get(scope, ()))

    def parts(self, scope: str, period: Period | None = None) -> list[list[Row]]:
        """Return the rows of `scope` month by month. A cohort count holds in one of them only, what happened may in several."""
        return [self._months[scope][key] for key in self._keys_in(scope, period)]

    def rows(self, scope: str, period: Period | None = None) -> list[Row]:
        """Return the rows of `scope` in `period`, or of all time, newest first.

        Over several months one issue has one row, but a further one for whatever happened to it twice. What is true at the
        end is that of the last month, or of the month of an earlier cut; for all time the cohort counts say it.
        """
        keys = self._keys_in(scope, period)
        if period and period.kind == "month":
            return self._months[scope][keys[0]] if keys else []
        found: dict[str, Row] = {}
        again: list[Row] = []
        for key in keys:
            may_end = period is not None and self._may_end(key, period)
            for row in self._months[scope][key]:
                case, marks = row
                if marks & STOCK_BITS and not (may_end and _is_end(key, period, case)):  # type: ignore[arg-type]  # an end is a period's
                    marks &= ~STOCK_BITS
                    row = Row(case, marks)  # noqa: PLW2901  # the same row, of a month that is not the last
                if not marks:
                    continue
                id_ = case.issue.id
                before = found.get(id_)
                if before is None:
                    found[id_] = row
                else:
                    if before.marks & marks:
                        again.append(Row(case, before.marks & marks))
                    found[id_] = Row(case, before.marks | marks)
        return sorted([*found.values(), *again], key=_by_receipt, reverse=True)

    def ends(self, scope: str, period: Period | None = None) -> list[Row]:
        """Return the rows of `scope` with what is true at the end of `period`, newest first; for all time there are none."""
        keys = [key for key in self._keys_in(scope, period) if period and self._may_end(key, period)]
        rows = [
            Row(row.case, row.marks & STOCK_BITS)
            for key in keys for row in self._months[scope][key]
            if row.marks & STOCK_BITS and _is_end(key, period, row.case)  # type: ignore[arg-type]  # as above
        ]  # fmt: skip
        return sorted(rows, key=_by_receipt, reverse=True) if len(keys) > 1 else rows

    def _may_end(self, month: str, period: Period) -> bool:
        """Tell whether the end of `month` is the end of `period` for any case."""
        return month in self._cut_months or month == _keys(period.end)[0]

    def days(self, scope: str, period: Period | None = None) -> list[int]:
        """Return the days taken of each handled issue of `scope` received in `period`, month by month."""
        found: list[int] = []
        for key in self._keys_in(scope, period):
            month = self._days.get((scope, key))
            if month is None:
                month = self._days[scope, key] = days_of(self._months[scope][key])
            found += month
        return found

    def policies(self, scope: str, period: Period | None = None) -> list[str]:
        """Return the different policies that the collected issues of `scope` in `period` were matched with, month by month."""
        found: dict[str, None] = {}
        for key in self._keys_in(scope, period):
            month = self._policies.get((scope, key))
            if month is None:
                month = self._policies[scope, key] = policies_of(self._months[scope][key])
            found.update(dict.fromkeys(month))
        return list(found)

    def counts(self, scope: str, period: Period | None = None) -> Mapping[str, int]:
        """Return every count of `scope` in `period`, or of all time: those of a longer period are the sums of its months'."""
        key = (scope, period.key if period else "")
        if key not in self._counts:
            self._counts[key] = self._sum(scope, period)
        return self._counts[key]

    def week(self, key: str) -> Mapping[str, Counter[int]]:
        """Return how many rows of each pattern of marks each unit has in a week; of some unit, "" for none."""
        if key not in self._weeks:
            found: dict[str, Counter[int]] = {}
            for (unit, marks), number in Counter([(unit, row.marks) for unit, row in self.weeks.get(key, ())]).items():
                found.setdefault(unit, Counter())[marks] = number
            self._weeks[key] = found
        return self._weeks[key]

    def _sum(self, scope: str, period: Period | None) -> Mapping[str, int]:
        months: Mapping[str, list[Row]] = self._months.get(scope, {})
        if period and period.kind == "month":
            return tally(months.get(period.key, ()))
        counts = dict.fromkeys(BIT, 0)
        for key in self._keys_in(scope, period):
            for id_, number in self.counts(scope, parse_period(key)).items():
                if number and not BIT[id_] & STOCK_BITS:
                    counts[id_] += number
            if period and self._may_end(key, period):
                for id_, number in tally(row for row in months[key] if row.marks & STOCK_BITS and _is_end(key, period, row.case)).items():
                    counts[id_] += number if BIT[id_] & STOCK_BITS else 0
        return counts

    def _keys_in(self, scope: str, period: Period | None) -> list[str]:
        """Return the keys of the months of `period`, or of all time, in which `scope` has rows, in order."""
        months: Mapping[str, list[Row]] = self._months.get(scope, {})
        return sorted(months) if period is None else [month.key for month in period.months() if month.key in months]


@cache
def _scope(kind: str, id_: str) -> str:
    return f"{kind}.{id_}"


@cache
def _keys(day: dt.date) -> tuple[str, str]:
    """Return the keys of the month and of the week that `day` lies in."""
    return period_of("month", day).key, period_of("week", day).key


def _is_end(month: str, period: Period, case: Case) -> bool:
    """Tell whether the end of `month` is the end of `period` for `case`: its last month, or that of its ledger's cut."""
    return month == _keys(period.end)[0] or month == _keys(case.cut)[0]


def _by_receipt(row: Row) -> tuple[dt.date, str]:
    return row.case.issue.received, row.case.issue.id


def flows(case: Case) -> Iterable[Flow]:
    """Yield what happened to `case`: the unit that bears it, the day, the flow count it is in."""
    spans = case.status.spans
    for index, event in enumerate(case.issue.timeline):
        for bit, holds in FLOW.get(event.event, ()):
            before = spans[index]
            if holds(event, before):
                yield (before.lead if event.event in _BEFORE else spans[index + 1].lead), event.date, bit


def _stocks(case: Case) -> Iterable[tuple[str, str, int]]:
    """Yield what is true of `case` at the end of each month while anything is: its unit, the month, the stock counts."""
    spans, cut, at = case.status.spans, case.cut, 0
    for month in periods_between("month", case.issue.received, cut):
        day = min(month.end, cut)
        while at + 1 < len(spans) and spans[at + 1].start <= day:
            at += 1
        bits = 0
        for bit, holds in STOCK:
            if holds(spans[at], day):
                bits |= bit
        if bits:
            yield spans[at].lead, month.key, bits
        elif at + 1 == len(spans):
            return


def _overdue_weeks(case: Case) -> Iterable[tuple[str, str]]:
    """Yield the weeks at whose end `case` was overdue, each with the unit that bore it then."""
    spans, cut = case.status.spans, case.cut
    for span, until in zip(spans, [*(later.start for later in spans[1:]), dt.date.max], strict=True):
        since = span.overdue_from
        if since is not None and since < until and since <= cut:
            for week in periods_between("week", since, cut):
                if min(week.end, cut) >= until:
                    break
                yield week.key, span.lead
