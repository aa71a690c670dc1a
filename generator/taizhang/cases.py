"""Cases: each public issue with its status, folded once, and the groups that lists and counts are made of."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from taizhang.lifecycle import STATE
from taizhang.portal import Portal, cut
from taizhang.records import Issue
from taizhang.status import Span, Status, fold
from taizhang.vocabulary import OUTCOME


class Case(NamedTuple):
    """One issue, its dated spans, the span that holds at the cut of its ledger, that cut, and what holds of its parts then.

    A whole is handled or solved only when all its parts are.
    """

    issue: Issue
    status: Status
    now: Span
    cut: dt.date
    parts: tuple[Span, ...] = ()

    @property
    def changed(self) -> dt.date:
        """The day of the last event."""
        return self.now.start


def fold_cases(portal: Portal, as_of: dt.date, known: Mapping[str, Case] = MappingProxyType({})) -> list[Case]:
    """Return the cases of the issues of a public portal, newest first.

    An issue that equals that of a `known` case, by its id, is not folded again: limits must have come out the same then.
    """
    cuts = {id_: cut(portal, id_, as_of) for id_ in portal.ledgers}
    signs = {id_: ledger.signs for id_, ledger in portal.ledgers.items()}
    cases = []
    for issue in reversed(portal.issues):
        before = known.get(issue.id)
        if before is not None and before.issue == issue:
            status = before.status
        else:
            status = fold(issue, portal.limits[issue.ledger], signs=signs[issue.ledger])
        now = status.on(cuts[issue.ledger])
        if now is not None:
            cases.append(Case(issue, status, now, cuts[issue.ledger]))
    parts: dict[str, tuple[Span, ...]] = {}
    for case in cases:
        if case.issue.part_of:
            parts[case.issue.part_of] = (*parts.get(case.issue.part_of, ()), case.now)
    return [case._replace(parts=parts[case.issue.id]) if case.issue.id in parts else case for case in cases] if parts else cases


class Group(NamedTuple):
    """The cases that one list shows: what they are grouped by, the key they share, and the day of the last event of any."""

    kind: str
    key: str
    cases: Sequence[Case]
    changed: dt.date | None = None

    @classmethod
    def of(cls, kind: str, key: str, cases: Sequence[Case]) -> "Group":
        """Return the group of `cases`."""
        return cls(kind, key, cases, max((case.now.start for case in cases), default=None))


def group(kind: str, keys: Iterable[str], cases: Iterable[tuple[str, Case]]) -> dict[str, Group]:
    """Return the groups of `cases` (pairs of key and case) in the order of `keys`, without empty ones."""
    found: dict[str, list[Case]] = {key: [] for key in keys}
    for key, case in cases:
        if key in found:
            found[key].append(case)
    return {key: Group.of(kind, key, members) for key, members in found.items() if members}


class Groups(NamedTuple):
    """Every grouping of a portal's cases. Parts of an issue stand on their whole's page and in no list."""

    all: Group
    ledgers: Mapping[str, Group]
    units: Mapping[str, Group]
    supporting: Mapping[str, Group]
    categories: Mapping[str, Group]
    states: Mapping[str, Group]
    outcomes: Mapping[str, Group]
    years: Mapping[str, Group]


def group_cases(portal: Portal, cases: Sequence[Case]) -> Groups:
    """Return `cases` grouped by ledger, unit responsible, supporting unit, category, state, outcome and year."""
    whole = [case for case in cases if not case.issue.part_of]
    years = sorted({case.issue.received.year for case in whole}, reverse=True)
    return Groups(
        all=Group.of("all", "", whole),
        ledgers=group("ledger", portal.ledgers, ((c.issue.ledger, c) for c in whole)),
        units=group("unit", portal.units, ((c.now.lead, c) for c in whole)),
        supporting=group("supporting", portal.units, ((unit, c) for c in whole for unit in c.now.support)),
        categories=group("category", portal.categories, ((c.issue.category, c) for c in whole)),
        states=group("state", (term.id for term in STATE), ((c.now.state, c) for c in whole)),
        outcomes=group("outcome", (term.id for term in OUTCOME), ((c.now.outcome, c) for c in whole)),
        years=group("year", map(str, years), ((str(c.issue.received.year), c) for c in whole)),
    )
