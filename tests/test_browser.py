"""The portal in a real browser: what only a browser shows."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import watched

pytestmark = pytest.mark.skipif(os.environ.get("SKIP_BROWSER") == "1", reason="SKIP_BROWSER=1")

ISSUE = "issues/JA-2021-0001.html"
PAGES = ("", "issues/", ISSUE, "ledgers/jia-2021.html", "units/", "units/jiaotong.html", "categories/", "policies/",
         "policies/jigai-buzhu.html", "years/2021.html", "programmes/", "programmes/bing.html", "sessions/", "sessions/yi-ztr-13.html",
         "sessions/list.commitments.html", "slips/", "slips/wu-jb-02.html", "teams/of.bing.html", "teams/of.jia.html", "teams/jia-zb-rongzi.html",
         "projects/", "projects/bing-gdyq.html", "resources/", "causes/", "escalation/", "duties/yi-2021.html", "evaluations/",
         "policies/list.match.html", "enterprises/", "about/", "feedback/", "issues/JA-2021-0266.html")  # fmt: skip


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone's page."""
    with watched(browser, address, viewport={"width": 390, "height": 844}) as found:
        yield found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    too_wide = []
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(path)

    assert too_wide == []


def test_an_enterprise_finds_its_problem_in_three_clicks(page: Page) -> None:
    page.goto("")
    page.get_by_role("link", name="交通出行", exact=True).click()
    page.get_by_role("link", name="厂区门口缺少公交站点，员工通勤不便").click()

    assert page.get_by_role("heading", level=1).inner_text().startswith("厂区门口缺少公交站点")
    card = page.locator(".tz-cards").inner_text()
    assert "已销号" in card
    assert "市交通运输局" in card
    assert "2021-04-06" in card
    assert page.locator(".tz-card--call a").get_attribute("href") == "tel:0000-0000013"


def test_the_navigation_leads_through_the_sections(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("")
    page.locator(".md-tabs").get_by_role("link", name="问题办理").click()
    assert page.url.endswith("/issues/")
    page.locator(".tz-subnav").get_by_role("link", name="责任单位").click()
    assert page.get_by_role("heading", level=1).inner_text() == "责任单位"
    page.locator(".md-tabs").get_by_role("link", name="惠企政策").click()
    assert page.url.endswith("/policies/")


def test_the_drawer_opens_on_a_phone(page: Page) -> None:
    page.goto(ISSUE)
    page.locator("label.md-header__button[for=__drawer]").click()
    page.wait_for_timeout(400)

    assert page.locator(".tz-drawer").get_by_role("link", name="惠企政策").is_visible()


def test_a_long_list_turns_its_pages(page: Page) -> None:
    page.goto("ledgers/jia-2021.html")
    page.get_by_role("link", name="下一页").click()

    assert page.url.endswith("/ledgers/jia-2021.p2.html")
    assert page.locator(".tz-pager [aria-current]").inner_text() == "2"


def test_everything_reads_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, base_url=address)
    page = context.new_page()
    page.goto(ISSUE)
    assert page.locator(".tz-card").count() == 4
    assert page.locator(".tz-event").count() == 7
    page.goto("units/jiaotong.html")
    assert page.locator(".tz-list tbody tr").first.is_visible()
    context.close()


def test_colour_schemes_switch_and_keep_contrast(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(ISSUE)
    page.add_style_tag(content="*{transition:none!important}")  # else a colour is read half way to the other scheme
    page.locator("label[for=__palette_1]").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for scheme in ("slate", "default"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        background = luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        for selector in (".tz-card__answer a", ".tz-event__head strong", ".tz-step small", ".tz-basis"):
            text = luminance(page.locator(selector).first.evaluate("node => getComputedStyle(node).color"))
            ratio = (max(text, background) + 0.05) / (min(text, background) + 0.05)
            assert ratio >= 4.5, (scheme, selector, round(ratio, 2))


def test_an_issue_prints_on_paper(page: Page) -> None:
    page.goto(ISSUE)
    page.emulate_media(media="print")

    assert not page.locator(".md-header").is_visible()
    assert page.locator(".tz-cards").is_visible()
    assert page.locator(".tz-timeline").is_visible()
    assert page.locator(".tz-intake").is_visible()


# --- figures, periods, limits ---

SHEET = "sheets/ledger.yi-2021.html"
BREAKDOWN = "sheets/all.html#collected"
STATISTICS = ("performance/", "performance/2021-10.html", "performance/2021-09.html", "performance/2021-w41.html", "warnings/",
              "warnings/red.html", "claims/", "claims/jia-half.html", "method/", "method/#solving_rate", "sheets/", f"{SHEET}#handled", BREAKDOWN,
              ISSUE)  # fmt: skip

# The contrast of every text of the article with what it stands on: what is lower than it should be.
CONTRAST = """() => {
  const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const ground = node => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = rgb => rgb.map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const low = new Set(), seen = new Set();
  for (const node of document.querySelectorAll("article *")) {
    const has = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
    const kind = [node, node.parentElement, node.parentElement.parentElement].map(one => one.tagName + one.className).join();
    if (!has || seen.has(kind) || !node.checkVisibility()) continue;  // what looks alike is looked at once
    seen.add(kind);
    const below = ground(node);
    const [a, b] = [light(over(parse(getComputedStyle(node).color), below)), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.add(`${node.tagName}.${node.className} ${ratio.toFixed(2)}`);
  }
  return [...low];
}"""


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def visitor(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page with and without JavaScript."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 900}, base_url=address)
    yield context.new_page()
    context.close()


def rows(page: Page) -> int:
    """Return how many rows of the page's sheet, or of its list, are seen."""
    found: int = page.locator(":is(.tz-sheet, .tz-list) tbody tr").evaluate_all("rows => rows.filter(row => row.checkVisibility()).length")
    return found


def test_a_number_of_the_home_page_shows_just_its_records(visitor: Page) -> None:
    visitor.goto("")
    number = visitor.locator(f"a.tz-n[href='{SHEET}#solved']").first
    solved = int(number.inner_text())
    number.click()

    assert visitor.url.endswith(f"/{SHEET}#solved")
    assert rows(visitor) == solved > 5
    chosen = visitor.locator(".tz-marks a[href='#solved']")
    assert chosen.evaluate("node => getComputedStyle(node).fontWeight") == "700"
    is_open = visitor.locator(".tz-marks a[href='#open']")
    is_open.click()
    assert rows(visitor) == int(is_open.locator("b").inner_text()) != solved
    visitor.locator(".tz-marks a[href='#all']").click()
    assert rows(visitor) == visitor.locator(".tz-sheet tbody tr").count() > solved

    visitor.go_back()
    visitor.go_back()
    assert visitor.url.endswith("#solved")
    assert rows(visitor) == solved
    visitor.go_back()
    assert visitor.get_by_role("heading", level=1).inner_text().startswith("企业问题办理公开")
    visitor.go_forward()
    assert rows(visitor) == solved


def test_a_number_of_more_than_a_sheet_leads_on_to_its_months(page: Page) -> None:
    page.goto("")
    page.locator("a.tz-n[href='sheets/all.html#collected']").first.click()
    line = page.locator("tr#collected")
    assert line.locator("th").evaluate("node => getComputedStyle(node).backgroundColor") not in (
        page.locator("tr#handled th").evaluate("node => getComputedStyle(node).backgroundColor"), "rgba(0, 0, 0, 0)",
    )  # fmt: skip
    page.goto("sheets/all.2021.html#collected")
    number = page.locator("tr#collected a.tz-n[href='../sheets/all.2021-10.html#collected']")
    size = int(number.inner_text())
    number.click()

    assert page.url.endswith("/sheets/all.2021-10.html#collected")
    assert rows(page) == size > 5


def test_a_number_of_a_week_shows_just_its_records(visitor: Page) -> None:
    visitor.goto("performance/2021-w41.html")
    for link in visitor.locator("a.tz-n").all()[::8]:
        size = int(link.inner_text())
        link.click()
        assert rows(visitor) == size, link.get_attribute("href")


def test_a_number_of_the_board_shows_just_its_warnings(page: Page) -> None:
    page.goto("warnings/")
    number = page.locator("a.tz-n[href*='#red']").first
    size = int(number.inner_text())
    number.click()

    assert rows(page) == size


def counting(site: Path) -> list[tuple[str, dt.date, str]]:
    """Return the issues that count down: id, last day, and the day of the data."""
    found = []
    for path in sorted((site / "issues").glob("*.html")):
        due = re.search(r'data-due="(.*?)" .* data-over=".*?数据截至 (.*?)）"', path.read_text("utf-8"))
        if due:
            found.append((path.stem, dt.date.fromisoformat(due[1]), due[2]))
    return found


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_a_page_counts_down_by_the_day_in_china_and_never_says_late(browser: Browser, address: str, demo_site: Path, zone: str) -> None:
    id_, due, as_of = counting(demo_site)[-1]
    over = f"时限已到，以台账下次更新为准（数据截至 {as_of}）"
    moments = (
        (dt.timedelta(-4, hours=4), "还有 4 天"), (dt.timedelta(-1, hours=15, minutes=59), "还有 1 天"), (dt.timedelta(-1, hours=16), "还有 0 天"),
        (dt.timedelta(hours=15, minutes=59), "还有 0 天"), (dt.timedelta(hours=16), over), (dt.timedelta(400), over),
    )  # fmt: skip
    context = browser.new_context(base_url=address, timezone_id=zone)
    page = context.new_page()
    for after, said in moments:
        moment = dt.datetime.combine(due, dt.time(), dt.UTC) + after
        page.clock.set_fixed_time(moment)
        page.goto(f"issues/{id_}.html")
        text = page.locator("[data-due]").inner_text()
        assert text.endswith(said), (zone, moment)
        assert text == over or text.startswith("距时限")
        assert "超期" not in page.locator(".tz-card--due").inner_text()
    context.close()


def test_without_a_script_a_page_says_of_which_day_its_count_is(browser: Browser, address: str, demo_site: Path) -> None:
    id_, due, as_of = counting(demo_site)[-1]
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"issues/{id_}.html")

    left = (due - dt.date.fromisoformat(as_of)).days
    assert page.locator("[data-due]").inner_text() == f"截至 {as_of} 还有 {left} 天"
    context.close()


def test_pages_of_figures_fit_and_can_be_read_in_light_and_dark(page: Page) -> None:
    wrong = []
    for path in STATISTICS:
        page.goto(path)
        page.add_style_tag(content="*{transition:none!important}")  # colours change at once
        for scheme in ("default", "slate"):
            page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
            wrong += [(path, scheme, found) for found in page.evaluate(CONTRAST)]
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 844})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append((path, scheme, f"wider than {width}"))

    assert wrong == []


def test_why_a_limit_is_what_it_is_opens_by_keyboard(page: Page) -> None:
    page.goto(ISSUE)
    why = page.locator("details.tz-why")
    assert why.locator("summary").inner_text() == "时限是怎么算出来的"
    assert not why.locator("ol").is_visible()

    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('summary') !== null"):
            break
    page.keyboard.press("Enter")

    assert why.locator("ol").is_visible()
    assert "2021-03-06 至 2021-03-07：周末，不计" in why.inner_text()
    page.keyboard.press("Space")
    assert not why.locator("ol").is_visible()


def test_wide_tables_scroll_by_keyboard(page: Page) -> None:
    page.goto("performance/2021-10.html")
    table = page.locator(".tz-scroll").nth(2)
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelectorAll('.tz-scroll')[2].scrollLeft > 0", timeout=3000)

    assert table.locator("tbody th").first.is_visible()


@pytest.mark.parametrize("issue", ["JA-2021-0001", "BQ-2022-0046", "DS-2018-0099", "WQ-2023-0018", "YI-0086"])
def test_an_enterprise_finds_its_problem_and_the_policy_that_helps_in_three_clicks(page: Page, issue: str) -> None:
    """From the home page, on a phone: its category, the issue with unit and deadline, the policy or the policies on its topic."""
    page.set_default_timeout(5_000)
    page.goto(f"issues/{issue}.html")
    category = page.locator(".tz-facts a[href*='categories/']").first.get_attribute("href")
    assert category

    page.goto("")
    page.locator(f".tz-chips a[href='{category.removeprefix('../')}']").first.click()
    link = page.locator(f"a[href='../issues/{issue}.html']")
    if not link.count():  # a long list has more pages: choosing the year instead is as short
        page.goto("")
        page.locator(f".tz-chips a[href='years/{page_year(issue)}.html']").first.click()
        link = page.locator(f"a[href='../issues/{issue}.html']")
    link.first.click()
    assert page.locator(".tz-card--unit .tz-card__answer").inner_text().strip()
    assert re.search(r"\d{4}-\d\d-\d\d", page.locator(".tz-card--due").inner_text())
    page.locator(".md-content a[href^='../policies/']").first.click()
    assert "policies/" in page.url
    assert page.locator("h1").inner_text()


def page_year(issue: str) -> str:
    found = re.search(r"20\d\d", issue)
    return found[0] if found else "2022"


def test_the_matcher_compares_on_the_device_and_explains_each_miss(page: Page) -> None:
    page.goto("policies/list.match.html")
    everything = page.locator("[data-list=fits] li").count()
    assert everything > 20

    page.select_option("select[name=place]", label="示例丙区")
    page.select_option("select[name=size]", label="大型")

    fits, misses = page.locator("[data-list=fits] li").count(), page.locator("[data-list=misses] li").count()
    assert 0 < fits < everything
    assert fits + misses == everything
    page.locator(".tz-matched summary").click()
    reasons = page.locator("[data-list=misses] small").all_inner_texts()
    assert all("限：" in reason for reason in reasons)
    assert any("地区限：示例甲市" in reason for reason in reasons)
    titles = page.locator("[data-list=fits] a").all_inner_texts()
    assert not any(title.startswith("示例甲市") for title in titles)


def test_the_matcher_without_scripts_leads_to_plain_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("policies/list.match.html")

    assert not page.locator(".tz-matcher").is_visible()
    page.locator(".tz-facets a", has_text="示例丙区").click()
    assert page.locator("td.tz-list__title").count() == 22
    context.close()
