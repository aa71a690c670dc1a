"""The view of an issue: its page as plain worded data. Templates loop over it and print; they decide nothing."""

import datetime as dt
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from taizhang import markup
from taizhang.boards import alert_text
from taizhang.cases import Case
from taizhang.exhibits import exhibits
from taizhang.lifecycle import EVENTS
from taizhang.listings import when
from taizhang.marks import marks
from taizhang.records import Event, Origin, Result, Support
from taizhang.site import Link, Row, Site, View
from taizhang.status import WORKING
from taizhang.whys import whys

#: One of the four answers at the top of an issue: question, answer, where it leads, details, kind, warning (its level, its name,
#: its reason), countdown (the day, the days left in words, and both texts for the script that counts on).
Card = tuple[str, str, str, tuple[str, ...], str, tuple[str, ...], tuple[str, ...]]

#: One step of the step bar: label, day, mark (done, now, todo), the mark in words.
Step = tuple[str, str, str, str]

#: One entry of a timeline: its head (day and time, label, kind of event), facts, note.
Entry = tuple[tuple[str, str, str], Sequence[Row], str]


class IssueView(View):
    """An issue's page."""

    template = "issue.html"
    column = False

    def __init__(self, site: Site, case: Case) -> None:
        t, issue = site.t, case.issue
        ledger = site.portal.ledgers[issue.ledger]
        lead_label = ledger.labels.get("主办单位", t.lead) if ledger.labels else t.lead
        self.id = issue.id
        self.title = site.title(case)
        self.crumbs = (Link(t.issues, "index.html"), Link(ledger.title, f"../ledgers/{ledger.id}.html"))
        self.demo = ledger.demo
        self.cards = _cards(site, case)
        self.steps = _steps(site, case)
        self.whys = whys(site, case)
        self.description = markup.render(issue.description, site.resolve)
        self.facts = _facts(site, case)
        self.timeline = [_entry(site, event, lead_label) for event in issue.timeline]
        self.links = _links(site, case)
        attached = [*issue.attachments, *(one for event in issue.timeline if event.attachments for one in event.attachments)]
        self.exhibits = exhibits(site, attached).items if attached else ()
        self.source = ledger.source
        self.basis = site.basis(ledger)
        self.origin: Origin = issue.origin
        self.description_line = markup.summary(issue.description) or self.title
        self.permalink = f"{issue.id}.html"
        self.marks = _marks(site, case) if site.search else ""


def stands_alone(site: Site, case: Case) -> bool:
    """Tell whether the page of an issue shows no other issue and no file."""
    issue, facts = case.issue, site.facts
    return not (
        issue.related or issue.part_of or issue.follows or issue.attachments or case.parts or "[[" in issue.description
        or issue.id in facts.parts or issue.id in facts.by("follows") or any(event.into or event.attachments for event in issue.timeline)
    )  # fmt: skip


def _marks(site: Site, case: Case) -> str:
    """Return what the issue is filtered and sorted by; only what is open is sorted by its limit."""
    issue, now = case.issue, case.now
    received, said = site.day(issue.received), when(site, now.handled_on, now.due)
    if issue.part_of:  # no list has it: it is found by its words only
        return marks({"kind": "part"}, {"received": received}, {"when": said})
    alert = site.facts.alerts.get(issue.id) if site.shows("warnings") else None
    return marks(
        {
            "kind": "issue", "ledger": issue.ledger, "unit": now.lead, "category": issue.category, "state": now.state,
            "warning": alert.level if alert else "", "year": received[:4], "tier": now.tier, "channel": issue.channel,
        },
        {"received": received, "due": site.day(now.due.date) if now.due and not now.handled_on else ""},
        {"when": said},
    )  # fmt: skip


def _cards(site: Site, case: Case) -> Sequence[Card]:
    t, issue, now = site.t, case.issue, case.now
    unit = site.portal.units.get(now.lead)
    intake = site.intake
    where = []
    if now.outcome:
        where.append(site.say("outcome_is", outcome=site.term("outcome", now.outcome)))
    if now.round > 1:
        where.append(site.say("round_is", round=now.round))
    if now.paused_on:
        where.append(site.say("paused_since", date=now.paused_on))
    if now.review and now.state == "carried":
        where.append(site.say("review_on", date=now.review))
    lead = site.unit(now.lead) if now.lead else Link(t.nobody_yet)
    alert = site.facts.alerts.get(issue.id) if site.shows("warnings") else None
    warning = (alert.level, site.say(f"alert_{alert.level}"), alert_text(site, alert)) if alert else ()
    when, detail = _when(site, case)
    telephone = unit.telephone if unit and unit.telephone else intake.hotline
    call = [lead.label if unit and unit.telephone else t.hotline] if telephone else []
    call += [intake.hours] if intake.hours and telephone else []
    return (
        (t.where, site.term("state", now.state), f"state.{now.state}.html", tuple(where), "state", (), ()),
        (t.who, lead.label, lead.href, _supported(site, now.support), "unit", (), ()),
        (t.when, when, "", tuple(detail), "due", warning, _countdown(site, case)),
        (t.call, telephone or t.no_telephone, f"tel:{telephone.replace(' ', '')}" if telephone else "", tuple(call), "call", (), ()),
    )


def _supported(site: Site, units: Sequence[str]) -> tuple[str, ...]:
    return (site.say("supported_by", units=site.separator.join([site.unit(id_).label for id_ in units])),) if units else ()


def _countdown(site: Site, case: Case) -> tuple[str, ...]:
    """Return the limit of `case`, the days left in words, and both texts for the script that counts on; nothing where none runs."""
    now = case.now
    if now.due is None or now.state not in WORKING or now.paused_on or now.ran_out or now.due.date < case.cut:
        return ()
    left = site.say("days_left", as_of=case.cut, count=(now.due.date - case.cut).days)
    return site.day(now.due.date), left, site.say("countdown_left", n="%n"), site.say("countdown_over", as_of=case.cut)


def _when(site: Site, case: Case) -> tuple[str, list[str]]:
    """Return the answer to 什么时候办结 and its details."""
    t, now = site.t, case.now
    detail = []
    if now.due:
        if now.handled_on:
            detail.append(site.say("limit_was", date=site.due_text(now.due)))
        if now.late_extensions:
            detail.append(t.extended_late)
        if now.extensions and now.first_due and now.first_due.date != now.due.date:
            detail.append(site.say("extended_times", count=now.extensions, first=now.first_due.date))
            if not now.handled_on and now.is_overdue(case.cut):
                detail.append(site.say("extended_to", date=site.due_text(now.due)))
        if now.due.provisional:
            detail.append(t.provisional)
    if now.handled_on:
        return site.say("handled_on", date=site.day(now.handled_on)), detail
    if now.state in _WITHOUT_LIMIT:
        return t.not_applicable, []
    if now.state == "carried" and now.review:
        return site.say("review_on", date=now.review), detail
    if now.due and now.is_overdue(case.cut):
        return site.say("past_limit", date=site.day((now.ran_out or now.due).date)), detail
    if now.due:
        return site.say("due_by", date=site.due_text(now.due)), detail
    return t.no_limit, detail


_WITHOUT_LIMIT = frozenset({"declined", "referred", "withdrawn", "merged", "retracted"})

#: How many steps are behind an issue in each state; states that are not here came to rest aside.
_STEPS_TAKEN = {
    "pending_acceptance": 0, "pending_assignment": 1, "pending_signature": 2, "in_progress": 2, "handled": 4, "cleared": 5,
}  # fmt: skip


def _steps(site: Site, case: Case) -> list[Step]:
    """Return the step bar: what is done with its day, where it stands now, what is to come."""
    t, now = site.t, case.now
    accepted = assigned = ""
    for event in case.issue.timeline:
        if event.event == "accepted":
            accepted = accepted or site.day(event.date)
        elif event.event == "assigned":
            assigned = assigned or site.day(event.date)
    steps = [(t.step_accepted, accepted), (t.step_assigned, assigned), (t.step_in_progress, ""),
             (t.step_handled, site.day(now.handled_on)), (t.step_cleared, site.day(now.cleared_on))]  # fmt: skip
    taken = _STEPS_TAKEN.get(now.state)
    if taken is None:
        done = [(label, day, "done", t.step_done) for label, day in steps if day]
        return [*done, (site.term("state", now.state), site.day(now.start), "now", t.step_now)]
    bar = []
    for number, (label, day) in enumerate(steps):
        if number == 1 and not assigned and now.handled_on:
            continue  # settled on the spot, without an assignment
        if number < taken:
            bar.append((label, day, "done", t.step_done))
        else:
            bar.append((label, "", "now", t.step_now) if number == taken else (label, "", "todo", t.step_todo))
    return bar


def _facts(site: Site, case: Case) -> list[Row]:
    """Return what the four answers do not say."""
    t, issue, now, terms = site.t, case.issue, case.now, site.terms
    received = f"{site.day(issue.received)} {issue.received_time}" if issue.received_time else site.day(issue.received)
    rows: list[Row] = [
        (t.enterprise, ((site.enterprise(case), ""),)),
        (t.kind, ((terms["kind"][issue.kind] if issue.title else "", ""),)),
        (t.category, (site.category(issue.category),) if issue.category else ()),
        (t.channel, ((site.portal.channels[issue.channel].name if issue.channel else "", ""),)),
        (t.session_raised_at, (site.record("session", issue.session),) if issue.session else ()),
        (t.team_following, (site.record("team", issue.team),) if issue.team else ()),
        (t.received, ((received, ""),)),
        (t.tier, ((terms["tier"].get(now.tier, ""), ""),)),
        (t.measures, tuple([(text, "") for text in now.measures])),
        (t.enterprise_says, ((terms["enterprise_says"].get(now.enterprise_says, ""), ""),)),
        (t.rating, ((terms["rating"].get(now.rating, ""), ""),)),
    ]
    return [row for row in rows if row[1] and row[1][0][0]]


def _entry(site: Site, event: Event, lead_label: str) -> Entry:
    """Return one event in words."""
    rows: list[Row] = []
    values, shown = _SHOWN[event.event]
    for value, (name, show) in zip(values(event), shown, strict=True):
        if value:
            rows.append((lead_label if name == "lead" else getattr(site.t, name), show(site, value)))
    date = f"{site.day(event.date)} {event.time}" if event.time else site.day(event.date)
    return (date, site.terms["event"][event.event], event.event), rows, event.note


Show = Callable[[Site, Any], tuple[tuple[str, str], ...]]


def _term(vocabulary: str) -> Show:
    return lambda site, id_: ((site.terms[vocabulary][id_], ""),)


def _unit(site: Site, id_: str) -> tuple[tuple[str, str], ...]:
    return (site.unit(id_),)


def _day(site: Site, day: dt.date) -> tuple[tuple[str, str], ...]:
    return ((site.day(day), ""),)


def _text(_: Site, text: str) -> tuple[tuple[str, str], ...]:
    return ((text, ""),)


def _post(site: Site, id_: str) -> tuple[tuple[str, str], ...]:
    return ((site.portal.posts[id_].name, ""),)


def result_text(site: Site, one: Result) -> str:
    """Return a result in words: 融资到位 500万元."""
    return f"{site.term('result', one.kind)} {site.result(one)}"


def _supporting(site: Site, one: Support) -> tuple[str, str]:
    label, href = site.unit(one.unit)
    limit = site.duration(one.within) if one.within else site.day(one.due)
    return (site.say("supports_within", unit=label, limit=limit) if limit else label), href


#: How each field of an event is shown, in the order in which it is shown.
_FIELDS: dict[str, Show] = {
    "lead": _unit,
    "support": lambda site, support: tuple([_supporting(site, one) for one in support]),
    "unit": _unit,
    "tier": _term("tier"),
    "within": lambda site, duration: ((site.duration(duration), ""),),
    "due": _day,
    "rule": _text,
    "measures": lambda _, texts: tuple([(text, "") for text in texts]),
    "task_force": lambda site, id_: (site.record("team", id_),),
    "slip": lambda site, id_: (site.record("slip", id_),),
    "results": lambda site, results: tuple([(result_text(site, one), "") for one in results]),
    "to": _text,
    "into": lambda _, id_: ((id_, f"{id_}.html"),),
    "means": _term("supervision"),
    "number": _text,
    "outcome": _term("outcome"),
    "reached": _term("reached"),
    "enterprise_says": _term("enterprise_says"),
    "rating": _term("rating"),
    "reply": _term("reply"),
    "verified_by": lambda site, ids: tuple([(site.terms["verifier"][id_], "") for id_ in ids]),
    "review": _day,
    "asked": _day,
    "post": _post,
    "approved_by": _post,
    "reason": _text,
    "basis": _text,
}
#: The fields that an event of each kind may show: what gets their values, and the fields.
_SHOWN = {
    kind.id: (attrgetter(*names), tuple((name, _FIELDS[name]) for name in names))
    for kind in EVENTS.values()
    for names in [[name for name in _FIELDS if name in {*kind.needs, *kind.carries, "post", "reason", "basis"}]]
}


def _links(site: Site, case: Case) -> list[tuple[str, list[Link]]]:
    """Return what the issue is linked with, under its headings."""
    t, issue, facts = site.t, case.issue, site.facts
    policies = [site.record("policy", id_) for id_ in issue.policies if id_ in site.portal.policies]
    topic = site.topic_policies(issue.category) if not policies and issue.category else Link("")
    parts = [Link(site.title(part), f"{part.issue.id}.html") for part in facts.parts.get(issue.id, ())]
    related = [Link(site.title(site.by_id[id_]), f"{id_}.html") for id_ in (*issue.related, issue.part_of) if id_ in site.by_id]
    before = [site.record("issue", issue.follows)] if issue.follows in site.by_id else []
    after = [site.record("issue", case.issue.id) for case in facts.by("follows").get(issue.id, ())]
    return [
        row
        for row in (
            (t.related_policies, policies), (t.policies_for_topic, [topic] if topic.href else []), (t.parts, parts),
            (t.followed_from, before), (t.followed_by, after), (t.cause_of, site.records("cause", [issue.cause])),
            (t.project, site.records("project", [issue.project])), (t.related, related),
        )
        if row[1]
    ]  # fmt: skip
