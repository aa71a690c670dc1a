"""The view of the method page 统计口径: how everything is counted, from the definitions themselves."""

from typing import NamedTuple

from taizhang.indicators import INDICATORS, METHOD, Count, Days, Rate
from taizhang.records import LimitRule
from taizhang.site import Link, Site, View


class Definition(NamedTuple):
    """One indicator in words: its id and name, its formula, what counts and what does not, its basis."""

    id: str
    name: str
    formula: str
    counts: str
    excludes: str
    basis: str


class MethodView(View):
    """The method page."""

    template = "method.html"

    def __init__(self, site: Site) -> None:
        t = site.t
        self.title = self.heading = t.method
        self.description_line = site.say("index_description", title=self.title, count=len(INDICATORS))
        self.version = METHOD
        self.definitions = [definition(site, id_) for id_ in INDICATORS]
        self.ledgers = [
            (
                Link(ledger.title, f"../ledgers/{ledger.id}.html"),
                [rule_in_words(site, rule) for rule in site.portal.limits[ledger.id].rules],
                t.limits_move if ledger.moves else t.limits_stay,
            )
            for ledger in site.portal.ledgers.values()
        ]
        self.calendar = [
            (site.say("year", year=year.year), [*map(str, year.off)], [*map(str, year.worked)], year.basis)
            for year in site.portal.settings.workdays
        ]


def definition(site: Site, id_: str) -> Definition:
    """Return the definition of an indicator in words."""
    indicator, names = INDICATORS[id_], site.terms["indicator"]
    if isinstance(indicator, Rate):
        formula = site.say("formula_rate", part=names[indicator.part], of=names[indicator.of])
    else:
        formula = (
            site.t.formula_days
            if isinstance(indicator, Days)
            else site.t.formula_count
            if isinstance(indicator, Count)
            else site.t.formula_policies
        )
    words = site.method
    return Definition(id_, names[id_], formula, getattr(words, id_), getattr(words, f"{id_}_not", ""), site.say(f"basis_{indicator.basis}"))


def rule_in_words(site: Site, rule: LimitRule) -> tuple[str, str, list[tuple[str, str]], str]:
    """Return a rule's class, what it is for, its limits, and where it stands."""
    t = site.t
    what = [*(site.portal.categories[id_].name for id_ in rule.categories), *(site.terms["tier"][id_] for id_ in rule.tiers)]
    limits = (
        (t.limit_assign, rule.assign), (t.limit_reply, rule.reply), (t.limit_handle, rule.handle), (t.limit_support, rule.support),
        (t.limit_follow_up, rule.follow_up),
    )  # fmt: skip
    said = [(label, site.duration(length)) for label, length in limits if length]
    return rule.name, site.semicolon.join(filter(None, [rule.note, site.separator.join(what)])), said, rule.basis
