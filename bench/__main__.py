"""`make bench N=10000`: our portal against Hugo on the same ledger, alternately, on a memory file system."""

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from bench.hugo import write_site
from bench.ledger import write_content
from bench.measure import peak_mb, seconds

_MKDOCS = """\
site_name: bench
site_url: https://example.org/
docs_dir: content/pages
theme: {name: taizhang, language: zh}
plugins: [taizhang]
"""
_PRESS_LINE = re.compile(r"(?:press|逐页生成)\s+([0-9.]+) s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="issues")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each, after one that measures memory")
    parser.add_argument("--out", type=Path, default=Path("build/bench.json"))
    options = parser.parse_args()
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix="taizhang-bench-", dir=memory if memory.is_dir() else None))
    try:
        result = compare_pages(base, options.n, options.runs)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"n": options.n, "pages": result}, indent=2) + "\n", "utf-8")


def compare_pages(base: Path, count: int, runs: int) -> dict[str, float]:
    """Build the portal with Taizhang and with Hugo in turn; return medians, ratio and peaks."""
    ours, hugo = base / "ours", base / "hugo"
    write_content(ours / "content", count)
    (ours / "mkdocs.yml").write_text(_MKDOCS, "utf-8")
    write_site(hugo, ours / "content")
    programs = Path(sys.executable).parent
    commands = {
        "ours": ([str(programs / "taizhang"), "build"], ours, ours / "site"),
        "hugo": ([str(programs / "hugo"), "--quiet"], hugo, hugo / "public"),
    }
    peaks = {}
    for name, (command, folder, output) in commands.items():
        peaks[name] = peak_mb(command, folder)
        print(f"{name}: {sum(1 for _ in output.rglob('*.html')):,} pages of HTML")
    taken: dict[str, list[float]] = {"ours": [], "hugo": []}
    presses: list[float] = []
    for _ in range(runs):
        for name, (command, folder, output) in commands.items():
            shutil.rmtree(output, ignore_errors=True)
            log = base / f"{name}.log"
            taken[name].append(seconds(command, folder, log))
            if name == "ours" and (line := _PRESS_LINE.search(log.read_text("utf-8"))):
                presses.append(float(line[1]))
    ours_s, hugo_s, press_s = (statistics.median(values) for values in (taken["ours"], taken["hugo"], presses))
    print(f"{count:,} issues, median of {runs} runs each, alternating, on {base.parent}")
    print(f"  taizhang build   {ours_s:6.2f} s   {peaks['ours']:6.0f} MB   (the press alone {press_s:.2f} s)")
    print(f"  hugo             {hugo_s:6.2f} s   {peaks['hugo']:6.0f} MB")
    print(f"  hugo / taizhang  {hugo_s / ours_s:6.2f}            (hugo / the press alone {hugo_s / press_s:.2f})")
    return {
        "ours_s": round(ours_s, 3), "press_s": round(press_s, 3), "hugo_s": round(hugo_s, 3), "ratio": round(hugo_s / ours_s, 2),
        "press_ratio": round(hugo_s / press_s, 2), "ours_peak_mb": round(peaks["ours"]), "hugo_peak_mb": round(peaks["hugo"]),
    }  # fmt: skip


if __name__ == "__main__":
    main()
