"""Cleaning: pictures and papers without what their makers did not mean to publish."""

import struct
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

from taizhang.attachments import PICTURES, WIDEST, UnreadableError

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


def clean(path: Path) -> tuple[bytes, int, int]:
    """Return a file without its metadata, and of a picture its width and height. Raises UnreadableError."""
    kind = path.suffix.lower()
    try:
        return _picture(path, PICTURES[kind]) if kind in PICTURES else (_paper(path), 0, 0)
    except _UNREADABLE as error:
        raise UnreadableError(path.name) from error


def _picture(path: Path, format_: str) -> tuple[bytes, int, int]:
    """Return only the pixels of a picture, upright: no camera, no place, no day, no thumbnail."""
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened)
        pixels = upright.convert("RGBA" if upright.has_transparency_data and format_ != "JPEG" else "RGB")
    pixels.thumbnail((WIDEST, WIDEST * 4))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = BytesIO()
    bare.save(out, format_, quality=85) if format_ != "PNG" else bare.save(out, format_, optimize=True)
    return out.getvalue(), *bare.size


#: What of a page is what it shows: all else, such as comments, scripts and thumbnails, is left behind.
_SHOWN = frozenset({"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"})
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")


def _paper(path: Path) -> bytes:
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
    return out.getvalue()


def _without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that hold a camera's or a program's data, or comments."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1] not in (0xE1, 0xED, 0xFE):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])
