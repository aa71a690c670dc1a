"""The program: what it and the libraries that have a say in its results come to, for what only the same program may use again."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_LIBRARIES = ("chinesecalendar", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "yaml-rs")


@cache
def program() -> bytes:
    """Return the digest of this program: its modules, its templates, and the versions of the libraries it reads and writes with."""
    found = hashlib.blake2b(repr([version(name) for name in _LIBRARIES]).encode(), digest_size=32)
    for package in ("taizhang", "taizhang_theme"):
        for name, data in sorted(_sources(files(package), package)):
            found.update(f"{name} {len(data)}\n".encode() + data)
    return found.digest()


def _sources(folder: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{name}/{entry.name}")
        elif entry.name.endswith((".py", ".toml", ".html")):
            yield f"{name}/{entry.name}", entry.read_bytes()
