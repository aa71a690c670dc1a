"""The source: the fast parser never says anything else than PyYAML, and no file is too broken for a message."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.source import parse_fast, read_source
from tests.conftest import Project

FIXED = settings(
    derandomize=True,
    max_examples=400,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TOKENS = [
    "- ", "-", " ", "  ", "    ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", ": ", ":", ":\n", "：", ",", ", ", "，", "、",
    "[", "]", "{", "}", "[]", "{}", "'", '"', "''", "'甲'", '"乙"', "|", "|-", ">", ">+", "|2", "|\n", "|+\n  甲\n\n", ">\n   甲\n\n   乙\n",
    "# 注", " # 注\n", "#", "标题", "编号", "日期: ", "a b", "A-1", "2021-03-02", "0.5", "1e3", "0x1F", "010", "20:00", "1_000",
    "null", "~", "true", "on", "是", ".inf", "=", "+", "&a ", "*a", "!!str ", "!", "%", "@", "`", "?", "? ", "<<", "<<: ", "---", "---\n",
    "...", "\t", "\\", "\\n", "\r\n", "\ufeff", "\x85", "\u2028", "\u3000", "\xa0", "🚌", "http://a/b?c=d&e#f", "{日期: 2021}",
    "- {编号: A, 标题: 甲}\n", "- 编号: A\n  标题: 甲\n", "- - ", "-\n",
]  # fmt: skip

yamlish = st.lists(st.sampled_from(TOKENS), max_size=14).map(lambda tokens: "".join(tokens) + "\n")

PHRASE = st.text("厂区门口缺少公交站点，（）、；：。“”A1 -", max_size=20).map(lambda text: f"甲{text}".strip())
DATE = st.dates().map(str)
EVENT = st.builds("{{日期: {}, 事项: 受理, 说明: {}}}".format, DATE, PHRASE)
ISSUE = st.builds(
    "- 编号: JA-{}\n  标题: {}\n  收到日期: {}\n  相关政策: [bus, 甲政策]\n  诉求内容: |\n    {}\n\n    - {}\n  办理过程:\n    - {}\n    - {}\n".format,
    st.integers(0, 9999), PHRASE, DATE, PHRASE, PHRASE, EVENT, EVENT,
)  # fmt: skip
ledgers = st.lists(ISSUE, min_size=1, max_size=3).map("".join)


@st.composite
def edited_ledgers(draw: st.DrawFn) -> str:
    """A ledger after one to four slips of the keyboard."""
    text = draw(ledgers)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", *TOKENS])) + text[at + draw(st.integers(0, 3)) :]
    return text + "\n"


def by_pyyaml(text: str) -> object:
    try:
        return yaml.load(text, yaml.CBaseLoader)  # noqa: S506  # the oracle: every scalar is text
    except yaml.YAMLError as error:
        return error


def agrees(text: str) -> bool:
    fast = parse_fast(text)
    return fast is None or fast == by_pyyaml(text)


@FIXED
@given(yamlish)
def test_the_fast_parser_agrees_with_pyyaml_or_declines(text: str) -> None:
    assert agrees(text)


@FIXED
@given(edited_ledgers())
def test_the_fast_parser_agrees_on_ledgers_with_slips(text: str) -> None:
    assert agrees(text)


def bug(*values: object, reason: str) -> object:
    """A row of a table that the source does not keep yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


FLOW = "yaml-rs takes “: |”, “: >” and “: :” for text inside braces"


@pytest.mark.parametrize(
    "text",
    [
        bug("- {结果: |, 说明: 乙}\n", reason=FLOW),
        bug("- {结果: 已解决, 说明: >}\n", reason=FLOW),
        bug("- {时间: :30, 说明: 乙}\n", reason=FLOW),
        bug("- {日期: 2021-03-02, 协办单位: [甲], 时限: 乙}:\n", reason="yaml-rs raises TypeError for a key that is a mapping"),
        bug("- 办理过程: {'}\n日期': 甲, 事项: 乙}\n", reason="a bracket inside quotes hides that the braces go on"),
        "- {日期: {单位: 甲}: 乙}\n",
        "- 标题: 甲\n  标题: 乙\n",
        "- {|, 甲}\n",
        "- {甲: 乙,\n   丙: 丁}\n",
    ],
)
def test_the_fast_parser_declines_what_pyyaml_refuses(text: str) -> None:
    assert agrees(text)


@FIXED
@given(ledgers)
def test_the_fast_parser_reads_well_formed_ledgers(text: str) -> None:
    tree = parse_fast(text)

    assert tree is not None
    assert tree == by_pyyaml(text)


files = st.binary(max_size=200) | (yamlish | edited_ledgers() | st.text()).flatmap(
    lambda text: st.sampled_from([text.encode("utf-8", "replace"), text.encode("gb18030", "replace"), text.encode("utf-16", "replace")]),
)


@FIXED
@given(data=files)
def test_no_bytes_raise_anything(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(data)

    tree, problems = read_source(path, "x.yml")

    assert tree is None or not problems
    assert all(problem.line and problem.column and problem.message("zh") and problem.message("en") for problem in problems)


@pytest.mark.parametrize(
    "name",
    [
        "portal.yml", "units.yml", "taxonomy.yml", "policies/p.yml", "ledgers/l1/2021.yml", "pages/about.md",
        bug("ledgers/l1/ledger.yml", reason="a ledger.yml that cannot be parsed is composed again for positions"),
    ],
)  # fmt: skip
@settings(FIXED, max_examples=50)
@given(data=files)
def test_no_file_of_a_project_raises_anything(name: str, data: bytes, project: Project) -> None:
    project.write({name: data})

    for language in ("zh", "en"):
        assert all(line.startswith("content/") for line in project.messages(language))


def test_nesting_without_end_does_not_end_the_program() -> None:
    code = "from taizhang.source import parse; print(len(parse('- ' * 100_000 + 'a', 'x.yml')[1]))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert (done.returncode, done.stdout) == (0, "1\n")


@pytest.mark.xfail(strict=True, reason="a folder or a dead link named like a data file raises OSError")
@pytest.mark.parametrize("name", ["ledgers/l1/x.yml", "pages/x.md"])
def test_a_dead_link_is_a_problem(name: str, project: Project) -> None:
    (project.content / name).symlink_to("nowhere")

    assert [line.split(": ")[0] for line in project.messages()] == [f"content/{name}:1:1"]


@pytest.mark.xfail(strict=True, reason="without a tree the ledger is read as an empty record, and every key is missed")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: 文件是空的；暂无内容请写 []，不用的文件请删除"),
        ("编号: l1\n名称: 甲\n名称: 乙\n", "3:1: 栏目「名称」在同一条目中写了两次；请合并为一个"),
        ("编号: l1\n名称: *甲*\n", "2:5: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“名称: *甲*”（解析器提示：while scanning an alias did not find expected alphabetic or numeric character）"),
    ],
)
def test_a_faulty_ledger_file_has_only_its_own_problem(text: str, message: str, project: Project) -> None:
    assert project.write({"ledgers/l1/ledger.yml": text}).messages() == [f"content/ledgers/l1/ledger.yml:{message}"]
