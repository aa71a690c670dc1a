"""Limits: which class of a ledger's rules an assignment falls under, and what the published packs say."""

import datetime as dt
from typing import Any

import pytest

from taizhang.deadlines import Due
from taizhang.limits import Limits, limits_of, pack_rules
from taizhang.packs import PACK, raw_packs
from taizhang.records import Duration, Event, Issue, Ledger, LimitRule, Support
from taizhang.status import Span, fold
from taizhang.workdays import Calendar

D = dt.date.fromisoformat
CALENDAR = Calendar()
HANDLE = Duration(5, "workdays")


def rule(name: str = "", **said: Any) -> LimitRule:
    return LimitRule(name=name, **{"handle": HANDLE, **said})


def issue(*timeline: Event, category: str = "") -> Issue:
    return Issue(id="A-1", title="t", received=D("2021-09-01"), category=category, timeline=timeline)


def assigned(day: str = "2021-09-24", **said: Any) -> Event:
    return Event(date=D(day), event="assigned", **{"lead": "a", **said})


def limits(pack: str = "", *own: LimitRule, **said: Any) -> Limits:
    return limits_of(Ledger(id="l", title="t", pack=pack, limits=own, **said), CALENDAR)


def last(limits: Limits, *events: Event, category: str = "") -> Span:
    accepted = Event(date=D("2021-09-01"), event="accepted")
    return fold(issue(accepted, *events, category=category), limits).spans[-1]


# --- which rule ---

PLAIN = rule("一般")
ROADS = rule("道路", categories=("chuxing",))
MEETING = rule("会商", tiers=("meeting", "leaders"))
BOTH = rule("道路会商", categories=("chuxing", "rongzi"), tiers=("meeting",))

FITS: dict[str, tuple[tuple[LimitRule, ...], dict[str, str], LimitRule | None]] = {
    "no rules": ((), {"category": "chuxing", "tier": "meeting"}, None),
    "no rules, one named": ((), {"rule": "一般"}, None),
    "the only plain one": ((PLAIN,), {}, PLAIN),
    "the only plain one, whatever the category and tier": ((ROADS, PLAIN, MEETING), {"category": "rongzi", "tier": "department"}, PLAIN),
    "two plain ones": ((PLAIN, rule("重大")), {}, None),
    "two plain ones, one named": ((PLAIN, rule("重大", handle=Duration(1, "months"))), {"rule": "一般"}, PLAIN),
    "no plain one": ((ROADS, MEETING), {"category": "rongzi", "tier": "department"}, None),
    "category": ((PLAIN, ROADS), {"category": "chuxing"}, ROADS),
    "no category": ((ROADS,), {}, None),
    "tier": ((PLAIN, MEETING), {"tier": "leaders"}, MEETING),
    "no tier": ((MEETING,), {"category": "chuxing"}, None),
    "category and tier": ((PLAIN, BOTH), {"category": "rongzi", "tier": "meeting"}, BOTH),
    "category without the tier": ((PLAIN, BOTH), {"category": "chuxing", "tier": "department"}, PLAIN),
    "tier without the category": ((PLAIN, BOTH), {"category": "other", "tier": "meeting"}, PLAIN),
    "the first of two that fit": ((MEETING, ROADS), {"category": "chuxing", "tier": "meeting"}, MEETING),
    "the first of two that fit, turned round": ((ROADS, MEETING), {"category": "chuxing", "tier": "meeting"}, ROADS),
    "the named one before those that fit": ((ROADS, MEETING, PLAIN), {"category": "chuxing", "tier": "meeting", "rule": "一般"}, PLAIN),
    "a named one that would not fit": ((ROADS, PLAIN), {"category": "rongzi", "rule": "道路"}, ROADS),
    "a name that no rule has": ((ROADS, PLAIN), {"category": "chuxing", "rule": "加急"}, None),
    "a plain one without a name": ((rule(),), {}, rule()),
}


@pytest.mark.parametrize("name", FITS)
def test_the_rule_is_the_one_named_or_the_first_that_fits(name: str) -> None:
    rules, said, expected = FITS[name]
    found = Limits(CALENDAR, rules).rule(
        issue(category=said.get("category", "")), assigned(rule=said.get("rule", "")), said.get("tier", "")
    )

    assert found == expected


def test_the_rule_may_be_asked_for_without_an_event() -> None:
    assert Limits(CALENDAR, (ROADS, PLAIN)).rule(issue(category="chuxing")) == ROADS
    assert Limits(CALENDAR, (ROADS, PLAIN)).rule(issue()) == PLAIN


@pytest.mark.parametrize(
    ("category", "tier", "due"),
    [
        ("chuxing", "", "2021-09-28"),
        ("", "meeting", "2021-10-25"),  # 24 October is a Sunday
        ("", "", "2021-09-30"),
    ],
)
def test_category_and_tier_of_the_issue_choose_the_limit_of_its_assignment(category: str, tier: str, due: str) -> None:
    rules = (
        rule("道路", categories=("chuxing",), handle=Duration(3, "workdays")),
        rule("会商", tiers=("meeting",), handle=Duration(1, "months")),
    )

    assert last(Limits(CALENDAR, (*rules, PLAIN)), assigned(tier=tier), category=category).due == Due(D(due))


# --- own rules and the pack's ---


def test_a_ledgers_own_rules_stand_before_its_packs() -> None:
    found = limits("jiaozuo-13710", ROADS, MEETING)

    assert tuple(found.rules) == (ROADS, MEETING, *pack_rules("jiaozuo-13710"))
    assert found.rule(issue(category="chuxing")) == ROADS
    assert found.rule(issue(), assigned(rule="重大")) == pack_rules("jiaozuo-13710")[1]


def test_the_only_class_of_a_pack_is_for_what_no_own_rule_is_for() -> None:
    found = limits("quanzhou-2022", ROADS)

    assert found.rule(issue(category="chuxing")) == ROADS
    assert found.rule(issue(category="rongzi")) == pack_rules("quanzhou-2022")[0]


def test_a_ledger_without_rules_and_pack_gives_no_limit() -> None:
    assert not limits().rules
    assert last(limits(), assigned()).due is None


def test_an_own_rule_overrides_the_packs_class_of_its_name() -> None:
    own = rule("重大", handle=Duration(20, "days"))

    assert limits("jiaozuo-13710", own).rule(issue(), assigned(rule="重大")) == own


def test_an_own_rule_overrides_the_packs_only_class() -> None:
    own = rule("一般", handle=Duration(10, "workdays"))

    assert limits("quanzhou-2022", own).rule(issue(), assigned()) == own


# --- the packs ---

W, DAYS, MONTHS = "workdays", "days", "months"

#: Every class of every pack as its source states it: assign, reply, handle, support, follow_up.
PACKS: dict[str, dict[str, dict[str, tuple[int, str]]]] = {
    "xuchang-2025": {"A类": {"handle": (1, MONTHS)}, "B类": {"handle": (15, W)}, "C类": {"handle": (5, W)}},
    "xuchang-2011": {"一般": {"assign": (3, W), "handle": (15, W)}},
    "quanzhou-2022": {"一般": {"handle": (7, W), "support": (3, W)}},
    "hubei-2022": {"一般": {"assign": (3, W), "handle": (15, W), "follow_up": (5, W)}},
    "jiaozuo-13710": {
        "一般": {"assign": (1, DAYS), "reply": (3, DAYS), "handle": (7, DAYS)},
        "重大": {"assign": (1, DAYS), "reply": (3, DAYS), "handle": (1, MONTHS)},
    },
    "shandong-2020": {"一般": {"handle": (5, W)}},
    "zaozhuang": {
        "一般": {"assign": (1, W), "reply": (2, W), "handle": (10, W)},
        "复杂": {"assign": (1, W), "reply": (2, W), "handle": (25, W)},
    },
}


def test_every_pack_is_listed_here_and_may_be_chosen() -> None:
    assert set(raw_packs()) == set(PACKS) == {term.id for term in PACK}


@pytest.mark.parametrize("pack", raw_packs())
def test_a_pack_gives_rules_with_their_source_and_their_lengths(pack: str) -> None:
    rules = pack_rules(pack)

    assert {one.name: lengths(one) for one in rules} == PACKS[pack]
    assert len({one.name for one in rules}) == len(rules)
    assert all(one.basis and one.basis == raw_packs()[pack]["basis"] for one in rules)
    assert not any(one.categories or one.tiers for one in rules)
    assert all(raw_packs()[pack][language] for language in ("zh", "en"))


@pytest.mark.parametrize("pack", raw_packs())
def test_a_pack_writes_nothing_that_no_rule_reads(pack: str) -> None:
    names = {"name", "note", "assign", "reply", "handle", "support", "follow_up"}

    assert set(raw_packs()[pack]) == {"zh", "en", "basis", "classes"}
    assert not set().union(*raw_packs()[pack]["classes"]) - names


def lengths(one: LimitRule) -> dict[str, Duration]:
    found = {name: getattr(one, name) for name in ("assign", "reply", "handle", "support", "follow_up")}
    return {name: within for name, within in found.items() if within}


@pytest.mark.parametrize(
    ("pack", "named", "due", "reply_due"),
    [
        # assigned on Friday 24 September 2021; worked: Sun 26 to Thu 30, off 1 to 7 October, worked Fri 8 and Sat 9
        ("xuchang-2025", "A类", "2021-10-25", None),  # 24 October is a Sunday
        ("xuchang-2025", "B类", "2021-10-20", None),  # 26 to 30, 8, 9, 11 to 15, 18 to 20
        ("xuchang-2025", "C类", "2021-09-30", None),
        ("xuchang-2025", "", None, None),  # three plain classes: none applies by itself
        ("xuchang-2011", "", "2021-10-20", None),
        ("quanzhou-2022", "", "2021-10-09", None),
        ("hubei-2022", "", "2021-10-20", None),
        ("jiaozuo-13710", "一般", "2021-10-08", "2021-09-27"),  # 1 October is off; 27 September is a Monday
        ("jiaozuo-13710", "重大", "2021-10-25", "2021-09-27"),
        ("jiaozuo-13710", "", None, None),
        ("shandong-2020", "", "2021-09-30", None),
        ("zaozhuang", "一般", "2021-10-13", "2021-09-27"),  # 26 to 30, 8, 9, 11, 12, 13; the reply: 26, 27
        ("zaozhuang", "复杂", "2021-11-03", "2021-09-27"),  # 20 October is the 15th, 21 and 22, 25 to 29, 1 to 3 November
    ],
)
def test_a_pack_sets_the_limits_of_an_assignment(pack: str, named: str, due: str | None, reply_due: str | None) -> None:
    span = last(limits(pack), assigned(rule=named))

    assert span.due == span.first_due == (Due(D(due)) if due else None)
    assert span.reply_due == (Due(D(reply_due)) if reply_due else None)


def test_quanzhou_gives_the_lead_seven_and_supporting_units_three_working_days() -> None:
    span = last(limits("quanzhou-2022"), assigned("2021-09-28", support=(Support(unit="b"), Support(unit="c"))))

    assert span.due == Due(D("2021-10-13"))  # 29, 30, 8, 9 (Sat), 11, 12, 13
    assert span.support_dues == (("b", Due(D("2021-10-08"))), ("c", Due(D("2021-10-08"))))  # 29, 30, 8


def test_jiaozuo_gives_a_month_to_what_is_called_weighty() -> None:
    span = last(limits("jiaozuo-13710"), assigned("2021-08-31", rule="重大"))

    assert (span.due, span.reply_due) == (Due(D("2021-09-30")), Due(D("2021-09-03")))


def test_a_ledger_may_say_that_its_limits_do_not_move() -> None:
    span = last(limits("jiaozuo-13710", moves=False), assigned(rule="一般"))

    assert (span.due, span.reply_due) == (Due(D("2021-10-01")), Due(D("2021-09-27")))


# --- what the event says itself ---


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({}, "2021-10-09"),
        ({"within": Duration(3, "workdays")}, "2021-09-28"),
        ({"within": Duration(20, "days")}, "2021-10-14"),
        ({"due": D("2021-12-31")}, "2021-12-31"),
        ({"due": D("2021-10-02")}, "2021-10-02"),  # a day off that was written is not moved
        ({"rule": "一般", "within": Duration(3, "workdays")}, "2021-09-28"),
        ({"rule": "一般", "due": D("2021-12-31")}, "2021-12-31"),
    ],
)
def test_the_limit_of_the_event_wins_over_the_rules(said: dict[str, Any], due: str) -> None:
    assert last(limits("quanzhou-2022"), assigned(**said)).due == Due(D(due))


def test_the_rules_limit_for_replying_stays_where_the_event_has_its_own_for_handling() -> None:
    span = last(limits("jiaozuo-13710"), assigned(rule="一般", due=D("2021-12-31")))

    assert (span.due, span.reply_due) == (Due(D("2021-12-31")), Due(D("2021-09-27")))


def test_a_supporting_units_own_limit_wins_over_the_rules() -> None:
    support = (
        Support(unit="b"),
        Support(unit="c", within=Duration(1, "workdays")),
        Support(unit="d", due=D("2021-11-11")),
        Support(unit="e", within=Duration(10, "days")),
    )
    dues = (("b", Due(D("2021-09-28"))), ("c", Due(D("2021-09-26"))), ("d", Due(D("2021-11-11"))), ("e", Due(D("2021-10-08"))))

    assert last(limits("quanzhou-2022"), assigned(support=support)).support_dues == dues


def test_without_a_rule_only_supporting_units_with_their_own_limit_have_one() -> None:
    support = (Support(unit="b"), Support(unit="c", within=Duration(1, "workdays")), Support(unit="d", due=D("2021-11-11")))
    span = last(limits("shandong-2020"), assigned(support=support))

    assert span.support == ("b", "c", "d")
    assert span.support_dues == (("c", Due(D("2021-09-26"))), ("d", Due(D("2021-11-11"))))


def test_a_pause_moves_a_limit_as_the_rule_counts_it() -> None:
    pause = (Event(date=D("2021-09-26"), event="paused", reason="r"), Event(date=D("2021-09-28"), event="resumed"))

    assert last(limits("quanzhou-2022"), assigned(), *pause).due == Due(D("2021-10-12"))  # 27 and 28 do not count: 11, 12
    assert last(limits("jiaozuo-13710"), assigned("2021-09-25", rule="重大"), *pause).due == Due(D("2021-10-27"))  # two days after the 25th
