"""The pages of sessions 政企活动: each series with its rhythm, each session, and what was promised at them."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from taizhang import markup
from taizhang.blocks import Bullets, Facts, Issues, Prose, RecordView, Table, TableRow, Tile, Tiles, table, text
from taizhang.counts import COUNTS, total
from taizhang.listings import facts_rows, text_item
from taizhang.records import Scope
from taizhang.registers import Commitment, Series, Session
from taizhang.site import Link, Page, Site

COMMITMENTS = "sessions/list.commitments.html"


def session_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the section."""
    yield Page("sessions", "sessions/index.html", None, partial(_index, site))
    if any(session.commitments for session in site.portal.sessions.values()):
        yield Page("sessions", COMMITMENTS, None, partial(_all_commitments, site))
    for series in site.portal.series.values():
        yield Page("sessions", f"sessions/series.{series.id}.html", None, partial(_series, site, series))
    for session in site.portal.sessions.values():
        yield Page("sessions", f"sessions/{session.id}.html", session.date, partial(_session, site, session))


def sessions_of(site: Site, series: str) -> list[Session]:
    """Return the sessions of a series, the first first."""
    return sorted((one for one in site.portal.sessions.values() if one.series == series), key=lambda one: (one.date, one.number))


def _index(site: Site) -> RecordView:
    t = site.t
    rows = []
    for series in site.portal.series.values():
        held = sessions_of(site, series.id)
        rows.append(
            [
                [site.record("series", series.id)], [_programme(site, series)], text(site.term("cadence", series.cadence)),
                _number(len(held), f"series.{series.id}.html#held"),
                _number(_count(site, "session_issues", series.id), f"series.{series.id}.html#held"), text(held[-1].date if held else ""),
            ]
        )  # fmt: skip
    head = [t.series, t.programme, t.cadence, t.sessions_held, t.session_raised, t.last_session]
    blocks = [table(head, rows, numbers=(3, 4))]
    lead = [Link(t.commitments, "list.commitments.html")] if any(s.commitments for s in site.portal.sessions.values()) else []
    return RecordView(
        t.sessions, [], [*blocks, Bullets(lead)], description=site.say("index_description", title=t.sessions, count=len(rows))
    )


def _programme(site: Site, series: Series) -> Link:
    return site.record("programme", series.programme)


def _count(site: Site, id_: str, series: str) -> int:
    return int(total(COUNTS[id_].items(site.facts, Scope(series=series))))


def _series(site: Site, series: Series) -> RecordView:
    t = site.t
    held = sessions_of(site, series.id)
    raised = site.facts.by("session")
    rows: list[tuple[dt.date, TableRow]] = [
        (
            one.date,
            TableRow(
                [
                    [Link(site.session_title(one.id), f"{one.id}.html")], text(one.date), text(one.theme),
                    text(one.enterprises or ""), _number(len(raised.get(one.id, ())), f"{one.id}.html#raised"),
                    text(len(one.commitments) or ""), text(sum(c.kept is not None for c in one.commitments) if one.commitments else ""),
                ],
            ),
        )
        for one in held
    ]  # fmt: skip
    for day, reason in ((skip.date, skip.reason) for skip in series.skipped):
        rows.append((day, TableRow([text(t.not_held), text(day), text(reason or t.reason_unknown), [], [], [], []], mark="muted")))
    rows.sort(key=lambda row: row[0])
    head = [t.session_name, t.date, t.theme, t.enterprises_attending, t.session_raised, t.commitments, t.commitments_kept]
    facts = facts_rows([
        (t.programme, [_programme(site, series)] if series.programme else []), (t.cadence, text_item(site.term("cadence", series.cadence))),
        (t.hours, text_item(series.hours)), (t.meeting_place, text_item(series.place)),
        (t.chair, site.records("post", [series.chair])), (t.organiser, site.records("unit", [series.unit])),
        (t.calendar, [Link(t.calendar_file, f"../calendars/{series.id}.ics")] if held else []),
    ])  # fmt: skip
    counts = [(t.sessions_held, len(held)), *((word, _count(site, id_, series.id)) for word, id_ in (
        (t.session_raised, "session_issues"), (t.enterprises_attending, "session_enterprises"), (t.commitments, "commitments"),
        (t.commitments_kept, "commitments_kept"),
    ))]  # fmt: skip
    # each is the sum of a column of the table below
    tiles = [Tile(word, Link(str(number), "#held")) for word, number in counts if number]
    day = site.programme_day(series.programme)
    return RecordView(
        series.title, [Link(t.sessions, "index.html")],
        [Tiles(tiles), Facts(facts), Table(head, [row for _, row in rows], t.sessions_held, id="held", numbers=frozenset({3, 4, 5, 6}))],
        lead=series.summary, demo=site.is_demo(series.programme), origin=series.origin, basis=site.say("updated", date=day),
    )  # fmt: skip


def _number(count: int, href: str) -> list[Link]:
    return [Link(str(count), href if count else "")]


def _session(site: Site, session: Session) -> RecordView:
    t, portal = site.t, site.portal
    series = portal.series[session.series]
    day = site.programme_day(series.programme)
    when = f"{session.date} {session.time}{f'–{session.ends}' if session.ends else ''}".strip()
    cases = site.facts.by("session").get(session.id, [])
    facts = facts_rows([
        (t.date, text_item(when)), (t.meeting_place, text_item(session.place or series.place)), (t.theme, text_item(session.theme)),
        (t.posts_attending, site.records("post", session.posts)), (t.units_attending, site.records("unit", session.units)),
        (t.enterprises_attending, text_item(str(session.enterprises or ""))),
        (t.policies_explained, site.records("policy", session.policies)),
        (t.slips, site.records("slip", (slip.id for slip in portal.slips.values() if slip.session == session.id))),
    ])  # fmt: skip
    answers = [[text(one.question), text(one.answer), site.records("unit", [one.unit]), _issue(one.issue)] for one in session.answers]
    commitments = [_commitment(site, one, day) for one in session.commitments]
    around = sessions_of(site, series.id)
    at = around.index(session)
    near = [Link(site.session_title(one.id), f"{one.id}.html") for one in (*around[max(0, at - 1) : at], *around[at + 1 : at + 2])]
    return RecordView(
        site.session_title(session.id),
        [Link(t.sessions, "index.html"), Link(series.title, f"series.{series.id}.html")],
        [
            Facts(facts), Prose(markup.render(session.summary, site.resolve), t.what_happened),
            table([t.question, t.answer, t.answered_by, t.issue], answers, t.answers),
            table(_commitment_head(site), commitments, t.commitments, id_="commitments"),
            Issues(cases, t.session_raised, site.say("count_of", count=len(cases)), "raised"), Bullets(near, t.sessions_near),
        ],
        lead=session.theme, demo=site.is_demo(series.programme), origin=session.origin, basis=site.say("updated", date=day), kind="session",
    )  # fmt: skip


def _issue(id_: str) -> list[Link]:
    return [Link(id_, f"../issues/{id_}.html")] if id_ else []


def _commitment_head(site: Site) -> list[str]:
    t = site.t
    return [t.commitment, t.committed_by, t.commitment_due, t.state, t.how_kept, t.issue]


def commitment_state(one: Commitment, day: dt.date) -> str:
    """Return whether a commitment was kept: kept, kept_late, past (not kept in time), or open."""
    if one.kept:
        return "kept_late" if one.due and one.kept > one.due else "kept"
    return "past" if one.due and one.due < day else "open"


def _commitment(site: Site, one: Commitment, day: dt.date) -> list[list[Link]]:
    due = "　".join(filter(None, [str(one.due or ""), one.due_text]))
    state = site.say(f"commitment_{commitment_state(one, day)}", date=one.kept or "")
    return [
        list(text(one.text)),
        site.records("unit", [one.unit]),
        list(text(due)),
        list(text(state)),
        list(text(one.evidence)),
        _issue(one.issue),
    ]


def _all_commitments(site: Site) -> RecordView:
    """Every commitment, those that were not kept in time first."""
    t = site.t
    order = ("past", "open", "kept_late", "kept")
    found = []
    for session in site.portal.sessions.values():
        day = site.programme_day(site.portal.series[session.series].programme)
        for one in session.commitments:
            state = commitment_state(one, day)
            row = _commitment(site, one, day)
            found.append((state, session.date, [row[0], [site.record("session", session.id)], *row[1:]]))
    head = _commitment_head(site)
    head.insert(1, t.session_name)
    blocks = []
    for state in order:
        rows = [row for its, _, row in sorted(found, key=lambda one: one[1], reverse=True) if its == state]
        blocks.append(table(head, rows, f"{getattr(t, f'commitments_{state}')}　{len(rows)}", id_=state))
    states = [state for state, _, _ in found]
    tiles = [Tile(getattr(t, f"commitments_{one}"), Link(str(states.count(one)), f"#{one}" if one in states else "")) for one in order]
    return RecordView(t.commitments, [Link(t.sessions, "index.html")], [Tiles(tiles), *blocks], lead=t.commitments_lead)
