"""Forking: a part of the work done by another process: a fork, which shares this one's memory as it was, or a program of its own."""

import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar


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


T = TypeVar("T")


@dataclass(frozen=True)
class Numbers:
    """Numbers that several processes share out among them by a pipe: each goes to one of them, whoever is first."""

    pipe: int

    @classmethod
    def below(cls, count: int) -> "Numbers":
        """Return the numbers from 0 to below `count`."""
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as pipe:  # which holds them all: nobody reads yet
            pipe.write(b"".join([number.to_bytes(_WIDTH, "big") for number in range(count)]))
        return cls(reading)

    def __iter__(self) -> Iterator[int]:
        while number := os.read(self.pipe, _WIDTH):
            yield int.from_bytes(number, "big")
        os.close(self.pipe)


class Shared(Generic[T]):
    """Items that the processes forked from here share out among them: each goes to one of them, whoever is first.

    It takes as long as the slowest piece, not as the slowest half: nobody has to know beforehand how long a piece takes.
    """

    def __init__(self, items: Sequence[T], size: int = 64) -> None:
        self.items = items
        self._size = max(size, -(-len(items) // _MOST_PIECES))
        #: How many of the items had been taken, by whomever, when this process last took some.
        self.taken = 0
        self.numbers = Numbers.below(-(-len(items) // self._size))

    @property
    def pieces(self) -> Iterator[Sequence[T]]:
        """The items piece by piece, in order of their numbers."""
        return (self.items[start : start + self._size] for start in range(0, len(self.items), self._size))

    def __iter__(self) -> Iterator[T]:
        for number in self.numbers:
            start = number * self._size
            self.taken = min(start + self._size, len(self.items))
            yield from self.items[start : start + self._size]
        self.taken = len(self.items)


#: How many bytes a piece's number takes in the pipe, and how many pieces then fit into 16 KB, less than any pipe holds.
_WIDTH = 4
_MOST_PIECES = 4096


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


def run_module(module: str, argument: str, pipes: Iterable[int]) -> Child:
    """Run `module` with `argument` in a process of its own, which inherits `pipes`; what it writes to standard output is its result."""
    reading, writing = os.pipe()
    for pipe in pipes:
        os.set_inheritable(pipe, True)
    command = [sys.executable, "-P", "-m", module, argument]
    pid = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    return Child(pid, reading)
