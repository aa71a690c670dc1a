"""The figures for machines: claims and indicators as JSON under data/api/v1."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from taizhang.claims import Proof, amount_text
from taizhang.figures import value_of
from taizhang.indicators import INDICATORS, METHOD, Rate, Value
from taizhang.periods import Period, parse_period
from taizhang.sheets import ordered_scopes
from taizhang.site import Site

FOLDER = "data/api/v1"


def write_api(site_dir: Path, site: Site) -> None:
    """Write `claims.json` and `indicators.json` of the public portal."""
    folder = site_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    head = {"as_of": site.as_of.isoformat(), "method": METHOD}
    claims = {**head, "claims": [proof_entry(proof) for proof in site.proofs]}
    scopes = ordered_scopes(site)
    tallies = site.facts.tallies
    periods: list[tuple[str, Period | None]] = [(scope, None) for scope in scopes]
    periods += [(s, parse_period(key)) for s in scopes if s.partition(".")[0] in ("all", "ledger") for key in tallies.months(s)]
    indicators = {**head, "values": [entry for scope, period in periods for entry in value_entries(site, scope, period)]}
    for name, data in (("claims", claims), ("indicators", indicators)):
        (folder / f"{name}.json").write_bytes(msgspec.json.encode(data) + b"\n")


def proof_entry(proof: Proof) -> Mapping[str, Any]:
    """Return one published value beside the computed one."""
    return {
        "claim": proof.claim.id, "indicator": proof.name, "expected": proof.expected, "computed": amount_text(proof.value),
        "numerator": proof.value.numerator, "denominator": proof.value.denominator or None, "as_of": proof.as_of.isoformat(),
        "holds": proof.holds,
    }  # fmt: skip


def value_entries(site: Site, scope: str, period: Period | None) -> list[Mapping[str, Any]]:
    """Return every indicator of a scope and period that is not nothing, each with the sheet of its records."""
    values = [value_of(site.facts.tallies, scope, id_, period) for id_ in INDICATORS]
    sheet = f"sheets/{scope}{f'.{period.key}' if period else ''}.html"
    return [
        {"scope": scope, "period": period.key if period else None, **_value(value), "sheet": sheet} for value in values if value.numerator
    ]


def _value(value: Value) -> Mapping[str, Any]:
    amount: Decimal | None = value.amount
    is_rate = isinstance(INDICATORS[value.indicator], Rate)
    return {
        "indicator": value.indicator, "value": None if amount is None else f"{amount:f}", "numerator": value.numerator,
        "denominator": value.denominator if is_rate else None,
    }  # fmt: skip
