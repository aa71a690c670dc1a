"""The rules: for each a good example that passes and a bad one with its message."""

# messages are shown whole

import pytest

from taizhang.lifecycle import EVENTS, STATE, allowed
from taizhang.personal import mask_number
from tests.conftest import Project


def bug(*values: object, reason: str) -> object:
    """Return a row of a table that the source does not keep yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def told(project: Project, text: str, file: str = "ledgers/l1/2021.yml") -> list[str]:
    """Return the problems of a project with `text` as one of its files, without that file's name."""
    return [line.removeprefix(f"content/{file}:") for line in project.write({file: text.encode()}).messages()]


# --- timelines: "03 交办, 时限: 5天" is the event of 2021-03-03; events begin in line 5 ---

TAKEN = ["02 受理"]
GIVEN = [*TAKEN, "03 交办, 主办单位: 市交通局, 时限: 5天"]
DONE = [*GIVEN, "05 办结, 结果: 已解决"]
CLEARED = [*DONE, "06 销号, 核验: [企业确认]"]
PAUSED = [*GIVEN, "04 中止, 原因: 因"]
CARRIED = [*GIVEN, "04 挂账, 原因: 因, 复核日期: 2021-06-01"]


def timeline(*events: str) -> str:
    lines = [f"    - {{日期: {'2021-03-' if event[2] == ' ' else ''}{event.replace(' ', ', 事项: ', 1)}}}\n" for event in events]
    return "- 编号: A-1\n  标题: 甲\n  收到日期: 2021-03-02\n  办理过程:\n" + "".join(lines)


NOT_CLEARABLE = "的不能销号；可以销号的结果：已解决、解释说明、不符合政策不予支持；其他的请用「挂账」并写复核日期"

# fmt: off
TIMELINES = [  # good, bad, message
    # an event happens only in a state that allows it
    (GIVEN, GIVEN[1:], "5:28: A-1：状态为「待受理」时不能「交办」；此时可以：受理、不予受理、移交、答复企业、进展、督办、领导批示、撤回、并案、依规撤下"),
    (TAKEN, [*TAKEN, "02 受理"], "6:28: A-1：状态为「待交办」时不能「受理」；此时可以：不予受理、移交、交办、提级、答复企业、进展、协办反馈、督办、领导批示、办结、撤回、并案、依规撤下"),
    (CLEARED, [*GIVEN, "06 销号, 核验: [企业确认]"], "7:28: A-1：状态为「办理中」时不能「销号」；此时可以：移交、签收、退回、改派、提级、答复企业、进展、协办反馈、督办、领导批示、延期、中止、恢复、办结、挂账、撤回、并案、依规撤下"),
    ([*CLEARED, "07 进展"], [*CLEARED, "07 办结, 结果: 已解决"], "9:28: A-1：状态为「已销号」时不能「办结」；此时可以：答复企业、进展、领导批示、回访、重办、依规撤下"),
    (["02 不予受理, 原因: 因"], ["02 不予受理, 原因: 因", "03 受理"], "6:28: A-1：状态为「不予受理」时不能「受理」；此时可以：答复企业、进展、领导批示、依规撤下"),
    ([*GIVEN, "04 退回, 原因: 因", "05 重新交办, 主办单位: 市住建局, 时限: 5天"], [*GIVEN, "04 退回, 原因: 因", "05 延期, 办结时限: 2021-04-01, 原因: 因"], "8:28: A-1：状态为「待交办」时不能「延期」；此时可以：不予受理、移交、交办、提级、答复企业、进展、协办反馈、督办、领导批示、办结、撤回、并案、依规撤下"),
    # clearing follows some outcomes only
    ([*GIVEN, "05 办结, 结果: 解释说明", "06 销号, 核验: 企业确认"], [*GIVEN, "05 办结, 结果: 部分解决", "06 销号, 核验: 企业确认"], f"8:28: A-1：结果为「部分解决」{NOT_CLEARABLE}"),
    ([*GIVEN, "05 办结, 结果: 不予支持", "06 销号, 核验: 企业确认"], [*GIVEN, "05 办结, 结果: 暂难解决", "06 销号, 核验: 企业确认"], f"8:28: A-1：结果为「因条件限制暂难解决」{NOT_CLEARABLE}"),
    ([*CARRIED, "05 办结, 结果: 已解决", "06 销号, 核验: 企业确认"], [*CARRIED, "05 办结, 结果: 列入计划", "06 销号, 核验: 企业确认"], f"9:28: A-1：结果为「列入计划逐步解决」{NOT_CLEARABLE}"),
    # on the spot, pauses
    ([*TAKEN, "02 办结, 结果: 已解决, 主办单位: 市交通局"], [*TAKEN, "02 办结, 结果: 已解决"], "6:28: A-1：未经交办直接办结的，须写明「主办单位」"),
    ([*PAUSED, "05 恢复", "06 中止, 原因: 因"], [*PAUSED, "05 中止, 原因: 因"], "8:28: A-1：已经中止，不能再次中止"),
    ([*PAUSED, "05 恢复"], [*GIVEN, "05 恢复"], "7:28: A-1：没有中止，不能恢复"),
    ([*PAUSED, "05 恢复", "06 办结, 结果: 已解决"], [*PAUSED, "06 办结, 结果: 已解决"], "8:28: A-1：仍在中止，请先写「恢复」再办结"),
    ([*PAUSED, "05 挂账, 原因: 因, 复核日期: 2021-06-01", "06 办结, 结果: 已解决"], [*GIVEN, "05 恢复"], "7:28: A-1：没有中止，不能恢复"),
    ([*PAUSED, "05 退回, 原因: 因", "06 交办, 主办单位: 市交通局", "07 办结, 结果: 已解决"], [*GIVEN, "05 恢复"], "7:28: A-1：没有中止，不能恢复"),
    # reopening needs a reason and a limit
    ([*CLEARED, "07 重办, 原因: 因, 时限: 5天"], [*CLEARED, "07 重办, 原因: 因"], "9:7: A-1：「重办」须写明新的「时限」或「办结时限」"),
    ([*CLEARED, "07 重办, 原因: 因, 办结时限: 2021-04-01"], [*CLEARED, "07 重办, 时限: 5天"], "9:7: A-1：「重办」须写明「原因」"),
    ([*CARRIED, "07 重办, 原因: 因, 时限: 5天"], [*GIVEN, "07 重办, 原因: 因, 时限: 5天"], "7:28: A-1：状态为「办理中」时不能「重办」；此时可以：移交、签收、退回、改派、提级、答复企业、进展、协办反馈、督办、领导批示、延期、中止、恢复、办结、挂账、撤回、并案、依规撤下"),
    # an event has its fields and no others
    (GIVEN, [*TAKEN, "03 交办, 时限: 5天"], "6:7: A-1：「交办」须写明「主办单位」"),
    (["02 移交, 移交单位: 供电公司"], ["02 移交"], "5:7: A-1：「移交」须写明「移交单位」"),
    ([*GIVEN, "04 延期, 办结时限: 2021-04-01, 原因: 因"], [*GIVEN, "04 延期, 原因: 因"], "7:7: A-1：「延期」须写明「办结时限」"),
    ([*GIVEN, "04 督办, 督办方式: 黄牌"], [*GIVEN, "04 督办"], "7:7: A-1：「督办」须写明「督办方式」"),
    ([*GIVEN, "04 提级, 分级: 专题协调"], [*GIVEN, "04 提级"], "7:7: A-1：「提级」须写明「分级」"),
    (DONE, [*GIVEN, "04 办结"], "7:7: A-1：「办结」须写明「结果」"),
    (CLEARED, [*DONE, "06 销号"], "8:7: A-1：「销号」须写明「核验」"),
    (CARRIED, [*GIVEN, "04 挂账, 原因: 因"], "7:7: A-1：「挂账」须写明「复核日期」"),
    ([*GIVEN, "04 依规撤下, 依据: 条例"], [*GIVEN, "04 依规撤下"], "7:7: A-1：「依规撤下」须写明「依据」"),
    (TAKEN, ["02 受理, 结果: 已解决"], "5:36: A-1：「受理」没有「结果」这一栏；请移到相应事项下或删除"),
    ([*GIVEN, "04 进展, 措施: [踏勘]"], [*GIVEN, "04 进展, 主办单位: 市住建局"], "7:38: A-1：「进展」没有「主办单位」这一栏；请移到相应事项下或删除"),
    (GIVEN, [*TAKEN, "03 交办, 主办单位: 市交通局, 时限: 5天, 办结时限: 2021-04-01"], "6:58: A-1：「时限」与「办结时限」只能写一个"),
    ([*TAKEN, "03 交办, 主办单位: 市交通局, 协办单位: 市住建局"], [*TAKEN, "03 交办, 主办单位: 市交通局, 协办单位: 市交通局"], "6:50: A-1：主办单位“测试市交通运输局”不能同时是协办单位"),
    # what decides the state is public
    ([*TAKEN, "03 进展, 公开属性: 不公开"], ["02 受理, 公开属性: 不公开"], "5:38: A-1：「受理」决定状态、单位或时限，不能设为不公开；不宜公开的内容请写入「内部备注」"),
    ([*TAKEN, "03 领导批示, 岗位: 市长"], ["02 受理, 公开属性: 依申请公开"], "5:38: A-1：「受理」决定状态、单位或时限，不能设为不公开；不宜公开的内容请写入「内部备注」"),
    # dates run forward, and not beyond today
    (TAKEN, ["01 受理"], "5:12: A-1：日期 2021-03-01 早于前一环节（收到，2021-03-02）；办理过程须按先后书写"),
    ([*GIVEN, "03 进展"], [*GIVEN, "02 进展"], "7:12: A-1：日期 2021-03-02 早于前一环节（交办，2021-03-03）；办理过程须按先后书写"),
    (["2026-01-15 受理"], ["2026-01-16 受理"], "5:12: A-1：日期 2026-01-16 晚于今天（2026-01-15）"),
    ([*TAKEN, "03 交办, 主办单位: 市交通局, 办结时限: 2021-03-03"], [*TAKEN, "03 交办, 主办单位: 市交通局, 办结时限: 2021-03-02"], "6:50: A-1：办结时限 2021-03-02 早于该环节日期 2021-03-03"),
]
# fmt: on


@pytest.mark.parametrize(("good", "bad", "message"), TIMELINES)
def test_timelines(good: list[str], bad: list[str], message: str, project: Project) -> None:
    assert told(project, timeline(*good)) == []
    assert told(project, timeline(*bad)) == [message]


def test_a_date_that_goes_back_names_the_event_it_should_follow(project: Project) -> None:
    assert told(project, timeline(*GIVEN, "01 答复企业", "02 进展")) == [
        "7:12: A-1：日期 2021-03-01 早于前一环节（交办，2021-03-03）；办理过程须按先后书写",
        "8:12: A-1：日期 2021-03-02 早于前一环节（交办，2021-03-03）；办理过程须按先后书写",
    ]


@pytest.mark.parametrize(
    "events",
    [
        [*GIVEN, "04 挂账, 原因: 因, 复核日期: 2021-01-01"],
        [*GIVEN, "04 延期, 办结时限: 2021-04-01, 原因: 因, 申请日期: 2021-03-05"],
        [*TAKEN, "02 进展, 时间: '09:00'", "02 进展, 时间: '08:00'"],
    ],
    ids=["review before the event", "asked after the extension", "time goes back"],
)
def test_other_dates_and_times_run_forward_too(events: list[str], project: Project) -> None:
    assert len(told(project, timeline(*events))) == 1


@pytest.mark.parametrize("state", [term.id for term in STATE])
def test_every_state_allows_what_the_table_says(state: str) -> None:
    assert [kind.id for kind in allowed(state)] == [kind.id for kind in EVENTS.values() if state in kind.after]
    assert {"replied", "progress", "directed", "retracted"} <= {kind.id for kind in allowed(state)}


LEDGER = "编号: l1\n名称: 测试台账\n公开属性: 主动公开\n"


def test_a_ledger_may_state_what_may_be_cleared(project: Project) -> None:
    project.write({"ledgers/l1/ledger.yml": f"{LEDGER}可销号结果: [部分解决]\n"})

    assert told(project, timeline(*GIVEN, "05 办结, 结果: 部分解决", "06 销号, 核验: 企业确认")) == []
    assert len(told(project, timeline(*CLEARED))) == 1


def test_a_ledger_may_have_units_sign(project: Project) -> None:
    project.write({"ledgers/l1/ledger.yml": f"{LEDGER}使用签收: 是\n"})

    assert told(project, timeline(*GIVEN, "04 签收", "05 办结, 结果: 已解决")) == []


# --- issues: the line begins at column 3 of line 4 ---

# fmt: off
ISSUES = [  # good, bad, message
    ("相关事项: [B-1]", "相关事项: [B-1, B-2]", "4:15: A-1：没有编号为“B-2”的事项。是否应为“B-1”？"),
    ("所属事项: B-1", "所属事项: 无此", "4:9: A-1：没有编号为“无此”的事项。"),
    ("所属事项: B-1", "所属事项: A-1", "4:9: A-1：不能指向自身"),
    ("办理过程: [{日期: 2021-03-02, 事项: 并案, 并入: B-1}]", "办理过程: [{日期: 2021-03-02, 事项: 并案, 并入: b-1}]", "4:39: A-1：没有编号为“b-1”的事项。是否应为“B-1”？"),
    ("企业: e1\n  企业显示: 实名\n  实名同意日期: 2021-03-01", "企业: e1\n  企业显示: 实名", "5:9: A-1：实名公开须写明「实名同意日期」"),
    ("类型: 投诉\n  企业: e1\n  企业显示: 隐名", "类型: 投诉\n  企业: e1\n  企业显示: 实名\n  实名同意日期: 2021-03-01", "6:9: A-1：投诉一律不得实名公开企业；请改为隐名或不显示"),
    ("企业: e1\n  诉求内容: 该企业来电", "企业: e1\n  诉求内容: 测试精密科技来电", "5:9: A-1：企业为隐名，公开文字中却出现其名称“测试精密科技”；请改写为“该企业”"),
    ("企业: e1\n  内部备注: 测试精密科技来电", "企业: e1\n  办理过程: [{日期: 2021-03-02, 事项: 受理, 说明: 测试精密科技来电}]", "5:39: A-1：企业为隐名，公开文字中却出现其名称“测试精密科技”；请改写为“该企业”"),
    ("企业: e1\n  办理过程: [{日期: 2021-03-02, 事项: 领导批示, 说明: 测试精密科技}]", "企业: e1\n  办理过程: [{日期: 2021-03-02, 事项: 进展, 措施: [走访, 走访测试精密科技]}]", "5:39: A-1：企业为隐名，公开文字中却出现其名称“测试精密科技”；请改写为“该企业”"),
    ("企业: e1\n  企业显示: 实名\n  实名同意日期: 2021-03-01\n  诉求内容: 测试精密科技来电", "企业: e1\n  企业显示: 隐名\n  诉求内容: 测试精密科技来电", "6:9: A-1：企业为隐名，公开文字中却出现其名称“测试精密科技”；请改写为“该企业”"),
    ("企业: e1\n  公开属性: 不公开\n  诉求内容: 测试精密科技来电", "企业: e1\n  公开属性: 公开\n  诉求内容: 测试精密科技来电", "6:9: A-1：企业为隐名，公开文字中却出现其名称“测试精密科技”；请改写为“该企业”"),
    ("类型: 举报\n  反映人: 张三丰\n  诉求内容: 张三丰来电", "反映人: 张三丰\n  诉求内容: 张三丰来电", "5:9: A-1：公开文字中出现反映人；请改写为“反映人”或以“×××”代替"),
    ("诉求内容: 拨打0000-0000010，编号1381234567890", "诉求内容: 拨打13812345678。", "4:9: A-1：公开文字中有手机号码或身份证号码（138****5678）；请删除或移入内部备注"),
    ("内部备注: 拨打13812345678", "诉求内容: 身份证号45030319800101123X。", "4:9: A-1：公开文字中有手机号码或身份证号码（4503************3X）；请删除或移入内部备注"),
]
# fmt: on
OTHER = "- {编号: B-1, 标题: 乙, 收到日期: 2021-03-02}\n"


@pytest.mark.parametrize(("good", "bad", "message"), ISSUES)
def test_issues(good: str, bad: str, message: str, project: Project) -> None:
    head = "- 编号: A-1\n  标题: 甲\n  收到日期: 2021-03-02\n  "

    assert told(project, f"{head}{good}\n{OTHER}") == []
    assert told(project, f"{head}{bad}\n{OTHER}") == [message]


@pytest.mark.parametrize("number", ["138 1234 5678", "138-1234-5678", "+8613812345678", "１３８１２３４５６７８"])
def test_personal_numbers_are_found_however_they_are_spelled(number: str, project: Project) -> None:
    assert len(told(project, f"- {{编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 诉求内容: '请拨{number}'}}\n")) == 1


def test_a_number_is_shown_without_its_middle() -> None:
    assert [mask_number("13812345678"), mask_number("45030319800101123X")] == ["138****5678", "4503************3X"]


def test_naming_by_the_ledger_needs_consent_too(project: Project) -> None:
    project.write({"ledgers/l1/ledger.yml": f"{LEDGER}企业显示: 实名\n"})

    assert told(project, "- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 企业: e1}\n") == ["1:3: A-1：实名公开须写明「实名同意日期」"]
    assert told(project, "- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 企业: e1, 实名同意日期: 2021-03-01}\n") == []
    assert told(project, "- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 企业: e1, 企业显示: 隐名}\n") == []


# --- the other records ---

UNITS = "- {编号: jiaotong, 名称: 甲局, 简称: 市交通局}\n- {编号: zhujian, 名称: 乙局, 简称: 市住建局, "

# fmt: off
RECORDS = [  # file, good, bad, message
    ("ledgers/l1/ledger.yml", f"{LEDGER}统计截至: 2026-01-15\n", f"{LEDGER}统计截至: 2026-01-16\n", "4:7: l1：日期 2026-01-16 晚于今天（2026-01-15）"),
    ("ledgers/l1/ledger.yml", f"{LEDGER}起始日期: 2021-03-01\n截止日期: 2021-03-01\n", f"{LEDGER}起始日期: 2021-03-01\n截止日期: 2021-02-28\n", "5:7: 结束日期 2021-02-28 早于开始日期 2021-03-01"),
    ("policies/p.yml", "- {编号: bus-subsidy, 标题: 甲, 申报开始: 2021-03-01, 申报截止: 2021-03-01}\n", "- {编号: bus-subsidy, 标题: 甲, 申报开始: 2021-03-01, 申报截止: 2021-02-28}\n", "1:52: 结束日期 2021-02-28 早于开始日期 2021-03-01"),
    ("policies/p.yml", "- {编号: bus-subsidy, 标题: 甲}\n- {编号: new, 标题: 乙, 替代: [bus-subsidy]}\n", "- {编号: bus-subsidy, 标题: 甲, 替代: [old]}\n", "1:33: 「替代」中的“old”不在政策表（policies/）中。"),
    ("policies/p.yml", "- {编号: bus-subsidy, 标题: 公交办法}\n- {编号: new, 标题: 乙, 替代: [公交办法]}\n", "- {编号: bus-subsidy, 标题: 甲, 替代: [old]}\n", "1:33: 「替代」中的“old”不在政策表（policies/）中。"),
    ("policies/p.yml", "- {编号: bus-subsidy, 标题: 甲, 原文链接: 'https://example.org/a?b=c'}\n", "- {编号: bus-subsidy, 标题: 甲, 原文链接: www.example.org}\n", "1:34: 「原文链接」须为以 http:// 或 https:// 开头的网址，现为“www.example.org”"),
    ("policies/p.yml", "- {编号: bus-subsidy, 标题: 甲}\n", "- {编号: bus-subsidy, 标题: 甲, 解读链接: 'javascript:alert(1)'}\n", "1:34: 「解读链接」须为以 http:// 或 https:// 开头的网址，现为“javascript:alert(1)”"),
    ("units.yml", f"{UNITS}上级单位: jiaotong}}\n", f"{UNITS}上级单位: jiaoton}}\n", "2:41: 「上级单位」中的“jiaoton”不在单位表（units.yml）中。是否应为“jiaotong”？"),
    ("units.yml", f"{UNITS}对口单位: 市交通局}}\n", f"{UNITS}对口单位: 无}}\n", "2:41: 「对口单位」中的“无”不在单位表（units.yml）中。"),
    ("posts.yml", "- {编号: mayor, 名称: 市长}\n- {编号: mayor2, 名称: 副市长}\n", "- {编号: mayor, 名称: 市长}\n- {编号: MAYOR, 名称: 副市长}\n", "2:8: 编号「MAYOR」已被 content/posts.yml 第 1 条使用；编号须全站唯一（不分大小写）"),
    ("ledgers/l1/2022.yml", "- {编号: A-2, 标题: 甲, 收到日期: 2021-03-02}\n", "- {编号: a-1, 标题: 甲, 收到日期: 2021-03-02}\n", "1:8: 编号「a-1」已被 content/ledgers/l1/2021.yml 第 1 条使用；编号须全站唯一（不分大小写）"),
]
# fmt: on


@pytest.mark.parametrize(("file", "good", "bad", "message"), RECORDS)
def test_other_records(file: str, good: str, bad: str, message: str, project: Project) -> None:
    assert told(project, good, file) == []
    assert told(project, bad, file) == [message]


FAULTY = "- {编号: A-1, 标题: 甲, 收到日期: 2021-02-30}\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{FAULTY}- {{编号: A-2, 标题: 甲, 收到日期: 2021-03-02, 相关事项: [A-1]}}\n", []),
        bug(
            f"{FAULTY}- {{编号: a-1, 标题: 甲, 收到日期: 2021-03-02}}\n",
            ["2:8"],
            reason="a faulty record's id may be taken until it is mended",
        ),
    ],
)
def test_a_fault_hides_and_causes_no_other(text: str, place: list[str], project: Project) -> None:
    assert [line.split(": ")[0] for line in told(project, text)] == ["1:26", *place]


# --- references in prose ---

TWO = "- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02}\n- {编号: A-2, 标题: 乙, 收到日期: 2021-03-02, 公开属性: 不公开}\n"

# fmt: off
PROSE = [
    ("见 [[A-1]]、[[单位:jiaotong]]、[[unit: zhujian]]、[[policy:bus-subsidy]]、[[台账：l1]]、`[[x]]`\n\n```\n[[x]]\n```\n", []),
    ("# 甲\n\n见 [[A-9]] 和 [[a-1]]\n", ["3:3: 没有“A-9”这一事项、单位、政策或台账。是否应为“A-1”？", "3:13: 没有“a-1”这一事项、单位、政策或台账。是否应为“A-1”？"]),
    ("见 [[A-2]]\n", ["1:3: “A-2”未公开，公开页面不能引用"]),
    ("[[单位:jiaotng]] [[部门:x]]\n", ["1:1: 没有“单位:jiaotng”这一事项、单位、政策或台账。是否应为“单位:jiaotong”？", "1:16: 没有“部门:x”这一事项、单位、政策或台账。"]),
    ("\ufeff# 甲\r\n\r\n[[x]]\r\n", ["3:1: 没有“x”这一事项、单位、政策或台账。"]),
    bug("[[单位:市交通局]] [[台账:测试台账]]\n", [], reason="prose knows records by id only, not by name"),
    bug("[[政策:later]]\n", ["1:1: “政策:later”未公开，公开页面不能引用"], reason="only issues are told to be unpublished; this is said not to exist"),
]
# fmt: on


@pytest.mark.parametrize(("text", "messages"), PROSE)
def test_references_in_prose_lead_to_published_records(text: str, messages: list[str], project: Project) -> None:
    project.write({"ledgers/l1/2021.yml": TWO, "policies/q.yml": "- {编号: later, 标题: 丙, 发布日期: 2031-01-01}\n"})

    assert told(project, text, "pages/about.md") == messages


def test_a_stray_file_does_not_hide_faults_of_prose(project: Project) -> None:
    project.write({"pages/about.md": "[[x]]\n", "ledgers/stray.yml": "[]\n"})

    assert [line.split(": ")[0] for line in project.messages()] == ["content/ledgers/stray.yml:1:1", "content/pages/about.md:1:1"]
