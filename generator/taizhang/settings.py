"""The settings of a portal as staff write them: who hosts it, how to reach them, which days are worked, who sees what."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated as A

from msgspec import Struct, field

from taizhang import vocabulary as v
from taizhang.records import Record
from taizhang.schema import BOOL, DATE, INT, TELEPHONE, TEXT, Choice, F, ListOf, Nested, TextMap


class Intake(Struct, frozen=True, kw_only=True, gc=False):
    """How to raise a problem, or ask for it to be taken up again."""

    hotline: A[str, F("热线", TELEPHONE, "电话", help=("服务热线", "hotline"))] = ""
    hours: A[str, F("服务时间", TEXT, help=("服务时间", "hours"))] = ""
    address: A[str, F("地址", TEXT, help=("来访地址", "address"))] = ""
    window: A[str, F("窗口", TEXT, help=("办事窗口", "service window"))] = ""
    mail: A[str, F("邮箱", TEXT, help=("公务邮箱", "mail"))] = ""
    reopening: A[str, F("重办说明", TEXT, help=("不满意如何申请重办", "how to ask for a second round"))] = ""


class CalendarYear(Struct, frozen=True, kw_only=True, gc=False):
    """Days off and days worked in a year beyond what the published notices say, or a year whose notice is new."""

    year: A[int, F("年度", INT, help=("公历年", "year"), example="2027")]
    off: A[tuple[dt.date, ...], F("放假", ListOf(DATE), help=("放假的日期", "days off"))] = ()
    worked: A[tuple[dt.date, ...], F("上班", ListOf(DATE), "调休上班", help=("调休上班的日期", "weekend days worked"))] = ()
    name: A[str, F("名称", TEXT, help=("假日名称", "what the days off are for"))] = ""
    basis: A[str, F("依据", TEXT, help=("放假通知文号；写明后该年度日期不再暂定", "the notice; with it dates of the year are certain"))] = (
        ""
    )


class Sections(Struct, frozen=True, kw_only=True, gc=False):
    """Who sees which section of the portal."""

    performance: A[str, F("办理情况", Choice(v.AUDIENCE), help=("周、月、季、年办理情况", "performance by period"))] = "public"
    ranking: A[str, F("排名", Choice(v.AUDIENCE), help=("办理情况中的单位名次；默认不设", "places of units; off by default"))] = "off"
    warnings: A[str, F("预警", Choice(v.AUDIENCE), help=("预警看板", "board of warnings"))] = "public"
    supervision: A[str, F("督办", Choice(v.AUDIENCE), help=("预警看板上的督办清单", "formal acts on the board of warnings"))] = "public"
    quality: A[str, F("数据质量", Choice(v.AUDIENCE), "数据质量自查", help=("数据质量自查", "data quality"))] = "internal"
    evaluations: A[str, F("企业评价", Choice(v.AUDIENCE), help=("企业对单位、岗位的评价；默认不设", "evaluations; off by default"))] = "off"


class RankingRule(Struct, frozen=True, kw_only=True, gc=False):
    """How units are placed where the portal places them."""

    minimum: A[int, F("最少件数", INT, help=("少于此数的单位不排名", "units with fewer issues are not placed"))] = 5
    weights: A[Mapping[str, str], F("权重", TextMap(), help=("各指标的权重，如 按期办结率: 60", "weight of each rate"))] = field(
        default_factory=dict
    )


class EvaluationRule(Struct, frozen=True, kw_only=True, gc=False):
    """When evaluations are shown, and how those of several sources are put together."""

    minimum: A[int, F("最少票数", INT, help=("少于此数的评价不显示结果", "evaluations with fewer answers show no result"))] = 10
    weights: A[Mapping[str, str], F("权重", TextMap(), help=("各评价来源的权重", "weight of each source"))] = field(default_factory=dict)


class Settings(Record, frozen=True, kw_only=True, gc=False):
    """The portal itself: `portal.yml`."""

    title: A[str, F("名称", TEXT, "标题", help=("网站名称", "title"))]
    place: A[str, F("地区", TEXT, help=("地区", "place"))] = ""
    summary: A[str, F("简介", TEXT, help=("首页一句话介绍", "one sentence"))] = ""
    host: A[str, F("主办单位", TEXT, help=("网站主办单位", "host unit"))] = ""
    site_code: A[str, F("网站标识码", TEXT, help=("政府网站标识码", "site code"))] = ""
    icp: A[str, F("备案号", TEXT, "ICP备案号", help=("ICP 备案号", "ICP record"))] = ""
    police: A[str, F("公安备案号", TEXT, help=("公安备案号", "police record"))] = ""
    demo: A[bool, F("示例", BOOL, help=("是：全站标注“示例站点”", "labels the whole site as a demo"))] = False
    intake: A[tuple[Intake, ...], F("我要反映", Nested(Intake), "受理方式", help=("受理渠道信息", "how to raise a problem"))] = ()
    workdays: A[tuple[CalendarYear, ...], F("工作日历", Nested(CalendarYear), help=("本地放假上班安排", "days off and worked"))] = ()
    sections: A[tuple[Sections, ...], F("栏目", Nested(Sections), help=("各栏目公开、内部或不设", "who sees which section"))] = ()
    ranking: A[tuple[RankingRule, ...], F("排名规则", Nested(RankingRule), help=("名次怎样排", "how units are placed"))] = ()
    evaluation: A[
        tuple[EvaluationRule, ...], F("评价规则", Nested(EvaluationRule), help=("评价怎样公布", "how evaluations are shown"))
    ] = ()


#: Every kind of record of the settings.
ALL = (Settings, Intake, Sections, RankingRule, EvaluationRule, CalendarYear)
