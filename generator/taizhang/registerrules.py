"""The rules that the registers keep: one function per rule, the rule as its docstring, all in one list."""

import datetime as dt
import pathlib
from collections import Counter
from collections.abc import Callable, Container, Iterator
from decimal import Decimal

from msgspec import Struct

from taizhang import schema
from taizhang.attachments import faults
from taizhang.disclosure import masked_enterprises
from taizhang.markup import find_references
from taizhang.personal import PERSONAL_NUMBER, mask_number
from taizhang.portal import Portal
from taizhang.problems import Path, Problem, hint, suggestion
from taizhang.reading import nearest
from taizhang.records import Attachment, Payment, Policy, Record
from taizhang.references import names_a_record
from taizhang.registers import ALL, Programme, Series, Team
from taizhang.vocabulary import PARTY

#: Tasks that are counted from the ledgers and not entered.
_COUNTED_TASKS = frozenset({"problem", "policy"})

Found = Iterator[Problem]


def check_registers(portal: Portal, issues: Container[str], today: dt.date, attachments: pathlib.Path) -> Found:
    """Yield every problem of the registers of `portal`; `issues` are the ids in use, `attachments` the folder of attached files."""
    for rule in RULES:
        yield from rule(portal, today)
    yield from sessions_name_issues_there_are(portal, issues)
    yield from texts_refer_to_what_exists(portal, issues)
    for project in portal.projects.values():
        for index, one in enumerate(project.attachments):
            for code, values in faults(one, attachments):
                yield _problem(project, code, values, ("attachments", index, "file"))


def _problem(record: Record, code: str, values: dict[str, str], path: Path = ()) -> Problem:
    return Problem(record.origin.file, code, {"id": getattr(record, "id", ""), **values}, (record.origin.at, *path))


def dates_are_not_in_the_future(portal: Portal, today: dt.date) -> Found:
    """What is said to have happened did so by today."""
    done: list[tuple[Record, Path, dt.date | None]] = []
    for session in portal.sessions.values():
        done += [(session, ("date",), session.date)]
        done += [(session, ("commitments", n, "kept"), one.kept) for n, one in enumerate(session.commitments)]
    for slip in portal.slips.values():
        done += [(slip, ("date",), slip.date)]
    for project in portal.projects.values():
        done += [(project, ("milestones", n, "actual"), one.actual) for n, one in enumerate(project.milestones)]
        done += [(project, ("updates", n, "date"), one.date) for n, one in enumerate(project.updates)]
    for resource in portal.resources.values():
        done += [(resource, ("matches", n, "date"), one.date) for n, one in enumerate(resource.matches)]
    done += [(evaluation, ("date",), evaluation.date) for evaluation in portal.evaluations.values()]
    for record, path, day in done:
        if day and day > today:
            yield _problem(record, "after_today", {"found": day.isoformat(), "today": today.isoformat()}, path)


def sessions_are_plausible(portal: Portal, _: dt.date) -> Found:
    """A session ends after it began; a number is given once in a series; nothing promised was due or kept before it was promised."""
    numbers: Counter[tuple[str, int]] = Counter()
    for session in portal.sessions.values():
        if session.time and session.ends and session.ends <= session.time:
            yield _problem(session, "time_goes_back", {"found": session.ends, "before": session.time}, ("ends",))
        numbers[session.series, session.number] += 1
        if session.number and numbers[session.series, session.number] > 1:
            yield _problem(session, "same_number", {"found": str(session.number)}, ("number",))
        for index, one in enumerate(session.commitments):
            for name in ("due", "kept"):
                day = getattr(one, name)
                if day and day < session.date:
                    values = {"found": day.isoformat(), "date": session.date.isoformat()}
                    yield _problem(session, "before_session", values, ("commitments", index, name))
    held = {(session.series, session.date) for session in portal.sessions.values()}
    for series in portal.series.values():
        for index, skip in enumerate(series.skipped):
            if (series.id, skip.date) in held:
                yield _problem(series, "skipped_but_held", {"found": skip.date.isoformat()}, ("skipped", index, "date"))


def sessions_name_issues_there_are(portal: Portal, issues: Container[str]) -> Found:
    """What a session answers or promises is about issues that exist."""
    for session in portal.sessions.values():
        for name in ("answers", "commitments"):
            for index, one in enumerate(getattr(session, name)):
                if one.issue and one.issue not in issues:
                    near = suggestion(nearest(one.issue, (issue.id for issue in portal.issues)))
                    yield _problem(session, "unknown_issue", {"found": one.issue, "hint": near}, (name, index, "issue"))


def texts_refer_to_what_exists(portal: Portal, issues: Container[str]) -> Found:
    """A `[[…]]` in the text of a programme, a session or a policy leads to a record that exists."""
    texts: list[tuple[Record, str, str]] = [(one, "explanation", one.explanation) for one in portal.programmes.values()]
    texts += [(one, "summary", one.summary) for one in portal.sessions.values()]
    texts += [(one, "steps", one.steps) for one in portal.policies.values()]
    for record, name, text in texts:
        for target, _ in find_references(text):
            if not names_a_record(target, portal, issues):
                yield _problem(record, "unknown_target", {"found": target, "hint": ""}, (name,))


def periods_do_not_end_before_they_begin(portal: Portal, _: dt.date) -> Found:
    """What has a first and a last day does not end before it begins; a programme's own lists have ids of their own."""
    lasting: list[Programme | Series | Team] = [*portal.programmes.values(), *portal.series.values(), *portal.teams.values()]
    for record in lasting:
        if record.start and record.end and record.end < record.start:
            yield _problem(record, "ends_before_start", {"found": record.end.isoformat(), "date": record.start.isoformat()}, ("end",))
    for programme in portal.programmes.values():
        ids = [one.id for one in programme.mechanisms]
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                values = {"id": id_, "file": programme.origin.file, "number": str(ids.index(id_) + 1)}
                yield Problem(programme.origin.file, "duplicate_id", values, (programme.origin.at, "mechanisms", index, "id"))


def slips_have_issues(portal: Portal, _: dt.date) -> Found:
    """A slip has issues, none assigned before its day; one to three parties has exactly these three; nothing is due before it is issued."""
    assigned: dict[str, list[tuple[str, dt.date]]] = {}
    for issue in portal.issues:
        for event in issue.timeline:
            if event.slip:
                assigned.setdefault(event.slip, []).append((issue.id, event.date))
    for slip in portal.slips.values():
        on = assigned.get(slip.id, [])
        if not on and not portal.faulty:
            yield _problem(slip, "slip_empty", {})
        for id_, day in on:
            if day < slip.date:
                yield _problem(
                    slip, "slip_after_assignment", {"issue": id_, "found": day.isoformat(), "date": slip.date.isoformat()}, ("date",)
                )
        if slip.due and slip.due < slip.date:
            yield _problem(slip, "due_before_event", {"found": slip.due.isoformat(), "date": slip.date.isoformat()}, ("due",))
        parties = sorted(one.party for one in slip.addressees)
        if slip.kind == "tripartite" and parties != sorted(term.id for term in PARTY):
            yield _problem(slip, "not_three_parties", {"found": str(len(parties)), "wanted": hint("terms", "party")}, ("addressees",))
        for index, one in enumerate(slip.addressees):
            if not (one.post if one.party == "leader" else one.unit or one.post):
                yield _problem(slip, "addressee_unnamed", {"party": hint("term", "party", one.party)}, ("addressees", index))


def chief_officers_serve_as_many_as_said(portal: Portal, _: dt.date) -> Found:
    """A chief service officer is linked with as many enterprises as the programme says, such as 1 to 3."""
    served: dict[tuple[str, str], set[str]] = {}
    first: dict[tuple[str, str], Record] = {}
    for team in portal.teams.values():
        if team.service == "chief" and team.programme in portal.programmes:  # a faulty programme has problems of its own
            key = (team.programme, team.post or team.id)
            served.setdefault(key, set()).update(team.enterprises)
            first.setdefault(key, team)
    for (programme, _post), enterprises in served.items():
        rule: Programme = portal.programmes[programme]
        if not rule.serves_least <= len(enterprises) <= (rule.serves_most or len(enterprises)):
            values = {"found": str(len(enterprises)), "least": str(rule.serves_least), "most": str(rule.serves_most or "…")}
            yield _problem(first[programme, _post], "serves_too_many_or_few", values, ("enterprises",))


def counted_tasks_are_not_entered(portal: Portal, _: dt.date) -> Found:
    """Problems solved and policies matched are counted from the ledgers."""
    for team in portal.teams.values():
        for index, one in enumerate(team.tasks):
            if one.task in _COUNTED_TASKS:
                yield _problem(team, "task_is_counted", {"task": hint("term", "task", one.task)}, ("tasks", index, "task"))


def demands_are_met_from_supplies(portal: Portal, _: dt.date) -> Found:
    """A demand is met from supplies of the same factor and measure, and no supply gives more than it has."""
    given: dict[str, Decimal] = {}
    for one in portal.resources.values():
        if one.matches and one.side != "demand":
            yield _problem(one, "supply_with_matches", {}, ("matches",))
            continue
        for index, match in enumerate(one.matches):
            supply = portal.resources.get(match.supply)
            if supply is None:
                continue  # it has problems of its own
            path: Path = ("matches", index, "supply")
            if supply.side != "supply":
                yield _problem(one, "match_not_supply", {"found": match.supply}, path)
            elif (supply.factor, supply.measure) != (one.factor, one.measure):
                yield _problem(one, "match_other_factor", {"found": match.supply}, path)
            given[supply.id] = given.get(supply.id, Decimal(0)) + (match.quantity or Decimal(0))
            if supply.quantity is not None and given[supply.id] > supply.quantity:
                values = {"found": match.supply, "given": f"{given[supply.id]:f}", "has": f"{supply.quantity:f}"}
                yield _problem(one, "supply_exhausted", values, path)


def evaluations_add_up(portal: Portal, _: dt.date) -> Found:
    """An evaluation is of a unit or a post; its answers add up; a score is out of 100."""
    for one in portal.evaluations.values():
        said = one.satisfied + one.fairly + one.dissatisfied
        if not one.unit and not one.post:
            yield _problem(one, "evaluation_of_nobody", {})
        if said and said != one.answers:
            yield _problem(one, "answers_do_not_add_up", {"found": str(said), "answers": str(one.answers)}, ("answers",))
        if one.score is not None and one.score > 100:
            yield _problem(one, "score_above_100", {"found": f"{one.score:f}"}, ("score",))


def texts_hold_nothing_personal(portal: Portal, _: dt.date) -> Found:
    """No text of a register or a policy holds a personal number, or the name of an enterprise that did not agree to be named."""
    registers = (
        portal.programmes, portal.series, portal.sessions, portal.slips, portal.teams, portal.causes, portal.projects, portal.resources,
        portal.evaluations, portal.policies,
    )  # fmt: skip
    texts = [(record, path, text) for register in registers for record in register.values() for path, text in _texts(record)]
    everything = "\n".join(text for _, _, text in texts)
    masked = masked_enterprises(portal, {})
    hidden = (one for one in portal.enterprises.values() if not one.consent or one.id in masked)
    named = [one.name for one in hidden if len(one.name) > 3 and one.name in everything]
    for record, path, text in texts:
        if match := PERSONAL_NUMBER.search(text):
            yield _problem(record, "personal_number", {"found": mask_number(match[0])}, path)
        own = portal.enterprises.get(getattr(record, "enterprise", ""))
        for name in dict.fromkeys((*named, *([own.name] if own and len(own.name) > 3 else []))):
            if name in text:
                yield _problem(record, "mask_broken", {"found": name}, path)


_TEXTS = (schema.TEXT, schema.MARKDOWN)
_KINDS: dict[type[Struct], tuple[schema.Field, ...]] = {record: schema.fields(record) for record in (*ALL, Policy, Payment, Attachment)}


def _texts(record: Struct) -> Iterator[tuple[Path, str]]:
    """Yield every free text of a register's record with its path."""
    for field in _KINDS[type(record)]:
        value = getattr(record, field.name)
        if field.type in _TEXTS and value:
            yield (field.name,), value
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, str) and isinstance(field.type, schema.ListOf) and field.type.item in _TEXTS:
                    yield (field.name, index), item
                elif type(item) in _KINDS and not (isinstance(item, Attachment) and item.disclosure != "public"):
                    yield from (((field.name, index, *path), text) for path, text in _texts(item))


RULES: tuple[Callable[[Portal, dt.date], Found], ...] = (
    dates_are_not_in_the_future,
    sessions_are_plausible,
    periods_do_not_end_before_they_begin,
    slips_have_issues,
    chief_officers_serve_as_many_as_said,
    counted_tasks_are_not_entered,
    demands_are_met_from_supplies,
    evaluations_add_up,
    texts_hold_nothing_personal,
)
