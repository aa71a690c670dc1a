"""Indicators: what each figure counts, defined once; pages, claims, reports and the method page read these definitions.

A count has a basis. *cohort*: issues received in the period, as they stand at the cut. *flow*: something happened to them
in the period. *stock*: true of them at the period's end. A rate divides two cohort counts. Names and counting rules in
words stand in the catalogue under `method`.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.lifecycle import OUTSIDE
from taizhang.records import Event
from taizhang.status import Span
from taizhang.vocabulary import Term, Vocabulary

#: The version of these definitions: frozen periods name the one they were reckoned by.
METHOD = "1"


class Seen(NamedTuple):
    """All of an issue at its cut that cohort counts look at; few such patterns are shared by many issues.

    `handled` and `solved` hold of a whole only when they hold of all its parts; `kinds` are the kinds of event it has.
    """

    state: str
    handled: bool
    solved: bool
    limited: bool
    ran_out: bool
    overdue: bool
    responded: bool
    measures: bool
    again: bool
    asked: bool
    reached: bool
    rating: str
    says: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Count:
    """A number of issues, or of events. Its basis is that of the predicate it has.

    `cohort` sees what the issue is at the cut, `stock` what holds and the day. A flow counts each event of the kind `event` for
    which `flow` holds, which sees the event and what held before it.
    """

    id: str
    cohort: Callable[[Seen], object] | None = None
    stock: Callable[[Span, dt.date], object] | None = None
    event: str = ""
    flow: Callable[[Event, Span], object] = lambda _, __: True

    @property
    def basis(self) -> str:
        """cohort, flow or stock."""
        return "cohort" if self.cohort else "stock" if self.stock else "flow"


@dataclass(frozen=True)
class Rate:
    """A share in percent: of the issues in the cohort count `of`, those in the cohort count `part` too."""

    id: str
    part: str
    of: str
    basis = "cohort"


@dataclass(frozen=True)
class Days:
    """A number of days over the handled issues of the cohort, from receipt to the last 办结 without paused time."""

    id: str
    reduce: Callable[[Sequence[int]], float]
    basis = "cohort"


@dataclass(frozen=True)
class Policies:
    """How many different policies the collected issues of the cohort were matched with."""

    id: str
    basis = "cohort"


Indicator = Count | Rate | Days | Policies


def _parts(case: Case) -> list[Span]:
    """Return the parts that are still to be handled with their whole: what was withdrawn, declined or merged is not."""
    return [part for part in case.parts if part.state not in OUTSIDE and part.state not in ("declined", "referred")]


def _seen(case: Case) -> Seen:
    now, parts = case.now, _parts(case) if case.parts else ()
    kinds = frozenset([event.event for event in case.issue.timeline])
    # replied within the limit for replies, else that for handling; without either at all
    limit = now.reply_due or now.ran_out or now.due
    responded = "assigned" in kinds and now.replied_on is not None and (limit is None or now.replied_on <= limit.date)
    return Seen(
        now.state, now.handled_on is not None and all(part.handled_on is not None for part in parts),
        now.outcome == "solved" and all(part.outcome == "solved" for part in parts), now.due is not None, now.ran_out is not None,
        now.is_overdue(case.cut), responded, bool(now.measures), now.round > 1, now.asked, now.reached, now.rating, now.enterprise_says,
        kinds,
    )  # fmt: skip


def _p90(days: Sequence[int]) -> int:
    """Return the smallest number of days within which nine in ten were handled."""
    return sorted(days)[-(-len(days) * 9 // 10) - 1]


#: Withdrawn, merged and retracted issues are in no count but their own.
_OUTSIDE_COUNTS = (
    Count("withdrawn", cohort=lambda seen: seen.state == "withdrawn"),
    Count("merged", cohort=lambda seen: seen.state == "merged"),
    Count("retracted", cohort=lambda seen: seen.state == "retracted"),
)

COUNTS: tuple[Count, ...] = (
    Count("collected", cohort=lambda seen: seen.state not in OUTSIDE),
    Count("accepted", cohort=lambda seen: "accepted" in seen.kinds),
    Count("declined", cohort=lambda seen: seen.state == "declined"),
    Count("referred", cohort=lambda seen: seen.state == "referred"),
    Count("assigned", cohort=lambda seen: "assigned" in seen.kinds),
    Count("measures", cohort=lambda seen: seen.measures),
    Count("responded", cohort=lambda seen: seen.responded),
    Count("open", cohort=lambda seen: not seen.handled),
    Count("in_progress", cohort=lambda seen: seen.state == "in_progress"),
    Count("overdue", cohort=lambda seen: seen.overdue),
    Count("handled", cohort=lambda seen: seen.handled),
    Count("solved", cohort=lambda seen: seen.solved),
    Count("cleared", cohort=lambda seen: seen.state == "cleared" and seen.handled),
    Count("carried", cohort=lambda seen: seen.state == "carried"),
    # handled under a limit, or open though the limit has run out: what is open in time is not judged yet
    Count("judged", cohort=lambda seen: (seen.handled and seen.limited) or seen.overdue),
    Count("on_time", cohort=lambda seen: seen.handled and seen.limited and not seen.ran_out),
    Count("returned", cohort=lambda seen: "returned" in seen.kinds),
    Count("extended", cohort=lambda seen: "extended" in seen.kinds),
    Count("reopened", cohort=lambda seen: seen.again),
    Count("asked", cohort=lambda seen: seen.asked and seen.handled),
    Count("reached", cohort=lambda seen: seen.reached and seen.handled),
    Count("rated", cohort=lambda seen: seen.handled and seen.rating in ("satisfied", "fairly", "dissatisfied")),
    Count("satisfied", cohort=lambda seen: seen.handled and seen.rating in ("satisfied", "fairly")),
    Count("dissatisfied", cohort=lambda seen: seen.handled and seen.rating == "dissatisfied"),
    Count("said", cohort=lambda seen: seen.says and seen.handled),
    Count("confirmed", cohort=lambda seen: seen.says == "solved" and seen.handled),
    *_OUTSIDE_COUNTS,
    Count("assigned_in", event="assigned"),
    Count("returned_in", event="returned"),
    Count("extended_in", event="extended"),
    Count("handled_in", event="handled"),
    Count("late_in", event="handled", flow=lambda event, before: before.is_overdue(event.date)),
    Count("cleared_in", event="cleared"),
    Count("reopened_in", event="reopened"),
    Count("supervised_in", event="supervised", flow=lambda event, _: event.means != "reminder"),
    Count("open_end", stock=lambda span, _: span.handled_on is None and span.state not in OUTSIDE),
    Count("overdue_end", stock=lambda span, day: span.is_overdue(day)),
)

RATES: tuple[Rate, ...] = (
    Rate("handling_rate", "handled", "collected"),
    Rate("solving_rate", "solved", "collected"),
    Rate("confirmed_solving_rate", "confirmed", "said"),
    Rate("clearing_rate", "cleared", "collected"),
    Rate("response_rate", "responded", "assigned"),
    Rate("on_time_rate", "on_time", "judged"),
    Rate("follow_up_rate", "asked", "handled"),
    Rate("reach_rate", "reached", "asked"),
    Rate("satisfaction_rate", "satisfied", "rated"),
)

_ALL: tuple[Indicator, ...] = (*COUNTS, *RATES, Days("median_days", statistics.median), Days("p90_days", _p90), Policies("policies"))
INDICATORS: Mapping[str, Indicator] = {one.id: one for one in _ALL}

#: The bit of each count in a row's marks.
BIT: Mapping[str, int] = {count.id: 1 << index for index, count in enumerate(COUNTS)}
COHORT = tuple((BIT[count.id], count.cohort) for count in COUNTS if count.cohort and count.id not in OUTSIDE)
OUTSIDE_MARKS = tuple((BIT[count.id], count.cohort) for count in COUNTS if count.cohort and count.id in OUTSIDE)
FLOW: Mapping[str, Sequence[tuple[int, Callable[[Event, Span], object]]]] = {
    event: tuple((BIT[count.id], count.flow) for count in COUNTS if count.event == event)
    for event in {count.event for count in COUNTS if count.event}
}
STOCK = tuple((BIT[count.id], count.stock) for count in COUNTS if count.stock)
_COLLECTED, _HANDLED = BIT["collected"], BIT["handled"]
STOCK_BITS = sum(BIT[count.id] for count in COUNTS if count.stock)


class Row(NamedTuple):
    """One issue in the figures of a scope and period, and the counts it is in, as bits."""

    case: Case
    marks: int


class Value(NamedTuple):
    """The value of an indicator. `amount` is None for a rate of nothing and for days of nothing.

    Of a count the numerator is the amount and the denominator 0; of days the denominator is how many issues they are of.
    """

    indicator: str
    amount: Decimal | None
    numerator: int
    denominator: int = 0


def cohort_marks(case: Case) -> int:
    """Return the cohort counts that `case` is in."""
    return _marks(_seen(case))


@lru_cache(maxsize=1 << 14)
def _marks(seen: Seen) -> int:
    tests = OUTSIDE_MARKS if seen.state in OUTSIDE else COHORT
    return sum(bit for bit, holds in tests if holds(seen))


def tally(rows: Iterable[Row]) -> dict[str, int]:
    """Return every count over `rows`."""
    return tally_marks(Counter([row.marks for row in rows]))


def tally_marks(found: Mapping[int, int]) -> dict[str, int]:
    """Return every count over rows of which each pattern of marks is `found` so many times. Few patterns are shared by many rows."""
    counts = dict.fromkeys(BIT, 0)
    for marks, number in found.items():
        for id_ in counts_in(marks):
            counts[id_] += number
    return counts


@lru_cache(maxsize=1 << 14)
def counts_in(marks: int) -> tuple[str, ...]:
    """Return the counts that a row with `marks` is in."""
    return tuple(id_ for id_, bit in BIT.items() if marks & bit)


def percent(part: int, of: int) -> Decimal | None:
    """Return `part` of `of` in percent, half up, one decimal; None of nothing."""
    return (Decimal(part) * 100 / Decimal(of)).quantize(Decimal("0.1"), ROUND_HALF_UP) if of else None


def days_taken(case: Case) -> int:
    """Return the calendar days from receipt to the last 办结, paused time left out."""
    last = max(span.handled_on for span in (case.now, *_parts(case)) if span.handled_on) if case.parts else case.now.handled_on
    return (last - case.issue.received).days - case.now.paused_days if last else 0


def policies_of(rows: Iterable[Row]) -> list[str]:
    """Return the different policies that the collected issues of `rows` were matched with, in order of their first match."""
    return list(dict.fromkeys([id_ for case, marks in rows if marks & _COLLECTED for id_ in case.issue.policies]))


def days_of(rows: Iterable[Row]) -> list[int]:
    """Return the days taken of each handled issue of `rows`."""
    return [days_taken(case) for case, marks in rows if marks & _HANDLED]


def evaluate(id_: str, rows: Sequence[Row], counts: Mapping[str, int] | None = None) -> Value:
    """Return the value of the indicator `id_` over `rows`, whose `tally` may be given."""
    indicator = INDICATORS[id_]
    counts = tally(rows) if counts is None else counts
    if isinstance(indicator, Count):
        return Value(id_, Decimal(counts[id_]), counts[id_])
    if isinstance(indicator, Rate):
        part, of = counts[indicator.part], counts[indicator.of]
        return Value(id_, percent(part, of), part, of)
    if isinstance(indicator, Policies):
        found = len(policies_of(rows))
        return Value(id_, Decimal(found), found)
    return value_of_days(indicator, days_of(rows))


def value_of_days(indicator: Days, days: Sequence[int]) -> Value:
    """Return the value of `indicator` over the days that each handled issue took."""
    amount = Decimal(str(indicator.reduce(days))).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize() if days else None
    return Value(indicator.id, amount, int(amount or 0), len(days))


def members(id_: str, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that the indicator `id_` counts, of a rate those of its numerator."""
    indicator = INDICATORS[id_]
    name = {Rate: "part", Count: "id"}.get(type(indicator))
    bit = BIT[getattr(indicator, name)] if name else BIT["handled" if isinstance(indicator, Days) else "collected"]
    return [row for row in rows if row.marks & bit]


#: Names of the indicators; claims may use any spelling.
INDICATOR = Vocabulary(
    "indicator",
    (
        Term("collected", "收集数", "Collected", ("收集", "收集问题")),
        Term("accepted", "受理数", "Accepted", ("受理",)),
        Term("declined", "不予受理数", "Declined"),
        Term("referred", "移交数", "Referred"),
        Term("assigned", "交办数", "Assigned"),
        Term("measures", "制定措施数", "With measures", ("措施数", "制定措施")),
        Term("responded", "按时响应数", "Responded in time"),
        Term("open", "未办结数", "Open", ("未办结", "正在推进", "待解决")),
        Term("in_progress", "办理中", "In progress"),
        Term("overdue", "超期未办结数", "Overdue", ("超期未办结",)),
        Term("handled", "办结数", "Handled", ("办结", "已办结", "已处理")),
        Term("solved", "解决数", "Solved", ("解决", "已解决")),
        Term("cleared", "销号数", "Cleared", ("销号", "已销号")),
        Term("carried", "挂账数", "Carried over", ("挂账",)),
        Term("judged", "应评按期数", "Judged for time"),
        Term("on_time", "按期办结数", "Handled on time", ("按期办结",)),
        Term("returned", "退回数", "Returned"),
        Term("extended", "延期数", "Extended"),
        Term("reopened", "重办数", "Reopened"),
        Term("asked", "回访数", "Followed up"),
        Term("reached", "联系上数", "Reached"),
        Term("rated", "评价数", "Rated"),
        Term("satisfied", "满意数", "Satisfied"),
        Term("dissatisfied", "不满意数", "Dissatisfied"),
        Term("said", "企业认定数", "Judged by the enterprise"),
        Term("confirmed", "企业认定解决数", "Confirmed as solved"),
        Term("withdrawn", "撤回数", "Withdrawn"),
        Term("merged", "并案数", "Merged"),
        Term("retracted", "撤下数", "Retracted"),
        Term("assigned_in", "本期交办", "Assigned in the period"),
        Term("returned_in", "本期退回", "Returned in the period"),
        Term("extended_in", "本期延期", "Extended in the period"),
        Term("handled_in", "本期办结", "Handled in the period"),
        Term("late_in", "本期逾期办结", "Handled late in the period"),
        Term("cleared_in", "本期销号", "Cleared in the period"),
        Term("reopened_in", "本期重办", "Reopened in the period"),
        Term("supervised_in", "本期督办", "Supervised in the period"),
        Term("open_end", "期末未办结", "Open at the end"),
        Term("overdue_end", "期末超期未办结", "Overdue at the end"),
        Term("handling_rate", "办结率", "Handling rate"),
        Term("solving_rate", "解决率", "Solving rate", ("解决率（占收集数）",)),
        Term("confirmed_solving_rate", "解决率（回访认定）", "Solving rate by the enterprises", ("回访解决率",)),
        Term("clearing_rate", "销号率", "Clearing rate"),
        Term("response_rate", "响应率", "Response rate", ("按时响应率",)),
        Term("on_time_rate", "按期办结率", "On-time rate"),
        Term("follow_up_rate", "回访率", "Follow-up rate"),
        Term("reach_rate", "回访联系率", "Reach rate"),
        Term("satisfaction_rate", "满意率", "Satisfaction rate", ("满意度",)),
        Term("median_days", "办理天数中位数", "Median days"),
        Term("p90_days", "九成办结天数", "Days for nine in ten"),
        Term("policies", "对接政策数", "Policies matched"),
    ),
)
