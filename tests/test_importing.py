"""Real spreadsheets become ledger YAML: every row imported or listed, and nothing changes the second time."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from taizhang.checking import content_of
from taizhang.cli import main
from taizhang.importing import Report, import_table
from taizhang.problems import ContentError
from taizhang.records import Issue
from taizhang.tables import TableError
from tests.conftest import ROOT, TODAY, Project
from tests.test_build import files_of

SAMPLE = ROOT.parent / "shared" / "data" / "messages-sample.xlsx"
HEADER = ["序号", "标题", "收到日期", "主办单位"]
ROW = [1, "甲", "2021-03-02", "市交通局"]


def workbook(path: Path, rows: Sequence[Sequence[Any]], merged: str = "") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged.split():
        book.active.merge_cells(cells)
    book.save(path)
    return path


def imported(project: Project, *rows: Sequence[Any], path: Path | None = None, merged: str = "", **options: Any) -> Report:
    """Import the file at `path`, or `rows` written into a workbook."""
    path = path or workbook(project.folder / "table.xlsx", rows, merged)
    return import_table(path, content_of(project.content, project.folder), options.pop("ledger", "n"), today=TODAY, **options)


def issues(project: Project) -> list[Issue]:
    return [issue for issue in project.check().portal.issues if issue.ledger == "n"]


def refused(report: Report) -> list[str]:
    return [f"{row}: {problem.message('zh')}" for row, problem in report.refused]


def wrong(reason: str, *values: Any) -> Any:
    """Return a case that the source does not yet pass."""
    return pytest.param(*values)


SPELLINGS = {
    "lead": "主办 承办 牵头 责任单位 主办单位 承办单位 牵头单位 责任部门 主　办　单　位： lead", "support": "协办 协办单位 配合单位",
    "title": "标题 问题标题 留言主题 *问题名称 title", "description": "问题描述 诉求内容 诉求 问题内容 留言详情 反映问题 存在问题",
    "received": "收到日期 留言时间 反映时间 收集时间 登记日期", "category": "类别 问题类别 分类", "id": "留言编号 序号 工单编号 编号",
    "reporter": "反映人 联系人 留言用户 姓名", "reply_text": "答复意见 回复内容", "outcome": "结果 办理结果 是否解决 解决情况",
    "handled": "办结日期 完成时间 办结时间", "rating": "满意度 评价 是否满意",
}  # fmt: skip


@pytest.mark.parametrize("column", SPELLINGS)
def test_a_header_is_known_by_its_usual_names(project: Project, column: str) -> None:
    others = {name: header for name, header in (("title", "标题"), ("received", "收到日期"), ("lead", "主办单位")) if name != column}
    for header in re.split(" +", SPELLINGS[column]):
        report = imported(project, [*others.values(), header], ["甲"] * 4)

        assert report.columns == {**others, column: re.sub(r"[\s*：]", "", header)}


def test_a_title_merged_cells_and_repeated_headers_are_no_obstacle(project: Project) -> None:
    header = [["序号", "问题描述", "责任单位", None, "收集时间"], [None, None, "牵头单位", "配合单位", None]]
    merged = "A1:E1 A2:A3 B2:B3 C2:D2 E2:E3 C4:C5 D4:D5 A6:A7 B6:B7 C6:D6 E6:E7"

    report = imported(
        project, ["2021年第一季度企业问题台账"], *header, [1, "公交站", "市交通局", "市住建局", "2021-03-02"],
        [2, "路灯", None, None, "2021-03-03"], *header, [3, "道路", "市住建局", "", "2021-03-04"], merged=merged,
    )  # fmt: skip

    found = [(i.id, i.title, i.timeline[1].lead, tuple(s.unit for s in i.timeline[1].support)) for i in issues(project)]
    assert found == [("n-1", "公交站", "jiaotong", ("zhujian",)), ("n-2", "路灯", "jiaotong", ("zhujian",)), ("n-3", "道路", "zhujian", ())]
    assert {row for row, _ in report.refused} <= {6}  # the upper half of the header's repetition may be listed


def test_columns_come_from_a_map_a_saved_mapping_and_constants(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(project.folder / "t.xlsx", [["甲列", "乙列", "丙列", "丁列"], ["公交站", "2021-03-02", "缺少公交站", "不要"]])
    (project.folder / "mapping.yml").write_text("标题: 甲列\nreceived: 丁列\n", "utf-8")
    monkeypatch.chdir(project.folder)
    arguments = "t.xlsx --ledger n --mapping mapping.yml --map received=乙列 --map 诉求内容＝丙列 --set 主办=市交通局 --set category=交通"

    result = CliRunner().invoke(main, ["import", *arguments.split()])

    assert (result.exit_code, "丁列" in result.output) == (0, True)
    found = [(issue.title, issue.received, issue.description, issue.category, issue.timeline[1].lead) for issue in issues(project)]
    assert found == [("公交站", dt.date(2021, 3, 2), "缺少公交站", "chuxing", "jiaotong")]


@pytest.mark.parametrize("mapping", [{"类别": "没有的"}, wrong("a recognised header silently takes its place", {"标题": "没有的"})])
def test_a_mapped_header_the_sheet_lacks_is_refused(project: Project, mapping: dict[str, str]) -> None:
    with pytest.raises(TableError, match="mapped_header_missing"):
        imported(project, HEADER, ROW, mapping=mapping)


@pytest.mark.parametrize(
    "kind",
    [", .csv utf-8", ", .csv utf-8-sig", ", .csv gbk", "; .CSV gb18030", "tab .tsv gbk", "tab .txt utf-16",
     wrong("the separator is guessed from the first line", ", .csv utf-8 bare")],
)  # fmt: skip
def test_csv_is_read_as_any_program_saves_it(project: Project, kind: str) -> None:
    sign, suffix, encoding, *bare = kind.replace("tab", "\t").split(" ")
    lines = [["2021年台账", *([] if bare else ["", "", ""])], HEADER, ["7", '"公交站\n（东门）"', "2021/3/2", "市交通局、市住建局"]]
    path = project.folder / f"表{suffix}"
    path.write_bytes("".join(sign.join(line) + "\r\n" for line in lines).encode(encoding))

    imported(project, path=path)

    assert [(issue.id, issue.title, issue.received) for issue in issues(project)] == [("n-7", "公交站 （东门）", dt.date(2021, 3, 2))]


DAYS = (
    "2021-03-02", "2021-3-2", "2021/3/2", "2021.3.2", "2021年3月2日", "2021 年 3 月 2 日", "2021年3月2号", "２０２１年３月２日",
    " 2021-03-02 ", "20210302", 20210302, 44257, "44257", dt.date(2021, 3, 2), dt.datetime(2021, 3, 2),  # noqa: DTZ001
)  # fmt: skip
MOMENTS = ("2021-03-02 9:32", "2021/3/2 09:32:09", "2021年3月2日 9时32分", "2021-03-02T01:32Z", dt.datetime(2021, 3, 2, 9, 32))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cell", "time"),
    [*((day, "") for day in DAYS), *((moment, "09:32") for moment in MOMENTS), wrong("the time is lost", 44257.5, "12:00")],
)
def test_a_date_is_read_in_any_usual_spelling(project: Project, cell: Any, time: str) -> None:
    imported(project, HEADER, [1, "甲", cell, "市交通局"])

    assert [(issue.received.isoformat(), issue.received_time) for issue in issues(project)] == [("2021-03-02", time)]


@pytest.mark.parametrize("cell", ["2021-02-30", "去年", "3月2日", "2021-03-02 25:00", dt.time(9, 32), wrong("float('True') raises", True)])
def test_what_is_no_date_is_listed_with_its_row(project: Project, cell: Any) -> None:
    report = imported(project, HEADER, ROW, [2, "乙", cell, "市交通局"])

    assert (refused(report), report.imported) == ([f"3: 「收到日期」不是日期：“{cell}”"], ["n-1"])


@pytest.mark.parametrize("separator", ["、", "，", ",", "；", "\n", " 、 ", wrong("blanks are collapsed before they could split", "  ")])
def test_of_joined_units_the_first_leads_and_the_others_support(project: Project, separator: str) -> None:
    imported(project, HEADER, [1, "甲", "2021-03-02", f"测试市交通局{separator}市住建局"])

    assigned = [issue.timeline[1] for issue in issues(project)]
    assert [(event.lead, *(one.unit for one in event.support)) for event in assigned] == [("jiaotong", "zhujian")]


def test_texts_are_cleaned_and_read_back_as_they_were(project: Project) -> None:
    signs = "'引' \"双\" {a} [b] %c @d &e *f !g |h"
    dirty = f"\n\t\t\n\t第一行\xa0 \u3000空\t\r\n\r\n\r\n\r\n- 项: x # y\n{signs}\u200b\ufeff\u2028末 😀 \\n_x000D_\n"
    titles = ["- 甲: 乙 #丙\n丁", "on", "'null'", "? x", "长" * 300]

    imported(project, [*HEADER, "内容"], *([n, title, "2021-03-02", "市交通局", dirty] for n, title in enumerate(titles)))

    assert [issue.title for issue in issues(project)] == ["- 甲: 乙 #丙 丁", *titles[1:]]
    assert {issue.description for issue in issues(project)} == {f"第一行 空\n\n- 项: x # y\n{signs}\n末 😀 \\n"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("主办=市交通局 受理日期=@3 交办日期=@4 时限=5天 答复时间=@5 答复意见=复", "3 accepted|4 assigned|5 replied 复|5 handled unstated"),
        ("主办=市交通局 办结日期=@6 是否解决=是 办理情况=已设站 满意度=满意 销号日期=@7",
         "2 accepted|2 assigned|6 handled 已设站 solved|6 followed_up|7 cleared"),
        ("主办=市交通局 办理情况=施工", "2 accepted|2 assigned|2 progress 施工"), ("主办=市交通局 是否解决=否", "2 accepted|2 assigned"),
        ("主办= 办理情况=", "2 accepted"),
        wrong("the text is lost", "主办=市交通局 办理情况=施工 是否解决=否", "2 accepted|2 assigned|2 progress 施工"),
        wrong("the row is refused", "主办= 是否解决=否", "2 accepted"), wrong("assigned to 承办单位未注明", "类别=交通", "2 accepted"),
    ],
)  # fmt: skip
def test_a_row_tells_no_more_and_no_less_than_it_says(project: Project, cells: str, expected: str) -> None:
    values = dict(cell.replace("@", "2021-03-0").split("=") for cell in cells.split(" "))

    imported(project, ["标题", "收到日期", *values], ["甲", "2021-03-02", *values.values()])

    (issue,) = issues(project)
    assert "|".join(" ".join(filter(None, (str(e.date.day), e.event, e.note, e.outcome))) for e in issue.timeline) == expected


def test_every_row_is_imported_or_listed_with_its_reason(project: Project) -> None:
    report = imported(
        project, ["企业问题台账"], [*HEADER, "类别", "是否解决", "问题描述"],
        [1, "甲", "2021-03-02", "市交通局", "交通"], [2, "乙", "2021-03-02", "市农业局"], [3, "丙", "2021-03-02", "市交通局", "交通出"],
        [4, "", "2021-03-02", "市交通局", "", "", " \n "], [1, "丁", "2021-03-02", "市交通局"], ["A-1", "戊", "2021-03-02", "市交通局"],
        [5, "己", "2099-03-02", "市交通局"], [6, "庚", "2021-03-02", "市交通局", "", "差不多"], [None], [7, "辛", "", "市交通局"], ["合计"],
        [8, "", "2021-03-02", "市交通局", "", "", "只有内容"],
    )  # fmt: skip

    reasons = [
        "4: 「主办单位」中的“市农业局”不在单位表", "5: 「类别」中的“交通出”不在分类表的类别（taxonomy.yml）中。是否应为“交通",
        "6: 没有标题，也没有内容", "7: 编号 n-1 重复", "8: 编号 A-1 重复", "9: n-5：日期 2099-03-02 晚于今天", "10: 「结果」不能为“差不多”",
        "12: 「收到日期」不是日期：“”", "13: 没有标题，也没有内容",
    ]  # fmt: skip
    assert [found[: len(reason)] for found, reason in zip(refused(report), reasons, strict=True)] == reasons
    assert report.imported == ["n-1", "n-8"]


@pytest.mark.parametrize(
    "rows",
    [
        [[*HEADER, "诉求内容"], [1, "公交: “站” # 一", "2021-03-02 9:32", "市交通局", " 甲\n\n\n- 乙 "]],
        [["收到日期", "诉求内容"], ["2021-03-02", "没有编号也没有单位"]],
        wrong("a title cut at a blank ends with it, but is read without", [["收到日期", "诉求内容"], ["2021-03-02", "a" * 39 + " b"]]),
    ],
)
def test_importing_twice_changes_no_byte(project: Project, rows: list[list[Any]]) -> None:
    first = imported(project, *rows)
    files = files_of(project.content)

    second = imported(project, *rows)

    assert files_of(project.content) == files
    assert (second.unchanged, second.imported, second.refused) == (first.imported, [], [])


def test_a_row_that_changed_is_listed_and_new_rows_are_added(project: Project) -> None:
    imported(project, HEADER, ROW)

    report = imported(project, HEADER, [1, "甲改", "2021-03-02", "市交通局"], [2, "乙", "2021-03-03", "市交通局"])

    assert refused(report) == ["2: n-1 已在台账中，但标题或收到日期不同；台账只增不改，请人工核对"]
    assert [(issue.id, issue.title) for issue in issues(project)] == [("n-1", "甲"), ("n-2", "乙")]


def test_a_row_whose_record_an_editor_broke_is_not_added_again(project: Project) -> None:
    path = project.folder / imported(project, HEADER, ROW).file
    path.write_text(path.read_text("utf-8").replace("市交通局", "市交通"), "utf-8")

    with pytest.raises(ContentError):
        imported(project, HEADER, ROW)

    assert path.read_text("utf-8").count("编号: n-1") == 1


@pytest.mark.parametrize("end", [b"\n", b"", wrong("line ends are rewritten", b"\r\n")])
def test_an_import_into_a_ledger_keeps_what_stands_there(project: Project, end: bytes) -> None:
    units = project.content / "units.yml"
    units.write_bytes(b"# in order of establishment" + (end or b"\n") + units.read_bytes().rstrip() + end)
    before = files_of(project.content)

    report = imported(project, ["标题", "收到日期"], ["甲", "2021-03-02"], ledger="l1", constants={"结果": "已答复"})

    after = files_of(project.content)
    assert (report.created_ledger, report.added_units) == (False, ["承办单位未注明"])
    assert after.pop("units.yml").startswith(before.pop("units.yml"))
    assert {name for name in after if after[name] != before.get(name)} == {"ledgers/l1/import-table.yml"}
    assert len(project.check().portal.issues) == 2


def test_a_unit_is_added_to_an_empty_list_of_units(project: Project) -> None:
    project.write({"units.yml": "[]\n", "posts.yml": "[]\n", "policies/p.yml": "[]\n", "ledgers/l1/2021.yml": "[]\n"})

    imported(project, ["标题", "收到日期"], ["甲", "2021-03-02"], constants={"结果": "已答复"})

    assert project.messages() == []


@pytest.mark.parametrize("name", ["台账.xlsx", wrong("not quoted", "[终稿]台账.xlsx"), wrong("not quoted", "台账 #1.xlsx")])
def test_a_new_ledger_is_called_after_its_file_and_not_published(project: Project, name: str) -> None:
    report = imported(project, path=workbook(project.folder / name, [HEADER, ROW]))

    assert report.created_ledger
    assert project.check().portal.ledgers["n"].title == name.removesuffix(".xlsx")
    project.build()
    assert sorted(path.name for path in project.site.glob("*/[An]*1.html")) == ["A-1.html"]


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("没有.xlsx", None, "no_such_file", "没有.xlsx"), ("t.xlsx", b"PK\x03\x04 no workbook", "not_a_workbook", "t.xlsx"),
        ("t.xls", b"<html><table>", "not_a_workbook", "t.xls"), ("t.csv", b"\0\1\2", "not_a_csv", "t.csv"), ("t.csv", b"", "no_header", ""),
        ("t.csv", "甲,乙\n丙,丁\n".encode(), "no_header", "甲、乙"), ("", None, "no_such_sheet", "台账Sheet"),
        ("t.csv", "标题,主办\n丙,丁\n".encode(), "columns_missing", "标题、主办"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(project: Project, name: str, data: bytes | None, code: str, said: str) -> None:
    if data is not None:
        (project.folder / name).write_bytes(data)
    before = files_of(project.content)

    with pytest.raises(TableError, match=code) as caught:
        imported(project, HEADER, ROW, path=project.folder / name if name else None, sheet="" if name else "台账")

    assert said in "".join(caught.value.values.values())
    assert files_of(project.content) == before


@pytest.mark.skipif(not SAMPLE.is_file(), reason=f"{SAMPLE} is not part of the repository")
def test_the_real_messages_become_a_portal(project: Project) -> None:
    for path in (project.content / "ledgers/l1").iterdir():
        path.unlink()
    report = imported(project, path=SAMPLE)
    files = files_of(project.content)

    assert (len(report.imported), report.refused) == (300, [])
    assert len(imported(project, path=SAMPLE).unchanged) == 300
    assert files_of(project.content) == files
    ledger = project.content / "ledgers/n/ledger.yml"
    ledger.write_text(ledger.read_text("utf-8").replace("不予公开", "主动公开"), "utf-8")
    assert project.messages() == []
    project.build()

    users = {str(row[1].value) for row in openpyxl.load_workbook(SAMPLE).active.iter_rows(2)}
    published = {name: data.decode("utf-8", "replace") for name, data in files_of(project.site).items()}
    assert len(users) > 200
    assert {name: found for name, text in published.items() if (found := users.intersection(re.findall(r"[A-Za-z0-9]+", text)))} == {}
    pages = [text for name, text in published.items() if re.fullmatch(r"issues/n-\d+\.html", name)]
    assert len(pages) == 300
    assert all("办理结果：已答复（结果未注明）" in page for page in pages)
    assert "issues/outcome.solved.html" not in published
    assert '<dt>解决数</dt><dd class="tz-tile__value">0</dd>' in published["index.html"]
