"""The sitemap: an index and parts of at most 50,000 addresses, each with the day of its last event."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

PART_LENGTH = 50_000

Entries = Iterable[tuple[str, dt.date | None]]


def write_sitemap(site_dir: Path, pages: Entries, canonical: Callable[[str], str], template: Callable[..., str]) -> None:
    """Write sitemap.xml and its parts for `pages`; MkDocs' files go.

    Without the portal's own address there is no sitemap, as its addresses must be full.
    """
    for stale in (*site_dir.glob("sitemap*.xml"), *site_dir.glob("sitemap*.xml.gz")):
        stale.unlink()
    if not canonical("index.html"):
        return
    entries = iter(pages)
    parts: list[tuple[str, dt.date | None]] = []
    while part := list(islice(entries, PART_LENGTH)):
        name = f"sitemap-{len(parts) + 1}.xml"
        _write(site_dir / name, template("urlset", "url", [(canonical(address), str(day or "")) for address, day in part]))
        parts.append((canonical(name), max((day for _, day in part if day), default=None)))
    _write(
        site_dir / "sitemap.xml",
        template("sitemapindex", "sitemap", [(address, str(day or "")) for address, day in parts]),
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text.strip() + "\n", "utf-8")
