"""The pages of slips 交办单: all of a programme, and each with its problems."""

from collections.abc import Iterator
from functools import partial

from taizhang.blocks import Bullets, Facts, Issues, RecordView, Table, TableRow, text
from taizhang.listings import facts_rows, text_item
from taizhang.registers import Slip
from taizhang.site import Link, Page, Site


def slip_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("slips", "slips/index.html", None, partial(_index, site))
    for slip in site.portal.slips.values():
        yield Page("slips", f"slips/{slip.id}.html", slip.date, partial(_slip, site, slip))


def _index(site: Site) -> RecordView:
    t = site.t
    groups: dict[str, list[Slip]] = {}
    for slip in site.portal.slips.values():
        groups.setdefault(slip.programme, []).append(slip)
    blocks = []
    for programme, slips in groups.items():
        issues = sum(len(site.facts.on_slip.get(slip.id, ())) for slip in slips)
        rows = [TableRow(_row(site, slip)) for slip in slips]
        title = site.record("programme", programme).label or t.slips
        blocks.append(
            Table(
                [t.slip, t.slip_number, t.date, t.addressees, t.due, t.slip_issues, t.open_count], rows, title,
                site.say("slips_note", slips=len(slips), issues=issues), f"of-{programme or 'all'}", frozenset({5, 6}),
            )
        )  # fmt: skip
    return RecordView(t.slips, [], blocks, description=site.say("index_description", title=t.slips, count=len(site.portal.slips)))


def _row(site: Site, slip: Slip) -> list[list[Link]]:
    cases = site.facts.on_slip.get(slip.id, [])
    still = sum(case.now.handled_on is None for case in cases)
    return [
        [Link(slip.title, f"{slip.id}.html")], list(text(slip.number or slip.id)), list(text(slip.date)),
        [site.record("unit", one.unit) if one.unit else site.record("post", one.post) for one in slip.addressees],
        list(text(slip.due or "")),
        [Link(str(len(cases)), f"{slip.id}.html#issues")], list(text(still)),
    ]  # fmt: skip


def _slip(site: Site, slip: Slip) -> RecordView:
    t = site.t
    cases = site.facts.on_slip.get(slip.id, [])
    day = site.programme_day(slip.programme)
    facts = facts_rows([
        (t.slip_number, text_item(slip.number or slip.id)), (t.slip_kind, text_item(site.term("slip_kind", slip.kind))),
        (t.programme, site.records("programme", [slip.programme])), (t.session_name, site.records("session", [slip.session])),
        (t.project, site.records("project", [slip.project])), (t.date, text_item(str(slip.date))), (t.due, text_item(str(slip.due or ""))),
        (t.requirement, text_item(slip.requirement)),
    ])  # fmt: skip
    parties = [
        Link(
            site.say("party", party=site.term("party", one.party), name=site.separator.join(
                filter(None, [site.portal.posts[one.post].name if one.post else "", site.unit(one.unit).label if one.unit else ""])
            )),
            site.unit(one.unit).href if one.unit else "",
        )
        for one in slip.addressees
    ]  # fmt: skip
    return RecordView(
        slip.title, [Link(t.slips, "index.html")],
        [Facts(facts), Bullets(parties, t.addressees), Issues(cases, t.slip_issues, site.say("count_of", count=len(cases)), "issues")],
        demo=site.is_demo(slip.programme), origin=slip.origin, basis=site.say("updated", date=day), kind="slip",
    )  # fmt: skip
