"""How long the answer to a keystroke takes on a site, beside parsing that page alone with markdown-it-py.

    python benchmarks/editor.py FOLDER [--pages 100] [--strokes 50]

FOLDER is copied to a temporary folder, cut to so many pages. A character is added to each of several pages in turn,
and the page is checked among the others, as the language server does it, without its pause and the way to the editor.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from markdown_it import MarkdownIt

from doclint.settings import read
from doclint.workspace import Workspace


def main() -> None:
    """Print the median and the largest time, and the ratio to a parse."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--pages", type=int, default=100)
    asked.add_argument("--strokes", type=int, default=50)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(shutil.copytree(given.folder, Path(scratch) / "site"))
        pages = sorted(site.rglob("*.md"))
        for page in pages[given.pages :]:
            page.unlink()
        workspace = Workspace(read([str(site)]))
        parser = MarkdownIt("gfm-like", {"linkify": False})
        answers, parses = [], []
        for stroke in range(given.strokes):
            page = pages[stroke * 7 % min(given.pages, len(pages))]
            text = page.read_text(encoding="utf-8") + "x" * (stroke % 5 + 1)
            answers.append(_timed(workspace.check, str(page.relative_to(site)), text))
            parses.append(_timed(parser.parse, text))
    ratio = statistics.median(a / p for a, p in zip(answers, parses, strict=True))
    median, worst = statistics.median(answers), max(answers)
    print(f"{min(given.pages, len(pages))} pages; {given.strokes} keystrokes")
    print(f"answer: median {median * 1000:.0f} ms, longest {worst * 1000:.0f} ms; {ratio:.1f} times parsing the page")


def _timed(call: object, *given: str) -> float:
    start = time.perf_counter()
    call(*given)  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
