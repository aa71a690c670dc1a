"""Rankings: units of one programme placed by weighted rates, and only where the numbers tell them apart.

A unit's score is the weighted mean of its rates. Each rate has a Wilson score interval, and so the score a range. Going
down from the best, a unit shares the place of the group above it while its range reaches the group's best score's range:
what the numbers cannot tell apart has one place. Units with fewer issues than the minimum are shown without a place.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from taizhang.indicators import INDICATOR, Value
from taizhang.settings import RankingRule

#: The normal quantile of a two-sided 95 % interval.
_Z = 1.959964

#: Without weights of its own a portal places by these.
DEFAULT_WEIGHTS: Mapping[str, int] = {"on_time_rate": 40, "solving_rate": 30, "satisfaction_rate": 30}


class Score(NamedTuple):
    """A unit's score in percent with its range, over how many issues; None where there is nothing to judge."""

    unit: str
    issues: int
    score: Decimal | None
    low: float
    high: float


class Place(NamedTuple):
    """A unit's place; 0 for none. `is_shared` where the numbers do not tell it from others at this place."""

    score: Score
    place: int
    is_shared: bool


def wilson(part: int, of: int) -> tuple[float, float]:
    """Return the Wilson score interval of `part` of `of`, as shares between 0 and 1. Of nothing it is all that could be."""
    if not of:
        return 0.0, 1.0
    share, squared = part / of, _Z * _Z
    centre = share + squared / (2 * of)
    spread = _Z * math.sqrt(share * (1 - share) / of + squared / (4 * of * of))
    width = 1 + squared / of
    return max(0.0, (centre - spread) / width), min(1.0, (centre + spread) / width)


def weights_of(rule: RankingRule) -> dict[str, int]:
    """Return the weight of each rate by its id."""
    return {INDICATOR.by_spelling[name]: int(weight) for name, weight in rule.weights.items()} or dict(DEFAULT_WEIGHTS)


def score(unit: str, count: int, values: Mapping[str, Value], weights: Mapping[str, int]) -> Score:
    """Return the score of a unit from the values of its rates; a rate of nothing carries no weight."""
    judged = {id_: weight for id_, weight in weights.items() if values[id_].denominator}
    total = sum(judged.values())
    if not total:
        return Score(unit, count, None, 0.0, 100.0)
    exact = sum((Decimal(weight) * values[id_].numerator / values[id_].denominator for id_, weight in judged.items()), Decimal(0))
    bounds = {id_: wilson(values[id_].numerator, values[id_].denominator) for id_ in judged}
    low, high = (sum(weight * bounds[id_][side] for id_, weight in judged.items()) / total for side in (0, 1))
    return Score(unit, count, (exact * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP), low * 100, high * 100)


def place(scores: Sequence[Score], minimum: int) -> list[Place]:
    """Return `scores` with places, the best first; those with fewer than `minimum` issues, or nothing to judge, last and without."""
    able = sorted((s for s in scores if s.issues >= minimum and s.score is not None), key=lambda s: (-(s.score or 0), scores.index(s)))
    groups: list[list[Score]] = []
    for one in able:
        if groups and (one.score == groups[-1][0].score or one.high >= groups[-1][0].low):
            groups[-1].append(one)
        else:
            groups.append([one])
    places = []
    taken = 1
    for group in groups:
        places += [Place(one, taken, len(group) > 1) for one in sorted(group, key=scores.index)]  # not told apart, so in their own order
        taken += len(group)
    rest = [s for s in scores if s not in able]
    return places + [Place(one, 0, False) for one in rest]
