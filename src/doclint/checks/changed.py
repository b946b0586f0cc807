"""Sentences that contradict what an older version of the page said in their place.

Each part of a sentence that can contradict has its detector, a function of the old and the new sentence; `DETECTORS`
names them. A detector explains itself by the words that changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from doclint.facts.alignment import Pair, reworded
from doclint.facts.language import UNKNOWN, language
from doclint.facts.quantities import Quantity, differ, quantities
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Change(NamedTuple):
    """What changed, as offsets in the new and in the old sentence."""

    new: tuple[int, int]
    old: tuple[int, int]


class Token(NamedTuple):
    """A word, or a quantity whose key is its measure, so that equal keys mean the same role in the sentence."""

    key: str
    start: int
    end: int
    quantity: Quantity | None = None


_WORD = re.compile(r"\w+(?:[.'’-]\w+)*|[%$€£#]")
_DATE = re.compile(
    r"\b(?:1[4-9]|20)\d\d(?!\d|,\d)"
    r"|\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b(?:\s\d{1,2}\b(?!,\d))?"
)
_DAY = re.compile(r"\b\d{1,2}(?=\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))")


def numbers(old: str, new: str) -> Iterator[Change]:
    """Quantities with the same words around them that cannot both be right."""
    if _dates(old) != _dates(new):
        return
    before, after = _measured(old), _measured(new)
    for block in _matcher(before, after).get_matching_blocks():
        for step in range(block.size):
            one, other = before[block.a + step], after[block.b + step]
            if one.quantity and other.quantity and differ(one.quantity, other.quantity):
                yield Change((other.start, other.end), (one.start, one.end))


def _dates(text: str) -> set[str]:
    return {*_DATE.findall(text), *_DAY.findall(text)}


def _measured(text: str) -> list[Token]:
    tokens, at = [], 0
    for quantity in quantities(text):
        tokens += _words(text, at, quantity.outset)
        tokens.append(Token(f"#{quantity.measure}", quantity.start, quantity.end, quantity))
        at = quantity.end
    return [*tokens, *_words(text, at, len(text))]


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _WORD.finditer(text, start, end):
        yield Token(found[0].lower(), found.start(), found.end())


def _matcher(before: Sequence[Token], after: Sequence[Token]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [one.key for one in before], [one.key for one in after], autojunk=False)
