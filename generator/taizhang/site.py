"""The site: the public portal as its pages see it, in one language: names, words, addresses and groups."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.claims import Proof
from taizhang.counts import MONEY, in_yuan, money
from taizhang.deadlines import Due
from taizhang.facts import Facts
from taizhang.markup import REFERENCE_KINDS, Reference
from taizhang.periods import Period
from taizhang.portal import attribute, programme_cut
from taizhang.records import NOWHERE, Duration, Enterprise, Issue, Ledger, Named, Origin, Result, Unit
from taizhang.registers import Programme, Series
from taizhang.settings import Intake
from taizhang.shards import PAGES, shard_names
from taizhang.vocabulary import VOCABULARIES
from taizhang.words import Words


class Link(NamedTuple):
    """A text and where it leads; `href` is empty where there is nothing to lead to."""

    label: str
    href: str = ""


#: One line of a facts table: its label, and texts that may lead somewhere. Hashable, as equal lines are rendered once.
Row = tuple[str, tuple[tuple[str, str], ...]]


class Page(NamedTuple):
    """One generated page: the section whose frame it is stamped from, its address, its last change, its view.

    `shard` is the part of the search index it goes to, if its view marks what is searched; `alone` is the issue whose page it is,
    if the page shows no other issue.
    """

    section: str
    address: str
    changed: dt.date | None
    make: "Callable[[], View]"
    shard: str = PAGES
    alone: Issue | None = None


class View:
    """What every generated page has; its template prints it. `css` are rules that hold on this page only."""

    template: str
    title: str
    heading: str
    description_line: str
    crumbs: Sequence[Link] = ()
    column = True
    demo = False
    source = ""
    css = ""
    #: The attributes of the heading of a page that is searched.
    marks = ""
    #: The query of the search page that finds what a list of several pages lists.
    explore = ""
    origin: Origin = NOWHERE


_SINGULAR = {
    "units": "unit", "policies": "policy", "ledgers": "ledger", "programmes": "programme", "sessions": "session", "slips": "slip",
    "teams": "team", "causes": "cause", "projects": "project",
}  # fmt: skip


class Site:
    """The public portal as its pages see it, in one language."""

    def __init__(
        self, facts: Facts, language: str, proofs: Sequence[Proof] = (), audience: str = "public", attachments: Path = Path(),
        *, search: bool = False,
    ) -> None:  # fmt: skip
        self.facts, self.portal = facts, facts.portal
        self.search = search
        self.attachments = attachments
        self.proofs = proofs
        self.audience = audience
        self.language = language
        self.t = Words("ui", language)
        self.method = Words("method", language)
        self.cases, self.groups, self.cuts, self.as_of = facts.cases, facts.groups, facts.cuts, facts.as_of
        self.by_id = {case.issue.id: case for case in self.cases}
        self._bases: dict[str, str] = {}
        self._topics: dict[str, Link] = {}
        self._days: dict[dt.date | None, str] = {}
        self.intake = next(iter(self.portal.settings.intake), Intake())
        self.terms = {name: {term.id: term.label(language) for term in vocabulary} for name, vocabulary in VOCABULARIES.items()}
        self._unit_links = {id_: self._unit_link(unit) for id_, unit in self.portal.units.items()}

    @cached_property
    def shards(self) -> Mapping[tuple[int, int], str]:
        """The part of the search index that the issues received in a month go to, by year and month."""
        return shard_names(case.issue.received for case in self.cases)

    def shows(self, section: str) -> bool:
        """Tell whether a section is for the readers this site is built for."""
        setting = getattr(self.portal.sections, section)
        return setting == "public" or (setting == "internal" and self.audience == "internal")

    # --- words ---

    def say(self, key: str, **values: object) -> str:
        """Return the interface text `key` with `values` filled in."""
        return getattr(self.t, key).format_map(values)  # type: ignore[no-any-return]

    def term(self, vocabulary: str, id_: str) -> str:
        """Return the label of a term; "" for none."""
        return self.terms[vocabulary][id_] if id_ else ""

    def day(self, day: dt.date | None) -> str:
        """Return a day as YYYY-MM-DD, "" for none. There are few days and many issues."""
        if day not in self._days:
            self._days[day] = day.isoformat() if day else ""
        return self._days[day]

    def duration(self, duration: Duration) -> str:
        """Return a duration in words."""
        return self.say(f"duration_{duration[1]}", count=duration[0])

    def period(self, period: Period | None) -> str:
        """Return a period in words; none is all time."""
        if period is None:
            return self.t.all_time
        return self.say(f"period_{period.kind}", year=period.year, number=period.number, start=period.start, end=period.end)

    def scope(self, scope: str) -> str:
        """Return the name of a scope of figures."""
        kind, _, key = scope.partition(".")
        if kind in ("tier", "service"):
            return self.terms[kind][key]
        if kind in ("ledger", "programme", "series"):
            titled: Mapping[str, Ledger | Programme | Series] = getattr(self.portal, attribute(kind))
            return titled[key].title
        named: Mapping[str, Mapping[str, Named | Unit]] = {
            "unit": self.portal.units, "category": self.portal.categories, "channel": self.portal.channels,
        }  # fmt: skip
        return named[kind][key].name if key else self.t.whole_portal

    def due_text(self, due: Due) -> str:
        """Return a due date, marked where it is provisional."""
        return f"{self.day(due.date)}{self.t.provisional_mark}" if due.provisional else self.day(due.date)

    @cached_property
    def separator(self) -> str:
        """Return what stands between the items of a list in a line."""
        return "、" if self.language == "zh" else ", "

    @property
    def semicolon(self) -> str:
        """Return what stands between the clauses of a line."""
        return "；" if self.language == "zh" else "; "

    # --- names ---

    def _unit_link(self, unit: Unit) -> Link:
        address = f"../units/{unit.id}.html" if unit.id in self.groups.units or unit.id in self.groups.supporting else ""
        return Link(unit.short or unit.name, address)

    def unit(self, id_: str) -> Link:
        """Return the unit's short name and page."""
        return self._unit_links[id_]

    def enterprise(self, case: Case) -> str:
        """Return how the enterprise is shown: its name, what it is masked by, or nothing."""
        shown = self.portal.enterprises.get(case.issue.enterprise)
        if shown is None:
            return ""
        return shown.name or self.mask(shown)

    def mask(self, enterprise: Enterprise) -> str:
        """Return what is said of an enterprise that is not named."""
        industry = self.portal.industries[enterprise.industry].name if enterprise.industry else ""
        park = self.portal.parks[enterprise.park].name if enterprise.park else ""
        return self.say("masked_with_park" if park else "masked", industry=industry, park=park)

    def counted(self, id_: str, amount: Decimal) -> str:
        """Return what a count of a register comes to: money in 万元 or 亿元."""
        return self.money(amount) if id_ in MONEY else f"{amount.normalize():f}"

    def result(self, one: Result) -> str:
        """Return how much a result is: 500万元, 54."""
        return self.counted(one.kind, in_yuan(one.kind, one.amount))

    def money(self, amount: Decimal) -> str:
        """Return an amount in yuan in words: 1.4亿元, 140,000,000 yuan."""
        return money(amount) if self.language == "zh" else f"{amount:,.0f} yuan"

    def served(self, id_: str) -> Link:
        """Return an enterprise that a team serves or that needs something: its page where it is named, else its mask."""
        enterprise = self.portal.enterprises[id_]
        if enterprise.name:
            return Link(enterprise.name, f"../enterprises/{enterprise.id}.html")
        return Link(self.mask(enterprise))

    def record(self, kind: str, id_: str) -> Link:
        """Return a record's title and page; both empty for none."""
        if not id_:
            return Link("")
        if kind == "issue":
            return Link(self.title(self.by_id[id_]), f"../issues/{id_}.html")
        if kind == "session":
            return Link(self.session_title(id_), f"../sessions/{id_}.html")
        if kind == "unit":
            return self.unit(id_)
        if kind == "post":
            return Link(self.portal.posts[id_].name)
        if kind == "enterprise":
            return self.served(id_)
        if kind == "series":
            return Link(self.portal.series[id_].title, f"../sessions/series.{id_}.html")
        if kind == "resource":
            return Link(self.portal.resources[id_].title, f"../resources/index.html#{id_}")
        if kind == "level":
            return Link(id_)
        return Link(getattr(self.portal, attribute(kind))[id_].title, f"../{attribute(kind)}/{id_}.html")

    def records(self, kind: str, ids: Iterable[str]) -> list[Link]:
        """Return the titles and pages of several records."""
        return [self.record(kind, id_) for id_ in ids if id_]

    def session_title(self, id_: str) -> str:
        """Return what a session is called: its series and number, or its day."""
        session = self.portal.sessions[id_]
        series = self.portal.series[session.series].title
        return self.say("session_title", series=series, number=session.number) if session.number else f"{series}（{session.date}）"

    def topic_policies(self, category: str) -> Link:
        """Return the list of policies that help with a category; nothing where there is none."""
        if category not in self._topics:
            helps = any(category in policy.categories for policy in self.portal.policies.values())
            label = self.say("policies_by", facet=self.t.policy_need, value=self.portal.categories[category].name)
            self._topics[category] = Link(label, f"../policies/need.{category}.html" if helps else "")
        return self._topics[category]

    def programme_day(self, programme: str) -> dt.date:
        """Return the day up to which the registers of a programme are known."""
        return programme_cut(self.portal, programme, self.as_of)

    def is_demo(self, programme: str) -> bool:
        """Tell whether a programme's pages are marked as a demo."""
        return bool(programme) and self.portal.programmes[programme].demo

    def category(self, id_: str) -> Link:
        """Return the category's name and list."""
        return Link(self.portal.categories[id_].name, f"../categories/{id_}.html")

    def basis(self, ledger: Ledger) -> str:
        """Return up to when a ledger's data goes and whose it is."""
        if ledger.id not in self._bases:
            said = [self.say("updated", date=ledger.as_of)] if ledger.as_of else []
            said += [f"{self.t.source}：{ledger.source}"] if ledger.source else []
            self._bases[ledger.id] = "　".join(said)
        return self._bases[ledger.id]

    def title(self, case: Case) -> str:
        """Return the title of a case; one that was taken down by rule has none of its own."""
        return case.issue.title or self.t.retracted_title

    def resolve(self, target: str, base: str = "../") -> Reference | None:
        """Return where a `[[…]]` leads, relative to a page `base` below the root."""
        kind, _, name = target.replace("：", ":", 1).partition(":")
        if not name:
            case = self.by_id.get(kind)
            return Reference(f"{base}issues/{kind}.html", f"{kind} {self.title(case)}") if case else None
        name = name.strip()
        register = REFERENCE_KINDS.get(kind, "")
        if not register or name not in getattr(self.portal, register):
            return None
        link = self.record(_SINGULAR[register], name)
        return Reference(base + link.href.removeprefix("../"), link.label) if link.href else Reference(f"{base}units/", link.label)
