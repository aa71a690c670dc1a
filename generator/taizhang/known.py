"""Known: what of the registers may be published, as far as it was known at a cut. The ledgers' part is `disclosure`."""

import datetime as dt
from collections.abc import Container
from typing import Any

from taizhang import portal as portals
from taizhang import schema
from taizhang.portal import Portal
from taizhang.records import Attachment, Enterprise
from taizhang.registers import Evaluation, Project, Register, Resource, Series, Session, Slip
from taizhang.rhythms import with_missed
from taizhang.settings import EvaluationRule


def public_attachments(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """Return those of `attachments` that say that they are public."""
    return tuple(one for one in attachments if one.disclosure == "public")


def public_registers(
    portal: Portal, as_of: dt.date, issues: Container[str], policies: Container[str], masked: Container[str],
) -> tuple[dict[str, Any], dict[str, Enterprise]]:  # fmt: skip
    """Return what may be published of each register as of `as_of`, and the enterprises that they show.

    `issues` and `policies` are the ids that are published; `masked` are the enterprises whose names a team would tell though
    one of its issues hides them.
    """
    known = _Known(portal, as_of, issues, policies)
    shown: dict[str, Enterprise] = {}
    keys = {id_: _key(id_, enterprise, number) for number, (id_, enterprise) in enumerate(portal.enterprises.items())}

    def show(id_: str, *, named: bool, team: bool = True) -> str:
        enterprise = portal.enterprises.get(id_)
        if enterprise is None:
            return ""
        key = keys[id_] if team else f"{keys[id_].removesuffix('~')}~"  # who needs something is never named
        shown.setdefault(key, enterprise if named else Enterprise(id=key, name="", industry=enterprise.industry, park=enterprise.park))
        return key

    def is_named(id_: str) -> bool:
        enterprise = portal.enterprises.get(id_)
        return bool(enterprise and enterprise.consent and enterprise.consent <= as_of) and id_ not in masked

    sessions = {
        id_: known.session(one)
        for id_, one in portal.sessions.items()
        if one.series in portal.series and known.has(one, portal.series[one.series].programme, one.date)
    }
    series = {id_: known.series(one) for id_, one in portal.series.items()}
    projects = {id_: known.project(one) for id_, one in portal.projects.items() if known.has(one, one.programme)}
    slips = {id_: _slip(one, sessions, projects) for id_, one in portal.slips.items() if known.has(one, one.programme, one.date)}
    teams = {
        id_: schema.replace(one, enterprises=tuple(show(e, named=is_named(e)) for e in one.enterprises))
        for id_, one in portal.teams.items()
        if known.has(one, one.programme, one.start)
    }
    causes = {id_: one for id_, one in portal.causes.items() if known.has(one, one.programme, one.found)}
    listed = {id_ for id_, one in portal.resources.items() if known.has(one, one.programme, one.published)}
    resources = {
        id_: known.resource(one, listed, projects, show(one.enterprise, named=False, team=False))
        for id_, one in portal.resources.items()
        if id_ in listed
    }
    rule = next(iter(portal.settings.evaluation), EvaluationRule())
    evaluations = {
        id_: _evaluation(one, rule.minimum) for id_, one in portal.evaluations.items() if one.date <= known.day(one.programme)
    }  # fmt: skip
    return {
        "series": series, "sessions": sessions, "projects": projects, "slips": slips, "teams": teams,
        "causes": causes, "resources": resources,
        "evaluations": evaluations,
    }, shown  # fmt: skip


def _key(id_: str, enterprise: Enterprise, number: int) -> str:
    """Return the key of an enterprise that is served: it tells enterprises apart and no more, and is printed nowhere.

    What has such a key keeps it: facts of an earlier day are reckoned from the public portal.
    """
    return id_ if ":" in id_ else f"{enterprise.industry}:{enterprise.park}:{number}"


class _Known:
    """What was known at a cut."""

    def __init__(self, portal: Portal, as_of: dt.date, issues: Container[str], policies: Container[str]) -> None:
        self._portal, self._as_of, self._issues, self._policies = portal, as_of, issues, policies
        self._days: dict[str, dt.date] = {}

    def day(self, programme: str) -> dt.date:
        """Return the day up to which the registers of a programme are known."""
        if programme not in self._days:
            self._days[programme] = portals.programme_cut(self._portal, programme, self._as_of)
        return self._days[programme]

    def has(self, record: Register, programme: str, day: dt.date | None = None) -> bool:
        """Tell whether a record of `day` is public and known."""
        return record.disclosure in ("", "public") and (day is None or day <= self.day(programme))

    def series(self, series: Series) -> Any:
        """Return a series with all dates it missed: what was held, though not in public, was not missed."""
        day = self.day(series.programme)
        held = [session for session in self._portal.sessions.values() if session.series == series.id and session.date <= day]
        skipped = tuple(skip for skip in with_missed(series, held) if skip.date <= day)
        return schema.replace(series, skipped=skipped)

    def session(self, session: Session) -> Any:
        day = self.day(self._portal.series[session.series].programme)
        commitments = tuple(
            schema.replace(one, issue=self._issue(one.issue), **({} if one.kept and one.kept <= day else {"kept": None, "evidence": ""}))
            for one in session.commitments
        )
        answers = tuple(schema.replace(one, issue=self._issue(one.issue)) for one in session.answers)
        policies = tuple(id_ for id_ in session.policies if id_ in self._policies)
        return schema.replace(session, commitments=commitments, answers=answers, policies=policies)

    def project(self, project: Project) -> Any:
        day = self.day(project.programme)
        milestones = tuple(
            one if one.actual is None or one.actual <= day else schema.replace(one, actual=None, note="") for one in project.milestones
        )
        updates = tuple(one for one in project.updates if one.date <= day)
        return schema.replace(project, milestones=milestones, updates=updates, attachments=public_attachments(project.attachments))

    def resource(self, resource: Resource, listed: Container[str], projects: Container[str], enterprise: str) -> Any:
        day = self.day(resource.programme)
        matches = tuple(one for one in resource.matches if one.date <= day and one.supply in listed)
        return schema.replace(resource, matches=matches, project=_if_in(resource.project, projects), enterprise=enterprise)

    def _issue(self, id_: str) -> str:
        return _if_in(id_, self._issues)


def _slip(slip: Slip, sessions: Container[str], projects: Container[str]) -> Any:
    return schema.replace(slip, session=_if_in(slip.session, sessions), project=_if_in(slip.project, projects))


def _evaluation(evaluation: Evaluation, minimum: int) -> Any:
    """Return an evaluation; what too few said is not told, so that nobody can tell who said it. A score by office has no answers."""
    if not evaluation.answers or evaluation.answers >= minimum:
        return evaluation
    return schema.replace(evaluation, satisfied=0, fairly=0, dissatisfied=0, score=None)


def _if_in(id_: str, known: Container[str]) -> str:
    return id_ if id_ in known else ""
