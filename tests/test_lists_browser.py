"""Lists in a real browser: they sort and filter in place, and are complete without a script."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import served, watched
from tests.conftest import Project

pytestmark = pytest.mark.skipif(os.environ.get("SKIP_BROWSER") == "1", reason="SKIP_BROWSER=1")

UNITS = "".join(f"- {{编号: u{n}, 名称: 测试市{name}局}}\n" for n, name in enumerate(("住建", "财政", "交通")))
TITLES = (
    "厂区道路破损",
    "用工短缺",
    "排水不畅",
    "贷款续贷难",
    "岸线审批慢",
    "办证周期长",
    "水压不足",
    "子女入学难",
    "电费结算",
    "绿化遮挡",
)
#: The same titles by pinyin.
BY_PINYIN = [
    "岸线审批慢",
    "办证周期长",
    "厂区道路破损",
    "贷款续贷难",
    "电费结算",
    "绿化遮挡",
    "排水不畅",
    "水压不足",
    "用工短缺",
    "子女入学难",
]
LIST = "ledgers/l1.html"


def issue(number: int, title: str) -> str:
    """An issue; every other one is done, some days are not in the order of numbers."""
    day, unit = f"2021-{1 + number * 7 % 12:02d}-{10 + number:02d}", number % 3
    done = f"    - {{日期: 2021-12-{20 + number}, 事项: 办结, 结果: 已解决}}\n" if number % 2 else ""
    return (
        f"- 编号: A-{number}\n  标题: {title}\n  收到日期: {day}\n  诉求内容: 无。\n  办理过程:\n"
        f"    - {{日期: {day}, 事项: 受理}}\n    - {{日期: {day}, 事项: 交办, 主办单位: u{unit}, 时限: 15个工作日}}\n{done}"
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal of ten issues and three units, and a ledger of two pages."""
    project = Project(tmp_path_factory.mktemp("lists")).write({
        "portal.yml": "名称: 测试门户\n我要反映: {热线: 0000-0000010}\n",
        "units.yml": UNITS,
        "ledgers/l1/ledger.yml": "编号: l1\n名称: 测试台账\n公开属性: 主动公开\n统计截至: 2021-12-31\n",
        "ledgers/l1/2021.yml": "".join(issue(number, title) for number, title in enumerate(TITLES)),
        "ledgers/l2/ledger.yml": "编号: l2\n名称: 长台账\n公开属性: 主动公开\n",
        "ledgers/l2/2021.yml": "".join(
            f"- {{编号: B-{n}, 标题: 问题{n}, 收到日期: 2021-03-02, 诉求内容: 无, 办理过程: [{{日期: 2021-03-02, 事项: 受理}}]}}\n"
            for n in range(51)
        ),
    })  # fmt: skip
    project.build()
    with served(project.site) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A desk's page."""
    with watched(browser, address, viewport={"width": 1280, "height": 900}) as found:
        yield found


def column(page: Page, number: int) -> list[str]:
    """Return what the rows seen say in a column."""
    cells: list[str] = page.locator(f"table[data-list] tbody tr:not(.tz-none) :nth-child({number})").evaluate_all(
        "cells => cells.filter(cell => cell.matches('td, th') && cell.checkVisibility()).map(cell => cell.innerText.trim())"
    )
    return cells


def head(page: Page, name: str) -> Locator:
    return page.get_by_role("columnheader", name=name)


def test_days_sort_both_ways_and_a_third_click_restores_the_order(page: Page) -> None:
    page.goto(LIST)
    before = column(page, 5)
    button = head(page, "收到日期").get_by_role("button")

    button.click()
    assert column(page, 5) == sorted(before) != before
    assert head(page, "收到日期").get_attribute("aria-sort") == "ascending"
    button.click()
    assert column(page, 5) == sorted(before, reverse=True)
    assert head(page, "收到日期").get_attribute("aria-sort") == "descending"
    button.click()
    assert column(page, 5) == before
    assert page.locator("[aria-sort]").count() == 0


def test_chinese_sorts_by_pinyin_and_ids_by_their_number(page: Page) -> None:
    page.goto(LIST)
    head(page, "标题").get_by_role("button").click()
    assert column(page, 2) == BY_PINYIN
    head(page, "编号").get_by_role("button").click()
    assert column(page, 1) == [f"A-{number}" for number in range(10)]
    assert page.locator("[aria-sort]").count() == 1


def test_days_with_a_word_sort_as_days(page: Page) -> None:
    """Done and still due stand in one column; what counts is the day."""
    page.goto(LIST)
    head(page, "办结/时限").get_by_role("button").click()
    days = [text.replace("时限", "").replace("办结", "").strip() for text in column(page, 6)]
    assert days == sorted(days)


def test_numbers_sort_as_numbers(page: Page) -> None:
    page.goto("units/index.html")
    head(page, "收集数").get_by_role("button").click()
    counts = [int(text) for text in column(page, 2)]
    assert counts == sorted(counts)
    assert counts[-1] == 4


def test_words_and_choices_filter_and_are_counted(page: Page) -> None:
    page.goto(LIST)
    count = page.locator(".tz-tools output")
    assert count.inner_text() == "显示 10 / 10 条"
    assert not page.get_by_role("button", name="清除筛选").is_visible()

    page.get_by_role("combobox", name="单位").select_option("测试市财政局")
    assert set(column(page, 3)) == {"测试市财政局"}
    assert count.inner_text() == "显示 3 / 10 条"
    page.get_by_role("combobox", name="状态").select_option("办理中")
    assert column(page, 2) == ["岸线审批慢"]
    page.get_by_role("searchbox", name="在本表中筛选").fill("没有这样的")
    assert count.inner_text() == "显示 0 / 10 条"
    assert page.locator(".tz-none").inner_text() == "没有符合条件的记录。"

    page.get_by_role("button", name="清除筛选").click()
    assert len(column(page, 1)) == 10
    assert page.locator(".tz-none").count() == 0
    assert page.get_by_role("searchbox", name="在本表中筛选").evaluate("node => node === document.activeElement")
    page.keyboard.type("Ａ-7")  # full width, as an input method may give it
    assert column(page, 1) == ["A-7"]
    page.get_by_role("searchbox", name="在本表中筛选").fill("财政局 难")
    assert column(page, 2) == ["子女入学难"]
    assert page.url.endswith(LIST), "the address stays as it is"


def test_the_way_back_finds_the_list_as_it_was_left(page: Page) -> None:
    page.goto(LIST)
    page.get_by_role("searchbox", name="在本表中筛选").fill("难")
    head(page, "标题").get_by_role("button").click()
    left = column(page, 2)
    page.get_by_role("link", name=left[0]).click()
    page.wait_for_url("**/issues/*.html")
    page.go_back()

    assert column(page, 2) == left == ["贷款续贷难", "子女入学难"]
    assert page.get_by_role("searchbox", name="在本表中筛选").input_value() == "难"
    assert page.locator(".tz-tools output").inner_text() == "显示 2 / 10 条"


def test_the_keyboard_sorts(page: Page) -> None:
    page.goto(LIST)
    page.get_by_role("combobox", name="状态").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "编号"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert column(page, 2) == BY_PINYIN
    page.keyboard.press("Space")
    assert column(page, 2) == BY_PINYIN[::-1]


def test_on_a_phone_a_select_sorts_and_hidden_heads_take_no_focus(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (LIST, "units/index.html", "sheets/ledger.l1.html"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.locator(".tz-sort").evaluate_all("buttons => buttons.every(button => button.tabIndex < 0)")
    page.goto(LIST)
    page.get_by_role("combobox", name="排序").select_option("标题：降序")
    assert column(page, 2) == BY_PINYIN[::-1]
    page.get_by_role("searchbox", name="在本表中筛选").fill("不")
    assert column(page, 2) == ["水压不足", "排水不畅"]
    page.get_by_role("combobox", name="排序").select_option("排序：原有顺序")
    assert page.locator("[aria-sort]").count() == 0


def test_a_sheet_sorts_the_rows_its_number_counts_and_no_others(page: Page) -> None:
    page.goto("sheets/ledger.l1.html#handled")
    assert len(column(page, 1)) == 5
    assert page.get_by_role("searchbox", name="在本表中筛选").count() == 0, "which rows stand there says the number alone"

    head(page, "标题").get_by_role("button").click()
    assert column(page, 2) == [title for title in BY_PINYIN if TITLES.index(title) % 2]
    page.locator(".tz-marks a[href='#all']").click()
    assert column(page, 2) == BY_PINYIN


def test_a_list_of_several_pages_has_no_controls(page: Page) -> None:
    for path in ("ledgers/l2.html", "ledgers/l2.p2.html"):
        page.goto(path)
        assert page.locator(".tz-list tbody tr").count() in {50, 1}
        assert page.locator(".tz-tools, .tz-sort, script[src*='lists.js']").count() == 0


@pytest.mark.parametrize(("path", "length"), [(LIST, 10), ("units/index.html", 3), ("sheets/ledger.l1.html", 10)])
def test_without_a_script_the_list_is_complete_and_shows_no_dead_controls(browser: Browser, address: str, path: str, length: int) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(path)

    assert len(column(page, 1)) == length
    assert page.locator("article :is(button, input, select)").count() == 0
    context.close()


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_controls_can_be_read_in_light_and_dark(page: Page, scheme: str) -> None:
    from tests.test_browser import CONTRAST

    page.goto(LIST)
    page.add_style_tag(content="*{transition:none!important}")
    page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
    page.get_by_role("searchbox", name="在本表中筛选").fill("没有这样的")
    assert page.evaluate(CONTRAST) == []


def test_the_demo_portal_takes_it_everywhere(browser: Browser, demo_site: Path) -> None:
    """Every table that says it can be sorted and has rows to sort gets heads that sort, on a phone without scrolling sideways."""
    with served(demo_site) as address, watched(browser, address, viewport={"width": 390, "height": 844}) as page:
        for path in ("units/", "units/jiaotong.html", "programmes/bing.html", "policies/", "resources/", "projects/", "sessions/yi-ztr-13.html",
                     "duties/yi-2021.html", "warnings/", "performance/2021-w41.html", "categories/", "enterprises/"):  # fmt: skip
            page.goto(path)
            wanted = page.locator("table[data-list]").evaluate_all(
                "tables => tables.filter(table => table.querySelectorAll('tbody tr:not(.tz-none)').length >= 3).length"
            )
            assert page.locator("table:has(.tz-sort)").count() == wanted, path
            assert page.evaluate("document.documentElement.scrollWidth") == 390, path
