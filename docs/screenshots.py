"""Take the pictures in docs/images from the built demo portal: `python docs/screenshots.py` after `make site test`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import launch, served  # noqa: E402  # the tests know how to start a browser

PICTURES = (
    ("home", "", 1280, 900, "light"),
    ("issue", "issues/JA-2021-0001.html", 1280, 900, "light"),
    ("issue-phone", "issues/JA-2021-0246.html", 390, 844, "dark"),
    ("list-phone", "units/jiaotong.html", 390, 844, "light"),
    ("warnings", "warnings/index.html", 1280, 900, "light"),
    ("programme", "programmes/wu.html", 1280, 900, "light"),
    ("session-phone", "sessions/list.commitments.html", 390, 844, "light"),
    ("matcher", "policies/list.match.html", 1280, 900, "light"),
    ("performance", "performance/2021-q4.html", 1280, 900, "light"),
)


def main() -> None:
    """Write one PNG per picture."""
    with served(ROOT / "site") as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, path, width, height, scheme in PICTURES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light")
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_timeout(300)
            page.screenshot(path=ROOT / "docs" / "images" / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
