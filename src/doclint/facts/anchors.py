"""The places on a page that a link can lead to: ids of headings and ids written by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from doclint.facts import fact
from doclint.lazy import regex
from doclint.page import Heading, Page, Span

_MARKDOWN = (".md", ".mdx")
_BRACES = regex(r"\{[^{}\n]*+\}")
_NAMED = regex(r"#([^\s{}#]++)[^#]*+$")
_TARGET = regex(r"^ *\(([^()\s]+)\)= *$", re.MULTILINE)
_STAYING = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Me", "Nd", "Pc", "Cs"})
"""categories of Unicode; the last are bytes that are no text"""
_CIRCLED = (
    ("\u24b6", "\u24e9"),
    ("\U0001f130", "\U0001f149"),
    ("\U0001f150", "\U0001f169"),
    ("\U0001f170", "\U0001f189"),
)
"""letters in circles and squares, which are alphabetic, too"""
_MADE = regex(r"\bid=\{(?!\s*[\"'`])")


class Anchor(Struct, frozen=True):
    """An id and where it comes from."""

    id: str
    span: Span
    text: str = ""
    """the heading's text; empty for an id written into HTML or braces"""
    level: int = 0
    """1 to 6 for a heading written in Markdown, else 0"""


class Anchors(Struct, frozen=True):
    """All ids of a page that can be read from its text."""

    known: tuple[Anchor, ...]
    more: bool
    """the page makes ids by script, or shows parts made elsewhere, so that it may have more"""
    parts: tuple[str, ...] = ()
    """pages that it takes in, as written in the import; their ids are its own too"""


@fact
def anchors(page: Page) -> Anchors:
    """The ids of a page by the rules of github-slugger, which GitHub and Docusaurus share.

    In MDX an explicit id takes the place of the heading's own and is not counted among the duplicates, and a heading
    written in HTML has none of its own (Docusaurus 3.10, remark/headings). Elsewhere an explicit id may be no syntax at
    all, so both ids are given.
    """
    parts = tuple(address for _, address in page.imports if address.lower().endswith(_MARKDOWN))
    scripted = "id={" in page.source and _MADE.search(page.source) is not None
    return Anchors((*_headings(page), *_written(page)), scripted or _shows_parts(page), parts)


def _shows_parts(page: Page) -> bool:
    """Whether a component of the site's own stands there without a word or setting, so that all it shows is its own."""
    made = [
        name
        for name, address in page.imports
        if not address.lower().startswith("@theme/") and not address.lower().endswith(_MARKDOWN)
    ]
    return any(f"<{name} />" in page.source or f"<{name}/>" in page.source for name in made if name[:1].isupper())


def _headings(page: Page) -> Iterator[Anchor]:
    slugs: dict[str, int] = {}
    for heading in page.headings:
        level = 0 if heading.html else heading.level
        if heading.explicit:
            yield Anchor(heading.explicit, heading.span, heading.text, level)
        if not (heading.explicit or heading.html) or page.dialect != "mdx":
            yield Anchor(_numbered(slug(_text(heading, page)), slugs), heading.span, heading.text, level)


def slug(text: str) -> str:
    """A heading's id as github-slugger 2 makes it; equal ones are not numbered yet."""
    return "".join(map(_slugged, text.lower()))


@cache
def _slugged(character: str) -> str:
    """What becomes of one character: a blank is a hyphen; letters, marks, digits and what joins words stay.

    That is what the table of github-slugger comes to: the port 0.0.3 for Python keeps the same of all characters of
    Unicode, but for letters that are younger than its table.
    """
    if character in " -":
        return "-"
    circled = any(first <= character <= last for first, last in _CIRCLED)
    return character if circled or unicodedata.category(character) in _STAYING else ""


def _numbered(slug: str, taken: dict[str, int]) -> str:
    """`slug`, or `slug-1` and so on where it is taken already; `taken` keeps the last number of each."""
    result = slug
    while result in taken:
        taken[slug] += 1
        result = f"{slug}-{taken[slug]}"
    taken[result] = 0
    return result


def _text(heading: Heading, page: Page) -> str:
    """What the slug is made of: outside MDX `{#id}` counts as text, in MDX pictures give their alternative text."""
    if page.dialect == "mdx":
        return _pictured(heading, page)
    if heading.explicit and "{#" + heading.explicit + "}" in page.source[heading.span.start :].split("\n", 1)[0]:
        return f"{heading.text} {heading.explicit}"
    return heading.text


def _pictured(heading: Heading, page: Page) -> str:
    """A heading's text with the alternative text of its pictures (mdast-util-to-string)."""
    start = page.source.rfind("\n", 0, heading.span.start) + 1
    stop = page.source.find("\n", heading.span.end)
    end = stop if stop >= 0 else len(page.source)
    if "![" not in page.source[start:end]:
        return heading.text
    text, passage = heading.text, next(one for one in page.passages if one.extent == heading.span)
    for image in reversed([link for link in page.links if link.image and start <= link.span.start < end]):
        if image.span.end <= heading.span.start:
            text = image.text + page.source[image.span.end : heading.span.start] + text
        elif image.span.start >= heading.span.end:
            text += page.source[heading.span.end : image.span.start] + image.text
        elif (at := passage.offset(image.span.end)) is not None:
            text = text[:at] + image.text + text[at:]
    return text


def _written(page: Page) -> Iterator[Anchor]:
    """Ids of HTML elements; outside MDX also those that some generators take from braces, or, MyST, from `(name)=`."""
    for name in page.anchors:
        yield Anchor(name, _place(page.source, name))
    if page.dialect != "mdx" and "{" in page.source:
        for braces in _BRACES.finditer(page.source):
            if found := _NAMED.search(page.source, braces.start(), braces.end()):
                yield Anchor(found[1], Span(*found.span(1)))
    if page.dialect != "mdx" and ")=" in page.source:
        for target in _TARGET.finditer(page.source):
            yield Anchor(target[1], Span(*target.span(1)))


def _place(source: str, name: str) -> Span:
    start = max(source.find(name), 0)
    return Span(start, start + len(name))
