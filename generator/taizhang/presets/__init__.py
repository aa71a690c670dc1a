"""Presets: small content folders to begin with, one per kind of programme, laid over a common base."""

import errno
import os
import shutil
from importlib.resources import as_file, files
from pathlib import Path

MINIMAL = "minimal"
PRESETS = ("daan", "haining", "shanzhou", "yongzhou", "guilin")


def begin(folder: Path, preset: str) -> int:
    """Write a preset into `folder` and return how many files it has. Raises FileExistsError, before writing, where one is there."""
    with as_file(files(__name__)) as home:
        sources = {path.relative_to(home / part): path for part in ("base", preset) for path in _files(home / part)}
        for name in sources:
            if (folder / name).exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / name))
        for name, source in sources.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / name)
    return len(sources)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
