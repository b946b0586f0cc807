"""Sentences of two pages with one subject that say nearly the same, where a judge takes them for a contradiction.

A site fact files every sentence under its words; words that many sentences share find nothing, so that a large site
stays cheap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.checks.judged_change import MOST, Params, judged, question, stands, worth_asking
from doclint.facts.statements import Statement, content, statements
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Words
from doclint.site import Opinion, Question, Site, SiteFact

__all__ = ["FACTS", "MOST", "NEEDS", "SITE", "Params", "check", "prepare", "wants"]

COMMON = 40
"""sentences with a word, on all pages, beyond which the word finds nothing"""
SHARED = 0.6
"""the share of words (Dice) from which two sentences are taken to say nearly the same"""

Row = tuple[str, Statement]


class Near(Struct, frozen=True):
    """A sentence of another page that is the most like one of this page."""

    here: Statement
    path: str
    there: Statement


def _rows(page: Page) -> Iterator[tuple[str, Statement]]:
    for one in statements(page):
        for word in sorted(one.words):
            yield word, one


by_word: SiteFact[str, Statement, list[Row]] = SiteFact("sentences by word", _rows, lambda _, rows: rows, COMMON)

NEEDS = frozenset({"site", "judge"})
FACTS = (statements,)
SITE = (by_word,)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def wants(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Question]:
    """The opinion on each pair."""
    for near in _near(page, site):
        yield question(near.there.text, near.here.text)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every sentence that is taken for a contradiction of one on an earlier page."""
    for near in _near(page, site):
        opinion: Opinion | None = site.answers.get(question(near.there.text, near.here.text))
        for rule in compiled if opinion else ():
            if opinion and stands(opinion, rule.params.by):
                words = {"judge": opinion.judge, "path": near.path}
                yield Hit(rule, near.here.span, words, (_said(site.pages[near.path], near), judged(opinion)))


def _near(page: Page, site: Site) -> Iterator[Near]:
    """For each sentence of the page the most similar one on a page before it that has the same subject."""
    subject = content(page.title)
    for one in statements(page) if subject else ():
        shared = Counter[Row](row for word in one.words for row in site.value(by_word, word) if row[0] < page.path)
        alike = {row: _alike(one, row[1]) for row in shared if subject & content(site.pages[row[0]].title)}
        best = max(alike, key=lambda row: (alike[row], row[0]), default=None)
        if best and alike[best] >= SHARED and worth_asking(best[1].text, one.text):
            yield Near(one, *best)


def _alike(one: Statement, other: Statement) -> float:
    return 2 * len(one.words & other.words) / (len(one.words) + len(other.words))


def _said(there: Page, near: Near) -> Evidence:
    line, column = there.position(near.there.span.start)
    return Evidence("page", near.path, "this page says", near.there.text, line, column)
