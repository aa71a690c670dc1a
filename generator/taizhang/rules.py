"""The rules that issues keep: one function per rule, the rule as its docstring, all in one list."""

import datetime as dt
import pathlib
import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from taizhang import disclosure
from taizhang.attachments import faults
from taizhang.forking import Shared, fork, worker_count
from taizhang.lifecycle import CLEARABLE, EVENTS, EventKind, allowed
from taizhang.limits import Limits
from taizhang.markup import find_references
from taizhang.memory import Memory
from taizhang.personal import PERSONAL_NUMBER, mask_number
from taizhang.portal import Portal
from taizhang.portalrules import check_settings
from taizhang.problems import Path, Problem, hint, suggestion
from taizhang.reading import nearest
from taizhang.records import Attachment, Event, Issue, Ledger, Policy
from taizhang.references import names_a_record, names_like
from taizhang.registerrules import check_registers
from taizhang.schema import fields
from taizhang.status import NO_LIMITS, fold
from taizhang.vocabulary import OUTCOME, TIER

Found = tuple[str, dict[str, str], Path]


@dataclass(frozen=True)
class Context:
    """What rules may look at besides the record: the portal, today, and the ids in use."""

    portal: Portal
    today: dt.date
    ids: frozenset[str]
    #: The folder of attached files.
    attachments: pathlib.Path = pathlib.Path()

    def limits(self, ledger: Ledger) -> Limits:
        """Return the limits of `ledger`; one that is only being made has none."""
        return self.portal.limits.get(ledger.id, NO_LIMITS)


def check_rules(
    portal: Portal, today: dt.date, memory: Memory, attachments: pathlib.Path = pathlib.Path(),
) -> list[Problem]:  # fmt: skip
    """Return every problem between the records of `portal`; `today` bounds what may be written."""
    context = context_of(portal, today, attachments)
    problems = [*check_settings(portal, today), *check_registers(portal, context.ids, today, attachments)]
    sound = memory.sound(_around(portal, context))
    new = [issue for issue in portal.issues if issue.origin.file not in sound]
    helpers = worker_count(worth=len(new) >= _WORTH_FORKING) - 1
    issues = Shared(new, 500)

    def check_some() -> bytes:
        return pickle.dumps(_issue_problems(issues, context))

    children = [fork(check_some) for _ in range(helpers)]
    found = _issue_problems(issues, context)
    for child in children:
        found += pickle.loads(child.result())  # noqa: S301  # our own child's
    memory.found({problem.file for problem in found})
    return problems + found


#: With fewer issues two processes are not faster than one.
_WORTH_FORKING = 2000


def _around(portal: Portal, context: Context) -> object:
    """Return all that the rules of one issue may look at besides the issue, in one order always."""
    attached = [(path.name, path.stat().st_mtime_ns) for path in sorted(context.attachments.rglob("*"))]
    registers = replace(portal, issues=(), limits={}, faulty=frozenset())  # limits follow from the ledgers, faulty ids are in use
    return registers, context.today, sorted(context.ids), attached


def _issue_problems(issues: Iterable[Issue], context: Context) -> list[Problem]:
    ledgers = context.portal.ledgers
    return [
        problem
        for issue in issues
        if issue.ledger in ledgers  # else its ledger.yml has problems of its own
        for problem in check_issue(issue, ledgers[issue.ledger], context)
    ]


def context_of(portal: Portal, today: dt.date, attachments: pathlib.Path = pathlib.Path()) -> Context:
    """Return what the rules of one issue look at."""
    return Context(portal, today, frozenset(issue.id for issue in portal.issues) | portal.faulty, attachments)


def check_issue(issue: Issue, ledger: Ledger, context: Context) -> Iterator[Problem]:
    """Yield every problem of one issue."""
    for rule in ISSUE_RULES:
        for code, values, path in rule(issue, ledger, context):
            yield Problem(issue.origin.file, code, {"id": issue.id, **values}, (issue.origin.at, *path))


def timeline_follows_the_lifecycle(issue: Issue, ledger: Ledger, _: Context) -> Iterator[Found]:
    """An event happens only in a state that allows it."""
    state, outcome, paused = "pending_acceptance", "", False
    clearable = ledger.clearable or CLEARABLE
    for index, event in enumerate(issue.timeline):
        kind = EVENTS[event.event]
        path = ("timeline", index, "event")
        if state not in kind.after:
            then = {
                "event": hint("term", "event", kind.id),
                "state": hint("term", "state", state),
                "allowed": _events(state),
            }
            yield "event_not_allowed", then, path
            return  # what follows would only repeat it
        if event.event == "cleared" and outcome not in clearable:
            yield (
                "not_clearable",
                {
                    "outcome": hint("term", "outcome", outcome),
                    "allowed": hint("some", "outcome", *(term.id for term in OUTCOME if term.id in clearable)),
                },
                path,
            )
        if event.event == "handled":
            outcome = event.outcome
            if state == "pending_assignment" and not event.lead:
                yield "on_site_needs_lead", {}, path
        if event.event in ("paused", "resumed"):
            if paused == (event.event == "paused"):
                yield ("already_paused" if paused else "not_paused"), {}, path
            paused = event.event == "paused"
        elif event.event == "handled" and paused:
            yield "still_paused", {}, path
        state = kind.to or state
        if event.event == "assigned" and ledger.signs:
            state = "pending_signature"
        if state not in ("in_progress", "pending_signature"):
            paused = False


def events_carry_their_fields(issue: Issue, _: Ledger, __: Context) -> Iterator[Found]:
    """An event has the fields it needs, and none that belong to other events."""
    for index, event in enumerate(issue.timeline):
        kind = EVENTS[event.event]
        for name in kind.needs:
            if not getattr(event, name):
                yield "event_needs", {"event": hint("term", "event", kind.id), "key": _key(name)}, ("timeline", index)
        names, values = _FOREIGN[event.event]
        if any(found := values(event)):
            for name in (name for name, value in zip(names, found, strict=True) if value):
                yield (
                    "field_not_for_event",
                    {"event": hint("term", "event", kind.id), "key": _key(name)},
                    ("timeline", index, name),
                )
        if event.disclosure not in ("", "public") and event.event not in _MAY_BE_INTERNAL:
            yield "event_must_be_public", {"event": hint("term", "event", kind.id)}, ("timeline", index, "disclosure")
        if event.event == "reopened" and not (event.due or event.within or event.rule):
            yield "reopened_needs_limit", {}, ("timeline", index)
        if event.due and event.within:
            yield "two_limits", {}, ("timeline", index, "due")


def dates_do_not_go_back(issue: Issue, _: Ledger, context: Context) -> Iterator[Found]:
    """Events follow one another and the receipt in time, and none is after today."""
    before, time, last = issue.received, issue.received_time, ""
    if issue.received > context.today:
        yield "after_today", {"found": issue.received.isoformat(), "today": context.today.isoformat()}, ("received",)
    for index, event in enumerate(issue.timeline):
        if event.date < before:
            what = hint("term", "event", last) if last else hint("received")
            values = {"found": event.date.isoformat(), "before": before.isoformat(), "what": what}
            yield "date_goes_back", values, ("timeline", index, "date")
        if event.date > context.today:
            yield (
                "after_today",
                {"found": event.date.isoformat(), "today": context.today.isoformat()},
                ("timeline", index, "date"),
            )
        if event.due and event.due < event.date:
            values = {"found": event.due.isoformat(), "date": event.date.isoformat()}
            yield "due_before_event", values, ("timeline", index, "due")
        if event.review and event.review < event.date:
            yield "review_before_event", {"found": event.review.isoformat(), "date": event.date.isoformat()}, ("timeline", index, "review")
        if event.asked and event.asked > event.date:
            yield "asked_after_event", {"found": event.asked.isoformat(), "date": event.date.isoformat()}, ("timeline", index, "asked")
        if event.date == before and event.time and time and event.time < time:
            yield "time_goes_back", {"found": event.time, "before": time}, ("timeline", index, "time")
        if event.date >= before:
            before, time, last = event.date, event.time, event.event


def references_exist(issue: Issue, _: Ledger, context: Context) -> Iterator[Found]:
    """An issue refers only to issues that exist, and not to itself."""
    places: list[tuple[Path, str]] = [(("related", n), id_) for n, id_ in enumerate(issue.related)]
    places += [(("part_of",), issue.part_of)] if issue.part_of else []
    places += [(("follows",), issue.follows)] if issue.follows else []
    places += [(("timeline", n, "into"), event.into) for n, event in enumerate(issue.timeline) if event.into]
    for path, id_ in places:
        if id_ == issue.id:
            yield "refers_to_itself", {}, path
        elif id_ not in context.ids:
            yield "unknown_issue", {"found": id_, "hint": suggestion(nearest(id_, context.ids))}, path


def naming_needs_consent(issue: Issue, ledger: Ledger, _: Context) -> Iterator[Found]:
    """An enterprise is named only with the day of its consent, and never in a complaint."""
    if issue.enterprise and (issue.enterprise_display or ledger.enterprise_display) == "named":
        path: Path = ("enterprise_display",) if issue.enterprise_display else ()
        if issue.kind == "complaint":
            yield "complaint_named", {}, path
        elif not issue.consent:
            yield "naming_without_consent", {}, path


def texts_keep_the_mask(issue: Issue, ledger: Ledger, context: Context) -> Iterator[Found]:
    """No public text holds a masked or hidden enterprise's name, the reporter's, or a personal number."""
    if not disclosure.is_public(issue, ledger):
        return
    enterprise = context.portal.enterprises.get(issue.enterprise)
    name = enterprise.name if enterprise and disclosure.display(issue, ledger) != "named" else ""
    reporter = issue.reporter if len(issue.reporter) > 2 else ""
    whole = "\n".join(disclosure.public_texts(issue))
    if not ((name and name in whole) or (reporter and reporter in whole) or (_DIGITS.search(whole) and PERSONAL_NUMBER.search(whole))):
        return
    for path, text in zip(disclosure.public_text_paths(issue), disclosure.public_texts(issue), strict=True):
        if name and name in text:
            yield "mask_broken", {"found": name}, path
        if reporter and reporter in text:
            yield "reporter_named", {}, path
        if match := PERSONAL_NUMBER.search(text):
            yield "personal_number", {"found": mask_number(match[0])}, path


def lead_is_not_support(issue: Issue, _: Ledger, context: Context) -> Iterator[Found]:
    """The unit responsible is not its own supporting unit."""
    for index, event in enumerate(issue.timeline):
        if event.lead and any(one.unit == event.lead for one in event.support):
            yield "lead_is_support", {"found": context.portal.units[event.lead].name}, ("timeline", index, "support")


def tiers_are_climbed_in_order(issue: Issue, _: Ledger, __: Context) -> Iterator[Found]:
    """An escalation leads to a higher tier; one that skips a tier says why."""
    tier = ""
    for index, event in enumerate(issue.timeline):
        if event.event == "escalated" and tier:
            step = _TIERS.index(event.tier) - _TIERS.index(tier) if event.tier else 1
            values = {"found": hint("term", "tier", event.tier), "before": hint("term", "tier", tier)}
            if step < 1:
                yield "not_escalated", values, ("timeline", index, "tier")
            elif step > 1 and not event.reason:
                yield "tier_skipped", values, ("timeline", index, "tier")
        tier = event.tier or tier


_TIERS = [term.id for term in TIER]


def attachments_stand_where_they_should(issue: Issue, ledger: Ledger, context: Context) -> Iterator[Found]:
    """Attached files exist and can be published safely, pictures say what they show; a ledger may ask for evidence of clearing."""
    if not ledger.evidence and not issue.attachments and not any(event.attachments for event in issue.timeline):
        return
    places: list[tuple[Path, Attachment]] = [(("attachments", n), one) for n, one in enumerate(issue.attachments)]
    for number, event in enumerate(issue.timeline):
        places += [(("timeline", number, "attachments", n), one) for n, one in enumerate(event.attachments)]
    for path, one in places:
        for code, values in faults(one, context.attachments):
            yield code, values, (*path, "file")
    if ledger.evidence and not places:
        for index, event in enumerate(issue.timeline):
            if event.event == "cleared":
                yield "cleared_without_evidence", {}, ("timeline", index)


def texts_refer_to_what_exists(issue: Issue, _: Ledger, context: Context) -> Iterator[Found]:
    """A `[[…]]` in a description leads to a record that exists."""
    for target, _offset in find_references(issue.description) if "[[" in issue.description else ():
        if not names_a_record(target, context.portal, context.ids):
            near = nearest(target, names_like(target, context.portal, context.ids))
            yield "unknown_target", {"found": target, "hint": suggestion(near)}, ("description",)


def limits_are_known(issue: Issue, ledger: Ledger, context: Context) -> Iterator[Found]:
    """An assignment names a class of the ledger's limits where it must, and only one there is."""
    limits = context.limits(ledger)
    names = [rule.name for rule in limits.rules if rule.name]
    tier = ""
    for index, event in enumerate(issue.timeline):
        tier = event.tier or tier
        if event.rule and event.rule not in names:
            known = hint("known_classes", "、".join(names)) if names else hint("no_classes")
            yield "unknown_class", {"found": event.rule, "hint": known}, ("timeline", index, "rule")
        elif limits.rules and event.event == "assigned" and not (event.due or event.within or limits.rule(issue, event, tier)):
            yield "class_needed", {"classes": "、".join(names)}, ("timeline", index)


def extensions_extend(issue: Issue, ledger: Ledger, context: Context) -> Iterator[Found]:
    """An extension ends after the limit in force."""
    if not any(event.event == "extended" for event in issue.timeline):
        return
    spans = fold(issue, context.limits(ledger), signs=ledger.signs).spans
    for index, event in enumerate(issue.timeline):
        due = spans[index].due
        if event.event == "extended" and event.due and due and event.due <= due.date:
            yield "extension_shortens", {"found": event.due.isoformat(), "due": due.date.isoformat()}, ("timeline", index, "due")


IssueRule = Callable[[Issue, Ledger, Context], Iterator[Found]]
ISSUE_RULES: tuple[IssueRule, ...] = (
    timeline_follows_the_lifecycle,
    events_carry_their_fields,
    dates_do_not_go_back,
    references_exist,
    naming_needs_consent,
    texts_keep_the_mask,
    lead_is_not_support,
    texts_refer_to_what_exists,
    limits_are_known,
    extensions_extend,
    tiers_are_climbed_in_order,
    attachments_stand_where_they_should,
)


# --- words and numbers ---

#: Fields that belong to some events only.
_SPECIAL = frozenset(name for kind in EVENTS.values() for name in (*kind.needs, *kind.carries)) - {
    "reason",
    "basis",
    "post",
}


def _foreign(kind: EventKind) -> tuple[tuple[str, ...], Callable[[Event], tuple[object, ...]]]:
    """Return the fields that do not belong to `kind`, and what reads them all at once."""
    names = tuple(sorted(_SPECIAL - set(kind.needs) - set(kind.carries)))
    return names, attrgetter(*names)


_FOREIGN = {kind.id: _foreign(kind) for kind in EVENTS.values()}

#: Events that change neither state, unit nor limit; only these may be kept internal, or the published state would be wrong.
_MAY_BE_INTERNAL = frozenset({"replied", "progress", "contributed", "supervised", "directed"})

#: A run long enough to be a number of somebody's; looking for it first costs a tenth.
_DIGITS = re.compile(r"[0-9０-９][0-9０-９ -]{9}")


def _events(state: str) -> str:
    return hint("events", *(kind.id for kind in allowed(state)))


def _key(name: str) -> str:
    zh = next(field.zh for record in (Event, Issue, Policy) for field in fields(record) if field.name == name)
    return hint("key", zh, name)
