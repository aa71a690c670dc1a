"""The schema: what a field is called, what it may hold, who may see it. Derived from the records, which are its home."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from taizhang.vocabulary import Vocabulary

# What a scalar is read as. Every YAML scalar arrives as text; these alone give it a type.
TEXT, MARKDOWN, ID, DATE, TIME, DURATION, BOOL, INT, NUMBER, TELEPHONE = (
    "text", "markdown", "id", "date", "time", "duration", "bool", "int", "number", "telephone",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One term of a closed list."""

    vocabulary: Vocabulary


@dataclass(frozen=True)
class Ref:
    """The id of another record, which editors may also give by any of its names."""

    to: str


@dataclass(frozen=True)
class ListOf:
    """A list; a single text is split at 、 and ；."""

    item: "Type"


@dataclass(frozen=True)
class Nested:
    """A list of records. Where `short` names a field, a plain text stands for a record with that field only."""

    record: type[msgspec.Struct]
    short: str = ""


@dataclass(frozen=True)
class TextMap:
    """A mapping of text to text."""


Type = str | Choice | Ref | ListOf | Nested | TextMap


class F:
    """What an annotation says of a field: Chinese key, type, synonyms, help in both languages, example, visibility.

    `internal` fields are never published. The English key is the attribute's own name.
    """

    def __init__(
        self,
        zh: str,
        type_: Type = TEXT,
        *also: str,
        help: tuple[str, str] = ("", ""),
        example: str = "",
        internal: bool = False,
    ) -> None:
        self.zh, self.type, self.also = zh, type_, also
        self.help, self.example, self.internal = help, example, internal


@dataclass(frozen=True)
class Field:
    """One row of the schema table."""

    name: str
    zh: str
    type: Type
    also: tuple[str, ...]
    help: tuple[str, str]
    example: str
    internal: bool
    required: bool

    def label(self, language: str) -> str:
        """Return the key as an editor writes it in `language`."""
        return self.zh if language == "zh" else self.name

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every accepted spelling of the key."""
        return (self.name, self.zh, *self.also)


@cache
def fields(record: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the schema table of `record`, in the order of its declaration."""
    hints = get_type_hints(record, include_extras=True)
    required = {f.name for f in msgspec.structs.fields(record) if f.required}
    rows = []
    for name, hint in hints.items():
        marks = [m for m in get_args(hint)[1:] if isinstance(m, F)] if get_origin(hint) is Annotated else []
        rows += [Field(name, m.zh, m.type, m.also, m.help, m.example, m.internal, name in required) for m in marks]
    return tuple(rows)


@cache
def names(record: type[msgspec.Struct]) -> Mapping[str, Field]:
    """Return every accepted spelling of every key of `record`."""
    return {spelling: field for field in fields(record) for spelling in field.spellings}


def internal_names(record: type[msgspec.Struct]) -> frozenset[str]:
    """Return the fields of `record` that are never published."""
    return frozenset(field.name for field in fields(record) if field.internal)


def replace(record: Any, **changes: Any) -> Any:
    """Return a copy of `record` with `changes`; where they change nothing it is `record` itself."""
    changes = {name: value for name, value in changes.items() if getattr(record, name) != value}
    return msgspec.structs.replace(record, **changes) if changes else record
