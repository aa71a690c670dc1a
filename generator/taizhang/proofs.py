"""The view of claims 公布数据核对: what was published, what the records say, and which records."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from taizhang.blocks import RecordView, Tile, Tiles, table, text
from taizhang.claims import Proof, amount_text, fraction, scope_of, vocabulary_of
from taizhang.counts import COUNTS, total
from taizhang.figures import sheet
from taizhang.indicators import INDICATORS, Count, Policies, Rate
from taizhang.periods import parse_period
from taizhang.records import Reported
from taizhang.sheets import SheetView
from taizhang.site import Link, Site, View
from taizhang.tallies import ALL, MONTHLY


class ProvenLine(NamedTuple):
    """One published value: its indicator, as claimed, as computed, its fraction as links, and the verdict."""

    id: str
    label: str
    claimed: str
    computed: str
    parts: Sequence[Link]
    verdict: str


class ProvenClaim(NamedTuple):
    """One claim with its proof."""

    id: str
    title: str
    scope: str
    as_of: str
    published: str
    source: str
    lines: Sequence[ProvenLine]
    reported: Sequence[Reported]


class ProofsView(View):
    """The page of claims."""

    template = "claims.html"

    def __init__(self, site: Site) -> None:
        self.title = self.heading = site.t.claims
        claims = [claim for claim in site.portal.claims.values() if is_known(site, claim.id)]
        self.claims = [proven(site, claim.id, [proof for proof in site.proofs if proof.claim is claim]) for claim in claims]
        self.description_line = site.say("index_description", title=self.title, count=len(self.claims))


def is_known(site: Site, id_: str) -> bool:
    """Tell whether a claim is shown: some of it was proven, or it holds reported figures only and was published by the cut."""
    claim = site.portal.claims[id_]
    if claim.expect:
        return any(proof.claim is claim for proof in site.proofs)
    day = claim.as_of or claim.published
    return day is None or day <= site.as_of


def proven(site: Site, id_: str, proofs: Sequence[Proof]) -> ProvenClaim:
    """Return a claim in words."""
    claim = site.portal.claims[id_]
    as_of = site.day(proofs[0].as_of) if proofs else site.day(claim.as_of)
    if claim.as_of_text:
        as_of = site.say("as_of_text", as_of=as_of, text=claim.as_of_text)
    lines = [
        ProvenLine(
            proof.name, site.terms[vocabulary_of(proof.name)][proof.name], proof.expected, amount_text(proof.value), links(site, proof),
            site.t.holds if proof.holds else site.t.differs,
        )
        for proof in proofs
    ]  # fmt: skip
    return ProvenClaim(
        claim.id, claim.title, scope_in_words(site, id_), as_of, site.day(claim.published), claim.source, lines, claim.reported
    )


def scope_in_words(site: Site, id_: str) -> str:
    """Return what a claim is about."""
    scope = scope_of(site.portal.claims[id_])
    kinds = ("programme", "series", "service", "ledger", "unit", "category", "channel", "tier")
    said = [site.scope(f"{kind}.{key}") for kind in kinds if (key := getattr(scope, kind))]
    said += [site.period(parse_period(scope.period))] if scope.period else []
    return site.separator.join(said) or site.t.whole_portal


def links(site: Site, proof: Proof) -> list[Link]:
    """Return the number, or numerator and denominator, each leading to its records."""
    if proof.name in COUNTS:
        return [Link(amount_text(proof.value), f"{proof.claim.id}.{proof.name}.html" if proof.items else "")]
    indicator = INDICATORS[proof.name]
    names = [indicator.part, indicator.of] if isinstance(indicator, Rate) else [proof.name]
    address = common_sheet(site, proof) or f"{proof.claim.id}.html"
    numbers = fraction(proof.value).split("/")
    if not isinstance(indicator, Rate | Count | Policies):
        return [Link(number) for number in numbers]
    return [Link(number, f"{address}#{name}" if number != "0" else "") for number, name in zip(numbers, names, strict=True)]


def common_sheet(site: Site, proof: Proof) -> str:
    """Return the sheet that holds a proof's records; "" where its scope or its day has none of its own."""
    scope = scope_of(proof.claim)
    given = [kind for kind in ("ledger", "unit", "category", "channel", "tier", "programme") if getattr(scope, kind)]
    if "programme" in given or len(given) > 1 or any(row.case.cut != site.cuts[row.case.issue.ledger] for row in proof.base):
        return ""
    name = f"{given[0]}.{getattr(scope, given[0])}" if given else ALL
    period = parse_period(scope.period) if scope.period else None
    if period and (period.kind == "week" or (given and given[0] not in MONTHLY)):
        return ""
    return sheet(name, period)


class ItemsView(RecordView):
    """The records that a count of a register is the sum of."""

    def __init__(self, site: Site, proof: Proof) -> None:
        t, name = site.t, site.terms["counted"][proof.name]
        rows = [
            [[site.record(item.kind, item.id)], text(item.id if item.kind in ("issue", "slip") else ""),
             text(site.counted(proof.name, item.amount))]
            for item in proof.items
        ]  # fmt: skip
        super().__init__(
            site.say("items_of", claim=proof.claim.title, name=name), (Link(t.claims, "index.html"),),
            [
                Tiles([Tile(name, Link(site.counted(proof.name, total(proof.items))), site.say("claimed_as", value=proof.expected))]),
                table([t.record, t.number_id, t.part_of_count], rows, site.say("count_rows", count=len(rows)), numbers=(2,)),
            ],
            demo=site.portal.settings.demo, basis=site.say("updated", date=proof.as_of),
        )  # fmt: skip


def claim_sheets(site: Site) -> Iterator[tuple[str, Callable[[], View]]]:
    """Yield the id of each claim whose records no common sheet holds, and its own sheet."""
    seen = set()
    for proof in site.proofs:
        claim = proof.claim
        if proof.name in COUNTS:
            if proof.items:
                yield f"{claim.id}.{proof.name}", partial(ItemsView, site, proof)
        elif claim.id not in seen and not common_sheet(site, proof):
            seen.add(claim.id)
            yield (
                claim.id,
                partial(
                    SheetView, site, claim.title, (Link(site.t.claims, "index.html"),), proof.base, proof.as_of,
                    demo=site.portal.settings.demo,
                ),
            )  # fmt: skip
