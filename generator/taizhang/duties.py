"""The twin lists 问题清单 and 责任清单: each problem beside the unit responsible, its measures and its limit."""

from collections.abc import Iterator
from functools import partial

from taizhang.blocks import Pages, RecordView, Table, TableRow, Tile, Tiles, table, text
from taizhang.figures import figures
from taizhang.lifecycle import OUTSIDE
from taizhang.listings import PAGE_LENGTH, page_address, pager
from taizhang.records import Ledger
from taizhang.site import Link, Page, Site

_SHOWN = ("collected", "measures", "handled", "solved", "open", "overdue")


def ledgers_with_duties(site: Site) -> list[Ledger]:
    """Return the ledgers that list responsibilities."""
    return [ledger for ledger in site.portal.ledgers.values() if ledger.duties]


def duty_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("duties", "duties/index.html", site.groups.all.changed, partial(_index, site))
    for ledger in ledgers_with_duties(site):
        group = site.groups.ledgers[ledger.id]
        for number in range(1, -(-len(group.cases) // PAGE_LENGTH) + 1):
            make = partial(_ledger, site, ledger, number)
            yield Page("duties", page_address(f"duties/{ledger.id}", number), group.changed, make)


def _index(site: Site) -> RecordView:
    t = site.t
    rows = []
    for ledger in ledgers_with_duties(site):
        found = figures(site, f"ledger.{ledger.id}", _SHOWN)
        rows.append([[Link(ledger.title, f"{ledger.id}.html")], *([Link(one.text, one.href)] for one in found)])
    head = [t.ledger, *(site.terms["indicator"][id_] for id_ in _SHOWN)]
    return RecordView(t.duty_lists, [], [table(head, rows, numbers=range(1, 7))], lead=t.duties_lead)


def _ledger(site: Site, ledger: Ledger, number: int) -> RecordView:
    t = site.t
    cases = [case for case in reversed(site.groups.ledgers[ledger.id].cases) if case.now.state not in OUTSIDE]
    shown = cases[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
    rows = [
        TableRow([
            [Link(site.title(case), f"../issues/{case.issue.id}.html")], [Link(case.issue.id)],
            site.records("unit", [case.now.lead]) or [Link(t.nobody_yet)],
            [Link(one) for one in case.now.measures] or [Link(t.no_measures)],
            list(text(site.due_text(case.now.due) if case.now.due else "")), [Link(site.term("state", case.now.state))],
        ])
        for case in shown
    ]  # fmt: skip
    tiles = [Tile(one.label, Link(one.text, one.href)) for one in figures(site, f"ledger.{ledger.id}", _SHOWN)] if number == 1 else []
    pages = pager(ledger.id, number, len(cases))
    label = ledger.labels.get("主办单位", t.lead) if ledger.labels else t.lead
    return RecordView(
        site.say("duties_of", ledger=ledger.title) if number == 1
        else site.say("title_page", title=site.say("duties_of", ledger=ledger.title), number=number),
        [Link(t.duty_lists, "index.html")],
        [
            Tiles(tiles), Table([t.problem, t.number_id, label, t.measures, t.due, t.state], rows, t.problems_and_duties),
            *([Pages(pages)] if pages.total > 1 else []),
        ],
        demo=ledger.demo, origin=ledger.origin, basis=site.basis(ledger),
    )  # fmt: skip
