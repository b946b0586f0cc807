"""The door to git: older versions of pages."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from doclint.errors import GitError

_SECONDS = 60


def top(folder: str) -> str | None:
    """The top folder of the repository that `folder` lies in, or None."""
    try:
        return _git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n") or None
    except GitError:
        return None


def base(root: str, wanted: str | None = None) -> str | None:
    """The commit to compare with: `wanted`, else the merge base with the main branch, else the last commit.

    None where there is no repository, or no commit yet. Raises GitError where `wanted` is no commit, or git refuses.
    """
    if wanted:
        commit = _commit(root, wanted)
        if commit is None:
            raise GitError(f"`{wanted}` is no commit here; fetch it (a shallow clone has few) or name another")
        return commit
    head = _commit(root, "HEAD")
    if head is None:
        _check(root)
        return None
    for branch in ("origin/HEAD", "origin/main", "origin/master", "main", "master"):
        if _commit(root, branch) is None:
            continue
        try:
            return _git(root, "merge-base", "HEAD", branch).decode().strip()
        except GitError:
            continue
    return head


def changed(root: str, commit: str) -> dict[str, str]:
    """Path now -> path at `commit`, for files that differ from it in the working tree, renames followed."""
    fields = _git(root, "diff", "--name-status", "-z", "-M", "--relative", "--diff-filter=MR", commit, "--")
    parts = iter(os.fsdecode(fields).split("\0"))
    found = {}
    for status in parts:
        if status:
            old = next(parts)
            found[next(parts) if status.startswith("R") else old] = old
    return found


def contents(root: str, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """Path -> bytes at `commit`, for those that existed there; one git process for all."""
    if not paths:
        return {}
    prefix = _git(root, "rev-parse", "--show-prefix").decode().rstrip("\n")
    wanted = [path for path in paths if "\n" not in path]
    asked = b"".join(f"{commit}:{prefix}{path}\n".encode("utf-8", "surrogateescape") for path in wanted)
    answer = _git(root, "cat-file", "--batch", given=asked)
    return dict(_batch(wanted, answer))


def same(root: str, what: str) -> bool:
    """Whether a file (`commit:path`) existed at `commit` and is the same in the working tree, filters applied."""
    commit, _, path = what.partition(":")
    try:
        _git(root, "cat-file", "-e", f"{commit}:./{path}")
        _git(root, "diff", "--quiet", "--no-ext-diff", commit, "--", f":(literal){path}")
    except GitError:
        return False
    return True


def show(folder: str, revision: str, path: str) -> bytes:
    """The bytes of `path` (relative to `folder`) at `revision`; raises GitError where there are none."""
    try:
        return _git(folder, "show", f"{revision}:./{path}")
    except GitError as error:
        raise GitError(f"`{revision}:{path}` is not in this repository ({error}); see `git log -- {path}`") from None


def short(commit: str) -> str:
    """A commit's name as people write it."""
    return commit[:10]


def _batch(paths: Sequence[str], answer: bytes) -> list[tuple[str, bytes]]:
    found, at = [], 0
    for path in paths:
        line, at = answer[at : answer.index(b"\n", at)], answer.index(b"\n", at) + 1
        if line.endswith(b" missing"):
            continue
        size = int(line.rsplit(b" ", 1)[1])
        found.append((path, answer[at : at + size]))
        at += size + 1
    return found


def _commit(root: str, name: str) -> str | None:
    try:
        return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except GitError:
        return None


def _check(root: str) -> None:
    """Raises GitError where git would answer but for an obstacle: a folder of another owner, no git at all."""
    try:
        _git(root, "rev-parse", "--git-dir")
    except GitError as error:
        if not str(error).startswith("fatal: not a git repository"):
            raise


def _git(folder: str, *words: str, given: bytes | None = None) -> bytes:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", folder, *words], input=given, capture_output=True, env=environment, timeout=_SECONDS
        )
    except OSError:
        raise GitError("git is not installed; install it or leave the version rules out") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {words[0]} gave no answer in {_SECONDS} seconds") from None
    if done.returncode:
        raise GitError(" ".join(done.stderr.decode("utf-8", "replace").split()) or f"git {words[0]} failed")
    return done.stdout
