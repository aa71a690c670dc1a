"""The words an editor may choose from: every closed list with its ids, labels and synonyms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Term:
    """One word of a closed list: its canonical id, its label in each language, and other accepted spellings."""

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the label in `language` (`zh` or `en`)."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms, in its order of display."""

    name: str
    terms: tuple[Term, ...]
    by_spelling: Mapping[str, str] = field(init=False, repr=False)
    by_id: Mapping[str, Term] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spellings = {spelling: t.id for t in self.terms for spelling in (t.id, t.zh, t.en, t.en.lower(), *t.also)}
        object.__setattr__(self, "by_spelling", spellings)
        object.__setattr__(self, "by_id", {t.id: t for t in self.terms})
        VOCABULARIES[self.name] = self

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def label(self, id_: str, language: str) -> str:
        """Return the label of the term `id_` in `language`."""
        return self.by_id[id_].label(language)


#: All closed lists by name, filled as each is made.
VOCABULARIES: dict[str, Vocabulary] = {}

KIND = Vocabulary(
    "kind",
    (
        Term("problem", "问题", "Problem"),
        Term("suggestion", "建议", "Suggestion"),
        Term("complaint", "投诉", "Complaint"),
        Term("consultation", "咨询", "Consultation"),
        Term("report", "举报", "Report"),
    ),
)

DISCLOSURE = Vocabulary(
    "disclosure",
    (
        Term("public", "主动公开", "Public", ("公开",)),
        Term("on_request", "依申请公开", "On request"),
        Term("internal", "不予公开", "Internal", ("内部", "不公开")),
    ),
)

ENTERPRISE_DISPLAY = Vocabulary(
    "enterprise_display",
    (
        Term("masked", "隐名", "Masked"),
        Term("named", "实名", "Named"),
        Term("hidden", "不显示", "Hidden", ("隐藏",)),
    ),
)

TIER = Vocabulary(
    "tier",
    (
        Term("on_site", "现场办理", "Settled on the spot", ("现场",)),
        Term("department", "部门办理", "Assigned to a unit", ("指派办理", "交办单位办理")),
        Term("meeting", "专题协调", "Coordination meeting", ("专题会", "专题协调会")),
        Term("leaders", "接待日会商", "Leaders' reception day", ("接待日", "会商", "接待日/会商", "半月会商")),
        Term("upper", "提请上级", "Raised to a higher level", ("上级", "提请上级协调")),
    ),
)

OUTCOME = Vocabulary(
    "outcome",
    (
        Term("solved", "已解决", "Solved", ("解决",)),
        Term("partly", "部分解决", "Partly solved"),
        Term("planned", "列入计划逐步解决", "Planned", ("列入计划", "逐步解决")),
        Term("explained", "解释说明", "Explained", ("已解释说明",)),
        Term("not_supported", "不符合政策不予支持", "Not supported by policy", ("不予支持",)),
        Term("unable", "因条件限制暂难解决", "Cannot be solved for now", ("暂难解决",)),
        Term(
            "unstated",
            "已答复（结果未注明）",
            "Answered, outcome not stated",
            ("已答复", "结果未注明", "已答复(结果未注明)"),
        ),
    ),
)

SUPERVISION = Vocabulary(
    "supervision",
    (
        Term("reminder", "催办", "Reminder"),
        Term("notice", "督办单", "Supervision notice", ("督办",)),
        Term("yellow_card", "黄牌", "Yellow card"),
        Term("red_card", "红牌", "Red card"),
        Term("interview", "约谈", "Interview"),
    ),
)

ENTERPRISE_SAYS = Vocabulary(
    "enterprise_says",
    (
        Term("solved", "已解决", "Solved", ("解决",)),
        Term("partly", "部分解决", "Partly solved"),
        Term("unsolved", "未解决", "Not solved"),
    ),
)

RATING = Vocabulary(
    "rating",
    (
        Term("satisfied", "满意", "Satisfied", ("非常满意",)),
        Term("fairly", "基本满意", "Fairly satisfied"),
        Term("dissatisfied", "不满意", "Dissatisfied"),
        Term("unrated", "未评价", "Not rated"),
    ),
)

VERIFIER = Vocabulary(
    "verifier",
    (
        Term("enterprise", "企业确认", "Confirmed by the enterprise"),
        Term("office", "办公室审核", "Reviewed by the office"),
        Term("inspection", "督查核验", "Verified by inspection"),
    ),
)

REPLY = Vocabulary(
    "reply",
    (
        Term("interim", "阶段答复", "Interim reply"),
        Term("final", "最终答复", "Final reply"),
    ),
)

REACHED = Vocabulary(
    "reached",
    (
        Term("yes", "已联系", "Reached", ("是",)),
        Term("no", "未联系上", "Not reached", ("否",)),
    ),
)

VALIDITY = Vocabulary(
    "validity",
    (
        Term("valid", "有效", "In force"),
        Term("expired", "失效", "Expired"),
        Term("repealed", "废止", "Repealed"),
    ),
)

CLAIMING = Vocabulary(
    "claiming",
    (
        Term("automatic", "免申即享", "Automatic, no application"),
        Term("fast", "快申快享", "Fast track"),
        Term("apply", "申报", "On application", ("申报享受", "申报审核")),
    ),
)

SIZE = Vocabulary(
    "size",
    (
        Term("large", "大型", "Large", ("大型企业",)),
        Term("medium", "中型", "Medium", ("中型企业",)),
        Term("small", "小型", "Small", ("小型企业",)),
        Term("micro", "微型", "Micro", ("微型企业",)),
    ),
)

AUDIENCE = Vocabulary(
    "audience",
    (
        Term("public", "公开", "Public"),
        Term("internal", "内部", "Internal", ("仅内部",)),
        Term("off", "不设", "Off", ("不显示", "关闭")),
    ),
)

CADENCE = Vocabulary(
    "cadence",
    (
        Term("weekly", "每周", "Weekly", ("每周一次",)),
        Term("biweekly", "每两周", "Every two weeks", ("两周一次",)),
        Term("fortnightly", "每半月", "Twice a month", ("半月", "半月一次")),
        Term("monthly", "每月", "Monthly", ("每月一次",)),
        Term("quarterly", "每季度", "Quarterly", ("每季",)),
        Term("irregular", "不定期", "As needed"),
    ),
)

SERVICE = Vocabulary(
    "service",
    (
        Term("chief", "首席服务官", "Chief service officer", ("领导包联", "包联服务")),
        Term("resident", "驻企干部", "Resident officers", ("驻企服务",)),
        Term("commissioner", "特派员", "Commissioners", ("服务特派员",)),
        Term("specialist", "服务专员", "Service specialists"),
        Term("task_force", "工作专班", "Task force", ("专班", "专项服务团队")),
        Term("grid", "企业网格", "Enterprise grid", ("网格",)),
        Term("experts", "专家服务团", "Expert team", ("专家团队",)),
        Term("secondment", "跟班学习", "Enterprise staff seconded to units", ("互挂",)),
        Term("agent", "帮办代办", "Agents for formalities", ("代办",)),
    ),
)

TASK = Vocabulary(
    "task",
    (
        Term("problem", "解决问题", "Problem solved"),
        Term("policy", "对接政策", "Policy matched"),
        Term("workday", "一线工作", "Working day on the line", ("一线工作日",)),
        Term("suggestion", "合理建议", "Suggestion made", ("建议", "合理化建议")),
        Term("report", "调研报告", "Report written", ("报告",)),
    ),
)

PARTY = Vocabulary(
    "party",
    (
        Term("leader", "分管领导", "Leader in charge", ("责任领导",)),
        Term("department", "职能部门", "Department concerned", ("相关部门",)),
        Term("responsible", "责任单位", "Unit responsible", ("项目单位",)),
    ),
)

SLIP_KIND = Vocabulary(
    "slip_kind",
    (
        Term("ordinary", "交办单", "Assignment slip"),
        Term("tripartite", "三方交办", "Assignment to three parties", ("三方交办单",)),
    ),
)

SIDE = Vocabulary(
    "side",
    (
        Term("supply", "供给", "Supply"),
        Term("demand", "需求", "Demand"),
    ),
)

FACTOR = Vocabulary(
    "factor",
    (
        Term("land", "用地", "Land", ("土地",)),
        Term("energy", "用能", "Energy", ("能耗", "能源")),
        Term("funds", "资金", "Funds"),
        Term("people", "用工", "People", ("人才", "人力")),
        Term("other", "其他", "Other"),
    ),
)

#: What handling brought about. Money is in 万元 (10,000 yuan).
RESULT = Vocabulary(
    "result",
    (
        Term("financing", "融资到位", "Financing arranged", ("融资",)),
        Term("credit", "新增授信", "Credit lines", ("授信",)),
        Term("paid", "兑现资金", "Support paid", ("奖补资金", "拨付资金")),
        Term("arrived", "到位资金", "Project funds arrived", ("项目资金到位",)),
        Term("saving", "减负金额", "Costs saved", ("节省成本",)),
        Term("land", "协调用地", "Land arranged (mu)", ("用地",)),
        Term("hires", "协调用工", "Workers found", ("招工",)),
        Term("housing", "协调住房", "Workers housed", ("住房",)),
    ),
)
