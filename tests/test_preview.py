"""The preview: what changes between two builds is read anew, and a page is stamped when it is asked for."""

import datetime as dt
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from taizhang.checking import check, content_of
from taizhang.facts import Facts
from taizhang.memory import Memory
from taizhang.plugin import TaizhangPlugin
from taizhang.portal import Content
from taizhang.problems import ContentError
from taizhang.records import Issue
from taizhang.status import Status, fold
from tests.conftest import ROOT, TODAY, Edit, Project, edited

SECOND = """
    - 编号: B-1
      标题: 与前一件有关
      类别: 交通出行
      收到日期: 2021-04-02
      相关事项: [A-1]
      诉求内容: 见 [[A-1]]。
    """

EDITS: dict[str, Edit] = {
    "a title": edited("ledgers/l1/2021.yml", "厂区门口没有公交站", "改过的标题"),
    "a fault": edited("ledgers/l1/2021.yml", "2021-03-20, 事项: 办结", "2021-02-20, 事项: 办结"),
    "an id that another file refers to": edited("ledgers/l1/2021.yml", "编号: A-1", "编号: A-2"),
    "an id twice": edited("ledgers/l1/2021.yml", "编号: A-1", "编号: B-1"),
    "a name that issues use": edited("units.yml", "简称: 市住建局", "简称: 市建设局"),
    "a name that comes to mean another": edited("units.yml", "简称: 市住建局", "简称: 市住建局, 曾用名: [市路桥处]"),
    "an enterprise that comes to be in a text": edited("enterprises.yml", "测试精密科技", "员工上下班"),
    "a rule of the ledger": edited("ledgers/l1/ledger.yml", "公开属性: 主动公开", "公开属性: 主动公开\n可销号结果: [不予支持]"),
    "a day off": edited("portal.yml", "主办单位", "工作日历: [{年度: 2021, 放假: [2021-03-04]}]\n主办单位"),
    "a ledger that is not public": edited("ledgers/l1/ledger.yml", "公开属性: 主动公开", "公开属性: 不予公开"),
    "a file more": lambda project: project.write({"ledgers/l1/2023.yml": SECOND.replace("B-1", "C-1")}),
    "a file less": lambda project: (project.content / "ledgers/l1/2021.yml").unlink(),
    "a file that is none": lambda project: project.write({"ledgers/l1/2022.yml": b"\xff\xfe"}),
    "a ledger more": lambda project: project.write({
        "ledgers/l2/ledger.yml": "编号: l2\n名称: 又一台账\n公开属性: 主动公开\n",
        "ledgers/l2/2021.yml": SECOND.replace("B-1", "D-1").replace("A-1", "A-9"),
    }),
    "nothing": lambda _: None,
}  # fmt: skip


def found(content: Content, today: dt.date, before: Facts | None = None) -> object:
    try:
        checked = check(content, today, before=before)
    except ContentError as error:
        return [problem.text("zh") for problem in error.problems]
    return checked.portal.issues, checked.portal.units, checked.unstated, checked.facts.cases


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("where", ["in this process", "in a folder"])
def test_a_check_that_remembers_finds_what_a_fresh_one_finds(name: str, where: str, project: Project) -> None:
    project.write({"ledgers/l1/2022.yml": SECOND})
    memory = Memory()
    before = check(content_of(project.content, project.folder), TODAY).facts if where == "in this process" else None
    for edit in (EDITS["nothing"], EDITS[name], EDITS["nothing"]):  # a fault stays one when nothing else changes
        edit(project)
        if where == "in a folder":
            memory = Memory(project.folder / "memory")
        remembered = found(content_of(project.content, project.folder, memory), TODAY, before)
        assert remembered == found(content_of(project.content, project.folder), TODAY)


def test_what_did_not_change_is_not_folded_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write({"ledgers/l1/2022.yml": SECOND})
    memory, folded = Memory(), []

    def watched(issue: Issue, *limits: Any, **said: Any) -> Status:
        folded.append(issue.id)
        return fold(issue, *limits, **said)

    monkeypatch.setattr("taizhang.cases.fold", watched)
    before = check(content_of(project.content, project.folder, memory), TODAY).facts
    steps = {}
    for name in ("nothing", "a title", "a day off"):
        folded.clear()
        EDITS[name](project)
        before = check(content_of(project.content, project.folder, memory), TODAY, before=before).facts
        steps[name] = sorted(folded)

    assert steps == {"nothing": [], "a title": ["A-1"], "a day off": ["A-1", "B-1"]}


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_memory_only_takes_time(damage: bytes | None, project: Project) -> None:
    folder = project.folder / "memory"
    first = found(content_of(project.content, project.folder, Memory(folder)), TODAY)
    kept = sorted(folder.iterdir())
    assert len(kept) == 2  # what was read of the one file, and that its issues keep the rules
    whole = [path.read_bytes() for path in kept]
    for path in kept:
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage is None else damage)

    assert found(content_of(project.content, project.folder, Memory(folder)), TODAY) == first
    assert [path.read_bytes() for path in sorted(folder.iterdir())] == whole


def test_a_memory_holds_no_more_than_the_files_that_are_there(project: Project) -> None:
    folder = project.folder / "memory"
    for title in ("甲", "乙", "丙"):
        edited("ledgers/l1/2021.yml", "收到日期", f"# {title}\n      收到日期")(project)
        found(content_of(project.content, project.folder, Memory(folder)), TODAY)

    assert len(list(folder.iterdir())) == 2


def test_what_was_right_yesterday_may_be_wrong_for_today(project: Project) -> None:
    memory = Memory()
    for today in (TODAY, dt.date(2021, 3, 21), TODAY):
        remembered = found(content_of(project.content, project.folder, memory), today)
        assert remembered == found(content_of(project.content, project.folder), today)
    assert "2021-03-22" in str(found(content_of(project.content, project.folder, memory), dt.date(2021, 3, 21)))


def test_a_mended_fault_is_gone(project: Project) -> None:
    memory = Memory()
    text = (project.content / "ledgers/l1/2021.yml").read_text("utf-8")

    def messages() -> object:
        return found(content_of(project.content, project.folder, memory), TODAY)

    first = messages()
    EDITS["a fault"](project)
    assert "2021-02-20" in str(messages())
    project.issues(text)
    assert messages() == first


def test_only_changed_files_are_read_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write({"ledgers/l1/2022.yml": SECOND})
    memory = Memory()
    found(content_of(project.content, project.folder, memory), TODAY)
    read: list[str] = []
    keep = Memory.keep

    def watched(self: Memory, name: str, *what: Any) -> None:
        read.append(name)
        keep(self, name, *what)

    monkeypatch.setattr(Memory, "keep", watched)
    EDITS["a title"](project)
    found(content_of(project.content, project.folder, memory), TODAY)

    assert read == ["content/ledgers/l1/2021.yml"]


def test_an_edit_writes_neither_pages_nor_index(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the number of issues: the index of the first build is pointed to, even where it is on another disk."""
    project.write({"ledgers/l1/2022.yml": SECOND})
    config = load_config(str(project.folder / "mkdocs.yml"), site_dir=str(project.site))
    plugin = config.plugins["taizhang"]
    assert isinstance(plugin, TaizhangPlugin)
    monkeypatch.delattr(os, "link")
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build(config)
    assert (project.site / "issues/A-1.html").is_file()
    plugin.is_served = True  # as the engine's server makes it
    EDITS["a title"](project)
    mkdocs_build(config)

    written = {path.relative_to(project.site).as_posix() for path in project.site.rglob("*") if path.is_file()}
    assert not [name for name in written if name.startswith(("issues/", "units/", "ledgers/"))]
    assert {name for name in written if name.startswith("search/")} == {
        f"search/{name}" for name in ("ids/0.json", "pagefind.js", "shards.json")
    }
    for bundle in json.loads((project.site / "search/shards.json").read_text("utf-8"))["shards"]:
        assert (project.site / "search" / bundle["name"] / "pagefind-entry.json").is_file()
    assert plugin.stamp("issues/A-1.html")
    assert "改过的标题" in project.page("issues/A-1.html")


def test_pages_on_demand_are_the_pages_of_a_build(demo_site: Path, tmp_path: Path) -> None:
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path))
    plugin = config.plugins["taizhang"]
    assert isinstance(plugin, TaizhangPlugin)
    plugin.is_served = True
    mkdocs_build(config)
    built = {path.relative_to(demo_site).as_posix() for path in demo_site.rglob("*") if path.is_file()}
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}

    assert not [name for name in there if name.startswith("issues/")]
    missing = {name for name in built - there if not re.match(r"sitemap|search/[^i]|search/ids", name)}
    assert len(missing) > 2000
    for name in sorted(missing):
        if not (tmp_path / name).exists():  # all figures for machines come at once
            assert plugin.stamp(name), name
        assert (tmp_path / name).read_bytes() == (demo_site / name).read_bytes(), name
    for address in ("issues/no-such.html", "nothing.html", "../mkdocs.yml", "issues/"):
        assert not plugin.stamp(address)
