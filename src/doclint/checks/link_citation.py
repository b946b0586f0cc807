"""Statements that rest on the front page of a site: nobody can check them there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from doclint.facts.folding import WORD, folded, mentions, spaced
from doclint.facts.language import language
from doclint.lazy import regex
from doclint.page import Link, Page, Passage
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """How a page says that something is evidence."""

    headings: tuple[str, ...] = ()
    """words of headings and lead-ins under which every item is a claim about the world"""
    sources: tuple[str, ...] = ()
    """how a text ends, in small letters, before a link that is the source of what it says"""
    signposts: tuple[str, ...] = ()
    """texts of links that only show the way"""
    listings: tuple[str, ...] = ()
    """words of headings and lead-ins under which a site is listed with its front page"""
    front: tuple[str, ...] = ()
    """paths that are front pages too"""


_NEAR = 400
"""characters beside a link that tell whether it is a source"""


class Place(Struct, frozen=True):
    """A link to a front page and what stands around it."""

    link: Link
    passages: Sequence[Passage]
    at: int
    """which of the passages the link stands in"""
    start: int
    """where the link's words begin in the passage"""

    @property
    def before(self) -> str:
        """The passage's text just before the link."""
        return self.passages[self.at].text[max(0, self.start - _NEAR) : self.start]

    @property
    def after(self) -> str:
        """The passage's text just behind the link."""
        end = self.start + len(self.link.text)
        return self.passages[self.at].text[end : end + _NEAR]

    def lead(self) -> str:
        """The words of the headings above and of the line that introduces the list, spaced."""
        return spaced(" . ".join([*self.passages[self.at].headings, _lead(self.passages, self.at)]))


class Reading(Struct, frozen=True):
    """Whether a place is a citation, by the words of one rule."""

    params: Params

    def cites(self, place: Place) -> bool:
        """Whether what the passage says rests on the link."""
        if _BRACKETS.sub("", folded(place.before)).endswith(self.params.sources):
            return not self._shows_the_way(place.link)
        if not _in_brackets(place) or len(WORD.findall(place.before)) < _STATEMENT or self._shows_the_way(place.link):
            return False
        lead = place.lead()
        if mentions(lead, self.params.headings):
            return True
        return not mentions(lead, self.params.listings) and not _presented(place)

    def _shows_the_way(self, link: Link) -> bool:
        """The link says no more than that there is a site."""
        text = link.text.strip()
        return "/" in text or (len(text.split()) <= 3 and bool(mentions(spaced(text), self.params.signposts)))


NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()

_STATEMENT = 5
"""words that a statement has at least"""

_BRACKETS = regex(r"[\s(\[*_\"']+$")
"""what may stand between the words that announce a source and the link"""

_NAME = regex(r"(?:\b[A-Z]\w*|\d)[\])]*\s*\($")
"""a name right before the bracket"""

_CLOSED = regex(r"\s*\)\s*[.;,]?\s*$|\s*\)[.;]\s")


def prepare(rules: Sequence[Rule], words: Words) -> tuple[tuple[Rule, Reading], ...]:
    """Each rule with its reading."""
    return tuple((rule, Reading(rule.params)) for rule in rules)


def check(page: Page, site: Site, compiled: tuple[tuple[Rule, Reading], ...]) -> Iterator[Hit]:
    """A hit for every front page that a statement on the page rests on."""
    for rule, reading in compiled:
        links = [link for link in page.links if not link.image and _front(link.href, rule.params.front)]
        if not links or language(page) != "en":
            continue
        for place in _places(page, links):
            if reading.cites(place):
                yield Hit(rule, place.link.target or place.link.span, {"host": urlsplit(place.link.href).netloc})


def _front(href: str, also: Sequence[str]) -> bool:
    """Whether an address is a site's front page: no path, and no question but where the reader came from."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    asked = [key for key, _ in parse_qsl(parts.query) if not key.startswith("utm_")]
    path = parts.path.strip("/").lower()
    return parts.scheme in ("http", "https") and not (asked or parts.fragment) and (not path or path in also)


def _places(page: Page, links: Sequence[Link]) -> Iterator[Place]:
    passages = [one for one in page.passages if one.pieces]
    at = 0
    for link in sorted(links, key=lambda link: link.span):
        while at < len(passages) and passages[at].extent.end < link.span.start:
            at += 1
        if at < len(passages) and (start := _start(passages[at], link)) is not None:
            yield Place(link, passages, at, start)


def _start(passage: Passage, link: Link) -> int | None:
    """Where the link's words begin in the passage."""
    inside = range(link.span.start, link.span.end)
    return next((at for place in inside if (at := passage.offset(place)) is not None), None)


def _lead(passages: Sequence[Passage], at: int) -> str:
    """The line that introduces the list of `passages[at]`: it ends in a colon."""
    if passages[at].kind != "item":
        return ""
    above = at - 1
    while above >= 0 and passages[above].kind == "item":
        above -= 1
    text = passages[above].text.rstrip() if above >= 0 and passages[above].kind == "paragraph" else ""
    return text if text.endswith(":") else ""


def _in_brackets(place: Place) -> bool:
    """Whether the link stands alone in round brackets at the end of a statement."""
    return place.before.rstrip().endswith("(") and _CLOSED.match(place.after) is not None


def _presented(place: Place) -> bool:
    """Whether the link presents somebody whom the statement has just named, or speaks of, and proves nothing."""
    if _NAME.search(place.before):
        return True
    host = urlsplit(place.link.href).netloc.lower().removeprefix("www.").partition(".")[0].replace("-", "")
    names = {folded(place.link.text).strip(), host}
    said = folded(place.before)
    return any(name and (name in said or name in re.sub(r"[\W_]", "", said)) for name in names)
