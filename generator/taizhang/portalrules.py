"""The rules that all records but issues keep: one function per rule, the rule as its docstring, all in one list."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from taizhang import schema
from taizhang.claims import is_arithmetic, parse_claimed, scope_of, vocabulary_of
from taizhang.counts import COUNTED, COUNTS
from taizhang.indicators import INDICATOR, INDICATORS, RATES, Count, Rate
from taizhang.periods import Period, parse_period
from taizhang.portal import Portal
from taizhang.problems import Problem, hint, suggestion
from taizhang.reading import nearest
from taizhang.records import Policy, Scope


def check_settings(portal: Portal, today: dt.date) -> Iterator[Problem]:
    """Yield every problem of the ledgers, policies, claims, frozen periods and settings of `portal`."""
    for rule in RULES:
        yield from rule(portal, today)


def ledgers_are_plausible(portal: Portal, today: dt.date) -> Iterator[Problem]:
    """A ledger's cut is not after today, and its period does not end before it begins."""
    for ledger in portal.ledgers.values():
        if ledger.as_of and ledger.as_of > today:
            values = {"found": ledger.as_of.isoformat(), "today": today.isoformat()}
            yield Problem(ledger.origin.file, "after_today", {"id": ledger.id, **values}, ("as_of",))
        if ledger.start and ledger.end and ledger.end < ledger.start:
            values = {"found": ledger.end.isoformat(), "date": ledger.start.isoformat()}
            yield Problem(ledger.origin.file, "ends_before_start", values, ("end",))


def policies_are_plausible(portal: Portal, _: dt.date) -> Iterator[Problem]:
    """A policy's window does not close before it opens, and its links are links."""
    policies = portal.policies
    for policy in policies.values():
        index = policy.origin.at
        if policy.opens and policy.closes and policy.closes < policy.opens:
            values = {"found": policy.closes.isoformat(), "date": policy.opens.isoformat()}
            yield Problem(policy.origin.file, "ends_before_start", values, (index, "closes"))
        for name in ("original", "explanation"):
            link = getattr(policy, name)
            if link and not re.match(r"https?://\S+$", link):
                yield Problem(
                    policy.origin.file, "bad_link", {"found": link, "key": hint("key", schema.names(Policy)[name].zh, name)}, (index, name)
                )


def claims_can_be_reckoned(portal: Portal, today: dt.date) -> Iterator[Problem]:
    """A claim names indicators and a period there are, states values, and reckons with none."""
    for claim in portal.claims.values():
        file, at = claim.origin.file, claim.origin.at
        scope = scope_of(claim)
        if scope.period and not _is_period(scope.period):
            yield Problem(file, "bad_period", {"found": scope.period}, (at, "scope", "period"))
        if claim.as_of and claim.as_of > today:
            values = {"id": claim.id, "found": claim.as_of.isoformat(), "today": today.isoformat()}
            yield Problem(file, "after_today", values, (at, "as_of"))
        if not claim.expect and not claim.reported:
            yield Problem(file, "claim_empty", {"id": claim.id}, (at,))
        for name, value in claim.expect.items():
            if name not in INDICATOR.by_spelling and name not in COUNTED.by_spelling:
                near = suggestion(nearest(name, (*INDICATOR.by_spelling, *COUNTED.by_spelling)))
                yield Problem(file, "unknown_indicator", {"found": name, "hint": near}, (at, "expect", name), on_key=True)
                continue
            id_ = INDICATOR.by_spelling.get(name) or COUNTED.by_spelling[name]
            if stray := _stray_scope(id_, scope):
                values = {"indicator": hint("term", vocabulary_of(id_), id_), "key": hint("key", *_labels(stray))}
                yield Problem(file, "claim_scope", values, (at, "expect", name))
            elif is_arithmetic(value):
                yield Problem(file, "claim_arithmetic", {"found": value}, (at, "expect", name))
            elif not _is_claimed(value):
                yield Problem(file, "bad_claimed", {"found": value}, (at, "expect", name))
            elif isinstance(count := INDICATORS.get(id_), Count) and count.basis == "stock" and _ending_period(scope.period) is None:
                yield Problem(file, "claim_needs_period", {"indicator": hint("term", "indicator", id_)}, (at, "expect", name))
            elif (parse_claimed(value).unit == "%") != isinstance(INDICATORS.get(id_), Rate):
                code = "claim_needs_percent" if id_ in INDICATORS and isinstance(INDICATORS[id_], Rate) else "claim_no_percent"
                yield Problem(file, code, {"found": value, "indicator": hint("term", vocabulary_of(id_), id_)}, (at, "expect", name))
        for index, reported in enumerate(claim.reported):
            if is_arithmetic(reported.value):
                yield Problem(file, "claim_arithmetic", {"found": reported.value}, (at, "reported", index, "value"))


def published_periods_are_plausible(portal: Portal, today: dt.date) -> Iterator[Problem]:
    """A frozen period is a period, stands in the file of its name, and was frozen after its cut."""
    for period in portal.published.values():
        file = period.origin.file
        if not _is_period(period.id) or parse_period(period.id).key != period.id:
            yield Problem(file, "bad_period", {"found": period.id}, ("id",))
        elif not file.endswith(f"/{period.id}.yml"):
            yield Problem(file, "period_file", {"found": period.id}, ("id",))
        if period.as_of > period.frozen_on:
            values = {"id": period.id, "found": period.as_of.isoformat(), "today": period.frozen_on.isoformat()}
            yield Problem(file, "after_today", values, ("as_of",))
        if period.frozen_on > today:
            values = {"id": period.id, "found": period.frozen_on.isoformat(), "today": today.isoformat()}
            yield Problem(file, "after_today", values, ("frozen_on",))


def rankings_have_weights(portal: Portal, _: dt.date) -> Iterator[Problem]:
    """The weights of a ranking are whole numbers of rates."""
    settings = portal.settings
    for rule in settings.ranking:
        for name, weight in rule.weights.items():
            path = ("ranking", "weights", name)
            if INDICATOR.by_spelling.get(name) not in {rate.id for rate in RATES}:
                yield Problem(settings.origin.file, "not_a_rate", {"found": name}, path, on_key=True)
            elif not re.fullmatch(r"[1-9]\d{0,2}", weight):
                yield Problem(settings.origin.file, "bad_int", {"key": name, "found": weight}, path)


RULES: tuple[Callable[[Portal, dt.date], Iterator[Problem]], ...] = (
    ledgers_are_plausible,
    policies_are_plausible,
    claims_can_be_reckoned,
    published_periods_are_plausible,
    rankings_have_weights,
)


def _stray_scope(id_: str, scope: Scope) -> str:
    """Return the part of a claim's scope that a count of a register, or an indicator of issues, cannot be limited by."""
    given = [name for name in Scope.__struct_fields__ if getattr(scope, name)]
    known = COUNTS[id_].scopes if id_ in COUNTS else set(Scope.__struct_fields__) - {"series", "service"}
    return next((name for name in given if name not in known), "")


def _labels(name: str) -> tuple[str, str]:
    field = schema.names(Scope)[name]
    return field.zh, field.name


def _ending_period(text: str) -> Period | None:
    """Return the month, quarter or year that `text` names; None for a week, for all time, and for what is no period."""
    period = parse_period(text) if text and _is_period(text) else None
    return period if period and period.kind != "week" else None


def _is_claimed(text: str) -> bool:
    try:
        parse_claimed(text)
    except ValueError:
        return False
    return True


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except ValueError:
        return False
    return True
