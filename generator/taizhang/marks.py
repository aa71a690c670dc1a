"""Marks: which parts of a page are searched, as Pagefind's attributes in its HTML, and the cutting of those parts out of it."""

import re
from functools import cache
from hashlib import blake2b
from html import unescape
from typing import NamedTuple

from taizhang.markup import Html, quick_escape

_NAME = " data-pagefind-body"
_MARK = _NAME.encode()
_ATTRIBUTE = re.compile(r' data-pagefind-(filter|sort|meta)="([^"]*)"')
_TITLE = re.compile(r"<h1\b.*?</h1>", re.DOTALL)
_IGNORED = re.compile(r"<(\w+)\b[^<>]* data-pagefind-ignore.*?</\1>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|h[1-6]|[ou]l|li|t[rdh]|table|dl|d[dt]|br|blockquote|pre|hr)\b[^<>]*>|</(?:a|span)>(?=<(?:a|span)\b)")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"\s*\n\s*")


class Marked(NamedTuple):
    """What is searched of one page: its address, what it is filtered and sorted by, what its card shows beside, title and text."""

    address: str
    filters: dict[str, str]
    sorts: dict[str, str]
    meta: dict[str, str]
    title: str
    text: str


def marks(filters: dict[str, str], sorts: dict[str, str] | None = None, meta: dict[str, str] | None = None) -> Html:
    """Return the attributes of the heading of a page that is searched."""
    said = ""
    for name, pairs in (("filter", filters), ("sort", sorts or {}), ("meta", meta or {})):
        if given := ",".join([f"{key}:{value}" for key, value in pairs.items() if value]):
            said += f' data-pagefind-{name}="{quick_escape(given)}"'
    return Html(_NAME + said)


@cache
def _tags(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<(/?)" + name + rb"\b")


def cut(page: bytes) -> bytes:
    """Return the marked parts of `page`, tags and all, in one line; nothing where there are none."""
    parts = []
    at = page.find(_MARK)
    while at >= 0:
        start = page.rfind(b"<", 0, at)
        if page.find(b">", start, at) < 0:  # in a tag, not in a text
            at = _end(page, page[start + 1 : page.index(b" ", start)], at)
            parts.append(page[start:at])
        at = page.find(_MARK, at + 1)
    return b"".join(parts).replace(b"\n", b" ")


def marked_line(address: str, page: bytes) -> bytes:
    """Return the line that says what is searched of `page`: its address, the digest of its marked parts, and they; nothing without any."""
    parts = cut(page)
    return kept_line(address, blake2b(parts, digest_size=16).hexdigest().encode(), parts) if parts else b""


def kept_line(address: str, digest: bytes, parts: bytes = b"") -> bytes:
    """Return the line of a page whose marked parts come to `digest`; without `parts` they are looked up in the page if need be."""
    return b"%s\t%s\t%s\n" % (address.encode(), digest, parts)


def digest_of(line: bytes) -> bytes:
    """Return the digest that stands in a line."""
    return line.split(b"\t", 2)[1] if line else b""


def _end(page: bytes, name: bytes, at: int) -> int:
    """Return where the element `name` ends in whose opening tag `at` is."""
    closing = page.find(b"</%s>" % name, at)
    if page.find(b"<" + name, at, closing) < 0:
        return closing + len(name) + 3
    depth = 1  # an element of the same name may be inside
    for tag in _tags(name).finditer(page, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return page.index(b">", tag.end()) + 1
    return len(page)


def read_marked(address: str, html: str) -> Marked:
    """Return what the marked parts `html` of the page at `address` say, as plain text; blocks are lines."""
    found: dict[str, dict[str, str]] = {"filter": {}, "sort": {}, "meta": {}}
    for name, said in _ATTRIBUTE.findall(html.partition(">")[0]):
        for pair in unescape(said).split(","):
            key, _, value = pair.partition(":")
            found[name][key] = value
    heading = _TITLE.search(html)
    title = _plain(heading[0]).replace("\n", " ") if heading else address
    rest = f"{html[: heading.start()]}\n{html[heading.end() :]}" if heading else html
    return Marked(address, found["filter"], found["sort"], found["meta"], title, _plain(rest))


def _plain(html: str) -> str:
    text = unescape(_TAG.sub("", _BLOCK.sub("\n", _IGNORED.sub("", html))))
    return _BREAK.sub("\n", re.sub(r"[^\S\n]+", " ", text)).strip()
