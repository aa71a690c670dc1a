"""Memory: what one check of a content folder leaves for the next, for a preview that is checked again at each edit."""

import hashlib
from collections.abc import Callable, Container, Mapping
from typing import Any

from taizhang.reading import Names


class Memory:
    """What one check of a content folder found out, so that the next looks only at the files that changed since.

    It changes how long a check takes, never what it finds: everything that a file's reading or its issues' rules depend
    on is compared first.
    """

    def __init__(self) -> None:
        self._names: Mapping[str, Names] = {}
        self._files: dict[str, tuple[bytes, Any]] = {}
        self._around: object = None
        self._sound: dict[str, Any] = {}

    def begin(self, names: Mapping[str, Names]) -> None:
        """Forget all files if what records may be called has changed."""
        if names != self._names:
            self._names = names
            self._files.clear()

    def read(self, name: str, data: bytes, read: Callable[[], Any]) -> Any:
        """Return what `read` returns for the file `name`, without calling it again while its bytes are the same."""
        digest = hashlib.blake2b(data).digest()
        known = self._files.get(name)
        if known is None or known[0] != digest:
            known = self._files[name] = digest, read()
        return known[1]

    def sound(self, around: object) -> set[str]:
        """Return the files whose issues kept every rule when all `around` them was the same, and are the same themselves."""
        if around != self._around:
            self._around = around
            self._sound.clear()
        return {name for name, found in self._sound.items() if name in self._files and self._files[name][1] is found}

    def found(self, faulty: Container[str]) -> None:
        """Note that the issues of all files but the `faulty` ones keep every rule."""
        self._sound = {name: found for name, (_, found) in self._files.items() if name not in faulty}
