"""Columns: which header of a sheet means which field, by the schema's spellings and what offices usually write."""

import re
from collections.abc import Mapping, Sequence

from taizhang import schema
from taizhang.records import Event, Issue
from taizhang.tables import Cell, Row, TableError, text_of

#: What a column may hold, and the headers it is recognised by besides the schema's own spellings.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("留言编号", "序号", "问题序号", "工单编号", "工单号", "受理编号"),
    "title": ("问题名称", "事项", "事项名称", "问题摘要"),
    "description": ("诉求", "问题", "反映问题", "具体问题", "存在问题", "困难问题", "问题及建议", "内容", "留言内容", "主要内容"),
    "kind": (),
    "category": ("所属类别", "领域"),
    "enterprise": ("企业", "单位名称", "反映单位", "公司名称"),
    "reporter": ("留言人", "姓名", "反映人姓名"),
    "channel": ("反映渠道", "收集渠道"),
    "received": ("收集时间", "收集日期", "反映日期", "登记时间", "日期", "时间", "来电时间"),
    "accepted": ("受理日期", "受理时间"),
    "assigned": ("交办日期", "交办时间", "转办时间", "转办日期"),
    "lead": ("主办", "承办", "牵头", "责任单位", "承办部门", "主办部门", "责任部门", "办理单位"),
    "support": ("配合", "协助单位", "协办部门", "配合责任单位"),
    "due": (),
    "within": ("办理时限", "办理期限"),
    "measures": ("解决措施", "拟办措施", "工作措施", "整改措施"),
    "tier": (),
    "replied": ("答复时间", "答复日期", "回复时间", "回复日期"),
    "reply_text": ("答复意见", "答复内容", "回复内容", "回复意见", "答复情况"),
    "handled": ("办结日期", "办结时间", "完成日期", "完成时间", "实际完成时间"),
    "handled_text": ("办理情况", "办理结果说明", "完成情况", "进展情况", "落实情况"),
    "outcome": ("是否解决", "解决情况", "办理结果", "结果"),
    "enterprise_says": (),
    "rating": ("满意度", "满意情况", "企业满意度", "是否满意"),
    "cleared": ("销号日期", "销号时间"),
    "internal_note": ("备注",),
}  # fmt: skip
_EVENT_COLUMNS = ("lead", "support", "due", "within", "measures", "tier", "outcome", "enterprise_says", "rating")
_HEADER_ROWS = 15


def label_of(cell: Cell) -> str:
    """Return a header without the blanks and marks around it."""
    return re.sub(r"\s+", "", text_of(cell)).strip("*：:（）()")


def column_of(key: str) -> str:
    """Return the column that `key` (a field or one of its spellings) means. Raises TableError."""
    column = _spellings().get(label_of(key))
    if column is None:
        raise TableError("unknown_column", found=key)
    return column


def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for column, also in COLUMNS.items():
        record = Event if column in _EVENT_COLUMNS else Issue
        rows = [row for row in schema.fields(record) if row.name == column]
        for spelling in (column, *(s for row in rows for s in row.spellings), *also):
            found.setdefault(spelling, column)
    return found


def find_header(rows: Sequence[Row], mapping: Mapping[str, str]) -> tuple[Row, dict[str, int]]:
    """Return the header row (a title may stand above it) and the index of each recognised column."""
    best: tuple[Row, dict[str, int]] | None = None
    spellings = _spellings()
    for row in rows[:_HEADER_ROWS]:
        labels = [label_of(cell) for cell in row.cells]
        columns: dict[str, int] = {}
        for column, header in mapping.items():
            if label_of(header) in labels:
                columns[column] = labels.index(label_of(header))
        for index, label in enumerate(labels):
            column = spellings.get(label, "")
            if column and column not in columns and index not in columns.values():
                columns[column] = index
        if len(columns) > len(best[1] if best else ()):
            best = row, columns
    if best is None or len(best[1]) < 2:
        shown = "、".join(filter(None, (label_of(cell) for cell in (rows[0].cells if rows else ()))))
        raise TableError("no_header", headers=shown[:200])
    absent = [header for header in mapping.values() if label_of(header) not in [label_of(cell) for cell in best[0].cells]]
    if absent:
        raise TableError("mapped_header_missing", found="、".join(absent))
    return best


def chinese_name(column: str) -> str:
    """Return the Chinese name of a column."""
    fields = {field.name: field.zh for record in (Event, Issue) for field in schema.fields(record)}
    return {**fields, **_EVENT_DAYS}.get(column, column)


_EVENT_DAYS = {
    "accepted": "受理日期", "assigned": "交办日期", "replied": "答复日期", "reply_text": "答复内容", "handled": "办结日期",
    "handled_text": "办理情况", "cleared": "销号日期",
}  # fmt: skip
