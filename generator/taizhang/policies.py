"""The pages of policies: lists by facet, one policy each, what no policy covers, and the matcher's questions."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from taizhang import markup
from taizhang.blocks import Table, table, text
from taizhang.cases import Case
from taizhang.listings import facts_rows, text_item
from taizhang.marks import marks
from taizhang.records import NOWHERE, Policy
from taizhang.site import Link, Page, Site, View
from taizhang.vocabulary import CLAIMING, SIZE

MATCHER = "policies/list.match.html"
#: A window is closing from this many days before its last day.
CLOSING = 30
#: A topic is said to lack a policy from this many issues on.
ENOUGH = 5


class PolicyLine(NamedTuple):
    """One policy in a list of policies."""

    title: Link
    issuer: str
    benefit: str
    window: str
    claiming: str
    state: str
    state_label: str


class Facet(NamedTuple):
    """One way to list policies: the word for it, and its values with their pages and how many policies each has."""

    title: str
    values: Sequence[tuple[str, str, int]]


def policy_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    policies = list(site.portal.policies.values())
    yield Page("policies", "policies/index.html", None, partial(PoliciesView, site, policies))
    for facet, title, own in facets(site):
        yield Page("policies", f"policies/{facet}.html", None, partial(PoliciesView, site, own, title))
    yield Page("policies", MATCHER, None, partial(MatcherView, site))
    for policy in policies:
        cases = site.facts.by("policies").get(policy.id, [])
        yield Page("policies", f"policies/{policy.id}.html", policy.published, partial(PolicyView, site, policy, cases))


def state(policy: Policy, successors: Sequence[Policy], day: dt.date) -> str:
    """Return whether a policy can be used on `day`: replaced, repealed, expired, upcoming, closed, closing or open."""
    if any(one.published is None or one.published <= day for one in successors):
        return "replaced"
    if policy.validity != "valid":
        return policy.validity
    if policy.opens and day < policy.opens:
        return "upcoming"
    if policy.closes and day > policy.closes:
        return "closed"
    return "closing" if policy.closes and (policy.closes - day).days <= CLOSING else "open"


def state_of(site: Site, policy: Policy) -> str:
    """Return whether a policy can be used as of the portal's day."""
    return state(policy, _successors(site, policy), site.as_of)


def is_usable(site: Site, policy: Policy) -> bool:
    """Tell whether a policy can be applied for, now or soon."""
    return state_of(site, policy) in ("open", "closing", "upcoming")


def _state_label(site: Site, policy: Policy) -> str:
    left = (policy.closes - site.as_of).days if policy.closes else 0
    return site.say(f"policy_{state_of(site, policy)}", days=left)


def _successors(site: Site, policy: Policy) -> list[Policy]:
    return [one for one in site.portal.policies.values() if policy.id in one.supersedes]


def _facets(site: Site) -> list[tuple[str, str, Mapping[str, str], Callable[[Policy], Sequence[str]]]]:
    """Return each facet: its key, its word, its values with their words, and the values of a policy. No value said is any value."""
    t, portal = site.t, site.portal

    def names(attribute: str) -> dict[str, str]:
        return {id_: named.name for id_, named in getattr(portal, attribute).items()}

    states = ("open", "closing", "upcoming", "closed", "replaced", "expired", "repealed")
    levels = {f"l{n}": level for n, level in enumerate(dict.fromkeys(p.level for p in portal.policies.values() if p.level))}
    by_level = {level: key for key, level in levels.items()}
    return [
        ("state", t.state, {one: site.say(f"policy_state_{one}") for one in states}, lambda p: [state_of(site, p)]),
        ("type", t.policy_type, names("policy_types"), lambda p: [p.type]),
        ("need", t.policy_need, names("categories"), lambda p: p.categories),
        ("industry", t.industry, names("industries"), lambda p: p.industries or list(portal.industries)),
        ("size", t.size, {term.id: site.term("size", term.id) for term in SIZE}, lambda p: p.sizes or [term.id for term in SIZE]),
        ("place", t.place, names("places"), lambda p: p.places or list(portal.places)),
        ("claiming", t.claiming, {term.id: site.term("claiming", term.id) for term in CLAIMING}, lambda p: [p.claiming]),
        ("unit", t.issuer, {id_: site.unit(id_).label for id_ in portal.units}, lambda p: [p.issuer]),
        ("level", t.level, levels, lambda p: [by_level.get(p.level, "")]),
    ]  # fmt: skip


def facets(site: Site) -> Iterator[tuple[str, str, list[Policy]]]:
    """Yield the page name, the title and the policies of every value of every facet that any policy has."""
    for key, title, values, of in _facets(site):
        for value, label in values.items():
            own = [policy for policy in site.portal.policies.values() if value in of(policy)]
            if own:
                yield f"{key}.{value}", site.say("policies_by", facet=title, value=label), own


class PoliciesView(View):
    """A list of policies: all of them with the facets to narrow it, or those of one value of a facet."""

    template = "policies.html"

    def __init__(self, site: Site, policies: Sequence[Policy], title: str = "") -> None:
        t = site.t
        self.title = self.heading = title or t.policies
        self.crumbs: Sequence[Link] = (Link(t.policies, "index.html"),) if title else ()
        self.origin = NOWHERE
        order = ("closing", "open", "upcoming", "closed", "replaced", "expired", "repealed")
        self.policies = [policy_line(site, policy) for policy in sorted(policies, key=lambda one: order.index(state_of(site, one)))]
        self.facets = [] if title else _facet_links(site)
        self.gaps = [] if title else list(gaps(site))
        self.matcher = MATCHER.removeprefix("policies/")
        self.as_of = site.day(site.as_of)
        self.description_line = site.say("index_description", title=self.title, count=len(self.policies))


def _facet_links(site: Site) -> list[Facet]:
    found = []
    for key, title, values, of in _facets(site):
        counted = {value: sum(value in of(policy) for policy in site.portal.policies.values()) for value in values}
        found.append(Facet(title, [(values[value], f"{key}.{value}.html", count) for value, count in counted.items() if count]))
    return [facet for facet in found if facet.values]


def gaps(site: Site) -> Iterator[tuple[Link, int, int]]:
    """Yield each category with many issues that no usable policy covers: its list, its issues, and how many are open."""
    covered = {
        id_ for policy in site.portal.policies.values() if state_of(site, policy) in ("open", "closing") for id_ in policy.categories
    }
    for id_, group in sorted(site.groups.categories.items(), key=lambda one: -len(one[1].cases)):
        cases = [case for case in group.cases if not case.issue.policies]
        if id_ not in covered and len(cases) >= ENOUGH:
            yield site.category(id_), len(group.cases), sum(case.now.handled_on is None for case in cases)


def policy_line(site: Site, policy: Policy) -> PolicyLine:
    """Return `policy` as the list shows it."""
    return PolicyLine(
        Link(policy.title, f"{policy.id}.html"), site.unit(policy.issuer).label if policy.issuer else "", policy.benefit,
        window(site, policy), site.term("claiming", policy.claiming), state_of(site, policy), _state_label(site, policy),
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


class MatcherView(View):
    """The matcher: the policies with their conditions as data, and the facets as plain pages for whoever has no script.

    What an enterprise answers stays on its device: the page holds all there is to compare it with.
    """

    template = "matcher.html"

    def __init__(self, site: Site) -> None:
        t = site.t
        self.title = self.heading = t.matcher
        self.crumbs = (Link(t.policies, "index.html"),)
        self.description_line = t.matcher_lead
        asked = ("place", "industry", "size", "need")
        questions = [(key, title, _used(site, values, of)) for key, title, values, of in _facets(site) if key in asked]
        self.questions = sorted(questions, key=lambda one: asked.index(one[0]))
        self.facets = [facet for facet in _facet_links(site) if facet.title in {title for _, title, _ in self.questions}]
        fits: Mapping[str, Callable[[Policy], list[str]]] = {
            "place": lambda p: list(p.places), "industry": lambda p: list(p.industries), "size": lambda p: list(p.sizes),
            "need": lambda p: list(p.categories),
        }  # fmt: skip
        usable = [p for p in site.portal.policies.values() if is_usable(site, p)]
        self.data = json.dumps(
            [
                {
                    "href": f"{p.id}.html", "title": p.title, "benefit": p.benefit, "state": _state_label(site, p),
                    "claiming": site.term("claiming", p.claiming), "who": p.beneficiaries, **{key: of(p) for key, of in fits.items()},
                }
                for p in usable
            ],
            ensure_ascii=False,
        ).replace("<", "\\u003c")  # fmt: skip


def _used(site: Site, values: Mapping[str, str], of: Callable[[Policy], Sequence[str]]) -> list[tuple[str, str]]:
    used = {value for policy in site.portal.policies.values() for value in of(policy)}
    return [(value, label) for value, label in values.items() if value in used]


class PolicyView(View):
    """A policy's page."""

    template = "policy.html"
    column = False

    def __init__(self, site: Site, policy: Policy, helped: Sequence[Case]) -> None:
        t = site.t
        self.title = self.heading = policy.title
        self.crumbs = (Link(t.policies, "index.html"),)
        self.origin = policy.origin
        self.description_line = markup.summary(policy.benefit) or policy.title
        self.validity, self.validity_label = state_of(site, policy), _state_label(site, policy)
        self.is_usable = is_usable(site, policy)
        self.successors = [Link(p.title, f"{p.id}.html") for p in _successors(site, policy)]
        self.cards = [
            (t.policy_who, policy.beneficiaries), (t.policy_what, policy.benefit),
            (t.policy_when, window(site, policy)), (t.policy_how, f"{site.term('claiming', policy.claiming)}　{policy.entry}".strip()),
        ]  # fmt: skip
        self.telephone = policy.telephone
        self.conditions = policy.conditions
        self.materials = policy.materials
        self.steps = markup.render(policy.steps, site.resolve)
        portal = site.portal
        chain = [*reversed(list(_before(site, policy))), policy, *_after(site, policy)]
        replaced = [Link(one.title, "" if one is policy else f"{one.id}.html") for one in chain] if len(chain) > 1 else []
        categories = [
            site.category(id_) if id_ in site.groups.categories else Link(portal.categories[id_].name) for id_ in policy.categories
        ]
        pairs: list[tuple[str, Sequence[Link]]] = [
            (t.issuer, [site.unit(policy.issuer)] if policy.issuer else []), (t.level, text_item(policy.level)),
            (t.policy_type, [Link(portal.policy_types[policy.type].name, f"type.{policy.type}.html")] if policy.type else []),
            (t.number, text_item(policy.number)), (t.published, text_item(str(policy.published or ""))),
            (t.validity, text_item(site.term("validity", policy.validity))),
            (t.place, [Link(portal.places[id_].name, f"place.{id_}.html") for id_ in policy.places]),
            (t.industry, [Link(portal.industries[id_].name, f"industry.{id_}.html") for id_ in policy.industries]),
            (t.size, [Link(site.term("size", id_), f"size.{id_}.html") for id_ in policy.sizes]),
            (t.chain, replaced), (t.categories, categories), (t.tags, [Link(tag) for tag in policy.tags]),
            (t.explained_at, site.records("session", (s.id for s in portal.sessions.values() if policy.id in s.policies))),
            (t.original, [Link(t.original_link, policy.original)] if policy.original else []),
            (t.explanation, [Link(t.explanation_link, policy.explanation)] if policy.explanation else []),
        ]  # fmt: skip
        self.facts = facts_rows(pairs)
        self.marks = marks({"kind": "policy"}, {"received": str(policy.published or "")})
        self.payments = _payments(site, policy)
        self.cases = helped


def _before(site: Site, policy: Policy) -> Iterator[Policy]:
    """Yield the policies that `policy` replaced, and those that these replaced, newest first; each once."""
    seen, queue = {policy.id}, list(policy.supersedes)
    while queue:
        one = site.portal.policies.get(queue.pop(0))
        if one and one.id not in seen:
            seen.add(one.id)
            queue += one.supersedes
            yield one


def _after(site: Site, policy: Policy) -> Iterator[Policy]:
    seen, queue = {policy.id}, _successors(site, policy)
    while queue:
        one = queue.pop(0)
        if one.id not in seen:
            seen.add(one.id)
            queue += _successors(site, one)
            yield one


def _payments(site: Site, policy: Policy) -> Table:
    """Return how fast the support was paid in each period beside what was promised."""
    t = site.t
    rows = []
    for one in policy.payments:
        kept = "" if not policy.promise or not one.days else t.promise_kept if one.days <= policy.promise[0] else t.promise_missed
        rows.append([
            text(one.period), text(one.enterprises or ""), text(site.money(one.amount * 10_000) if one.amount else ""),
            text(site.duration(policy.promise) if policy.promise else ""),
            text(site.say(f"duration_{policy.promise[1]}", count=one.days) if policy.promise and one.days else one.days or ""), text(kept),
        ])  # fmt: skip
    return table([t.period, t.enterprises_paid, t.amount_paid, t.promised, t.actual, t.verdict], rows, t.payments, numbers=(1, 2))
