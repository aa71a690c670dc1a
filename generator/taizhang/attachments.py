"""Attachments: pictures and papers beside the records, published without what their makers did not mean to publish."""

import hashlib
import struct
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

from taizhang.records import Attachment

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
PAPER = ".pdf"
LARGEST = 20_000_000
#: Pictures are made no wider than two screens.
WIDEST = 1600


#: What the libraries raise of files that are damaged, of another kind than they say, or encrypted.
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    SyntaxError,
    struct.error,
    Image.DecompressionBombError,
    PyPdfError,
    DependencyError,
)


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
            except _UNREADABLE:
                yield "attachment_broken", values


def cleaned(path: Path) -> File:
    """Return a file as it is published, without its metadata. Raises one of several errors where it cannot be read."""
    state = path.stat()
    return _cleaned(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1 << 10)
def _cleaned(path: Path, _changed: int, _size: int) -> File:
    """Return what `cleaned` returns; a file is cleaned again when it has changed."""
    kind = path.suffix.lower()
    return _picture(path, PICTURES[kind]) if kind in PICTURES else _paper(path)


def _picture(path: Path, format_: str) -> File:
    """Return only the pixels of a picture, upright: no camera, no place, no day, no thumbnail."""
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened)
        pixels = upright.convert("RGBA" if upright.has_transparency_data and format_ != "JPEG" else "RGB")
    pixels.thumbnail((WIDEST, WIDEST * 4))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = BytesIO()
    bare.save(out, format_, quality=85) if format_ != "PNG" else bare.save(out, format_, optimize=True)
    return File(_name(out.getvalue(), ".jpg" if format_ == "JPEG" else f".{format_.lower()}"), out.getvalue(), *bare.size)


#: What of a page is what it shows: all else, such as comments, scripts and thumbnails, is left behind.
_SHOWN = frozenset({"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"})
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")


def _paper(path: Path) -> File:
    """Return the pages of a paper alone: no author, no program, no attached files, no comments, no camera's data in its pictures."""
    reader = PdfReader(path)
    if reader.is_encrypted:
        raise PyPdfError
    writer = PdfWriter()
    for page in reader.pages:
        for key in [key for key in page if key not in _SHOWN]:
            del page[key]
        writer.add_page(page)
    for number in range(1, len(writer._objects) + 1):  # noqa: SLF001  # pypdf has no other way to all objects
        kept = writer.get_object(number)
        if isinstance(kept, DictionaryObject):
            for key in _PRIVATE:
                kept.pop(key, None)
        if isinstance(kept, StreamObject) and "/DCTDecode" in str(kept.get("/Filter", "")):
            kept._data = _without_segments(kept._data)  # noqa: SLF001  # set_data would compress it anew
    writer.metadata = None
    writer._ID = None  # noqa: SLF001  # else each build would name the file anew
    out = BytesIO()
    writer.write(out)
    return File(_name(out.getvalue(), PAPER), out.getvalue())


def _without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that hold a camera's or a program's data, or comments."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1] not in (0xE1, 0xED, 0xFE):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])


def _name(data: bytes, suffix: str) -> str:
    return f"{hashlib.sha256(data).hexdigest()[:16]}{suffix}"
