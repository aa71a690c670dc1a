"""Pages taken over from the build before: the same bytes as made anew, whatever changed."""

import os
import shutil
from pathlib import Path

import pytest

from taizhang.building import build_portal
from tests.conftest import Edit, Project, edited

MORE = """
    - 编号: B-1
      标题: 与前一件有关
      类别: 交通出行
      收到日期: 2021-04-02
      相关事项: [A-1]
      诉求内容: 见 [[A-1]]。
      办理过程:
        - {日期: 2021-04-02, 事项: 受理}
        - {日期: 2021-04-03, 事项: 交办, 主办单位: 市住建局, 时限: 5个工作日}
    - 编号: B-2
      标题: 什么也不引用
      收到日期: 2021-04-03
      诉求内容: 路灯不亮。
    - 编号: B-3
      标题: 也不引用
      企业: 测试食品
      渠道: 热线
      收到日期: 2021-04-05
      诉求内容: 门前积水。
      办理过程:
        - {日期: 2021-04-05, 事项: 受理}
        - {日期: 2021-04-06, 事项: 交办, 主办单位: 市交通局, 时限: 10个工作日}
    """

#: What changed, and which issues' pages must still be the same files.
CHANGES: dict[str, tuple[Edit, set[str]]] = {
    "nothing": (lambda _: None, {"A-1", "B-2", "B-3"}),
    "a title": (edited("ledgers/l1/2021.yml", "厂区门口没有公交站", "改过的标题"), {"B-2", "B-3"}),
    "an event": (edited("ledgers/l1/2022.yml", "时限: 10个工作日}", "时限: 12个工作日}"), {"A-1", "B-2"}),
    "an issue that another now follows": (edited("ledgers/l1/2022.yml", "编号: B-3", "编号: B-3\n  引出事项: B-2"), {"A-1"}),
    "an issue that becomes a part": (edited("ledgers/l1/2022.yml", "编号: B-3", "编号: B-3\n  所属事项: B-2"), {"A-1"}),
    "an issue less": (edited("ledgers/l1/2021.yml", "编号: A-1", "编号: A-1\n  公开属性: 不予公开"), set()),
    "a unit's name": (edited("units.yml", "名称: 测试市交通运输局", "名称: 测试市运输局"), set()),
    "a unit's telephone": (edited("units.yml", "0000-0000014", "0000-0000099"), set()),
    "a category's name": (edited("taxonomy.yml", "名称: 交通出行, 别名: [交通]", "名称: 交通, 别名: [交通出行]"), set()),
    "an enterprise's industry": (edited("enterprises.yml", "行业: 食品加工", "行业: 装备制造"), set()),
    "the ledger's source": (edited("ledgers/l1/ledger.yml", "信息来源: 测试市营商办", "信息来源: 测试市督查室"), set()),
    "the ledger's cut": (edited("ledgers/l1/ledger.yml", "编号: l1", "编号: l1\n统计截至: 2021-04-30"), set()),
    "the ledger's warnings": (edited("portal.yml", "名称: 测试门户", "名称: 测试门户\n栏目: {预警: 内部}"), set()),
    "a day off": (edited("portal.yml", "名称: 测试门户", "名称: 测试门户\n工作日历: [{年度: 2021, 名称: 停工, 放假: [2021-04-08]}]"), set()),
    "the hotline": (edited("portal.yml", "0000-0000010", "0000-0000011"), set()),
    "a policy's title": (edited("policies/p.yml", "公交补贴办法", "公交补贴新办法"), set()),
    "a policy for the topic": (edited("policies/p.yml", "标题: 公交补贴办法", "标题: 公交补贴办法\n  相关类别: [交通出行]"), set()),
    "the site's name": (lambda project: project.configure("site_name: 测试门户", "site_name: 又一门户"), set()),
    "the site's address": (lambda project: project.configure("https://example.org/\n", "https://example.com/p/\n"), set()),
    "the language": (lambda project: project.configure("language: zh", "language: en"), set()),
    "no search": (lambda project: project.configure("plugins: [taizhang]", "plugins: [{taizhang: {search: false}}]"), set()),
    "a page of prose more": (lambda project: project.write({"pages/help.md": "# 办事指南\n"}), set()),
}  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def nodes(project: Project) -> dict[str, int]:
    return {id_: path.stat().st_ino for id_ in ("A-1", "B-2", "B-3") if (path := project.site / f"issues/{id_}.html").exists()}


@pytest.fixture
def built(project: Project) -> Project:
    project.write({"ledgers/l1/2022.yml": MORE}).build()
    return project


@pytest.mark.parametrize("name", CHANGES)
def test_pages_taken_over_are_those_a_fresh_build_makes(name: str, built: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    change, same = CHANGES[name]
    change(built)
    before = nodes(built)
    hold = [os.open(built.site / f"issues/{id_}.html", os.O_RDONLY) for id_ in before]  # else a new file may get an old one's number
    built.build()
    after = nodes(built)
    for one in hold:
        os.close(one)
    fresh = Project(tmp_path_factory.mktemp("fresh") / "project")
    shutil.copytree(built.content, fresh.content, dirs_exist_ok=True)
    shutil.copy(built.folder / "mkdocs.yml", fresh.folder)
    fresh.build()

    assert {id_ for id_ in after if after[id_] == before[id_]} == same
    assert files_of(built.site) == files_of(fresh.site)


def test_a_page_that_somebody_touched_is_made_anew(built: Project) -> None:
    page = built.site / "issues/A-1.html"
    good = page.read_bytes()
    page.write_bytes(b"<p>by hand</p>")
    built.build()
    assert page.read_bytes() == good

    page.unlink()
    built.build()
    assert page.read_bytes() == good


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\x92\xc4\x01a\x81\xa3A-1\x93"])
def test_a_damaged_table_only_takes_time(damage: bytes, built: Project) -> None:
    before = files_of(built.site)
    table = built.folder / ".cache/taizhang/pages-public"
    assert table.is_file()
    table.write_bytes(damage)
    built.build()

    assert files_of(built.site) == before


def test_the_internal_copy_takes_nothing_over_from_the_public_one(built: Project) -> None:
    for _ in range(2):
        folder = build_portal(built.folder / "mkdocs.yml", None, strict=True, show_progress=False, audience="internal").folder
        built.build()

    pages = [(root / "issues/A-1.html") for root in (built.site, folder)]
    assert pages[0].stat().st_ino != pages[1].stat().st_ino
    assert ["内部" in page.read_text("utf-8") for page in pages] == [False, True]


def test_a_build_that_fails_leaves_pages_that_can_be_taken_over(built: Project) -> None:
    before = nodes(built)
    edited("ledgers/l1/2021.yml", "2021-03-20, 事项: 办结", "2021-02-20, 事项: 办结")(built)
    assert built.messages()
    with pytest.raises(Exception, match=r".*"):
        built.build()
    edited("ledgers/l1/2021.yml", "2021-02-20, 事项: 办结", "2021-03-20, 事项: 办结")(built)
    built.build()

    assert nodes(built) == before
