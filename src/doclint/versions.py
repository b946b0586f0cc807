"""Every change that git knows of every page, and what each made wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from doclint import cache, engine, gather, git, sift
from doclint.changes import Change, History
from doclint.page import Page
from doclint.rule import Finding, Rules
from doclint.settings import Settings
from doclint.site import Site


def read(settings: Settings, paths: Sequence[str], known: Rules) -> History:
    """Compare each version of the pages among `paths` with the one before it; known pairs come from the cache."""
    rules = known.chosen(settings.select, settings.ignore, settings.preview)
    groups = [one for one in engine.prepare(rules) if one.alone() and "before" in one.kind.NEEDS]
    ran = Rules(tuple(one for one in rules.all if any(one.form.check == group.name for group in groups)), rules.words)
    edits = gather.history(settings, paths)
    kept: dict[str, Any] = cache.load("history") if settings.cache else {}
    stamp = _stamp(ran, settings)
    keys = ["\0".join((stamp, one.was, one.path, one.old, one.new)) for _, one in edits]
    by_page = sorted(zip(keys, edits, strict=True), key=lambda one: one[1][0])
    new = {key: one for key, (_, one) in by_page if key not in kept}
    try:
        for key, page in zip(new, gather.pairs(settings, list(new.values())), strict=True):
            kept[key] = msgspec.to_builtins(_judged(page, groups, ran, known, settings))
    finally:  # what a run that is stopped has compared is not compared again
        if new and settings.cache:
            cache.save("history", kept, kept.keys() & set(keys))
    changes = (_change(now, one, kept[key]) for key, (now, one) in zip(keys, edits, strict=True))
    return History(tuple(one for one in changes if one.findings), len(edits), git.limits(settings.root))


def _judged(page: Page, groups: Sequence[engine.Group], ran: Rules, known: Rules, settings: Settings) -> list[Finding]:
    site = Site({page.path: page})
    found = engine.run(site, known, groups, [page.path])
    return sift.sift(found, sift.Context(site, ran, known, settings, (page.path,)))


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


def _stamp(ran: Rules, settings: Settings) -> str:
    """What a verdict depends on besides the two contents: our code, rules, vocabularies and settings."""
    parts = [(rule.id, rule.form) for rule in ran.all]
    said = msgspec.json.encode([parts, sorted(ran.words.texts.items()), settings])
    return hashlib.blake2b(cache.code() + said, digest_size=8).hexdigest()
