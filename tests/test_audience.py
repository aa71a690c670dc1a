"""Who sees what: the office's own copy stands apart and says so on every page; the public one holds no byte of what is internal."""

import datetime as dt
import re
from pathlib import Path

import pytest

from taizhang.building import build_portal
from tests.conftest import Project
from tests.test_build import broken_links, files_of
from tests.test_cli import run
from tests.test_disclosure import published
from tests.test_figures import Crawl
from tests.test_performance import UNITS, several

CUT = dt.date(2022, 6, 30)
INTERNAL = "内部资料　不得上网"

ISSUES = f"""
{several("E", 8, "2022-03", "市住建局")}
- 编号: Z-1
  标题: 还没办结
  收到日期: 2022-04-01
  办理过程:
    - {{日期: 2022-04-01, 事项: 受理}}
    - {{日期: 2022-04-02, 事项: 交办, 主办单位: 市交通局, 时限: 10天}}
    - {{日期: 2022-04-20, 事项: 督办, 督办方式: 黄牌, 文号: 督〔2022〕1号}}
"""

#: Each section: its key in the settings, what only its pages and the links to them say, and the addresses of its pages.
SECTIONS = {
    "办理情况": (("周调度、月通报、季考评", "按月趋势", "performance/index"), "performance/2022-03.html"),
    "预警": (("预警看板", "红色预警", "warnings/"), "warnings/index.html"),
    "督办": (("督办情况", "已发出的督办单、黄牌、红牌和约谈"), ""),
    "排名": (("名次", "威尔逊", "综合得分"), ""),
    "数据质量": (("数据质量自查", "值得复核", "quality/"), "quality/index.html"),
}


@pytest.fixture
def portal(project: Project) -> Project:
    """A portal in which every section has something to show."""
    return project.write({"units.yml": UNITS}).issues(ISSUES)


def settings(project: Project, **sections: str) -> Project:
    said = ", ".join(f"{name}: {setting}" for name, setting in sections.items())
    return project.write({"portal.yml": f"名称: 测试门户\n主办单位: 测试市营商办\n栏目: {{{said}}}\n"})


def internal(project: Project) -> Path:
    """Build the office's own copy and return its folder."""
    return build_portal(project.folder / "mkdocs.yml", CUT, strict=True, show_progress=False, audience="internal").folder


def shown(site: Path, words: tuple[str, ...]) -> list[str]:
    """Return those of `words` that stand in any byte of a site, or in the name of a file; styles and scripts are the same in all."""
    pages = b"\0".join(name.encode() + b"\0" + data for name, data in files_of(site).items() if not name.startswith("assets/"))
    everything = pages.decode("utf-8", "replace")
    return [word for word in words if word in everything]


def test_the_internal_copy_stands_beside_the_site_and_says_so_on_every_page(portal: Project) -> None:
    settings(portal, 排名="内部").build(CUT)
    before = files_of(portal.site)

    done = run(portal.folder, "taizhang", "build", "--audience", "internal", "--as-of", "2022-06-30")

    assert (done.returncode, "site-internal" in done.stdout) == (0, True), done.stderr
    assert files_of(portal.site) == before
    own = portal.folder / "site-internal"
    pages = sorted(own.rglob("*.html"))
    assert len(pages) > len(list(portal.site.rglob("*.html")))
    assert [page.name for page in pages if page.read_text("utf-8").count(INTERNAL) < 1] == []
    assert own / "404.html" in pages
    assert INTERNAL.encode() not in published(portal.site)
    assert sorted(path.name for path in portal.folder.iterdir()) == [".cache", "content", "mkdocs.yml", "site", "site-internal"]
    assert broken_links(own) == []


def test_the_mark_of_an_internal_page_is_seen_before_anything_else(portal: Project) -> None:
    text = (internal(settings(portal)) / "issues/Z-1.html").read_text("utf-8")

    assert not portal.site.exists()  # it needs no public site, and makes none
    body = text[text.index("<body") :]
    assert body.index(INTERNAL) < body.index("<header")


def test_a_failed_build_leaves_the_internal_copy_as_it_was(portal: Project) -> None:
    own = internal(settings(portal))
    before = files_of(own)
    portal.issues("- {编号: A-1, 标题: 坏的, 收到日期: 2021-02-30}\n")

    done = run(portal.folder, "taizhang", "build", "--audience", "internal")

    assert (done.returncode, files_of(own) == before) == (1, True)


def test_an_audience_there_is_not_is_wrong_use(portal: Project) -> None:
    done = run(portal.folder, "taizhang", "build", "--audience", "everybody")

    assert (done.returncode, "everybody" in done.stderr, portal.site.exists()) == (2, True, False)


#: Sections that stand on pages of another.
HOSTS = {"督办": "预警", "排名": "办理情况"}
SETTINGS = ("公开", "内部", "不设")


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_a_section_is_where_its_setting_says_and_nowhere_else(portal: Project, turn: int) -> None:
    """In three builds every section has every setting, each time beside others."""
    said = {section: SETTINGS[(turn + index) % 3] for index, section in enumerate(SECTIONS)}
    settings(portal, **said).build(CUT)
    own = internal(portal)

    for site, settings_shown in ((portal.site, {"公开"}), (own, {"公开", "内部"})):
        for section, (words, address) in SECTIONS.items():
            is_there = said[section] in settings_shown and said[HOSTS.get(section, section)] in settings_shown
            assert shown(site, words) == (list(words) if is_there else []), (section, said, site.name)
            assert not address or (site / address).is_file() == is_there, (section, said, site.name)
        assert Crawl(site).broken() == []


def test_without_settings_places_are_nowhere_and_quality_is_internal(portal: Project) -> None:
    portal.build(CUT)
    own = internal(portal)

    there = {section: (bool(shown(portal.site, words)), bool(shown(own, words))) for section, (words, _) in SECTIONS.items()}
    assert there == {
        "办理情况": (True, True),
        "预警": (True, True),
        "督办": (True, True),
        "排名": (False, False),
        "数据质量": (False, True),
    }


def test_with_all_sections_internal_the_public_site_is_whole_and_holds_none(portal: Project) -> None:
    settings(portal, **dict.fromkeys(SECTIONS, "内部")).build(CUT)

    crawl = Crawl(portal.site)
    assert crawl.faults == []
    assert crawl.broken() == []
    assert shown(portal.site, tuple(word for words, _ in SECTIONS.values() for word in words)) == []
    assert {address.partition("/")[0] for address in crawl.pages} & {"performance", "warnings", "quality"} == set()
    assert not re.search(r"tz-(lamp|ranking)\b", "".join(page.text.decode() for page in crawl.pages.values()))


def test_what_is_not_public_is_in_no_internal_copy_either(portal: Project) -> None:
    """The office's copy has more sections, not more records."""
    portal.write(
        {
            "ledgers/l2/ledger.yml": "{编号: l2, 名称: 不公开的台账, 公开属性: 不予公开}\n",
            "ledgers/l2/a.yml": several("SECRET", 2, "2022-03", "市住建局"),
        }
    )

    own = internal(settings(portal, **dict.fromkeys(SECTIONS, "内部")))

    assert shown(own, ("SECRET", "不公开的台账")) == []
    assert shown(own, ("数据质量自查",)) == ["数据质量自查"]


def test_the_internal_copy_is_the_same_bytes_each_time(portal: Project) -> None:
    builds = [files_of(internal(settings(portal, 排名="内部"))) for _ in range(2)]

    assert builds[0] == builds[1]


def test_the_demo_keeps_its_quality_to_itself(demo_site: Path) -> None:
    assert shown(demo_site, ("数据质量自查", "quality/", "值得复核")) == []
