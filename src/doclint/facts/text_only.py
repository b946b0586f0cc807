"""The source of a page with everything that is not text blanked out, character for character."""

from __future__ import annotations

from doclint.facts import passing
from doclint.lazy import regex
from doclint.page import Page

NOT_TEXT = frozenset({"code", "math", "comment", "address", "definition", "mdx", "template"})
BLANK = "#"
"""stands for every character that is not text: neither a letter nor a space"""
_BEYOND = regex(r"[^\x00-\x7f]+")


@passing
def beyond_ascii(page: Page) -> str:
    """The characters of the source that are not ASCII, in their order: few, so that it is soon told of what kind."""
    return "" if page.source.isascii() else "".join(_BEYOND.findall(page.source))


def text_only(page: Page, kinds: frozenset[str] = NOT_TEXT, targets: bool = False) -> str:
    """The source, blank where `kinds` (see `Masked.kind`) stand and, unless `targets`, in addresses."""
    hidden = [masked.span for masked in page.masked if masked.kind in kinds]
    hidden += [] if targets else [link.target for link in page.links if link.target]
    parts, at = [], 0
    for start, end in sorted(hidden):
        if end > at:
            parts += [page.source[at:start], BLANK * (end - max(start, at))]
            at = end
    return "".join([*parts, page.source[at:]])
