"""The demo portal: calibrated ledgers, every page reachable, nothing real in it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from taizhang import disclosure
from taizhang.cases import Case, count, fold_cases, group_cases
from taizhang.checking import check, content_of, today
from taizhang.portal import Portal
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
    jia, yi = count(groups.ledgers["jia-2021"].cases), count(groups.ledgers["yi-2021"].cases)

    assert (jia.collected, jia.solved) == (266, 217)
    with_measures = sum(bool(case.now.measures) for case in groups.ledgers["yi-2021"].cases)
    assert (yi.collected, with_measures, yi.solved) == (95, 92, 82)


def test_states_partition_the_collected(portal: Portal, cases: list[Case]) -> None:
    groups = group_cases(portal, cases)

    assert sum(len(group.cases) for group in groups.states.values()) == count(cases).collected == 361


def test_every_issue_has_its_page_and_stands_in_five_lists(demo_site: Path, cases: list[Case]) -> None:
    pages = {path.stem for path in (demo_site / "issues").glob("*.html")}
    assert len({case.issue.id for case in cases} & pages) == 361

    def listed(folder: str, name: str) -> set[str]:
        found: set[str] = set()
        for path in (demo_site / folder).glob(f"{name}*.html"):
            if path.name == f"{name}.html" or path.name.startswith(f"{name}.p"):
                found.update(re.findall(r'href="\.\./issues/([A-Z0-9-]+)\.html"', path.read_text("utf-8")))
        return found

    lists: dict[tuple[str, str], set[str]] = {}
    for case in cases:
        issue, now = case.issue, case.now
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


def test_no_enterprise_is_named(demo_site: Path) -> None:
    names = re.findall(r"名称: (示例[^,]+),", (ROOT / "content/enterprises.yml").read_text("utf-8"))
    assert len(names) == 64
    published = "".join(path.read_text("utf-8") for path in demo_site.rglob("*.html"))

    assert [name for name in names if name in published] == []


def test_pages_ask_other_hosts_for_nothing(demo_site: Path) -> None:
    asked = set()
    for path in [*demo_site.rglob("*.html"), *demo_site.rglob("*.css")]:
        text = path.read_text("utf-8")
        asked.update(re.findall(r'(?:src="|<link rel="(?:stylesheet|icon|preconnect)" href="|url\()(https?://[^")]+)', text))

    assert asked == set()
