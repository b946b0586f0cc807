"""Introductions that a page gives a second time in other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.facts.leads import Lead, alike, content, leads, prose
from doclint.page import Page, Passage
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """When two paragraphs say the same."""

    alike: float = 0.5
    """what their stems share, as a part of all their stems (Jaccard's index)"""
    times: int = 2
    """how often it may stand again; more often, and it is a formula that the page needs, such as one at each entry"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every paragraph that repeats one of the introduction."""
    first = leads(page)
    later = list(_later(page, first)) if first else []
    for rule in compiled:
        for lead in first:
            bag = content(lead.stems)
            again = [passage for passage, words in later if alike(bag, words, rule.params.alike)]
            if len(again) <= rule.params.times:
                yield from (Hit(rule, one.extent, _words(page, lead), (_evidence(page, lead),)) for one in again)


def _later(page: Page, first: Sequence[Lead]) -> Iterator[tuple[Passage, frozenset[str]]]:
    """The paragraphs below the introduction and their stems."""
    for passage in page.passages:
        if passage.extent.start > first[-1].span.end and passage.headings:
            words = prose(page, passage)
            if words:
                yield passage, content(words)


def _words(page: Page, lead: Lead) -> dict[str, object]:
    return {"line": page.position(lead.span.start)[0]}


def _evidence(page: Page, lead: Lead) -> Evidence:
    line, column = page.position(lead.span.start)
    quote = " ".join(page.source[lead.span.start : lead.span.end].split())
    return Evidence("page", page.path, "says the same", quote, line, column)
