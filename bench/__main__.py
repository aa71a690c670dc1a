"""`make bench N=100000`: our portal against what a user would otherwise pick, in turn, on a memory file system.

`python -m bench --only pages,search` runs some comparisons; `--table build/bench.json` prints what a run has found as Markdown.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.comparisons import COMPARISONS
from bench.measure import race


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=10_000, help="issues")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each, after one that measures memory")
    parser.add_argument("--only", default=",".join(COMPARISONS), help="comparisons, with commas between (%(default)s)")
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--table", type=Path, metavar="JSON", help="print the table of an earlier run and run nothing")
    options = parser.parse_args()
    if not options.table:
        chosen = options.only.split(",")
        if unknown := set(chosen) - set(COMPARISONS):
            parser.error(f"no such comparison: {', '.join(sorted(unknown))}")
        found = {"n": options.n, "timed_runs": options.runs, **measure(chosen, options.n, options.runs)}
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print("\n".join(table(json.loads((options.table or options.out).read_text("utf-8")))))


def measure(chosen: list[str], n: int, runs: int) -> dict[str, dict[str, object]]:
    """Return the figures of the `chosen` comparisons by name; who is in several of them runs once a round."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="taizhang-bench-", dir=memory if memory.is_dir() else None))
    try:
        comparisons = {name: compare(base, n) for name, compare in COMPARISONS.items() if name in chosen}
        contestants = dict.fromkeys(one for comparison in comparisons.values() for one in comparison.contestants)
        results = race(contestants, runs, base)
        return {name: comparison.report(results) for name, comparison in comparisons.items()}
    finally:
        shutil.rmtree(base, ignore_errors=True)


def table(found: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of the Markdown table of a run."""
    yield f"| median of {found['timed_runs']} runs each, alternating | seconds | ratio | peak memory | pages of HTML | pages a second | bytes a page |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name in COMPARISONS:
        if name not in found:
            continue
        one = found[name]
        yield f"| **`{name}`**, {one['issues']:,} {'pages' if name == 'demo' else 'issues'} | | | | | | |"
        for who, seconds in one["seconds"].items():
            ratio, memory = one["ratios"].get(who), one["memory_ratios"].get(who)
            size = [f"{one[key][who]:,}" if one["pages"][who] else "" for key in ("pages", "pages_per_second", "bytes_per_page")]
            yield (
                f"| {who} | {seconds:,.2f} | {f'**{ratio:.2f}**' if ratio else ''} "
                f"| {one['peak_mb'][who]:,} MB{f' ({memory:.1f})' if memory else ''} | {' | '.join(size)} |"
            )
        for who, times in one["growth"].items():
            yield f"| {who}, {one['smaller_issues']:,} → {one['issues']:,} issues | {one['smaller_seconds'][who]:,.2f} → {one['seconds'][who]:,.2f} | × {times:.2f} | | | | |"


if __name__ == "__main__":
    main()
