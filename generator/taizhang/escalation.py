"""The pages of graded coordination 分级协调: how far issues had to go, how long each tier took, what is handled above."""

import datetime as dt
import statistics
from collections.abc import Iterator
from functools import partial

from taizhang.blocks import RecordView, Table, TableRow, text
from taizhang.cases import Case, Group
from taizhang.lifecycle import OUTSIDE
from taizhang.listings import PAGE_LENGTH, ListView, page_address
from taizhang.site import Link, Page, Site
from taizhang.vocabulary import TIER


def escalated_ledgers(site: Site) -> dict[str, dict[str, list[Case]]]:
    """Return the cases of each ledger of a programme by the highest tier they went to; ledgers that use one tier only are left out."""
    found: dict[str, dict[str, list[Case]]] = {}
    for id_, group in site.groups.ledgers.items():
        for case in group.cases if site.portal.ledgers[id_].programme else ():
            if case.now.tier and case.now.state not in OUTSIDE:
                found.setdefault(id_, {}).setdefault(case.now.tier, []).append(case)
    return {ledger: tiers for ledger, tiers in found.items() if len(tiers) > 1}


def escalation_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section: the funnels, and a list per ledger and tier."""
    t = site.t
    ledgers = escalated_ledgers(site)
    yield Page("escalation", "escalation/index.html", site.groups.all.changed, partial(_index, site, ledgers))
    for ledger, tiers in ledgers.items():
        for tier, cases in tiers.items():
            group = Group.of("tier", tier, cases)
            address = f"escalation/{ledger}.{tier}"
            title = site.say("tier_title", ledger=site.portal.ledgers[ledger].title, tier=site.term("tier", tier))
            for number in range(1, -(-len(cases) // PAGE_LENGTH) + 1):
                make = partial(
                    ListView, site, group, number, address=address, title=title, crumb=Link(t.escalation, "index.html"),
                    demo=site.portal.ledgers[ledger].demo,
                )  # fmt: skip
                yield Page("escalation", page_address(address, number), group.changed, make)


def stays(case: Case) -> Iterator[tuple[str, int]]:
    """Yield each tier a case was in with its days there, up to its last 办结 or the cut."""
    tier, since = "", case.issue.received
    end = case.now.handled_on or case.cut
    for event in case.issue.timeline:
        if event.tier and event.tier != tier:
            if tier:
                yield tier, max(0, (min(event.date, end) - since).days)
            tier, since = event.tier, event.date
    if tier:
        yield tier, max(0, (end - since).days)


def _index(site: Site, ledgers: dict[str, dict[str, list[Case]]]) -> RecordView:
    t = site.t
    blocks = [_funnel(site, ledger, tiers) for ledger, tiers in ledgers.items()]
    above = [case for tiers in ledgers.values() for cases in tiers.values() for case in cases if _is_above(site, case)]
    rows = [
        TableRow([
            [Link(site.title(case), f"../issues/{case.issue.id}.html")], site.records("unit", [case.now.lead]),
            site.records("unit", [site.portal.units[case.now.lead].counterpart if case.now.lead else ""]),
            [Link(site.term("tier", case.now.tier))], list(text(_sent(case) or "")), [Link(site.term("state", case.now.state))],
        ])
        for case in above
    ]  # fmt: skip
    head = [t.title, t.upper_unit, t.counterpart, t.tier, t.sent_on, t.state]
    return RecordView(
        t.escalation, [], [*blocks, Table(head, rows, f"{t.handled_above}　{len(rows)}", t.handled_above_note, "above")],
        lead=t.escalation_lead, basis=site.say("updated", date=site.as_of),
    )  # fmt: skip


def _is_above(site: Site, case: Case) -> bool:
    """Tell whether a case is handled by a higher level: raised to it, or with a unit that a local one follows."""
    return case.now.tier == "upper" or bool(case.now.lead and site.portal.units[case.now.lead].counterpart)


def _sent(case: Case) -> dt.date | None:
    events = case.issue.timeline
    raised = next((event.date for event in events if event.tier == "upper"), None)
    return raised or next((event.date for event in events if event.event == "assigned"), None)


def _funnel(site: Site, ledger: str, tiers: dict[str, list[Case]]) -> Table:
    t = site.t
    days: dict[str, list[int]] = {}
    for cases in tiers.values():
        for case in cases:
            for tier, spent in stays(case):
                days.setdefault(tier, []).append(spent)
    whole = sum(map(len, tiers.values()))
    rows, reached = [], whole
    for term in TIER:
        cases = tiers.get(term.id, [])
        if not reached or (not cases and term.id not in days):
            continue
        handled = sum(case.now.handled_on is not None for case in cases)
        half = statistics.median(days[term.id]) if term.id in days else None
        rows.append(TableRow([
            list(text(site.term("tier", term.id))), list(text(site.say("share_of", count=reached, share=f"{reached * 100 / whole:.1f}"))),
            [Link(str(len(cases)), f"{ledger}.{term.id}.html" if cases else "")], list(text(handled)),
            list(text(site.say("days", count=f"{half:g}") if half is not None else "")),
        ]))  # fmt: skip
        reached -= len(cases)
    return Table([t.tier, t.tier_reached, t.tier_stayed, t.handled, t.tier_days], rows, site.portal.ledgers[ledger].title,
                 t.funnel_note, ledger, frozenset({1, 2, 3, 4}))  # fmt: skip
