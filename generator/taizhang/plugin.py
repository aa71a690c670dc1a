"""The MkDocs plugin: the only module that knows the engine. It converts, calls and returns; the work is done elsewhere."""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import groupby
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import config_options as opt
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from taizhang.checking import Checked, check, content_of, today
from taizhang.collecting import collector_paused
from taizhang.compressing import FORMATS, compress
from taizhang.dates import parse_date
from taizhang.facts import Facts
from taizhang.frames import FrameError
from taizhang.indexer import SearchError
from taizhang.markup import Reference, anchor, replace_references
from taizhang.memory import Memory
from taizhang.pages import SECTIONS, Section, sections
from taizhang.press import Compiled, Preview, Publication, domain, press
from taizhang.problems import ContentError, render
from taizhang.prose import read_prose, replace_figures
from taizhang.search import Index, make_index, write_index
from taizhang.site import Site
from taizhang.stages import Stages
from taizhang.words import LANGUAGES, word

log = get_plugin_logger(__name__)


#: Material's own search, which no page of ours loads; its source maps go too.
_UNUSED_ASSETS = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
#: The theme's own; Material's carry a digest in their names already.
_OWN_ASSETS = "assets/taizhang/"


class TaizhangConfig(Config):
    """The options of the plugin in mkdocs.yml."""

    content = opt.Type(str, default="content")
    """The content folder, from the folder of mkdocs.yml."""

    as_of = opt.Type((str, dt.date), default="")
    """The day the portal is cut at, YYYY-MM-DD; today where it is not given."""

    search = opt.Type(bool, default=True)
    """Whether the portal can be searched."""

    compress = opt.ListOfItems(opt.Choice(FORMATS), default=[])
    """What to write beside each text file for web servers that send it as it is: gz, br."""

    cache = opt.Type(str, default=".cache/taizhang")
    """The folder for what a later build may use again, from the folder of mkdocs.yml."""


class TaizhangPlugin(BasePlugin[TaizhangConfig]):
    """Turns a content folder into the pages of a portal around the engine's own build."""

    checked: Checked
    site: Site
    pressed: int = 0
    show_progress: bool = False
    #: Who the portal is built for: `public`, or `internal` for the office's own copy.
    audience: str = "public"
    #: The folder whose place the built one is going to take, whose pages may be taken over.
    published: Path | None = None

    def __init__(self) -> None:
        #: The stages of the last build.
        self.stages = Stages()
        #: What the reader of the build should know, but what is not wrong.
        self.notes: list[str] = []
        #: Whether builds follow one another, for a preview; what is kept from one to the next is below.
        self._is_preview = False
        self._memory: Memory | None = None
        self._facts: Facts | None = None
        self._compiled = Compiled()
        self._index: Index | None = None
        self._preview: Preview | None = None
        #: Whether a server stamps the pages when they are asked for.
        self.is_served = False
        #: Held while a page of the preview is stamped, so that none of an older build gets into the folder of a newer one.
        self._stamping = threading.Lock()

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002
        """Begin a build, or a preview: the engine keeps one object for all of them, which remembers from one to the next."""
        self._is_preview, self._memory, self._facts = command == "serve", None, None
        self._index, self._preview, self.is_served, self.notes = None, None, False, []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content before the engine empties its output folder."""
        root = Path(config.config_file_path).parent
        language = config.theme.get("language", "zh")
        if language not in LANGUAGES:
            raise ConfigurationError(word("cli.bad_language", "zh", found=language))
        if not any((Path(folder) / "frame.html").is_file() for folder in config.theme.dirs):
            raise ConfigurationError(word("cli.no_frame", language, theme=config.theme.name))
        if self._is_preview:
            self.stages = Stages()
        self._cache = root / self.config.cache
        self._memory = self._memory or Memory(self._cache / "issues")
        self.content = content_of(root / self.config.content, root, self._memory)
        try:
            as_of = self._as_of()
            with self.stages.stage("read"):
                self.checked = check(self.content, today(), as_of, self._facts)
        except ContentError as error:
            raise ProblemsFound(error, language) from error
        with self.stages.stage("facts"), collector_paused():
            facts = self._facts = self.checked.facts.complete()
            self.site = Site(facts, language, self.checked.proofs, self.audience, self.content.attachments, search=self.config.search)
        self.later = {
            page.path.relative_to(self.content.pages).as_posix()
            for page in read_prose(self.content)[0]
            if page.date and page.date > self.checked.as_of
        }
        if config.nav is None:
            config.nav = self._navigation()
        self.stages.begin("engine")
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Stamp nothing more of the build before: the engine is about to empty its folder."""
        with self._stamping:
            self._preview = None

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Supply the index of each section that staff did not write, and remove those without records."""
        for asset in [file for file in files if file.src_uri.startswith(_UNUSED_ASSETS) or file.src_uri.endswith(".map")]:
            files.remove(asset)
        self.assets = _name_by_content(files)
        present = sections(self.site)
        for name in self.later:  # what was written later is not known yet
            if file := files.get_file_from_path(name):
                file.inclusion = InclusionLevel.EXCLUDED
        for section in SECTIONS:
            file = files.get_file_from_path(_index(section))
            if section in present and file is None:
                files.append(File.generated(config, _index(section), content=""))
            elif section not in present and file is not None:
                file.inclusion = InclusionLevel.EXCLUDED
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Note where staff's page on raising problems stands."""
        feedback = files.get_file_from_path("feedback.md")
        self.feedback = feedback.url if feedback else ""
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002
        """Give the theme the portal's settings and words, and its templates as an earlier build compiled them."""
        if self._is_preview:
            env.bytecode_cache = self._compiled
        env.globals["taizhang"] = SimpleNamespace(
            settings=self.site.portal.settings, t=self.site.t, feedback=self.feedback, domain=domain(config.site_url or ""),
            is_internal=self.audience == "internal", search=self.config.search, assets=self.assets,
        )  # fmt: skip
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Make each section's index its frame, and references in prose links."""
        if self._is_frame(page):
            page.meta["template"] = "frame.html"
        depth = page.file.src_uri.count("/")
        base = self._up(page, "../" * depth)
        text = replace_figures(markdown, self.site, lambda link: anchor(link.label, link.href), base)
        return replace_references(text, lambda target: self._resolve(target, base))

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:  # noqa: ARG002
        """Tell the header whether it prints a title or a slot."""
        context["taizhang_frame"] = self._is_frame(page)
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Stamp the generated pages into what the engine has built."""
        publication = Publication(
            name=config.site_name,
            url=config.site_url or "",
            edit=f"{config.repo_url.rstrip('/')}/{config.edit_uri.lstrip('/')}" if config.repo_url and config.edit_uri else "",
            content=self.content.name(self.content.folder),
            assets=self.assets,
        )
        self.stages.end()
        site_dir = Path(config.site_dir)
        with TemporaryDirectory(prefix="taizhang-") as folder:
            # the index of a first build serves those that follow: an edit shows at once
            marked = Path(folder) if self.config.search and self._index is None else None
            with self.stages.stage("press"):
                self._press(site_dir, publication, marked)
            if self.config.search:
                with self.stages.stage("search"):
                    self._write_search(site_dir, marked)
        if self.config.compress and not self.is_served:
            with self.stages.stage("compress"):
                compress(site_dir, self.config.compress)

    def _press(self, site_dir: Path, publication: Publication, marked: Path | None) -> None:
        try:
            if self.is_served:
                self._preview = Preview(site_dir, self.site, publication, self._compiled)
            else:
                kept = (self.published, self._cache / f"pages-{self.audience}") if self.published else None
                self.pressed = press(site_dir, self.site, publication, marked=marked, kept=kept, show_progress=self.show_progress)
        except FrameError as error:
            raise PluginError(str(error)) from error

    def _write_search(self, site_dir: Path, marked: Path | None) -> None:
        """Put the search index into the site: that of the first build where builds follow one another, else a new one."""
        language = self.site.language
        kind = "preview" if self._is_preview else self.audience  # a build beside a preview may not clear away what this points to
        try:
            index = make_index(marked, site_dir, self._cache / f"search-{kind}", language) if marked else self._index
        except SearchError as error:
            raise PluginError(str(error)) from error
        assert index  # noqa: S101  # either of the two
        if index.dropped:
            self.notes.append(word("cli.cache_dropped", language, shards=self.site.separator.join(index.dropped)))
            log.info(self.notes[-1])
        write_index(index, site_dir, passing=self._is_preview)
        self._index = index if self._is_preview else None

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ARG002
        """Rebuild when a data file changes, and from now on stamp a page when it is asked for.

        The engine itself watches the prose only. All pages were stamped once, before the server was there.
        """
        server.watch(str(self.content.folder))
        self.is_served = True

        def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            address = f"{environ['PATH_INFO']}".removeprefix(server.mount_path)
            if not address or address.endswith("/"):
                address += "index.html"
            answered: list[tuple[Any, ...]] = []
            body = server.serve_request(environ, lambda *said: answered.append(said))  # it waits while a build is going on
            if answered[-1][0].startswith("404") and self.stamp(address):
                body = server.serve_request(environ, lambda *said: answered.append(said))
            start_response(*answered[-1])
            return body

        server.set_app(serve)
        return server

    def stamp(self, address: str) -> bool:
        """Stamp one page of the preview; tell whether there is one."""
        with self._stamping:
            return self._preview is not None and self._preview.make(address)

    def _as_of(self) -> dt.date | None:
        given = self.config.as_of  # YAML reads an unquoted day as a date
        if not given:
            return None
        try:
            return parse_date(str(given))[0]
        except ValueError:
            raise ConfigurationError(word("cli.bad_as_of", "zh", found=given)) from None

    def _is_frame(self, page: Page) -> bool:
        return page.file.src_uri in {_index(section) for section in sections(self.site)}

    def _resolve(self, target: str, base: str) -> Reference | None:
        """Return where a reference in prose leads, from where the page will stand."""
        found = self.site.resolve(target, "")
        return Reference(base + found.address, found.label) if found else None

    @staticmethod
    def _up(page: Page, base: str) -> str:
        """Return what leads from where a page of prose will stand to the portal's root."""
        return "../" * page.url.count("/") if page.url not in (".", "./") else base

    def _navigation(self) -> list[Any]:
        """Return the navigation: sections that have records, then staff's own pages."""
        t = self.site.t
        nav: list[Any] = []
        for group, members in groupby(sections(self.site), key=lambda section: section.group):
            entries = [{getattr(t, section.title): _index(section)} for section in members]
            nav += [{getattr(t, group): entries}] if group else entries
        own = {_index(section) for section in SECTIONS}
        prose = sorted(path.relative_to(self.content.pages).as_posix() for path in self.content.pages.rglob("*.md"))
        prose = [path for path in prose if path not in own and path not in self.later]
        if "feedback.md" in prose:
            nav.append({t.feedback: "feedback.md"})
            prose.remove("feedback.md")
        return [*nav, {t.about: prose}] if prose else nav


def _name_by_content(files: Files) -> dict[str, str]:
    """Let the theme's own files be published under names that change with what is in them; return their addresses by name."""
    addresses = {}
    for file in files:
        if file.src_uri.startswith(_OWN_ASSETS):
            path = PurePosixPath(file.src_uri)
            file.dest_uri = f"{path.with_suffix('')}.{blake2b(file.content_bytes, digest_size=4).hexdigest()}{path.suffix}"
            addresses[path.name] = file.dest_uri
    return addresses


def _index(section: Section) -> str:
    """Return the Markdown file that a section's own page is made from."""
    return f"{section.name}/index.md".lstrip("/")


class BuildError(Exception):
    """The engine refused: its configuration is wrong (exit code 2) or its own build failed (1)."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class ProblemsFound(PluginError):  # noqa: N818  # what it says on the tin
    """The content has problems: the engine shows them all and stops before it touches the published site."""

    def __init__(self, error: ContentError, language: str) -> None:
        heading = word("cli.problems_found", language, count=len(error.problems))
        super().__init__(f"{heading}\n{render(error.problems, 'text', language)}")
        self.problems = error.problems


@contextmanager
def _engine_errors() -> Iterator[None]:
    """Turn what the engine raises into what the command line knows."""
    try:
        yield
    except ConfigurationError as error:
        raise BuildError(str(error), 2) from error
    except (MkDocsException, Abort) as error:
        cause = error.__context__
        if isinstance(cause, ProblemsFound):
            raise ContentError(cause.problems) from error
        raise BuildError(str(error), 1) from error


def load_engine(config_file: Path, *, strict: bool) -> MkDocsConfig:
    """Return the engine's configuration. Raises BuildError where it is wrong or lacks the plugin."""
    with _engine_errors():
        try:
            config = load_config(str(config_file), strict=strict)
        except Abort as error:  # the engine has logged what is wrong
            raise BuildError(str(error), 2) from error
    if not isinstance(config.plugins.get("taizhang"), TaizhangPlugin):
        raise BuildError(word("cli.no_plugin", config.theme.get("language", "zh")), 2)
    return config


def run_engine(
    config: MkDocsConfig, site_dir: Path, as_of: dt.date | None, *, audience: str, show_progress: bool, search: bool = True,
    compress: Sequence[str] = (), stages: Stages | None = None, published: Path | None = None,
) -> TaizhangPlugin:  # fmt: skip
    """Build into `site_dir` and return the plugin that did it. Raises ContentError or BuildError."""
    plugin = config.plugins["taizhang"]
    assert isinstance(plugin, TaizhangPlugin)  # noqa: S101  # load_engine made sure
    plugin.show_progress, plugin.audience = show_progress, audience
    plugin.config.search = plugin.config.search and search
    plugin.config.compress = [*plugin.config.compress, *compress]
    plugin.stages = stages or Stages()
    plugin.published = published
    if as_of:
        plugin.config.as_of = as_of.isoformat()
    folder, config.site_dir = config.site_dir, str(site_dir)
    try:
        with _engine_errors():
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
            config.plugins.on_shutdown()
    finally:
        config.site_dir, plugin.published = folder, None
    return plugin
