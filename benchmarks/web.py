"""What asking the web costs, beside lychee on the same servers at the same politeness, and whether it asks twice.

    python benchmarks/web.py FAULTSERVER.PY [--lychee lychee] [--rounds 3] [--latency 300]

FAULTSERVER.PY is the test bed beside the checkout (`../shared/faultserver`); it serves 1,819 links on 1,155 loopback
hosts, as many to a host as on a real handbook: 105, 80, 64, a tail, and 1,017 with one. Both programs are whole
processes that read the same pages, in turn, each round with cold caches: 4 requests at once and 50 ms apart for one
host, 128 in all. Then doclint runs again with what it remembers.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

HOSTS, LINKS, SINGLE = 1155, 1819, 1017
LARGEST = (105, 80, 64)
RULES = "links/dead,links/redirected,links/suspicious,links/unreachable"
SETTINGS = '[web]\nnetworks = ["127.0.0.0/8"]\ncache = "web.sqlite3"\nat-once = 128\nper-host = 4\ngap = 0.05\n'
POLITE = ("--max-concurrency", "128", "--host-concurrency", "4", "--host-request-interval", "50ms")


def sizes() -> list[int]:
    """Links of each host: the largest, a tail that falls off like 1/n, and those with one."""
    count, left = HOSTS - SINGLE - len(LARGEST), LINKS - SINGLE - sum(LARGEST)
    weight = sum(1 / (n + 4) for n in range(count))
    tail = [max(2, round(left / weight / (n + 4))) for n in range(count)]
    excess = sum(tail) - left
    for n in range(abs(excess)):
        tail[n % 20] -= 1 if excess > 0 else -1
    return [*LARGEST, *tail, *[1] * SINGLE]


def measured(words: Sequence[str], folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds of one process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{words[0]}: exit code {done.returncode}\n{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Bed:
    """The servers, and what they counted."""

    def __init__(self, program: Path, folder: Path, latency: int, seconds: int) -> None:
        shape = ",".join(map(str, sizes()))
        self.map = folder / "map.json"
        words = [sys.executable, str(program), "serve", "--only", "none", "--sizes", shape]
        words += ["--latency-ms", str(latency), "--seconds", str(seconds), "--base", "93"]
        words += ["--manifest", str(self.map), "--markdown", str(folder / "pages")]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.process.stdout.readline()
        self.control = json.loads(self.map.read_text())["control"]

    def ask(self, what: str) -> dict[str, object]:
        with urllib.request.urlopen(f"{self.control}/__{what}", timeout=10) as answer:
            return dict(json.load(answer))


def show(name: str, runs: list[tuple[float, float]]) -> None:
    wall, cpu = (statistics.median(values) for values in zip(*runs, strict=True))
    print(f"{name}: {wall:.2f} s wall, {1000 * cpu / LINKS:.2f} ms CPU a link")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faultserver", type=Path)
    parser.add_argument("--lychee", default="lychee")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=int, default=300, metavar="MS")
    given = parser.parse_args()
    lychee = shutil.which(given.lychee)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        bed = Bed(given.faultserver, folder, given.latency, 60 + 30 * given.rounds)
        try:
            run(bed, folder, os.path.abspath(lychee) if lychee else "", given.rounds)
        finally:
            bed.ask("stop")
            bed.process.wait()


def run(bed: Bed, folder: Path, lychee: str, rounds: int) -> None:
    (folder / "doclint.toml").write_text(SETTINGS)
    ours = [sys.executable, "-m", "doclint", "check", "pages", "--online", "--select", RULES]
    theirs = [lychee, "--no-progress", "--quiet", *POLITE, "pages"]
    mine: list[tuple[float, float]] = []
    others: list[tuple[float, float]] = []
    for _ in range(rounds):
        (folder / "web.sqlite3").unlink(missing_ok=True)
        bed.ask("reset")
        mine.append(measured(ours, folder))
        stats = bed.ask("stats")
        if lychee:
            others.append(measured(theirs, folder))
    show("doclint", mine)
    print(f"  {stats['requests']} requests, at most {stats['max_concurrent_one_host']} at once to one host")
    if lychee:
        show("lychee", others)
        ratios = [one[0] / other[0] for one, other in zip(mine, others, strict=True)]
        print(f"wall ratio: {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")
    bed.ask("reset")
    show("doclint again", [measured(ours, folder)])
    print(f"  {bed.ask('stats')['requests']} requests")


if __name__ == "__main__":
    main()
