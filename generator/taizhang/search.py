"""The search index: what the pages' marked parts say, as Pagefind bundles, one a shard, kept in a cache by what they were made of."""

import gzip
import hashlib
import json
import os
import pickle
import shutil
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import NamedTuple

from taizhang.forking import Shared, fork, worker_count
from taizhang.indexer import Indexer, IndexerError, SearchError
from taizhang.marks import Marked, cut, read_marked
from taizhang.shards import PAGES
from taizhang.spelling import width

#: Raised whenever the same pages would give other bundles.
FORMAT = 2
#: What a page may be filtered by.
FILTERS = ("kind", "ledger", "unit", "category", "state", "warning", "year", "tier", "channel")
#: How many processes index at once: each takes less than 0.3 GB for the longest shard.
SIDE_BY_SIDE = 4
#: About how many ids one file of them holds.
IDS = 256

_MANIFEST = "manifest.json"
_TABLE = "table.pack"
_LIBRARY = "pagefind.js"
# What a page of ours loads; Pagefind's own interfaces are left out.
_KEPT = ("pagefind-entry.json", "*.pf_meta", "index/*", "fragment/*", _TABLE)
_ENGINE = (_LIBRARY, "wasm.unknown.pagefind")


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


def make_index(marked: Path, site_dir: Path, cache: Path, language: str) -> Index:
    """Return the index of the pages of `site_dir` of which the folder `marked` has lines, and leave in `cache` just what it needs.

    Raises SearchError where Pagefind is missing or fails.
    """
    indexer = Indexer(language)
    cache.mkdir(parents=True, exist_ok=True)
    names = _names(marked)
    shared = Shared(names, 1)
    work = partial(_each, shared, marked, site_dir, cache, indexer)
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


class _Line(NamedTuple):
    """A searched page: its address, the digest of its marked parts, and they; none where the page was taken over."""

    address: str
    digest: str
    parts: str


class _Found(NamedTuple):
    """One shard's bundle, the addresses of its pages, and how it was come by."""

    bundle: Bundle
    addresses: Sequence[str]
    was_there: bool
    was_damaged: bool
    fault: str = ""


def _each(names: Iterable[str], marked: Path, site_dir: Path, cache: Path, indexer: Indexer) -> bytes:
    """Find or make the bundles of `names`; return them pickled, as the processes that share them out do."""
    return pickle.dumps([_find_or_make(name, _lines(marked, name), site_dir, cache, indexer) for name in names])


def _find_or_make(name: str, lines: Sequence[_Line], site_dir: Path, cache: Path, indexer: Indexer) -> _Found:
    folder = cache / _digest(name, lines, indexer.version)
    found = _Found(Bundle(name, len(lines), folder), [line.address for line in lines], was_there=False, was_damaged=False)
    if folder.exists():
        if _is_sound(folder):
            return found._replace(was_there=True)
        shutil.rmtree(folder)
        found = found._replace(was_damaged=True)
    try:
        _make(name, [read_marked(line.address, line.parts or _cut_out(site_dir, line)) for line in lines], folder, indexer)
    except IndexerError as error:
        return found._replace(fault=str(error))
    return found


def write_index(index: Index, site_dir: Path, *, passing: bool = False) -> None:
    """Put `index` into the built site, beside the page that searches it; a `passing` site only points to its bundles."""
    folder = site_dir / "search"
    folder.mkdir(exist_ok=True)
    for bundle in index.bundles:
        (_point if passing else _link)(bundle.folder, folder / bundle.name)
    for bundle in index.bundles[:1]:  # the first brings the engine for all of them
        shutil.copyfile(bundle.folder / _LIBRARY, folder / _LIBRARY)
        if not passing:
            (folder / bundle.name / _LIBRARY).unlink()
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


def _lines(marked: Path, name: str) -> list[_Line]:
    """Return the lines of the pages of a shard, always in the same order."""
    return sorted(_Line(*line.split("\t", 2)) for path in marked.glob(f"{name}.*") for line in path.read_text("utf-8").split("\n") if line)


def _cut_out(site_dir: Path, line: _Line) -> str:
    """Return the marked parts of a page that was taken over."""
    return cut((site_dir / line.address).read_bytes()).decode()


def _digest(name: str, lines: Sequence[_Line], pagefind: str) -> str:
    """Return what the pages of a shard and all that reads them come to."""
    found = hashlib.blake2b(f"{FORMAT} {pagefind} {name}\n".encode(), digest_size=16)
    for line in lines:
        found.update(f"{line.address}\t{line.digest}\n".encode())
    return found.hexdigest()


# --- the cache ---


def _files(folder: Path) -> list[str]:
    """Return the names of the files of a bundle, in order."""
    root = os.fspath(folder)
    found = [f"{here}/{name}"[len(root) + 1 :] for here, _, names in os.walk(root) for name in names]
    return sorted(name for name in found if name != _MANIFEST)


def _contents(folder: Path) -> str:
    """Return what the files of a bundle come to."""
    found = hashlib.blake2b(digest_size=16)
    for name in _files(folder):
        with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123  # there may be 100,000, and a Path takes as long as the reading
            data = file.read()
        found.update(f"{name} {len(data)}\n".encode() + data)
    return found.hexdigest()


def _times(folder: Path) -> str:
    """Return what the names, sizes and times of the files of a bundle come to."""
    found = hashlib.blake2b(digest_size=16)
    for name in _files(folder):
        status = os.stat(f"{folder}/{name}")  # noqa: PTH116
        found.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _is_sound(folder: Path) -> bool:
    """Tell whether a bundle is as it was when it was made: its files untouched since, or else, as after a copy, of the same bytes."""
    try:
        told = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(told, dict):
        return False
    times = _times(folder)
    if told.get("times") != times:
        if told.get("contents") != _contents(folder):
            return False
        _write_json(folder / _MANIFEST, told | {"times": times})
    return True


def _link(source: Path, target: Path) -> None:
    """Put the files of a bundle at `target`: the same files where the disk can, else copies."""
    names = _files(source)
    for folder in {name.rpartition("/")[0] for name in names}:
        (target / folder).mkdir(parents=True, exist_ok=True)
    for name in names:
        try:
            os.link(f"{source}/{name}", f"{target}/{name}")
        except OSError:
            shutil.copyfile(f"{source}/{name}", f"{target}/{name}")


def _point(source: Path, target: Path) -> None:
    """Let `target` be the folder of a bundle itself: a preview need not write 10,000 files at each edit."""
    try:
        target.symlink_to(source.resolve(), target_is_directory=True)
    except OSError:  # a system that lets only administrators make such links
        _link(source, target)


# --- one shard ---


def _make(name: str, pages: list[Marked], folder: Path, indexer: Indexer) -> None:
    """Make the bundle of a shard at `folder`, which is there once it is whole."""
    half = folder.with_name(f"{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    pages.sort(key=lambda page: page.sorts.get("received", ""), reverse=True)  # stable: those of one day by address
    table = json.dumps(_table(pages), ensure_ascii=False, separators=(",", ":")).encode()
    kept = _KEPT + (_ENGINE if name == PAGES else ())
    for file, data in ((_TABLE, gzip.compress(table, 9, mtime=0)), *indexer.index(pages)):
        if any(fnmatch(file, pattern) for pattern in kept):
            (half / file).parent.mkdir(exist_ok=True)
            (half / file).write_bytes(data)
    _write_json(half / _MANIFEST, {"contents": _contents(half), "times": _times(half)})
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
