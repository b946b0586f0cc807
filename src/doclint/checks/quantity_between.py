"""Figures on two pages that cannot both be right of the same thing.

A site fact files every figure under its measure and each word of its clause; words that many figures share find
nothing, so that a large site stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.checks.quantity_conflict import Compiled, Params, hit, prepare, series
from doclint.facts.measured import Measured, measured, verbatim
from doclint.facts.wording import base
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Hit, Rule
from doclint.site import Site, SiteFact

Key = tuple[str, str]
Row = tuple[str, Measured]


__all__ = ["Params", "prepare"]

COMMON = 40
"""figures of one measure beside a word, on all pages, beyond which the word tells nothing apart"""

_WORD = regex(r"[^\W_]+")


def _rows(page: Page) -> Iterator[tuple[Key, Measured]]:
    for one in measured(page):
        for word in sorted(one.words) if not one.counted else ():
            yield (one.quantity.measure, word), one


figures: SiteFact[Key, Measured, list[Row]] = SiteFact("figures by word", _rows, lambda _, rows: rows, COMMON)


def _speaks(one: Measured) -> bool:
    """Whether its sentence says who or what it speaks of, whatever the page is about."""
    return bool(one.same and one.alone and one.names)


def _alone(page: Page) -> Iterator[tuple[int, int]]:
    for index, one in enumerate(measured(page)):
        if _speaks(one):
            yield one.same, index


sentences: SiteFact[int, int, list[tuple[str, int]]] = SiteFact(
    "figures by sentence", _alone, lambda _, rows: rows, COMMON
)
"""digest of a sentence that names somebody and needs no other -> which of the figures of a page stands in it"""

NEEDS = frozenset({"site"})
FACTS = (measured,)
SITE = (figures, sentences)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every figure that one of an earlier page contradicts."""
    for rule in compiled.rules:
        for one in measured(page):
            rows = _verbatim(site, one) if rule.params.same else _alike(page, site, one, rule, compiled)
            found = [(path, other) for path, other in rows if path != page.path]
            if found and not series(other for _, other in found) and found[0][0] < page.path:
                path, other = found[0]
                yield hit(rule, one, site.pages[path], other, "this page says", "page")


def _alike(page: Page, site: Site, one: Measured, rule: Rule, compiled: Compiled) -> Iterator[Row]:
    for path, other in _near(site, one) if not one.counted else ():
        alike = path != page.path and compiled.conflict(rule, one, other)
        if alike and not (_speaks(one) and verbatim(one, other)) and _same_subject(page, one, site.pages[path], other):
            yield path, other


def _verbatim(site: Site, one: Measured) -> Iterator[Row]:
    if _speaks(one) and site.several(sentences, one.same):
        for path, index in site.value(sentences, one.same):
            if verbatim(one, other := measured(site.pages[path])[index]):
                yield path, other


def _same_subject(page: Page, one: Measured, there: Page, other: Measured) -> bool:
    """Whether clauses that name the subject of neither page stand on pages of one subject."""
    here, away = _title(page), _title(there)
    return not here or not away or bool(here & away or one.words & here or other.words & away)


def _title(page: Page) -> set[str]:
    return {base(word) for word in _WORD.findall(page.title.lower())}


def _near(site: Site, one: Measured) -> Iterator[Row]:
    """The figures of the site that share a rare word with this one, each once."""
    seen: set[tuple[str, int]] = set()
    keys = ((one.quantity.measure, word) for word in sorted(one.words))
    for key in keys:
        for path, other in site.value(figures, key) if site.several(figures, key) else ():
            if (path, other.span.start) not in seen:
                seen.add((path, other.span.start))
                yield path, other
