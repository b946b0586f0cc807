"""What a run costs, as ratios of CPU time measured in one run, so that they hold on any machine.

    python benchmarks/cost.py FOLDER [--rounds 5] [--select PACK ...]

- cold: `doclint check FOLDER` to a process that reads the same pages and parses them with markdown-it-py (GFM,
  front matter, linkify off, tokens dropped), whole processes in turn.
- one file: `doclint check PAGE` (the page nearest to 5 KB, alone in a folder) to `python -c pass`.

Each figure is the median of the rounds' ratios, with the smallest and the largest. FOLDER is copied to a temporary
folder first, so that no settings and no repository around it play a part.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PARSE = """
import pathlib, sys
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
parser = MarkdownIt("gfm-like", {"linkify": False}).use(front_matter_plugin)
for file in pathlib.Path(sys.argv[1]).rglob("*.md"):
    parser.parse(file.read_text(encoding="utf-8", errors="replace"))
"""


def cpu(words: list[str], folder: Path) -> float:
    """CPU seconds, user and system, of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratios(words: list[str], unit: list[str], folder: Path, rounds: int) -> list[float]:
    """The cost of `words` in `unit`s, once a round, after one round that is not counted."""
    cpu(words, folder), cpu(unit, folder)
    return [cpu(words, folder) / cpu(unit, folder) for _ in range(rounds)]


def show(name: str, found: list[float]) -> None:
    print(f"{name}: {statistics.median(found):.2f} (from {min(found):.2f} to {max(found):.2f})")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--select", default="")
    chosen = parser.parse_args()
    doclint = [sys.executable, "-m", "doclint", "check", "--no-cache", "--jobs", "1"]
    flags = ["--select", chosen.select] if chosen.select else []
    with tempfile.TemporaryDirectory() as temporary:
        pages, alone = Path(temporary, "pages"), Path(temporary, "alone")
        shutil.copytree(chosen.folder, pages, ignore=shutil.ignore_patterns(".git"))
        alone.mkdir()
        typical = min(pages.rglob("*.md"), key=lambda file: abs(file.stat().st_size - 5000))
        shutil.copy(typical, alone / "page.md")
        print(f"{len(list(pages.rglob('*.md')))} pages; {chosen.rounds} rounds")
        parse = [sys.executable, "-c", PARSE, "."]
        show("cold, to parsing the same pages", ratios([*doclint, ".", *flags], parse, pages, chosen.rounds))
        nothing = [sys.executable, "-c", "pass"]
        show("one file, to `python -c pass`", ratios([*doclint, "page.md", *flags], nothing, alone, chosen.rounds))


if __name__ == "__main__":
    main()
