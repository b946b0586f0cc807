"""Numbers as English writes them: in digits, in words up to the hundreds, and magnitudes such as thousand."""

from __future__ import annotations

import re
from math import floor, log10

from doclint.lazy import regex

_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: value for value, word in enumerate([*_SMALL, *_TEENS], start=1)}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}

MAGNITUDES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SHORT_MAGNITUDES = {"k": 1e3, "K": 1e3, "mn": 1e6, "M": 1e6, "bn": 1e9}
MONEY_MAGNITUDES = SHORT_MAGNITUDES | {"m": 1e6, "b": 1e9, "B": 1e9}
"""short magnitudes; some of them are metres or bytes unless a currency stands before the figure"""

DIGITS = "\\d{1,3}(?:[, \u00a0\u2009\u202f]\\d{3}(?!\\d))+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?"
WORDS = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL)}))?|{'|'.join(_TEENS + _SMALL)}"
SPELLED = regex(rf"\b(?:{'|'.join([*_VALUES, *MAGNITUDES])})s?\b", re.IGNORECASE)
"""whether a text without digits can hold a number at all"""

_ASCII_DIGITS = "0123456789"
_DIGIT = regex(r"\d")
_NOT_DIGITS = regex(r"[^\d.]")
_EXACT_BELOW = 1000
"""below this every digit of a whole number counts; above it, noughts at the end may come from rounding"""


def has_digit(text: str) -> bool:
    """Whether a digit stands in `text`, of whatever script; a look for each of ten is quicker than an expression."""
    return any(map(text.__contains__, _ASCII_DIGITS)) or not (text.isascii() or not _DIGIT.search(text))


def value(figure: str) -> float:
    """What a figure in digits or words is worth."""
    if figure[0].isdigit():
        return float(_NOT_DIGITS.sub("", figure))
    return float(sum(_VALUES[word] for word in re.split("[- ]", figure.lower())))


def last_place(figure: str) -> float:
    """The worth of one step in the last place that counts: 0.1 for 3.5, 1 for 20, 100 for 1,400."""
    if not figure[0].isdigit():
        return 1.0
    digits = _NOT_DIGITS.sub("", figure)
    if "." in digits:
        return 10.0 ** -len(digits.partition(".")[2])
    worth = float(digits)
    if worth < _EXACT_BELOW:
        return 1.0
    noughts = len(digits) - len(digits.rstrip("0"))
    return float(10.0 ** min(noughts, floor(log10(worth)) - 1))


def magnitude(word: str | None) -> float:
    """What `million`, `-million`, `m` is worth; 1 for nothing."""
    if not word:
        return 1.0
    word = word.strip().strip("-")
    return MONEY_MAGNITUDES.get(word) or MAGNITUDES[word.lower()]
