"""Figures on two pages in sentences that are the same but for them.

A site fact files every figure under what its sentence says, and holds all that is told of it, so that the other page
is read only where there is something to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.checks.quantity_conflict import hit, series
from doclint.facts.measured import Figure, comparable
from doclint.facts.quantities import Quantity, differ
from doclint.page import Page, Span
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site, SiteFact, rows

COMMON = 40
"""figures in one sentence, on all pages, beyond which they are a series"""


class Params(Strict, frozen=True):
    """Nothing to choose."""


Told = tuple[int | float | str, ...]
"""A `Figure`, plain because there are many: its span, that of its sentence, its quantity."""


def _rows(page: Page) -> Iterator[tuple[int, Told]]:
    for one in comparable(page):
        if one.speaks:
            yield one.same, (*one.span, *one.sentence, *one.quantity)


def _figure(told: Told) -> Figure:
    start, end, first, last, *quantity = told
    return Figure(Span(start, end), Span(first, last), Quantity(*quantity))  # type: ignore[arg-type]


def _fold(key: int, rows: list[tuple[str, Told]]) -> tuple[tuple[str, Figure], ...]:
    return tuple((path, _figure(row)) for path, row in rows)


figures: SiteFact[int, Told, tuple[tuple[str, Figure], ...]] = SiteFact("figures by sentence", _rows, _fold, COMMON)
"""digest of a sentence that names somebody and needs no other -> the figures that stand in it"""

NEEDS = frozenset({"site"})
FACTS = ()
SITE = (figures,)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every figure that one of an earlier page contradicts."""
    for key, told in rows(figures, page):
        one = _figure(told)
        found = [
            (path, other)
            for path, other in (site.value(figures, key) if site.several(figures, key) else ())
            if path != page.path and differ(one.quantity, other.quantity)
        ]
        if found and not series(other for _, other in found) and found[0][0] < page.path:
            path, other = found[0]
            yield from (hit(rule, one, site.pages[path], other, "this page says", "page") for rule in compiled)
