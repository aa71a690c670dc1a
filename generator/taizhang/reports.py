"""Reports: the bulletin on a period, drafted from the figures for people to finish; in Markdown, as data, or as a paper."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from taizhang.figures import amount
from taizhang.indicators import BIT, INDICATORS, METHOD, Rate, Row, Value, evaluate, percent
from taizhang.performance import OVERALL
from taizhang.periods import Period
from taizhang.site import Site
from taizhang.tallies import ALL
from taizhang.words import Words

_TOPICS = 5

#: The columns of the table of units.
_UNIT_COLUMNS = (
    "collected", "handled_in", "cleared_in", "open_end", "overdue_end", "solving_rate", "on_time_rate", "satisfaction_rate",
)  # fmt: skip


class Section(NamedTuple):
    """A numbered section of a bulletin and its paragraphs."""

    heading: str
    paragraphs: Sequence[str]


class Table(NamedTuple):
    """An attachment: its caption, its columns and its rows."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


class Bulletin(NamedTuple):
    """A bulletin on a period: what it says, the tables attached, and the values it was written from."""

    title: str
    status: str
    host: str
    period: str
    as_of: str
    method: str
    sections: Sequence[Section]
    tables: Sequence[Table]
    note: str
    values: Sequence[Value]


class _Draft:
    """Writes the sections of one bulletin."""

    def __init__(self, site: Site, period: Period) -> None:
        self.site, self.period = site, period
        self.t = Words("report", site.language)
        self.rows = site.facts.tallies.rows(ALL, period)
        counts = site.facts.tallies.counts(ALL, period)
        before = site.facts.tallies.rows(ALL, period.previous)
        counts_before = site.facts.tallies.counts(ALL, period.previous)
        self.now = {id_: evaluate(id_, self.rows, counts) for id_ in (*OVERALL, *counts)}
        self.before = {id_: evaluate(id_, before, counts_before) for id_ in self.now} if before else {}
        self.end = min(period.end, site.as_of)
        self.last_day = self.t.day.format(year=self.end.year, month=self.end.month, day=self.end.day)

    def say(self, key: str, **values: object) -> str:
        return getattr(self.t, key).format_map(values)  # type: ignore[no-any-return]

    def number(self, id_: str) -> int:
        return self.now[id_].numerator

    def rate(self, id_: str) -> str:
        """Return a rate with its fraction, and its change on the period before."""
        value = self.now[id_]
        if value.amount is None:
            return self.t.no_rate
        text = self.say("rate", amount=amount(self.site, value), part=value.numerator, of=value.denominator)
        return text + self.changed(id_)

    def changed(self, id_: str) -> str:
        """Return the change of a rate or a count on the period before, in a clause; nothing where there was none."""
        now, before = self.now[id_], self.before.get(id_)
        if before is None or before.amount is None or now.amount is None:
            return ""
        size = abs(now.amount - before.amount)
        if not size:
            return self.t.unchanged
        direction = "up" if now.amount > before.amount else "down"
        if isinstance(INDICATORS[id_], Rate):
            return self.say(f"rate_{direction}", size=size)
        return self.say(f"count_{direction}", size=size, share=percent(int(size), before.numerator))

    def marked(self, id_: str) -> list[Row]:
        return [row for row in self.rows if row.marks & BIT[id_]]

    # --- sections ---

    def overview(self) -> Iterator[str]:
        words = {id_: self.number(id_) for id_ in ("collected", "assigned_in", "handled_in", "cleared_in", "open_end", "overdue_end")}
        yield self.say("overview", period=self.site.period(self.period), end=self.last_day, change=self.changed("collected"), **words)
        ledgers = Counter(row.case.issue.ledger for row in self.marked("collected"))
        if len(ledgers) > 1:
            each = [
                self.say("of_ledger", ledger=self.site.portal.ledgers[id_].title, count=ledgers[id_]) for id_ in self.site.portal.ledgers
            ]
            yield self.say(
                "by_ledger",
                each=self.t.semicolon.join(text for text, id_ in zip(each, self.site.portal.ledgers, strict=True) if ledgers[id_]),
            )

    def handling(self) -> Iterator[str]:
        yield self.say(
            "rates", **{id_: self.rate(id_) for id_ in ("handling_rate", "solving_rate", "clearing_rate", "on_time_rate", "response_rate")}
        )
        days = self.now["median_days"]
        if days.amount is not None:
            yield self.say("days", median=f"{days.amount:f}", p90=amount(self.site, self.now["p90_days"]), count=days.denominator)
        yield self.say(
            "events", **{id_: self.number(id_) for id_ in ("returned_in", "extended_in", "reopened_in", "supervised_in", "late_in")}
        )

    def follow_up(self) -> Iterator[str]:
        if not self.number("asked"):
            yield self.t.no_follow_up
            return
        yield self.say(
            "follow_up", asked=self.number("asked"), reached=self.number("reached"), rated=self.number("rated"),
            follow_up_rate=self.rate("follow_up_rate"), satisfaction_rate=self.rate("satisfaction_rate"),
            confirmed_solving_rate=self.rate("confirmed_solving_rate"),
        )  # fmt: skip
        dissatisfied = self.marked("dissatisfied")
        if dissatisfied:
            ids = self.site.separator.join(row.case.issue.id for row in dissatisfied)
            yield self.say("dissatisfied", count=len(dissatisfied), ids=ids)
        second = self.marked("reopened")
        if second:
            handled = sum(bool(row.marks & BIT["handled"]) for row in second)
            yield self.say("second_round", count=len(second), handled=handled)

    def topics(self) -> Iterator[str]:
        collected = self.marked("collected")
        found = Counter(row.case.issue.category for row in collected if row.case.issue.category)
        if not found:
            yield self.t.no_topics
            return
        each = [
            self.say("topic", category=self.site.portal.categories[id_].name, count=count, share=_share(count, len(collected)))
            for id_, count in found.most_common(_TOPICS)
        ]
        yield self.say("topics", each=self.t.semicolon.join(each))
        carried = self.marked("carried")
        if carried:
            yield self.say("carried", count=len(carried), ids=self.site.separator.join(row.case.issue.id for row in carried))

    def shortcomings(self) -> Iterator[str]:
        found = []
        overdue = self.marked("overdue_end")
        if overdue:
            units = {unit for unit, _ in self.overdue_units(overdue)}
            found.append(self.say("short_overdue", count=len(overdue), units=len(units)))
        silent = self.number("assigned") - self.number("responded")
        if silent:
            found.append(self.say("short_reply", count=silent))
        late = [row for row in self.marked("extended") if row.case.now.late_extensions]
        if late:
            found.append(self.say("short_extension", count=len(late)))
        if self.number("returned_in"):
            found.append(self.say("short_return", count=self.number("returned_in")))
        unasked = self.number("handled") - self.number("asked")
        if unasked:
            found.append(self.say("short_follow_up", count=unasked))
        if not found:
            yield self.t.no_shortcomings
            return
        yield "".join(f"{self.say('ordinal', number=number)}{text}" for number, text in zip(self.t.numerals, found, strict=False))

    def overdue_units(self, rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
        """Yield the unit responsible at the period's end of each of `rows`."""
        for row in rows:
            span = row.case.status.on(min(self.end, row.case.cut))
            yield (span.lead if span else "", row)

    # --- tables ---

    def units(self) -> Table:
        site, labels = self.site, self.site.terms["indicator"]
        rows: list[tuple[str, ...]] = []
        for id_, unit in site.portal.units.items():
            found = site.facts.tallies.rows(f"unit.{id_}", self.period)
            if found:
                counts = site.facts.tallies.counts(f"unit.{id_}", self.period)
                rows.append((str(len(rows) + 1), unit.name, *(amount(site, evaluate(name, found, counts)) for name in _UNIT_COLUMNS)))
        return Table(self.t.table_units, (self.t.row, site.t.unit_name, *(labels[name] for name in _UNIT_COLUMNS)), rows)

    def overdue(self) -> Table:
        site = self.site
        rows: list[tuple[dt.date, str, str, str, int]] = []
        for unit, row in self.overdue_units(self.marked("overdue_end")):
            day = min(self.end, row.case.cut)
            span = row.case.status.on(day)
            due = (span.ran_out or span.due) if span else None
            if due:
                name = site.portal.units[unit].name if unit else site.t.nobody_yet
                rows.append((due.date, row.case.issue.id, site.title(row.case), name, (day - due.date).days))
        rows.sort(key=lambda one: (one[0], one[1]))
        columns = (self.t.row, site.t.number_id, site.t.title, site.t.lead, site.t.due, self.t.days_over)
        return Table(
            self.t.table_overdue,
            columns,
            [(str(n), id_, title, unit, str(due), str(over)) for n, (due, id_, title, unit, over) in enumerate(rows, 1)],
        )


def _share(part: int, of: int) -> str:
    """Return a share in percent."""
    return f"{percent(part, of)}%"


def bulletin(site: Site, period: Period) -> Bulletin:
    """Return the bulletin on `period`, its last section left for people to write."""
    draft = _Draft(site, period)
    writers = (draft.overview, draft.handling, draft.follow_up, draft.topics, draft.shortcomings)
    headings = (draft.t.heading_1, draft.t.heading_2, draft.t.heading_3, draft.t.heading_4, draft.t.heading_5)
    sections = [Section(heading, list(write())) for heading, write in zip(headings, writers, strict=True)]
    sections.append(Section(draft.t.heading_6, [draft.t.by_hand]))
    return Bulletin(
        title=draft.say("title", portal=site.portal.settings.place or site.portal.settings.title, period=site.period(period)),
        status=draft.t.status, host=site.portal.settings.host, period=period.key, as_of=site.day(site.as_of), method=METHOD,
        sections=sections, tables=[draft.units(), draft.overdue()],
        note=draft.say("note", as_of=site.as_of, method=METHOD) + (draft.t.demo if site.portal.settings.demo else ""),
        values=[draft.now[id_] for id_ in OVERALL],
    )  # fmt: skip


def as_data(paper: Bulletin) -> dict[str, object]:
    """Return a bulletin as named data, for JSON."""
    values = [
        {
            "indicator": value.indicator, "value": None if value.amount is None else f"{value.amount:f}", "numerator": value.numerator,
            "denominator": value.denominator or None,
        }
        for value in paper.values
    ]  # fmt: skip
    parts = {name: [part._asdict() for part in getattr(paper, name)] for name in ("sections", "tables")}
    return {**paper._asdict(), **parts, "values": values}


def as_markdown(paper: Bulletin) -> str:
    """Return a bulletin as Markdown."""
    lines = [f"# {paper.title}", "", f"**{paper.status}**　{paper.host}", ""]
    for section in paper.sections:
        lines += [f"## {section.heading}", ""]
        for paragraph in section.paragraphs:
            lines += [paragraph, ""]
    lines += [paper.note, ""]
    for table in paper.tables:
        lines += [f"## {table.caption}", "", _line(table.columns), _line(["---"] * len(table.columns)), *map(_line, table.rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |"
