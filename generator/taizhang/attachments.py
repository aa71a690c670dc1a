"""Attachments: pictures and papers beside the records, published without what their makers did not mean to publish."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from taizhang.records import Attachment

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
PAPER = ".pdf"
LARGEST = 20_000_000
#: Pictures are made no wider than two screens.
WIDEST = 1600


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
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, PyPdfError):
                yield "attachment_broken", values


@lru_cache(maxsize=1 << 12)
def cleaned(path: Path) -> File:
    """Return a file as it is published, without its metadata. Raises OSError or PyPdfError where it cannot be read."""
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


def _paper(path: Path) -> File:
    """Return the pages of a paper alone: no author, no program, no attached files, no comments."""
    writer = PdfWriter()
    for page in PdfReader(path).pages:
        writer.add_page(page)
    writer.remove_annotations(subtypes=None)
    writer.metadata = None
    writer._ID = None  # noqa: SLF001  # else each build would name the file anew
    out = BytesIO()
    writer.write(out)
    return File(_name(out.getvalue(), PAPER), out.getvalue())


def _name(data: bytes, suffix: str) -> str:
    return f"{hashlib.sha256(data).hexdigest()[:16]}{suffix}"
