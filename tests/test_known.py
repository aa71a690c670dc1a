"""What of the registers may be published: every private place holds a mark, and every published byte is searched for it."""

import datetime as dt
import gzip
import re
from collections.abc import Mapping

import pytest
from PIL import Image

from taizhang.building import build_portal
from tests.conftest import Project
from tests.registers import CUT, REGISTERS, changed
from tests.test_attachments import exif, paper, saved, written
from tests.test_build import broken_links, files_of
from tests.test_disclosure import mark, marked, published
from tests.test_registers import CHAIN, claim, told

AS_OF = dt.date(2021, 6, 1)

# «…» stands for an unguessable mark; only those of places that begin with + may be published.
PLACES: dict[str, str] = {
    **{name: REGISTERS[name] for name in ("units.yml", "taxonomy.yml")},
    "portal.yml": "{名称: 测试门户, 栏目: {企业评价: 公开}}\n",
    "posts.yml": """
        - {编号: mayor, 名称: «+post of a public team»}
        - {编号: «id of a post», 名称: «post of a private session»}
        - {编号: «id of another post», 名称: «post of a private team»}
        - {编号: «id of a third post», 名称: «post of a private slip»}
        - {编号: «id of a fourth post», 名称: «post of a private project»}
        """,
    "enterprises.yml": """
        - {编号: «id of a masked firm», 名称: «masked enterprise», 行业: 装备制造, 园区: 城东园区, 乡镇街道: «township», 网格: «grid»}
        - {编号: «id of a demanding firm», 名称: «demanding enterprise», 行业: 装备制造, 园区: 城东园区, 乡镇街道: «township»}
        - {编号: «id of a demanding firm that agreed», 名称: «demanding enterprise that agreed», 行业: 食品加工, 实名同意日期: 1987-06-05}
        - {编号: agreed, 名称: «+enterprise that agreed», 行业: 食品加工, 网格: «grid», 实名同意日期: 1987-06-05}
        - {编号: «id of a later firm», 名称: «enterprise that agrees later», 行业: 食品加工, 实名同意日期: 2021-06-02}
        - {编号: «id of a half masked firm», 名称: «enterprise that an issue of its team masks», 行业: 食品加工, 实名同意日期: 1987-06-05}
        - {编号: «id of a firm of a task force», 名称: «enterprise that an issue of its task force masks», 行业: 食品加工, 实名同意日期: 1987-06-05}
        - {编号: «id of a firm of a private team», 名称: «enterprise of a private team», 实名同意日期: 1987-06-05}
        """,
    "programmes.yml": "- {编号: p1, 名称: 测试机制, 任务清单: [{任务: 解决问题}]}\n",
    "series.yml": "- {编号: zhutiri, 名称: 主题日, 工作机制: p1}\n",
    "sessions.yml": """
        - 编号: zhutiri-1
          系列: zhutiri
          日期: 2021-03-01
          主题: «+theme»
          参加企业数: 12
          宣讲政策: [bus-subsidy, «id of a later policy»]
          现场答复: [{问题: «+question», 答复: «+answer», 事项: «id of an internal issue»}, {问题: 甲, 答复: 乙, 事项: «id of a later issue»}]
          承诺事项:
            - {承诺: «+promise», 单位: 市交通局, 事项: «id of an internal issue», 兑现日期: 2021-06-02, 兑现情况: «evidence of a later day»}
            - {承诺: 已兑现, 单位: 市交通局, 事项: A-1, 兑现日期: 2021-06-01, 兑现情况: «+evidence»}
            - {承诺: 未兑现, 单位: 市交通局, 兑现情况: «evidence without a day»}
        - 编号: «id of a private session»
          系列: zhutiri
          日期: 2021-03-08
          公开属性: 不予公开
          主题: «theme of a private session»
          地点: «place of a private session»
          情况: «summary of a private session»
          出席岗位: [«id of a post»]
          现场答复: [{问题: «private question», 答复: «private answer», 事项: A-1}]
          承诺事项: [{承诺: «private promise», 单位: 市交通局, 兑现日期: 2021-03-20, 兑现情况: «evidence of a private promise»}]
        - {编号: «id of a session on request», 系列: zhutiri, 日期: 2021-03-15, 公开属性: 依申请公开, 主题: «theme of a session on request»}
        - {编号: «id of a later session», 系列: zhutiri, 日期: 2021-06-02, 主题: «theme of a later session»}
        """,
    "slips.yml": """
        - 编号: s1
          名称: «+slip»
          工作机制: p1
          活动: «id of a private session»
          项目: «id of a private project»
          日期: 2021-03-03
        - 编号: «id of a private slip»
          名称: «private slip»
          公开属性: 不予公开
          工作机制: p1
          文号: «number of a private slip»
          活动: zhutiri-1
          日期: 2021-03-03
          要求: «requirement of a private slip»
          交办对象: [{身份: 分管领导, 岗位: «id of a third post»}]
        - {编号: «id of a later slip», 名称: «later slip», 工作机制: p1, 日期: 2021-06-02, 活动: zhutiri-1, 项目: changfang}
        """,
    "teams.yml": """
        - 编号: chief
          名称: «+team»
          工作机制: p1
          服务方式: 首席服务官
          首席服务官: mayor
          服务企业: [«id of a masked firm», agreed, «id of a later firm», «id of a half masked firm»]
        - {编号: force, 名称: 专班, 工作机制: p1, 服务方式: 专班, 服务企业: [«id of a firm of a task force»]}
        - 编号: «id of a private team»
          名称: «private team»
          别名: [«other name of a private team»]
          公开属性: 不予公开
          工作机制: p1
          服务方式: 首席服务官
          首席服务官: «id of another post»
          服务企业: [«id of a firm of a private team», agreed]
          职责: «duties of a private team»
          任务完成: [{任务: 建议, 说明: «task of a private team»}]
        - {编号: «id of a later team», 名称: «later team», 工作机制: p1, 服务方式: 首席服务官, 起始日期: 2021-06-02, 服务企业: [agreed]}
        """,
    "causes.yml": """
        - {编号: jiebo, 名称: «+cause», 工作机制: p1}
        - {编号: «id of a private cause», 名称: «private cause», 公开属性: 不公开, 说明: «summary of a private cause», 措施: [«private measure»]}
        - {编号: «id of a later cause», 名称: «later cause», 工作机制: p1, 提出日期: 2021-06-02}
        """,
    "projects.yml": """
        - 编号: changfang
          名称: «+project»
          工作机制: p1
          项目台账: [zhongdian]
          节点:
            - {节点: 开工, 计划日期: 2021-03-01, 实际日期: 2021-03-01, 说明: «+note of a milestone»}
            - {节点: «+milestone», 计划日期: 2021-05-01, 实际日期: 2021-12-24, 说明: «note of a later milestone»}
          进展: [{日期: 2021-03-02, 情况: «+news»}, {日期: 2021-06-02, 情况: «later news»}]
          附件:
            - {文件: «+nothing but a file's name».png, 标题: «+title», 图片说明: «+what a picture shows», 公开属性: 公开}
            - {文件: «unstated file».png, 标题: «title of an unstated file», 图片说明: «what an unstated picture shows»}
            - {文件: «private file».png, 标题: «title of a private file», 公开属性: 不予公开}
        - 编号: «id of a private project»
          名称: «private project»
          公开属性: 不予公开
          工作机制: p1
          项目台账: [zhongdian]
          包联岗位: «id of a fourth post»
          建设内容: «summary of a private project»
          节点: [{节点: «milestone of a private project», 计划日期: 2021-03-01}]
          进展: [{日期: 2021-03-02, 情况: «news of a private project»}]
          附件: [{文件: «file of a private project».png, 图片说明: «picture of a private project», 公开属性: 公开}]
        """,
    "resources.yml": """
        - {编号: land, 名称: «+supply», 工作机制: p1, 清单: 供给, 要素: 用地, 数量: 100, 计量单位: 亩}
        - {编号: «id of a private supply», 名称: «private supply», 公开属性: 不公开, 工作机制: p1, 清单: 供给, 要素: 用地, 计量单位: 亩, 说明: «private note»}
        - {编号: «id of a later supply», 名称: «later supply», 工作机制: p1, 清单: 供给, 要素: 用地, 计量单位: 亩, 发布日期: 2021-06-02}
        - 编号: want
          名称: «+demand»
          工作机制: p1
          清单: 需求
          要素: 用地
          数量: 60
          计量单位: 亩
          企业: «id of a demanding firm»
          项目: «id of a private project»
          对接:
            - {供给: land, 数量: 12.2531, 日期: 2021-03-10}
            - {供给: land, 数量: 13.7531, 日期: 2021-06-02, 说明: «note of a later match»}
            - {供给: «id of a private supply», 数量: 14.7531, 日期: 2021-03-10, 说明: «note of a match with a private supply»}
        - {编号: want-too, 名称: 另一需求, 工作机制: p1, 清单: 需求, 要素: 用地, 企业: «id of a demanding firm that agreed»}
        - {编号: «id of a private demand», 名称: «private demand», 公开属性: 不公开, 工作机制: p1, 清单: 需求, 要素: 用工, 企业: agreed, 项目: changfang}
        """,
    "evaluations.yml": """
        - {编号: e-1, 名称: «+evaluation», 工作机制: p1, 日期: 2021-04-01, 单位: 市交通局, 有效票数: 10, 满意: 10, 得分: 91.25}
        - {编号: e-2, 名称: 票数不足, 工作机制: p1, 日期: 2021-04-01, 单位: 市住建局, 有效票数: 9, 满意: 8, 不满意: 1, 得分: 73.91}
        - {编号: e-3, 名称: «later evaluation», 工作机制: p1, 日期: 2021-06-02, 单位: 市住建局, 有效票数: 90, 得分: 83.57}
        """,
    "policies/p.yml": """
        - {编号: bus-subsidy, 标题: 公交补贴办法}
        - {编号: «id of a later policy», 标题: «later policy», 发布日期: 2021-06-02}
        """,
    "ledgers/l1/ledger.yml": "{编号: l1, 名称: 测试台账, 公开属性: 主动公开, 工作机制: p1}\n",
    "ledgers/l1/2021.yml": """
        - 编号: A-1
          标题: 甲
          企业: «id of a masked firm»
          收到日期: 2021-03-02
          活动: «id of a private session»
          服务团队: «id of a private team»
          共性问题: «id of a private cause»
          项目: «id of a private project»
          附件:
            - {文件: «+nothing but a paper's name».pdf, 标题: «+title of a paper», 公开属性: 公开}
            - {文件: «unstated file of an issue».png, 标题: «title of an unstated file of an issue»}
          办理过程:
            - {日期: 2021-03-02, 事项: 受理, 附件: [{文件: «unstated file of an event».png, 图片说明: «what an unstated file of an event shows»}]}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 交办单: «id of a private slip», 专班: «id of a private team»}
            - {日期: 2021-03-04, 事项: 进展, 公开属性: 不予公开, 附件: [{文件: «file of an internal event».png, 图片说明: «what it shows», 公开属性: 公开}]}
            - {日期: 2021-03-05, 事项: 领导批示, 附件: [{文件: «file of a directive».png, 图片说明: «what a directive shows», 公开属性: 公开}]}
            - {日期: 2021-06-02, 事项: 进展, 附件: [{文件: «file of a later event».png, 图片说明: «what is shown later», 公开属性: 公开}]}
        - 编号: A-2
          标题: 乙
          企业: «id of a half masked firm»
          收到日期: 2021-03-02
          服务团队: chief
          共性问题: «id of a later cause»
          活动: «id of a later session»
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 交办单: s1}
        - 编号: A-3
          标题: 丙
          企业: «id of a firm of a task force»
          收到日期: 2021-03-02
          共性问题: jiebo
          项目: changfang
          活动: zhutiri-1
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 专班: force}
        - 编号: A-4
          标题: «title of a retracted issue»
          收到日期: 2021-03-02
          活动: zhutiri-1
          附件: [{文件: «file of a retracted issue».png, 图片说明: «picture of a retracted issue», 公开属性: 公开}]
          办理过程: [{日期: 2021-03-03, 事项: 依规撤下, 依据: 有关规定}]
        - {编号: «id of a later issue», 标题: «later issue», 收到日期: 2021-06-02, 活动: zhutiri-1}
        - 编号: «id of an internal issue»
          标题: «internal issue»
          公开属性: 不予公开
          企业: agreed
          收到日期: 2021-03-02
          活动: zhutiri-1
          服务团队: chief
          项目: changfang
          共性问题: jiebo
          附件: [{文件: «file of an internal issue».png, 图片说明: «picture of an internal issue», 公开属性: 公开}]
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 交办单: «id of a private slip»}
            - {日期: 2021-06-03, 事项: 改派, 主办单位: 市住建局}
        - 编号: A-5
          标题: 丁
          收到日期: 2021-03-02
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-06-03, 事项: 交办, 主办单位: 市交通局, 交办单: «id of a later slip»}
        """,
    "claims.yml": "".join(claim(key, value, as_of="2021-06-01", id_=f"c{n}") for n, (key, value) in enumerate([
        ("举办期数", "1"), ("承诺事项数", "3"), ("已兑现承诺数", "1"), ("会上提出数", "1"), ("交办单数", "1"), ("服务企业数", "5"), ("服务团队数", "2"),
        ("需求数", "2"), ("部分对接需求数", "1"), ("供给数", "1"), ("项目数", "1"), ("项目问题数", "1"), ("共性问题数", "1"),
    ])),
}  # fmt: skip
#: Names of files, which are gone even where the file is published.
NAMES = {place for place in re.findall("«(.+?)»", "".join(PLACES.values())) if place.startswith("+nothing but")}


def pictures() -> Mapping[str, bytes]:
    """Return the attached files, each picture of another colour and with what a camera knows."""
    names = re.findall(r"«([^»]+)»\.(png|pdf)", "".join(PLACES.values()))
    author = paper()
    author.add_metadata({"/Author": mark("author of a paper")})
    found = {}
    for number, (place, suffix) in enumerate(names):
        data = saved(Image.new("RGB", (9, 9), (number * 9, 0, 0)), "PNG", exif=exif()) if suffix == "png" else written(author)
        found[f"attachments/{mark(place)}.{suffix}"] = data
    return found


@pytest.fixture
def private(project: Project) -> Project:
    """The project with something private in every register."""
    project.write({name: marked(text) for name, text in PLACES.items()})
    return project.write(pictures())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_published_byte_holds_what_is_private(private: Project, language: str) -> None:
    private.configure("language: zh", f"language: {language}")
    places = set(re.findall("«(.+?)»", "".join(PLACES.values())))

    private.build(AS_OF)

    everything = published(private.site)
    found = {place for place in places if mark(place).encode() in everything}
    assert found == {place for place in places if place.startswith("+")} - NAMES
    camera = ("camera", "description", "gps date", "author of a paper")
    assert [place for place in camera if mark(place).encode() in everything] == []
    # the day of a consent, of a later milestone; too few answers, a later score, later and private matches; keys of the masked
    gone = (b"1987", b"2021-12-24", b"73.91", b"83.57", b"13.7531", b"14.7531", b"zhuangbei:", b"shipin:")
    assert [text for text in gone if text in everything] == []
    assert [text for text in (b"12.2531", b"91.25") if text not in everything] == []
    assert len(files_of(private.site / "attachments")) == 2
    assert broken_links(private.site) == []


def test_the_internal_copy_holds_no_more(private: Project) -> None:
    build_portal(private.folder / "mkdocs.yml", AS_OF, strict=True, show_progress=False, audience="internal")

    everything = published(private.folder / "site-internal")
    assert [place for place in ("masked enterprise", "private team", "private session") if mark(place).encode() in everything] == []


# fmt: off
RECORDS = [  # file, record, its page
    ("sessions.yml", "编号: zhutiri-2", "sessions/zhutiri-2.html"),
    ("slips.yml", "编号: s1", "slips/s1.html"),
    ("teams.yml", "编号: chief-1", "teams/chief-1.html"),
    ("teams.yml", "编号: force", "teams/force.html"),
    ("causes.yml", "编号: jiebo", "causes/jiebo.html"),
    ("projects.yml", "编号: changfang", "projects/changfang.html"),
]
# fmt: on


@pytest.mark.parametrize("disclosure", ["不予公开", "依申请公开", "主动公开"])
@pytest.mark.parametrize(("file", "record", "page"), RECORDS)
def test_a_record_is_published_unless_it_says_otherwise(file: str, record: str, page: str, disclosure: str, project: Project) -> None:
    more = f", 公开属性: {disclosure}" if f"{{{record}" in REGISTERS[file] else f"\n          公开属性: {disclosure}"
    project.write(REGISTERS).write(changed(file, record, record + more))

    project.build(CUT)

    assert (project.site / page).exists() == (disclosure == "主动公开")
    assert (f"{record.removeprefix('编号: ')}.html".encode() in published(project.site)) == (disclosure == "主动公开")
    assert broken_links(project.site) == []


def test_a_resource_is_published_unless_it_says_otherwise(project: Project) -> None:
    project.write(REGISTERS).write(changed("resources.yml", "编号: land", "编号: land, 公开属性: 不予公开"))

    project.build(CUT)

    assert "东区地块" not in published(project.site).decode("utf-8", "replace")
    assert broken_links(project.site) == []


# --- enterprises that teams serve ---


@pytest.mark.parametrize(("team", "named"), [("chief-1", False), ("chief-2", False), ("force", True)])
def test_an_enterprise_that_an_issue_of_a_team_of_its_own_masks_is_named_with_no_team(team: str, named: bool, project: Project) -> None:
    project.write(REGISTERS)
    project.write(changed("teams.yml", "服务企业: [e1, e2]", "服务企业: [e1, e2, e3]"))
    project.write(changed("ledgers/l1/2021.yml", "标题: 贷款难", f"标题: 贷款难\n          服务团队: {team}"))

    project.build(CUT)

    assert ["测试愿公开" in project.page(f"teams/{page}.html") for page in ("chief-1", "chief-2")] == [named, named]
    assert project.page("teams/chief-1.html").count("某食品加工企业") == 2 - named  # e2 and e3
    assert "测试愿公开" not in project.page("issues/A-2.html")
    assert (project.site / "enterprises/e3.html").exists() == named


# fmt: off
NAMED = [  # what is changed, where, whether the enterprise is named with its team
    ("实名同意日期: 2021-02-01", "实名同意日期: 2021-06-30", "", True),
    ("实名同意日期: 2021-02-01", "实名同意日期: 2021-07-01", "", False),
    (", 实名同意日期: 2021-02-01", "", "", False),
    ("", "", "服务团队: chief-2", False),
    ("", "", "服务团队: chief-1", True),
    ("", "", "服务团队: chief-2\n          企业显示: 不显示", False),
    ("", "", "服务团队: chief-2\n          企业显示: 实名\n          实名同意日期: 2021-02-01", True),
    ("", "", "服务团队: chief-2\n          公开属性: 不予公开", True),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "issue", "named"), NAMED)
def test_an_enterprise_is_named_with_its_team_where_it_agreed(old: str, new: str, issue: str, named: bool, project: Project) -> None:
    project.write(REGISTERS)
    if old:
        project.write(changed("enterprises.yml", old, new))
    if issue:
        project.write(changed("ledgers/l1/2021.yml", "标题: 贷款难", f"标题: 贷款难\n          {issue}"))

    project.build(CUT)

    assert ("测试愿公开" in project.page("teams/chief-2.html")) == named
    assert (project.site / "enterprises/e3.html").exists() == ("测试愿公开".encode() in published(project.site))


def test_a_demand_never_names_its_enterprise(project: Project) -> None:
    project.write(REGISTERS).write(changed("resources.yml", "企业: e2", "企业: e3"))

    project.build(CUT)

    assert "测试愿公开" not in project.page("resources/index.html")
    assert "某食品加工企业" in project.page("resources/index.html")


# --- evaluations ---


@pytest.mark.parametrize(("rule", "answers", "shown"), [
    ("", 9, False), ("", 10, True), ("评价规则: {最少票数: 30}", 29, False), ("评价规则: {最少票数: 30}", 30, True), ("", 0, True),
])  # fmt: skip
def test_what_too_few_said_is_not_told(rule: str, answers: int, shown: bool, project: Project) -> None:
    project.write(REGISTERS)
    project.write({
        "portal.yml": f"名称: 测试门户\n栏目: {{企业评价: 公开}}\n{rule}\n",
        "evaluations.yml": f"""
            - {{编号: ev-1, 名称: 评议, 工作机制: p1, 日期: 2021-04-01, 评价来源: 企业, 单位: 市交通局, 有效票数: {answers}, 满意: {answers}, 得分: 71.53}}
            """,
    })  # fmt: skip

    project.build(CUT)

    page = project.page("evaluations/index.html")
    (one,) = project.check(as_of=CUT).facts.portal.evaluations.values()  # what is not told is not there at all
    assert (one.satisfied, one.score is not None) == (answers if shown else 0, shown)
    assert (b"71.53" in published(project.site)) == shown
    assert ("100.0%" in page) == (shown and answers > 0)


@pytest.mark.parametrize(("audience", "public", "internal"), [("公开", True, True), ("内部", False, True), ("不设", False, False)])
def test_evaluations_are_for_whom_the_portal_says(audience: str, public: bool, internal: bool, project: Project) -> None:
    project.write(REGISTERS).write({"portal.yml": f"名称: 测试门户\n栏目: {{企业评价: {audience}}}\n"})

    project.build(CUT)
    build_portal(project.folder / "mkdocs.yml", CUT, strict=True, show_progress=False, audience="internal")

    sites = (project.site, project.folder / "site-internal")
    assert ["一季度评议".encode() in published(site) for site in sites] == [public, internal]


# --- references in texts ---

HIDDEN = "zutidian-secret"


def with_reference(project: Project, file: str, old: str, new: str) -> Project:
    """Write a private record of each kind and a text that refers to one."""
    project.write(REGISTERS).write(changed(file, old, new))
    more = {
        "sessions": f"- {{编号: {HIDDEN}-1, 系列: zhutiri, 日期: 2021-04-05, 公开属性: 不公开}}\n",
        "teams": f"- {{编号: {HIDDEN}-2, 名称: 甲, 服务方式: 专班, 公开属性: 不公开}}\n",
        "projects": f"- {{编号: {HIDDEN}-3, 名称: 甲, 公开属性: 不公开}}\n",
    }
    project.write({f"{name}/private.yml": text for name, text in more.items()})
    return project.write({"ledgers/l1/private.yml": f"- {{编号: {HIDDEN}-4, 标题: 甲, 收到日期: 2021-03-02, 公开属性: 不公开}}\n"})


SUMMARY = ("sessions.yml", "情况: 讲解公交补贴办法。")
DESCRIPTION = ("ledgers/l1/2021.yml", "标题: 贷款难")
EXPLANATION = ("programmes.yml", "名称: 测试机制")
STEPS = ("policies/p.yml", "发布日期: 2021-01-10")


@pytest.mark.parametrize(("place", "target"), [
    (DESCRIPTION, f"{HIDDEN}-4"), (SUMMARY, f"{HIDDEN}-4"), (EXPLANATION, f"{HIDDEN}-4"),
    (DESCRIPTION, f"活动:{HIDDEN}-1"), (DESCRIPTION, f"团队:{HIDDEN}-2"), (DESCRIPTION, f"项目:{HIDDEN}-3"),
    (SUMMARY, f"活动:{HIDDEN}-1"), (EXPLANATION, f"活动:{HIDDEN}-1"), (STEPS, f"{HIDDEN}-4"),
])  # fmt: skip
def test_no_text_tells_the_id_of_what_is_private(place: tuple[str, str], target: str, project: Project) -> None:
    keys = {SUMMARY: "情况", DESCRIPTION: "诉求内容", EXPLANATION: "机制说明", STEPS: "办理流程"}
    file, old = place
    said = f'{keys[place]}: "另见 [[{target}]]。"'
    with_reference(project, file, old, said if place == SUMMARY else f"{old}\n          {said}")

    if not told(project):  # to call it a problem would be right too
        project.build(CUT)

        assert HIDDEN.encode() not in published(project.site)


def test_prose_does_not_refer_to_private_records(project: Project) -> None:
    with_reference(project, *SUMMARY, SUMMARY[1]).write({"pages/about.md": f"见 [[活动:{HIDDEN}-1]]、[[活动:zhutiri-1]]\n"})

    assert told(project) == ["pages/about.md:1:3: unknown_target"]


# --- what was known on a day ---

# ⟦…⟧ was written after the cut
LATER: dict[str, str] = {
    "enterprises.yml": REGISTERS["enterprises.yml"].replace("名称: 测试食品,", "名称: 测试食品,⟦ 实名同意日期: 2021-06-02,⟧"),
    "sessions.yml": """
        - 编号: zhutiri-1
          系列: zhutiri
          期次: 1
          日期: 2021-03-01
          宣讲政策: [bus-subsidy⟦, new⟧]
          承诺事项:
            - {承诺: 加开公交, 单位: 市交通局, 兑现时限: 2021-03-31⟦, 兑现日期: 2021-06-02, 兑现情况: 已加开⟧}
            - {承诺: 补贴到位, 单位: 市交通局, 兑现日期: 2021-06-01, 兑现情况: 已到位⟦, 事项: A-9⟧}
        - {编号: huishang-1, 系列: huishang, 日期: 2021-04-02}
        ⟦- {编号: zhutiri-2, 系列: zhutiri, 期次: 2, 日期: 2021-06-02, 承诺事项: [{承诺: 甲, 单位: 市交通局}]}⟧
        """,
    "slips.yml": """
        - {编号: s1, 名称: 一号, 工作机制: p1, 日期: 2021-03-03⟦, 活动: zhutiri-2⟧}
        ⟦- {编号: s2, 名称: 二号, 工作机制: p1, 日期: 2021-06-02}⟧
        """,
    "teams.yml": REGISTERS["teams.yml"].rstrip(" ") + """\
        ⟦- {编号: chief-4, 名称: 四号服务队, 工作机制: p1, 服务方式: 首席服务官, 起始日期: 2021-06-02, 首席服务官: deputy, 服务企业: [e1]}⟧
        """,
    "causes.yml": """
        - {编号: jiebo, 名称: 公交接驳不足, 工作机制: p1, 类别: 交通出行, 提出日期: 2021-03-10}
        ⟦- {编号: xin, 名称: 新共性, 工作机制: p1, 提出日期: 2021-06-02}⟧
        """,
    "projects.yml": """
        - 编号: changfang
          名称: 标准厂房
          工作机制: p1
          项目台账: [zhongdian]
          节点:
            - {节点: 开工, 计划日期: 2021-03-01, 实际日期: 2021-06-01, 说明: 雨季}
            - {节点: 封顶, 计划日期: 2021-05-01⟦, 实际日期: 2021-06-02, 说明: 缺料⟧}
          进展: [{日期: 2021-03-02, 情况: 进场}⟦, {日期: 2021-06-02, 情况: 封顶}⟧]
        """,
    "resources.yml": """
        - {编号: land, 名称: 东区地块, 工作机制: p1, 清单: 供给, 要素: 用地, 数量: 100, 计量单位: 亩}
        ⟦- {编号: more, 名称: 西区地块, 工作机制: p1, 清单: 供给, 要素: 用地, 数量: 100, 计量单位: 亩, 发布日期: 2021-06-02}⟧
        - 编号: want
          名称: 厂房用地
          工作机制: p1
          清单: 需求
          要素: 用地
          数量: 60
          计量单位: 亩
          企业: e1
          对接:
            - {供给: land, 数量: 20, 日期: 2021-06-01}
            ⟦- {供给: land, 数量: 20, 日期: 2021-06-02}⟧
            ⟦- {供给: more, 数量: 20, 日期: 2021-06-02}⟧
        """,
    "evaluations.yml": """
        - {编号: e-1, 名称: 评议, 工作机制: p1, 日期: 2021-06-01, 单位: 市交通局, 有效票数: 10, 满意: 10}
        ⟦- {编号: e-2, 名称: 又评, 工作机制: p1, 日期: 2021-06-02, 单位: 市交通局, 有效票数: 20, 满意: 10, 不满意: 10}⟧
        """,
    "policies/p.yml": """
        - {编号: bus-subsidy, 标题: 公交补贴办法, 发布日期: 2021-06-01}
        ⟦- {编号: new, 标题: 新办法, 发布日期: 2021-06-02, 替代: [bus-subsidy]}⟧
        """,
    "ledgers/l1/2021.yml": """
        - 编号: A-1
          标题: 甲
          企业: e1
          收到日期: 2021-03-02
          活动: zhutiri-1
          服务团队: chief-1
          项目: changfang
          相关政策: [bus-subsidy⟦, new⟧]
          ⟦共性问题: xin⟧
          办理过程:
            - {日期: 2021-03-02, 事项: 受理}
            - {日期: 2021-03-03, 事项: 交办, 主办单位: 市交通局, 交办单: s1, 专班: force}
            ⟦- {日期: 2021-06-02, 事项: 办结, 结果: 已解决, 成效: [{名称: 融资, 数量: 5}], 附件: [{文件: a.png}]}⟧
        ⟦- {编号: A-9, 标题: 乙, 收到日期: 2021-06-02, 活动: zhutiri-2, 项目: changfang, 共性问题: xin, 服务团队: chief-4, 办理过程: [
            {日期: 2021-06-02, 事项: 受理}, {日期: 2021-06-03, 事项: 交办, 主办单位: 市交通局, 交办单: s2}]}⟧
        """,
}  # fmt: skip


def site_at_the_cut(project: Project) -> dict[str, bytes]:
    project.build(AS_OF)
    files = files_of(project.site)
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files.items()}


def test_a_cut_at_a_past_day_is_what_was_published_then(project: Project) -> None:
    project.write(REGISTERS).write({"attachments/a.png": b""})

    project.write({name: re.sub("[⟦⟧]", "", text) for name, text in LATER.items()})
    now = site_at_the_cut(project)
    project.write({name: re.sub("⟦.*?⟧", "", text, flags=re.DOTALL) for name, text in LATER.items()})
    then = site_at_the_cut(project)

    assert sorted(now) == sorted(then)
    assert [name for name in now if now[name] != then[name]] == []


@pytest.mark.parametrize(("file", "old", "later"), [
    pytest.param("series.yml", "原因: 场地占用}", "原因: 场地占用}, {日期: 2021-06-02, 原因: 台风}"),
    pytest.param("ledgers/l1/2021.yml", "日期: 2021-03-06, 事项: 受理}", "日期: 2021-03-06, 事项: 受理}\n"
                 "            - {日期: 2021-06-02, 事项: 交办, 主办单位: 市交通局, 专班: chief-2}"),
])  # fmt: skip
def test_what_is_written_later_changes_no_earlier_cut(file: str, old: str, later: str, project: Project) -> None:
    project.write(REGISTERS)
    text = REGISTERS[file]
    if file.startswith("ledgers"):
        text = re.sub(r"\n            - \{日期: 2021-03-07.*", "", text)
        project.write({file: text})
    then = site_at_the_cut(project)

    assert old in text
    now = site_at_the_cut(project.write({file: text.replace(old, later)}))

    assert [name for name in {**now, **then} if now.get(name) != then.get(name)] == []


def test_a_session_that_is_not_public_is_not_said_to_have_been_missed(project: Project) -> None:
    project.write(REGISTERS)
    more = "- {编号: zhutiri-3, 系列: zhutiri, 日期: 2021-03-22}\n- {编号: zhutiri-4, 系列: zhutiri, 日期: 2021-03-29}\n"
    project.write({"sessions/more.yml": more.replace("日期: 2021-03-22", "日期: 2021-03-22, 公开属性: 不予公开")})

    project.build(CUT)

    assert "2021-03-22" not in project.page("sessions/series.zhutiri.html")


def test_the_page_of_a_session_is_as_of_no_day_before_it(project: Project) -> None:
    project.write(REGISTERS)
    project.write({
        "ledgers/l2/ledger.yml": "{编号: l2, 名称: 甲, 公开属性: 主动公开, 工作机制: p2, 统计截至: 2021-04-01}\n",
        "ledgers/l2/2021.yml": "- {编号: B-1, 标题: 用地, 收到日期: 2021-04-01}\n",
        "ledgers/l3/ledger.yml": "{编号: l3, 名称: 乙, 工作机制: p2}\n",
        "ledgers/l3/2021.yml": "- {编号: C-1, 标题: 内部, 收到日期: 2021-04-01}\n",
    })  # fmt: skip

    project.build(CUT)

    assert not (project.site / "sessions/huishang-1.html").exists() or "2021-04-01" not in project.page("sessions/huishang-1.html")


def test_a_later_policy_replaces_nothing_yet(project: Project) -> None:
    project.write({"policies/q.yml": CHAIN.replace("发布日期: 2021-01-01", "发布日期: 2021-06-02")})

    project.build(AS_OF)

    assert "三号办法".encode() not in published(project.site)
    assert "已被替代" not in project.page("policies/mid.html")
