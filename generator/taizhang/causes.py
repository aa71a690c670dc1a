"""The pages of causes 共性问题: each with all the issues that share it."""

from collections.abc import Iterator
from functools import partial

from taizhang.blocks import Bullets, Facts, Issues, RecordView, Tile, Tiles, table, text
from taizhang.listings import facts_rows, text_item
from taizhang.registers import Cause
from taizhang.site import Link, Page, Site


def cause_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("causes", "causes/index.html", None, partial(_index, site))
    for cause in site.portal.causes.values():
        yield Page("causes", f"causes/{cause.id}.html", cause.found, partial(_cause, site, cause))


def _index(site: Site) -> RecordView:
    t = site.t
    rows = []
    for cause in sorted(site.portal.causes.values(), key=lambda one: -len(site.facts.by("cause").get(one.id, ()))):
        cases = site.facts.by("cause").get(cause.id, [])
        solved = sum(case.now.outcome == "solved" for case in cases)
        category = [site.category(cause.category)] if cause.category in site.groups.categories else []
        rows.append([
            [Link(cause.title, f"{cause.id}.html")], category,
            site.records("unit", [cause.unit]), site.records("programme", [cause.programme]),
            [Link(str(len(cases)), f"{cause.id}.html#issues")], text(solved),
        ])  # fmt: skip
    head = [t.cause, t.category, t.team_lead, t.programme, t.cause_issues, t.solved]
    return RecordView(
        t.causes, [], [table(head, rows, numbers=(4, 5))], lead=t.causes_lead,
        description=site.say("index_description", title=t.causes, count=len(rows)),
    )  # fmt: skip


def _cause(site: Site, cause: Cause) -> RecordView:
    t = site.t
    cases = site.facts.by("cause").get(cause.id, [])
    facts = facts_rows([
        (t.category, [site.category(cause.category)] if cause.category in site.groups.categories else []),
        (t.team_lead, site.records("unit", [cause.unit])), (t.programme, site.records("programme", [cause.programme])),
        (t.found_on, text_item(str(cause.found or ""))),
    ])  # fmt: skip
    counts = [
        (t.cause_issues, len(cases)),
        (t.handled, sum(case.now.handled_on is not None for case in cases)),
        (t.solved, sum(case.now.outcome == "solved" for case in cases)),
        (t.units_concerned, len({c.now.lead for c in cases if c.now.lead})),
    ]
    return RecordView(
        cause.title, [Link(t.causes, "index.html")],
        [
            Tiles([Tile(label, Link(str(number), "#issues" if cases and not place else ""))
            for place, (label, number) in enumerate(counts)]),
            Facts(facts),
            Bullets([Link(one) for one in cause.measures], t.measures), Issues(cases, t.cause_issues, id="issues"),
        ],
        lead=cause.summary, demo=site.is_demo(cause.programme), origin=cause.origin,
        basis=site.say("updated", date=site.programme_day(cause.programme)), kind="cause",
    )  # fmt: skip
