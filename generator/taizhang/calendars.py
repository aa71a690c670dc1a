"""Calendars: each series of sessions as iCalendar, for whoever wants it in their own."""

import datetime as dt
from pathlib import Path

from icalendar import Calendar, Event

from taizhang.dates import PORTAL_ZONE
from taizhang.registers import Session
from taizhang.sessions import sessions_of
from taizhang.site import Site

FOLDER = "calendars"


def write_calendars(site_dir: Path, site: Site, url: str) -> None:
    """Write calendars/<series>.ics for each series that has sessions. `url` is the portal's address, "" where it is not known."""
    for series in site.portal.series.values():
        sessions = sessions_of(site, series.id)
        if not sessions:
            continue
        calendar = Calendar()
        calendar.add("prodid", "-//taizhang//sessions//ZH")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", series.title)
        for session in sessions:
            calendar.add_component(_event(site, session, session.place or series.place, url))
        (site_dir / FOLDER).mkdir(exist_ok=True)
        (site_dir / FOLDER / f"{series.id}.ics").write_bytes(calendar.to_ical())


def _event(site: Site, session: Session, place: str, url: str) -> Event:
    event = Event()
    event.add("uid", f"{session.id}@taizhang")
    event.add("summary", f"{site.session_title(session.id)}　{session.theme}".strip())
    event.add("dtstamp", dt.datetime.combine(session.date, dt.time(), dt.UTC))  # the build's own time would change every file
    event.add("dtstart", _moment(session.date, session.time) if session.time else session.date)
    if session.time and session.ends:
        event.add("dtend", _moment(session.date, session.ends))
    if place:
        event.add("location", place)
    if url:
        event.add("url", f"{url.rstrip('/')}/sessions/{session.id}.html")
    return event


def _moment(day: dt.date, time: str) -> dt.datetime:
    """Return a moment in the portal's zone as UTC, which needs no zone table in the file."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), PORTAL_ZONE).astimezone(dt.UTC)
