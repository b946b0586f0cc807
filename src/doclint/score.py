"""A page's score: how much of it resembles what is rare on pages that people are known to have written."""

from __future__ import annotations

from typing import Literal

import msgspec

Band = Literal["abstained", "none", "review", "strong"]

BANDS: dict[Band, str] = {
    "strong": "strong",
    "review": "to review",
    "none": "below",
    "abstained": "too short to tell",
}
"""the bands, highest first, in words"""

REMARK = (
    "The score measures resemblance to patterns that are rare on pages that people wrote. "
    "It does not identify an author, and a low score does not clear a page."
)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """What one signal adds to a page's score, and the lines that it rests on."""

    signal: str
    family: str
    points: int
    line: int
    """first line, from 1"""
    end_line: int
    quote: str
    value: float
    """the signal on this page, in the signal's own unit"""
    p95: float
    """what 95 in 100 pages by people stay below"""
    p99: float
    elsewhere: tuple[str, ...] = ()
    """`path:line` on other pages, for signals that compare pages"""

    def told(self) -> str:
        """How rare it is, in words."""
        if self.family == "leftovers":
            return "left behind"
        return f"{self.value:g}; 95 in 100 pages by people have at most {self.p95:g}"


class PageScore(msgspec.Struct, frozen=True, kw_only=True):
    """One page's score with all its points; their sum, capped by family, is the score."""

    path: str
    words: int
    score: int
    highest: int
    """the most that a page can have"""
    band: Band
    families: dict[str, int]
    points: tuple[Point, ...]
