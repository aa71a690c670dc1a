"""Figures: every number of a built site leads to exactly the records it counts, whatever the page and whatever the day."""

import datetime as dt
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pytest
from lxml import html  # type: ignore[import-untyped]

from taizhang.checking import check, content_of, today
from taizhang.indicators import INDICATOR, INDICATORS, Rate
from taizhang.words import LANGUAGES, catalogue
from tests.conftest import BASE, ROOT, Project
from tests.test_build import files_of

_ROOT = "http://h/"
_RULE = re.compile(r"#([\w-]+):target~\.(tz-\w+) tbody tr:not\(((?:\.[\w-]*)+)\)\{display:none\}")
_NUMBER = re.compile(r"(\d+)(?: ?件| issues?)?")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:万元|亿元)?")
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
        self.text = text

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
                yield _NUMBER.sub(r"\1", node.text_content()), urljoin(_ROOT + self.address, node.get("href"))
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

    def shown(self, anchor: str) -> tuple[str, Sequence[int | Decimal]]:
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
        if node.tag == "h2" and (tables := node.xpath("following-sibling::table[1]")):
            return "records", columns(tables[0])
        return "nothing", []


def measure(text: str) -> Decimal:
    """Return the number that a text states; money in yuan."""
    scale = 10**8 if text.endswith("亿元") else 10**4 if text.endswith("万元") else 1
    return Decimal(text.removesuffix("亿元").removesuffix("万元")) * scale


def columns(table: Any) -> list[Decimal]:
    """Return how many records a table has, and what each of its columns of numbers comes to."""
    rows = [row for row in table.findall("tbody/tr") if "muted" not in (row.get("class") or "")]
    numeric = [n for n, cell in enumerate(table.findall("thead/tr/th")) if cell.get("class") == "tz-num"]
    texts = [[row.findall("td")[n].text_content().strip() for row in rows] for n in numeric]
    return [
        Decimal(len(rows)),
        *(
            sum((measure(text) for text in column if text != "—"), Decimal(0))
            for column in texts
            if all(text == "—" or _AMOUNT.fullmatch(text) for text in column)
        ),
    ]


def overview(page: Page) -> dict[str, dict[str, Any]]:
    """Return what the page of a period says of the whole portal: the cells of each indicator by the heading of their column."""
    found = {}
    for table in page.find("//table[@class='tz-figures'][tbody/tr/th/a[contains(@href,'method/')]]"):
        columns = [cell.text_content() for cell in table.findall("thead/tr/th")][1:]
        for row in table.findall("tbody/tr"):
            found[row.find("th/a").get("href").partition("#")[2]] = dict(zip(columns, row.findall("td"), strict=True))
    return found


class Crawl:
    """Every page of a site, every number on it followed to the records it counts."""

    def __init__(self, site: Path) -> None:
        self.site = site
        files = (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")
        self.pages = {name: Page(name, path.read_bytes()) for path in files for name in [path.relative_to(site).as_posix()]}
        self.faults: list[str] = []
        self.followed: Counter[str] = Counter()
        self.rates: list[Rated] = []
        self._known: dict[str, tuple[str, Sequence[int | Decimal]]] = {}
        for page in self.pages.values():
            self._follow(page)

    def broken(self) -> list[str]:
        """Return the links within the site that lead nowhere."""
        links = {(page.address, re.split("[?#]", str(link))[0]) for page in self.pages.values() for link in page.find("//@href | //@src")}
        inside = {urljoin(_ROOT + address, link).removeprefix(_ROOT) for address, link in links if not re.match(r"\w+:", link)}
        return sorted(
            name for name in inside if not (self.site / (f"{name}index.html" if name.endswith("/") or not name else name)).is_file()
        )

    def _follow(self, page: Page) -> None:
        for text, href in page.numbers():
            if href not in self._known:
                self._known[href] = self.target(href)
            kind, counted = self._known[href]
            self.followed[kind] += 1
            if kind in ("records", "items"):
                holds = bool(_AMOUNT.fullmatch(text)) and measure(text) in counted
            else:
                holds = bool(_NUMBER.fullmatch(text)) and set(counted) == {int(text)}
            if not holds:
                self.faults.append(f"{page.address}: {text} leads to {href.removeprefix(_ROOT)}: {kind} {counted}")
        for rate in page.rates():
            self.rates.append(rate)
            if rate.text != half_up(rate.part, rate.of):
                self.faults.append(f"{page.address}: {rate}")

    def target(self, href: str) -> tuple[str, Sequence[int | Decimal]]:
        """Return what an address shows, and how many."""
        address, _, anchor = href.removeprefix(_ROOT).partition("#")
        page = self.pages.get(address + "index.html" if address.endswith("/") or not address else address)
        if page is None:
            return "nothing", []
        if anchor:
            return page.shown(anchor)
        if address.startswith("sheets/"):  # what a sheet holds none of has no anchor
            _, counted = page.shown("collected")
            return "rows", counted or [0]
        if table := page.find("//article//dl[contains(@class,'tz-tiles')]/following-sibling::table[1][contains(@class,'tz-records')]"):
            return "items", columns(table[0])[1:]
        return "list", self._listed(page)

    def _listed(self, page: Page) -> list[int]:
        """Return how many a paged list says it holds, and how many rows its pages have."""
        said = _COUNTED[page.language].search(" ".join(node.text_content() for node in page.find("//p[@class='tz-count']")))
        rows, here = 0, page
        while True:
            rows += len(here.find("//table[@class='tz-list'][1]/tbody/tr"))
            following = here.find("//nav[@class='tz-pager']/a[@rel='next']/@href")
            if not following:
                return [int(said[1]), rows] if said else [0]  # a unit that is responsible for nothing
            here = self.pages[urljoin(here.address, following[0])]


def half_up(part: int, of: int) -> str:
    """Return a share in percent, one decimal, half up: in whole numbers, so that nothing is rounded before."""
    tenths = (2000 * part + of) // (2 * of)
    return f"{tenths // 10}.{tenths % 10}%"


# --- the demo ---


@pytest.fixture(scope="session")
def demo(demo_site: Path) -> Crawl:
    return Crawl(demo_site)


def test_every_number_of_the_demo_leads_to_exactly_what_it_counts(demo: Crawl) -> None:
    assert demo.faults == []
    assert demo.followed["rows"] > 15_000
    assert all(demo.followed[kind] > 15 for kind in ("breakdown", "list", "policies", "records", "items"))
    assert demo.followed["nothing"] == 0
    assert len(demo.rates) > 1_000


@pytest.mark.parametrize(
    "page", ["index.html", "sheets/index.html", "warnings/index.html", "performance/index.html", "performance/2021-10.html", "performance/2021.html",
             "performance/2021-w41.html", "claims/index.html", "ledgers/index.html", "units/index.html", "categories/index.html", "years/index.html",
             "sessions/index.html", "slips/index.html", "teams/index.html", "projects/index.html", "causes/index.html", "duties/index.html"],
)  # fmt: skip
def test_pages_with_numbers_have_some_that_lead_on(demo: Crawl, page: str) -> None:
    assert sum(measure(text) > 0 for text, _ in demo.pages[page].numbers()) >= 5


def test_no_number_of_a_period_stands_without_its_records(demo: Crawl) -> None:
    """Of those in tables of figures only nothing is not a link; what stands beside them for comparison is."""
    checked = 0
    for page in demo.pages.values():
        lines = overview(page)
        cells = [cell for line in lines.values() for name, cell in line.items() if name == "本期"]
        if not lines:
            cells = page.find("//table[@class='tz-figures' or @class='tz-figures tz-trend' or @class='tz-index']/tbody/tr/td")
        for cell in cells:
            text = cell.text_content().strip()
            if _NUMBER.fullmatch(text) and text != "0":
                assert cell.find("a") is not None, (page.address, text)
                checked += 1
    assert checked > 2_000


def test_the_demo_is_of_a_size_that_can_be_served(demo: Crawl, demo_site: Path) -> None:
    """About 2,900 pages at the time of writing: 661 issues, 1,100 sheets."""
    sheets = {address for address in demo.pages if address.startswith(("sheets/", "claims/"))}
    lists = {page.address for page in demo.pages.values() if page.find("//p[@class='tz-count']")}

    assert 500 < len(sheets | lists) <= len(demo.pages) < 20_000
    listed = re.findall("<loc>https://example.org/(.*?)</loc>", (demo_site / "sitemap-1.xml").read_text("utf-8"))
    assert sorted(listed) == sorted(address.removesuffix("index.html") for address in demo.pages if address != "404.html")


# --- figures for machines ---


def api(site: Path, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((site / f"data/api/v1/{name}.json").read_bytes())
    return data


def test_what_machines_read_is_what_the_sheets_show(demo: Crawl, demo_site: Path) -> None:
    values = api(demo_site, "indicators")["values"]

    for value in values:
        indicator = INDICATORS[value["indicator"]]
        wanted = {value["indicator"]: value["numerator"]}
        if isinstance(indicator, Rate):
            assert value["value"] + "%" == half_up(value["numerator"], value["denominator"])
            wanted = {indicator.part: value["numerator"], indicator.of: value["denominator"]}
        elif value["indicator"] in ("median_days", "p90_days"):
            wanted = {}
        for anchor, size in wanted.items():
            _, sizes = demo.target(f"{_ROOT}{value['sheet']}#{anchor}")
            assert set(sizes) == {size}, value
    assert len(values) > 3_000
    assert {value["indicator"] for value in values} > {"collected", "open_end", "solving_rate", "median_days", "policies"}


def test_what_machines_read_is_what_the_period_pages_say(demo: Crawl, demo_site: Path) -> None:
    said = {(value["scope"], value["period"], value["indicator"]): value for value in api(demo_site, "indicators")["values"]}
    checked = 0
    for month in [key for key in demo.pages if re.fullmatch(r"performance/\d{4}-\d\d\.html", key)]:
        for indicator, cells in overview(demo.pages[month]).items():
            value = said.get(("all", month[12:-5], indicator))
            shown = re.match(r"[\d.]+|—", cells["本期"].text_content().strip())
            assert shown is not None
            assert shown[0] in ((value["value"],) if value else ("0", "0.0", "—")), (month, indicator)
            checked += 1
    assert checked > 200


def test_published_figures_stand_the_same_for_machines_and_for_people(demo: Crawl, demo_site: Path) -> None:
    claims = api(demo_site, "claims")["claims"]
    shown = {
        (section.get("id"), row.find("th/a").get("href").partition("#")[2]): [cell.text_content() for cell in row.findall("td")]
        for section in demo.pages["claims/index.html"].find("//section")
        for row in section.xpath("table[contains(@class,'tz-claims')]/tbody/tr")
    }

    assert len(claims) == len(shown) > 20
    for claim in claims:
        expected, computed, fraction, verdict = shown[claim["claim"], claim["indicator"]]
        assert (claim["expected"], claim["computed"], claim["holds"]) == (expected, computed, verdict == "一致"), claim
        if "/" in fraction:
            assert (claim["numerator"], claim["denominator"]) == tuple(map(int, fraction.split("/")))
            assert computed == half_up(claim["numerator"], claim["denominator"])
        assert claim["holds"]


# --- words ---

CJK = re.compile(r"[\u4e00-\u9fff]")
RAW = re.compile(rf"\{{\w*\}}|\b(?:{'|'.join(sorted({key.partition('.')[0] for key in catalogue()}))})\.(?!md|yml|toml)[a-z]\w+")


def definitions(page: Page) -> dict[str, list[str]]:
    """Return the cells of each indicator on the method page."""
    return {
        row.get("id"): [cell.text_content().strip() for cell in row.findall("td")]
        for row in page.find("//table[contains(@class,'tz-method')]/tbody/tr")
    }


def raw_words(page: Page) -> list[str]:
    """Return what was left unfilled on a page: keys of the catalogue, and places for values; the frame is looked at once a section."""
    if page.address.endswith("index.html"):
        texts = page.find("//body//text()[not(parent::script or parent::style or ancestor::code or ancestor::pre)]")
        texts += page.find("//@title | //@aria-label | //meta/@content")
    else:
        article = page.text.partition(b"<article")[2].partition(b"</article>")[0].decode()
        texts = [re.sub(r"<script\b.*?</script>", "", article, flags=re.DOTALL)]  # what a script fills in is looked at in a browser
    return [found for text in texts for found in RAW.findall(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_is_defined_in_words(language: str, demo: Crawl, years: Crawl, english: Crawl) -> None:
    crawl = {"zh": demo, "en": english}[language]

    found = definitions(crawl.pages["method/index.html"])

    assert list(found) == list(INDICATORS)
    for id_, cells in found.items():
        name, counts, formula, basis = cells
        assert name == INDICATOR.label(id_, language)
        assert all(len(text) >= 2 for text in (counts, formula, basis)), id_
        assert all(bool(CJK.search(text)) == (language == "zh") for text in (name, counts, formula, basis)), id_


def test_no_page_shows_the_key_of_a_word(demo: Crawl, years: Crawl, english: Crawl) -> None:
    assert raw_words(Page("x", "<body><article>{count} 件 report.title</article></body>".encode())) == ["{count}", "report.title"]
    for crawl in (demo, years, english):
        assert {address: raw for address, page in crawl.pages.items() if (raw := raw_words(page))} == {}


# --- more than fits on one sheet ---


def said(day: dt.date, event: str, more: str = "") -> str:
    return f"    - {{日期: {day}, 事项: {event}{more and ', ' + more}}}\n"


def course(number: int, received: dt.date) -> str:
    """Return one of ten courses that issues take, so that nearly every count is in use."""

    def on(days: int, event: str, more: str = "") -> str:
        return said(received + dt.timedelta(days), event, more)

    def to(unit: str, days: int = 1) -> str:
        return on(days, "交办", f"主办单位: {unit}, 时限: 10天, 措施: [踏勘]")

    solved = on(9, "办结", "结果: 已解决")
    courses = (
        to("市交通局") + solved + on(12, "销号", "核验: [企业确认]"),
        to("市交通局") + solved + on(12, "回访", "联系情况: 已联系, 企业认定: 已解决, 评价: 满意"),
        to("市交通局") + on(40, "办结", "结果: 部分解决") + on(44, "回访", "评价: 不满意"),
        # returned twice by one unit within days, then a third time
        to("市交通局") + on(3, "退回", "原因: 甲") + to("市住建局", 4) + on(5, "退回", "原因: 乙") + to("市交通局", 6) + on(7, "退回", "原因: 丙"),
        to("市交通局") + on(3, "延期", f"办结时限: {received + dt.timedelta(30)}, 原因: 量大") + on(29, "办结", "结果: 已解决"),
        to("市交通局") + solved + on(35, "重办", f"原因: 未解决, 办结时限: {received + dt.timedelta(60)}"),
        to("市交通局") + on(5, "督办", "督办方式: 黄牌, 文号: 1号"),
        on(1, "撤回", "原因: 企业撤回"),
        to("市交通局") + on(2, "答复企业") + solved,
        # returned in one year and again in the next
        to("市交通局") + on(3, "退回", "原因: 甲") + to("市交通局", 4) + on(400, "退回", "原因: 乙"),
    )  # fmt: skip
    return ("" if number % 10 == 7 else on(0, "受理")) + courses[number % 10]  # what is withdrawn at once was never accepted


def two_years() -> str:
    """Return 250 issues: 220 of 2021, 30 of 2022."""
    first = [dt.date(2021, 1, 4) + dt.timedelta(days) for days in range(220)]
    days = [*first, *(dt.date(2022, 1, 4) + dt.timedelta(days) for days in range(30))]
    return "".join(
        f"- 编号: A-{number}\n  标题: 问题{number}\n  类别: 交通出行\n  渠道: 热线\n  收到日期: {day}\n"
        f"{'  相关政策: [bus-subsidy]' if number % 3 else ''}\n  办理过程:\n{course(number, day)}"
        for number, day in enumerate(days)
    )


def crawled(folder: Path, *, language: str = "zh") -> Crawl:
    """Return the crawl of the two years, built in `folder`."""
    project = Project(folder).write(BASE).issues(two_years())
    project.configure("language: zh", f"language: {language}").build(dt.date(2022, 6, 30))
    return Crawl(project.site)


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    return crawled(tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A small portal in English."""
    project = Project(tmp_path_factory.mktemp("english")).write(BASE).configure("language: zh", "language: en")
    project.build(dt.date(2021, 6, 1))
    return Crawl(project.site)


def test_numbers_lead_on_in_english_too(english: Crawl) -> None:
    assert english.faults == []
    assert english.followed["rows"] > 50


def test_all_time_is_broken_down_into_years_and_years_into_months(years: Crawl) -> None:
    assert years.faults == []
    assert years.followed["breakdown"] > 300
    for scope in ("all", "ledger.l1", "unit.jiaotong"):
        for name, parts in {"": ["2021", "2022"], ".2021": [f"2021-{month:02}" for month in range(1, 13)]}.items():
            page = years.pages[f"sheets/{scope}{name}.html"]
            columns = page.find("//table[@class='tz-breakdown']/thead//th/a/@href")
            assert [href.removeprefix(f"../sheets/{scope}.").removesuffix(".html") for href in columns] == parts, scope
    assert not years.pages["sheets/all.2021-03.html"].find("//table[@class='tz-breakdown']")
    assert years.pages["sheets/category.chuxing.html"].find("//table[@class='tz-breakdown']")


def test_what_happened_twice_is_two_rows_of_one_issue(years: Crawl) -> None:
    """Issue 33 was returned three times within a week of February, issue 9 in two years."""
    _, kept = years.pages["sheets/all.2021-02.html"].rules["returned_in"]
    rows = years.pages["sheets/all.2021-02.html"].find("//table[@class='tz-sheet']/tbody/tr")
    ids = Counter(row.find("td").text_content() for row in rows if kept <= set(row.get("class").split()))

    assert ids["A-33"] == 3
    assert [("A-9" in years_ids(years, year, "returned_in")) for year in ("2021-01", "2022-02")] == [True, True]


def years_ids(years: Crawl, month: str, anchor: str) -> list[str]:
    page = years.pages[f"sheets/all.{month}.html"]
    _, kept = page.rules[anchor]
    rows = page.find("//table[@class='tz-sheet']/tbody/tr")
    return [row.find("td").text_content() for row in rows if kept <= set(row.get("class").split())]


def test_a_crawl_finds_a_number_that_is_wrong(years: Crawl) -> None:
    """The crawl itself: a number changed, an anchor renamed, a rule dropped and a rate rounded down are all noticed."""
    page = years.pages["sheets/all.2021-03.html"]
    size = page.shown("collected")[1][0]
    text = html.tostring(page.tree, encoding="utf-8")
    spoilt = {
        "row": text.replace(b'<tr class="k0 ', b'<tr class="', 1),
        "anchor": text.replace(b'<span id="collected">', b'<span id="kollected">'),
        "rule": text.replace(b"#collected:target", b"#kollected:target"),
    }

    assert page.shown("collected") == ("rows", [size])
    assert {name: Page(page.address, changed).shown("collected")[1] == [size] for name, changed in spoilt.items()} == dict.fromkeys(
        spoilt, False
    )
    assert [half_up(part, of) for part, of in ((1, 16), (1, 3), (2, 3), (0, 5), (7, 7), (1, 2000))] == [
        "6.3%",
        "33.3%",
        "66.7%",
        "0.0%",
        "100.0%",
        "0.1%",
    ]


# --- as of another day ---

DAYS = ("2021-03-31", "2021-04-30", "2021-05-31")


class Past(NamedTuple):
    """The demo as of an earlier day: its crawl, its files, and those of a second build."""

    cut: dt.date
    crawl: Crawl
    files: dict[str, bytes]
    again: dict[str, bytes]


@pytest.fixture(scope="module", params=DAYS)
def past(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Past:
    project = Project(tmp_path_factory.mktemp("past"))
    shutil.copytree(ROOT / "content", project.content, dirs_exist_ok=True)
    (project.folder / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text("utf-8"), "utf-8")
    cut = dt.date.fromisoformat(request.param)
    project.build(cut)
    files = files_of(project.site)
    project.build(cut)
    return Past(cut, Crawl(project.site), files, files_of(project.site))


def test_every_number_of_an_earlier_day_leads_to_exactly_what_it_counts(past: Past) -> None:
    assert past.crawl.faults == []
    assert past.crawl.followed["rows"] > 500
    assert past.crawl.broken() == []


def test_a_policy_of_a_later_day_is_not_counted(project: Project) -> None:
    project.write({"policies/p.yml": "- {编号: bus-subsidy, 标题: 公交补贴办法, 发布日期: 2021-07-01}\n"}).build(dt.date(2021, 6, 1))

    assert Crawl(project.site).faults == []


def test_an_earlier_day_knows_nothing_later(past: Past) -> None:
    issues = check(content_of(ROOT / "content", ROOT), today()).portal.issues
    later = {issue.id for issue in issues if issue.received > past.cut}
    known = {event.note for issue in issues for event in issue.timeline if event.date <= past.cut and issue.received <= past.cut}
    notes = {event.note for issue in issues for event in issue.timeline if event.date > past.cut and len(event.note) > 12} - known
    everything = b"<".join({chunk for data in past.files.values() for chunk in data.split(b"<")}).decode("utf-8", "replace")

    days = [
        (page.address, text[:10]) for page in past.crawl.pages.values() for text in page.find("//ol[@class='tz-timeline']//time/text()")
    ]
    assert len(days) > 100
    assert [found for found in days if found[1] > str(past.cut)] == []
    assert (len(later) > 20, len(notes) > 100) == (True, True)
    assert later & set(re.findall(r"[A-Z]{2}-[0-9A-Za-z-]*\d", everything)) == set()
    assert later & {Path(name).stem for name in past.files} == set()
    assert [note for note in notes if note in everything] == []
    assert past.crawl.pages.keys() & {f"issues/{issue.id}.html" for issue in issues if issue.received <= past.cut}


def test_the_same_day_gives_the_same_bytes_over_the_whole_site(past: Past) -> None:
    assert past.files.keys() == past.again.keys()
    assert [name for name, data in past.files.items() if past.again[name] != data] == []


def test_the_number_of_a_unit_on_the_home_page_is_that_of_its_list(project: Project) -> None:
    """Withdrawn, merged and retracted issues and parts of others are in the list, but not among the collected."""
    project.issues("""
        - 编号: A-1
          标题: 撤回的
          收到日期: 2021-04-06
          办理过程:
            - {日期: 2021-04-06, 事项: 受理}
            - {日期: 2021-04-07, 事项: 交办, 主办单位: 市交通局, 时限: 5天}
            - {日期: 2021-04-08, 事项: 撤回, 原因: 企业撤回}
        - 编号: A-2
          标题: 主件
          收到日期: 2021-04-06
          办理过程:
            - {日期: 2021-04-06, 事项: 受理}
            - {日期: 2021-04-07, 事项: 交办, 主办单位: 市交通局, 时限: 5天}
        - {编号: A-3, 标题: 子件, 收到日期: 2021-04-06, 所属事项: A-2}
        """).build(dt.date(2021, 5, 20))

    assert Crawl(project.site).faults == []


def test_what_is_open_at_the_cut_is_open_at_the_end_of_the_period_it_lies_in(project: Project) -> None:
    """The method page: the last day of the period, or the cut where that is earlier."""
    project.issues("""
        - 编号: A-1
          标题: 还没办结
          收到日期: 2021-04-06
          办理过程:
            - {日期: 2021-04-06, 事项: 受理}
            - {日期: 2021-04-07, 事项: 交办, 主办单位: 市交通局, 时限: 5天}
        """).build(dt.date(2021, 5, 20))

    crawl = Crawl(project.site)
    for period in ("2021-05", "2021-q2", "2021"):
        values = {id_: cells["本期"].text_content() for id_, cells in overview(crawl.pages[f"performance/{period}.html"]).items()}
        assert (values["open_end"], values["overdue_end"]) == ("1", "1"), period
