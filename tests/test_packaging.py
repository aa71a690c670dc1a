"""What is shipped: the wheel, the sdist, and a portal built by an installed wheel far from the repository."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from taizhang.presets import PRESETS
from tests.conftest import ROOT, Project
from tests.test_build import files_of
from tests.test_importing import wrong

SHIPPED = (
    "generator",
    "theme",
    "tests",
    "content",
    "docs",
    "requirements",
    "Makefile",
    "LICENSE",
    "README.md",
    "mkdocs.yml",
    "pyproject.toml",
)


def run(folder: Path, *command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "LANG": "zh_CN.UTF-8", **environment}, capture_output=True, check=False, encoding="utf-8"
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the repository keeps, so that nothing done here is left in it."""
    copy = tmp_path_factory.mktemp("repository")
    for name in (*SHIPPED, ".gitignore"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        elif (ROOT / name).exists():
            shutil.copy2(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the sdist."""
    target = tmp_path_factory.mktemp("dist")
    before = files_of(repository)
    run(repository, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(target))
    assert files_of(repository) == before
    return target


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel alone; what it depends on is read from the current one."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    run(folder, sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    paths = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (site_packages / "dependencies.pth").write_text("\n".join(paths) + "\n", "utf-8")  # its own .pth files are not followed
    return python.parent


def test_the_wheel_holds_both_packages_their_data_and_the_entry_points(built: Path, repository: Path) -> None:
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        (entry_points,) = (wheel.read(name).decode() for name in names if name.endswith(".dist-info/entry_points.txt"))
        (metadata,) = (wheel.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))

    sources = {**files_of(repository / "generator"), **files_of(repository / "theme")}
    assert {name for name in names if ".dist-info/" not in name} == set(sources)
    assert names >= {"taizhang/words.toml", "taizhang/py.typed", "taizhang_theme/frame.html", "taizhang_theme/body/issue.html"}
    assert "taizhang_theme/assets/taizhang/taizhang.css" in names
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {"console_scripts": project["scripts"], **project["entry-points"]}
    entries = configparser.ConfigParser(delimiters="=")
    entries.read_string(entry_points)
    assert declared.keys() == {"console_scripts", "mkdocs.plugins", "mkdocs.themes"}
    assert {section: dict(entries[section]) for section in entries.sections()} == declared
    assert "Requires-Python: >=3.11" in metadata
    bounds = re.findall(r"^Requires-Dist: [\w-]+([^;\n]+)$", metadata, re.MULTILINE)
    assert len(bounds) > 8
    assert all("<" in bound and ">=" in bound for bound in bounds)


@pytest.mark.parametrize(
    "name", [wrong("not in the sdist's list: its Makefile cannot install", name) if name == "requirements" else name for name in SHIPPED]
)
def test_the_sdist_holds_what_make_needs(built: Path, repository: Path, name: str) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as sdist:
        held = {member.name.partition("/")[2] for member in sdist.getmembers()}

    kept = {file for file in files_of(repository) if file == name or file.startswith(f"{name}/")}
    assert kept
    assert kept <= held


def test_an_installed_wheel_builds_a_portal_anywhere(installed: Path, project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    where = "import taizhang, taizhang_theme; print(taizhang.__file__, taizhang_theme.__file__)"

    assert run(elsewhere, installed / "python", "-c", where).count(str(installed.parent)) == 2
    assert re.fullmatch(r"taizhang \d+\.\d+\.\d+\n", run(elsewhere, installed / "taizhang", "--version"))
    assert "1 个事项" in run(elsewhere, installed / "taizhang", "build", "-f", str(project.folder / "mkdocs.yml"))

    made = files_of(project.site)
    project.build()
    assert made == files_of(project.site)


def test_only_assets_of_the_theme_are_published(project: Project) -> None:
    project.build()

    names = set(files_of(project.site))
    assert any(re.fullmatch(r"assets/taizhang/taizhang\.[0-9a-f]{8}\.css", name) for name in names)
    assert not [name for name in names if name.endswith((".toml", ".py", ".pyc", ".yml", ".md", "py.typed")) or "__pycache__" in name]
    assert not [name for name in names if name.startswith(("body/", "partials/")) or name in ("frame.html", "main.html")]
    assert {name.partition("/")[0] for name in names if "/" in name} == {
        "assets",
        "categories",
        "data",
        "issues",
        "ledgers",
        "method",
        "performance",
        "policies",
        "search",
        "sheets",
        "units",
        "warnings",
        "years",
    }


@pytest.mark.parametrize("programme", PRESETS)
def test_an_installed_wheel_begins_and_builds_each_programme(installed: Path, programme: str, tmp_path: Path) -> None:
    run(tmp_path, installed / "taizhang", "init", "--programme", programme)
    told = run(tmp_path, installed / "taizhang", "build")

    assert "8 个事项" in told or "10 个事项" in told
    assert (tmp_path / "site/programmes/index.html").is_file()
    claims = (tmp_path / "site/claims/index.html").read_text("utf-8")
    assert "不一致" not in claims
