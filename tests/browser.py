"""A site on a real server, seen by the system's Chromium."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium asks its maker's servers for updates at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def find_browser() -> str | None:
    """Return the path of the system's Chromium."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium, headless."""
    assert find_browser(), "no Chromium found: run tests/install-browser.sh, or SKIP_BROWSER=1 make test"
    return playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)


@contextmanager
def watched(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """Give a page of the site at `address` that may not complain: no console message, no failed request, none to another host."""
    complaints: list[str] = []
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(5000)
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((address, "data:")) else complaints.append(request.url))
    page.on("response", lambda response: complaints.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    yield page
    context.close()
    assert complaints == []


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve `site` on this machine and give its address."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
