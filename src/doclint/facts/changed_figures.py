"""Figures, dates and ranks that cannot both be right of what two sentences say in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.facts.quantities import differ
from doclint.facts.rewording import Comparison, Edit, Facing
from doclint.facts.wording import Token
from doclint.lazy import regex

CONTEXT = 3
"""words in a row, the figure among them, that must be the same in both sentences"""
FEW = 2
"""edits besides the figures with which two sentences still say the same of the same thing"""

Place = tuple[str, tuple[int, int], tuple[int, int]]
"""the part of a sentence that changed, and where: in the new and in the old sentence"""

_DATES = frozenset({"year", "month", "day"})
_UPDATED = regex(
    r"\b(?:as of|as at|until|till|up to|to date|updated|checked|modified|reviewed|retrieved|accessed|archived"
    r"|copyright|current(?:ly)?|now|census|estimated?|estimates?|effective|today)\b[^.;]*$|(?:©|\(c\))[^.;]*$",
    re.IGNORECASE,
)
"""words before a date that make it the date of the statement, not part of what it states"""
_REACH = 40
"""characters before a date in which such a word is looked for"""
_CLAUSE = regex(r"[,;:()]\s")
_LEFT = regex(r"\s*(?:away|left|remaining|to go|from now)\b")
_UNTIL = regex(r"\s*(?:from|until|till)\b")
_BEING = regex(r"\b(?:am|are|is|'s|'re|’s|’re)\s(?:[a-z]+\s){0,2}[*_]*$")
_AGO = regex(r"\s*(?:ago|old)\b")
_NAMING = 4
"""letters from which a word can name a thing"""


def figures(pair: Comparison) -> Iterator[Place]:
    """The figures that contradict each other."""
    turned = [facing for facing in pair.facing if facing.old.word != facing.new.word]
    yield from _limited(pair)
    dates = [facing for facing in turned if facing.old.kind in _DATES]
    if dates or _dated(pair.before) != _dated(pair.after):
        yield from _moved(pair, turned, dates)
        return
    elsewhere = [_reach(pair.new, edit.come) for edit in pair.edits if _things(edit)]
    members = pair.new.count(", ") - pair.old.count(", ")
    for facing in turned:
        other = any(start <= facing.new.start < end for start, end in elsewhere)
        if (
            facing.run >= CONTEXT
            and not other
            and not _passed(pair, facing)
            and (part := _part(facing, members, len(pair.edits)))
        ):
            yield part, *_spans(facing)


def _limited(pair: Comparison) -> Iterator[Place]:
    """A figure that became a limit (`up to 30`), or was one, and nothing else changed."""
    for facing in pair.facing:
        one, other = facing.old.quantity, facing.new.quantity
        same = one and other and facing.old.word == facing.new.word and not pair.edits
        if same and one and other and {one.bound, other.bound} == {"exact", "less"}:
            yield "scope", (other.outset, other.end), (one.outset, one.end)


def _moved(pair: Comparison, turned: list[Facing], dates: list[Facing]) -> Iterator[Place]:
    """The first date that changed, where nothing else did: the date of an event, or a statement with a new date."""
    if dates and dates[0].run >= CONTEXT and len(dates) == len(turned) and not pair.edits:
        asserted = not any(_UPDATED.search(pair.new[: date.new.start][-_REACH:]) for date in dates)
        yield "date" if asserted else "redated", *_spans(dates[0])


def _passed(pair: Comparison, facing: Facing) -> bool:
    """Whether time has gone by between the two: less is left until something, or it is longer ago."""
    one, other = facing.old.quantity, facing.new.quantity
    if not one or not other or not one.measure == other.measure == "time":
        return False
    rest = pair.new[other.end :].lstrip("*_")
    left = _LEFT.match(rest) or (_UNTIL.match(rest) and _BEING.search(pair.new[: other.outset]))
    return bool(other.high <= one.high if left else _AGO.match(rest) and other.low >= one.low)


def _part(facing: Facing, members: int, edits: int) -> str:
    """Which part of the sentence a figure that changed makes wrong, if any."""
    one, other = facing.old.quantity, facing.new.quantity
    if not one or not other:
        return "ordinal" if edits < FEW else ""
    counted = members and not one.measure and other.low - one.low == members
    if counted:
        return ""
    if differ(one, other):
        return "number"
    moved = one.bound == other.bound != "exact" and differ(one._replace(bound="exact"), other._replace(bound="exact"))
    return "bound" if moved and edits < FEW else ""


def _spans(facing: Facing) -> tuple[tuple[int, int], tuple[int, int]]:
    return (facing.new.start, facing.new.end), (facing.old.start, facing.old.end)


def _dated(tokens: tuple[Token, ...]) -> set[tuple[str, str]]:
    return {(token.kind, token.word) for token in tokens if token.kind in ("year", "month")}


def _things(edit: Edit) -> bool:
    """Whether words that can name a thing gave way to others, so that a figure near them speaks of another thing."""
    return all(any(len(token.key) >= _NAMING for token in side) for side in (edit.gone, edit.come))


def _reach(text: str, words: tuple[Token, ...]) -> tuple[int, int]:
    """The part of a sentence that words speak of: all of it if one is a name, else their clause."""
    if any(text[word.start].isupper() for word in words):
        return 0, len(text)
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    return max(e for e in ends if e <= words[0].start), min(e for e in ends if e >= words[-1].end)
