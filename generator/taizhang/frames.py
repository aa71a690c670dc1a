"""Frames: pages the engine has rendered with marked slots, and the stamping of text into them."""

import re
from pathlib import Path

from markupsafe import Markup

from taizhang.words import word

#: Slots a frame must hold, in their order in the page. The intro's text stands between its two marks.
SLOTS = ("head", "title", "topic", "intro-start", "intro-end", "body", "source")
_MARK = "<!--tz:{}-->"


class FrameError(Exception):
    """The theme's frame lacks a slot."""

    def __init__(self, path: Path, slot: str) -> None:
        super().__init__(f"{path}: {word('problem.missing_slot', 'zh', slot=slot)} / {word('problem.missing_slot', 'en', slot=slot)}")


class Frame:
    """One section's frame: its fixed parts as bytes, and the section's intro as the engine rendered it."""

    def __init__(self, html: str, path: Path) -> None:
        parts: list[str] = []
        rest = html
        for slot in SLOTS:
            before, mark, rest = rest.partition(_MARK.format(slot))
            if not mark:
                raise FrameError(path, slot)
            parts.append(before)
        parts.append(rest)
        #: What staff wrote above the section's own page, as safe HTML.
        self.intro = Markup(parts.pop(SLOTS.index("intro-end")).strip())  # noqa: S704  # the engine made it
        #: The fixed parts, which are bytes.
        self.parts = [_squeeze(part).encode() for part in parts]

    def stamp(self, *, title: str, head: str, topic: str, body: bytes, source: str) -> bytes:
        """Return the page: the frame with its slots filled. All is HTML already."""
        p = self.parts
        return b"".join(
            (
                p[0],
                head.encode(),
                p[1],
                title.encode(),
                p[2],
                topic.encode(),
                p[3],
                p[4],
                body,
                p[5],
                source.encode(),
                p[6],
            ),
        )


def _squeeze(part: str) -> str:
    """Return `part` without the blank lines and indents that the engine's templates leave behind."""
    return re.sub(r"\s*\n\s*", "\n", part)


def read_frame(path: Path) -> Frame:
    """Return the frame in the engine's page at `path`. Raises FrameError where a slot is missing."""
    return Frame(path.read_text("utf-8"), path)
