"""The view of the home page: headline numbers, newest changes, and the ways in."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from taizhang.alerts import LEVELS
from taizhang.figures import figure
from taizhang.listings import category_entries, ledger_entries, year_entries
from taizhang.marks import marks
from taizhang.policies import is_usable
from taizhang.site import Link, Site, View
from taizhang.tallies import ALL

NEWEST = 12
UNITS = 12
POLICIES = 8

#: The headline figures.
TILES = ("collected", "handled", "solved", "solving_rate", "cleared", "on_time_rate", "satisfaction_rate", "overdue")


class Change(NamedTuple):
    """One of the newest changes."""

    date: str
    label: str
    title: Link
    unit: str


class HomeView(View):
    """The home page."""

    template = "home.html"

    def __init__(self, site: Site) -> None:
        t, groups, settings = site.t, site.groups, site.portal.settings
        self.title = settings.title
        self.summary = settings.summary
        self.origin = settings.origin
        self.marks = marks({"kind": "page"})
        self.description_line = settings.summary or settings.title
        self.as_of = str(site.as_of)
        self.tiles = [(figure(site, ALL, id_, base=""), getattr(t, f"{id_}_basis")) for id_ in TILES]
        self.partition = [(site.term("state", key), len(group.cases), f"issues/state.{key}.html") for key, group in groups.states.items()]
        alerts = Counter(alert.level for alert in site.facts.alerts.values()) if site.shows("warnings") else {}
        self.alerts = [
            (level, site.say(f"alert_{level}"), alerts[level], f"warnings/{level}.html") for level in LEVELS if alerts.get(level)
        ]
        self.changes = list(newest(site))
        self.ledgers = ledger_entries(site, "ledgers/")
        self.categories = [Link(e.name.label, e.name.href) for e in category_entries(site, "categories/")]
        most = sorted(groups.units.values(), key=lambda group: -len(group.cases))[:UNITS]
        self.units = [(Link(site.portal.units[group.key].name, f"units/{group.key}.html"), len(group.cases)) for group in most]
        self.years = [Link(e.name.label, e.name.href) for e in year_entries(site, "years/")]
        self.policies = [Link(p.title, f"policies/{p.id}.html") for p in site.portal.policies.values() if is_usable(site, p)][:POLICIES]
        self.policy_count = len(site.portal.policies)
        programmes = site.portal.programmes.values()
        self.programmes = [(Link(one.title, f"programmes/{one.id}.html"), one.summary) for one in programmes]
        self.more = [Link(t.all_issues, "issues/")]


def newest(site: Site) -> Iterable[Change]:
    """Yield the newest changes of all issues, newest first; events of one day by id."""
    latest = sorted(site.cases, key=lambda case: (-case.changed.toordinal(), case.issue.id))[:NEWEST]
    for case in latest:
        event = case.issue.timeline[case.now.event].event if case.now.event >= 0 else ""
        label = site.term("event", event) if event else site.t.received
        unit = site.unit(case.now.lead).label if case.now.lead else ""
        yield Change(str(case.changed), label, Link(site.title(case), f"issues/{case.issue.id}.html"), unit)
