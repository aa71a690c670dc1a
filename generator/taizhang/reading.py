"""Reading: trees of text become typed records by the schema, every fault a problem with its path."""

import calendar
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from taizhang import schema
from taizhang.dates import parse_date, parse_duration, parse_time
from taizhang.problems import Path, Problem, hint, suggestion
from taizhang.records import Origin, Record
from taizhang.source import Tree

Read = Callable[[Tree], Any]

#: Per spelling of a key: the field, how it is read, and the field that takes a time of day spelled with its date.
Table = dict[str, tuple[str, Read, str]]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RESERVED = {"index", "con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
_TELEPHONE = re.compile(r"[+0-9][0-9\- ()]{2,24}")
#: Lists in which the nearest word may mean the opposite: 未解决, 不满意.
_OPPOSITES = frozenset({"outcome", "enterprise_says", "rating"})
_SPLIT = re.compile(r"[、;；]|,\s*|，")
_YES = {"是": True, "true": True, "yes": True, "on": True, "否": False, "false": False, "no": False, "off": False}


class Fault(Exception):  # noqa: N818  # an error of the content, not of the program
    """A value does not hold what its field may hold. Caught where its key is known."""

    def __init__(self, code: str, values: Mapping[str, str], path: Path = (), *, on_key: bool = False) -> None:
        super().__init__(code)
        self.code, self.values, self.path, self.on_key = code, dict(values), path, on_key


@dataclass
class Names:
    """Every name by which records of one kind may be given, and the id it stands for."""

    ids: dict[str, str]

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Iterable[str]]]) -> "Names":
        """Return the names of `entries`: pairs of an id and all its names."""
        ids: dict[str, str] = {}
        for id_, spellings in entries:
            for name in (id_, *spellings):
                if name:
                    ids.setdefault(name, id_)
        return cls(ids)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the name of `names` that `name` was probably meant to be, or an empty text."""
    found = difflib.get_close_matches(name, list(names), 5, 0.5)
    if found:  # one wrong character is likelier than one too many or too few
        return max(found, key=lambda one: (len(one) == len(name)) / 4 + difflib.SequenceMatcher(None, name, one).ratio())
    # Chinese abbreviations keep characters in order but drop many: 交通局 for 示例甲市交通运输局
    inside = [n for n in names if len(name) > 1 and _is_subsequence(name, n)]
    return min(inside, key=len, default="")


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


class Reader:
    """Reads records of every kind; `names` gives the names that references may use, by kind.

    Faults are collected in `problems`, each with the path from the record read last; `read_list` completes them.
    """

    def __init__(self, names: Mapping[str, Names]) -> None:
        self.names = names
        self._faults: list[Fault] = []
        self._dates: dict[str, tuple[dt.date, str]] = {}
        self._tables: dict[type, tuple[Table, frozenset[str]]] = {}

    def read_list(self, tree: Tree | None, record: type[Record], file: str, **fixed: Any) -> tuple[list[Any], list[Problem]]:
        """Return the records of a file that holds a list of them, and its problems. `fixed` fields are set on each."""
        if tree is None or tree == "":
            return [], []
        if not isinstance(tree, list):
            return [], [Problem(file, "not_a_list", {"found": _kind(tree)}, line=1, column=1)]
        records: list[Any] = []
        problems: list[Problem] = []
        faults = self._faults
        for index, item in enumerate(tree):
            one = self._record(item, record, {"origin": Origin(file, index), **fixed})
            if faults:
                problems += [Problem(file, f.code, f.values, (index, *f.path), f.on_key) for f in faults]
                faults.clear()
            elif one is not None:
                records.append(one)
        return records, problems

    def read_one(self, tree: Tree | None, record: type[Record], file: str, **fixed: Any) -> tuple[Any | None, list[Problem]]:
        """Return the one record of a file, and its problems."""
        one = self._record({} if tree is None else tree, record, {"origin": Origin(file, 0), **fixed})
        problems = [Problem(file, f.code, f.values, f.path, f.on_key) for f in self._faults]
        self._faults.clear()
        return (None if problems else one), problems

    def _record(self, tree: Tree, record: type[msgspec.Struct], fixed: dict[str, Any]) -> Any | None:
        """Return a record; None where there were faults, which then are in `_faults` with their path from here.

        Nearly all records are right: they are read without looking for what could be wrong, and only one that does not
        come out whole is read again with care.
        """
        faults = self._faults
        before = len(faults)
        table = (self._tables.get(record) or self._compile(record))[0]
        values = fixed.copy()
        expected = len(values)
        try:
            for key, value in tree.items():  # type: ignore[union-attr]  # anything but a mapping raises
                name, read, time_name = table[key]
                if type(value) is str and (not value or value.isspace()):  # `_is_empty`, without the call
                    continue
                if time_name:
                    values[name], time = read(value)
                    if time:
                        values[time_name] = time
                        expected += 1
                else:
                    values[name] = read(value)
                expected += 1
            if len(faults) == before and len(values) == expected:
                return record(**values)
        except (AttributeError, KeyError, TypeError, Fault):
            pass
        del faults[before:]
        return self._careful_record(tree, record, fixed)

    def _careful_record(self, tree: Tree, record: type[msgspec.Struct], values: dict[str, Any]) -> Any | None:
        """Return what `_record` returns, and every fault."""
        faults = self._faults
        before = len(faults)
        if type(tree) is not dict:
            faults.append(Fault("not_a_record", {"found": _kind(tree)}))
            return None
        table, required = self._tables[record]
        for key, value in tree.items():
            if key not in table:
                faults.append(Fault("unknown_key", {"key": key, **self._suggest(key, table)}, (key,), on_key=True))
                continue
            name, read, time_name = table[key]
            if _is_empty(value):
                continue
            count = len(faults)
            try:
                found = read(value)
            except Fault as fault:
                faults.append(Fault(fault.code, {"key": key, **fault.values}, (key, *fault.path), on_key=fault.on_key))
                continue
            for inner in faults[count:]:  # of a nested list
                inner.path = (key, *inner.path)
            if name in values:
                faults.append(Fault("same_key", {"key": key, "field": _key(schema.names(record)[key])}, (key,), on_key=True))
                continue
            if time_name:
                found, time = found
                if time and time_name in values:
                    time_field = next(field for field in schema.fields(record) if field.name == time_name)
                    faults.append(Fault("same_key", {"key": key, "field": _key(time_field)}, (key,), on_key=True))
                elif time:
                    values[time_name] = time
            values[name] = found
        given = {table[key][0] for key in tree if key in table and not _is_empty(tree[key])}
        for field in schema.fields(record):
            if field.name in required and field.name not in given:
                faults.append(Fault("missing_key", {"key": _key(field), "example": field.example or "…"}))
        return None if len(faults) > before else record(**values)

    def _suggest(self, key: str, table: Mapping[str, Any]) -> dict[str, str]:
        near = nearest(key, table)
        return {"hint": hint("did_you_mean", near) if near else hint("known_keys", "、".join(f for f in table if not f.isascii()))}

    def _compile(self, record: type[msgspec.Struct]) -> tuple[Table, frozenset[str]]:
        table: Table = {}
        fields = schema.fields(record)
        for field in fields:
            time_name = _DATED.get(field.name, "") if field.type == schema.DATE else ""
            time_name = time_name if time_name in {f.name for f in fields} else ""
            read = self._moment if time_name else self._read(field.type)
            for spelling in field.spellings:
                table.setdefault(spelling, (field.name, read, time_name))
        self._tables[record] = table, frozenset(f.name for f in fields if f.required)
        return self._tables[record]

    def _read(self, type_: schema.Type) -> Read:
        """Return the function that reads a value of `type_`; it raises Fault for anything else."""
        if isinstance(type_, str):
            scalars: dict[str, Read] = {
                schema.TEXT: _text, schema.MARKDOWN: _markdown, schema.ID: _id, schema.DATE: self._date, schema.TIME: _time,
                schema.DURATION: _duration, schema.BOOL: _bool, schema.INT: _int, schema.NUMBER: _number,
                schema.TELEPHONE: _telephone,
            }  # fmt: skip
            return scalars[type_]
        if isinstance(type_, schema.Choice):
            terms = type_.vocabulary
            return self._lookup(
                terms.by_spelling, "unknown_choice", {"choices": hint("terms", terms.name)}, guess=terms.name not in _OPPOSITES
            )
        if isinstance(type_, schema.Ref):
            return self._lookup(self.names[type_.to].ids, "unknown_reference", {"to": hint(f"record_{type_.to}")})
        if isinstance(type_, schema.ListOf):
            return self._list(self._read(type_.item), split=type_.item not in (schema.TEXT, schema.MARKDOWN))
        if isinstance(type_, schema.TextMap):
            return _text_map
        return self._nested(type_)

    def _lookup(self, ids: Mapping[str, str], code: str, values: Mapping[str, str], *, guess: bool = True) -> Read:
        """Return the function that reads one of `ids`."""

        def read(value: Tree) -> str:
            try:
                return ids[value]  # type: ignore[index]  # an unhashable or unknown value is looked at below
            except (KeyError, TypeError):
                pass
            text = _text(value)
            if text in ids:
                return ids[text]
            raise Fault(code, {"found": text, **values, "hint": suggestion(nearest(text, ids) if guess else "")})

        return read

    def _list(self, read: Read, *, split: bool) -> Read:
        def read_list(value: Tree) -> tuple[Any, ...]:
            if isinstance(value, str):
                value = [part for part in _SPLIT.split(value) if part.strip()] if split else [value]
            if not isinstance(value, list):
                raise Fault("not_a_list_value", {"found": _kind(value)})
            items = []
            for index, item in enumerate(value):
                try:
                    items.append(read(item))
                except Fault as fault:
                    raise Fault(fault.code, fault.values, (index, *fault.path)) from None
            return tuple(items)

        return read_list

    def _nested(self, type_: schema.Nested) -> Read:
        """Return the function that reads a list of records, each of which may be given by its `short` field alone."""
        record, short = type_.record, type_.short
        has_origin = issubclass(record, Record)
        faults = self._faults

        def read(value: Tree) -> tuple[Any, ...]:
            if isinstance(value, dict):
                return (self._record(value, record, {}),)
            if short and isinstance(value, str):
                value = [part for part in _SPLIT.split(value) if part.strip()]
            if not isinstance(value, list):
                raise Fault("not_a_list_value", {"found": _kind(value)})
            items = []
            for index, item in enumerate(value):
                count = len(faults)
                if short and isinstance(item, str):
                    item = {short: item}  # noqa: PLW2901  # the same record, written in full
                items.append(self._record(item, record, {"origin": Origin("", index)} if has_origin else {}))
                for fault in faults[count:]:
                    fault.path = (index, *fault.path)
            return tuple(items)

        return read

    def _moment(self, value: Tree) -> tuple[dt.date, str]:
        try:
            return self._dates[value]  # type: ignore[index]  # the common case: a date seen before
        except (KeyError, TypeError):
            text = _text(value)
        try:
            moment = self._dates[text] = parse_date(text)
        except ValueError:
            raise Fault("bad_date", {"found": text, "hint": _date_hint(text)}) from None
        return moment

    def _date(self, value: Tree) -> dt.date:
        return self._moment(value)[0]


# A date field whose record has a field for the time of day keeps a time spelled with the date.
_DATED = {"date": "time", "received": "received_time"}


def _date_hint(text: str) -> str:
    """Return how many days the month has where that is what is wrong."""
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*", text)
    if match and 1 <= int(match[2]) <= 12 and int(match[1]):
        last = calendar.monthrange(int(match[1]), int(match[2]))[1]
        if last < int(match[3]) <= 31:
            return hint("month_has", match[1], str(int(match[2])), str(last))
    return ""


def _is_empty(value: Tree) -> bool:
    """Tell whether nothing is written: a key without a value is as good as no key."""
    return type(value) is str and (not value or value.isspace())


def _key(field: schema.Field) -> str:
    return hint("key", field.zh, field.name)


def _kind(tree: Tree | None) -> str:
    if isinstance(tree, str):
        return f"“{tree[:30]}”"
    return hint("a_mapping" if isinstance(tree, dict) else "a_list" if isinstance(tree, list) else "nothing")


def _text(value: Tree) -> str:
    if type(value) is not str:
        raise Fault("not_text", {"found": _kind(value)})
    return value.strip()


def _markdown(value: Tree) -> str:
    if type(value) is not str:
        raise Fault("not_text", {"found": _kind(value)})
    return value.strip("\n").rstrip()


def is_id(text: str) -> bool:
    """Tell whether `text` may be an id: it is safe on every file system and in every address."""
    return bool(_ID.fullmatch(text)) and text.lower() not in _RESERVED


def _id(value: Tree) -> str:
    text = _text(value)
    if not is_id(text):
        raise Fault("bad_id", {"found": text})
    return text


def _time(value: Tree) -> str:
    text = _text(value)
    try:
        return parse_time(text)
    except ValueError:
        raise Fault("bad_time", {"found": text}) from None


def _duration(value: Tree) -> Any:
    text = _text(value)
    try:
        return parse_duration(text)
    except ValueError:
        raise Fault("bad_duration", {"found": text}) from None


def _bool(value: Tree) -> bool:
    text = _text(value)
    try:
        return _YES[text.lower()]
    except KeyError:
        raise Fault("bad_bool", {"found": text}) from None


def _int(value: Tree) -> int:
    text = _text(value)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Fault("bad_int", {"found": text})
    return int(text)


def _number(value: Tree) -> Decimal:
    text = unicodedata.normalize("NFKC", _text(value)).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", text):
        raise Fault("bad_number", {"found": text})
    return Decimal(text)


def _telephone(value: Tree) -> str:
    text = _text(value)
    if not _TELEPHONE.fullmatch(text):
        raise Fault("bad_telephone", {"found": text})
    return text


def _text_map(value: Tree) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Fault("not_a_record", {"found": _kind(value)})
    return {key: _text(text) for key, text in value.items()}
