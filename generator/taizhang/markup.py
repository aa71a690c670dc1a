"""Text to HTML: staff's Markdown, sanitised, with references to records as links."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import markdown
import markupsafe
import nh3
from markdown.extensions.tables import TableExtension

# Signs that Markdown would do something with that `render_simple` does not do: then Markdown does it.
_OTHER_SYNTAX = re.compile(r"[\\`_\[\]<>#&|\t\r\xa0*]|^[^\S\n]|[^\S\n]$|^(?:[+] |\d+\. |[=\- ]+$|-(?! ))", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*(?!\*)")
_ITEM = re.compile(r"- (?![-+=\s]|\d+\.).+")
_BLANK = re.compile(r"\n\n+")
_REFERENCE = re.compile(r"\[\[([^\[\]\n]{1,80})\]\]")
_HEADING = re.compile(r"(</?)h[12]>")
_TAG = re.compile(r"(<[^>]*>)")
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)

_TAGS = {
    "p", "br", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
    "h3", "h4", "h5", "h6", "hr", "del",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}

_markdown = markdown.Markdown(extensions=["sane_lists", "nl2br", TableExtension(use_align_attribute=True)], output_format="html")


class Html(str):
    """Text that is HTML already: what came out of a template, or of here."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


_escape_text: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]  # noqa: SLF001


def quick_escape(value: object) -> str:
    """Return what markupsafe's escape returns, without the object it wraps each text in, which costs ten times the escaping."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)  # type: ignore[arg-type]
    if kind is Html:
        return value  # type: ignore[return-value]
    return str(value) if kind is int else str(markupsafe.escape(value))


#: What a reference may begin with, and the records it then names.
REFERENCE_KINDS = {
    spelling: attribute
    for attribute, spellings in {
        "units": ("unit", "单位"), "policies": ("policy", "政策"), "ledgers": ("ledger", "台账"), "programmes": ("programme", "机制"),
        "sessions": ("session", "活动"), "slips": ("slip", "交办单"), "teams": ("team", "团队"), "causes": ("cause", "共性问题"),
        "projects": ("project", "项目"),
    }.items()
    for spelling in spellings
}  # fmt: skip


class Reference(NamedTuple):
    """What a `[[…]]` in prose leads to."""

    address: str
    label: str


Resolve = Callable[[str], Reference | None]


def render(text: str, resolve: Resolve | None = None) -> Html:
    """Return `text` as safe HTML. References become links where `resolve` knows them, else plain text."""
    if not text:
        return Html()
    simple = render_simple(text)
    if simple is not None:
        return Html(simple)  # it holds nothing that HTML would mind
    html = render_markdown(text)
    return Html(link_references(html, resolve) if resolve and "[[" in html else html)  # sanitised


def render_markdown(text: str) -> str:
    """Return `text` as HTML by way of Markdown and the sanitiser."""
    _markdown.reset()
    html = _HEADING.sub(r"\1h3>", _markdown.convert(text))  # below the page's own headings
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel="nofollow noopener")


def render_simple(text: str) -> str | None:
    """Return text of paragraphs, `- ` lists and **bold** as what `render_markdown` makes of it, ten times faster.

    None where the text holds anything else.
    """
    if "*" in text:
        text = _BOLD.sub("\x02\\1\x03", text)  # control characters are in no checked text, so they can mark the place
    if _OTHER_SYNTAX.search(text):
        return None
    html = []
    after_list = False
    for block in _BLANK.split(text):
        lines = block.split("\n")
        if lines[0].startswith("- "):
            if after_list or not all(map(_ITEM.fullmatch, lines)):
                return None  # a loose or nested list, or an item that goes on in the next line
            html.append("<ul>\n" + "\n".join([f"<li>{line[2:]}</li>" for line in lines]) + "\n</ul>")
            after_list = True
        else:
            html.append("<p>" + "<br>\n".join(lines) + "</p>")
            after_list = False
    return "\n".join(html).replace("\x02", "<strong>").replace("\x03", "</strong>")


def link_references(html: str, resolve: Resolve) -> str:
    """Return `html` with each `[[…]]` as a link; one that leads nowhere stays as its text."""
    inside = 0  # links and code, in which a link would be wrong
    parts = []
    for part in _TAG.split(html):
        if part.startswith("<"):
            inside += bool(re.match(r"<(?:a|code)\b", part)) - bool(re.match(r"</(?:a|code)\b", part))
            parts.append(part)
        else:
            parts.append(part if inside else _REFERENCE.sub(partial(_link, resolve), part))
    return "".join(parts)


def _link(resolve: Resolve, match: re.Match[str]) -> str:
    target = resolve(match[1].strip())
    if target is None:
        return quick_escape(match[1])
    return anchor(target.label, target.address)


def anchor(label: str, href: str) -> str:
    """Return a link as HTML; without an address it is only text."""
    return f'<a href="{quick_escape(href)}">{quick_escape(label)}</a>' if href else quick_escape(label)


def drop_references(text: str, is_known: Callable[[str], bool]) -> str:
    """Return `text` without the references to what is not known: not even its name is to be told."""
    return _REFERENCE.sub(lambda match: match[0] if is_known(match[1].strip()) else "", text)


def find_references(text: str) -> Iterator[tuple[str, int]]:
    """Yield what each `[[…]]` of a page names, with its offset; code is left alone."""
    code = [match.span() for match in _CODE.finditer(text)]
    for match in _REFERENCE.finditer(text):
        if not any(start <= match.start() < end for start, end in code):
            yield match[1].strip(), match.start()


def replace_references(text: str, resolve: Resolve) -> str:
    """Return a page of Markdown with each `[[…]]` outside code as a link.

    The link is HTML: what it leads to is no page of the engine's, which would complain of a Markdown link.
    """
    code = [match.span() for match in _CODE.finditer(text)]

    def link(match: re.Match[str]) -> str:
        in_code = any(start <= match.start() < end for start, end in code)
        return match[0] if in_code else _link(resolve, match)

    return _REFERENCE.sub(link, text)


_MARKS = re.compile(r"[*_`#>|\[\]]|^\s*[-+]\s", re.MULTILINE)


def summary(text: str, limit: int = 110) -> str:
    """Return the beginning of `text` as one plain line of at most `limit` characters."""
    plain = " ".join(_MARKS.sub("", text[: 3 * limit]).split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip("，、；： ") + "…"
