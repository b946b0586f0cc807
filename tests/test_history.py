"""The versions of pages in git, each against the one before it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import doclint
from conftest import Write, git
from doclint import DoclintError, versions
from doclint.api import history
from doclint.report import render
from doclint.workers import Pool

SAYS = "The lighthouse on the northern rock is {} metres high.\n"
SETTINGS = {"select": ["versions"]}


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def test_every_pair_is_compared_and_a_change_back_is_told(repository: Write) -> None:
    for step, height in enumerate((40, 50, 50, 40)):
        root = repository(
            {"docs/a.md": SAYS.format(height), "docs/b.md": f"Nothing here is so high.\n\n{'x' * step}\n"}
        )
    found = history(root, SETTINGS)
    assert [one.quote for one in found.findings] == ["50 metres", "40 metres"]
    assert {one.path for one in found.changes} == {"docs/a.md"}
    commits = git(root, "log", "--reverse", "--format=%H").split()
    assert [one.version for one in found.findings] == [commits[1][:10], commits[3][:10]]
    (swing,) = found.swings
    assert (swing.first, swing.second, swing.commits) == ("40 metres", "50 metres", (commits[1][:10], commits[3][:10]))


def test_folders_that_are_not_read_have_no_history(repository: Write) -> None:
    for height in (40, 50):
        root = repository({path: SAYS.format(height) for path in ("a.md", "vendor/b.md", ".notes/c.md")})
    assert {one.path for one in history(root, SETTINGS).changes} == {"a.md"}


def test_moves_are_followed(repository: Write) -> None:
    root = repository({"docs/a.md": SAYS.format(40)})
    repository({"docs/a.md": SAYS.format(50)})
    git(root, "mv", "docs/a.md", "docs/b.md")
    git(root, "commit", "-qm", "x")
    repository({"docs/b.md": SAYS.format(40)})
    found = history(root, SETTINGS)
    assert [one.path for one in found.changes] == ["docs/b.md", "docs/b.md"]
    assert len(found.swings) == 1
    for one in found.findings:
        (said,) = one.evidence
        assert said.quote in git(root, "show", f"{said.version}:{said.where}")
    assert [one.path for one in history(root / "docs/b.md", SETTINGS).changes] == ["docs/b.md", "docs/b.md"]


def test_what_a_branch_brought_is_told_once_where_it_was_merged(repository: Write) -> None:
    root = repository({"a.md": SAYS.format(40), "b.md": "One.\n"})
    git(root, "checkout", "-qb", "side")
    repository({"a.md": SAYS.format(50)})
    git(root, "checkout", "-q", "main")
    repository({"b.md": "Two.\n"})
    git(root, "merge", "-q", "--no-ff", "-m", "x", "side")
    found = history(root, SETTINGS)
    assert [(one.path, one.commit) for one in found.changes] == [("a.md", git(root, "rev-parse", "HEAD")[:10])]


def test_a_second_look_is_answered_from_the_cache_and_rules_count(repository: Write, cache: Path) -> None:
    for height in (40, 50):
        root = repository({"a.md": SAYS.format(height)})
    first = history(root, SETTINGS)
    kept = {file: file.stat().st_mtime_ns for file in cache.rglob("history-*")}
    assert kept
    assert history(root, SETTINGS) == first
    assert {file: file.stat().st_mtime_ns for file in cache.rglob("history-*")} == kept
    assert history(root, {"select": ["versions/name"]}).findings == []


def test_another_kind_of_markdown_is_looked_at_anew(repository: Write, cache: Path) -> None:
    for height in (40, 50):
        root = repository({"a.md": f"# Tower\n\n{{/* {SAYS.format(height)} */}}\n"})
    assert history(root, SETTINGS).findings
    repository({"docusaurus.config.js": "export default {}\n"})
    assert not history(root, SETTINGS).findings


def test_links_binary_pages_and_rewritten_branches(repository: Write) -> None:
    root = repository({"a.md": SAYS.format(40), "b.md": b"\xff\xfe\x00"})
    (root / "c.md").symlink_to("a.md")
    repository({"a.md": SAYS.format(50), "b.md": b"\x00\x01\xff"})
    git(root, "commit", "-q", "--amend", "-m", "y", "--allow-empty")
    (root / "c.md").unlink()
    (root / "c.md").symlink_to("b.md")
    repository({"a.md": SAYS.format(60)})
    assert [one.quote for one in history(root, SETTINGS).findings if one.path == "a.md"] == ["50 metres", "60 metres"]


def test_without_a_repository_or_a_commit_it_says_so(site: Write) -> None:
    root = site({"a.md": SAYS.format(40)})
    with pytest.raises(DoclintError, match="no git repository"):
        doclint.history(root, {"root": str(root)})
    git(root, "init", "-q")
    with pytest.raises(DoclintError):
        doclint.history(root, {"root": str(root)})


def audit(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "doclint", "audit", "--history", "--select", "versions", *words]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_command_tells_what_each_version_changed_in_every_format(repository: Write) -> None:
    for step, height in enumerate((40, 50, 40)):
        root = repository({"docs/a.md": SAYS.format(height), "docs/b.md": f"Weighs {step} kg, it says.\n"})
    done = audit(root, "--output", "r.json", "--output", "r.html", "--output", "r.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 pairs of versions in git compared: 4 findings on 2 pages, 1 back and forth" in done.stdout
    first, last = (git(root, "log", "--format=%h", "--abbrev=10", f"HEAD~{n}", "-1").strip() for n in (1, 0))
    day = git(root, "log", "--format=%cs", "-1").strip()
    swing = f"40 metres → 50 metres ({first}, {day}) → 40 metres ({last}, {day})"
    assert f"back and forth: {swing}" in done.stdout
    assert done.stdout.index("docs/a.md\n") < done.stdout.index("docs/b.md\n")
    told = json.loads((root / "r.json").read_text())["history"]
    assert [(one["path"], one["first"], one["second"]) for one in told["swings"]] == [
        ("docs/a.md", "40 metres", "50 metres")
    ]
    assert [len(one["findings"]) for one in told["changes"]] == [1, 1, 1, 1]
    for file in ("r.html", "r.md"):
        text = (root / file).read_text()
        assert "back and forth" in text
        assert text.count("50 metres contradicts the earlier version") == 1


def test_an_audit_without_the_flag_has_no_history(repository: Write) -> None:
    report = doclint.audit(repository({"a.md": SAYS.format(40)}), SETTINGS)
    assert report.history is None
    assert json.loads(render(report, "json"))["history"] is None


def heights(repository: Write, *metres: int, path: str = "a.md") -> Path:
    """A repository with a page that says one height after the other."""
    for height in metres:
        root = repository({path: SAYS.format(height)})
    return root


def test_a_shallow_clone_says_that_it_is_one(repository: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = heights(repository, 40, 50, 60)
    clone = tmp_path_factory.mktemp("clone") / "site"
    git(root, "clone", "-q", "--depth=2", root.as_uri(), str(clone))
    found = history(clone, SETTINGS)
    assert [one.quote for one in found.findings] == ["60 metres"]
    done = audit(clone)
    assert done.returncode == 0
    assert "skipped some of the history: this clone is shallow" in done.stdout


def test_a_clone_without_contents_says_which_command_gets_them(
    repository: Write, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = heights(repository, 40, 50)
    git(root, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path_factory.mktemp("clone") / "site"
    git(root, "clone", "-q", "--filter=blob:none", root.as_uri(), str(clone))
    git(clone, "remote", "set-url", "origin", (root / "gone").as_uri())
    with pytest.raises(DoclintError, match="fetch"):
        history(clone, SETTINGS)


def test_submodules_are_left_to_their_own_history(repository: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    part, outer = heights(repository, 40), tmp_path_factory.mktemp("outer")
    git(outer, "init", "-q", "-b", "main")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(part), "part")
    for height in (50, 60):
        (outer / "b.md").write_text(SAYS.format(height))
        git(outer, "add", "-A")
        git(outer, "commit", "-qm", "x")
        heights(repository, height)
        git(outer / "part", "pull", "-q")
    assert [one.quote for one in history(outer, {"root": str(outer), **SETTINGS}).findings] == ["60 metres"]
    assert [one.quote for one in history(outer / "part", SETTINGS).findings] == ["50 metres", "60 metres"]


def test_a_rewritten_branch_tells_only_what_it_still_holds(repository: Write) -> None:
    root = heights(repository, 40, 50, 60)
    assert len(history(root, SETTINGS).findings) == 2
    git(root, "reset", "-q", "--hard", "HEAD~1")
    heights(repository, 70)
    assert [one.quote for one in history(root, SETTINGS).findings] == ["50 metres", "70 metres"]
    git(root, "checkout", "-q", "--orphan", "fresh")
    git(root, "commit", "-qm", "x")
    assert history(root, SETTINGS).compared == 0
    git(root, "checkout", "-q", "--detach", "main")
    assert len(history(root, SETTINGS).findings) == 2


def test_a_change_made_in_the_merge_itself_counts_once(repository: Write) -> None:
    root = heights(repository, 40)
    git(root, "checkout", "-qb", "side")
    heights(repository, 50)
    git(root, "checkout", "-q", "main")
    heights(repository, 60)
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "-q", "side")
    heights(repository, 70)
    assert [one.quote for one in history(root, SETTINGS).findings] == ["60 metres", "70 metres"]


def test_what_users_tell_git_to_print_does_not_matter(repository: Write) -> None:
    root = heights(repository, 40, 50)
    for key, value in {"log.showSignature": "true", "color.ui": "always", "diff.renames": "false"}.items():
        git(root, "config", key, value)
    git(root, "config", "diff.noprefix", "true")
    git(root, "mv", "a.md", "straße\tb.md")
    git(root, "commit", "-qm", "x")
    heights(repository, 60, path="straße\tb.md")
    assert [one.quote for one in history(root, SETTINGS).findings] == ["50 metres", "60 metres"]


def test_the_command_without_git_says_what_to_do(repository: Write, site: Write) -> None:
    root = site({"a.md": SAYS.format(40)})
    done = audit(root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no git repository; leave the history out" in done.stderr
    git(root, "init", "-q")
    assert "no commit has been made here" in audit(root).stderr
    heights(repository, 40, 50)
    (root / "bin").mkdir()
    program = [sys.executable, "-m", "doclint", "audit", "--history"]
    done = subprocess.run(
        program, cwd=root, capture_output=True, text=True, env={**os.environ, "PATH": str(root / "bin")}
    )
    assert (done.returncode, done.stderr) == (
        2,
        "doclint: git is not installed; install it or leave the version rules out\n",
    )


def test_a_run_that_is_stopped_keeps_what_it_has_compared(
    repository: Write, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = heights(repository, 40, 50, 60)
    run, calls = versions.engine.run, list[str]()

    def stopped(*given: Any) -> Any:
        calls.extend(given[3])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return run(*given)

    monkeypatch.setattr(versions.engine, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        history(root, SETTINGS)
    assert len(history(root, SETTINGS).findings) == 2
    assert len(calls) == 3


def test_workers_find_the_same(repository: Write) -> None:
    for step in range(1, 5):
        root = repository({f"docs/{name}.md": SAYS.format(step * 10) for name in "abcdefgh"})
    with Pool(2) as pool:
        assert history(root, {**SETTINGS, "cache": False}, pool) == history(root, SETTINGS)


def test_a_worker_that_dies_costs_one_pair(repository: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("The tower is 40 metres high.", "The tower is 50 metres high."):
        root = repository({"a.md": text, "b.md": text.replace("tower", "deadly tower")})
    run = versions.engine.run

    def dying(site: Any, *rest: Any) -> Any:
        if any("deadly" in page.source for page in site.pages.values()):
            os._exit(1)
        return run(site, *rest)

    monkeypatch.setattr(versions.engine, "run", dying)
    with Pool(2) as pool:
        found = history(root, {**SETTINGS, "cache": False}, pool)
    assert ([one.path for one in found.findings], found.compared) == (["a.md"], 1)
    assert found.limits == ("1 of the pairs could not be compared in time",)
