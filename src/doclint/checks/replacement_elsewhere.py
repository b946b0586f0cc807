"""Replacement characters, U+FFFD, in words that stand whole on another page of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from doclint.checks.replacement import Params, hit, places, whole
from doclint.facts.folding import mentions, spaced
from doclint.page import Page
from doclint.rule import Hit, Rule, Words
from doclint.site import Site

__all__ = ["Params"]

NEEDS = frozenset({"site"})
FACTS = ()
SITE = ()

_MOST = 50
"""characters of a page that are looked for; one that has more was not spoilt one by one"""


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit where another page tells what was lost."""
    for span, line in islice(places(page), _MOST):
        found = whole(page.source, span, [other for other in site.pages.values() if other is not page])
        for rule in compiled:
            if found and not mentions(spaced(line), rule.params.unless_near):
                yield hit(rule, span, found)
