"""Sentences that stand on many pages with nothing but the page's subject exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.facts.folding import mentions, spaced
from doclint.facts.skeletons import Mould, moulds
from doclint.page import Page, Span
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site, rows


class Params(Strict, frozen=True):
    """How often a sentence must stand, and what a site may well say on every page."""

    pages: int = 4
    """pages on which it stands, at least"""
    subjects: int = 4
    """different subjects in it, at least"""
    unless: tuple[str, ...] = ()
    """words of a sentence that speaks of the page or of formalities, not of the subject"""


NEEDS = frozenset({"site"})
FACTS = ()
SITE = (moulds,)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every sentence of the page that others have too."""
    least = min((rule.params.pages for rule in compiled), default=1)
    for key, (start, end, fill) in rows(moulds, page):
        if (least > 1 and not site.several(moulds, key)) or site.count(moulds, key) < least:
            continue
        mould, span = site.value(moulds, key), Span(start, end)
        for rule in compiled:
            if _stock(mould, rule.params) and not mentions(spaced(_words(page, span)), rule.params.unless):
                evidence = tuple(_others(page, site, mould))
                yield Hit(rule, span, {"pages": mould.pages, "subject": fill}, evidence)


def _stock(mould: Mould, params: Params) -> bool:
    return mould.plain and mould.pages >= params.pages and mould.fills >= params.subjects


def _others(page: Page, site: Site, mould: Mould) -> Iterator[Evidence]:
    """Two other places of the sentence."""
    for path, span in [(path, span) for path, span in mould.places if path != page.path][:2]:
        other = site.pages[path]
        line, column = other.position(span.start)
        yield Evidence("page", path, "the same of another subject", _words(other, span), line, column)


def _words(page: Page, span: Span) -> str:
    return " ".join(page.source[span.start : span.end].split())
