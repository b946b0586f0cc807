"""The door to git: older versions of pages."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar

from doclint import cache
from doclint.errors import GitError

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS = 60
_HOOKS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX"}
"""what git tells the hooks of a worktree; with these every folder asked about would be taken for the top"""
_RECENT = 500
"""commits in which moved files are looked for; the time that takes grows with their number"""


def top(folder: str) -> str | None:
    """The top folder of the repository that `folder` lies in, or None."""
    try:
        return os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n") or None
    except GitError:
        return None


def below(root: str) -> str:
    """The folder `root` below the top of its repository, ending in `/`; empty at the top and outside of one."""
    here = folder = os.path.realpath(root)
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, last = os.path.dirname(folder), folder
        if folder == last:
            return ""
    relative = os.path.relpath(here, folder).replace(os.sep, "/")
    return "" if relative == "." else f"{relative}/"


def main_branch(folder: str) -> str:
    """The branch that others are merged into: the remote's own, else the one that is checked out, else `main`."""
    for name in ("refs/remotes/origin/HEAD", "HEAD"):
        try:
            found = os.fsdecode(_git(folder, "symbolic-ref", "--quiet", "--short", name)).strip()
        except GitError:
            continue
        return found.removeprefix("origin/")
    return "main"


def base(root: str, wanted: str | None = None) -> str | None:
    """The commit to compare with: `wanted`, else the merge base with the main branch, else the last commit.

    None where there is no repository, or no commit yet. Raises GitError where `wanted` is no commit, or git refuses.
    """
    if wanted:
        commit = _commit(root, wanted)
        if commit is None:
            raise GitError(f"`{wanted}` is no commit here; fetch it (a shallow clone has few) or name another")
        return commit
    branches = _main_branches(root)
    here = [commit for _, commit, checked_out in branches if checked_out]
    for branch, commit, _ in branches:
        if commit in here:  # nothing to ask git for
            return commit
        try:
            return os.fsdecode(_git(root, "merge-base", "HEAD", branch)).strip()
        except GitError:
            continue
    head = _commit(root, "HEAD")
    if head is None:
        _check(root)
    return head


def _main_branches(root: str) -> list[tuple[str, str, bool]]:
    """(name, commit, whether it is checked out) of those that are there of the branches which may be the main one, the
    likeliest first; one git process for all."""
    names = [f"refs/remotes/origin/{name}" for name in ("HEAD", "main", "master")] + [
        "refs/heads/main",
        "refs/heads/master",
    ]
    try:
        said = _git(root, "for-each-ref", "--format=%(refname) %(objectname) %(HEAD)", *names)
    except GitError:
        return []
    lines = (line.split(" ", 2) for line in os.fsdecode(said).split("\n"))
    found = {one[0]: (one[0], one[1], one[2] == "*") for one in lines if len(one) == 3}
    return [found[name] for name in names if name in found]


def reach(root: str) -> tuple[str, bytes]:
    """What of the history is here: the last commit, and a digest of where a shallow clone ends."""
    commit, shallow = os.fsdecode(_git(root, "rev-parse", "HEAD", "--git-path", "shallow")).split("\n")[:2]
    return commit, cache.state(os.path.join(root, shallow))


def merge_base(root: str, wanted: str) -> str:
    """The commit from which HEAD and `wanted` grew apart; raises GitError that says what to do where there is none."""
    _inside(root, "--since")
    if _commit(root, "HEAD") is None:
        raise GitError(f"no commit has been made here, so nothing can be compared with `{wanted}`; leave --since out")
    if _commit(root, wanted) is None:
        raise GitError(
            f"`{wanted}` is no commit here; {_remedy(root, f'fetch it, or name another ({_branches(root)})')}"
        )
    try:
        return os.fsdecode(_git(root, "merge-base", "HEAD", wanted)).strip()
    except GitError:
        remedy = _remedy(root, "name a commit that HEAD grew from")
        raise GitError(f"HEAD and `{wanted}` have no commit in common here; {remedy}") from None


def _remedy(root: str, otherwise: str) -> str:
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != b"true":
        return otherwise
    return "this clone is shallow: run `git fetch --unshallow origin` (actions/checkout: `fetch-depth: 0`)"


def _branches(root: str) -> str:
    """The branches that are here, as an aid to memory."""
    names = _git(root, "for-each-ref", "--count=6", "--format=%(refname:short)", "refs/heads", "refs/remotes")
    return ", ".join(os.fsdecode(names).split()) or "no branch is here"


def _legible(ask: Callable[P, T]) -> Callable[P, T]:
    """Turns an answer of git that is cut off or in another form into words."""

    @wraps(ask)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        try:
            return ask(*args, **named)
        except (StopIteration, LookupError, ValueError):
            raise GitError("git's answer cannot be read; `git fsck` says whether the repository is whole") from None

    return asked


class Changes(NamedTuple):
    """How the working tree differs from a commit; paths are relative to the folder asked about."""

    was: dict[str, str]
    """path now -> path then, of files that are changed or renamed"""
    gone: frozenset[str]
    """paths then, of files that are deleted or renamed"""


@_legible
def changes(root: str, commit: str) -> Changes:
    """What differs from `commit` in the working tree, renames followed. Files that git does not track are not seen."""
    words = ("--name-status", "-z", "-M", "--relative", "--ignore-submodules=all")
    parts = iter(os.fsdecode(_git(root, "diff", *words, commit, "--")).split("\0"))
    was, gone = {}, set()
    for status in parts:
        if status.startswith("R"):
            old = next(parts)
            was[next(parts)] = old
            gone.add(old)
        elif status:
            path = next(parts)
            if status == "D":
                gone.add(path)
            elif status != "A":
                was[path] = path
    return Changes(was, frozenset(gone))


def tracked(root: str) -> frozenset[str]:
    """The files below `root` that git knows, staged ones included, and those of its submodules."""
    _inside(root, "--tracked")
    return frozenset(os.fsdecode(_git(root, "ls-files", "-z", "--cached", "--recurse-submodules")).split("\0"))


class Tree(NamedTuple):
    """The files of a commit; paths are relative to the folder asked about."""

    blobs: dict[str, str]
    """path -> name of the content, of plain files"""
    links: frozenset[str]
    """symbolic links"""
    modules: frozenset[str]
    """folders that are repositories of their own"""


@_legible
def tree(root: str, commit: str) -> Tree:
    """What stood below `root` at `commit`."""
    blobs, links, modules = {}, set(), set()
    for line in os.fsdecode(_git(root, "ls-tree", "-r", "-z", commit)).split("\0"):
        form, _, path = line.partition("\t")
        if form.startswith("120000"):
            links.add(path)
        elif form.startswith("160000"):
            modules.add(path)
        elif form:
            blobs[path] = form.split()[2]
    return Tree(blobs, frozenset(links), frozenset(modules))


@_legible
def blobs(root: str, names: Sequence[str]) -> list[bytes]:
    """The contents with these names; one git process for all."""
    if not names:
        return []
    found = dict(_batch(names, _git(root, "cat-file", "--batch", given="".join(f"{n}\n" for n in names).encode())))
    if lost := set(names) - found.keys():
        raise GitError(f"{len(lost)} contents are not in this clone; run `git fetch --refetch` with all of them")
    return [found[name] for name in names]


@_legible
def renames(root: str) -> dict[str, str]:
    """Path then -> path now, for files moved in the last `_RECENT` commits; one moved twice leads to its last place."""
    commits = _git(root, "rev-list", f"--max-count={_RECENT}", "--no-merges", "HEAD")
    words = (
        "diff-tree",
        "--stdin",
        "-r",
        "-M",
        "--diff-filter=R",
        "--name-status",
        "-z",
        "--no-commit-id",
        "--relative",
    )
    parts = iter(os.fsdecode(_git(root, *words, given=commits)).split("\0"))
    found: dict[str, str] = {}
    for status in parts:
        if status:
            old, new = next(parts), next(parts)
            found.setdefault(old, found.get(new, new))
    return found


class Edited(NamedTuple):
    """A file that a commit changed; paths are relative to the folder asked about."""

    commit: str
    day: str
    """when it was committed, as 2024-07-31"""
    was: str
    path: str
    old: str
    """the name of the content before"""
    new: str


@_legible
def history(root: str) -> list[Edited]:
    """What each commit on the way to HEAD changed, the first commit first, renames followed.

    Of a merge the first parent is the way: what a branch brought is one change, made when it was merged. Files that
    came or went are left out, and so are links and submodules; one that only moved has the same content twice.
    """
    _inside(root, "the history")
    if _commit(root, "HEAD") is None:
        raise GitError("no commit has been made here, so there is no history; leave it out")
    walk = ("--first-parent", "-m", "--reverse", "--no-show-signature", "--format=%x01%H %cs")
    words = ("--raw", "-z", "-M", "--no-abbrev", "--relative", "--ignore-submodules=all", "--diff-filter=MR")
    text = _git(root, "log", *walk, *words, "HEAD")
    parts = iter(os.fsdecode(text).split("\0"))
    found, commit, day = [], "", ""
    for part in parts:
        if part.startswith("\x01"):
            commit, _, day = part[1:].partition(" ")
        elif part.lstrip("\n").startswith(":"):
            was = next(parts)
            _, mode, old, new, status = part.split()
            path = next(parts) if status.startswith("R") else was
            if mode.startswith("100"):
                found.append(Edited(commit, day, was, path, old, new))
    return found


def limits(root: str) -> tuple[str, ...]:
    """Why the history that is here may not be all there is."""
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != b"true":
        return ()
    return ("this clone is shallow, and what was before it is not here; run `git fetch --unshallow`",)


@_legible
def contents(root: str, commit: str, paths: Sequence[str]) -> dict[str, bytes]:
    """Path -> bytes at `commit`, for those that existed there; one git process for all."""
    if not paths:
        return {}
    wanted = [path for path in paths if "\n" not in path]
    asked = b"".join(f"{commit}:./{path}\n".encode("utf-8", "surrogateescape") for path in wanted)
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
        return os.fsdecode(
            _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        ).strip()
    except GitError:
        return None


def _check(root: str) -> None:
    """Raises GitError where git would answer but for an obstacle: a folder of another owner, no git at all."""
    try:
        _git(root, "rev-parse", "--git-dir")
    except GitError as error:
        if not str(error).startswith("fatal: not a git repository"):
            raise


def _inside(root: str, flag: str) -> None:
    """Raises GitError where there is no repository for a `flag` that wants one."""
    _check(root)
    if top(root) is None:
        raise GitError(f"{root} is in no git repository; leave {flag} out")


def _git(folder: str, *words: str, given: bytes | None = None) -> bytes:
    inherited = {name: value for name, value in os.environ.items() if name not in _HOOKS}
    environment = {**inherited, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
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
