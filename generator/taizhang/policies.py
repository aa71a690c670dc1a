"""The views of policies: the list of them, and one policy with the problems it helped solve."""

from collections.abc import Sequence
from typing import NamedTuple

from taizhang import markup
from taizhang.cases import Case
from taizhang.listings import facts_rows, text_item
from taizhang.records import NOWHERE, Policy
from taizhang.site import Link, Site, View


class PolicyLine(NamedTuple):
    """One policy in the list of policies."""

    title: Link
    issuer: str
    benefit: str
    window: str
    claiming: str
    validity: str
    validity_label: str


class PoliciesView(View):
    """The list of policies."""

    template = "policies.html"

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
            (t.issuer, [site.unit(policy.issuer)] if policy.issuer else []), (t.level, text_item(policy.level)),
            (t.number, text_item(policy.number)), (t.published, text_item(str(policy.published or ""))),
            (t.validity, text_item(self.validity_label)), (t.supersedes, replaced), (t.categories, categories),
            (t.original, [Link(t.original_link, policy.original)] if policy.original else []),
            (t.explanation, [Link(t.explanation_link, policy.explanation)] if policy.explanation else []),
        ]  # fmt: skip
        self.facts = facts_rows(pairs)
        self.cases = helped
