"""Real sites built in tmp_path: what stands where, and what a build never does."""

import datetime as dt
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

from taizhang.building import build_portal
from taizhang.problems import ContentError
from tests.conftest import ROOT, TODAY, Golden, Project


class Links(HTMLParser):
    """The addresses a page refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def files_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def broken_links(site: Path) -> list[str]:
    broken = []
    for path in site.rglob("*.html"):
        here = path.relative_to(site).as_posix()
        if here == "404.html":  # served at any address: its links are absolute
            continue
        for link in Links(path.read_text("utf-8")).found:
            if re.match(r"(https?:|tel:|mailto:|#|data:)", link):
                continue
            target = urljoin(f"http://h/{here}", link).removeprefix("http://h/").partition("#")[0].partition("?")[0]
            target = target + "index.html" if target.endswith("/") or not target else target
            if not (site / target).is_file():
                broken.append(f"{here}: {link}")
    return broken


def test_an_issue_stands_on_its_page_and_in_every_list(project: Project) -> None:
    project.build()

    for address in (
        "issues/index.html", "ledgers/l1.html", "units/jiaotong.html", "categories/chuxing.html", "issues/state.cleared.html",
        "issues/outcome.solved.html", "years/2021.html", "policies/bus-subsidy.html",
    ):  # fmt: skip
        assert 'href="../issues/A-1.html"' in project.page(address), address
    assert 'href="issues/A-1.html"' in project.page("index.html")
    assert "协办的问题" in project.page("units/zhujian.html")


def test_no_link_leads_nowhere(project: Project) -> None:
    project.build()

    assert broken_links(project.site) == []


def test_the_demo_has_no_broken_link(demo_site: Path) -> None:
    assert broken_links(demo_site) == []


def test_a_generated_page_says_what_it_is(project: Project) -> None:
    project.build()
    page = project.page("issues/A-1.html")

    assert "<title>厂区门口没有公交站 - 测试门户</title>" in page
    assert '<link rel="canonical" href="https://example.org/issues/A-1.html">' in page
    assert '<meta name="description" content="员工上下班不便。">' in page
    assert '<meta name="ArticleTitle" content="厂区门口没有公交站">' in page
    assert '<html lang="zh"' in page
    assert 'href="https://example.org/repo/edit/main/content/ledgers/l1/2021.yml"' in page
    assert '<a href="tel:0000-0000013">' in page
    assert "某装备制造企业（城东园区）" in page
    assert "<!--tz:" not in page
    assert page.count('rel="canonical"') == 1


def test_sections_without_records_do_not_exist(project: Project) -> None:
    (project.content / "policies/p.yml").unlink()
    project.write({"pages/policies/index.md": "# 惠企政策\n"})
    project.issues("""
        - 编号: A-1
          标题: 厂区门口没有公交站
          收到日期: 2021-03-02
        """)

    project.build()

    assert not (project.site / "policies").exists()
    assert not (project.site / "categories").exists()
    assert "惠企政策" not in project.page("index.html")
    assert "问题类别" not in project.page("index.html")


def test_staff_write_prose_intros_and_references(project: Project) -> None:
    project.write({
        "pages/index.md": "---\ntitle: 首页\n---\n\n欢迎查看 [[A-1]]。\n",
        "pages/about.md": "---\ntitle: 关于\n---\n\n见 [[A-1]]、[[单位:zhujian]]、[[policy:bus-subsidy]]、`[[A-1]]`。\n",
        "pages/issues/index.md": "---\ntitle: 问题办理\n---\n\n怎样看状态：见 [[台账:l1]]。\n",
    })  # fmt: skip

    project.build()

    assert '<a href="issues/A-1.html">A-1 厂区门口没有公交站</a>' in project.page("index.html")
    about = project.page("about/index.html")
    assert '<a href="../issues/A-1.html">A-1 厂区门口没有公交站</a>' in about
    assert '<a href="../units/zhujian.html">市住建局</a>' in about
    assert '<a href="../policies/bus-subsidy.html">公交补贴办法</a>' in about
    assert "<code>[[A-1]]</code>" in about
    assert '怎样看状态：见 <a href="../ledgers/l1.html">测试台账</a>' in project.page("issues/index.html")
    assert "怎样看状态" not in project.page("issues/A-1.html")
    assert broken_links(project.site) == []


def test_references_in_texts_of_issues_become_links(project: Project) -> None:
    project.issues("""
        - 编号: A-1
          标题: 公交站
          收到日期: 2021-03-02
          诉求内容: 与 [[A-2]] 相同。
        - 编号: A-2
          标题: 候车亭 <b>
          收到日期: 2021-03-03
        """)

    project.build()

    page = project.page("issues/A-1.html")
    assert '与 <a href="../issues/A-2.html">A-2 候车亭 &lt;b&gt;</a> 相同' in page
    assert "<b>" not in project.page("issues/A-2.html").replace("<b>0</b>", "")


def test_lists_are_paged_by_fifty(project: Project) -> None:
    issues = "".join(f"- {{编号: A-{n:03d}, 标题: 问题{n}, 收到日期: 2021-03-02}}\n" for n in range(120))
    project.issues(issues)

    project.build()

    counts = [
        project.page(address).count('<td data-label="编号">') for address in ("ledgers/l1.html", "ledgers/l1.p2.html", "ledgers/l1.p3.html")
    ]
    assert counts == [50, 50, 20]
    assert 'rel="next" href="l1.p3.html"' in project.page("ledgers/l1.p2.html")
    assert 'rel="prev" href="l1.html"' in project.page("ledgers/l1.p2.html")
    assert broken_links(project.site) == []


def test_the_same_content_and_day_give_the_same_bytes(project: Project) -> None:
    project.write({"pages/about.md": "# 关于\n"})
    project.build(dt.date(2025, 1, 1))
    first = files_of(project.site)

    project.build(dt.date(2025, 1, 1))

    assert files_of(project.site) == first


def test_two_processes_stamp_the_same_bytes_as_one(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.build()
    first = files_of(project.site)
    monkeypatch.setattr("taizhang.press.worker_count", lambda **_: 3)
    monkeypatch.setattr("taizhang.portal.worker_count", lambda **_: 2)

    project.build()

    assert files_of(project.site) == first


def test_several_processes_stamp_the_same_demo_as_one(demo_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that did not read the issues, one forked after the figures were counted, and the one that did all before."""
    monkeypatch.setattr("taizhang.press.worker_count", lambda **_: 3)
    (tmp_path / "content").symlink_to(ROOT / "content")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)

    build_portal(tmp_path / "mkdocs.yml", None, strict=True, show_progress=False)

    assert files_of(tmp_path / "site") == files_of(demo_site)


def test_a_later_cut_leaves_the_page_of_a_cleared_issue_alone(project: Project) -> None:
    project.build(dt.date(2023, 1, 1))
    first = project.page("issues/A-1.html")

    project.build(dt.date(2024, 6, 1))

    assert project.page("issues/A-1.html") == first


def test_a_cut_knows_nothing_of_later_events(project: Project) -> None:
    project.issues("""
        - 编号: A-1
          标题: 早的
          收到日期: 2021-03-02
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: jiaotong, 时限: 5个工作日}
            - {日期: 2021-03-09, 事项: 办结, 结果: 已解决, 说明: 后来的说明}
        - {编号: A-2, 标题: 晚的, 收到日期: 2021-03-08}
        """)

    project.build(dt.date(2021, 3, 5))

    assert "办理中" in project.page("issues/A-1.html")
    assert "后来的说明" not in project.page("issues/A-1.html")
    assert not (project.site / "issues/A-2.html").exists()


def test_a_failed_build_leaves_the_published_site_as_it_was(project: Project) -> None:
    project.build()
    before = files_of(project.site)
    project.issues("- {编号: A-1, 标题: 坏的, 收到日期: 2021-02-30}\n")

    with pytest.raises(ContentError):
        project.build()

    assert files_of(project.site) == before
    assert sorted(path.name for path in project.folder.iterdir()) == [".cache", "content", "mkdocs.yml", "site"]


def test_what_a_killed_build_left_is_cleared_away(project: Project) -> None:
    project.build()
    before = files_of(project.site)
    (project.folder / ".site.staging").mkdir()
    project.site.rename(project.folder / ".site.old")  # killed between the two renames

    project.build()

    assert files_of(project.site) == before
    assert sorted(path.name for path in project.folder.iterdir()) == [".cache", "content", "mkdocs.yml", "site"]


def test_the_sitemap_lists_every_page_once(project: Project) -> None:
    project.write({"pages/about.md": "# 关于\n"})
    project.build()

    index, part = project.page("sitemap.xml"), project.page("sitemap-1.xml")
    assert "<sitemap><loc>https://example.org/sitemap-1.xml</loc><lastmod>2021-03-22</lastmod></sitemap>" in index
    assert "<url><loc>https://example.org/issues/A-1.html</loc><lastmod>2021-03-22</lastmod></url>" in part
    assert "<url><loc>https://example.org/about/</loc></url>" in part
    listed = re.findall("<loc>(.*?)</loc>", part)
    assert len(listed) == len(set(listed))
    pages = {p.relative_to(project.site).as_posix().removesuffix("index.html") for p in project.site.rglob("*.html")} - {"404.html"}
    assert {address.removeprefix("https://example.org/") for address in listed} == pages
    assert not (project.site / "sitemap.xml.gz").exists()


def test_a_portal_works_below_a_path(project: Project) -> None:
    project.configure("https://example.org/\nrepo", "https://example.org/zt/qiye/\nrepo")

    project.build()

    page = project.page("issues/A-1.html")
    assert '<link rel="canonical" href="https://example.org/zt/qiye/issues/A-1.html">' in page
    assert not [link for link in Links(page).found if link.startswith("/")]
    assert broken_links(project.site) == []


def test_the_interface_is_english_by_configuration(project: Project) -> None:
    project.configure("language: zh", "language: en")

    project.build()

    page = project.page("issues/A-1.html")
    assert '<html lang="en"' in page
    assert "Where it stands" in page
    assert "An enterprise (装备制造, 城东园区)" in page
    # what is left in Chinese is content
    words = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    chinese = set(re.findall(r"[\u4e00-\u9fff]+", words))
    content = "测试门户 测试台账 厂区门口没有公交站 市交通局 市住建局 工作日 员工上下班不便 装备制造 城东园区 交通出行 热线 公交补贴办法 测试市营商办"
    assert chinese <= set(content.split())


def test_withdrawn_merged_and_retracted_issues_keep_a_page(project: Project) -> None:
    project.issues("""
        - 编号: A-1
          标题: 撤回的
          收到日期: 2021-03-02
          办理过程: [{日期: 2021-03-03, 事项: 撤回, 原因: 企业撤回}]
        - 编号: A-2
          标题: 并案的
          收到日期: 2021-03-02
          办理过程: [{日期: 2021-03-03, 事项: 并案, 并入: A-3}]
        - 编号: A-3
          标题: 主件
          收到日期: 2021-03-02
        - 编号: A-4
          标题: 依规撤下的标题
          收到日期: 2021-03-02
          诉求内容: 撤下的内容
          办理过程: [{日期: 2021-03-03, 事项: 依规撤下, 依据: 有关规定}]
        """)

    project.build()

    assert "企业撤回" in project.page("issues/A-1.html")
    assert '<a href="A-3.html">A-3</a>' in project.page("issues/A-2.html")
    assert "有关规定" in project.page("issues/A-4.html")
    assert not [path for path in project.site.rglob("*.html") if "依规撤下的标题" in path.read_text() or "撤下的内容" in path.read_text()]
    home = re.search(r'<dt>收集数</dt><dd class="tz-tile__value">(?:<a[^>]*>)?(\d+)', project.page("index.html"))
    assert home
    assert home[1] == "1"


def test_the_golden_pages(project: Project, golden: Golden) -> None:
    """Our own part of a page, never Material's; the same whatever day it is."""
    project.build(TODAY)

    for name in ("issues/A-1.html", "ledgers/l1.html", "policies/bus-subsidy.html", "units/index.html", "index.html"):
        body = re.search(r"<article.*?</article>", project.page(name), re.DOTALL)
        assert body
        golden(name.replace("/", "-"), body[0] + "\n")
    golden("sitemap-1.xml", project.page("sitemap-1.xml"))


def test_frames_must_hold_every_slot(tmp_path: Path) -> None:
    from taizhang.frames import FrameError, read_frame

    path = tmp_path / "index.html"
    path.write_text("<!--tz:head--><!--tz:title--><!--tz:topic--><!--tz:intro-start--><!--tz:intro-end--><!--tz:body-->", "utf-8")
    with pytest.raises(FrameError, match="source"):
        read_frame(path)
