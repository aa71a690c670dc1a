"""Figures: a number as a page shows it: worded, with its counting rule, and a link to exactly the records it counts."""

from decimal import Decimal
from typing import NamedTuple

from taizhang.indicators import INDICATORS, Count, Days, Policies, Rate, Value, evaluate
from taizhang.periods import Period
from taizhang.site import Link, Site

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
    note: str
    value: Value


def sheet(scope: str, period: Period | None = None, base: str = "../") -> str:
    """Return the address of the sheet of a scope and period."""
    return f"{base}sheets/{scope}{f'.{period.key}' if period else ''}.html"


def figure(site: Site, scope: str, id_: str, period: Period | None = None, base: str = "../") -> Figure:
    """Return the figure of an indicator for a scope and period."""
    indicator = INDICATORS[id_]
    counts = site.facts.tallies.counts(scope, period)
    rows = site.facts.tallies.rows(scope, period) if isinstance(indicator, Days | Policies) else ()
    value = evaluate(id_, rows, counts)
    address = sheet(scope, period, base)
    label = site.terms["indicator"][id_]
    text = amount(site, value)
    if value.amount is None:
        return Figure(id_, label, text, "", (), "", value)
    if isinstance(indicator, Rate):
        links = tuple(
            Link(str(number), f"{address}#{name}" if number else "")
            for name, number in ((indicator.part, value.numerator), (indicator.of, value.denominator))
        )
        return Figure(id_, label, text, "", links, note(site, value), value)
    if isinstance(indicator, Days):
        links = (Link(str(value.denominator), f"{address}#handled"),)
        return Figure(id_, label, text, "", links, note(site, value), value)
    return Figure(id_, label, text, f"{address}#{id_}" if value.numerator else "", (), note(site, value), value)


def amount(site: Site, value: Value) -> str:
    """Return the amount of a value in words; nothing of nothing is a dash."""
    if value.amount is None:
        return "—"
    indicator = INDICATORS[value.indicator]
    if isinstance(indicator, Rate):
        return f"{value.amount}%"
    return site.say("days", count=f"{value.amount:f}") if isinstance(indicator, Days) else f"{value.numerator}"


def note(site: Site, value: Value) -> str:
    """Return what was divided by what, as it stands under a rate."""
    indicator = INDICATORS[value.indicator]
    if not isinstance(indicator, Rate):
        return ""
    names = site.terms["indicator"]
    return site.say(
        "rate_note", part=names[indicator.part], numerator=value.numerator, of=names[indicator.of], denominator=value.denominator
    )


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
