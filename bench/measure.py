"""Measuring a command as a whole: seconds on the clock, and the memory of its whole process tree."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path


def seconds(command: Sequence[str], folder: Path, log: Path) -> float:
    """Return how long `command` takes in `folder`, its output going into `log`. Raises RuntimeError where it fails."""
    with log.open("wb") as output:
        start = time.perf_counter()
        code = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
        taken = time.perf_counter() - start
    if code:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text('utf-8', 'replace')[-3000:]}")
    return taken


def peak_mb(command: Sequence[str], folder: Path) -> float:
    """Return the highest memory of the process tree of `command`, sampled 20 times a second: looking costs time, so it is a run apart."""
    peak = 0.0
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, _tree_mb(process.pid))
        time.sleep(0.05)
    return peak


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
