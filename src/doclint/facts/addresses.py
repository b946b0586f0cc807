"""What an address says of a picture by its words alone."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from doclint.facts.topics import stem
from doclint.lazy import regex

_PART = regex(r"[^\W_]+")
_CAMEL = regex(r"[A-Za-z][a-z]{2,}(?:[A-Z][a-z]{2,})+")
_HUMP = regex(r"[A-Z]?[a-z]+")
_ENDING = regex(r"\.\w{2,5}$")


class Addresses(Struct, frozen=True):
    """What is known of addresses: stems that name no subject, addresses of people, addresses of many pictures."""

    generic: frozenset[str]
    profiles: tuple[str, ...]
    """`host/segment/*`: a star stands for one segment or part of it; `*` as host for any"""
    albums: frozenset[str]

    def subject(self, href: str) -> dict[str, str]:
        """The words in the path of an address that may name its subject, by stem: no ids, dates or section names."""
        words = [word for segment in _segments(href) for word in _words(segment) if len(word) > 2]
        found = {stem(word): word for word in reversed(words)}
        return {name: found[name] for name in dict.fromkeys(map(stem, words)) if name not in self.generic}

    def names_picture(self, href: str) -> bool:
        """Whether an address may lead to one picture or article: neither a site's front page, a person nor an album."""
        segments = _segments(href)
        if not segments or any(_matches(href, pattern) for pattern in self.profiles):
            return False
        return not self.albums & {part.lower() for segment in segments for part in _PART.findall(segment)}


@lru_cache(256)
def _segments(href: str) -> tuple[str, ...]:
    """The path of an address on the web, asked about with one pattern after the other."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ()
    if parts.scheme not in ("http", "https", "") or not parts.netloc:
        return ()
    return tuple(unquote(segment) for segment in parts.path.split("/") if segment)


def _words(segment: str) -> Iterator[str]:
    """The words of one segment; what holds a digit, or capitals without order, is an id, a date or a hash."""
    for part in _PART.findall(_ENDING.sub("", segment)):
        if part.isalpha() and part in (part.lower(), part.upper(), part.title()):
            yield part
        elif _CAMEL.fullmatch(part):
            yield from _HUMP.findall(part)


def _matches(href: str, pattern: str) -> bool:
    host, *wanted = pattern.split("/")
    segments = _segments(href)
    if len(segments) != len(wanted):
        return False
    here = (urlsplit(href.strip()).hostname or "").removeprefix("www.")
    return (host == "*" or here == host or here.endswith("." + host)) and all(map(fnmatchcase, segments, wanted))
