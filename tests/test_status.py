"""Status: timelines folded into dated spans, and any past day as a cut of them."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.dates import parse_date
from taizhang.deadlines import Due
from taizhang.lifecycle import EVENTS, allowed
from taizhang.limits import Limits
from taizhang.records import Duration, Event, Issue, LimitRule, Support
from taizhang.status import NO_LIMITS, WORKING, Span, fold

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


# --- limits that run out, and what does not heal that ---

EXTENDED_IN_TIME = event("2021-03-24", "extended", due=D("2021-04-09"), reason="r")  # on the last day: still in time
EXTENDED_LATE = event("2021-03-25", "extended", due=D("2021-04-09"), reason="r")
PAUSED = event("2021-03-10", "paused", reason="r")
RESUMED = event("2021-03-15", "resumed")
OF_A = Due(D("2021-03-24"))  # 15 working days from 3 March


def spans(*timeline: Event, limits: Limits = NO_LIMITS) -> tuple[Span, ...]:
    return fold(issue(ACCEPTED, *timeline), limits).spans


def last(*timeline: Event, limits: Limits = NO_LIMITS) -> Span:
    return spans(*timeline, limits=limits)[-1]


def overdue(day: str, *timeline: Event) -> bool:
    span = fold(issue(ACCEPTED, *timeline)).on(D(day))
    assert span
    return span.is_overdue(D(day))


@pytest.mark.parametrize(
    ("day", "late"),
    [
        ("2021-03-01", False),
        ("2021-03-03", False),
        ("2021-03-23", False),
        ("2021-03-24", False),
        ("2021-03-25", True),
        ("2021-09-01", True),
    ],
)
def test_an_issue_is_overdue_from_the_day_after_its_limit(day: str, late: bool) -> None:
    assert overdue(day, ASSIGNED) == late


def test_nothing_is_overdue_without_a_limit() -> None:
    assert not overdue("2031-01-01", event("2021-03-03", "assigned", lead="a"))


def test_an_extension_in_time_sets_a_new_limit_and_leaves_no_trace_of_lateness() -> None:
    span = last(ASSIGNED, EXTENDED_IN_TIME)

    assert (span.due, span.first_due) == (Due(D("2021-04-09")), OF_A)
    assert (span.ran_out, span.extensions, span.late_extensions) == (None, 1, 0)
    assert [overdue(day, ASSIGNED, EXTENDED_IN_TIME) for day in ("2021-03-25", "2021-04-09", "2021-04-10")] == [False, False, True]


def test_an_extension_after_the_limit_does_not_heal() -> None:
    span = last(ASSIGNED, EXTENDED_LATE)

    assert (span.due, span.first_due) == (Due(D("2021-04-09")), OF_A)
    assert (span.ran_out, span.extensions, span.late_extensions) == (OF_A, 1, 1)
    assert overdue("2021-03-25", ASSIGNED, EXTENDED_LATE)
    assert overdue("2021-04-09", ASSIGNED, EXTENDED_LATE)


def test_what_is_handled_within_a_late_extension_was_late() -> None:
    span = last(ASSIGNED, EXTENDED_LATE, event("2021-04-01", "handled", outcome="solved"))

    assert span.ran_out == OF_A
    assert span.handled_on == D("2021-04-01")
    assert not span.is_overdue(D("2021-05-01"))  # no more open, so no more overdue


def test_an_extension_that_runs_out_itself_is_what_ran_out() -> None:
    span = last(ASSIGNED, EXTENDED_IN_TIME, event("2021-04-10", "progress"))

    assert (span.ran_out, span.extensions, span.late_extensions) == (Due(D("2021-04-09")), 1, 0)


def test_of_two_extensions_only_the_one_after_the_limit_is_late() -> None:
    again = event("2021-04-12", "extended", due=D("2021-04-30"), reason="r")
    span = last(ASSIGNED, EXTENDED_IN_TIME, again)

    assert (span.extensions, span.late_extensions, span.ran_out, span.first_due) == (2, 1, Due(D("2021-04-09")), OF_A)


@pytest.mark.parametrize(("day", "ran_out"), [("2021-03-23", None), ("2021-03-24", None), ("2021-03-25", OF_A)])
def test_the_last_day_itself_is_in_time(day: str, ran_out: Due | None) -> None:
    span = last(ASSIGNED, event(day, "handled", outcome="solved"))

    assert span.ran_out == ran_out
    assert span.due == OF_A


# --- pauses ---


def test_a_pause_stops_the_clock_and_moves_the_limit() -> None:
    resumed = event("2021-04-01", "resumed")
    span = last(ASSIGNED, PAUSED, resumed)

    assert [overdue(day, ASSIGNED, PAUSED) for day in ("2021-03-24", "2021-03-25", "2021-12-31")] == [False, False, False]
    assert span.due == Due(D("2021-04-16"))  # 16 working days from 11 March to 1 April; off 3 to 5 April; 16 after 24 March
    assert (span.first_due, span.ran_out, span.paused_days) == (OF_A, None, 22)
    assert [overdue(day, ASSIGNED, PAUSED, resumed) for day in ("2021-04-16", "2021-04-17")] == [False, True]


def test_pauses_add_up() -> None:
    span = last(ASSIGNED, PAUSED, RESUMED, event("2021-03-17", "paused", reason="r"), event("2021-03-18", "resumed"))

    assert (span.due, span.paused_days) == (Due(D("2021-03-30")), 6)  # three working days, then one


@pytest.mark.parametrize(("day", "ran_out"), [("2021-03-24", None), ("2021-03-25", OF_A)])
def test_a_pause_on_the_last_day_is_in_time_and_one_after_it_does_not_heal(day: str, ran_out: Due | None) -> None:
    paused = event(day, "paused", reason="r")
    span = last(ASSIGNED, paused, event("2021-03-29", "resumed"))

    assert span.ran_out == ran_out
    assert span.due == (ran_out or Due(D("2021-03-29")))  # 25, 26 and 29 March were taken; or nothing was left to move
    assert overdue("2021-03-26", ASSIGNED, paused) == (ran_out is not None)


def test_a_new_limit_on_resuming_does_not_heal_either() -> None:
    resumed = event("2021-03-29", "resumed", due=D("2021-04-30"))
    late = last(ASSIGNED, event("2021-03-25", "paused", reason="r"), resumed)
    in_time = last(ASSIGNED, PAUSED, resumed)

    assert (late.due, late.ran_out) == (Due(D("2021-04-30")), OF_A)
    assert (in_time.due, in_time.ran_out) == (Due(D("2021-04-30")), None)
    assert late.is_overdue(D("2021-04-01"))
    assert not in_time.is_overdue(D("2021-04-01"))


def test_a_limit_set_during_a_pause_moves_only_by_what_was_left_of_it() -> None:
    reassigned = event("2021-03-15", "reassigned", lead="c", reason="r", within=Duration(5, "workdays"))  # until 22 March
    span = last(ASSIGNED, PAUSED, reassigned, event("2021-03-17", "resumed"))

    assert span.due == Due(D("2021-03-24"))  # 16 and 17 March were taken


def test_a_pause_that_ends_by_returning_counts_its_days() -> None:
    assert last(ASSIGNED, PAUSED, event("2021-03-15", "returned", reason="r")).paused_days == 5


# --- other units, other rounds ---

LATE = "2021-03-26"


@pytest.mark.parametrize(
    ("lead", "limit", "due", "ran_out"),
    [
        ("c", {"within": Duration(5, "workdays")}, Due(D("2021-04-02")), None),  # a new clock for a new unit
        ("c", {"due": D("2021-04-30")}, Due(D("2021-04-30")), None),
        ("c", {}, OF_A, OF_A),  # no limit of its own: it took over one that had run out
        ("a", {"within": Duration(5, "workdays")}, Due(D("2021-04-02")), OF_A),  # the same unit stays late
        ("a", {"due": D("2021-04-30")}, Due(D("2021-04-30")), OF_A),
        ("a", {}, OF_A, OF_A),
    ],
)
def test_only_another_unit_with_a_limit_of_its_own_starts_anew(lead: str, limit: dict[str, Any], due: Due, ran_out: Due | None) -> None:
    span = last(ASSIGNED, event(LATE, "reassigned", lead=lead, reason="r", **limit))

    assert (span.lead, span.due, span.ran_out, span.first_due) == (lead, due, ran_out, OF_A)
    assert span.is_overdue(D("2021-03-27")) == (ran_out is not None)


def test_a_new_unit_has_a_new_reply_to_give_and_the_same_unit_has_not() -> None:
    replied = event("2021-03-05", "replied")
    anew = last(ASSIGNED, replied, event("2021-03-08", "reassigned", lead="c", reason="r", due=D("2021-04-30")))
    same = last(ASSIGNED, replied, event("2021-03-08", "reassigned", lead="a", reason="r", due=D("2021-04-30")))

    assert (anew.assigned_on, anew.replied_on, anew.reply_due) == (D("2021-03-08"), None, None)
    assert (same.assigned_on, same.replied_on, same.reply_due) == (D("2021-03-03"), D("2021-03-05"), None)


def test_what_is_returned_has_no_limit_until_it_is_assigned_anew() -> None:
    returned = event(LATE, "returned", reason="r")
    timeline = (ASSIGNED, EXTENDED_IN_TIME, returned)
    span = last(*timeline)

    assert (span.state, span.lead, span.due, span.first_due, span.ran_out) == ("pending_assignment", "", None, None, None)
    assert (span.assigned_on, span.reply_due, span.extensions, span.support_dues) == (None, None, 0, ())
    assert not overdue("2021-12-31", *timeline)

    anew = last(*timeline, event("2021-03-29", "assigned", lead="c", within=Duration(3, "workdays")))
    assert (anew.lead, anew.assigned_on, anew.round) == ("c", D("2021-03-29"), 1)
    assert anew.due == anew.first_due == Due(D("2021-04-01"))
    assert anew.ran_out is None


def test_the_second_round_begins_without_what_was_said_in_the_first() -> None:
    first = (
        ASSIGNED,
        EXTENDED_LATE,
        event("2021-03-30", "handled", outcome="solved"),
        event("2021-03-31", "followed_up", reached="yes", enterprise_says="unsolved", rating="dissatisfied"),
        event("2021-04-01", "cleared", verified_by=("enterprise",)),
    )
    before, span = spans(*first, event("2021-04-06", "reopened", reason="r", within=Duration(5, "workdays")))[-2:]

    assert (before.round, before.ran_out, before.late_extensions, before.cleared_on) == (1, OF_A, 1, D("2021-04-01"))
    assert (span.round, span.state, span.lead) == (2, "in_progress", "a")
    assert span.due == span.first_due == Due(D("2021-04-13"))
    assert (span.ran_out, span.extensions, span.late_extensions) == (None, 0, 0)
    assert (span.outcome, span.handled_on, span.cleared_on, span.review) == ("", None, None, None)
    assert (span.asked, span.reached, span.enterprise_says, span.rating) == (False, False, "", "")
    assert (span.assigned_on, span.replied_on) == (D("2021-04-06"), None)
    assert [span.is_overdue(D(day)) for day in ("2021-04-13", "2021-04-14")] == [False, True]


def test_the_second_round_has_no_limit_where_none_was_set() -> None:
    limits = Limits(rules=(LimitRule(name="疑难", reply=Duration(3, "days")),))
    late = event("2021-03-30", "handled", outcome="solved")
    span = last(ASSIGNED, late, event("2021-04-06", "reopened", reason="r", rule="疑难"), limits=limits)

    assert (span.due, span.first_due, span.ran_out) == (None, None, None)
    assert not span.is_overdue(D("2021-04-07"))


# --- replies, follow-ups, supporting units ---

WITH_REPLY = Limits(rules=(LimitRule(reply=Duration(2, "workdays"), handle=Duration(10, "workdays")),))
BARE = event("2021-03-05", "assigned", lead="a")  # a Friday


def test_the_first_reply_counts_and_has_its_own_limit() -> None:
    before, first, second = spans(BARE, event("2021-03-09", "replied"), event("2021-03-12", "replied"), limits=WITH_REPLY)[-3:]

    assert (before.assigned_on, before.replied_on) == (D("2021-03-05"), None)
    assert (before.reply_due, before.due) == (Due(D("2021-03-09")), Due(D("2021-03-19")))
    assert first.replied_on == second.replied_on == D("2021-03-09")


def test_handling_is_a_reply_where_there_was_none() -> None:
    handled = event("2021-03-10", "handled", outcome="solved")

    assert last(BARE, handled).replied_on == D("2021-03-10")
    assert last(BARE, event("2021-03-08", "replied"), handled).replied_on == D("2021-03-08")
    assert last(event("2021-03-02", "handled", outcome="solved", lead="a")).replied_on is None  # settled on the spot: none was owed


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        ({}, False),
        ({"reached": "yes"}, True),
        ({"reached": "no"}, False),
        ({"enterprise_says": "solved"}, True),
        ({"rating": "satisfied"}, True),
        ({"reached": "no", "rating": "unrated"}, False),
    ],
)
def test_following_up_asks_and_reaches_whom_it_reached(said: dict[str, str], reached: bool) -> None:
    before, span = spans(ASSIGNED, SOLVED, event("2021-03-22", "followed_up", **said))[-2:]

    assert (before.asked, before.reached) == (False, False)
    assert (span.asked, span.reached) == (True, reached)


def test_whom_a_follow_up_reached_stays_reached_and_the_last_word_counts() -> None:
    reached = event("2021-03-22", "followed_up", reached="yes", enterprise_says="partly", rating="fairly")
    missed = event("2021-03-23", "followed_up", reached="no")
    again = event("2021-03-24", "followed_up", rating="satisfied")

    assert [one.reached for one in spans(ASSIGNED, SOLVED, missed, reached, missed)[-3:]] == [False, True, True]
    assert (last(ASSIGNED, SOLVED, reached, again).enterprise_says, last(ASSIGNED, SOLVED, reached, again).rating) == (
        "partly",
        "satisfied",
    )


def test_supporting_units_have_limits_of_their_own_and_report_in_turn() -> None:
    support = (Support(unit="b", within=Duration(3, "workdays")), Support(unit="c", due=D("2021-03-20")), Support(unit="d"))
    assigned = event("2021-03-05", "assigned", lead="a", support=support, due=D("2021-04-09"))
    of_c, of_b = event("2021-03-08", "contributed", unit="c"), event("2021-03-12", "contributed", unit="b")
    dues = (("b", Due(D("2021-03-10"))), ("c", Due(D("2021-03-20"))))

    found = spans(assigned, of_c, of_b)[-3:]
    assert [one.contributed for one in found] == [(), ("c",), ("c", "b")]
    assert {one.support_dues for one in found} == {dues}
    assert {one.support for one in found} == {("b", "c", "d")}
    assert {one.due for one in found} == {Due(D("2021-04-09"))}


def test_new_supporting_units_begin_anew_and_others_stay() -> None:
    assigned = event("2021-03-05", "assigned", lead="a", support=(Support(unit="b", within=Duration(3, "workdays")),))
    reported = event("2021-03-08", "contributed", unit="b")
    replaced = event("2021-03-09", "reassigned", lead="c", reason="r", support=(Support(unit="d", within=Duration(3, "workdays")),))
    kept = event("2021-03-09", "reassigned", lead="c", reason="r")

    anew, same = last(assigned, reported, replaced), last(assigned, reported, kept)
    assert (anew.support, anew.support_dues, anew.contributed) == (("d",), (("d", Due(D("2021-03-12"))),), ())
    assert (same.support, same.support_dues, same.contributed) == (("b",), (("b", Due(D("2021-03-10"))),), ("b",))


@pytest.mark.parametrize(
    ("written", "day", "due"),
    [
        ("2021-03-02T15:59Z", "2021-03-02", "2021-03-23"),  # 23:59 in Beijing
        ("2021-03-02T16:00Z", "2021-03-03", "2021-03-24"),  # midnight
        ("2021-03-02T16:30Z", "2021-03-03", "2021-03-24"),
        ("2021-03-03T00:30+08:00", "2021-03-03", "2021-03-24"),
        ("2021-03-03T01:30+10:00", "2021-03-02", "2021-03-23"),
        ("2021-03-03 00:30", "2021-03-03", "2021-03-24"),  # no zone: Beijing's
    ],
)
def test_a_limit_begins_on_the_day_it_was_in_beijing(written: str, day: str, due: str) -> None:
    date, _ = parse_date(written)
    span = last(Event(date=date, event="assigned", lead="a", within=Duration(15, "workdays")))

    assert (date, span.assigned_on, span.due) == (D(day), D(day), Due(D(due)))


# --- whatever the timeline ---


@st.composite
def busy_timelines(draw: st.DrawFn) -> tuple[Event, ...]:
    """Timelines with two units, limits of every kind, and pauses, as the rules allow them."""
    day, state, paused, events = D("2021-03-01"), "pending_acceptance", False, []
    lengths = st.builds(Duration, st.integers(1, 12), st.sampled_from(["workdays", "days"]))
    for _ in range(draw(st.integers(2, 14))):
        ending = {"declined", "referred", "withdrawn", "merged", "retracted", "resumed" if not paused else "paused"}
        kinds = [kind for kind in allowed(state) if kind.id not in ending and not (paused and kind.id == "handled")]
        kind = draw(st.sampled_from(kinds))
        day += dt.timedelta(days=draw(st.integers(0, 12)))
        said = {name: FIELDS[name] for name in kind.needs if name in FIELDS}
        if "lead" in kind.needs or (kind.id == "handled" and state == "pending_assignment"):
            said["lead"] = draw(st.sampled_from(["a", "b"]))
        if kind.id in ("assigned", "reopened") or (kind.id == "reassigned" and draw(st.booleans())):
            said["within"] = draw(lengths)
        if "due" in kind.needs or (kind.id == "resumed" and draw(st.booleans())):
            said["due"] = day + dt.timedelta(days=draw(st.integers(0, 20)))
        if "review" in kind.needs:
            said["review"] = day + dt.timedelta(days=90)
        events.append(Event(date=day, event=kind.id, **said))
        state = kind.to or state
        paused = (paused or kind.id == "paused") and kind.id != "resumed" and state in WORKING
    return tuple(events)


@given(busy_timelines(), st.lists(st.integers(0, 200), min_size=2, max_size=8))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_later_cuts_never_show_fewer_rounds(timeline: tuple[Event, ...], offsets: list[int]) -> None:
    status = fold(issue(*timeline))
    cuts = [status.on(D("2021-03-01") + dt.timedelta(days=offset)) for offset in sorted(offsets)]
    rounds = [cut.round for cut in cuts if cut]

    assert len(rounds) == len(cuts)
    assert rounds == sorted(rounds)
    assert status.spans[-1].round == 1 + sum(one.event == "reopened" for one in timeline)


@given(busy_timelines())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_what_ran_out_stays_so_for_the_same_unit_in_the_same_round(timeline: tuple[Event, ...]) -> None:
    for before, after in pairwise(fold(issue(*timeline)).spans):
        if before.ran_out and (before.round, before.lead) == (after.round, after.lead):
            assert after.ran_out == before.ran_out


@given(busy_timelines())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_what_was_seen_overdue_before_an_event_has_run_out_after_it(timeline: tuple[Event, ...]) -> None:
    for before, after in pairwise(fold(issue(*timeline)).spans):
        eve = after.start - dt.timedelta(days=1)
        if before.start <= eve and before.is_overdue(eve) and (before.round, before.lead) == (after.round, after.lead):
            assert after.ran_out is not None


@given(busy_timelines())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_late_extensions_are_extensions_and_come_only_after_a_limit_ran_out(timeline: tuple[Event, ...]) -> None:
    for before, after in pairwise(fold(issue(*timeline)).spans):
        assert 0 <= after.late_extensions <= after.extensions
        if after.late_extensions > before.late_extensions:
            assert after.ran_out is not None
