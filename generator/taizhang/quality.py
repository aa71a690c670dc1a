"""Quality: records that are worth a second look before anything is published. Not a judgement of any unit."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from taizhang.cases import Case
from taizhang.facts import Facts
from taizhang.lifecycle import OUTSIDE
from taizhang.records import Duration
from taizhang.site import Link, Site, View
from taizhang.status import WORKING

#: Texts shorter than this say too little to be compared.
_SHORTEST = 16
_ALIKE = 0.9
_MANY = 5
_STALE = Duration(30, "workdays")


class Finding(NamedTuple):
    """One check and what it found: its key in the catalogue and, per finding, what it is about and the cases."""

    key: str
    groups: Sequence[tuple[str, Sequence[Case]]]


def findings(facts: Facts) -> list[Finding]:
    """Return every check, also those that found nothing."""
    cases = [case for case in facts.cases if case.now.state not in OUTSIDE and case.issue.title]
    checks = (
        ("same_day", _same_day), ("crowded", _crowded), ("late_extension", _late_extensions), ("alike", _alike), ("stale", _stale),
    )  # fmt: skip
    return [Finding(key, list(check(cases, facts))) for key, check in checks]


Groups = Iterator[tuple[str, Sequence[Case]]]


def _is_answered_at_once(case: Case) -> bool:
    """Tell whether it is in the nature of a case to be settled on the day: on the spot, or a mere question."""
    return case.now.tier == "on_site" or case.issue.kind == "consultation" or case.now.assigned_on is None


def _same_day(cases: Sequence[Case], _: Facts) -> Groups:
    """Handled on the day of its assignment. The minutes are given only where both times are known."""
    for case in cases:
        now = case.now
        if now.handled_on and now.handled_on == now.assigned_on and not _is_answered_at_once(case):
            yield _minutes(case), [case]


def _minutes(case: Case) -> str:
    day = case.now.handled_on
    assigned = ("assigned", "reassigned", "reopened")
    times = {
        "handled" if event.event == "handled" else "assigned": event.time
        for event in case.issue.timeline
        if event.date == day and event.event in ("handled", *assigned)
    }
    if len(times) < 2 or not all(times.values()):
        return ""
    start, end = ((int(text[:2]) * 60 + int(text[3:5])) for text in (times["assigned"], times["handled"]))
    return str(end - start) if end >= start else ""


def _crowded(cases: Sequence[Case], _: Facts) -> Groups:
    """Many handled by one unit on one day."""
    found: dict[tuple[object, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.now.handled_on and not _is_answered_at_once(case):
            found[case.now.handled_on, case.now.lead].append(case)
    for (day, _unit), group in sorted(found.items(), key=lambda item: str(item[0])):
        if len(group) >= _MANY:
            yield str(day), group


def _late_extensions(cases: Sequence[Case], _: Facts) -> Groups:
    """A limit that was changed after it had run out."""
    for case in cases:
        if any(span.late_extensions for span in case.status.spans):
            yield "", [case]


def _alike(cases: Sequence[Case], _: Facts) -> Groups:
    """The same answer to different issues, to the letter or nearly so; only answers of one unit are compared."""
    texts: dict[str, list[tuple[str, Case]]] = defaultdict(list)
    for case in cases:
        notes = [event.note for event in case.issue.timeline if event.event == "handled" and len(event.note) >= _SHORTEST]
        if notes:
            texts[case.now.lead].append((notes[-1], case))
    for answers in texts.values():
        groups: list[tuple[str, list[Case]]] = []
        for text, case in answers:
            for other, group in groups:
                if _is_alike(text, other):
                    group.append(case)
                    break
            else:
                groups.append((text, [case]))
        yield from ((text, group) for text, group in groups if len(group) > 1)


def _is_alike(text: str, other: str) -> bool:
    if text == other:
        return True
    if abs(len(text) - len(other)) > 0.1 * max(len(text), len(other)):
        return False
    matcher = difflib.SequenceMatcher(None, text, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _stale(cases: Sequence[Case], facts: Facts) -> Groups:
    """Open without any new record for long."""
    for case in cases:
        if case.now.state in WORKING and not case.now.paused_on:
            due = facts.portal.limits[case.issue.ledger].due(case.changed, _STALE)
            if due and due.date < case.cut:
                yield str(case.changed), [case]


class QualityView(View):
    """The page of what is worth a second look."""

    template = "quality.html"

    def __init__(self, site: Site) -> None:
        t = site.t
        self.title = self.heading = t.quality
        found = findings(site.facts)
        self.description_line = site.say("index_description", title=self.title, count=len(found))
        self.findings = [
            (getattr(t, f"quality_{finding.key}"), getattr(t, f"quality_{finding.key}_rule"), [
                (site.say(f"quality_{finding.key}_about", about=about) if about else "",
                 [Link(case.issue.id, f"../issues/{case.issue.id}.html") for case in cases])
                for about, cases in finding.groups
            ])
            for finding in found
        ]  # fmt: skip
