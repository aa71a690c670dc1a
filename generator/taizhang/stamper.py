"""The stamper: `python -m taizhang.stamper JOB` stamps pages of issues beside the process that read them; see `press.Job`."""

import os
import pickle
import sys
from pathlib import Path

from taizhang.collecting import collector_paused
from taizhang.press import Job


def main() -> None:
    """Do the job that is written to the file named on the command line, and give its result on standard output."""
    job: Job = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301  # our own parent's
    with os.fdopen(os.dup(1), "wb") as result, collector_paused():
        os.dup2(2, 1)  # whatever else is said is no part of it
        result.write(job.run())


if __name__ == "__main__":
    main()
