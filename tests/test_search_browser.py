"""The search in a real browser: its box, its page, its addresses, and what happens without a script."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import served, watched
from tests.conftest import Project
from tests.test_browser import CONTRAST

pytestmark = pytest.mark.skipif(os.environ.get("SKIP_BROWSER") == "1", reason="SKIP_BROWSER=1")

STATUS, HIT = ".tz-explorer__status", ".tz-hit"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address, viewport={"width": 1280, "height": 900}) as found:
        yield found


def ready(page: Page) -> None:
    """Wait until the search has come to rest."""
    page.wait_for_function(
        "() => { const e = document.querySelector('.tz-explorer'); return e && !e.hidden && !e.hasAttribute('aria-busy'); }"
    )


def count(page: Page) -> int:
    ready(page)
    found = re.search(r"检索到 (\d+) 条", page.locator(STATUS).inner_text())
    return int(found[1]) if found else -1


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_box_of_every_page_leads_to_results(page: Page) -> None:
    for path in ("", "issues/JA-2021-0001.html", "about/"):
        page.goto(path)
        page.keyboard.press("/")
        page.keyboard.type("公交")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=%E5%85%AC%E4%BA%A4")
        assert count(page) > 10


def test_typing_in_the_box_loads_nothing(page: Page) -> None:
    loaded: list[str] = []
    page.goto("")
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: loaded.append(request.url))
    page.keyboard.press("/")
    page.keyboard.type("公交")
    page.wait_for_timeout(300)

    assert loaded == []


def test_a_slash_in_a_field_is_a_slash(page: Page) -> None:
    page.goto("search/")
    page.keyboard.press("/")
    page.keyboard.type("a/b")

    assert page.locator(".tz-search input").input_value() == "a/b"


def test_a_result_shows_what_a_list_shows_with_the_words_marked(page: Page) -> None:
    page.goto("search/?q=厂区门口缺少公交站点")
    assert count(page) == 1
    hit = page.locator(HIT)

    assert hit.locator("a").inner_text() == "厂区门口缺少公交站点，员工通勤不便"
    assert hit.locator("a mark").all_inner_texts() == ["厂区门口缺少公交站点"]
    assert hit.locator(".tz-state").inner_text() == "已销号"
    assert hit.locator(".tz-hit__facts span").all_inner_texts() == ["JA-2021-0001", "市交通运输局", "2021-03-02", "2021-04-06 办结"]
    assert not re.search(r"[一-鿿] [一-鿿] [一-鿿]|[¶␣]", hit.locator(".tz-hit__text").inner_text())
    hit.locator("a").click()
    page.wait_for_url("**/issues/JA-2021-0001.html")


def test_the_words_stand_together_and_all_are_there(page: Page) -> None:
    page.goto("search/?q=公交 夜班")
    total = count(page)
    assert total > 1
    for text in page.locator(HIT).all():
        assert {"公交", "夜班"} & set(text.locator("mark").all_inner_texts())
    page.goto("search/?q=交公夜班")
    assert count(page) == 0


def test_filters_narrow_count_and_stand_in_the_address(page: Page) -> None:
    page.goto("search/?q=公交")
    total = count(page)
    box = page.locator(".tz-explorer__facets label", has=page.locator("input[name=state][value=cleared]"))
    promised = int(box.locator("b").inner_text())
    box.click()

    assert 0 < count(page) == promised < total
    assert asked(page) == {"q": ["公交"], "state": ["cleared"]}
    assert set(page.locator(f"{HIT} .tz-state").all_inner_texts()) == {"已销号"}
    assert page.locator(".tz-explorer__chosen button").all_inner_texts() == ["已销号 ×"]

    # another value of the same filter adds, a value of another one narrows
    page.locator("input[name=state][value=carried]").check()
    both = count(page)
    assert both >= promised
    page.locator("input[name=unit]").first.check()
    assert count(page) <= both
    page.locator(".tz-explorer__chosen button", has_text="清除全部条件").click()
    assert count(page) == total
    assert asked(page) == {"q": ["公交"]}


def test_an_address_shows_the_same_to_whoever_gets_it(page: Page) -> None:
    page.goto("search/?q=公交&unit=jiaotong&state=cleared&sort=newest")
    total = count(page)

    assert total > 0
    assert page.locator("input[name=unit][value=jiaotong]").is_checked()
    assert page.locator(".tz-explorer__sort select").input_value() == "newest"
    days = [text for text in page.locator(".tz-hit__facts").all_inner_texts() for text in re.findall(r"20\d\d-\d\d-\d\d", text)[:1]]
    assert days == sorted(days, reverse=True)
    assert asked(page) == {"q": ["公交"], "unit": ["jiaotong"], "state": ["cleared"], "sort": ["newest"]}


def test_what_is_open_can_be_sorted_by_its_limit(page: Page) -> None:
    page.goto("search/?state=in_progress&sort=due")
    assert count(page) > 3
    limits = re.findall(r"时限 (\S{10})", page.locator(".tz-hits").inner_text())

    assert len(limits) > 3
    assert limits == sorted(limits)


def test_back_from_a_result_finds_the_place_again(page: Page) -> None:
    page.goto("search/?q=企业&kind=issue")
    ready(page)
    page.locator("[data-on=more]").click()
    expect(page.locator(HIT)).to_have_count(20)
    ready(page)
    link = page.locator(f"{HIT} a").nth(15)
    title = link.inner_text()
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 500
    link.click()
    page.wait_for_url("**/issues/*.html")

    page.go_back()
    ready(page)
    expect(page.locator(HIT)).to_have_count(20)
    assert page.locator(f"{HIT} a").nth(15).inner_text() == title
    assert abs(page.evaluate("scrollY") - place) < 5


def test_back_undoes_a_filter(page: Page) -> None:
    page.goto("search/?q=公交")
    total = count(page)
    page.locator("input[name=kind][value=issue]").check()
    assert count(page) < total
    page.go_back()
    page.wait_for_function("!location.search.includes('kind')")

    assert count(page) == total
    assert not page.locator("input[name=kind][value=issue]").is_checked()


def test_a_search_needs_no_mouse(page: Page) -> None:
    page.goto("search/")
    page.keyboard.press("/")
    page.keyboard.type("公交")
    page.keyboard.press("Enter")
    total = count(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tz-explorer__facets input[name=state]')"):
            break
    page.keyboard.press("Space")
    assert 0 < count(page) < total
    assert page.evaluate("document.activeElement.matches('.tz-explorer__facets input[name=state]')")  # the place is kept
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tz-hit a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(issues|causes|slips)/"))


@pytest.mark.parametrize("typed", ["ja-2021-0001", "ＪＡ－２０２１－０００１"])
def test_an_id_goes_straight_to_its_record(page: Page, typed: str) -> None:
    page.goto("")
    page.locator(".tz-find input").fill(typed)
    page.locator(".tz-find button").click()
    page.wait_for_url("**/issues/JA-2021-0001.html")
    page.goto("search/")
    page.locator(".tz-search input").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/issues/JA-2021-0001.html")


def test_what_is_not_there_is_said_after_everything_was_searched(page: Page) -> None:
    page.goto("search/?q=JA-2021-9999")
    assert count(page) == 0

    assert "已检索全部内容" in page.locator(STATUS).inner_text()
    said = page.locator(".tz-explorer__none").inner_text()
    assert said.startswith("未查到：可能尚未发布或依法不予公开，请凭受理编号")
    assert "0000-0000010" in said
    assert page.get_by_role("link", name="责任单位").first.is_visible()
    assert [button.is_visible() for button in page.locator("[data-on]").all()] == [False, False, False]
    page.locator(".tz-search input").fill("公交")
    page.keyboard.press("Enter")
    assert count(page) > 0
    assert not page.locator(".tz-explorer__none").is_visible()


def test_traditional_and_simplified_find_the_same(page: Page) -> None:
    page.goto("search/?q=員工 通勤")
    found = count(page)
    assert page.locator(f"{HIT} mark").first.inner_text() in ("员工", "通勤")
    page.goto("search/?q=员工 通勤")

    assert count(page) == found > 0


def test_without_words_it_asks_for_some_and_offers_to_browse(page: Page) -> None:
    page.goto("issues/")
    listed = re.findall(r"\d+", page.locator(".tz-count").inner_text())[0]
    page.goto("search/")
    page.wait_for_function("document.querySelector('.tz-explorer__status').textContent")
    assert page.locator(STATUS).inner_text() == "请输入检索词。"
    page.locator(".tz-explorer__browse a").click()

    assert count(page) == int(listed)


def test_markup_in_a_query_is_text(page: Page) -> None:
    page.goto("search/?q=%3Cimg src=x onerror=alert(1)%3E&unit=%22%3E%3Cscript%3E")

    assert count(page) == 0
    assert page.locator(".tz-explorer img, .tz-explorer script").count() == 0


def test_a_list_of_several_pages_opens_in_the_search(page: Page) -> None:
    page.goto("ledgers/jia-2021.html")
    total = page.locator(".tz-count").inner_text()
    page.locator(".tz-explore a").click()
    assert asked(page) == {"ledger": ["jia-2021"]}
    found = count(page)
    assert str(found) in total
    for path, query in (("issues/state.cleared.html", {"state": ["cleared"]}), ("years/2021.html", {"year": ["2021"]})):
        page.goto(path)
        total = page.locator(".tz-count").inner_text()
        page.locator(".tz-explore a").click()
        assert asked(page) == query
        assert str(count(page)) in total
    page.goto("years/2023.html")
    assert page.locator(".tz-explore").count() == 0


def test_a_year_loads_just_its_own_part(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("search/?year=2018&kind=issue")
    assert count(page) == 176

    assert any("/search/s2018/" in url for url in loaded)
    assert not any(f"/search/s{year}/" in url for url in loaded for year in (2021, 2022, 2023))
    assert "2018年" in page.locator(STATUS).inner_text()


def test_without_a_script_it_says_so_and_leads_to_the_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("ledgers/jia-2021.html")
    assert not page.locator(".tz-explore").is_visible()
    page.locator(".tz-find button").click()
    assert "/search/?q=" in page.url

    assert "检索须启用 JavaScript" in page.locator("noscript, .tz-notice").first.inner_text()
    assert not page.locator(".tz-explorer").is_visible()
    for name in ("全部问题", "责任单位", "惠企政策"):
        assert page.locator(".md-content").get_by_role("link", name=name).first.is_visible()
    page.locator(".md-content").get_by_role("link", name="责任单位").first.click()
    assert page.url.endswith("/units/index.html")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("query", ["?q=公交", "?q=不存在的词", "", "?state=cleared&unit=jiaotong"])
def test_the_page_fits_and_can_be_read_in_light_and_dark(browser: Browser, address: str, width: int, query: str) -> None:
    with watched(browser, address, viewport={"width": width, "height": 844}) as page:
        page.goto(f"search/{query}")
        if query:
            ready(page)
            if width == 390:
                page.locator(".tz-explorer__facets summary").click()
        page.add_style_tag(content="*{transition:none!important}")
        for scheme in ("default", "slate"):
            page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
            assert page.evaluate(CONTRAST) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_english_portal_under_a_path_of_its_own_searches_too(project: Project, browser: Browser, tmp_path: Path) -> None:
    project.configure("language: zh", "language: en")
    project.build()
    root = tmp_path / "root"
    (root / "deep").mkdir(parents=True)
    project.site.rename(root / "deep" / "portal")
    with served(root) as address, watched(browser, address) as page:
        page.goto("deep/portal/search/?q=公交站")
        ready(page)
        assert "everything has been searched" in page.locator(STATUS).inner_text()
        page.locator(f"{HIT} a").first.click()
        page.wait_for_url("**/deep/portal/**")
        assert "公交" in page.locator("h1").inner_text()


def test_an_index_that_cannot_be_loaded_is_said(browser: Browser, address: str) -> None:
    page = browser.new_context(base_url=address).new_page()
    page.route("**/search/shards.json*", lambda route: route.abort())
    page.goto("search/?q=公交")
    page.wait_for_function("document.querySelector('.tz-explorer__status').textContent.includes('检索未能加载')", timeout=5000)
    page.unroute("**/search/shards.json*")
    page.locator(".tz-search button").click()

    assert count(page) > 0
    page.context.close()


@pytest.fixture
def long(page: Page) -> Page:
    """A page for which the demo is a portal of many records: what is older is searched when asked to."""

    def shorten(route: Route) -> None:
        text = route.fetch().text()
        assert "SMALL = 5000" in text
        route.fulfill(body=text.replace("SMALL = 5000", "SMALL = 0"), content_type="text/javascript")

    page.route("**/assets/taizhang/search.*.js", shorten)
    return page


def test_of_many_records_the_newest_are_searched_first_and_it_says_so(long: Page) -> None:
    loaded: list[str] = []
    long.on("request", lambda request: loaded.append(request.url))
    long.goto("search/?q=企业")
    newest = count(long)
    assert "已检索 2023年及以后收到的问题和全部政策等页面" in long.locator(STATUS).inner_text()
    assert not any("/search/s2022/" in url for url in loaded)

    long.locator("[data-on=older]").click()
    older = count(long)
    assert older > newest
    assert "已检索 2022年及以后" in long.locator(STATUS).inner_text()
    long.locator("[data-on=all]").click()
    assert count(long) > older
    assert "已检索全部内容" in long.locator(STATUS).inner_text()
    assert not long.locator("[data-on=older]").is_visible()


def test_what_only_old_issues_say_is_found_without_being_asked_for(long: Page) -> None:
    long.goto("search/?q=DS-2018&kind=issue")

    assert count(long) > 100
    assert "已检索" in long.locator(STATUS).inner_text()


def test_back_searches_as_far_as_before(long: Page) -> None:
    long.goto("search/?q=企业")
    ready(long)
    long.locator("[data-on=all]").click()
    total = count(long)
    long.locator(f"{HIT} a").first.click()
    long.wait_for_load_state()
    long.go_back()

    assert count(long) == total
