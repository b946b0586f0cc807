"""What each page is about, so that a bag of words can be asked: which page of this site owns you?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log, sqrt

from doclint.facts.vocabulary import counts
from doclint.lazy import regex
from doclint.page import Page
from doclint.site import Site, SiteFact, rows

TITLE_WEIGHT = 8
"""how often a word of the title or of an image's alternative text counts"""

_WORD = regex(r"[^\W\d_]{3,}")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ers", "er", "ies", "ied", "es", "ed", "s", "y", "e")
MANY = 2000
"""pages beyond which a stem owns no one of them: it leads to none, so that a large site stays cheap"""
_BY_LAST = {last: [ending for ending in _ENDINGS if ending.endswith(last)] for last in "sntgrdye"}
_SHORTEST = 4
"""letters that a stem keeps at least: fewer, and `used` would meet `user`"""
_KEPT = 1 << 15
"""words whose stems are kept"""


class _Stems(dict[str, str]):
    """word -> its stem, for the words that were asked for lately: half the time that `lru_cache` takes to answer."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        low = found = word.lower()
        for ending in _BY_LAST.get(low[-1:], ()):
            if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST:
                found = low[: -len(ending)]
                break
        self[word] = found
        return found


stem = _Stems().__getitem__
"""A word without its ending, in small letters; rough on purpose, so that `reduce` meets `reducing`."""


def stems(text: str) -> list[str]:
    """The stems of all words of three letters or more, in their order."""
    return [stem(word) for word in _WORD.findall(text)]


def kin(one: str, other: str) -> bool:
    """Whether two stems are near enough to speak of one subject: equal, or one inside the other (`deforest`)."""
    return one == other or (min(len(one), len(other)) >= _SHORTEST and (one in other or other in one))


def _named(page: Page) -> set[str]:
    return set(stems(" ".join([page.title, *(link.text for link in page.links if link.image)])))


def _weighed(page: Page) -> dict[str, float]:
    often = defaultdict(int, dict.fromkeys(_named(page), TITLE_WEIGHT))
    for word, count in counts(page).items():
        if not word.isalpha():
            for part in _WORD.findall(word):
                often[stem(part)] += count
        elif len(word) > 2:  # of three letters or more, as `_WORD` has it
            often[stem(word)] += count
    weights = {count: 1 + log(count) for count in often.values()}
    length = sqrt(sum(weights[count] ** 2 * many for count, many in Counter(often.values()).items()))
    shares = {count: round(weight / length, 4) for count, weight in weights.items()}
    return {name: shares[count] for name, count in often.items()}


def _by_path(name: str, rows: list[tuple[str, float]]) -> dict[str, float]:
    return dict(rows)


def _paths(name: str, rows: list[tuple[str, None]]) -> frozenset[str]:
    return frozenset(path for path, _ in rows)


postings: SiteFact[str, float, dict[str, float]] = SiteFact("postings", _weighed, _by_path, MANY)
"""stem -> path -> its weight there, 0 to 1: the logarithm of its count over the length of the page's vector; none
where it leads to none"""

titles: SiteFact[str, None, frozenset[str]] = SiteFact(
    "titles", lambda page: [(name, None) for name in sorted(_named(page))], _paths
)
"""stem -> the pages that have it in their title or in an image's alternative text"""


def rarity(site: Site, name: str) -> float:
    """The inverse document frequency of a stem: 0 where no page or every page has it."""
    pages = site.count(postings, name)
    return log(len(site.pages) / pages) if pages else 0.0


def scores(site: Site, words: Iterable[str]) -> dict[str, float]:
    """Path -> how well a page owns the stems `words`, for those that have any: a cosine, 0 to 1.

    TF-IDF cosine in the form `lnc.ltc` (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008):
    rarity counts on the side of the question only, so that a page's weights do not change with the other pages.
    """
    rare = {name: rarity(site, name) for name in sorted(set(words))}
    length = sqrt(sum(weight * weight for weight in rare.values())) or 1.0
    found: dict[str, float] = {}
    for name, weight in rare.items():
        for path, share in site.value(postings, name).items():
            found[path] = found.get(path, 0.0) + weight * share / length
    return found


def titled(page: Page, words: Iterable[str]) -> frozenset[str]:
    """Those of the stems `words` that stand in the page's title or in an image's alternative text."""
    return frozenset(words) & dict(rows(titles, page)).keys()
