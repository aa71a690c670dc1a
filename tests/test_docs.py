"""Docs that cannot rot: the generated reference is current, and the two READMEs begin with what works."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_reference_of_fields_is_current() -> None:
    spec = importlib.util.spec_from_file_location("fields", ROOT / "docs" / "fields.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (ROOT / "docs/zh/fields.md").read_text("utf-8") == module.reference(), "run: make docs"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_begins_with_the_two_commands(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")

    first = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert first
    commands = [line.split("#")[0].strip() for line in first[1].splitlines()]
    assert commands == ["make site", "make test"]


def test_links_between_docs_lead_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if not re.match(r"(https?|mailto|tel):", link) and not (path.parent / link).exists()
    ]

    assert broken == []


def test_commands_the_readme_names_exist() -> None:
    text = (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
