"""What changed from version to version of the pages, as it is told: the changes, and statements that went back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from doclint.lazy import regex
from doclint.rule import Finding

_WORD = regex(r"\w+")
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

    def told(self) -> str:
        """What was said when, in one line."""
        (commit, back), (day, later) = self.commits, self.days
        return f"{self.first} → {self.second} ({commit}, {day}) → {self.first} ({back}, {later})"

    def __str__(self) -> str:
        return f"{self.path}: {self.told()}"


class PageHistory(Struct, frozen=True):
    """What one page said when."""

    path: str
    swings: list[Swing]
    changes: list[Change]


class History(msgspec.Struct, frozen=True):
    """What the versions of the pages say against each other, the oldest change first."""

    changes: tuple[Change, ...]
    """those with findings"""
    compared: int
    """pairs of versions that were looked at"""
    limits: tuple[str, ...] = ()
    """why there may be more than could be seen"""

    @property
    def findings(self) -> list[Finding]:
        """All findings; each carries the commit as its version."""
        return [one for change in self.changes for one in change.findings]

    @property
    def swings(self) -> list[Swing]:
        """The statements that went back and forth, in the order of the change back."""
        return list(_swings(self.changes))

    def pages(self) -> list[PageHistory]:
        """Page by page: those where a statement went back and forth come first, then those with most findings."""
        found = {path: PageHistory(path, [], []) for path in sorted({one.path for one in self.changes})}
        for change in self.changes:
            found[change.path].changes.append(change)
        for swing in self.swings:
            found[swing.path].swings.append(swing)
        return sorted(found.values(), key=lambda one: (-len(one.swings), -sum(len(c.findings) for c in one.changes)))

    def told(self) -> str:
        """The totals in one line."""
        pairs, found, back = self.compared, len(self.findings), len(self.swings)
        pages = len({one.path for one in self.changes})
        what = f"{found} finding{'s' * (found != 1)} on {pages} page{'s' * (pages != 1)}" if found else "nothing found"
        return f"{pairs} pair{'s' * (pairs != 1)} of versions in git compared: {what}, {back} back and forth"


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
