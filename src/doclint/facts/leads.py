"""The paragraphs with which a page introduces its subject, as bags of stems."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from doclint.facts import fact
from doclint.facts.masks import masked
from doclint.facts.topics import stems
from doclint.lazy import regex
from doclint.page import Page, Passage, Span

FEWEST = 12
"""different stems below which two paragraphs are alike by chance"""
MOST = 6
"""paragraphs of an introduction that are looked at, so that a long page without headings costs little"""
_SUBJECT = 6
"""stems of a title that can be a name"""
_LETTERS = 4
"""of a stem that says something"""
_SIGN = regex(r"[/@_\\]")
_CODE = regex(rf"\S*{_SIGN.pattern}\S*")
"""paths and names out of code are no words of the text"""


class Lead(Struct, frozen=True):
    """A paragraph before the first section that names the subject of the page."""

    span: Span
    stems: tuple[str, ...]
    """in their order"""


def content(words: tuple[str, ...]) -> frozenset[str]:
    """The stems that say something."""
    return frozenset(word for word in words if len(word) >= _LETTERS)


def prose(page: Page, passage: Passage) -> tuple[str, ...]:
    """The stems of a paragraph of running text, in their order; none where it holds code or tags, or is short."""
    text = passage.text
    if passage.kind != "paragraph" or len(text) < 4 * FEWEST or "<" in text or ":::" in text:
        return ()
    words = tuple(stems(_CODE.sub(" ", text) if _SIGN.search(text) else text))
    if len(content(words)) < FEWEST or masked(page, passage.extent, "code", "template"):
        return ()
    return words


def telling(page: Page) -> frozenset[str]:
    """The stems of the title that tell what the page is about; those of three letters only where there are none. Of a
    title that is a whole sentence none: it names no subject."""
    words = tuple(stems(page.title))
    found = content(words) or frozenset(words)
    return found if len(found) <= _SUBJECT else frozenset()


def alike(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    """Whether two sets share at least this part of all that is in them (Jaccard's index)."""
    sizes = len(one), len(other)
    if min(sizes) / (max(sizes) or 1) < least:  # they share no more than the smaller one has
        return False
    shared = len(one & other)
    return shared / (sum(sizes) - shared or 1) >= least


@fact
def leads(page: Page) -> tuple[Lead, ...]:
    """The paragraphs of the introduction, those that do not name the subject left out."""
    subject = telling(page)
    found = (Lead(one.extent, prose(page, one)) for one in _introduction(page, subject)) if subject else ()
    return tuple(one for one in found if not subject.isdisjoint(one.stems))[:MOST]


def _introduction(page: Page, subject: frozenset[str]) -> Iterator[Passage]:
    """What stands before the first heading that is not the page's own."""
    for passage in page.passages:
        if passage.level > 1 or (passage.level and subject.isdisjoint(stems(passage.text))):
            return
        yield passage
