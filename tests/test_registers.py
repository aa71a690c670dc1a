"""The registers beside the ledgers: their rules, their counts, and how each stands on a day."""

import datetime as dt
import re
from decimal import Decimal
from textwrap import dedent

import pytest

from taizhang.counts import COUNTED, COUNTS, met, money, total
from taizhang.escalation import stays
from taizhang.facts import Facts
from taizhang.policies import gaps, state
from taizhang.problems import ContentError, Problem
from taizhang.projects import milestone_state, project_state
from taizhang.records import Policy, Scope
from taizhang.registers import Commitment, Match, Milestone, Resource, Series, Session, Skip
from taizhang.registers import Project as Building
from taizhang.rhythms import missed
from taizhang.sessions import commitment_state
from taizhang.site import Site
from taizhang.source import line_and_column
from taizhang.teams import done
from tests.conftest import Project
from tests.registers import CUT, REGISTERS, changed
from tests.test_indicators import D


def bug(*values: object, reason: str) -> object:
    """Return a row of a table that the source does not keep yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.fixture
def registers(project: Project) -> Project:
    """The project with every register."""
    return project.write(REGISTERS)


def problems(project: Project) -> list[Problem]:
    try:
        project.check()
    except ContentError as error:
        return list(error.problems)
    return []


def told(project: Project) -> list[str]:
    """Return each problem as its place and its code."""
    return [f"{one.file.removeprefix('content/')}:{one.line}:{one.column}: {one.code}" for one in problems(project)]


def facts_of(project: Project, as_of: dt.date = CUT) -> Facts:
    return project.check(as_of=as_of).facts


def test_the_registers_themselves_are_right(registers: Project) -> None:
    assert registers.messages() == []


# --- rules: what stands in a file, what may stand for it, what may not; ‹ is where that is told ---

S, SL, T, P, R, E = "sessions.yml", "slips.yml", "teams.yml", "projects.yml", "resources.yml", "evaluations.yml"
TODAY, LATER = "2026-01-15", "2026-01-16"

# fmt: off
RULES = [  # file, what stands there, good, bad, the problem: its code, or its place and code where another file or the whole record is told of
    # what is said to have happened did so by today
    (S, "日期: 2021-04-02, 承诺事项: [{承诺: 协调用地, 单位: 市住建局, 兑现日期: 2021-04-20}]", f"日期: {TODAY}", f"日期: ‹{LATER}", "after_today"),
    (S, "兑现日期: 2021-04-20", f"兑现日期: {TODAY}", f"兑现日期: ‹{LATER}", "after_today"),
    (P, "计划日期: 2021-12-01", f"计划日期: 2021-12-01, 实际日期: {TODAY}", f"计划日期: 2021-12-01, 实际日期: ‹{LATER}", "after_today"),
    (P, "进展: [{日期: 2021-03-02", f"进展: [{{日期: {TODAY}", f"进展: [{{日期: ‹{LATER}", "after_today"),
    (R, "数量: 60, 日期: 2021-03-10", f"数量: 60, 日期: {TODAY}", f"数量: 60, 日期: ‹{LATER}", "after_today"),
    (E, "日期: 2021-04-01", f"日期: {TODAY}", f"日期: ‹{LATER}", "after_today"),
    # a session ends after it began, has a number of its own, and what it promised comes after it
    (S, '结束时间: "22:00"', '结束时间: "20:01"', '结束时间: ‹"20:00"', "time_goes_back"),
    (S, '结束时间: "22:00"', "地点: 会堂", '结束时间: ‹"9:00"', "time_goes_back"),
    (S, "系列: zhutiri, 期次: 2", "系列: huishang, 期次: 2", "系列: zhutiri, 期次: ‹1", "same_number"),
    (S, "系列: zhutiri, 期次: 2, ", "系列: zhutiri, ", "系列: 主题日, 期次: ‹1, ", "same_number"),
    (S, "兑现时限: 2021-03-31", "兑现时限: 2021-03-01", "兑现时限: ‹2021-02-28", "before_session"),
    (S, "兑现日期: 2021-03-20", "兑现日期: 2021-03-01", "兑现日期: ‹2021-02-28", "before_session"),
    ("series.yml", "日期: 2021-03-15", "日期: 2021-03-09", "日期: ‹2021-03-08", "skipped_but_held"),
    # it answers and promises about issues that exist
    (S, "单位: 市交通局, 事项: A-1}]", "单位: 市交通局, 事项: A-2}]", "单位: 市交通局, 事项: ‹A-9}]", "unknown_issue"),
    (S, "兑现时限: 2021-03-31, 事项: A-1", "兑现时限: 2021-03-31, 事项: B-1", "兑现时限: 2021-03-31, 事项: ‹a-1", "unknown_issue"),
    # texts refer to records that exist
    (S, "情况: 讲解公交补贴办法。", '情况: "见 [[A-1]]、[[政策:bus-subsidy]]"', '情况: ‹"见 [[A-9]]"', "unknown_target"),
    ("programmes.yml", "名称: 另一机制", '名称: 另一机制, 机制说明: "见 [[活动:zhutiri-1]]"', '名称: 另一机制, 机制说明: ‹"见 [[活动:zhutiri-9]]"', "unknown_target"),
    # what lasts does not end before it begins; lists of a programme have ids of their own
    ("programmes.yml", "名称: 另一机制", "名称: 另一机制, 起始日期: 2021-03-01, 截止日期: 2021-03-01", "名称: 另一机制, 起始日期: 2021-03-01, 截止日期: ‹2021-02-28", "ends_before_start"),
    ("series.yml", "起始日期: 2021-03-01", "起始日期: 2021-03-01\n          截止日期: 2021-03-01", "起始日期: 2021-03-01\n          截止日期: ‹2021-02-28", "ends_before_start"),
    (T, "层级: 县级", "起始日期: 2021-03-01, 截止日期: 2021-12-31", "起始日期: 2021-03-01, 截止日期: ‹2020-12-31", "ends_before_start"),
    ("programmes.yml", "名称: 另一机制", "名称: 另一机制, 专门机制: [{编号: a, 名称: 甲}, {编号: b, 名称: 乙}]", "名称: 另一机制, 专门机制: [{编号: a, 名称: 甲}, {编号: ‹a, 名称: 乙}]", "duplicate_id"),
    # a slip has issues, none assigned before it; three parties are three; all are named
    ("ledgers/l1/2021.yml", "交办单: s1, ", "交办单: s1, 说明: 甲, ", "", f"{SL}:1:3: slip_empty"),
    (SL, "日期: 2021-03-03", "日期: 2021-03-02", "日期: ‹2021-03-04", "slip_after_assignment"),
    (SL, "办结时限: 2021-03-24", "办结时限: 2021-03-03", "办结时限: ‹2021-03-02", "due_before_event"),
    (SL, "    - {身份: 责任单位, 单位: 市住建局}\n", "    - {身份: 责任单位, 单位: 市交通局}\n", "", f"{SL}:10:5: not_three_parties"),
    (SL, "{身份: 责任单位, 单位: 市住建局}", "{身份: 项目单位, 单位: 市住建局}", "{身份: 职能部门, 单位: 市住建局}", f"{SL}:10:5: not_three_parties"),
    (SL, "{身份: 责任单位, 单位: 市住建局}", "{身份: 责任单位, 岗位: deputy}", "‹{身份: 责任单位}", "addressee_unnamed"),
    (SL, "{身份: 分管领导, 岗位: mayor}", "{身份: 分管领导, 岗位: deputy, 单位: 市住建局}", "‹{身份: 分管领导, 单位: 市住建局}", "addressee_unnamed"),
    # a chief service officer serves as many enterprises as said
    (T, "服务企业: [e3], ", "服务企业: [e1, e2, e3], ", "", f"{T}:12:3: serves_too_many_or_few"),
    (T, "服务企业: [e1, e2]", "服务企业: [e1]", "服务企业: ‹[]", "serves_too_many_or_few"),
    ("programmes.yml", "每岗最多企业: 3", "每岗最多企业: 2", "每岗最多企业: 1", f"{T}:7:9: serves_too_many_or_few"),
    ("programmes.yml", "每岗最少企业: 1", "每岗最少企业: 0", "每岗最少企业: 2", f"{T}:12:84: serves_too_many_or_few"),
    (T, "服务方式: 首席服务官, 首席服务官: deputy", "服务方式: 特派员", "服务方式: 首席服务官", ""),
    # what is counted is not entered
    (T, "任务: 一线工作", "任务: 调研报告", "任务: ‹解决问题", "task_is_counted"),
    (T, "任务: 合理建议", "任务: 建议", "任务: ‹对接政策", "task_is_counted"),
    # a demand is met from supplies of its kind, and none gives more than it has
    (R, "计量单位: 兆瓦, ", "计量单位: 兆瓦, 说明: 甲, ", "计量单位: 兆瓦, 对接: ‹[{供给: land, 日期: 2021-03-10}], ", "supply_with_matches"),
    (R, "对接: [{供给: land, 数量: 60", "对接: [{供给: 东区地块, 数量: 60", "对接: [{供给: ‹want-none, 数量: 1", "match_not_supply"),
    (R, "对接: [{供给: land, 数量: 60", "对接: [{供给: land, 数量: 1", "对接: [{供给: ‹power, 数量: 1", "match_other_factor"),
    (R, "数量: 50, 计量单位: 亩", "数量: 50.5, 计量单位: 亩", "数量: 50, 计量单位: 公顷", f"{R}:12:91: match_other_factor"),
    (R, "{供给: land, 数量: 40", "{供给: land, 数量: 39.5", "{供给: ‹land, 数量: 40.1", "supply_exhausted"),
    # evaluations are of somebody and add up
    (E, "单位: 市交通局, ", "岗位: mayor, ", "", f"{E}:1:3: evaluation_of_nobody"),
    (E, "有效票数: 20, ", "有效票数: 20, 岗位: mayor, ", "有效票数: ‹21, ", "answers_do_not_add_up"),
    (E, "20, 满意: 15, 基本满意: 3, 不满意: 2, ", "20, ", "‹20, 满意: 15, ", "answers_do_not_add_up"),
    (E, "得分: 90", "得分: 100", "得分: ‹100.1", "score_above_100"),
    # texts hold nothing personal
    (S, "情况: 讲解公交补贴办法。", "情况: 请拨0000-0000010。", "情况: ‹请拨13812345678。", "personal_number"),
    (S, "兑现情况: 已加开两班", "兑现情况: 已加开十三班", "兑现情况: ‹请拨138 1234 5678", "personal_number"),
    (SL, "名称: 公交问题交办单", "名称: 交办单", "名称: ‹交办单13812345678", "personal_number"),
    (T, "说明: 两条建议", "说明: 三条建议", "说明: ‹身份证45030319800101123X", "personal_number"),
    ("causes.yml", "[增设站点]", "[增设站点, 加密班次]", "[增设站点, ‹请拨13812345678]", "personal_number"),
    (P, "情况: 已进场", "情况: 已退场", "情况: ‹请拨13812345678", "personal_number"),
    (R, "名称: 仓库用地", "名称: 库房用地", "名称: ‹仓库用地13812345678", "personal_number"),
    ("series.yml", "名称: 会商, ", "名称: 会商, 简介: 甲, ", "名称: 会商, 简介: ‹请拨13812345678, ", "personal_number"),
    ("programmes.yml", "名称: 另一机制", "名称: 另一机制, 简介: 甲", "名称: 另一机制, 简介: ‹请拨13812345678", "personal_number"),
    (E, "名称: 一季度评议", "名称: 评议", "名称: ‹评议13812345678", "personal_number"),
    ("policies/p.yml", "申报条件: [在本市注册]", "申报条件: [在本省注册]", "申报条件: [‹请拨13812345678]", "personal_number"),
    # nor the name of an enterprise that did not agree to be named, or that is masked there
    (T, "层级: 市级", "派驻: 该企业", "派驻: ‹测试精密科技厂区", "mask_broken"),
    (T, "层级: 县级", "派驻: 测试愿公开厂区", "派驻: ‹测试精密科技厂区", "mask_broken"),
    (R, "企业: e1, ", "企业: e1, 说明: 该企业, ", "企业: e1, 说明: ‹测试精密科技, ", "mask_broken"),
    (R, "企业: e1, ", "企业: e3, ", "企业: e3, 说明: ‹测试愿公开, ", "mask_broken"),
    (S, "情况: 讲解公交补贴办法。", "情况: 测试愿公开提出。", "情况: ‹测试精密科技提出。", "mask_broken"),
]
# fmt: on


@pytest.mark.parametrize(("file", "text", "good", "bad", "problem"), RULES)
def test_a_rule_of_the_registers(file: str, text: str, good: str, bad: str, problem: str, registers: Project) -> None:
    registers.write(changed(file, text, good))
    assert told(registers) == []

    marked = dedent(changed(file, text, bad)[file]).lstrip("\n")
    place = "" if "‹" not in marked else f"{file}:{'{}:{}'.format(*line_and_column(marked, marked.index('‹')))}: "
    registers.write({file: marked.replace("‹", "")})
    assert told(registers) == ([f"{place}{problem}"] if problem else [])


def test_a_slip_of_the_future_is_told(registers: Project) -> None:
    registers.write(changed(SL, "日期: 2021-03-03\n          办结时限: 2021-03-24", f"日期: {LATER}"))

    assert told(registers) == [f"{SL}:7:7: after_today", f"{SL}:7:7: slip_after_assignment"]


def test_an_issue_that_cannot_be_read_empties_no_slip(registers: Project) -> None:
    registers.write(changed("ledgers/l1/2021.yml", "收到日期: 2021-03-02", "收到日期: 2021-02-30"))

    assert told(registers) == ["ledgers/l1/2021.yml:5:9: bad_date"]


def test_two_teams_of_a_post_serve_as_many_together(registers: Project) -> None:
    more = "- {编号: chief-3, 名称: 三号服务队, 工作机制: p1, 服务方式: 首席服务官, 首席服务官: mayor, 服务企业: [e2, e3]}\n"
    assert told(registers.write({"teams/more.yml": more})) == []

    registers.write(changed("programmes.yml", "每岗最多企业: 3", "每岗最多企业: 2"))
    assert told(registers) == [f"{T}:7:9: serves_too_many_or_few"]


def test_a_team_does_not_tell_the_name_that_its_issue_masks(registers: Project) -> None:
    registers.write(changed("ledgers/l1/2021.yml", "标题: 贷款难", "标题: 贷款难\n          服务团队: chief-2"))
    registers.write(changed(T, "名称: 二号服务队", "名称: 测试愿公开服务队"))

    assert told(registers) == [f"{T}:12:21: mask_broken"]


# --- attachments of projects ---


@pytest.mark.parametrize(("file", "code"), [("none.jpg", "attachment_missing"), ("../units.yml", "attachment_outside")])
def test_attachments_of_projects_keep_the_rules_of_attachments(file: str, code: str, registers: Project) -> None:
    registers.write(changed(P, "总投资: 14000", f"附件: [{{文件: {file}, 图片说明: 甲, 公开属性: 公开}}]"))

    assert told(registers) == [f"{P}:6:13: {code}"]


# --- tiers ---

# fmt: off
TIERS = [  # tiers one after another, with a reason where one follows the sign, the problem
    ("部门办理, 专题协调", ""),
    ("部门办理, 专题协调, 接待日会商, 提请上级", ""),
    ("部门办理, 部门办理", "not_escalated"),
    ("专题协调, 部门办理", "not_escalated"),
    ("部门办理, 接待日会商", "tier_skipped"),
    ("部门办理, 接待日会商/因", ""),
    ("部门办理, 提请上级", "tier_skipped"),
    ("部门办理, 专题协调, 提请上级/因", ""),
]
# fmt: on


def escalated(tiers: str) -> str:
    first, *others = tiers.split(", ")
    lines = [f"{{日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 分级: {first}}}"]
    for number, tier in enumerate(others, 4):
        name, _, reason = tier.partition("/")
        lines.append(f"{{日期: 2021-03-{number:02}, 事项: 提级, 分级: {name}{f', 原因: {reason}' if reason else ''}}}")
    events = "".join(f"    - {line}\n" for line in ["{日期: 2021-03-02, 事项: 受理}", *lines])
    return f"- 编号: A-1\n  标题: 甲\n  收到日期: 2021-03-02\n  办理过程:\n{events}"


@pytest.mark.parametrize(("tiers", "code"), TIERS)
def test_tiers_are_climbed_in_order(tiers: str, code: str, project: Project) -> None:
    project.write({"ledgers/l1/2021.yml": escalated(tiers)})

    line = 5 + len(tiers.split(", "))
    assert told(project) == ([f"ledgers/l1/2021.yml:{line}:36: {code}"] if code else [])


# fmt: off
STAYS = [  # events after receipt on the 2nd and acceptance, the days in each tier up to the 31st
    ([], []),
    (["03 交办, 主办单位: 市交通局"], []),
    (["03 交办, 主办单位: 市交通局, 分级: 部门办理"], [("department", 28)]),
    (["03 交办, 主办单位: 市交通局, 分级: 部门办理", "10 提级, 分级: 专题协调"], [("department", 7), ("meeting", 21)]),
    (["03 交办, 主办单位: 市交通局, 分级: 部门办理", "10 提级, 分级: 专题协调", "15 办结, 结果: 已解决"], [("department", 7), ("meeting", 5)]),
    (["02 办结, 结果: 已解决, 主办单位: 市交通局, 分级: 现场办理"], [("on_site", 0)]),
    (["03 交办, 主办单位: 市交通局, 分级: 部门办理", "15 办结, 结果: 已解决", "20 重办, 原因: 因, 时限: 5天"], [("department", 28)]),
    (["03 交办, 主办单位: 市交通局, 分级: 部门办理", "03 提级, 分级: 专题协调"], [("department", 0), ("meeting", 28)]),
]
# fmt: on


@pytest.mark.parametrize(("events", "days"), STAYS)
def test_a_tier_is_stayed_in_up_to_the_next_or_the_end(events: list[str], days: list[tuple[str, int]], project: Project) -> None:
    lines = "".join(f"    - {{日期: 2021-03-{event.replace(' ', ', 事项: ', 1)}}}\n" for event in ["02 受理", *events])
    project.write({"ledgers/l1/2021.yml": f"- 编号: A-1\n  标题: 甲\n  收到日期: 2021-03-02\n  办理过程:\n{lines}"})

    (case,) = facts_of(project, D("2021-03-31")).cases
    assert list(stays(case)) == days


# --- counts: each is claimed as it is and as it is not ---

# fmt: off
CLAIMS = [  # scope, count, as it is, as it is not
    ("", "举办期数", "3期", "2期"),
    ("工作机制: p1", "举办场次", "2", "3"),
    ("系列: huishang", "举办期数", "1", "2"),
    ("系列: zhutiri, 工作机制: p2", "举办期数", "0", "1"),
    ("", "参加企业数", "20家", "12家"),
    ("系列: huishang", "参加企业数", "0", "8"),
    ("", "会上提出数", "2件", "3件"),
    ("系列: zhutiri", "会上提出数", "1", "2"),
    ("", "承诺事项数", "3", "2"),
    ("工作机制: p1", "承诺事项数", "2", "3"),
    ("", "已兑现承诺数", "2", "3"),
    ("工作机制: p1", "已兑现承诺数", "1", "2"),
    ("", "交办单数", "1", "2"),
    ("工作机制: p2", "交办单数", "0", "1"),
    ("", "交办单问题数", "1", "2"),
    ("", "服务团队数", "3", "2"),
    ("服务方式: 首席服务官", "服务团队数", "2", "3"),
    ("服务方式: 特派员", "服务团队数", "0", "1"),
    ("", "包联领导数", "2", "3"),
    ("", "派出单位数", "2", "3"),
    ("服务方式: 工作专班", "派出单位数", "1", "2"),
    ("", "派出层级数", "2", "3"),
    ("", "服务企业数", "3", "2"),
    ("工作机制: p1, 服务方式: 首席服务官", "包联企业数", "3", "4"),
    ("", "派驻人数", "7人", "3人"),
    ("服务方式: 工作专班", "派驻人数", "4", "7"),
    ("", "小组数", "1", "2"),
    ("", "合理建议数", "2", "1"),
    ("", "调研报告数", "1", "0"),
    ("服务方式: 首席服务官", "调研报告数", "0", "1"),
    ("", "一线工作日数", "5天", "1天"),
    ("", "供给数", "2", "3"),
    ("", "需求数", "3", "2"),
    ("", "已对接需求数", "1", "2"),
    ("", "部分对接需求数", "1", "2"),
    ("", "未对接需求数", "1", "2"),
    ("工作机制: p2", "需求数", "0", "3"),
    ("", "项目数", "1个", "2个"),
    ("", "项目问题数", "2", "1"),
    ("台账: l1", "项目问题数", "1", "2"),
    ("", "共性问题数", "1", "2"),
    ("", "融资到位", "700万元", "640万元"),
    ("台账: l2", "融资到位", "0", "700万元"),
    ("", "融资", "超600万元", "超700万元"),
    ("", "到位资金", "1.4亿元", "14000元"),
    ("台账: l1", "到位资金", "0", "1.4亿元"),
    ("工作机制: p2", "到位资金", "0", "1.4亿元"),
    ("", "协调用工", "12人", "120000人"),
    ("", "协调用地", "0亩", "1亩"),
]
# fmt: on


def claim(key: str, value: str, scope: str = "", as_of: str = "2021-06-30", id_: str = "c1") -> str:
    return f"- {{编号: {id_}, 名称: 公报, 统计截至: {as_of}, 范围: {{{scope}}}, 公布数据: {{{key}: {value}}}}}\n"


@pytest.mark.parametrize(("scope", "key", "right", "wrong"), CLAIMS)
def test_a_count_of_a_register_is_claimed_and_reckoned(scope: str, key: str, right: str, wrong: str, registers: Project) -> None:
    registers.write({"claims.yml": claim(key, right, scope)})
    assert told(registers) == []

    text = claim(key, wrong, scope)
    registers.write({"claims.yml": text})
    assert told(registers) == [f"claims.yml:1:{text.index(f'{key}: {wrong}') + len(key) + 3}: claim_differs"]


def test_every_count_is_claimed_here() -> None:
    claimed = {COUNTED.by_spelling[key] for _, key, _, _ in CLAIMS}

    assert claimed == set(COUNTS) - {"credit", "paid", "saving", "housing"}  # these are reckoned as the other results are


# fmt: off
STRAY = [  # scope, count that cannot be limited by it, key
    ("单位: 市交通局", "举办期数", "单位"),
    ("期间: 2021-03", "举办期数", "期间"),
    ("台账: l1", "承诺事项数", "台账"),
    ("服务方式: 首席服务官", "举办期数", "服务方式"),
    ("系列: zhutiri", "服务团队数", "系列"),
    ("系列: zhutiri", "交办单问题数", "系列"),
    ("类别: 交通出行", "需求数", "类别"),
    ("台账: l1", "项目数", "台账"),
    ("单位: 市交通局", "融资到位", "单位"),
    ("系列: zhutiri", "收集数", "系列"),
    ("工作机制: p1, 服务方式: 首席服务官", "解决率", "服务方式"),
]
# fmt: on


@pytest.mark.parametrize(("scope", "key", "stray"), STRAY)
def test_a_count_is_limited_only_by_what_its_records_have(scope: str, key: str, stray: str, registers: Project) -> None:
    registers.write({"claims.yml": claim(key, "1", scope)})

    (problem,) = problems(registers)
    assert problem.code == "claim_scope"
    assert f"不能按「{stray}」统计" in problem.message("zh")


@pytest.mark.parametrize("value", ["50%", "若干", "1+2"])
def test_a_count_is_a_number(value: str, registers: Project) -> None:
    registers.write({"claims.yml": claim("举办期数", value)})

    assert len(told(registers)) == 1


# fmt: off
DAYS = [  # count, day, value
    ("举办期数", "2021-02-28", "0"), ("举办期数", "2021-03-01", "1"), ("举办期数", "2021-03-07", "1"), ("举办期数", "2021-03-08", "2"),
    ("承诺事项数", "2021-03-01", "2"), ("已兑现承诺数", "2021-03-19", "0"), ("已兑现承诺数", "2021-03-20", "1"),
    ("交办单数", "2021-03-02", "0"), ("交办单数", "2021-03-03", "1"),
    ("已对接需求数", "2021-03-09", "0"), ("已对接需求数", "2021-03-10", "1"), ("未对接需求数", "2021-03-09", "3"),
    ("供给数", "2021-02-28", "0"), ("共性问题数", "2021-03-09", "0"), ("共性问题数", "2021-03-10", "1"),
    ("融资到位", "2021-03-06", "0"), ("融资到位", "2021-03-07", "60万元"), ("融资到位", "2021-03-20", "700万元"),
    ("服务企业数", "2021-03-01", "3"),
]
# fmt: on


@pytest.mark.parametrize(("key", "as_of", "value"), DAYS)
def test_a_count_of_an_earlier_day_is_of_what_had_happened(key: str, as_of: str, value: str, registers: Project) -> None:
    assert told(registers.write({"claims.yml": claim(key, value, as_of=as_of)})) == []


def test_a_count_shows_the_records_it_is_the_sum_of(registers: Project) -> None:
    registers.write({"claims.yml": claim("参加企业数", "20") + claim("融资到位", "700万元", id_="c2") + claim("服务企业数", "3", id_="c3")})

    registers.build(CUT)

    assert re.findall(r">(12|8)<", registers.page("claims/c1.session_enterprises.html")) == ["12", "8"]
    page = registers.page("claims/c2.financing.html")
    assert ("640万元" in page, "60万元" in page, "../issues/A-1.html" in page) == (True, True, True)
    assert "某装备制造企业（城东园区）" in registers.page("claims/c3.team_enterprises.html")


def test_a_count_of_an_earlier_day_shows_enterprises_that_agreed_since(registers: Project) -> None:
    registers.write(changed("enterprises.yml", "实名同意日期: 2021-02-01", "实名同意日期: 2021-05-01"))
    registers.write({"claims.yml": claim("服务企业数", "3", as_of="2021-04-01")})

    registers.build(CUT)

    assert "某食品加工企业" in registers.page("claims/c1.team_enterprises.html")


def test_an_enterprise_served_by_two_teams_is_counted_once(registers: Project) -> None:
    registers.write(changed(T, "服务企业: [e1, e2]", "服务企业: [e1, e2, e3]"))
    assert total(COUNTS["team_enterprises"].items(facts_of(registers), Scope())) == 3

    registers.write(changed("ledgers/l1/2021.yml", "标题: 贷款难", "标题: 贷款难\n          服务团队: chief-1"))
    assert total(COUNTS["team_enterprises"].items(facts_of(registers), Scope())) == 3


@pytest.mark.parametrize(("amount", "words"), [
    ("0", "0万元"), ("640000", "64万元"), ("645000", "64.5万元"), ("100", "0.01万元"), ("99999999", "9999.9999万元"),
    ("100000000", "1亿元"), ("140000000", "1.4亿元"), ("2000000000", "20亿元"),
])  # fmt: skip
def test_money_is_published_in_words(amount: str, words: str) -> None:
    assert money(Decimal(amount)) == words


@pytest.mark.parametrize(("wanted", "given", "state"), [
    ("10", [], "unmet"), (None, [], "unmet"), ("10", ["10"], "met"), ("10", ["4", "6"], "met"), ("10", ["9.9"], "partly"),
    ("10", ["11"], "met"), ("10", [None], "partly"), (None, [None], "met"), (None, ["1"], "met"),
])  # fmt: skip
def test_a_demand_is_met_by_what_it_was_given(wanted: str | None, given: list[str | None], state: str) -> None:
    matches = tuple(Match(supply="g", quantity=Decimal(one) if one else None, date=CUT) for one in given)
    demand = Resource(id="d", title="", side="demand", factor="land", quantity=Decimal(wanted) if wanted else None, matches=matches)

    assert met(demand) == state


# --- a team's tasks ---


def test_a_team_has_done_what_it_entered_and_what_its_issues_show(registers: Project) -> None:
    site = Site(facts_of(registers), "zh")

    assert done(site, site.portal.teams["chief-1"]) == {"problem": 1, "policy": 1, "suggestion": 2, "workday": 5}
    assert done(site, site.portal.teams["force"]) == {"problem": 1, "policy": 1, "report": 1}
    assert done(site, site.portal.teams["chief-2"]) == {"problem": 0, "policy": 0}


# --- sessions that were missed ---

# fmt: off
MISSED = [  # rhythm, its first day, sessions, said to be skipped, missed
    ("weekly", "03-01", ["03-01", "03-08", "03-15"], [], []),
    ("weekly", "03-01", ["03-01", "03-15"], [], ["03-08"]),
    ("weekly", "03-01", ["03-01", "03-15"], ["03-08"], ["03-08 因"]),
    ("weekly", "03-01", ["03-01", "03-11"], [], []),  # within three days
    ("weekly", "03-01", ["03-01", "03-12"], [], ["03-08"]),
    ("weekly", "03-01", ["02-27", "03-05", "03-15"], [], []),
    ("weekly", "", ["03-08", "03-22"], [], ["03-15"]),
    ("weekly", "03-01", ["03-15"], [], ["03-01", "03-08"]),
    ("weekly", "03-01", [], [], []),  # the rhythm is known up to the last session
    ("weekly", "03-01", [], ["03-01"], ["03-01 因"]),
    ("biweekly", "03-01", ["03-01", "03-15", "03-29"], [], []),
    ("biweekly", "03-01", ["03-01", "03-29"], [], ["03-15"]),
    ("fortnightly", "03-01", ["03-10", "04-20"], [], ["03-16", "04-01"]),
    ("monthly", "03-01", ["03-01", "05-01"], [], []),  # counted in weeks only
    ("irregular", "03-01", ["03-01", "05-01"], ["04-01"], ["04-01 因"]),
    ("weekly", "03-01", ["03-01", "03-15"], ["03-09"], ["03-09 因"]),
    ("fortnightly", "01-01", [f"{month:02}-{day}" for month in range(1, 7) for day in ("01", "15")], [], []),
]
# fmt: on


@pytest.mark.parametrize(("cadence", "start", "held", "skipped", "expected"), MISSED)
def test_sessions_missed(cadence: str, start: str, held: list[str], skipped: list[str], expected: list[str]) -> None:
    series = Series(
        id="s", title="", cadence=cadence, start=D(f"2021-{start}") if start else None,
        skipped=tuple(Skip(date=D(f"2021-{day}"), reason="因") for day in skipped),
    )  # fmt: skip
    sessions = [Session(id=f"s-{n}", series="s", date=D(f"2021-{day}")) for n, day in enumerate(held)]

    assert [f"{day:%m-%d} {reason}".strip() for day, reason in missed(series, sessions)] == expected


# --- how things stand on a day ---

# fmt: off
STATES = [  # due, kept, state on 2021-04-30, state on 2021-05-01
    ("2021-04-30", "", "open", "past"),
    ("2021-05-01", "", "open", "open"),
    ("", "", "open", "open"),
    ("2021-04-30", "2021-04-30", "kept", "kept"),
    ("2021-04-29", "2021-04-30", "kept_late", "kept_late"),
    ("", "2021-04-30", "kept", "kept"),
]
MILESTONES = [  # plan, actual, state on 2021-04-30, state on 2021-05-01
    ("2021-04-30", "", "ahead", "behind"),
    ("2021-05-01", "", "ahead", "ahead"),
    ("2021-04-30", "2021-04-30", "met", "met"),
    ("2021-04-30", "2021-04-01", "met", "met"),
    ("2021-04-29", "2021-04-30", "met_late", "met_late"),
]
# fmt: on
EVE, DAY = D("2021-04-30"), D("2021-05-01")


def day_of(text: str) -> dt.date | None:
    return D(text) if text else None


@pytest.mark.parametrize(("due", "kept", "before", "after"), STATES)
def test_a_commitment_stands_as_its_days_say(due: str, kept: str, before: str, after: str) -> None:
    one = Commitment(text="", unit="u", due=day_of(due), kept=day_of(kept))

    assert [commitment_state(one, day) for day in (EVE, DAY)] == [before, after]


@pytest.mark.parametrize(("plan", "actual", "before", "after"), MILESTONES)
def test_a_milestone_stands_as_its_days_say(plan: str, actual: str, before: str, after: str) -> None:
    one = Milestone(name="", plan=D(plan), actual=day_of(actual))

    assert [milestone_state(one, day) for day in (EVE, DAY)] == [before, after]


@pytest.mark.parametrize(("milestones", "before", "after"), [
    ([], "no_plan", "no_plan"),
    (["2021-04-30"], "on_plan", "behind"),
    (["2021-04-01 2021-04-01", "2021-05-01"], "on_plan", "on_plan"),
    (["2021-04-01 2021-04-20", "2021-12-01"], "on_plan", "on_plan"),  # late, but reached
    (["2021-04-01 2021-04-20", "2021-04-30 2021-04-30"], "completed", "completed"),
    (["2021-04-30", "2021-12-01 2021-04-01"], "on_plan", "behind"),
])  # fmt: skip
def test_a_project_stands_as_its_milestones_do(milestones: list[str], before: str, after: str) -> None:
    plans = [(plan, day_of(actual)) for plan, _, actual in (one.partition(" ") for one in milestones)]
    project = Building(id="p", title="", milestones=tuple(Milestone(name="", plan=D(plan), actual=actual) for plan, actual in plans))

    assert [project_state(project, day) for day in (EVE, DAY)] == [before, after]


# fmt: off
POLICIES = [  # policy, successors (validity and day of publication), state on 2021-04-30, state on 2021-05-01
    ({}, [], "open", "open"),
    ({"opens": "2021-05-01"}, [], "upcoming", "open"),
    ({"closes": "2021-04-30"}, [], "closing", "closed"),
    ({"closes": "2021-05-30"}, [], "closing", "closing"),
    ({"closes": "2021-05-31"}, [], "open", "closing"),
    ({"opens": "2021-05-01", "closes": "2021-05-01"}, [], "upcoming", "closing"),
    ({"validity": "expired", "opens": "2021-05-01"}, [], "expired", "expired"),
    ({"validity": "repealed", "closes": "2021-04-30"}, [], "repealed", "repealed"),
    ({}, ["valid"], "replaced", "replaced"),
    ({}, ["valid 2021-05-01"], "open", "replaced"),
    ({"validity": "expired"}, ["valid 2021-04-30"], "replaced", "replaced"),
    ({"opens": "2021-06-01"}, ["valid"], "replaced", "replaced"),
    ({}, ["expired 2021-01-01", "valid 2021-05-01"], "replaced", "replaced"),
]
# fmt: on


@pytest.mark.parametrize(("policy", "successors", "before", "after"), POLICIES)
def test_a_policy_stands_as_its_days_and_successors_say(policy: dict[str, str], successors: list[str], before: str, after: str) -> None:
    days = {name: D(value) for name, value in policy.items() if name != "validity"}
    one = Policy(id="p", title="", validity=policy.get("validity", "valid"), opens=days.get("opens"), closes=days.get("closes"))
    others = [Policy(id="s", title="", validity=v, published=day_of(day)) for v, _, day in (text.partition(" ") for text in successors)]

    assert [state(one, others, day) for day in (EVE, DAY)] == [before, after]


CHAIN = """
    - {编号: old, 标题: 一号办法, 发布日期: 2019-01-01}
    - {编号: mid, 标题: 二号办法, 发布日期: 2020-01-01, 替代: [old]}
    - {编号: new, 标题: 三号办法, 发布日期: 2021-01-01, 替代: [mid]}
    """


@pytest.mark.parametrize("id_", ["old", "mid", "new"])
def test_policies_that_replace_one_another_show_all_of_them_in_order(id_: str, project: Project) -> None:
    project.write({"policies/q.yml": CHAIN})

    project.build(CUT)

    page = project.page(f"policies/{id_}.html")
    row = re.search(r"<dd>((?:(?!</dd>).)*一号办法.*?)</dd>|<td>((?:(?!</td>).)*一号办法.*?)</td>", page, re.DOTALL)
    assert row
    assert re.findall("([一二三])号办法", row[0]) == ["一", "二", "三"]
    assert set(re.findall(r'href="(old|mid|new)\.html"', row[0])) == {"old", "mid", "new"} - {id_}
    assert ("已被替代" in page) == (id_ != "new")


@pytest.mark.parametrize("circle", ["替代: [new], ", ""])
def test_policies_that_replace_each_other_end(circle: str, project: Project) -> None:
    project.write({"policies/q.yml": CHAIN.replace("发布日期: 2019-01-01", f"{circle}发布日期: 2019-01-01")})

    if not project.messages():  # to call a circle a problem would be right too
        project.build(CUT)


def test_a_policy_stays_replaced_when_its_successor_is_repealed(project: Project) -> None:
    project.write({"policies/q.yml": CHAIN.replace("发布日期: 2020-01-01", "有效性: 废止, 发布日期: 2020-01-01")})

    project.build(CUT)

    assert "一号办法" not in project.page("policies/state.open.html")


def test_policies_are_listed_by_what_they_are_for(project: Project) -> None:
    project.write({
        "taxonomy.yml": REGISTERS["taxonomy.yml"],
        "policies/p.yml": """
            - {编号: bus-subsidy, 标题: 公交补贴办法, 适用地区: [东区], 适用规模: [小型, 微型], 类型: 补助, 相关类别: [交通出行]}
            - {编号: anyone, 标题: 谁都可以, 兑现方式: 免申即享, 层级: 市级}
            """,
    })  # fmt: skip

    project.build(CUT)

    def listed(page: str) -> set[str]:
        return set(re.findall("公交补贴办法|谁都可以", project.page(f"policies/{page}.html")))

    both = {"公交补贴办法", "谁都可以"}
    assert [listed(page) for page in ("place.dongqu", "place.xiqu", "size.small", "size.large")] == [both, {"谁都可以"}, both, {"谁都可以"}]
    assert [listed(page) for page in ("type.buzhu", "need.chuxing", "claiming.automatic", "level.l0")] == [
        {"公交补贴办法"}, {"公交补贴办法"}, {"谁都可以"}, {"谁都可以"},
    ]  # fmt: skip
    assert not (project.site / "policies/need.rongzi.html").exists()


@pytest.mark.parametrize(("issues", "policy", "told_of"), [
    (5, "", True), (4, "", False), (5, ", 相关类别: [融资服务]", False), (5, ", 相关类别: [融资服务], 有效性: 废止", True),
    (5, ", 相关类别: [融资服务], 申报截止: 2021-01-01", True), (5, ", 相关类别: [交通出行]", True),
])  # fmt: skip
def test_a_topic_without_a_policy_is_told_of(issues: int, policy: str, told_of: bool, project: Project) -> None:
    one = "- {{编号: A-{}, 标题: 甲, 类别: 融资服务, 收到日期: 2021-03-02}}\n"
    project.write({
        "ledgers/l1/2021.yml": "".join(one.format(n) for n in range(issues)),
        "policies/p.yml": f"- {{编号: bus-subsidy, 标题: 甲{policy}}}\n",
    })  # fmt: skip

    found = list(gaps(Site(facts_of(project), "zh")))
    assert [(link.label, count, still) for link, count, still in found] == ([("融资服务", issues, issues)] if told_of else [])
