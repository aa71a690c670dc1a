"""The views of lists and of what leads to them: the home page, section indexes, lists of issues, units and policies."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taizhang import markup
from taizhang.cases import Case, Counts, Group, count
from taizhang.records import NOWHERE, Origin, Policy
from taizhang.site import Link, Site
from taizhang.views import Row

PAGE_LENGTH = 50
NEWEST = 12


class Pager(NamedTuple):
    """Which page of how many, and the links to the others."""

    number: int
    total: int
    previous: str
    next: str
    pages: Sequence[Link]


class Entry(NamedTuple):
    """One row of a section index: a list, what is said of it, and its counts."""

    name: Link
    note: str
    counts: Counts


class Tile(NamedTuple):
    """One headline number, what it counts, and the list of exactly these."""

    label: str
    value: int
    href: str
    basis: str


class Change(NamedTuple):
    """One of the newest changes."""

    date: str
    label: str
    title: Link
    unit: str


#: One issue in a list: id, title, unit, its page, state, its label, day of receipt, when handled or due, demo.
Line = tuple[str, str, str, str, str, str, str, str, bool]


def line(site: Site, case: Case) -> Line:
    """Return `case` as a list shows it."""
    issue, now = case.issue, case.now
    when = ""
    if now.handled_on:
        when = site.say("handled_short", date=site.day(now.handled_on))
    elif now.due:
        when = site.say("due_short", date=site.due_text(now.due))
    unit, href = site.unit(now.lead) if now.lead else (site.t.nobody_yet, "")
    return (
        issue.id, site.title(case), unit, href, now.state, site.terms["state"][now.state], site.day(issue.received), when,
        site.portal.ledgers[issue.ledger].demo and not site.portal.settings.demo,
    )  # fmt: skip


def page_address(address: str, number: int) -> str:
    """Return the address of page `number` of the list at `address` (without its ending)."""
    return f"{address}.html" if number == 1 else f"{address}.p{number}.html"


def pager(address: str, number: int, length: int) -> Pager:
    """Return the pager of page `number` of a list of `length` issues whose first page is `address`.html."""
    total = max(1, -(-length // PAGE_LENGTH))
    name = address.rpartition("/")[2]
    window = sorted({1, total, *range(max(1, number - 2), min(total, number + 2) + 1)})
    return Pager(
        number, total,
        page_address(name, number - 1) if number > 1 else "",
        page_address(name, number + 1) if number < total else "",
        [Link(str(n), page_address(name, n)) for n in window],
    )  # fmt: skip


class ListView:
    """One page of a list of issues: all, or those of one ledger, unit, category, state, outcome or year."""

    template = "list.html"
    column = True
    source = ""

    def __init__(
        self, site: Site, group: Group, number: int, *, address: str, title: str, crumb: Link | None, origin: Origin = NOWHERE,
        facts: Sequence[Row] = (), also: Group | None = None, demo: bool = False, note: str = "",
    ) -> None:  # fmt: skip
        self.title = title if number == 1 else site.say("title_page", title=title, number=number)
        self.heading = title
        self.crumbs = [crumb] if crumb else []
        self.origin = origin
        self.demo = demo
        self.note = note
        self.length = len(group.cases)
        self.cases = group.cases[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
        self.pager = pager(address, number, len(group.cases))
        self.facts = facts if number == 1 else ()
        self.also = list(also.cases[:PAGE_LENGTH]) if also and number == 1 else []
        self.description_line = site.say("list_description", title=title, count=self.length)


class IndexView:
    """A section's own page: a table of its lists with their counts."""

    template = "index.html"
    column = True
    source = ""

    def __init__(self, site: Site, title: str, head: str, entries: Sequence[Entry], *, origin: Origin = NOWHERE) -> None:
        self.title = self.heading = title
        self.crumbs: Sequence[Link] = ()
        self.head = head
        self.entries = entries
        self.origin = origin
        self.description_line = site.say("index_description", title=title, count=len(entries))


class HomeView:
    """The home page."""

    template = "home.html"
    column = True
    source = ""

    def __init__(self, site: Site) -> None:
        t, groups, settings = site.t, site.groups, site.portal.settings
        self.title = settings.title
        self.summary = settings.summary
        self.origin = settings.origin
        self.description_line = settings.summary or settings.title
        self.as_of = str(site.as_of)
        self.tiles = tiles(site)
        self.partition = [
            Tile(site.term("state", key), len(group.cases), f"issues/state.{key}.html", "") for key, group in groups.states.items()
        ]
        self.changes = list(newest(site))
        self.ledgers = ledger_entries(site, "ledgers/")
        self.categories = [Link(e.name.label, e.name.href) for e in category_entries(site, "categories/")]
        self.units = sorted(unit_entries(site, "units/"), key=lambda e: -e.counts.collected)[:12]
        self.years = [Link(e.name.label, e.name.href) for e in year_entries(site, "years/")]
        self.policies = [Link(p.title, f"policies/{p.id}.html") for p in site.portal.policies.values() if p.validity == "valid"][:8]
        self.policy_count = len(site.portal.policies)
        self.more = [Link(t.all_issues, "issues/")]


def tiles(site: Site) -> list[Tile]:
    """Return the headline numbers, each with the list of exactly the records it counts where there is one."""
    t, counts = site.t, count(site.groups.all.cases)
    outside = len(site.groups.all.cases) - counts.collected
    return [
        Tile(t.collected, counts.collected, "" if outside else "issues/", t.collected_basis),
        Tile(t.handled, counts.handled, "", t.handled_basis),
        Tile(t.solved, counts.solved, "issues/outcome.solved.html" if counts.solved else "", t.solved_basis),
        Tile(t.cleared, counts.cleared, "issues/state.cleared.html" if counts.cleared else "", t.cleared_basis),
    ]


def newest(site: Site) -> Iterable[Change]:
    """Yield the newest changes of all issues, newest first; events of one day by id."""
    latest = sorted(site.cases, key=lambda case: (-case.changed.toordinal(), case.issue.id))[:NEWEST]
    for case in latest:
        event = case.issue.timeline[case.now.event].event if case.now.event >= 0 else ""
        label = site.term("event", event) if event else site.t.received
        unit = site.unit(case.now.lead).label if case.now.lead else ""
        yield Change(str(case.changed), label, Link(site.title(case), f"issues/{case.issue.id}.html"), unit)


def ledger_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the ledgers with their counts."""
    return [
        Entry(
            Link(site.portal.ledgers[id_].title, f"{base}{id_}.html"),
            site.portal.ledgers[id_].summary,
            count(group.cases),
        )
        for id_, group in site.groups.ledgers.items()
    ]


def unit_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the units in order of establishment with the counts of what they are responsible for."""
    return [
        Entry(
            Link(unit.name, f"{base}{id_}.html"),
            unit.level,
            count(site.groups.units[id_].cases if id_ in site.groups.units else ()),
        )
        for id_, unit in site.portal.units.items()
        if id_ in site.groups.units or id_ in site.groups.supporting
    ]


def category_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the categories in the taxonomy's order with their counts."""
    return [
        Entry(Link(site.portal.categories[id_].name, f"{base}{id_}.html"), "", count(group.cases))
        for id_, group in site.groups.categories.items()
    ]


def year_entries(site: Site, base: str = "") -> list[Entry]:
    """Return the years of receipt, newest first, with their counts."""
    return [
        Entry(Link(site.say("year", year=year), f"{base}{year}.html"), "", count(group.cases)) for year, group in site.groups.years.items()
    ]


def ledger_facts(site: Site, id_: str) -> list[Row]:
    """Return what is said of a ledger above its list."""
    t, ledger = site.t, site.portal.ledgers[id_]
    period = f"{ledger.start or ''} – {ledger.end or ''}" if ledger.start or ledger.end else ""
    pairs = [
        (t.place, ledger.place), (t.programme, ledger.programme), (t.period, period),
        (t.as_of, str(ledger.as_of or "")), (t.source, ledger.source),
    ]  # fmt: skip
    return _rows((label, [Link(text)] if text else []) for label, text in pairs)


def _rows(pairs: Iterable[tuple[str, Sequence[Link]]]) -> list[Row]:
    """Return the rows that hold anything."""
    return [(label, tuple(items)) for label, items in pairs if items]


def unit_facts(site: Site, id_: str) -> list[Row]:
    """Return what is said of a unit above its list: who it is and how to reach it."""
    t, unit = site.t, site.portal.units[id_]
    counterpart = site.portal.units.get(unit.counterpart)
    policies = [Link(p.title, f"../policies/{p.id}.html") for p in site.portal.policies.values() if p.issuer == id_]
    pairs: list[tuple[str, Sequence[Link]]] = [
        (t.short, _text(unit.short)), (t.former, [Link(name) for name in unit.former]), (t.level, _text(unit.level)),
        (t.counterpart, [site.unit(counterpart.id)] if counterpart else []),
        (t.telephone, [Link(unit.telephone, f"tel:{unit.telephone.replace(' ', '')}")] if unit.telephone else []),
        (t.address, _text(unit.address)), (t.duties, _text(unit.duties)), (t.policies, policies),
    ]  # fmt: skip
    return _rows(pairs)


def _text(text: str) -> list[Link]:
    return [Link(text)] if text else []


class PolicyLine(NamedTuple):
    """One policy in the list of policies."""

    title: Link
    issuer: str
    benefit: str
    window: str
    claiming: str
    validity: str
    validity_label: str


class PoliciesView:
    """The list of policies."""

    template = "policies.html"
    column = True
    source = ""

    def __init__(self, site: Site) -> None:
        self.title = self.heading = site.t.policies
        self.crumbs: Sequence[Link] = ()
        self.origin = NOWHERE
        self.policies = [policy_line(site, policy) for policy in site.portal.policies.values()]
        self.description_line = site.say("index_description", title=self.title, count=len(self.policies))


def policy_line(site: Site, policy: Policy) -> PolicyLine:
    """Return `policy` as the list shows it."""
    return PolicyLine(
        Link(policy.title, f"{policy.id}.html"), site.unit(policy.issuer).label if policy.issuer else "", policy.benefit,
        window(site, policy), site.term("claiming", policy.claiming), policy.validity, site.term("validity", policy.validity),
    )  # fmt: skip


def window(site: Site, policy: Policy) -> str:
    """Return when a policy may be applied for, in words."""
    if policy.opens and policy.closes:
        return site.say("window", opens=policy.opens, closes=policy.closes)
    if policy.opens:
        return site.say("window_from", opens=policy.opens)
    if policy.closes:
        return site.say("window_until", closes=policy.closes)
    return site.t.window_open


class PolicyView:
    """A policy's page."""

    template = "policy.html"
    column = False
    source = ""

    def __init__(self, site: Site, policy: Policy, helped: Sequence[Case]) -> None:
        t = site.t
        self.title = self.heading = policy.title
        self.crumbs = (Link(t.policies, "index.html"),)
        self.origin = policy.origin
        self.description_line = markup.summary(policy.benefit) or policy.title
        self.validity, self.validity_label = policy.validity, site.term("validity", policy.validity)
        successors = [p for p in site.portal.policies.values() if policy.id in p.supersedes]
        self.successors = [Link(p.title, f"{p.id}.html") for p in successors]
        self.cards = [
            (t.policy_who, policy.beneficiaries), (t.policy_what, policy.benefit),
            (t.policy_when, window(site, policy)), (t.policy_how, f"{site.term('claiming', policy.claiming)}　{policy.entry}".strip()),
        ]  # fmt: skip
        self.telephone = policy.telephone
        self.conditions = policy.conditions
        self.materials = policy.materials
        self.steps = markup.render(policy.steps, site.resolve)
        replaced = [Link(site.portal.policies[id_].title, f"{id_}.html") for id_ in policy.supersedes if id_ in site.portal.policies]
        categories = [
            site.category(id_) if id_ in site.groups.categories else Link(site.portal.categories[id_].name) for id_ in policy.categories
        ]
        pairs: list[tuple[str, Sequence[Link]]] = [
            (t.issuer, [site.unit(policy.issuer)] if policy.issuer else []), (t.level, _text(policy.level)),
            (t.number, _text(policy.number)), (t.published, _text(str(policy.published or ""))),
            (t.validity, _text(self.validity_label)), (t.supersedes, replaced), (t.categories, categories),
            (t.original, [Link(t.original_link, policy.original)] if policy.original else []),
            (t.explanation, [Link(t.explanation_link, policy.explanation)] if policy.explanation else []),
        ]  # fmt: skip
        self.facts = _rows(pairs)
        self.cases = helped
