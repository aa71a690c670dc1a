"""Compressing: `.gz` and `.br` beside the files of a site, for web servers that send them as they are."""

import gzip
import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from taizhang.forking import Shared, fork, worker_count

#: What the option may ask for.
FORMATS = ("gz", "br")

#: Kinds of file that become smaller; pictures, fonts and the search index are compressed by themselves.
_SUFFIXES = (".html", ".css", ".js", ".mjs", ".json", ".xml", ".svg", ".ics", ".csv", ".txt")
_SMALLEST = 1024  # below this nothing is gained
_WORTH_FORKING = 500


def compress(folder: Path, formats: Sequence[str]) -> int:
    """Write each text file of `folder` again in each of `formats`, where that is smaller; return of how many files.

    The same bytes give the same bytes: nothing tells when it was done.
    """
    packers = [_PACKERS[name] for name in FORMATS if name in formats]
    paths = sorted(_texts(os.fspath(folder)))
    shared = Shared(paths)
    write = partial(_compress_each, shared, packers)
    children = [fork(write) for _ in range(worker_count(worth=len(paths) >= _WORTH_FORKING) - 1)]
    write()
    for child in children:
        child.result()
    return len(paths)


def _compress_each(paths: Iterable[str], packers: Iterable[tuple[str, Callable[[bytes], bytes]]]) -> bytes:
    for path in paths:
        data = Path(path).read_bytes()
        for suffix, pack in packers:
            packed = pack(data)
            if len(packed) < len(data):
                Path(path + suffix).write_bytes(packed)
    return b""


def _texts(folder: str) -> Iterable[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _texts(entry.path)
            elif entry.name.endswith(_SUFFIXES) and entry.stat().st_size >= _SMALLEST:
                yield entry.path


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def _brotli(data: bytes) -> bytes:
    import brotli  # noqa: PLC0415  # asked for by few

    return bytes(brotli.compress(data, quality=5))  # above it pages take ten times as long for a tenth less


_PACKERS = {"gz": (".gz", _gzip), "br": (".br", _brotli)}
