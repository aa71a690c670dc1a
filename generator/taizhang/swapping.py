"""Swapping: a finished folder takes the place of the published one in one step; a failed one never does."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@contextmanager
def staged(published: Path) -> Iterator[Path]:
    """Give an empty folder beside `published` that takes its place if the block succeeds and is removed if it fails.

    What a build that was killed left behind is removed first, and a published folder that a killed swap had moved aside
    is put back.
    """
    published.parent.mkdir(parents=True, exist_ok=True)
    staging = published.with_name(f".{published.name}.staging")
    old = published.with_name(f".{published.name}.old")
    if old.exists() and not published.exists():
        old.rename(published)
    for stale in (staging, old):
        shutil.rmtree(stale, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
        swap(staging, published, old)
    finally:
        for leftover in (staging, old):
            shutil.rmtree(leftover, ignore_errors=True)


def swap(staging: Path, published: Path, old: Path) -> None:
    """Put `staging` in the place of `published`: in one step where the system can, else in two by way of `old`."""
    if not published.exists():
        staging.rename(published)
    elif not _exchange(staging, published):
        published.rename(old)
        staging.rename(published)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; return False where the system or the file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code), str(other))
