"""The words of a sentence in the form in which two sentences are laid side by side.

A quantity, a year, a month, a day, an ordinal and a number that only tells things apart (`step 3`, `Python 3.11`) are
tokens whose key is the part they play, so that equal keys face each other whatever their values; other words are
compared by their base.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, cast

from msgspec import Struct

from doclint.facts.folding import straightened
from doclint.facts.quantities import MONTHS, Quantity, labels, quantities
from doclint.lazy import regex

Kind = Literal["word", "name", "quantity", "year", "month", "day", "ordinal", "score", "number"]


class Token(Struct, frozen=True):
    """A word or a figure at `start` to `end` of its sentence."""

    key: str
    """what it is aligned by"""
    start: int
    end: int
    kind: Kind
    word: str
    """in small letters; of a figure its normal form"""
    quantity: Quantity | None = None

    @property
    def small(self) -> bool:
        """Whether it says too little to change a statement by coming or going."""
        return self.word in SMALL


SMALL = frozenset(
    "a an the this that these those is are was were be been being am has have had do does did of to in on at by"
    " for from with as and or there it its also which who whom whose then so 's his her their".split()
)
"""articles, forms of be, have and do, prepositions that change with a phrase, and what joins clauses"""

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_RANKS = {word: str(rank) for rank, word in enumerate(_ORDINALS, start=1)}
_PATTERN = regex(
    rf"(?P<month>\b(?:{MONTHS})\b\.?)|(?P<year>(?<![\w.,/:-])(?:1[0-9]|20)\d\d(?![\d,:/]*\d))"
    r"|(?P<score>(?<![\w.,/:-])\d{1,3}[-\u2013]\d{1,3}(?![\w/:-]))"
    r"|(?P<ordinal>\b\d+(?:st|nd|rd|th)\b|(?<=#)\s?\d+\b)"
    r"|(?P<number>(?<![\w.,/:])(?:v?\d+(?:\.\d+)+|\d{1,2}(?!\d))(?![\w/:.]\w|%))"
    r"|(?P<word>\w+(?:[.'&-]\w+)*|[%$#])"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_AFTER = regex(rf"(?:\s?(?:,|and|or|to|[-\u2013])\s?{_DAY})*,?\s(?:of )?(?:{MONTHS})\b")
_MONTH_BEFORE = regex(rf"\b(?:{MONTHS})\.?\s(?:the )?(?:{_DAY}\s?(?:,|and|or|to|[-\u2013])\s?)*$")
"""a month beside a number, other days of it between them"""
_RANKING = regex(
    r"\b(?:at|as|a|the|its|is|was|number|hit|top|reach\w*|rank\w*|chart\w*|place[ds]?|finish\w*|bec[ao]me\w*)\s?$",
    re.IGNORECASE,
)
"""words before `#3` that make it a rank; otherwise it numbers an issue, a change or a room"""
_RANKED = 2
"""digits of such a rank at most"""
_REACH = 48
"""characters before a figure in which what tells its kind stands"""
_MAY = frozenset({"may", "march"})
"""months that are other words too: they count beside a figure, or after one of `_DATING`"""
_DATING = regex(r"\b(?:in|of|on|by|since|until|till|late|early|mid|from|to|and|between)[\s-]$|\d\s$", re.IGNORECASE)
_IRREGULAR = {"has": "have", "had": "have", "goes": "go", "went": "go", "men": "man", "women": "woman", "feet": "foot"}
_IRREGULAR |= {"children": "child", "people": "person", "mice": "mouse", "sat": "sit", "stood": "stand", "won": "win"}
_IRREGULAR |= {"lost": "lose", "ran": "run", "began": "begin", "begun": "begin", "rose": "rise", "fell": "fall"}
_IRREGULAR |= {"bought": "buy", "sold": "sell", "dying": "die", "lying": "lie", "tying": "tie"}
_ENDING = regex(r"(?<=[a-z]{2}[^s\W])(?:ing|ed|es|s|e|d)$")
_DOUBLED = regex(r"([bdgmnprt])\1$")
_VOWEL = regex(r"[aeiouy]")


@lru_cache(1 << 14)
def base(word: str) -> str:
    """A word in small letters without the ending that number, tense or `-ing` give it; rough, but the same for all."""
    word = _IRREGULAR.get(word, word)
    if word.endswith("ies") and len(word) > len("dies"):
        return f"{word[:-3]}y"
    if word.endswith(("ing", "ed")):
        short = word[: -3 if word.endswith("ing") else -2]
        if len(short) > 1 and _VOWEL.search(short):
            return _DOUBLED.sub(r"\1", short).removesuffix("e") if len(short) > 2 else short
        return word
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > len("gas"):
        word = word[:-1]
    return word.removesuffix("e") if len(word) > len("one") else word


def worded(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence, in order."""
    tokens: list[Token] = []
    at, plain = 0, straightened(text)
    for quantity in quantities(text):
        tokens += _words(plain, at, quantity.outset)
        worth = f"{quantity.low:g}-{quantity.high:g}"
        tokens.append(Token(f"#{quantity.measure}", quantity.start, quantity.end, "quantity", worth, quantity))
        at = quantity.end
    return (*tokens, *_words(plain, at, len(plain)))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _PATTERN.finditer(text, start, end):
        kind, word = found.lastgroup or "word", found[0].lower().rstrip(".")
        if kind == "month" and word in _MAY and not _dates(text, found):
            kind = "word"
        if kind == "month":
            yield Token("@month", *found.span(), "month", word[:3])
        elif kind in ("year", "number", "ordinal", "score"):
            kind = _figure(text, found)
            yield Token(f"@{kind}", *found.span(), kind, word.strip(" sthndr") or word)
        elif word in _RANKS:
            yield Token("@ordinal", *found.span(), "ordinal", _RANKS[word])
        else:
            named = found[0][:1].isupper() and (found.start() > 0 or found[0][1:].isupper())
            yield Token(base(word), *found.span(), "name" if named else "word", word)


def _figure(text: str, found: re.Match[str]) -> Kind:
    """What a figure that is no quantity tells: a day stands beside its month, and what names a thing is a number."""
    before, kind = text[max(found.start() - _REACH, 0) : found.start()], found.lastgroup
    if (
        kind == "number"
        and found[0].isdigit()
        and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(text, found.end()))
    ):
        return "day"
    issue = before.endswith("#") and (len(found[0].strip()) > _RANKED or not _RANKING.search(before[:-1]))
    return "number" if issue or (kind == "score" and labels(before)) else cast(Kind, kind)


def _dates(text: str, found: re.Match[str]) -> bool:
    """Whether `May` or `March` is written as a month and stands in a date."""
    around = text[found.end() : found.end() + 2].strip(" ,")
    return found[0][0].isupper() and bool(around.isdigit() or _DATING.search(text[: found.start()][-12:]))
