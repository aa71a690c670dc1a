"""Exhibits: the public attachments of a record as its page shows them, and as they are written."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from taizhang.attachments import File, cleaned
from taizhang.blocks import Exhibit, Exhibits
from taizhang.portal import Portal
from taizhang.records import Attachment
from taizhang.site import Site

FOLDER = "attachments"


def exhibits(site: Site, attachments: Iterable[Attachment]) -> Exhibits:
    """Return the public attachments of a record."""
    found = []
    for one in attachments:
        file = cleaned(site.attachments / one.file)
        found.append(Exhibit(f"../{FOLDER}/{file.name}", one.title or one.alt, one.alt, file.width, file.height, _size(len(file.data))))
    return Exhibits(found, site.t.attachments)


def _size(length: int) -> str:
    return f"{length / 1e6:.1f} MB" if length >= 1e6 else f"{max(1, length // 1000)} KB"


def public_files(portal: Portal, folder: Path) -> Iterator[File]:
    """Yield every file that a public portal shows."""
    shown: list[Attachment] = [one for project in portal.projects.values() for one in project.attachments]
    for issue in portal.issues:
        shown += issue.attachments
        for event in issue.timeline:
            shown += event.attachments
    seen = set()
    for one in shown:
        file = cleaned(folder / one.file)
        if file.name not in seen:
            seen.add(file.name)
            yield file
