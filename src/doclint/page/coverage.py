"""What is left of a page when passages and masked spans are taken out: marks and blank space."""

from __future__ import annotations

from collections.abc import Iterable

from doclint.page.text import Masked, Passage, Span


def complete(masked: Iterable[Masked], passages: Iterable[Passage], length: int) -> tuple[Masked, ...]:
    """`masked` in order and without overlaps, and "markup" for every character that nothing else covers."""
    kept = _apart(masked)
    spans = sorted(
        [span for _, span in ((mask.kind, mask.span) for mask in kept)]
        + [Span(piece.start, piece.end) for passage in passages for piece in passage.pieces]
    )
    gaps: list[Masked] = []
    at = 0
    for start, end in [*spans, Span(length, length)]:
        if start > at:
            gaps.append(Masked("markup", Span(at, start)))
        at = max(at, end)
    return tuple(sorted([*kept, *gaps], key=lambda mask: mask.span))


def _apart(masked: Iterable[Masked]) -> list[Masked]:
    found: list[Masked] = []
    at = 0
    for mask in sorted(masked, key=lambda mask: (mask.span.start, -mask.span.end)):
        if mask.span.end > at:
            start = max(mask.span.start, at)
            found.append(mask if start == mask.span.start else Masked(mask.kind, Span(start, mask.span.end)))
            at = mask.span.end
    return found
