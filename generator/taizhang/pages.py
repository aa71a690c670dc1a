"""Pages: every generated page of a portal, its address, its frame and how its view is made."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from taizhang.cases import Case, Group
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
from taizhang.policies import PoliciesView, PolicyView
from taizhang.site import Link, Site
from taizhang.views import IssueView

View = IssueView | ListView | IndexView | HomeView | PoliciesView | PolicyView


class Page(NamedTuple):
    """One generated page: the section whose frame it is stamped from, its address, its last change, its view."""

    section: str
    address: str
    changed: dt.date | None
    make: Callable[[], View]


def sections(site: Site) -> list[str]:
    """Return the sections that have records, in order of the navigation; the home page is the section ""."""
    groups = site.groups
    present = {
        "": True,
        "issues": bool(groups.all.cases),
        "ledgers": bool(groups.ledgers),
        "units": bool(groups.units or groups.supporting),
        "categories": bool(groups.categories),
        "years": bool(groups.years),
        "policies": bool(site.portal.policies),
    }
    return [section for section, is_present in present.items() if is_present]


def pages(site: Site) -> Iterator[Page]:
    """Yield every generated page of `site`, always in the same order: lists first, then the issues themselves."""
    present = sections(site)
    makers = {
        "": _home, "issues": _issues, "ledgers": _ledgers, "units": _units, "categories": _categories, "years": _years,
        "policies": _policies,
    }  # fmt: skip
    return chain(chain.from_iterable(makers[section](site) for section in present), _each_issue(site))


def _home(site: Site) -> Iterator[Page]:
    yield Page("", "index.html", site.groups.all.changed, partial(HomeView, site))


def _issues(site: Site) -> Iterator[Page]:
    t = site.t
    crumb = Link(t.issues, "index.html")
    yield from _list(site, "issues", "index", site.groups.all, title=t.all_issues, crumb=None)
    for key, group in site.groups.states.items():
        yield from _list(site, "issues", f"state.{key}", group, title=site.term("state", key), crumb=crumb)
    for key, group in site.groups.outcomes.items():
        title = site.say("outcome_title", outcome=site.term("outcome", key))
        yield from _list(site, "issues", f"outcome.{key}", group, title=title, crumb=crumb)


def _each_issue(site: Site) -> Iterator[Page]:
    for case in site.cases:
        yield Page("issues", f"issues/{case.issue.id}.html", case.changed, partial(IssueView, site, case))


def _ledgers(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "ledgers", partial(IndexView, site, t.ledgers, t.ledger, ledger_entries(site)))
    for id_, group in site.groups.ledgers.items():
        ledger = site.portal.ledgers[id_]
        yield from _list(
            site, "ledgers", id_, group, title=ledger.title, crumb=Link(t.ledgers, "index.html"), origin=ledger.origin,
            facts=ledger_facts(site, id_), demo=ledger.demo, note=ledger.summary,
        )  # fmt: skip


def _units(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "units", partial(IndexView, site, t.units, t.unit_name, unit_entries(site)))
    for id_, unit in site.portal.units.items():
        lead, supporting = site.groups.units.get(id_), site.groups.supporting.get(id_)
        if lead or supporting:
            yield from _list(
                site, "units", id_, lead or Group("unit", id_, ()), title=unit.name, crumb=Link(t.units, "index.html"),
                origin=unit.origin, facts=unit_facts(site, id_), also=supporting,
            )  # fmt: skip


def _categories(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "categories", partial(IndexView, site, t.categories, t.category, category_entries(site)))
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
        )


def _years(site: Site) -> Iterator[Page]:
    t = site.t
    yield _index(site, "years", partial(IndexView, site, t.years, t.year_received, year_entries(site)))
    for year, group in site.groups.years.items():
        title = site.say("year_title", year=year)
        yield from _list(site, "years", year, group, title=title, crumb=Link(t.years, "index.html"))


def _policies(site: Site) -> Iterator[Page]:
    yield Page("policies", "policies/index.html", None, partial(PoliciesView, site))
    helped: dict[str, list[Case]] = {}
    for case in site.cases:
        for id_ in case.issue.policies:
            helped.setdefault(id_, []).append(case)
    for policy in site.portal.policies.values():
        yield Page(
            "policies", f"policies/{policy.id}.html", policy.published, partial(PolicyView, site, policy, helped.get(policy.id, [])),
        )  # fmt: skip


def _index(site: Site, section: str, make: Callable[[], View]) -> Page:
    return Page(section, f"{section}/index.html", site.groups.all.changed, make)


def _list(site: Site, section: str, name: str, group: Group, **said: Any) -> Iterator[Page]:
    """Yield the pages of one list."""
    address = f"{section}/{name}"
    for number in range(1, max(1, -(-len(group.cases) // PAGE_LENGTH)) + 1):
        make = partial(ListView, site, group, number, address=address, **said)
        yield Page(section, page_address(address, number), group.changed, make)
