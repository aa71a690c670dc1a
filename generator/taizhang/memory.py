"""Memory: what one check of a content folder leaves for the next, in this process or, in a folder, for the next build."""

import hashlib
from collections.abc import Container, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from taizhang.problems import Problem
from taizhang.program import program
from taizhang.reading import Names
from taizhang.records import Issue

#: The issues of one file, its problems, and the ids of the records that have any.
IssueFile = tuple[list[Issue], list[Problem], list[str]]

_encoder = msgspec.msgpack.Encoder()
pack = _encoder.encode
unpack = msgspec.msgpack.Decoder(IssueFile).decode
_unpack_sound = msgspec.msgpack.Decoder(tuple[bytes, list[str]]).decode

Buffer = bytes | bytearray | memoryview

_SOUND = "sound"


class Memory:
    """What one check of a content folder found out, so that the next looks only at the files that changed since.

    It changes how long a check takes, never what it finds: everything that a file's reading or its issues' rules depend on
    is part of the key that a file is known by. With a `folder` it outlasts the process; what is damaged there is not known.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._names = b""
        self._files: dict[str, IssueFile] = {}
        #: One for all: a new one for each file would tear holes into the memory in which the issues are.
        self._buffer = bytearray()
        #: The files of the check that is going on, by name, each with its key.
        self._keys: dict[str, str] = {}
        self._around = b""
        self._sound: tuple[bytes, list[str]] | None = None

    def begin(self, names: Mapping[str, Names]) -> None:
        """Begin a check; `names` is what records may be called."""
        self._names = _digest(program(), repr(names).encode())
        self._keys = {}

    def find(self, name: str, data: bytes) -> IssueFile | None:
        """Return what was read of the file `name` when it had the bytes `data`, None where that is not known."""
        key = self._keys[name] = _digest(self._names, name.encode(), data).hex()
        if key not in self._files and self._folder and (kept := _read(self._folder / key)):
            self._files[key] = unpack(kept)
        return self._files.get(key)

    def keep(self, name: str, found: IssueFile, packed: bytes = b"") -> None:
        """Keep what was read of the file `name`, which may be `packed` already."""
        key = self._keys[name]
        self._files[key] = found
        if self._folder:
            if not packed:
                _encoder.encode_into(found, self._buffer)
            _write(self._folder / key, packed or self._buffer)

    def sound(self, around: object) -> set[str]:
        """Return the files whose issues kept every rule when all `around` them was the same, and are the same themselves."""
        if self._sound is None and self._folder and (kept := _read(self._folder / _SOUND)):
            self._sound = _unpack_sound(kept)
        then, known = self._sound or (b"", [])
        self._around = _digest(program(), repr(around).encode())
        sound = set(known) if then == self._around else set()
        return {name for name, key in self._keys.items() if key in sound}

    def found(self, faulty: Container[str]) -> None:
        """End a check: note that the issues of all files but the `faulty` ones keep every rule, and forget the files that are no more."""
        keys = set(self._keys.values())
        self._files = {key: one for key, one in self._files.items() if key in keys}
        self._sound = self._around, [key for name, key in self._keys.items() if name not in faulty]
        if self._folder:
            _write(self._folder / _SOUND, pack(self._sound))
            with suppress(OSError):
                for stale in {path.name for path in self._folder.iterdir()} - keys - {_SOUND}:
                    (self._folder / stale).unlink()


def _digest(*parts: Buffer) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(b"%d\n" % len(part))
        found.update(part)
    return found.digest()


def _read(path: Path) -> Buffer:
    """Return what was written to `path`, nothing where that is not there or damaged."""
    try:
        data = memoryview(path.read_bytes())
    except OSError:
        return b""
    return data[16:] if data[:16] == _digest(data[16:]) else b""


def _write(path: Path, data: Buffer) -> None:
    with suppress(OSError):  # where nothing can be kept, the next check only takes longer
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.half")
        with half.open("wb") as file:
            file.write(_digest(data))
            file.write(data)
        half.replace(path)
