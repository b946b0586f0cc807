"""The benchmark that prints all figures of speed: that it runs, and that it says what became worse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SPEED = Path(__file__).parents[1] / "benchmarks" / "speed.py"


def speed(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """One round over the pages in `folder`."""
    words = [sys.executable, SPEED, folder, "--rounds", "1", *flags]
    return subprocess.run(words, capture_output=True, text=True)


def test_figures_are_kept_and_compared(tmp_path: Path) -> None:
    if not Path(sys.executable).with_name("doclint").exists():
        pytest.skip("doclint is not installed beside this Python")
    pages, kept = tmp_path / "pages", tmp_path / "last.json"
    pages.mkdir()
    for number in range(3):
        (pages / f"{number}.md").write_text(f"# Page {number}\n\n{'Some plain words stand here. ' * 20 * number}\n")

    first = speed(pages, "--only", "help", "1,000 rules", "--json", str(kept))
    assert first.returncode == 0, first.stdout + first.stderr
    told = json.loads(kept.read_text())
    assert told["pages"] == 3
    assert set(told["figures"]) == {"help, to pass", "1,000 rules, to 200"}
    assert all(low > 0 for _, low, _ in told["figures"].values())

    told["figures"]["help, to pass"] = [0.1, 0.1, 0.1]
    kept.write_text(json.dumps(told))
    second = speed(pages, "--only", "help", "--json", str(kept))
    assert second.returncode == 1, second.stdout
    assert "worse: help, to pass" in second.stdout
    assert json.loads(kept.read_text()) == told, "what is worse does not take the place of what is better"
