"""Reading: whichever way it is spelled, the record is the same; what cannot be read is told with place and remedy."""

# messages are shown whole

import datetime as dt

import pytest

from taizhang import schema
from taizhang.records import NOWHERE, Duration, Event, Issue, Support
from tests.conftest import Project


def bug(*values: object, reason: str) -> object:
    """Return a row of a table that the source does not keep yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def read(project: Project, text: str) -> Issue:
    """Return the only issue of `text`, wherever it stands."""
    issue: Issue = schema.replace(project.issues(text).check().portal.issues[0], origin=NOWHERE)
    return issue


# --- what can be read ---

SAME = Issue(
    id="A-1", title="厂区门口没有公交站", kind="suggestion", category="chuxing", enterprise="e1", channel="hotline",
    received=dt.date(2021, 3, 2), description="员工上下班不便。", policies=("bus-subsidy",), disclosure="public", ledger="l1",
    timeline=(
        Event(date=dt.date(2021, 3, 2), event="accepted"),
        Event(date=dt.date(2021, 3, 3), event="assigned", lead="jiaotong", support=(Support(unit="zhujian"),), within=Duration(15, "workdays"), tier="department"),
        Event(date=dt.date(2021, 3, 20), event="handled", outcome="unstated"),
    ),
)  # fmt: skip

CHINESE = """
    - 编号: A-1
      标题: 厂区门口没有公交站
      类型: 建议
      类别: 交通出行
      企业: 测试精密科技
      渠道: 热线
      收到日期: 2021年3月2日
      诉求内容: 员工上下班不便。
      相关政策: 公交补贴办法
      公开属性: 主动公开
      办理过程:
        - {日期: 2021年3月2日, 事项: 受理}
        - {日期: 2021年3月3日, 事项: 交办, 主办单位: 测试市交通运输局, 协办单位: 市住建局, 时限: 15个工作日, 分级: 部门办理}
        - {日期: 2021年3月20日, 事项: 办结, 结果: 已答复（结果未注明）}
    """
ENGLISH = """
    - id: A-1
      title: 厂区门口没有公交站
      kind: Suggestion
      category: chuxing
      enterprise: e1
      channel: hotline
      received: 2021-03-02
      description: |
        员工上下班不便。
      policies: [bus-subsidy]
      disclosure: public
      timeline:
        - {date: 2021-03-02, event: accepted}
        - {date: 2021-03-03, event: Assigned, lead: jiaotong, support: [zhujian], within: 15 working days, tier: department}
        - {date: 2021-03-20, event: handled, outcome: unstated}
    """
SYNONYMS = """
    - 事项编号: A-1
      留言主题: 厂区门口没有公交站
      诉求类型: suggestion
      分类: 交通
      反映企业: 测试精密科技
      来源: 热线
      留言时间: 2021/3/2
      问题描述: "员工上下班不便。\\n"
      政策: bus-subsidy
      公开属性: 公开
      办理情况:
        - {date: 2021-3-2, 类型: 受理}
        - {日期: 2021.3.3, event: 重新交办, 牵头单位: 测试市交通局, support: 测试市住房和城乡建设局, 期限: 15工作日, 办理层级: 指派办理}
        - {日期: 20210320, 事项: Handled, 办理结果: 已答复(结果未注明)}
    """


@pytest.mark.parametrize("text", [CHINESE, ENGLISH, SYNONYMS], ids=["Chinese", "English", "synonyms and mixed"])
def test_chinese_and_english_spellings_give_the_same_record(text: str, project: Project) -> None:
    assert read(project, text) == SAME


def test_spellings_may_be_mixed_in_one_file(project: Project) -> None:
    other = ENGLISH.replace("A-1", "A-2")

    issues = project.issues(CHINESE.rstrip() + other).check().portal.issues

    assert [schema.replace(issue, origin=NOWHERE) for issue in issues] == [SAME, schema.replace(SAME, id="A-2")]


@pytest.mark.parametrize(
    "spelled",
    ["jiaotong", "测试市交通运输局", "市交通局", "测试市交通局", "' 市交通局 '"],
    ids=["id", "name", "short", "former", "spaces"],
)
def test_a_unit_goes_by_all_its_names(spelled: str, project: Project) -> None:
    issue = read(project, CHINESE.replace("测试市交通运输局", spelled))

    assert issue.timeline[1].lead == "jiaotong"


@pytest.mark.parametrize(
    "spelled", ["[市交通局, 市住建局]", "市交通局、市住建局", "市交通局；市住建局", "市交通局，市住建局", "['jiaotong', 市住建局]"]
)
def test_several_units_may_stand_in_one_text(spelled: str, project: Project) -> None:
    project.write({"units.yml": "- {编号: gz, 名称: 甲局}\n- {编号: jiaotong, 名称: 市交通局}\n- {编号: zhujian, 名称: 市住建局}\n"})

    issue = read(project, CHINESE.replace("测试市交通运输局", "甲局").replace("协办单位: 市住建局", f"协办单位: {spelled}"))

    assert [one.unit for one in issue.timeline[1].support] == ["jiaotong", "zhujian"]


@pytest.mark.parametrize(
    ("spelled", "duration"),
    [
        ("15个工作日", (15, "workdays")), ("15 个工作日", (15, "workdays")), ("１５个工作日", (15, "workdays")), ("15工作日", (15, "workdays")),
        ("15 working days", (15, "workdays")), ("1 Working Day", (1, "workdays")), ("15 workdays", (15, "workdays")),
        ("10天", (10, "days")), ("10日", (10, "days")), ("10个自然日", (10, "days")), ("10 days", (10, "days")), ("1 day", (1, "days")),
        ("1个月", (1, "months")), ("3 months", (3, "months")), ("2周", (14, "days")), ("2个星期", (14, "days")), ("1 week", (7, "days")),
    ],
)  # fmt: skip
def test_durations_are_read_as_people_write_them(spelled: str, duration: tuple[int, str], project: Project) -> None:
    assert read(project, CHINESE.replace("15个工作日", spelled)).timeline[1].within == Duration(*duration)


@pytest.mark.parametrize(
    ("spelled", "date", "time"),
    [
        ("2021-03-02", "2021-03-02", ""), ("2021-3-2", "2021-03-02", ""), ("2021/3/2", "2021-03-02", ""), ("2021.03.02", "2021-03-02", ""),
        ("2021年3月2日", "2021-03-02", ""), ("2021 年 3 月 2 日", "2021-03-02", ""), ("2021年03月02号", "2021-03-02", ""),
        ("20210302", "2021-03-02", ""), ("２０２１－０３－０２", "2021-03-02", ""), ("'2021-03-02'", "2021-03-02", ""), ("2024-2-29", "2024-02-29", ""),
        ("2021-03-02 09:05", "2021-03-02", "09:05"), ("2021/3/2 9:05:59", "2021-03-02", "09:05"), ("2021年3月2日9时5分", "2021-03-02", "09:05"),
        ("2021-03-02T23:59", "2021-03-02", "23:59"), ("2021-03-02T09:05:00.123", "2021-03-02", "09:05"),
        ("2021-03-02T09:05:00+08:00", "2021-03-02", "09:05"), ("2021-03-02 09:05 +0800", "2021-03-02", "09:05"),
        ("2021-03-01T15:59:59Z", "2021-03-01", "23:59"), ("2021-03-01T16:00:00Z", "2021-03-02", "00:00"),
        ("2021-03-02T00:30:00+09:00", "2021-03-01", "23:30"), ("2021-03-01T12:00:00-05:00", "2021-03-02", "01:00"),
        ("2020-12-31T16:00Z", "2021-01-01", "00:00"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them_in_the_portals_zone(spelled: str, date: str, time: str, project: Project) -> None:
    issue = read(project, f"- {{编号: A-1, 标题: 甲, 收到日期: {spelled}}}")

    assert (str(issue.received), issue.received_time) == (date, time)


# --- what cannot be read ---

STATES = "受理、不予受理、移交、交办、签收、退回、改派、提级、答复企业、进展、协办反馈、督办、领导批示、延期、中止、恢复、办结、回访、销号、重办、挂账、撤回、并案、依规撤下"
IDS = "只能用字母、数字、“-”和“_”，以字母或数字开头，最多 64 个字符，且不能是 index 等保留名"

# fmt: off
VALUES = [
    ("收到日期: 2026-02-30", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“2026-02-30”。2026 年 2 月只有 28 天。"),
    ("收到日期: 2024年2月30日", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“2024年2月30日”。2024 年 2 月只有 29 天。"),
    ("收到日期: 2021-13-02", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“2021-13-02”。"),
    ("收到日期: 3月2日", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“3月2日”。"),
    ("收到日期: 44257", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“44257”。"),
    ("收到日期: 2021-03-02 24:00", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“2021-03-02 24:00”。"),
    ("收到日期: [2021-03-02]", "3:9: 「收到日期」须为一段文字，现为列表"),
    ("收到日期: 9999-12-31T23:00-12:00", "3:9: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“9999-12-31T23:00-12:00”。"),
    ("收到时刻: '25:00'", "4:9: 「收到时刻」须为时刻，如 09:30，现为“25:00”"),
    ("类型: 疑问", "4:7: 「类型」不能为“疑问”。是否应为“问题”？可选：问题、建议、投诉、咨询、举报"),
    ("公开属性: 待定", "4:9: 「公开属性」不能为“待定”。可选：主动公开、依申请公开、不予公开"),
    ("类别: 交通出航", "4:7: 「类别」中的“交通出航”不在分类表的类别（taxonomy.yml）中。是否应为“交通出行”？"),
    ("类别: 医疗", "4:7: 「类别」中的“医疗”不在分类表的类别（taxonomy.yml）中。"),
    ("企业: 精密科技", "4:7: 「企业」中的“精密科技”不在企业表（enterprises.yml）中。是否应为“测试精密科技”？"),
    ("渠道: 热线电话", "4:7: 「渠道」中的“热线电话”不在分类表的渠道（taxonomy.yml）中。是否应为“热线”？"),
    ("相关政策: [bus-subsidy, 公交补帖办法]", "4:23: 「相关政策」中的“公交补帖办法”不在政策表（policies/）中。是否应为“公交补贴办法”？"),
    ("相关政策: {甲: 乙}", "4:9: 「相关政策」须为列表，现为键值对"),
    ("诉求内容: {甲: 乙}", "4:9: 「诉求内容」须为一段文字，现为键值对"),
    ("标提: 乙", "4:3: 没有「标提」这个栏目。是否应为“标题”？"),
    ("titel: B", "4:3: 没有「titel」这个栏目。是否应为“title”？"),
    bug("title: 乙", "4:3: 「title」与同一条目中的另一写法都指「标题」；请只保留一个", reason="the place is that of the first spelling"),
    ("办理过程: 无", "4:9: 「办理过程」须为列表，现为“无”"),
    ("办理过程: [无]", "4:10: 此处须为「栏目: 内容」组成的条目，现为“无”"),
    ("办理过程: [{日期: 2021-03-02}]", "4:10: 缺少必填栏目「事项」；例如 事项: 交办"),
    ("办理过程: [{日期: 2021-03-02, 事项: 受里}]", f"4:31: 「事项」不能为“受里”。是否应为“受理”？可选：{STATES}"),
    bug("办理过程: [{日期: 2021-03-02, 事项: 交班}]", f"4:31: 「事项」不能为“交班”。是否应为“交办”？可选：{STATES}", reason="移交 is as near and wins"),
    ("办理过程: [{日期: 2021-03-02, 事项: 交办, 主办单位: 市交运局}]", "4:41: 「主办单位」中的“市交运局”不在单位表（units.yml）中。是否应为“市交通局”？"),
    bug("办理过程: [{日期: 2021-03-02, 事项: 交办, 主办单位: 市教育局}]", "4:41: 「主办单位」中的“市教育局”不在单位表（units.yml）中。", reason="市…局 alone is no nearness"),
    ("办理过程: [{日期: 2021-03-02, 事项: 交办, 时限: 15日内}]", "4:39: 「时限」须为时长，如 15个工作日、10天、1个月，现为“15日内”"),
    ("办理过程: [{日期: 2021-03-02, 事项: 交办, 时限: 0天}]", "4:39: 「时限」须为时长，如 15个工作日、10天、1个月，现为“0天”"),
    ("办理过程: [{日期: 2021-03-02, 事项: 重办, 轮次: 二}]", "4:39: 「轮次」须为整数，现为“二”"),
]

FILES = [
    ("ledgers/l1/2021.yml", "编号: A-1\n", "1:1: 此文件须为列表（每条以“- ”开头），现为键值对"),
    ("ledgers/l1/2021.yml", "暂无\n", "1:1: 此文件须为列表（每条以“- ”开头），现为“暂无”"),
    ("ledgers/l1/2021.yml", "- - 甲\n", "1:3: 此处须为「栏目: 内容」组成的条目，现为列表"),
    ("ledgers/l1/2021.yml", "- {编号: A-1, 标题: '', 收到日期: 2021-03-02}\n", "1:3: 缺少必填栏目「标题」；例如 标题: 厂区门口缺少公交站点，员工通勤不便"),
    ("ledgers/l1/2021.yml", "- {编号: A-1, 标题: ' ', 收到日期: 2021-03-02}\n", "1:3: 缺少必填栏目「标题」；例如 标题: 厂区门口缺少公交站点，员工通勤不便"),
    ("ledgers/l1/2021.yml", "- {编号: 甲1, 标题: 乙, 收到日期: 2021-03-02}\n", f"1:8: 「编号」{IDS}，现为“甲1”"),
    ("ledgers/l1/2021.yml", "- {编号: Index, 标题: 乙, 收到日期: 2021-03-02}\n", f"1:8: 「编号」{IDS}，现为“Index”"),
    ("ledgers/l1/2021.yml", "- {id: com1, 标题: 乙, 收到日期: 2021-03-02}\n", f"1:8: 「id」{IDS}，现为“com1”"),
    ("ledgers/l1/2021.yml", "- {编号: A-1, 标题: 乙, 收到日期: 2021-03-02 9:30, 收到时刻: 10:30}\n", "1:43: 「收到时刻」与同一条目中的另一写法都指「收到时刻」；请只保留一个"),
    bug("ledgers/l1/2021.yml", "- {编号: A-1, 标题: 乙, 收到时刻: 10:30, 收到日期: 2021-03-02 9:30}\n", "1:20: 「收到时刻」与同一条目中的另一写法都指「收到时刻」；请只保留一个", reason="the time of the date is lost silently"),
    ("ledgers/l1/ledger.yml", "编号: l1\n名称: 甲\n示例: 对\n", "3:5: 「示例」须为“是”或“否”，现为“对”"),
    ("ledgers/l1/ledger.yml", "- 编号: l1\n", "1:1: 此处须为「栏目: 内容」组成的条目，现为列表"),
    ("ledgers/l1/ledger.yml", "编号: l2\n名称: 甲\n", "1:5: 台账编号须与文件夹同名：此处为“l2”，文件夹为“l1”"),
    ("portal.yml", "名称: 甲\n我要反映: {热线: 打电话}\n", "2:12: 「热线」须为电话号码，如 0000-0000012，现为“打电话”"),
    ("posts.yml", "- {编号: mayor, 名称: 市长, 单位: 住建局}\n", "1:27: 「单位」中的“住建局”不在单位表（units.yml）中。是否应为“市住建局”？"),
    ("ledgers/l1/2021.yaml", "[]\n", "1:1: 此文件不会被读取：位置或扩展名不对；台账放在 ledgers/<台账编号>/ 下，政策、活动等放在各自的文件夹（policies/、sessions/ 等）下，扩展名须为 .yml"),
]
# fmt: on


@pytest.mark.parametrize(("line", "message"), VALUES)
def test_a_bad_value_is_told_with_what_must_hold_and_what_was_found(line: str, message: str, project: Project) -> None:
    received = "" if line.startswith("收到日期") else "  收到日期: 2021-03-02\n"

    project.write({"ledgers/l1/2021.yml": f"- 编号: A-1\n  标题: 甲\n{received}  {line}\n"})

    assert project.messages() == [f"content/ledgers/l1/2021.yml:{message}"]


@pytest.mark.parametrize(("file", "text", "message"), FILES)
def test_a_bad_record_is_told_with_its_place(file: str, text: str, message: str, project: Project) -> None:
    assert project.write({file: text}).messages() == [f"content/{file}:{message}"]


def test_problems_are_told_in_english(project: Project) -> None:
    project.issues("- {编号: A-1, 标题: 甲, 收到日期: 2026-02-30, 类型: 疑问, titel: B, 企业: [e1]}")

    assert [message.removeprefix("content/ledgers/l1/2021.yml:1:") for message in project.messages("en")] == [
        "26: “收到日期” must be a real date such as 2021-03-02, found “2026-02-30”. Month 2 of 2026 has 28 days.",
        "42: “类型” cannot be “疑问”. Did you mean “问题”? Choose from: Problem, Suggestion, Complaint, Consultation, Report",
        "46: there is no key “titel”. Did you mean “title”?",
        "60: “企业” must be text, found a list",
    ]


def test_a_missing_portal_file_is_a_problem(project: Project) -> None:
    (project.content / "portal.yml").unlink()

    assert project.messages() == ["content/portal.yml:1:1: 缺少此文件；请新建并至少写明「名称」"]


TWENTY = {
    "portal.yml": "名称: 甲\n主办单为: 乙\n示例: 对\n我要反映: {热线: 打电话}\n",
    "enterprises.yml": "- {编号: e1, 名称: 测试精密科技, 行业: 装备}\n- {编号: e2, 名称: 测试食品, 规模: 中等, 重点企业: 1}\n",
    "policies/p.yml": "- {编号: bus-subsidy, 标题: 甲, 有效性: 生效, 发布单位: 市交通, 发布日期: 2021-02-30, 申报条件: {a: b}}\n",
    "ledgers/l1/ledger.yml": "编号: l1\n使用签收: 有时\n简介: [甲]\n",
    "ledgers/l1/2021.yml": """
        - {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 类别: 医疗}
        - {编号: A 2, 标题: 乙, 收到日期: 2021-03-02, 收到时刻: 9点}
        - 编号: A-3
          标题: 丙
          titel: 丁
          办理过程:
            - {日期: 2021-03-02, 事项: 受里}
            - {日期: 2021-03-03, 事项: 交办, 时限: 15日内}
        """,
}


def test_twenty_faults_in_five_files_are_told_at_once_in_order(project: Project) -> None:
    messages = project.write(TWENTY).messages()

    assert len(messages) == 20
    assert [tuple(message.split(": ")[0].removeprefix("content/").split(":")) for message in messages] == [
        ("enterprises.yml", "1", "28"), ("enterprises.yml", "2", "26"), ("enterprises.yml", "2", "36"),
        ("ledgers/l1/2021.yml", "1", "42"), ("ledgers/l1/2021.yml", "2", "8"), ("ledgers/l1/2021.yml", "2", "44"),
        ("ledgers/l1/2021.yml", "3", "3"), ("ledgers/l1/2021.yml", "5", "3"), ("ledgers/l1/2021.yml", "7", "28"),
        ("ledgers/l1/2021.yml", "8", "36"),
        ("ledgers/l1/ledger.yml", "1", "1"), ("ledgers/l1/ledger.yml", "2", "7"), ("ledgers/l1/ledger.yml", "3", "5"),
        ("policies/p.yml", "1", "33"), ("policies/p.yml", "1", "43"), ("policies/p.yml", "1", "54"), ("policies/p.yml", "1", "72"),
        ("portal.yml", "2", "1"), ("portal.yml", "3", "5"), ("portal.yml", "4", "12"),
    ]  # fmt: skip


def test_a_year_that_no_calendar_reaches_is_a_slip(project: Project) -> None:
    project.issues("""
        - 编号: A-1
          标题: 甲
          收到日期: 2021-03-02
          办理过程: [{日期: 2021-03-02, 事项: 受理}, {日期: 2021-03-03, 事项: 交办, 主办单位: jiaotong, 办结时限: 9999-12-31}]
        """)

    assert [message.partition(" ")[0] for message in project.messages()] == ["content/ledgers/l1/2021.yml:4:83:"]
