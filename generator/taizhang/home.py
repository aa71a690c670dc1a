"""The view of the home page: headline numbers, newest changes, and the ways in."""

from collections.abc import Iterable
from typing import NamedTuple

from taizhang.cases import count
from taizhang.listings import category_entries, ledger_entries, unit_entries, year_entries
from taizhang.site import Link, Site

NEWEST = 12
UNITS = 12
POLICIES = 8


class Tile(NamedTuple):
    """One headline number, what it counts, and the list of exactly these."""

    label: str
    value: int
    href: str
    basis: str


class Change(NamedTuple):
    """One of the newest changes."""

    date: str
    label: str
    title: Link
    unit: str


class HomeView:
    """The home page."""

    template = "home.html"
    column = True
    source = ""

    def __init__(self, site: Site) -> None:
        t, groups, settings = site.t, site.groups, site.portal.settings
        self.title = settings.title
        self.summary = settings.summary
        self.origin = settings.origin
        self.description_line = settings.summary or settings.title
        self.as_of = str(site.as_of)
        self.tiles = tiles(site)
        self.partition = [
            Tile(site.term("state", key), len(group.cases), f"issues/state.{key}.html", "") for key, group in groups.states.items()
        ]
        self.changes = list(newest(site))
        self.ledgers = ledger_entries(site, "ledgers/")
        self.categories = [Link(e.name.label, e.name.href) for e in category_entries(site, "categories/")]
        self.units = sorted(unit_entries(site, "units/"), key=lambda e: -e.counts.collected)[:UNITS]
        self.years = [Link(e.name.label, e.name.href) for e in year_entries(site, "years/")]
        self.policies = [Link(p.title, f"policies/{p.id}.html") for p in site.portal.policies.values() if p.validity == "valid"][:POLICIES]
        self.policy_count = len(site.portal.policies)
        self.more = [Link(t.all_issues, "issues/")]


def tiles(site: Site) -> list[Tile]:
    """Return the headline numbers, each with the list of exactly the records it counts where there is one."""
    t, counts = site.t, count(site.groups.all.cases)
    outside = len(site.groups.all.cases) - counts.collected
    return [
        Tile(t.collected, counts.collected, "" if outside else "issues/", t.collected_basis),
        Tile(t.handled, counts.handled, "", t.handled_basis),
        Tile(t.solved, counts.solved, "issues/outcome.solved.html" if counts.solved else "", t.solved_basis),
        Tile(t.cleared, counts.cleared, "issues/state.cleared.html" if counts.cleared else "", t.cleared_basis),
    ]


def newest(site: Site) -> Iterable[Change]:
    """Yield the newest changes of all issues, newest first; events of one day by id."""
    latest = sorted(site.cases, key=lambda case: (-case.changed.toordinal(), case.issue.id))[:NEWEST]
    for case in latest:
        event = case.issue.timeline[case.now.event].event if case.now.event >= 0 else ""
        label = site.term("event", event) if event else site.t.received
        unit = site.unit(case.now.lead).label if case.now.lead else ""
        yield Change(str(case.changed), label, Link(site.title(case), f"issues/{case.issue.id}.html"), unit)
