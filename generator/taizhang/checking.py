"""Checking: one pass over a content folder that gives the portal, or every problem with its position."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from taizhang import disclosure, records, registers, schema, settings
from taizhang.claims import Proof, claim_problems, prove
from taizhang.collecting import collector_paused
from taizhang.facts import Facts
from taizhang.markup import find_references
from taizhang.memory import Memory
from taizhang.portal import Content, Portal, read_portal
from taizhang.problems import ContentError, Problem, ordered, suggestion
from taizhang.prose import figure_problems, read_prose
from taizhang.reading import nearest
from taizhang.references import names_a_record, names_like
from taizhang.rules import check_rules
from taizhang.source import line_and_column, locate

#: Problems of a whole file, whose records are then not known.
_UNREAD = frozenset({
    "alias", "control_character", "duplicate_key", "key_not_text", "line_too_long", "merge_key", "missing_ledger", "not_utf8",
    "second_document", "syntax", "tag", "too_deep", "unreadable_file",
})  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A portal without problems, the day it is cut at, and how many issues nobody decided to publish.

    `before` are the facts of an earlier check: what they hold of issues that did not change is taken over.
    """

    portal: Portal
    as_of: dt.date
    unstated: int
    before: Facts | None = None

    @cached_property
    def facts(self) -> Facts:
        """What follows from the public records at the cut."""
        with collector_paused():
            return Facts(disclosure.public(self.portal, self.as_of), self.as_of, self.before)

    @cached_property
    def proofs(self) -> Sequence[Proof]:
        """Every published figure beside what the records say."""
        return prove(self.portal, self.facts, self.as_of)


def today(zone: str = "Asia/Shanghai") -> dt.date:
    """Return the day the clock shows in the portal's time zone: read at the edges only."""
    return dt.datetime.now(ZoneInfo(zone)).date()


def check(content: Content, now: dt.date, as_of: dt.date | None = None, before: Facts | None = None) -> Checked:
    """Return the checked portal of `content`. Raises ContentError with every problem, positions looked up."""
    with collector_paused():
        portal, problems = read_portal(content)
        problems += check_rules(portal, now, content.memory, content.attachments)
    if not any(problem.code in _UNREAD for problem in problems):  # else a file could not be read, and what it holds is not known
        problems += _prose_problems(content, portal, min(as_of or now, now))
    if problems:
        raise ContentError(located(problems, content))
    ledgers = portal.ledgers
    unstated = sum(disclosure.is_unstated(issue, ledgers[issue.ledger]) for issue in portal.issues)
    checked = Checked(portal, min(as_of or now, now), unstated, before)
    if portal.claims and (differing := list(claim_problems(checked.proofs))):
        raise ContentError(located(differing, content))
    return checked


def located(problems: Sequence[Problem], content: Content) -> list[Problem]:
    """Return `problems` with their positions, in order."""
    return ordered(locate(problems, content.root, _SAME_KEYS))


def _prose_problems(content: Content, portal: Portal, as_of: dt.date) -> list[Problem]:
    """References and figures in prose lead to what exists and is published."""
    pages, problems = read_prose(content)
    known = [page for page in pages if page.date is None or page.date <= as_of]
    references = [(page, target, offset) for page in known for target, offset in find_references(page.text)]
    problems += [problem for page in known for problem in figure_problems(page, portal)]
    if not references:
        return problems
    public = disclosure.public(portal, as_of)
    issues, hidden = ({issue.id for issue in p.issues} for p in (public, portal))
    for page, target, offset in references:
        if not names_a_record(target, public, issues):
            near = "" if target in hidden else nearest(target, names_like(target, public, issues))
            code = "reference_not_public" if target in hidden else "unknown_target"
            line, column = line_and_column(page.text, offset)
            problems.append(Problem(page.name, code, {"found": target, "hint": suggestion(near)}, line=line, column=column))
    return problems


def _same_keys() -> dict[str, set[str]]:
    same: dict[str, set[str]] = {}
    for record in (*records.ALL, *registers.ALL, *settings.ALL):
        for field in schema.fields(record):
            same.setdefault(field.name, set()).update(field.spellings)
    return same


_SAME_KEYS = _same_keys()


def content_of(folder: Path, root: Path, memory: Memory | None = None) -> Content:
    """Return the content in `folder`, positions given from `root`, or from the folder's parent if it lies elsewhere."""
    folder = folder.resolve()
    root = root.resolve()
    return Content(folder, root if folder.is_relative_to(root) else folder.parent, memory or Memory())
