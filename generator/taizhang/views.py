"""The view of an issue: its page as plain worded data. Templates loop over it and print; they decide nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from taizhang import markup
from taizhang.cases import Case
from taizhang.records import Event, Origin
from taizhang.site import Link, Site, links
from taizhang.status import Span


class Row(NamedTuple):
    """One line of a facts table: a label and lines of text, links or safe HTML."""

    label: str
    values: Sequence[Link | Markup | str]


class Step(NamedTuple):
    """One step of the step bar; `mark` is done, now or todo, `word` says so in words."""

    label: str
    date: str
    mark: str
    word: str


class Entry(NamedTuple):
    """One entry of a timeline."""

    date: str
    time: str
    label: str
    kind: str
    rows: Sequence[Row]
    note: str


class Card(NamedTuple):
    """One of the four answers at the top of an issue."""

    question: str
    answer: Link
    detail: Sequence[str]
    kind: str


class IssueView:
    """An issue's page."""

    template = "issue.html"
    column = False

    def __init__(self, site: Site, case: Case) -> None:
        t = site.t
        issue, now = case.issue, case.now
        ledger = site.portal.ledgers[issue.ledger]
        self.id = issue.id
        self.title = site.title(case)
        self.ledger = Link(ledger.title, f"../ledgers/{ledger.id}.html")
        self.demo = ledger.demo
        self.kind = site.term("kind", issue.kind)
        self.state = now.state
        self.state_label = site.term("state", now.state)
        self.enterprise = site.enterprise(case)
        self.lead_label = site.ledger_label(ledger, "主办单位", t.lead)
        self.cards = _cards(site, case)
        self.steps = _steps(site, case)
        self.description = markup.render(issue.description, site.resolve)
        self.facts = _facts(site, case, self)
        self.timeline = [_entry(site, event, self.lead_label) for event in issue.timeline]
        self.policies = [Link(site.portal.policies[id_].title, f"../policies/{id_}.html") for id_ in issue.policies if id_ in site.portal.policies]
        self.related = [Link(site.title(site.by_id[id_]), f"{id_}.html") for id_ in (*issue.related, issue.part_of) if id_ in site.by_id]
        self.parts = [Link(site.title(part), f"{part.issue.id}.html") for part in site.parts.get(issue.id, ())]
        self.as_of = str(site.cuts[issue.ledger]) if ledger.as_of else ""
        self.source = ledger.source
        self.origin: Origin = issue.origin
        self.description_line = markup.summary(issue.description) or self.title
        self.permalink = f"{issue.id}.html"


def _cards(site: Site, case: Case) -> list[Card]:
    t, now = site.t, case.now
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
    support = [site.unit(id_).label for id_ in now.support]
    who = [site.say("supported_by", units=site.separator.join(support))] if support else []
    when, detail = _when(site, now)
    telephone = unit.telephone if unit and unit.telephone else intake.hotline
    call = [unit.short or unit.name if unit and unit.telephone else t.hotline] if telephone else []
    call += [intake.hours] if intake.hours and telephone else []
    return [
        Card(t.where, Link(site.term("state", now.state), f"state.{now.state}.html"), where, "state"),
        Card(t.who, site.unit(now.lead) if now.lead else Link(t.nobody_yet), who, "unit"),
        Card(t.when, Link(when), detail, "due"),
        Card(t.call, Link(telephone, f"tel:{telephone.replace(' ', '')}") if telephone else Link(t.no_telephone), call, "call"),
    ]


def _when(site: Site, now: Span) -> tuple[str, list[str]]:
    """Return the answer to 什么时候办结 and its details."""
    t = site.t
    detail = []
    if now.due:
        if now.handled_on:
            detail.append(site.say("limit_was", date=site.due_text(now.due)))
        if now.extensions and now.first_due and now.first_due.date != now.due.date:
            detail.append(site.say("extended_times", count=now.extensions, first=now.first_due.date))
        if now.due.provisional:
            detail.append(t.provisional)
    if now.handled_on:
        return site.say("handled_on", date=now.handled_on), detail
    if now.state in ("declined", "referred", "withdrawn", "merged", "retracted"):
        return t.not_applicable, []
    if now.due:
        return site.say("due_by", date=site.due_text(now.due)), detail
    return t.no_limit, detail


def _steps(site: Site, case: Case) -> list[Step]:
    """Return the step bar: what is done with its day, where it stands now, what is to come."""
    t, now = site.t, case.now
    first: dict[str, str] = {}
    for event in case.issue.timeline:
        first.setdefault(event.event, str(event.date))
    accepted = first.get("accepted", "")
    assigned = first.get("assigned", "")
    on_site = not assigned and now.handled_on is not None
    dates = {
        "accepted": accepted,
        "assigned": assigned,
        "in_progress": "",
        "handled": str(now.handled_on or ""),
        "cleared": str(now.cleared_on or ""),
    }
    at = {
        "pending_acceptance": 0, "pending_assignment": 1, "pending_signature": 2, "in_progress": 2, "handled": 4, "cleared": 5,
        "carried": 4,
    }.get(now.state)  # fmt: skip
    labels = [(step, getattr(t, f"step_{step}")) for step in dates if not (on_site and step == "assigned")]
    order = list(dates)
    if at is None or now.state == "carried":
        # an aside state: the steps that were taken, and where it came to rest
        done = [Step(label, dates[step], "done", t.step_done) for step, label in labels if dates[step]]
        return [*done, Step(site.term("state", now.state), str(now.start), "now", t.step_now)]
    steps = []
    for step, label in labels:
        mark = "done" if order.index(step) < at else "now" if order.index(step) == at else "todo"
        steps.append(Step(label, dates[step] if mark == "done" else "", mark, getattr(t, f"step_{mark}")))
    return steps


def _facts(site: Site, case: Case, view: IssueView) -> list[Row]:
    t, issue, now = site.t, case.issue, case.now
    rows: list[tuple[str, Sequence[Link | Markup | str]]] = [
        (t.enterprise, [view.enterprise] if view.enterprise else []),
        (t.kind, [view.kind] if issue.title else []),
        (t.category, [site.category(issue.category)] if issue.category else []),
        (t.channel, [site.portal.channels[issue.channel].name] if issue.channel else []),
        (t.received, [f"{issue.received} {issue.received_time}".strip()]),
        (t.tier, [site.term("tier", now.tier)] if now.tier else []),
        (view.lead_label, [site.unit(now.lead)] if now.lead else []),
        (t.support, [links(site.unit(id_) for id_ in now.support)] if now.support else []),
        (t.measures, now.measures),
        (t.outcome, [site.term("outcome", now.outcome)] if now.outcome else []),
        (t.enterprise_says, [site.term("enterprise_says", now.enterprise_says)] if now.enterprise_says else []),
        (t.rating, [site.term("rating", now.rating)] if now.rating else []),
    ]
    return [Row(label, values) for label, values in rows if values]


def _entry(site: Site, event: Event, lead_label: str) -> Entry:
    """Return one event in words."""
    t = site.t
    rows: list[Row] = []

    def add(label: str, value: Link | Markup | str) -> None:
        if value:
            rows.append(Row(label, (value,)))

    if event.lead:
        add(lead_label, site.unit(event.lead))
    if event.support:
        add(t.support, links(site.unit(id_) for id_ in event.support))
    if event.unit:
        add(t.unit, site.unit(event.unit))
    if event.tier:
        add(t.tier, site.term("tier", event.tier))
    if event.within:
        add(t.within, site.duration(event.within))
    if event.due:
        add(t.due, str(event.due))
    if event.measures:
        rows.append(Row(t.measures, event.measures))
    for name in ("task_force", "slip", "to", "number"):
        if value := getattr(event, name):
            add(getattr(t, name), value)
    for name, post in (("post", event.post), ("approved_by", event.approved_by)):
        if post:
            add(getattr(t, name), site.portal.posts[post].name)
    for name in ("outcome", "enterprise_says", "rating", "reached", "reply"):
        if value := getattr(event, name):
            add(getattr(t, name), site.term(name, value))
    if event.means:
        add(t.means, site.term("supervision", event.means))
    if event.verified_by:
        add(t.verified_by, site.separator.join(site.term("verifier", id_) for id_ in event.verified_by))
    if event.into:
        add(t.into, Link(event.into, f"{event.into}.html"))
    if event.review:
        add(t.review, str(event.review))
    if event.asked:
        add(t.asked, str(event.asked))
    add(t.reason, event.reason)
    add(t.basis, event.basis)
    return Entry(str(event.date), event.time, site.term("event", event.event), event.event, rows, event.note)
