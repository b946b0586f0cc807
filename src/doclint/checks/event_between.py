"""Dates on two pages that cannot both be right of one event.

A site fact files every dated event under the words of what it happened to, so that a page asks only for its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.checks.event_conflict import Compiled, Params, prepare
from doclint.checks.quantity_conflict import hit
from doclint.facts.events import Event, events
from doclint.page import Page
from doclint.rule import Hit
from doclint.site import Site, SiteFact

__all__ = ["Params", "prepare"]

Row = tuple[str, Event]

COMMON = 40
"""events of one thing beyond which it is a history"""


def _rows(page: Page) -> Iterator[tuple[str, Event]]:
    for one in events(page):
        yield one.thing, one


def _fold(key: str, rows: list[Row]) -> tuple[Row, ...]:
    return tuple(rows) if len(rows) <= COMMON else ()


dated: SiteFact[str, Event, tuple[Row, ...]] = SiteFact("events by thing", _rows, _fold)

NEEDS = frozenset({"site"})
FACTS = (events,)
SITE = (dated,)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every date that an earlier page contradicts."""
    for one in events(page):
        if not site.several(dated, one.thing) or not compiled.told(page, one):
            continue
        rows = site.value(dated, one.thing)
        found = compiled.against(one, [row for row in rows if compiled.told(site.pages[row[0]], row[1])])
        for rule in compiled.rules if found and found[0] < page.path else ():
            yield hit(rule, one, site.pages[found[0]], found[1], "this page says", "page")
