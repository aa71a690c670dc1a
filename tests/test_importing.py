"""Real spreadsheets become ledger YAML: every row imported or listed, and nothing changes the second time."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from taizhang.checking import content_of
from taizhang.cli import main
from taizhang.importing import Report, import_table
from taizhang.records import Issue
from taizhang.tables import TableError
from taizhang.words import word
from tests.conftest import ROOT, TODAY, Project

SAMPLE = ROOT.parent / "shared" / "data" / "messages-sample.xlsx"
HEADER = ["序号", "标题", "收到日期", "主办单位"]


def workbook(path: Path, rows: Iterable[Sequence[Any]], merged: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    book.close()
    return path


def imported(project: Project, table: Path | Iterable[Sequence[Any]], merged: Sequence[str] = (), **options: Any) -> Report:
    """Import a file, or rows written into one, into the ledger n."""
    path = table if isinstance(table, Path) else workbook(project.folder / "table.xlsx", table, merged)
    return import_table(path, content_of(project.content, project.folder), options.pop("ledger", "n"), today=TODAY, **options)


def issues(project: Project) -> list[Issue]:
    return [issue for issue in project.check().portal.issues if issue.ledger == "n"]


def timeline(issue: Issue) -> list[str]:
    return [f"{event.date} {event.event}" for event in issue.timeline]


def refused(report: Report) -> list[str]:
    return [f"{row}: {problem.message('zh')}" for row, problem in report.refused]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wrong(reason: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, reason=reason)


# --- finding the columns ---


@pytest.mark.parametrize(
    ("headers", "column"),
    [
        ("主办 承办 牵头 责任单位 主办单位 承办单位 牵头单位 责任部门 主　办　单　位： lead", "lead"),
        ("协办 协办单位 配合单位 配合部门", "support"),
        ("标题 问题标题 留言主题 *问题名称 title", "title"),
        ("问题描述 诉求内容 诉求 问题内容 留言详情 反映问题 存在问题", "description"),
        ("收到日期 留言时间 反映时间 收集时间 登记日期 来电时间", "received"),
        ("类别 问题类别 分类 所属类别", "category"),
        ("留言编号 序号 工单编号 编号", "id"),
        ("反映人 联系人 留言用户 姓名", "reporter"),
        ("答复意见 回复内容", "reply_text"),
        ("答复时间 回复日期", "replied"),
        ("结果 办理结果 是否解决 解决情况", "outcome"),
        ("办结日期 完成时间 办结时间", "handled"),
        ("满意度 评价 是否满意", "rating"),
    ],
)
def test_a_header_is_known_by_its_usual_names(project: Project, headers: str, column: str) -> None:
    frame = {"title": "标题", "received": "收到日期", "lead": "主办单位"}
    frame.pop(column, None)
    for header in re.split(" +", headers):
        report = imported(project, [[*frame.values(), header], ["甲"] * (len(frame) + 1)])

        assert report.columns == {**frame, column: re.sub(r"[\s*：]", "", header)}, header


def test_a_title_merged_cells_and_repeated_headers_are_no_obstacle(project: Project) -> None:
    header = ["序号", "问题描述", "责任单位", None, "收集时间"]
    second = [None, None, "牵头单位", "配合单位", None]
    rows = [
        ["2021年第一季度企业问题台账", None, None, None, None], header, second,
        [1, "门口没有公交站", "市交通局", "市住建局", "2021-03-02"], [2, "路灯不亮", None, None, "2021-03-03"],
        header, second, [3, "道路破损", "市住建局", "", "2021-03-04"],
    ]  # fmt: skip
    merged = ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "C4:C5", "D4:D5", "A6:A7", "B6:B7", "C6:D6", "E6:E7"]

    report = imported(project, rows, merged)

    assert [(i.id, i.title, i.timeline[1].lead, i.timeline[1].support) for i in issues(project)] == [
        ("n-1", "门口没有公交站", "jiaotong", ("zhujian",)), ("n-2", "路灯不亮", "jiaotong", ("zhujian",)), ("n-3", "道路破损", "zhujian", ()),
    ]  # fmt: skip
    assert {row for row, _ in report.refused} <= {6}  # the upper half of a header of two rows: listed, never lost silently


def test_columns_come_from_a_map_a_saved_mapping_and_constants(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(project.folder / "t.xlsx", [["甲列", "乙列", "丙列", "丁列"], ["公交站", "2021-03-02", "缺少公交站", "不要"]])
    (project.folder / "mapping.yml").write_text("标题: 甲列\nreceived: 丁列\n", "utf-8")
    monkeypatch.chdir(project.folder)
    monkeypatch.setattr("taizhang.cli.LANGUAGE", "zh")

    result = CliRunner().invoke(main, [
        "import", "t.xlsx", "--ledger", "n", "--mapping", "mapping.yml", "--map", "received=乙列", "--map", "诉求内容＝丙列",
        "--set", "主办单位=市交通局", "--set", "category=交通",
    ])  # fmt: skip

    assert (result.exit_code, "未导入的列：丁列" in result.output) == (0, True)
    assert [(i.title, i.received, i.description, i.category, i.timeline[1].lead) for i in issues(project)] == [
        ("公交站", dt.date(2021, 3, 2), "缺少公交站", "chuxing", "jiaotong"),
    ]  # fmt: skip


def test_a_mapped_header_the_sheet_lacks_is_refused(project: Project) -> None:
    with pytest.raises(TableError, match="mapped_header_missing"):
        imported(project, [HEADER, [1, "甲", "2021-03-02", "市交通局"]], mapping={"类别": "没有的"})


@wrong("a map to an absent header is silently replaced by a recognised one")
def test_a_mapped_header_is_not_replaced_by_a_recognised_one(project: Project) -> None:
    with pytest.raises(TableError, match="mapped_header_missing"):
        imported(project, [HEADER, [1, "甲", "2021-03-02", "市交通局"]], mapping={"标题": "没有的"})


# --- reading the cells ---


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (",", "utf-8-sig"), (",", "gbk"), (";", "utf-8"), ("\t", "gb18030"), ("\t", "utf-16")])
@pytest.mark.parametrize("title", ["", "2021年台账{0}{0}{0}\r\n", pytest.param("2021年台账\r\n", marks=wrong("the separator is guessed from the title row"))])
def test_csv_is_read_as_any_program_saves_it(project: Project, separator: str, encoding: str, title: str) -> None:
    lines = [HEADER, ["7", '"公交站\n（东门）"', "2021/3/2", "市交通局、市住建局"]]
    if title == "2021年台账\r\n" and separator == "\t":
        separator = ","  # a tab is guessed where nothing is found
    text = title.format(separator) + "".join(separator.join(line) + "\r\n" for line in lines)
    path = project.folder / "表.csv"
    path.write_bytes(text.encode(encoding))

    imported(project, path)

    assert [(i.id, i.title, i.received) for i in issues(project)] == [("n-7", "公交站 （东门）", dt.date(2021, 3, 2))]


@pytest.mark.parametrize(
    ("cell", "date", "time"),
    [
        *((text, "2021-03-02", "") for text in (
            "2021-03-02", "2021-3-2", "2021/3/2", "2021.3.2", "2021年3月2日", "2021 年 3 月 2 日", "2021年3月2号", "２０２１年３月２日", " 2021-03-02 ",
            "20210302", 20210302, 44257, "44257", dt.date(2021, 3, 2), dt.datetime(2021, 3, 2),  # noqa: DTZ001
        )),
        *((text, "2021-03-02", "09:32") for text in (
            "2021-03-02 9:32", "2021/3/2 09:32:09", "2021年3月2日 9时32分", "2021-03-02T09:32:09.5", dt.datetime(2021, 3, 2, 9, 32, 9),  # noqa: DTZ001
        )),
        ("2021-03-02T20:32:00Z", "2021-03-03", "04:32"),
        pytest.param(44257.5, "2021-03-02", "12:00", marks=wrong("the time of an Excel serial number is lost")),
    ],
)  # fmt: skip
def test_a_date_is_read_in_any_usual_spelling(project: Project, cell: Any, date: str, time: str) -> None:
    imported(project, [HEADER, [1, "甲", cell, "市交通局"]])

    assert [(i.received.isoformat(), i.received_time) for i in issues(project)] == [(date, time)]


@pytest.mark.parametrize("cell", ["2021-02-30", "去年", "3月2日", "2021-03-02 25:00", dt.time(9, 32), pytest.param(True, marks=wrong("float('True')"))])
def test_what_is_no_date_is_listed_with_its_row(project: Project, cell: Any) -> None:
    report = imported(project, [HEADER, [1, "甲", cell, "市交通局"], [2, "乙", "2021-03-02", "市交通局"]])

    assert refused(report) == [f"2: 「收到日期」不是日期：“{cell}”"]
    assert report.imported == ["n-2"]


@pytest.mark.parametrize("separator", ["、", "，", ",", "；", "\n", " 、 ", pytest.param("  ", marks=wrong("blanks are collapsed before units are split"))])
def test_of_joined_units_the_first_leads_and_the_others_support(project: Project, separator: str) -> None:
    imported(project, [[*HEADER, "协办单位"], [1, "甲", "2021-03-02", f"市交通局{separator}市住建局", "承办二科"]][:1] + [
        [1, "甲", "2021-03-02", f"测试市交通局{separator}市住建局", ""], [2, "乙", "2021-03-02", "市住建局", "市交通局"],
    ])  # fmt: skip

    assert [(i.timeline[1].lead, i.timeline[1].support) for i in issues(project)] == [("jiaotong", ("zhujian",)), ("zhujian", ("jiaotong",))]


def test_texts_are_cleaned_and_read_back_as_they_were(project: Project) -> None:
    dirty = "\n\t\t\n\t第一行\xa0 \u3000有空白\t\r\n\r\n\r\n\r\n- 项: x # y\n'引' \"双\" {a} [b] %c @d &e *f !g |h\u200b\ufeff\u2028末 😀 \\n_x000D_\n"
    clean = "第一行 有空白\n\n- 项: x # y\n'引' \"双\" {a} [b] %c @d &e *f !g |h\n末 😀 \\n"
    titles = ["- 甲: 乙 #丙\n丁", "on", "'null'", "? x", "长" * 300]

    imported(project, [[*HEADER, "内容"], *([n, title, "2021-03-02", "市交通局", dirty] for n, title in enumerate(titles))])

    assert [i.title for i in issues(project)] == ["- 甲: 乙 #丙 丁", *titles[1:]]
    assert {i.description for i in issues(project)} == {clean}


# --- what a row tells of ---


def test_a_full_row_becomes_a_timeline(project: Project) -> None:
    row = {
        "编号": "A1", "标题": "题", "收到日期": "2021-03-01", "受理日期": "2021-03-02", "交办日期": "2021-03-03", "主办单位": "市交通局", "时限": "15个工作日",
        "措施": "踏勘；设站\n公示", "分级": "部门办理", "答复时间": "2021-03-10", "答复意见": "已回复", "办结日期": "2021-03-18", "是否解决": "是",
        "办理情况": "已设站", "企业认定": "已解决", "满意度": "满意", "销号日期": "2021-03-20",
    }  # fmt: skip

    imported(project, [list(row), list(row.values())])

    (issue,) = issues(project)
    assert timeline(issue) == [
        "2021-03-02 accepted", "2021-03-03 assigned", "2021-03-10 replied", "2021-03-18 handled", "2021-03-18 followed_up", "2021-03-20 cleared",
    ]  # fmt: skip
    assert (issue.timeline[1].within, issue.timeline[1].measures, issue.timeline[1].tier) == ((15, "workdays"), ("踏勘", "设站", "公示"), "department")
    assert (issue.timeline[2].note, issue.timeline[3].note, issue.timeline[3].outcome) == ("已回复", "已设站", "solved")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"主办单位": "市交通局", "答复时间": "2021-03-05", "答复意见": "已回复"}, ["accepted", "assigned", "replied", "handled unstated"]),
        ({"主办单位": "市交通局", "办理情况": "正在施工"}, ["accepted", "assigned", "progress 正在施工"]),
        ({"主办单位": "市交通局", "办理情况": "", "是否解决": "否"}, ["accepted", "assigned"]),
        ({"主办单位": "", "办理情况": ""}, ["accepted"]),
        pytest.param({"主办单位": "市交通局", "办理情况": "正在施工", "是否解决": "否"}, ["accepted", "assigned", "progress 正在施工"],
                     marks=wrong("what was done is lost where the outcome is 否")),
        pytest.param({"主办单位": "", "是否解决": "否"}, ["accepted"], marks=wrong("an open row without a unit is refused")),
        pytest.param({"办理情况": ""}, ["accepted"], marks=wrong("a row without unit and reply is assigned to 承办单位未注明")),
    ],
)  # fmt: skip
def test_a_row_tells_no_more_and_no_less_than_it_says(project: Project, cells: dict[str, str], expected: list[str]) -> None:
    imported(project, [["标题", "收到日期", *cells], ["甲", "2021-03-02", *cells.values()]])

    assert [" ".join(filter(None, (e.event, e.outcome, e.note if e.event == "progress" else ""))) for e in issues(project)[0].timeline] == expected


def test_every_row_is_imported_or_listed_with_its_reason(project: Project) -> None:
    report = imported(project, [
        ["企业问题台账"],
        [*HEADER, "类别", "是否解决", "问题描述"],
        [1, "甲", "2021-03-02", "市交通局", "交通", "", ""],
        [2, "乙", "2021-03-02", "市农业局", "交通", "", ""],
        [3, "丙", "2021-03-02", "市交通局", "交通出", "", ""],
        [4, "", "2021-03-02", "市交通局", "", "", " \n "],
        [1, "丁", "2021-03-02", "市交通局", "", "", ""],
        ["A-1", "戊", "2021-03-02", "市交通局", "", "", ""],
        [5, "己", "2099-03-02", "市交通局", "", "", ""],
        [6, "庚", "2021-03-02", "市交通局", "", "差不多", ""],
        [None, None, None, None, None, None, None],
        [7, "辛", "", "市交通局", "", "", ""],
        ["合计", None, None, None, None, None, None],
        [8, "", "2021-03-02", "市交通局", "", "", "只有内容"],
    ])  # fmt: skip

    assert report.imported == ["n-1", "n-8"]
    expected = {
        4: "「主办单位」中的“市农业局”不在单位表", 5: "「类别」中的“交通出”不在分类表的类别（taxonomy.yml）中。是否应为“交通", 6: "没有标题，也没有内容",
        7: "编号 n-1 重复", 8: "编号 A-1 重复", 9: "n-5：日期 2099-03-02 晚于今天", 10: "「结果」不能为“差不多”", 12: "「收到日期」不是日期：“”", 13: "没有标题，也没有内容",
    }  # fmt: skip
    assert [row for row, _ in report.refused] == list(expected)
    for found, (row, reason) in zip(refused(report), expected.items(), strict=True):
        assert found.startswith(f"{row}: {reason}")


# --- what is private ---


def test_personal_numbers_and_names_leave_the_texts_and_are_listed(project: Project) -> None:
    report = imported(project, [
        [*HEADER, "联系人", "备注", "诉求内容", "答复意见", "答复时间"],
        [1, "张小三来电", "2021-03-02", "市交通局", "张小三", "内部的", "我的电话13812345678，身份证11010119900307123X。", "UU0082您好，请拨0773-1234567。", "2021-03-05"],
        [2, "公交", "2021-03-02", "市交通局", "UU0082", "", "UU00825不是我，张小三说的。订单号123456789012345678901。", "", ""],
    ])  # fmt: skip

    one, two = issues(project)
    assert (one.title, one.description) == ("×××来电", "我的电话138××××5678，身份证1101××××××××××××3X。")
    assert (one.timeline[2].note, two.description) == ("×××您好，请拨0773-1234567。", "UU00825不是我，×××说的。订单号123456789012345678901。")
    assert (one.reporter, one.internal_note) == ("张小三", "内部的")
    assert report.numbers == [(2, "mobile", "138****5678"), (2, "identity", "1101************3X"), (2, "telephone", "0773-1234567")]
    assert report.masked_reporters == 3


@pytest.mark.parametrize("number", ["138-1234-5678", "138 1234 5678", "+8613812345678", "１３８１２３４５６７８"])
@wrong("PERSONAL_NUMBER knows only eleven plain digits")
def test_a_mobile_number_is_masked_however_it_is_written(project: Project, number: str) -> None:
    imported(project, [[*HEADER, "内容"], [1, "甲", "2021-03-02", "市交通局", f"电话{number}。"]])

    assert number not in issues(project)[0].description


@wrong("texts that are asked for twice are counted twice")
@pytest.mark.parametrize("column", ["答复意见", "办理情况"])
def test_a_number_is_listed_once(project: Project, column: str) -> None:
    report = imported(project, [[*HEADER, column], [1, "甲", "2021-03-02", "市交通局", "请拨13812345678"]])

    assert report.numbers == [(2, "mobile", "138****5678")]


# --- what is written ---


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ([*HEADER, "诉求内容"], [1, "公交: “站” # 一", "2021-03-02 9:32", "市交通局", " 甲\n\n\n- 乙 "]),
        (["收到日期", "诉求内容"], ["2021-03-02", "没有编号也没有单位"]),
        pytest.param(["收到日期", "诉求内容"], ["2021-03-02", "a" * 39 + " b"], marks=wrong("a title cut at a blank ends with it")),
    ],
)
def test_importing_twice_changes_no_byte(project: Project, header: list[str], cells: list[Any]) -> None:
    first = imported(project, [header, cells])
    files = files_of(project.content)

    second = imported(project, [header, cells])

    assert files_of(project.content) == files
    assert (second.unchanged, second.imported, second.refused) == (first.imported, [], [])


def test_a_row_that_changed_is_listed_and_new_rows_are_added(project: Project) -> None:
    imported(project, [HEADER, [1, "甲", "2021-03-02", "市交通局"]])

    report = imported(project, [HEADER, [1, "甲改", "2021-03-02", "市交通局"], [2, "乙", "2021-03-03", "市交通局"]])

    assert refused(report) == ["2: n-1 已在台账中，但标题或收到日期不同；台账只增不改，请人工核对"]
    assert [(i.id, i.title) for i in issues(project)] == [("n-1", "甲"), ("n-2", "乙")]


@wrong("records that check refuses count as absent, and are added again")
def test_a_row_whose_record_an_editor_broke_is_not_added_again(project: Project) -> None:
    path = project.folder / imported(project, [HEADER, [1, "甲", "2021-03-02", "市交通局"]]).file
    path.write_text(path.read_text("utf-8").replace("市交通局", "市交通"), "utf-8")

    imported(project, [HEADER, [1, "甲", "2021-03-02", "市交通局"]])

    assert path.read_text("utf-8").count("编号: n-1") == 1


@pytest.mark.parametrize("end", ["\n", "", pytest.param("\r\n", marks=wrong("line ends are rewritten"))])
def test_an_import_into_a_ledger_keeps_what_stands_there(project: Project, end: str) -> None:
    units = project.content / "units.yml"
    units.write_bytes(b"# by order of establishment" + (b"\r\n" if end == "\r\n" else b"\n") + units.read_bytes().rstrip() + end.encode())
    before = files_of(project.content)

    report = imported(project, [HEADER[:3], [1, "甲", "2021-03-02"]], ledger="l1")

    after = files_of(project.content)
    assert after.keys() - before.keys() == {"ledgers/l1/import-table.yml"}
    assert (report.created_ledger, report.added_units) == (False, ["承办单位未注明"])
    assert after.pop("units.yml").startswith(before.pop("units.yml"))
    assert {name: after[name] for name in before} == before
    assert [issue.id for issue in project.check().portal.issues] == ["A-1", "l1-1"]


@wrong("a record is appended to the empty list")
def test_a_unit_is_added_to_an_empty_list_of_units(project: Project) -> None:
    project.write({"units.yml": "[]\n", "posts.yml": "[]\n", "policies/p.yml": "[]\n", "ledgers/l1/2021.yml": "[]\n"})

    imported(project, [HEADER[:3], [1, "甲", "2021-03-02"]])

    assert project.messages() == []


def test_a_new_ledger_is_not_published(project: Project) -> None:
    report = imported(project, [HEADER, [1, "甲", "2021-03-02", "市交通局"]])

    project.build()
    assert report.created_ledger
    assert not (project.site / "issues/n-1.html").exists()
    assert not (project.site / "ledgers/n.html").exists()


@pytest.mark.parametrize("name", ["台账.xlsx", pytest.param("[终稿]台账.xlsx", marks=wrong("not quoted")), pytest.param("台账 #1.xlsx", marks=wrong("not quoted"))])
def test_a_new_ledger_is_called_after_its_file(project: Project, name: str) -> None:
    imported(project, workbook(project.folder / name, [HEADER, [1, "甲", "2021-03-02", "市交通局"]]))

    assert project.check().portal.ledgers["n"].title == name.removesuffix(".xlsx")


@pytest.mark.parametrize(
    ("name", "data", "sheet", "code", "values"),
    [
        ("没有.xlsx", None, "", "no_such_file", {"file": "没有.xlsx"}),
        ("t.xlsx", b"PK\x03\x04 no workbook", "", "not_a_workbook", {"file": "t.xlsx"}),
        ("t.xls", b"<html><table>", "", "not_a_workbook", {"file": "t.xls"}),
        ("t.csv", b"\xff\x00\x80\x00", "", "not_a_csv", {"file": "t.csv"}),
        ("t.csv", b"", "", "no_header", {"headers": ""}),
        ("t.csv", "甲,乙\n丙,丁\n".encode(), "", "no_header", {"headers": "甲、乙"}),
        ("t.csv", "标题,主办单位\n丙,丁\n".encode(), "", "columns_missing", {"headers": "标题、主办单位"}),
        ("table.xlsx", HEADER, "台账", "no_such_sheet", {"found": "台账", "sheets": "Sheet"}),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(project: Project, name: str, data: Any, sheet: str, code: str, values: dict[str, str]) -> None:
    path = workbook(project.folder / name, [data]) if isinstance(data, list) else project.folder / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    before = files_of(project.content)

    with pytest.raises(TableError) as caught:
        imported(project, path, sheet=sheet)

    assert caught.value.code == code
    assert all(value in caught.value.values[key] for key, value in values.items())
    assert files_of(project.content) == before


@wrong("the catalogue has none of them")
@pytest.mark.parametrize(
    "code", "no_such_file not_a_workbook not_a_csv no_such_sheet no_header columns_missing mapped_header_missing unknown_column".split()
)
def test_every_refusal_of_a_file_has_its_words(code: str) -> None:
    values = dict.fromkeys(("file", "detail", "found", "sheets", "headers"), "…")

    assert word(f"problem.{code}", "zh", **values) != word(f"problem.{code}", "en", **values)


# --- real input ---


@pytest.mark.skipif(not SAMPLE.is_file(), reason=f"{SAMPLE} is not part of the repository")
def test_the_real_messages_become_a_portal(project: Project) -> None:
    for path in (project.content / "ledgers/l1").iterdir():
        path.unlink()
    report = imported(project, SAMPLE)
    files = files_of(project.content)

    assert (len(report.imported), report.refused) == (300, [])
    assert len(imported(project, SAMPLE).unchanged) == 300
    assert files_of(project.content) == files
    ledger = project.content / "ledgers/n/ledger.yml"
    ledger.write_text(ledger.read_text("utf-8").replace("不予公开", "主动公开"), "utf-8")
    assert project.messages() == []
    project.build()

    rows = list(openpyxl.load_workbook(SAMPLE, read_only=True).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    users = {str(row[rows[0].index("留言用户")]) for row in rows[1:]}
    published = {path.relative_to(project.site).as_posix(): path.read_text("utf-8", "replace") for path in project.site.rglob("*") if path.is_file()}
    assert len(users) > 200
    assert {name: found for name, text in published.items() if (found := users.intersection(re.findall(r"\w+", text, re.ASCII)))} == {}
    pages = [text for name, text in published.items() if re.fullmatch(r"issues/n-\d+\.html", name)]
    assert len(pages) == 300
    assert all("办理结果：已答复（结果未注明）" in page for page in pages)
    assert "issues/outcome.solved.html" not in published
    assert '<dt>已解决</dt><dd class="tz-tile__value">0</dd>' in published["index.html"]
