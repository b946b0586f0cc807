"""Figures on one page that cannot both be right of the same thing, said in other words.

Two quantities of one measure are compared where their clauses share most of their words, name no different things, and
carry the same years. Candidates come from an index of words, so that a page with very many figures stays cheap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.quantities import Quantity, differ
from doclint.facts.sentences import Sentence, sentences
from doclint.facts.wording import Token, worded
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """How much two clauses must have in common."""

    shared: float = 0.6
    """share of the words of the shorter clause that stand in the other too"""
    fewest: int = 3
    """words that they must share at least"""


class Measured(NamedTuple):
    """A quantity and what its clause says beside it."""

    place: int
    sentence: Sentence
    quantity: Quantity
    words: frozenset[str]
    names: frozenset[str]
    dates: frozenset[str]


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

MOST = 400
"""quantities on one page beyond which it is a table of figures, in which like stands beside like"""
LONGEST = 600
"""characters of a sentence beyond which it is a list"""
_CLAUSE = re.compile(r"[;:]\s|,\s(?=(?:and|but|while|which|whereas|compared)\b)|\s\(|\)")
_TEXT = frozenset({"paragraph", "item"})
_FIGURE = re.compile(r"\d")


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on the later of two quantities that contradict each other."""
    found = list(_measured(page))
    if len(found) < 2 or len(found) > MOST or language(page) != "en":
        return
    for rule in compiled:
        for one, other in _pairs(found, rule.params):
            span = other.sentence.span(other.quantity.start, other.quantity.end)
            if not masked(page, span, "code"):
                yield _hit(page, rule, one, other)


def _measured(page: Page) -> Iterator[Measured]:
    """The quantities with a unit in the prose of a page."""
    for place, sentence in enumerate(sentences(page)):
        text = sentence.text
        if sentence.kind not in _TEXT or len(text) > LONGEST or not _FIGURE.search(text):
            continue
        tokens = worded(text)
        for token in tokens:
            if token.quantity and token.quantity.measure:
                yield _beside(place, sentence, token, token.quantity, tokens)


def _beside(place: int, sentence: Sentence, token: Token, quantity: Quantity, tokens: Sequence[Token]) -> Measured:
    text = sentence.text
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    start, end = max(e for e in ends if e <= token.start), min(e for e in ends if e >= token.end)
    clause = [other for other in tokens if start <= other.start < end and not other.small]
    words = frozenset(other.key for other in clause if other.kind in ("word", "name"))
    names = frozenset(other.key for other in clause if other.kind == "name" and other.start > 0)
    dates = frozenset(other.word for other in tokens if other.kind in ("year", "month"))
    return Measured(place, sentence, quantity, words, names, dates)


def _pairs(found: Sequence[Measured], params: Params) -> Iterator[tuple[Measured, Measured]]:
    """Quantities that conflict, the earlier one first; each is reported once."""
    index: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for other in found:
        near = (one for word in sorted(other.words) for one in index[other.quantity.measure, word])
        if one := next((one for one in _once(near) if _conflict(one, other, params)), None):
            yield one, other
        for word in other.words:
            index[other.quantity.measure, word].append(other)


def _once(found: Iterable[Measured]) -> Iterator[Measured]:
    seen: set[tuple[int, int]] = set()
    for one in found:
        if (one.place, one.quantity.start) not in seen:
            seen.add((one.place, one.quantity.start))
            yield one


def _conflict(one: Measured, other: Measured, params: Params) -> bool:
    shared = one.words & other.words
    shorter = min(len(one.words), len(other.words))
    alike = len(shared) >= params.fewest and len(shared) >= params.shared * shorter
    same = (
        one.place != other.place and one.dates == other.dates and (one.names <= other.names or other.names <= one.names)
    )
    return alike and same and differ(one.quantity, other.quantity)


def _hit(page: Page, rule: Rule, one: Measured, other: Measured) -> Hit:
    whole = one.sentence.span(0, len(one.sentence.text))
    line, column = page.position(whole.start)
    said = one.sentence.text[one.quantity.start : one.quantity.end]
    quote = page.source[whole.start : whole.end]
    note = f"the same page says {said}"
    evidence = Evidence("page", page.path, note, quote=quote, line=line, column=column)
    span = other.sentence.span(other.quantity.start, other.quantity.end)
    return Hit(rule, span, {"other": said, "line": line}, (evidence,))
