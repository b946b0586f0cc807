"""Which characters of a page are not prose."""

from __future__ import annotations

from bisect import bisect_left

from doclint.page import Page, Span


def masked(page: Page, span: Span, *kinds: str) -> bool:
    """Whether some of `span` stands in code, in a comment or whatever `kinds` names (see `Masked.kind`)."""
    masks = page.masked
    first = bisect_left(masks, span.start, key=lambda mask: mask.span.end)
    for mask in masks[first:]:
        if mask.span.start >= span.end:
            break
        if mask.kind in kinds and mask.span.end > span.start:
            return True
    return False
