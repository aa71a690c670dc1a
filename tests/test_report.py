"""Reports: the bulletin on a period says what the period's page says; a frozen period stays as it was published."""

import datetime as dt
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from taizhang.indicators import INDICATORS, Rate
from taizhang.periods import parse_period
from taizhang.reports import Bulletin, as_markdown, bulletin
from taizhang.site import Site
from tests.conftest import Project
from tests.test_cli import here, invoke, run
from tests.test_figures import Crawl, Page, half_up, overview

__all__ = ["here"]  # the fixture

CUT = dt.date(2021, 6, 30)

# SECRET-… and 不公开… must never be seen.
ISSUES = """
- 编号: A-1
  标题: 厂区门口没有公交站
  类别: 交通出行
  收到日期: 2021-03-02
  相关政策: [bus-subsidy]
  办理过程:
    - {日期: 2021-03-02, 事项: 受理}
    - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 时限: 15个工作日}
    - {日期: 2021-03-08, 事项: 答复企业}
    - {日期: 2021-03-20, 事项: 办结, 结果: 已解决}
    - {日期: 2021-03-22, 事项: 回访, 联系情况: 已联系, 企业认定: 已解决, 评价: 满意}
    - {日期: 2021-03-23, 事项: 销号, 核验: [企业确认]}
- 编号: A-2
  标题: 贷款续期
  类别: 融资服务
  收到日期: 2021-04-06
  办理过程:
    - {日期: 2021-04-06, 事项: 受理}
    - {日期: 2021-04-07, 事项: 交办, 主办单位: 市交通局, 时限: 10天}
    - {日期: 2021-04-09, 事项: 退回, 原因: 不属职责}
    - {日期: 2021-04-12, 事项: 交办, 主办单位: 市住建局, 时限: 10天}
    - {日期: 2021-04-20, 事项: 办结, 结果: 部分解决}
    - {日期: 2021-04-22, 事项: 回访, 联系情况: 已联系, 企业认定: 未解决, 评价: 不满意}
- 编号: A-3
  标题: 用水压力不足 | 竖线
  类别: 交通出行
  收到日期: 2021-04-08
  办理过程:
    - {日期: 2021-04-08, 事项: 受理}
    - {日期: 2021-04-09, 事项: 交办, 主办单位: 市交通局, 时限: 5天}
    - {日期: 2021-04-20, 事项: 督办, 督办方式: 督办单, 文号: 1号}
- 编号: A-4
  标题: 围挡
  类别: 交通出行
  收到日期: 2021-04-09
  办理过程:
    - {日期: 2021-04-09, 事项: 受理}
    - {日期: 2021-04-10, 事项: 交办, 主办单位: 市交通局, 时限: 1个月}
    - {日期: 2021-04-28, 事项: 办结, 结果: 已解决}
- 编号: SECRET-1
  标题: 不公开的
  公开属性: 不予公开
  类别: 交通出行
  收到日期: 2021-04-10
  办理过程:
    - {日期: 2021-04-10, 事项: 受理}
    - {日期: 2021-04-11, 事项: 交办, 主办单位: 市交通局, 时限: 5天}
"""
HEADINGS = ["一、总体情况", "二、办理情况", "三、回访情况", "四、热点难点", "五、存在问题", "六、下步工作"]


@pytest.fixture
def april(here: Project) -> Project:
    """A portal with something to say of April 2021."""
    return here.issues(ISSUES)


def paper_of(project: Project, period: str = "2021-04", language: str = "zh", cut: dt.date = CUT) -> Bulletin:
    return bulletin(Site(project.check(as_of=cut).facts, language), parse_period(period))


def page_of(project: Project, period: str = "2021-04") -> Page:
    address = f"performance/{period}.html"
    return Page(address, (project.site / address).read_bytes())


def page_values(project: Project, period: str = "2021-04", column: str = "本期") -> dict[str, str]:
    """Return what the page of a period says of the whole portal in a column."""
    lines = overview(page_of(project, period))
    return {id_: cells[column].text_content().strip() for id_, cells in lines.items()}


# --- what it says ---


def test_the_values_of_a_bulletin_are_those_of_the_page(april: Project) -> None:
    april.build(CUT)

    page = page_values(april)

    values = paper_of(april).values
    assert [value.indicator for value in values] == list(page)
    for value in values:
        shown = "—" if value.amount is None else f"{value.amount:f}" + ("%" if isinstance(INDICATORS[value.indicator], Rate) else "")
        assert page[value.indicator].split(" ")[0] == shown
        if isinstance(INDICATORS[value.indicator], Rate) and value.denominator:
            assert page[value.indicator] == f"{half_up(value.numerator, value.denominator)} {value.numerator}/{value.denominator}"


def test_the_text_of_a_bulletin_says_these_values(april: Project) -> None:
    text = as_markdown(paper_of(april))
    values = {value.indicator: value for value in paper_of(april).values}

    def number(pattern: str) -> tuple[str, ...]:
        found = re.search(pattern, text)
        assert found, pattern
        return found.groups()

    def amounts(*ids: str) -> tuple[str, ...]:
        return tuple(str(values[id_].numerator) for id_ in ids)

    assert number(r"共收集企业诉求 (\d+) 件（环比增加 (\d+) 件，增长 ([\d.]+)%）") == ("3", "2", "200.0")
    assert (
        number(r"交办 (\d+) 件次，办结 (\d+) 件次，销号 (\d+) 件") == amounts("assigned_in", "handled_in", "cleared_in") == ("4", "2", "0")
    )
    assert number(r"截至 2021年4月30日，尚未办结 (\d+) 件，其中超期未办结 (\d+) 件") == amounts("open_end", "overdue_end") == ("1", "1")
    assert number(r"退回 (\d+) 件次，延期 (\d+) 件次，重办 (\d+) 件次，发出督办文书 (\d+) 件次，逾期办结 (\d+) 件次") == amounts(
        "returned_in", "extended_in", "reopened_in", "supervised_in", "late_in"
    )
    for label, id_ in (
        ("办结率", "handling_rate"),
        ("解决率", "solving_rate"),
        ("按期办结率", "on_time_rate"),
        ("响应率", "response_rate"),
    ):
        assert number(rf"[，中]{label} ([\d.]+)%（(\d+)/(\d+)）") == (f"{values[id_].amount:f}", *map(str, values[id_][2:]))
    assert "按期办结率 66.7%（2/3）（环比下降 33.3 个百分点）" in text
    assert "反映较多的依次为：交通出行 2 件（占 66.7%）；融资服务 1 件（占 33.3%）。" in text
    assert "企业评价不满意的 1 件（A-2）" in text
    assert "一是 1 件超期未办结，涉及 1 个单位，详见附件 2。" in text


def test_a_bulletin_in_markdown_has_six_sections_and_two_tables(april: Project) -> None:
    text = as_markdown(paper_of(april))

    assert text.startswith("# 测试门户企业问题办理情况通报（2021年4月）\n\n**送审稿**　测试市营商办\n")
    assert re.findall(r"(?m)^## (.*)$", text) == [*HEADINGS, "附件1　各单位情况统计表", "附件2　超期未办结清单"]
    assert "（此处由人工填写）" in text
    tables = [
        [line.strip("| ").split(" | ") for line in part.strip().splitlines()] for part in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    ]
    assert [[len(set(map(len, table))), len(table)] for table in tables] == [[1, 4], [1, 3]]
    assert tables[0][2][:4] == ["1", "测试市交通运输局", "2", "1"]
    assert tables[1][2] == ["1", "A-3", "用水压力不足 ／ 竖线", "测试市交通运输局", "2021-04-14", "16"]


def test_the_units_of_a_bulletin_are_those_of_the_page(april: Project) -> None:
    april.build(CUT)
    table = paper_of(april).tables[0]

    rows = page_of(april).find("//table[@class='tz-figures'][1]/tbody/tr[th/a[contains(@href,'units/')]]")
    page = {row.findtext("th/a"): [cell.text_content().split(" ")[0] for cell in row.findall("td")] for row in rows}
    columns = table.columns[2:7]
    assert [row[1] for row in table.rows] == list(page)
    assert {row[1]: list(row[2:7]) for row in table.rows} == {unit: cells[:5] for unit, cells in page.items()}, columns


@pytest.mark.parametrize("form", ["md", "json", "docx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_public_is_in_no_bulletin(april: Project, form: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taizhang.cli.LANGUAGE", language)

    done = invoke("report", "--period", "2021-04", "--format", form, "--out", f"r.{form}", "--as-of", "2021-06-30")

    assert (done.exit_code, done.stdout) == (0, "")
    data = (april.folder / f"r.{form}").read_bytes()
    if form == "docx":
        with zipfile.ZipFile(april.folder / "r.docx") as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    text = data.decode("utf-8", "replace")
    assert "A-3" in text
    assert "SECRET" not in text
    assert "不公开的" not in text
    assert ("总体情况" in text) == (language == "zh")


def test_a_bulletin_goes_to_the_screen_where_no_file_is_named(april: Project) -> None:
    text = invoke("report", "--period", "2021-04", "--as-of", "2021-06-30")
    data = invoke("report", "--period", "2021-04", "--as-of", "2021-06-30", "--format", "json")

    assert (text.exit_code, text.stdout) == (0, as_markdown(paper_of(april)))
    assert (data.exit_code, data.stderr) == (0, "")
    found = json.loads(data.stdout)
    assert (found["title"], found["period"], found["as_of"]) == ("测试门户企业问题办理情况通报（2021年4月）", "2021-04", "2021-06-30")
    assert sorted(path.name for path in april.folder.iterdir()) == ["content", "mkdocs.yml"]


def test_the_data_of_a_bulletin_hold_its_values(april: Project) -> None:
    found = json.loads(
        msgspec.json.encode(json.loads(invoke("report", "--period", "2021-04", "--as-of", "2021-06-30", "--format", "json").stdout))
    )

    assert len(found["sections"]) == 6
    assert [tuple(value.values()) for value in found["values"]] == [
        (value.indicator, None if value.amount is None else f"{value.amount:f}", value.numerator, value.denominator or None)
        for value in paper_of(april).values
    ]


def test_the_data_of_a_bulletin_say_what_they_hold(april: Project) -> None:
    found = json.loads(invoke("report", "--period", "2021-04", "--format", "json").stdout)

    assert [section["heading"] for section in found["sections"]] == HEADINGS
    assert all({"indicator", "numerator", "denominator"} <= value.keys() for value in found["values"])


def test_two_bulletins_of_one_day_are_the_same(april: Project) -> None:
    for form in ("md", "json", "docx"):
        for name in ("one", "two"):
            invoke("report", "--period", "2021-04", "--as-of", "2021-06-30", "--format", form, "--out", name)
        if form != "docx":
            assert Path("one").read_bytes() == Path("two").read_bytes()
        else:
            parts = [{info.filename: archive.read(info) for info in archive.infolist()} for archive in map(zipfile.ZipFile, ("one", "two"))]
            assert parts[0] == parts[1]


def test_the_program_writes_all_three_forms(april: Project) -> None:
    for form in ("md", "json", "docx"):
        done = run(
            april.folder, "taizhang", "report", "--period", "2021-04", "--format", form, "--out", f"r.{form}", "--as-of", "2021-06-30"
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", f"已写入：r.{form}\n")
    assert (april.folder / "r.md").read_text("utf-8") == as_markdown(paper_of(april))
    assert json.loads((april.folder / "r.json").read_bytes())["title"] == paper_of(april).title
    assert Document(str(april.folder / "r.docx")).core_properties.title == paper_of(april).title


# --- the paper ---


@pytest.fixture
def paper(april: Project) -> Any:
    """The Word document of April, read back."""
    done = invoke("report", "--period", "2021-04", "--format", "docx", "--as-of", "2021-06-30")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "已写入：2021-04.docx\n")
    return Document(str(april.folder / "2021-04.docx"))


def test_a_paper_is_laid_out_as_an_official_one(paper: Any) -> None:
    section = paper.sections[0]

    def millimetres(*lengths: Any) -> list[int]:
        return [round(length / Mm(1)) for length in lengths]

    assert millimetres(section.page_width, section.page_height) == [210, 297]
    assert millimetres(section.top_margin, section.bottom_margin, section.left_margin, section.right_margin) == [37, 35, 28, 26]
    assert len(paper.sections) == 1
    footer = section.footer.paragraphs[0]._p
    assert [node.text for node in footer.iter(qn("w:instrText"))] == ["PAGE"]
    assert [node.get(qn("w:fldCharType")) for node in footer.iter(qn("w:fldChar"))] == ["begin", "end"]
    assert section.footer.paragraphs[0].text.replace("PAGE", "") == "—  —"


def test_a_paper_says_what_the_bulletin_says(paper: Any, april: Project) -> None:
    said = paper_of(april)
    texts = [paragraph.text for paragraph in paper.paragraphs if paragraph.text]

    assert paper.core_properties.title == texts[1] == said.title
    assert texts[0] == "送审稿"
    assert [text for text in texts if re.match("[一二三四五六]、", text)] == HEADINGS
    body = [text for section in said.sections for text in (section.heading, *section.paragraphs)]
    assert texts[2 : 2 + len(body)] == body
    assert texts[2 + len(body) :] == [said.note, "测试市营商办", "附件1　各单位情况统计表", "附件2　超期未办结清单"]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables] == [
        [list(table.columns), *map(list, table.rows)] for table in said.tables
    ]


def test_the_body_of_a_paper_is_in_its_type(paper: Any, april: Project) -> None:
    body = {text for section in paper_of(april).sections for text in section.paragraphs}
    runs = [run for paragraph in paper.paragraphs if paragraph.text in body for run in paragraph.runs]

    assert len(runs) >= len(body) > 5
    assert {run.font.size for run in runs} == {Pt(16)}
    assert {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs} == {"仿宋_GB2312"}
    fonts = {
        paragraph.text: (run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size)
        for paragraph in paper.paragraphs
        for run in paragraph.runs
    }
    assert fonts[HEADINGS[0]] == ("黑体", Pt(16))
    assert fonts[paper_of(april).title] == ("方正小标宋简体", Pt(22))
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in paper.tables)


# --- what it refuses ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--period", "2021-13"], "“2021-13”不是期间，应为 2021、2021-q4 或 2021-11"),
        (["--period", "2021-q5"], "“2021-q5”不是期间"),
        (["--period", "四月"], "“四月”不是期间"),
        (["--period", "2021-w16"], "“2021-w16”不是期间"),
        (["--period", "0000"], "“0000”不是期间"),
        (["--period", "2019"], "2019 没有记录"),
        (["--period", "2021-04", "--as-of", "2021-03-31"], "2021-04 没有记录"),
        (["--period", "2021-04", "--content", "nowhere"], "没有内容文件夹：nowhere"),
        (["--period", "2021-04", "--format", "pdf"], "pdf"),
        ([], "--period"),
        (["--period", "2021-06", "--as-of", "2021-06-29", "--freeze"], "2021-06 没有记录"),
        (["--period", "2021-q2", "--as-of", "2021-06-29", "--freeze"], "2021-q2 尚未结束（数据截至 2021-06-29），不能定稿"),
        (["--period", "2021", "--as-of", "2021-06-30", "--freeze"], "2021 尚未结束"),
    ],
)
def test_wrong_use_is_refused_in_words(april: Project, arguments: list[str], said: str) -> None:
    if arguments[:2] == ["--period", "2021-06"]:
        april.issues(ISSUES.partition("- 编号: A-2")[0])  # nothing open, and nothing done, in June

    done = invoke("report", *arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (april.content / "published").exists()


def test_problems_in_content_stop_a_report(april: Project) -> None:
    april.issues("- {编号: A-1, 标题: 坏的, 收到日期: 2021-02-30}\n")

    done = invoke("report", "--period", "2021-02")

    assert (done.exit_code, "2021-02-30" in done.stdout) == (1, True)


def test_a_bulletin_is_drafted_of_a_period_that_is_not_over(april: Project) -> None:
    done = invoke("report", "--period", "2021-04", "--as-of", "2021-04-15")

    assert done.exit_code == 0
    assert "截至 2021年4月15日，尚未办结 3 件，其中超期未办结 1 件" in done.stdout


# --- frozen periods ---

FROZEN = "content/published/2021-04.yml"
DAY = r"\d{4}-\d\d-\d\d"


@pytest.fixture
def frozen(april: Project) -> Project:
    """The portal with April frozen on the last day of June."""
    done = invoke("report", "--period", "2021-04", "--freeze", "--as-of", "2021-06-30")
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"已定稿：{FROZEN}\n", "")
    return april


def corrections(project: Project, period: str = "2021-04") -> list[list[str]]:
    """Return the corrections on the page of a period."""
    page = page_of(project, period)
    return [
        [cell.text_content().strip() for cell in row.findall("td")]
        for row in page.find("//h2[@id='corrections']/following-sibling::table[1]/tbody/tr")
    ]


def test_freezing_writes_a_file_that_stays(frozen: Project) -> None:
    path = frozen.folder / FROZEN
    before = path.read_bytes()

    assert run(frozen.folder, "taizhang", "check").returncode == 0
    assert re.search(rf"期间: 2021-04\n统计截至: 2021-06-30\n定稿日期: {DAY}\n口径版本: \S+\n指标:\n", before.decode())
    assert "{范围: all, 指标: 收集数, 值: 3, 分子: 3, 编号: [" in before.decode()
    assert "{范围: all, 指标: 解决率, 值: 33.3%, 分子: 1, 分母: 3, 编号: [A-4]}" in before.decode()
    again = run(frozen.folder, "taizhang", "report", "--period", "2021-04", "--freeze")
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == f"{FROZEN} 已存在，定稿只增不改；更正会显示在该期页面的“更正说明”中\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize("spelling", ["2021-Q2", " 2021-q2 "])
def test_a_period_is_frozen_once_however_it_is_spelt(april: Project, spelling: str) -> None:
    first = invoke("report", "--period", "2021-q2", "--freeze", "--as-of", "2021-06-30")
    second = invoke("report", "--period", spelling, "--freeze", "--as-of", "2021-06-30")

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert [path.name for path in (april.content / "published").iterdir()] == ["2021-q2.yml"]


def test_a_frozen_period_without_corrections_says_when_it_was_frozen(frozen: Project) -> None:
    frozen.build()

    page = frozen.page("performance/2021-04.html")
    assert re.search(rf"本期数据已于 {DAY} 定稿（统计截至 2021-06-30，口径第 1 版）", page)
    assert page_values(frozen, column="定稿数据")["solving_rate"] == "33.3%"
    assert "更正说明" not in page
    assert "尚未定稿" in frozen.page("performance/2021-03.html")
    assert Crawl(frozen.site).faults == []


def test_a_correction_leaves_the_frozen_value_and_names_what_came_and_went(frozen: Project) -> None:
    changed = ISSUES.replace("收到日期: 2021-04-08\n", "收到日期: 2021-03-31\n").replace("日期: 2021-04-08, 事项", "日期: 2021-03-31, 事项")
    added = "".join(f"- {{编号: A-{number}, 标题: 补录, 收到日期: 2021-04-30}}\n" for number in (8, 9))
    frozen.issues(changed + added).build(CUT)

    rows = {row[1]: row[2:] for row in corrections(frozen) if row[0] == "全站"}
    assert page_values(frozen, column="定稿数据")["collected"] == "3"  # as it was frozen
    assert page_values(frozen)["collected"] == "4"
    assert rows["收集数"] == ["3", "4", "+A-8 +A-9 −A-3"]
    assert rows["解决率"][:2] == ["33.3%", "25.0%"]
    assert ("测试台账", "收集数", "3", "4") in {tuple(row[:4]) for row in corrections(frozen)}
    crawl = Crawl(frozen.site)
    assert (crawl.broken(), crawl.faults) == ([], [])


def test_what_is_done_after_a_period_was_frozen_is_no_correction(frozen: Project) -> None:
    """A rate of April's issues changes when one is handled in July; the records as of June still say what was frozen."""
    frozen.issues(
        f"{ISSUES.partition('- 编号: A-4')[0]}    - {{日期: 2021-07-02, 事项: 办结, 结果: 已解决}}\n- 编号: A-4{ISSUES.partition('- 编号: A-4')[2]}"
    )
    frozen.build(dt.date(2021, 7, 31))

    assert page_values(frozen, column="定稿数据")["solving_rate"] == "33.3%"
    assert page_values(frozen)["solving_rate"].startswith("66.7%")
    assert corrections(frozen) == []


def test_an_issue_that_is_public_no_longer_is_not_named_by_a_correction(frozen: Project) -> None:
    frozen.issues(ISSUES.replace("标题: 围挡\n", "标题: 围挡\n  公开属性: 不予公开\n")).build(CUT)

    rows = {row[1]: row[2:] for row in corrections(frozen) if row[0] == "全站"}
    assert rows["收集数"] == ["3", "2", "—"]
    assert rows["解决率"] == ["33.3%", "0.0%", "—"]
    assert not [path for path in frozen.site.rglob("*") if path.is_file() and re.search(rb"A-4\b|SECRET", path.read_bytes())]


def test_what_stands_in_a_line_goes_together(frozen: Project) -> None:
    added = "".join(f"- {{编号: A-{number}, 标题: 补录, 收到日期: 2021-04-30}}\n" for number in (8, 9))
    frozen.issues(ISSUES + added).build(CUT)

    columns = ("定稿数据", "本期", "上期", "环比")
    assert [page_values(frozen, column=column)["collected"] for column in columns] == ["3", "5", "1", "+4（+400.0%）"]


def test_a_build_as_of_an_earlier_day_knows_of_no_frozen_period(frozen: Project) -> None:
    frozen.build(dt.date(2021, 4, 15))

    page = frozen.page("performance/2021-04.html")
    assert "定稿（统计截至" not in page
    assert "更正说明" not in page


@pytest.mark.parametrize("what", ["unit", "ledger"])
def test_a_portal_is_built_though_a_frozen_scope_is_gone(frozen: Project, what: str) -> None:
    """A unit was merged into another, or a ledger is not public any more."""
    if what == "unit":
        frozen.issues(ISSUES.replace("市住建局", "市交通局"))
        frozen.write({"units.yml": "- {编号: jiaotong, 名称: 测试市交通运输局, 简称: 市交通局}\n", "posts.yml": "[]\n"})
    else:
        frozen.write({
            "ledgers/l1/ledger.yml": "{编号: l1, 名称: 测试台账, 公开属性: 不予公开}\n",
            "ledgers/l2/ledger.yml": "{编号: l2, 名称: 另一台账, 公开属性: 主动公开}\n",
            "ledgers/l2/a.yml": "- {编号: B-1, 标题: 新的, 收到日期: 2021-04-02}\n",
        })  # fmt: skip

    frozen.build(CUT)

    assert "定稿" in frozen.page("performance/2021-04.html")
