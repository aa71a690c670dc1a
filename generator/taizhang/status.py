"""Status: an issue's timeline folded once into dated spans; any past day is a cut of them."""

import datetime as dt

from msgspec import Struct

from taizhang.deadlines import Due
from taizhang.lifecycle import EVENTS
from taizhang.limits import Limits
from taizhang.records import Event, Issue

_DAY = dt.timedelta(days=1)


class Span(Struct, frozen=True, kw_only=True, gc=False):
    """What holds of an issue from `start` until the next span: one span per event, and one from the day of receipt.

    `event` is the index in the timeline of the event that began it (-1 for receipt). `due` is the limit in force,
    `first_due` the first one of this round, `ran_out` the one that had run out before anything else was done: it decides
    whether the unit was on time, and no later extension changes it. All are None where no limit was set.
    """

    start: dt.date
    event: int = -1
    state: str = "pending_acceptance"
    lead: str = ""
    support: tuple[str, ...] = ()
    support_dues: tuple[tuple[str, Due], ...] = ()
    contributed: tuple[str, ...] = ()
    tier: str = ""
    due: Due | None = None
    first_due: Due | None = None
    ran_out: Due | None = None
    extensions: int = 0
    late_extensions: int = 0
    paused_on: dt.date | None = None
    paused_days: int = 0
    round: int = 1
    assigned_on: dt.date | None = None
    reply_due: Due | None = None
    replied_on: dt.date | None = None
    measures: tuple[str, ...] = ()
    outcome: str = ""
    handled_on: dt.date | None = None
    cleared_on: dt.date | None = None
    review: dt.date | None = None
    asked: bool = False
    reached: bool = False
    enterprise_says: str = ""
    rating: str = ""

    @property
    def overdue_from(self) -> dt.date | None:
        """The first day of this span, however long it lasts, on which the issue is open though its limit has run out."""
        if self.handled_on is not None:
            return None
        if self.ran_out is not None:
            return self.start if self.state in WORKING or self.state == "carried" else None
        if self.state in WORKING and self.due is not None and self.paused_on is None:
            return max(self.due.date + _DAY, self.start)
        return None

    def is_overdue(self, day: dt.date) -> bool:
        """Tell whether the issue is open on `day`, within this span, though its limit has run out."""
        since = self.overdue_from
        return since is not None and since <= day


class Status(Struct, frozen=True, gc=False):
    """The spans of one issue, in order of time."""

    spans: tuple[Span, ...]

    def on(self, day: dt.date) -> Span | None:
        """Return what held at the end of `day`; None before the issue was received."""
        for span in reversed(self.spans):
            if span.start <= day:
                return span
        return None


NO_LIMITS = Limits()


def fold(issue: Issue, limits: Limits = NO_LIMITS, *, signs: bool = False) -> Status:
    """Return the status of `issue` under its ledger's `limits`; `signs` where units sign for their assignments."""
    state = "pending_acceptance"
    lead, tier, outcome, says, rating, unit = "", "", "", "", "", "days"
    support: tuple[str, ...] = ()
    support_dues: tuple[tuple[str, Due], ...] = ()
    contributed: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    due: Due | None = None
    first_due: Due | None = None
    ran_out: Due | None = None
    reply_due: Due | None = None
    late: tuple[str, Due | None] = ("", None)
    limit_on: dt.date | None = None
    paused_on = assigned_on = replied_on = handled_on = cleared_on = review = None
    extensions, late_extensions, paused_days, round_ = 0, 0, 0, 1
    asked = reached = False
    spans = [Span(start=issue.received)]
    for index, event in enumerate(issue.timeline):
        kind, day = event.event, event.date
        if due is not None and ran_out is None and paused_on is None and state in WORKING and due.date < day:
            ran_out = due
        state = EVENTS[kind].to or state
        is_new_lead = bool(event.lead) and event.lead != lead
        lead = event.lead or lead
        tier = event.tier or tier
        if event.measures:
            measures += event.measures
        if kind in _SET_LIMIT:
            rule = limits.rule(issue, event, tier)
            within = event.within or (rule.handle if rule and (kind == "assigned" or event.rule) else None)
            limit = Due(event.due) if event.due else limits.due(day, within)
            if kind == "reopened":
                outcome, says, rating, handled_on, cleared_on, review = "", "", "", None, None, None
                asked = reached = False
                due = first_due = ran_out = None
                round_ += 1
            if kind != "reassigned" or is_new_lead:
                assigned_on, replied_on, reply_due = day, None, limits.due(day, rule.reply) if rule else None
            if limit:
                if kind != "reassigned":
                    extensions = late_extensions = 0
                if due is None or kind != "reassigned":
                    first_due = limit
                if is_new_lead:  # a unit's own lateness is not healed by giving it a new limit
                    ran_out = None
                due, limit_on = limit, day
                unit = within.unit if within and not event.due else "days"
        if event.support:
            support = tuple([one.unit for one in event.support])
            support_dues, contributed = (_support_dues(issue, event, limits, tier) if kind in _SET_LIMIT else ()), ()
        if kind == "assigned":
            ran_out = late[1] if lead == late[0] else None  # nor by returning the issue and taking it back
            state = "pending_signature" if signs else state
        elif kind == "returned":
            late = (lead, ran_out)
            lead, support, support_dues, due, first_due, ran_out = "", (), (), None, None, None
            extensions = late_extensions = 0
            assigned_on = replied_on = reply_due = None
        elif kind == "replied":
            replied_on = replied_on or day
        elif kind == "contributed":
            contributed += (event.unit,)
        elif kind == "extended":
            due, limit_on = (Due(event.due) if event.due else due), day
            extensions += 1
            late_extensions += ran_out is not None
        elif kind == "paused":
            paused_on = day
        elif kind == "resumed":
            if paused_on:
                paused_days += (day - paused_on).days
                if reply_due and replied_on is None:
                    reply_due = limits.shift(reply_due, paused_on, day, "workdays")
                if event.due or (due and ran_out is None):
                    stopped = max(paused_on, limit_on) if limit_on else paused_on  # a limit set in a pause stood still from then on
                    due = Due(event.due) if event.due else limits.shift(due, stopped, day, unit)  # type: ignore[arg-type]
            paused_on = None
        elif kind == "handled":
            outcome, handled_on, review = event.outcome, day, None
            if assigned_on:
                replied_on = replied_on or day
        elif kind == "followed_up":
            says, rating = event.enterprise_says or says, event.rating or rating
            asked = True
            reached = reached or (event.reached != "no" and bool(event.reached or event.enterprise_says or event.rating))
        elif kind == "cleared":
            cleared_on = day
        elif kind == "carried":
            review = event.review
            if handled_on is None and ran_out is None:
                due = None  # the review takes the limit's place: whenever it is handled, it is neither on time nor late
        if state not in WORKING and paused_on:
            paused_days += (day - paused_on).days
            paused_on = None
        spans.append(
            Span(
                start=day, event=index, state=state, lead=lead, support=support, support_dues=support_dues, contributed=contributed,
                tier=tier, due=due, first_due=first_due, ran_out=ran_out, extensions=extensions, late_extensions=late_extensions,
                paused_on=paused_on, paused_days=paused_days, round=round_, assigned_on=assigned_on, reply_due=reply_due,
                replied_on=replied_on, measures=measures, outcome=outcome, handled_on=handled_on, cleared_on=cleared_on,
                review=review, asked=asked, reached=reached, enterprise_says=says, rating=rating,
            )
        )  # fmt: skip
    return Status(tuple(spans))


#: States in which a limit runs, and may be paused.
WORKING = frozenset({"in_progress", "pending_signature"})

#: Events that may set a limit of their own.
_SET_LIMIT = frozenset({"assigned", "reassigned", "reopened"})


def _support_dues(issue: Issue, event: Event, limits: Limits, tier: str) -> tuple[tuple[str, Due], ...]:
    """Return the limits of the supporting units that have any."""
    rule = limits.rule(issue, event, tier)
    within = rule.support if rule else None
    if within is None and not any(one.within or one.due for one in event.support):
        return ()
    dues = ((one.unit, Due(one.due) if one.due else limits.due(event.date, one.within or within)) for one in event.support)
    return tuple((unit, due) for unit, due in dues if due)
