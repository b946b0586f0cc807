"""Figures of an older version that the page no longer states, against those that came in other words."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.checks.quantity_conflict import Compiled, Params, hit, prepare, series
from doclint.facts.measured import Measured, measured
from doclint.page import Page
from doclint.rule import Hit
from doclint.site import Site

__all__ = ["FACTS", "NEEDS", "SITE", "Params", "check", "prepare"]

NEEDS = frozenset({"before"})
FACTS = ()
SITE = ()


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every new figure that contradicts one that is gone."""
    if page.before is None or page.before.source == page.source:
        return
    come, gone = _only(page, page.before), _only(page.before, page)
    for rule in compiled.rules if come and gone else ():
        for one in come:
            found = [other for other in gone if compiled.conflict(rule, one, other)]
            if found and not series(found):
                yield hit(rule, one, page.before, found[0], "the earlier version says", "version")


def _only(page: Page, other: Page) -> list[Measured]:
    """The figures of a page whose sentence does not stand on the other."""
    there = {other.source[one.sentence.start : one.sentence.end] for one in measured(other)}
    return [one for one in measured(page) if page.source[one.sentence.start : one.sentence.end] not in there]
