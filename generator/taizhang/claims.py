"""Claims: published figures, reckoned again from the records, and the proof of each."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from taizhang.counts import COUNTED, COUNTS, MONEY, Item, in_programme, money, total
from taizhang.facts import Facts
from taizhang.indicators import INDICATOR, INDICATORS, Rate, Row, Value, evaluate, members
from taizhang.periods import parse_period
from taizhang.portal import Portal
from taizhang.problems import Problem, hint
from taizhang.records import Claim, Scope
from taizhang.tallies import ALL

_CLAIMED = re.compile(
    r"(?P<before>约|超过|超|逾)?\s*(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(?P<more>余|多)?\s*(?P<scale>万|亿)?\s*(?P<unit>%)?"
    r"\s*(?:件次|[件个家项条次天人元亩期名套张])?\s*(?P<after>余|多|以上)?\s*(?:件次|[件个家项条次天人元亩期名套张])?",
)
_QUALIFIERS = {"约": "about", "超": "above", "超过": "above", "逾": "above", "余": "more", "多": "more", "以上": "least"}
_SCALES = {None: 1, "万": 10**4, "亿": 10**8}
_ARITHMETIC = re.compile(r"\d[^\d/÷+×*=]{0,4}[/÷+×*=]\s*\d")


class Claimed(NamedTuple):
    """A published value: its number, what it is measured in (`%` or nothing), and how exact it is.

    `qualifier` is = exact; more (余, 多): at least that, and less than one unit of its last non-zero digit above;
    above (超, 逾); least (以上): that or more; about (约): within 5 %.
    """

    number: Decimal
    unit: str
    qualifier: str

    def holds(self, amount: Decimal | None) -> bool:
        """Tell whether a computed amount is what was published."""
        if amount is None:
            return False
        if self.qualifier == "above":
            return amount > self.number
        if self.qualifier == "least":
            return amount >= self.number
        if self.qualifier == "about":
            return abs(amount - self.number) <= abs(self.number) * Decimal("0.05")
        if self.qualifier == "more":
            return self.number <= amount < self.number + _last_digit(self.number)
        return amount == self.number


def parse_claimed(text: str) -> Claimed:
    """Return the value that `text` states. Raises ValueError."""
    match = _CLAIMED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    words = [match[name] for name in ("before", "more", "after") if match[name]] if match else []
    if not match or len(words) > 1:
        raise ValueError(text)
    qualifier = _QUALIFIERS[words[0]] if words else "="
    return Claimed(Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"]], match["unit"] or "", qualifier)


def is_arithmetic(text: str) -> bool:
    """Tell whether `text` reckons with figures instead of stating one."""
    return bool(_ARITHMETIC.search(unicodedata.normalize("NFKC", text)))


def _last_digit(number: Decimal) -> Decimal:
    """Return one unit of the last digit of `number` that is not zero: 10 of 180, 1000 of 28000."""
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101  # a parsed number is finite
    return Decimal(10) ** exponent


class Proof(NamedTuple):
    """One published value beside what the records say: `key` is how the claim spells the indicator `name`.

    `rows` are the issues it counts, `base` all in its scope; a count of a register has `items` instead.
    """

    claim: Claim
    key: str
    name: str
    expected: str
    value: Value
    holds: bool
    as_of: dt.date
    rows: Sequence[Row]
    base: Sequence[Row]
    items: Sequence[Item] = ()


Proofs = Sequence[Proof]


def prove(portal: Portal, facts: Facts, as_of: dt.date) -> list[Proof]:
    """Return the proof of every claim of `portal` that a build as of `as_of` can know of.

    `facts` are those of that build; a claim of an earlier day is reckoned from the records as they were then.
    """
    return [proof for claim in portal.claims.values() for proof in _prove(claim, portal, facts, as_of)]


def scope_of(claim: Claim) -> Scope:
    """Return the scope of `claim`; without one it is the whole portal."""
    return next(iter(claim.scope), Scope())


def _prove(claim: Claim, portal: Portal, facts: Facts, as_of: dt.date) -> Iterator[Proof]:
    scope = scope_of(claim)
    own = portal.ledgers[scope.ledger].as_of if scope.ledger else None
    day = claim.as_of or own
    if (day and day > as_of) or (claim.published and claim.published > as_of):
        return  # what was published later is not known yet
    known = facts if day is None or (own and day >= own) else facts.on(day)
    rows = rows_of(known, scope)
    cut = known.cuts.get(scope.ledger, known.as_of)
    for key, expected in claim.expect.items():
        claimed, on = parse_claimed(expected), min(day or cut, cut)
        if id_ := INDICATOR.by_spelling.get(key):
            value = evaluate(id_, rows)
            yield Proof(claim, key, id_, expected, value, claimed.holds(value.amount), on, members(id_, rows), rows)
        else:
            id_ = COUNTED.by_spelling[key]
            items = list(COUNTS[id_].items(known, scope))
            amount = total(items)
            yield Proof(claim, key, id_, expected, Value(id_, amount, int(amount)), claimed.holds(amount), on, (), (), items)


def rows_of(facts: Facts, scope: Scope) -> list[Row]:
    """Return the rows of `scope`; flows of a unit are those that it bears."""
    period = parse_period(scope.period) if scope.period else None
    if period and period.kind == "week":
        pairs = facts.tallies.weeks.get(period.key, [])
        rows = [row for unit, row in pairs if not scope.unit or unit == scope.unit]
    else:
        rows = facts.tallies.rows(f"unit.{scope.unit}" if scope.unit else ALL, period)
    return [
        row
        for row in rows
        if (not scope.ledger or row.case.issue.ledger == scope.ledger)
        and in_programme(scope, facts.portal.ledgers[row.case.issue.ledger].programme)
        and (not scope.category or row.case.issue.category == scope.category)
        and (not scope.channel or row.case.issue.channel == scope.channel)
        and (not scope.tier or row.case.now.tier == scope.tier)
    ]


_TOLD = 10


def claim_problems(proofs: Proofs) -> Iterator[Problem]:
    """Yield a problem for each published value that the records do not give."""
    for proof in proofs:
        if proof.holds:
            continue
        claim, value = proof.claim, proof.value
        of = hint("fraction", fraction(value)) if is_rate(value) and value.denominator else ""
        values = {
            "id": claim.id, "indicator": hint("term", vocabulary_of(proof.name), proof.name), "found": proof.expected,
            "computed": amount_text(value), "fraction": of, "as_of": proof.as_of.isoformat(), "hint": _suspects(proof),
        }  # fmt: skip
        yield Problem(claim.origin.file, "claim_differs", values, (claim.origin.at, "expect", proof.key))


def vocabulary_of(name: str) -> str:
    """Return the vocabulary that names an indicator of issues, or a count of a register."""
    return "indicator" if name in INDICATORS else "counted"


def is_rate(value: Value) -> bool:
    """Tell whether `value` is a rate."""
    return isinstance(INDICATORS.get(value.indicator), Rate)


def amount_text(value: Value) -> str:
    """Return the amount as it is published: rates with their sign, money in 万元 or 亿元, nothing as a dash."""
    if value.amount is None:
        return "—"
    if value.indicator in MONEY:
        return money(value.amount)
    if is_rate(value):
        return f"{value.amount}%"
    return f"{value.amount.normalize():f}" if value.indicator in COUNTS else f"{value.amount:f}"


def fraction(value: Value) -> str:
    """Return numerator and denominator, or the number itself."""
    return f"{value.numerator}/{value.denominator}" if is_rate(value) else amount_text(value)


def _suspects(proof: Proof) -> str:
    """Return the records to look at first, most recently changed first.

    Too few counted: the issues of the scope that are not; too many: those that are.
    """
    claimed = parse_claimed(proof.expected)
    if proof.name in COUNTS:
        return _listed([item.id for item in proof.items], "counted")
    counted = {row.case.issue.id for row in proof.rows}
    is_short = proof.value.amount is None or proof.value.amount < claimed.number
    indicator = INDICATORS[proof.name]
    base = members(indicator.of, proof.base) if isinstance(indicator, Rate) else proof.base
    rows = [row for row in base if row.case.issue.id not in counted] if is_short else list(proof.rows)
    ids = list(dict.fromkeys(row.case.issue.id for row in sorted(rows, key=lambda row: row.case.changed, reverse=True)))
    return _listed(ids, "not_counted" if is_short else "counted")


def _listed(ids: Sequence[str], code: str) -> str:
    more = f"… ({len(ids)})" if len(ids) > _TOLD else ""
    return hint(code, "、".join(ids[:_TOLD]) + more) if ids else ""
