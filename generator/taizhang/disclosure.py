"""Disclosure: the public projection of a portal. What is dropped here does not exist for anything behind it.

It fails closed: an issue is published only where it, or its ledger, says 主动公开; reports (举报) never are. An
enterprise is shown by industry and park unless it agreed to be named. Events and notes marked internal are gone, and so
is every reference to a record that is not published.
"""

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from taizhang import portal as portals
from taizhang import schema
from taizhang.known import public_attachments, public_registers
from taizhang.lifecycle import EVENTS
from taizhang.markup import drop_references
from taizhang.portal import Portal
from taizhang.records import Attachment, Enterprise, Event, Issue, Ledger
from taizhang.references import names_a_record


def is_public(issue: Issue, ledger: Ledger) -> bool:
    """Tell whether `issue` may be published."""
    return issue.kind != "report" and (issue.disclosure or ledger.disclosure) == "public"


def is_unstated(issue: Issue, ledger: Ledger) -> bool:
    """Tell whether nobody decided on the disclosure of `issue`, so that it is not published."""
    return not (issue.disclosure or ledger.disclosure)


def display(issue: Issue, ledger: Ledger) -> str:
    """Return how the enterprise of `issue` is shown: masked, named or hidden. Complaints are never named."""
    shown = issue.enterprise_display or ledger.enterprise_display
    if shown == "named" and (issue.kind == "complaint" or not issue.consent):
        return "masked"
    return shown


def public(portal: Portal, as_of: dt.date) -> Portal:
    """Return what of `portal` may be published as of `as_of`: records and events of later days are not yet known."""
    enterprises: dict[str, Enterprise] = {}
    issues = []
    cuts = {id_: portals.cut(portal, id_, as_of) for id_ in portal.ledgers}
    for issue in portal.issues:
        ledger = portal.ledgers.get(issue.ledger)
        if ledger and is_public(issue, ledger) and issue.received <= cuts[issue.ledger]:
            issues.append(_public_issue(issue, ledger, portal, enterprises, cuts[issue.ledger]))
    policies = {p.id: p for p in portal.policies.values() if not p.published or p.published <= as_of}
    known = {issue.id for issue in issues}
    ledgers = {id_: ledger for id_, ledger in portal.ledgers.items() if any(issue.ledger == id_ for issue in issues)}
    registers, shown = public_registers(replace(portal, ledgers=ledgers), as_of, known, policies, masked_enterprises(portal, cuts))
    shown_portal = replace(
        portal,
        **registers,
        enterprises={**shown, **enterprises},
        ledgers=ledgers,
        policies=policies,
        published={id_: period for id_, period in portal.published.items() if period.as_of <= as_of},
        issues=[_with_known_references(issue, known, policies, registers) for issue in issues],
    )
    return _without_unknown_targets(shown_portal, known)


#: The Markdown of each kind of record: what it refers to must be published too.
_MARKDOWN = {"issues": "description", "sessions": "summary", "programmes": "explanation", "policies": "steps"}


def _without_unknown_targets(portal: Portal, known: Container[str]) -> Portal:
    """Return a public portal whose texts refer to nothing that is not in it: a name alone would tell."""

    def is_known(target: str) -> bool:
        return names_a_record(target, portal, known)

    def cleaned(record: Any, name: str) -> Any:
        text = getattr(record, name)
        return schema.replace(record, **{name: drop_references(text, is_known)}) if "[[" in text else record

    changes: dict[str, Any] = {"issues": [cleaned(issue, "description") if "[[" in issue.description else issue for issue in portal.issues]}
    for attribute, name in _MARKDOWN.items():
        if attribute != "issues":
            changes[attribute] = {id_: cleaned(record, name) for id_, record in getattr(portal, attribute).items()}
    return replace(portal, **changes)


def masked_enterprises(portal: Portal, cuts: Mapping[str, dt.date]) -> set[str]:
    """Return the enterprises that a published issue hides though it names the team that serves them: the team must not tell.

    What events say after the cut of their ledger is not yet known.
    """
    serving = {team.id: team.enterprises for team in portal.teams.values()}
    found = set()
    for issue in portal.issues if serving else ():
        ledger = portal.ledgers.get(issue.ledger)
        if not (issue.enterprise and ledger and is_public(issue, ledger)) or display(issue, ledger) == "named":
            continue
        cut = cuts.get(issue.ledger, dt.date.max)
        teams = (issue.team, *(event.task_force for event in issue.timeline if event.date <= cut))
        if issue.received <= cut and any(issue.enterprise in serving.get(team, ()) for team in teams if team):
            found.add(issue.enterprise)
    return found


_INTERNAL_ISSUE = dict.fromkeys(schema.internal_names(Issue), "")
_INTERNAL_EVENT = dict.fromkeys(schema.internal_names(Event), "")


def _public_issue(
    issue: Issue, ledger: Ledger, portal: Portal, enterprises: dict[str, Enterprise], cut: dt.date,
) -> Issue:  # fmt: skip
    if retraction := next((event for event in issue.timeline if event.event == "retracted"), None):
        # what was withdrawn by rule leaves nothing but its number and the rule
        # and so at every cut: what it was before is not told either
        bare = Event(date=min(retraction.date, cut), event="retracted", basis=retraction.basis)
        return Issue(id=issue.id, title="", received=issue.received, ledger=issue.ledger, category=issue.category,
                     timeline=(bare,), origin=issue.origin)  # fmt: skip
    timeline = tuple([_public_event(event) for event in issue.timeline if event.date <= cut and _is_public_event(event)])
    shown = _shown_enterprise(issue, ledger, portal, enterprises)
    changed: Issue = schema.replace(issue, timeline=timeline, enterprise=shown, consent=None,
                                    attachments=public_attachments(issue.attachments), **_INTERNAL_ISSUE)  # fmt: skip
    return changed


def _is_public_event(event: Event) -> bool:
    return event.disclosure in ("", "public") and not EVENTS[event.event].internal


def _public_event(event: Event) -> Event:
    if event.attachments or any(getattr(event, name) for name in _INTERNAL_EVENT):
        cleaned: Event = schema.replace(event, attachments=public_attachments(event.attachments), **_INTERNAL_EVENT)
        return cleaned
    return event


def _shown_enterprise(issue: Issue, ledger: Ledger, portal: Portal, shown: dict[str, Enterprise]) -> str:
    """Return the key under which the enterprise of `issue` is in `shown`, added there if need be; "" where hidden.

    A masked enterprise has neither its id nor its name there, only what it is masked by.
    """
    enterprise = portal.enterprises.get(issue.enterprise)
    mode = display(issue, ledger)
    if enterprise is None or mode == "hidden":
        return ""
    if mode == "named":
        shown.setdefault(enterprise.id, enterprise)
        return enterprise.id
    key = f"{enterprise.industry}:{enterprise.park}"
    if key not in shown:
        shown[key] = Enterprise(id=key, name="", industry=enterprise.industry, park=enterprise.park)
    return key


#: What issues and their events name of the registers.
_NAMED = (("session", "sessions"), ("team", "teams"), ("cause", "causes"), ("project", "projects"))
_named = attrgetter(*(name for name, _ in _NAMED))
_NAMED_BY_EVENTS = (("slip", "slips"), ("task_force", "teams"))


def _with_known_references(
    issue: Issue, known: set[str], policies: Container[str], registers: Mapping[str, Container[str]],
) -> Issue:  # fmt: skip
    changes: dict[str, object] = {}
    if any(_named(issue)):
        for name, register in _NAMED:
            if (id_ := getattr(issue, name)) and id_ not in registers[register]:
                changes[name] = ""
    if issue.follows and issue.follows not in known:
        changes["follows"] = ""
    if not all(id_ in policies for id_ in issue.policies):
        changes["policies"] = tuple(id_ for id_ in issue.policies if id_ in policies)
    if not known.issuperset(issue.related):
        changes["related"] = tuple(id_ for id_ in issue.related if id_ in known)
    if issue.part_of and issue.part_of not in known:
        changes["part_of"] = ""
    if any(event.into or event.slip or event.task_force for event in issue.timeline):
        changes["timeline"] = tuple(_event_with_known_references(event, known, registers) for event in issue.timeline)
    changed: Issue = schema.replace(issue, **changes) if changes else issue
    return changed


def _event_with_known_references(event: Event, known: set[str], registers: Mapping[str, Container[str]]) -> Event:
    changes = {name: "" for name, register in _NAMED_BY_EVENTS if (id_ := getattr(event, name)) and id_ not in registers[register]}
    if event.into and event.into not in known:
        changes["into"] = ""
    changed: Event = schema.replace(event, **changes) if changes else event
    return changed


_EVENT_TEXTS = ("note", "reason", "basis", "to", "number")
_event_texts = attrgetter(*_EVENT_TEXTS)


def public_texts(issue: Issue) -> list[str]:
    """Return every free text of `issue` that publication shows."""
    texts = [issue.title, issue.description, *(text for _, text in _exhibited(issue.attachments))]
    for event in issue.timeline:
        if _is_public_event(event):
            texts += _event_texts(event)
            texts.append("\n".join(event.measures) if event.measures else "")
            if event.attachments:
                texts += [text for _, text in _exhibited(event.attachments)]
    return texts


def public_text_paths(issue: Issue) -> list[tuple[str | int, ...]]:
    """Return where each of `public_texts` stands in the record."""
    paths: list[tuple[str | int, ...]] = [("title",), ("description",), *(path for path, _ in _exhibited(issue.attachments))]
    for index, event in enumerate(issue.timeline):
        if _is_public_event(event):
            paths += [("timeline", index, name) for name in (*_EVENT_TEXTS, "measures")]
            paths += [("timeline", index, *path) for path, _ in _exhibited(event.attachments)]
    return paths


def _exhibited(attachments: Sequence[Attachment]) -> list[tuple[tuple[str | int, ...], str]]:
    """Return the texts of public attachments, each with where it stands."""
    public = [(index, one) for index, one in enumerate(attachments) if one.disclosure == "public"]
    return [(("attachments", index, name), getattr(one, name)) for index, one in public for name in ("title", "alt")]
