"""The commands as people run them: what they print, what they return, and what they leave alone."""

import json
import os
import re
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from taizhang.cli import main
from tests.conftest import ROOT, Project
from tests.test_build import files_of
from tests.test_importing import HEADER, ROW, workbook, wrong

SCRIPTS = Path(sysconfig.get_path("scripts"))
BAD = "- {编号: A-1, 标题: 坏的, 收到日期: 2021-02-30}\n- {编号: A-2, 标题: 坏的, 收到日期: 2021-03-02, 类别: 交通出}\n"
BAD_DATE = "content/ledgers/l1/2021.yml:1:27: 「收到日期」须为真实存在的日期，如 2021-03-02，现为“2021-02-30”。2021 年 2 月只有 28 天。"
BAD_CATEGORY = "content/ledgers/l1/2021.yml:2:43: 「类别」中的“交通出”不在分类表的类别（taxonomy.yml）中。是否应为“交通出行”？"


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project, as the current folder of a Chinese user."""
    monkeypatch.chdir(project.folder)
    monkeypatch.setattr("taizhang.cli.LANGUAGE", "zh")
    return project


def invoke(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def run(folder: Path, *command: str, language: str = "zh_CN.UTF-8") -> subprocess.CompletedProcess[str]:
    """Run an installed program in `folder`, as a user of `language`."""
    environment = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES")} | {"LANG": language}
    program = [str(SCRIPTS / command[0]), *command[1:]]
    done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_check_says_what_there_is_where_nothing_is_wrong(here: Project) -> None:
    here.write({"ledgers/l2/ledger.yml": "{编号: l2, 名称: 未定}\n", "ledgers/l2/a.yml": "- {编号: B-1, 标题: 甲, 收到日期: 2021-03-02}\n"})

    result = invoke("check")

    assert (result.exit_code, result.stdout) == (0, "没有问题：2 个事项，2 本台账，1 项政策，2 个单位。\n")
    assert result.stderr == "注意：1 个事项及其台账都没有写「公开属性」，按不公开处理，未发布。\n"


def test_check_shows_every_problem_with_its_position(here: Project) -> None:
    here.issues(BAD)

    result = invoke("check")

    assert (result.exit_code, result.stdout.splitlines(), result.stderr) == (1, [BAD_DATE, BAD_CATEGORY], "共 2 处问题。\n")


def problems_in(form: str, text: str) -> list[tuple[str, int, str]]:
    """Return file, line and message of each problem in the output of `check --format`."""
    if form == "github":
        return [(found[1], int(found[2]), found[3]) for found in re.finditer(r"(?m)^::error file=(.*?),line=(\d+),col=\d+::(.*)$", text)]
    data = json.loads(text)
    if form == "json":
        return [(item["file"], item["line"], item["message"]) for item in data]
    if form == "gitlab":
        return [(item["location"]["path"], item["location"]["lines"]["begin"], item["description"]) for item in data]
    places = [(item, item["locations"][0]["physicalLocation"]) for item in data["runs"][0]["results"]]
    return [(place["artifactLocation"]["uri"], place["region"]["startLine"], item["message"]["text"]) for item, place in places]


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif"])
def test_check_speaks_to_programs(here: Project, form: str) -> None:
    fine = invoke("check", "--format", form)
    here.issues(BAD)

    result = invoke("check", "--format", form)

    assert (fine.exit_code, problems_in(form, fine.stdout)) == (0, [])
    assert result.exit_code == 1
    expected = [(text.split(":")[0], int(text.split(":")[1]), text.partition(" ")[2]) for text in (BAD_DATE, BAD_CATEGORY)]
    assert problems_in(form, result.stdout) == expected


def test_gitlab_can_tell_all_problems_apart(here: Project) -> None:
    here.issues("- {编号: A-1}\n")

    found = json.loads(invoke("check", "--format", "gitlab").stdout)

    assert len({item["fingerprint"] for item in found}) == len(found) == 2


def test_sarif_addresses_are_addresses(here: Project) -> None:
    here.write({"ledgers/l1/三 月.yml": BAD})

    assert "ledgers/l1/%E4%B8%89%20%E6%9C%88.yml" in invoke("check", "--format", "sarif").stdout


def test_a_cut_decides_what_prose_may_refer_to(here: Project) -> None:
    here.write({"pages/about.md": "# 关于\n\n见 [[A-1]]。\n"})

    assert invoke("check", "--as-of", "2021-03-02").exit_code == 0
    assert invoke("check", "--as-of", "2021-03-01").stdout == "content/pages/about.md:3:3: “A-1”未公开，公开页面不能引用\n"


@pytest.mark.parametrize(
    "arguments",
    [
        "", "nonsense", "check --content nowhere", "check --content mkdocs.yml", "check --as-of 2021-02-30", "check --format xml",
        "build -f nowhere.yml", "build -f content", "build --as-of yesterday", "import t.xlsx", "import t.xlsx --ledger n --content no",
        "import t.xlsx --ledger n --map 标题", "import t.xlsx --ledger n --set =市交通局", "import content --ledger n",
        *(wrong("the catalogue lacks the words", f"import --ledger n {words}") for words in (
            "nowhere.xlsx", "mkdocs.yml", "no.csv", "half.csv", "t.xlsx --sheet 没有", "t.xlsx --map 怪=标题", "t.xlsx --map 类别=没有",
            "t.xlsx --mapping nowhere.yml",
        )),
        *(wrong("any text is taken as a ledger's id", f"import t.xlsx --ledger {id_}") for id_ in ("台账", "../../outside")),
    ],
)  # fmt: skip
def test_wrong_use_is_said_and_returns_2(here: Project, arguments: str) -> None:
    workbook(here.folder / "t.xlsx", [["编号", *HEADER[1:]], ["N-1", *ROW[1:]]])
    for name, text in (("no.csv", "甲,乙\n"), ("half.csv", "标题,主办单位\n")):
        (here.folder / name).write_text(text, "utf-8")
    before = files_of(here.folder)

    result = invoke(*arguments.split())

    assert (result.exit_code, bool(result.stderr)) == (2, True)
    assert files_of(here.folder) == before


def test_build_says_what_it_built(here: Project) -> None:
    result = invoke("build", "--as-of", "2021-03-05")

    assert result.exit_code == 0
    assert re.fullmatch(rf"已生成 \d+ 页（1 个事项），用时 [\d.]+ 秒：{here.site}\n", result.stdout)
    assert "逐页生成" in result.stderr
    assert "办理中" in here.page("issues/A-1.html")
    assert invoke("build", "--quiet").output == ""


def test_build_shows_problems_from_any_folder_and_leaves_the_site_alone(here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    here.build()
    before = files_of(here.site)
    here.issues(BAD)
    (here.folder / "elsewhere").mkdir()
    monkeypatch.chdir(here.folder / "elsewhere")

    result = invoke("build", "-f", "../mkdocs.yml")

    assert (result.exit_code, result.stdout.splitlines()) == (1, [BAD_DATE, BAD_CATEGORY])
    assert result.stderr.endswith("共 2 处问题。\n已发布的网站保持原样。\n")
    assert "读取检查" not in result.stderr, "a stage that failed is not told as done"
    assert files_of(here.site) == before


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("plugins: [\n", "line 4, column 1"),
        ("plugins: []\n", "plugins 中须有 taizhang"),
        ("plugins: [taizhang]\ndocs_dir: nowhere\n", "nowhere"),
        ("plugins: [{taizhang: {asof: 2021-01-01}}]\ntheme: taizhang\n", "asof"),
        wrong("the reason is swallowed, and 1 returned", "plugins: [taizhang]\ntheme: {name: taizhang, language: fr}\n", "language"),
        wrong("the reason is swallowed, and 1 returned", "plugins: [{taizhang: {as_of: yesterday}}]\ntheme: taizhang\n", "yesterday"),
        wrong("TemplateNotFound is raised", "plugins: [taizhang]\ntheme: mkdocs\n", "theme"),
    ],
)
def test_a_wrong_configuration_is_said_and_returns_2(here: Project, config: str, said: str) -> None:
    (here.folder / "mkdocs.yml").write_text(f"site_name: 门户\ndocs_dir: content/pages\n{config}", "utf-8")

    done = run(here.folder, "taizhang", "build")

    assert (done.returncode, said in done.stderr) == (2, True)
    assert not here.site.exists()


def test_the_cut_may_stand_in_the_configuration_as_mkdocs_yml_suggests(here: Project) -> None:
    here.configure("plugins: [taizhang]", "plugins: [{taizhang: {as_of: 2021-03-05}}]")

    assert invoke("build").exit_code == 0


def test_build_shows_the_warnings_it_fails_for(here: Project) -> None:
    here.write({"pages/about.md": "[x](nowhere.md)\n"})

    done = run(here.folder, "taizhang", "build")

    assert (done.returncode, "nowhere.md" in done.stderr) == (1, True)


@pytest.mark.parametrize("data", ["编号: [\n".encode(), "编号: l1\n名称: 台账\n".encode("gbk")])
def test_a_ledger_file_that_cannot_be_read_is_a_problem(here: Project, data: bytes) -> None:
    here.write({"ledgers/l1/ledger.yml": data})

    result = invoke("check")

    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert result.stdout.startswith("content/ledgers/l1/ledger.yml:")


def test_import_says_what_became_of_every_row(here: Project) -> None:
    rows = [[*ROW, "张小三", "张小三，13812345678，0773-1234567"], [2, "乙", "去年", "市交通局"]]
    workbook(here.folder / "t.xlsx", [[*HEADER, "联系人", "诉求内容", "颜色"], *rows])

    first, second = invoke("import", "t.xlsx", "--ledger", "n"), invoke("import", "t.xlsx", "--ledger", "n")

    assert (first.exit_code, second.exit_code) == (1, 1)
    assert first.stdout.splitlines() == [
        "第 3 行未导入：「收到日期」不是日期：“去年”", "第 2 行：文字中的手机号码已隐去中间各位 138****5678",
        "第 2 行：文字中有固定电话 0773-1234567，请核对是否可以公开", "文字中的反映人名称已改为“×××”，共 1 处",
        "已新建台账 n，公开属性为「不予公开」；审核后请在 ledger.yml 中改为「主动公开」",
        "导入 1 行，未变 0 行，未导入 1 行：content/ledgers/n/import-t.yml",
    ]  # fmt: skip
    assert ("标题 → 标题" in first.stderr, "未导入的列：颜色" in first.stderr) == (True, True)
    assert second.stdout.splitlines()[-1] == "导入 0 行，未变 1 行，未导入 1 行：content/ledgers/n/import-t.yml"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh_CN.UTF-8", "检查内容"), ("en_US.UTF-8", "Check the content"), wrong("Python calls the C locale en_US", "", "检查内容")],
)
def test_help_is_in_the_users_language(tmp_path: Path, language: str, said: str) -> None:
    done = run(tmp_path, "taizhang", "--help", language=language)

    assert (done.returncode, said in done.stdout) == (0, True)
    assert said.isascii() == done.stdout.isascii()


def test_chinese_help_is_all_chinese(tmp_path: Path) -> None:
    assert "Show" not in run(tmp_path, "taizhang", "check", "--help").stdout


def test_version_and_english_problems(project: Project) -> None:
    project.issues(BAD)

    assert re.fullmatch(r"taizhang \d+\.\d+\.\d+\n", run(project.folder, "taizhang", "--version").stdout)
    done = run(project.folder, "taizhang", "check", language="en_US.UTF-8")
    assert "2021.yml:1:27: “收到日期” must be a real date such as 2021-03-02, found “2021-02-30”. Month 2 of 2021" in done.stdout


def test_one_broken_date_in_the_repositorys_content_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    path = max((tmp_path / "content/ledgers/jia-2021").glob("2021-*.yml"))
    before, key, after = path.read_text("utf-8").rpartition("\n  收到日期: ")
    path.write_text(f"{before}{key}2021-02-30{after[10:]}", "utf-8")

    done = run(tmp_path, "taizhang", "check")

    assert done.returncode == 1
    place = f"content/ledgers/jia-2021/{path.name}:{before.count(chr(10)) + 2}:9:"
    assert [line.partition(" ")[0] for line in done.stdout.splitlines()] == [place]


def test_both_engines_make_the_same_portal_and_on_bad_content_show_all_and_touch_nothing(project: Project) -> None:
    engines = [("mkdocs", "build", "--strict"), ("properdocs", "build", "-f", "mkdocs.yml", "--strict")]
    sites = []
    for engine in engines:
        assert run(project.folder, *engine).returncode == 0
        sites.append(files_of(project.site))
    project.issues(BAD)

    for engine in engines:
        done = run(project.folder, *engine)

        assert (done.returncode, f"未生成任何页面：\n{BAD_DATE}\n{BAD_CATEGORY}\n" in done.stderr) == (1, True)
        assert files_of(project.site) == sites[1]
    one, other = ({name: re.sub(rb'<meta name="generator" [^>]*>', b"", data) for name, data in site.items()} for site in sites)
    assert one == other


def test_serve_follows_the_ledger_and_survives_a_mistake(project: Project) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    ledger, log = project.content / "ledgers/l1/2021.yml", project.folder / "log"
    text = ledger.read_text("utf-8")

    def page() -> str:
        try:
            with urllib.request.urlopen(f"http://{address}/issues/A-1.html", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def comes(wanted: str, look: Callable[[], str]) -> bool:
        end = time.monotonic() + 15
        while not (found := wanted in look()) and time.monotonic() < end:
            time.sleep(0.2)
        return found

    command = [str(SCRIPTS / "mkdocs"), "serve", "-a", address]
    with log.open("w") as output, subprocess.Popen(command, cwd=project.folder, stdout=output, stderr=output) as server:
        try:
            assert comes("厂区门口没有公交站", page)
            ledger.write_text(text.replace("厂区门口没有公交站", "改过的标题"), "utf-8")
            assert comes("改过的标题", page)
            ledger.write_text(text.replace("2021-03-02", "2021-02-30"), "utf-8")
            assert comes("现为“2021-02-30”", lambda: log.read_text("utf-8"))
            assert server.poll() is None
            ledger.write_text(text.replace("厂区门口没有公交站", "修好的标题"), "utf-8")
            assert comes("修好的标题", page)
        finally:
            server.terminate()
    assert "Traceback" not in log.read_text("utf-8")
