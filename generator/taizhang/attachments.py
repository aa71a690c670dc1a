"""Attachments: pictures and papers beside the records, published without what their makers did not mean to publish."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from taizhang.records import Attachment

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
PAPER = ".pdf"
LARGEST = 20_000_000
#: Pictures are made no wider than two screens.
WIDEST = 1600


class UnreadableError(Exception):
    """A file is damaged, encrypted, or not of the kind that its name says."""


class File(NamedTuple):
    """A file as it is published: its name, which tells nothing but its content, its bytes, and of a picture its size."""

    name: str
    data: bytes
    width: int = 0
    height: int = 0


def faults(attachment: Attachment, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the code and values of what is wrong with an attachment below `folder`. What is not public need only exist."""
    values = {"found": attachment.file}
    path = folder / attachment.file
    if not path.resolve().is_relative_to(folder.resolve()):
        yield "attachment_outside", values
    elif not path.is_file():
        yield "attachment_missing", values
    elif attachment.disclosure == "public":
        kind = path.suffix.lower()
        if kind not in PICTURES and kind != PAPER:
            yield "attachment_type", values
        elif path.stat().st_size > LARGEST:
            yield "attachment_too_large", values
        else:
            if kind in PICTURES and not attachment.alt:
                yield "attachment_no_alt", values
            try:
                cleaned(path)
            except UnreadableError:
                yield "attachment_broken", values


def cleaned(path: Path) -> File:
    """Return a file as it is published, without its metadata. Raises UnreadableError."""
    state = path.stat()
    return _cleaned(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1 << 10)
def _cleaned(path: Path, _changed: int, _size: int) -> File:
    """Return what `cleaned` returns; a file is cleaned again when it has changed."""
    from taizhang.cleaning import clean  # noqa: PLC0415  # its libraries take a while to import, and few portals need them

    data, width, height = clean(path)
    return File(f"{hashlib.sha256(data).hexdigest()[:16]}{path.suffix.lower()}", data, width, height)
