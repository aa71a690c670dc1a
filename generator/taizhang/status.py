"""Status: an issue's timeline folded once into dated spans; any past day is a cut of them."""

import datetime as dt
from functools import lru_cache

from msgspec import Struct

from taizhang.deadlines import Due, due_after, shift
from taizhang.lifecycle import EVENTS
from taizhang.records import Duration, Event, Issue

_due_after = lru_cache(maxsize=65536)(due_after)  # few distinct days and limits, many issues


class Span(Struct, frozen=True, kw_only=True, gc=False):
    """What holds of an issue from `start` until the next span: one span per event, and one from the day of receipt.

    `event` is the index in the timeline of the event that began it (-1 for receipt). `due` is the limit in force,
    `first_due` the first one of this round; both None where no limit was set.
    """

    start: dt.date
    event: int = -1
    state: str = "pending_acceptance"
    lead: str = ""
    support: tuple[str, ...] = ()
    tier: str = ""
    due: Due | None = None
    first_due: Due | None = None
    extensions: int = 0
    paused_on: dt.date | None = None
    round: int = 1
    measures: tuple[str, ...] = ()
    outcome: str = ""
    handled_on: dt.date | None = None
    cleared_on: dt.date | None = None
    review: dt.date | None = None
    enterprise_says: str = ""
    rating: str = ""


class Status(Struct, frozen=True, gc=False):
    """The spans of one issue, in order of time."""

    spans: tuple[Span, ...]

    def on(self, day: dt.date) -> Span | None:
        """Return what held at the end of `day`; None before the issue was received."""
        for span in reversed(self.spans):
            if span.start <= day:
                return span
        return None


def fold(issue: Issue, *, signs: bool = False) -> Status:
    """Return the status of `issue`; `signs` where its ledger has units sign for their assignments."""
    state = "pending_acceptance"
    lead, tier, outcome, says, rating, unit = "", "", "", "", "", "days"
    support: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    due: Due | None = None
    first_due: Due | None = None
    paused_on = handled_on = cleared_on = review = None
    extensions, round_ = 0, 1
    spans = [Span(start=issue.received)]
    for index, event in enumerate(issue.timeline):
        kind = event.event
        state = EVENTS[kind].to or state
        lead = event.lead or lead
        support = event.support or support
        tier = event.tier or tier
        if event.measures:
            measures += event.measures
        if kind in _SET_LIMIT:
            limit = _limit(event)
            if limit:
                if due is None or kind != "reassigned":
                    first_due = limit
                due = limit
                unit = event.within.unit if event.within else "days"
        if kind == "assigned":
            state = "pending_signature" if signs else state
        elif kind == "returned":
            lead, support, due, first_due, extensions = "", (), None, None, 0
        elif kind == "extended":
            due = _limit(event)
            extensions += 1
        elif kind == "paused":
            paused_on = event.date
        elif kind == "resumed":
            due = _limit(event) or (shift(due, paused_on, event.date, unit) if due and paused_on else due)
            paused_on = None
        elif kind == "handled":
            outcome, handled_on, review = event.outcome, event.date, None
        elif kind == "followed_up":
            says, rating = event.enterprise_says or says, event.rating or rating
        elif kind == "cleared":
            cleared_on = event.date
        elif kind == "carried":
            review = event.review
        elif kind == "reopened":
            outcome, says, rating, handled_on, cleared_on, review = "", "", "", None, None, None
            round_ += 1
            extensions = 0
        if state not in _WORKING:
            paused_on = None
        spans.append(
            Span(
                start=event.date, event=index, state=state, lead=lead, support=support, tier=tier, due=due,
                first_due=first_due, extensions=extensions, paused_on=paused_on, round=round_, measures=measures,
                outcome=outcome, handled_on=handled_on, cleared_on=cleared_on, review=review, enterprise_says=says,
                rating=rating,
            )
        )  # fmt: skip
    return Status(tuple(spans))


#: States in which a limit runs, and may be paused.
_WORKING = frozenset({"in_progress", "pending_signature"})

#: Events that may set a limit of their own.
_SET_LIMIT = frozenset({"assigned", "reassigned", "reopened"})


def _limit(event: Event) -> Due | None:
    if event.due:
        return Due(event.due)
    if event.within:
        return _due_after(event.date, Duration(*event.within))
    return None
