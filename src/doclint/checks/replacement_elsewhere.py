"""Replacement characters, U+FFFD, in words that stand whole on another page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from doclint.checks.replacement import LOST, Params, around, hit, is_sound, places, whole
from doclint.facts.folding import mentions, spaced
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Hit, Rule, Words
from doclint.site import Site, SiteFact

__all__ = ["Params"]

_Words = tuple[str, str]
"""before and after a place"""
_MOST = 50
"""characters of a page that are looked for; one that has more was not spoilt one by one"""
_PAGES = 50
"""pages on which the words around one are looked at"""
_TRIED = 2000
"""pages with one of these words beyond which they are not sought, so that a large site stays cheap"""
_WORD = regex(r"\w+")


class _Sought(Struct):
    """The words around a lost character, sought around something else."""

    words: _Words
    longer: str
    """the longer part of them"""
    form: re.Pattern[str]
    tried: int = 0
    """pages that have a word of them"""
    paths: list[str] = []
    """the first pages that have all of them around something that can be learned"""

    def goes_on_after(self, path: str, source: str) -> bool:
        """Look at a page that has a word of them; whether to look at others."""
        self.tried += 1
        if self.longer in source and any(is_sound(source, there) for there in self.form.finditer(source)):
            self.paths.append(path)
        return self.tried < _TRIED and len(self.paths) <= _PAGES


def _lost(page: Page) -> Iterator[tuple[str, _Words]]:
    for span, _ in islice(places(page), _MOST):
        if words := around(page.source, span):
            yield "all", words


lost: SiteFact[str, _Words, frozenset[_Words]] = SiteFact(
    "lost", _lost, lambda _, rows: frozenset(words for _, words in rows)
)
"""`all` -> the words before and after each lost character of the site"""

NEEDS = frozenset({"site"})
FACTS = ()
SITE = (lost,)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit where another page tells what was lost."""
    for span, line in islice(places(page), _MOST):
        paths = _elsewhere(site).get(around(page.source, span), ())
        found = whole(page.source, span, (site.pages[path] for path in paths if path != page.path))
        for rule in compiled:
            if found and not mentions(spaced(line), rule.params.unless_near):
                yield hit(rule, span, found)


def _elsewhere(site: Site) -> dict[_Words | None, list[str]]:
    """The words around a lost character -> the first pages that have them around something that can be learned.

    A page is only searched for words of which one stands there, so that the work grows with the pages.
    """
    key = ("lost characters", "")
    if key not in site.values:
        wanted = _by_word(site.value(lost, "all"))
        site.values[key] = {one.words: one.paths for sought in wanted.values() for one in sought}
        for path in site.pages if wanted else ():
            source = site.source(path)
            for word in sorted(wanted.keys() & {"", *_WORD.findall(source)}):
                wanted[word] = [one for one in wanted[word] if one.goes_on_after(path, source)]
                if not wanted[word]:
                    del wanted[word]
            if not wanted:
                break
    known: dict[_Words | None, list[str]] = site.values[key]
    return known


def _by_word(wanted: frozenset[_Words]) -> dict[str, list[_Sought]]:
    """A word that must stand on a page -> what is sought there."""
    found: dict[str, list[_Sought]] = {}
    for words in sorted(wanted):
        before, after = map(re.escape, words)
        form = re.compile(rf"{before}([^\n{LOST}]{{1,4}}){after}")
        found.setdefault(_whole_word(*words), []).append(_Sought(words, max(words, key=len), form))
    return found


def _whole_word(before: str, after: str) -> str:
    """The longest word that does not touch the place between, where it may be cut off; "" for none."""
    left, right = _WORD.findall(before), _WORD.findall(after)
    cut, begun = _WORD.fullmatch(before[-1:]), _WORD.fullmatch(after[:1])
    left, right = left[:-1] if cut else left, right[1:] if begun else right
    return max((*left, *right), key=len, default="")
