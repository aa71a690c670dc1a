"""The catalogue: complete in both languages, and every word that is asked for is there."""

import re
from string import Formatter

import pytest

from taizhang.words import Words, catalogue, word
from tests.conftest import ROOT

GENERATOR = ROOT / "generator" / "taizhang"
THEME = ROOT / "theme" / "taizhang_theme"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_entry_has_both_languages_with_the_same_placeholders() -> None:
    wrong = [key for key, (zh, en) in catalogue().items() if not zh or not en or placeholders(zh) != placeholders(en)]

    assert wrong == []


def test_every_code_of_a_problem_has_its_words() -> None:
    asked = set()
    for path in GENERATOR.glob("*.py"):
        text = path.read_text("utf-8")
        asked.update(re.findall(r'(?:Problem\((?:[\w.()]+|""), |Fault\(|TableError\(|RowError\(|hint\(|_SourceError\()"(\w+)"', text))
        asked.update(re.findall(r'yield (?:\()?"(\w+)"', text) if path.name in ("rules.py", "portalrules.py") else [])
        asked.update(re.findall(r'"(hint_\w+)"', text))
    known = {key.removeprefix("problem.") for key in catalogue() if key.startswith("problem.")}

    assert len(asked) > 50
    assert asked - known - {"key", "term", "terms", "some", "events", "did_you_mean"} == set()


def test_every_word_of_a_template_is_in_the_catalogue() -> None:
    asked = set()
    for path in THEME.rglob("*.html"):
        asked.update(re.findall(r"(?<![\w.])(?:taizhang\.)?t\.(\w+)", path.read_text("utf-8")))
        asked.update(re.findall(r'say\("(\w+)"', path.read_text("utf-8")))
    known = {key.removeprefix("ui.") for key in catalogue() if key.startswith("ui.")}

    assert asked - known == set()


def test_no_entry_of_the_interface_is_unused() -> None:
    text = "".join(path.read_text("utf-8") for path in [*GENERATOR.glob("*.py"), *THEME.rglob("*.html")])
    # keys put together from parts, such as f"reason_{alert.reason}"
    built = [
        re.sub(r"\\{.+?\\}", r"\\w+", re.escape(part))
        for part in re.findall(r'f"(\w*\{[^"{}]+\}\w*)"', text)
        if len(re.sub(r"\{.+?\}", "", part)) > 3
    ]
    unused = [
        key
        for key in (key.removeprefix("ui.") for key in catalogue() if key.startswith("ui."))
        if not re.search(rf"\bt\.{key}\b|\"{key}\"", text) and not any(re.fullmatch(one, key) for one in built)
    ]

    assert unused == []


def test_the_chinese_interface_is_chinese() -> None:
    allowed = {"ICP", "YAML", "Excel", "Markdown", "JavaScript"}
    english = {
        key: words
        for key, (zh, _) in catalogue().items()
        if key.startswith("ui.") and (words := set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", zh))) - allowed)
    }

    assert english == {}


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = Words("ui", "zh").no_such_word
    with pytest.raises(KeyError):
        word("ui.no_such_word", "en")
