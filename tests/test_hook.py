"""The hooks, as pre-commit and prek run them from this repository: what is staged is what is checked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Write, git

ROOT = Path(__file__).parents[1]
DAMAGED = "# Bread\n\nBake it \u00e2\u20ac\u201d hot.\n"
CLEAN = "# Oven\n\nHot.\n"
RUNNERS = {"pre-commit": "pre_commit", "prek": "prek"}

Hook = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as a repository of its own, at a commit that holds the working tree."""
    folder = tmp_path_factory.mktemp("tool")
    for name in ("src", "rules", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        git(folder, *words)
    return folder


@pytest.fixture(scope="module", params=RUNNERS)
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """A runner of hooks, and an environment in which it keeps what it installs between tests."""
    pytest.importorskip(RUNNERS[request.param])
    folder = tmp_path_factory.mktemp("home")
    names = {f"GIT_{who}_{what}": "doclint" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    homes = {"PRE_COMMIT_HOME": str(folder), "PREK_HOME": str(folder)}
    return request.param, {**os.environ, **names, **homes, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull}


@pytest.fixture
def hook(tool: Path, home: tuple[str, dict[str, str]]) -> Hook:
    """Runs the program of the runner with these words in a folder."""
    program, environment = home

    def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *words], cwd=folder, capture_output=True, text=True, env=environment, timeout=600
        )

    return run


@pytest.fixture
def hooked(repository: Write, tool: Path, hook: Hook) -> Path:
    """A repository whose commits and pushes pass the three hooks."""
    ids = "".join(f"      - id: {name}\n" for name in ("doclint-fix", "doclint", "doclint-site"))
    config = f"repos:\n  - repo: {tool}\n    rev: {git(tool, 'rev-parse', 'HEAD').strip()}\n    hooks:\n{ids}"
    folder = repository({"docs/oven.md": CLEAN, "docs/bread.md": "# Bread\n", ".pre-commit-config.yaml": config})
    done = hook(folder, "install", "--hook-type", "pre-commit", "--hook-type", "pre-push")
    assert done.returncode == 0, done.stderr
    return folder


def commit(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["git", "commit", "-m", "x"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment, timeout=600)


def test_the_manifest_is_valid(hook: Hook) -> None:
    done = hook(ROOT, "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_try_repo(repository: Write, tool: Path, hook: Hook) -> None:
    folder = repository({"docs/a.md": DAMAGED, "docs/b.mdx": "[x](gone.md)\n", "docs/c.txt": DAMAGED})
    done = hook(folder, "try-repo", str(tool), "doclint", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "docs/a.md:3:9 error encoding/mojibake" in done.stdout
    assert "docs/b.mdx:1:5 error links/missing-page" in done.stdout
    assert "2 errors on 2 pages" in done.stdout
    done = hook(folder, "try-repo", str(tool), "doclint-site", "--all-files", "--hook-stage", "manual")
    assert "2 errors on 2 pages" in done.stdout
    done = hook(folder, "try-repo", str(tool), "doclint-fix", "--all-files")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert (folder / "docs/a.md").read_text(encoding="utf-8") == DAMAGED.replace("\u00e2\u20ac\u201d", "\u2014")
    git(folder, "rm", "-q", "docs/b.mdx")
    done = hook(folder, "try-repo", str(tool), "doclint", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_staged_is_what_is_checked(hooked: Path, site: Write, home: tuple[str, dict[str, str]]) -> None:
    _, environment = home
    site({"docs/bread.md": "# Bread\n\n[Oven](oven.md)\n"})
    git(hooked, "add", "-A")
    unstaged = "# Bread\n\n[Oven](oven.md)\n\n[x](gone.md)\n"
    site({"docs/bread.md": unstaged})
    done = commit(hooked, environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (hooked / "docs/bread.md").read_text() == unstaged
    git(hooked, "add", "-A")
    site({"docs/bread.md": "# Bread\n"})
    done = commit(hooked, environment)
    assert done.returncode == 1
    assert "docs/bread.md:5:5 error links/missing-page" in done.stdout + done.stderr
    assert (hooked / "docs/bread.md").read_text() == "# Bread\n"


def test_a_page_that_was_not_added_is_not_there(hooked: Path, site: Write, home: tuple[str, dict[str, str]]) -> None:
    _, environment = home
    site({"docs/bread.md": "# Bread\n\n[Rolls](rolls.md)\n", "docs/rolls.md": "# Rolls\n"})
    git(hooked, "add", "docs/bread.md")
    done = commit(hooked, environment)
    assert done.returncode == 1
    assert "rolls.md leads to no page" in done.stdout + done.stderr
    git(hooked, "add", "docs/rolls.md")
    done = commit(hooked, environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_fault_that_can_be_mended_is_mended(hooked: Path, site: Write, home: tuple[str, dict[str, str]]) -> None:
    _, environment = home
    site({"docs/bread.md": DAMAGED})
    git(hooked, "add", "-A")
    assert commit(hooked, environment).returncode == 1
    git(hooked, "add", "-A")
    assert commit(hooked, environment).returncode == 0
    assert "\u2014" in (hooked / "docs/bread.md").read_text(encoding="utf-8")


def test_the_whole_site_is_checked_before_a_push(
    hooked: Path, home: tuple[str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A commit that deletes a page names no page that is left, so only the whole site can show what it broke."""
    _, environment = home
    (hooked / "docs/bread.md").write_text("# Bread\n\n[Oven](oven.md)\n")
    git(hooked, "add", "-A")
    assert commit(hooked, environment).returncode == 0
    git(hooked, "rm", "-q", "docs/oven.md")
    assert commit(hooked, environment).returncode == 0
    remote = tmp_path_factory.mktemp("remote")
    git(remote, "init", "-q", "--bare")
    words = ["git", "push", "-q", str(remote), "main"]
    done = subprocess.run(words, cwd=hooked, capture_output=True, text=True, env=environment, timeout=600)
    assert done.returncode == 1
    assert "docs/bread.md:3:8 error links/missing-page" in done.stdout + done.stderr
    assert "doclint fix" not in done.stdout + done.stderr


def test_results_do_not_depend_on_how_the_files_are_split(site: Write) -> None:
    """Runners split long lists of files over several runs; the site is read whole in each of them."""
    pages = {f"docs/{n}.md": f"[next]({(n + 1) % 9}.md) [x](gone-{n}.md)\n\n{DAMAGED}" for n in range(8)}
    folder = site(pages)
    names = sorted(pages)

    def findings(*files: str) -> list[str]:
        words = [
            sys.executable,
            "-m",
            "doclint",
            "check",
            "--min-confidence",
            "high",
            "--output-format",
            "jsonl",
            *files,
        ]
        return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120).stdout.splitlines()

    whole = findings(*names)
    assert len(whole) == 17
    assert [line for name in names for line in findings(name)] == whole
    assert findings(*names[5:]) + findings(*names[:5]) == whole[-7:] + whole[:10]


def test_only_what_git_tracks(repository: Write) -> None:
    folder = repository({"a.md": "[b](b.md) [i](i.pdf)\n"})
    (folder / "b.md").write_text("[x](gone.md)\n")
    (folder / "i.pdf").write_bytes(b"%PDF")
    words = [sys.executable, "-m", "doclint", "check", "--tracked"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
    assert re.findall(r"^\S+ error \S+", done.stdout, re.MULTILINE) == [
        "a.md:1:5 error links/missing-page",
        "a.md:1:15 error links/missing-file",
    ]
    git(folder, "add", "i.pdf")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
    assert "missing-file" not in done.stdout
    shutil.rmtree(folder / ".git")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "is in no git repository; leave --tracked out" in done.stderr
