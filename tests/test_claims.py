"""Claims: a published figure stands only while the records give it."""

import datetime as dt
from decimal import Decimal

import pytest

from taizhang.claims import Claimed, Proof, fraction, is_arithmetic, parse_claimed
from taizhang.indicators import percent
from taizhang.problems import ContentError
from tests.conftest import Project
from tests.test_indicators import D

# --- what a published value says ---

# fmt: off
VALUES = [  # as published, number, unit, qualifier, amounts that are it, amounts that are not
    ("217", "217", "", "=", ["217"], ["216", "218", "217.1"]),
    ("217件", "217", "", "=", ["217"], ["216"]),
    (" 217 家 ", "217", "", "=", ["217"], ["216"]),
    ("1,502", "1502", "", "=", ["1502"], ["1501", "1"]),
    ("1,234,567件", "1234567", "", "=", ["1234567"], ["1234568"]),
    ("0", "0", "", "=", ["0"], ["1"]),
    ("81.6%", "81.6", "%", "=", ["81.6"], ["81.5", "81.7", "82.0"]),
    ("81.6％", "81.6", "%", "=", ["81.6"], ["81.5"]),
    ("100%", "100", "%", "=", ["100.0"], ["99.9"]),
    ("12.5天", "12.5", "", "=", ["12.5"], ["12", "13"]),
    ("1.4万", "14000", "", "=", ["14000"], ["14001", "1.4"]),
    ("1.4亿", "140000000", "", "=", ["140000000"], ["139999999"]),
    # 余, 多: at least that, and less than one of its last digit more
    ("20余", "20", "", "more", ["20", "21", "29"], ["19", "30"]),
    ("20余件", "20", "", "more", ["20", "29"], ["30"]),
    ("20件余", "20", "", "more", ["20", "29"], ["30"]),
    ("180多", "180", "", "more", ["180", "189"], ["179", "190"]),
    ("130多件", "130", "", "more", ["130", "139"], ["129", "140"]),
    ("1500余家次", "1500", "", "more", ["1500"], ["1600"]),
    ("30余万", "300000", "", "more", ["300000", "399999"], ["299999", "400000"]),
    ("100件以上", "100", "", "least", ["100", "101"], ["99"]),
    ("90%以上", "90", "%", "least", ["90.0"], ["89.9"]),
    ("1500余家", "1500", "", "more", ["1500", "1599"], ["1499", "1600"]),
    ("217余", "217", "", "more", ["217"], ["216", "218"]),
    ("1.4万余件", "14000", "", "more", ["14000", "14999"], ["13999", "15000"]),
    ("2万多", "20000", "", "more", ["20000", "29999"], ["30000"]),
    ("1,300余", "1300", "", "more", ["1300", "1399"], ["1400"]),
    # 超, 超过, 逾: more than that
    ("超90%", "90", "%", "above", ["90.1", "100"], ["90", "90.0", "89.9"]),
    ("超过100", "100", "", "above", ["101"], ["100", "99"]),
    ("逾 100 件", "100", "", "above", ["101", "5000"], ["100"]),
    # 约: within five in a hundred
    ("约1300", "1300", "", "about", ["1300", "1235", "1365"], ["1234", "1366"]),
    ("约70%", "70", "%", "about", ["70", "66.5", "73.5"], ["66.4", "73.6"]),
    ("约1.4亿", "140000000", "", "about", ["133000000", "147000000"], ["132999999", "147000001"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "number", "unit", "qualifier", "is_it", "is_not"), VALUES)
def test_a_value_says_how_exact_it_is(text: str, number: str, unit: str, qualifier: str, is_it: list[str], is_not: list[str]) -> None:
    claimed = parse_claimed(text)

    assert claimed == Claimed(Decimal(number), unit, qualifier)
    assert [amount for amount in is_it if not claimed.holds(Decimal(amount))] == []
    assert [amount for amount in is_not if claimed.holds(Decimal(amount))] == []
    assert not claimed.holds(None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "件",
        "约",
        "若干",
        "约20余",
        "超20多",
        "余20",
        "-5",
        "1.2.3",
        "20-30",
        "20～30",
        "1502/1531",
        "45+42",
        "八成",
        "81.6%%",
        "3件余多",
        "约100以上",
        "1,50",
    ],
)
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the text is the message
        parse_claimed(text)


@pytest.mark.parametrize(
    ("published", "holds"), [("81.6%", True), ("81.5%", False), ("82%", False), ("81.58%", False), ("约82%", True), ("超81.6%", False)]
)
def test_a_rate_is_published_as_it_is_rounded(published: str, holds: bool) -> None:
    assert parse_claimed(published).holds(percent(217, 266)) == holds


@pytest.mark.parametrize(("text", "reckons"), [
    ("1502/1531", True), ("87=45+42", True), ("45 + 42", True), ("45＋42", True), ("3×5", True), ("3*5", True), ("10÷2", True), ("87＝87", True),
    ("93.5%", False), ("1,502", False), ("约3200人次", False), ("2021-03-02", False), ("2021—2022", False), ("超2亿元", False), ("A/B", False),
    ("45件+42件", True),
    ("81%=217÷266", True),
    ("1502／1531", True),
])  # fmt: skip
def test_arithmetic_is_seen(text: str, reckons: bool) -> None:
    assert is_arithmetic(text) == reckons


# --- a ledger of eight, and what is said of it ---

LEDGER = """
- {编号: B-1, 标题: 甲, 类别: 交通, 渠道: 热线, 收到日期: 2021-03-01, 办理过程: [
    {日期: 2021-03-01, 事项: 受理}, {日期: 2021-03-02, 事项: 交办, 主办单位: 市交通局, 办结时限: 2021-03-20, 分级: 部门办理},
    {日期: 2021-03-10, 事项: 办结, 结果: 已解决}, {日期: 2021-03-12, 事项: 销号, 核验: 企业确认}]}
- {编号: B-2, 标题: 乙, 类别: 交通, 收到日期: 2021-03-02, 办理过程: [
    {日期: 2021-03-02, 事项: 受理}, {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 办结时限: 2021-03-20},
    {日期: 2021-04-10, 事项: 办结, 结果: 已解决}]}
- {编号: B-3, 标题: 丙, 类别: 融资服务, 渠道: 热线, 收到日期: 2021-04-06, 办理过程: [
    {日期: 2021-04-06, 事项: 受理}, {日期: 2021-04-07, 事项: 交办, 主办单位: 市住建局, 办结时限: 2021-05-20, 分级: 专题协调},
    {日期: 2021-05-10, 事项: 办结, 结果: 部分解决}]}
- {编号: B-4, 标题: 丁, 类别: 融资服务, 收到日期: 2021-05-06, 办理过程: [
    {日期: 2021-05-06, 事项: 受理}, {日期: 2021-05-07, 事项: 交办, 主办单位: 市住建局, 办结时限: 2021-06-20}]}
- {编号: B-5, 标题: 戊, 类别: 融资服务, 收到日期: 2021-05-06, 公开属性: 不公开, 办理过程: [
    {日期: 2021-05-06, 事项: 受理}, {日期: 2021-05-07, 事项: 交办, 主办单位: 市住建局},
    {日期: 2021-05-10, 事项: 办结, 结果: 已解决}]}
- {编号: B-6, 标题: 己, 类型: 举报, 类别: 融资服务, 收到日期: 2021-05-06}
"""

OTHER = """
- {编号: C-1, 标题: 庚, 类别: 交通, 收到日期: 2021-03-05, 办理过程: [
    {日期: 2021-03-05, 事项: 受理}, {日期: 2021-03-06, 事项: 交办, 主办单位: 市交通局, 办结时限: 2021-04-20},
    {日期: 2021-03-08, 事项: 办结, 结果: 已解决}]}
- {编号: C-2, 标题: 辛, 类别: 交通, 收到日期: 2021-08-05}
"""


@pytest.fixture
def ledgers(project: Project) -> Project:
    """Four public issues in l1, which goes on, and one of two in l2, which was finished on 2021-06-30."""
    second = {"ledgers/l2/ledger.yml": "编号: l2\n名称: 乙\n公开属性: 主动公开\n统计截至: 2021-06-30\n", "ledgers/l2/2021.yml": OTHER}
    return project.issues(LEDGER).write(second)


def claim(expect: str, *, scope: str = "", as_of: str = "2021-12-31", more: str = "") -> str:
    said = [f"编号: c1, 名称: 公报, 公布数据: {{{expect}}}"]
    said += [f"范围: {{{scope}}}"] if scope else []
    said += [f"统计截至: {as_of}"] if as_of else []
    said += [more] if more else []
    return f"- {{{', '.join(said)}}}\n"


def proofs(project: Project, text: str, as_of: str | None = None) -> list[Proof]:
    project.write({"claims/c.yml": text.encode()})
    return list(project.check(as_of=D(as_of) if as_of else None).proofs)


def told(project: Project, text: str, language: str = "zh") -> list[str]:
    """Return the problems of a project with `text` as its claims, without the file's name."""
    return [line.removeprefix("content/claims/c.yml:") for line in project.write({"claims/c.yml": text.encode()}).messages(language)]


# fmt: off
SCOPES = [  # scope, published
    ("", "收集数: 5, 办结: 4, 解决数: 3, 销号数: 1, 未办结: 1, 应评按期数: 5, 按期办结数: 3, 办结率: 80%, 解决率: 60.0%, 按期办结率: 60%"),
    ("台账: l1", "收集数: 4, 解决数: 2, 办理天数中位数: 34, 九成办结天数: 39"),
    ("台账: l2", "收集数: 1, 解决率: 100%, 办理天数中位数: 3"),
    ("单位: 市交通局", "收集数: 3, 按期办结率: 66.7%, 本期办结: 3, 本期逾期办结: 1"),
    ("主办单位: 市住建局", "收集数: 2, 解决数: 0, 解决率: 0%, 超期未办结数: 1"),
    ("类别: 融资服务", "收集数: 2, 办结数: 1"),
    ("类别: 交通, 台账: l1", "收集数: 2"),
    ("类别: 交通, 单位: 市住建局", "收集数: 0"),
    ("渠道: 热线", "收集数: 2, 办结数: 2, 解决率: 50%"),
    ("分级: 部门办理", "收集数: 1"),
    ("分级: 专题协调", "收集数: 1, 解决数: 0"),
    ("期间: 2021-03", "收集数: 3, 解决率: 100%, 本期交办: 3, 本期办结: 2, 期末未办结: 1, 期末超期未办结: 1"),
    ("期间: 2021-04", "收集数: 1, 办结数: 1, 本期办结: 1, 本期逾期办结: 1, 本期销号: 0, 期末未办结: 1"),
    ("期间: 2021-q1", "收集数: 3, 本期办结: 2"),
    ("期间: 2021-Q2", "收集数: 2, 本期办结: 2, 期末未办结: 1"),
    ("期间: 2021", "收集数: 5, 本期办结: 4"),
    ("期间: 2022", "收集数: 0, 本期办结: 0"),
    ("期间: 2021-w10", "收集: 0, 本期办结: 2, 本期销号: 1"),  # 8 to 14 March
    ("期间: 2021-w09, 类别: 交通", "解决数: 3, 办结率: 100%, 按期办结率: 66.7%"),
    ("期间: 2021-w09, 单位: 市交通局", "收集数: 3, 本期交办: 3"),
    ("期间: 2021-w09, 单位: 市住建局", "收集数: 0, 本期交办: 0"),
    ("期间: 2021-03, 台账: l1, 单位: 市交通局", "收集数: 2, 本期办结: 1"),
    ("期间: 2021-04, 单位: 市住建局", "收集数: 1, 本期交办: 1, 本期办结: 0"),
]
# fmt: on


@pytest.mark.parametrize(("scope", "expect"), SCOPES)
def test_a_claim_is_reckoned_in_its_scope_of_what_is_public(scope: str, expect: str, ledgers: Project) -> None:
    assert told(ledgers, claim(expect, scope=scope)) == []
    assert all(proof.holds for proof in ledgers.check().proofs)
    assert len(ledgers.check().proofs) == expect.count(":")


@pytest.mark.parametrize(("scope", "indicator"), [("台账: l1", "收集数"), ("期间: 2021-03", "本期办结"), ("单位: 市交通局", "解决率")])
def test_a_figure_that_is_off_by_one_does_not_stand(scope: str, indicator: str, ledgers: Project) -> None:
    values = {"收集数": ["3", "5"], "本期办结": ["1", "3"], "解决率": ["99.9%", "100.1%"]}[indicator]

    assert [len(told(ledgers, claim(f"{indicator}: {one}", scope=scope))) for one in values] == [1, 1]


# --- problems ---

MEND = "correct the records or the claim."
DIFFERS = "- 编号: c1\n  名称: 公报\n  范围: {台账: l1}\n  统计截至: 2021-12-31\n  公布数据:\n    收集: 4\n    解决率: 75%\n    解决数: 1\n"


def test_a_figure_the_records_do_not_give_is_a_problem_with_everything_to_find_it(ledgers: Project) -> None:
    assert told(ledgers, DIFFERS) == [
        "7:10: c1：公布的解决率为“75%”，统计截至 2021-12-31 按记录计算为 50.0%（2/4）；请核对记录，或更正公布数据。未计入的事项：B-3、B-4",
        "8:10: c1：公布的解决数为“1”，统计截至 2021-12-31 按记录计算为 2；请核对记录，或更正公布数据。计入的事项：B-2、B-1",
    ]
    assert told(ledgers, DIFFERS, "en") == [
        f"7:10: c1: Solving rate was published as “75%”, the records as of 2021-12-31 give 50.0% (2/4); {MEND} Not counted: B-3、B-4",
        f"8:10: c1: Solved was published as “1”, the records as of 2021-12-31 give 2; {MEND} Counted: B-2、B-1",
    ]


def test_one_changed_outcome_stops_the_build(ledgers: Project) -> None:
    text = claim("解决数: 2, 解决率: 50.0%", scope="台账: l1")
    assert told(ledgers, text) == []

    ledgers.issues(LEDGER.replace("{日期: 2021-04-10, 事项: 办结, 结果: 已解决}", "{日期: 2021-04-10, 事项: 办结, 结果: 部分解决}"))
    with pytest.raises(ContentError) as raised:
        ledgers.check()
    assert [(problem.code, problem.values["computed"]) for problem in raised.value.problems] == [
        ("claim_differs", "1"),
        ("claim_differs", "25.0%"),
    ]


def test_a_rate_of_nothing_is_no_value(ledgers: Project) -> None:
    (message,) = told(ledgers, claim("满意率: 0%", scope="台账: l2"))

    assert "按记录计算为 —；" in message


def test_many_issues_are_told_in_part(project: Project) -> None:
    project.issues("".join(f"- {{编号: B-{n}, 标题: 甲, 收到日期: 2021-03-{n + 1:02}}}\n" for n in range(12)))

    (message,) = told(project, claim("收集数: 11"))
    assert message.endswith("计入的事项：" + "、".join(f"B-{n}" for n in range(11, 1, -1)) + "… (12)")


HEAD = "- 编号: c1\n  名称: 公报\n"

# fmt: off
BAD = [  # what follows the head, the problems; the first line after it is 3
    ("  公布数据:\n    解决率: 1502/1531\n", ["4:10: “1502/1531”是算式：公布数据只写数值，由程序按记录计算；引用数据口径不一，不得相加、相除"]),
    ("  公布数据:\n    收集数: 87=45+42\n", ["4:10: “87=45+42”是算式：公布数据只写数值，由程序按记录计算；引用数据口径不一，不得相加、相除"]),
    ("  引用数据:\n    - {名称: 满意率, 数值: 1502/1531}\n", ["4:21: “1502/1531”是算式：公布数据只写数值，由程序按记录计算；引用数据口径不一，不得相加、相除"]),
    ("  引用数据:\n    - {名称: 甲, 数值: 约3200}\n    - {名称: 乙, 数值: 87=45+42}\n", ["5:19: “87=45+42”是算式：公布数据只写数值，由程序按记录计算；引用数据口径不一，不得相加、相除"]),
    ("  公布数据:\n    收集数: 若干\n", ["4:10: “若干”不是数值；应如 217、81.6%、20余、超90%、约1300、1.4亿"]),
    ("  公布数据:\n    按期办洁率: 4%\n", ["4:5: 没有“按期办洁率”这个指标。是否应为“按期办结率”？"]),
    ("  公布数据:\n    解决律: 4%\n", ["4:5: 没有“解决律”这个指标。是否应为“解决率”？"]),
    ("  公布数据:\n    甲乙丙丁: 4%\n", ["4:5: 没有“甲乙丙丁”这个指标。"]),
    ("  范围: {期间: 2021上半年}\n  公布数据: {收集数: 4}\n", ["3:12: 期间应写作 2021、2021-q4、2021-11 或 2021-w44，现为“2021上半年”"]),
    ("  范围: {期间: 2021-w53}\n  公布数据: {收集数: 4}\n", ["3:12: 期间应写作 2021、2021-q4、2021-11 或 2021-w44，现为“2021-w53”"]),
    ("  统计截至: 2026-01-16\n  公布数据: {收集数: 4}\n", ["3:9: c1：日期 2026-01-16 晚于今天（2026-01-15）"]),
    ("  信息来源: 公报\n", ["1:3: c1：没有「公布数据」，也没有「引用数据」"]),
    ("  范围: {单位: 无此局}\n  公布数据: {收集数: 4}\n", ["3:12: 「单位」中的“无此局”不在单位表（units.yml）中。"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "messages"), BAD)
def test_a_claim_states_known_figures_and_reckons_with_none(text: str, messages: list[str], ledgers: Project) -> None:
    assert told(ledgers, HEAD + text) == messages


def test_what_was_reported_elsewhere_is_never_reckoned(ledgers: Project) -> None:
    assert told(ledgers, f"{HEAD}  引用数据: [{{名称: 收集数, 数值: 9999件, 口径: 甲}}]\n") == []
    assert ledgers.check().proofs == []


# --- the day a claim is of ---


@pytest.mark.parametrize(
    ("as_of", "expect"),
    [
        ("2021-03-01", "收集数: 1, 办结数: 0, 未办结数: 1"),
        ("2021-03-09", "收集数: 3, 办结数: 1, 解决率: 33.3%"),  # C-1, and B-1 and B-2 still open
        ("2021-03-20", "收集数: 3, 办结数: 2, 超期未办结数: 0, 应评按期数: 2"),
        ("2021-03-21", "收集数: 3, 办结数: 2, 超期未办结数: 1, 应评按期数: 3, 按期办结率: 66.7%"),
        ("2021-06-30", "收集数: 5, 办结数: 4, 超期未办结数: 1"),
        ("2025-12-31", "收集数: 5, 办结数: 4, 超期未办结数: 1"),
    ],
)
def test_a_claim_of_an_earlier_day_is_reckoned_from_what_was_known_then(as_of: str, expect: str, ledgers: Project) -> None:
    assert told(ledgers, claim(expect, as_of=as_of)) == []
    assert {proof.as_of for proof in ledgers.check().proofs} == {D(as_of)}


@pytest.mark.parametrize(("as_of", "expect"), [("2021-03-07", "办结数: 0"), ("2021-06-30", "办结数: 1"), ("2021-09-01", "收集数: 1")])
def test_a_finished_ledger_is_known_up_to_its_own_cut(as_of: str, expect: str, ledgers: Project) -> None:
    found = proofs(ledgers, claim(expect, scope="台账: l2", as_of=as_of))

    assert [(proof.holds, [row.case.issue.id for row in proof.base]) for proof in found] == [(True, ["C-1"])]


@pytest.mark.parametrize("as_of", ["2021-09-01", "2025-12-31"])
def test_a_proof_of_a_finished_ledger_is_as_of_its_cut(as_of: str, ledgers: Project) -> None:
    (proof,) = proofs(ledgers, claim("收集数: 1", scope="台账: l2", as_of=as_of))

    assert proof.as_of == D("2021-06-30")


def test_without_a_day_a_claim_is_of_its_ledgers_cut_or_of_today(ledgers: Project) -> None:
    (own,) = proofs(ledgers, claim("收集数: 1", scope="台账: l2", as_of=""))
    (running,) = proofs(ledgers, claim("收集数: 5", as_of=""))

    assert (own.as_of, running.as_of) == (D("2021-06-30"), dt.date(2026, 1, 15))


def test_a_claim_of_the_future_is_not_known_yet(ledgers: Project) -> None:
    text = claim("收集数: 5", as_of="2021-06-30").replace("c1", "c2") + claim("收集数: 3", as_of="2021-03-31")

    assert [proof.claim.id for proof in proofs(ledgers, text)] == ["c2", "c1"]
    assert [proof.claim.id for proof in proofs(ledgers, text, "2021-06-30")] == ["c2", "c1"]
    assert [proof.claim.id for proof in proofs(ledgers, text, "2021-06-29")] == ["c1"]
    assert proofs(ledgers, text, "2021-03-30") == []
    assert proofs(ledgers, claim("收集数: 1", scope="台账: l2", as_of=""), "2021-06-29") == []


def test_an_earlier_build_proves_earlier_claims_alike(ledgers: Project) -> None:
    text = claim("收集数: 3, 办结数: 2", as_of="2021-03-31")
    now, then = (proofs(ledgers, text, as_of) for as_of in (None, "2021-03-31"))

    assert [proof.value for proof in now] == [proof.value for proof in then]
    assert [[row.case.issue.id for row in proof.rows] for proof in now] == [["C-1", "B-2", "B-1"], ["C-1", "B-1"]]
    assert [fraction(proof.value) for proof in now] == ["3", "2"]


# --- what is not public ---


def test_only_public_issues_are_counted(ledgers: Project) -> None:
    text = claim("收集数: 4", scope="台账: l1")
    assert told(ledgers, text) == []

    ledgers.issues(LEDGER.replace("公开属性: 不公开", "公开属性: 公开"))
    (message,) = told(ledgers, text)
    assert "“4”，统计截至 2021-12-31 按记录计算为 5；" in message
    assert "B-5" in message

    ledgers.issues(LEDGER.replace("公开属性: 不公开", "公开属性: 依申请公开"))
    assert told(ledgers, text) == []


# --- not yet as it should be ---


@pytest.mark.parametrize("expect", ["收集数: 4%", "办结率: 75"])
def test_a_count_is_no_percentage(expect: str, ledgers: Project) -> None:
    assert len(told(ledgers, claim(expect, scope="台账: l1"))) == 1


@pytest.mark.parametrize("scope", ["", "期间: 2021-w10"])
def test_what_is_true_at_an_end_needs_a_period_with_one(scope: str, ledgers: Project) -> None:
    (message,) = told(ledgers, claim("期末未办结: 1", scope=scope) if scope else claim("期末未办结: 1"))

    assert message.endswith("期末未办结是期末数，「范围」里须写「期间」（年、季或月）")


def test_what_is_published_later_is_not_known_yet(ledgers: Project) -> None:
    text = claim("收集数: 5", as_of="", more="公布日期: 2021-07-01")

    assert proofs(ledgers, text, "2021-03-31") == []


def test_each_of_two_spellings_has_its_own_place(ledgers: Project) -> None:
    text = f"{HEAD}  范围: {{台账: l1}}\n  公布数据:\n    收集数: 4\n    收集: 5\n"

    assert [line.split(": ")[0] for line in told(ledgers, text)] == ["6:9"]


@pytest.mark.parametrize("text", ["1,5,0", "15,02", ",150", "150,"])
def test_commas_separate_thousands_only(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_claimed(text)
