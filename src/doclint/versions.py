"""Every change that git knows of every page, and what each made wrong."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from doclint import cache, engine, gather, git, past, sift
from doclint.changes import Change, History
from doclint.hashing import blake2b
from doclint.rule import Finding, Rules
from doclint.settings import Settings
from doclint.site import Site

if TYPE_CHECKING:
    from concurrent.futures import Executor


_VERSIONS = frozenset({"before"})
"""what kinds need that look at two versions of a page and at nothing else"""
CHUNK = 64
"""changes compared at once; their contents are asked of git together"""


class Work(Struct, frozen=True):
    """What it takes to compare two versions, so that it can be taken to another process."""

    settings: Settings
    ran: Rules
    known: Rules
    dialect: Any


def read(settings: Settings, paths: Sequence[str], known: Rules, executor: Executor | None = None) -> History:
    """Compare each version of the pages among `paths` with the one before it; known pairs come from the cache.

    With an `executor` its workers compare.
    """
    rules = known.chosen(settings.select, settings.ignore, settings.preview)
    ran = Rules(tuple(rule for rule in rules.all if rule.needs == _VERSIONS), rules.words)
    edits = past.history(settings, paths)
    kept: dict[str, Any] = cache.load("history", Any) if settings.cache else {}
    dialect = gather.dialect(settings)
    stamp = _stamp(ran, settings, dialect)
    keys = [_key(stamp, one) for _, one in edits]
    by_page = sorted(edits, key=lambda one: one[0])  # so that a version is read once for the pairs on both its sides
    new = {key: one for _, one in by_page if (key := _key(stamp, one)) not in kept}
    work = Work(settings, ran, known, dialect)
    try:
        for one, found in _spread(work, list(new.values()), executor):
            if found is not None:
                kept[_key(stamp, one)] = found
    finally:  # what a run that is stopped has compared is not compared again
        if new and settings.cache:
            cache.save("history", kept, kept.keys() & set(keys))
    changes = (_change(now, one, kept.get(key, [])) for key, (now, one) in zip(keys, edits, strict=True))
    lost = sum(key not in kept for key in new)
    limits = (*git.limits(settings.root), *([f"{lost} of the pairs could not be compared in time"] if lost else ()))
    return History(tuple(one for one in changes if one.findings), len(edits) - lost, limits)


def _key(stamp: str, one: git.Edited) -> str:
    return "\0".join((stamp, one.was, one.path, one.old, one.new))


def _spread(
    work: Work, new: Sequence[git.Edited], executor: Executor | None
) -> Iterator[tuple[git.Edited, list[Any] | None]]:
    """Each change with its findings as plain data; None where a worker was lost over it."""
    chunks = [list(new[start : start + CHUNK]) for start in range(0, len(new), CHUNK)]
    if executor is None or len(new) < getattr(executor, "least", 0):
        for chunk in chunks:
            yield from zip(chunk, _compared(work, chunk), strict=False)
        return
    from doclint import workers

    yield from workers.spread(executor, partial(_taken, pickle.dumps(work)), chunks, _patience)


def _patience(chunk: list[git.Edited]) -> float:
    """Seconds after which a worker is taken for hung: a pair of pages of a megabyte takes five."""
    return engine.PATIENCE * (1 + len(chunk) / 8)


def _taken(work: bytes, chunk: list[git.Edited]) -> list[list[Any]]:
    """In a worker: all of `_compared`."""
    return list(_compared(pickle.loads(work), chunk))


def _compared(work: Work, chunk: Sequence[git.Edited]) -> Iterator[list[Any]]:
    groups = engine.prepare(work.ran)
    for page in past.pairs(work.settings.root, work.dialect, chunk):
        site = Site({page.path: page})
        told = engine.run(site, work.known, groups, [page.path])
        context = sift.Context(site, work.ran, work.known, work.settings, (page.path,), told=told)
        yield msgspec.to_builtins(sift.sift(context))


def _change(now: str, edit: git.Edited, kept: list[Any]) -> Change:
    """A change from the cache; the same contents may have met in another commit."""
    commit = git.short(edit.commit)
    found = (_dated(one, commit, edit.was) for one in msgspec.convert(kept, list[Finding]))
    return Change(now, commit, edit.day, tuple(found))


def _dated(one: Finding, commit: str, was: str) -> Finding:
    """A finding of the version that `commit` made; what its evidence quotes stood at `was` in the commit before."""
    replace = msgspec.structs.replace
    evidence = (replace(e, where=was, version=f"{commit}~1") if e.kind == "version" else e for e in one.evidence)
    return replace(one, version=commit, evidence=tuple(evidence))


def _stamp(ran: Rules, settings: Settings, dialect: str) -> str:
    """What a verdict depends on besides the two contents: our code, rules, vocabularies, settings, dialect."""
    parts = [(rule.id, rule.file, rule.digest) for rule in ran.all]
    said = msgspec.json.encode([parts, ran.words.digest, settings, dialect])
    return blake2b(cache.code() + said, digest_size=8).hexdigest()
