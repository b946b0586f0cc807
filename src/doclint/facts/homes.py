"""Where the names of a site are at home, and how near its pages are to one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from doclint.facts.named import Mention, key, named
from doclint.facts.topics import MANY, postings, rarity, stems
from doclint.page import Page, Span
from doclint.site import Site, SiteFact, rows

SHORTEST = 4
"""letters of a stem that tells something"""
COMMON = 0.15
"""the part of the pages on which a stem must not stand if it is to tell something"""
HEAVIEST = 60
"""stems that stand for what a page is about"""
SAMPLE = 60
"""pages that stand for all pages of the site"""


class Use(Struct, frozen=True):
    """A name on one page."""

    name: str
    span: Span
    """where it first stands"""
    plain: bool
    """one word that is written like an ordinary one and leads nowhere"""
    weight: int
    """how often it is named there; a link counts once more"""
    shared: tuple[str, ...]
    """the stems of the name that stand on the page outside of it, too"""


def _uses(page: Page) -> Iterator[tuple[str, Use]]:
    words = Counter(stem for passage in page.passages for stem in stems(passage.text))
    found: dict[str, list[Mention]] = {}
    for one in named(page):
        found.setdefault(key(one.name), []).append(one)
    for known, places in found.items():
        mine = Counter(stem for one in places for stem in stems(one.name))
        shared = tuple(stem for stem, count in mine.items() if len(stem) >= SHORTEST and words[stem] > count)
        weight = len(places) + sum(one.how == "link" for one in places)
        yield known, Use(places[0].name, places[0].span, all(map(_plain, places)), weight, shared)


def _plain(one: Mention) -> bool:
    return one.how != "link" and one.name.isalpha() and (one.name[1:].islower() or len(one.name) < SHORTEST)


def _pages(name: str, uses: list[tuple[str, Use]]) -> dict[str, Use]:
    return dict(uses)


homes: SiteFact[str, Use, dict[str, Use]] = SiteFact("homes", _uses, _pages)
"""key of a name -> the pages that have it, and how"""


def telling(site: Site, stems: Collection[str]) -> bool:
    """Whether some of the stems stand on few pages, so that they tell what a page is about."""
    return any(site.count(postings, stem) <= max(1, len(site.pages) * COMMON) for stem in stems)


def unusual(site: Site, name: str) -> bool:
    """Whether the words of a name stand on no page that does not have the name: it is no ordinary word."""
    there = site.value(homes, key(name)).keys()
    few = all(site.count(postings, stem) <= min(len(there), MANY) for stem in stems(name))
    return few and all(site.value(postings, stem).keys() <= there for stem in stems(name))


def uses(page: Page) -> Collection[tuple[str, Use]]:
    """The names of a page by key, each once."""
    return rows(homes, page)


class Nearness:
    """How near the pages of a site are to one of them.

    TF-IDF cosine as in `topics.rank`, with the heaviest stems of the page as the question.
    """

    def __init__(self, site: Site, page: Page) -> None:
        self._site = site
        weights = {name: share * rarity(site, name) for name, share in rows(postings, page)}
        self._weights = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:HEAVIEST]
        others = [path for path in site.pages if path != page.path]
        sample = others[:: len(others) // SAMPLE + 1]
        self._scores = sorted(self.of(sample).values())

    def of(self, paths: Sequence[str], without: Collection[str] = ()) -> dict[str, float]:
        """Path -> nearness, 0 to 1, by all stems but those of `without`."""
        heavy = [(name, weight) for name, weight in self._weights if name not in without]
        return {path: self._near(dict(rows(postings, self._site.pages[path])), heavy) for path in paths}

    @staticmethod
    def _near(shares: Mapping[str, float], heavy: Sequence[tuple[str, float]]) -> float:
        found = 0.0
        for name, weight in heavy:
            found += weight * shares.get(name, 0.0)
        return found

    def far(self, paths: Sequence[str], quantile: float, name: str) -> bool:
        """Whether all `paths` are less near than this part of the pages; that they share `name` does not count."""
        limit = self._scores[min(int(len(self._scores) * quantile), len(self._scores) - 1)] if self._scores else 0.0
        return all(score < limit or not score for score in self.of(paths, set(stems(name))).values())
