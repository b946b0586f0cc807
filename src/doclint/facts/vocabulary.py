"""The words of a page, taken once for all that look for some of them."""

from __future__ import annotations

from doclint.facts import passing
from doclint.facts.folding import WORD, folded, straightened
from doclint.lazy import regex
from doclint.page import Page

_PLAIN = regex(r"[^\W_]+")


@passing
def texts(page: Page) -> tuple[str, ...]:
    """The text of each passage, folded."""
    whole, found, at = folded("\n".join(passage.text for passage in page.passages)), list[str](), 0
    for passage in page.passages:
        found.append(whole[at : at + len(passage.text)])
        at += len(passage.text) + 1
    return tuple(found)


@passing
def words(page: Page) -> frozenset[str]:
    """The words of the passages, folded."""
    return frozenset(WORD.findall("\n".join(texts(page))))


@passing
def in_source(page: Page) -> frozenset[str]:
    """The words of the whole source as they are written; what `_` or an apostrophe joins are several."""
    apart = straightened(page.source)  # some apostrophes are letters to a regular expression
    return frozenset(_PLAIN.findall(page.source)).union(_PLAIN.findall(apart) if "\u02bc" in page.source else ())
