"""`doclint init`: what it proposes for which site, that what it writes works, and that it replaces nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from conftest import Write, git

FAULTY = "# A\n\n[b](gone.md)\n"


def doclint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "doclint", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize(
    ("file", "generator"),
    [
        ("docusaurus.config.ts", "docusaurus"),
        ("mkdocs.yml", "mkdocs"),
        ("hugo.toml", "hugo"),
        ("_config.yml", "jekyll"),
    ],
)
def test_the_generator_is_recognised_and_written_down(site: Write, file: str, generator: str) -> None:
    folder = site({"docs/a.md": "# A\n", file: ""})
    done = doclint(folder, "init")
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == f"1 page, made for {generator} (known by {file})"
    assert tomllib.loads((folder / "doclint.toml").read_text())["site"] == {"generator": generator}
    assert doclint(folder, "check").returncode == 0


def test_a_site_without_a_generator(site: Write) -> None:
    folder = site({"a.md": "# A\n"})
    assert "no site generator" in doclint(folder, "init").stdout
    assert tomllib.loads((folder / "doclint.toml").read_text()) == {"site": {}}
    assert doclint(folder, "check").returncode == 0


def test_day_one_is_green_and_a_new_fault_is_not(repository: Write) -> None:
    folder = repository({"docs/a.md": FAULTY, "mkdocs.yml": "site_name: A\n"})
    assert "doclint-baseline.jsonl: 1 finding, 1 added, 0 dropped\n" in doclint(folder, "init", "--baseline").stdout
    assert doclint(folder, "check").returncode == 0
    (folder / "docs/b.md").write_text(FAULTY)
    assert doclint(folder, "check").returncode == 1


def test_the_proposed_lines_of_the_settings_hold(site: Write) -> None:
    folder = site({"a.md": "# A\n"})
    doclint(folder, "init")
    text = (folder / "doclint.toml").read_text()
    lines = [line.removeprefix("# ") for line in text.splitlines() if not line.startswith("# Settings")]
    (folder / "doclint.toml").write_text("\n".join(lines))
    done = doclint(folder, "check")
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_replaced(repository: Write) -> None:
    names = ("doclint.toml", ".pre-commit-config.yaml", ".github/workflows/doclint.yml", "doclint-baseline.jsonl")
    folder = repository({"docs/a.md": FAULTY, **dict.fromkeys(names, "# mine\n")})
    (folder / "doclint-baseline.jsonl").write_text('{"doclint-baseline":1}\n')
    before = contents(folder)
    done = doclint(folder, "init", "--hook", "--workflow", "--baseline")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("is there already and stays as it is") == 4
    assert contents(folder) == before


def test_twice_is_once(repository: Write) -> None:
    folder = repository({"docs/a.md": FAULTY})
    doclint(folder, "init", "--hook", "--workflow", "--baseline")
    before = contents(folder)
    assert set(before) == {
        *("docs/a.md", "doclint.toml", "doclint-baseline.jsonl"),
        *(".pre-commit-config.yaml", ".github/workflows/doclint.yml"),
    }
    assert doclint(folder, "init", "--hook", "--workflow", "--baseline").returncode == 0
    assert contents(folder) == before


def test_an_existing_hook_file_gets_a_stanza_that_fits(repository: Write) -> None:
    mine = "# ours\nrepos:\n  - repo: local\n    hooks: []  # none yet\n"
    folder = repository({"docs/a.md": "# A\n", ".pre-commit-config.yaml": mine})
    shown = doclint(folder, "init", "--hook").stdout
    stanza = [line for line in shown.splitlines() if line.startswith("  ") and not line.startswith(("   [", "  then"))]
    stanza = stanza[stanza.index("  - repo: https://github.com/doclint/doclint") :]
    repos = yaml.safe_load(mine + "\n".join(stanza))["repos"]
    assert [hook["id"] for hook in repos[1]["hooks"]] == ["doclint", "doclint-site"]
    assert (folder / ".pre-commit-config.yaml").read_text() == mine


def test_a_site_below_the_top(repository: Write) -> None:
    folder = repository({"README.md": "# R\n", "site/docs/a.md": FAULTY, "site/mkdocs.yml": "site_name: A\n"})
    done = doclint(folder, "init", "site", "--hook", "--workflow", "--baseline")
    assert (done.returncode, done.stderr) == (0, "")
    assert {"site/doclint.toml", "site/doclint-baseline.jsonl", ".pre-commit-config.yaml"} <= set(contents(folder))
    pages, site = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert (pages["files"], site["args"]) == ("^site/", ["site"])
    workflow = yaml.safe_load((folder / ".github/workflows/doclint.yml").read_text())
    assert workflow["jobs"]["doclint"]["steps"][1]["with"]["paths"] == "site"
    assert doclint(folder, "check", "site").returncode == 0


def test_several_sites_are_told(repository: Write) -> None:
    folder = repository({"a/mkdocs.yml": "site_name: A\n", "b/mkdocs.yml": "site_name: B\n", "a/docs/a.md": "# A\n"})
    assert "several sites: a/mkdocs.yml, b/mkdocs.yml; `doclint init FOLDER`" in doclint(folder, "init").stdout


def test_the_workflow_knows_the_main_branch(repository: Write) -> None:
    folder = repository({"a.md": "# A\n"})
    git(folder, "checkout", "-q", "-b", "topic")
    git(folder, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    doclint(folder, "init", "--workflow")
    workflow = yaml.load((folder / ".github/workflows/doclint.yml").read_text(), yaml.BaseLoader)
    assert workflow["on"]["push"]["branches"] == ["trunk"]


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["init", "--hook"], "run `git init` first"),
        (["init", "gone"], "name the folder of the site"),
        (["init", "a.md"], "name the folder of the site"),
    ],
)
def test_where_it_cannot_be_done_nothing_is_written(site: Write, words: list[str], remedy: str) -> None:
    folder = site({"a.md": "# A\n"})
    done = doclint(folder, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert remedy in done.stderr
    assert set(contents(folder)) == {"a.md"}


def test_a_folder_that_may_not_be_written(repository: Write) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    folder = repository({"a.md": "# A\n"})
    folder.chmod(0o555)
    try:
        done = doclint(folder, "init")
    finally:
        folder.chmod(0o755)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_no_page_yet(repository: Write) -> None:
    folder = repository({"mkdocs.yml": "site_name: A\n"})
    done = doclint(folder, "init", "--baseline")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no baseline: there are no pages yet" in done.stdout
