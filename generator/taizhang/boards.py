"""The views of warnings: the board by unit, one page per unit, and the formal acts that were issued."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taizhang.alerts import LEVELS, Alert, thresholds
from taizhang.cases import Case
from taizhang.listings import PAGE_LENGTH, in_place
from taizhang.site import Link, Site, View

#: The name of the page of what no unit has been assigned.
UNASSIGNED = "unassigned"


class AlertLine(NamedTuple):
    """One issue on a board: its alert, and what a reader needs to judge it."""

    id: str
    title: str
    unit: Link
    level: str
    label: str
    reason: str
    since: str
    due: str


def alert_text(site: Site, alert: Alert) -> str:
    """Return the reason of an alert in words."""
    return site.say(f"reason_{alert.reason}", day=alert.day, unit=site.unit(alert.unit).label if alert.unit else "")


def alert_line(site: Site, case: Case, alert: Alert) -> AlertLine:
    """Return `case` as a board shows it."""
    unit = site.unit(case.now.lead) if case.now.lead else Link(site.t.nobody_yet)
    due = case.now.ran_out or case.now.due
    return AlertLine(
        case.issue.id, site.title(case), unit, alert.level, site.say(f"alert_{alert.level}"), alert_text(site, alert),
        site.day(alert.since), site.due_text(due) if due else "—",
    )  # fmt: skip


class Alerted(NamedTuple):
    """An issue and its alert."""

    case: Case
    alert: Alert


def alerted(site: Site) -> list[Alerted]:
    """Return every issue that has an alert, the gravest and oldest first."""
    found = [Alerted(site.by_id[id_], alert) for id_, alert in site.facts.alerts.items()]
    return sorted(found, key=lambda one: (LEVELS.index(one.alert.level), one.alert.since, one.case.issue.id))


def unit_key(case: Case) -> str:
    """Return the name of the page on which the alert of `case` stands."""
    return f"unit.{case.now.lead}" if case.now.lead else UNASSIGNED


class BoardView(View):
    """The board of warnings."""

    template = "board.html"

    def __init__(self, site: Site, found: Sequence[Alerted]) -> None:
        t = site.t
        self.title = self.heading = t.warnings
        self.description_line = site.say("index_description", title=self.title, count=len(found))
        counts = Counter((unit_key(one.case), one.alert.level) for one in found)
        keys = [
            key for key in (*(f"unit.{id_}" for id_ in site.portal.units), UNASSIGNED) if any((key, level) in counts for level in LEVELS)
        ]
        self.levels = [(level, site.say(f"alert_{level}"), sum(one.alert.level == level for one in found)) for level in LEVELS]
        self.units = [
            (site.portal.units[key.removeprefix("unit.")].name if key != UNASSIGNED else t.nobody_yet, f"{key}.html",
             [(level, counts[key, level]) for level in LEVELS])
            for key in keys
        ]  # fmt: skip
        new = [one for one in found if one.alert.level != "blue" and one.alert.since >= site.facts.week(one.case).start]
        due = due_this_week(site)
        self.new = [alert_line(site, *one) for one in new[:PAGE_LENGTH]]
        self.due = [due_line(site, case) for case in due[:PAGE_LENGTH]]
        self.new_in_place, self.due_in_place = in_place(len(new)), in_place(len(due))
        self.cuts = cuts(site)
        self.thresholds = [
            (ledger.title, site.say("thresholds", near=site.duration(near), slow=site.duration(slow)),
             next((rule.basis for rule in ledger.warnings if rule.basis), ""))
            for ledger in site.portal.ledgers.values()
            for near, slow in (thresholds(ledger),)
        ]  # fmt: skip
        self.acts = list(acts(site)) if site.shows("supervision") else []


class UnitBoardView(View):
    """The warnings of one unit."""

    template = "unitboard.html"
    column = False

    def __init__(self, site: Site, key: str, found: Sequence[Alerted]) -> None:
        unit = site.portal.units.get(key.removeprefix("unit."))
        name = unit.name if unit else site.t.nobody_yet
        self.title = self.heading = site.say("warnings_of", unit=name)
        self.description_line = site.say("index_description", title=self.title, count=len(found))
        self.crumbs = (Link(site.t.warnings, "index.html"),)
        self.unit = Link(name, f"../units/{unit.id}.html") if unit else None
        self.lines = [alert_line(site, *one) for one in found]
        counts = Counter(line.level for line in self.lines)
        self.levels = [(level, site.say(f"alert_{level}"), counts[level]) for level in LEVELS if counts[level]]
        self.css = "".join(f"#{level}:target~.tz-list tbody tr:not(.{level}){{display:none}}" for level, _, _ in self.levels)
        self.cuts = cuts(site)


def cuts(site: Site) -> str:
    """Return up to when each ledger's warnings were reckoned."""
    days = {site.cuts[id_] for id_ in site.portal.ledgers}
    if len(days) == 1:
        return site.say("updated", date=days.pop())
    return site.separator.join(
        site.say("ledger_cut", ledger=ledger.title, date=site.cuts[id_]) for id_, ledger in site.portal.ledgers.items()
    )


def due_this_week(site: Site) -> list[Case]:
    """Return the open issues whose limit ends between the cut and the end of its week, soonest first."""
    found = [
        case for case in site.cases
        if case.now.due and case.now.handled_on is None and case.now.paused_on is None and not case.now.is_overdue(case.cut)
        and case.now.state in ("in_progress", "pending_signature") and case.now.due.date <= site.facts.week(case).end
    ]  # fmt: skip
    return sorted(found, key=lambda case: (case.now.due and case.now.due.date, case.issue.id))


class DueLine(NamedTuple):
    """One issue that falls due: its id, title, unit and last day."""

    id: str
    title: str
    unit: Link
    due: str


def due_line(site: Site, case: Case) -> DueLine:
    """Return `case` as the list of what falls due shows it."""
    assert case.now.due  # noqa: S101  # due_this_week made sure
    unit = site.unit(case.now.lead) if case.now.lead else Link(site.t.nobody_yet)
    return DueLine(case.issue.id, site.title(case), unit, site.due_text(case.now.due))


class Act(NamedTuple):
    """One formal act: its day, unit, means, paper, issue."""

    date: dt.date
    unit: Link
    means: str
    number: str
    id: str
    title: str


def acts(site: Site) -> Iterable[Act]:
    """Return the formal acts that events issued, newest first; a reminder is none."""
    found = []
    for case in site.cases:
        for index, event in enumerate(case.issue.timeline):
            if event.event == "supervised" and event.means != "reminder":
                lead = case.status.spans[index + 1].lead
                unit = site.unit(lead) if lead else Link(site.t.nobody_yet)
                found.append(Act(event.date, unit, site.term("supervision", event.means), event.number, case.issue.id, site.title(case)))
    return sorted(found, key=lambda act: (act.date, act.id), reverse=True)
