"""What a page is made of: places in the source, the text a reader sees, and links."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

_AT = attrgetter("at")


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of `Page.source`."""

    start: int
    end: int


class Piece(Struct, frozen=True):
    """One run of a passage's text and where it stands in the source.

    When `end - start` equals the length of the run, the two are equal character for character (a newline reads as a
    space); otherwise (an entity, an escape, a line break with the indentation after it) the whole run stands for the
    whole of `start` to `end`.
    """

    at: int
    """offset in the passage's text"""
    start: int
    end: int


class Passage(Struct, frozen=True):
    """A block of text without markup: what a reader sees, and the way back to the source."""

    text: str
    kind: str
    """heading, paragraph, item, cell, quote, caption, title (of an admonition or a `<summary>`), footnote"""
    pieces: tuple[Piece, ...]
    headings: tuple[str, ...] = ()
    """the headings above, outermost first"""
    level: int = 0
    """1 to 6 for a heading, else 0"""

    @property
    def extent(self) -> Span:
        """From the first to the last character of the source that belongs to this text."""
        if not self.pieces:
            return Span(0, 0)
        return Span(self.pieces[0].start, self.pieces[-1].end)

    def span(self, start: int, end: int) -> Span:
        """The source characters behind `text[start:end]` (markup between them included)."""
        whole = self.pieces[0]
        if len(self.pieces) == 1 and whole.end - whole.start == len(self.text):  # asked for most, and at once
            return Span(whole.start + start, whole.start + end)
        first = bisect_right(self.pieces, start, key=_AT) - 1
        last = max(bisect_left(self.pieces, end, key=_AT) - 1, 0)
        return Span(self._behind(first, start), self._behind(last, end, at_end=True))

    def offset(self, place: int) -> int | None:
        """The offset in `text` of a source character, or None where the character is markup."""
        index = bisect_right(self.pieces, place, key=lambda piece: piece.start) - 1
        if index < 0 or place >= self.pieces[index].end:
            return None
        piece = self.pieces[index]
        return piece.at + (place - piece.start if self._exact(index) else 0)

    def _exact(self, index: int) -> bool:
        piece, after = self.pieces[index], index + 1
        stop = self.pieces[after].at if after < len(self.pieces) else len(self.text)
        return piece.end - piece.start == stop - piece.at

    def _behind(self, index: int, offset: int, at_end: bool = False) -> int:
        piece = self.pieces[index]
        if self._exact(index):
            return piece.start + offset - piece.at
        return piece.end if at_end else piece.start


class Link(Struct, frozen=True):
    """A link or an image, as written in Markdown, HTML or JSX."""

    href: str
    """the address with entities and backslash escapes resolved; of a bare `www.` one with `http://` before it"""
    text: str
    """the link's words without markup; for an image its alternative text"""
    span: Span
    """the whole link, `[text](href)` or `<a href=...>`"""
    target: Span | None
    """the characters of the address; for a reference link those in the definition"""
    image: bool = False
    html: bool = False
    """written as HTML or JSX, so that no Markdown rule of the site generator applies"""


class Masked(Struct, frozen=True):
    """Source characters that are not prose."""

    kind: str
    """front-matter, code, math, comment, html, mdx, definition, directive, template or address"""
    span: Span


def apart(masked: Iterable[Masked]) -> tuple[Masked, ...]:
    """What is masked in order and without overlaps: of two that begin together the longer one."""
    found: list[Masked] = []
    at = 0
    for mask in sorted(masked, key=lambda mask: (mask.span.start, -mask.span.end)):
        if mask.span.end > at:
            start = max(mask.span.start, at)
            found.append(mask if start == mask.span.start else Masked(mask.kind, Span(start, mask.span.end)))
            at = mask.span.end
    return tuple(found)


class Heading(Struct, frozen=True):
    """A heading as the site generator sees it."""

    text: str
    level: int
    span: Span
    """the heading's text in the source"""
    explicit: str | None = None
    """an id written by hand: `{#id}`, `{/* #id */}`, `<h2 id=...>`"""
    html: bool = False


class Directive(Struct, frozen=True):
    """The opening line of a `:::` block that also has a closing line."""

    keyword: str
    """the word after the colons, as written: note, tip, ...; "" for `::: {.class}`"""
    title: str
    """the title without markup, "" if none is written"""
    title_form: str
    """how the title is written: "space" (`:::note Title`), "brackets" (`:::note[Title]`), or "" if there is none"""
    span: Span
    """the opening line"""


class Problem(Struct, frozen=True):
    """Something that keeps part of a page from being read, with the words to say so."""

    kind: str
    """front-matter, too-deep, too-large"""
    span: Span
    note: str
