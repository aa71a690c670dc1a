"""What people look for: everything that holds the words is found, and nothing else, over the demo portal and real messages."""

import json
import os
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from taizhang.building import build_portal
from taizhang.checking import content_of
from taizhang.importing import import_table
from tests.browser import served, watched
from tests.conftest import ROOT, TODAY
from tests.test_importing import SAMPLE

pytestmark = pytest.mark.skipif(os.environ.get("SKIP_BROWSER") == "1", reason="SKIP_BROWSER=1")

QUERIES = tomllib.loads((ROOT / "tests" / "queries.toml").read_text("utf-8"))["query"]


class _Marked(HTMLParser):
    """The text of a page's marked elements, read with a parser of its own kind."""

    VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr"))
    INLINE = frozenset(("a", "b", "strong", "em", "small", "code", "i", "time"))

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            self.text.append("\n" if tag in ("br", "hr") and self.seen() else "")
            return
        names = dict(attrs)
        seen = (self.seen() or "data-pagefind-body" in names) and "data-pagefind-ignore" not in names
        self.stack.append((tag, seen))
        if (seen and tag not in self.INLINE) or "data-pagefind-body" in names:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        while self.stack:
            name, seen = self.stack.pop()
            if (seen and name not in self.INLINE) or (seen and not self.seen()):
                self.text.append("\n")
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.seen():
            self.text.append(data.replace("\n", " "))

    def seen(self) -> bool:
        return bool(self.stack) and self.stack[-1][1]


@cache
def _simple() -> dict[int, str]:
    lines = (ROOT / "theme/taizhang_theme/assets/taizhang/traditional.txt").read_text("utf-8").splitlines()
    return dict(zip(map(ord, lines[0]), lines[1], strict=True))


def sentences(text: str) -> str:
    """Return `text` as lines of nothing but small letters, digits and simplified characters; blanks stand around Latin words."""
    plain = text.translate({code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()})
    lines = re.sub(r"[。！？；!?;]", "\n", plain.lower().translate(_simple()))
    apart = re.sub(r"([a-z]+|[0-9]+)", r" \1 ", re.sub(r"[^\S\n]", "", lines))
    return re.sub(" +", " ", re.sub(r"[^\w \n]", "", apart))


def words(query: str) -> list[str]:
    """Return what must stand in a page: the words of `query`, what is in quotation marks as one."""
    typed = re.findall(r"[“\"][^“”\"]+[”\"]|[^\s]+", query)
    return [word for one in typed for word in sentences(one).split("\n") if word.strip()]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portal with the 300 real messages, where they are at hand, as one more ledger."""
    folder = tmp_path_factory.mktemp("queries")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    if SAMPLE.is_file():
        import_table(SAMPLE, content_of(folder / "content", folder), "messages", today=TODAY)
        ledger = folder / "content/ledgers/messages/ledger.yml"
        ledger.write_text(ledger.read_text("utf-8").replace("不予公开", "主动公开"), "utf-8")
    build_portal(folder / "mkdocs.yml", None, strict=True, show_progress=False)
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, str]:
    """The sentences of every page that has a marked heading, by address, read from the published pages themselves."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        if "data-pagefind-filter" in html:
            parser = _Marked()
            parser.feed(html)
            found[path.relative_to(site).as_posix()] = sentences("".join(parser.text))
    return found


@pytest.fixture(scope="module")
def page(site: Path, browser: Browser) -> Iterator[Page]:
    with served(site) as address, watched(browser, address) as page:
        page.goto("search/?q=企业")
        page.wait_for_selector(".tz-hit")
        yield page


FIND = """async (queries) => {
  const { answer, rows } = await import(document.querySelector("script[type=module]").src);
  const addresses = new Map();
  for (let at = 0; at < rows.length; at += 50)
    await Promise.all(rows.slice(at, at + 50).map(async (row) => addresses.set(row, (await row.result.data()).raw_url)));
  const found = {};
  for (const query of queries) found[query] = [...(await answer(query.trim())).kept.keys()].map((row) => addresses.get(row));
  return { found, all: [...addresses.values()] };
}"""


def test_what_holds_the_words_is_found_and_nothing_else(page: Page, pages: Mapping[str, str]) -> None:
    asked = [one["q"] for one in QUERIES if "jump" not in one]
    answer = page.evaluate(FIND, asked)
    assert sorted(answer["all"]) == sorted(pages)

    lines, wrong, right, given, due = [], [], 0, 0, 0
    for query in asked:
        asked_for = words(query)
        expected = {address for address, text in pages.items() if asked_for and all(word in text for word in asked_for)}
        found = set(answer["found"][query])
        right, given, due = right + len(found & expected), given + len(found), due + len(expected)
        lines.append(f"{query:24} {len(expected):5} {len(found):5}  +{len(found - expected)} -{len(expected - found)}")
        if found != expected:
            wrong.append((query, sorted(found - expected)[:5], sorted(expected - found)[:5]))
    print("\n".join(["", f"{len(pages)} pages", "query                    expected found", *lines]))
    print(f"precision {right / given:.4f}  recall {right / due:.4f}")

    assert len(QUERIES) >= 40
    assert wrong == []
    for one in QUERIES:
        assert len(answer["found"].get(one["q"], ())) >= one.get("at_least", 0), one["q"]


@pytest.mark.parametrize("query", [one for one in QUERIES if "jump" in one], ids=lambda one: one["q"])
def test_an_exact_id_goes_straight_to_its_record(page: Page, query: dict[str, str]) -> None:
    page.goto(f"search/?q={query['q']}")
    page.wait_for_url(f"**/{query['jump']}", timeout=5000)

    assert page.locator(".tz-lead strong").inner_text() == Path(query["jump"]).stem


def test_the_scripts_ids_are_filed_as_the_index_files_them(page: Page, site: Path) -> None:
    filed = {id_ for path in (site / "search" / "ids").iterdir() for id_ in json.loads(path.read_text("utf-8"))}

    assert filed == {path.stem.lower() for path in (site / "issues").glob("*.html") if "data-pagefind-filter" in path.read_text("utf-8")}
