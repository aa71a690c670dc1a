"""The records of ledgers and of what they refer to, as staff write them: one typed structure per kind, each field with its schema.

Every structure is frozen. Origins say where a record stands in the content folder; they are not content.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated as A
from typing import NamedTuple

from msgspec import Struct, field

from taizhang import vocabulary as v
from taizhang.lifecycle import EVENT
from taizhang.packs import PACK
from taizhang.schema import (
    BOOL,
    DATE,
    DURATION,
    ID,
    INT,
    MARKDOWN,
    NUMBER,
    TELEPHONE,
    TEXT,
    TIME,
    Choice,
    F,
    ListOf,
    Nested,
    Ref,
    TextMap,
)  # fmt: skip


class Duration(NamedTuple):
    """A length of time as a rule states it: `unit` is workdays, days or months."""

    length: int
    unit: str


class Origin(NamedTuple):
    """Where a record stands: the file below the project folder and how many records precede it there."""

    file: str
    at: int


NOWHERE = Origin("", 0)


class Record(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What all records of their own share.

    Packed for a later build they, and what they hold, leave out what is not given: it takes half the time and a third of the bytes.
    """

    origin: Origin = NOWHERE


class Support(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A supporting unit, with a limit of its own where it has one."""

    unit: A[str, F("单位", Ref("unit"), "协办单位", help=("配合办理的单位", "supporting unit"), example="市住建局")]
    within: A[Duration | None, F("时限", DURATION, help=("自交办次日起算的时长", "time allowed"), example="3个工作日")] = None
    due: A[dt.date | None, F("办结时限", DATE, "截止日期", help=("反馈的最后一日", "last day"))] = None


class Attachment(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A file that belongs to a record. It stands below content/attachments and is published only where it says so."""

    file: A[str, F("文件", TEXT, help=("attachments 文件夹中的路径", "path below content/attachments"), example="jia-2021/zhanpai.jpg")]
    title: A[str, F("标题", TEXT, "名称", help=("附件标题", "title"))] = ""
    alt: A[str, F("图片说明", TEXT, "替代文字", help=("图片内容的文字说明，供读屏软件朗读", "what the picture shows"))] = ""
    disclosure: A[str, F("公开属性", Choice(v.DISCLOSURE), help=("不写则不公开", "not published unless it says public"))] = ""


class Result(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What handling brought about, in numbers."""

    kind: A[
        str,
        F("名称", Choice(v.RESULT), "成效", help=("成效种类；资金以万元计", "kind of result; money in 10,000 yuan"), example="融资到位"),
    ]
    amount: A[Decimal, F("数量", NUMBER, "金额", help=("数量", "how much"), example="500")]


class Event(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One dated entry of an issue's timeline."""

    date: A[dt.date, F("日期", DATE, help=("事项发生的日期", "day of the event"), example="2021-03-02")]
    time: A[str, F("时间", TIME, help=("时刻，24 小时制", "time of day"), example="09:32")] = ""
    event: A[str, F("事项", Choice(EVENT), "类型", help=("办理环节", "what happened"), example="交办")]
    note: A[str, F("说明", TEXT, "内容", "备注", help=("公开的情况说明", "public note"), example="已与企业联系并现场勘察")] = ""
    lead: A[
        str,
        F(
            "主办单位",
            Ref("unit"),
            "主办",
            "承办单位",
            "牵头单位",
            "牵头部门",
            "责任单位",
            help=("对本问题负责的单位", "unit responsible"),
            example="市交通运输局",
        ),
    ] = ""
    support: A[
        tuple[Support, ...],
        F(
            "协办单位",
            Nested(Support, short="unit"),
            "协办",
            "配合单位",
            "配合部门",
            help=("配合办理的单位；另有时限的写作 {单位: …, 时限: …}", "supporting units, each with a limit of its own if it has one"),
            example="[市住建局]",
        ),
    ] = ()
    unit: A[str, F("单位", Ref("unit"), help=("反馈情况的协办单位", "supporting unit that reports"), example="市住建局")] = ""
    due: A[
        dt.date | None,
        F(
            "办结时限",
            DATE,
            "截止日期",
            "完成时限",
            "办理期限",
            help=("办结的最后一日", "last day"),
            example="2021-04-09",
        ),
    ] = None
    within: A[
        Duration | None,
        F("时限", DURATION, "期限", help=("自交办次日起算的时长", "time allowed"), example="15个工作日"),
    ] = None
    rule: A[
        str,
        F(
            "时限类别",
            TEXT,
            help=("台账时限规则中的类别；不写则按问题类别和分级套用", "class of the ledger's rule for limits"),
            example="B类",
        ),
    ] = ""
    measures: A[tuple[str, ...], F("措施", ListOf(TEXT), "办理措施", help=("拟采取的措施", "measures"), example="[现场踏勘]")] = ()
    tier: A[str, F("分级", Choice(v.TIER), "办理层级", help=("协调层级", "tier of coordination"), example="部门办理")] = ""
    post: A[str, F("岗位", Ref("post"), help=("包联、主持或批示的岗位（不写姓名）", "post, never a person"))] = ""
    task_force: A[str, F("专班", Ref("team"), "工作专班", help=("负责的工作专班", "task force"))] = ""
    slip: A[str, F("交办单", Ref("slip"), help=("交办单编号", "the assignment slip"))] = ""
    to: A[str, F("移交单位", TEXT, help=("移交给谁", "to whom it was referred"), example="省电力公司")] = ""
    reason: A[str, F("原因", TEXT, "理由", help=("延期、退回、重办等的原因", "reason"))] = ""
    basis: A[str, F("依据", TEXT, help=("法规或文件依据", "legal basis"))] = ""
    reply: A[str, F("答复类型", Choice(v.REPLY), help=("阶段答复或最终答复", "interim or final"))] = ""
    means: A[str, F("督办方式", Choice(v.SUPERVISION), help=("督办的方式", "means of supervision"), example="催办")] = ""
    number: A[str, F("文号", TEXT, help=("督办文书编号", "number of the paper"))] = ""
    asked: A[dt.date | None, F("申请日期", DATE, help=("提出延期申请的日期", "day the extension was asked for"))] = None
    approved_by: A[str, F("批准岗位", Ref("post"), help=("批准延期的岗位", "post that approved"))] = ""
    outcome: A[str, F("结果", Choice(v.OUTCOME), "办理结果", help=("办理结果", "outcome"), example="已解决")] = ""
    reached: A[str, F("联系情况", Choice(v.REACHED), help=("回访是否联系上", "whether the enterprise was reached"))] = ""
    enterprise_says: A[str, F("企业认定", Choice(v.ENTERPRISE_SAYS), help=("企业认为是否解决", "the enterprise's word"))] = ""
    rating: A[str, F("评价", Choice(v.RATING), "满意度", help=("企业评价", "rating"), example="满意")] = ""
    verified_by: A[
        tuple[str, ...],
        F(
            "核验",
            ListOf(Choice(v.VERIFIER)),
            "核验方式",
            help=("销号的核验方式", "how clearance was verified"),
            example="[企业确认]",
        ),
    ] = ()
    results: A[tuple[Result, ...], F("成效", Nested(Result), help=("融资、授信、用地等成效", "results in numbers"))] = ()
    attachments: A[
        tuple[Attachment, ...], F("附件", Nested(Attachment), help=("图片、文件；不写公开属性的不公开", "not public unless said"))
    ] = ()
    round: A[int, F("轮次", INT, help=("第几轮办理", "round"))] = 0
    review: A[dt.date | None, F("复核日期", DATE, help=("挂账后的复核日期", "day of review"), example="2022-03-31")] = None
    into: A[str, F("并入", TEXT, help=("并入事项的编号", "issue it was merged into"))] = ""
    disclosure: A[str, F("公开属性", Choice(v.DISCLOSURE), help=("本条是否公开；不写随事项", "whether this entry is published"))] = ""
    internal_note: A[str, F("内部备注", TEXT, "内部说明", internal=True, help=("不公开的备注", "never published"))] = ""


class Issue(Record, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One problem an enterprise raised, with its timeline."""

    ledger: str = ""
    id: A[
        str,
        F(
            "编号",
            ID,
            "事项编号",
            "问题编号",
            help=("全站唯一、永不改变", "unique in the portal, stable for ever"),
            example="JA-2021-0001",
        ),
    ]
    title: A[
        str,
        F(
            "标题",
            TEXT,
            "问题标题",
            "主题",
            "留言主题",
            help=("一句话说明问题", "the problem in a sentence"),
            example="厂区门口缺少公交站点，员工通勤不便",
        ),
    ]
    kind: A[
        str,
        F(
            "类型",
            Choice(v.KIND),
            "诉求类型",
            help=("问题、建议、投诉、咨询；举报一律不公开", "kind of request"),
            example="问题",
        ),
    ] = "problem"
    category: A[
        str,
        F(
            "类别",
            Ref("category"),
            "问题类别",
            "分类",
            help=("分类表中的类别", "category of the taxonomy"),
            example="交通出行",
        ),
    ] = ""
    enterprise: A[
        str,
        F(
            "企业",
            Ref("enterprise"),
            "企业名称",
            "反映企业",
            "诉求企业",
            help=("企业表中的名称或编号", "name or id of the enterprise"),
            example="示例精密科技",
        ),
    ] = ""
    reporter: A[
        str,
        F(
            "反映人",
            TEXT,
            "诉求人",
            "留言用户",
            "联系人",
            internal=True,
            help=("反映人信息，永不公开", "who raised it; never published"),
        ),
    ] = ""
    channel: A[
        str,
        F(
            "渠道",
            Ref("channel"),
            "来源",
            "受理渠道",
            help=("分类表中的渠道", "channel of the taxonomy"),
            example="热线",
        ),
    ] = ""
    session: A[
        str,
        F(
            "活动",
            Ref("session"),
            "场次",
            help=("在哪次活动上提出，或列入哪次活动的问题清单", "session at which it was raised, or whose list it is on"),
        ),
    ] = ""
    team: A[str, F("服务团队", Ref("team"), help=("发现或跟踪问题的服务团队", "service team that found or follows it"))] = ""
    received: A[
        dt.date,
        F(
            "收到日期",
            DATE,
            "收到时间",
            "反映时间",
            "留言时间",
            "登记日期",
            help=("收到诉求的日期", "day it was received"),
            example="2021-03-02",
        ),
    ]
    received_time: A[str, F("收到时刻", TIME, help=("收到诉求的时刻", "time of day"), example="09:32")] = ""
    description: A[
        str,
        F(
            "诉求内容",
            MARKDOWN,
            "问题描述",
            "问题内容",
            "留言详情",
            help=("问题的具体情况，可用 Markdown", "description, Markdown"),
        ),
    ] = ""
    policies: A[
        tuple[str, ...],
        F("相关政策", ListOf(Ref("policy")), "政策", help=("有助于解决问题的政策", "policies that help")),
    ] = ()
    related: A[tuple[str, ...], F("相关事项", ListOf(TEXT), "关联事项", help=("相关事项的编号", "related issues"))] = ()
    cause: A[str, F("共性问题", Ref("cause"), help=("属于哪个共性问题", "cause it shares with others"))] = ""
    project: A[str, F("项目", Ref("project"), help=("属于哪个项目", "project it belongs to"))] = ""
    follows: A[str, F("引出事项", TEXT, "前一事项", help=("由哪一事项引出", "the issue it followed from"))] = ""
    attachments: A[
        tuple[Attachment, ...], F("附件", Nested(Attachment), help=("图片、文件；不写公开属性的不公开", "not public unless said"))
    ] = ()
    part_of: A[str, F("所属事项", TEXT, help=("本事项是哪一事项的子项", "the issue this is a part of"))] = ""
    disclosure: A[
        str,
        F(
            "公开属性",
            Choice(v.DISCLOSURE),
            help=("不写时随台账；台账也未写则不公开", "else the ledger's default, else not published"),
        ),
    ] = ""
    enterprise_display: A[str, F("企业显示", Choice(v.ENTERPRISE_DISPLAY), help=("默认隐名", "masked by default"))] = ""
    consent: A[
        dt.date | None,
        F("实名同意日期", DATE, help=("企业同意实名公开的日期", "day the enterprise agreed to be named")),
    ] = None
    internal_note: A[str, F("内部备注", TEXT, internal=True, help=("不公开的备注", "never published"))] = ""
    timeline: A[tuple[Event, ...], F("办理过程", Nested(Event), "办理情况", help=("按时间先后，只增不改", "append-only"))] = ()


class LimitRule(Struct, frozen=True, kw_only=True, gc=False):
    """How long a unit has: one class of a ledger's rule for limits. Each limit is optional."""

    name: A[str, F("名称", TEXT, "类别名称", help=("时限类别的名称", "name of the class"), example="B类")] = ""
    note: A[str, F("适用情形", TEXT, "说明", help=("哪些问题属于这一类", "what it is for"))] = ""
    categories: A[
        tuple[str, ...],
        F("问题类别", ListOf(Ref("category")), "适用类别", help=("自动适用的问题类别", "categories it applies to by itself")),
    ] = ()
    tiers: A[tuple[str, ...], F("分级", ListOf(Choice(v.TIER)), "适用分级", help=("自动适用的分级", "tiers it applies to by itself"))] = ()
    assign: A[Duration | None, F("交办时限", DURATION, "转办时限", help=("收到次日起算", "from receipt to assignment"))] = None
    reply: A[Duration | None, F("答复时限", DURATION, "首次答复时限", help=("交办次日起算", "from assignment to the first reply"))] = None
    handle: A[Duration | None, F("办结时限", DURATION, "主办时限", help=("交办次日起算", "from assignment to handling"))] = None
    support: A[Duration | None, F("协办时限", DURATION, help=("交办次日起算", "from assignment to a supporting unit's report"))] = None
    follow_up: A[Duration | None, F("回访时限", DURATION, "反馈时限", help=("办结次日起算", "from handling to following up"))] = None
    basis: A[str, F("依据", TEXT, help=("文件依据", "where the rule stands"))] = ""


class WarningRule(Struct, frozen=True, kw_only=True, gc=False):
    """When an open issue of a ledger is warned of. Overdue is always red."""

    near: A[
        Duration | None,
        F("临期", DURATION, "蓝色提醒", help=("距时限不超过多久为蓝色提醒", "blue from this long before the limit"), example="3个工作日"),
    ] = None
    slow: A[
        Duration | None,
        F("无进展", DURATION, "黄色预警", help=("多久没有新记录为黄色预警", "yellow after so long without news"), example="10个工作日"),
    ] = None
    basis: A[str, F("依据", TEXT, help=("文件依据", "where the rule stands"))] = ""


class Ledger(Record, frozen=True, kw_only=True, gc=False):
    """A ledger: issues kept under one programme with one set of rules."""

    id: A[str, F("编号", ID, help=("与文件夹同名", "same as the folder's name"), example="jia-2021")]
    title: A[str, F("名称", TEXT, "标题", help=("台账名称", "title"))]
    place: A[str, F("地区", TEXT, help=("所属地区", "place"))] = ""
    programme: A[str, F("工作机制", Ref("programme"), "机制", help=("所属工作机制", "programme"))] = ""
    summary: A[str, F("简介", TEXT, "说明", help=("一两句话的介绍", "one or two sentences"))] = ""
    start: A[dt.date | None, F("起始日期", DATE, help=("统计起始日", "first day"))] = None
    end: A[dt.date | None, F("截止日期", DATE, help=("统计截止日", "last day"))] = None
    as_of: A[dt.date | None, F("统计截至", DATE, "数据截至", help=("已办结的台账固定在这一天", "cut of a finished ledger"))] = None
    disclosure: A[str, F("公开属性", Choice(v.DISCLOSURE), help=("事项未写公开属性时的默认值", "default of its issues"))] = ""
    enterprise_display: A[str, F("企业显示", Choice(v.ENTERPRISE_DISPLAY), help=("默认隐名", "default of its issues"))] = "masked"
    signs: A[bool, F("使用签收", BOOL, help=("交办后是否需要签收", "whether units sign for assignments"))] = False
    duties: A[
        bool, F("责任清单", BOOL, help=("是否列出问题清单与责任清单", "whether problems and responsibilities are listed side by side"))
    ] = False
    evidence: A[bool, F("销号须附佐证", BOOL, help=("销号的事项是否须有附件", "whether a cleared issue must have an attachment"))] = False
    clearable: A[
        tuple[str, ...],
        F("可销号结果", ListOf(Choice(v.OUTCOME)), help=("哪些结果可以销号", "outcomes that may be cleared")),
    ] = ()
    pack: A[str, F("时限规则包", Choice(PACK), help=("沿用一套公开的时限规则", "a published set of limits"))] = ""
    limits: A[
        tuple[LimitRule, ...],
        F("时限规则", Nested(LimitRule), help=("本台账自己的时限规则，先于规则包", "limits of its own, before the pack's")),
    ] = ()
    moves: A[
        bool,
        F("节假日顺延", BOOL, help=("按天或月计的时限末日遇休息日是否顺延", "a calendar limit ending on a day off moves on")),
    ] = True
    warnings: A[tuple[WarningRule, ...], F("预警规则", Nested(WarningRule), help=("蓝色、黄色预警的界限", "thresholds of warnings"))] = ()
    labels: A[Mapping[str, str], F("显示名称", TextMap(), help=("改写栏目显示名称，如 主办单位: 牵头单位", "display labels"))] = field(
        default_factory=dict
    )
    source: A[str, F("信息来源", TEXT, "来源", help=("数据来源", "source"))] = ""
    demo: A[bool, F("示例", BOOL, help=("是：每页标注“示例”", "puts 示例 on every page"))] = False


class Unit(Record, frozen=True, kw_only=True, gc=False):
    """A unit that handles issues. The order of the file is the order of establishment."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="jiaotong")]
    name: A[str, F("名称", TEXT, help=("单位全称", "full name"))]
    short: A[str, F("简称", TEXT, help=("常用简称", "short name"))] = ""
    former: A[tuple[str, ...], F("曾用名", ListOf(TEXT), help=("机构改革前的名称", "former names"))] = ()
    level: A[str, F("层级", TEXT, help=("如 市级、园区、市直单位", "level"))] = ""
    parent: A[str, F("上级单位", Ref("unit"), help=("主管单位的编号", "parent unit"))] = ""
    counterpart: A[str, F("对口单位", Ref("unit"), help=("上级单位在本地的跟踪单位", "the local unit that follows it"))] = ""
    telephone: A[str, F("电话", TELEPHONE, "联系电话", help=("对外公开的电话", "public telephone"))] = ""
    address: A[str, F("地址", TEXT, help=("办公地址", "address"))] = ""
    duties: A[str, F("职责", TEXT, help=("一句话职责", "duties"))] = ""


class Post(Record, frozen=True, kw_only=True, gc=False):
    """A post (a role such as 首席服务官), never a person."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"))]
    name: A[str, F("名称", TEXT, help=("岗位名称", "name"))]
    unit: A[str, F("单位", Ref("unit"), help=("所在单位", "unit"))] = ""
    duties: A[str, F("职责", TEXT, help=("一句话职责", "duties"))] = ""


class Enterprise(Record, frozen=True, kw_only=True, gc=False):
    """An enterprise. Its own name is published only where it agreed to be named."""

    id: A[str, F("编号", ID, help=("企业编号", "id"))]
    name: A[str, F("名称", TEXT, internal=True, help=("企业名称；默认不公开", "name; not published by default"))]
    industry: A[str, F("行业", Ref("industry"), help=("分类表中的行业", "industry"))] = ""
    size: A[str, F("规模", Choice(v.SIZE), help=("大型、中型、小型、微型", "size"))] = ""
    park: A[str, F("园区", Ref("park"), help=("所在园区", "park"))] = ""
    township: A[str, F("乡镇街道", TEXT, help=("所在乡镇街道", "township"))] = ""
    grid: A[str, F("网格", TEXT, help=("所属网格", "grid"))] = ""
    key: A[bool, F("重点企业", BOOL, help=("是否重点企业", "key enterprise"))] = False
    consent: A[
        dt.date | None,
        F("实名同意日期", DATE, help=("企业同意在服务团队名单中实名公开的日期", "day it agreed to be named among those a team serves")),
    ] = None


class Payment(Struct, frozen=True, kw_only=True, gc=False):
    """How fast a policy's support was paid in a period."""

    period: A[str, F("期间", TEXT, help=("如 2021年第三季度", "period"), example="2021年第三季度")]
    enterprises: A[int, F("企业数", INT, help=("兑现企业家数", "how many enterprises were paid"))] = 0
    amount: A[Decimal | None, F("金额", NUMBER, help=("兑现金额，万元", "amount in 10,000 yuan"))] = None
    days: A[int, F("兑现天数", INT, help=("平均兑现天数，与承诺同一单位", "days taken on average, counted as promised"))] = 0


class Policy(Record, frozen=True, kw_only=True, gc=False):
    """A policy that enterprises may use."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="jigai-buzhu")]
    title: A[str, F("标题", TEXT, "名称", help=("政策全称", "title"))]
    issuer: A[str, F("发布单位", Ref("unit"), "发文机关", help=("发布单位", "issuing unit"))] = ""
    level: A[str, F("层级", TEXT, help=("如 市级、经开区", "level"))] = ""
    number: A[str, F("文号", TEXT, help=("发文字号", "number"))] = ""
    type: A[str, F("类型", Ref("policy_type"), "政策类型", help=("分类表中的政策类型", "type of the taxonomy"))] = ""
    published: A[dt.date | None, F("发布日期", DATE, help=("发布日期", "day of publication"))] = None
    validity: A[str, F("有效性", Choice(v.VALIDITY), help=("有效、失效、废止", "validity"))] = "valid"
    opens: A[dt.date | None, F("申报开始", DATE, help=("申报开始日期", "first day of applications"))] = None
    closes: A[dt.date | None, F("申报截止", DATE, help=("申报截止日期", "last day of applications"))] = None
    beneficiaries: A[str, F("适用对象", TEXT, help=("谁可以享受", "who may benefit"))] = ""
    conditions: A[tuple[str, ...], F("申报条件", ListOf(TEXT), help=("需满足的条件", "conditions"))] = ()
    benefit: A[str, F("支持内容", TEXT, help=("给多少、怎么给", "what is given"))] = ""
    claiming: A[str, F("兑现方式", Choice(v.CLAIMING), help=("免申即享、快申快享、申报", "how it is claimed"))] = "apply"
    entry: A[str, F("申报入口", TEXT, help=("到哪里办", "where to apply"))] = ""
    telephone: A[str, F("联系电话", TELEPHONE, "电话", help=("咨询电话", "telephone"))] = ""
    materials: A[tuple[str, ...], F("申报材料", ListOf(TEXT), help=("需提交的材料", "papers needed"))] = ()
    steps: A[str, F("办理流程", MARKDOWN, help=("办理步骤，可用 Markdown", "steps, Markdown"))] = ""
    supersedes: A[tuple[str, ...], F("替代", ListOf(Ref("policy")), help=("所替代政策的编号", "policies it replaces"))] = ()
    original: A[str, F("原文链接", TEXT, help=("政策原文网址", "link to the original"))] = ""
    explanation: A[str, F("解读链接", TEXT, help=("政策解读网址", "link to the explanation"))] = ""
    categories: A[
        tuple[str, ...],
        F("相关类别", ListOf(Ref("category")), help=("有助于解决哪几类问题", "categories it helps with")),
    ] = ()
    industries: A[tuple[str, ...], F("适用行业", ListOf(Ref("industry")), "行业", help=("不写则不限行业", "any industry if not said"))] = ()
    sizes: A[tuple[str, ...], F("适用规模", ListOf(Choice(v.SIZE)), "规模", help=("不写则不限规模", "any size if not said"))] = ()
    places: A[tuple[str, ...], F("适用地区", ListOf(Ref("place")), "地区", help=("不写则全域适用", "everywhere if not said"))] = ()
    promise: A[Duration | None, F("承诺兑现时限", DURATION, "兑现时限", help=("承诺多久兑现", "time promised for payment"))] = None
    payments: A[tuple[Payment, ...], F("兑现情况", Nested(Payment), help=("各期实际兑现", "what was paid, by period"))] = ()
    tags: A[tuple[str, ...], F("标签", ListOf(TEXT), help=("便于查找的标签", "tags"))] = ()


class Named(Record, frozen=True, kw_only=True, gc=False):
    """An entry of the taxonomy."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"))]
    name: A[str, F("名称", TEXT, help=("显示名称", "name"))]
    also: A[tuple[str, ...], F("别名", ListOf(TEXT), help=("台账中可用的其他写法", "other accepted names"))] = ()


class Taxonomy(Record, frozen=True, kw_only=True, gc=False):
    """The open lists, each in its order of display."""

    categories: A[tuple[Named, ...], F("类别", Nested(Named), help=("问题类别", "categories"))] = ()
    channels: A[tuple[Named, ...], F("渠道", Nested(Named), help=("受理渠道", "channels"))] = ()
    industries: A[tuple[Named, ...], F("行业", Nested(Named), help=("行业", "industries"))] = ()
    parks: A[tuple[Named, ...], F("园区", Nested(Named), help=("园区", "parks"))] = ()
    places: A[tuple[Named, ...], F("地区", Nested(Named), help=("地区", "places"))] = ()
    policy_types: A[tuple[Named, ...], F("政策类型", Nested(Named), help=("政策类型", "types of policies"))] = ()
    project_ledgers: A[tuple[Named, ...], F("项目台账", Nested(Named), help=("项目台账", "ledgers of projects"))] = ()


class Scope(Struct, frozen=True, kw_only=True, gc=False):
    """Which records a figure is about: all where nothing is said."""

    programme: A[str, F("工作机制", Ref("programme"), help=("哪个工作机制", "programme"))] = ""
    series: A[str, F("系列", Ref("series"), "活动", help=("哪个系列的活动", "series of sessions"))] = ""
    service: A[str, F("服务方式", Choice(v.SERVICE), help=("哪种服务团队", "kind of service team"))] = ""

    ledger: A[str, F("台账", Ref("ledger"), help=("哪本台账", "ledger"))] = ""
    unit: A[str, F("单位", Ref("unit"), "主办单位", help=("哪个单位", "unit"))] = ""
    category: A[str, F("类别", Ref("category"), help=("哪一类问题", "category"))] = ""
    channel: A[str, F("渠道", Ref("channel"), help=("哪个渠道", "channel"))] = ""
    tier: A[str, F("分级", Choice(v.TIER), help=("哪一级", "tier"))] = ""
    period: A[str, F("期间", TEXT, help=("2021、2021-q4、2021-11 或 2021-w44", "year, quarter, month or week"), example="2021-11")] = ""


class Reported(Struct, frozen=True, kw_only=True, gc=False):
    """A figure that was published elsewhere and rests on no record here: shown as reported, never reckoned with."""

    name: A[str, F("名称", TEXT, "指标", help=("数据名称", "what it counts"), example="服务满意率")]
    value: A[str, F("数值", TEXT, "值", help=("原文数值，保留余、超、约", "as published, with its qualifier"), example="93.5%")]
    scope: A[str, F("口径", TEXT, "范围", help=("该数据的口径", "what it is about"))] = ""
    note: A[str, F("说明", TEXT, "备注", help=("如 样本量未公布", "remark"))] = ""


class Claim(Record, frozen=True, kw_only=True, gc=False):
    """Figures that were published and that each build reckons again from the records."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="guilin-total")]
    title: A[str, F("名称", TEXT, "标题", help=("公布了什么", "title"))]
    scope: A[tuple[Scope, ...], F("范围", Nested(Scope), help=("数据所指的事项", "which issues"))] = ()
    as_of: A[dt.date | None, F("统计截至", DATE, "数据截至", help=("统计截至日期；不写随台账", "cut; else the ledger's"))] = None
    as_of_text: A[str, F("截至说明", TEXT, help=("原文的时间表述", "the source's own words on the time"))] = ""
    published: A[dt.date | None, F("公布日期", DATE, help=("公布日期", "day of publication"))] = None
    source: A[str, F("信息来源", TEXT, "来源", help=("在哪里公布", "source"))] = ""
    expect: A[
        Mapping[str, str],
        F("公布数据", TextMap(), help=("指标和数值，每次生成重新计算核对", "indicators and values, reckoned again on each build")),
    ] = field(default_factory=dict)
    reported: A[
        tuple[Reported, ...],
        F("引用数据", Nested(Reported), help=("没有记录可核的数据，照原文引用，不参与计算", "figures that no record proves")),
    ] = ()


class Frozen(Struct, frozen=True, kw_only=True, gc=False):
    """One value of a frozen period."""

    scope: A[str, F("范围", TEXT, help=("统计范围", "scope"))] = ""
    indicator: A[str, F("指标", TEXT, help=("指标", "indicator"))]
    value: A[str, F("值", TEXT, help=("数值", "value"))]
    numerator: A[int, F("分子", INT, help=("分子", "numerator"))] = 0
    denominator: A[int, F("分母", INT, help=("分母；计数为 0", "denominator, 0 for counts"))] = 0
    ids: A[tuple[str, ...], F("编号", ListOf(TEXT), help=("计入的事项", "issues counted"))] = ()


class Published(Record, frozen=True, kw_only=True, gc=False):
    """A period as it was published: written once by `taizhang report --freeze`, never changed."""

    id: A[str, F("期间", TEXT, help=("期间", "period"), example="2021-11")]
    as_of: A[dt.date, F("统计截至", DATE, help=("统计截至", "cut"))]
    frozen_on: A[dt.date, F("定稿日期", DATE, help=("定稿日期", "day it was frozen"))]
    method: A[str, F("口径版本", TEXT, help=("统计口径的版本", "version of the counting rules"))] = ""
    values: A[tuple[Frozen, ...], F("指标", Nested(Frozen), help=("各项数值", "values"))] = ()


#: Every kind of record of this module.
ALL = (
    Unit, Post, Enterprise, Taxonomy, Named, Policy, Payment, Ledger, LimitRule, WarningRule,
    Issue, Event, Support, Result, Attachment, Claim, Scope, Reported, Published, Frozen,
)  # fmt: skip
