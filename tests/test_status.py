"""Status: timelines folded into dated spans, and any past day as a cut of them."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.lifecycle import EVENTS, allowed
from taizhang.records import Duration, Event, Issue, Support
from taizhang.status import fold

D = dt.date.fromisoformat


def event(day: str, name: str, **said: Any) -> Event:
    return Event(date=D(day), event=name, **said)


def issue(*timeline: Event) -> Issue:
    return Issue(id="A-1", title="t", received=D("2021-03-01"), timeline=timeline)


ASSIGNED = event("2021-03-03", "assigned", lead="a", support=(Support(unit="b"),), within=Duration(15, "workdays"), tier="department")
ACCEPTED = event("2021-03-02", "accepted")
SOLVED = event("2021-03-20", "handled", outcome="solved")

CASES: dict[str, tuple[tuple[Event, ...], dict[str, dict[str, Any]]]] = {
    "nothing yet": ((), {"2021-03-01": {"state": "pending_acceptance", "lead": "", "due": None}}),
    "assigned": ((ACCEPTED, ASSIGNED), {
        "2021-03-02": {"state": "pending_assignment", "lead": ""},
        "2021-03-03": {"state": "in_progress", "lead": "a", "support": ("b",), "tier": "department", "due": "2021-03-24"},
    }),
    "extended": ((ACCEPTED, ASSIGNED, event("2021-03-19", "extended", due=D("2021-04-09"), reason="r")), {
        "2021-03-18": {"due": "2021-03-24", "extensions": 0},
        "2021-03-19": {"due": "2021-04-09", "first_due": "2021-03-24", "extensions": 1},
    }),
    "paused and resumed": ((ACCEPTED, ASSIGNED, event("2021-03-10", "paused", reason="r"), event("2021-03-15", "resumed")), {
        "2021-03-12": {"paused_on": D("2021-03-10"), "due": "2021-03-24"},
        "2021-03-15": {"paused_on": None, "due": "2021-03-29", "first_due": "2021-03-24"},
    }),
    "returned and assigned anew": ((ACCEPTED, ASSIGNED, event("2021-03-04", "returned", reason="r"),
                                    event("2021-03-05", "assigned", lead="c", within=Duration(5, "workdays"))), {
        "2021-03-04": {"state": "pending_assignment", "lead": "", "support": (), "due": None},
        "2021-03-05": {"state": "in_progress", "lead": "c", "due": "2021-03-12", "first_due": "2021-03-12"},
    }),
    "reassigned keeps the limit": ((ACCEPTED, ASSIGNED, event("2021-03-08", "reassigned", lead="c", reason="r")), {
        "2021-03-08": {"lead": "c", "due": "2021-03-24", "first_due": "2021-03-24"},
    }),
    "handled and cleared": ((ACCEPTED, ASSIGNED, SOLVED, event("2021-03-22", "followed_up", enterprise_says="solved", rating="satisfied"),
                             event("2021-03-23", "cleared", verified_by=("enterprise",))), {
        "2021-03-20": {"state": "handled", "outcome": "solved", "handled_on": D("2021-03-20"), "cleared_on": None},
        "2021-03-23": {"state": "cleared", "cleared_on": D("2021-03-23"), "rating": "satisfied", "enterprise_says": "solved"},
    }),
    "reopened": ((ACCEPTED, ASSIGNED, SOLVED, event("2021-03-25", "reopened", reason="r", within=Duration(10, "days"))), {
        "2021-03-25": {"state": "in_progress", "round": 2, "outcome": "", "handled_on": None, "due": "2021-04-06", "lead": "a"},
    }),
    "settled on the spot": ((ACCEPTED, event("2021-03-02", "handled", outcome="solved", lead="a", tier="on_site")), {
        "2021-03-02": {"state": "handled", "lead": "a", "tier": "on_site", "due": None},
    }),
    "carried, then solved": ((ACCEPTED, ASSIGNED, event("2021-03-20", "handled", outcome="planned"),
                              event("2021-03-21", "carried", reason="r", review=D("2021-09-01")),
                              event("2021-08-01", "handled", outcome="solved")), {
        "2021-03-21": {"state": "carried", "review": D("2021-09-01"), "outcome": "planned"},
        "2021-08-01": {"state": "handled", "outcome": "solved", "review": None, "handled_on": D("2021-08-01")},
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_timeline_folds_into_spans(name: str) -> None:
    timeline, expected = CASES[name]
    status = fold(issue(*timeline))

    for day, values in expected.items():
        span = status.on(D(day))
        assert span
        for field, value in values.items():
            found = getattr(span, field)
            assert (str(found.date) if field in ("due", "first_due") and found else found) == value, (day, field)


def test_there_is_nothing_before_the_receipt() -> None:
    assert fold(issue()).on(D("2021-02-28")) is None


def test_units_sign_where_the_ledger_says_so() -> None:
    status = fold(issue(ACCEPTED, ASSIGNED, event("2021-03-04", "signed")), signs=True)

    assert [span.state for span in status.spans] == ["pending_acceptance", "pending_assignment", "pending_signature", "in_progress"]


FIELDS: dict[str, Any] = {
    "lead": "a", "reason": "r", "to": "x", "tier": "meeting", "unit": "b", "means": "reminder", "outcome": "solved", "into": "B-1",
    "verified_by": ("enterprise",), "basis": "law",
}  # fmt: skip


@st.composite
def timelines(draw: st.DrawFn) -> tuple[Event, ...]:
    """Timelines that the lifecycle allows."""
    day, state, events = D("2021-03-01"), "pending_acceptance", []
    for _ in range(draw(st.integers(0, 9))):
        kinds = [kind for kind in allowed(state) if kind.id not in ("paused", "resumed")]
        kind = draw(st.sampled_from(kinds))
        day += dt.timedelta(days=draw(st.integers(0, 20)))
        said = {name: FIELDS[name] for name in kind.needs if name in FIELDS}
        if "due" in kind.needs or kind.id in ("assigned", "reopened"):
            said["due"] = day + dt.timedelta(days=draw(st.integers(1, 30)))
        if "review" in kind.needs:
            said["review"] = day + dt.timedelta(days=90)
        events.append(Event(date=day, event=kind.id, **said))
        state = kind.to or state
    return tuple(events)


@given(timelines(), st.integers(0, 200))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_a_cut_equals_the_status_of_what_was_written_by_then(timeline: tuple[Event, ...], offset: int) -> None:
    day = D("2021-03-01") + dt.timedelta(days=offset)

    whole = fold(issue(*timeline)).on(day)
    then = fold(issue(*(e for e in timeline if e.date <= day))).spans[-1]

    assert whole == then


@given(timelines())
@settings(derandomize=True, deadline=None)
def test_every_state_the_table_leads_to_is_reached(timeline: tuple[Event, ...]) -> None:
    state = "pending_acceptance"
    for one in timeline:
        state = EVENTS[one.event].to or state

    assert fold(issue(*timeline)).spans[-1].state == state


def test_a_new_round_and_a_new_assignment_have_no_extensions_yet() -> None:
    extended = (ACCEPTED, ASSIGNED, event("2021-03-19", "extended", due=D("2021-04-09"), reason="r"))
    reopened = (*extended, SOLVED, event("2021-03-25", "reopened", reason="r", within=Duration(10, "days")))
    returned = (*extended, event("2021-03-22", "returned", reason="r"), event("2021-03-23", "assigned", lead="c", due=D("2021-04-30")))

    assert [fold(issue(*timeline)).spans[-1].extensions for timeline in (reopened, returned)] == [0, 0]


@pytest.mark.parametrize(
    "after",
    [
        event("2021-03-11", "returned", reason="r"),
        event("2021-03-11", "carried", reason="r", review=D("2021-09-01")),
        event("2021-03-11", "withdrawn"),
    ],
    ids=["returned", "carried", "withdrawn"],
)
def test_a_pause_ends_where_no_limit_runs(after: Event) -> None:
    assert fold(issue(ACCEPTED, ASSIGNED, event("2021-03-10", "paused", reason="r"), after)).spans[-1].paused_on is None


@pytest.mark.parametrize(("paused", "resumed"), [("2021-03-10", "2021-03-10"), ("2021-03-13", "2021-03-14")], ids=["same day", "weekend"])
def test_a_pause_without_a_working_day_moves_nothing(paused: str, resumed: str) -> None:
    timeline = (ACCEPTED, ASSIGNED, event(paused, "paused", reason="r"), event(resumed, "resumed"))

    assert fold(issue(*timeline)).spans[-1].due == fold(issue(ACCEPTED, ASSIGNED)).spans[-1].due
