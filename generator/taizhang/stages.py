"""Stages: how long each part of a build took, and the most memory it held."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Stage(NamedTuple):
    """One part of a build that is done: its name, its seconds, and the most memory of its largest process, in MB."""

    name: str
    seconds: float
    peak_mb: float


class Stages:
    """The stages of one build, each told to `tell` when it is done."""

    def __init__(self, tell: Callable[[Stage], object] = lambda _: None) -> None:
        self.done: list[Stage] = []
        self._tell = tell
        self._open = ExitStack()

    def begin(self, name: str) -> None:
        """Begin the stage `name`, which lasts until `end`: between two calls of ours, while others are at work."""
        self._open.enter_context(self.stage(name))

    def end(self) -> None:
        """End the stage begun last."""
        self._open.close()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done meanwhile as the stage `name`; nothing is told of one that fails."""
        children = _children_mb()
        _forget_peak()
        start = time.perf_counter()
        yield
        stage = Stage(name, time.perf_counter() - start, max(_peak_mb(), after if (after := _children_mb()) > children else 0))
        self.done.append(stage)
        self._tell(stage)


_STATUS = Path("/proc/self/status")


def _forget_peak() -> None:
    """Let the system count this process's peak from now on; elsewhere than on Linux it counts from the start."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    try:
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return _in_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return int(line.split()[1]) / 1024


def _children_mb() -> float:
    """Return the peak of the largest child that has ended."""
    return _in_mb(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _in_mb(size: int) -> float:
    return size / (1024 * 1024 if sys.platform == "darwin" else 1024)
