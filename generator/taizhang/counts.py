"""Counts of the registers: sessions, slips, teams, resources and results, each a sum over records that can be listed.

Indicators of issues stand in `indicators`; these are of all other records. A count is the sum of its items' amounts, so
that whoever doubts it can read the items.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.facts import Facts
from taizhang.lifecycle import OUTSIDE
from taizhang.records import Scope
from taizhang.registers import Resource, Session, Slip, Team
from taizhang.vocabulary import RESULT, Term, Vocabulary

#: Results in money are kept in 万元 and published in 元.
MONEY = frozenset({"financing", "credit", "paid", "arrived", "saving"})


class Item(NamedTuple):
    """One record of a count: what kind of record it is, its id, and how much of the count it is."""

    kind: str
    id: str
    amount: Decimal = Decimal(1)


@dataclass(frozen=True)
class RegisterCount:
    """A count over one register. `scopes` are the parts of a claim's scope that it can be limited by."""

    id: str
    items: Callable[[Facts, Scope], Iterable[Item]]
    scopes: frozenset[str] = frozenset({"programme"})


def total(items: Iterable[Item]) -> Decimal:
    """Return what `items` come to."""
    return sum((item.amount for item in items), Decimal(0))


def in_yuan(kind: str, amount: Decimal) -> Decimal:
    """Return the amount of a result as it is published: money, kept in 万元, in yuan."""
    return amount * 10_000 if kind in MONEY else amount


def money(amount: Decimal) -> str:
    """Return an amount in yuan as it is published: 1.4亿元, 64万元."""
    scale, word = (10**8, "亿元") if amount >= 10**8 else (10**4, "万元")
    return f"{(amount / scale).normalize():f}{word}"


def in_programme(scope: Scope, programme: str) -> bool:
    """Tell whether a record of `programme` is in `scope`."""
    return not scope.programme or scope.programme == programme


def cases_of(facts: Facts, scope: Scope) -> Iterator[Case]:
    """Yield the collected cases of a scope of programme and ledger; parts stand in their whole."""
    ledgers = facts.portal.ledgers
    for case in facts.groups.all.cases:
        ledger = case.issue.ledger
        inside = (not scope.ledger or ledger == scope.ledger) and in_programme(scope, ledgers[ledger].programme)
        if inside and case.now.state not in OUTSIDE:
            yield case


def sessions_of(facts: Facts, scope: Scope) -> list[Session]:
    """Return the sessions of a scope of programme and series."""
    series = facts.portal.series
    return [
        session
        for session in facts.portal.sessions.values()
        if (not scope.series or session.series == scope.series) and in_programme(scope, series[session.series].programme)
    ]


def slips_of(facts: Facts, scope: Scope) -> list[Slip]:
    """Return the slips of a programme."""
    return [slip for slip in facts.portal.slips.values() if in_programme(scope, slip.programme)]


def teams_of(facts: Facts, scope: Scope) -> list[Team]:
    """Return the teams of a scope of programme and kind of service."""
    return [
        team
        for team in facts.portal.teams.values()
        if in_programme(scope, team.programme) and (not scope.service or team.service == scope.service)
    ]


def met(demand: Resource) -> str:
    """Return how far a demand is met: `met`, `partly` or `unmet`."""
    if not demand.matches:
        return "unmet"
    given = sum((match.quantity or Decimal(0) for match in demand.matches), Decimal(0))
    return "partly" if demand.quantity is not None and given < demand.quantity else "met"


def _sessions(facts: Facts, scope: Scope) -> Iterator[Item]:
    return (Item("session", session.id) for session in sessions_of(facts, scope))


def _attending(facts: Facts, scope: Scope) -> Iterator[Item]:
    return (Item("session", session.id, Decimal(session.enterprises)) for session in sessions_of(facts, scope) if session.enterprises)


def _raised(facts: Facts, scope: Scope) -> Iterator[Item]:
    ids = {session.id for session in sessions_of(facts, scope)}
    return (Item("issue", case.issue.id) for case in cases_of(facts, Scope()) if case.issue.session in ids)


def _commitments(facts: Facts, scope: Scope, *, kept: bool = False) -> Iterator[Item]:
    for session in sessions_of(facts, scope):
        number = sum(bool(one.kept) or not kept for one in session.commitments)
        if number:
            yield Item("session", session.id, Decimal(number))


def _slip_issues(facts: Facts, scope: Scope) -> Iterator[Item]:
    ids = {
        case.issue.id: None for slip in slips_of(facts, scope) for case in facts.on_slip.get(slip.id, ()) if case.now.state not in OUTSIDE
    }
    return (Item("issue", id_) for id_ in ids)


def _teams(kind: str, value: Callable[[Team], Iterable[str]]) -> Callable[[Facts, Scope], Iterator[Item]]:
    """Return the count of the different records of `kind` that teams name."""

    def items(facts: Facts, scope: Scope) -> Iterator[Item]:
        return (Item(kind, id_) for id_ in dict.fromkeys(one for team in teams_of(facts, scope) for one in value(team) if one))

    return items


def _team_sum(name: str) -> Callable[[Facts, Scope], Iterator[Item]]:
    return lambda facts, scope: (
        Item("team", team.id, Decimal(getattr(team, name))) for team in teams_of(facts, scope) if getattr(team, name)
    )


def _task(task: str) -> Callable[[Facts, Scope], Iterator[Item]]:
    def items(facts: Facts, scope: Scope) -> Iterator[Item]:
        for team in teams_of(facts, scope):
            done = sum(one.done for one in team.tasks if one.task == task)
            if done:
                yield Item("team", team.id, Decimal(done))

    return items


def _resources(side: str, state: str = "") -> Callable[[Facts, Scope], Iterator[Item]]:
    return lambda facts, scope: (
        Item("resource", one.id)
        for one in facts.portal.resources.values()
        if one.side == side and in_programme(scope, one.programme) and (not state or met(one) == state)
    )


def _result(kind: str) -> Callable[[Facts, Scope], Iterator[Item]]:
    def items(facts: Facts, scope: Scope) -> Iterator[Item]:
        for case in cases_of(facts, scope):
            amount = sum((one.amount for event in case.issue.timeline for one in event.results if one.kind == kind), Decimal(0))
            if amount:
                yield Item("issue", case.issue.id, in_yuan(kind, amount))
        if scope.ledger:
            return
        for project in facts.portal.projects.values():
            amount = sum((one.amount for one in project.results if one.kind == kind), Decimal(0))
            if amount and in_programme(scope, project.programme):
                yield Item("project", project.id, in_yuan(kind, amount))

    return items


def _of(name: str, kind: str) -> Callable[[Facts, Scope], Iterator[Item]]:
    return lambda facts, scope: (Item(kind, one.id) for one in getattr(facts.portal, name).values() if in_programme(scope, one.programme))


_SERIES = frozenset({"programme", "series"})
_SERVICE = frozenset({"programme", "service"})
_LEDGER = frozenset({"programme", "ledger"})

_ALL = (
    RegisterCount("sessions", _sessions, _SERIES),
    RegisterCount("session_enterprises", _attending, _SERIES),
    RegisterCount("session_issues", _raised, _SERIES),
    RegisterCount("commitments", _commitments, _SERIES),
    RegisterCount("commitments_kept", lambda facts, scope: _commitments(facts, scope, kept=True), _SERIES),
    RegisterCount("slips", _of("slips", "slip")),
    RegisterCount("slip_issues", _slip_issues),
    RegisterCount("teams", lambda facts, scope: (Item("team", team.id) for team in teams_of(facts, scope)), _SERVICE),
    RegisterCount("team_posts", _teams("post", lambda team: (team.post,)), _SERVICE),
    RegisterCount("team_units", _teams("unit", lambda team: (team.lead,)), _SERVICE),
    RegisterCount("team_levels", _teams("level", lambda team: (team.level,)), _SERVICE),
    RegisterCount("team_enterprises", _teams("enterprise", lambda team: team.enterprises), _SERVICE),
    RegisterCount("team_officers", _team_sum("officers"), _SERVICE),
    RegisterCount("team_groups", _team_sum("groups"), _SERVICE),
    RegisterCount("suggestions", _task("suggestion"), _SERVICE),
    RegisterCount("reports", _task("report"), _SERVICE),
    RegisterCount("workdays", _task("workday"), _SERVICE),
    RegisterCount("supplies", _resources("supply")),
    RegisterCount("demands", _resources("demand")),
    RegisterCount("demands_met", _resources("demand", "met")),
    RegisterCount("demands_partly", _resources("demand", "partly")),
    RegisterCount("demands_unmet", _resources("demand", "unmet")),
    RegisterCount("projects", _of("projects", "project")),
    RegisterCount(
        "project_issues",
        lambda facts, scope: (Item("issue", case.issue.id) for case in cases_of(facts, scope) if case.issue.project), _LEDGER,
    ),
    RegisterCount("causes", _of("causes", "cause")),
    *(RegisterCount(term.id, _result(term.id), _LEDGER) for term in RESULT),
)  # fmt: skip
COUNTS: Mapping[str, RegisterCount] = {one.id: one for one in _ALL}

#: Names of the counts; claims may use any spelling.
COUNTED = Vocabulary(
    "counted",
    (
        Term("sessions", "举办期数", "Sessions held", ("举办场次", "活动期数", "接待日次数")),
        Term("session_enterprises", "参加企业数", "Enterprises attending", ("参加企业",)),
        Term("session_issues", "会上提出数", "Raised at sessions", ("会上提出",)),
        Term("commitments", "承诺事项数", "Commitments", ("承诺数",)),
        Term("commitments_kept", "已兑现承诺数", "Commitments kept"),
        Term("slips", "交办单数", "Slips"),
        Term("slip_issues", "交办单问题数", "Issues on slips"),
        Term("teams", "服务团队数", "Service teams"),
        Term("team_posts", "包联岗位数", "Posts in charge of teams", ("包联领导数",)),
        Term("team_units", "派出单位数", "Units that send officers"),
        Term("team_levels", "派出层级数", "Levels of units"),
        Term("team_enterprises", "服务企业数", "Enterprises served", ("包联企业数",)),
        Term("team_officers", "派驻人数", "Officers"),
        Term("team_groups", "小组数", "Groups"),
        Term("suggestions", "合理建议数", "Suggestions made", ("建议数",)),
        Term("reports", "调研报告数", "Reports written"),
        Term("workdays", "一线工作日数", "Working days on the line"),
        Term("supplies", "供给数", "Supplies"),
        Term("demands", "需求数", "Demands"),
        Term("demands_met", "已对接需求数", "Demands met"),
        Term("demands_partly", "部分对接需求数", "Demands partly met"),
        Term("demands_unmet", "未对接需求数", "Demands unmet"),
        Term("projects", "项目数", "Projects"),
        Term("project_issues", "项目问题数", "Issues of projects"),
        Term("causes", "共性问题数", "Common causes"),
        *RESULT.terms,
    ),
)
