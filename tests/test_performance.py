"""Performance by period: changes on the period and the year before, weeks, and places, which no public page shows unasked."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Project
from tests.test_disclosure import published
from tests.test_figures import Crawl, Page, overview

CUT = dt.date(2022, 6, 30)

UNITS = """
- {编号: zhujian, 名称: 测试市住房和城乡建设局, 简称: 市住建局}
- {编号: jiaotong, 名称: 测试市交通运输局, 简称: 市交通局}
- {编号: shuiwu, 名称: 测试市水务局, 简称: 市水务局}
- {编号: keji, 名称: 测试市科学技术局, 简称: 市科技局}
"""


def issue(id_: str, received: str, unit: str, handled: str = "", outcome: str = "已解决", *, ledger_due: str = "10天") -> str:
    """Return an issue that is assigned on the day after its receipt, and handled or not."""
    day = dt.date.fromisoformat(received)
    done = f"    - {{日期: {handled}, 事项: 办结, 结果: {outcome}}}\n" if handled else ""
    return (
        f"- 编号: {id_}\n  标题: 问题{id_}\n  收到日期: {day}\n  办理过程:\n    - {{日期: {day}, 事项: 受理}}\n"
        f"    - {{日期: {day + dt.timedelta(1)}, 事项: 交办, 主办单位: {unit}, 时限: {ledger_due}}}\n{done}"
    )


def several(prefix: str, number: int, month: str, unit: str, *, late: int = 0) -> str:
    """Return `number` issues of a month, of which the last `late` are handled late."""
    days = [(f"{month}-{1 + n % 5:02}", f"{month}-{25 if n >= number - late else 9:02}") for n in range(number)]
    return "".join(issue(f"{prefix}-{n}", received, unit, handled) for n, (received, handled) in enumerate(days))


# March 2021: 2 received, 1 solved (50 %). February 2022: 3, 1 (33.3 %). March 2022: 4, 3 (75 %).
ISSUES = (
    issue("A-1", "2021-03-02", "市交通局", "2021-03-08")
    + issue("A-2", "2021-03-03", "市住建局", "2021-03-09", "部分解决")
    + issue("B-1", "2022-02-08", "市交通局", "2022-02-11")
    + issue("B-2", "2022-02-09", "市交通局", "2022-03-03", "部分解决")
    + issue("B-3", "2022-02-10", "市住建局", "2022-03-01", "部分解决")
    + issue("C-1", "2022-03-01", "市住建局", "2022-03-08")
    + issue("C-2", "2022-03-02", "市交通局", "2022-03-09")
    + issue("C-3", "2022-03-03", "市交通局", "2022-03-10")
    + issue("C-4", "2022-03-07", "市水务局")
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """The portal of these issues, built once."""
    from tests.conftest import BASE

    project = Project(tmp_path_factory.mktemp("performance")).write({**BASE, "units.yml": UNITS}).issues(ISSUES)
    project.build(CUT)
    return Crawl(project.site)


def row_of(page: Page, indicator: str) -> list[str]:
    """Return what a period's page says of an indicator: now, before, the change, a year before, the change since."""
    cells: dict[str, Any] = overview(page)[indicator]
    return [cells[column].text_content().strip() for column in ("本期", "上期", "环比", "上年同期", "同比")]


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("collected", ["4", "3", "+1（+33.3%）", "2", "+2（+100.0%）"]),
        ("handled_in", ["5", "1", "+4（+400.0%）", "2", "+3（+150.0%）"]),
        ("late_in", ["2", "0", "+2", "0", "+2"]),
        ("returned_in", ["0", "0", "±0", "0", "±0"]),
        ("solving_rate", ["75.0% 3/4", "33.3%", "+41.7 个百分点", "50.0%", "+25.0 个百分点"]),
        ("on_time_rate", ["75.0% 3/4", "33.3%", "+41.7 个百分点", "100.0%", "−25.0 个百分点"]),
        ("satisfaction_rate", ["—", "—", "—", "—", "—"]),
        ("median_days", ["7 天 3 件", "19 天", "−12", "6 天", "+1"]),
    ],
)
def test_a_month_stands_beside_the_one_before_and_that_of_the_year_before(site: Crawl, indicator: str, expected: list[str]) -> None:
    assert row_of(site.pages["performance/2022-03.html"], indicator) == expected


def test_there_is_no_change_on_a_period_without_records(site: Crawl) -> None:
    assert row_of(site.pages["performance/2021-03.html"], "collected") == ["2", "—", "—", "—", "—"]
    assert row_of(site.pages["performance/2021.html"], "solving_rate") == ["50.0% 1/2", "—", "—", "—", "—"]


def test_a_quarter_is_the_sum_of_its_months(site: Crawl) -> None:
    assert row_of(site.pages["performance/2022-q1.html"], "collected") == ["7", "—", "—", "2", "+5（+250.0%）"]
    assert row_of(site.pages["performance/2021.html"], "handled_in")[0] == "2"


def test_a_part_of_a_period_is_not_compared_with_a_whole_one(site: Crawl) -> None:
    """The data end in the middle of 2022."""
    page = site.pages["performance/2022.html"]

    assert row_of(page, "handled_in") == ["6", "—", "—", "—", "—"]
    assert "本期尚未结束，不作环比、同比。" in page.text.decode()
    assert "尚未结束" not in site.pages["performance/2022-q2.html"].text.decode()


def test_a_change_of_a_rate_is_the_difference_of_the_rates_that_are_shown(site: Crawl) -> None:
    checked = 0
    for page in site.pages.values():
        for indicator, cells in overview(page).items():
            now, before, change, year_before, year_change = row_of(page, indicator)
            for then, moved in ((before, change), (year_before, year_change)):
                if indicator.endswith("_rate") and "%" in now and "%" in then:
                    difference = Decimal(now.split("%")[0]) - Decimal(then.split("%")[0])
                    sign = "+" if difference > 0 else "−" if difference else "±"
                    assert moved == f"{sign}{abs(difference):.1f} 个百分点", (page.address, indicator)
                    checked += 1
            assert len(cells) == 5
    assert checked > 15


def test_units_stand_in_order_of_establishment(site: Crawl) -> None:
    found = site.pages["performance/2022-03.html"].find("//table[@class='tz-figures']/tbody/tr/th/a[contains(@href,'units/')]/text()")

    assert found == ["测试市住房和城乡建设局", "测试市交通运输局", "测试市水务局"]  # 市水务局 has the worst rates; 市科技局 had nothing
    assert "按单位设置顺序排列，不分先后。" in site.pages["performance/2022-03.html"].text.decode()


def test_a_week_shows_what_came_in_and_what_was_done_by_each_unit(site: Crawl) -> None:
    page = site.pages["performance/2022-w09.html"]  # 28 February to 6 March

    def shown(anchor: str) -> list[str]:
        _, kept = page.rules[anchor]
        rows = page.find("//table[@class='tz-sheet']/tbody/tr")
        return sorted(row.find("td").text_content() for row in rows if kept <= set(row.get("class").split(" ")))

    assert shown("collected") == ["C-1", "C-2", "C-3"]
    assert shown("collected-jiaotong") == ["C-2", "C-3"]
    assert shown("handled_in") == shown("late_in") == ["B-2", "B-3"]
    assert shown("handled_in-zhujian") == ["B-3"]
    assert "overdue_end" not in page.rules
    lines = {
        row.findtext("th/a"): [cell.text_content() for cell in row.findall("td")]
        for row in page.find("//table[@class='tz-index']/tbody/tr")
    }
    assert (lines["收集数"], lines["本期办结"], lines["期末超期未办结"]) == (["3", "+3"], ["2", "+2"], ["0", "−2（−100.0%）"])
    units = page.find("//table[@class='tz-figures']/tbody/tr/th/a/text()")
    assert units == ["测试市住房和城乡建设局", "测试市交通运输局"]
    assert site.faults == []


def test_a_week_lists_by_day_what_was_handled_and_cleared(project: Project) -> None:
    cleared = "    - {日期: 2022-03-09, 事项: 销号, 核验: 企业确认}\n"
    first = issue("D-1", "2022-03-01", "市住建局", "2022-03-08") + cleared
    project.issues(first + issue("D-2", "2022-03-01", "市住建局", "2022-03-09") + issue("D-3", "2022-03-02", "市住建局", "2022-03-15"))
    project.write({"units.yml": UNITS}).build(CUT)

    days = Page("", (project.site / "performance/2022-w10.html").read_bytes()).find(
        "//h2[@id='daily']/following-sibling::table[1]/tbody/tr"
    )

    assert [[cell.text_content().split() for cell in row] for row in days] == [
        [["2022-03-08"], ["D-1"], ["—"]],
        [["2022-03-09"], ["D-2"], ["D-1"]],
    ]


def test_what_is_overdue_at_the_end_of_a_week_is_named_until_it_is_handled(site: Crawl) -> None:
    weeks = [key for key, page in site.pages.items() if re.match(r"performance/2022-w", key) and "overdue_end-shuiwu" in page.rules]

    assert weeks[0] == "performance/2022-w11.html"  # due on 18 March 2022, a Friday; 14 to 20 March
    assert weeks[-1] == "performance/2022-w26.html"  # the week of the cut
    assert len(weeks) == 16


def test_every_week_can_be_found(site: Crawl) -> None:
    """Each from the index, or from the page of its month."""
    linked = {
        href.partition("#")[0]
        for key, page in site.pages.items()
        if key.startswith("performance/")
        for href in page.find("//article//a/@href")
    }

    weeks = [key.removeprefix("performance/") for key in site.pages if re.match(r"performance/\d{4}-w", key)]
    assert len(weeks) > 10
    assert [week for week in weeks if week not in linked] == []


# --- places ---

PLACED = several("E", 8, "2022-03", "市住建局") + several("F", 8, "2022-03", "市交通局", late=8) + several("G", 2, "2022-03", "市水务局")
LEDGERS = {
    "programmes.yml": "[{编号: p1, 名称: 甲机制}, {编号: p2, 名称: 乙机制}]\n",
    "ledgers/l1/ledger.yml": "{编号: l1, 名称: 甲台账, 工作机制: 甲机制, 公开属性: 主动公开}\n",
    "ledgers/l2/ledger.yml": "{编号: l2, 名称: 乙台账, 工作机制: 乙机制, 公开属性: 主动公开}\n",
    "ledgers/l3/ledger.yml": "{编号: l3, 名称: 丙台账, 工作机制: 乙机制, 公开属性: 主动公开}\n",
    "ledgers/l2/a.yml": several("H", 3, "2022-03", "市住建局", late=3),
    "ledgers/l3/a.yml": several("I", 3, "2022-03", "市住建局", late=3) + several("J", 6, "2022-03", "市科技局"),
}
RANKING_WORDS = ("名次", "不排名", "并列", "得分", "威尔逊", "tz-ranking")


def placed(project: Project, sections: str, rule: str = "") -> Project:
    """Return the portal of three units and two programmes with these settings."""
    setting = f"名称: 测试门户\n{f'栏目: {{{sections}}}' if sections else ''}\n{rule}\n"
    return project.issues(PLACED).write({**LEDGERS, "units.yml": UNITS, "portal.yml": setting})


def places(project: Project, period: str = "2022-03", folder: str = "site") -> dict[str, list[tuple[str, str, str]]]:
    """Return the places on the page of a period: of each programme unit, place and score."""
    page = Page("", (project.folder / folder / f"performance/{period}.html").read_bytes())
    return {
        heading.text_content().partition("：")[2]: [
            (row.findtext("th"), *(cell.text_content() for cell in row.findall("td")[:2]))
            for row in heading.xpath("following-sibling::table[1]/tbody/tr")
        ]
        for heading in page.find("//h2[starts-with(text(),'名次')]")
    }


@pytest.mark.parametrize("sections", ["", "排名: 不设", "排名: 内部"])
def test_no_public_page_places_units_unless_that_is_turned_on(project: Project, sections: str) -> None:
    placed(project, sections, "排名规则: {最少件数: 3}").build(CUT)

    everything = published(project.site).decode("utf-8", "replace")
    assert [word for word in RANKING_WORDS if word in re.sub(r"不分先后", "", everything) and word != "tz-ranking"] == []
    assert not [path for path in project.site.rglob("*.html") if b"tz-ranking" in path.read_bytes()]


def test_units_are_placed_within_their_programme(project: Project) -> None:
    placed(project, "排名: 公开", "排名规则: {最少件数: 3, 权重: {按期办结率: 100}}").build(CUT)

    assert places(project) == {
        "甲机制": [
            ("测试市住房和城乡建设局", "第 1 名", "100.0"),
            ("测试市交通运输局", "第 2 名", "0.0"),
            ("测试市水务局", "不排名", "100.0"),
        ],
        "乙机制": [("测试市科学技术局", "第 1 名", "100.0"), ("测试市住房和城乡建设局", "第 2 名", "0.0")],
    }
    page = project.page("performance/2022-03.html")
    assert "收到事项不足 3 件的单位列出但不排名" in page
    assert page.index("各单位办理情况") < page.index("名次：甲机制")
    order = re.findall(r"<tr><th scope=\"row\"><a href=\"\.\./units/(\w+)\.html\">", page)
    assert order == ["zhujian", "jiaotong", "shuiwu", "keji"]  # the table of units keeps its order
    assert not [path.name for path in (project.site / "performance").glob("*-w*.html") if b"tz-ranking" in path.read_bytes()]


def test_a_unit_below_the_minimum_stands_last_and_without_a_place(project: Project) -> None:
    """Though its score is the best there is."""
    placed(project, "排名: 公开", "排名规则: {最少件数: 8, 权重: {按期办结率: 60, 解决率: 40}}").build(CUT)

    found = places(project)
    assert [(unit, place) for unit, place, _ in found["甲机制"]] == [
        ("测试市住房和城乡建设局", "第 1 名"), ("测试市交通运输局", "第 2 名"), ("测试市水务局", "不排名"),
    ]  # fmt: skip
    assert "乙机制" in found
    assert "本期各单位收到的事项均不足 8 件，不排名。" in project.page("performance/2022-03.html")


def test_what_the_numbers_do_not_tell_apart_shares_a_place(project: Project) -> None:
    """Seven of eight and six of eight, and of a month without enough issues none is placed."""
    issues = several("E", 8, "2022-03", "市住建局", late=1) + several("F", 8, "2022-03", "市交通局", late=2)
    placed(project, "排名: 公开", "排名规则: {权重: {按期办结率: 100}}").issues(issues).build(CUT)

    assert places(project)["甲机制"] == [
        ("测试市住房和城乡建设局", "并列第 1 名", "87.5"), ("测试市交通运输局", "并列第 1 名", "75.0"),
    ]  # fmt: skip
    assert "综合得分按权重（按期办结率 100）加权" in project.page("performance/2022-03.html")


def test_the_trend_shows_every_month_and_its_numbers_lead_on(site: Crawl) -> None:
    page = site.pages["performance/index.html"]
    months = page.find("//table[contains(@class,'tz-trend')]/tbody/tr")

    assert [row.findtext("th/a") for row in months][-1] == "2022年6月"
    march = next(row for row in months if row.findtext("th/a") == "2022年3月")
    assert [cell.text_content() for cell in march.findall("td")] == ["4", "5", "0", "1", "1", "75.0% 3/4", "75.0% 3/4"]
    assert march.find("th/span").get("style") == "width:100%"
