"""The pages of programmes 工作机制: how each works in plain words, its flow as a diagram, and where to see it at work."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from taizhang import markup
from taizhang.blocks import Bullets, Facts, Flow, FlowStep, Prose, RecordView, Table, TableRow, Tile, Tiles, table, text
from taizhang.duties import ledgers_with_duties
from taizhang.escalation import escalated_ledgers
from taizhang.figures import figures
from taizhang.listings import facts_rows, text_item
from taizhang.proofs import is_known, links
from taizhang.registers import VIEW, Programme
from taizhang.site import Link, Page, Site

_TILES = ("collected", "handled", "solved", "cleared", "open")


def programme_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("programmes", "programmes/index.html", None, partial(_index, site))
    for programme in site.portal.programmes.values():
        yield Page("programmes", f"programmes/{programme.id}.html", None, partial(_programme, site, programme))


def _ledgers(site: Site, programme: Programme) -> list[str]:
    return [id_ for id_ in site.groups.ledgers if site.portal.ledgers[id_].programme == programme.id]


def _index(site: Site) -> RecordView:
    t = site.t
    rows = [
        [[Link(one.title, f"{one.id}.html")], text(one.place), text(one.summary), site.records("ledger", _ledgers(site, one))]
        for one in site.portal.programmes.values()
    ]
    return RecordView(
        t.programmes, [], [table([t.programme, t.place, t.summary, t.ledgers], rows)], lead=t.programmes_lead,
        description=site.say("index_description", title=t.programmes, count=len(rows)),
    )  # fmt: skip


def _has(name: str, href: str) -> Callable[[Site, Programme], str]:
    """Return where the records of a register are shown, if the programme has any."""
    return lambda site, one: (
        href.format(id=one.id) if any(record.programme == one.id for record in getattr(site.portal, name).values()) else ""
    )


def _of_ledgers(site: Site, one: Programme) -> str:
    ledgers = _ledgers(site, one)
    return f"../ledgers/{ledgers[0]}.html" if ledgers else ""


def _duties(site: Site, one: Programme) -> str:
    own = [ledger.id for ledger in ledgers_with_duties(site) if ledger.programme == one.id]
    return f"../duties/{own[0]}.html" if own else ""


def _series(site: Site, one: Programme) -> str:
    own = [series.id for series in site.portal.series.values() if series.programme == one.id]
    return f"../sessions/series.{own[0]}.html" if own else ""


def _commitments(site: Site, one: Programme) -> str:
    series = {series.id for series in site.portal.series.values() if series.programme == one.id}
    return "../sessions/list.commitments.html" if any(s.series in series and s.commitments for s in site.portal.sessions.values()) else ""


def _escalation(site: Site, one: Programme) -> str:
    own = [id_ for id_ in _ledgers(site, one) if id_ in escalated_ledgers(site)]
    return f"../escalation/index.html#{own[0]}" if own else ""


def _shown(section: str) -> Callable[[Site, Programme], str]:
    return lambda site, one: f"../{section}/index.html" if site.shows(section) and _ledgers(site, one) else ""


def _policies(site: Site, one: Programme) -> str:
    """Return the policies of the programme's place, else all."""
    place = next((id_ for id_, named in site.portal.places.items() if named.name == one.place), "")
    if any(place in policy.places for policy in site.portal.policies.values()):
        return f"../policies/place.{place}.html"
    return "../policies/index.html" if site.portal.policies else ""


def _claims(site: Site, one: Programme) -> str:
    return f"{one.id}.html#claims" if _own_claims(site, one) else ""


#: Where each view of a programme is, "" where the programme has none.
_VIEWS: Mapping[str, Callable[[Site, Programme], str]] = {
    "issues": _of_ledgers, "duties": _duties, "sessions": _series, "commitments": _commitments,
    "slips": _has("slips", "../slips/index.html#of-{id}"), "teams": _has("teams", "../teams/of.{id}.html"),
    "escalation": _escalation, "causes": _has("causes", "../causes/index.html"), "warnings": _shown("warnings"),
    "performance": _shown("performance"), "projects": _has("projects", "../projects/index.html"),
    "resources": _has("resources", "../resources/index.html"), "policies": _policies,
    "evaluations": lambda site, one: _has("evaluations", "../evaluations/index.html")(site, one) if site.shows("evaluations") else "",
    "claims": _claims,
}  # fmt: skip


def _own_claims(site: Site, programme: Programme) -> list[str]:
    """Return the claims about a programme: those that name it, one of its ledgers, or one of its series."""
    series, ledgers = site.portal.series, site.portal.ledgers
    found = []
    for claim in site.portal.claims.values():
        for scope in claim.scope:
            of = scope.programme or (scope.ledger in ledgers and ledgers[scope.ledger].programme) or ""
            of = of or (series[scope.series].programme if scope.series in series else "")
            if of == programme.id and is_known(site, claim.id):
                found.append(claim.id)
    return found


def _programme(site: Site, programme: Programme) -> RecordView:
    t = site.t
    where = {view: find(site, programme) for view, find in _VIEWS.items()}
    period = " – ".join(str(day or "") for day in (programme.start, programme.end)) if programme.start or programme.end else ""
    facts = facts_rows([
        (t.place, text_item(programme.place)), (t.team_lead, site.records("unit", [programme.unit])), (t.running, text_item(period)),
        (t.source, text_item(programme.source)),
    ])  # fmt: skip
    steps = [FlowStep(one.title, one.note, Link(t.see_it, where[one.view]) if one.view else Link("")) for one in programme.flow]
    tiles = [
        Tile(f"{one.label}", Link(one.text, one.href))
        for ledger in _ledgers(site, programme)[:1]
        for one in figures(site, f"ledger.{ledger}", _TILES)
    ]
    views = [Link(site.term("view", term.id), where[term.id]) for term in VIEW if where[term.id]]
    batches = [[text(one.name), text(one.start or ""), text(one.end or ""), text(one.officers)] for one in programme.batches]
    tasks = [[text(site.term("task", one.task)), text(one.target)] for one in programme.tasks]
    named = [
        Bullets([Link(item) for item in one.items] or [Link(one.note)], one.name, one.note if one.items else "", one.id)
        for one in programme.mechanisms
    ]
    return RecordView(
        programme.title, [Link(t.programmes, "index.html")],
        [
            Tiles(tiles), Flow(steps, t.flow), Bullets(views, t.see_live),
            Prose(markup.render(programme.explanation, site.resolve), t.how_it_works),
            Facts(facts, t.facts), *named, table([t.batch, t.period_start, t.period_end, t.officers], batches, t.batches),
            table([t.task, t.target], tasks, t.task_list, numbers=(1,)), _claims_table(site, programme),
        ],
        lead=programme.summary, demo=programme.demo, origin=programme.origin,
        basis=site.say("updated", date=site.programme_day(programme.id)), kind="programme",
    )  # fmt: skip


def _claims_table(site: Site, programme: Programme) -> Table:
    """Return what was published of a programme beside what the records say; figures that rest on no record are shown as reported."""
    t = site.t
    rows = []
    for id_ in _own_claims(site, programme):
        claim = site.portal.claims[id_]
        for proof in site.proofs:
            if proof.claim is claim:
                vocabulary = "indicator" if proof.name in site.terms["indicator"] else "counted"
                shown = [
                    Link(one.label, f"../claims/{one.href}" if one.href and not one.href.startswith("../") else one.href)
                    for one in links(site, proof)
                ]
                verdict = t.holds if proof.holds else t.differs
                rows.append(TableRow([
                    [Link(claim.title, f"../claims/index.html#{id_}")],
                    list(text(site.terms[vocabulary][proof.name])), list(text(proof.expected)),
                    shown, list(text(verdict)),
                ]))  # fmt: skip
        rows += [
            TableRow([[Link(claim.title, f"../claims/index.html#{id_}")], list(text(one.name)), list(text(one.value)), [],
                      list(text(f"{t.as_reported}　{one.scope}".strip()))])
            for one in claim.reported
        ]  # fmt: skip
    return Table([t.claim, t.indicator, t.as_claimed, t.as_computed, t.verdict], rows, t.claims, "", "claims")
