"""Building: the whole portal into a staging folder, which takes the published one's place when everything went well."""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from taizhang import plugin
from taizhang.stages import Stage, Stages
from taizhang.swapping import staged


@dataclass(frozen=True)
class Summary:
    """What a build made, where, and its stages."""

    pages: int
    issues: int
    unstated: int
    folder: Path
    stages: Sequence[Stage]
    warnings: list[str]


def build_portal(
    config_file: Path, as_of: dt.date | None, *, strict: bool, show_progress: bool, audience: str = "public", search: bool = True,
    compress: Sequence[str] = (), stages: Stages | None = None,
) -> Summary:  # fmt: skip
    """Build the portal of `config_file`. Raises ContentError or plugin.BuildError; the published site then stays as it was.

    The office's own copy (`audience` internal) goes to a folder of its own beside the published one.
    """
    with _engine_log() as said:
        try:
            engine = plugin.load_engine(config_file, strict=strict)
            folder = Path(engine.site_dir)
            if audience == "internal":
                folder = folder.with_name(f"{folder.name}-internal")
            with staged(folder) as staging:
                done = plugin.run_engine(
                    engine, staging, as_of, audience=audience, show_progress=show_progress, search=search, compress=compress, stages=stages,
                    published=folder,
                )  # fmt: skip
        except plugin.BuildError as error:
            raise plugin.BuildError("\n".join([*said, str(error)]), error.exit_code) from error
    return Summary(done.pressed, len(done.site.cases), done.checked.unstated, folder, done.stages.done, [*done.notes, *said])


@contextmanager
def _engine_log() -> Iterator[list[str]]:
    """Collect what the engine complains of while it works."""
    said: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{record.levelname}: {record.getMessage()}")

    log, handler = logging.getLogger("mkdocs"), Collect(logging.WARNING)
    level = log.level
    log.setLevel(logging.WARNING)
    log.addHandler(handler)
    try:
        yield said
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
