"""The pages of projects: the ledgers they are in, plan against actual, their problems on the way to zero."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from taizhang.blocks import Facts, Issues, RecordView, Table, TableRow, Tile, Tiles, table, text
from taizhang.cases import Case
from taizhang.exhibits import exhibits
from taizhang.lifecycle import OUTSIDE
from taizhang.listings import facts_rows, text_item
from taizhang.periods import periods_between
from taizhang.registers import Milestone, Project
from taizhang.site import Link, Page, Site


def project_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("projects", "projects/index.html", None, partial(_index, site))
    for id_, named in site.portal.project_ledgers.items():
        if _in(site, id_):
            yield Page("projects", f"projects/ledger.{id_}.html", None, partial(_ledger, site, id_, named.name))
    for project in site.portal.projects.values():
        yield Page("projects", f"projects/{project.id}.html", None, partial(_project, site, project))


def _in(site: Site, ledger: str) -> list[Project]:
    return [one for one in site.portal.projects.values() if ledger in one.ledgers]


def milestone_state(one: Milestone, day: dt.date) -> str:
    """Return how a milestone stands on `day`: met, met_late, behind (planned day past, not reached), or ahead."""
    if one.actual:
        return "met_late" if one.actual > one.plan else "met"
    return "behind" if one.plan < day else "ahead"


def project_state(project: Project, day: dt.date) -> str:
    """Return how a project stands: behind its plan, completed, on plan, or without a plan."""
    states = [milestone_state(one, day) for one in project.milestones]
    if not states:
        return "no_plan"
    if "behind" in states:
        return "behind"
    return "completed" if all(state.startswith("met") for state in states) else "on_plan"


def _cases(site: Site, projects: Iterable[Project]) -> list[Case]:
    """Return the collected problems of `projects`, each project's in turn."""
    return [case for one in projects for case in site.facts.by("project").get(one.id, ()) if case.now.state not in OUTSIDE]


def _open(cases: Iterable[Case]) -> int:
    return sum(case.now.handled_on is None for case in cases)


def _index(site: Site) -> RecordView:
    t = site.t
    rows = []
    for id_, named in site.portal.project_ledgers.items():
        if not (projects := _in(site, id_)):
            continue
        states = [project_state(one, site.programme_day(one.programme)) for one in projects]
        cases, href = _cases(site, projects), f"ledger.{id_}.html"
        rows.append([
            [Link(named.name, href)], [Link(str(len(projects)), f"{href}#projects")],
            text(states.count("completed")), text(states.count("on_plan")),
            text(states.count("behind")), [Link(str(len(cases)), f"{href}#issues" if cases else "")], text(_open(cases)),
        ])  # fmt: skip
    head = [t.project_ledger, t.projects, t.project_completed, t.project_on_plan, t.project_behind, t.project_issues, t.open_count]
    everything = list(site.portal.projects.values())
    blocks = [table(head, rows, t.project_ledgers, numbers=range(1, 7))]
    for programme in dict.fromkeys(one.programme for one in everything):
        own = [one for one in everything if one.programme == programme]
        name = site.record("programme", programme).label
        blocks += [_listed(site, own, name or t.projects), _to_zero(site, own, f"to-zero-{programme}")]
    return RecordView(
        t.projects, [], blocks,
        lead=t.projects_lead, description=site.say("index_description", title=t.projects, count=len(everything)),
    )  # fmt: skip


def _listed(site: Site, projects: Sequence[Project], title: str, id_: str = "") -> Table:
    t = site.t
    rows = []
    for one in projects:
        state = project_state(one, site.programme_day(one.programme))
        reached = sum(milestone.actual is not None for milestone in one.milestones)
        cases = _cases(site, [one])
        rows.append([
            [Link(one.title, f"{one.id}.html")], site.records("unit", [one.unit]),
            site.records("post", [one.post]), text(_invested(site, one)),
            text(site.say("reached_of", reached=reached, count=len(one.milestones)) if one.milestones else ""),
            text(site.say(f"project_{state}")),
            [Link(site.say("open_of", open=_open(cases), count=len(cases)), f"{one.id}.html#issues")] if cases else [],
        ])  # fmt: skip
    return table(
        [t.project, t.lead, t.project_post, t.investment, t.milestones, t.state, t.project_issues], rows, title, numbers=(3,), id_=id_
    )


def _invested(site: Site, project: Project) -> str:
    return site.money(project.investment * 10_000) if project.investment else ""


def _to_zero(site: Site, projects: Sequence[Project], id_: str = "to-zero") -> Table:
    """Return by month how many problems of projects were collected, were cleared up, and were still open at its end."""
    t = site.t
    cases = _cases(site, projects)
    if not cases:
        return Table([], [])
    rows = []
    last = max(case.cut for case in cases)
    for month in periods_between("month", min(case.issue.received for case in cases), last):
        end = month.end
        spans = [span for case in cases if (span := case.status.on(min(end, case.cut)))]
        still = sum(span.handled_on is None for span in spans)
        new = sum((case.issue.received.year, case.issue.received.month) == (end.year, end.month) for case in cases)
        rows.append([text(f"{end:%Y-%m}"), text(new), text(len(spans)), text(len(spans) - still), text(still)])
    head = [t.month, t.new_in_month, t.collected_so_far, t.handled_so_far, t.open_at_end]
    return table(head, rows, t.to_zero, t.to_zero_note, numbers=range(1, 5), id_=id_)


def _ledger(site: Site, id_: str, name: str) -> RecordView:
    t = site.t
    projects = _in(site, id_)
    cases = _cases(site, projects)
    demo = any(site.is_demo(one.programme) for one in projects)
    return RecordView(
        name, [Link(t.projects, "index.html")],
        [_listed(site, projects, t.projects, "projects"),
        _to_zero(site, projects), Issues(cases, t.project_issues, id="issues")], demo=demo,
    )  # fmt: skip


def _project(site: Site, project: Project) -> RecordView:
    t = site.t
    day = site.programme_day(project.programme)
    cases = site.facts.by("project").get(project.id, [])
    rows = []
    for one in project.milestones:
        state = milestone_state(one, day)
        days = ((one.actual or day) - one.plan).days
        off = site.say("days_late" if days > 0 else "days_early", days=abs(days)) if days and (one.actual or days > 0) else ""
        rows.append(TableRow([
            list(text(one.name)), list(text(one.plan)), list(text(one.actual or "")), list(text(site.say(f"milestone_{state}"))),
            list(text(off)), list(text(one.note)),
        ]))  # fmt: skip
    head = [t.milestone, t.planned, t.actual, t.state, t.difference, t.note]
    results = [Tile(site.term("result", one.kind), Link(site.result(one))) for one in project.results]
    counts = [(t.visits, project.visits), (t.meetings, project.meetings)]
    facts = facts_rows([
        (t.project_ledgers, [Link(site.portal.project_ledgers[id_].name, f"ledger.{id_}.html") for id_ in project.ledgers]),
        (t.programme, site.records("programme", [project.programme])), (t.lead, site.records("unit", [project.unit])),
        (t.project_post, site.records("post", [project.post])), (t.building_place, text_item(project.place)),
        (t.investment, text_item(_invested(site, project))), (t.slips, site.records("slip", (
            slip.id for slip in site.portal.slips.values() if slip.project == project.id
        ))),
        (t.demands, site.records("resource", (one.id for one in site.portal.resources.values() if one.project == project.id))),
    ])  # fmt: skip
    updates = [[text(one.date), text(one.text)] for one in reversed(project.updates)]
    return RecordView(
        project.title, [Link(t.projects, "index.html")],
        [
            Tiles([*results, *(Tile(label, Link(str(number))) for label, number in counts if number)]), Facts(facts),
            Table(head, rows, t.plan_and_actual), table([t.date, t.situation], updates, t.updates), exhibits(site, project.attachments),
            Issues(cases, t.project_issues, site.say("open_of", open=_open(cases), count=len(cases)), "issues"),
        ],
        lead=project.summary, demo=site.is_demo(project.programme), origin=project.origin, basis=site.say("updated", date=day),
        badge=(project_state(project, day), site.say(f"project_{project_state(project, day)}")), kind="project",
    )  # fmt: skip
