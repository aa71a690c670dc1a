"""The indexer: Pagefind's service, which makes a bundle of the records it is given, in their order, on every disk the same."""

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Any

from taizhang.marks import Marked
from taizhang.spelling import is_folded, spaced
from taizhang.words import word

_LANGUAGE = "x"  # none that Pagefind knows: it shall neither segment nor stem, the words are apart already
_CHUNK = "4000"  # word places in a chunk of the index: a word that is looked up loads one
# The first word of every record, one that nobody can look up: who looks it up has all records, in their order. (Pagefind itself
# loads the whole index where it is asked for no word at all.)
_EVERY = "00a"


class SearchError(Exception):
    """Pagefind is missing or failed."""

    def __init__(self, code: str, language: str, **said: object) -> None:
        super().__init__(word(f"cli.{code}", language, **said))


class IndexerError(Exception):
    """Pagefind made no bundle."""


class Indexer:
    """Pagefind, where it is installed. Raises SearchError where it is not."""

    def __init__(self, language: str) -> None:
        try:
            from pagefind.service import get_executable  # noqa: PLC0415  # not there where no wheel is

            self.version = version("pagefind")
        except (ImportError, PackageNotFoundError):
            raise SearchError("no_pagefind", language) from None
        program = get_executable()
        if program is None:
            raise SearchError("no_pagefind", language)
        self._program = program

    def index(self, pages: Sequence[Marked]) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the bundle of `pages`. Raises IndexerError."""
        requests = list(_requests(pages))
        answer: dict[str, Any] = {}
        with subprocess.Popen(
            [self._program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _CHUNK},
        ) as process:  # fmt: skip
            assert process.stdin  # noqa: S101  # both are pipes
            feeding = threading.Thread(target=_feed, args=(process.stdin, requests))
            feeding.start()
            for _, answer in zip(requests, _answers(process.stdout), strict=False):
                if answer["type"] == "Error":
                    process.kill()
                    break
            feeding.join()
            with suppress(BrokenPipeError):
                process.stdin.close()
        if "files" not in answer:
            raise IndexerError(answer.get("message", process.returncode))
        for file in answer["files"]:
            yield file["path"], base64.b64decode(file["content"])


def _requests(pages: Sequence[Marked]) -> Iterator[dict[str, Any]]:
    """Yield what Pagefind is asked. It gives the files back: those it writes are not always whole when it says so."""
    yield {"type": "NewIndex", "config": {"force_language": _LANGUAGE}}
    for page in pages:
        text = f"{page.title}\n{page.text}"
        meta = {"text": text} if is_folded(text) else {}  # the index holds it folded, the card shows it as it was written
        record = {"url": page.address, "content": f"{_EVERY} {spaced(text)}", "language": _LANGUAGE, "meta": meta}
        yield {"type": "AddRecord", "index_id": 0, **record}
    yield {"type": "GetFiles", "index_id": 0}


def _feed(pipe: IO[bytes], requests: Sequence[dict[str, Any]]) -> None:
    with suppress(BrokenPipeError):  # it ended early: who reads its answers says so
        for number, request in enumerate(requests):
            pipe.write(base64.b64encode(json.dumps({"message_id": number, "payload": request}).encode()) + b",")
        pipe.flush()


def _answers(pipe: IO[bytes] | None) -> Iterator[dict[str, Any]]:
    """Yield the answers as they come, each before a comma."""
    assert pipe  # noqa: S101
    pending: list[bytes] = []
    while data := os.read(pipe.fileno(), 1 << 20):
        *whole, rest = data.split(b",")
        for part in whole:
            yield json.loads(base64.b64decode(b"".join((*pending, part))))["payload"]
            pending = []
        pending.append(rest)
