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


dated: SiteFact[str, Event, list[Row]] = SiteFact("events by thing", _rows, lambda _, rows: rows, COMMON)

NEEDS = frozenset({"site"})
FACTS = (events,)
SITE = (dated,)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every date that an earlier page contradicts."""
    for one in events(page):
        if not site.several(dated, one.thing) or not compiled.told(page, one):
            continue
        rows = site.value(dated, one.thing)
        told = [(path, other) for path, other in rows if compiled.told(site.pages[path], other)]
        path, other = compiled.against(one, told) or (page.path, one)
        for rule in compiled.rules if path < page.path else ():
            yield hit(rule, one, site.pages[path], other, "this page says", "page")
