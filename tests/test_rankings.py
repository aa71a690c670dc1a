"""Rankings: places only where the numbers tell units apart."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from taizhang.indicators import Value, percent
from taizhang.rankings import DEFAULT_WEIGHTS, Score, place, score, weights_of, wilson
from taizhang.settings import RankingRule


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # these four: Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(part: int, of: int, low: float, high: float) -> None:
    assert wilson(part, of) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize("of", [1, 3, 10, 200])
def test_an_interval_holds_its_share_and_narrows_with_numbers(of: int) -> None:
    for part in range(of + 1):
        low, high = wilson(part, of)
        assert 0 <= low <= part / of <= high + 1e-9 <= 1 + 1e-9
        assert wilson(of - part, of) == pytest.approx((1 - high, 1 - low), abs=1e-9)
        wider = wilson(part * 10, of * 10)
        assert wider[1] - wider[0] < high - low


# --- scores ---


def values(**rates: tuple[int, int]) -> Mapping[str, Value]:
    return {id_: Value(id_, percent(part, of), part, of) for id_, (part, of) in rates.items()}


def test_a_score_is_the_weighted_mean_of_the_rates() -> None:
    found = score(
        "a",
        10,
        values(on_time_rate=(8, 10), solving_rate=(5, 10), satisfaction_rate=(3, 4)),
        {"on_time_rate": 40, "solving_rate": 30, "satisfaction_rate": 30},
    )

    assert (found.unit, found.issues, found.score) == ("a", 10, Decimal("69.5"))  # 32 + 15 + 22.5
    lows, highs = zip(wilson(8, 10), wilson(5, 10), wilson(3, 4), strict=True)
    assert found.low == pytest.approx(40 * lows[0] + 30 * lows[1] + 30 * lows[2])
    assert found.high == pytest.approx(40 * highs[0] + 30 * highs[1] + 30 * highs[2])
    assert found.low < 69.5 < found.high


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ({"on_time_rate": (8, 10), "solving_rate": (0, 0)}, "80.0"),  # a rate of nothing has no weight
        ({"on_time_rate": (0, 0), "solving_rate": (5, 10)}, "50.0"),
        ({"on_time_rate": (8, 10), "solving_rate": (5, 10)}, "72.5"),  # three to one
        ({"on_time_rate": (0, 7), "solving_rate": (0, 7)}, "0.0"),
    ],
)
def test_a_rate_of_nothing_carries_no_weight(rates: dict[str, tuple[int, int]], expected: str) -> None:
    assert score("a", 10, values(**rates), {"on_time_rate": 60, "solving_rate": 20}).score == Decimal(expected)


def test_without_any_rate_there_is_no_score() -> None:
    assert score("a", 10, values(on_time_rate=(0, 0)), {"on_time_rate": 1}) == Score("a", 10, None, 0.0, 100.0)


def test_the_score_of_one_rate_is_that_rate() -> None:
    assert score("a", 16, values(on_time_rate=(1, 16)), {"on_time_rate": 1}).score == percent(1, 16)


def test_the_range_of_no_score_is_in_percent_too() -> None:
    assert score("a", 10, values(on_time_rate=(0, 0)), {"on_time_rate": 1}).high == 100


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (RankingRule(), DEFAULT_WEIGHTS),
        (RankingRule(weights={"按期办结率": "60", "满意度": "40"}), {"on_time_rate": 60, "satisfaction_rate": 40}),
        (RankingRule(weights={"solving_rate": "1"}), {"solving_rate": 1}),
    ],
)
def test_weights_are_the_portals_own_or_the_usual(rule: RankingRule, expected: Mapping[str, int]) -> None:
    assert weights_of(rule) == expected


# --- places ---


def scored(unit: str, mark: str | None, low: float, high: float, issues: int = 10) -> Score:
    return Score(unit, issues, None if mark is None else Decimal(mark), low, high)


def places(*scores: Score, minimum: int = 5) -> list[tuple[str, int, bool]]:
    return [(one.score.unit, one.place, one.is_shared) for one in place(scores, minimum)]


def test_clear_differences_get_places_of_their_own() -> None:
    assert places(scored("c", "20.0", 15, 25), scored("a", "90.0", 85, 95), scored("b", "50.0", 45, 55)) == [
        ("a", 1, False),
        ("b", 2, False),
        ("c", 3, False),
    ]


def test_what_overlaps_shares_a_place_and_the_next_counts_all_before_it() -> None:
    assert places(scored("a", "90.0", 80, 95), scored("b", "85.0", 75, 90), scored("c", "40.0", 30, 50)) == [
        ("a", 1, True),
        ("b", 1, True),
        ("c", 3, False),
    ]


@pytest.mark.parametrize(("high", "place_"), [(79.9, 2), (80, 1), (80.1, 1)])
def test_a_range_that_just_reaches_the_best_shares_its_place(high: float, place_: int) -> None:
    assert places(scored("a", "90.0", 80, 95), scored("b", "70.0", 60, high))[1][:2] == ("b", place_)


def test_a_group_is_measured_by_its_best_and_does_not_grow_link_by_link() -> None:
    # c reaches b but not a: it begins a place of its own, to which d belongs
    chain = [scored("a", "90.0", 80, 95), scored("b", "80.0", 70, 85), scored("c", "74.0", 66, 78), scored("d", "60.0", 50, 70)]

    assert places(*chain) == [("a", 1, True), ("b", 1, True), ("c", 3, True), ("d", 3, True)]


def test_equal_scores_share_a_place_in_the_order_given_whatever_their_ranges() -> None:
    assert places(scored("b", "80.0", 80, 80), scored("a", "80.0", 79, 79)) == [("b", 1, True), ("a", 1, True)]


def test_few_issues_and_nothing_to_judge_have_no_place_and_take_none() -> None:
    scores = [
        scored("few", "99.0", 98, 100, issues=4),
        scored("a", "50.0", 40, 60, issues=5),
        scored("none", None, 0, 1),
        scored("b", "10.0", 5, 15),
    ]

    assert places(*scores) == [("a", 1, False), ("b", 2, False), ("few", 0, False), ("none", 0, False)]
    assert places(*scores, minimum=4) == [("few", 1, False), ("a", 2, False), ("b", 3, False), ("none", 0, False)]
    assert places() == []


def test_small_numbers_are_not_told_apart_and_large_ones_are() -> None:
    def ranked(times: int) -> list[tuple[str, int, bool]]:
        weights = {"on_time_rate": 100}
        shares = {"a": 9, "b": 7}
        return places(*(score(unit, 10 * times, values(on_time_rate=(part * times, 10 * times)), weights) for unit, part in shares.items()))

    assert ranked(1) == [("a", 1, True), ("b", 1, True)]
    assert ranked(20) == [("a", 1, False), ("b", 2, False)]
