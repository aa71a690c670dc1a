"""Importing: a spreadsheet of problems becomes ledger YAML, every row either imported or listed with its reason."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from taizhang.checking import located
from taizhang.columns import chinese_name, column_of, find_header, label_of
from taizhang.dates import parse_date, parse_duration
from taizhang.personal import PERSONAL_NUMBER, mask_number
from taizhang.portal import Content, Portal, read_portal, reader_of
from taizhang.problems import ContentError, Problem, hint
from taizhang.reading import Reader, is_id
from taizhang.records import Issue, Ledger, Unit
from taizhang.rules import Context, check_issue, context_of
from taizhang.source import Tree
from taizhang.tables import Cell, Row, TableError, read_table, text_of

_ROWS_OF_ONE_REPORTER = 5
#: The unit that stands for a column the sheet does not have.
UNSTATED_UNIT = ("unit-unstated", "承办单位未注明")


@dataclass
class Report:
    """What became of every row."""

    imported: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    #: Row number and the problem or message that kept it out.
    refused: list[tuple[int, Problem]] = field(default_factory=list)
    #: Row number, what was found, and the number with its middle hidden.
    numbers: list[tuple[int, str, str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    #: Row number and the day taken as the day it was handled, where the row gives none.
    presumed: list[tuple[int, str]] = field(default_factory=list)
    masked_reporters: int = 0
    added_units: list[str] = field(default_factory=list)
    file: str = ""
    created_ledger: bool = False


def import_table(
    path: Path, content: Content, ledger_id: str, *, today: dt.date, mapping: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None, sheet: str = "",
) -> Report:  # fmt: skip
    """Import the table at `path` into the ledger `ledger_id` of `content`.

    `mapping` gives the header for a field (标题 → 留言主题), `constants` a value for every row (主办单位 → …). What stands
    in the ledger already is left alone. Raises TableError where the file is no table or no header is recognised.
    """
    report = Report()
    if not is_id(ledger_id):
        raise TableError("bad_ledger", found=ledger_id)
    constants = {column_of(key): value for key, value in (constants or {}).items()}
    rows = read_table(path, sheet)
    header, columns = find_header(rows, {column_of(key): value for key, value in (mapping or {}).items()})
    labels = [label_of(cell) for cell in header.cells]
    report.columns = {name: labels[index] for name, index in columns.items()}
    report.unused = [label for index, label in enumerate(labels) if label and index not in columns.values()]
    missing = [name for name in ("received",) if name not in columns and name not in constants]
    if missing or not {"title", "description"} & (columns.keys() | constants.keys()):
        raise TableError("columns_missing", headers="、".join(filter(None, labels)))

    folder = content.folder / "ledgers" / ledger_id
    target = folder / f"import-{_slug(path.stem)}.yml"
    report.file = content.name(target)
    portal, problems = read_portal(content)
    if problems:  # a record that cannot be read would count as absent, and be added again
        raise ContentError(located(problems, content))
    ledger = portal.ledgers.get(ledger_id) or Ledger(id=ledger_id, title=ledger_id)
    known = _known_issues(portal, ledger_id)
    if "lead" not in columns and "lead" not in constants and UNSTATED_UNIT[0] not in portal.units:
        id_, name = UNSTATED_UNIT
        portal = replace(portal, units={**portal.units, id_: Unit(id=id_, name=name)})
        report.added_units.append(name)
    reporters = _reporters(rows, header, columns)
    reader, context = reader_of(portal), context_of(portal, today)
    taken = {issue.id.lower() for issue in portal.issues}
    fresh: list[dict[str, Any]] = []
    for row in rows[rows.index(header) + 1 :]:
        if [label_of(cell) for cell in row.cells] == labels:
            continue  # the header again, as printed pages repeat it
        values = {name: row.cells[index] for name, index in columns.items() if index < len(row.cells)}
        values = {**constants, **{name: value for name, value in values.items() if text_of(value)}}
        try:
            tree = _issue_tree(values, ledger_id, row.number, reporters, report)
        except RowError as error:
            report.refused.append((row.number, Problem("", error.code, error.values)))
            continue
        id_ = tree["编号"]
        if id_.lower() in known:
            if known[id_.lower()] == (tree["标题"], tree["收到日期"]):
                report.unchanged.append(id_)
            else:
                report.refused.append((row.number, Problem("", "row_differs", {"id": id_})))
            continue
        problem = _first_problem(tree, ledger, reader, context)
        if problem is None and id_.lower() in taken:
            problem = Problem("", "row_repeats", {"id": id_})
        if problem is not None:
            report.refused.append((row.number, problem))
            continue
        taken.add(id_.lower())
        fresh.append(tree)
        report.imported.append(id_)
    if not fresh:
        report.added_units.clear()
    else:
        for name in report.added_units:
            _append(content.folder / "units.yml", f"- {{编号: {UNSTATED_UNIT[0]}, 名称: {name}}}\n")
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "ledger.yml").exists():
            _append(folder / "ledger.yml", _new_ledger(ledger_id, path.stem))
            report.created_ledger = True
        _append(target, dump(fresh))
    return report


class RowError(Exception):
    """A row cannot become an issue."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _reporters(rows: Sequence[Row], header: Row, columns: Mapping[str, int]) -> re.Pattern[str] | None:
    """Return a pattern of every reporter's name in the sheet: replies address them by it."""
    if "reporter" not in columns:
        return None
    index = columns["reporter"]
    given = Counter(text_of(row.cells[index]) for row in rows if row is not header and index < len(row.cells))
    # what many rows give is a word such as 企业 or 匿名, no name
    names = {name for name, times in given.items() if len(name) >= 2 and times <= _ROWS_OF_ONE_REPORTER}
    if not names:
        return None
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{alternatives})(?![A-Za-z0-9])")


# --- cells ---


def clean(text: str) -> str:
    """Return `text` without what copying leaves behind: tabs, odd blanks, invisible characters, runs of empty lines."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text)
    text = re.sub(r"[\u2028\u2029]", "\n", text)
    lines = [re.sub(r"[ \t\xa0\u3000\u2000-\u200a]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _date(cell: Cell, column: str) -> tuple[str, str]:
    """Return a cell's date (YYYY-MM-DD) and time (HH:MM or ""). Raises RowError."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat(), f"{cell:%H:%M}" if cell.time() != dt.time() else ""
    if isinstance(cell, dt.date):
        return cell.isoformat(), ""
    text = text_of(cell)
    if (isinstance(cell, float | int) and not isinstance(cell, bool)) or re.fullmatch(r"[2-7]\d{4}(\.\d+)?", text):
        serial = float(text)
        if 20000 <= serial <= 80000:  # a date that lost its format: days since 1899-12-30
            moment = dt.datetime(1899, 12, 30) + dt.timedelta(minutes=round(serial * 1440))  # noqa: DTZ001  # a wall clock's
            return moment.date().isoformat(), f"{moment:%H:%M}" if moment.time() != dt.time() else ""
    try:
        day, time = parse_date(text)
    except ValueError:
        raise RowError("row_bad_date", column=hint("key", chinese_name(column), column), found=text[:40]) from None
    return day.isoformat(), time


def _hide(text: str, row: int, reporters: re.Pattern[str] | None, report: Report) -> str:
    """Return `text` without personal numbers and reporters' names; the numbers are listed."""

    def number(match: re.Match[str]) -> str:
        masked = mask_number(match[0])
        report.numbers.append((row, "mobile" if len(match[0]) == 11 else "identity", masked))
        return masked.replace("*", "×")

    text = PERSONAL_NUMBER.sub(number, text)
    report.numbers.extend((row, "telephone", match[0]) for match in _LANDLINE.finditer(text))
    if reporters:
        text, count = reporters.subn("×××", text)
        report.masked_reporters += count
    return text


_LANDLINE = re.compile(r"(?<![\d-])(?:0\d{2,3}[-—－ ]?)\d{7,8}(?!\d)")


# --- rows ---


def _issue_tree(
    values: Mapping[str, Cell], ledger: str, row: int, reporters: re.Pattern[str] | None, report: Report,
) -> dict[str, Any]:  # fmt: skip
    """Return a row as the record an editor would have written. Raises RowError."""

    @cache
    def text(column: str) -> str:
        return _hide(clean(text_of(values.get(column))), row, reporters, report)

    description = text("description")
    title = re.sub(r"\s+", " ", text("title")) or re.sub(r"\s+", " ", description)[:40].strip()
    if not title:
        raise RowError("row_empty")
    if "received" not in values:
        raise RowError("row_bad_date", column=hint("key", "收到日期", "received"), found="")
    received, time = _date(values["received"], "received")
    id_ = re.sub(r"[^A-Za-z0-9_-]+", "-", unicodedata.normalize("NFKC", text_of(values.get("id")))).strip("-")
    if not id_:
        id_ = hashlib.sha256(f"{title}\n{received}\n{description}".encode()).hexdigest()[:8]
    if id_.isdigit() or "id" not in values:
        id_ = f"{ledger}-{id_}"
    tree: dict[str, Any] = {"编号": id_, "标题": title}
    for column, key in (("kind", "类型"), ("category", "类别"), ("enterprise", "企业"), ("channel", "渠道")):
        if text_of(values.get(column)):
            tree[key] = clean(text_of(values[column]))
    if text_of(values.get("reporter")):
        tree["反映人"] = clean(text_of(values["reporter"]))
    tree["收到日期"] = received
    if time:
        tree["收到时刻"] = time
    if description and description != title:
        tree["诉求内容"] = description
    if text_of(values.get("internal_note")):
        tree["内部备注"] = clean(text_of(values["internal_note"]))
    tree["办理过程"] = list(_timeline(values, (received, time), row, text, report))
    return tree


def _timeline(
    values: Mapping[str, Cell],
    received: tuple[str, str],
    row: int,
    text: Callable[[str], str],
    report: Report,
) -> Iterator[dict[str, Any]]:
    """Yield the events that a row tells of. A reply is not a solution: without a stated outcome it is 结果未注明."""

    def dated(column: str, default: tuple[str, str]) -> tuple[str, str]:
        return _date(values[column], column) if text_of(values.get(column)) else default

    def event(moment: tuple[str, str], name: str, **said: Any) -> dict[str, Any]:
        at = {"日期": moment[0], **({"时间": moment[1]} if moment[1] else {})}
        return {**at, "事项": name, **{key: value for key, value in said.items() if value}}

    accepted = dated("accepted", received)
    yield event(accepted, "受理")
    lead = _units(text_of(values.get("lead")))
    replied = text_of(values.get("replied")) or text("reply_text")
    stated = _OUTCOMES.get(text("outcome"), text("outcome"))
    is_handled = stated != "办理中" and bool(text_of(values.get("handled")) or stated or replied)
    if not lead and (is_handled or replied):
        lead = [UNSTATED_UNIT[1]]
    if not lead:
        return
    assigned = dated("assigned", accepted)
    limit = clean(text_of(values.get("within")))
    due: dict[str, Any] = {}
    if text_of(values.get("due")):
        due = {"办结时限": _date(values["due"], "due")[0]}
    elif limit:
        due = _limit(limit)
    yield event(
        assigned, "交办", 主办单位=lead[0], 协办单位=[*lead[1:], *_units(text_of(values.get("support")))],
        分级=text("tier"), **due, 措施=[part for part in re.split(r"\n|；|;", text("measures")) if part.strip()],
    )  # fmt: skip
    last = assigned
    if replied:
        last = dated("replied", dated("handled", assigned))
        yield event(last, "答复企业", 说明=text("reply_text"))
    if not is_handled:
        if text("handled_text"):
            yield event(last, "进展", 说明=text("handled_text"))
        return
    outcome = stated or "已答复（结果未注明）"
    handled = dated("handled", last)
    if not text_of(values.get("handled")) and not text_of(values.get("replied")):
        report.presumed.append((row, handled[0]))
    yield event(handled, "办结", 结果=outcome, 说明=text("handled_text"))
    says, rating = text("enterprise_says"), text("rating")
    if says or rating:
        yield event(handled, "回访", 企业认定=says, 评价=rating)
    if text_of(values.get("cleared")):
        yield event(_date(values["cleared"], "cleared"), "销号", 核验=["办公室审核"])


_OUTCOMES = {
    "是": "已解决", "已办结": "已答复（结果未注明）", "办结": "已答复（结果未注明）", "完成": "已解决", "已完成": "已解决", "否": "办理中",
    "未解决": "办理中", "未办结": "办理中", "在办": "办理中", "正在办理": "办理中", "推进中": "办理中", "正在推进": "办理中",
}  # fmt: skip


def _units(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、,，;；/\n]|\s{2,}", text) if part.strip()]


def _limit(text: str) -> dict[str, str]:
    try:
        parse_duration(text)
    except ValueError:
        return {"办结时限": _date(text, "due")[0]}
    return {"时限": text}


def _first_problem(tree: dict[str, Any], ledger: Ledger, reader: Reader, context: Context) -> Problem | None:
    """Return the first problem `taizhang check` would have with this record."""
    records, problems = reader.read_list([_plain(tree)], Issue, "", ledger=ledger.id)
    problems += [problem for issue in records for problem in check_issue(issue, ledger, context)]
    return problems[0] if problems else None


def _plain(tree: Any) -> Tree:
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    return [_plain(item) for item in tree] if isinstance(tree, list) else str(tree)


def _known_issues(portal: Portal, ledger: str) -> dict[str, tuple[str, str]]:
    return {issue.id.lower(): (issue.title, issue.received.isoformat()) for issue in portal.issues if issue.ledger == ledger}


# --- writing ---


class _Dumper(yaml.SafeDumper):
    """Every scalar is text, so nothing needs quotes to stay text; long texts stand as blocks."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # PyYAML's own class attribute

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def dump(trees: Sequence[Mapping[str, Any]]) -> str:
    """Return records as ledger YAML, one blank line between two."""
    return "\n".join(yaml.dump([dict(tree)], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000) for tree in trees)


def _append(path: Path, text: str) -> None:
    """Add `text` to the end of a file, which keeps its comments; one that does not exist is made."""
    before = path.read_bytes() if path.exists() else b""
    path.parent.mkdir(parents=True, exist_ok=True)
    if before.strip() == b"[]":
        before = b""
    gap = b"" if not before.strip() else b"\n" if before.endswith(b"\n") else b"\n\n"
    path.write_bytes(before + gap + text.encode())


def _new_ledger(id_: str, title: str) -> str:
    said = yaml.dump({"编号": id_, "名称": title}, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    return f"{said}公开属性: 不予公开 # 审核后改为 主动公开\n企业显示: 隐名\n"


def _slug(stem: str) -> str:
    ascii_ = re.sub(r"[^A-Za-z0-9_-]+", "-", unicodedata.normalize("NFKC", stem)).strip("-").lower()
    return ascii_ or hashlib.sha256(stem.encode()).hexdigest()[:8]
