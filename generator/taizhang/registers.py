"""The registers beside the ledgers: programmes, sessions, slips, teams, causes, projects, resources and evaluations."""

import datetime as dt
from decimal import Decimal
from typing import Annotated as A

from msgspec import Struct

from taizhang import vocabulary as v
from taizhang.records import Attachment, Record, Result
from taizhang.schema import BOOL, DATE, ID, INT, MARKDOWN, NUMBER, TEXT, TIME, Choice, F, ListOf, Nested, Ref

#: The pages of a programme that a step of its flow may lead to.
VIEW = v.Vocabulary(
    "view",
    (
        v.Term("issues", "问题台账", "Issues", ("台账",)),
        v.Term("duties", "责任清单", "List of responsibilities"),
        v.Term("sessions", "活动", "Sessions", ("会商", "主题日", "接待日")),
        v.Term("commitments", "承诺事项", "Commitments", ("承诺",)),
        v.Term("slips", "交办单", "Slips"),
        v.Term("teams", "服务团队", "Service teams"),
        v.Term("escalation", "分级协调", "Escalation"),
        v.Term("causes", "共性问题", "Common causes"),
        v.Term("warnings", "预警", "Warnings"),
        v.Term("performance", "办理情况", "Performance"),
        v.Term("projects", "项目台账", "Projects", ("项目",)),
        v.Term("resources", "两张清单", "Supply and demand"),
        v.Term("policies", "惠企政策", "Policies", ("政策",)),
        v.Term("evaluations", "企业评价", "Evaluations"),
        v.Term("claims", "公布数据核对", "Published figures", ("公布数据",)),
    ),
)


class Register(Record, frozen=True, kw_only=True, gc=False):
    """What records of a register share. They are made to be published; one that is not must say so."""

    disclosure: A[
        str, F("公开属性", Choice(v.DISCLOSURE), help=("不写则公开；不公开的写不予公开", "published unless it says otherwise"))
    ] = ""


class Batch(Struct, frozen=True, kw_only=True, gc=False):
    """One of the batches in which officers are sent."""

    name: A[str, F("名称", TEXT, help=("如 第一批", "name"), example="第一批")]
    start: A[dt.date | None, F("起始日期", DATE, help=("到岗日期", "first day"))] = None
    end: A[dt.date | None, F("截止日期", DATE, help=("结束日期", "last day"))] = None
    officers: A[str, F("人数", TEXT, help=("人数，可写约数，如 百余名", "how many, in the source's words"))] = ""


class Task(Struct, frozen=True, kw_only=True, gc=False):
    """What each service team of a programme is to do."""

    task: A[str, F("任务", Choice(v.TASK), help=("任务种类", "kind of task"), example="合理建议")]
    target: A[int, F("目标", INT, help=("至少完成几项", "how many at least"), example="1")] = 1


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """One step of a programme's flow."""

    title: A[str, F("环节", TEXT, "名称", help=("环节名称", "name of the step"), example="建立台账")]
    note: A[str, F("说明", TEXT, help=("谁做什么、多久做完", "who does what, within what time"))] = ""
    view: A[str, F("查看", Choice(VIEW), help=("本站可以看到这一环节的页面", "where this portal shows it"), example="问题台账")] = ""


class Mechanism(Struct, frozen=True, kw_only=True, gc=False):
    """A named list of a programme, such as 四个一. Its address holds the programme's id: others may use the same name."""

    id: A[str, F("编号", ID, help=("拼音或英文，本机制内唯一", "id, unique in its programme"), example="siyi")]
    name: A[str, F("名称", TEXT, help=("如 四个一", "name"), example="四个一")]
    note: A[str, F("说明", TEXT, help=("一两句话的解释", "explanation"))] = ""
    items: A[tuple[str, ...], F("内容", ListOf(TEXT), help=("逐项内容", "its items"))] = ()


class Programme(Record, frozen=True, kw_only=True, gc=False):
    """A programme 工作机制: how one place serves its enterprises."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="jia")]
    title: A[str, F("名称", TEXT, "标题", help=("工作机制名称", "title"))]
    also: A[tuple[str, ...], F("别名", ListOf(TEXT), help=("其他可用名称", "other accepted names"))] = ()
    place: A[str, F("地区", TEXT, help=("所属地区", "place"))] = ""
    unit: A[str, F("牵头单位", Ref("unit"), help=("日常工作由谁负责", "unit in charge"))] = ""
    start: A[dt.date | None, F("起始日期", DATE, help=("启动日期", "first day"))] = None
    end: A[dt.date | None, F("截止日期", DATE, help=("结束日期", "last day"))] = None
    summary: A[str, F("简介", TEXT, help=("一两句话的介绍", "one or two sentences"))] = ""
    explanation: A[str, F("机制说明", MARKDOWN, help=("机制怎样运行，可用 Markdown", "how it works, Markdown"))] = ""
    flow: A[tuple[Step, ...], F("流程", Nested(Step, short="title"), help=("按先后次序", "its steps in order"))] = ()
    mechanisms: A[tuple[Mechanism, ...], F("专门机制", Nested(Mechanism), help=("如 四个一、六个一", "named lists such as 四个一"))] = ()
    batches: A[tuple[Batch, ...], F("批次", Nested(Batch), help=("分批派出的干部", "batches of officers"))] = ()
    tasks: A[tuple[Task, ...], F("任务清单", Nested(Task), help=("每个服务团队的任务", "tasks of each service team"))] = ()
    serves_least: A[int, F("每岗最少企业", INT, help=("每个首席服务官至少联系几家企业", "fewest enterprises per chief officer"))] = 0
    serves_most: A[int, F("每岗最多企业", INT, help=("每个首席服务官至多联系几家企业", "most enterprises per chief officer"))] = 0
    source: A[str, F("信息来源", TEXT, "来源", help=("数据来源", "source"))] = ""
    demo: A[bool, F("示例", BOOL, help=("是：每页标注“示例”", "puts 示例 on every page"))] = False


class Skip(Struct, frozen=True, kw_only=True, gc=False):
    """A date on which a series had no session, and why."""

    date: A[dt.date, F("日期", DATE, help=("原定日期", "the date"))]
    reason: A[str, F("原因", TEXT, help=("为何未举办", "why"))] = ""


class Series(Record, frozen=True, kw_only=True, gc=False):
    """A series of sessions: theme days, consultations, reception days."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="zhutiri")]
    title: A[str, F("名称", TEXT, "标题", help=("系列名称", "title"), example="政企交流主题日")]
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    cadence: A[str, F("周期", Choice(v.CADENCE), help=("多久一次", "how often"))] = "irregular"
    start: A[dt.date | None, F("起始日期", DATE, help=("第一次的日期，周期由此推算", "first date; the rhythm is counted from it"))] = None
    end: A[dt.date | None, F("截止日期", DATE, help=("最后一次的日期", "last date"))] = None
    hours: A[str, F("时间", TEXT, help=("如 20:00–22:00", "time of day"))] = ""
    place: A[str, F("地点", TEXT, help=("地点", "place"))] = ""
    chair: A[str, F("主持岗位", Ref("post"), help=("由哪个岗位主持", "post in the chair"))] = ""
    unit: A[str, F("承办单位", Ref("unit"), "组织单位", help=("谁组织", "unit that organises it"))] = ""
    summary: A[str, F("简介", TEXT, "说明", help=("一两句话的介绍", "one or two sentences"))] = ""
    skipped: A[
        tuple[Skip, ...], F("未举办", Nested(Skip, short="date"), help=("周期内没有举办的日期和原因", "dates without one, and why"))
    ] = ()


class Answer(Struct, frozen=True, kw_only=True, gc=False):
    """A question answered at a session."""

    question: A[str, F("问题", TEXT, "提问", help=("企业问了什么", "what was asked"))]
    answer: A[str, F("答复", TEXT, help=("当场怎样答复", "what was answered"))]
    unit: A[str, F("单位", Ref("unit"), "答复单位", help=("谁答复", "who answered"))] = ""
    issue: A[str, F("事项", TEXT, "事项编号", help=("登记为哪一事项", "the issue it became"))] = ""


class Commitment(Struct, frozen=True, kw_only=True, gc=False):
    """What was promised at a session, and whether it was kept."""

    text: A[str, F("承诺", TEXT, "内容", help=("承诺了什么", "what was promised"))]
    unit: A[str, F("单位", Ref("unit"), "责任单位", help=("谁负责兑现", "unit that promised"))]
    due: A[dt.date | None, F("兑现时限", DATE, "截止日期", help=("最后一日", "last day"))] = None
    due_text: A[str, F("时限说明", TEXT, help=("原话，如 九月开学前", "in the words that were used"))] = ""
    issue: A[str, F("事项", TEXT, "事项编号", help=("对应哪一事项", "the issue it is about"))] = ""
    kept: A[dt.date | None, F("兑现日期", DATE, help=("哪天兑现；未兑现的不写", "day it was kept"))] = None
    evidence: A[str, F("兑现情况", TEXT, "佐证", help=("怎样兑现", "how it was kept"))] = ""


class Session(Register, frozen=True, kw_only=True, gc=False):
    """One session of a series."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="zhutiri-01")]
    series: A[str, F("系列", Ref("series"), help=("哪个系列", "series"))]
    number: A[int, F("期次", INT, help=("第几期", "number in the series"))] = 0
    date: A[dt.date, F("日期", DATE, help=("举办日期", "day"))]
    time: A[str, F("时间", TIME, "开始时间", help=("开始时刻", "start"))] = ""
    ends: A[str, F("结束时间", TIME, help=("结束时刻", "end"))] = ""
    place: A[str, F("地点", TEXT, help=("地点", "place"))] = ""
    theme: A[str, F("主题", TEXT, help=("主题", "theme"))] = ""
    posts: A[tuple[str, ...], F("出席岗位", ListOf(Ref("post")), help=("出席的岗位，不写姓名", "posts that attended"))] = ()
    units: A[tuple[str, ...], F("出席单位", ListOf(Ref("unit")), help=("出席的单位", "units that attended"))] = ()
    enterprises: A[int, F("参加企业数", INT, help=("参加的企业家数", "how many enterprises attended"))] = 0
    policies: A[tuple[str, ...], F("宣讲政策", ListOf(Ref("policy")), help=("会上讲解的政策", "policies explained"))] = ()
    summary: A[str, F("情况", MARKDOWN, "简介", help=("情况介绍，可用 Markdown", "what happened, Markdown"))] = ""
    answers: A[tuple[Answer, ...], F("现场答复", Nested(Answer), help=("当场问答", "questions answered"))] = ()
    commitments: A[tuple[Commitment, ...], F("承诺事项", Nested(Commitment), help=("承诺了什么、何时兑现", "what was promised"))] = ()


class Addressee(Struct, frozen=True, kw_only=True, gc=False):
    """Whom a slip is handed to."""

    party: A[str, F("身份", Choice(v.PARTY), help=("分管领导、职能部门、责任单位", "which party"), example="责任单位")]
    post: A[str, F("岗位", Ref("post"), help=("岗位，不写姓名", "post"))] = ""
    unit: A[str, F("单位", Ref("unit"), help=("单位", "unit"))] = ""


class Slip(Register, frozen=True, kw_only=True, gc=False):
    """An assignment slip 交办单. Its problems are the issues whose 交办 names it."""

    id: A[str, F("编号", ID, help=("全站唯一", "unique in the portal"), example="d-2018-01")]
    title: A[str, F("名称", TEXT, "标题", "事由", help=("交办什么", "what is handed over"))]
    kind: A[str, F("类型", Choice(v.SLIP_KIND), help=("交办单或三方交办", "kind of slip"))] = "ordinary"
    number: A[str, F("文号", TEXT, help=("交办单文号", "number of the paper"))] = ""
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    session: A[str, F("活动", Ref("session"), "会议", help=("在哪次活动上交办", "session at which it was issued"))] = ""
    project: A[str, F("项目", Ref("project"), help=("为哪个项目交办", "project it is about"))] = ""
    date: A[dt.date, F("日期", DATE, "交办日期", help=("交办日期", "day"))]
    due: A[dt.date | None, F("办结时限", DATE, "完成时限", help=("最后一日", "last day"))] = None
    addressees: A[tuple[Addressee, ...], F("交办对象", Nested(Addressee), help=("交给谁；三方交办须三方齐全", "whom it is handed to"))] = ()
    requirement: A[str, F("要求", TEXT, "办理要求", help=("办理要求", "what is required"))] = ""


class TaskDone(Struct, frozen=True, kw_only=True, gc=False):
    """What a service team has done of a task. Problems solved and policies matched are counted from the ledgers."""

    task: A[str, F("任务", Choice(v.TASK), help=("一线工作、合理建议、调研报告", "kind of task"))]
    done: A[int, F("完成", INT, help=("完成几项", "how many"))] = 1
    note: A[str, F("说明", TEXT, help=("做了什么", "what was done"))] = ""


class Team(Register, frozen=True, kw_only=True, gc=False):
    """A service team: which post and units serve which enterprises, or work on which matter."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="rongzi-zhuanban")]
    title: A[str, F("名称", TEXT, "标题", help=("团队名称", "title"))]
    also: A[tuple[str, ...], F("别名", ListOf(TEXT), help=("台账中可用的其他写法", "other accepted names"))] = ()
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    service: A[str, F("服务方式", Choice(v.SERVICE), "类型", help=("首席服务官、特派员、专班等", "kind of service"))]
    post: A[str, F("岗位", Ref("post"), "牵头岗位", "首席服务官", help=("牵头岗位，不写姓名", "post in charge"))] = ""
    lead: A[str, F("牵头单位", Ref("unit"), "派出单位", help=("牵头或派出单位", "unit in charge, or that sends the officers"))] = ""
    units: A[tuple[str, ...], F("成员单位", ListOf(Ref("unit")), help=("参加的单位", "units that take part"))] = ()
    enterprises: A[
        tuple[str, ...], F("服务企业", ListOf(Ref("enterprise")), "包联企业", help=("服务哪些企业", "enterprises it serves"))
    ] = ()
    officers: A[int, F("人数", INT, help=("派驻人数", "how many officers"))] = 0
    groups: A[int, F("小组数", INT, help=("下设小组数", "how many groups"))] = 0
    level: A[str, F("层级", TEXT, help=("如 自治区级、市级、县级", "level"))] = ""
    batch: A[str, F("批次", TEXT, help=("第几批", "batch"))] = ""
    stationed: A[str, F("派驻", TEXT, "派驻地点", help=("派驻企业、项目或园区", "where it is stationed"))] = ""
    duties: A[str, F("职责", TEXT, help=("做什么", "duties"))] = ""
    start: A[dt.date | None, F("起始日期", DATE, help=("开始日期", "first day"))] = None
    end: A[dt.date | None, F("截止日期", DATE, help=("结束日期", "last day"))] = None
    tasks: A[tuple[TaskDone, ...], F("任务完成", Nested(TaskDone), help=("任务完成情况", "tasks done"))] = ()


class Cause(Register, frozen=True, kw_only=True, gc=False):
    """A cause 共性问题 that several issues share. They name it; none is listed here."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="gongjiao-jiebo")]
    title: A[str, F("名称", TEXT, "标题", help=("一句话说明共性问题", "the cause in a sentence"))]
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    category: A[str, F("类别", Ref("category"), help=("问题类别", "category"))] = ""
    unit: A[str, F("牵头单位", Ref("unit"), help=("谁牵头解决", "unit in charge"))] = ""
    found: A[dt.date | None, F("提出日期", DATE, help=("列为共性问题的日期", "day it was recognised"))] = None
    summary: A[str, F("说明", TEXT, "简介", help=("为什么是共性问题", "why it is one"))] = ""
    measures: A[tuple[str, ...], F("措施", ListOf(TEXT), "办理措施", help=("一并解决的措施", "measures for all of them"))] = ()


class Milestone(Struct, frozen=True, kw_only=True, gc=False):
    """One step of a project, as planned and as it came."""

    name: A[str, F("节点", TEXT, "名称", help=("节点名称", "name"), example="主体封顶")]
    plan: A[dt.date, F("计划日期", DATE, "计划", help=("计划完成日期", "planned day"))]
    actual: A[dt.date | None, F("实际日期", DATE, "实际", help=("实际完成日期；未完成的不写", "actual day"))] = None
    note: A[str, F("说明", TEXT, help=("提前或滞后的原因", "remark"))] = ""


class Update(Struct, frozen=True, kw_only=True, gc=False):
    """News of a project."""

    date: A[dt.date, F("日期", DATE, help=("日期", "day"))]
    text: A[str, F("情况", TEXT, "说明", help=("进展情况", "news"))]


class Project(Register, frozen=True, kw_only=True, gc=False):
    """A project with its plan. Its problems are the issues that name it."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="w-p01")]
    title: A[str, F("名称", TEXT, "标题", help=("项目名称", "title"))]
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    ledgers: A[tuple[str, ...], F("项目台账", ListOf(Ref("project_ledger")), help=("列入哪本项目台账", "project ledgers it is in"))] = ()
    unit: A[str, F("责任单位", Ref("unit"), help=("责任单位", "unit responsible"))] = ""
    post: A[str, F("包联岗位", Ref("post"), "分管领导", help=("包联岗位，不写姓名", "post in charge"))] = ""
    place: A[str, F("地点", TEXT, help=("建设地点", "place"))] = ""
    investment: A[Decimal | None, F("总投资", NUMBER, help=("总投资，万元", "investment in 10,000 yuan"))] = None
    summary: A[str, F("建设内容", TEXT, "简介", help=("建设内容", "what is built"))] = ""
    milestones: A[tuple[Milestone, ...], F("节点", Nested(Milestone), "节点计划", help=("计划和实际", "planned and actual"))] = ()
    visits: A[int, F("走访次数", INT, help=("现场走访次数", "visits on site"))] = 0
    meetings: A[int, F("协调会次数", INT, help=("协调会议次数", "coordination meetings"))] = 0
    results: A[tuple[Result, ...], F("成效", Nested(Result), help=("到位资金等", "funds and other results"))] = ()
    updates: A[tuple[Update, ...], F("进展", Nested(Update), help=("按时间先后", "news in order of time"))] = ()
    attachments: A[tuple[Attachment, ...], F("附件", Nested(Attachment), help=("图片、文件", "attachments"))] = ()


class Match(Struct, frozen=True, kw_only=True, gc=False):
    """How a demand is met from a supply."""

    supply: A[str, F("供给", Ref("resource"), "供给编号", help=("供给清单中的编号", "the supply it is met from"))]
    quantity: A[Decimal | None, F("数量", NUMBER, help=("对接数量", "how much"))] = None
    date: A[dt.date, F("日期", DATE, "对接日期", help=("对接日期", "day"))]
    note: A[str, F("说明", TEXT, help=("对接情况", "remark"))] = ""


class Resource(Register, frozen=True, kw_only=True, gc=False):
    """An entry of the two lists 两张清单: what government can supply, what enterprises and projects demand."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"), example="w-g01")]
    title: A[str, F("名称", TEXT, "标题", help=("是什么", "what it is"))]
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    side: A[str, F("清单", Choice(v.SIDE), help=("供给或需求", "supply or demand"))]
    factor: A[str, F("要素", Choice(v.FACTOR), help=("用地、用能、资金、用工、其他", "factor of production"))]
    quantity: A[Decimal | None, F("数量", NUMBER, help=("数量", "how much"))] = None
    measure: A[str, F("计量单位", TEXT, help=("亩、万元、人等", "what it is measured in"))] = ""
    unit: A[
        str, F("单位", Ref("unit"), "提供单位", help=("供给：提供单位；需求：负责对接的单位", "unit that supplies, or that seeks a match"))
    ] = ""
    project: A[str, F("项目", Ref("project"), help=("为哪个项目所需", "project that needs it"))] = ""
    enterprise: A[str, F("企业", Ref("enterprise"), help=("需求企业，隐名显示", "enterprise that needs it, masked"))] = ""
    published: A[dt.date | None, F("发布日期", DATE, help=("列入清单的日期", "day it was listed"))] = None
    summary: A[str, F("说明", TEXT, "简介", help=("具体情况", "details"))] = ""
    matches: A[tuple[Match, ...], F("对接", Nested(Match), help=("需求由哪些供给满足", "how a demand is met"))] = ()


class Evaluation(Record, frozen=True, kw_only=True, gc=False):
    """What enterprises and others said of a unit or post: totals only, never single answers."""

    id: A[str, F("编号", ID, help=("拼音或英文", "id"))]
    title: A[str, F("名称", TEXT, "标题", help=("评议名称", "title"))]
    programme: A[str, F("工作机制", Ref("programme"), help=("所属工作机制", "programme"))] = ""
    date: A[dt.date, F("日期", DATE, help=("评议日期", "day"))]
    source: A[str, F("评价来源", TEXT, "来源", help=("企业评价、督查反馈、积分等", "who evaluated"), example="企业评价")] = ""
    unit: A[str, F("单位", Ref("unit"), help=("评议哪个单位", "unit evaluated"))] = ""
    post: A[str, F("岗位", Ref("post"), help=("评议哪个岗位", "post evaluated"))] = ""
    answers: A[int, F("有效票数", INT, help=("收回的有效评价数；按得分评价的不写", "valid answers; none where only a score is given"))] = 0
    satisfied: A[int, F("满意", INT, help=("满意票数", "satisfied"))] = 0
    fairly: A[int, F("基本满意", INT, help=("基本满意票数", "fairly satisfied"))] = 0
    dissatisfied: A[int, F("不满意", INT, help=("不满意票数", "dissatisfied"))] = 0
    score: A[Decimal | None, F("得分", NUMBER, help=("得分，满分 100", "score out of 100"))] = None


#: Every register's kind of record.
ALL = (
    Programme, Step, Mechanism, Batch, Task, Series, Skip, Session, Answer, Commitment, Slip, Addressee, Team, TaskDone, Cause, Project,
    Milestone, Update, Resource, Match, Evaluation,
)  # fmt: skip
