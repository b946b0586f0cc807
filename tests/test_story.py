"""A contributor's week with doclint, against real git: every step as it is typed, every answer as it is given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Write, git

NAME = "doclint-baseline.jsonl"
HOOK = f"#!/bin/sh\nexec {sys.executable} -m doclint check --tracked --since HEAD --min-confidence high\n"
PAGES = {
    "doclint.toml": "[site]\ngenerator = 'github'\n",
    "docs/index.md": "# The bakery\n\n- [Bread](bread.md)\n- [Oven](oven.md#heat)\n- [Prices](prices.md)\n",
    "docs/bread.md": "# Bread\n\nMix, rest, bake in [the oven](oven.md).\n\n![The crumb](crumb.jpg)\n",
    "docs/oven.md": "# Oven\n\n## Heat\n\nIt is ready at 240 degrees â€” not before.\n",
}


def doclint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doclint", *words], cwd=folder, capture_output=True, text=True, timeout=120
    )


def brought(folder: Path) -> list[str]:
    """What the branch is told in its pull request, as path: quote."""
    done = doclint(folder, "check", "--since", "main", "--output-format", "jsonl")
    assert done.stderr == ""
    return [f"{one['path']}: {one['quote']}" for one in map(json.loads, done.stdout.splitlines())]


def known(folder: Path) -> list[str]:
    lines = (folder / NAME).read_text(encoding="utf-8").splitlines()[1:]
    return [f"{one['path']}: {one['quote']}" for one in map(json.loads, lines)]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def commit(folder: Path, words: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", words)


def test_a_week(repository: Write) -> None:
    folder = repository(PAGES)

    # Monday: doclint is adopted. What is wrong is written down, so that nothing is red.
    assert doclint(folder, "check").returncode == 1
    assert doclint(folder, "baseline").stdout == f"{NAME}: 3 findings, 3 added, 0 dropped\n"
    assert known(folder) == ["docs/bread.md: crumb.jpg", "docs/index.md: prices.md", "docs/oven.md: â€”"]
    assert doclint(folder, "check").stdout == "nothing found on 3 pages, 3 more in the baseline\n"
    commit(folder, "adopt doclint")
    hook = folder / ".git/hooks/pre-commit"
    hook.write_text(HOOK)
    hook.chmod(0o755)

    # Tuesday: a branch, and a link to a page that nobody has written. The commit is refused.
    git(folder, "checkout", "-q", "-b", "rolls")
    (folder / "docs/rolls.md").write_text("# Rolls\n\nAs [bread](bread.md).\n\nThen [shaped](shaping.md).\n")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        commit(folder, "rolls")
    assert b"docs/rolls.md:5:15 error links/missing-page" in refused.value.stdout + refused.value.stderr

    # The page will come next week. The fault is silenced with a reason, and the commit passes.
    silence = "<!-- doclint-disable-next-line links/missing-page -- comes next week -->\n"
    edit(folder, "docs/rolls.md", "Then [shaped]", f"{silence}Then [shaped]")
    commit(folder, "rolls")
    assert brought(folder) == []

    # Wednesday: a page gets a better name, and the hook tells of the links in pages that the commit does not touch.
    git(folder, "mv", "docs/bread.md", "docs/loaf.md")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        commit(folder, "loaf")
    said = (refused.value.stdout + refused.value.stderr).decode()
    assert "docs/index.md:3:11 error links/missing-page" in said
    git(folder, "commit", "-q", "--no-verify", "-m", "loaf")
    assert brought(folder) == ["docs/index.md: bread.md", "docs/rolls.md: bread.md"]

    # Thursday: the links are mended, and the old fault on the page that moved is still no news.
    edit(folder, "docs/index.md", "bread.md", "loaf.md")
    edit(folder, "docs/rolls.md", "bread.md", "loaf.md")
    commit(folder, "links to the loaf")
    assert brought(folder) == []
    assert doclint(folder, "check").stdout == "nothing found on 4 pages, 3 more in the baseline\n"

    # Friday: the safe fix and the missing page; merge, and the baseline shrinks to what is left.
    (folder / "docs/prices.md").write_text("# Prices\n")
    commit(folder, "prices")
    assert "no longer found" in doclint(folder, "check").stdout
    done = doclint(folder, "check", "--no-baseline", "--fix", "--select", "encoding")
    assert done.returncode == 0, done.stdout
    commit(folder, "mended")
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-edit", "rolls")
    assert doclint(folder, "baseline", "--prune").stdout == f"{NAME}: 1 finding, 0 added, 2 dropped, 1 moved\n"
    assert known(folder) == ["docs/loaf.md: crumb.jpg"]
    commit(folder, "less to live with")
    assert doclint(folder, "check").stdout == "nothing found on 5 pages, 1 more in the baseline\n"

    # And what was mended stays mended: the same fault again is news.
    edit(folder, "docs/oven.md", "\u2014", "â€”")
    assert doclint(folder, "check").returncode == 1
