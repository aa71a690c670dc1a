"""Dates and durations as people write them."""

import datetime as dt
import re
import unicodedata

from taizhang.records import Duration

_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"
    r"(?:[T\s]*(?P<time>\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2})?(?:\.\d+)?分?秒?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_TIME = re.compile(r"(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?分?秒?")
_DURATION = re.compile(r"(\d{1,4})\s*个?\s*(工作日|自然日|日|天|个?月|周|星期|working days?|workdays?|days?|weeks?|months?)", re.IGNORECASE)

#: Times without a zone are the portal's; those with one are turned into it.
PORTAL_ZONE = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def parse_date(text: str) -> tuple[dt.date, str]:
    """Return the date `text` names and its time of day as HH:MM ("" where none is given). Raises ValueError."""
    clean = unicodedata.normalize("NFKC", text).strip()
    match = _DATE.fullmatch(clean) or _COMPACT.fullmatch(clean)
    if not match:
        raise ValueError(text)
    day = dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    if not 1900 <= day.year <= 2199:  # a slip of the finger, and no calendar goes further
        raise ValueError(text)
    spelled = match.groupdict().get("time")
    if not spelled:
        return day, ""
    time = parse_time(spelled)
    if zone := match["zone"]:
        moment = dt.datetime.fromisoformat(f"{day.isoformat()}T{time}{'+00:00' if zone == 'Z' else zone}")
        try:
            local = moment.astimezone(PORTAL_ZONE)
        except OverflowError:
            raise ValueError(text) from None
        return local.date(), f"{local:%H:%M}"
    return day, time


def parse_time(text: str) -> str:
    """Return a time of day as HH:MM. Raises ValueError."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        raise ValueError(text)
    return f"{dt.time(int(match[1]), int(match[2]), int(match[3] or 0)):%H:%M}"


def parse_duration(text: str) -> Duration:
    """Return the duration `text` names, such as 15个工作日, 10天, 1个月, 2周. Raises ValueError."""
    match = _DURATION.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match or not int(match[1]):
        raise ValueError(text)
    count, unit = int(match[1]), match[2].lower()
    if "work" in unit or unit == "工作日":
        return Duration(count, "workdays")
    if "月" in unit or "month" in unit:
        return Duration(count, "months")
    if unit in {"周", "星期"} or "week" in unit:
        return Duration(count * 7, "days")
    return Duration(count, "days")
