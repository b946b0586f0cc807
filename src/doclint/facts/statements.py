"""The sentences of a page as plain data, each with its words, so that pages can be laid side by side."""

from __future__ import annotations

from msgspec import Struct

from doclint.facts import fact
from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.sentences import sentences
from doclint.facts.wording import SMALL, base
from doclint.lazy import regex
from doclint.page import Page, Span

FEWEST = 4
"""words without which a sentence says too little to be known again"""
LONGEST = 600
"""characters of a sentence beyond which it is a list"""

_WORD = regex(r"[^\W_]+")
_TEXT = frozenset({"paragraph", "item"})


class Statement(Struct, frozen=True):
    """A sentence, where it stands, and its words without endings."""

    text: str
    span: Span
    words: frozenset[str]


@fact
def statements(page: Page) -> tuple[Statement, ...]:
    """The sentences of an English page that state something, in their order."""
    if language(page) != "en":
        return ()
    found = (
        Statement(one.text, one.span(0, len(one.text)), content(one.text))
        for one in sentences(page)
        if one.kind in _TEXT and len(one.text) <= LONGEST
    )
    return tuple(one for one in found if len(one.words) >= FEWEST and not masked(page, one.span, "code"))


def content(text: str) -> frozenset[str]:
    """The words that say what a text is about, without their endings."""
    return frozenset(base(word) for word in _WORD.findall(text.lower()) if word not in SMALL)
