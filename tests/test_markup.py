"""Text to HTML: the quick path equals the slow one, and nothing dangerous comes through."""

import markupsafe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.markup import Html, Reference, quick_escape, render, render_markdown, render_simple, replace_references, summary

PIECES = st.sampled_from([
    "我公司", "a", "b c", "\n", "\n\n", "- ", "-", "**", "*", " ", "  ", "1. ", "2.3", "21:30", '"', "'", "。", "=", "---", "+ ", "12", "~",
    "^", "!", ":", "\n- x\n- y", "http://a.b", "（", "）", "\n\n- x", "\u3000", ";", "<", ">", "&", "#", "`", "_", "[", "]", "|", "\\",
])  # fmt: skip
texts = st.lists(PIECES, max_size=12).map(lambda pieces: "".join(pieces).strip("\n").rstrip())


@given(texts)
@settings(derandomize=True, deadline=None, max_examples=3000)
def test_simple_texts_come_out_as_markdown_would_have_them(text: str) -> None:
    simple = render_simple(text) if text else None

    assert simple is None or simple == render_markdown(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一段话。", "<p>一段话。</p>"),
        ("第一行\n第二行", "<p>第一行<br>\n第二行</p>"),
        ("第一段\n\n第二段", "<p>第一段</p>\n<p>第二段</p>"),
        ("有：\n\n- 甲\n- **乙**", "<p>有：</p>\n<ul>\n<li>甲</li>\n<li><strong>乙</strong></li>\n</ul>"),
        ("面积 2.3 公里，21:30 下班", "<p>面积 2.3 公里，21:30 下班</p>"),
    ],
)
def test_ordinary_texts_take_the_quick_path(text: str, html: str) -> None:
    assert render_simple(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<p onclick="alert(1)">x</p>',
        "[x](javascript:alert(1))",
        "![图](http://evil.example/x.png)",
        '<iframe src="http://evil.example"></iframe>',
        '<a href="data:text/html,x">x</a>',
        "<style>body{background:url(http://evil.example)}</style>",
        '<form action="http://evil.example"><input></form>',
    ],
)
def test_nothing_that_acts_or_loads_comes_through(text: str) -> None:
    html = render(text).lower()

    for sign in ("<script", "onerror", "onclick", "javascript:", "<img", "<iframe", "data:text", "<style", "<form", "<input"):
        assert sign not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", "<table>"),
        ("1. 甲\n2. 乙", "<ol>"),
        ("见 [原文](https://example.org/a)", '<a href="https://example.org/a" rel="nofollow noopener">原文</a>'),
        ("`代码`", "<code>代码</code>"),
    ],
)
def test_markdown_is_kept(text: str, html: str) -> None:
    assert html in render(text)


def resolve(target: str) -> Reference | None:
    return Reference("../issues/A-1.html", 'A-1 <"标题">') if target == "A-1" else None


def test_references_become_links_and_unknown_ones_stay_text() -> None:
    assert render("见 [[A-1]] 和 [[B-2]]", resolve) == ('<p>见 <a href="../issues/A-1.html">A-1 &lt;&#34;标题&#34;&gt;</a> 和 B-2</p>')
    assert replace_references("见 [[A-1]]，`[[A-1]]`", resolve).endswith("，`[[A-1]]`")


def test_a_summary_is_one_plain_line() -> None:
    assert summary("我公司\n\n- **甲**；\n- 乙") == "我公司 甲； 乙"
    assert len(summary("很长的话，" * 60)) <= 110
    assert summary("很长的话，" * 60).endswith("…")


@given(st.one_of(st.text(), st.integers(), st.none(), st.text().map(markupsafe.Markup)))
@settings(derandomize=True, deadline=None)
def test_the_quick_escape_escapes_what_markupsafe_escapes(value: object) -> None:
    assert quick_escape(value) == str(markupsafe.escape(value))


def test_html_made_by_a_template_is_not_escaped_again() -> None:
    assert quick_escape(Html("<b>")) == "<b>"
    assert markupsafe.escape(Html("<b>")) == "<b>"


def defect(*values: object, reason: str) -> object:
    """Return a row of a table that the source does not keep yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("| 甲 |\n| --: |\n| 2 |", '<td align="right">2</td>'),
        ("# 标题\n正文", "标题</h3>"),
        ("`[[A-1]]`", "<code>[[A-1]]</code>"),
        ("[甲](http://b '[[A-1]]')", 'title="[[A-1]]"'),
        ("[见 [[A-1]]](http://b)", "见 [[A-1]]</a>"),
    ],
)
def test_what_markdown_makes_stays_well_formed(text: str, html: str) -> None:
    assert html in render(text, resolve)


def test_a_space_that_does_not_break_takes_the_slow_path() -> None:
    assert render_simple("甲\xa0乙") in (None, render_markdown("甲\xa0乙"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# 标题\n\n见 [[A-1]]，`代码`", "标题 见 A-1，代码"),
        ("1. 甲\n2. 乙", "1. 甲 2. 乙"),
        defect("见 [原文](https://example.org/a)。", "见 原文。", reason="the address is shown"),
        defect("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", "甲 乙 1 2", reason="the line under the header is shown"),
        defect("A_1 与 3>2", "A_1 与 3>2", reason="every _ and > is taken for Markdown"),
    ],
)
def test_a_summary_holds_words_and_no_markup(text: str, plain: str) -> None:
    assert summary(text) == plain
