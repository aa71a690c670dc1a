"""The search index: what the pages' marked parts say, as Pagefind bundles, one a shard, kept in a cache by what they were made of."""

import base64
import gzip
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatch
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any, NamedTuple

from taizhang.forking import Shared, fork, worker_count
from taizhang.marks import Marked, read_marked
from taizhang.shards import PAGES
from taizhang.spelling import is_folded, spaced, width
from taizhang.words import word

#: Raised whenever the same pages would give other bundles.
FORMAT = 1
#: What a page may be filtered by.
FILTERS = ("kind", "ledger", "unit", "category", "state", "warning", "year", "tier", "channel")
#: How many processes index at once: each takes less than 0.3 GB for the longest shard.
SIDE_BY_SIDE = 4
#: About how many ids one file of them holds.
IDS = 256

_LANGUAGE = "x"  # none that Pagefind knows: it shall neither segment nor stem, the words are apart already
_CHUNK = "4000"  # word places in a chunk of the index: a word that is looked up loads one
# The first word of every record, one that nobody can look up: who looks it up has all records, in their order. (Pagefind itself
# loads the whole index where it is asked for no word at all.)
_EVERY = "00a"
_MANIFEST = "manifest.json"
_TABLE = "table.pack"
_LIBRARY = "pagefind.js"
# What a page of ours loads; Pagefind's own interfaces are left out.
_KEPT = ("pagefind-entry.json", "*.pf_meta", "index/*", "fragment/*", _TABLE)
_ENGINE = (_LIBRARY, "wasm.unknown.pagefind")


class SearchError(Exception):
    """Pagefind is missing or failed."""

    def __init__(self, code: str, language: str, **said: object) -> None:
        super().__init__(word(f"cli.{code}", language, **said))


class _Failed(Exception):  # noqa: N818  # told as a SearchError, in one process
    """Pagefind made no bundle of a shard."""


class Bundle(NamedTuple):
    """The finished index of one shard: its name, how many records it holds, and its folder in the cache."""

    name: str
    size: int
    folder: Path


class Index(NamedTuple):
    """A portal's search index: its bundles, pages first, then the newest, the addresses of issues by id, and damaged entries dropped."""

    bundles: Sequence[Bundle]
    ids: Mapping[str, str]
    dropped: Sequence[str]
    reused: int


def make_index(marked: Path, cache: Path, language: str) -> Index:
    """Return the index of the pages whose marked parts are in the folder `marked`, and leave in `cache` just what it needs.

    Raises SearchError where Pagefind is missing or fails.
    """
    pagefind = _Pagefind(language)
    cache.mkdir(parents=True, exist_ok=True)
    names = _names(marked)
    shared = Shared(names, 1)
    work = partial(_each, shared, marked, cache, pagefind)
    children = [fork(work) for _ in range(min(worker_count(worth=len(names) > 1), SIDE_BY_SIDE, len(names)) - 1)]
    found: list[_Found] = []
    for part in [work(), *(child.result() for child in children)]:  # all end before any fault is told
        found += pickle.loads(part)  # noqa: S301  # our own child's
    if faults := [one.fault for one in found if one.fault]:
        raise SearchError("pagefind_failed", language, said=faults[0])
    for stale in set(cache.iterdir()) - {one.bundle.folder for one in found}:  # half a bundle of a run that was killed is stale too
        shutil.rmtree(stale) if stale.is_dir() else stale.unlink()
    found.sort(key=lambda one: names.index(one.bundle.name))
    ids = {Path(address).stem: address for one in found if one.bundle.name != PAGES for address in one.addresses}
    return Index(
        [one.bundle for one in found], ids, [one.bundle.name for one in found if one.was_damaged], sum(one.was_there for one in found)
    )


class _Found(NamedTuple):
    """One shard's bundle, the addresses of its pages, and how it was come by."""

    bundle: Bundle
    addresses: Sequence[str]
    was_there: bool
    was_damaged: bool
    fault: str = ""


def _each(names: Iterable[str], marked: Path, cache: Path, pagefind: "_Pagefind") -> bytes:
    """Find or make the bundles of `names`; return them pickled, as the processes that share them out do."""
    return pickle.dumps([_find_or_make(name, _lines(marked, name), cache, pagefind) for name in names])


def _find_or_make(name: str, lines: Sequence[tuple[str, str]], cache: Path, pagefind: "_Pagefind") -> _Found:
    folder = cache / _digest(name, lines, pagefind.version)
    found = _Found(Bundle(name, len(lines), folder), [address for address, _ in lines], was_there=False, was_damaged=False)
    if folder.exists():
        if _is_sound(folder):
            return found._replace(was_there=True)
        shutil.rmtree(folder)
        found = found._replace(was_damaged=True)
    try:
        _make(name, lines, folder, pagefind)
    except _Failed as error:
        return found._replace(fault=str(error))
    return found


def write_index(index: Index, site_dir: Path) -> None:
    """Put `index` into the built site, beside the page that searches it."""
    folder = site_dir / "search"
    folder.mkdir(exist_ok=True)
    for bundle in index.bundles:
        _link(bundle.folder, folder / bundle.name)
    for bundle in index.bundles[:1]:  # the first brings the engine for all of them
        (folder / bundle.name / _LIBRARY).rename(folder / _LIBRARY)
    buckets = _buckets(index.ids)
    (folder / "ids").mkdir(exist_ok=True)
    for number, bucket in enumerate(buckets):
        _write_json(folder / "ids" / f"{number}.json", bucket)
    _write_json(folder / "shards.json", {
        "digest": hashlib.blake2b("".join(bundle.folder.name for bundle in index.bundles).encode(), digest_size=8).hexdigest(),
        "ids": len(buckets),
        "shards": [{"name": bundle.name, "count": bundle.size} for bundle in index.bundles],
    })  # fmt: skip


def hashed(id_: str) -> int:
    """Return the number by which an id is found among the files of ids (FNV-1a; the page computes the same)."""
    number = 0x811C9DC5
    for byte in id_.lower().encode():
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return number


def _buckets(ids: Mapping[str, str]) -> list[dict[str, str]]:
    count = 1
    while count * IDS < len(ids):
        count *= 2
    buckets: list[dict[str, str]] = [{} for _ in range(count)]
    for id_ in sorted(ids):
        buckets[hashed(id_) % count][id_.lower()] = ids[id_]
    return buckets


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")


# --- what goes in ---


def _names(marked: Path) -> list[str]:
    """Return the shards there is anything for: pages first, then the newest."""
    names = {path.name.partition(".")[0] for path in marked.iterdir()}
    return sorted(names & {PAGES}) + sorted(names - {PAGES}, key=_age, reverse=True)


def _age(name: str) -> tuple[str, int]:
    """Return the year of a shard and the month it ends in."""
    year, _, part = name.removeprefix("s").partition("-")
    return year, int(part[1:]) * 3 if part.startswith("q") else int(part or 12)


def _lines(marked: Path, name: str) -> list[tuple[str, str]]:
    """Return the addresses and marked parts of the pages of a shard, always in the same order."""
    lines = [line.partition("\t") for path in marked.glob(f"{name}.*") for line in path.read_text("utf-8").split("\n") if line]
    return sorted((address, html) for address, _, html in lines)


def _digest(name: str, lines: Sequence[tuple[str, str]], pagefind: str) -> str:
    """Return what the pages of a shard and all that reads them come to."""
    found = hashlib.blake2b(f"{FORMAT} {pagefind} {name}\n".encode(), digest_size=16)
    for address, html in lines:
        found.update(f"{address}\t{html}\n".encode())
    return found.hexdigest()


# --- the cache ---


def _contents(folder: Path) -> str:
    """Return what the files of a bundle come to."""
    found = hashlib.blake2b(digest_size=16)
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _MANIFEST):
        data = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()} {len(data)}\n".encode() + data)
    return found.hexdigest()


def _is_sound(folder: Path) -> bool:
    """Tell whether a bundle is as it was when it was made."""
    try:
        told = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("contents") == _contents(folder)


def _link(source: Path, target: Path) -> None:
    """Put the files of a bundle at `target`: the same files where the disk can, else copies."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif path.name != _MANIFEST:
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, place)
            except OSError:
                shutil.copyfile(path, place)


# --- one shard ---


def _make(name: str, lines: Sequence[tuple[str, str]], folder: Path, pagefind: "_Pagefind") -> None:
    """Make the bundle of a shard at `folder`, which is there once it is whole."""
    half = folder.with_name(f"{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    pages = [read_marked(address, html) for address, html in lines]
    pages.sort(key=lambda page: page.sorts.get("received", ""), reverse=True)  # stable: those of one day by address
    table = json.dumps(_table(pages), ensure_ascii=False, separators=(",", ":")).encode()
    kept = _KEPT + (_ENGINE if name == PAGES else ())
    for file, data in ((_TABLE, gzip.compress(table, 9, mtime=0)), *pagefind.index(pages)):
        if any(fnmatch(file, pattern) for pattern in kept):
            (half / file).parent.mkdir(exist_ok=True)
            (half / file).write_bytes(data)
    _write_json(half / _MANIFEST, {"contents": _contents(half)})
    half.rename(folder)


def _table(pages: Sequence[Marked]) -> dict[str, tuple[list[str], list[int]]]:
    """Return what pages are filtered and sorted by, in their order in the index: of each column its values, and which one a page has.

    Pagefind has filters and sorts of its own, but can neither count what several phrases find nor sort across bundles.
    """
    columns: dict[str, list[str]] = {name: [page.filters.get(name, "") for page in pages] for name in FILTERS}
    columns |= {name: [page.sorts.get(name, "") for page in pages] for name in ("received", "due")}
    columns["when"] = [page.meta.get("when", "") for page in pages]
    columns["head"] = [str(width(page.title)) for page in pages]  # the last of its words has this number
    packed = {}
    for name, values in columns.items():
        codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
        packed[name] = (list(codes), [codes[value] for value in values])
    return packed


class _Pagefind:
    """The program that makes bundles, driven by its service: records come in the order they are given in, on every disk."""

    def __init__(self, language: str) -> None:
        try:
            from pagefind.service import get_executable  # noqa: PLC0415  # not there where no wheel is

            self.version = version("pagefind")
        except (ImportError, PackageNotFoundError):
            raise SearchError("no_pagefind", language) from None
        program = get_executable()
        if program is None:
            raise SearchError("no_pagefind", language)
        self._program = program

    def index(self, pages: Sequence[Marked]) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the bundle of `pages`. Raises _Failed."""
        requests = list(_requests(pages))
        answer: dict[str, Any] = {}
        with subprocess.Popen(
            [self._program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _CHUNK},
        ) as process:  # fmt: skip
            assert process.stdin  # noqa: S101  # both are pipes
            feeding = threading.Thread(target=_feed, args=(process.stdin, requests))
            feeding.start()
            for _, answer in zip(requests, _answers(process.stdout), strict=False):
                if answer["type"] == "Error":
                    process.kill()
                    break
            feeding.join()
            with suppress(BrokenPipeError):
                process.stdin.close()
        if "files" not in answer:
            raise _Failed(answer.get("message", process.returncode))
        for file in answer["files"]:
            yield file["path"], base64.b64decode(file["content"])


def _requests(pages: Sequence[Marked]) -> Iterator[dict[str, Any]]:
    """Yield what Pagefind is asked. It gives the files back: those it writes are not always whole when it says so."""
    yield {"type": "NewIndex", "config": {"force_language": _LANGUAGE}}
    for page in pages:
        text = f"{page.title}\n{page.text}"
        meta = {"text": text} if is_folded(text) else {}  # the index holds it folded, the card shows it as it was written
        record = {"url": page.address, "content": f"{_EVERY} {spaced(text)}", "language": _LANGUAGE, "meta": meta}
        yield {"type": "AddRecord", "index_id": 0, **record}
    yield {"type": "GetFiles", "index_id": 0}


def _feed(pipe: IO[bytes], requests: Sequence[dict[str, Any]]) -> None:
    with suppress(BrokenPipeError):  # it ended early: who reads its answers says so
        for number, request in enumerate(requests):
            pipe.write(base64.b64encode(json.dumps({"message_id": number, "payload": request}).encode()) + b",")
        pipe.flush()


def _answers(pipe: IO[bytes] | None) -> Iterator[dict[str, Any]]:
    """Yield the answers as they come, each before a comma."""
    assert pipe  # noqa: S101
    pending: list[bytes] = []
    while data := os.read(pipe.fileno(), 1 << 20):
        *whole, rest = data.split(b",")
        for part in whole:
            yield json.loads(base64.b64decode(b"".join((*pending, part))))["payload"]
            pending = []
        pending.append(rest)
