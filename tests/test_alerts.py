"""Alerts: when each reason begins to hold, by whose threshold, and which of several is told."""

import datetime as dt
from collections.abc import Sequence

import pytest

from taizhang.alerts import Alert, thresholds
from taizhang.records import Duration, Ledger, LimitRule, WarningRule
from tests.test_indicators import D, facts_of, issue, portal_of

RULES = [LimitRule(assign=Duration(2, "workdays"), reply=Duration(3, "workdays"), handle=Duration(15, "workdays"))]
ACCEPTED = "03-01 accepted"  # a Monday, as the receipt
GIVEN = (ACCEPTED, "03-03 assigned lead=a due=03-26")  # until a Friday
DONE = (*GIVEN, "03-20 handled outcome=solved")


def alert(
    cut: str, *timeline: str, rules: Sequence[LimitRule] = (), warnings: Sequence[WarningRule] = (), received: str = "03-01",
) -> Alert | None:  # fmt: skip
    ledger = Ledger(id="l1", title="l1", disclosure="public", warnings=tuple(warnings))
    facts = facts_of(portal_of([issue("A-1", received, *timeline)], ledgers=[ledger], rules=rules), D(cut))
    return facts.alerts.get("A-1")


def expected(level: str, since: str, reason: str, day: str, unit: str = "") -> Alert:
    return Alert(level, D(since), reason, D(day), unit)


# --- each reason: the last day without, the first with it, and long after ---

CARRIED = (*GIVEN, "03-20 carried reason=r review=06-30")
UNHAPPY = (*DONE, "03-22 followed_up reached=yes rating=dissatisfied")
SUPPORTED = (ACCEPTED, "03-03 assigned lead=a support=b:2021-03-10 due=06-30")

# fmt: off
REASONS = [  # timeline, rules, the last day without, the first day with it, a later day on which it still is the one told, the alert
    # due on Friday the 26th: three working days after the 23rd
    ((*GIVEN, "03-15 progress"), [], "2021-03-22", "2021-03-23", "2021-03-26", expected("blue", "2021-03-23", "near", "2021-03-26")),
    ((*GIVEN, "03-15 progress"), [], "2021-03-26", "2021-03-27", "2021-12-31", expected("red", "2021-03-27", "overdue", "2021-03-26")),
    # ten working days after the 3rd end on the 17th
    ((ACCEPTED, "03-03 assigned lead=a"), [], "2021-03-17", "2021-03-18", "2021-12-31", expected("yellow", "2021-03-18", "slow", "2021-03-03")),
    ((), [], "2021-03-15", "2021-03-16", "2021-12-31", expected("yellow", "2021-03-16", "slow", "2021-03-01")),
    # three working days after the 3rd end on Monday the 8th
    ((ACCEPTED, "03-03 assigned lead=a"), RULES, "2021-03-08", "2021-03-09", "2021-03-24", expected("yellow", "2021-03-09", "no_reply", "2021-03-08")),
    # two working days after the 1st
    ((), RULES, "2021-03-03", "2021-03-04", "2021-12-31", expected("yellow", "2021-03-04", "not_assigned", "2021-03-03")),
    ((ACCEPTED,), RULES, "2021-03-03", "2021-03-04", "2021-12-31", expected("yellow", "2021-03-04", "not_assigned", "2021-03-03")),
    (SUPPORTED, [], "2021-03-10", "2021-03-11", "2021-06-30", expected("yellow", "2021-03-11", "support_late", "2021-03-10", "b")),
    (CARRIED, [], "2021-06-30", "2021-07-01", "2021-12-31", expected("yellow", "2021-07-01", "review_missed", "2021-06-30")),
    (UNHAPPY, [], "2021-03-21", "2021-03-22", "2021-12-31", expected("yellow", "2021-03-22", "dissatisfied", "2021-03-22")),
]
# fmt: on


@pytest.mark.parametrize(("timeline", "rules", "before", "first", "later", "told"), REASONS)
def test_a_reason_holds_from_its_first_day(
    timeline: Sequence[str], rules: Sequence[LimitRule], before: str, first: str, later: str, told: Alert,
) -> None:  # fmt: skip
    other = alert(before, *timeline, rules=rules)

    assert other is None or other.reason != told.reason
    assert alert(first, *timeline, rules=rules) == alert(later, *timeline, rules=rules) == told
    assert told.since == D(first)


# fmt: off
NONE = [
    ("paused", [*GIVEN, "03-10 paused reason=r"], []),
    ("handled", DONE, []),
    ("handled, satisfied", [*DONE, "03-22 followed_up rating=satisfied says=solved"], RULES),
    ("handled late, satisfied", [*GIVEN, "04-20 handled outcome=solved", "04-22 followed_up rating=fairly"], RULES),
    ("cleared", [*DONE, "03-22 cleared"], RULES),
    ("dissatisfied, then satisfied", [*UNHAPPY, "03-25 followed_up rating=satisfied"], []),
    ("dissatisfied with an explanation", [*GIVEN, "03-20 handled outcome=explained", "03-22 followed_up rating=dissatisfied"], []),
    ("withdrawn", [*GIVEN, "06-01 withdrawn"], RULES),
    ("dissatisfied, then withdrawn", [*UNHAPPY, "06-01 withdrawn"], []),
    ("merged", [*GIVEN, "06-01 merged into=A-2"], RULES),
    ("retracted", [*GIVEN, "06-01 retracted basis=law"], RULES),
    ("declined", ["03-04 declined reason=r"], RULES),
    ("referred", [ACCEPTED, "03-04 referred to=x"], RULES),
    ("carried, its review to come", [*GIVEN, "03-20 carried reason=r review=12-31"], RULES),
    ("carried, its review over as it was handled", [*CARRIED, "06-30 handled outcome=solved"], []),
]
# fmt: on


@pytest.mark.parametrize(("timeline", "rules"), [row[1:] for row in NONE], ids=[row[0] for row in NONE])
def test_there_is_no_alert_where_nothing_is_late(timeline: Sequence[str], rules: Sequence[LimitRule]) -> None:
    assert alert("2021-10-29", *timeline, rules=rules) is None


@pytest.mark.parametrize(("after", "cut", "reason"), [
    (["03-08 replied"], "2021-03-09", ""),
    (["03-08 progress"], "2021-03-09", "no_reply"),  # news, but no reply
    (["03-08 supervised means=notice"], "2021-03-18", "no_reply"),
])  # fmt: skip
def test_only_a_reply_answers(after: Sequence[str], cut: str, reason: str) -> None:
    found = alert(cut, ACCEPTED, "03-03 assigned lead=a due=06-30", *after, rules=RULES)

    assert (found.reason if found else "") == reason


@pytest.mark.parametrize(
    ("news", "is_slow"),
    [
        ("03-10 progress", False),
        ("03-10 replied", False),
        ("03-10 contributed unit=b", False),
        ("03-10 supervised means=yellow_card", True),
    ],
)
def test_being_supervised_is_no_news(news: str, is_slow: bool) -> None:
    found = alert("2021-03-18", ACCEPTED, "03-03 assigned lead=a", news)

    assert (found is not None and found.reason == "slow") == is_slow


def test_a_supporting_unit_that_reported_is_not_late() -> None:
    assert alert("2021-03-11", *SUPPORTED, "03-10 contributed unit=b") is None


@pytest.mark.parametrize(("outcome", "warned"), [("solved", True), ("partly", True), ("planned", False), ("unable", False)])
@pytest.mark.parametrize("said", ["rating=dissatisfied", "says=unsolved"])
def test_who_was_told_it_is_solved_and_says_otherwise_is_heard(outcome: str, said: str, warned: bool) -> None:
    found = alert("2021-04-01", *GIVEN, f"03-20 handled outcome={outcome}", f"03-22 followed_up reached=yes {said}")

    assert found == (expected("yellow", "2021-03-22", "dissatisfied", "2021-03-22") if warned else None)


# --- thresholds of the ledger ---


@pytest.mark.parametrize(
    ("warnings", "near", "slow"),
    [
        ((), (3, "workdays"), (10, "workdays")),
        ((WarningRule(),), (3, "workdays"), (10, "workdays")),
        ((WarningRule(near=Duration(5, "days")),), (5, "days"), (10, "workdays")),
        ((WarningRule(near=Duration(1, "workdays"), slow=Duration(1, "months")),), (1, "workdays"), (1, "months")),
    ],
)
def test_a_ledger_has_its_own_thresholds(warnings: tuple[WarningRule, ...], near: tuple[int, str], slow: tuple[int, str]) -> None:
    assert thresholds(Ledger(id="l1", title="l1", warnings=warnings)) == (near, slow)


@pytest.mark.parametrize(
    ("near", "due", "first"),
    [
        (Duration(1, "workdays"), "03-26", "2021-03-25"),
        (Duration(5, "workdays"), "03-26", "2021-03-19"),
        (Duration(1, "workdays"), "03-29", "2021-03-26"),  # a Monday: from Friday on
        (Duration(3, "workdays"), "04-06", "2021-03-31"),  # 3 to 5 April are off
        (Duration(5, "days"), "03-26", "2021-03-21"),
        (Duration(1, "days"), "03-26", "2021-03-25"),
    ],
)
def test_an_issue_is_blue_from_its_ledgers_threshold_on(near: Duration, due: str, first: str) -> None:
    timeline = (ACCEPTED, f"03-03 assigned lead=a due={due}", "03-17 progress")
    warnings = [WarningRule(near=near)]

    assert alert(str(D(first) - dt.timedelta(days=1)), *timeline, warnings=warnings) is None
    assert alert(first, *timeline, warnings=warnings) == Alert("blue", D(first), "near", D(f"2021-{due}"))


@pytest.mark.parametrize(
    ("slow", "first"), [(Duration(5, "workdays"), "2021-03-11"), (Duration(7, "days"), "2021-03-11"), (Duration(1, "months"), "2021-04-07")]
)
def test_an_issue_is_slow_after_its_ledgers_threshold(slow: Duration, first: str) -> None:
    # a month after 3 March ends on a Saturday, which moves on over the holidays to Tuesday
    warnings = [WarningRule(slow=slow)]
    timeline = (ACCEPTED, "03-03 assigned lead=a")

    assert alert(str(D(first) - dt.timedelta(days=1)), *timeline, warnings=warnings) is None
    assert alert(first, *timeline, warnings=warnings) == expected("yellow", first, "slow", "2021-03-03")


def test_a_limit_that_is_short_from_the_first_is_near_from_then_on() -> None:
    timeline = (ACCEPTED, "03-03 assigned lead=a due=03-04")

    assert alert("2021-03-03", *timeline) == expected("blue", "2021-03-03", "near", "2021-03-04")


# --- which is told ---

LATE_REPLY = "03-03 assigned lead=a support=b:2021-03-10"


def test_red_is_graver_than_yellow_and_yellow_than_blue() -> None:
    timeline = (ACCEPTED, f"{LATE_REPLY} due=03-12")

    levels = [
        found and (found.level, found.reason)
        for found in (alert(cut, *timeline) for cut in ("2021-03-08", "2021-03-09", "2021-03-10", "2021-03-11", "2021-03-12", "2021-03-13"))
    ]
    assert levels == [None, ("blue", "near"), ("blue", "near"), ("yellow", "support_late"), ("yellow", "support_late"), ("red", "overdue")]


def test_of_equally_grave_ones_the_oldest_is_told() -> None:
    timeline = (ACCEPTED, f"{LATE_REPLY} due=06-30")

    assert alert("2021-03-10", *timeline, rules=RULES) == expected("yellow", "2021-03-09", "no_reply", "2021-03-08")
    assert alert("2021-04-30", *timeline, rules=RULES) == expected("yellow", "2021-03-09", "no_reply", "2021-03-08")
    assert alert("2021-04-30", *timeline, "03-08 replied", rules=RULES) == expected(
        "yellow", "2021-03-11", "support_late", "2021-03-10", "b"
    )


@pytest.mark.parametrize(
    "after", [["04-01 extended due=12-31 reason=r"], ["04-01 progress"], ["04-01 reassigned lead=a due=12-31 reason=r"]]
)
def test_red_is_since_the_limit_that_ran_out(after: Sequence[str]) -> None:
    assert alert("2021-04-20", *GIVEN, *after) == expected("red", "2021-03-27", "overdue", "2021-03-26")


def test_another_unit_is_not_red_for_what_was_not_its_fault() -> None:
    assert alert("2021-04-02", *GIVEN, "04-01 reassigned lead=b due=06-30 reason=r") is None


@pytest.mark.parametrize("cut", ["2021-03-27", "2021-05-28"])
def test_the_cut_of_a_finished_ledger_is_when_its_alerts_hold(cut: str) -> None:
    ledger = Ledger(id="l1", title="l1", disclosure="public", as_of=D("2021-03-26"))
    facts = facts_of(portal_of([issue("A-1", "03-01", *GIVEN, "03-20 progress")], ledgers=[ledger]), D(cut))

    assert facts.alerts == {"A-1": expected("blue", "2021-03-23", "near", "2021-03-26")}


# --- not yet as it should be ---


def test_what_ran_out_before_a_pause_stays_red() -> None:
    assert alert("2021-04-20", *GIVEN, "03-29 paused reason=r") == expected("red", "2021-03-27", "overdue", "2021-03-26")


def test_news_do_not_move_the_day_since_when_a_limit_is_near() -> None:
    assert alert("2021-03-26", *GIVEN, "03-15 progress", "03-25 progress") == expected("blue", "2021-03-23", "near", "2021-03-26")


def test_what_was_returned_has_time_to_be_assigned_anew() -> None:
    timeline = (ACCEPTED, "03-02 assigned lead=a due=06-30", "03-05 replied", "03-15 returned reason=r")

    assert alert("2021-03-15", *timeline, rules=RULES) is None


def test_a_follow_up_that_reached_nobody_does_not_move_the_day() -> None:
    assert alert("2021-04-01", *UNHAPPY, "03-30 followed_up reached=no") == expected("yellow", "2021-03-22", "dissatisfied", "2021-03-22")


def test_a_pause_moves_the_limit_for_replies_too() -> None:
    timeline = (ACCEPTED, "03-03 assigned lead=a", "03-04 paused reason=r", "03-18 resumed")

    assert alert("2021-03-18", *timeline, rules=RULES) is None
