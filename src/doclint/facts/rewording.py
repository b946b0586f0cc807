"""What changed between two sentences that say much the same: words that came, went or gave way to others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from doclint.facts.wording import Token, worded

LONGEST = 300
"""tokens beyond which a sentence is left alone: it is a list, and comparing costs the square of its length"""


class Edit(Struct, frozen=True):
    """Tokens of the old sentence that gave way to tokens of the new one; one of the two may be empty."""

    gone: tuple[Token, ...]
    come: tuple[Token, ...]
    then: tuple[Token, Token] | None = None
    """the word that follows both, in the old and in the new sentence"""

    @property
    def slight(self) -> bool:
        """Whether only small words changed."""
        return all(token.small for token in (*self.gone, *self.come))


class Facing(Struct, frozen=True):
    """Two tokens with the same key in the same place, and how many words in a row agree around them."""

    old: Token
    new: Token
    run: int
    before: int
    """how many of the run stand before them"""


class Comparison(Struct, frozen=True):
    """Two sentences side by side."""

    old: str
    new: str
    before: tuple[Token, ...]
    after: tuple[Token, ...]
    edits: tuple[Edit, ...]
    """without those of small words only"""
    facing: tuple[Facing, ...]
    """figures and dates that face each other"""


def compared(old: str, new: str) -> Comparison | None:
    """The comparison, None where a sentence is too long for one."""
    before, after = worded(old), worded(new)
    if max(len(before), len(after)) > LONGEST:
        return None
    matcher = SequenceMatcher(None, [one.key for one in before], [one.key for one in after], autojunk=False)
    edits = tuple(edit for edit in _edits(matcher, before, after) if not edit.slight)
    return Comparison(old, new, before, after, edits, tuple(_facing(matcher, before, after)))


def _edits(matcher: SequenceMatcher[str], before: Sequence[Token], after: Sequence[Token]) -> Iterator[Edit]:
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            then = (before[end], after[new_end]) if end < len(before) and new_end < len(after) else None
            yield Edit(tuple(before[start:end]), tuple(after[new_start:new_end]), then)


def _facing(matcher: SequenceMatcher[str], before: Sequence[Token], after: Sequence[Token]) -> Iterator[Facing]:
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            one, other = before[block.a + step], after[block.b + step]
            if one.key[0] in "#@":
                yield Facing(one, other, block.size, step)
