"""Forking: a part of the work done by a child process that shares the parent's memory as it was."""

import os
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass


class ChildError(RuntimeError):
    """A child process ended without its result; what went wrong is on standard error."""


@dataclass(frozen=True)
class Child:
    """A child at work."""

    pid: int
    pipe: int

    def result(self) -> bytes:
        """Wait for the child and return what its function returned. Raises ChildError."""
        with os.fdopen(self.pipe, "rb") as pipe:
            data = pipe.read()
        if os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]):
            raise ChildError(f"process {self.pid} failed")
        return data


def worker_count(*, worth: bool) -> int:
    """Return how many processes to share a piece of work between: one where it is not `worth` it or forking is not safe."""
    if not worth or not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), 8)


def fork(function: Callable[[], bytes]) -> Child:
    """Run `function` in a child process."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(function())
        status = 0
    except BaseException:  # noqa: BLE001  # whatever it was, the child ends here
        traceback.print_exc()
    finally:
        os._exit(status)
