"""The sitemap: an index and parts of at most 50,000 addresses, each with the day of its last event."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PART_LENGTH = 50_000


def write_sitemap(site_dir: Path, generated: Iterable[tuple[str, dt.date | None]], canonical: Callable[[str], str]) -> None:
    """Write sitemap.xml and its parts for the `generated` pages and the engine's own; MkDocs' files go.

    Without the portal's own address there is no sitemap, as its addresses must be full.
    """
    for stale in (*site_dir.glob("sitemap*.xml"), *site_dir.glob("sitemap*.xml.gz")):
        stale.unlink()
    if not canonical("index.html"):
        return
    changed = dict(generated)
    prose = (path.relative_to(site_dir).as_posix() for path in _engine_pages(site_dir, set(changed)))
    entries = iter([*changed.items(), *((address, None) for address in sorted(prose))])
    parts: list[tuple[str, dt.date | None]] = []
    while part := list(islice(entries, PART_LENGTH)):
        name = f"sitemap-{len(parts) + 1}.xml"
        _write(site_dir / name, "urlset", "url", ((canonical(address), day) for address, day in part))
        parts.append((name, max((day for _, day in part if day), default=None)))
    _write(site_dir / "sitemap.xml", "sitemapindex", "sitemap", ((canonical(name), day) for name, day in parts))


def _engine_pages(site_dir: Path, generated: set[str]) -> Iterable[Path]:
    """Yield the pages the engine made itself: index.html files in folders that hold no generated page."""
    folders = {address.rpartition("/")[0] for address in generated}
    for path in site_dir.rglob("index.html"):
        if path.parent.relative_to(site_dir).as_posix().replace(".", "", 1) not in folders:
            yield path


def _write(path: Path, root: str, item: str, entries: Iterable[tuple[str, dt.date | None]]) -> None:
    tree = ET.Element(root, xmlns=_NAMESPACE)
    for address, day in entries:
        element = ET.SubElement(tree, item)
        ET.SubElement(element, "loc").text = address
        if day:
            ET.SubElement(element, "lastmod").text = day.isoformat()
    ET.indent(tree)
    ET.ElementTree(tree).write(path, encoding="utf-8", xml_declaration=True)
