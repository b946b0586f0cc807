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
    r"\b(?:as of|as at|until|till|up to|to date|current(?:ly)?|now|census|estimated?|estimates?|effective|today)\b"
    r"[^.;]*$",
    re.IGNORECASE,
)
"""words before a date that make it the date of the statement, not part of what it states"""
STAMP = regex(
    r"(?:\b(?:updated|checked|modified|edited|revised|reviewed|retrieved|accessed|archived|generated|copyright)\b|©|\(c\))"
    r"[^.;]*$",
    re.IGNORECASE,
)
"""words before a date that is there to be changed: it says when somebody looked, and no more"""
_COMMENT = "-->"
"""the end of a comment that a blank line broke in two; no reader sees what stands before it"""
_APART = regex(r"[^\s,]")
"""what stands between two dates, not between the parts of one"""
REACH = 40
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
    if any(facing.old.kind == "number" for facing in turned):
        return  # another step, version or unit: another thing is spoken of
    yield from _limited(pair)
    yield from _flipped(pair)
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
            and not _joined(pair, facing)
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


def _flipped(pair: Comparison) -> Iterator[Place]:
    """A limit that was turned round: `at least 40` became `at most 40`, and little else changed."""
    for facing in pair.facing if len(pair.edits) < FEW else ():
        one, other = facing.old.quantity, facing.new.quantity
        same = one and other and facing.old.word == facing.new.word and facing.run >= CONTEXT
        if same and one and other and {one.bound, other.bound} == {"more", "less"}:
            yield "number", (other.outset, other.end), (one.outset, one.end)


def _moved(pair: Comparison, turned: list[Facing], dates: list[Facing]) -> Iterator[Place]:
    """The first date that changed, where nothing else did: the date of an event, or a statement with a new date."""
    begin = pair.new.rfind(_COMMENT) + 1
    said = any(token.kind not in _DATES and not token.small for token in pair.after if token.start >= begin)
    if not said or not dates or dates[0].run < CONTEXT or len(dates) != len(turned) or pair.edits:
        return
    before = [pair.new[: date.new.start][-REACH:] for date in dates]
    if not any(STAMP.search(words) for words in before):
        part = "redated" if any(_UPDATED.search(words) for words in before) else "date"
        yield part, _whole(pair.new, pair.after, dates[0].new), _whole(pair.old, pair.before, dates[0].old)


def _whole(text: str, tokens: tuple[Token, ...], part: Token) -> tuple[int, int]:
    """The whole date that a day, a month or a year belongs to."""
    first = last = tokens.index(part)
    while first and _one_date(text, tokens[first - 1], tokens[first]):
        first -= 1
    while last + 1 < len(tokens) and _one_date(text, tokens[last], tokens[last + 1]):
        last += 1
    return tokens[first].start, tokens[last].end


def _one_date(text: str, one: Token, other: Token) -> bool:
    return one.kind in _DATES and other.kind in _DATES and not _APART.search(text, one.end, other.start)


def _passed(pair: Comparison, facing: Facing) -> bool:
    """Whether time has gone by between the two: less is left until something, or it is longer ago."""
    one, other = facing.old.quantity, facing.new.quantity
    if not one or not other or not one.measure == other.measure == "time":
        return False
    rest = pair.new[other.end :].lstrip("*_")
    left = _LEFT.match(rest) or (_UNTIL.match(rest) and _BEING.search(pair.new[: other.outset]))
    return bool(other.high <= one.high if left else _AGO.match(rest) and other.low >= one.low)


def _joined(pair: Comparison, facing: Facing) -> bool:
    """Whether the longer list of figures holds the figure of the shorter one too, so that another came or went."""
    one, other = facing.old, facing.new
    before, after = ([token.word for token in side if token.key == one.key] for side in (pair.before, pair.after))
    return (len(after) > len(before) and one.word in after) or (len(before) > len(after) and other.word in before)


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
