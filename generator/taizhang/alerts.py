"""Alerts: which open issues are near their limit, slow, or past it, by the thresholds of their ledger.

An alert is computed and says why. Formal acts (督办单, 黄牌, 红牌, 约谈) are events, and never follow from it by themselves.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.lifecycle import OUTSIDE
from taizhang.limits import Limits
from taizhang.records import Duration, Ledger, WarningRule
from taizhang.status import WORKING

#: From the gravest; a board shows them in this order.
LEVELS = ("red", "yellow", "blue")

_NEAR = Duration(3, "workdays")
_SLOW = Duration(10, "workdays")
_BEFORE_WORK = frozenset({"pending_acceptance", "pending_assignment"})
_NO_NEWS = frozenset({"supervised", "directed"})
_ONE_DAY = dt.timedelta(days=1)


class Alert(NamedTuple):
    """A level, since which day it holds, the reason (a word of the catalogue), the day the reason is about, and a unit if one is meant."""

    level: str
    since: dt.date
    reason: str
    day: dt.date
    unit: str = ""


def thresholds(ledger: Ledger) -> tuple[Duration, Duration]:
    """Return how long before its limit an issue turns blue in `ledger`, and after how long without news yellow."""
    rule = next(iter(ledger.warnings), WarningRule())
    return Duration(*(rule.near or _NEAR)), Duration(*(rule.slow or _SLOW))


def alert_of(case: Case, ledger: Ledger, limits: Limits) -> Alert | None:
    """Return the gravest alert that holds for `case` at its cut, of equally grave ones the oldest; None where none does."""
    now = case.now
    if now.state in OUTSIDE:
        return None
    if now.is_overdue(case.cut):
        due = now.ran_out or now.due
        assert due  # noqa: S101  # nothing is overdue without a limit
        return Alert("red", due.date + _ONE_DAY, "overdue", due.date)
    if now.paused_on:
        return None
    near, slow = thresholds(ledger)
    if found := [alert for alert in _yellow(case, limits, slow) if alert.since <= case.cut]:
        return min(found, key=lambda alert: alert.since)
    if now.state in WORKING and now.due and case.cut >= (since := _before(now.due.date, near, limits)):
        set_on = min(span.start for span in case.status.spans if span.due == now.due and span.round == now.round)
        return Alert("blue", max(since, set_on), "near", now.due.date)
    return None


def _yellow(case: Case, limits: Limits, slow: Duration) -> Iterator[Alert]:
    """Yield what makes `case` yellow, each from the day on which it does."""
    now, issue = case.now, case.issue
    rule = limits.rule(issue)
    returned = [event.date for event in issue.timeline if event.event == "returned"]
    if now.state in _BEFORE_WORK and rule and (due := limits.due(max(returned, default=issue.received), rule.assign)):
        yield Alert("yellow", due.date + _ONE_DAY, "not_assigned", due.date)
    if now.state in _BEFORE_WORK or now.state in WORKING:
        news = [event.date for event in issue.timeline if event.event not in _NO_NEWS]
        last = max(news, default=issue.received)
        if due := limits.due(last, slow):
            yield Alert("yellow", due.date + _ONE_DAY, "slow", last)
    if now.state in WORKING:
        if now.replied_on is None and now.reply_due:
            yield Alert("yellow", now.reply_due.date + _ONE_DAY, "no_reply", now.reply_due.date)
        for unit, support_due in now.support_dues:
            if unit not in now.contributed:
                yield Alert("yellow", support_due.date + _ONE_DAY, "support_late", support_due.date, unit)
    if now.state == "carried" and now.review:
        yield Alert("yellow", now.review + _ONE_DAY, "review_missed", now.review)
    if now.outcome in ("solved", "partly") and (now.rating == "dissatisfied" or now.enterprise_says == "unsolved"):
        said = max(event.date for event in issue.timeline if event.event == "followed_up" and (event.rating or event.enterprise_says))
        yield Alert("yellow", said, "dissatisfied", said)


def _before(due: dt.date, near: Duration, limits: Limits) -> dt.date:
    """Return the first day from which `due` is no farther off than `near`."""
    if near.unit != "workdays":
        return due - dt.timedelta(days=near.length * (30 if near.unit == "months" else 1))
    day = due
    while limits.calendar.count_workdays(day - _ONE_DAY, due) <= near.length:
        day -= _ONE_DAY
    return day
