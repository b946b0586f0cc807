"""Figures with a unit in the prose of a page, and counts of things, each with what its clause says beside it, so that
figures of the same thing are found wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import islice, pairwise

from msgspec import Struct

from doclint.facts import fact, passing
from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.numerals import has_digit
from doclint.facts.quantities import Quantity, differ, quantities
from doclint.facts.sentences import Sentence, sentences
from doclint.facts.skeletons import digest
from doclint.facts.wording import Token, base, worded
from doclint.lazy import regex
from doclint.page import Page, Span


class Figure(Struct, frozen=True):
    """A quantity and where it stands."""

    span: Span
    sentence: Span
    quantity: Quantity


class Measured(Figure, frozen=True):
    """A quantity and what is said of it; plain data that outlives the parse."""

    place: int
    """index of its sentence on the page"""
    words: frozenset[str]
    names: frozenset[str]
    dates: frozenset[str]
    """years, months, days and ranks of its sentence"""
    per: str
    """what it is counted for: of `$5 per family` the family"""
    beside: frozenset[tuple[str, str]]
    """(measure, value) of the other figures of its clause, which may be conditions"""
    stated: frozenset[str]
    """the values of all figures of its sentence"""
    same: int
    """a digest of all that its sentence says but for the figure; 0 where the figure is a condition, or the sentence
    says too little, or speaks of what stands elsewhere"""
    alone: bool
    """whether the sentence can be understood by itself"""

    @property
    def counted(self) -> bool:
        """Whether it says how many there are of something: too little, but in the very same words."""
        return self.quantity.measure.startswith(_NUMBER)

    @property
    def speaks(self) -> bool:
        """Whether its sentence says who or what it speaks of, whatever the page is about."""
        return bool(self.same and self.alone and self.names)


_NUMBER = "number of "
MOST = 400
"""quantities on one page beyond which it is a table of figures, in which like stands beside like"""
LONGEST = 600
"""characters of a sentence beyond which it is a list"""

_CLAUSE = regex(r"[;:]\s|,\s(?=(?:and|but|while|which|whereas|compared)\b)|\s\(|\)")
_TEXT = frozenset({"paragraph", "item"})
_BACK = regex(r"(?:That|This|It)(?: is|['\u2019]s| means| equals| amounts| comes)\b")
"""how a sentence begins that goes on about what the one before it says"""
_LABEL = regex(r"[^.:;]{1,60}:\s")
"""what an item or a paragraph is about: `Fox River, USA: ...`"""
_PER = regex(r"[^.,;:()]{0,24}?\b(?:per|for every|for each)\s+([^\W\d_]+(?:-[^\W\d_]+)?)")

_TAIL = regex(r", (?:more|less|fewer|as|which|making|because|thanks|after|up|down|so)\b[^A-Z\d]*$")
"""what a sentence adds, in which nobody is named"""
_ELSEWHERE = regex(
    r"(?:it|its|he|his|she|her|they|their|this|that|these|those|we|our|you|your|such|here|one|some|another)\b",
    re.IGNORECASE,
)
"""how a sentence begins that speaks of what stands elsewhere"""
_SUPPOSED = regex(r":|\b(?:if\b|(?:for|an) example\b|e\.g\b|suppos|assum|imagine\b)", re.IGNORECASE)
"""what a sentence has that supposes something, or labels it"""
_ANAPHOR = regex(r"(?i:the|there|both|all|each|every|in|at|on|for|with|after|when)\b (?!\w*[A-Z])")
"""how a sentence begins whose subject may be known only to who has read the ones before it"""
_CONDITION = regex(r"\b(?:at|after|before|until|every|than)\s$", re.IGNORECASE)
_KIND = regex(r"-[A-Za-z]")
"""between a figure and its unit in what names a kind: `a 50-m mast`"""
_FILLING = frozenset(
    "also only still just actually however typically usually generally roughly today now currently".split()
)
_FEWEST = 2
"""words that a sentence must have to be told from another"""


@fact
def measured(page: Page) -> tuple[Measured, ...]:
    """The figures of an English page in their order; none where there are too many to be prose."""
    return _read(page, _is_read)


@passing
def comparable(page: Page) -> tuple[Measured, ...]:
    """Those of which the whole sentence can be laid beside another, found without taking apart the other sentences,
    which are most; these alone must not be too many."""
    return tuple(one for one in _read(page, _is_comparable) if one.same)


def conflict(one: Measured, other: Measured, share: float, fewest: int, cases: Set[str] = frozenset()) -> bool:
    """Whether two figures cannot both be right of one thing: clauses that share enough words, no different names,
    dates or denominators, and values that differ.

    `share` is the part of the shorter clause's words that stand in the other too, `fewest` their least number; `cases`
    are words of which both clauses must have the same.
    """
    shared = len(one.words & other.words)
    alike = shared >= fewest and shared >= share * min(len(one.words), len(other.words))
    same = one.dates == other.dates and one.per == other.per
    named = one.names <= other.names or other.names <= one.names
    alike = alike and same and named and not one.counted and cases.isdisjoint(one.words ^ other.words)
    return alike and differ(one.quantity, other.quantity) and not _cases(one, other)


def verbatim(one: Measured, other: Measured) -> bool:
    """Whether two figures cannot both be right, and their sentences say the same in the same words."""
    return one.same == other.same != 0 and differ(one.quantity, other.quantity)


def _cases(one: Measured, other: Measured) -> bool:
    """Whether the clauses tell cases apart: both values in one sentence, other figures that differ too (`at 2
    degrees`), or a single word that gave way to another (`a box of nails`, `of screws`)."""
    if len(one.words - other.words) == len(other.words - one.words) == 1:
        return True
    both = _said(one) in other.stated or _said(other) in one.stated
    measures = {measure for measure, _ in one.beside} & {measure for measure, _ in other.beside}
    return both or any(measure in measures for measure, _ in one.beside ^ other.beside)


def _said(one: Measured) -> str:
    return f"#{one.quantity.measure}{one.quantity.low:g}-{one.quantity.high:g}"


def _read(page: Page, wanted: Callable[[Sentence], bool]) -> tuple[Measured, ...]:
    if not has_digit(page.source) or language(page) != "en":
        return ()
    found = tuple(islice(_measured(page, wanted), MOST + 1))
    return tuple(one for one in found if not masked(page, one.span, "code")) if len(found) <= MOST else ()


def _measured(page: Page, wanted: Callable[[Sentence], bool]) -> Iterator[Measured]:
    figured = {n for n, one in enumerate(page.passages) if one.kind in _TEXT and has_digit(one.text)}
    known = sentences(page)
    for place, sentence in enumerate(known):
        if sentence.passage in figured and has_digit(text := sentence.text) and wanted(sentence):
            before = known[place - 1] if place and _BACK.match(text) else None
            yield from _stated(place, sentence, worded(before.text) if before and _is_read(before) else ())


def _is_read(sentence: Sentence) -> bool:
    return sentence.kind in _TEXT and sentence.end - sentence.start <= LONGEST


def _is_comparable(sentence: Sentence) -> bool:
    return not _is_elsewhere(sentence.text) and _is_read(sentence)


def _is_elsewhere(text: str) -> bool:
    """Whether a sentence speaks of what stands elsewhere, or supposes something."""
    return text[-1] not in ".!" or bool(_ELSEWHERE.match(text) or _SUPPOSED.search(text))


def _stated(place: int, sentence: Sentence, told: Sequence[Token]) -> Iterator[Measured]:
    """The quantities of a sentence, each with the words of its clause; `told`: those of a sentence that it goes on
    about."""
    text = sentence.text
    tokens = worded(text) if quantities(text) else ()
    known = [one for token, after in pairwise((*tokens, None)) if token and (one := _counts(token, after, text))]
    if not known:
        return
    label = _LABEL.match(text)
    named = [one for one in tokens if label and one.end <= label.end()]
    figures = [one for one in tokens if one.kind == "quantity"]
    dates = frozenset(one.word for one in (*told, *tokens) if one.kind not in ("word", "name", "quantity"))
    stated = frozenset(one.key + one.word for one in figures)
    alone = sentence.kind == "paragraph" and not _ANAPHOR.match(text)
    elsewhere = _is_elsewhere(text)
    for quantity in known:
        start, end = _clause(text, quantity)
        clause = [one for one in tokens if start <= one.start < end]
        words = [one for one in (*told, *clause) if not one.small and one.kind in ("word", "name")]
        per = _PER.match(text, quantity.end)
        yield Measured(
            sentence.span(quantity.start, quantity.end),
            sentence.span(0, len(text)),
            quantity,
            place,
            frozenset(one.key for one in words),
            frozenset(one.key for one in (*words, *named) if one.kind == "name" and one.start > 0),
            dates,
            base(per[1].lower()) if per else "",
            frozenset((one.key, one.word) for one in figures if start <= one.start < end and one.quantity != quantity),
            stated,
            0 if elsewhere else _same(text, quantity, tokens),
            alone,
        )


def _counts(token: Token, after: Token | None, text: str) -> Quantity | None:
    """The quantity of a token, if it has a unit or says how many there are of what stands behind it."""
    quantity = token.quantity
    if not quantity or quantity.measure or not after or after.kind != "word" or after.word[-1:] != "s":
        return quantity if quantity and quantity.measure else None
    return quantity._replace(measure=_NUMBER + after.key) if text[token.end : after.start] == " " else None


def _same(text: str, quantity: Quantity, tokens: Sequence[Token]) -> int:
    if _KIND.search(text, quantity.start, quantity.end) or _CONDITION.search(text, 0, quantity.outset):
        return 0
    tail = _TAIL.search(text)
    end = tail.start() if tail and tail.start() >= quantity.end else len(text)
    said = [one for one in tokens if one.start < end and not one.small and one.word not in _FILLING]
    words = sorted(one.key if one.kind == "word" else one.key + one.word for one in said if one.start != quantity.start)
    few = sum(one.kind in ("word", "name") for one in said) < _FEWEST
    return 0 if few else digest((quantity.measure, *words))


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where the clause around a quantity begins and ends."""
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    return max(e for e in ends if e <= quantity.start), min(e for e in ends if e >= quantity.end)
