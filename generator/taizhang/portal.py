"""The portal: every record of a content folder, typed and referred to by id."""

import datetime as dt
import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from taizhang import records, schema
from taizhang.forking import fork, worker_count
from taizhang.limits import Limits, limits_of
from taizhang.memory import IssueFile, Memory, pack, unpack
from taizhang.problems import Problem
from taizhang.reading import Names, Reader
from taizhang.records import Claim, Enterprise, Issue, Ledger, Named, Policy, Post, Published, Taxonomy, Unit
from taizhang.registers import Cause, Evaluation, Programme, Project, Resource, Series, Session, Slip, Team
from taizhang.settings import Sections, Settings
from taizhang.source import Tree, read_source
from taizhang.workdays import Calendar

#: Kinds of record that stand as lists, in one file or in the files of a folder, both named as the Portal's field.
_LISTS: Mapping[str, type[records.Record]] = {
    "unit": Unit, "post": Post, "enterprise": Enterprise, "programme": Programme, "series": Series, "session": Session, "slip": Slip,
    "team": Team, "cause": Cause, "project": Project, "resource": Resource, "evaluation": Evaluation, "policy": Policy, "claim": Claim,
}  # fmt: skip
#: The lists of the taxonomy by kind.
_TAXONOMY = {
    "category": "categories", "channel": "channels", "industry": "industries", "park": "parks", "place": "places",
    "policy_type": "policy_types", "project_ledger": "project_ledgers",
}  # fmt: skip


def attribute(kind: str) -> str:
    """Return the field of the Portal that holds the records of a kind."""
    return _TAXONOMY.get(kind) or {"series": "series", "policy": "policies"}.get(kind, f"{kind}s")


@dataclass(frozen=True, kw_only=True)
class Portal:
    """All records of a portal. Mappings keep the order of the files; issues are in order of receipt, then of id."""

    settings: Settings
    units: Mapping[str, Unit] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    enterprises: Mapping[str, Enterprise] = field(default_factory=dict)
    categories: Mapping[str, Named] = field(default_factory=dict)
    channels: Mapping[str, Named] = field(default_factory=dict)
    industries: Mapping[str, Named] = field(default_factory=dict)
    parks: Mapping[str, Named] = field(default_factory=dict)
    places: Mapping[str, Named] = field(default_factory=dict)
    policy_types: Mapping[str, Named] = field(default_factory=dict)
    project_ledgers: Mapping[str, Named] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    slips: Mapping[str, Slip] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    causes: Mapping[str, Cause] = field(default_factory=dict)
    projects: Mapping[str, Project] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    published: Mapping[str, Published] = field(default_factory=dict)
    issues: Sequence[Issue] = ()
    #: Ids of issues that could not be read: referring to them is no second fault.
    faulty: frozenset[str] = frozenset()

    @property
    def sections(self) -> Sections:
        """Who sees which section."""
        return next(iter(self.settings.sections), Sections())


@dataclass(frozen=True)
class Content:
    """Where a content folder is, the project folder that positions are given from, and what is remembered of it."""

    folder: Path
    root: Path
    memory: Memory = field(default_factory=Memory)

    def name(self, path: Path) -> str:
        """Return `path` as messages show it."""
        return path.relative_to(self.root).as_posix()

    @property
    def pages(self) -> Path:
        """The folder of staff's prose."""
        return self.folder / "pages"

    @property
    def attachments(self) -> Path:
        """The folder of attached files."""
        return self.folder / "attachments"


def read_portal(content: Content) -> tuple[Portal, list[Problem]]:
    """Return the portal of `content` and every problem of reading it; what could be read is in the portal."""
    files = _Files(content)
    trees = {kind: files.read(content.folder / f"{kind}.yml") for kind in ("portal", "taxonomy")}
    lists = {kind: files.lists(attribute(kind)) for kind in _LISTS}
    for folder in files.without_ledger():
        files.problems.append(Problem(content.name(folder / "ledger.yml"), "missing_ledger", line=1, column=1))
    ledger_files = [(path.parent, tree, name) for path, tree, name in files.each("ledgers/*/ledger.yml")]
    published_files = [files.read(path) for path in files.paths(content.folder / "published")]
    reader = Reader(_names(lists, trees["taxonomy"][0], [tree for _, tree, _ in ledger_files]))
    problems = files.problems

    if not (content.folder / "portal.yml").is_file():
        problems.append(Problem(content.name(content.folder / "portal.yml"), "missing_file", line=1, column=1))
    settings, faults = reader.read_one(trees["portal"][0], Settings, trees["portal"][1])
    problems += faults if (content.folder / "portal.yml").is_file() and trees["portal"][0] is not None else []
    taxonomy, faults = reader.read_one(trees["taxonomy"][0] or {}, Taxonomy, trees["taxonomy"][1])
    problems += faults
    taxonomy = taxonomy or Taxonomy()

    found: dict[str, dict[str, Any]] = {}
    for kind, record in _LISTS.items():
        known: dict[str, Any] = {}
        for tree, name in lists[kind]:
            items, faults = reader.read_list(tree, record, name)
            problems += [*faults, *_unique(items, known)]
        found[attribute(kind)] = {one.id: one for one in known.values()}
    ledgers: dict[str, Ledger] = {}
    issues: dict[str, Issue] = {}
    for folder, tree, name in ledger_files:
        if tree is None:  # missing keys are no news where nothing could be read
            continue
        ledger, faults = reader.read_one(tree, Ledger, name)
        problems += faults
        if ledger:
            if ledger.id != folder.name:
                problems.append(Problem(name, "ledger_folder", {"found": ledger.id, "folder": folder.name}, ("id",)))
            ledgers[ledger.id] = ledger
    published: dict[str, Published] = {}
    for tree, name in published_files:
        if tree is not None:
            period, faults = reader.read_one(tree, Published, name)
            problems += [*faults, *(_unique([period], published) if period else ())]
    faulty: set[str] = set()
    for items, faults, ids in _read_issues(files, reader, [folder for folder, _, _ in ledger_files]):
        problems += faults
        faulty.update(ids)
        problems += _unique(items, issues)
    problems += files.unread()
    settings = settings or Settings(title="")
    calendar = Calendar(settings.workdays)
    named = {attribute: {n.id: n for n in getattr(taxonomy, attribute)} for attribute in _TAXONOMY.values()}
    portal = Portal(
        settings=settings, **found, **named, ledgers=ledgers, published=published,
        limits={id_: limits_of(ledger, calendar) for id_, ledger in ledgers.items()},
        issues=sorted(issues.values(), key=lambda issue: (issue.received, issue.id)), faulty=frozenset(faulty),
    )  # fmt: skip
    return portal, problems


#: Above this many bytes of issues it pays to read them in two processes.
_WORTH_FORKING = 2_000_000


def _read_issues(files: "_Files", reader: Reader, folders: Sequence[Path]) -> list[IssueFile]:
    """Return the issues of the ledgers in `folders` file by file, in order; large ledgers are read by several processes."""
    paths = {files.content.name(path): (path, folder.name) for folder in folders for path in files.paths(folder, but="ledger.yml")}
    memory = files.content.memory
    memory.begin(reader.names)
    found = {name: memory.find(name, _bytes(path)) for name, (path, _) in paths.items()}
    new = [name for name, known in found.items() if known is None]
    workers = worker_count(worth=sum(paths[name][0].stat().st_size for name in new if paths[name][0].is_file()) > _WORTH_FORKING)

    def read(number: int) -> Iterator[tuple[str, IssueFile]]:
        for name in new[number::workers]:
            yield name, _read_file(files, reader, *paths[name])

    def read_packed(number: int) -> bytes:
        return pickle.dumps([(name, pack(one)) for name, one in read(number)])

    children = [fork(partial(read_packed, number)) for number in range(1, workers)]
    for name, one in read(0):
        found[name] = one
        memory.keep(name, one)
    for child in children:
        for name, packed in pickle.loads(child.result()):  # noqa: S301  # our own child's
            one = found[name] = unpack(packed)
            memory.keep(name, one, packed)
    return [one for one in found.values() if one]


def _read_file(files: "_Files", reader: Reader, path: Path, ledger: str) -> IssueFile:
    tree, faults = files.tree(path)
    issues, more = reader.read_list(tree, Issue, files.content.name(path), ledger=ledger)
    return issues, faults + more, _faulty_ids(tree, more)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _faulty_ids(tree: Tree | None, problems: Sequence[Problem]) -> list[str]:
    """Return the ids, where they can be told, of the records of `tree` that have `problems`."""
    records_at_fault = [tree[p.path[0]] for p in problems if isinstance(tree, list) and p.path and isinstance(p.path[0], int)]
    keys = next(f.spellings for f in schema.fields(Issue) if f.name == "id")
    ids = [record.get(key) for record in records_at_fault if isinstance(record, dict) for key in keys]
    return [id_.strip() for id_ in ids if isinstance(id_, str)]


def cut(portal: Portal, ledger: str, as_of: dt.date) -> dt.date:
    """Return the day up to which the events of `ledger` are known in a build as of `as_of`."""
    own = portal.ledgers[ledger].as_of
    return min(own, as_of) if own else as_of


def programme_cut(portal: Portal, programme: str, as_of: dt.date) -> dt.date:
    """Return the day up to which a programme's registers are known: that of its ledgers, or `as_of` where it has none."""
    return max(
        (cut(portal, id_, as_of) for id_, ledger in portal.ledgers.items() if programme and ledger.programme == programme), default=as_of
    )


def reader_of(portal: Portal) -> Reader:
    """Return a reader that knows the records of `portal` by name, for one more record of it."""
    lists = {kind: getattr(portal, attribute(kind)) for kind in (*_LISTS, *_TAXONOMY, "ledger")}
    return Reader({kind: Names.of((id_, _spellings(record)) for id_, record in found.items()) for kind, found in lists.items()})


def _spellings(record: Struct) -> list[str]:
    values = (getattr(record, name, "") for name in _NAME_FIELDS)
    return [text for value in values for text in ((value,) if isinstance(value, str) else value)]


class _Files:
    """The YAML files of a content folder, each read once and ticked off."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.problems: list[Problem] = []
        self._seen: set[Path] = set()

    def tree(self, path: Path) -> tuple[Tree | None, list[Problem]]:
        """Return what stands in a file, and its problems; an empty file is one."""
        name = self.content.name(path)
        tree, problems = read_source(path, name)
        if tree in (None, "") and not problems:
            problems = [Problem(name, "empty_file", line=1, column=1)]
        return tree, problems

    def read(self, path: Path) -> tuple[Tree | None, str]:
        """Return the tree of a file, None where it is missing or faulty, and its name."""
        self._seen.add(path)
        if not path.is_file():
            return None, self.content.name(path)
        tree, problems = self.tree(path)
        self.problems += problems
        return tree, self.content.name(path)

    def lists(self, name: str) -> list[tuple[Tree | None, str]]:
        """Return the trees, with their files' names, of the file `name`.yml and of the files of the folder `name`."""
        folder = self.content.folder
        return [self.read(path) for path in (folder / f"{name}.yml", *self.paths(folder / name))]

    def each(self, pattern: str) -> Iterator[tuple[Path, Tree | None, str]]:
        """Yield the files of a pattern in order."""
        for path in sorted(self.content.folder.glob(pattern)):
            yield path, *self.read(path)

    def paths(self, folder: Path, *, but: str = "") -> list[Path]:
        """Return the data files of a folder in order, ticked off."""
        paths = [path for path in sorted(folder.glob("*.yml")) if path.name != but]
        self._seen.update(paths)
        return paths

    def without_ledger(self) -> list[Path]:
        """Return the ledger folders that lack their ledger.yml, their files ticked off."""
        found = {path.parent for path in self.content.folder.glob("ledgers/*/*.yml") if not (path.parent / "ledger.yml").is_file()}
        for folder in found:
            self.paths(folder)
        return sorted(found)

    def unread(self) -> list[Problem]:
        """Return a problem for every data file that stands where nothing reads it."""
        pages = self.content.pages
        strays = (
            path
            for suffix in ("yml", "yaml")
            for path in self.content.folder.rglob(f"*.{suffix}")
            if path not in self._seen and pages not in path.parents
        )
        return [Problem(self.content.name(path), "stray_file", line=1, column=1) for path in sorted(strays)]


# What a record may be called, per kind: taken from the raw trees, so that a faulty record is still known by name.
_NAME_FIELDS = ("id", "name", "title", "short", "former", "also")


def _names(
    lists: Mapping[str, Sequence[tuple[Tree | None, str]]], taxonomy: Tree | None, ledgers: Sequence[Tree | None]
) -> dict[str, Names]:
    names = {
        kind: _names_of([item for tree, _ in lists[kind] if isinstance(tree, list) for item in tree], record)
        for kind, record in _LISTS.items()
    }
    table = schema.names(Taxonomy)
    sections = {table[k].name: v for k, v in taxonomy.items() if k in table} if isinstance(taxonomy, dict) else {}
    names |= {kind: _names_of(sections.get(attribute), Named) for kind, attribute in _TAXONOMY.items()}
    return {**names, "ledger": _names_of(list(filter(None, ledgers)), Ledger)}


def _names_of(tree: Tree | None, record: type[Struct]) -> Names:
    table = schema.names(record)
    entries: list[tuple[str, list[str]]] = []
    for item in tree if isinstance(tree, list) else ():
        if isinstance(item, dict):
            named = {table[k].name: v for k, v in item.items() if k in table}
            id_ = named.get("id")
            spellings = [
                text.strip()
                for key in _NAME_FIELDS
                for text in (named[key] if isinstance(named.get(key), list) else [named.get(key, "")])
                if isinstance(text, str)
            ]
            if isinstance(id_, str):
                entries.append((id_.strip(), spellings))
    return Names.of(entries)


def _unique(items: Sequence[Any], found: dict[str, Any]) -> list[Problem]:
    """Add `items` to `found` by id in lower case; return a problem for each id that is already there."""
    problems = []
    for item in items:
        other = found.setdefault(item.id.lower(), item)
        if other is not item:
            values = {"id": item.id, "file": other.origin.file, "number": str(other.origin.at + 1)}
            problems.append(Problem(item.origin.file, "duplicate_id", values, (item.origin.at, "id")))
    return problems
