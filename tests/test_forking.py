"""Sharing work out among processes, stages, and compressed files."""

import gzip
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.compressing import compress
from taizhang.forking import ChildError, Shared, fork, run_module
from taizhang.stages import Stages
from tests.conftest import Project


@given(st.lists(st.integers(), max_size=300), st.integers(1, 70))
def test_one_process_takes_all_items_in_order(items: Sequence[int], size: int) -> None:
    shared = Shared(items, size)

    assert list(shared) == items
    assert shared.taken == len(items)


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 20_000])
@pytest.mark.parametrize("processes", [2, 5])
def test_each_item_goes_to_one_process(count: int, processes: int) -> None:
    shared = Shared(range(count), 1)

    def take() -> bytes:
        return b"".join([number.to_bytes(4, "big") for number in shared])

    children = [fork(take) for _ in range(processes - 1)]
    parts = [take(), *(child.result() for child in children)]

    taken = [int.from_bytes(part[at : at + 4], "big") for part in parts for at in range(0, len(part), 4)]
    assert sorted(taken) == list(range(count))


def test_a_child_that_fails_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> bytes:
        raise ValueError("broken")

    with pytest.raises(ChildError):
        fork(fail).result()
    assert "ValueError: broken" in capfd.readouterr().err


def test_a_process_of_its_own_that_fails_is_told(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(ChildError):
        run_module("taizhang.stamper", str(tmp_path / "none"), []).result()
    assert "FileNotFoundError" in capfd.readouterr().err


PEAKS = """
from taizhang.stages import Stages
stages = Stages(lambda stage: print(stage.name, stage.seconds >= 0, round(stage.peak_mb)))
with stages.stage("large"):
    held = bytes(1) * (80 << 20)
del held
with stages.stage("small"):
    pass
stages.begin("between")
stages.end()
try:
    with stages.stage("failed"):
        raise ValueError
except ValueError:
    print([stage.name for stage in stages.done])
"""


def test_a_stage_tells_its_seconds_and_its_own_peak() -> None:
    done = subprocess.run([sys.executable, "-c", PEAKS], capture_output=True, text=True, check=True)  # a process without a past

    large, small, between, told = done.stdout.splitlines()
    assert [line.rpartition(" ")[0] for line in (large, small, between)] == ["large True", "small True", "between True"]
    assert told == "['large', 'small', 'between']"
    assert int(large.split()[2]) > int(small.split()[2]) + 60


def test_the_memory_of_a_child_counts() -> None:
    stages = Stages()
    with stages.stage("child"):
        fork(lambda: bytes(len(bytearray(b"x" * (300 << 20))) and 1)).result()

    assert stages.done[0].peak_mb > 300


def test_compressed_files_stand_beside_their_own(project: Project) -> None:
    project.configure("plugins: [taizhang]", "plugins: [{taizhang: {compress: [gz, br]}}]").build()
    files = {path.relative_to(project.site).as_posix(): path for path in project.site.rglob("*") if path.is_file()}
    unpack = {".gz": gzip.decompress, ".br": brotli.decompress}

    packed = {name: path for name, path in files.items() if path.suffix in unpack}
    for name, path in packed.items():
        plain = files[name.removesuffix(path.suffix)].read_bytes()
        assert unpack[path.suffix](path.read_bytes()) == plain
        assert path.stat().st_size < len(plain)
    for wanted in ("issues/A-1.html", "index.html", "sitemap.xml", "data/api/v1/indicators.json"):
        large = files[wanted].stat().st_size >= 1024
        assert (f"{wanted}.gz" in packed, f"{wanted}.br" in packed) == (large, large)
    assert not [name for name in packed if name.endswith((".png.gz", ".woff2.gz", ".pf_meta.gz", ".gz.br", ".br.gz"))]


def test_the_same_bytes_are_compressed_to_the_same_bytes(tmp_path: Path) -> None:
    for folder, day in (("a", 1), ("b", 2_000_000_000)):
        path = tmp_path / folder / "page.html"
        path.parent.mkdir()
        path.write_text("示例" * 2000, "utf-8")
        os.utime(path, (day, day))
        assert compress(path.parent, ["gz", "br"]) == 1
    for suffix in (".gz", ".br"):
        assert (tmp_path / f"a/page.html{suffix}").read_bytes() == (tmp_path / f"b/page.html{suffix}").read_bytes()


def test_no_file_is_compressed_unasked(project: Project) -> None:
    project.build()

    assert not [path for path in project.site.rglob("*") if path.suffix in (".gz", ".br")]
