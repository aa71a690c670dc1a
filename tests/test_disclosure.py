"""What is not public never leaves: every private place holds a mark, and every published byte is searched for it."""

import datetime as dt
import gzip
import re
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import BASE, Project
from tests.test_build import files_of
from tests.test_importing import HEADER, ROW, imported, issues

AS_OF = dt.date(2021, 6, 1)

# «…» stands for an unguessable mark; only those of places that begin with + may be published.
PLACES = {
    "posts.yml": """
        - {编号: mayor, 名称: «+post of a public event», 职责: «duties of a post»}
        - {编号: secretary, 名称: «post of an internal event», 职责: «duties of a post»}
        - {编号: «id of an unused post», 名称: «unused post»}
        """,
    "enterprises.yml": """
        - {编号: «id of a masked firm», 名称: «masked enterprise», 行业: 装备制造, 园区: 城东园区, 乡镇街道: «township», 网格: «grid»}
        - {编号: «id of a hidden enterprise», 名称: «hidden enterprise», 行业: 食品加工}
        - {编号: e3, 名称: «+named enterprise», 行业: 食品加工, 乡镇街道: «township», 网格: «grid»}
        - {编号: «id of an unused enterprise», 名称: «unused enterprise»}
        """,
    "policies/p.yml": """
        - {编号: bus-subsidy, 标题: «+policy», 发布日期: 2021-01-10}
        - {编号: «id of a later policy», 标题: «later policy», 发布日期: 2021-07-01, 替代: [bus-subsidy], 支持内容: «later benefit»}
        """,
    "ledgers/l1/2021.yml": """
        - 编号: A-1
          标题: «+title»
          企业: «masked enterprise»
          收到日期: 2021-03-02
          诉求内容: «+description»
          反映人: «reporter»
          内部备注: «note of an issue»
          实名同意日期: 1987-06-05
          相关政策: [bus-subsidy, «id of a later policy»]
          相关事项:
            - A-2
            - «id of an internal issue»
            - «id of a request»
            - «id of an unstated issue»
            - «id of a later issue»
            - «id of a report»
          所属事项: «id of an internal issue»
          办理过程:
            - {日期: 2021-03-02, 事项: 受理, 说明: «+note of an event», 内部备注: «internal note of an event»}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 岗位: mayor, 内部备注: «internal note of an event»}
            - {日期: 2021-03-04, 事项: 领导批示, 岗位: secretary, 说明: «directive», 内部备注: «note of a directive»}
            - {日期: 2021-03-05, 事项: 领导批示, 公开属性: 主动公开, 说明: «directive that says it is public»}
            - {日期: 2021-03-06, 事项: 进展, 公开属性: 不予公开, 说明: «internal event», 措施: [«measure of an internal event»]}
            - {日期: 2021-03-07, 事项: 督办, 公开属性: 不予公开, 督办方式: 督办单, 文号: «internal number», 原因: «internal reason»}
            - {日期: 2021-03-08, 事项: 答复企业, 公开属性: 依申请公开, 说明: «event on request», 依据: «basis of an event on request»}
            - {日期: 2021-06-02, 事项: 延期, 办结时限: 2021-12-24, 原因: «reason of a later event»}
            - {日期: 2021-06-03, 事项: 办结, 结果: 已解决, 说明: «later event»}
        - {编号: A-2, 标题: 隐藏企业, 企业: «hidden enterprise», 企业显示: 不显示, 收到日期: 2021-03-02, 所属事项: «id of a request»}
        - {编号: A-3, 标题: 实名, 企业: «+named enterprise», 企业显示: 实名, 实名同意日期: 1987-06-05, 收到日期: 2021-03-02}
        - {编号: A-4, 标题: 投诉, 类型: 投诉, 企业: «masked enterprise», 收到日期: 2021-03-02, 反映人: «reporter»}
        - 编号: A-5
          标题: 并案
          收到日期: 2021-03-02
          办理过程: [{日期: 2021-03-03, 事项: 并案, 并入: «id of an internal issue»}]
        - 编号: A-6
          标题: «title of a retracted issue»
          企业: «masked enterprise»
          渠道: 热线
          收到日期: 2021-03-02
          诉求内容: «description of a retracted issue»
          反映人: «reporter»
          相关政策: [bus-subsidy]
          办理过程:
            - {日期: 2021-03-02, 事项: 受理, 说明: «note of a retracted issue»}
            - {日期: 2021-03-03, 事项: 依规撤下, 岗位: secretary, 依据: «+basis of a retraction», 说明: «note of a retraction»}
        - {编号: «id of a later issue», 标题: «later issue», 收到日期: 2021-06-02, 诉求内容: «later issue»}
        - 编号: «id of an internal issue»
          标题: «title of an internal issue»
          公开属性: 不予公开
          企业: «masked enterprise»
          收到日期: 2021-03-02
          诉求内容: «description of an internal issue»
          相关事项: [A-1]
          办理过程: [{日期: 2021-03-03, 事项: 受理, 说明: «note of an internal issue»}]
        - {编号: «id of a request», 标题: «issue on request», 公开属性: 依申请公开, 收到日期: 2021-03-02, 所属事项: A-1}
        - {编号: «id of a report», 标题: «report», 类型: 举报, 公开属性: 主动公开, 收到日期: 2021-03-02, 诉求内容: «report»}
        """,
    "ledgers/l2/ledger.yml": "{编号: l2, 名称: «ledger without disclosure», 简介: «summary», 地区: «place», 信息来源: «source»}\n",
    "ledgers/l2/2021.yml": """
        - {编号: «id of an unstated issue», 标题: «unstated issue», 企业: «masked enterprise», 收到日期: 2021-03-02, 诉求内容: «unstated»}
        - {编号: B-2, 标题: «another unstated issue», 收到日期: 2021-03-02, 所属事项: A-1}
        - {编号: B-3, 标题: «issue of a ledger without disclosure», 公开属性: 不予公开, 收到日期: 2021-03-02}
        """,
    "ledgers/l3/ledger.yml": "{编号: l3, 名称: «+internal ledger with a public issue», 公开属性: 不予公开}\n",
    "ledgers/l3/2021.yml": """
        - {编号: C-1, 标题: «+public issue of an internal ledger», 公开属性: 主动公开, 收到日期: 2021-03-02}
        - {编号: C-2, 标题: «issue of an internal ledger», 收到日期: 2021-03-02, 相关事项: [A-1]}
        """,
}


def mark(place: str) -> str:
    return f"zq{sha256(place.encode()).hexdigest()[:20]}"


def marked(text: str) -> str:
    return re.sub("«(.+?)»", lambda match: mark(match[1]), text)


def published(site: Path) -> bytes:
    """Return every published byte, and what compressed files hold."""
    files = files_of(site)
    return b"\0".join(
        part for name, data in files.items() for part in (name.encode(), gzip.decompress(data) if name.endswith(".gz") else data)
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_published_byte_holds_what_is_not_public(project: Project, language: str) -> None:
    project.configure("language: zh", f"language: {language}")
    project.write({name: marked(text) for name, text in PLACES.items()})
    places = set(re.findall("«(.+?)»", "".join(PLACES.values())))

    summary = project.build(AS_OF)

    everything = published(project.site)
    assert {place for place in places if mark(place).encode() in everything} == {place for place in places if place.startswith("+")}
    assert b"1987" not in everything  # the day of a consent
    assert b"2021-12-24" not in everything  # a limit that is not yet known
    assert b"secretary" not in everything
    assert (summary.issues, summary.unstated, project.check().unstated) == (7, 2, 2)


def test_what_is_dropped_leaves_no_trace_on_the_page(project: Project) -> None:
    project.write({name: marked(text) for name, text in PLACES.items()})

    project.build(AS_OF)

    page = project.page("issues/A-1.html")
    assert re.findall('class="tz-event tz-event--([a-z_]+)"', page) == ["accepted", "assigned"]
    assert re.findall("<h2>相关事项</h2>\\s*<ul>(.*?)</ul>", page) == ['<li><a href="A-2.html">隐藏企业</a></li>']
    assert "某装备制造企业（城东园区）" in page
    assert "反映企业" not in project.page("issues/A-2.html")
    assert "并入" not in project.page("issues/A-5.html")
    assert not any(word in project.page("issues/A-6.html") for word in ("渠道", "企业（", mark("+policy")))


def test_a_text_does_not_show_the_id_of_an_internal_issue_it_refers_to(project: Project) -> None:
    project.issues("""
        - {编号: A-1, 标题: 公开, 收到日期: 2021-03-02, 诉求内容: "另见 [[SECRET-77]]。"}
        - {编号: SECRET-77, 标题: 内部, 收到日期: 2021-03-02, 公开属性: 不予公开}
        """)

    if not project.messages():  # to call it a problem would be right too
        project.build()

        assert b"SECRET-77" not in published(project.site)


def test_a_retraction_is_obeyed_in_builds_of_earlier_days(project: Project) -> None:
    project.issues("""
        - 编号: A-1
          标题: 撤下的标题
          收到日期: 2021-03-02
          办理过程: [{日期: 2021-03-03, 事项: 依规撤下, 依据: 有关规定}]
        """)

    project.build(dt.date(2021, 3, 2))

    assert "撤下的标题".encode() not in published(project.site)


def test_prose_cannot_refer_to_what_is_not_public(project: Project) -> None:
    project.issues("- {编号: A-1, 标题: 内部, 收到日期: 2021-03-02, 公开属性: 不予公开}\n")
    project.write({"pages/about.md": "# 关于\n\n见 [[A-1]]。\n"})

    assert project.messages() == ["content/pages/about.md:3:3: “A-1”未公开，公开页面不能引用"]


# --- any placement: what must be found is worked out here, from the rules alone ---

EVENTS = st.tuples(
    st.sampled_from(["进展", "领导批示", "答复企业"]), st.sampled_from(["", "主动公开", "依申请公开", "不予公开"]), st.booleans()
)
ISSUES = st.fixed_dictionaries({
    "ledger": st.sampled_from(["l1", "l2", "l3"]),
    "类型": st.sampled_from(["问题", "投诉", "举报"]),
    "公开属性": st.sampled_from(["", "主动公开", "依申请公开", "不予公开"]),
    "企业显示": st.sampled_from(["", "隐名", "不显示", "实名"]),
    "late": st.sampled_from([False, False, True]),
    "events": st.lists(EVENTS, max_size=4),
})  # fmt: skip
DEFAULTS = {"l1": "主动公开", "l2": "", "l3": "不予公开"}


def placed(number: int, issue: dict[str, Any]) -> tuple[dict[str, Any], set[str], set[str]]:
    """Return the record of an issue, its marks, and those that must be published."""
    name = f"issue {number} "
    is_public = (issue["公开属性"] or DEFAULTS[issue["ledger"]]) == "主动公开" and issue["类型"] != "举报" and not issue["late"]
    display = "隐名" if issue["企业显示"] == "实名" and issue["类型"] == "投诉" else issue["企业显示"]  # naming one is a problem of its own
    record = {
        "编号": f"I-{number}", "标题": mark(name + "title"), "类型": issue["类型"], "公开属性": issue["公开属性"],
        "企业": mark(name + "firm"), "企业显示": display, "实名同意日期": "2021-03-01", "反映人": mark(name + "reporter"),
        "收到日期": "2021-06-02" if issue["late"] else "2021-03-02", "内部备注": mark(name + "note"), "办理过程": [],
    }  # fmt: skip
    marks = {record[key] for key in ("标题", "企业", "内部备注", "反映人")}
    expected = {record["标题"], *([record["企业"]] if display == "实名" else [])} if is_public else set()
    for index, (event, disclosure, late) in enumerate(sorted(issue["events"], key=lambda item: item[2])):
        note = mark(f"{name}event {index}")
        day = "2021-06-03" if late or issue["late"] else "2021-03-03"
        record["办理过程"].append({"日期": day, "事项": event, "公开属性": disclosure, "说明": note, "内部备注": mark(name + "note")})
        marks.add(note)
        if is_public and event != "领导批示" and disclosure in ("", "主动公开") and not late:
            expected.add(note)
    return record, marks, expected


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(st.lists(ISSUES, min_size=12, max_size=24))
def test_exactly_what_is_public_is_published(drawn: list[dict[str, Any]]) -> None:
    found = [(issue["ledger"], *placed(number, issue)) for number, issue in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder)).write(BASE)
        project.write({"enterprises.yml": flow([{"编号": f"e{n}", "名称": record["企业"]} for n, (_, record, _, _) in enumerate(found)])})
        for ledger, disclosure in DEFAULTS.items():
            (project.content / "ledgers" / ledger).mkdir(exist_ok=True)
            project.write({
                f"ledgers/{ledger}/ledger.yml": f"编号: {ledger}\n名称: 台账\n公开属性: {disclosure}\n",
                f"ledgers/{ledger}/2021.yml": flow([record for name, record, _, _ in found if name == ledger]),
            })  # fmt: skip
        project.build(AS_OF)
        everything = published(project.site)

    marks, expected = (set().union(*(row[index] for row in found)) for index in (2, 3))
    assert {text for text in marks if text.encode() in everything} == expected


def flow(value: Any) -> str:
    """Return records as YAML in flow style; every scalar is text without signs."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list) else value


# --- what an import brings in ---


def test_personal_numbers_and_names_leave_the_texts_and_are_listed(project: Project) -> None:
    report = imported(
        project, [*HEADER, "联系人", "备注", "诉求内容", "答复意见", "答复时间"],
        [1, "张小三来电", "2021-03-02", "市交通局", "张小三", "内部的", "电话13812345678，身份证11010119900307123X。",
         "UU0082您好，请拨0773-1234567。", "2021-03-05"],
        [2, "公交", "2021-03-02", "市交通局", "UU0082", "", "UU00825不是我，张小三说的。单号123456789012345678901。"],
    )  # fmt: skip

    one, two = issues(project)
    assert (one.title, one.description) == ("×××来电", "电话138××××5678，身份证1101××××××××××××3X。")
    assert (one.timeline[2].note, two.description) == ("×××您好，请拨0773-1234567。", "UU00825不是我，×××说的。单号123456789012345678901。")
    assert (one.reporter, one.internal_note) == ("张小三", "内部的")
    assert report.numbers == [(2, "mobile", "138****5678"), (2, "identity", "1101************3X"), (2, "telephone", "0773-1234567")]
    assert report.masked_reporters == 3


@pytest.mark.parametrize("number", ["138-1234-5678", "138 1234 5678", "+8613812345678", "１３８１２３４５６７８"])
def test_a_mobile_number_is_masked_however_it_is_written(project: Project, number: str) -> None:
    imported(project, [*HEADER, "内容"], [*ROW, f"电话{number}。"])

    assert number not in issues(project)[0].description


@pytest.mark.parametrize("column", ["答复意见", "办理情况"])
def test_a_number_is_listed_once(project: Project, column: str) -> None:
    assert imported(project, [*HEADER, column], [*ROW, "请拨13812345678"]).numbers == [(2, "mobile", "138****5678")]
