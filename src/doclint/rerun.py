"""A command that is repeated: where nothing that it looked at has changed, it says what it said last time. Where
something has, it is at least known what its words mean, and nothing that reads a command line need be loaded.

This runs before anything else is loaded, so it keeps to what Python starts with. What a run looked at is kept as a
digest of each file and of the names in each folder, and what git said is asked again. A run is not kept where
something changed under its hands, or where it rests on what cannot be told beforehand.
"""

from __future__ import annotations

import marshal
import os
import sys
import time

from doclint import cache

TYPE_CHECKING = False  # as in `cache`
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from doclint.gather import Inputs
    from doclint.report import Report
    from doclint.settings import Settings
    from doclint.site import Site

LARGEST = 30_000_000
"""characters of a report that is kept; a site with more to say is checked again"""
_HEARD = ("DOCLINT_", "GIT_", "XDG_")
_NAMES = ("HOME", "PATH", "NO_COLOR", "FORCE_COLOR")
"""variables of the environment that doclint and git listen to"""


class Command:
    """A command line in a folder, and what it said when it last ran."""

    def __init__(self, words: Sequence[str]) -> None:
        from doclint.shelf import Shelf  # what keeps nothing needs none

        heard = sorted(one for one in os.environ.items() if one[0].startswith(_HEARD) or one[0] in _NAMES)
        rules = [(folder, cache.ruled(folder)) for folder in cache.shipped()]
        given = [*words, *(one.partition("=")[2] for one in words), *(value for _, value in heard)]
        named = [(os.path.realpath(one), os.path.isdir(one)) for one in given if os.path.lexists(one)]
        shown = bool(sys.stdout and sys.stdout.isatty())
        told = (cache.code(), rules, os.getcwd(), list(words), named, heard, shown)
        self.key, self.begun = cache.digest(repr(told)), time.time_ns()
        self._shelf = Shelf("runs")
        self.flags: dict[str, Any] | None = None
        """what the words mean, where that is known"""

    def again(self) -> int | None:
        """Say what was said last time and give the exit code; None where that may not hold any more."""
        kept = self._shelf.take([self.key]).get(self.key)
        self._shelf.close()
        if kept is None:
            return None
        flags, last = marshal.loads(kept)
        self.flags = flags if os.name == "posix" else None  # elsewhere click makes names of files of `*.md`
        if last is None:
            return None
        code, shown, seen, heard = last
        newest = sorted(seen, key=cache.changed, reverse=True)  # what was edited since is met at once
        if any(cache.state(path) != seen[path] for path in newest) or not _still(heard):
            return None
        if not sayable(shown):
            return None
        self._shelf.put({})  # it was of use today
        sys.stdout.write(shown)
        sys.stdout.flush()
        return int(code)

    def keep(
        self, flags: Mapping[str, Any], inputs: Inputs, beside: Sequence[str], report: Report, shown: str, code: int
    ) -> None:
        """Keep what the words of this run mean, and what it said, where it may be said again; `beside` are files that
        decided on its settings."""
        if not inputs.settings.cache:
            return
        last = self._said(inputs, beside, report, shown, code)
        if last or self.flags is None:
            self._shelf.put({self.key: marshal.dumps((dict(flags), last))})

    def _said(self, inputs: Inputs, beside: Sequence[str], report: Report, shown: str, code: int) -> Any:
        """What is kept of a run; None of one that may be another next time: what could not be had may be there then."""
        if report.skipped or len(shown) > LARGEST or not _foreseeable(inputs.settings) or _failed(inputs.site, report):
            return None
        paths = (*beside, *_seen(inputs))
        if not self._untouched(paths):  # so it is where somebody has just edited a page
            return None
        seen = {path: cache.state(path) for path in paths}
        return (code, shown, seen, _heard(inputs)) if self._untouched(paths) else None

    def _untouched(self, paths: Sequence[str]) -> bool:
        """Whether nothing there was changed since shortly before the run began."""
        return all(cache.changed(path) < self.begun - cache.TICK for path in paths)


def sayable(shown: str) -> bool:
    """Whether standard output is there, and has all these characters."""
    try:
        shown.encode(sys.stdout.encoding)
    except (AttributeError, UnicodeError):
        return False
    return True


def _foreseeable(settings: Settings) -> bool:
    """Whether all that a run looks at can be told beforehand: the web, judges and a whole commit cannot."""
    return not settings.web.online and not settings.judge.ledger and not settings.since


def _failed(site: Site, report: Report) -> bool:
    from doclint.rule import INTERNAL
    from doclint.site import FAULT

    told = any(one.rule == INTERNAL for one in report.findings)
    return told or any(FAULT in page.facts for page in site.pages.values())


def _seen(inputs: Inputs) -> Iterator[str]:
    """The files and folders that a run looked at."""
    from doclint.gather import baseline_file

    chosen, site = inputs.settings, inputs.site
    yield baseline_file(chosen)
    for folder in site.folders:
        yield from (os.path.join(chosen.root, folder), os.path.join(chosen.root, folder, ".gitignore"))
    asked = [one.what for one in site.asked if one.kind in ("digest", "image")]
    for path in (*site.pages, *site.texts, *chosen.references.values(), *asked):
        yield os.path.join(chosen.root, path)
    for rules in chosen.rules:
        for folder, _, names in os.walk(os.path.join(chosen.root, rules)):
            yield folder
            yield from (os.path.join(folder, name) for name in names)


def _heard(inputs: Inputs) -> list[tuple[str, tuple[str, ...], str]]:
    """What git said: the question and the answer, in words."""
    root, asked = inputs.settings.root, inputs.site.asked
    said = [(name, given, _told(answer)) for name, given, answer in inputs.site.heard]
    same = [("same", (root, one.what)) for one in asked if one.kind == "same"]
    moved = [("reach", (root,)) for one in asked if one.kind == "renames"]
    return said + [(name, given, _ask(name, given)) for name, given in same + moved]


def _still(heard: Sequence[tuple[str, tuple[str, ...], str]]) -> bool:
    """Whether git says what it said."""
    return all(_ask(name, given) == said for name, given, said in heard)


def _ask(name: str, given: tuple[str, ...]) -> str:
    from doclint import git
    from doclint.errors import GitError

    try:
        return _told(getattr(git, name)(*given))
    except GitError:
        return ""


def _told(answer: Any) -> str:
    """An answer of git in words that are the same in every process."""
    if isinstance(answer, frozenset):
        return repr(sorted(answer))
    return repr([_told(one) for one in answer] if isinstance(answer, tuple) else answer)
