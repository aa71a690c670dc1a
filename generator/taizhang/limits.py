"""Limits: how long a ledger gives its units, by which rule, and how its limits are counted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

from taizhang import deadlines
from taizhang.dates import parse_duration
from taizhang.deadlines import Due
from taizhang.packs import raw_packs
from taizhang.records import Duration, Event, Issue, Ledger, LimitRule
from taizhang.workdays import Calendar


class Limits:
    """The limits of one ledger. Days are counted once for each start and length, as there are few and many issues."""

    def __init__(self, calendar: Calendar | None = None, rules: Sequence[LimitRule] = (), *, moves: bool = True) -> None:
        self.calendar = calendar or Calendar()
        self.moves = moves
        self._rules = rules
        self._named = {rule.name: rule for rule in rules if rule.name}
        plain = [rule for rule in rules if not rule.categories and not rule.tiers]
        #: The rule for issues that no other rule is for; there is none where several could be meant.
        self._default = plain[0] if len(plain) == 1 else None
        self._dues: dict[tuple[dt.date, Duration], Due] = {}

    @property
    def rules(self) -> Sequence[LimitRule]:
        """The rules, the ledger's own before its pack's."""
        return self._rules

    def rule(self, issue: Issue, event: Event | None = None, tier: str = "") -> LimitRule | None:
        """Return the rule for `issue` when `event` assigns it on `tier`: the one named, else the first that fits."""
        if not self._rules:
            return None
        if event and event.rule:
            return self._named.get(event.rule)
        for rule in self._rules:
            if (rule.categories or rule.tiers) and _fits(issue.category, rule.categories) and _fits(tier, rule.tiers):
                return rule
        return self._default

    def due(self, start: dt.date, within: Duration | None) -> Due | None:
        """Return the last day of `within` after `start`; None where there is no limit."""
        if within is None:
            return None
        key = (start, within)
        found = self._dues.get(key)
        if found is None:
            found = self._dues[key] = deadlines.due_after(start, Duration(*within), self.calendar, moves=self.moves)
        return found

    def shift(self, due: Due, paused: dt.date, resumed: dt.date, unit: str) -> Due:
        """Return `due` moved by a pause."""
        return deadlines.shift(due, paused, resumed, unit, self.calendar, moves=self.moves)


def _fits(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


@cache
def pack_rules(pack: str) -> tuple[LimitRule, ...]:
    """Return the classes of a pack as rules."""
    raw = raw_packs()[pack]
    return tuple(
        LimitRule(
            name=one["name"], note=one.get("note", ""), basis=raw["basis"],
            assign=_length(one, "assign"), reply=_length(one, "reply"), handle=_length(one, "handle"), support=_length(one, "support"),
            follow_up=_length(one, "follow_up"),
        )
        for one in raw["classes"]
    )  # fmt: skip


def _length(one: Mapping[str, str], name: str) -> Duration | None:
    return parse_duration(one[name]) if name in one else None


def limits_of(ledger: Ledger, calendar: Calendar) -> Limits:
    """Return the limits of `ledger`."""
    own = {rule.name for rule in ledger.limits}
    rules = (*ledger.limits, *(rule for rule in (pack_rules(ledger.pack) if ledger.pack else ()) if rule.name not in own))
    return Limits(calendar, rules, moves=ledger.moves)
