"""Facts: what follows from the public records of a portal at a cut, computed once and told in any language."""

import datetime as dt
from functools import cached_property

from taizhang import disclosure
from taizhang.alerts import Alert, alert_of
from taizhang.cases import Case, Groups, fold_cases, group_cases
from taizhang.periods import Period, period_of
from taizhang.portal import Portal, cut
from taizhang.tallies import Tallies


class Facts:
    """The public portal, its cases, and what they come to. `as_of` bounds all of it; a finished ledger has its own earlier cut.

    Issues that are the same as `before` are not folded again.
    """

    def __init__(self, portal: Portal, as_of: dt.date, before: "Facts | None" = None) -> None:
        self.portal = portal
        known = before.cases if before and _count_alike(before.portal, portal) else ()
        self.cases: list[Case] = fold_cases(portal, as_of, {case.issue.id: case for case in known})
        self.cuts = {id_: cut(portal, id_, as_of) for id_ in portal.ledgers}
        self._past: dict[dt.date, Facts] = {}
        self._by: dict[str, dict[str, list[Case]]] = {}
        #: The day up to which the portal shows anything.
        self.as_of = max(self.cuts.values(), default=as_of)

    def on(self, day: dt.date) -> "Facts":
        """Return the facts as they were on `day`: reckoned from what had been received and done by then."""
        if day >= self.as_of:
            return self
        if day not in self._past:
            self._past[day] = Facts(disclosure.public(self.portal, day), day)
        return self._past[day]

    def complete(self) -> "Facts":
        """Return these facts with all computed that the pages of issues need, so that processes forked later share them.

        The tallies are for the other pages, and are counted while those of the issues are being stamped.
        """
        _ = self.groups, self.alerts, self.parts, self.by("follows")
        return self

    @cached_property
    def groups(self) -> Groups:
        """The cases as lists show them."""
        return group_cases(self.portal, self.cases)

    @cached_property
    def tallies(self) -> Tallies:
        """The rows behind every figure."""
        return Tallies(self.cases)

    @cached_property
    def alerts(self) -> dict[str, Alert]:
        """The alert of each issue that has one, by id."""
        ledgers, limits = self.portal.ledgers, self.portal.limits
        found = ((case.issue.id, alert_of(case, ledgers[case.issue.ledger], limits[case.issue.ledger])) for case in self.cases)
        return {id_: alert for id_, alert in found if alert}

    @cached_property
    def parts(self) -> dict[str, list[Case]]:
        """The parts of each issue that has any, by the id of the whole."""
        parts: dict[str, list[Case]] = {}
        for case in self.cases:
            if case.issue.part_of:
                parts.setdefault(case.issue.part_of, []).append(case)
        return parts

    @cached_property
    def on_slip(self) -> dict[str, list[Case]]:
        """The cases on each slip, by its id: those whose assignment names it."""
        found: dict[str, list[Case]] = {}
        for case in self.groups.all.cases:
            for id_ in dict.fromkeys(event.slip for event in case.issue.timeline if event.slip):
                found.setdefault(id_, []).append(case)
        return found

    @cached_property
    def of_team(self) -> dict[str, list[Case]]:
        """The cases of each team, by its id: those it found or follows, and those assigned to it."""
        found: dict[str, list[Case]] = {}
        for case in self.groups.all.cases:
            names = (case.issue.team, *(event.task_force for event in case.issue.timeline))
            for id_ in dict.fromkeys(name for name in names if name):
                found.setdefault(id_, []).append(case)
        return found

    def by(self, field: str) -> dict[str, list[Case]]:
        """Return the cases by what their `field` names: session, cause, project, policies."""
        if field not in self._by:
            found: dict[str, list[Case]] = {}
            for case in self.groups.all.cases:
                named = getattr(case.issue, field)
                for id_ in (named,) if isinstance(named, str) else named:
                    if id_:
                        found.setdefault(id_, []).append(case)
            self._by[field] = found
        return self._by[field]

    def week(self, case: Case) -> Period:
        """Return the week that the cut of a case's ledger lies in."""
        return period_of("week", case.cut)


def _count_alike(one: Portal, other: Portal) -> bool:
    """Tell whether limits come out the same in two portals."""
    return one.ledgers == other.ledgers and one.settings.workdays == other.settings.workdays
