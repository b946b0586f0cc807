"""Image credits in the front matter of a page, under names that the caller knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from doclint.facts.credits import Credit, Image, Origin, cover, credits, images
from doclint.lazy import regex
from doclint.page import Page, Span

_MARKS = regex(r"[\W_]+")
_LINK = regex(
    r"\[(?P<text>[^\[\]]*)\]\((?P<target>[^\s()]+)\)"
    r"|<a\b[^>]*?\bhref=[\"']?(?P<href>[^\"'\s>]+)[^>]*>(?P<words>[^<]*)"
    r"|(?P<bare>https?://[^\s<>\"')\]]+)"
)
_DEEPEST = 3
"""`cover: {image: {credit: ...}}`: no theme nests its fields deeper"""


class Fields(Struct, frozen=True):
    """Names of fields, in small letters without marks: `image_credit` is `imagecredit`, `cover: caption:` is
    `covercaption`."""

    pictures: frozenset[str]
    credits: frozenset[str]

    @classmethod
    def of(cls, pictures: Iterable[str], credits: Iterable[str]) -> Fields:
        """The names as people write them, in the form in which they are compared."""
        return cls(frozenset(map(_plain, pictures)), frozenset(map(_plain, credits)))


def stated(page: Page, fields: Fields) -> tuple[Credit, ...]:
    """All image credits of a page: those in its text and the one in its front matter."""
    given = _given(page, fields)
    return (given, *credits(page)) if given else credits(page)


def pictured(page: Page, fields: Fields) -> Image | None:
    """The picture that the front matter names."""
    found = next(_values(page, fields.pictures), None)
    return Image(found[0], "", found[1]) if found else None


def _given(page: Page, fields: Fields) -> Credit | None:
    values = list(_values(page, fields.credits))
    if not values:
        return None
    origins = tuple(origin for text, span in values for origin in _origins(text, span))
    words = " ".join(_LINK.sub(_shown, text) for text, _ in values)
    return Credit(values[0][1], words, origins, pictured(page, fields) or cover(images(page)))


def _shown(link: re.Match[str]) -> str:
    return link["text"] or link["words"] or ""


def _origins(text: str, span: Span) -> Iterator[Origin]:
    for link in _LINK.finditer(text):
        name = next(name for name in ("target", "href", "bare") if link[name])
        start = span.start + link.start(name)
        yield Origin(link[name], _shown(link), Span(start, start + len(link[name])))


def _values(page: Page, names: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """The texts of the fields with these names, and where they stand; a text that YAML folds is not found."""
    span = page.front_matter_span
    for name, value in _flat(page.front_matter, "", _DEEPEST) if span else ():
        start = page.source.find(value, 0, span.end) if span and name in names and value.strip() else -1
        if start >= 0:
            yield value, Span(start, start + len(value))


def _flat(values: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = above + _plain(key)
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict) and depth > 1:
            yield from _flat(value, name, depth - 1)


def _plain(name: str) -> str:
    return _MARKS.sub("", str(name)).lower()
