"""The words of a page, taken once for all that look for some of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import cast

from doclint.facts import passing
from doclint.facts.folding import WORD, folded, straightened
from doclint.lazy import regex
from doclint.page import Page

_PLAIN = regex(r"[^\W_]+")
_APART = "".join(sign if sign.isalnum() else " " for sign in map(chr, range(128)))
"""what separates words made blank: a table for `translate`, which takes a third of the time that a pattern does"""
_FOLDED_APART = "".join(sign if sign.isalnum() or sign in "_'" else " " for sign in map(chr, range(128)))
"""the same for `WORD`"""
_MARKUP = r"(?:[*_`\\]|</?\w[^<>\n]*+>)++"
_INSIDE = regex(rf"[*_`\\<](?<=[^\W_].)(?:(?<!<)|/?\w[^<>\n]*+>)(?:{_MARKUP})?(?=[^\W_])")
"""markup between two letters"""
_JOINED = regex(rf"[^\W_]++(?:{_MARKUP}[^\W_]++)*")
"""several words that may be one with markup inside"""


def plain_words(text: str) -> list[str]:
    """The words of a text, which are letters and digits, in their order."""
    return text.translate(_APART).split() if text.isascii() else _PLAIN.findall(text)


@passing
def whole(page: Page) -> str:
    """The text of all passages, folded, with a blank between two."""
    return folded("\n".join(passage.text for passage in page.passages))


@passing
def texts(page: Page) -> tuple[str, ...]:
    """The text of each passage, folded."""
    folds, found, at = whole(page), list[str](), 0
    for passage in page.passages:
        found.append(folds[at : at + len(passage.text)])
        at += len(passage.text) + 1
    return tuple(found)


@passing
def counts(page: Page) -> Counter[str]:
    """The words of the passages, folded, and how often each stands there."""
    plain, other = _sorted_out(texts(page))
    found = Counter(plain.translate(_FOLDED_APART).split())
    for quoted in [word for word in found if "'" in word]:
        often = found.pop(quoted)
        for word in WORD.findall(quoted):
            found[word] += often
    found.update(WORD.findall(other))
    return found


@passing
def in_source(page: Page) -> frozenset[str]:
    """The words of the whole source as they are written; what `_` or an apostrophe joins are several, and one, too,
    where it may be markup."""
    source = unescape(page.source) if "&" in page.source else page.source
    plain, other = _sorted_out(source.split("\n"))
    found = [*plain.translate(_APART).split(), *_PLAIN.findall(other)]
    if "\u02bc" in source:  # to a regular expression this apostrophe is a letter
        found += _PLAIN.findall(straightened(source))
    found.extend(_without_markup(source))
    return frozenset(found)


@passing
def in_small_letters(page: Page) -> frozenset[str]:
    """The same in small letters."""
    return frozenset(map(str.lower, in_source(page)))


def _sorted_out(parts: Iterable[str]) -> tuple[str, str]:
    """The parts that are ASCII, and the others, each with a line's end between two."""
    both: tuple[list[str], list[str]] = [], []
    for part in parts:
        both[not part.isascii()].append(part)
    return "\n".join(both[0]), "\n".join(both[1])


def _without_markup(source: str) -> Iterator[str]:
    """The words of a text that have markup inside."""
    end = 0
    for found in _INSIDE.finditer(source):
        start = found.start()
        if start < end:
            continue
        while start and source[start - 1].isalnum():
            start -= 1
        joined = cast("re.Match[str]", _JOINED.match(source, start))
        end = joined.end()
        yield _INSIDE.sub("", joined[0])
