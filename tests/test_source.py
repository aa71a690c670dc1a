"""The source: the fast parser never says anything else than PyYAML, and no file is too broken for a message."""

# messages are shown whole

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

PHRASE = st.text("厂区门口缺少公交站点，（）、；：。“”A1 -", max_size=20).map(lambda text: f"甲{text}".strip(" -"))
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


@pytest.mark.parametrize(
    "text",
    [
        "- {结果: |, 说明: 乙}\n",
        "- {结果: 已解决, 说明: >}\n",
        "- {时间: :30, 说明: 乙}\n",
        ("- {日期: 2021-03-02, 协办单位: [甲], 时限: 乙}:\n"),
        ("- 办理过程: {'}\n日期': 甲, 事项: 乙}\n"),
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
        ("ledgers/l1/ledger.yml"),
    ],
)  # fmt: skip
@settings(FIXED, max_examples=50)
@given(data=files)
def test_no_file_of_a_project_raises_anything(name: str, data: bytes, project: Project) -> None:
    project.write({name: data})

    for language in ("zh", "en"):
        assert all(line.startswith("content/") for line in project.messages(language))


@pytest.mark.parametrize(
    "level",
    [
        "- ",
        ("-  "),
        ("- -   "),
        "[甲, ",
        "[[甲], ",
    ],
)
def test_nesting_without_end_does_not_end_the_program(level: str) -> None:
    code = f"from taizhang.source import parse; print(len(parse({level!r} * 100_000 + 'a', 'x.yml')[1]))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)

    assert (done.returncode, done.stdout) == (0, "1\n")


@pytest.mark.parametrize("name", ["ledgers/l1/x.yml", "pages/x.md"])
def test_a_dead_link_is_a_problem(name: str, project: Project) -> None:
    (project.content / name).symlink_to("nowhere")

    assert [line.split(": ")[0] for line in project.messages()] == [f"content/{name}:1:1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: 文件是空的；暂无内容请写 []，不用的文件请删除"),
        ("编号: l1\n名称: 甲\n名称: 乙\n", "3:1: 栏目「名称」在同一条目中写了两次；请合并为一个"),
        (
            "编号: l1\n名称: *甲*\n",
            "2:6: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“名称: *甲*”（解析器提示：while scanning an alias did not find expected alphabetic or numeric character）",
        ),
    ],
)
def test_a_faulty_ledger_file_has_only_its_own_problem(text: str, message: str, project: Project) -> None:
    assert project.write({"ledgers/l1/ledger.yml": text}).messages() == [f"content/ledgers/l1/ledger.yml:{message}"]


# fmt: off
FAULTS = [
    ("GBK", "- {编号: A-1, 标题: 甲}\n".encode("gbk"), "1:4: 文件须为 UTF-8 编码，此处不是（疑似 GBK/GB18030，多由 Excel 或记事本另存所致）；请用「另存为」选择 UTF-8 编码"),
    ("GBK after a line", "# id\n- {id: A-1, 标题: 甲}\n".encode("gb18030"), "2:13: 文件须为 UTF-8 编码，此处不是（疑似 GBK/GB18030，多由 Excel 或记事本另存所致）；请用「另存为」选择 UTF-8 编码"),
    ("UTF-16", "- {编号: A-1}\n".encode("utf-16"), "1:1: 文件须为 UTF-8 编码，此处不是（疑似 UTF-16，多由 Excel 或记事本另存所致）；请用「另存为」选择 UTF-8 编码"),
    ("UTF-16 without a mark", "- {编号: A-1}\n".encode("utf-16-le"), "1:9: 文件须为 UTF-8 编码，此处不是（疑似 UTF-16，多由 Excel 或记事本另存所致）；请用「另存为」选择 UTF-8 编码"),
    bug("cut short", "- {编号: A-1}\n甲".encode()[:-1], "2:1: 文件须为 UTF-8 编码，此处不是（多由 Excel 或记事本另存所致）；请用「另存为」选择 UTF-8 编码", reason="the message says “疑似 ?”"),
    ("NUL", "- {编号: A-1, 标题: 甲\0乙}\n", "1:18: 文字中有不可见的控制字符 U+0000；请删除"),
    ("bell", "- 编号: A-1\n  标题: 甲\a乙\n", "2:8: 文字中有不可见的控制字符 U+0007；请删除"),
    ("C1", "- 编号: A-1\n  标题: 甲\x9b乙\n", "2:8: 文字中有不可见的控制字符 U+009B；请删除"),
    ("no character", "- 编号: A-1\n  标题: 甲\uffff乙\n", "2:8: 文字中有不可见的控制字符 U+FFFF；请删除"),
    ("tab before a key", "- 编号: A-1\n\t标题: 甲\n", "2:1: YAML 书写有误：缩进须用空格，不能用制表符（Tab）。 此处为“标题: 甲”（解析器提示：while scanning a plain scalar found a tab character that violates indentation）"),
    ("tab in an indent", "- 编号: A-1\n  办理过程:\n  \t- 日期: 2021\n", "3:3: YAML 书写有误：缩进须用空格，不能用制表符（Tab）。 此处为“- 日期: 2021”（解析器提示：while scanning for the next token found character that cannot start any token）"),
    ("tab after a dash", "-\t编号: A-1\n", "1:2: YAML 书写有误：缩进须用空格，不能用制表符（Tab）。 此处为“-\t编号: A-1”（解析器提示：while scanning for the next token found character that cannot start any token）"),
    ("quote open", '- 编号: "A-1\n  标题: 甲\n- 编号: A-2\n', '1:7: YAML 书写有误：引号没有成对，或双引号内有反斜杠。 此处为“- 编号: "A-1”（解析器提示：while scanning a quoted scalar found unexpected end of stream）'),
    ("backslash", '- 编号: "A\\d"\n', '1:9: YAML 书写有误：引号没有成对，或双引号内有反斜杠。 此处为“- 编号: "A\\d"”（解析器提示：while parsing a quoted scalar found unknown escape character）'),
    ("text after a quote", '- 编号: "A"-1\n  标题: 甲\n', '1:10: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“- 编号: "A"-1”（解析器提示：while parsing a block mapping did not find expected key）'),
    ("text after a bracket", "- 编号: A-1\n  标题: [加急]公交\n", "2:11: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“标题: [加急]公交”（解析器提示：while parsing a block mapping did not find expected key）"),
    ("brace open", "- 编号: A-1\n  办理过程:\n    - {日期: 2021-03-02, 事项: 受理\n    - {日期: 2021-03-03}\n", "3:7: YAML 书写有误：花括号或方括号没有成对，或缺少英文逗号。 此处为“- {日期: 2021-03-02, 事项: 受理”（解析器提示：while parsing a flow mapping did not find expected ',' or '}'）"),
    ("comma missing", "- {编号: A-1 标题: 甲}\n", "1:14: YAML 书写有误：花括号或方括号没有成对，或缺少英文逗号。 此处为“- {编号: A-1 标题: 甲}”（解析器提示：while parsing a flow mapping did not find expected ',' or '}'）"),
    ("full-width colon", "- 编号：A-1\n  标题: 甲\n", "1:5: YAML 书写有误：栏目名后须用英文冒号加空格（“: ”），不能用中文冒号（“：”）。 此处为“- 编号：A-1”（解析器提示：mapping values are not allowed in this context）"),
    ("full-width colon below", "- 编号: A-1\n  标题：甲\n  类型: 问题\n", "2:5: YAML 书写有误：栏目名后须用英文冒号加空格（“: ”），不能用中文冒号（“：”）。 此处为“标题：甲”（解析器提示：while scanning a simple key could not find expected ':'）"),
    ("no space after a colon", "- 编号: A-1\n  标题:甲\n  类型: 问题\n", "2:3: YAML 书写有误：冒号后须有一个空格，且每行只写一个「栏目: 内容」；内容里有英文冒号时请用引号括起。 此处为“标题:甲”（解析器提示：while scanning a simple key could not find expected ':'）"),
    ("two colons", "- 编号: A-1\n  标题: 公交: 延长\n", "2:9: YAML 书写有误：冒号后须有一个空格，且每行只写一个「栏目: 内容」；内容里有英文冒号时请用引号括起。 此处为“标题: 公交: 延长”（解析器提示：mapping values are not allowed in this context）"),
    ("indented too far", "- 编号: A-1\n   标题: 甲\n", "2:6: YAML 书写有误：缩进与上一行不一致；同一条目的栏目须左对齐，条目以“- ”开头。 此处为“标题: 甲”（解析器提示：mapping values are not allowed in this context）"),
    ("indented too little", "- 编号: A-1\n 标题: 甲\n", "2:2: YAML 书写有误：缩进与上一行不一致；同一条目的栏目须左对齐，条目以“- ”开头。 此处为“标题: 甲”（解析器提示：while parsing a block collection did not find expected '-' indicator）"),
    ("starts with @", "- 编号: A-1\n  标题: @公交\n", "2:7: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“标题: @公交”（解析器提示：while scanning for the next token found character that cannot start any token）"),
    ("starts with *", "- 标题: *紧急* 公交\n", "1:8: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“- 标题: *紧急* 公交”（解析器提示：while scanning an alias did not find expected alphabetic or numeric character）"),
    ("starts with !", "- 标题: !公交\n", "1:8: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“- 标题: !公交”（解析器提示：while scanning a tag did not find expected whitespace or line break）"),
    ("starts with |", "- 标题: |公交\n", "1:8: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“- 标题: |公交”（解析器提示：while scanning a block scalar did not find expected comment or line break）"),
    ("starts with -", "- 标题: - 公交\n", "1:7: YAML 书写有误：内容以特殊符号开头，请用英文单引号括起。 此处为“- 标题: - 公交”（解析器提示：block sequence entries are not allowed in this context）"),
    ("second document", "- {编号: A-1}\n---\n- {编号: A-2}\n", "2:1: 一个文件只能有一份内容；请删除此处的“---”"),
    ("alias bomb", "a: &a [甲, 甲]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "2:8: 不支持 YAML 引用（*a）；请写出完整内容"),
    ("merge key", "- 编号: A-1\n  <<: {标题: 甲}\n", "2:3: 不支持合并键“<<”；请写出完整内容"),
    ("own tag", "- 编号: !id A-1\n", "1:7: 不支持 YAML 标签（!id）；请删除，或用引号括起"),
    ("standard tag", "- 编号: !!str A-1\n", "1:7: 不支持 YAML 标签（!!str）；请删除，或用引号括起"),
    ("duplicate key", "- 编号: A-1\n  标题: 甲\n  标题: 乙\n", "3:3: 栏目「标题」在同一条目中写了两次；请合并为一个"),
    ("nested too deep", "[" * 40 + "]" * 40 + "\n", "1:34: 嵌套不得超过 32 层"),
    ("key that is a list", "- {[甲]: 乙}\n", "1:4: 栏目名须为文字"),
    ("empty", "", "1:1: 文件是空的；暂无内容请写 []，不用的文件请删除"),
    ("only comments", "# 暂无\n\n", "1:1: 文件是空的；暂无内容请写 []，不用的文件请删除"),
]

ENGLISH = [
    ("GBK", "- {编号: A-1}\n".encode("gbk"), "1:4: the file must be UTF-8 and is not here (looks like GBK/GB18030, as Excel or Notepad save it); save it as UTF-8"),
    ("NUL", "- id: A-1\0\n", "1:10: there is a control character U+0000 in the text; delete it"),
    ("comma missing", "- {id: A-1 title: B}\n", "1:17: not valid YAML: a bracket is not closed, or a comma is missing. Here: “- {id: A-1 title: B}” (parser: while parsing a flow mapping did not find expected ',' or '}')"),
    ("duplicate key", "- id: A-1\n  id: A-2\n", "2:3: the key “id” stands twice in one record; keep one"),
    ("empty", "", "1:1: the file is empty; write [] for an empty list, or delete it"),
]
# fmt: on


def in_issues(project: Project, data: str | bytes, language: str) -> list[str]:
    project.write({"ledgers/l1/2021.yml": data if isinstance(data, bytes) else data.encode()})
    return [line.removeprefix("content/ledgers/l1/2021.yml:") for line in project.messages(language)]


@pytest.mark.parametrize(("what", "data", "message"), FAULTS)
def test_a_faulty_file_is_told_by_place_and_remedy(what: str, data: str | bytes, message: str, project: Project) -> None:
    assert in_issues(project, data, "zh") == [message]


@pytest.mark.parametrize(("what", "data", "message"), ENGLISH)
def test_a_faulty_file_is_told_in_english(what: str, data: str | bytes, message: str, project: Project) -> None:
    assert in_issues(project, data, "en") == [message]


def test_a_line_of_50_mb_is_told_at_once(project: Project) -> None:
    data = b"- {id: A-1, title: " + b"a" * 50_000_000 + b"}\n"
    start = time.monotonic()

    assert in_issues(project, data, "zh") == ["1:1000001: 一行不得超过 1,000,000 个字符，此行有 50,000,020 个；多为误粘贴，请检查"]
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 诉求内容: 乙}\n",
        "- 编号: A-1\r\n  标题: 甲\r\n  收到日期: 2021-03-02\r\n  诉求内容: |\r\n    乙\r\n",
        "---\n- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 诉求内容: 乙}\n...\n",
        "- {编号: A-1, 标题: 甲, 收到日期: 2021-03-02, 诉求内容: 乙}",
        "# 注\n- {编号: A-1, 标题: 甲, 收到日期: '2021-03-02', 诉求内容: \"乙\"} # 注\n",
        "- 编号:   A-1\n  标题:\t甲\n  收到日期: 2021-03-02\n\n\n  诉求内容: >-\n    乙\n",
    ],
    ids=["BOM", "CRLF", "document marks", "no last newline", "comments", "spaces and tab"],
)
def test_what_editors_and_systems_write_is_accepted(data: str, project: Project) -> None:
    assert in_issues(project, data, "zh") == []
    issue = project.check().portal.issues[0]
    assert (issue.title, issue.description) == ("甲", "乙")
