"""Tallies: whatever the timelines, figures of parts add up to those of the whole, and a past cut is what was known then."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang import disclosure
from taizhang.cases import Case
from taizhang.facts import Facts
from taizhang.indicators import COUNTS, evaluate, tally
from taizhang.lifecycle import OUTSIDE, allowed
from taizhang.periods import Period, parse_period, period_of, periods_between
from taizhang.portal import Portal
from taizhang.records import Duration, Event, Issue, Ledger
from taizhang.status import WORKING
from taizhang.tallies import ALL, Tallies
from tests.test_indicators import D, facts_of, issue, portal_of

START, FAR = D("2020-11-20"), D("2021-12-31")
SETTINGS = settings(derandomize=True, deadline=None, max_examples=60)
LEDGERS = (Ledger(id="l1", title="l1", disclosure="public"), Ledger(id="l2", title="l2", disclosure="public", as_of=D("2021-05-20")))
ADDITIVE = [one.id for one in COUNTS if one.basis != "stock"]
FLOWS = [one.id for one in COUNTS if one.basis == "flow"]
COHORT = [one.id for one in COUNTS if one.basis == "cohort"]

FIELDS: Mapping[str, object] = {
    "reason": "r", "to": "x", "tier": "meeting", "unit": "c", "into": "I-0", "verified_by": ("enterprise",), "basis": "law",
}  # fmt: skip


@st.composite
def timelines(draw: st.DrawFn, start: dt.date, *, retracts: bool) -> tuple[Event, ...]:
    """Timelines as the rules allow them: two units, limits of every kind, pauses, several rounds."""
    day, state, paused, events = start, "pending_acceptance", False, []
    for _ in range(draw(st.integers(0, 12))):
        never = {"resumed" if not paused else "paused", *(() if retracts else ("retracted",)), *(("handled",) if paused else ())}
        kinds = [kind for kind in allowed(state) if kind.id not in never and not kind.internal]
        main = [kind for kind in kinds if kind.to and kind.to not in OUTSIDE | {"declined", "referred"}]
        goes_on = bool(main) and draw(st.integers(0, 3)) > 0  # most go on, some end early
        kind = draw(st.sampled_from(main if goes_on else kinds))
        day += dt.timedelta(days=draw(st.integers(0, 25)))
        said = {name: FIELDS[name] for name in kind.needs if name in FIELDS}
        if "lead" in kind.needs or (kind.id == "handled" and state == "pending_assignment"):
            said["lead"] = draw(st.sampled_from("ab"))
        if kind.id in ("assigned", "reopened") or (kind.id == "reassigned" and draw(st.booleans())):
            said["within"] = Duration(draw(st.integers(1, 15)), draw(st.sampled_from(["workdays", "days"])))
        if kind.id == "reopened" and draw(st.booleans()):
            said["lead"] = draw(st.sampled_from("ab"))
        if kind.id == "extended":
            said["due"] = day + dt.timedelta(days=draw(st.integers(0, 30)))
        if kind.id == "carried":
            said["review"] = day + dt.timedelta(days=90)
        if kind.id == "supervised":
            said["means"] = draw(st.sampled_from(["reminder", "notice", "red_card"]))
        if kind.id == "handled":
            said["outcome"] = draw(st.sampled_from(["solved", "partly", "planned", "explained"]))
        if kind.id == "followed_up":
            said |= {
                "reached": draw(st.sampled_from(["", "yes", "no"])),
                "rating": draw(st.sampled_from(["", "satisfied", "dissatisfied"])),
            }
            said["enterprise_says"] = draw(st.sampled_from(["", "solved", "unsolved"]))
        events.append(msgspec.convert({"date": day, "event": kind.id, **said}, Event))
        state = kind.to or state
        paused = (paused or kind.id == "paused") and kind.id != "resumed" and state in WORKING
    return tuple(events)


@st.composite
def portals(draw: st.DrawFn, *, parts: bool = True, retracts: bool = True) -> Portal:
    """Portals of up to seven issues in two ledgers, one of which is finished; some are parts of the first, some not public."""
    issues = []
    for number in range(draw(st.integers(1, 7))):
        received = START + dt.timedelta(days=draw(st.integers(0, 150)))
        issues.append(
            Issue(
                id=f"I-{number}", title="t", received=received, ledger=draw(st.sampled_from(["l1", "l1", "l2"])),
                category=draw(st.sampled_from("xy")), disclosure=draw(st.sampled_from(["", "", "", "internal"])),
                part_of="I-0" if parts and number and not draw(st.integers(0, 4)) else "",
                timeline=draw(timelines(received, retracts=retracts)),
            )
        )  # fmt: skip
    return portal_of(issues, ledgers=LEDGERS)


CUTS = st.dates(START, D("2021-09-30"))


def counts(facts: Facts, scope: str, period: Period | None = None) -> Counter[str]:
    return Counter(facts.tallies.counts(scope, period))


def wholes(facts: Facts) -> list[Case]:
    return [case for case in facts.cases if not case.issue.part_of]


def all_periods(facts: Facts) -> list[Period | None]:
    first = min((case.issue.received for case in wholes(facts)), default=None)
    if first is None:
        return [None]
    last = max(case.cut for case in wholes(facts))
    return [None, *(period for kind in ("month", "quarter", "year") for period in periods_between(kind, first, last))]


def only(found: Counter[str], ids: Iterable[str]) -> dict[str, int]:
    return {id_: found[id_] for id_ in ids}


def borne(facts: Facts) -> Counter[tuple[str, str, str]]:
    """Count what happened once more, in the plainest way: by flow, unit that bears it and day."""
    found: Counter[tuple[str, str, str]] = Counter()
    for case in wholes(facts):
        for event, (before, after) in zip(case.issue.timeline, pairwise(case.status.spans), strict=True):
            unit = before.lead if event.event in ("returned", "reopened") else after.lead
            names = {f"{event.event}_in"} & set(FLOWS) if event.means != "reminder" else set()
            if event.event == "handled" and before.is_overdue(event.date):
                names.add("late_in")
            for name in names:
                found[name, unit, str(event.date)] += 1
    return found


# --- figures of parts add up ---


@given(portals(), CUTS)
@SETTINGS
def test_ledgers_and_categories_add_up_to_the_whole(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)

    for period in all_periods(facts):
        whole = counts(facts, ALL, period)
        assert counts(facts, "ledger.l1", period) + counts(facts, "ledger.l2", period) == +whole
    categories = counts(facts, "category.x") + counts(facts, "category.y")
    assert only(categories, COHORT) == only(counts(facts, ALL), COHORT)


@given(portals(), CUTS)
@SETTINGS
def test_units_and_what_nobody_has_add_up_to_the_whole(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)
    nobody = Tallies([case for case in wholes(facts) if not case.now.lead])
    happened = borne(facts)

    for period in all_periods(facts):
        units = counts(facts, "unit.a", period) + counts(facts, "unit.b", period) + counts(facts, "unit.c", period)
        whole = counts(facts, ALL, period)
        assert only(units + Counter(nobody.counts(ALL, period)), COHORT) == only(whole, COHORT)
        for id_ in FLOWS:
            without = sum(
                number
                for (name, unit, day), number in happened.items()
                if (name, unit) == (id_, "") and (period is None or period.start <= D(day) <= period.end)
            )
            assert units[id_] + without == whole[id_]


@given(portals(), CUTS)
@SETTINGS
def test_flows_are_what_happened_to_the_unit_that_bears_it(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)
    expected: Counter[tuple[str, str, str]] = Counter()
    for (name, unit, day), number in borne(facts).items():
        for scope in (ALL, *([f"unit.{unit}"] if unit else [])):
            expected[scope, day[:7], name] += number

    found: Counter[tuple[str, str, str]] = Counter()
    for scope in (ALL, "unit.a", "unit.b", "unit.c"):
        for key in facts.tallies.months(scope):
            for name in FLOWS:
                found[scope, key, name] = counts(facts, scope, parse_period(key))[name]
    assert +found == expected


@given(portals(), CUTS)
@SETTINGS
def test_months_add_up_to_quarters_years_and_all_time(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)

    for scope in facts.tallies.scopes:
        years = [period for period in all_periods(facts) if period and period.kind == "year"]
        total: Counter[str] = Counter()
        for period in (period for period in all_periods(facts) if period and period.kind != "month"):
            months = sum((counts(facts, scope, month) for month in period.months()), Counter[str]())
            assert only(months, ADDITIVE) == only(counts(facts, scope, period), ADDITIVE)
        for year in years:
            total += counts(facts, scope, year)
        assert only(total, ADDITIVE) == only(counts(facts, scope), ADDITIVE)


@given(portals(), CUTS)
@SETTINGS
def test_what_is_true_at_the_end_of_a_month_is_true_on_its_last_day(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)

    for scope in (ALL, "ledger.l1", "ledger.l2", "unit.a", "unit.b"):
        kind, _, key = scope.partition(".")
        for month in (period for period in all_periods(facts) if period and period.kind == "month"):
            is_open = overdue = 0
            for case in wholes(facts):
                if month.start > case.cut or (kind == "ledger" and case.issue.ledger != key):
                    continue  # a finished ledger says nothing on later months
                day = min(month.end, case.cut)
                span = case.status.on(day)
                if span is None or (kind == "unit" and span.lead != key):
                    continue
                is_open += span.handled_on is None and span.state not in OUTSIDE
                overdue += span.is_overdue(day)
            found = counts(facts, scope, month)
            assert (found["open_end"], found["overdue_end"]) == (is_open, overdue)


@given(portals(), CUTS)
@SETTINGS
def test_rows_are_those_that_are_counted(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)

    for scope in facts.tallies.scopes:
        for period in all_periods(facts):
            rows = facts.tallies.rows(scope, period)
            assert tally(rows) == facts.tallies.counts(scope, period)
            assert [row.case.issue.received for row in rows] == sorted((row.case.issue.received for row in rows), reverse=True)
            for id_ in COHORT:  # what is true of an issue is true of it once
                ids = [row.case.issue.id for row in rows if row.marks & _BITS[id_]]
                assert len(ids) == len(set(ids))


# --- counts among themselves ---


@given(portals(), CUTS)
@SETTINGS
def test_states_divide_the_collected(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)
    found = counts(facts, ALL)
    states = {state: len(group.cases) for state, group in facts.groups.states.items()}

    assert sum(number for state, number in states.items() if state not in OUTSIDE) == found["collected"]
    assert sum(states.values()) == found["collected"] + sum(found[state] for state in OUTSIDE) == len(wholes(facts))
    for state in ("declined", "referred", "in_progress", "cleared", "carried", *OUTSIDE):
        assert found[state] == states.get(state, 0)
    assert found["open"] + found["handled"] == found["collected"]


SUBSETS = [
    ("cleared", "handled"), ("solved", "handled"), ("on_time", "judged"), ("on_time", "handled"), ("overdue", "judged"),
    ("overdue", "open"), ("in_progress", "open"), ("reached", "asked"), ("confirmed", "said"), ("satisfied", "rated"),
    ("dissatisfied", "rated"), ("asked", "handled"), ("declined", "open"), ("referred", "open"),
    *((id_, "collected") for id_ in COHORT if id_ not in OUTSIDE),
]  # fmt: skip


@given(portals(parts=False), CUTS)
@SETTINGS
def test_every_issue_in_one_count_is_in_the_other(portal: Portal, cut: dt.date) -> None:
    rows = facts_of(portal, cut).tallies.rows(ALL)
    ids = {id_: {row.case.issue.id for row in rows if row.marks & bit} for id_, bit in _BITS.items()}

    for part, of in SUBSETS:
        assert ids[part] <= ids[of], (part, of)
    assert ids["satisfied"] | ids["dissatisfied"] == ids["rated"]
    assert not ids["satisfied"] & ids["dissatisfied"]
    assert not ids["on_time"] & ids["overdue"]


_BITS = {one.id: 1 << index for index, one in enumerate(COUNTS)}


@given(portals(), CUTS, st.randoms(use_true_random=False))
@SETTINGS
def test_the_order_of_the_issues_changes_no_count(portal: Portal, cut: dt.date, chance: random.Random) -> None:
    facts = facts_of(portal, cut)
    cases = list(facts.cases)
    chance.shuffle(cases)
    shuffled = Tallies(cases)

    assert set(shuffled.scopes) == set(facts.tallies.scopes)
    for scope in shuffled.scopes:
        for period in all_periods(facts):
            assert shuffled.counts(scope, period) == facts.tallies.counts(scope, period)
    for key, pairs in facts.tallies.weeks.items():
        assert Counter((unit, row.case.issue.id, row.marks) for unit, row in pairs) == Counter(
            (unit, row.case.issue.id, row.marks) for unit, row in shuffled.weeks[key]
        )


# --- a past cut ---


def cut_by_hand(portal: Portal, day: dt.date) -> Portal:
    """Return `portal` as it would have been written by `day`: later issues and events are struck out."""
    issues = []
    for one in portal.issues:
        last = min(day, portal.ledgers[one.ledger].as_of or day)
        if one.received <= last:
            issues.append(msgspec.structs.replace(one, timeline=tuple(event for event in one.timeline if event.date <= last)))
    return portal_of(issues, ledgers=list(portal.ledgers.values()))


def figures(facts: Facts) -> dict[tuple[str, str, str], int]:
    """Return every count of every scope and period, and of every week, that is not nothing."""
    found = {
        (scope, period.key if period else "", id_): number
        for scope in facts.tallies.scopes
        for period in all_periods(facts)
        for id_, number in facts.tallies.counts(scope, period).items()
        if number
    }
    weeks = Counter((unit, week, str(row.marks)) for week, pairs in facts.tallies.weeks.items() for unit, row in pairs)
    return found | weeks


@given(portals(retracts=False), CUTS)
@SETTINGS
def test_a_cut_gives_the_figures_of_what_was_written_by_then(portal: Portal, day: dt.date) -> None:
    cut, by_hand = facts_of(portal, day), facts_of(cut_by_hand(portal, day), day)

    assert figures(cut) == figures(by_hand)
    assert cut.alerts == by_hand.alerts


def test_an_issue_retracted_later_is_in_no_earlier_cut() -> None:
    timeline = ("03-01 accepted", "03-02 handled outcome=solved lead=a", "05-01 retracted basis=law")
    portal = portal_of([issue("A-1", "03-01", *timeline)])

    before, after = (counts(facts_of(portal, D(cut)), ALL) for cut in ("2021-04-30", "2021-05-01"))
    assert (after["collected"], after["retracted"]) == (0, 1)
    assert before["collected"] == before["handled"]  # shown as handled, or not at all; never as awaiting acceptance


@given(portals(), CUTS, st.integers(0, 120))
@SETTINGS
def test_facts_know_their_own_past(portal: Portal, day: dt.date, later: int) -> None:
    now = facts_of(portal, day + dt.timedelta(days=later))

    assert figures(now.on(day)) == figures(facts_of(portal, day))


@given(portals(), CUTS, st.integers(0, 120))
@SETTINGS
def test_nothing_is_uncleared_by_time_alone(portal: Portal, day: dt.date, later: int) -> None:
    until = day + dt.timedelta(days=later)
    then, now = facts_of(portal, day), facts_of(portal, until)
    known = {case.issue.id: case for case in now.cases}

    for case in then.cases:
        if case.now.state == "cleared" and not any(day < event.date <= until for event in known[case.issue.id].issue.timeline):
            assert known[case.issue.id].now.state == "cleared"
            assert known[case.issue.id].now.ran_out == case.now.ran_out


@given(portals(), CUTS, st.integers(0, 120))
@SETTINGS
def test_what_happened_stays_counted(portal: Portal, day: dt.date, later: int) -> None:
    # a retraction is the one thing that takes back what happened
    kept = portal_of([one for one in portal.issues if all(event.event != "retracted" for event in one.timeline)], ledgers=LEDGERS)
    then, now = (counts(facts_of(kept, cut), ALL) for cut in (day, day + dt.timedelta(days=later)))

    assert all(then[id_] <= now[id_] for id_ in FLOWS)


# --- weeks ---


@given(portals(), CUTS)
@SETTINGS
def test_weeks_add_up_to_all_time(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)
    total = Counter[str]()
    for pairs in facts.tallies.weeks.values():
        rows = [row for _, row in pairs]
        units = Counter[str]()
        for unit in {unit for unit, _ in pairs}:
            mine = [row for one, row in pairs if one == unit]
            units += Counter({id_: evaluate(id_, mine).numerator for id_ in (*FLOWS, "collected", "overdue_end")})
        assert units == +Counter({id_: evaluate(id_, rows).numerator for id_ in (*FLOWS, "collected", "overdue_end")})
        total += units

    assert only(total, [*FLOWS, "collected"]) == only(counts(facts, ALL), [*FLOWS, "collected"])


@given(portals(), CUTS)
@SETTINGS
def test_a_flow_is_in_the_week_of_its_day(portal: Portal, cut: dt.date) -> None:
    facts = facts_of(portal, cut)
    expected: Counter[tuple[str, str, str]] = Counter()
    for (name, unit, day), number in borne(facts).items():
        expected[period_of("week", D(day)).key, unit, name] += number

    found: Counter[tuple[str, str, str]] = Counter()
    for key, pairs in facts.tallies.weeks.items():
        for unit, row in pairs:
            for name in FLOWS:
                found[key, unit, name] += bool(row.marks & _BITS[name])
    assert +found == expected


def test_what_happens_twice_in_a_week_counts_twice_there_too() -> None:
    timeline = ["03-01 accepted", "03-01 handled outcome=solved lead=a", "03-02 reopened due=03-20 reason=r lead=b"]
    timeline += ["03-03 handled outcome=solved", "03-04 reopened due=03-20 reason=r lead=a", "03-05 handled outcome=solved"]
    pairs = facts_of(portal_of([issue("A-1", "03-01", *timeline)])).tallies.weeks["2021-w09"]

    def by_unit(id_: str) -> Counter[str]:
        return Counter(unit for unit, row in pairs if row.marks & _BITS[id_])

    assert by_unit("handled_in") == {"a": 2, "b": 1}
    assert by_unit("reopened_in") == {"a": 1, "b": 1}  # borne by the unit that had handled it
    assert by_unit("collected") == {"a": 1}


def overdue_weeks(*timeline: str) -> list[str]:
    facts = facts_of(portal_of([issue("A-1", "03-01", "03-01 accepted", "03-02 assigned lead=a due=03-10", *timeline)]), D("2021-04-20"))
    return sorted(key for key, pairs in facts.tallies.weeks.items() for _, row in pairs if row.marks & _BITS["overdue_end"])


@pytest.mark.parametrize(
    ("after", "weeks"),
    [
        (["03-10 handled outcome=solved"], []),
        (["03-26 handled outcome=solved"], ["2021-w10", "2021-w11"]),  # the weeks that end on 14 and 21 March
        (["03-26 handled outcome=solved", "04-10 reopened due=04-12 reason=r"], ["2021-w10", "2021-w11", "2021-w15", "2021-w16"]),
        ([], ["2021-w10", "2021-w11", "2021-w12", "2021-w13", "2021-w14", "2021-w15", "2021-w16"]),  # the last as of the cut, a Tuesday
        (["03-11 extended due=04-12 reason=r", "03-15 handled outcome=solved"], ["2021-w10"]),
        (["03-26 reassigned lead=b due=04-30 reason=r"], ["2021-w10", "2021-w11"]),
        (["03-26 returned reason=r"], ["2021-w10", "2021-w11"]),
        (["03-10 extended due=04-21 reason=r"], []),  # runs out in the week of the cut, but after it
        pytest.param(
            ["03-26 reassigned lead=b due=04-30 reason=r", "04-06 handled outcome=solved"],
            ["2021-w10", "2021-w11"],
        ),
        pytest.param(
            ["03-26 returned reason=r", "03-27 assigned lead=b due=04-30", "04-06 handled outcome=solved"],
            ["2021-w10", "2021-w11"],
        ),
    ],
)
def test_an_issue_is_overdue_in_the_weeks_at_whose_end_it_was(after: Sequence[str], weeks: list[str]) -> None:
    assert overdue_weeks(*after) == weeks


# --- what there is ---


def test_rows_are_newest_first_and_of_their_scope() -> None:
    issues = [
        issue(
            "A-1",
            "03-01",
            "03-01 accepted",
            "03-02 assigned lead=a due=03-10",
            "03-05 handled outcome=solved tier=on_site",
            channel="hotline",
        ),
        issue("A-2", "04-01", "04-01 accepted", "04-02 assigned lead=b due=04-10 tier=meeting", category="y"),
        issue("A-3", "03-03", ledger="l2"),
        issue("A-4", "04-02", part_of="A-2"),
    ]
    tallies = facts_of(portal_of(issues, ledgers=LEDGERS), FAR).tallies

    def ids(scope: str, period: str = "") -> list[str]:
        return [row.case.issue.id for row in tallies.rows(scope, parse_period(period) if period else None)]

    assert ids(ALL) == ["A-2", "A-3", "A-1"]
    assert [ids(scope) for scope in ("ledger.l1", "ledger.l2", "unit.a", "unit.b", "category.x", "category.y")] == [
        ["A-2", "A-1"], ["A-3"], ["A-1"], ["A-2"], ["A-3", "A-1"], ["A-2"],
    ]  # fmt: skip
    assert [ids(scope) for scope in ("tier.on_site", "tier.meeting", "channel.hotline", "unit.c", "tier.upper")] == [
        ["A-1"], ["A-2"], ["A-1"], [], [],
    ]  # fmt: skip
    assert (ids(ALL, "2021-02"), ids("unit.a", "2021-03"), ids("unit.a", "2021-q2")) == ([], ["A-1"], [])
    assert tallies.months("unit.b") == [f"2021-{month:02}" for month in range(4, 13)]  # received, and open ever after


def test_without_issues_there_is_nothing() -> None:
    facts = Facts(disclosure.public(portal_of([]), FAR), FAR)

    assert facts.tallies.rows(ALL) == []
    assert facts.tallies.weeks == {}
    assert not any(facts.tallies.counts(ALL).values())
