"""What is compared with what: each comparison's contestants, their folders written when they are asked for."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from bench import hugo, plain
from bench.ledger import edit_text, write_content
from bench.measure import Contestant, Result
from bench.serving import Served

ROOT = Path(__file__).parent.parent
PLAIN = 2_000  # as many Markdown pages as a patient user of a general engine has
SERVED = 10_000

_MKDOCS = """\
site_name: bench
site_url: https://example.org/
docs_dir: content/pages
theme: {name: taizhang, language: zh}
plugins: [taizhang]
"""
_PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Ours and others on the same work, and perhaps the same contestants on `smaller` work, for growth."""

    issues: int
    ours: tuple[Contestant, ...]
    rivals: tuple[Contestant, ...] = ()
    smaller_issues: int = 0
    smaller: tuple[Contestant, ...] = ()

    @property
    def contestants(self) -> tuple[Contestant, ...]:
        """All who run: rivals first, for ours after an edit starts from what its rival, the cold build, has left."""
        return (*self.rivals, *self.ours, *self.smaller)

    def report(self, results: Mapping[Contestant, Result]) -> dict[str, object]:
        """Return the figures of the comparison as JSON has them: all by name, and ratios to ours.

        `ratio` is that to the first rival; where there is none, how much longer ours takes than on the smaller work.
        """
        found = {one.name: results[one] for one in self.ours + self.rivals}
        smaller = {one.name: results[one] for one in self.smaller}
        ours = found[self.ours[0].name]
        ratios = {one.name: round(results[one].seconds / ours.seconds, 2) for one in self.rivals}
        memory = {one.name: round(results[one].peak_mb / ours.peak_mb, 2) for one in self.rivals if ours.peak_mb}
        growth = {name: round(found[name].seconds / one.seconds, 2) for name, one in smaller.items()}
        return {
            "issues": self.issues,
            "seconds": {name: round(one.seconds, 3) for name, one in found.items()},
            "ratio": next(iter((ratios or growth).values())),
            "ratios": ratios,
            "peak_mb": {name: round(one.peak_mb) for name, one in found.items()},
            "memory_ratios": memory,
            "pages": {name: one.pages for name, one in found.items()},
            "pages_per_second": {name: round(one.pages / one.seconds) for name, one in found.items()},
            "bytes_per_page": {name: round(one.page_bytes) for name, one in found.items()},
            "runs": {name: [round(taken, 3) for taken in one.runs] for name, one in found.items()},
            "smaller_issues": self.smaller_issues,
            "smaller_seconds": {name: round(one.seconds, 3) for name, one in smaller.items()},
            "growth": growth,
        }  # fmt: skip


def pages(base: Path, n: int) -> Comparison:
    """Pages alone: check, figures and all pages against Hugo's."""
    return Comparison(issues=n, ours=(_ours(base, n, search=False),), rivals=(_hugo(base, n),))


def search(base: Path, n: int) -> Comparison:
    """Pages and search, nothing kept from a build before."""
    return Comparison(issues=n, ours=(_ours(base, n),), rivals=(_pagefind(base, n),))


def edit(base: Path, n: int) -> Comparison:
    """Pages and search after one word of one issue changed; Hugo and Pagefind have nothing to go by but a full run."""
    return Comparison(issues=n, ours=(_edited(base, n),), rivals=(_pagefind(base, n), _ours(base, n)))


def growth(base: Path, n: int) -> Comparison:
    """Ours on all issues and on a tenth of them."""
    few = n // 10
    return Comparison(
        issues=n, ours=(_ours(base, n, search=False), _ours(base, n)),
        smaller_issues=few, smaller=(_ours(base, few, search=False), _ours(base, few)),
    )  # fmt: skip


def mkdocs(base: Path, n: int) -> Comparison:
    """Pages and search against MkDocs + Material with one Markdown page for each issue."""
    return _plain_comparison(base, min(n, PLAIN), _material)


def zensical(base: Path, n: int) -> Comparison:
    """Pages and search against Zensical with one Markdown page for each issue."""
    return _plain_comparison(base, min(n, PLAIN), _zensical)


def demo(base: Path, n: int) -> Comparison:  # noqa: ARG001  # the demo is as large as it is
    """The portal of this repository against MkDocs + Material with as many Markdown pages as the portal has HTML pages."""
    folder = base / "demo"
    if not folder.exists():
        shutil.copytree(ROOT / "content", folder / "content")
        shutil.copy(ROOT / "mkdocs.yml", folder)
    ours = _cold(folder, search=True)
    ours.seconds(base / "log")
    made = sum(1 for _ in ours.output.rglob("*.html"))
    return Comparison(issues=made, ours=(ours,), rivals=(_material(base, made),))


def serve(base: Path, n: int) -> Comparison:
    """An edit under `mkdocs serve` against the cold build of the same portal."""
    size = min(n, SERVED)
    folder = _portal(base, size, "served")
    served = Served(name="mkdocs serve, one issue edited", commands=(), folder=folder, output=folder / "site")
    return Comparison(issues=size, ours=(served,), rivals=(_ours(base, size), _ours(base, size, search=False)))


#: By the name of bench.json, in the order they run in: what is edited has just been built.
COMPARISONS: Mapping[str, Callable[[Path, int], Comparison]] = {
    "pages": pages, "search": search, "edit": edit, "growth": growth,
    "mkdocs": mkdocs, "zensical": zensical, "demo": demo, "serve": serve,
}  # fmt: skip


def _plain_comparison(base: Path, n: int, rival: Callable[[Path, int], Contestant]) -> Comparison:
    few = n // 4
    return Comparison(
        issues=n, ours=(_ours(base, n),), rivals=(rival(base, n),),
        smaller_issues=few, smaller=(_ours(base, few), rival(base, few)),
    )  # fmt: skip


def _portal(base: Path, n: int, kind: str = "ours") -> Path:
    """Return the folder of our portal of `n` issues."""
    folder = base / f"{kind}-{n}"
    if not folder.exists():
        write_content(folder / "content", n)
        (folder / "mkdocs.yml").write_text(_MKDOCS, "utf-8")
    return folder


def _cold(folder: Path, *, search: bool) -> Contestant:
    output = folder / "site"

    def forget() -> None:
        for kept in (output, folder / ".cache"):
            shutil.rmtree(kept, ignore_errors=True)

    command = (str(_PROGRAMS / "taizhang"), "build", *(() if search else ("--no-search",)))
    return Contestant(
        name="taizhang" if search else "taizhang --no-search", commands=(command,), folder=folder, output=output, prepare=forget,
        leaves_output=search,
    )  # fmt: skip


def _ours(base: Path, n: int, *, search: bool = True) -> Contestant:
    return _cold(_portal(base, n), search=search)


def _edited(base: Path, n: int) -> Contestant:
    """Return ours once more: it starts from what the cold build with search has left."""
    cold = _ours(base, n)
    numbers: Iterator[int] = count()

    def change() -> None:
        edit_text(cold.folder / "content", next(numbers))

    return Contestant(name="taizhang, one issue edited", commands=cold.commands, folder=cold.folder, output=cold.output, prepare=change)


def _hugo(base: Path, n: int) -> Contestant:
    folder = base / f"hugo-{n}"
    if not folder.exists():
        hugo.write_site(folder, _portal(base, n) / "content")
    command = (str(_PROGRAMS / "hugo"), "--quiet")
    return Contestant(name="hugo", commands=(command,), folder=folder, output=folder / "public")


def _pagefind(base: Path, n: int) -> Contestant:
    bare = _hugo(base, n)
    index = (sys.executable, "-m", "pagefind", "--quiet", "--site", str(bare.output))
    return Contestant(name="hugo + pagefind", commands=(*bare.commands, index), folder=bare.folder, output=bare.output)


def _material(base: Path, n: int) -> Contestant:
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    folder = _plain_site(base, n, "material")
    return Contestant(name="mkdocs + material", commands=(command,), folder=folder, output=folder / "site")


def _zensical(base: Path, n: int) -> Contestant:
    command = (str(_PROGRAMS / "zensical"), "build")
    folder = _plain_site(base, n, "zensical")
    return Contestant(
        name="zensical", commands=(command,), folder=folder, output=folder / "site",
        prepare=partial(shutil.rmtree, folder / ".cache", ignore_errors=True),
    )  # fmt: skip


def _plain_site(base: Path, n: int, kind: str) -> Path:
    folder = base / f"{kind}-{n}"
    if not folder.exists():
        plain.write_site(folder, _portal(base, n) / "content")
    return folder
