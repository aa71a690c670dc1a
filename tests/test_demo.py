"""The demo portal: calibrated ledgers, every page reachable, nothing real in it."""

import datetime as dt
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from taizhang import disclosure
from taizhang.cases import Case, fold_cases, group_cases
from taizhang.checking import check, content_of, today
from taizhang.indicators import evaluate
from taizhang.portal import Portal
from taizhang.problems import ContentError
from taizhang.tallies import Tallies
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def portal() -> Portal:
    checked = check(content_of(ROOT / "content", ROOT), today())
    return disclosure.public(checked.portal, checked.as_of)


@pytest.fixture(scope="module")
def cases(portal: Portal) -> list[Case]:
    return fold_cases(portal, today())


def test_the_ledgers_give_back_the_published_figures(portal: Portal, cases: list[Case]) -> None:
    groups = group_cases(portal, cases)
    tallies = Tallies(cases)
    jia, yi = tallies.counts("ledger.jia-2021"), tallies.counts("ledger.yi-2021")

    assert (jia["collected"], jia["solved"]) == (266, 217)
    with_measures = sum(bool(case.now.measures) for case in groups.ledgers["yi-2021"].cases)
    assert (yi["collected"], with_measures, yi["solved"]) == (95, 92, 82)
    assert [tallies.counts("ledger.bing-2022")[id_] for id_ in ("collected", "handled", "open")] == [87, 45, 42]
    assert tallies.counts("ledger.ding-2018")["collected"] == 176
    assert [tallies.counts("ledger.wu-2023")[id_] for id_ in ("collected", "solved")] == [35, 33]


def test_states_partition_the_collected(portal: Portal, cases: list[Case]) -> None:
    groups = group_cases(portal, cases)

    assert sum(len(group.cases) for group in groups.states.values()) == Tallies(cases).counts("all")["collected"] == 659


def test_every_issue_has_its_page_and_stands_in_five_lists(demo_site: Path, cases: list[Case]) -> None:
    pages = {path.stem for path in (demo_site / "issues").glob("*.html")}
    assert len({case.issue.id for case in cases} & pages) == 661

    def listed(folder: str, name: str) -> set[str]:
        found: set[str] = set()
        for path in (demo_site / folder).glob(f"{name}*.html"):
            if path.name == f"{name}.html" or path.name.startswith(f"{name}.p"):
                found.update(re.findall(r'href="\.\./issues/([A-Z0-9-]+)\.html"', path.read_text("utf-8")))
        return found

    lists: dict[tuple[str, str], set[str]] = {}
    for case in cases:
        issue, now = case.issue, case.now
        if issue.part_of:
            continue
        places = [
            ("ledgers", issue.ledger),
            ("categories", issue.category),
            ("issues", f"state.{now.state}"),
            ("years", str(issue.received.year)),
        ]
        places += [("units", now.lead)] if now.lead else []
        for place in places:
            lists.setdefault(place, listed(*place))
            assert issue.id in lists[place], (issue.id, place)


def test_texts_are_written_one_by_one(cases: list[Case]) -> None:
    titles = Counter(case.issue.title for case in cases)
    descriptions = Counter(case.issue.description for case in cases)
    notes = Counter(event.note for case in cases for event in case.issue.timeline if len(event.note) > 12)

    assert max(titles.values()) == 1
    assert max(descriptions.values()) == 1
    assert sum(times > 1 for times in notes.values()) < 0.02 * len(notes)


def test_every_page_is_labelled_a_demo(demo_site: Path) -> None:
    unlabelled = [path.name for path in demo_site.rglob("*.html") if "示例站点：" not in path.read_text("utf-8")]

    assert unlabelled == []


def test_no_enterprise_is_named_without_its_consent(demo_site: Path) -> None:
    enterprises = check(content_of(ROOT / "content", ROOT), today()).portal.enterprises.values()
    names = [one.name for one in enterprises if not one.consent]
    assert len(names) > 200
    published = "".join(path.read_text("utf-8") for path in demo_site.rglob("*.html"))

    assert [name for name in names if name in published] == []


def test_pages_ask_other_hosts_for_nothing(demo_site: Path) -> None:
    asked = set()
    for path in [*demo_site.rglob("*.html"), *demo_site.rglob("*.css")]:
        text = path.read_text("utf-8")
        asked.update(re.findall(r'(?:src="|<link rel="(?:stylesheet|icon|preconnect)" href="|url\()(https?://[^")]+)', text))

    assert asked == set()


LEDGERS = ("jia-2021", "yi-2021")


@pytest.mark.parametrize("ledger", LEDGERS)
def test_not_every_enterprise_is_satisfied_or_reached(cases: list[Case], ledger: str) -> None:
    rows = Tallies(cases).rows(f"ledger.{ledger}")

    for rate in ("satisfaction_rate", "follow_up_rate", "reach_rate"):
        amount = evaluate(rate, rows).amount
        assert amount is not None
        assert 90 < amount < 100, rate


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_feature_of_a_timeline_is_in_use(cases: list[Case], ledger: str) -> None:
    mine = [case for case in cases if case.issue.ledger == ledger]
    events = [event for case in mine for event in case.issue.timeline]

    assert any(case.now.late_extensions for case in mine)
    assert any(event.event == "extended" and event.asked and event.approved_by for event in events)
    assert any(event.event == "paused" for event in events)
    assert any(event.event == "returned" for event in events)
    assert any(event.means == "notice" and event.number for event in events)
    assert any(one.within for event in events for one in event.support)
    assert any(event.reached == "no" for event in events)
    assert any(event.rating == "unrated" for event in events)


def test_formal_acts_grow_graver(cases: list[Case]) -> None:
    grades = ("reminder", "notice", "yellow_card", "red_card", "interview")
    acts = {case.issue.id: [event.means for event in case.issue.timeline if event.means] for case in cases}

    assert {"yellow_card", "interview"} <= {means for row in acts.values() for means in row}
    assert [id_ for id_, row in acts.items() if row != sorted(row, key=grades.index)] == []


def test_who_is_not_satisfied_gets_a_second_round(portal: Portal, cases: list[Case]) -> None:
    again = [case for case in cases if case.now.round > 1 and any(event.rating == "dissatisfied" for event in case.issue.timeline)]

    assert {case.issue.ledger for case in again} == set(portal.ledgers)
    assert sum(case.now.rating in ("satisfied", "fairly") for case in again) >= 8


def test_supporting_units_report_in_time_or_late(cases: list[Case]) -> None:
    late = set()
    for case in cases:
        for unit, due in case.now.support_dues:
            reported = [event.date for event in case.issue.timeline if event.event == "contributed" and event.unit == unit]
            late.add(not reported or reported[0] > due.date)

    assert late == {True, False}


def test_alerts_are_the_exception(portal: Portal) -> None:
    facts = check(content_of(ROOT / "content", ROOT), today()).facts
    levels = Counter((case.issue.ledger, facts.alerts[case.issue.id].level) for case in facts.cases if case.issue.id in facts.alerts)

    assert levels == {
        ("jia-2021", "red"): 6, ("jia-2021", "yellow"): 5, ("jia-2021", "blue"): 4,
        ("yi-2021", "red"): 2, ("yi-2021", "yellow"): 2, ("yi-2021", "blue"): 1,
        ("bing-2022", "red"): 4, ("bing-2022", "yellow"): 2, ("bing-2022", "blue"): 6,
        ("ding-2018", "red"): 7, ("ding-2018", "yellow"): 3, ("ding-2018", "blue"): 4,
        ("wu-2023", "red"): 1, ("wu-2023", "yellow"): 1,
    }  # fmt: skip
    assert {alert.reason for alert in facts.alerts.values()} == {"overdue", "slow", "no_reply", "support_late", "dissatisfied", "near"}
    assert set(portal.ledgers) == {"jia-2021", "yi-2021", "bing-2022", "ding-2018", "wu-2023"}


def test_a_changed_outcome_is_found_by_the_published_figure(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    file = tmp_path / "content/ledgers/jia-2021/2021-11.yml"
    text = file.read_text("utf-8")
    issue = text.index("编号: JA-2021-0262")
    file.write_text(text[:issue] + text[issue:].replace("结果: 已解决", "结果: 部分解决", 1), "utf-8")

    with pytest.raises(ContentError) as raised:
        check(content_of(tmp_path / "content", tmp_path), today())

    assert {problem.code for problem in raised.value.problems} == {"claim_differs"}
    solved = next(p for p in raised.value.problems if p.values["id"] == "guilin-total" and p.values["found"] == "217")
    assert solved.values["computed"] == "216"
    assert solved.file == "content/claims/demo.yml"
    assert solved.line > 1
    assert "guilin-total" in solved.message("zh")
    assert "JA-2021-0262" in solved.message("zh")


def test_published_figures_of_every_kind(portal: Portal) -> None:
    claims = portal.claims.values()
    scopes = [scope for claim in claims for scope in claim.scope]

    assert {"guilin-total", "yongzhou-total"} <= set(portal.claims)
    assert any(scope.period for scope in scopes)
    assert any(scope.category for scope in scopes)
    assert any(claim.as_of and claim.as_of < dt.date(2021, 11, 18) for claim in claims)
    assert {mark for claim in claims for text in claim.expect.values() for mark in "余超约" if mark in text} == set("余超约")
    assert any("样本量未公布" in one.note for claim in claims for one in claim.reported)
    assert all("示例数据" in claim.source for claim in claims)
