"""The press: stamps every generated page from its section's frame and a body template."""

import os
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import jinja2
from rich.progress import Progress

from taizhang.api import FOLDER as API
from taizhang.api import write_api
from taizhang.cases import Case
from taizhang.collecting import collector_paused
from taizhang.exhibits import FOLDER, public_files
from taizhang.forking import Child, Numbers, Shared, fork, run_module, worker_count
from taizhang.frames import Frame, read_frame
from taizhang.indicators import Row
from taizhang.keeping import Keeper, around, unpack_made
from taizhang.listings import line
from taizhang.marks import digest_of, kept_line, marked_line
from taizhang.markup import Html, quick_escape
from taizhang.memory import pack
from taizhang.pages import issue_page, issue_pages, list_pages, section_pages, sections
from taizhang.shards import PAGES
from taizhang.sheets import CLASSES
from taizhang.site import Page, Site, View
from taizhang.sitemap import write_sitemap
from taizhang.slices import Slices, write_slices
from taizhang.words import Words

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True)
class Publication:
    """Where a portal is published: its name, its address, and where its content files are edited.

    `edit` ends with the folder of prose, as MkDocs' `edit_uri` does, and `content` is that folder's parent as seen from
    the project; both are empty where pages carry no edit links.
    """

    name: str
    url: str = ""
    edit: str = ""
    content: str = ""
    #: The addresses of the theme's files by name: an address changes with what is in the file, so that it may be cached for ever.
    assets: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, address: str) -> str:
        """Return the full address of a page, "" where the portal's own is not known."""
        return f"{self.url.rstrip('/')}/{address.removesuffix('index.html')}" if self.url else ""

    def edit_link(self, file: str) -> str:
        """Return where the content file `file` is edited."""
        if not self.edit or not file.startswith(self.content):
            return ""
        return urljoin(self.edit.rstrip("/") + "/", f"../{file.removeprefix(self.content).lstrip('/')}")


class _Made(dict[K, T]):
    """Things by what they are made of, each made when it is first asked for; when there are `most`, all are forgotten."""

    def __init__(self, make: Callable[[K], T], most: int = 1 << 62) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> T:
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made


class Press:
    """Renders the pages of one site."""

    def __init__(
        self, site: Site, frames: Mapping[str, Frame], publication: Publication, compiled: jinja2.BytecodeCache | None = None,
    ) -> None:  # fmt: skip
        self._site, self._frames, self._publication = site, frames, publication
        env = environment(site.t, compiled)
        env.globals.update(assets={name: f"../{address}" for name, address in publication.assets.items()})
        env.globals.update(t=site.t, site=site, settings=site.portal.settings, say=site.say, separator=site.separator)
        # filters are called straight from the compiled template, globals by way of its context
        env.filters.update(lines=self.lines, sheet_rows=self.sheet_rows, week_rows=self.week_rows, css=_as_is, json=_as_is)
        row = env.get_template("_row.html").module
        trail, event = _once(row.trail), _once(row.event)  # type: ignore[attr-defined]
        env.filters.update(trail=lambda crumbs: Html(trail((tuple(crumbs),))), event=lambda head: Html(event(head)))
        env.filters.update({f"{name}s": _each(_once(getattr(row, name))) for name in ("fact", "detail", "why", "card", "step")})
        #: Each issue's row of a list, and its cells in a sheet, by its id.
        self._lines: dict[str, bytes] = _Made(lambda id_: row.line(*line(site, site.by_id[id_])).encode())  # type: ignore[attr-defined]
        self._cells: dict[str, bytes] = _Made(lambda id_: row.cells(*line(site, site.by_id[id_])).encode())  # type: ignore[attr-defined]
        #: The rows that go where `_ROWS` stands in the body that is being rendered, in order.
        self._rows: list[bytes] = []
        # body templates are macros: called, not rendered, they cost half
        self._head = env.get_template("_head.html").module.head  # type: ignore[attr-defined]
        self._source = env.get_template("_source.html").module.source  # type: ignore[attr-defined]
        self.sitemap = env.get_template("_sitemap.html").module.sitemap  # type: ignore[attr-defined]
        self._bodies: dict[str, Callable[[View, str], str]] = _Made(lambda name: env.get_template(name).module.page)  # type: ignore[attr-defined]
        self._sources: dict[str, str] = {}
        self._name = quick_escape(publication.name)

    def lines(self, cases: Sequence[Case]) -> Html:
        """Return `cases` as rows of a list; every list shows an issue by the same row."""
        made = self._lines
        return self._put([made[case.issue.id] for case in cases])

    def sheet_rows(self, rows: Sequence[Row]) -> Html:
        """Return `rows` of figures as rows of a sheet, each with the counts it is in as classes."""
        cells, tags = self._cells, _TAGS
        return self._put([part for case, marks in rows for part in (tags[marks, ""], cells[case.issue.id])])

    def week_rows(self, pairs: Sequence[tuple[str, Row]]) -> Html:
        """Return the rows of a week, each with the unit that bears it as a further class."""
        cells, tags = self._cells, _TAGS
        return self._put([part for unit, (case, marks) in pairs for part in (tags[marks, f" u-{unit}"], cells[case.issue.id])])

    def forget_lists(self) -> None:
        """Give back the memory of what only lists need."""
        self._lines.clear()

    def _put(self, parts: Sequence[bytes]) -> Html:
        """Keep the rows made of `parts` for the page, and return what stands for them in its body until then."""
        self._rows.append(b"".join(parts))
        return _ROWS

    def render(self, page: Page) -> bytes:
        """Return the bytes of `page`."""
        view = page.make()
        frame = self._frames[page.section]
        title = quick_escape(view.title)
        is_home = not page.section
        file = view.origin.file
        if file not in self._sources:
            self._sources[file] = self._source(self._publication.edit_link(file))
        self._rows.clear()  # of a page that could not be rendered
        body = self._bodies[view.template](view, frame.intro).encode()
        if self._rows:  # most of such a page: they are no part of any text, which would be copied again and again
            texts = body.split(_ROWS.encode())
            body = b"".join(chain.from_iterable(zip(texts, [*self._rows, b""], strict=True)))
        return frame.stamp(
            title=self._name if is_home else f"{title} - {self._name}",
            head=self._head(view, self._publication.canonical(page.address)),
            topic=title,
            body=body,
            source=self._sources[file],
        )


#: Stands for rows in a body; no text holds it, as a control character is a problem in all content and prose.
_ROWS = Html("\0")


#: The opening tags of rows of sheets, by their marks and a further class.
_TAGS: dict[tuple[int, str], bytes] = _Made(lambda key: f'<tr class="{CLASSES[key[0]]}{key[1]}">'.encode())


def _once(macro: Callable[..., str]) -> Callable[[Sequence[object]], str]:
    """Return `macro` as a function of its arguments that renders each of them once: the same few rows stand on all pages."""
    made: dict[Sequence[object], str] = _Made(lambda arguments: macro(*arguments), most=1 << 15)
    return made.__getitem__


def _each(once: Callable[[Sequence[object]], str]) -> Callable[[Iterable[Sequence[object]]], Html]:
    """Return the filter that renders each of several rows by `once`."""
    return lambda rows: Html("".join(map(once, rows)))


def _as_is(made: str) -> Html:
    """Return rules or data of our own making as they are: escaping would break them."""
    return Html(made)


class _Loader(jinja2.PackageLoader):
    """Loads body templates with their words put in, and lets their compiled code escape by `quick_escape`."""

    def __init__(self, words: Words) -> None:
        super().__init__("taizhang_theme", "body")
        self._words = words

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool] | None]:
        source, name, is_current = super().get_source(environment, template)
        return (
            re.sub(r"\{\{ t\.(\w+) \}\}", lambda m: quick_escape(getattr(self._words, m[1])), source),
            name,
            is_current,
        )

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:
        template = super().load(environment, name, dict(globals or {}))  # rendering copies them: a dict is copied fast
        template.root_render_func.__globals__["escape"] = quick_escape
        return template


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept from one build of a preview to the next; compiling them takes longer than using them once."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill `bucket` with what was kept under its key; it drops what is of another source itself."""
        if code := self._codes.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what is in `bucket`."""
        self._codes[bucket.key] = bucket.bytecode_to_string()


def environment(words: Words, compiled: jinja2.BytecodeCache | None = None) -> jinja2.Environment:
    """Return the press's own template environment: autoescaped, strict, apart from the engine's."""
    return jinja2.Environment(
        bytecode_cache=compiled,
        loader=_Loader(words),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def press(
    site_dir: Path, site: Site, publication: Publication, *, marked: Path | None = None, kept: tuple[Path, Path] | None = None,
    show_progress: bool = False,
) -> int:  # fmt: skip
    """Stamp every generated page of `site` into `site_dir`, which an engine has built, and write the sitemap.

    Where a folder `marked` is given, the parts of pages that are searched go there too, a file for each shard and process,
    and those of the engine's own pages. Where `kept` tells a published folder and a table of what its pages were made of, pages of
    issues are taken over that would come out the same. Returns how many pages there are. Raises FrameError where the engine's
    pages lack a slot.
    """
    built = [path.relative_to(site_dir).as_posix() for path in site_dir.rglob("index.html")]  # while there are few files
    frames = _frames(site_dir, site)
    renderer = Press(site, frames, publication)
    root, made_of = os.fspath(site_dir), around(site, publication, frames["issues"].parts) if "issues" in frames else b""
    keeper = Keeper(*kept, made_of) if kept else None
    stamp = partial(_stamp, renderer, root, marked, keeper)
    # the collector would walk the whole portal again and again, and its marks unshare forked memory
    with collector_paused(), TemporaryDirectory(prefix="taizhang-") as folder:
        helpers = worker_count(worth=len(site.cases) >= _WORTH_FORKING) - 1
        of_issues = list(issue_pages(site))
        issues = Shared([page for page in of_issues if page.alone])
        children = []
        early = -(-helpers // 2)  # these are at work while lists are made and figures counted
        if early:
            slices = write_slices(Path(folder, "slices"), site, ([page.alone for page in piece if page.alone] for piece in issues.pieces))
            job = Job(root, frames, publication, slices, issues.numbers, marked, kept, made_of)
            children = [job.start(Path(folder), number) for number in range(early)]
        lists = [*list_pages(site), *(page for page in of_issues if not page.alone)]
        takes_over = keeper is not None and keeper.known > len(site.cases) / 2  # then the early ones end early
        if not takes_over:
            stamp(lists, early + helpers)
            renderer.forget_lists()
        others = Shared([*section_pages(site), *(lists if takes_over else ())], 16)
        late = range(0 if takes_over else early, helpers)
        children += [fork(partial(stamp, chain(others, issues), early + number)) for number in late]
        changed = {page.address: page.changed for page in chain(others.items, lists, issues.items)}
        prose = _prose(built, changed)
        if marked:
            _write_marked(marked, "engine", {PAGES: list(_marked_prose(site_dir, prose))})
        listed = publication.canonical if site.audience == "public" else (lambda _: "")
        write_sitemap(site_dir, chain(changed.items(), ((address, None) for address in prose)), listed, renderer.sitemap)
        write_api(site_dir, site)
        _write_files(site_dir, site, publication)
        stamp(_watched([others, issues], site.t.stamping) if show_progress else chain(others, issues), early + helpers + 1)
        made = [unpack_made(child.result()) for child in children]
        if keeper:
            keeper.write(made)
    return len(changed)


@dataclass(frozen=True)
class Job:
    """Everything that a process of its own needs to stamp pages of issues: it never had the portal in its memory."""

    root: str
    frames: Mapping[str, Frame]
    publication: Publication
    slices: Slices
    numbers: Numbers
    marked: Path | None
    kept: tuple[Path, Path] | None
    around: bytes
    number: int = 0

    def start(self, folder: Path, number: int) -> Child:
        """Let another process do this job as that of this `number`; it finds it in `folder`."""
        file = folder / f"job-{number}"
        file.write_bytes(pickle.dumps(replace(self, number=number)))
        return run_module("taizhang.stamper", os.fspath(file), [self.numbers.pipe])

    def run(self) -> bytes:
        """Stamp pieces until none is left; return what `_stamp` returns."""
        site = self.slices.site()
        keeper = Keeper(*self.kept, self.around) if self.kept else None
        renderer = Press(site, self.frames, self.publication)
        return _stamp(renderer, self.root, self.marked, keeper, self.slices.pages(site, self.numbers), self.number)


#: With fewer issues two processes are not faster than one.
_WORTH_FORKING = 2000


def _frames(site_dir: Path, site: Site) -> dict[str, Frame]:
    return {section.name: read_frame(site_dir / section.name / "index.html") for section in sections(site)}


class Preview:
    """The pages of a site, each stamped when it is first asked for: whoever looks at one after an edit need not wait for all.

    It takes the place of `press` in a folder that an engine has built.
    """

    def __init__(self, site_dir: Path, site: Site, publication: Publication, compiled: Compiled) -> None:
        self._root, self._site = site_dir, site
        frames = _frames(site_dir, site)
        self._press = Press(site, frames, publication, compiled)
        for section in frames:  # the frames themselves are no pages
            (site_dir / section / "index.html").unlink()
        _write_files(site_dir, site, publication)

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {page.address: page for page in chain(list_pages(self._site), section_pages(self._site))}

    def make(self, address: str) -> bool:
        """Stamp the page at `address`; tell whether there is one."""
        if address.startswith(API):
            write_api(self._root, self._site)
            return (self._root / address).is_file()
        case = self._site.by_id.get(address.removeprefix("issues/").removesuffix(".html"))
        page = issue_page(self._site, case) if case else self._pages.get(address)
        if page:
            _stamp(self._press, os.fspath(self._root), None, None, [page])
        return page is not None


def _watched(shares: Sequence[Shared[Page]], label: str) -> Iterator[Page]:
    """Yield the pages of `shares` while a bar shows how many all processes together have taken."""
    with Progress(*Progress.get_default_columns(), transient=True) as progress:
        task = progress.add_task(label, total=sum(len(share.items) for share in shares))
        for page in chain.from_iterable(shares):
            progress.update(task, completed=sum(share.taken for share in shares))
            yield page


def _write_files(site_dir: Path, site: Site, publication: Publication) -> None:
    """Write what is for download beside the pages: attachments and calendars."""
    for file in public_files(site.portal, site.attachments):
        (site_dir / FOLDER).mkdir(exist_ok=True)
        (site_dir / FOLDER / file.name).write_bytes(file.data)
    if site.portal.series:
        from taizhang.calendars import write_calendars  # noqa: PLC0415  # its library takes a while to import

        write_calendars(site_dir, site, publication.url)


def _stamp(
    renderer: Press, root: str, marked: Path | None, keeper: Keeper | None, some: Iterable[Page], number: int = 0,
) -> bytes:  # fmt: skip
    """Stamp `some` pages into the folder `root`: a pure function of frames and views, so that any pages may be stamped anywhere.

    What is searched of them goes into the folder `marked`, in files of this process `number`; pages that `keeper` takes over are
    not made again. Returns what the others were made of, packed.
    """
    found: dict[str, list[bytes]] = {}
    for page in some:
        path, line, digest, searched = f"{root}/{page.address}", b"", b"", None
        if keeper and page.alone:
            digest = keeper.digest(page.alone)
            searched = keeper.take(page.alone, digest, page.address, path)
        if searched:
            line = kept_line(page.address, searched)
        elif searched is None:
            data = renderer.render(page)
            written = _write(path, data)
            line = marked_line(page.address, data) if marked else b""
            if keeper and page.alone:
                keeper.note(page.alone, digest, digest_of(line), written)
        if line:
            found.setdefault(page.shard, []).append(line)
    if marked:
        _write_marked(marked, str(number), found)
    return pack(keeper.made if keeper else {})


def _write(path: str, data: bytes) -> os.stat_result:
    """Write `data` to `path`; return the file's state after it."""
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        while data:
            data = data[os.write(target, data) :]
        return os.fstat(target)
    finally:
        os.close(target)


def _write_marked(folder: Path, name: str, found: Mapping[str, Sequence[bytes]]) -> None:
    for shard, lines in found.items():
        (folder / f"{shard}.{name}").write_bytes(b"".join(lines))


def _prose(built: Iterable[str], generated: Iterable[str]) -> list[str]:
    """Return those of the pages `built` by the engine that stand in folders without `generated` ones: the others are frames."""
    folders = {address.rpartition("/")[0] for address in generated}
    return sorted(address for address in built if address.rpartition("/")[0] not in folders)


def _marked_prose(site_dir: Path, prose: Iterable[str]) -> Iterator[bytes]:
    """Yield the marked parts of the pages of prose."""
    for address in prose:
        if line := marked_line(address, (site_dir / address).read_bytes()):
            yield line


def domain(url: str) -> str:
    """Return the domain of `url`."""
    return urlsplit(url).hostname or ""
