"""The page of the two lists 两张清单: what government can supply, what enterprises and projects demand, and what meets what."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from taizhang.blocks import RecordView, Table, TableRow, Tile, Tiles, text
from taizhang.counts import met
from taizhang.registers import Resource
from taizhang.site import Link, Page, Site
from taizhang.vocabulary import FACTOR


def resource_pages(site: Site) -> Iterator[Page]:
    """Yield the page of the section."""
    yield Page("resources", "resources/index.html", None, partial(_index, site))


def _index(site: Site) -> RecordView:
    t = site.t
    everything = site.portal.resources.values()
    sides = {side: [one for one in everything if one.side == side] for side in ("supply", "demand")}
    states = [met(one) for one in sides["demand"]]
    tiles = [Tile(t.supplies, Link(str(len(sides["supply"])), "#supply")), Tile(t.demands, Link(str(len(states))))]
    tiles += [
        Tile(site.say(f"demand_{state}"), Link(str(states.count(state)), f"#demand-{state}" if state in states else ""))
        for state in ("met", "partly", "unmet")
    ]
    head = [t.what, t.factor, t.quantity, t.for_whom, t.sought_by, t.matched_with, t.note]
    blocks = []
    for state in ("unmet", "partly", "met"):
        rows = [_demand(site, one) for factor in FACTOR for one in sides["demand"] if one.factor == factor.id and met(one) == state]
        blocks.append(Table(head, rows, f"{site.say(f'demand_{state}')}　{len(rows)}", "", f"demand-{state}", frozenset({2})))
    supplies = [_supply(site, one) for factor in FACTOR for one in sides["supply"] if one.factor == factor.id]
    listed = Table([t.what, t.factor, t.quantity, t.given, t.left, t.supplied_by, t.matched_to, t.note], supplies, t.supplies, "", "supply",
                   frozenset({2, 3, 4}))  # fmt: skip
    demo = any(site.is_demo(one.programme) for one in everything)
    day = max((site.programme_day(one.programme) for one in everything), default=site.as_of)
    return RecordView(
        t.resources,
        [],
        [Tiles(tiles), *blocks, listed],
        lead=t.resources_lead,
        demo=demo,
        basis=site.say("updated", date=day),
        kind="resource",
    )


def _amount(quantity: Decimal | None, measure: str) -> str:
    return f"{quantity.normalize():f} {measure}".strip() if quantity is not None else ""


def _demand(site: Site, one: Resource) -> TableRow:
    whom = [*site.records("project", [one.project]), *site.records("enterprise", [one.enterprise])]
    matched = [
        Link(
            site.say("matched_on", title=site.portal.resources[m.supply].title, quantity=_amount(m.quantity, one.measure), date=m.date),
            f"#{m.supply}",
        )
        for m in one.matches
    ]
    return TableRow(
        [text(one.title), text(site.term("factor", one.factor)), text(_amount(one.quantity, one.measure)), whom,
         site.records("unit", [one.unit]), matched, text(one.summary)], one.id,
    )  # fmt: skip


def _supply(site: Site, one: Resource) -> TableRow:
    uses = [(demand, m) for demand in site.portal.resources.values() for m in demand.matches if m.supply == one.id]
    given = sum((m.quantity or Decimal(0) for _, m in uses), Decimal(0))
    left = _amount(one.quantity - given, one.measure) if one.quantity is not None else ""
    return TableRow(
        [text(one.title), text(site.term("factor", one.factor)),
        text(_amount(one.quantity, one.measure)), text(_amount(given, one.measure)),
         text(left), site.records("unit", [one.unit]),
         [Link(demand.title, f"#{demand.id}") for demand, _ in uses], text(one.summary)], one.id,
    )  # fmt: skip
