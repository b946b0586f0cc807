"""Replacement characters, U+FFFD, in words that stand whole on another page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from doclint.checks.replacement import LOST, Params, around, hit, places, whole
from doclint.facts.folding import mentions, spaced
from doclint.page import Page, Span
from doclint.rule import Hit, Rule, Words
from doclint.site import Site, SiteFact

__all__ = ["Params"]

_MOST = 50
"""characters of a page that are looked for; one that has more was not spoilt one by one"""
_PAGES = 50
"""pages on which the words around one are looked at"""
_WHOLE = re.compile(rf"(?=([^\x00-\x7f{LOST}]{{1,4}}))")
_LAST = re.compile(r"\w+\W?$")
_FIRST = re.compile(r"\W?\w+")


def _lost(page: Page) -> Iterator[tuple[str, tuple[str, str]]]:
    for span, _ in islice(places(page), _MOST):
        if words := around(page.source, span):
            yield "all", words


lost: SiteFact[str, tuple[str, str], frozenset[tuple[str, str]]] = SiteFact(
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


def _elsewhere(site: Site) -> dict[tuple[str, str] | None, list[str]]:
    """The words around a lost character -> the first pages that have them around one that is not ASCII.

    One look at each page answers for all lost characters of the site.
    """
    key = ("lost characters", "")
    if key not in site.values:
        wanted = site.value(lost, "all")
        found: dict[tuple[str, str] | None, list[str]] = {}
        for path in site.pages if wanted else ():
            for words in wanted.intersection(_around_any(site.pages[path].source)):
                if len(paths := found.setdefault(words, [])) <= _PAGES:
                    paths.append(path)
        site.values[key] = found
    known: dict[tuple[str, str] | None, list[str]] = site.values[key]
    return known


def _around_any(source: str) -> Iterator[tuple[str, str]]:
    """The one or two words before and after each character that is not ASCII, and each few of them in a row."""
    for place in _WHOLE.finditer(source) if not source.isascii() else ():
        for end in range(place.start(1) + 1, place.end(1) + 1):
            if words := around(source, Span(place.start(1), end)):
                before, after = _LAST.search(words[0]), _FIRST.match(words[1])
                if before and after:
                    yield from product({words[0], before[0]}, {words[1], after[0]})
