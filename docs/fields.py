"""Write the reference of all fields, in Chinese, from the schema: `make docs`."""

from taizhang import records, registers, schema, settings
from taizhang.lifecycle import EVENTS

RECORDS = (
    ("portal.yml", "网站", settings.Settings),
    ("portal.yml「我要反映」", "受理方式", settings.Intake),
    ("portal.yml「栏目」", "栏目", settings.Sections),
    ("portal.yml「排名规则」", "排名规则", settings.RankingRule),
    ("portal.yml「评价规则」", "评价规则", settings.EvaluationRule),
    ("portal.yml「工作日历」", "工作日历", settings.CalendarYear),
    ("units.yml", "单位", records.Unit),
    ("posts.yml", "岗位", records.Post),
    ("enterprises.yml", "企业", records.Enterprise),
    ("taxonomy.yml", "分类表", records.Taxonomy),
    ("taxonomy.yml 各表的条目", "分类条目", records.Named),
    ("policies/*.yml", "政策", records.Policy),
    ("政策的「兑现情况」", "兑现情况", records.Payment),
    ("programmes/*.yml", "工作机制", registers.Programme),
    ("工作机制的「流程」", "流程环节", registers.Step),
    ("工作机制的「专门机制」", "专门机制", registers.Mechanism),
    ("工作机制的「批次」", "批次", registers.Batch),
    ("工作机制的「任务清单」", "任务", registers.Task),
    ("series.yml", "活动系列", registers.Series),
    ("活动系列的「未举办」", "未举办", registers.Skip),
    ("sessions/*.yml", "活动", registers.Session),
    ("活动的「现场答复」", "现场答复", registers.Answer),
    ("活动的「承诺事项」", "承诺事项", registers.Commitment),
    ("slips/*.yml", "交办单", registers.Slip),
    ("交办单的「交办对象」", "交办对象", registers.Addressee),
    ("teams/*.yml", "服务团队", registers.Team),
    ("服务团队的「任务完成」", "任务完成", registers.TaskDone),
    ("causes/*.yml", "共性问题", registers.Cause),
    ("projects/*.yml", "项目", registers.Project),
    ("项目的「节点」", "节点", registers.Milestone),
    ("项目的「进展」", "项目进展", registers.Update),
    ("resources/*.yml", "供给和需求", registers.Resource),
    ("需求的「对接」", "对接", registers.Match),
    ("evaluations/*.yml", "评价", registers.Evaluation),
    ("ledgers/<编号>/ledger.yml", "台账", records.Ledger),
    ("ledger.yml「时限规则」", "时限规则", records.LimitRule),
    ("ledger.yml「预警规则」", "预警规则", records.WarningRule),
    ("ledgers/<编号>/*.yml", "事项", records.Issue),
    ("事项的「办理过程」", "环节", records.Event),
    ("环节、项目的「成效」", "成效", records.Result),
    ("事项、环节、项目的「附件」", "附件", records.Attachment),
    ("环节的「协办单位」", "协办单位", records.Support),
    ("claims/*.yml", "公布数据", records.Claim),
    ("公布数据的「范围」", "范围", records.Scope),
    ("公布数据的「引用数据」", "引用数据", records.Reported),
    ("published/<期间>.yml", "定稿数据（由 taizhang report --freeze 写入）", records.Published),
    ("定稿数据的「指标」", "定稿数值", records.Frozen),
)

TYPES = {
    schema.TEXT: "文字", schema.MARKDOWN: "文字（可用 Markdown）", schema.ID: "编号", schema.DATE: "日期", schema.TIME: "时刻",
    schema.DURATION: "时长", schema.BOOL: "是/否", schema.INT: "整数", schema.NUMBER: "数字", schema.TELEPHONE: "电话",
}  # fmt: skip
REFERENCES = {
    "unit": "单位", "post": "岗位", "enterprise": "企业", "policy": "政策", "category": "类别", "channel": "渠道", "industry": "行业",
    "park": "园区", "ledger": "台账", "programme": "工作机制", "series": "活动系列", "session": "活动", "slip": "交办单", "team": "服务团队",
    "cause": "共性问题", "project": "项目", "resource": "两张清单条目", "place": "地区", "policy_type": "政策类型", "project_ledger": "项目台账",
}  # fmt: skip


def describe(type_: schema.Type) -> str:
    """Return what a field may hold."""
    if isinstance(type_, str):
        return TYPES[type_]
    if isinstance(type_, schema.Choice):
        return "、".join(term.zh for term in type_.vocabulary)
    if isinstance(type_, schema.Ref):
        return f"{REFERENCES[type_.to]}的名称或编号"
    if isinstance(type_, schema.ListOf):
        return f"列表：{describe(type_.item)}"
    return "键值对" if isinstance(type_, schema.TextMap) else "条目列表，见下"


def reference() -> str:
    """Return the whole reference as Markdown."""
    lines = ["# 栏目参考", "", "本页由 `make docs` 根据程序中的栏目表生成，请勿手工修改。中文栏目名与英文栏目名可以混用。"]
    for place, title, record in RECORDS:
        lines += [
            "",
            f"## {title}",
            "",
            f"位置：`{place}`",
            "",
            "| 栏目 | 英文 | 其他写法 | 内容 | 说明 | 例 |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for field in schema.fields(record):
            name = f"**{field.zh}**" if field.required else field.zh
            note = field.help[0] + ("（必填）" if field.required else "") + ("（不公开）" if field.internal else "")
            content = "见下节“环节与栏目”" if field.name == "event" else describe(field.type)
            example = f"`{field.example}`" if field.example else ""
            lines.append(f"| {name} | `{field.name}` | {'、'.join(field.also)} | {content} | {note} | {example} |")
    keys = {field.name: field.zh for field in schema.fields(records.Event)}
    lines += ["", "## 环节与栏目", "", "| 事项 | 英文 | 其他写法 | 必填 | 可填 |", "| --- | --- | --- | --- | --- |"]
    for kind in EVENTS.values():
        needs, carries = ("、".join(keys[name] for name in names) for names in (kind.needs, kind.carries))
        lines.append(f"| {kind.zh} | `{kind.id}` | {'、'.join(kind.also)} | {needs} | {carries} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(reference(), end="")
