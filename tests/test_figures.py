"""Figures: every number of a built site leads to exactly the records it counts, whatever the page and whatever the day."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pytest
from lxml import html  # type: ignore[import-untyped]

from taizhang.checking import check, content_of
from taizhang.indicators import INDICATORS, Rate
from taizhang.words import LANGUAGES, catalogue, word
from tests.conftest import ROOT, Project
from tests.test_build import broken_links, files_of
from tests.test_disclosure import published

_ROOT = "http://h/"
_RULE = re.compile(r"#([\w-]+):target~\.(tz-\w+) tbody tr:not\(((?:\.[\w-]*)+)\)\{display:none\}")
_NUMBER = re.compile(r"\d+")
_PERCENT = re.compile(r"(\d+\.\d)%")
_COUNTED = {"zh": re.compile(r"共 (\d+) 件"), "en": re.compile(r"(\d+) issues")}


class Rated(NamedTuple):
    """A rate as a page shows it: its text, and its fraction."""

    text: str
    part: int
    of: int


class Page:
    """One page of a site: the numbers on it, and what each of its anchors shows."""

    def __init__(self, address: str, text: bytes) -> None:
        self.address = address
        self.tree: Any = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
        self.language = self.tree.get("lang")

    def find(self, path: str) -> list[Any]:
        found: list[Any] = self.tree.xpath(path)
        return found

    @cached_property
    def ids(self) -> Mapping[str, Any]:
        return {node.get("id"): node for node in self.find("//*[@id]")}

    @cached_property
    def rules(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        """What the page's own style keeps for each anchor: the class of the table, the classes of its rows."""
        style = "".join(node.text or "" for node in self.find("//style"))
        return {id_: (table, frozenset(kept[1:].split("."))) for id_, table, kept in _RULE.findall(style)}

    @cached_property
    def rows(self) -> Mapping[frozenset[str], int]:
        """The rows of the tables that style can filter, by their classes."""
        rows = self.find("//table[contains(@class,'tz-sheet') or contains(@class,'tz-list')]/tbody/tr")
        return Counter(frozenset(f"{row.get('class') or ''} ".split(" ")) for row in rows)

    def numbers(self) -> Iterator[tuple[str, str]]:
        """Yield every number that leads somewhere, and where it leads: figures, and the counts of chips and of anchors."""
        for node in self.find("//a[contains(@class,'tz-n')]"):
            if "tz-n" in node.get("class").split():
                yield node.text_content(), urljoin(_ROOT + self.address, node.get("href"))
        for node in self.find("//a[b]"):
            yield node.findtext("b"), urljoin(_ROOT + self.address, node.get("href"))

    def rates(self) -> Iterator[Rated]:
        """Yield every rate that stands beside its fraction."""
        cells = [(node.getprevious() is None and node.getparent().text, node) for node in self.find("//small[@class='tz-parts']")]
        cells += [(node.getprevious().text_content(), node) for node in self.find("//dd[@class='tz-tile__parts']")]
        cells += [(node.getprevious().text_content(), node) for node in self.find("//table[contains(@class,'tz-claims')]//td[4]")]
        for text, node in cells:
            part, slash, of = node.text_content().partition("/")
            if slash:
                yield Rated(str(text).strip(), int(part), int(of))

    def shown(self, anchor: str) -> tuple[str, list[int]]:
        """Return what `anchor` shows, and how many in each way of counting it: all of them must agree."""
        if anchor in self.rules:
            table, kept = self.rules[anchor]
            span = self.ids.get(anchor)
            beside = [] if span is None else span.xpath(f"following-sibling::table[contains(@class,'{table}')]")
            return "rows", [sum(size for classes, size in self.rows.items() if kept <= classes)] if len(beside) == 1 else [-1]
        node = self.ids.get(anchor)
        if node is None:
            return "nothing", []
        if node.tag == "tr" and "tz-breakdown" in node.getparent().getparent().get("class"):
            total, *cells = (int(cell.text_content()) for cell in node.findall("td"))
            return "breakdown", [total, sum(cells)]
        if anchor == "policies":
            return "policies", [len(node.getnext().findall("li"))]
        return "nothing", []


class Crawl:
    """Every page of a site, every number on it followed to the records it counts."""

    def __init__(self, site: Path) -> None:
        self.site = site
        files = (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")
        self.pages = {name: Page(name, path.read_bytes()) for path in files for name in [path.relative_to(site).as_posix()]}
        self.faults: list[str] = []
        self.followed: Counter[str] = Counter()
        self.rates: list[Rated] = []
        self._known: dict[str, tuple[str, list[int]]] = {}
        for page in self.pages.values():
            self._follow(page)

    def _follow(self, page: Page) -> None:
        for text, href in page.numbers():
            if href not in self._known:
                self._known[href] = self.target(href)
            kind, sizes = self._known[href]
            self.followed[kind] += 1
            if not _NUMBER.fullmatch(text) or not sizes or set(sizes) != {int(text)}:
                self.faults.append(f"{page.address}: {text} leads to {href.removeprefix(_ROOT)}: {kind} {sizes}")
        for rate in page.rates():
            self.rates.append(rate)
            if rate.text != half_up(rate.part, rate.of):
                self.faults.append(f"{page.address}: {rate}")

    def target(self, href: str) -> tuple[str, list[int]]:
        """Return what an address shows, and how many."""
        address, _, anchor = href.removeprefix(_ROOT).partition("#")
        page = self.pages.get(address + "index.html" if address.endswith("/") or not address else address)
        if page is None:
            return "nothing", []
        if anchor:
            return page.shown(anchor)
        if address.startswith("sheets/"):
            return page.shown("collected")
        return "list", self._listed(page)

    def _listed(self, page: Page) -> list[int]:
        """Return how many a paged list says it holds, and how many rows its pages have."""
        said = _COUNTED[page.language].search(" ".join(node.text_content() for node in page.find("//p[@class='tz-count']")))
        rows, here = 0, page
        while True:
            rows += len(here.find("//table[@class='tz-list'][1]/tbody/tr"))
            following = here.find("//nav[@class='tz-pager']/a[@rel='next']/@href")
            if not following:
                return [int(said[1]) if said else -1, rows]
            here = self.pages[urljoin(here.address, following[0])]


def half_up(part: int, of: int) -> str:
    """Return a share in percent, one decimal, half up: in whole numbers, so that nothing is rounded before."""
    tenths = (2000 * part + of) // (2 * of)
    return f"{tenths // 10}.{tenths % 10}%"
