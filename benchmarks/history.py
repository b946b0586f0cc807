"""What the history of a site says against itself: a repository made of snapshots, audited in one go.

    python benchmarks/history.py ../shared/corpus/handbook/* [--info]

Each folder, in order, becomes a commit. Printed are the counts and every finding at warning and above (with `--info`
all of them), both sentences, and the statements that went back and forth.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import doclint


def git(folder: Path, *words: str) -> None:
    names = {f"GIT_{who}_{what}": "doclint" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", str(folder), *words], check=True, env={**os.environ, **names}, capture_output=True)


def repository(root: Path, snapshots: Iterable[Path]) -> None:
    """Make the snapshots the commits of a repository at `root`."""
    git(root, "init", "-q")
    for snapshot in snapshots:
        for old in (one for one in root.iterdir() if one.name != ".git"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(snapshot, root, dirs_exist_ok=True)
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", snapshot.name)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("snapshots", type=Path, nargs="+")
    parser.add_argument("--info", action="store_true", help="print the findings at info too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        repository(root, chosen.snapshots)
        history = doclint.history(root, {"root": str(root), "select": ["versions"]})
    counts = Counter((one.severity, one.rule) for one in history.findings)
    print(f"{history.compared} pairs of versions compared")
    for (severity, rule), count in sorted(counts.items()):
        print(f"{count:5} {severity:8} {rule}")
    for one in history.findings:
        if chosen.info or one.severity != "info":
            was = "; ".join(" ".join(said.quote.split()) for said in one.evidence)
            print(f"\n{one.path}:{one.line} {one.severity} {one.rule}: {one.message}\n  was: {was[:400]}")
    for swing in history.swings:
        print(f"\nback and forth: {swing}")


if __name__ == "__main__":
    main()
