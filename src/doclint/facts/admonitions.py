"""Titles of `:::` blocks that stand after a blank, and how they are written in brackets."""

from __future__ import annotations

import re

from msgspec import Struct

from doclint.facts import fact
from doclint.lazy import regex
from doclint.page import Page, Span


class SpacedTitle(Struct, frozen=True):
    """`:::note Title`: from the colons to the end of the title, and the same in brackets, where that is sure."""

    span: Span
    bracketed: str
    """`:::note[Title]`; "" where a bracket, a backslash or a brace in the title would change what it is"""
    safe: bool
    """it reads as before"""


_LINE = regex(r"(:{3,}[A-Za-z][\w-]*)[ \t]+(\S(?:[^\n]*\S)?)")


@fact
def spaced_titles(page: Page) -> tuple[SpacedTitle, ...]:
    """The opening lines with a title after a blank, in their order. `::: note Title` is no block to begin with."""
    if ":::" not in page.source:
        return ()
    forms = (one.span for one in page.directives if one.title_form == "space")
    found = (_LINE.search(page.source, span.start, span.end) for span in forms)
    return tuple(_spaced(line) for line in found if line)


def _spaced(line: re.Match[str]) -> SpacedTitle:
    title = line[2]
    enclosed = title[0] == "[" and title[-1] == "]" and _balanced(title[1:-1])
    bracketed = "" if "{" in title or "}" in title or not _balanced(title) else f"[{title}]"
    return SpacedTitle(
        Span(*line.span()), f"{line[1]}{title if enclosed else bracketed}" if bracketed else "", not enclosed
    )


def _balanced(title: str) -> bool:
    """Whether brackets in the title leave the pair around it alone: remark-directive counts them, those in code too."""
    depth, escaped = 0, False
    for letter in title:
        if escaped or letter == "\\":
            escaped = not escaped
        else:
            depth += (letter == "[") - (letter == "]")
            if depth < 0:
                return False
    return depth == 0 and not escaped
