"""The bench measures what it says: whole commands in turn, pages, memory; and tells it the same in JSON and as a table."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from bench import __main__ as bench
from bench import hugo, plain
from bench.comparisons import COMPARISONS, Comparison
from bench.ledger import edit_text, edit_title, write_content
from bench.measure import Contestant, race

from taizhang.checking import check, content_of
from tests.conftest import TODAY

#: What whoever reads bench.json relies on.
KEYS = {"issues", "seconds", "ratio", "ratios", "peak_mb", "memory_ratios", "pages", "pages_per_second", "bytes_per_page", "growth"}


def command(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def builder(folder: Path, name: str, seconds: float, megabytes: int, pages: int) -> Contestant:
    """A program that takes its time and memory, and writes pages of 4 bytes."""
    wait = f"import time; kept = bytearray({megabytes << 20}); time.sleep({seconds})"
    write = (
        f"from pathlib import Path; Path('out').mkdir(exist_ok=True); [Path(f'out/{{n}}.html').write_text('page') for n in range({pages})]"
    )
    (folder / name).mkdir()
    return Contestant(name=name, commands=(command(wait), command(write)), folder=folder / name, output=folder / name / "out")


def test_contestants_take_turns_and_are_measured_whole(tmp_path: Path) -> None:
    ours, rival = builder(tmp_path, "ours", 0.2, 5, 2), builder(tmp_path, "rival", 0.8, 150, 3)
    results = race([ours, rival], 3, tmp_path)

    assert [len(result.runs) for result in results.values()] == [3, 3]
    found = Comparison(issues=10, ours=(ours,), rivals=(rival,)).report(results)
    assert found.keys() >= KEYS
    assert found["pages"] == {"ours": 2, "rival": 3}
    assert found["bytes_per_page"] == {"ours": 4, "rival": 4}
    assert isinstance(found["ratio"], float)
    assert found["ratio"] > 1.5
    assert found["memory_ratios"]["rival"] > 2  # type: ignore[index]
    assert not ours.output.exists(), "a contestant's output goes, for memory is its disk"


def test_a_failing_command_says_why(tmp_path: Path) -> None:
    one = Contestant(name="x", commands=(command("raise SystemExit('no such luck')"),), folder=tmp_path, output=tmp_path / "out")
    with pytest.raises(RuntimeError, match="no such luck"):
        race([one], 1, tmp_path)


def test_an_edit_changes_one_word_each_time_another_and_hugo_sees_it(tmp_path: Path) -> None:
    content, site = tmp_path / "content", tmp_path / "hugo"
    write_content(content, 30)
    hugo.write_site(site, content)
    before = (content / "ledgers/bench/part-000.yml").read_text("utf-8")

    edit_text(content, 1)
    once = (content / "ledgers/bench/part-000.yml").read_text("utf-8")
    edit_text(content, 2)
    twice = (content / "ledgers/bench/part-000.yml").read_text("utf-8")

    changed = [(old, new) for old, new in zip(before.splitlines(), twice.splitlines(), strict=True) if old != new]
    assert len(changed) == 1
    assert "员工1002人" in changed[0][1]
    assert once != twice
    assert (site / "assets/ledger/part-000.yml").read_text("utf-8") == twice
    assert edit_title(content, 7) == ("B-000029", "第7次修改后的标题")
    assert "  标题: 第7次修改后的标题\n" in (content / "ledgers/bench/part-000.yml").read_text("utf-8")
    assert check(content_of(content, tmp_path), TODAY, None).portal.issues


def test_plain_pages_say_the_same(tmp_path: Path) -> None:
    write_content(tmp_path / "content", 12)
    plain.write_site(tmp_path / "plain", tmp_path / "content")

    pages = sorted((tmp_path / "plain/docs/issues").glob("*.md"))
    assert len(pages) == 12
    text = pages[0].read_text("utf-8")
    assert "| 编号 | B-000000 |" in text
    assert "我公司位于" in text
    assert text.count("\n1. ") >= 4


@pytest.mark.skipif(not shutil.which("hugo", path=Path(sys.executable).parent), reason="needs requirements/bench.txt")
def test_a_small_run_writes_json_and_prints_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "build" / "bench.json"
    monkeypatch.setattr(sys, "argv", ["bench", "-n", "30", "--runs", "1", "--only", "pages", "--out", str(out)])
    bench.main()
    printed = capsys.readouterr().out

    found = json.loads(out.read_text("utf-8"))
    assert found["n"] == 30
    assert found["pages"].keys() >= KEYS
    assert found["pages"]["pages"]["hugo"] >= 30
    assert found["pages"]["peak_mb"]["hugo"] > 10
    monkeypatch.setattr(sys, "argv", ["bench", "--table", str(out)])
    bench.main()
    assert capsys.readouterr().out == printed
    assert "| hugo |" in printed


def test_every_comparison_has_a_name_that_readers_of_the_json_know() -> None:
    assert list(COMPARISONS) == ["pages", "search", "edit", "growth", "mkdocs", "zensical", "demo", "serve"]
