"""Addresses written into the text as they are: `https://example.org` and `www.example.org` (as GFM has it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclint.lazy import regex

_ADDRESS = regex(r"(?:(?<![A-Za-z])https?://|(?<![^\s(*_~\[\]])www\.)[\w-][^\s<]*", re.I)
_TRAIL = "?!.,:;*_~'\"|“”‘’»«、。，；：！？」』）"
_ENTITY = regex(r"&[A-Za-z][A-Za-z0-9]*;\Z")


def addresses(content: str, plain: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The addresses in the stretches `plain` of a block's content, which are its text outside of links and code."""
    for start, end in plain:
        for found in _ADDRESS.finditer(content, start, end):
            stop = _trimmed(content, found.start(), found.end())
            if "." in content[found.start() + 4 : stop] or found[0][:4].lower() != "www.":
                yield found.start(), stop


def _trimmed(content: str, start: int, end: int) -> int:
    """The end of an address without the punctuation of the sentence, as GFM has it."""
    brackets = "[" in content[start:end]
    opened, closed = content.count("(", start, end), content.count(")", start, end)
    while end > start:
        last = content[end - 1]
        if last == ")" and closed > opened:
            closed -= 1
        elif last == ";" and (entity := _ENTITY.search(content[max(start, end - 12) : end])):
            end -= len(entity[0]) - 1
        elif last not in _TRAIL and (last != "]" or brackets):
            break
        end -= 1
    return end
