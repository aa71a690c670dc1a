"""The press: stamps every generated page from its section's frame and a body template."""

import gc
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import jinja2
import markupsafe
from markupsafe import Markup, escape

from taizhang.cases import Case
from taizhang.frames import Frame, read_frame
from taizhang.listings import line
from taizhang.pages import Page, View, pages, sections
from taizhang.site import Site
from taizhang.sitemap import write_sitemap


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

    def canonical(self, address: str) -> str:
        """Return the full address of a page, "" where the portal's own is not known."""
        return f"{self.url.rstrip('/')}/{address.removesuffix('index.html')}" if self.url else ""

    def edit_link(self, file: str) -> str:
        """Return where the content file `file` is edited."""
        if not self.edit or not file.startswith(self.content):
            return ""
        return urljoin(self.edit.rstrip("/") + "/", f"../{file.removeprefix(self.content).lstrip('/')}")


class Press:
    """Renders the pages of one site."""

    def __init__(self, site: Site, frames: Mapping[str, Frame], publication: Publication) -> None:
        self._site, self._frames, self._publication = site, frames, publication
        env = environment()
        env.globals.update(t=site.t, site=site, settings=site.portal.settings, rows=self.rows, say=site.say)
        # body templates are macros: called, not rendered, they cost half
        self._head = env.get_template("_head.html").module.head  # type: ignore[attr-defined]
        self._source = env.get_template("_source.html").module.source  # type: ignore[attr-defined]
        self._row = env.get_template("_row.html").module.row  # type: ignore[attr-defined]
        names = ("issue.html", "list.html", "index.html", "home.html", "policies.html", "policy.html")
        self._bodies = {name: env.get_template(name).module.page for name in names}  # type: ignore[attr-defined]
        self._rows: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._name = escape(publication.name)

    def rows(self, cases: Sequence[Case]) -> Markup:
        """Return `cases` as rows of a list; every list shows an issue by the same row, so it is made once."""
        made = self._rows
        for case in cases:
            if case.issue.id not in made:
                made[case.issue.id] = self._row(*line(self._site, case))
        return Markup("\n".join([made[case.issue.id] for case in cases]))  # noqa: S704  # each came out of a template

    def render(self, page: Page) -> bytes:
        """Return the bytes of `page`."""
        view: View = page.make()
        frame = self._frames[page.section]
        title = escape(view.title)
        is_home = not page.section
        file = view.origin.file
        if file not in self._sources:
            self._sources[file] = self._source(self._publication.edit_link(file))
        return frame.stamp(
            title=self._name if is_home else f"{title} - {self._name}",
            head=self._head(view, self._publication.canonical(page.address)),
            topic=title,
            body=self._bodies[view.template](view, frame.intro),
            source=self._sources[file],
        )


def quick_escape(value: object) -> str:
    """Return `value` as HTML: what markupsafe's own escape returns, without the object it wraps each text in.

    A page prints a hundred and more texts, and the wrapping costs ten times the escaping.
    """
    return _escape_text(value) if type(value) is str else str(escape(value))


_escape_text: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]  # noqa: SLF001


class _Loader(jinja2.PackageLoader):
    """Loads body templates and lets their compiled code escape by `quick_escape`."""

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:  # noqa: A002
        template = super().load(environment, name, dict(globals or {}))  # rendering copies them: a dict is copied fast
        template.root_render_func.__globals__["escape"] = quick_escape
        return template


def environment() -> jinja2.Environment:
    """Return the press's own template environment: autoescaped, strict, apart from the engine's."""
    return jinja2.Environment(
        loader=_Loader("taizhang_theme", "body"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def press(site_dir: Path, site: Site, publication: Publication, *, show_progress: bool = False) -> int:
    """Stamp every generated page of `site` into `site_dir`, which an engine has built, and write the sitemap.

    Returns how many pages were stamped. Raises FrameError where the engine's pages lack a slot.
    """
    frames = {section: read_frame(site_dir / section / "index.html") for section in sections(site)}
    for section in frames:
        (site_dir / section).mkdir(exist_ok=True)
    renderer = Press(site, frames, publication)
    workers = worker_count(len(site.cases))
    if workers == 1:
        count = _stamp(renderer, pages(site), site_dir)
    else:
        count = _fork(renderer, site, site_dir, workers)
    write_sitemap(site_dir, ((page.address, page.changed) for page in pages(site)), publication.canonical)
    return count


def worker_count(cases: int) -> int:
    """Return how many processes to stamp with: one where there is little to do or where forking would not be safe."""
    if cases < 2000 or not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), 8)


def _fork(renderer: Press, site: Site, site_dir: Path, workers: int) -> int:
    """Stamp in forked children, each its own slice; stamping is a pure function of frames and views."""
    gc.freeze()  # the children share the portal's memory as long as nobody touches it
    children = []
    try:
        for number in range(workers):
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    _stamp(renderer, islice(pages(site), number, None, workers), site_dir)
                    status = 0
                finally:
                    os._exit(status)
            children.append(pid)
        failed = [pid for pid in children if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]
    finally:
        gc.unfreeze()
    if failed:
        raise RuntimeError(f"{len(failed)} of {workers} press workers failed")
    return sum(1 for _ in pages(site))


def _stamp(renderer: Press, some: Iterable[Page], site_dir: Path) -> int:
    """Stamp `some` pages; return how many."""
    root = os.fspath(site_dir)
    was_enabled = gc.isenabled()
    gc.disable()  # pages hold no cycles; collecting would walk the whole portal again and again
    count = 0
    try:
        for page in some:
            target = os.open(f"{root}/{page.address}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                data = renderer.render(page)
                while data:
                    data = data[os.write(target, data) :]
            finally:
                os.close(target)
            count += 1
    finally:
        if was_enabled:
            gc.enable()
    return count


def domain(url: str) -> str:
    """Return the domain of `url`."""
    return urlsplit(url).hostname or ""
