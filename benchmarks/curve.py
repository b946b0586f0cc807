"""How time and memory grow with the site: `doclint check --no-cache --jobs 1` on sites of 10^3, 10^4, 10^5 made pages.

    python benchmarks/curve.py [--sizes 1000 10000 100000] [--folder FOLDER]

For each size: the CPU time per page of the whole process tree, in the unit of a process that reads pages of the same
site and parses them with markdown-it-py (1,000 of them, again and again beside the check, because no machine is as fast
all the while), the same to the smallest size, and the memory of the largest process at its peak. The sites are made by
pages.py, below FOLDER where one is named, so that the next run finds them there. 10^5 pages take about an hour and
1.5 GB of disk.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import pages

PARSED = 1000
"""pages that are parsed for the unit"""

PARSE = """
import sys
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
parser = MarkdownIt("gfm-like", {"linkify": False}).use(front_matter_plugin)
for file in sys.stdin.read().split("\\n"):
    with open(file, encoding="utf-8", errors="replace") as page:
        parser.parse(page.read())
"""


class Cost(NamedTuple):
    cpu: float
    """seconds, user and system, of the process and its children"""
    memory: float
    """MB of the largest of them at its peak"""


def begun(words: list[str], folder: Path, told: str = "") -> subprocess.Popen[bytes]:
    """A process that was told something."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    running = subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)
    assert running.stdin
    running.stdin.write(told.encode())
    running.stdin.close()
    return running


def cost(running: subprocess.Popen[bytes], wait: bool = True) -> Cost | None:
    """What a process cost that must end with 0 or 1; None where it still runs and one need not `wait`."""
    number, status, used = os.wait4(running.pid, 0 if wait else os.WNOHANG)
    if not number:
        return None
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):
        raise SystemExit(f"{running.args!r}: exit code {running.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def measured(folder: Path) -> tuple[float, float]:
    """(CPU per page in units of parsing one, MB) of a check of the site in `folder`."""
    files = sorted(str(file.relative_to(folder)) for file in (folder / "docs").rglob("*.md"))
    some = files[:: max(1, len(files) // PARSED)]
    parse = [sys.executable, "-c", PARSE]
    check = [sys.executable, "-m", "doclint", "check", "--no-cache", "--jobs", "1", "--output-format", "jsonl", "."]
    checking, found, units = begun(check, folder), None, list[float]()
    while found is None:
        parsed = cost(begun(parse, folder, "\n".join(some)))
        units += [parsed.cpu] if parsed else []
        found = cost(checking, wait=False)
    return found.cpu / len(files) / (fmean(units) / len(some)), found.memory


def figures(sizes: list[int], folder: Path) -> dict[str, float]:
    """Name -> number, for sites of these sizes, which are made below `folder` where they are not there."""
    told: dict[str, float] = {}
    for size in sizes:
        site = folder / f"made-{size}"
        if not site.exists():
            pages.write(site, size)
        time, memory = measured(site)
        told[f"time per page, {size} pages, to parsing a page"] = time
        told[f"peak memory, {size} pages, MB"] = memory
        first = told[f"time per page, {sizes[0]} pages, to parsing a page"]
        told[f"time per page, {size} pages, to that of {sizes[0]}"] = time / first
    return told


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for name, number in figures(chosen.sizes, chosen.folder or Path(temporary)).items():
            print(f"{name}: {number:.2f}", flush=True)


if __name__ == "__main__":
    main()
