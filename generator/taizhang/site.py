"""The site: the public portal as its pages see it, in one language: names, words, addresses and groups."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.claims import Proof
from taizhang.deadlines import Due
from taizhang.facts import Facts
from taizhang.markup import Reference
from taizhang.periods import Period
from taizhang.portal import attribute
from taizhang.records import NOWHERE, Duration, Intake, Ledger, Named, Origin, Unit
from taizhang.registers import Programme, Series
from taizhang.vocabulary import VOCABULARIES
from taizhang.words import Words


class Link(NamedTuple):
    """A text and where it leads; `href` is empty where there is nothing to lead to."""

    label: str
    href: str = ""


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
    origin: Origin = NOWHERE


class Site:
    """The public portal as its pages see it, in one language."""

    def __init__(self, facts: Facts, language: str, proofs: Sequence[Proof] = (), audience: str = "public") -> None:
        self.facts, self.portal = facts, facts.portal
        self.proofs = proofs
        self.audience = audience
        self.language = language
        self.t = Words("ui", language)
        self.method = Words("method", language)
        self.cases, self.groups, self.cuts, self.as_of = facts.cases, facts.groups, facts.cuts, facts.as_of
        self.by_id = {case.issue.id: case for case in self.cases}
        self._bases: dict[str, str] = {}
        self._days: dict[dt.date | None, str] = {}
        self.intake = next(iter(self.portal.settings.intake), Intake())
        self.terms = {name: {term.id: term.label(language) for term in vocabulary} for name, vocabulary in VOCABULARIES.items()}
        self._unit_links = {id_: self._unit_link(unit) for id_, unit in self.portal.units.items()}

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
        if shown.name:
            return shown.name
        industry = self.portal.industries[shown.industry].name if shown.industry else ""
        park = self.portal.parks[shown.park].name if shown.park else ""
        return self.say("masked_with_park" if park else "masked", industry=industry, park=park)

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
        if kind in ("unit", "单位") and name in self.portal.units:
            link = self.unit(name)
            return Reference(base + link.href.removeprefix("../"), link.label) if link.href else Reference(f"{base}units/", link.label)
        if kind in ("policy", "政策") and name in self.portal.policies:
            return Reference(f"{base}policies/{name}.html", self.portal.policies[name].title)
        if kind in ("ledger", "台账") and name in self.portal.ledgers:
            return Reference(f"{base}ledgers/{name}.html", self.portal.ledgers[name].title)
        return None
