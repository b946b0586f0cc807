"""Every change that git knows of every page: what each made wrong, and statements that went back and forth."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from doclint import cache, engine, gather, git, sift
from doclint.page import Page
from doclint.rule import Finding, Rules
from doclint.settings import Settings
from doclint.site import Site

_WORD = re.compile(r"\w+")
_ALIKE = 0.6
"""share of the words of the longer of two sentences"""


class Change(msgspec.Struct, frozen=True):
    """One commit's change of one page, and what the new version says against the one before."""

    path: str
    """what the page is called now"""
    commit: str
    day: str
    """when it was committed, as 2024-07-31"""
    findings: tuple[Finding, ...]


class Swing(msgspec.Struct, frozen=True):
    """A statement that changed and changed back."""

    path: str
    rule: str
    first: str
    """what was said before, and again after the second change"""
    second: str
    commits: tuple[str, str]
    days: tuple[str, str]

    def __str__(self) -> str:
        (commit, back), (day, later) = self.commits, self.days
        return f"{self.path}: {self.first} → {self.second} ({commit}, {day}) → {self.first} ({back}, {later})"


class History(msgspec.Struct, frozen=True):
    """What the versions of the pages say against each other, the oldest change first."""

    changes: tuple[Change, ...]
    """those with findings"""
    compared: int
    """pairs of versions that were looked at"""

    @property
    def findings(self) -> list[Finding]:
        """All findings; each carries the commit as its version."""
        return [one for change in self.changes for one in change.findings]

    @property
    def swings(self) -> list[Swing]:
        """The statements that went back and forth, in the order of the change back."""
        return list(_swings(self.changes))


def read(settings: Settings, paths: Sequence[str], known: Rules) -> History:
    """Compare each version of the pages among `paths` with the one before it; known pairs come from the cache."""
    rules = known.chosen(settings.select, settings.ignore)
    groups = [one for one in engine.prepare(rules) if one.alone() and "before" in one.kind.NEEDS]
    ran = Rules(tuple(one for one in rules.all if any(one.form.check == group.name for group in groups)), rules.words)
    edits = gather.history(settings, paths)
    kept, used = (cache.load("history") if settings.cache else {}), set[str]()
    stamp = _stamp(ran, settings)
    keys = ["\0".join((stamp, one.was, one.path, one.old, one.new)) for _, one in edits]
    new = [(key, one) for key, (_, one) in zip(keys, edits, strict=True) if key not in kept]
    for (key, _), page in zip(new, gather.pairs(settings, [one for _, one in new]), strict=True):
        kept[key] = msgspec.to_builtins(_judged(page, groups, ran, known, settings))
    used.update(keys)
    if new and settings.cache:
        cache.save("history", kept, used)
    changes = (_change(now, one, kept[key]) for key, (now, one) in zip(keys, edits, strict=True))
    return History(tuple(one for one in changes if one.findings), len(edits))


def _judged(page: Page, groups: Sequence[engine.Group], ran: Rules, known: Rules, settings: Settings) -> list[Finding]:
    site = Site({page.path: page})
    found = engine.run(site, known, groups, [page.path])
    return sift.sift(found, sift.Context(site, ran, known, settings, (page.path,)))


def _change(now: str, edit: git.Edited, kept: list[Any]) -> Change:
    """A change from the cache; the same contents may have met in another commit."""
    commit = git.short(edit.commit)
    found = msgspec.convert(kept, list[Finding])
    return Change(now, commit, edit.day, tuple(msgspec.structs.replace(one, version=commit) for one in found))


def _stamp(ran: Rules, settings: Settings) -> str:
    """What a verdict depends on besides the two contents: rules, vocabularies and settings."""
    parts = [(rule.id, rule.form) for rule in ran.all]
    said = msgspec.json.encode([parts, sorted(ran.words.texts.items()), settings])
    return hashlib.blake2b(said, digest_size=8).hexdigest()


def _swings(changes: Iterable[Change]) -> Iterator[Swing]:
    earlier: dict[tuple[str, str, str], list[tuple[Change, Finding]]] = defaultdict(list)
    for change in changes:
        for one in change.findings:
            for was, other in earlier[change.path, one.rule, _before(one)]:
                if _before(other) == one.quote.lower() and _same(one, other):
                    days, commits = (was.day, change.day), (was.commit, change.commit)
                    yield Swing(change.path, one.rule, one.quote, other.quote, commits, days)
                    break
        for one in change.findings:
            earlier[change.path, one.rule, one.quote.lower()].append((change, one))


def _before(one: Finding) -> str:
    """The words that a change replaced, in small letters."""
    return str(one.data.get("before", "")).lower()


def _same(one: Finding, other: Finding) -> bool:
    """Whether two changes are of one statement: most words of the sentences that they replaced are the same."""
    mine, its = (set(_WORD.findall(" ".join(said.quote for said in each.evidence).lower())) for each in (one, other))
    return len(mine & its) > _ALIKE * max(len(mine), len(its))
