"""The page of evaluations: what enterprises and others said of units and posts, in totals only. Off unless a portal wants it."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from taizhang.blocks import RecordView, Table, table, text
from taizhang.indicators import percent
from taizhang.registers import Evaluation
from taizhang.settings import EvaluationRule
from taizhang.site import Link, Page, Site


def evaluation_pages(site: Site) -> Iterator[Page]:
    """Yield the page of the section."""
    yield Page("evaluations", "evaluations/index.html", None, partial(_index, site))


def _index(site: Site) -> RecordView:
    t = site.t
    rule = next(iter(site.portal.settings.evaluation), EvaluationRule())
    blocks = []
    groups: dict[str, list[Evaluation]] = {}
    for one in site.portal.evaluations.values():
        groups.setdefault(one.programme, []).append(one)
    for programme, own in groups.items():
        rows = [_row(site, one, rule.minimum) for one in own]
        head = [
            t.evaluated,
            t.evaluation,
            t.date,
            t.evaluation_source,
            t.answers_given,
            t.satisfied,
            t.fairly,
            t.dissatisfied,
            t.satisfaction_rate,
            t.points_scored,
        ]
        title = site.record("programme", programme).label or t.evaluations
        blocks.append(table(head, rows, title, site.say("evaluation_note", minimum=rule.minimum), numbers=range(4, 10)))
        blocks.append(_together(site, own, rule))
    return RecordView(t.evaluations, [], blocks, lead=t.evaluations_lead, demo=any(site.is_demo(p) for p in groups))


def _whom(site: Site, one: Evaluation) -> list[Link]:
    return site.records("unit", [one.unit]) or site.records("post", [one.post])


def _row(site: Site, one: Evaluation, minimum: int) -> list[list[Link]]:
    first = [_whom(site, one), list(text(one.title)), list(text(one.date)), list(text(one.source)), list(text(one.answers or ""))]
    if one.answers and one.answers < minimum:
        return [*first, list(text(site.t.too_few_answers)), [], [], [], []]
    rated = one.satisfied + one.fairly + one.dissatisfied
    numbers: list[object] = [one.satisfied, one.fairly, one.dissatisfied] if rated else ["", "", ""]
    rate = percent(one.satisfied + one.fairly, rated)
    return [*first, *(list(text(number)) for number in numbers), list(text(f"{rate}%" if rated else "")), list(text(_score(one.score)))]


def _score(score: Decimal | None) -> str:
    return f"{score.normalize():f}" if score is not None else ""


def _together(site: Site, own: list[Evaluation], rule: EvaluationRule) -> Table:
    """Return the score of each unit or post from all the sources that the portal weighs; whoever lacks one has no score."""
    t = site.t
    weights = {source: Decimal(weight) for source, weight in rule.weights.items()}
    scores: dict[str, dict[str, Decimal]] = {}
    whom: dict[str, list[Link]] = {}
    for one in own:
        rated = one.satisfied + one.fairly + one.dissatisfied
        score = one.score if one.score is not None else percent(one.satisfied + one.fairly, rated)
        if score is not None and one.source in weights:
            scores.setdefault(one.unit or one.post, {})[one.source] = score
            whom[one.unit or one.post] = _whom(site, one)
    rows = []
    for key, found in scores.items():
        if set(found) == set(weights):
            together = sum(found[source] * weight for source, weight in weights.items()) / sum(weights.values())
            rows.append([whom[key], *(text(_score(found[source])) for source in weights), text(f"{together:.1f}")])
    note = site.semicolon.join(site.say("weight_of", source=source, weight=weight) for source, weight in rule.weights.items())
    return table([t.evaluated, *weights, t.together], rows, t.scorecard, note, numbers=range(1, len(weights) + 2))
