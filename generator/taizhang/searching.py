"""The view of the search page: its words, what results can be narrowed by, and the lists for whoever has no script."""

import json
from collections.abc import Mapping

from taizhang.alerts import LEVELS
from taizhang.search import FILTERS
from taizhang.site import Link, Site, View
from taizhang.vocabulary import TIER

#: The kinds of pages that are searched.
KINDS = (
    "issue",
    "part",
    "policy",
    "unit",
    "ledger",
    "programme",
    "session",
    "slip",
    "team",
    "cause",
    "project",
    "resource",
    "enterprise",
    "page",
)

#: The words the script puts together; the rest stand in the page.
_SAID = (
    "search_found", "search_whole", "search_since", "search_only_years", "search_older", "search_all", "search_working",
    "search_failed", "search_more", "search_nothing", "search_remove", "search_clear", "search_pages",
    "period_year", "period_quarter", "period_month",
)  # fmt: skip


class SearchView(View):
    """The search page."""

    template = "search.html"

    def __init__(self, site: Site) -> None:
        t = site.t
        self.title = self.heading = t.search
        self.description_line = t.search_lead
        self.sorts = [(key, getattr(t, f"search_sort_{key}")) for key in ("relevance", "newest", "due")]
        self.ways = list(_ways(site))
        self.intake = site.intake
        titles = {
            "kind": t.search_kind, "ledger": t.ledger, "unit": t.unit_name, "category": t.category, "state": t.state,
            "warning": t.warning, "year": t.year_received, "tier": t.tier, "channel": t.channel,
        }  # fmt: skip
        facets = [{"key": key, "title": titles[key], "labels": labels} for key, labels in _labels(site).items()]
        said = {key: getattr(t, key) for key in _SAID}
        # one colon for all: a closing tag inside would end the script element
        self.data = json.dumps({"facets": facets, "said": said}, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _labels(site: Site) -> Mapping[str, Mapping[str, str]]:
    """Return the words of every value a page may be filtered by; years speak for themselves."""
    portal, groups = site.portal, site.groups
    labels: dict[str, Mapping[str, str]] = {
        "kind": {kind: getattr(site.t, f"search_kind_{kind}") for kind in KINDS},
        "ledger": {id_: portal.ledgers[id_].title for id_ in groups.ledgers},
        "unit": {id_: site.unit(id_).label for id_ in portal.units},
        "category": {id_: portal.categories[id_].name for id_ in groups.categories},
        "state": site.terms["state"],
        "warning": {level: site.say(f"alert_{level}") for level in LEVELS} if site.shows("warnings") else {},
        "year": {},
        "tier": {term.id: site.term("tier", term.id) for term in TIER},
        "channel": {id_: channel.name for id_, channel in portal.channels.items()},
    }
    return {name: labels[name] for name in FILTERS}


def _ways(site: Site) -> list[Link]:
    """Return the lists that show everything without a script."""
    t = site.t
    present = (
        (t.all_issues, "issues", site.groups.all.cases), (t.ledgers, "ledgers", site.groups.ledgers), (t.units, "units", site.groups.units),
        (t.categories, "categories", site.groups.categories), (t.years, "years", site.groups.years),
        (t.policies, "policies", site.portal.policies),
    )  # fmt: skip
    return [Link(label, f"../{folder}/index.html") for label, folder, found in present if found]
