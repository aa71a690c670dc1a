"""The views of performance 办理情况: one page per week, month, quarter and year, and the index of them with the trend."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from taizhang import frozen
from taizhang.figures import Figure, change, figure, figures, value_of
from taizhang.indicators import BIT, INDICATORS, Days, Row, evaluate, members, tally, tally_marks
from taizhang.periods import Period, parse_period, period_of
from taizhang.rankings import Place, place, score, weights_of
from taizhang.records import Published
from taizhang.settings import RankingRule
from taizhang.sheets import CLASS
from taizhang.site import Link, Site, View
from taizhang.tallies import ALL

#: What a period's page says of the whole portal; a frozen period keeps these.
OVERALL = (
    "collected", "assigned_in", "handled_in", "late_in", "cleared_in", "returned_in", "extended_in", "reopened_in", "supervised_in",
    "open_end", "overdue_end", "handling_rate", "solving_rate", "confirmed_solving_rate", "clearing_rate", "response_rate",
    "on_time_rate", "follow_up_rate", "reach_rate", "satisfaction_rate", "median_days", "p90_days", "policies",
)  # fmt: skip

#: What it says of each ledger and unit.
EACH = (
    "collected", "handled_in", "cleared_in", "open_end", "overdue_end", "returned_in", "reopened_in",
    "solving_rate", "on_time_rate", "satisfaction_rate",
)  # fmt: skip

#: What a week's page says: what happened, and what was late at its end.
WEEKLY = (
    "collected", "assigned_in", "handled_in", "late_in", "cleared_in", "returned_in", "reopened_in", "supervised_in", "overdue_end",
)  # fmt: skip

TREND = ("collected", "handled_in", "cleared_in", "open_end", "overdue_end", "solving_rate", "on_time_rate")
_TREND_LENGTH = 24
_NEWEST = {"week": 12}  # older weeks stand on their months' pages

_WEEKLY_BITS = sum(BIT[id_] for id_ in WEEKLY)
_DONE_BITS = BIT["handled_in"] | BIT["cleared_in"]


class Line(NamedTuple):
    """One indicator of a period: as it was frozen, its figure, the value before and a year before in words, and the changes."""

    frozen: str
    figure: Figure
    before: Figure | None
    change: str
    year_before: Figure | None
    year_change: str


class RankLine(NamedTuple):
    """One unit of a ranking in words: its name, place, score and range, and how many issues they rest on."""

    unit: str
    place: str
    score: str
    range: str
    issues: Link


class Correction(NamedTuple):
    """A frozen value that the records no longer give: what was published, what it is now, and which issues came and went."""

    scope: str
    label: str
    published: str
    now: str
    added: Sequence[str]
    removed: Sequence[str]


@lru_cache(maxsize=1)
def periods(site: Site) -> Mapping[str, Sequence[Period]]:
    """Return the periods in which anything happened, by kind, in order of time."""
    months = [parse_period(key) for key in site.facts.tallies.months(ALL)]
    return {
        "year": list(dict.fromkeys(period_of("year", month.start) for month in months)),
        "quarter": list(dict.fromkeys(period_of("quarter", month.start) for month in months)),
        "month": months,
        "week": [parse_period(key) for key in sorted(site.facts.tallies.weeks)],
    }


class PeriodView(View):
    """A month, quarter or year."""

    template = "period.html"

    def __init__(self, site: Site, period: Period) -> None:
        t, tallies = site.t, site.facts.tallies
        _head(self, site, period)
        self.published = site.portal.published.get(period.key)
        self.status = _status(site, period, self.published)
        known = frozen.values(self.published)
        self.lines = [_line(site, ALL, id_, period, known) for id_ in OVERALL]
        self.columns = [site.terms["indicator"][id_] for id_ in EACH]
        scopes = set(tallies.scopes)
        ledgers = [id_ for id_ in site.portal.ledgers if f"ledger.{id_}" in scopes and tallies.parts(f"ledger.{id_}", period)]
        units = [id_ for id_ in site.portal.units if f"unit.{id_}" in scopes and tallies.parts(f"unit.{id_}", period)]
        self.ledgers = [
            (Link(site.portal.ledgers[id_].title, f"../ledgers/{id_}.html"), _each(site, f"ledger.{id_}", period)) for id_ in ledgers
        ]
        self.units = [(Link(site.portal.units[id_].name, f"../units/{id_}.html"), _each(site, f"unit.{id_}", period)) for id_ in units]
        self.rankings = list(rankings(site, period, units)) if site.shows("ranking") else []
        self.corrections = list(corrections(site, period, self.published)) if self.published else []
        within = periods(site)
        self.parts = [
            (t.months if kind == "month" else t.weeks, [Link(site.period(p), f"{p.key}.html") for p in within[kind] if _inside(p, period)])
            for kind in ("month", "week")
            if kind != period.kind and not (kind == "week" and period.kind == "year")
        ]
        self.as_of = site.day(site.as_of)


class WeekView(View):
    """An ISO week: what was done in it by each unit, with the issues below."""

    template = "week.html"

    def __init__(self, site: Site, week: Period) -> None:
        _head(self, site, week)
        tallies = site.facts.tallies
        own = {unit: tally_marks(found) for unit, found in tallies.week(week.key).items()}
        counts, before = _sum(own.values()), _sum([tally_marks(found) for found in tallies.week(week.previous.key).values()])
        labels = site.terms["indicator"]
        self.lines = [
            (id_, labels[id_], counts[id_], f"#{id_}" if counts[id_] else "",
             change(site, evaluate(id_, (), counts), evaluate(id_, (), before) if week.end <= site.as_of else None))
            for id_ in WEEKLY
        ]  # fmt: skip
        self.columns = [labels[id_] for id_ in WEEKLY]
        self.units = []
        anchors = [(id_, f".{CLASS[id_]}") for id_ in WEEKLY if counts[id_]]
        for unit in (*site.portal.units, ""):
            of_unit = own.get(unit, {})
            if any(of_unit.get(id_) for id_ in WEEKLY):
                name = Link(site.portal.units[unit].name, f"../units/{unit}.html") if unit else Link(site.t.nobody_yet)
                cells = [(of_unit[id_], f"#{id_}-{unit or '_'}" if of_unit[id_] else "") for id_ in WEEKLY]
                self.units.append((name, cells))
                anchors += [(f"{id_}-{unit or '_'}", f".{CLASS[id_]}.u-{unit}") for id_ in WEEKLY if of_unit[id_]]
        self.anchors = [id_ for id_, _ in anchors]
        self.css = "".join(f"#{id_}:target~.tz-sheet tbody tr:not({mark}){{display:none}}" for id_, mark in anchors)
        self.rows = [pair for pair in tallies.weeks[week.key] if pair[1].marks & _WEEKLY_BITS]
        self.days = list(_daily([row for _, row in self.rows if row.marks & _DONE_BITS], week))
        self.as_of = site.day(site.as_of)


def _sum(parts: Collection[Mapping[str, int]]) -> dict[str, int]:
    """Return the counts of `parts` put together."""
    return {id_: sum([part[id_] for part in parts]) for id_ in BIT}


def _daily(rows: Sequence[Row], week: Period) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each day on which any of `rows` was handled or cleared, with the issues handled and those cleared: 每日销结."""
    done: dict[dt.date, tuple[list[str], list[str]]] = {}
    for case in {row.case.issue.id: row.case for row in rows}.values():
        for event in case.issue.timeline:
            if event.event in ("handled", "cleared") and week.start <= event.date <= week.end:
                done.setdefault(event.date, ([], []))[event.event == "cleared"].append(case.issue.id)
    for day in sorted(done):
        yield day.isoformat(), *done[day]


class PerformanceView(View):
    """The index of all periods, and the trend by month."""

    template = "performance.html"

    def __init__(self, site: Site) -> None:
        t = site.t
        self.title = self.heading = t.performance
        within = periods(site)
        self.description_line = site.say("index_description", title=self.title, count=sum(map(len, within.values())))
        self.groups = [
            (title, [Link(site.period(period), f"{period.key}.html") for period in reversed(within[kind][-_NEWEST.get(kind, 0) :])])
            for kind, title in (("year", t.years_of), ("quarter", t.quarters), ("month", t.months), ("week", t.newest_weeks))
        ]
        self.columns = [site.terms["indicator"][id_] for id_ in TREND]
        months = within["month"][-_TREND_LENGTH:]
        most = max((site.facts.tallies.counts(ALL, month)["collected"] for month in months), default=0)
        self.trend = [
            (Link(site.period(month), f"{month.key}.html"), [figure(site, ALL, id_, month) for id_ in TREND],
             round(100 * site.facts.tallies.counts(ALL, month)["collected"] / most) if most else 0)
            for month in months
        ]  # fmt: skip
        self.as_of = site.day(site.as_of)


def _head(view: View, site: Site, period: Period) -> None:
    view.title = view.heading = site.say("performance_of", period=site.period(period))
    view.description_line = site.say("performance_description", period=site.period(period))
    view.crumbs = (Link(site.t.performance, "index.html"),)


def _inside(part: Period, whole: Period) -> bool:
    """Tell whether `part` lies in `whole`; a week lies where its Thursday does."""
    middle = part.start if part.kind != "week" else period_of("week", part.start).end
    return whole.start <= middle <= whole.end or (part.kind == "week" and whole.start <= part.start <= whole.end)


def _status(site: Site, period: Period, published: Published | None) -> str:
    """Return whether a period is over, and frozen, in words."""
    if published:
        return site.say("frozen_on", date=published.frozen_on, as_of=published.as_of, method=published.method)
    return site.say("not_frozen", as_of=site.as_of) + (site.t.not_over_yet if period.end > site.as_of else "")


def _line(site: Site, scope: str, id_: str, period: Period, known: frozen.Known) -> Line:
    """Return an indicator of a scope and period beside the period before and the year before."""
    shown = figure(site, scope, id_, period)
    was = known.get((scope, id_))
    is_over = period.end <= site.as_of  # a part of a period is not compared with a whole one
    others = (period.previous, period.year_before)
    before, year_before = (_figure_of(site, scope, id_, other) if is_over else None for other in others)
    changes = [change(site, shown.value, other.value if other else None) for other in (before, year_before)]
    return Line(_as_said(site, id_, was.value) if was else "—", shown, before, changes[0], year_before, changes[1])


def _figure_of(site: Site, scope: str, id_: str, period: Period) -> Figure | None:
    """Return the figure of another period, of a rate without its fraction; None where the scope has no records in it."""
    return figure(site, scope, id_, period)._replace(parts=()) if site.facts.tallies.parts(scope, period) else None


def _each(site: Site, scope: str, period: Period) -> list[Figure]:
    return figures(site, scope, EACH, period)


def corrections(site: Site, period: Period, published: Published) -> Iterator[Correction]:
    """Yield the frozen values that the records as of the same day no longer give. Only issues that are public are named."""
    facts = site.facts.on(published.as_of)
    for (scope, id_), was in frozen.values(published).items():
        kind, _, key = scope.partition(".")
        if (kind == "ledger" and key not in site.portal.ledgers) or (kind == "unit" and key not in site.portal.units):
            continue  # it is no more, or no longer public
        now = frozen.plain(value_of(facts.tallies, scope, id_, period))
        ids = {row.case.issue.id for row in members(id_, facts.tallies.rows(scope, period))} if scope == ALL else set()
        if was.value == now and ids == set(was.ids):
            continue
        added, removed = ids - set(was.ids), {id_ for id_ in set(was.ids) - ids if id_ in site.by_id}
        published_then, found_now = (_as_said(site, id_, text) for text in (was.value, now))
        yield Correction(site.scope(scope), site.terms["indicator"][id_], published_then, found_now, sorted(added), sorted(removed))


def _as_said(site: Site, id_: str, text: str) -> str:
    """Return a frozen value as pages say it: days with their word."""
    return site.say("days", count=text) if isinstance(INDICATORS[id_], Days) and text != "—" else text


def rankings(site: Site, period: Period, units: Sequence[str]) -> Iterator[tuple[str, str, list[RankLine], str]]:
    """Yield each programme with its rule in words, its units placed, and a sentence where none is.

    Places are never given across programmes.
    """
    rule = next(iter(site.portal.settings.ranking), RankingRule())
    weights = weights_of(rule)
    programmes: dict[str, set[str]] = {}
    for id_, ledger in site.portal.ledgers.items():
        programmes.setdefault(site.record("programme", ledger.programme).label or ledger.title, set()).add(id_)
    for programme, ledgers in programmes.items():
        scores = []
        for unit in units:
            rows = [row for part in site.facts.tallies.parts(f"unit.{unit}", period) for row in part if row.case.issue.ledger in ledgers]
            counts = tally(rows)
            if counts["collected"]:
                scores.append(score(unit, counts["collected"], {id_: evaluate(id_, rows, counts) for id_ in weights}, weights))
        if scores:
            said = site.separator.join(f"{site.terms['indicator'][id_]} {weight}" for id_, weight in weights.items())
            places = place(scores, rule.minimum)
            none = "" if any(one.place for one in places) else site.say("none_placed", minimum=rule.minimum)
            lines = [_rank_line(site, period, one) for one in places]
            yield programme, site.say("ranking_rule", weights=said, minimum=rule.minimum), lines, none


def _rank_line(site: Site, period: Period, one: Place) -> RankLine:
    t, judged = site.t, one.score
    place_text = site.say("place_shared" if one.is_shared else "place_alone", place=one.place) if one.place else t.not_placed
    score_text, range_text = (f"{judged.score}", f"{judged.low:.0f}–{judged.high:.0f}") if judged.score is not None else ("—", "—")
    issues = figure(site, f"unit.{judged.unit}", "collected", period)
    # a unit that serves two programmes has no sheet of one of them alone
    link = Link(str(judged.issues), issues.href if issues.text == str(judged.issues) else "")
    return RankLine(site.portal.units[judged.unit].name, place_text, score_text, range_text, link)
