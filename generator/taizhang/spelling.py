"""Spelling: texts as the index holds them, one Chinese character a word, so that what is looked up is found as it is written."""

import re
from functools import cache
from importlib.resources import files

#: Between the title and the blocks of a text, and for its blanks: the card puts them back.
BLOCK, BLANK = "¶", "␣"

# A word: letters, digits, or one character of any other script. A sentence's end is a word too, that nobody can look up:
# no phrase crosses it. Other marks hang on the word before them.
_PIECE = re.compile(r"(?P<word>[A-Za-z]+|[0-9]+|\w)|(?P<end>[。！？；!?;])|(?P<line>\n)|(?P<blank>\s+)|(?P<mark>.)")


@cache
def _folds() -> dict[int, str]:
    lines = files("taizhang_theme").joinpath("assets/taizhang/traditional.txt").read_text("utf-8").splitlines()
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}
    return wide | dict(zip(map(ord, lines[0]), lines[1], strict=True))


def fold(text: str) -> str:
    """Return `text` with full-width letters and digits as plain ones and traditional characters simplified, as long as it was."""
    return text.translate(_folds())


def spaced(text: str) -> str:
    """Return `text` as the index reads it: its words apart, its blanks and line ends as signs."""
    found = []
    for piece in _PIECE.finditer(fold(text)):
        kind, said = piece.lastgroup, piece[0]
        if kind == "blank":
            found.append(BLANK)
        elif kind == "line":
            found.append(f" {BLOCK}")
        else:
            found.append(said if kind == "mark" else f" {said}")
    return "".join(found)


def width(text: str) -> int:
    """Return how many words of the index `text` takes up."""
    return len(spaced(text).split())
