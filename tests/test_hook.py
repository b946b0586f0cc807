"""The pre-commit hook, as pre-commit itself runs it from this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Write, git

ROOT = Path(__file__).parents[1]


def test_try_repo(repository: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.importorskip("pre_commit")
    tool = tmp_path_factory.mktemp("doclint")
    for name in ("src", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tool / name)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        git(tool, *words)
    folder = repository({"docs/a.md": "# Bread\n\nBake it \u00e2\u20ac\u201d hot.\n", "docs/b.md": "# Oven\n\nHot.\n"})
    words = [sys.executable, "-m", "pre_commit", "try-repo", str(tool), "doclint", "--all-files"]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment, timeout=600)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "docs/a.md:3:9 error encoding/mojibake" in done.stdout
    git(folder, "rm", "-q", "docs/a.md")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
