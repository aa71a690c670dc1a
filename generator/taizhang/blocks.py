"""Blocks: what the pages of registers are made of: facts, prose, tables, lists of issues, flows. One template prints them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.listings import SORTABLE, Pager
from taizhang.marks import marks
from taizhang.records import NOWHERE, Origin
from taizhang.site import Link, Row, View

#: What stands in a cell: texts that may lead somewhere.
Cell = Sequence[Link]


class Facts(NamedTuple):
    """Rows of label and text."""

    rows: Sequence[Row]
    title: str = ""
    kind: str = "facts"


class Prose(NamedTuple):
    """Text that is safe HTML."""

    html: str
    title: str = ""
    id: str = ""
    kind: str = "prose"


class Bullets(NamedTuple):
    """A list of texts, under a heading with a note."""

    items: Sequence[Link]
    title: str = ""
    note: str = ""
    id: str = ""
    kind: str = "bullets"


class TableRow(NamedTuple):
    """One row: its cells, its anchor, and the mark of its state."""

    cells: Sequence[Cell]
    id: str = ""
    mark: str = ""


class Table(NamedTuple):
    """A table whose rows become cards on a phone; the first cell names the row, columns in `numbers` are right-aligned."""

    head: Sequence[str]
    rows: Sequence[TableRow]
    title: str = ""
    note: str = ""
    id: str = ""
    numbers: frozenset[int] = frozenset()
    kind: str = "table"


class Issues(NamedTuple):
    """A list of issues."""

    cases: Sequence[Case]
    title: str = ""
    note: str = ""
    id: str = ""
    kind: str = "issues"


class FlowStep(NamedTuple):
    """One box of a flow."""

    title: str
    note: str
    link: Link


class Flow(NamedTuple):
    """A diagram of steps that follow one another."""

    steps: Sequence[FlowStep]
    title: str = ""
    kind: str = "flow"


class Tile(NamedTuple):
    """One number with its name and what it counts."""

    label: str
    number: Link
    basis: str = ""


class Tiles(NamedTuple):
    """Numbers side by side."""

    tiles: Sequence[Tile]
    title: str = ""
    kind: str = "tiles"


class Exhibit(NamedTuple):
    """A public attachment: its address, title, what a picture shows and its size; a paper has none."""

    href: str
    title: str
    alt: str
    width: int
    height: int
    size: str


class Exhibits(NamedTuple):
    """A block of exhibits."""

    items: Sequence[Exhibit]
    title: str = ""
    kind: str = "exhibits"


class Pages(NamedTuple):
    """The way to the other pages of a long table."""

    pager: Pager
    title: str = ""
    kind: str = "pages"


Block = Exhibits | Pages | Facts | Prose | Bullets | Table | Issues | Flow | Tiles


class RecordView(View):
    """A page of blocks. Empty ones are left out."""

    template = "record.html"
    column = False

    def __init__(
        self, title: str, crumbs: Sequence[Link], blocks: Iterable[Block], *, lead: str = "", badge: tuple[str, str] = ("", ""),
        basis: str = "", demo: bool = False, origin: Origin = NOWHERE, description: str = "", kind: str = "",
    ) -> None:  # fmt: skip
        self.title = self.heading = title
        self.crumbs = crumbs
        self.column = not crumbs
        self.blocks = [block for block in blocks if (block.rows if isinstance(block, Table) else block[0])]
        lists = [block.rows if isinstance(block, Table) else block.cases for block in self.blocks if isinstance(block, Table | Issues)]
        is_paged = any(isinstance(block, Pages) for block in self.blocks)
        #: What the tables take in place: nothing where one of them has further pages, or none has rows to sort.
        self.in_place = "filter" if not is_paged and max(map(len, lists), default=0) >= SORTABLE else ""
        self.lead, self.badge, self.basis = lead, badge, basis
        self.demo, self.origin = demo, origin
        self.marks = marks({"kind": kind}) if kind else ""
        self.description_line = description or lead or title


def text(*values: object) -> Cell:
    """Return a cell of plain texts; nothing of nothing."""
    return [Link(str(value)) for value in values if value not in ("", None)]


def table(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], title: str = "", note: str = "", *, numbers: Iterable[int] = (), id_: str = "",
) -> Table:  # fmt: skip
    """Return a table of `rows` without the columns that are empty in all of them."""
    rows = [list(row) for row in rows]
    kept = [n for n in range(len(head)) if any(row[n] for row in rows)]
    numbers = set(numbers)
    return Table(
        [head[n] for n in kept], [TableRow([row[n] for n in kept]) for row in rows], title, note, id_,
        frozenset(index for index, n in enumerate(kept) if n in numbers),
    )  # fmt: skip
