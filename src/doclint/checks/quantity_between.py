"""Figures on two pages that cannot both be right of the same thing.

A site fact files every figure under its measure and each word of its clause; words that many figures share find
nothing, so that a large site stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.checks.quantity_conflict import hit, series
from doclint.facts.measured import Measured, conflict, measured
from doclint.facts.wording import base
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site, SiteFact

Key = tuple[str, str]
Row = tuple[str, Measured]


class Params(Strict, frozen=True):
    """How much two clauses must have in common."""

    shared: float = 0.6
    """share of the words of the shorter clause that stand in the other too"""
    fewest: int = 3
    """words that they must share at least"""


COMMON = 40
"""figures of one measure beside a word, on all pages, beyond which the word tells nothing apart"""

_WORD = regex(r"[^\W_]+")


def _rows(page: Page) -> Iterator[tuple[Key, Measured]]:
    for one in measured(page):
        for word in sorted(one.words):
            yield (one.quantity.measure, word), one


def _fold(key: Key, rows: list[Row]) -> tuple[Row, ...]:
    return tuple(rows) if len(rows) <= COMMON else ()


figures: SiteFact[Key, Measured, tuple[Row, ...]] = SiteFact("figures by word", _rows, _fold)

NEEDS = frozenset({"site"})
FACTS = (measured,)
SITE = (figures,)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every figure that one of an earlier page contradicts."""
    for rule in compiled:
        for one in measured(page):
            found = [
                (path, other)
                for path, other in _near(site, one)
                if path != page.path
                and conflict(one, other, rule.params.shared, rule.params.fewest)
                and _same_subject(page, one, site.pages[path], other)
            ]
            if found and not series(other for _, other in found) and found[0][0] < page.path:
                path, other = found[0]
                yield hit(rule, one, site.pages[path], other, "this page says", "page")


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
        if not site.several(figures, key) or site.count(figures, key) > COMMON:
            continue
        for path, other in site.value(figures, key):
            if (path, other.span.start) not in seen:
                seen.add((path, other.span.start))
                yield path, other
