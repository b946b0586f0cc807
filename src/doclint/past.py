"""The site as it was: the older version of a page, all its versions in git, and the whole site at a commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from doclint import files, gather, git, routes
from doclint.errors import GitError
from doclint.page import Page
from doclint.settings import Settings
from doclint.site import VENDORED, Site, Skipped


def older(site: Site, root: str, paths: Sequence[str], base: str) -> None:
    """Give the pages `paths` their older version from git, where they differ from it; once."""
    if site.compared:
        return
    site.compared = True
    try:
        commit = gather.said(site.heard, git.base, root, base)
        if commit is None:
            return
        changed = gather.said(site.heard, git.changes, root, commit).was
        wanted = frozenset(paths)
        was = {now: old for now, old in changed.items() if now in wanted}
        before = git.contents(root, commit, sorted(was.values()))
    except GitError as error:
        if base:
            raise
        site.skipped.append(Skipped("older versions", str(error)))
        return
    for path, old in was.items():
        page = site.pages[path]
        if old in before and (text := files.decode(before[old]).text) != page.source:
            page.before = Page(old, text, version=git.short(commit), dialect=page.dialect)


def releases(site: Site, paths: Sequence[str]) -> None:
    """Give the pages `paths` that have no older version the same page of the next older `versioned_docs` folder."""
    for path in paths:
        page = site.pages[path]
        found = routes.older(path, site) if page.before is None else None
        if found and site.pages[found[1]].source != page.source:
            version, then = found
            page.before = Page(then, site.pages[then].source, version=f"version {version}", dialect=page.dialect)
            site.releases.add(path)


def history(settings: Settings, paths: Sequence[str]) -> list[tuple[str, git.Edited]]:
    """(path now, change) for the changes in git of the pages among `paths`, the oldest first; moves are followed.

    `paths` are files or folders that are here now.
    """
    edits = [one for one in git.history(settings.root) if not _hidden(one.path)]
    here = gather.page_paths(sorted({one.path for one in edits}), settings)
    wanted, _ = gather.paths_named(settings.root, paths, here)
    now = {path: path for path in wanted}
    found = []
    for one in reversed(edits):
        name = now.get(one.path)
        if name and one.old != one.new:
            found.append((name, one))
        if name and one.was != one.path:
            del now[one.path]
            now[one.was] = name
    return found[::-1]


def pairs(root: str, dialect: Any, edits: Sequence[git.Edited]) -> Iterator[Page]:
    """For each change the page that it left, with the version that it found.

    Where a change goes on from the one before it in `edits`, its older page is that one's newer page, already read.
    """
    names = sorted({name for one in edits for name in (one.old, one.new)})
    texts = dict(zip(names, git.blobs(root, names), strict=True))
    last, held = Page("", ""), ""
    for one in edits:
        goes_on = (last.path, held) == (one.was, one.old)
        was = last if goes_on else Page(one.was, files.decode(texts[one.old]).text, dialect=dialect)
        last, held = Page(one.path, files.decode(texts[one.new]).text, None, dialect, was), one.new
        yield last
        last.before = None


def version(settings: Settings, path: str, dialect: Any) -> Page | None:
    """The page at `path` in the commit that pages are compared with, or None where there is none."""
    try:
        commit = git.base(settings.root, settings.base)
        if commit is None:
            return None
        old = git.changes(settings.root, commit).was.get(path, path)
        before = git.contents(settings.root, commit, [old])
    except GitError:
        return None
    if old not in before:
        return None
    return Page(old, files.decode(before[old]).text, version=git.short(commit), dialect=dialect)


class Earlier(Struct, frozen=True):
    """The site as it was at a commit, in memory; pages that have not changed are the very same."""

    site: Site
    was: dict[str, str]
    """path now -> path then"""
    blobs: dict[str, str]
    """path then -> name in git, of what has changed since"""
    root: str

    def bytes(self, paths: Sequence[str]) -> list[bytes]:
        """What the changed files `paths` held."""
        return git.blobs(self.root, [self.blobs[path] for path in paths])


def earlier(site: Site, settings: Settings, commit: str) -> Earlier:
    """`site` as it was at `commit`. What git does not track was not there."""
    tree, changes = git.tree(settings.root, commit), git.changes(settings.root, commit)
    names, inside = tree.blobs.keys() | tree.links, tuple(f"{module}/" for module in tree.modules)
    here = site.files | site.pages.keys()
    same = {p for p in here - changes.was.keys() if p in names or p.startswith(inside)}
    other = {p for p in names - same if p in here or (p in changes.gone and not _hidden(p))}
    before = Site({}, frozenset(same | other), options=settings.options())
    was = {path: path for path in same} | changes.was
    found = Earlier(before, was, {path: tree.blobs[path] for path in other if path in tree.blobs}, settings.root)
    _fill(found, site, same, settings)
    return found


def _fill(found: Earlier, site: Site, same: set[str], settings: Settings) -> None:
    """Give the earlier site its generator and its pages."""
    before = found.site
    paths = [path for path in gather.page_paths(sorted(before.files), settings) if path in found.blobs]
    texts = {path: files.decode(data).text for path, data in zip(paths, found.bytes(paths), strict=True)}
    texts |= {path: page.source for path, page in site.pages.items() if path in same}

    def config(path: str) -> str | None:
        kept = files.decode(*found.bytes([path])) if path in found.blobs else gather.text_of(found.root, path, before)
        return kept.text if kept else None

    gather.recognise(before, texts.values(), config)
    for path in sorted(texts):
        dialect = gather.dialect_of(before, path)
        page = site.pages[path] if path in same else None
        if page is None or page.dialect != dialect:
            before.pages[path] = Page(path, texts[path], dialect=dialect)
        else:
            before.pages[path] = (
                page if page.before is None else Page(path, texts[path], None, dialect, None, page.facts)
            )


def _hidden(path: str) -> bool:
    """Whether the walk over the files leaves it out for its name."""
    return any(part.startswith(".") or part in VENDORED for part in path.split("/"))
