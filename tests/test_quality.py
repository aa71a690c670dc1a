"""Quality: what is worth a second look, and what is not."""

from collections.abc import Sequence

import msgspec
import pytest

from taizhang.quality import findings
from taizhang.records import Event, Issue
from tests.test_indicators import D, facts_of, issue, portal_of

ACCEPTED = "03-01 accepted"
GIVEN = (ACCEPTED, "03-03 assigned lead=a due=03-26")
ANSWER = "经现场踏勘，已在厂区门口增设公交站点，员工可乘坐十二路公交车上下班。"


def found(key: str, *issues: Issue, cut: str = "2021-12-31") -> list[tuple[str, list[str]]]:
    """Return what the check `key` finds: what it is about, and the ids."""
    facts = facts_of(portal_of(issues), D(cut))
    check = next(finding for finding in findings(facts) if finding.key == key)
    return [(about, sorted(case.issue.id for case in cases)) for about, cases in check.groups]


def noted(one: Issue, **notes: str) -> Issue:
    """Return `one` with a note on each event of a kind."""
    return msgspec.structs.replace(one, timeline=tuple(msgspec.structs.replace(e, note=notes.get(e.event, "")) for e in one.timeline))


def test_every_check_is_told_also_where_it_found_nothing() -> None:
    assert [(finding.key, finding.groups) for finding in findings(facts_of(portal_of([])))] == [
        ("same_day", []), ("crowded", []), ("late_extension", []), ("alike", []), ("stale", []),
    ]  # fmt: skip


# --- handled on the day of the assignment ---

# fmt: off
SAME_DAY = [  # timeline, other fields, minutes; None where nothing is found
    ([ACCEPTED, "03-03 assigned lead=a time=09:30", "03-03 handled outcome=solved time=11:05"], {}, "95"),
    ([ACCEPTED, "03-03 assigned lead=a time=09:30", "03-03 handled outcome=solved time=09:30"], {}, "0"),
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved"], {}, ""),
    ([ACCEPTED, "03-03 assigned lead=a time=09:30", "03-03 handled outcome=solved"], {}, ""),
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved time=11:05"], {}, ""),
    ([ACCEPTED, "03-03 assigned lead=a", "03-04 handled outcome=solved"], {}, None),
    ([ACCEPTED, "03-03 assigned lead=a"], {}, None),
    ([ACCEPTED, "03-03 assigned lead=a tier=on_site", "03-03 handled outcome=solved"], {}, None),
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved tier=on_site"], {}, None),
    ([ACCEPTED, "03-03 handled outcome=solved lead=a"], {}, None),  # never assigned
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved"], {"kind": "consultation"}, None),
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved"], {"kind": "complaint"}, ""),
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved", "03-04 withdrawn"], {}, None),
    ([ACCEPTED, "03-03 assigned lead=a", "03-03 handled outcome=solved", "03-04 retracted basis=law"], {}, None),
    ([ACCEPTED, "03-01 assigned lead=b", "03-02 returned reason=r", "03-03 assigned lead=a", "03-03 handled outcome=solved"], {}, ""),
]
# fmt: on


@pytest.mark.parametrize(("timeline", "said", "minutes"), SAME_DAY)
def test_handled_on_the_day_of_its_assignment(timeline: list[str], said: dict[str, str], minutes: str | None) -> None:
    assert found("same_day", issue("A-1", "03-01", *timeline, **said)) == ([] if minutes is None else [(minutes, ["A-1"])])


@pytest.mark.parametrize("again", ["03-10 reopened due=03-30 reason=r", "03-10 reopened due=03-30 reason=r time=14:30"])
def test_minutes_are_those_of_the_day(again: str) -> None:
    timeline = [
        ACCEPTED,
        "03-03 assigned lead=a time=09:00",
        "03-04 handled outcome=solved",
        again,
        "03-10 handled outcome=solved time=15:00",
    ]

    assert found("same_day", issue("A-1", "03-01", *timeline)) == [("30" if "time" in again else "", ["A-1"])]


# --- many on one day ---


def handled(number: int, day: str = "03-20", lead: str = "a", **said: str) -> Issue:
    return issue(f"A-{number}", "03-01", ACCEPTED, f"03-03 assigned lead={lead} due=03-26", f"{day} handled outcome=solved", **said)


@pytest.mark.parametrize(("issues", "groups"), [
    ([handled(n) for n in range(4)], []),
    ([handled(n) for n in range(5)], [("2021-03-20", [f"A-{n}" for n in range(5)])]),
    ([handled(n, lead="ab"[n % 2]) for n in range(9)], [("2021-03-20", ["A-0", "A-2", "A-4", "A-6", "A-8"])]),  # b has four
    ([handled(n, day=f"03-{20 + n % 2}") for n in range(8)], []),
    ([*(handled(n) for n in range(4)), handled(4, kind="consultation")], []),
    ([*(handled(n) for n in range(4)), issue("A-4", "03-01", ACCEPTED, "03-20 handled outcome=solved lead=a tier=on_site")], []),
    ([handled(n, day=f"03-{21 - n % 2}") for n in range(10)], [
        ("2021-03-20", ["A-1", "A-3", "A-5", "A-7", "A-9"]), ("2021-03-21", ["A-0", "A-2", "A-4", "A-6", "A-8"]),
    ]),
])  # fmt: skip
def test_five_or_more_handled_by_one_unit_on_one_day(issues: Sequence[Issue], groups: list[tuple[str, list[str]]]) -> None:
    assert found("crowded", *issues) == groups


# --- extensions after the limit ---


@pytest.mark.parametrize(
    ("after", "is_found"),
    [
        (["03-26 extended due=04-09 reason=r"], False),
        (["03-27 extended due=04-09 reason=r"], True),
        (["03-27 extended due=04-09 reason=r", "03-30 handled outcome=solved"], True),
        (
            ["03-27 extended due=04-09 reason=r", "03-30 handled outcome=solved", "04-02 reopened due=04-20 reason=r"],
            True,
        ),  # in the first round
        (["03-27 extended due=04-09 reason=r", "03-30 returned reason=r", "04-01 assigned lead=b due=04-30"], True),
        (["03-27 extended due=04-09 reason=r", "03-30 withdrawn"], False),
        ([], False),
    ],
)
def test_a_limit_changed_after_it_had_run_out(after: list[str], is_found: bool) -> None:
    assert found("late_extension", issue("A-1", "03-01", *GIVEN, *after)) == ([("", ["A-1"])] if is_found else [])


# --- the same answer ---

NEARLY = ANSWER.replace("十二路", "二十路")
LONGER = f"{ANSWER}企业对办理结果表示满意，后续将加强跟踪。"


@pytest.mark.parametrize(("first", "second", "lead", "alike"), [
    (ANSWER, ANSWER, "a", True),
    (ANSWER, NEARLY, "a", True),
    (ANSWER, LONGER, "a", False),
    (ANSWER, "企业所需贷款已由银行审核通过，于三月二十日放款，利率按优惠标准执行。", "a", False),
    (ANSWER, ANSWER, "b", False),  # of another unit
    ("已与企业联系解决。", "已与企业联系解决。", "a", False),  # too short to be compared
    ("甲" * 16, "甲" * 16, "a", True),
    ("甲" * 15, "甲" * 15, "a", False),
    ("", "", "a", False),
])  # fmt: skip
def test_the_same_answer_to_different_issues(first: str, second: str, lead: str, alike: bool) -> None:
    issues = [noted(handled(1), handled=first), noted(handled(2, lead=lead), handled=second)]

    assert [ids for _, ids in found("alike", *issues)] == ([["A-1", "A-2"]] if alike else [])


def test_only_the_last_answer_is_compared_and_the_text_is_told() -> None:
    twice = issue(
        "A-1", "03-01", *GIVEN, "03-05 handled outcome=partly", "03-06 reopened due=03-30 reason=r", "03-10 handled outcome=solved"
    )
    events: list[Event] = [*twice.timeline]
    events[2] = msgspec.structs.replace(events[2], note=ANSWER)
    events[4] = msgspec.structs.replace(events[4], note="甲" * 20)
    twice = msgspec.structs.replace(twice, timeline=tuple(events))

    assert found("alike", twice, noted(handled(2), handled=ANSWER)) == []
    assert found("alike", twice, noted(handled(2), handled="甲" * 20)) == [("甲" * 20, ["A-1", "A-2"])]


# --- no news for long ---


@pytest.mark.parametrize(
    ("after", "cut", "about"),
    [
        # thirty working days after 3 March end on 15 April
        ([], "2021-04-15", None),
        ([], "2021-04-16", "2021-03-03"),
        (["03-31 progress"], "2021-04-16", None),
        (["03-31 progress"], "2021-12-31", "2021-03-31"),
        (["03-31 paused reason=r"], "2021-12-31", None),
        (["03-31 handled outcome=solved"], "2021-12-31", None),
        (["03-31 carried reason=r review=04-30"], "2021-12-31", None),
        (["03-31 withdrawn"], "2021-12-31", None),
    ],
)
def test_open_without_news_for_long(after: list[str], cut: str, about: str | None) -> None:
    assert found("stale", issue("A-1", "03-01", *GIVEN, *after), cut=cut) == ([] if about is None else [(about, ["A-1"])])


def test_what_nobody_took_up_is_not_stale_here() -> None:
    assert found("stale", issue("A-1", "03-01", ACCEPTED)) == []  # the alert not_assigned says so


def test_any_record_is_news_here_a_reminder_too() -> None:
    assert found("stale", issue("A-1", "03-01", *GIVEN, "04-14 supervised means=reminder"), cut="2021-04-16") == []
