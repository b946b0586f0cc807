"""Sentences that contradict what an older version of the page said in their place.

Each part of a sentence that can contradict has its detector, a function of the old and the new sentence; `DETECTORS`
names them. A detector explains itself by the words that changed. What it must leave alone: a statement brought up to
date (the two carry different dates), another rounding, another unit, a bound that the other figure keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from doclint.facts.alignment import Pair, reworded
from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.polarity import Stated, stated
from doclint.facts.quantities import MONTHS, Quantity, differ, quantities
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which part of a sentence is looked at."""

    part: Literal["number", "negation"]


NEEDS = frozenset({"before"})
FACTS = ()
SITE = ()

CONTEXT = 3
"""words in a row, the quantity or the negation among them, that must be the same in both sentences"""


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


_Tokens = Sequence[Token]

_WORD = re.compile(r"\w+(?:[.'’-]\w+)*|[%$€£#]")
_DATE = re.compile(
    rf"\b(?:1[4-9]|20)\d\d(?!\d|,\d)|\b(?:{MONTHS})\b(?:\s\d{{1,2}}\b(?!,\d))?|\b\d{{1,2}}(?=\s(?:{MONTHS})\b)"
)
_CLAUSE = re.compile(r"[,;:()]\s")
_NAMING = 4
"""letters from which a word can name a thing"""
_TITLES = frozenset({"heading", "title"})


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every change of an English sentence by which it contradicts what it was."""
    pairs = [pair for pair in reworded(page) if pair.new.kind not in _TITLES]
    if not pairs or language(page) != "en":
        return
    for rule in compiled:
        detect = DETECTORS[rule.params.part]
        for pair in pairs:
            for change in detect(pair.old.text, pair.new.text):
                if not masked(page, pair.new.span(*change.new), "code"):
                    yield _hit(page, rule, pair, change)


def _hit(page: Page, rule: Rule, pair: Pair, change: Change) -> Hit:
    assert page.before  # else there are no pairs
    span, whole = pair.old.span(0, len(pair.old.text)), pair.old.text
    line, column = page.before.position(span.start)
    quote, note = page.before.source[span.start : span.end], "what the earlier version said"
    said = Evidence("version", page.path, note, quote=quote, line=line, column=column, version=page.before.version)
    return Hit(rule, pair.new.span(*change.new), {"before": whole[slice(*change.old)]}, (said,))


def numbers(old: str, new: str) -> Iterator[Change]:
    """Quantities with the same words around them that cannot both be right."""
    if _dates(old) != _dates(new):
        return
    before, after = _measured(old), _measured(new)
    matcher = SequenceMatcher(None, [one.key for one in before], [one.key for one in after], autojunk=False)
    elsewhere = [_reach(new, come) for gone, come in _replaced(matcher, before, after) if _things(gone, come)]
    members = new.count(", ") - old.count(", ")
    for one, other in _facing(matcher, before, after):
        if _conflict(one, other, members) and not any(start <= other.start < end for start, end in elsewhere):
            yield Change((other.start, other.end), (one.start, one.end))


def _facing(matcher: SequenceMatcher[str], before: _Tokens, after: _Tokens) -> Iterator[tuple[Quantity, Quantity]]:
    """Quantities that stand between the same words."""
    for block in matcher.get_matching_blocks():
        for step in range(block.size if block.size >= CONTEXT else 0):
            one, other = before[block.a + step].quantity, after[block.b + step].quantity
            if one and other:
                yield one, other


def _replaced(matcher: SequenceMatcher[str], before: _Tokens, after: _Tokens) -> Iterator[tuple[_Tokens, _Tokens]]:
    """Words that gave way to other words."""
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "replace":
            yield before[start:end], after[new_start:new_end]


def _things(gone: _Tokens, come: _Tokens) -> bool:
    """Whether words that can name a thing gave way to others, so that a figure near them speaks of another thing."""
    return all(any(len(word.key) >= _NAMING for word in words) for words in (gone, come))


def _reach(text: str, words: _Tokens) -> tuple[int, int]:
    """The part of a sentence that words speak of: all of it if one is a name, else their clause."""
    if any(text[word.start].isupper() for word in words):
        return 0, len(text)
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    return max(e for e in ends if e <= words[0].start), min(e for e in ends if e >= words[-1].end)


def _conflict(one: Quantity, other: Quantity, members: int) -> bool:
    """Whether the quantities differ, and not only because a list that they count has so many `members` more."""
    counted = members and not one.measure and other.low - one.low == members
    return differ(one, other) and not counted


def _dates(text: str) -> set[str]:
    return set(_DATE.findall(text))


def _measured(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for quantity in quantities(text):
        tokens += _words(text, at, quantity.outset)
        tokens.append(Token(f"#{quantity.measure}", quantity.start, quantity.end, quantity))
        at = quantity.end
    return [*tokens, *_words(text, at, len(text))]


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _WORD.finditer(text, start, end):
        yield Token(found[0].lower(), found.start(), found.end())


def negations(old: str, new: str) -> Iterator[Change]:
    """A negation that came or went while every other word stayed."""
    before, after = stated(old), stated(new)
    if len(before.denials) + len(after.denials) != 1 or new.rstrip().endswith("?"):
        return
    same = [word for word, _, _ in before.words] == [word for word, _, _ in after.words]
    if same and len(after.words) >= CONTEXT - 1:
        yield Change(_denied(after, before), _denied(before, after))


def _denied(here: Stated, there: Stated) -> tuple[int, int]:
    """The negation, or where there is none the word that it stood before."""
    if here.denials:
        return here.denials[0][1:]
    place = min(there.denials[0][0], len(here.words) - 1)
    return here.words[place][1:]


DETECTORS: Mapping[str, Callable[[str, str], Iterator[Change]]] = {"number": numbers, "negation": negations}
"""part of a sentence -> the function that finds where it contradicts the older sentence"""
