"""The five programmes of the demo: each change of a record fails exactly the published figures that rest on it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from icalendar import Calendar

from taizhang.checking import Checked, check, content_of, today
from taizhang.counts import COUNTED, COUNTS, total
from taizhang.problems import ContentError
from taizhang.records import Scope
from taizhang.registers import VIEW
from tests.conftest import ROOT
from tests.test_build import files_of

Change = Callable[[Path], None]


def load(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  # it makes nothing but text


def store(file: Path, tree: Any) -> None:
    file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")


def record(pattern: str, id_: str, change: Callable[[Any], object]) -> Change:
    """Return the change of the one record `id_` in the files of a pattern."""

    def apply(content: Path) -> None:
        changed = 0
        for file in sorted(content.glob(pattern)):
            tree = load(file)
            for one in tree if isinstance(tree, list) else ():
                if one["编号"] == id_:
                    change(one)
                    changed += 1
            store(file, tree)
        assert changed == 1, f"{changed} records {id_}"

    return apply


def issue(id_: str, ledger: str, change: Callable[[Any], object]) -> Change:
    return record(f"ledgers/{ledger}/*.yml", id_, change)


def last(event: str, **changes: str) -> Callable[[Any], object]:
    """Return what sets fields of the last event of a kind."""

    def change(one: Any) -> None:
        found = [entry for entry in one["办理过程"] if entry["事项"] == event]
        found[-1].update(changes)

    return change


def handled(day: str) -> Callable[[Any], object]:
    """Return what reports an issue in progress as solved on `day`."""
    return lambda one: one["办理过程"].append({"日期": day, "事项": "办结", "结果": "已解决"})


def off_its_slip(one: Any) -> None:
    for entry in one["办理过程"]:
        entry.pop("交办单", None)


def without_policy(ledger: str, policy: str) -> Change:
    """Return the change that takes a policy off every issue of a ledger."""

    def apply(content: Path) -> None:
        found = 0
        for file in sorted(content.glob(f"ledgers/{ledger}/2*.yml")):
            tree = load(file)
            for one in tree:
                policies = one.get("相关政策", [])
                if policy in policies:
                    one["相关政策"] = [id_ for id_ in policies if id_ != policy]
                    found += 1
            store(file, tree)
        assert found

    return apply


def no_session(one: Any) -> None:
    del one["活动"]


def fewer(name: str) -> Callable[[Any], object]:
    return lambda one: one.__setitem__(name, str(int(one[name]) - 1))


CHANGES = {
    "daan state": (issue("BQ-2022-0053", "bing-2022", handled("2022-10-31")), {("daan-total", "办结数"), ("daan-total", "未办结数")}),
    "daan slip": (issue("BQ-2022-0077", "bing-2022", off_its_slip), {("daan-jiaoban", "交办单问题数")}),
    "daan session": (record("sessions/bing.yml", "bing-zj-02", fewer("参加企业数")), {("daan-zoufang", "参加企业数")}),
    "daan match": (issue("BQ-2022-0034", "bing-2022", lambda one: one.pop("相关政策")), {("daan-total", "对接政策数")}),
    "haining state": (issue("DS-2018-0013", "ding-2018", handled("2018-12-29")), {("haining-total", "办结数")}),
    "haining slip": (issue("DS-2018-0061", "ding-2018", off_its_slip), {("haining-slips", "交办单问题数")}),
    "haining session": (record("sessions/ding.yml", "ding-hs-06", lambda one: one.update(日期="2019-01-09", 承诺事项=[])), {("haining-huishang", "举办期数")}),
    "haining match": (without_policy("ding-2018", "ding-wujin"), {("haining-zhengce", "对接政策数")}),
    "shanzhou state": (issue("WQ-2023-0033", "wu-2023", handled("2023-10-31")), {("shanzhou-total", "解决数"), ("shanzhou-total", "未办结数")}),
    "shanzhou slip": (issue("WQ-2023-0007", "wu-2023", off_its_slip), {("shanzhou-jiaoban", "交办单问题数")}),
    "shanzhou session": (record("sessions/wu.yml", "wu-m01", fewer("参加企业数")), {("shanzhou-mianduimian", "参加企业数")}),
    "shanzhou match": (record("resources/wu.yml", "wu-x01", lambda one: one.pop("对接")), {("shanzhou-qingdan", "已对接需求数"), ("shanzhou-qingdan", "未对接需求数")}),
    "yongzhou state": (issue("YI-0086", "yi-2021", last("办结", 结果="部分解决")), {("yongzhou-total", "解决数")}),
    "yongzhou slip": (issue("YI-0021", "yi-2021", off_its_slip), {("yongzhou-jiaoban", "交办单问题数")}),
    "yongzhou session": (issue("YI-0021", "yi-2021", no_session), {("yongzhou-zhutiri", "会上提出数")}),
    "yongzhou match": (without_policy("yi-2021", "huode-dianli"), {("yongzhou-zhengce", "对接政策数")}),
    "guilin state": (issue("JA-2021-0262", "jia-2021", last("办结", 结果="部分解决")), {("guilin-total", "解决数"), ("guilin-total", "解决率")}),
    "guilin slip": (issue("JA-2021-0154", "jia-2021", off_its_slip), {("guilin-jiaoban", "交办单问题数")}),
    "guilin session": (issue("JA-2021-0154", "jia-2021", no_session), {("guilin-jiedairi", "会上提出数")}),
    "guilin match": (without_policy("jia-2021", "jigai-buzhu"), {("guilin-zhengce", "对接政策数")}),
}  # fmt: skip


def differing(content: Path) -> set[tuple[str, str]]:
    """Return the claims and indicators that the records do not give."""
    with pytest.raises(ContentError) as raised:
        check(content_of(content, content.parent), today())
    problems = raised.value.problems
    assert {problem.code for problem in problems} == {"claim_differs"}, [problem.message("zh") for problem in problems]
    return {(str(problem.values["id"]), str(problem.path[-1])) for problem in problems}


@pytest.fixture(scope="module")
def demo() -> Checked:
    return check(content_of(ROOT / "content", ROOT), today())


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_fails_exactly_its_claim(name: str, tmp_path: Path) -> None:
    change, expected = CHANGES[name]
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    change(content)

    assert differing(content) == expected


@pytest.mark.parametrize(
    ("claim", "value", "said"),
    [
        ("解决率: 81.5%", "81.5%", "217/266"),
        ("解决率: 82%", "82%", "217/266"),
        ("解决数: 1502/1531", "1502/1531", ""),
        ("交办单问题数: 433/176", "433/176", ""),
    ],
)  # fmt: skip
def test_what_does_not_hold_or_is_reckoned_is_refused_with_its_reason(claim: str, value: str, said: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    scope = "工作机制: ding" if "交办单" in claim else "台账: jia-2021"
    (content / "claims/other.yml").write_text(f"- {{编号: other, 名称: 另一份材料, 范围: {{{scope}}}, 公布数据: {{{claim}}}}}\n", "utf-8")

    with pytest.raises(ContentError) as raised:
        check(content_of(content, tmp_path), today())

    (problem,) = raised.value.problems
    assert problem.code == ("claim_arithmetic" if "/" in value else "claim_differs")
    assert value in problem.message("zh")
    assert said in problem.message("zh")
    assert (problem.file, problem.line) == ("content/claims/other.yml", 1)


def test_reported_figures_are_not_reckoned_with(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    (content / "claims/other.yml").write_text("- {编号: other, 名称: 另一份材料, 引用数据: [{名称: 解决率, 数值: 1502/1531}]}\n", "utf-8")

    with pytest.raises(ContentError) as raised:
        check(content_of(content, tmp_path), today())

    assert [problem.code for problem in raised.value.problems] == ["claim_arithmetic"]


def test_the_demo_shows_every_mechanism(demo: Checked) -> None:
    portal = demo.facts.portal

    assert len(portal.programmes) == 5
    for programme in portal.programmes.values():
        assert len(programme.flow) >= 5, programme.id
        assert programme.explanation, programme.id
        assert programme.demo, programme.id
    assert {step.view for programme in portal.programmes.values() for step in programme.flow} >= {term.id for term in VIEW} - {
        "claims",
        "evaluations",
        "performance",
    }
    named = [(programme.id, one.id) for programme in portal.programmes.values() for one in programme.mechanisms]
    assert len(named) == len(set(named))
    # two programmes have a list of the same name
    assert {"jia", "wu"} <= {programme for programme, mechanism in named if mechanism == "siyi"}


def test_every_count_of_a_register_is_published_somewhere(demo: Checked) -> None:
    claimed = {COUNTED.by_spelling[key] for claim in demo.portal.claims.values() for key in claim.expect if key in COUNTED.by_spelling}

    assert {"sessions", "session_issues", "slips", "slip_issues", "team_enterprises", "team_officers", "suggestions", "demands_met",
            "projects", "causes", "financing", "credit", "land"} <= claimed  # fmt: skip


@pytest.mark.parametrize(
    ("programme", "count", "number"),
    [
        ("bing", "suggestions", 40), ("bing", "financing", 140_000_000), ("bing", "credit", 290_000_000), ("bing", "team_enterprises", 45),
        ("ding", "slips", 70), ("ding", "slip_issues", 176), ("wu", "demands", 16), ("wu", "demands_met", 10), ("wu", "projects", 14),
        ("yi", "sessions", 16), ("yi", "causes", 6), ("jia", "sessions", 3), ("jia", "session_enterprises", 11), ("jia", "session_issues", 29),
    ],
)  # fmt: skip
def test_the_registers_give_back_the_published_figures(demo: Checked, programme: str, count: str, number: int) -> None:
    assert total(COUNTS[count].items(demo.facts, Scope(programme=programme))) == number


def test_each_series_has_its_calendar(demo: Checked, demo_site: Path) -> None:
    for series in demo.facts.portal.series:
        text = (demo_site / f"calendars/{series}.ics").read_text("utf-8")
        sessions = {one.id for one in demo.facts.portal.sessions.values() if one.series == series}
        assert set(re.findall(r"UID:(.+)@taizhang", text)) == sessions
        assert len(Calendar.from_ical(text).walk("VEVENT")) == len(sessions)
    text = (demo_site / "calendars/yi-zhutiri.ics").read_text("utf-8")
    first = text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT")]
    assert "DTSTART:20211025T120000Z" in first  # 20:00 in the portal's zone
    assert "招工用工" in first


def test_figures_in_prose_are_reckoned(demo_site: Path) -> None:
    page = (demo_site / "stories/index.html").read_text("utf-8")

    for shown in ('#collected">266</a>', '#solved">217</a>', '#solved">81.6%</a>', '#claims">29</a>'):
        assert shown in page
    assert "{{" not in page.partition("<article")[2].partition("</article>")[0]


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("jia-2021 解决数", ""), ("all 收集数", ""), ("jia 会上提出数", ""), ("jia 解决率", ""), ("jia-2021", "figure_syntax"),
        ("jia-2022 解决数", "figure_scope"), ("jia-2021 解决", ""), ("jia-2021 解决树", "unknown_indicator"), ("jia-2021 举办期数", "unknown_indicator"),
    ],
)  # fmt: skip
def test_a_figure_in_prose_is_one_there_is(figure: str, code: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    (content / "pages/more.md").write_text(f"第一行\n\n共 {{{{ figure {figure} }}}} 件\n", "utf-8")

    found = ContentError([])
    try:
        check(content_of(content, tmp_path), today())
    except ContentError as error:
        found = error

    assert [(problem.code, problem.line, problem.column) for problem in found.problems] == ([(code, 3, 3)] if code else [])


def test_the_demo_is_the_same_bytes_whatever_the_seed(tmp_path: Path) -> None:
    """Sets are walked in another order by each process: nothing that is published may follow it."""
    for name in ("content", "mkdocs.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    command = (sys.executable, "-c", "from taizhang.cli import run; run()", "build", "-q", "--as-of", today().isoformat())
    made = []
    for seed in "12":
        subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        made.append(files_of(tmp_path / "site"))

    assert [name for name in made[0] if made[0][name] != made[1].get(name)] == []
    assert made[0].keys() == made[1].keys()
