"""Prose: staff's own pages, the day from which they may be shown, and the figures they quote."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from taizhang.claims import rows_of
from taizhang.counts import COUNTED, COUNTS, total
from taizhang.dates import parse_date
from taizhang.figures import Figure, amount, figure
from taizhang.indicators import INDICATOR, evaluate
from taizhang.portal import Content, Portal
from taizhang.problems import Problem, suggestion
from taizhang.reading import nearest
from taizhang.records import Scope
from taizhang.site import Link, Site
from taizhang.source import line_and_column, read_text
from taizhang.tallies import ALL

_FRONT = re.compile(r"\A---\r?\n(.*?)^---\s*$", re.DOTALL | re.MULTILINE)
_DATE = re.compile(r"^(?:date|日期)\s*[:：]\s*['\"]?([^'\"\r\n]+?)['\"]?\s*$", re.MULTILINE)
_FIGURE = re.compile(r"\{\{\s*figure\s+([^{}\n]{1,120}?)\s*\}\}")


class Prose(NamedTuple):
    """One page of prose: where it is, how messages name it, its text, and the day it is of."""

    path: Path
    name: str
    text: str
    date: dt.date | None


def read_prose(content: Content) -> tuple[list[Prose], list[Problem]]:
    """Return the pages of prose in order, and the problems of reading them."""
    pages, problems = [], []
    for path in sorted(content.pages.rglob("*.md")) if content.pages.is_dir() else ():
        name = content.name(path)
        text, faults = read_text(path, name)
        problems += faults
        pages.append(Prose(path, name, text, date_of(text)))
    return pages, problems


def date_of(text: str) -> dt.date | None:
    """Return the day a page's front matter gives: before it the page is not shown. None where it gives none."""
    front = _FRONT.match(text)
    match = _DATE.search(front[1]) if front else None
    try:
        return parse_date(match[1])[0] if match else None
    except ValueError:
        return None


def figure_problems(page: Prose, portal: Portal) -> Iterator[Problem]:
    """Yield a problem for each figure of `page` that there is not."""
    for match in _FIGURE.finditer(page.text):
        line, column = line_and_column(page.text, match.start())
        words = match[1].split()
        if len(words) != 2:
            yield Problem(page.name, "figure_syntax", {"found": match[0]}, line=line, column=column)
            continue
        scope, name = words
        if scope not in _scopes(portal):
            yield Problem(
                page.name, "figure_scope", {"found": scope, "hint": suggestion(nearest(scope, _scopes(portal)))}, line=line, column=column
            )
        elif not _kinds(scope, portal, name):
            near = suggestion(nearest(name, (*INDICATOR.by_spelling, *COUNTED.by_spelling)))
            yield Problem(page.name, "unknown_indicator", {"found": name, "hint": near}, line=line, column=column)


def replace_figures(text: str, site: Site, show: Callable[[Link], str], base: str) -> str:
    """Return `text` with each figure as a link to what it counts; `base` leads to the portal's root."""

    def shown(match: re.Match[str]) -> str:
        scope, name = match[1].split()
        if scope in site.portal.programmes and name in INDICATOR.by_spelling:
            value = evaluate(INDICATOR.by_spelling[name], rows_of(site.facts, Scope(programme=scope)))
            return show(Link(amount(site, value), f"{base}programmes/{scope}.html"))
        if _kinds(scope, site.portal, name) == "indicator":
            found: Figure = figure(site, scope if scope == ALL else f"ledger.{scope}", INDICATOR.by_spelling[name], base=base)
            return show(Link(found.text, found.href or (found.parts[0].href if found.parts else "")))
        id_ = COUNTED.by_spelling[name]
        given = Scope(programme=scope) if scope in site.portal.programmes else Scope(ledger=scope) if scope != ALL else Scope()
        number = total(COUNTS[id_].items(site.facts, given))
        href = f"{base}programmes/{scope}.html#claims" if scope in site.portal.programmes else ""
        return show(Link(site.counted(id_, number), href))

    return _FIGURE.sub(shown, text)


def _scopes(portal: Portal) -> list[str]:
    return [ALL, *portal.ledgers, *portal.programmes]


def _kinds(scope: str, portal: Portal, name: str) -> str:
    """Return whether `name` is an indicator of issues or a count of a register that `scope` may limit; "" for neither."""
    if name in INDICATOR.by_spelling:
        return "indicator"
    if name in COUNTED.by_spelling:
        scopes = COUNTS[COUNTED.by_spelling[name]].scopes
        fits = scope == ALL or (scope in portal.ledgers and "ledger" in scopes) or (scope in portal.programmes and "programme" in scopes)
        return "counted" if fits else ""
    return ""
