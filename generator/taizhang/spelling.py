"""Spelling: texts as the index holds them, one Chinese character a word, so that what is looked up is found as it is written."""

import re
from functools import cache
from importlib.resources import files

#: Between the title and the blocks of a text, and for its blanks: the card puts them back.
BLOCK, BLANK = "¶", "␣"

_BLANKS = re.compile(r"[^\S\n]+")
_ASCII_WORD = re.compile(r"[A-Za-z]+|[0-9]+")
# A sentence's end is a word too, that nobody can look up: no phrase crosses it. Other marks hang on the word before them.
_ENDS = "。！？；!?;"


class _Spacing(dict[int, str]):
    """What the index holds for a character: itself, folded, and a blank before what is a word alone. Found out once for each."""

    def __missing__(self, code: int) -> str:
        sign = fold(chr(code))
        is_word = sign in _ENDS or (re.match(r"\w", sign) and not _ASCII_WORD.match(sign))
        made = self[code] = f" {sign}" if is_word else sign
        return made


_SPACING = _Spacing({ord("\n"): f" {BLOCK}"})


@cache
def _folds() -> dict[int, str]:
    lines = files("taizhang_theme").joinpath("assets/taizhang/traditional.txt").read_text("utf-8").splitlines()
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}
    return wide | dict(zip(map(ord, lines[0]), lines[1], strict=True))


def fold(text: str) -> str:
    """Return `text` with full-width letters and digits as plain ones and traditional characters simplified, as long as it was."""
    return text.translate(_folds())


def is_folded(text: str) -> bool:
    """Tell whether `fold` changes anything in `text`."""
    return not _folded().isdisjoint(text)


@cache
def _folded() -> frozenset[str]:
    return frozenset(map(chr, _folds()))


def spaced(text: str) -> str:
    """Return `text` as the index reads it: its words apart, its blanks and line ends as signs."""
    return _ASCII_WORD.sub(r" \g<0>", _BLANKS.sub(BLANK, text).translate(_SPACING))


def width(text: str) -> int:
    """Return how many words of the index `text` takes up."""
    return len(spaced(text).split())
