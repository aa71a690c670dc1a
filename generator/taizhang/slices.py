"""Slices: issues packed for a process that did not read them, so that it need not share the memory of the one that did."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from taizhang.cases import Group, Groups
from taizhang.facts import Facts
from taizhang.memory import pack
from taizhang.pages import issue_page
from taizhang.portal import Portal
from taizhang.records import Issue
from taizhang.site import Page, Site

_unpack = msgspec.msgpack.Decoder(list[Issue]).decode


@dataclass(frozen=True)
class Slices:
    """Public issues whose pages show no other, packed by pieces in a file, and all else that their pages show."""

    file: Path
    #: Where each piece begins, and where the last one ends.
    offsets: Sequence[int]
    portal: Portal
    as_of: dt.date
    groups: Groups
    shards: Mapping[tuple[int, int], str]
    language: str
    audience: str
    search: bool

    def site(self) -> Site:
        """Return the site of these issues; it knows one piece of them at a time, and none yet."""
        site = Site(self._facts(()), self.language, audience=self.audience, search=self.search)
        site.shards = self.shards
        return site

    def pages(self, site: Site, numbers: Iterable[int]) -> Iterator[Page]:
        """Yield the pages of the pieces of these `numbers`; `site` then knows the issues of that piece."""
        file = os.open(self.file, os.O_RDONLY)
        try:
            for number in numbers:
                start, end = self.offsets[number : number + 2]
                site.facts = self._facts(_unpack(os.pread(file, end - start, start)))
                for case in site.facts.cases:
                    yield issue_page(site, case)
        finally:
            os.close(file)

    def _facts(self, issues: Sequence[Issue]) -> Facts:
        facts = Facts(replace(self.portal, issues=issues), self.as_of)
        facts.groups = self.groups
        return facts


def write_slices(file: Path, site: Site, pieces: Iterable[Sequence[Issue]]) -> Slices:
    """Write the issues of `site` in `pieces` to `file`."""
    offsets = [0]
    with file.open("wb") as out:
        for piece in pieces:
            offsets.append(offsets[-1] + out.write(pack(piece)))
    return Slices(
        file, offsets, replace(site.portal, issues=()), site.as_of, _without_cases(site.groups), site.shards, site.language, site.audience,
        site.search,
    )  # fmt: skip


def _without_cases(groups: Groups) -> Groups:
    """Return which groups there are: pages of issues link to them."""
    emptied = {
        name: {key: one._replace(cases=()) for key, one in found.items()}
        for name, found in groups._asdict().items()
        if name != "all"
    }
    return Groups(all=Group("all", "", ()), **emptied)
