"""Text in the one form in which phrases and names are compared, character for character as long as the original."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from doclint.lazy import regex

WORD = regex(r"\w++(?:'\w++)*+")
"""a word of folded text"""

_BLANKS = tuple((mark, " ") for mark in "\n\t\r")
_PLAIN = (
    *_BLANKS,
    *((mark, "'") for mark in "\u2018\u2019\u02bc"),
    *((mark, '"') for mark in "\u201c\u201d\u201e"),
    *((mark, "-") for mark in "\u2010\u2011"),
    *((mark, " ") for mark in "\u00a0\u2009\u202f"),
)


def straightened(text: str) -> str:
    """`text` with straight apostrophes, quotation marks and hyphens, and every white space a space."""
    marks = _BLANKS if text.isascii() else _PLAIN
    for mark, plain in marks:  # a fraction of what `translate` costs where there is little to change
        text = text.replace(mark, plain)
    return text


def folded(text: str) -> str:
    """`text` straightened and in small letters; an offset in one is an offset in the other."""
    low = text.lower()
    if len(low) != len(text):  # the capital dotted I becomes two characters
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return straightened(low)


def holds(text: str, word: str) -> bool:
    """Whether `word` stands in `text` between signs that `\\w` does not match."""
    end = 0
    while (start := text.find(word, end)) >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return True
    return False


def spaced(text: str) -> str:
    """The words of `text`, folded, with one space before, between and after them: what `mentions` reads."""
    return f" {' '.join(WORD.findall(folded(text)))} "


def mentions(words: str, wanted: Iterable[str]) -> str:
    """The first of the wanted words or phrases that stands in spaced `words`, or nothing.

    Wanted words are written in small letters; a `*` at the end stands for any ending.
    """
    return next((word for word, run in _runs(tuple(wanted)) if run in words), "")


@lru_cache(1 << 10)
def _runs(wanted: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each wanted word with the run of characters that stands in spaced words where it does."""
    return tuple((word, f" {word[:-1]}" if word.endswith("*") else f" {word} ") for word in wanted)


def without(words: str, unwanted: Iterable[str]) -> str:
    """Spaced `words` without all that `mentions` would find of `unwanted`; a mark stands where something was."""
    for word, run in _runs(tuple(unwanted)):
        end = len(run) - (word[-1:] != "*")
        at = words.find(run)
        while at >= 0:
            words = f"{words[:at]} /{words[words.index(' ', at + end) :]}"
            at = words.find(run, at)
    return words
