"""Does a check by Dask say the same, byte for byte, when one of its workers is killed on the way?

    python benchmarks/lost_worker.py [--pages 10000] [--folder FOLDER] [--after 20]

Checks a made site (pages.py) in one process and by two workers of Dask on this machine, of which one is killed so many
seconds after the start of the check; prints the size of both reports and the seconds that each took. The exit code is 1
where they differ, or where no worker could be killed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pages
import psutil  # Dask needs it, too

CHECK = [sys.executable, "-m", "doclint", "check", "--no-cache", "--output-format", "jsonl", "."]


def alone(site: Path) -> bytes:
    return subprocess.run([*CHECK, "--jobs", "1"], cwd=site, stdout=subprocess.PIPE).stdout


def with_a_loss(site: Path, after: float) -> tuple[bytes, bool]:
    """What Dask found, and whether one of its workers was killed."""
    with tempfile.TemporaryFile() as told:
        run = subprocess.Popen([*CHECK, "--jobs", "2", "--engine", "dask"], cwd=site, stdout=told)
        killed = killed_one(psutil.Process(run.pid), after)
        run.wait()
        told.seek(0)
        return told.read(), killed


def killed_one(run: psutil.Process, after: float) -> bool:
    """Kill the child of `run` that has worked most, `after` seconds from now."""
    time.sleep(after)
    try:
        worker = max(run.children(recursive=True), key=lambda one: one.cpu_times().user)
        worker.kill()
    except (psutil.NoSuchProcess, ValueError):  # it was faster
        return False
    print(f"killed a worker after {after:.0f} s", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--after", type=float, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = (chosen.folder or Path(temporary)) / f"made-{chosen.pages}"
        if not site.exists():
            pages.write(site, chosen.pages)
        begun = time.monotonic()
        here = alone(site)
        between = time.monotonic()
        there, killed = with_a_loss(site, chosen.after)
        done = time.monotonic()
    print(
        f"one process: {len(here)} bytes in {between - begun:.0f} s; Dask: {len(there)} bytes in {done - between:.0f} s"
    )
    print("the same" if here == there else "NOT the same")
    return int(here != there or not killed)


if __name__ == "__main__":
    sys.exit(main())
