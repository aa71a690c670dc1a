"""Shared fixtures: small content folders written from text, built into real sites in `tmp_path`."""

import datetime as dt
import os
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from taizhang.building import Summary, build_portal
from taizhang.checking import Checked, check, content_of
from taizhang.problems import ContentError
from tests.browser import launch, served

ROOT = Path(__file__).parent.parent
TODAY = dt.date(2026, 1, 15)

#: The smallest portal with everything in it that issues may refer to.
BASE = {
    "portal.yml": """
        名称: 测试门户
        主办单位: 测试市营商办
        我要反映: {热线: 0000-0000010, 服务时间: 工作日}
        """,
    "units.yml": """
        - {编号: jiaotong, 名称: 测试市交通运输局, 简称: 市交通局, 曾用名: [测试市交通局], 电话: 0000-0000013}
        - {编号: zhujian, 名称: 测试市住房和城乡建设局, 简称: 市住建局, 电话: 0000-0000014}
        """,
    "posts.yml": "- {编号: mayor, 名称: 市长, 单位: 市住建局}\n",
    "enterprises.yml": """
        - {编号: e1, 名称: 测试精密科技, 行业: 装备制造, 规模: 中型, 园区: 城东园区}
        - {编号: e2, 名称: 测试食品, 行业: 食品加工}
        """,
    "taxonomy.yml": """
        类别: [{编号: chuxing, 名称: 交通出行, 别名: [交通]}, {编号: rongzi, 名称: 融资服务}]
        渠道: [{编号: hotline, 名称: 热线}]
        行业: [{编号: zhuangbei, 名称: 装备制造}, {编号: shipin, 名称: 食品加工}]
        园区: [{编号: chengdong, 名称: 城东园区}]
        """,
    "policies/p.yml": """
        - 编号: bus-subsidy
          标题: 公交补贴办法
          发布单位: 市交通局
          发布日期: 2021-01-10
          申报条件: [在本市注册]
        """,
    "ledgers/l1/ledger.yml": """
        编号: l1
        名称: 测试台账
        公开属性: 主动公开
        信息来源: 测试市营商办
        """,
    "ledgers/l1/2021.yml": """
        - 编号: A-1
          标题: 厂区门口没有公交站
          类别: 交通出行
          企业: 测试精密科技
          渠道: 热线
          收到日期: 2021-03-02
          诉求内容: 员工上下班不便。
          相关政策: [bus-subsidy]
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 协办单位: [市住建局], 时限: 15个工作日}
            - {日期: 2021-03-20, 事项: 办结, 结果: 已解决}
            - {日期: 2021-03-22, 事项: 销号, 核验: [企业确认]}
        """,
}

MKDOCS = """\
site_name: 测试门户
site_url: https://example.org/
repo_url: https://example.org/repo
edit_uri: edit/main/content/pages/
docs_dir: content/pages
theme: {name: taizhang, language: zh}
plugins: [taizhang]
"""


class Project:
    """A project folder: mkdocs.yml and content/."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        (self.content / "pages").mkdir(parents=True)
        (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")

    def write(self, files: Mapping[str, str | bytes]) -> "Project":
        """Write files of the content folder; texts are dedented."""
        for name, text in files.items():
            path = self.content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode())
        return self

    def issues(self, text: str) -> "Project":
        """Write `text` as the only issue file of the ledger l1."""
        return self.write({"ledgers/l1/2021.yml": text})

    def check(self, today: dt.date = TODAY, as_of: dt.date | None = None) -> Checked:
        return check(content_of(self.content, self.folder), today, as_of)

    def messages(self, language: str = "zh") -> list[str]:
        """Return every problem as `file:line:column: message`; none where the content is right."""
        try:
            self.check()
        except ContentError as error:
            return [problem.text(language) for problem in error.problems]
        return []

    def configure(self, old: str, new: str) -> "Project":
        """Replace a text of mkdocs.yml."""
        path = self.folder / "mkdocs.yml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return self

    def build(self, as_of: dt.date | None = None) -> Summary:
        return build_portal(self.folder / "mkdocs.yml", as_of, strict=True, show_progress=False)

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def page(self, address: str) -> str:
        return (self.site / address).read_text("utf-8")


Edit = Callable[[Project], object]


def edited(file: str, old: str, new: str) -> Edit:
    """Return the edit that replaces a text in a content file."""

    def edit(project: Project) -> None:
        path = project.content / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose content is right: one ledger with one issue."""
    return Project(tmp_path).write(BASE)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portal, built once."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "content").symlink_to(ROOT / "content")
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    build_portal(folder / "mkdocs.yml", None, strict=True, show_progress=False)
    return folder / "site"


@pytest.fixture(scope="module")
def address(demo_site: Path) -> Iterator[str]:
    """The address of the demo portal on a server."""
    with served(demo_site) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(autouse=True, scope="session")
def _quiet_material() -> None:
    """Material's documented switch for its notice about MkDocs 2."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with tests/golden/NAME, or write it there with --update-golden."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8")

    return compare
