"""Frozen periods: the values of a period as they were published, kept in content/published and never rewritten."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from taizhang.claims import amount_text
from taizhang.facts import Facts
from taizhang.indicators import INDICATOR, METHOD, Value, evaluate, members
from taizhang.periods import Period
from taizhang.records import Frozen, Published
from taizhang.tallies import ALL

#: The frozen values by scope and indicator.
Known = Mapping[tuple[str, str], Frozen]


class AlreadyFrozen(Exception):  # noqa: N818  # what it says
    """The period was frozen before; its file stays as it is."""


def values(published: Published | None) -> Known:
    """Return the values of a frozen period; none where it is not frozen. Unknown indicators of older methods are left out."""
    if published is None:
        return {}
    spellings = INDICATOR.by_spelling
    return {(one.scope or ALL, spellings[one.indicator]): one for one in published.values if one.indicator in spellings}


def plain(value: Value) -> str:
    """Return an amount as a frozen file keeps it."""
    return amount_text(value)


def freeze(facts: Facts, period: Period, overall: Sequence[str], each: Sequence[str]) -> list[Frozen]:
    """Return the values of `period`: `overall` for the portal with the ids they count, `each` for every ledger and unit."""
    tallies = facts.tallies
    scopes = [f"ledger.{id_}" for id_ in facts.portal.ledgers] + [f"unit.{id_}" for id_ in facts.portal.units]
    found = []
    for scope in (ALL, *(scope for scope in scopes if tallies.rows(scope, period))):
        rows, counts = tallies.rows(scope, period), tallies.counts(scope, period)
        for id_ in overall if scope == ALL else each:
            value = evaluate(id_, rows, counts)
            ids = tuple(dict.fromkeys(row.case.issue.id for row in members(id_, rows))) if scope == ALL else ()
            found.append(
                Frozen(
                    scope=scope, indicator=id_, value=plain(value), numerator=value.numerator,
                    denominator=value.denominator, ids=ids,
                )
            )  # fmt: skip
    return found


def write(path: Path, period: Period, facts: Facts, frozen_on: str, found: Sequence[Frozen]) -> None:
    """Write a frozen period. Raises AlreadyFrozen where there is one."""
    lines = [
        "# 定稿数据，由 taizhang report --freeze 写入；只增不改，更正见该期页面的“更正说明”。",
        f"期间: {period.key}",
        f"统计截至: {facts.as_of}",
        f"定稿日期: {frozen_on}",
        f"口径版本: {METHOD}",
        "指标:",
    ]
    for one in found:
        said = [f"范围: {one.scope}", f"指标: {INDICATOR.label(one.indicator, 'zh')}", f"值: {one.value}", f"分子: {one.numerator}"]
        said += [f"分母: {one.denominator}"] if one.denominator else []
        said += [f"编号: [{', '.join(one.ids)}]"] if one.ids else []
        lines.append(f"  - {{{', '.join(said)}}}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise AlreadyFrozen(str(path)) from None
