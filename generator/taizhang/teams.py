"""The pages of service teams: who serves whom, by post and unit; what each was to do and has done; the enterprises served."""

from collections.abc import Iterator, Sequence
from functools import partial

from taizhang.blocks import Block, Facts, Issues, RecordView, Table, TableRow, table, text
from taizhang.cases import Case
from taizhang.counts import COUNTS, total
from taizhang.listings import facts_rows, text_item
from taizhang.records import Enterprise, Scope
from taizhang.registers import Programme, Team
from taizhang.site import Link, Page, Site
from taizhang.vocabulary import SERVICE

#: What the tables of teams count, in their order.
_COUNTED = ("teams", "team_posts", "team_enterprises", "team_units", "team_officers", "team_groups", "team_levels")

#: Of these, those that are the rows or the sum of a column of a programme's tables; the others count different values in them.
_LISTED = frozenset({"teams", "team_officers", "team_groups"})


def team_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("teams", "teams/index.html", None, partial(_index, site))
    for programme in site.portal.programmes.values():
        if _teams(site, programme.id):
            yield Page("teams", f"teams/of.{programme.id}.html", None, partial(_programme, site, programme))
    for team in site.portal.teams.values():
        yield Page("teams", f"teams/{team.id}.html", None, partial(_team, site, team))


def enterprise_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the enterprises that agreed to be named."""
    yield Page("enterprises", "enterprises/index.html", None, partial(_enterprises, site))
    for enterprise in named(site):
        yield Page("enterprises", f"enterprises/{enterprise.id}.html", None, partial(_enterprise, site, enterprise))


def named(site: Site) -> list[Enterprise]:
    """Return the enterprises that agreed to be named; one that agreed to it for one issue only has no page."""
    served = {key for team in site.portal.teams.values() for key in team.enterprises}
    found = (one for key, one in site.portal.enterprises.items() if key in served and one.name)
    return sorted(found, key=lambda one: one.id)


def _teams(site: Site, programme: str, service: str = "") -> list[Team]:
    return [one for one in site.portal.teams.values() if one.programme == programme and (not service or one.service == service)]


def _counts(site: Site, scope: Scope) -> dict[str, int]:
    return {id_: int(total(COUNTS[id_].items(site.facts, scope))) for id_ in _COUNTED}


def _index(site: Site) -> RecordView:
    t = site.t
    blocks = []
    for programme in site.portal.programmes.values():
        rows = []
        for service in SERVICE:
            teams = _teams(site, programme.id, service.id)
            if teams:
                counts = _counts(site, Scope(programme=programme.id, service=service.id))
                href = f"of.{programme.id}.html#{service.id}"
                numbers = [[Link(str(n), href if id_ in _LISTED else "")] if n else [] for id_, n in counts.items()]
                rows.append([[Link(site.term("service", service.id), href)], *numbers])
        head = [t.service, *(site.terms["counted"][id_] for id_ in _COUNTED)]
        blocks.append(table(head, rows, programme.title, numbers=range(1, 8)))
    return RecordView(
        t.teams, [], blocks, lead=t.teams_lead, description=site.say("index_description", title=t.teams, count=len(site.portal.teams))
    )


def _programme(site: Site, programme: Programme) -> RecordView:
    t = site.t
    blocks: list[Block] = []
    for service in SERVICE:
        teams = _teams(site, programme.id, service.id)
        if not teams:
            continue
        rows = [
            [
                [Link(one.title, f"{one.id}.html")], site.records("post", [one.post]), site.records("unit", [one.lead]),
                site.records("unit", one.units), site.records("enterprise", one.enterprises),
                text(one.officers or ""), text(one.groups or ""),
                text(one.level), text(one.batch), text(one.stationed), text(one.duties),
            ]
            for one in teams
        ]  # fmt: skip
        counts = _counts(site, Scope(programme=programme.id, service=service.id))
        note = site.semicolon.join(site.say("named_number", name=site.terms["counted"][k], number=n) for k, n in counts.items() if n)
        head = [t.team, t.post, t.team_lead, t.members, t.enterprises_served, t.officers, t.groups, t.level, t.batch, t.stationed, t.duties]
        blocks.append(table(head, rows, site.term("service", service.id), note, numbers=(5, 6), id_=service.id))
        if len({one.level for one in teams if one.level}) > 1:
            blocks.append(_by_level(site, teams))
    blocks.insert(0, _grid(site, programme))
    return RecordView(
        site.say("teams_of", programme=programme.title), [Link(t.teams, "index.html")],
        blocks, demo=programme.demo, origin=programme.origin,
        lead=t.teams_lead, basis=site.say("updated", date=site.programme_day(programme.id)),
    )  # fmt: skip


def _by_level(site: Site, teams: Sequence[Team]) -> Table:
    t = site.t
    levels = dict.fromkeys(one.level for one in teams if one.level)
    rows = []
    for level in levels:
        own = [one for one in teams if one.level == level]
        units, officers = len({one.lead for one in own}), sum(one.officers for one in own)
        rows.append(
            [text(level), text(units), text(officers), text(site.separator.join(dict.fromkeys(o.stationed for o in own if o.stationed)))]
        )
    return table([t.level, t.units_sending, t.officers, t.stationed], rows, t.by_level, numbers=(1, 2))


def done(site: Site, team: Team) -> dict[str, int]:
    """Return what a team has done of each task: problems and policies by the ledgers, the others as entered."""
    cases = site.facts.of_team.get(team.id, [])
    found = {"problem": sum(case.now.outcome == "solved" for case in cases), "policy": len(_policies(cases))}
    for one in team.tasks:
        found[one.task] = found.get(one.task, 0) + one.done
    return found


def _policies(cases: Sequence[Case]) -> list[str]:
    return list(dict.fromkeys(id_ for case in cases for id_ in case.issue.policies))


def _grid(site: Site, programme: Programme) -> Table:
    """Return the completion grid: teams by tasks, each cell done of target."""
    t = site.t
    if not programme.tasks:
        return Table([], [])
    rows = []
    complete = 0
    for team in _teams(site, programme.id, "chief") or _teams(site, programme.id, "resident"):
        found = done(site, team)
        cells = []
        for task in programme.tasks:
            number = found.get(task.task, 0)
            cells.append(
                [Link(site.say("task_done" if number >= task.target else "task_open", done=number, target=task.target), f"{team.id}.html")]
            )
        complete += all(found.get(task.task, 0) >= task.target for task in programme.tasks)
        rows.append(TableRow([[Link(team.title, f"{team.id}.html")], *cells]))
    head = [t.team, *(site.term("task", task.task) for task in programme.tasks)]
    return Table(head, rows, t.task_grid, site.say("task_grid_note", complete=complete, count=len(rows)), "tasks")


def _team(site: Site, team: Team) -> RecordView:
    t = site.t
    cases = site.facts.of_team.get(team.id, [])
    facts = facts_rows([
        (t.service, text_item(site.term("service", team.service))), (t.programme, site.records("programme", [team.programme])),
        (t.post, site.records("post", [team.post])), (t.team_lead, site.records("unit", [team.lead])),
        (t.members, site.records("unit", team.units)), (t.enterprises_served, site.records("enterprise", team.enterprises)),
        (t.officers, text_item(str(team.officers or ""))), (t.groups, text_item(str(team.groups or ""))), (t.level, text_item(team.level)),
        (t.batch, text_item(team.batch)), (t.stationed, text_item(team.stationed)), (t.duties, text_item(team.duties)),
        (t.running, text_item(" – ".join(str(day or "") for day in (team.start, team.end)) if team.start or team.end else "")),
    ])  # fmt: skip
    found = done(site, team)
    targets = {task.task: task.target for task in site.portal.programmes[team.programme].tasks} if team.programme else {}
    notes = {one.task: one.note for one in team.tasks}
    rows = [
        [text(site.term("task", task)), text(found.get(task, 0)), text(targets.get(task, "")), text(notes.get(task, ""))]
        for task in dict.fromkeys((*targets, *(one.task for one in team.tasks)))
    ]
    crumbs = [Link(t.teams, "index.html")]
    crumbs += [Link(site.portal.programmes[team.programme].title, f"of.{team.programme}.html")] if team.programme else []
    return RecordView(
        team.title, crumbs,
        [
            Facts(facts), table([t.task, t.done, t.target, t.note], rows, t.task_list, numbers=(1, 2)),
            Issues(cases, t.team_issues, site.say("count_of", count=len(cases)), "issues"),
        ],
        demo=site.is_demo(team.programme), origin=team.origin, basis=site.say("updated", date=site.programme_day(team.programme)),
        kind="team",
    )  # fmt: skip


def _serving(site: Site, enterprise: str) -> list[Team]:
    enterprises = site.portal.enterprises
    return [team for team in site.portal.teams.values() if any(enterprises[key].id == enterprise for key in team.enterprises)]


def _enterprises(site: Site) -> RecordView:
    t = site.t
    rows = [
        [
            [Link(one.name, f"{one.id}.html")], text(site.portal.industries[one.industry].name if one.industry else ""),
            text(site.portal.parks[one.park].name if one.park else ""), site.records("team", (team.id for team in _serving(site, one.id))),
        ]
        for one in named(site)
    ]  # fmt: skip
    return RecordView(t.enterprises, [], [table([t.enterprise, t.industry, t.park, t.served_by], rows)], lead=t.enterprises_lead)


def _enterprise(site: Site, enterprise: Enterprise) -> RecordView:
    t, portal = site.t, site.portal
    teams = _serving(site, enterprise.id)
    facts = facts_rows([
        (t.industry, text_item(portal.industries[enterprise.industry].name if enterprise.industry else "")),
        (t.size, text_item(site.term("size", enterprise.size))),
        (t.park, text_item(portal.parks[enterprise.park].name if enterprise.park else "")),
        (t.township, text_item(enterprise.township)),
    ])  # fmt: skip
    rows = [
        [[site.record("team", one.id)], text(site.term("service", one.service)),
        site.records("post", [one.post]), site.records("unit", [one.lead]),
         text(one.officers or "")]
        for one in teams
    ]  # fmt: skip
    cases = [case for case in site.groups.all.cases if case.issue.enterprise == enterprise.id]
    demo = any(site.is_demo(one.programme) for one in teams)
    return RecordView(
        enterprise.name, [Link(t.enterprises, "index.html")],
        [
            Facts(facts), table([t.team, t.service, t.post, t.team_lead, t.officers], rows, t.served_by, numbers=(4,)),
            Issues(cases, t.named_issues, t.named_issues_note),
        ],
        demo=demo, lead=t.enterprise_lead, kind="enterprise",
    )  # fmt: skip
