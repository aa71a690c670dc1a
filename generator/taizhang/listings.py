"""The views of lists of issues, and of the section indexes that lead to them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from taizhang.cases import Case, Group
from taizhang.deadlines import Due
from taizhang.figures import HEADLINE, Figure, figures
from taizhang.marks import marks
from taizhang.periods import Period, parse_period
from taizhang.records import NOWHERE, Origin
from taizhang.site import Link, Row, Site, View
from taizhang.tallies import ALL

PAGE_LENGTH = 50

#: A table of fewer rows needs no sorting.
SORTABLE = 3


class Pager(NamedTuple):
    """Which page of how many, and the links to the others."""

    number: int
    total: int
    previous: str
    next: str
    pages: Sequence[Link]


class Entry(NamedTuple):
    """One row of a section index: a list, what is said of it, and its headline figures."""

    name: Link
    note: str
    figures: Sequence[Figure]


class Line(NamedTuple):
    """One issue in a list."""

    id: str
    title: str
    unit: str
    href: str
    state: str
    state_label: str
    alert: str
    alert_label: str
    received: str
    when: str
    demo: bool


def line(site: Site, case: Case) -> Line:
    """Return `case` as a list shows it."""
    issue, now = case.issue, case.now
    unit, href = site.unit(now.lead) if now.lead else (site.t.nobody_yet, "")
    alert = site.facts.alerts.get(issue.id) if site.shows("warnings") else None
    return Line(
        issue.id, site.title(case), unit, href, now.state, site.terms["state"][now.state], alert.level if alert else "",
        site.say(f"alert_{alert.level}") if alert else "", site.day(issue.received), when(site, now.handled_on, now.due),
        site.portal.ledgers[issue.ledger].demo and not site.portal.settings.demo,
    )  # fmt: skip


@lru_cache(maxsize=1 << 14)
def when(site: Site, handled_on: dt.date | None, due: Due | None) -> str:
    """Return when an issue was handled, else when it is due, in a few words."""
    if handled_on:
        return site.say("handled_short", date=site.day(handled_on))
    return site.say("due_short", date=site.due_text(due)) if due else ""


def page_address(address: str, number: int) -> str:
    """Return the address of page `number` of the list at `address` (without its ending)."""
    return f"{address}.html" if number == 1 else f"{address}.p{number}.html"


def in_place(length: int) -> str:
    """Return what a list of `length` rows takes on its page: to be filtered and sorted, or "" for nothing.

    Of a list of several pages each would sort its own rows only and be taken for the whole.
    """
    return "filter" if SORTABLE <= length <= PAGE_LENGTH else ""


def pager(address: str, number: int, length: int) -> Pager:
    """Return the pager of page `number` of a list of `length` issues whose first page is `address`.html."""
    total = max(1, -(-length // PAGE_LENGTH))
    name = address.rpartition("/")[2]
    window = sorted({1, total, *range(max(1, number - 2), min(total, number + 2) + 1)})
    return Pager(
        number, total,
        page_address(name, number - 1) if number > 1 else "",
        page_address(name, number + 1) if number < total else "",
        [Link(str(n), page_address(name, n)) for n in window],
    )  # fmt: skip


class ListView(View):
    """One page of a list of issues: all, or those of one ledger, unit, category, state, outcome or year."""

    template = "list.html"

    def __init__(
        self, site: Site, group: Group, number: int, *, address: str, title: str, crumb: Link | None, origin: Origin = NOWHERE,
        facts: Sequence[Row] = (), also: Group | None = None, demo: bool = False, note: str = "", explore: str = "", kind: str = "",
    ) -> None:  # fmt: skip
        self.title = title if number == 1 else site.say("title_page", title=title, number=number)
        self.heading = title
        self.crumbs = [crumb] if crumb else []
        self.origin = origin
        self.demo = demo
        self.note = note
        self.length = len(group.cases)
        self.cases = group.cases[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
        self.pager = pager(address, number, len(group.cases))
        self.facts = facts if number == 1 else ()
        self.explore = explore if site.search and self.pager.total > 1 else ""
        self.marks = marks({"kind": kind}) if kind and number == 1 else ""
        self.also = list(also.cases[:PAGE_LENGTH]) if also and number == 1 else []
        self.in_place = in_place(len(group.cases))
        self.also_in_place = in_place(len(also.cases)) if self.also and also else ""
        self.description_line = site.say("list_description", title=title, count=self.length)


class IndexView(View):
    """A section's own page: a table of its lists with their counts."""

    template = "index.html"

    def __init__(self, site: Site, title: str, head: str, entries: Sequence[Entry], *, origin: Origin = NOWHERE) -> None:
        self.title = self.heading = title
        self.crumbs: Sequence[Link] = ()
        self.head = head
        self.entries = entries
        self.in_place = "filter" if len(entries) >= SORTABLE else ""
        self.origin = origin
        self.description_line = site.say("index_description", title=title, count=len(entries))


def ledger_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the ledgers with their figures; `base` leads to their folder."""
    return [
        Entry(Link(ledger.title, f"{base}{id_}.html"), ledger.summary, _headline(site, f"ledger.{id_}", base))
        for id_, ledger in site.portal.ledgers.items()
        if id_ in site.groups.ledgers
    ]


def unit_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the units in order of establishment with the figures of what they are responsible for."""
    return [
        Entry(Link(unit.name, f"{base}{id_}.html"), unit.level, _headline(site, f"unit.{id_}", base))
        for id_, unit in site.portal.units.items()
        if id_ in site.groups.units or id_ in site.groups.supporting
    ]


def category_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the categories in the taxonomy's order with their figures."""
    return [
        Entry(Link(site.portal.categories[id_].name, f"{base}{id_}.html"), "", _headline(site, f"category.{id_}", base))
        for id_ in site.groups.categories
    ]


def year_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the years of receipt with their figures."""
    return [
        Entry(Link(site.say("year", year=year), f"{base}{year}.html"), "", _headline(site, ALL, base, parse_period(year)))
        for year in site.groups.years
    ]


def _headline(site: Site, scope: str, base: str, period: Period | None = None) -> list[Figure]:
    """Return the headline figures of a scope; `base` tells whether the page stands at the root."""
    return figures(site, scope, HEADLINE, period, "" if base else "../")


def ledger_facts(site: Site, id_: str) -> list[Row]:
    """Return what is said of a ledger above its list."""
    t, ledger = site.t, site.portal.ledgers[id_]
    period = f"{ledger.start or ''} – {ledger.end or ''}" if ledger.start or ledger.end else ""
    pairs: list[tuple[str, Sequence[Link]]] = [
        (t.place, text_item(ledger.place)), (t.programme, site.records("programme", [ledger.programme])), (t.period, text_item(period)),
        (t.as_of, text_item(str(ledger.as_of or ""))), (t.source, text_item(ledger.source)),
        (t.duty_lists, [Link(t.problems_and_duties, f"../duties/{id_}.html")] if ledger.duties else []),
    ]  # fmt: skip
    return facts_rows(pairs)


def facts_rows(pairs: Iterable[tuple[str, Sequence[Link]]]) -> list[Row]:
    """Return the rows that hold anything."""
    return [(label, tuple(items)) for label, items in pairs if items]


def unit_facts(site: Site, id_: str) -> list[Row]:
    """Return what is said of a unit above its list: who it is and how to reach it."""
    t, unit = site.t, site.portal.units[id_]
    counterpart = site.portal.units.get(unit.counterpart)
    policies = [Link(p.title, f"../policies/{p.id}.html") for p in site.portal.policies.values() if p.issuer == id_]
    pairs: list[tuple[str, Sequence[Link]]] = [
        (t.short, text_item(unit.short)), (t.former, [Link(name) for name in unit.former]), (t.level, text_item(unit.level)),
        (t.counterpart, [site.unit(counterpart.id)] if counterpart else []),
        (t.telephone, [Link(unit.telephone, f"tel:{unit.telephone.replace(' ', '')}")] if unit.telephone else []),
        (t.address, text_item(unit.address)), (t.duties, text_item(unit.duties)), (t.policies, policies),
        (t.follows_units, site.records("unit", (one.id for one in site.portal.units.values() if one.counterpart == id_))),
        (t.teams, site.records("team", (one.id for one in site.portal.teams.values() if id_ == one.lead or id_ in one.units))),
    ]  # fmt: skip
    return facts_rows(pairs)


def text_item(text: str) -> list[Link]:
    """Return `text` as the only item of a row, or nothing."""
    return [Link(text)] if text else []
