"""What the history of a site says against itself: a repository made of snapshots, audited in one command.

    python benchmarks/history.py ../shared/corpus/handbook/20* [--info]

Each folder, in order, becomes a commit; then `doclint audit --history` runs once. Printed are the counts and every
finding at warning and above (with `--info` all of them), the sentence before it, and what went back and forth.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any


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
        repository(Path(folder), chosen.snapshots)
        history = audited(Path(folder))
    found = [one for change in history["changes"] for one in change["findings"]]
    counts = Counter((one["severity"], one["rule"]) for one in found)
    print(f"{history['compared']} pairs of versions compared, {len(history['swings'])} statements back and forth")
    for (severity, rule), count in sorted(counts.items()):
        print(f"{count:5} {severity:8} {rule}")
    print(f"{sum(one['severity'] != 'info' for one in found):5} at warning and above")
    for one in found:
        if chosen.info or one["severity"] != "info":
            was = "; ".join(" ".join(said["quote"].split()) for said in one["evidence"] if said.get("quote"))
            print(
                f"\n{one['path']}:{one['line']} {one['severity']} {one['rule']}: {one['message']}\n  was: {was[:400]}"
            )
    for swing in history["swings"]:
        print(f"\nback and forth: {swing['path']}: {swing['first']} → {swing['second']} {swing['days']}")


def audited(root: Path) -> Any:
    """What the command says of the history, from its JSON."""
    words = ["doclint", "audit", "--history", "--no-cache", "--output", "report.json"]
    subprocess.run([sys.executable, "-m", *words], cwd=root, check=True, capture_output=True)
    return json.loads((root / "report.json").read_text(encoding="utf-8"))["history"]


if __name__ == "__main__":
    main()
