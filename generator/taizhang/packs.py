"""Packs: published sets of limits that a ledger may take over, each with where it was read. They stand in packs.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from taizhang.vocabulary import Term, Vocabulary


@cache
def raw_packs() -> Mapping[str, Mapping[str, Any]]:
    """Return the packs by id as packs.toml has them: `zh`, `en`, `basis`, `classes`."""
    return tomllib.loads((resources.files("taizhang") / "packs.toml").read_text("utf-8"))


PACK = Vocabulary("pack", tuple(Term(id_, pack["zh"], pack["en"]) for id_, pack in raw_packs().items()))
