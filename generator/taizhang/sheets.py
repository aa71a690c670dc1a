"""Sheets 明细表: the pages that numbers link to, with exactly the records that each number counts.

A sheet's rows carry the counts they are in as classes, and each count is an anchor, so that CSS `:target` shows just its
rows, without a script. A scope and period with more rows than fit is broken down into periods whose numbers add up.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from taizhang.figures import sheet
from taizhang.indicators import BIT, COUNTS, Row, policies_of, tally
from taizhang.periods import Period, parse_period, period_of
from taizhang.site import Link, Site, View
from taizhang.tallies import ALL, MONTHLY

#: The most records of a sheet that is not a month's.
LONGEST = 200

CLASS = {count.id: f"k{index}" for index, count in enumerate(COUNTS)}
_BASIS = {count.id: count.basis for count in COUNTS}
_HIDDEN = {id_: f"#{id_}:target~.tz-sheet tbody tr:not(.{mark}){{display:none}}" for id_, mark in CLASS.items()}
_MARKED = {id_: f'#{id_}:target~nav a[href="#{id_}"]' for id_ in CLASS}
_CLASS_OF_BIT = tuple((bit, CLASS[id_]) for id_, bit in BIT.items())


class Anchor(NamedTuple):
    """One count of a sheet: its id, its label, how many."""

    id: str
    label: str
    size: int


class Cell(NamedTuple):
    """One number of a breakdown and where its records are."""

    size: int
    href: str


class RowsView(View):
    """What sheets and breakdowns share: what they are of, up to when, and the policies that were matched."""

    column = False

    def __init__(self, site: Site, title: str, crumbs: Sequence[Link], policies: Sequence[str], as_of: dt.date, *, demo: bool) -> None:
        self.title = self.heading = title
        self.description_line = site.say("sheet_description", title=title)
        self.crumbs = crumbs
        self.demo = demo
        self.as_of = site.day(as_of)
        self.policies = [
            Link(site.portal.policies[id_].title, f"../policies/{id_}.html") for id_ in policies if id_ in site.portal.policies
        ]


class SheetView(RowsView):
    """The records of a scope and period, or of a claim; each count is an anchor."""

    template = "sheet.html"

    def __init__(
        self, site: Site, title: str, crumbs: Sequence[Link], rows: Sequence[Row], as_of: dt.date, *,
        demo: bool, counts: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(site, title, crumbs, policies_of(rows), as_of, demo=demo)
        self.rows = rows
        found = _anchors(site, tally(rows) if counts is None else counts)
        self.groups = [(site.say(f"basis_{basis}"), anchors) for basis, anchors in found.items()]
        self.css = css([anchor.id for anchors in found.values() for anchor in anchors])


def _anchors(site: Site, counts: Mapping[str, int]) -> dict[str, list[Anchor]]:
    """Return the counts that are not nothing, by basis."""
    found: dict[str, list[Anchor]] = {"cohort": [], "flow": [], "stock": []}
    names = site.terms["indicator"]
    for id_, number in counts.items():
        if number:
            found[_BASIS[id_]].append(Anchor(id_, names[id_], number))
    return found


class BreakdownView(RowsView):
    """The numbers of a scope and period by the periods they are made of."""

    template = "breakdown.html"

    def __init__(
        self, site: Site, title: str, crumbs: Sequence[Link], as_of: dt.date, *,
        demo: bool, scope: str, period: Period | None, parts: Sequence[Period],
    ) -> None:  # fmt: skip
        tallies = site.facts.tallies
        super().__init__(site, title, crumbs, tallies.policies(scope, period), as_of, demo=demo)
        whole = tallies.counts(scope, period)
        counted = [(part, tallies.counts(scope, part)) for part in parts]
        self.columns = [Link(site.period(part), sheet(scope, part)) for part in parts]
        self.lines = [
            (c.id, site.terms["indicator"][c.id], whole[c.id], [Cell(of[c.id], f"{sheet(scope, part)}#{c.id}") for part, of in counted])
            for c in COUNTS
            if c.basis != "stock" and whole[c.id]
        ]
        # what is true at the end does not add up over periods: those issues stand here themselves
        self.anchors = [Anchor(c.id, site.terms["indicator"][c.id], whole[c.id]) for c in COUNTS if c.basis == "stock" and whole[c.id]]
        self.ends = tallies.ends(scope, period) if self.anchors else []
        self.css = css([anchor.id for anchor in self.anchors])


def css(ids: Sequence[str]) -> str:
    """Return the rules by which the anchors in `ids` show their own rows only, and mark themselves."""
    if not ids:
        return ""
    marks = ",".join([_MARKED[id_] for id_ in ids])
    return f"{''.join([_HIDDEN[id_] for id_ in ids])}{marks}{{font-weight:700;background:var(--tz-mark)}}"


class _Classes(dict[int, str]):
    """The classes of a row by its marks: few patterns are shared by many rows."""

    def __missing__(self, marks: int) -> str:
        made = self[marks] = " ".join([name for bit, name in _CLASS_OF_BIT if marks & bit])
        return made


CLASSES = _Classes()


def view_of(site: Site, scope: str, period: Period | None) -> View:
    """Return the sheet of a scope and period, or its breakdown where it is long."""
    kind, _, key = scope.partition(".")
    name = site.scope(scope)
    title = site.say("sheet_title", scope=name, period=site.period(period))
    crumbs = (Link(site.t.sheets, "index.html"), *((Link(name, f"{scope}.html"),) if period else ()))
    demo = site.portal.settings.demo or (kind == "ledger" and site.portal.ledgers[key].demo)
    as_of = site.cuts[key] if kind == "ledger" else site.as_of
    parts = parts_of(site, scope, period)
    if parts and is_long(site, scope, period):
        return BreakdownView(site, title, crumbs, as_of, demo=demo, scope=scope, period=period, parts=parts)
    counts = site.facts.tallies.counts(scope, period)
    return SheetView(site, title, crumbs, site.facts.tallies.rows(scope, period), as_of, demo=demo, counts=counts)


def is_long(site: Site, scope: str, period: Period | None = None) -> bool:
    """Tell whether a scope and period have more records than one sheet holds."""
    return sum(map(len, site.facts.tallies.parts(scope, period))) > LONGEST


def parts_of(site: Site, scope: str, period: Period | None) -> list[Period]:
    """Return the periods that a scope's `period`, or all time, is broken down into; nothing where it is not."""
    months = [parse_period(key) for key in site.facts.tallies.months(scope)]
    years = list(dict.fromkeys(period_of("year", month.start) for month in months))
    is_monthly = scope.partition(".")[0] in MONTHLY
    if period is None:
        return months if is_monthly and len(years) == 1 else years
    if not is_monthly or period.kind == "month":
        return []
    return [month for month in months if period.start <= month.start <= period.end]


def sheet_periods(site: Site, scope: str) -> Iterator[Period | None]:
    """Yield the periods of which a scope has a sheet: all time, and those that other pages ask for."""
    yield None
    months = [parse_period(key) for key in site.facts.tallies.months(scope)]
    years = dict.fromkeys(period_of("year", month.start) for month in months)
    if scope.partition(".")[0] not in MONTHLY:
        if is_long(site, scope):
            yield from years
        return
    yield from years
    yield from dict.fromkeys(period_of("quarter", month.start) for month in months)
    yield from months


def ordered_scopes(site: Site) -> list[str]:
    """Return the scopes that have rows, in order of display."""
    p = site.portal
    tiers = [f"tier.{id_}" for id_ in site.terms["tier"]]
    wanted = [
        ALL,
        *(f"{kind}.{id_}" for kind, ids in (("ledger", p.ledgers), ("unit", p.units), ("category", p.categories)) for id_ in ids),
    ]
    wanted += [*tiers, *(f"channel.{id_}" for id_ in p.channels)]
    present = set(site.facts.tallies.scopes)
    return [scope for scope in wanted if scope in present]


class SheetsView(View):
    """The index of the sheets."""

    template = "sheets.html"

    def __init__(self, site: Site) -> None:
        t = site.t
        self.title = self.heading = t.sheets
        scopes = ordered_scopes(site)
        self.description_line = site.say("index_description", title=self.title, count=len(scopes))
        kinds = {
            "all": t.whole_portal,
            "ledger": t.ledgers,
            "unit": t.units,
            "category": t.categories,
            "tier": t.tier,
            "channel": t.channel,
        }
        self.groups = [
            (title, [
                (Link(site.scope(scope), f"{scope}.html"), site.facts.tallies.counts(scope)["collected"])
                for scope in scopes if scope.partition(".")[0] == kind
            ])
            for kind, title in kinds.items()
        ]  # fmt: skip
