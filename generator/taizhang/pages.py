"""Pages: every section of a portal, and every generated page: its address, its frame and how its view is made."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from taizhang.alerts import LEVELS
from taizhang.boards import BoardView, UnitBoardView, alerted, unit_key
from taizhang.cases import Case, Group
from taizhang.causes import cause_pages
from taizhang.duties import duty_pages, ledgers_with_duties
from taizhang.escalation import escalated_ledgers, escalation_pages
from taizhang.evaluations import evaluation_pages
from taizhang.home import HomeView
from taizhang.listings import (
    PAGE_LENGTH,
    IndexView,
    ListView,
    category_entries,
    ledger_entries,
    ledger_facts,
    page_address,
    unit_entries,
    unit_facts,
    year_entries,
)  # fmt: skip
from taizhang.methods import MethodView
from taizhang.performance import PerformanceView, PeriodView, WeekView, periods
from taizhang.policies import policy_pages
from taizhang.programmes import programme_pages
from taizhang.projects import project_pages
from taizhang.proofs import ProofsView, claim_sheets, is_known
from taizhang.quality import QualityView
from taizhang.resources import resource_pages
from taizhang.searching import SearchView
from taizhang.sessions import session_pages
from taizhang.sheets import SheetsView, ordered_scopes, sheet_periods, view_of
from taizhang.site import Link, Page, Site, View
from taizhang.slips import slip_pages
from taizhang.teams import enterprise_pages, named, team_pages
from taizhang.views import IssueView, stands_alone


class Section(NamedTuple):
    """A section of the portal: its folder, its title and place in the navigation (words of the catalogue), and its pages.

    `lists` are those of its pages that list issues and show no figure: they need not wait for the figures to be counted.
    """

    name: str
    title: str
    group: str
    is_present: Callable[[Site], object]
    pages: Callable[[Site], Iterable[Page]]
    lists: Callable[[Site], Iterable[Page]] = lambda _: ()


def sections(site: Site) -> list[Section]:
    """Return the sections that have records and are for the readers of `site`; the home page is the section ""."""
    return [section for section in SECTIONS if section.is_present(site)]


def section_pages(site: Site) -> Iterator[Page]:
    """Return every generated page of `site` but lists and issues, always in the same order."""
    return chain.from_iterable(section.pages(site) for section in sections(site))


def list_pages(site: Site) -> Iterator[Page]:
    """Return the lists of issues. They need no figures."""
    return chain.from_iterable(section.lists(site) for section in sections(site))


def issue_pages(site: Site) -> Iterator[Page]:
    """Return the pages of the issues, newest first. They need no figures."""
    return (issue_page(site, case) for case in site.cases)


def issue_page(site: Site, case: Case) -> Page:
    """Return the page of one issue."""
    received = case.issue.received
    shard = site.shards[received.year, received.month]
    alone = case.issue if stands_alone(site, case) else None
    return Page("issues", f"issues/{case.issue.id}.html", case.changed, partial(IssueView, site, case), shard, alone)


def _home(site: Site) -> Iterator[Page]:
    yield Page("", "index.html", site.groups.all.changed, partial(HomeView, site))


def _issue_lists(site: Site) -> Iterator[Page]:
    t = site.t
    crumb = Link(t.issues, "index.html")
    yield from _list(site, "issues", "index", site.groups.all, title=t.all_issues, crumb=None, explore="kind=issue")
    for key, group in site.groups.states.items():
        yield from _list(site, "issues", f"state.{key}", group, title=site.term("state", key), crumb=crumb, explore=f"state={key}")
    for key, group in site.groups.outcomes.items():
        title = site.say("outcome_title", outcome=site.term("outcome", key))
        yield from _list(site, "issues", f"outcome.{key}", group, title=title, crumb=crumb)


def _ledgers(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "ledgers", partial(IndexView, site, t.ledgers, t.ledger, ledger_entries(site)))


def _ledger_lists(site: Site) -> Iterator[Page]:
    t = site.t
    for id_, group in site.groups.ledgers.items():
        ledger = site.portal.ledgers[id_]
        yield from _list(
            site, "ledgers", id_, group, title=ledger.title, crumb=Link(t.ledgers, "index.html"), origin=ledger.origin,
            facts=ledger_facts(site, id_), demo=ledger.demo, note=ledger.summary, explore=f"ledger={id_}", kind="ledger",
        )  # fmt: skip


def _units(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "units", partial(IndexView, site, t.units, t.unit_name, unit_entries(site)))


def _unit_lists(site: Site) -> Iterator[Page]:
    t = site.t
    for id_, unit in site.portal.units.items():
        lead, supporting = site.groups.units.get(id_), site.groups.supporting.get(id_)
        if lead or supporting:
            yield from _list(
                site, "units", id_, lead or Group("unit", id_, ()), title=unit.name, crumb=Link(t.units, "index.html"),
                origin=unit.origin, facts=unit_facts(site, id_), also=supporting, explore=f"unit={id_}", kind="unit",
            )  # fmt: skip


def _categories(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "categories", partial(IndexView, site, t.categories, t.category, category_entries(site)))


def _category_lists(site: Site) -> Iterator[Page]:
    t = site.t
    for id_, group in site.groups.categories.items():
        named = site.portal.categories[id_]
        yield from _list(
            site,
            "categories",
            id_,
            group,
            title=named.name,
            crumb=Link(t.categories, "index.html"),
            origin=named.origin,
            explore=f"category={id_}",
        )


def _years(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "years", partial(IndexView, site, t.years, t.year_received, year_entries(site)))


def _year_lists(site: Site) -> Iterator[Page]:
    t = site.t
    for year, group in site.groups.years.items():
        title = site.say("year_title", year=year)
        yield from _list(site, "years", year, group, title=title, crumb=Link(t.years, "index.html"), explore=f"year={year}")


def _index(site: Site, section: str, make: Callable[[], View]) -> Page:
    return Page(section, f"{section}/index.html", site.groups.all.changed, make)


def _list(site: Site, section: str, name: str, group: Group, **said: Any) -> Iterator[Page]:
    """Yield the pages of one list."""
    address = f"{section}/{name}"
    for number in range(1, max(1, -(-len(group.cases) // PAGE_LENGTH)) + 1):
        make = partial(ListView, site, group, number, address=address, **said)
        yield Page(section, page_address(address, number), group.changed, make)


def _warnings(site: Site) -> Iterator[Page]:
    t = site.t
    found = alerted(site)
    yield _index(site, "warnings", partial(BoardView, site, found))
    for level in LEVELS:
        cases = [one.case for one in found if one.alert.level == level]
        if cases:
            group = Group.of("alert", level, cases)
            crumb = Link(t.warnings, "index.html")
            yield from _list(
                site, "warnings", level, group, title=site.say(f"alert_{level}"), crumb=crumb, explore=f"warning={level}",
            )  # fmt: skip
    for key in dict.fromkeys(unit_key(one.case) for one in found):
        own = [one for one in found if unit_key(one.case) == key]
        yield Page("warnings", f"warnings/{key}.html", site.groups.all.changed, partial(UnitBoardView, site, key, own))


def _performance(site: Site) -> Iterator[Page]:
    yield _index(site, "performance", partial(PerformanceView, site))
    for kind, within in periods(site).items():
        view = WeekView if kind == "week" else PeriodView
        for period in within:
            yield Page("performance", f"performance/{period.key}.html", site.groups.all.changed, partial(view, site, period))


def _claims(site: Site) -> Iterator[Page]:
    yield _index(site, "claims", partial(ProofsView, site))
    for id_, make in claim_sheets(site):
        yield Page("claims", f"claims/{id_}.html", site.groups.all.changed, make)


def _method(site: Site) -> Iterator[Page]:
    yield Page("method", "method/index.html", None, partial(MethodView, site))


def _quality(site: Site) -> Iterator[Page]:
    yield _index(site, "quality", partial(QualityView, site))


def _sheets(site: Site) -> Iterator[Page]:
    yield _index(site, "sheets", partial(SheetsView, site))
    for scope in ordered_scopes(site):
        for period in sheet_periods(site, scope):
            address = f"sheets/{scope}{f'.{period.key}' if period else ''}.html"
            yield Page("sheets", address, site.groups.all.changed, partial(view_of, site, scope, period))


def _search(site: Site) -> Iterator[Page]:
    yield Page("search", "search/index.html", None, partial(SearchView, site))


def _has_cases(site: Site) -> bool:
    return bool(site.groups.all.cases)


#: Every section, in the order of the navigation.
SECTIONS = (
    Section("", "home", "", lambda _: True, _home),
    Section("issues", "all_issues", "issues", _has_cases, lambda _: (), _issue_lists),
    Section("ledgers", "ledgers", "issues", lambda site: site.groups.ledgers, _ledgers, _ledger_lists),
    Section("units", "units", "issues", lambda site: site.groups.units or site.groups.supporting, _units, _unit_lists),
    Section("categories", "categories", "issues", lambda site: site.groups.categories, _categories, _category_lists),
    Section("years", "years", "issues", lambda site: site.groups.years, _years, _year_lists),
    Section("causes", "causes", "issues", lambda site: site.portal.causes, cause_pages),
    Section("duties", "duty_lists", "issues", ledgers_with_duties, duty_pages),
    Section("escalation", "escalation", "issues", escalated_ledgers, escalation_pages),
    Section("policies", "policies", "", lambda site: site.portal.policies, policy_pages),
    Section("programmes", "programmes", "activities", lambda site: site.portal.programmes, programme_pages),
    Section("sessions", "sessions", "activities", lambda site: site.portal.series, session_pages),
    Section("slips", "slips", "activities", lambda site: site.portal.slips, slip_pages),
    Section("teams", "teams", "activities", lambda site: site.portal.teams, team_pages),
    Section("enterprises", "enterprises", "activities", named, enterprise_pages),
    Section("projects", "projects", "activities", lambda site: site.portal.projects, project_pages),
    Section("resources", "resources", "activities", lambda site: site.portal.resources, resource_pages),
    Section(
        "evaluations", "evaluations", "activities", lambda site: site.portal.evaluations and site.shows("evaluations"), evaluation_pages
    ),
    Section("performance", "performance", "statistics", lambda site: _has_cases(site) and site.shows("performance"), _performance),
    Section("warnings", "warnings", "statistics", lambda site: _has_cases(site) and site.shows("warnings"), _warnings),
    Section("claims", "claims", "statistics", lambda site: any(is_known(site, id_) for id_ in site.portal.claims), _claims),
    Section("sheets", "sheets", "statistics", _has_cases, _sheets),
    Section("method", "method", "statistics", _has_cases, _method),
    Section("quality", "quality", "statistics", lambda site: _has_cases(site) and site.shows("quality"), _quality),
    Section("search", "search", "", lambda site: site.search, _search),
)
