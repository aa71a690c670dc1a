"""Shards: the parts of the search index, by the day an issue was received, so that an edit changes one and the newest come first."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

#: How many records a part may hold before it is split: looking up stays quick and light on a phone.
LIMIT = 5000

#: The part that holds everything but issues.
PAGES = "pages"


def shard_names(days: Iterable[dt.date], limit: int = LIMIT) -> dict[tuple[int, int], str]:
    """Return the name of the shard of each month in `days`: its year, its quarter where the year is too long, else itself."""
    months = Counter((day.year, day.month) for day in days)
    years, quarters = Counter[int](), Counter[tuple[int, int]]()
    for (year, month), count in months.items():
        years[year] += count
        quarters[year, (month + 2) // 3] += count
    names = {}
    for year, month in months:
        quarter = (month + 2) // 3
        if years[year] <= limit:
            names[year, month] = f"s{year}"
        elif quarters[year, quarter] <= limit:
            names[year, month] = f"s{year}-q{quarter}"
        else:
            names[year, month] = f"s{year}-{month:02}"
    return names
