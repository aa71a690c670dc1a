"""Building: the whole portal into a staging folder, which takes the published one's place when everything went well."""

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

from taizhang import plugin
from taizhang.swapping import staged


@dataclass(frozen=True)
class Summary:
    """What a build made, where, and the seconds of each stage."""

    pages: int
    issues: int
    unstated: int
    folder: Path
    seconds: dict[str, float]


def build_portal(config_file: Path, as_of: dt.date | None, *, strict: bool, show_progress: bool) -> Summary:
    """Build the portal of `config_file`. Raises ContentError or plugin.BuildError; the published site then stays as it was."""
    engine = plugin.load_engine(config_file, strict=strict)
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with staged(Path(engine.site_dir)) as staging:
        done = plugin.run_engine(engine, staging, as_of, show_progress=show_progress)
    return Summary(done.pressed, len(done.site.cases), done.checked.unstated, Path(engine.site_dir), done.seconds)
