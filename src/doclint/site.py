"""The pages together: what can only be known by looking at more than one of them."""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar, cast

import msgspec
from msgspec import Struct

from doclint.errors import about
from doclint.page import Page

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
V = TypeVar("V")


VENDORED = frozenset({"node_modules", "__pycache__", "third_party", "vendor", "venv"})
"""names of folders that are never read: other people's pages"""

BUILT = frozenset({"build", "dist", "target", "_site", "_build"})
"""names of folders that are not read beside a project file: a build writes them"""


class Skipped(NamedTuple):
    """Something that was not looked at, and why."""

    what: str
    why: str

    def told(self) -> str:
        """In one line."""
        return f"skipped {self.what}: {self.why}"


class Question(NamedTuple):
    """Something that a check wants to know from outside: the `digest` of a file, the verdict on an `address`,
    the opinion on a `pair` of sentences, one a line."""

    kind: str
    what: str


VERDICTS = ("ok", "redirected", "broken", "blocked", "unreachable", "suspicious", "unchecked")


PROOF = 20 * 3600
"""seconds between the first and the last time an address was found broken that make it proven: a day, less what a
daily run may start early"""


Heard = tuple[str, tuple[str, ...], Any]
"""a function of `git`, what it was given, and what it answered"""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an address outside the site turned out to be.

    `broken`: there is proof that the target is gone; `redirected`: it moved for good; `blocked`: the server refuses
    machines, nobody knows; `unreachable`: no usable answer this time; `suspicious`: an answer that a person should look
    at; `unchecked`: not asked, or it cannot be told.
    """

    verdict: Literal["ok", "redirected", "broken", "blocked", "unreachable", "suspicious", "unchecked"]
    reason: str = ""
    """in words that end a sentence: "it answers 404 (Not Found)" """
    status: int = 0
    """of the last answer; 0: none"""
    final: str = ""
    """where redirects ended, with the fragment, if not at the address itself"""
    fixable: bool = False
    """`final` may be written in its place without asking anybody"""
    checked: int = 0
    """when it was asked, in seconds since 1970"""
    since: int = 0
    """when this verdict was first had; every time it was asked since then said the same"""
    times: int = 1
    """how often it was asked since then"""

    @property
    def proven(self) -> bool:
        """Found gone twice, about a day apart, and never anything else in between. A place on a page is never proven
        to be gone: a script may make it."""
        gone = self.verdict == "broken" and not 200 <= self.status < 300
        return gone and self.times > 1 and self.checked - self.since >= PROOF


class Opinion(msgspec.Struct, frozen=True):
    """What a judge, and perhaps a maintainer, says of two sentences."""

    verdict: Literal["contradiction", "entailment", "neutral"]
    score: float
    """how sure the judge is, from 0 to 1"""
    judge: str
    accepted: bool | None = None
    """the maintainer's word, which counts for more than the verdict: whether it is a contradiction"""


class SiteFact(Struct, Generic[K, R, V], frozen=True):
    """A fact about all pages in two pure functions, so that any engine may do the grouping.

    `rows(page)` gives (key, small row) pairs, or a dict of them; `fold(key, [(path, row), ...])` makes the value of one
    key. The rows come in the order of paths. An edit in an editor replaces one page's rows. What more than `most` rows
    share tells nothing apart: `fold` gets none of them, and only their number is known.
    """

    name: str
    rows: Callable[[Page], Iterable[tuple[K, R]] | dict[K, R]]
    fold: Callable[[K, list[tuple[str, R]]], V]
    most: int = sys.maxsize


class Grouped(Protocol):
    """Key -> (path, row) pairs in the order of paths; made with the most of them that a key may have to have any."""

    def add(self, path: str, rows: Iterable[tuple[Any, Any]]) -> None:
        """Put in the rows of one page."""

    def get(self, key: Any, default: Any, /) -> list[tuple[str, Any]]:
        """As of a dict."""

    def keys(self) -> Iterable[Any]:
        """As of a dict."""

    def count(self, key: Any) -> int:
        """How many rows there are under `key`."""

    def several(self, key: Any) -> bool:
        """Whether there are several rows under `key`."""

    def clear(self) -> None:
        """Let go of the rows; nobody asks any more."""


class Groups(dict[Any, list[tuple[str, Any]]]):
    """Rows in memory; the pages come in the order of paths."""

    def __init__(self, most: int = sys.maxsize) -> None:
        super().__init__()
        self._most = most

    def get(self, key: Any, default: Any = None, /) -> Any:
        """As of a dict without the keys that have too many."""
        return super().get(key, default) if self.count(key) <= self._most else default

    def keys(self) -> Any:
        """As of a dict without the keys that have too many."""
        return super().keys() if self._most == sys.maxsize else [key for key in self if self.count(key) <= self._most]

    def add(self, path: str, rows: Iterable[tuple[Any, Any]]) -> None:
        """Put in the rows of the next page."""
        for key, row in rows:
            if key in self:
                self[key].append((path, row))
            else:
                self[key] = [(path, row)]

    def count(self, key: Any) -> int:
        """How many rows there are under `key`."""
        return len(super().get(key, ()))

    def several(self, key: Any) -> bool:
        """Whether there are several rows under `key`."""
        return self.count(key) > 1


class Sources(Mapping[str, str]):
    """The texts of some pages, fetched when they are asked for."""

    def __init__(self, source: Callable[[str], str], paths: Iterable[str]) -> None:
        self._source, self._paths = source, dict.fromkeys(paths)

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        return self._source(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class Site(Struct, eq=False):
    """All pages of a site and what is known around them."""

    pages: MutableMapping[str, Page]
    """path -> page, in the order of paths; these are the pages read, not those reported on"""
    files: frozenset[str] = frozenset()
    """every file of the site, relative to its root"""
    folders: tuple[str, ...] = ()
    """every folder in which it was looked for files"""
    texts: dict[str, str] = {}
    """path -> text of the files beside the pages that say something about addresses: the generator's configuration"""
    generator: str = "github"
    options: Mapping[str, Any] = {}
    """the settings' `[site]` table, defaults filled in"""
    skipped: list[Skipped] = []
    unread: list[Skipped] = []
    """of these the pages that were asked for by their names"""
    references: Mapping[str, str] = {}
    """the reference documents of the settings: name -> text"""
    releases: set[str] = set()
    """pages whose older version is another documented version of the product, not an earlier state of the text"""
    answers: dict[Question, Any] = {}
    """what `answers.fetch` learnt"""
    asked: set[Question] = set()
    """what it was asked, whether there is an answer or not"""
    heard: list[Heard] = []
    """what git said of the site as a whole"""
    compared: bool = False
    """whether the pages have their older versions"""
    grouping: Callable[[int], Grouped] = Groups
    """makes the place where the rows of a site fact are kept by key"""
    reading: Callable[[str], str] | None = None
    """reads the text of a page alone, where the pages do not stay in memory"""
    most: int = sys.maxsize
    """how much of what can be worked out again is kept; where that is not all, pages do not stay in memory either"""
    at_hand: int = sys.maxsize
    """how many pages are in memory together, whatever others are looked at beside them"""
    groups: dict[str, Grouped] = {}
    values: dict[tuple[str, Any], Any] = {}
    """what was worked out about the site as a whole"""
    recent: OrderedDict[tuple[str, Any], Any] = msgspec.field(default_factory=OrderedDict)
    """what was worked out about parts of it, that which was asked for last at the end"""

    def value(self, about: SiteFact[K, R, V], key: K) -> V:
        """What `about` says of `key`, from all pages; worked out on the first question."""
        return self.once((about.name, key), lambda: about.fold(key, self._grouped(about).get(key, [])))

    def count(self, about: SiteFact[K, R, V], key: K) -> int:
        """The number of rows that the pages have under `key`."""
        return self.once((f"count of {about.name}", key), lambda: self._grouped(about).count(key))

    def several(self, about: SiteFact[K, R, V], key: K) -> bool:
        """Whether the pages have several rows under `key`: the question to ask first, because most have not."""
        return self._grouped(about).several(key)

    def once(self, key: tuple[str, Any], make: Callable[[], V]) -> V:
        """What `make` gives for a key that tells all that it depends on, kept as long as it is asked for now and then
        and no page is replaced."""
        if key not in self.recent:
            made = make()
            while len(self.recent) >= self.most:
                self.recent.popitem(last=False)
            self.recent[key] = made
        elif self.most < sys.maxsize:
            self.recent.move_to_end(key)
        return cast(V, self.recent[key])

    def together(self, paths: Sequence[str]) -> Iterator[Sequence[str]]:
        """So many at a time as are at hand together."""
        count = min(self.at_hand, len(paths)) or 1
        return (paths[start : start + count] for start in range(0, len(paths), count))

    def not_grouped(self, facts: Iterable[SiteFact[Any, Any, Any]]) -> list[SiteFact[Any, Any, Any]]:
        """The facts that had better be grouped while the pages are at hand for something else: none where all pages
        stay at hand."""
        return [one for one in facts if one.name not in self.groups] if self.most < sys.maxsize else []

    def group(self, facts: Iterable[SiteFact[Any, Any, Any]], page: Page) -> None:
        """Group the rows of one page. Nobody may ask for the values before all pages had their turn."""
        for one in facts:
            if one.name not in self.groups:
                self.groups[one.name] = self.grouping(one.most)
            self.groups[one.name].add(page.path, rows(one, page))

    def keys(self, about: SiteFact[K, R, V]) -> Iterable[K]:
        """All keys on which some page has a row."""
        return self._grouped(about).keys()

    def replace(self, page: Page) -> None:
        """Put a newer text of one page in the place of the old one."""
        new = page.path not in self.pages
        self.pages[page.path] = page
        if new and isinstance(self.pages, dict):
            self.pages = dict(sorted(self.pages.items()))
        for grouped in self.groups.values():
            grouped.clear()
        for known in (self.groups, self.values, self.recent):
            known.clear()

    def source(self, path: str) -> str:
        """The text of a page, for who wants nothing else of it."""
        return self.reading(path) if self.reading else self.pages[path].source

    def sources(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The texts of these pages; in memory where the pages are."""
        found = Sources(self.source, paths)
        return dict(found) if isinstance(self.pages, dict) else found

    def _grouped(self, about: SiteFact[K, R, V]) -> Grouped:
        if about.name not in self.groups:
            self.groups[about.name] = grouped = self.grouping(about.most)
            for path in sorted(self.pages):
                grouped.add(path, rows(about, self.pages[path]))
        return self.groups[about.name]


FAULT = "fault"
"""where a page tells that its rows could not be worked out"""


def rows(about: SiteFact[K, R, V], page: Page) -> Collection[tuple[K, R]]:
    """One page's rows, kept with the page like any fact; none where it fails, so that the other pages have theirs."""
    name = f"rows of {about.name}"
    if name not in page.facts:
        try:
            made = about.rows(page)
            page.facts[name] = made if isinstance(made, dict) else list(made)
        except Exception as error:
            page.facts[name] = []
            page.facts.setdefault(FAULT, fault(about.name, error))
    known: dict[K, R] | list[tuple[K, R]] = page.facts[name]
    return known.items() if isinstance(known, dict) else known


def fault(kind: str, error: Exception) -> dict[str, Any]:
    """What failed, with what error and where in the code: all that a report of the fault needs."""
    import traceback  # only a run that goes wrong needs it

    frames = traceback.extract_tb(error.__traceback__)
    trace = [f"{os.path.basename(one.filename)}:{one.lineno} in {one.name}" for one in frames]
    told = f"{type(error).__name__}: {error}"
    return {"kind": kind, "error": told, "at": trace[-1], "about": about(), "trace": trace}
