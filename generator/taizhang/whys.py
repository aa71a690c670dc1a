"""Whys: why a limit ends on the day it does, told day by day."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.deadlines import Due, Stretch, explain
from taizhang.limits import Limits
from taizhang.records import Duration, Event, LimitRule
from taizhang.site import Site


class Why(NamedTuple):
    """One thing that set or moved a limit, in words, and how its days were counted."""

    text: str
    days: tuple[str, ...] = ()


def whys(site: Site, case: Case) -> list[Why]:
    """Return everything that set or moved the limits of `case`, in order of time."""
    issue, spans = case.issue, case.status.spans
    limits = site.portal.limits[issue.ledger]
    found: list[Why] = []
    paused = None
    for index, event in enumerate(issue.timeline):
        before, after = spans[index], spans[index + 1]
        label = site.terms["event"][event.event]
        if event.event in ("assigned", "reassigned", "reopened"):
            rule = limits.rule(issue, event, after.tier) if event.event == "assigned" or event.rule else None
            if after.due and (event.due or event.within or rule):
                found += _set(site, limits, event, rule, label, after.due)
            elif event.event == "reassigned" and after.due:
                found.append(Why(site.say("why_reassigned", date=event.date, due=site.day(after.due.date))))
            found += _support(site, limits, event, rule)
        elif event.event == "returned" and before.due:
            found.append(Why(site.say("why_returned", date=event.date)))
        elif event.event == "extended" and after.due:
            first = site.day(before.due.date if before.due else None)
            text = site.say("why_extended", date=event.date, due=site.day(after.due.date), reason=event.reason, first=first)
            asked = site.say("why_asked", date=event.asked) if event.asked else ""
            found.append(Why(text + asked + (site.t.why_late if after.late_extensions > before.late_extensions else "")))
        elif event.event == "paused":
            paused = event
        elif event.event == "resumed" and paused and after.due:
            key = "why_resumed" if after.due != before.due else "why_resumed_late"
            found.append(Why(site.say(key, paused=paused.date, reason=paused.reason, date=event.date, due=site.day(after.due.date))))
    return found


def _set(site: Site, limits: Limits, event: Event, rule: LimitRule | None, label: str, last: Due) -> list[Why]:
    due = site.day(last.date)
    if event.due:
        return [Why(site.say("why_fixed", date=event.date, event=label, due=due))]
    within = event.within or (rule.handle if rule else None)
    if within is None:
        return []
    by = site.say("why_rule", name=rule.name, basis=rule.basis) if rule and not event.within and rule.basis else ""
    text = site.say("why_set", date=event.date, event=label, within=site.duration(within), by=by, due=due)
    if last.provisional:
        text += site.t.provisional
    return [Why(text, days_in_words(site, limits, event.date, Duration(*within)))]


def _support(site: Site, limits: Limits, event: Event, rule: LimitRule | None) -> list[Why]:
    found = []
    for one in event.support:
        within = one.within or (rule.support if rule else None)
        due = one.due or ((last := limits.due(event.date, within)) and last.date)
        if due:
            said = site.duration(within) if within and not one.due else ""
            key = "why_support" if said else "why_support_fixed"
            found.append(Why(site.say(key, unit=site.unit(one.unit).label, within=said, due=site.day(due))))
    return found


@lru_cache(maxsize=1 << 15)
def days_in_words(site: Site, limits: Limits, start: dt.date, within: Duration) -> tuple[str, ...]:
    """Return how the days of `within` after `start` were counted, one line for each stretch of days treated alike."""
    is_counting = within.unit == "workdays"
    stretches = list(explain(start, within, limits.calendar)) if is_counting or limits.moves else []
    if not is_counting and len(stretches) < 2:  # it ended on a working day: nothing to tell
        return ()
    counted = 0
    lines = []
    for stretch in stretches:
        length = (stretch.last - stretch.first).days + 1
        counted += length if stretch.kind in ("workday", "makeup") else 0
        lines.append(_line(site, stretch, length, counted, is_counting=is_counting))
    return tuple(lines)


def _line(site: Site, stretch: Stretch, length: int, counted: int, *, is_counting: bool) -> str:
    days = site.day(stretch.first) if length == 1 else site.say("day_range", first=stretch.first, last=stretch.last)
    if stretch.kind in ("workday", "makeup"):
        return site.say(f"why_{stretch.kind}" if is_counting else "why_moved", days=days, count=length, total=counted)
    name = getattr(site.t, f"holiday_{_slug(stretch.kind)}", "") or stretch.kind
    return site.say("why_off", days=days, name=name)


def _slug(kind: str) -> str:
    return "".join(char if char.isalnum() else "_" for char in kind.lower().replace("'", ""))
