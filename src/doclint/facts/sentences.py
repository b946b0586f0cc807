"""The sentences of a page, each with its own way back to the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from doclint.facts import fact
from doclint.lazy import regex
from doclint.page import Page, Passage, Span


class Sentence(Struct, frozen=True):
    """One sentence; its offsets begin where it begins.

    It keeps the passage, which the sentences of one passage share when they travel between processes, and so finds its
    way back to the source without the parse.
    """

    within: Passage
    passage: int
    """index of `within` in `page.passages`"""
    start: int
    """offset of the sentence in the passage's text"""
    end: int

    @property
    def text(self) -> str:
        """The words, without the blanks around them."""
        return self.within.text[self.start : self.end]

    @property
    def kind(self) -> str:
        """The passage's kind: heading, paragraph, item, cell, ..."""
        return self.within.kind

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings above, outermost first."""
        return self.within.headings

    def span(self, start: int, end: int) -> Span:
        """The source characters behind `text[start:end]`."""
        return self.within.span(self.start + start, self.start + end)


# Abbreviations that no sentence ends with, and those that may end one. A short closed list: a fact is a function of
# the page alone and cannot read a vocabulary.
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof st sr jr rev gen col capt sgt lt hon gov sen rep e.g i.e eg ie cf vs viz approx ca c fig figs eq"
    " eqs no nos vol vols ch sec p pp ed eds al resp jan feb mar apr jun jul aug sep sept oct nov dec mt ft".split()
)
_MAYBE_LAST = frozenset("etc inc ltd corp co bros dept univ assn a.m p.m am pm b.c a.d ph.d m.d b.a m.sc".split())
_OPENERS = frozenset(
    "the this that these those it they we you he she i in on at a an as if but and however for when while there our its"
    " their what how why most many some such with by to from after before since although".split()
)
"""words in capitals before which an initial or an abbreviation may be the end of a sentence"""

_OPENING = "\"'\u201c\u2018([\u2013\u2014"
_BEGINS = r"(?=(?:[-\u2013\u2014\u2022]\s?)?[\"'\u201c\u2018(\[]*[^\W_a-z])"
"""a dash or a bullet before the first word is that of a list that Markdown does not see as one"""
_END = regex(rf"[.!?\u2026\n](?:(?<=\n)|(?<!\n)[.!?\u2026]*[\"'\u201d\u2019)\]]*\s)\s*{_BEGINS}")
_NEXT = regex(r"[\"'\u201c\u2018(\[]*([^\W\d_]*)")
_QUOTES = regex(
    r"\"[^\"\n]*\"|\u201c[^\u201d\n]*\u201d|\u201e[^\u201c\u201d\n]*[\u201c\u201d]|\u00ab[^\u00bb\n]*\u00bb"
    r"|(?<!\w)\u2018[^\n]*?\u2019(?!\w)|(?<!\w)'[^\n]*?\S'(?!\w)"
)
_LONGEST = max(map(len, _NEVER_LAST | _MAYBE_LAST))
_WHOLE = frozenset({"heading", "title"})


@fact
def sentences(page: Page) -> tuple[Sentence, ...]:
    """The sentences of all passages in their order; a heading or a title is one, whatever stands in it."""
    found: list[Sentence] = []
    for index, passage in enumerate(page.passages):
        text, start = passage.text, 0
        for end in _stops(text) if passage.kind not in _WHOLE else ():
            found.append(Sentence(passage, index, start, end.start() + len(end[0].rstrip())))
            start = end.end()
        if start < len(text):
            found.append(Sentence(passage, index, start, len(text)))
    return tuple(found)


def quoted(text: str) -> list[tuple[int, int]]:
    """Where text stands in quotation marks, straight or curly, the marks included."""
    return [found.span() for found in _QUOTES.finditer(text)]


def _stops(text: str) -> Iterator[re.Match[str]]:
    """What ends the sentences of `text`, with the blanks after it, but for the last."""
    for found in _END.finditer(text):
        if found[0][0] != "." or _full_stop(text, found):
            yield found


def _full_stop(text: str, found: re.Match[str]) -> bool:
    """Whether a dot ends a sentence: not after an initial, an abbreviation or the number of a list item."""
    start = text.rfind(" ", 0, found.start()) + 1
    word = text[start : found.start()].lstrip(_OPENING)
    if len(word) > _LONGEST:
        return True
    low = word.lower()
    if low in _NEVER_LAST or (start == 0 and word.isdigit()):
        return False
    if low in _MAYBE_LAST or (len(word) == 1 and word.isalpha()) or _initials(word):
        after = _NEXT.match(text, found.end())
        return after is not None and after[1].lower() in _OPENERS
    return True


def _initials(word: str) -> bool:
    """`U.S`, `J.R.R`, `z.B`: single letters with dots between them."""
    return "." in word and all(len(part) == 1 and part.isalpha() for part in word.split("."))
