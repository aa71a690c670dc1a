"""Measuring a command as a whole: seconds on the clock, and the memory of its whole process tree."""

import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Measured(NamedTuple):
    """One run: seconds, and the highest sum of the tree's proportional memory in MB, sampled 20 times a second."""

    seconds: float
    peak_mb: float


def measure(command: Sequence[str], folder: Path, log: Path) -> Measured:
    """Run `command` in `folder`, its output into `log`. Raises RuntimeError where it fails."""
    peak = 0.0
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
        done = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not done.wait(0.05):
                peak = max(peak, _tree_mb(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
    if code:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text('utf-8', 'replace')[-3000:]}")
    return Measured(seconds, peak)


def _tree_mb(root: int) -> float:
    """Return the proportional set size of a process and its descendants: shared pages count once."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024
