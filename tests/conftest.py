"""What several test modules need: a real site on disk, a real git repository, the test data beside the checkout."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"

PHRASE = """
check: phrase
summary: A test.
message: "“{{found}}” is found"
severity: info
confidence: high
why: A test.
with:
  any: [{word}]
"""
"""a rule that finds one word"""

Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(autouse=True, scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tests keep nothing in the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder / "doclint"


@pytest.fixture
def site(tmp_path: Path) -> Write:
    """Writes files below a folder of their own and returns it."""

    def write(contents: Mapping[str, str | bytes]) -> Path:
        for name, content in contents.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def git(folder: Path, *words: str) -> str:
    """Run git in `folder` as a nameless author."""
    names = {f"GIT_{who}_{what}": "doclint" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True, env=environment)
    return done.stdout.decode()


@pytest.fixture
def repository(site: Write) -> Write:
    """Like `site`, and commits what was written; call it again for the next commit."""

    def commit(contents: Mapping[str, str | bytes]) -> Path:
        folder = site(contents)
        if not (folder / ".git").exists():
            git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "x")
        return folder

    return commit


@pytest.fixture
def shared() -> Path:
    """The folder of test data that is not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the test data beside the checkout is absent")
    return SHARED
