"""Figures: a number as a page shows it: worded, with its counting rule, and a link to exactly the records it counts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from taizhang.indicators import INDICATORS, Count, Days, Indicator, Policies, Rate, Value, evaluate, value_of_days
from taizhang.periods import Period
from taizhang.site import Link, Site
from taizhang.tallies import Tallies

#: What lists and indexes show of a scope.
HEADLINE = ("collected", "handled", "solved", "cleared", "open")

#: What a page on a scope or period says of rates; each beside its coverage.
RATES_SHOWN = (
    "handling_rate", "solving_rate", "confirmed_solving_rate", "clearing_rate", "response_rate", "on_time_rate", "follow_up_rate",
    "reach_rate", "satisfaction_rate",
)  # fmt: skip


class Figure(NamedTuple):
    """One figure: its indicator, label, text, the sheet of its records, and of a rate its numerator and denominator."""

    id: str
    label: str
    text: str
    href: str
    parts: tuple[Link, ...]
    value: Value


def sheet(scope: str, period: Period | None = None, base: str = "../") -> str:
    """Return the address of the sheet of a scope and period."""
    return f"{base}sheets/{scope}{f'.{period.key}' if period else ''}.html"


def figure(site: Site, scope: str, id_: str, period: Period | None = None, base: str = "../") -> Figure:
    """Return the figure of an indicator for a scope and period."""
    return figures(site, scope, (id_,), period, base)[0]


def figures(site: Site, scope: str, ids: Sequence[str], period: Period | None = None, base: str = "../") -> list[Figure]:
    """Return the figures of several indicators for a scope and period."""
    address, names, tallies = sheet(scope, period, base), site.terms["indicator"], site.facts.tallies
    found = []
    for id_ in ids:
        indicator, value, label = INDICATORS[id_], value_of(tallies, scope, id_, period), names[id_]
        href: str = ""
        parts: tuple[Link, ...] = ()
        if value.numerator or value.denominator:
            href, parts = _links(site, indicator, value, address)
        found.append(Figure(id_, label, amount(site, value), href, parts, value))
    return found


def _links(site: Site, indicator: Indicator, value: Value, address: str) -> tuple[str, tuple[Link, ...]]:
    """Return where a count leads, or the numbers that a rate or days are made of, each with where it leads."""
    if isinstance(indicator, Rate):
        part, of = value.numerator, value.denominator
        return "", (Link(str(part), f"{address}#{indicator.part}" if part else ""), Link(str(of), f"{address}#{indicator.of}"))
    if isinstance(indicator, Days):
        return "", (Link(site.say("issues_count", count=value.denominator), f"{address}#handled"),)
    return f"{address}#{value.indicator}", ()


def value_of(tallies: Tallies, scope: str, id_: str, period: Period | None = None) -> Value:
    """Return the value of an indicator for a scope and period."""
    indicator = INDICATORS[id_]
    if isinstance(indicator, Days):
        return value_of_days(indicator, tallies.days(scope, period))
    if isinstance(indicator, Policies):
        found = len(tallies.policies(scope, period))
        return Value(id_, Decimal(found), found)
    return evaluate(id_, (), tallies.counts(scope, period))


def amount(site: Site, value: Value) -> str:
    """Return the amount of a value in words; nothing of nothing is a dash."""
    if value.amount is None:
        return "—"
    indicator = INDICATORS[value.indicator]
    if isinstance(indicator, Rate):
        return f"{value.amount}%"
    return site.say("days", count=f"{value.amount:f}") if isinstance(indicator, Days) else f"{value.numerator}"


def change(site: Site, now: Value, before: Value | None) -> str:
    """Return the change from `before` to `now`: rates in percentage points, numbers with their sign; a dash where there is no before."""
    if before is None or now.amount is None or before.amount is None:
        return "—"
    difference = now.amount - before.amount
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    size = f"{abs(difference):f}"
    if isinstance(INDICATORS[now.indicator], Rate):
        return site.say("points", sign=sign, size=size)
    if isinstance(INDICATORS[now.indicator], Count | Policies) and before.amount:
        share = (abs(difference) * 100 / before.amount).quantize(Decimal("0.1"))
        return (
            f"{sign}{size}（{sign}{share}%）"
            if difference and site.language == "zh"
            else f"{sign}{size} ({sign}{share}%)"
            if difference
            else "±0"
        )
    return f"{sign}{size}" if difference else "±0"
