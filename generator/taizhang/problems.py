"""Problems of the content: values with a position, worded in Chinese or English, shown all at once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from taizhang.vocabulary import VOCABULARIES
from taizhang.words import LANGUAGES, word

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One fault of the content.

    `file` is the path below the project folder, `path` the way to the faulty value inside the file (list indexes and
    keys), `line` and `column` count from 1 and are 0 until the position has been looked up.
    """

    file: str
    code: str
    values: dict[str, str] = field(default_factory=dict)
    path: Path = ()
    on_key: bool = False
    line: int = 0
    column: int = 0

    def message(self, language: str) -> str:
        """Return what must hold, what was found and how to mend it, in `language`."""
        values = {name: _expand(value, language) for name, value in self.values.items()}
        return word(f"problem.{self.code}", language, **{"hint": "", **values}).rstrip()

    def text(self, language: str) -> str:
        """Return `file:line:column: message`."""
        return f"{self.file}:{self.line}:{self.column}: {self.message(language)}"


# What begins a value that is to be worded in the reader's language; no content can hold it.
_MARK, _GAP = "\x01", "\x1f"


def hint(name: str, *args: str) -> str:
    """Return a value of a problem that is worded with its message: an entry of the catalogue, a key, a term or terms."""
    return _MARK + _GAP.join((name, *args))


def suggestion(near: str) -> str:
    """Return the hint that `near` was probably meant; nothing where `near` is nothing."""
    return hint("did_you_mean", near) if near else ""


def _expand(value: str, language: str) -> str:
    if not value.startswith(_MARK):
        return value
    name, *args = value[1:].split(_GAP)
    separator = "、" if language == "zh" else ", "
    if name == "key":
        return args[LANGUAGES.index(language)]
    if name == "term":
        return VOCABULARIES[args[0]].label(args[1], language)
    if name == "events":
        return separator.join(VOCABULARIES["event"].label(id_, language) for id_ in args)
    if name == "some":
        return separator.join(VOCABULARIES[args[0]].label(id_, language) for id_ in args[1:])
    if name == "terms":
        return separator.join(term.label(language) for term in VOCABULARIES[args[0]])
    return word(f"problem.{name}", language, **dict(zip("abc", args, strict=False)))


class ContentError(Exception):
    """The content has problems; nothing was built."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in content")
        self.problems = problems


def ordered(problems: Sequence[Problem]) -> list[Problem]:
    """Return `problems` by file, line and column, each once."""
    unique = {(p.file, p.line, p.column, p.code, tuple(sorted(p.values.items()))): p for p in problems}
    return [unique[key] for key in sorted(unique)]


def render(problems: Sequence[Problem], form: str, language: str) -> str:
    """Return `problems` in the format `form`: text, json, github, gitlab or sarif."""
    return _FORMS[form](problems, language)


def _text(problems: Sequence[Problem], language: str) -> str:
    return "\n".join(p.text(language) for p in problems)


def _json(problems: Sequence[Problem], language: str) -> str:
    return _dump([
        {"file": p.file, "line": p.line, "column": p.column, "code": p.code, "message": p.message(language)}
        for p in problems
    ])  # fmt: skip


def _github(problems: Sequence[Problem], language: str) -> str:
    """Workflow commands; the escapes are those of GitHub's own toolkit."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def escape_property(text: str) -> str:
        return escape(text).replace(":", "%3A").replace(",", "%2C")

    return "\n".join(
        f"::error file={escape_property(p.file)},line={p.line},col={p.column}::{escape(p.message(language))}" for p in problems
    )


def _gitlab(problems: Sequence[Problem], language: str) -> str:
    """A Code Quality report."""
    return _dump([
        {
            "description": p.message(language),
            "check_name": p.code,
            "fingerprint": hashlib.sha256(p.text("en").encode()).hexdigest(),
            "severity": "blocker",
            "location": {"path": p.file, "lines": {"begin": p.line}},
        }
        for p in problems
    ])  # fmt: skip


def _sarif(problems: Sequence[Problem], language: str) -> str:
    """A SARIF 2.1.0 log."""
    return _dump({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": {"driver": {"name": "taizhang", "rules": [{"id": code} for code in sorted({p.code for p in problems})]}},
            "results": [
                {
                    "ruleId": p.code,
                    "level": "error",
                    "message": {"text": p.message(language)},
                    "locations": [{"physicalLocation": {
                        "artifactLocation": {"uri": quote(p.file)},
                        "region": {"startLine": max(p.line, 1), "startColumn": max(p.column, 1)},
                    }}],
                }
                for p in problems
            ],
        }],
    })  # fmt: skip


def _dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


_FORMS = {"text": _text, "json": _json, "github": _github, "gitlab": _gitlab, "sarif": _sarif}
FORMS = tuple(_FORMS)
