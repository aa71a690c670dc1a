"""Keeping: pages of issues that the build before made, taken over where nothing that they show has changed."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from taizhang.memory import pack
from taizhang.program import program
from taizhang.records import Issue
from taizhang.site import Site

#: Of a page that was made: what it was made of, what is searched of it as a digest, and its file's time and size.
Made = tuple[bytes, bytes, int, int]

unpack_made = msgspec.msgpack.Decoder(dict[str, Made]).decode
_unpack = msgspec.msgpack.Decoder(tuple[bytes, dict[str, Made]]).decode


class Keeper:
    """The pages of issues in a published folder, and the table of what each was made of.

    A page is taken over as the same file if its issue, and all that any such page may show beside (`around`), are byte for byte
    what they were, and nobody has touched the file since. Issues whose pages show other issues are never asked about.
    """

    def __init__(self, published: Path, table: Path, around: bytes) -> None:
        self._published, self._table, self._around = os.fspath(published), table, around
        self._known = _read(table, around)
        self.made: dict[str, Made] = {}

    @property
    def known(self) -> int:
        """How many pages may be taken over, unless their issues have changed."""
        return len(self._known)

    def digest(self, issue: Issue) -> bytes:
        """Return what the page of `issue` is made of."""
        return hashlib.blake2b(pack(issue), digest_size=16, key=self._around).digest()

    def take(self, issue: Issue, digest: bytes, address: str, target: str) -> bytes | None:
        """Let the page at `address` be the file `target` too; return what is searched of it, None where it has to be made anew."""
        known = self._known.get(issue.id)
        if known is None or known[0] != digest:
            return None
        kept = f"{self._published}/{address}"
        try:
            if _stamp(os.stat(kept)) != known[2:]:  # noqa: PTH116  # there are 100,000 of them
                return None
            os.link(kept, target)
        except OSError:
            return None
        self.made[issue.id] = known
        return known[1]

    def note(self, issue: Issue, digest: bytes, searched: bytes, written: os.stat_result) -> None:
        """Note that the page `written` was made of `digest`, and what is `searched` of it."""
        self.made[issue.id] = (digest, searched, *_stamp(written))

    def write(self, others: Iterable[Mapping[str, Made]]) -> None:
        """Write the table of what this process and `others` made, for the next build."""
        for made in others:
            self.made.update(made)
        self._table.parent.mkdir(parents=True, exist_ok=True)
        half = self._table.with_name(f"{self._table.name}.half")
        half.write_bytes(pack((self._around, self.made)))
        half.replace(self._table)


def around(site: Site, *more: object) -> bytes:
    """Return what all that pages of issues may show beside their own issue comes to, with the program and its templates.

    It holds more than pages show: what differs for no reader only costs time.
    """
    portal = replace(site.portal, issues=(), limits={}, faulty=frozenset())  # limits follow from the ledgers
    groups = site.groups
    said = (site.language, site.audience, site.search, site.as_of, site.cuts, list(groups.units), list(groups.supporting), portal, more)
    return hashlib.blake2b(repr(said).encode(), digest_size=32, key=program()).digest()


def _read(table: Path, around: bytes) -> dict[str, Made]:
    try:
        then, known = _unpack(table.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return known if then == around else {}


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_mtime_ns, status.st_size
