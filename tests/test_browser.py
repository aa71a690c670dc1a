"""The portal in a real browser: what only a browser shows."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import find_browser, launch, served

pytestmark = pytest.mark.skipif(os.environ.get("SKIP_BROWSER") == "1", reason="SKIP_BROWSER=1")

ISSUE = "issues/JA-2021-0001.html"
PAGES = ("", "issues/", ISSUE, "ledgers/jia-2021.html", "units/", "units/jiaotong.html", "categories/", "policies/",
         "policies/jigai-buzhu.html", "years/2021.html", "about/", "feedback/", "issues/JA-2021-0266.html")  # fmt: skip


@pytest.fixture(scope="module")
def address(demo_site: Path) -> Iterator[str]:
    with served(demo_site) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert find_browser(), "no Chromium found: run tests/install-browser.sh, or SKIP_BROWSER=1 make test"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone's page that fails the test on a console message, a failed request or one to another host."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("request", lambda request: None if request.url.startswith((address, "data:")) else complaints.append(request.url))
    found.on("response", lambda response: complaints.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    yield found
    context.close()
    assert complaints == []


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

    assert page.locator(".md-nav--primary").get_by_text("惠企政策").is_visible()


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
