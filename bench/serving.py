"""`mkdocs serve` on a portal: how long after an edit the served page shows it."""

import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from bench.ledger import edit_title
from bench.measure import Contestant

EDITS = 5
_PATIENCE = 600  # seconds until the first serving, and until an edit shows


@dataclass(frozen=True, kw_only=True)
class Served(Contestant):
    """A portal under `mkdocs serve`; its time is the median of some edits, from the save to the new title in the page."""

    def seconds(self, log: Path) -> float:
        """Return the median time of the edits, in seconds. Raises RuntimeError where an edit does not show."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        with log.open("wb") as said:
            command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
            server = subprocess.Popen(command, cwd=self.folder, stdout=said, stderr=subprocess.STDOUT)
            try:
                _wait(f"http://{address}/", "<h1", server)
                return statistics.median(self._edit(address, number, server) for number in range(EDITS))
            except RuntimeError as error:
                raise RuntimeError(f"{error}:\n{log.read_text('utf-8', 'replace')[-3000:]}") from error
            finally:
                server.terminate()
                server.wait()

    def _edit(self, address: str, number: int, server: "subprocess.Popen[bytes]") -> float:
        time.sleep(0.13 * number)  # the watcher looks twice a second: meet it at different moments
        start = time.perf_counter()
        issue, title = edit_title(self.folder / "content", number)
        _wait(f"http://{address}/issues/{issue}.html", title, server)
        return time.perf_counter() - start


def _wait(url: str, text: str, server: "subprocess.Popen[bytes]") -> None:
    """Ask for a page ten times a second until `text` stands in it."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url) as page:  # noqa: S310  # our own server
                if text in page.read().decode():
                    return
        except urllib.error.URLError:
            pass  # not there yet
        time.sleep(0.1)
    raise RuntimeError(f"{url} did not show {text!r}")
