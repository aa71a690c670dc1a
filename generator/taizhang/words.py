"""The catalogue: every word of the portal and of the command line, in Chinese and in English, from one file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def catalogue() -> Mapping[str, tuple[str, str]]:
    """Return all entries, each `section.key` with its Chinese and its English text."""
    text = files("taizhang").joinpath("words.toml").read_text("utf-8")
    return {f"{section}.{key}": (zh, en) for section, keys in tomllib.loads(text).items() for key, (zh, en) in keys.items()}


def word(key: str, language: str, /, **values: object) -> str:
    """Return the entry `key` in `language` with `values` filled in. Raises KeyError for a key the catalogue lacks."""
    text = catalogue()[key][LANGUAGES.index(language)]
    return text.format_map(values) if values else text


class Words:
    """The words of one section as attributes, for templates: `t.due`. A key the catalogue lacks is an AttributeError."""

    def __init__(self, section: str, language: str) -> None:
        index = LANGUAGES.index(language)
        prefix = f"{section}."
        self.__dict__.update(
            {key.removeprefix(prefix): texts[index] for key, texts in catalogue().items() if key.startswith(prefix)},
        )

    def __getattr__(self, name: str) -> str:  # only reached where the attribute is missing
        raise AttributeError(f"the catalogue has no word {name!r}")
