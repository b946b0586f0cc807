"""The words of a page, taken once for all that look for some of them."""

from __future__ import annotations

from collections import Counter
from html import unescape

from doclint.facts import passing
from doclint.facts.folding import WORD, folded, straightened
from doclint.lazy import regex
from doclint.page import Page

_PLAIN = regex(r"[^\W_]+")
_MARKUP = r"(?:[*_`\\]|</?\w[^<>\n]*+>)++"
_JOINED = regex(rf"[^\W_]++(?:{_MARKUP}[^\W_]++)*")
"""a word, or several that may be one with markup inside"""
_INSIDE = regex(rf"(?<=[^\W_]){_MARKUP}(?=[^\W_])")


@passing
def texts(page: Page) -> tuple[str, ...]:
    """The text of each passage, folded."""
    whole, found, at = folded("\n".join(passage.text for passage in page.passages)), list[str](), 0
    for passage in page.passages:
        found.append(whole[at : at + len(passage.text)])
        at += len(passage.text) + 1
    return tuple(found)


@passing
def counts(page: Page) -> Counter[str]:
    """The words of the passages, folded, and how often each stands there."""
    return Counter(WORD.findall("\n".join(texts(page))))


@passing
def in_source(page: Page) -> frozenset[str]:
    """The words of the whole source as they are written; what `_` or an apostrophe joins are several, and one, too,
    where it may be markup."""
    source = unescape(page.source) if "&" in page.source else page.source
    apart = straightened(source) if "\u02bc" in source else ""  # to a regular expression this apostrophe is a letter
    found = set(_JOINED.findall(source))
    found.update(_PLAIN.findall(apart))
    for one in [words for words in found if not words.isalnum()]:
        found.remove(one)
        found.update((*_PLAIN.findall(one), _INSIDE.sub("", one)))
    return frozenset(found)
