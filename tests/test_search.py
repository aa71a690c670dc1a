"""The search index: what it holds, how it is split, what its cache keeps, and that nothing else gets in."""

import datetime as dt
import gzip
import json
import os
import shutil
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import pytest
from click.testing import CliRunner

from taizhang import indexer, search
from taizhang.building import build_portal
from taizhang.cli import main
from taizhang.indexer import SearchError
from taizhang.marks import cut, kept_line, marks, read_marked
from taizhang.search import Index, make_index, write_index
from taizhang.shards import shard_names
from taizhang.spelling import fold, spaced
from tests.conftest import Project


def page(title: str, text: str = "", *, received: str = "2021-03-02", **filters: str) -> str:
    """Return the marked parts of a page."""
    html = f"<nav>栏目</nav><h1{marks({'kind': 'issue'} | filters, {'received': received})}>{title}</h1><i>旁白</i><p data-pagefind-body>{text}</p>"
    return cut(html.encode()).decode()


def marked(folder: Path, pages: Mapping[str, Mapping[str, str]]) -> Path:
    """Write the marked parts of `pages`, by shard and address, as the press does."""
    folder.mkdir(exist_ok=True)
    for shard, own in pages.items():
        lines = [kept_line(address, blake2b(html.encode()).hexdigest().encode(), html.encode()) for address, html in own.items()]
        (folder / f"{shard}.0").write_bytes(b"".join(lines))
    return folder


PAGES = {
    "pages": {"about/index.html": page("关于本站", "怎样反映问题", kind="page")},
    "s2021": {"issues/A-1.html": page("厂区门口没有公交站", "员工上下班不便。"), "issues/A-2.html": page("用工难", "招不到人")},
    "s2020": {"issues/A-0.html": page("用电价格高", received="2020-03-02")},
}


def bundles(folder: Path) -> dict[str, bytes]:
    """Return every file of the index by its name, unpacked."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return found


def index(tmp_path: Path, pages: Mapping[str, Mapping[str, str]] = PAGES) -> Index:
    return make_index(marked(tmp_path / "in", pages), tmp_path, tmp_path / "cache", "zh")


# --- what is searched ---


def test_the_index_holds_what_is_marked_and_nothing_else(tmp_path: Path) -> None:
    write_index(index(tmp_path), tmp_path)
    text = b"".join(bundles(tmp_path / "search").values()).decode("utf-8", "replace").replace(" ", "")

    assert "厂区门口没有公交站" in text
    assert "员工上下班不便" in text
    assert "栏目" not in text
    assert "旁白" not in text


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<p>a</p>", ""),
        ("<p data-pagefind-body>a</p><p>b</p>", "<p data-pagefind-body>a</p>"),
        ('<div class="x" data-pagefind-body><div>a</div>b</div><div>c</div>', '<div class="x" data-pagefind-body><div>a</div>b</div>'),
        ("<p>say data-pagefind-body</p><i data-pagefind-body>a</i>", "<i data-pagefind-body>a</i>"),
        ("<dl data-pagefind-body><dt>a</dt></dl><dl>b</dl>", "<dl data-pagefind-body><dt>a</dt></dl>"),
        ("<div data-pagefind-body>a<p data-pagefind-body>b</p>c</div>d", "<div data-pagefind-body>a<p data-pagefind-body>b</p>c</div>"),
        ("<p data-pagefind-body>a\nb</p>", "<p data-pagefind-body>a b</p>"),
    ],
)
def test_only_marked_elements_are_cut_out(html: str, parts: str) -> None:
    assert cut(html.encode()).decode() == parts


def test_a_marked_page_reads_as_plain_text() -> None:
    html = (
        f"<h1{marks({'kind': 'issue', 'unit': ''}, {'received': '2021-03-02'}, {'when': '时限 <1>'})}>甲&amp;乙 "
        '<span class="b" data-pagefind-ignore>示例</span></h1><div data-pagefind-body><p>一<b>二</b></p><ul><li>三</li></ul></div>'
    )
    found = read_marked("issues/A.html", cut(html.encode()).decode())

    assert found.title == "甲&乙"
    assert found.text == "一二\n三"
    assert found.filters == {"kind": "issue"}
    assert found.sorts == {"received": "2021-03-02"}
    assert found.meta == {"when": "时限 <1>"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("高压线", "高 压 线"),
        ("5G基站，4路", "5 G 基 站， 4 路"),
        ("ＬＮＧ　１２号", "LNG␣ 12 号"),
        ("企業搬遷後", "企 业 搬 迁 后"),
        ("停电。影响", "停 电 。 影 响"),
        ("标题\n正文", "标 题 ¶ 正 文"),
        ("a_b", "a _ b"),
    ],
)
def test_each_chinese_character_is_a_word(text: str, words: str) -> None:
    assert spaced(text).strip() == words
    assert len(fold(text)) == len(text)


# --- shards ---


def days(**counts: int) -> list[dt.date]:
    return [dt.date(int(month[1:5]), int(month[5:]), 1) for month, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("months", "names"),
    [
        ({"m202101": 3, "m202212": 5}, {"s2021", "s2022"}),
        ({"m202101": 3, "m202104": 3}, {"s2021-q1", "s2021-q2"}),
        ({"m202101": 3, "m202103": 3, "m202104": 1}, {"s2021-01", "s2021-03", "s2021-q2"}),
        ({}, set()),
    ],
)
def test_a_year_too_long_is_split(months: dict[str, int], names: set[str]) -> None:
    assert set(shard_names(days(**months), limit=5).values()) == names


def test_shards_come_newest_first(tmp_path: Path) -> None:
    html = {"issues/A.html": page("甲")}
    names = ["s2020", "s2021-q1", "s2021-q2", "s2021-10", "s2021-12", "s2022", "pages"]

    found = index(tmp_path, dict.fromkeys(names, html))

    assert [bundle.name for bundle in found.bundles] == ["pages", "s2022", "s2021-12", "s2021-10", "s2021-q2", "s2021-q1", "s2020"]


def test_records_of_a_shard_stand_newest_first(tmp_path: Path) -> None:
    days = {f"issues/A-{n}.html": page(f"第{n}件", received=f"2021-0{n}-01") for n in (2, 3, 1)}
    write_index(index(tmp_path, {"pages": PAGES["pages"], "s2021": days}), tmp_path)
    table = json.loads(bundles(tmp_path / "search")["s2021/table.pack"])

    assert [table["received"][0][code] for code in table["received"][1]] == ["2021-03-01", "2021-02-01", "2021-01-01"]


def test_ids_lead_to_pages_whatever_their_case(tmp_path: Path) -> None:
    ids = {f"issues/A-{n:04}.html": page("甲") for n in range(600)}
    write_index(index(tmp_path, {"pages": PAGES["pages"], "s2021": ids}), tmp_path)
    files = sorted((tmp_path / "search" / "ids").iterdir())

    assert len(files) == 4
    assert json.loads((tmp_path / "search" / "ids" / f"{search.hashed('A-0007') % 4}.json").read_text())["a-0007"] == "issues/A-0007.html"
    assert sum(len(json.loads(path.read_text())) for path in files) == 600


# --- the cache ---


def test_an_unchanged_shard_is_taken_from_the_cache(tmp_path: Path) -> None:
    first = index(tmp_path)
    changed = {**PAGES, "s2021": {**PAGES["s2021"], "issues/A-3.html": page("新件")}}

    assert first.reused == 0
    assert index(tmp_path).reused == 3
    second = index(tmp_path, changed)
    assert second.reused == 2
    assert [a.name for a, b in zip(first.bundles, second.bundles, strict=True) if a.folder != b.folder] == ["s2021"]


def test_what_no_shard_needs_is_pruned(tmp_path: Path) -> None:
    index(tmp_path)
    cache = tmp_path / "cache"
    (cache / "0123.half").mkdir()
    (cache / "stray").write_text("")
    shutil.rmtree(tmp_path / "in")

    left = index(tmp_path, {"pages": PAGES["pages"]})

    assert [path.name for path in cache.iterdir()] == [left.bundles[0].folder.name]


def damage(how: str, folder: Path) -> None:
    fragment = next((folder / "fragment").iterdir())
    if how == "changed":
        data = fragment.read_bytes()
        fragment.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif how == "missing":
        fragment.unlink()
    elif how == "added":
        (folder / "fragment" / "x").write_text("外来")
    elif how == "no manifest":
        (folder / "manifest.json").unlink()
    else:
        (folder / "manifest.json").write_text(how)


@pytest.mark.parametrize("how", ["changed", "missing", "added", "no manifest", "{", "[]", '{"contents": "0"}'])
def test_a_damaged_bundle_is_noticed_and_made_anew(tmp_path: Path, how: str) -> None:
    first = index(tmp_path)
    whole = bundles(first.bundles[1].folder)
    damage(how, first.bundles[1].folder)

    second = index(tmp_path)

    assert second.dropped == ["s2021"]
    assert second.reused == 2
    assert bundles(second.bundles[1].folder) == whole
    assert index(tmp_path).dropped == []


def test_a_bundle_that_was_copied_is_the_same_and_known_by_its_times_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = index(tmp_path)
    for path in first.bundles[1].folder.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    assert (index(tmp_path).dropped, index(tmp_path).reused) == ([], 3)
    monkeypatch.delattr(search, "_contents")

    assert index(tmp_path).reused == 3


def test_the_parts_of_a_page_taken_over_are_looked_up_in_it(tmp_path: Path) -> None:
    first = index(tmp_path)
    whole = {bundle.name: bundles(bundle.folder) for bundle in first.bundles}
    for address, html in PAGES["s2021"].items():
        (tmp_path / address).parent.mkdir(exist_ok=True)
        (tmp_path / address).write_text(f"<body>旁文{html}旁文</body>", "utf-8")
    for path in (tmp_path / "in").iterdir():  # only digests are told
        lines = [line.split(b"\t") for line in path.read_bytes().splitlines()]
        if path.name.startswith("s2021"):
            path.write_bytes(b"".join(kept_line(address.decode(), digest) for address, digest, _ in lines))
    shutil.rmtree(first.bundles[1].folder)
    again = make_index(tmp_path / "in", tmp_path, tmp_path / "cache", "zh")

    assert again.reused == 2
    assert {bundle.name: bundles(bundle.folder) for bundle in again.bundles} == whole


def test_another_pagefind_makes_other_bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index(tmp_path)
    monkeypatch.setattr(search, "FORMAT", search.FORMAT + 1)

    assert index(tmp_path).reused == 0


def test_an_index_that_breaks_off_leaves_nothing_that_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(search, "_contents", broken)
        with pytest.raises(KeyboardInterrupt):
            index(tmp_path)

    assert not [path for path in (tmp_path / "cache").iterdir() if not path.name.endswith(".half")]
    assert index(tmp_path).reused == 0
    assert not [path for path in (tmp_path / "cache").iterdir() if path.name.endswith(".half")]


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        pages = PAGES if name == "a" else {shard: dict(reversed(own.items())) for shard, own in reversed(PAGES.items())}
        write_index(index(tmp_path / name, pages), tmp_path / name)
    first, second = (bundles(tmp_path / name / "search") for name in ("a", "b"))

    assert len(first) > 15
    assert first == second


def test_where_hard_links_cannot_be_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    made = index(tmp_path)
    monkeypatch.setattr(os, "link", refuse)
    write_index(made, tmp_path)

    assert (tmp_path / "search" / "pages" / "pagefind-entry.json").stat().st_nlink == 1
    assert index(tmp_path).reused == 3


def test_pagefinds_own_interfaces_are_left_out(tmp_path: Path) -> None:
    write_index(index(tmp_path), tmp_path)
    scripts = [path.name for path in (tmp_path / "search").rglob("*") if path.suffix in (".js", ".css")]

    assert scripts == ["pagefind.js"]
    assert len(list((tmp_path / "search").rglob("wasm.*"))) == 1


def test_without_pagefind_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind.service.get_executable", lambda: None)

    with pytest.raises(SearchError, match="--no-search"):
        index(tmp_path)


def test_what_pagefind_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "_LANGUAGE", 1)

    with pytest.raises(SearchError, match="Pagefind"):
        index(tmp_path)


def test_a_pagefind_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind.service.get_executable", lambda: Path("/bin/false"))

    with pytest.raises(SearchError, match="Pagefind"):
        index(tmp_path)


# --- whole portals ---

SECRETS = """
    - 编号: A-1
      标题: 厂区门口没有公交站
      收到日期: 2021-03-02
      企业: 测试精密科技
      诉求内容: 员工上下班不便。
      内部备注: 内部机密甲
      办理过程:
        - {日期: 2021-03-02, 事项: 受理}
        - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 时限: 15个工作日}
    - 编号: B-2
      标题: 不得公开的标题
      公开属性: 不予公开
      收到日期: 2021-03-02
      诉求内容: 不得公开的内容
      办理过程: [{日期: 2021-03-02, 事项: 受理}]
    - 编号: B-3
      标题: 依申请才给的标题
      公开属性: 依申请公开
      收到日期: 2022-03-02
      办理过程: [{日期: 2022-03-02, 事项: 受理}]
"""


def test_a_portal_is_searched_and_its_secrets_are_not(project: Project) -> None:
    project.issues(SECRETS)
    summary = project.build()
    found = bundles(project.site / "search")
    text = b"".join(found.values()).decode("utf-8", "replace")
    plain = text.replace(" ", "")

    assert "search" in [stage.name for stage in summary.stages]
    assert json.loads(found["shards.json"])["shards"][1] == {"name": "s2021", "count": 1}
    assert "厂区门口没有公交站" in plain
    assert "市交通局" in plain
    for secret in ("内部机密甲", "不得公开", "依申请才给", "测试精密科技", "B-2", "b-3"):
        assert secret not in plain, secret
        assert secret not in text, secret


def test_an_issue_says_what_it_can_be_filtered_by(project: Project) -> None:
    project.build()

    assert (
        '<h1 data-pagefind-body data-pagefind-filter="kind:issue,ledger:l1,unit:jiaotong,category:chuxing,state:cleared,year:2021,channel:hotline"'
        ' data-pagefind-sort="received:2021-03-02" data-pagefind-meta="when:2021-03-20 办结">' in project.page("issues/A-1.html")
    )


def test_without_search_there_is_neither_box_nor_index(project: Project) -> None:
    result = CliRunner().invoke(main, ["build", "-f", str(project.folder / "mkdocs.yml"), "--no-search"])

    assert result.exit_code == 0, result.output
    assert not (project.site / "search").exists()
    assert "tz-find" not in project.page("issues/A-1.html")
    project.configure("plugins: [taizhang]", "plugins: [taizhang: {search: false}]")
    project.build()
    assert not (project.site / "search").exists()


def test_an_empty_portal_builds(tmp_path: Path) -> None:
    empty = Project(tmp_path).write({"portal.yml": "名称: 空门户\n"})
    empty.build()

    assert [shard["name"] for shard in json.loads(empty.page("search/shards.json"))["shards"]] == ["pages"]


def test_the_offices_own_copy_has_a_cache_of_its_own(project: Project) -> None:
    project.configure("plugins: [taizhang]", "plugins: [taizhang: {cache: kept}]")
    project.build()
    before = bundles(project.folder / "kept" / "search-public")
    build_portal(project.folder / "mkdocs.yml", None, strict=True, show_progress=False, audience="internal")

    assert bundles(project.folder / "kept" / "search-public") == before
    assert (project.folder / "kept" / "search-internal").is_dir()


def test_a_damaged_cache_is_told_and_fails_no_build(project: Project) -> None:
    project.build()
    fragment = next((project.folder / ".cache" / "taizhang" / "search-public").rglob("*.pf_fragment"))
    fragment.unlink()
    fragment.write_bytes(b"x")

    summary = project.build()

    assert len(summary.warnings) == 1
    assert "检索缓存" in summary.warnings[0]


def test_pages_stay_light(project: Project) -> None:
    project.build()

    assert len((project.site / "issues" / "A-1.html").read_bytes()) < 20_000
