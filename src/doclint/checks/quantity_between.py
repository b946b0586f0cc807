"""Figures on two pages that cannot both be right of the same thing.

A site fact files every figure under its measure and each word of its clause; words that many figures share find
nothing, so that a large site stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.checks.quantity_conflict import Alike as Params
from doclint.checks.quantity_conflict import Compiled, hit, prepare, series
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


NEEDS = frozenset({"site"})
FACTS = (measured,)
SITE = (figures,)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every figure that one of an earlier page contradicts."""
    for rule in compiled.rules:
        for one in measured(page):
            found = list(_alike(page, site, one, rule, compiled))
            if found and not series(other for _, other in found) and found[0][0] < page.path:
                path, other = found[0]
                yield hit(rule, one, site.pages[path], other, "this page says", "page")


def _alike(page: Page, site: Site, one: Measured, rule: Rule, compiled: Compiled) -> Iterator[Row]:
    for path, other in _near(site, one) if not one.counted else ():
        alike = path != page.path and compiled.conflict(rule, one, other)
        if alike and not (one.speaks and verbatim(one, other)) and _same_subject(page, one, site.pages[path], other):
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
