"""Measuring ways to build the same site: in turn, each as a whole, the memory of its process tree in a run apart."""

import os
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One way to build a site: commands that run one after another in `folder` and are timed as one."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    folder: Path
    output: Path
    #: What is done before each run and not timed.
    prepare: Callable[[], object] = field(default=lambda: None, compare=False)
    #: Whether the next contestant starts from this one's output; else it goes, for memory is its disk.
    leaves_output: bool = field(default=False, compare=False)

    def seconds(self, log: Path) -> float:
        """Return how long one run takes, its output going into `log`. Raises RuntimeError where a command fails."""
        with log.open("wb") as said:
            start = time.perf_counter()
            for command in self.commands:
                if subprocess.run(command, cwd=self.folder, stdout=said, stderr=subprocess.STDOUT, check=False).returncode:
                    raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text('utf-8', 'replace')[-3000:]}")
            return time.perf_counter() - start


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one contestant gave: its runs in seconds, its peak memory in MB, and the HTML pages it wrote with their mean size in bytes."""

    peak_mb: float
    pages: int
    page_bytes: float
    runs: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median of the timed runs."""
        return statistics.median(self.runs)


def race(contestants: Collection[Contestant], runs: int, folder: Path) -> dict[Contestant, Result]:
    """Return the results of `contestants` after one run each for memory and pages, and `runs` timed rounds in which each has its turn."""
    log = folder / "log"
    results = {}
    for one in contestants:
        one.prepare()
        with _peak() as peak:
            one.seconds(log)
        sizes = [page.stat().st_size for page in one.output.rglob("*.html")]
        results[one] = Result(peak_mb=peak[0], pages=len(sizes), page_bytes=statistics.fmean(sizes or [0]))
        _clear(one)
    for _ in range(runs):
        for one in contestants:
            one.prepare()
            results[one].runs.append(one.seconds(log))
            _clear(one)
    return results


def _clear(one: Contestant) -> None:
    if not one.leaves_output:
        shutil.rmtree(one.output, ignore_errors=True)


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Give the highest memory in MB of all processes started meanwhile, looked at 20 times a second: looking costs them time."""
    peak, done = [0.0], threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], _children_mb(os.getpid()))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield peak
    finally:
        done.set()
        looking.join()


def _children_mb(root: int) -> float:
    """Return the proportional set size of all descendants of a process: what they share counts once."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    total, todo = 0, list(children.get(root, []))
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024
