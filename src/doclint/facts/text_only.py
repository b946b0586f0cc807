"""The source of a page with everything that is not text blanked out, character for character."""

from __future__ import annotations

from doclint.page import Page

NOT_TEXT = frozenset({"code", "math", "comment", "address", "definition", "mdx", "template"})
BLANK = "#"
"""stands for every character that is not text: neither a letter nor a space"""


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
