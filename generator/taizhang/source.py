"""The source: one YAML file's bytes become a tree whose every scalar is text, or problems with positions.

PyYAML is the oracle: what it reads with every scalar as text is what a file says. yaml-rs reads the common case several
times faster and is believed only where it must agree (see docs/decisions/0001): a guard declines files with anything the
two may read differently, and a result that holds anything but text is declined as well.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any, cast

import msgspec
import yaml
import yaml_rs

from taizhang.problems import Path, Problem, hint

Tree = str | list["Tree"] | dict[str, "Tree"]

#: A line longer than this is no ledger: it is a paste that went wrong, and would make every message useless.
LONGEST_LINE = 1_000_000
DEEPEST = 32

# A tree of text six levels down, which is deeper than any ledger. msgspec checks it in C.
_Leaf = str | list[str] | dict[str, str]
_Level4 = str | list[_Leaf] | dict[str, _Leaf]
_Level3 = str | list[_Level4] | dict[str, _Level4]
_Level2 = str | list[_Level3] | dict[str, _Level3]
_TextTree = list[_Level2] | dict[str, _Level2]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")

# Signs in the bytes that there may be one; looking for these is far faster.
_C0 = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_C1 = (b"\xc2", b"\xef\xbf")

# Where YAML 1.1 (PyYAML) and YAML 1.2 (yaml-rs), or the two programs, may differ. Each guard is a sign that a plain
# substring search can rule out, and a pattern that begins with the sign, so that ordinary text costs next to nothing.
_START = r"(?<![^\s\[{,:-]%s)"  # the sign stands where a token may begin
_GUARDS = [
    *((sign, re.compile(re.escape(sign) + _START % re.escape(sign))) for sign in "&*!%@`?"),
    ("---", re.compile(r"^---", re.MULTILINE)),
    ("...", re.compile(r"^\.\.\.", re.MULTILINE)),
    *((sign, None) for sign in ("<<", "\\", "\t", "\r", "\x85", "\u2028", "\u2029", "\ufeff")),
]
# A colon that begins an item of a flow collection, which PyYAML does not take. What is no blank of YAML's was declined before.
_FLOW_COLON = re.compile(r"[\[{,:][ \n]*:")
_MAYBE_FLOW_COLON = ("[:", "{:", ",:", "::", " :", "\n:")
# A flow collection that goes on in the next line, where only one of the two refuses a key of several lines; or one nested
# deeper than any ledger's, which yaml-rs would follow until the stack overflows. So it would deep block nesting.
_FLOW_INNER = r"(?:[^\[\]{}\n]++|[\[{](?:[^\[\]{}\n]++|[\[{][^\[\]{}\n]*+[\]}])*+[\]}])*+"
_FLOW_ODD = re.compile(rf"[\[{{]{_FLOW_INNER}[\n\[{{]")
_DEEP = re.compile(r"(?:-[ ]+){8}|\n {200}")
_MAYBE_DEEP = ("- -", "-  ", "\n" + 200 * " ")  # looking for these first takes next to no time
# Lines with quotation marks: a scalar in quotes that goes on in the next line is folded, and may hide brackets.
_QUOTED = re.compile(r"^.*['\"].*$", re.MULTILINE)
# The head of a block scalar and the indent of the line after it: the two read a block without lines differently.
_BLOCK = re.compile(r"[|>][-+0-9]*[ ]*(?:#[^\n]*)?\n([ ]*)(\S?)")
_LEAD = re.compile(r"[ ]*(?:-[ ]+)*")


def _differs(text: str) -> bool:
    """Tell whether `text` holds anything that the two parsers might read differently."""
    if any(sign in text and (pattern is None or pattern.search(text)) for sign, pattern in _GUARDS):
        return True
    if any(sign in text for sign in _MAYBE_FLOW_COLON) and _FLOW_COLON.search(text):
        return True
    if _FLOW_ODD.search(text) or (any(sign in text for sign in _MAYBE_DEEP) and _DEEP.search(text)):
        return True
    if ("'" in text or '"' in text) and any(line[0].count("'") % 2 or line[0].count('"') % 2 for line in _QUOTED.finditer(text)):
        return True
    return _differs_at(text, "|") or _differs_at(text, ">")


def _differs_at(text: str, bar: str) -> bool:
    """Tell whether a block scalar that `bar` begins in `text`, or might begin, may be read differently."""
    at = -1
    while (at := text.find(bar, at + 1)) >= 0:
        block = _BLOCK.match(text, at)
        if block is None:
            if text[at - 1] in " [{,:-":  # a token begins here, and it is no block
                return True
            continue
        lead = _LEAD.match(text, text.rfind("\n", 0, at) + 1)
        if not block[2] or (lead and len(block[1]) <= lead.end() - lead.start()):
            return True
    return False


def read_source(path: FilePath, name: str) -> tuple[Tree | None, list[Problem]]:
    """Return the tree of the file at `path`, known as `name` in messages; None and the problems where it has any."""
    text, problems = read_text(path, name)
    return (None, problems) if problems else parse(text, name)


def read_text(path: FilePath, name: str) -> tuple[str, list[Problem]]:
    """Return the text of the file at `path`, and why it is none."""
    try:
        return decode(path.read_bytes(), name)
    except OSError as error:
        return "", [Problem(name, "unreadable_file", {"detail": error.strerror or ""}, line=1, column=1)]


def decode(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """Return the text of `data`, which must be UTF-8 without control characters or giant lines."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", [Problem(name, "not_utf8", {"encoding": "UTF-16"}, line=1, column=1)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return "", [Problem(name, "not_utf8", {"encoding": _guess_encoding(data)}, line=line, column=column)]
    if (len(data.translate(None, _C0)) != len(data) or any(lead in data for lead in _C1)) and (match := _CONTROL.search(text)):
        line, column = line_and_column(text, match.start())
        return "", [Problem(name, "control_character", {"found": f"U+{ord(match[0]):04X}"}, line=line, column=column)]
    if len(text) > LONGEST_LINE:
        for number, content in enumerate(text.split("\n"), 1):
            if len(content) > LONGEST_LINE:
                found = {"found": f"{len(content):,}", "limit": f"{LONGEST_LINE:,}"}
                return "", [Problem(name, "line_too_long", found, line=number, column=LONGEST_LINE + 1)]
    return text, []


def _guess_encoding(data: bytes) -> str:
    if b"\0" in data:
        return "UTF-16"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK/GB18030" if re.search("[\u4e00-\u9fff]", text) else "?"


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of `offset` in `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def parse(text: str, name: str) -> tuple[Tree | None, list[Problem]]:
    """Return the tree of `text`: by the fast parser where it may be believed, else by PyYAML."""
    if not text.endswith("\n"):  # the two end a block scalar differently where the file's last line is cut short
        text += "\n"
    tree = parse_fast(text)
    if tree is not None:
        return tree, []
    return parse_slow(text, name)


def parse_fast(text: str) -> Tree | None:
    """Return what PyYAML would return, or None to decline."""
    if _differs(text):
        return None
    try:
        tree = yaml_rs.loads(text, parse_datetime=False)
        # ints, floats, booleans and nulls have lost their spelling: whatever holds one is declined
        msgspec.convert(tree, _TextTree)
    except (yaml_rs.YAMLDecodeError, msgspec.ValidationError, TypeError):  # TypeError: a key that is no text
        return None
    return cast("Tree", tree)


class _SourceError(Exception):
    """The file holds what no content file may hold; raised at the event that shows it."""

    def __init__(self, code: str, event: Any, **values: str) -> None:
        super().__init__(code)
        self.code, self.mark, self.values = code, event.start_mark, values


def parse_slow(text: str, name: str) -> tuple[Tree | None, list[Problem]]:
    """Return the tree of `text` by PyYAML's events, with duplicate keys, aliases, tags and merges as problems."""
    problems: list[Problem] = []
    try:
        events = yaml.parse(text, Loader=yaml.CLoader)
        tree = _document(events, name, problems)
    except _SourceError as error:
        line, column = error.mark.line + 1, error.mark.column + 1
        return None, [*problems, Problem(name, error.code, error.values, line=line, column=column)]
    except yaml.MarkedYAMLError as error:
        return None, [*problems, _syntax_problem(error, text, name)]
    except yaml.YAMLError as error:  # a reader error carries no mark
        return None, [*problems, Problem(name, "syntax", {"detail": str(error), "hint": ""}, line=1, column=1)]
    return (None, problems) if problems else (tree, [])


def _document(events: Iterator[Any], name: str, problems: list[Problem]) -> Tree | None:
    """Compose the one document of `events`; None where the stream is empty."""
    next(events)  # stream start
    event = next(events)
    if isinstance(event, yaml.StreamEndEvent):
        return None
    tree = _compose(events, next(events), name, problems, 0)
    next(events)  # document end
    event = next(events)
    if not isinstance(event, yaml.StreamEndEvent):
        raise _SourceError("second_document", event)
    return tree


def _compose(events: Iterator[Any], event: Any, name: str, problems: list[Problem], depth: int) -> Tree:
    if depth > DEEPEST:
        raise _SourceError("too_deep", event, limit=str(DEEPEST))
    if isinstance(event, yaml.AliasEvent):
        raise _SourceError("alias", event, found=f"*{event.anchor}")
    if event.tag:
        raise _SourceError("tag", event, found=event.tag.replace("tag:yaml.org,2002:", "!!"))
    if isinstance(event, yaml.ScalarEvent):
        value: str = event.value
        return value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Tree] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_compose(events, item, name, problems, depth + 1))
        return items
    mapping: dict[str, Tree] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        spelling = _compose(events, key, name, problems, depth + 1)
        if not isinstance(spelling, str):
            raise _SourceError("key_not_text", key)
        if spelling == "<<" and key.implicit[0]:
            raise _SourceError("merge_key", key)
        if spelling in mapping:
            line, column = key.start_mark.line + 1, key.start_mark.column + 1
            problems.append(Problem(name, "duplicate_key", {"key": spelling}, line=line, column=column))
        mapping[spelling] = _compose(events, next(events), name, problems, depth + 1)
    return mapping


_HINTS = (
    ("\\t", "hint_tab"),
    ("mapping values are not allowed", "hint_colon"),
    ("could not find expected ':'", "hint_colon"),
    ("did not find expected key", "hint_indent"),
    ("did not find expected '-' indicator", "hint_indent"),
    ("did not find expected ',' or", "hint_flow"),
    ("while scanning a quoted scalar", "hint_quote"),
    ("found unknown escape character", "hint_quote"),
    ("cannot start any token", "hint_start"),
    ("while scanning a tag", "hint_start"),
    ("while scanning a block scalar", "hint_start"),
    ("are not allowed in this context", "hint_start"),
    ("did not find expected alphabetic", "hint_start"),
)


# A key followed by a full-width colon.
_WIDE_COLON = re.compile(r"[\s\-]*[^\s:：]+：")


def _syntax_problem(error: "yaml.MarkedYAMLError", text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    said = " ".join(part for part in (error.context, error.problem) if part)
    lines = text.split("\n")
    near = "\n".join(lines[max(line - 1, 0) : line + 1])
    sign = next((name for words, name in _HINTS if words in said), "hint_none")
    before = lines[line][:column] if line < len(lines) else ""
    if sign == "hint_indent" and before.strip(" -"):
        sign = "hint_start"  # something stands behind a quote or bracket that ended the value
    elif sign == "hint_colon" and "mapping values" in said and ": " not in before:
        sign = "hint_indent"
    context = error.context_mark
    if context and context.line < line and sign in ("hint_quote", "hint_flow", "hint_colon"):
        line, column = context.line, context.column  # what was opened there and never closed
    if "tab" in said or re.search(r"^[\s\-]*\t", near, re.MULTILINE):
        sign = "hint_tab"
    elif (wide := next((n for n in (line, line - 1) if 0 <= n < len(lines) and _WIDE_COLON.match(lines[n])), None)) is not None:
        sign, line, column = "hint_fullwidth", wide, lines[wide].index("：")
    found = lines[line].strip()[:60] if line < len(lines) else ""
    return Problem(name, "syntax", {"detail": said, "hint": hint(sign), "found": found}, line=line + 1, column=column + 1)


def locate(problems: Sequence[Problem], root: FilePath, same: dict[str, set[str]]) -> list[Problem]:
    """Return `problems` with line and column, composing each file at fault once more.

    `same` gives the keys that may stand in a file for a key of a path (`标题` for `title`).
    """
    nodes: dict[str, yaml.Node | None] = {}
    located = []
    for problem in problems:
        if problem.line:
            located.append(problem)
            continue
        if problem.file not in nodes:
            path = root / problem.file
            nodes[problem.file] = _node(path)
        line, column = _position(nodes[problem.file], problem.path, same, on_key=problem.on_key)
        located.append(Problem(problem.file, problem.code, problem.values, problem.path, problem.on_key, line, column))
    return located


def _node(path: FilePath) -> yaml.Node | None:
    """Return the file at `path` as nodes with marks; None where it is no YAML at all."""
    try:
        return yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.CLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None


def _position(node: "yaml.Node | None", path: Path, same: dict[str, set[str]], *, on_key: bool) -> tuple[int, int]:
    """Return the position of the value (or its key) that `path` leads to, or of the nearest thing above it."""
    mark = node.start_mark if node is not None else None
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        elif isinstance(node, yaml.MappingNode) and isinstance(step, str):
            wanted = same.get(step, set()) | {step}
            found = next(((key, value) for key, value in node.value if key.value in wanted), None)
            if found is None:
                break
            node = found[1]
            mark = found[0].start_mark if on_key and step == path[-1] else node.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
