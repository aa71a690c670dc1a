"""Tables: the rows of a spreadsheet or CSV file as people really keep them."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import python_calamine as calamine

Cell = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


class TableError(Exception):
    """The file is no readable table; `code` is the message's name in the catalogue."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Row(NamedTuple):
    """One row: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: Sequence[Cell]


def read_table(path: Path, sheet: str = "") -> list[Row]:
    """Return the rows of the file at `path` that hold anything; merged cells repeat their value downwards and across.

    Raises TableError for a file that is no table or a sheet that does not exist.
    """
    if not path.is_file():
        raise TableError("no_such_file", file=str(path))
    rows = _read_csv(path) if path.suffix.lower() in {".csv", ".tsv", ".txt"} else _read_workbook(path, sheet)
    return [row for row in rows if any(cell not in (None, "") for cell in row.cells)]


def _read_workbook(path: Path, name: str) -> list[Row]:
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
    except (calamine.CalamineError, OSError) as error:
        raise TableError("not_a_workbook", file=path.name, detail=str(error)) from None
    if name and name not in workbook.sheet_names:
        raise TableError("no_such_sheet", found=name, sheets="、".join(workbook.sheet_names))
    sheet = workbook.get_sheet_by_name(name) if name else workbook.get_sheet_by_index(0)
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    try:
        merged = sheet.merged_cell_ranges or []
    except calamine.CalamineError:  # only some formats know merged cells
        merged = []
    for (top, left), (bottom, right) in merged:
        if top < len(rows) and left < len(rows[top]):
            value = rows[top][left]
            for row in rows[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    row[column] = value
    return [Row(number, cells) for number, cells in enumerate(rows, 1)]


def _read_csv(path: Path) -> list[Row]:
    data = path.read_bytes()
    text = None
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):  # Excel in Chinese saves CSV as GBK
        try:
            text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else encoding)
        except UnicodeDecodeError:
            continue
        break
    if text is None or "\0" in text:
        raise TableError("not_a_csv", file=path.name)
    head = "".join(text.splitlines(keepends=True)[:15])  # a title of one cell may stand above the header
    delimiter = max("\t,;", key=head.count)
    rows, number = [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            rows.append(Row(number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise TableError("not_a_workbook", file=path.name, detail=str(error)) from None
    return rows


def text_of(cell: Cell) -> str:
    """Return a cell as text: whole numbers without .0, dates as dates."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != dt.time() else cell.date().isoformat()
    return str(cell).strip()
