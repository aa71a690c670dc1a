"""Building: the whole portal into a staging folder, which takes the published one's place when everything went well."""

import datetime as dt
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from taizhang.swapping import staged


@dataclass(frozen=True)
class Summary:
    """What a build made, where, and the seconds of each stage."""

    pages: int
    issues: int
    unstated: int
    folder: Path
    seconds: dict[str, float]


class BuildError(Exception):
    """The engine refused: its configuration is wrong (exit code 2) or its own build failed (1)."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def build_portal(config_file: Path, as_of: dt.date | None, *, strict: bool, show_progress: bool) -> Summary:
    """Build the portal of `config_file`. Raises ContentError or BuildError; the published site then stays as it was."""
    start = time.perf_counter()
    from taizhang import plugin  # noqa: PLC0415  # the engine, and all it imports

    engine = plugin.load_engine(config_file, strict=strict)
    seconds = {"start": time.perf_counter() - start}
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with staged(Path(engine.site_dir)) as staging:
        done = plugin.run_engine(engine, staging, as_of, show_progress=show_progress)
    return Summary(done.pressed, len(done.site.cases), done.checked.unstated, Path(engine.site_dir), seconds | done.seconds)
