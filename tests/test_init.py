"""`taizhang init`: every preset is a portal that builds as it is, and nothing that exists is touched."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from taizhang.presets import MINIMAL, PRESETS
from tests.conftest import ROOT
from tests.test_build import broken_links, files_of
from tests.test_cli import invoke, run

HOME = Path(str(files("taizhang.presets")))
ALL = ("", *PRESETS)
#: What a preset is about: its own register stands on its site.
SECTIONS = {"daan": "teams", "haining": "sessions", "shanzhou": "projects", "yongzhou": "sessions", "guilin": "sessions"}


def command(preset: str) -> list[str]:
    """Return the arguments that begin with `preset`; skip one that is still being written."""
    if not any(path.is_file() for path in (HOME / (preset or MINIMAL)).rglob("*")):
        pytest.skip(f"{preset} is empty")
    return ["init", *(["--programme", preset] if preset else [])]


def begun(folder: Path, preset: str) -> Path:
    """Return `folder` with a preset in it."""
    result = invoke(*command(preset), str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    return folder


def test_the_presets_are_those_of_the_package() -> None:
    assert sorted(path.name for path in HOME.iterdir() if path.is_dir() and path.name != "__pycache__") == sorted(
        ("base", MINIMAL, *PRESETS)
    )
    assert set(SECTIONS) == set(PRESETS)


@pytest.mark.parametrize("preset", ALL)
def test_a_preset_builds_as_it_is(preset: str, tmp_path: Path) -> None:
    began = run(tmp_path, "taizhang", *command(preset))
    checked, built = (run(tmp_path, "taizhang", name) for name in ("check", "build"))

    assert (began.returncode, checked.returncode, built.returncode) == (0, 0, 0), checked.stdout + built.stdout + built.stderr
    assert re.fullmatch(rf"已写入 \d+ 个文件：{re.escape(str(tmp_path))}\n下一步：taizhang build\n", began.stdout)
    assert checked.stderr == ""  # nobody forgot to say what is public
    assert "WARNING" not in built.stderr
    assert (tmp_path / "site/issues/index.html").is_file()
    assert broken_links(tmp_path / "site") == []
    if preset:
        assert (tmp_path / "site/claims/index.html").is_file()
        assert (tmp_path / "site" / SECTIONS[preset] / "index.html").is_file()
        assert "不一致" not in (tmp_path / "site/claims/index.html").read_text("utf-8")


@pytest.mark.parametrize("preset", ALL)
def test_a_preset_is_written_into_a_folder_that_is_named(preset: str, tmp_path: Path) -> None:
    folder = begun(tmp_path / "new" / "portal", preset)

    expected = {
        path.relative_to(HOME / part) for part in ("base", preset or MINIMAL) for path in (HOME / part).rglob("*") if path.is_file()
    }
    assert {Path(name) for name in files_of(folder)} == expected


@pytest.mark.parametrize("preset", ALL)
def test_a_preset_holds_nothing_of_the_demo_and_no_telephone_of_anybody(preset: str, tmp_path: Path) -> None:
    text = b"\n".join(files_of(begun(tmp_path, preset)).values()).decode()

    assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)", text)
    assert not re.search(r"(?<!\d)0\d{2,3}-[1-9]\d{6,7}", text)  # those of examples begin with 0
    names = re.findall(r"名称: (示例[甲乙丙丁戊][^,，}\n]*)", (ROOT / "content/units.yml").read_text("utf-8"))
    assert [name for name in names if name in text] == []


@pytest.mark.parametrize("name", ["mkdocs.yml", "content/portal.yml", "content/units.yml"])
@pytest.mark.parametrize("preset", ALL)
def test_nothing_that_exists_is_touched(preset: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / name).write_text("mine", "utf-8")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    before = files_of(tmp_path)

    result = invoke(*command(preset), str(tmp_path))

    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("again", ALL)
def test_a_second_preset_is_refused(again: str, tmp_path: Path) -> None:
    before = files_of(begun(tmp_path, ""))

    assert invoke(*command(again), str(tmp_path)).exit_code == 2
    assert files_of(tmp_path) == before


def test_files_of_others_are_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("mine", "utf-8")

    begun(tmp_path, "")

    assert (tmp_path / "README.md").read_text("utf-8") == "mine"


@pytest.mark.parametrize("wrong", [["--programme", "nowhere"], ["--programme", ""], ["--programme", "base"], ["a", "b"]])
def test_an_unknown_preset_is_refused(wrong: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert invoke("init", *wrong).exit_code == 2
    assert files_of(tmp_path) == {}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", "utf-8")

    assert invoke("init", str(tmp_path / "a")).exit_code == 2
    assert (tmp_path / "a").read_text("utf-8") == "mine"


@pytest.mark.parametrize("preset", ALL)
def test_a_preset_builds_on_earlier_days_too(preset: str, tmp_path: Path) -> None:
    folder = begun(tmp_path, preset)

    for as_of in ("2024-12-31", "2025-03-31"):  # before any issue, and amid them
        assert run(folder, "taizhang", "build", "-q", "--as-of", as_of).returncode == 0, as_of
