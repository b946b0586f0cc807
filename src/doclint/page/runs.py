"""Where the text that the parser hands on stands in the source.

The parser cuts a block's content out of its lines: quote marks, list indentation and the backslash of `\\|` in a table
cell are gone. A `Run` leads from an offset in such content back to the source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

TRIMMED = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What markdown-it-py strips from the ends of a block's content (the JavaScript `String.trim` set, CommonMark part)."""


class Run(Struct, frozen=True):
    """Content from `starts[i]` up to `starts[i + 1]` stands `shifts[i]` characters further on in the source."""

    starts: Sequence[int]
    shifts: Sequence[int]

    def at(self, offset: int) -> int:
        """The source offset of the character at a content offset."""
        if len(self.starts) == 1:
            return offset + self.shifts[0]
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]

    def end(self, offset: int) -> int:
        """The source offset just after the content's character before `offset`."""
        return self.at(offset - 1) + 1 if offset else self.at(0)

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """`start` to `end` of the content, cut where the source has something between."""
        if len(self.starts) > 1:
            first, last = bisect_right(self.starts, start), bisect_right(self.starts, end - 1)
            for cut in self.starts[first:last]:
                yield start, cut
                start = cut
        yield start, end


def of_lines(content: str, text: str, line_starts: Sequence[int], first: int, last: int, trimmed: bool = True) -> Run:
    """The run of a block made of the lines `first` to `last` (exclusive), each stripped of something on its left.

    What remains of a line is its end, so offsets are counted from there. `trimmed`: the content's ends were stripped.
    """
    stop = line_starts[last] - 1 if last < len(line_starts) else len(text)
    if "\n" not in content:
        if trimmed:
            first, stop = _single(content, text, line_starts, first, last, stop)
        return Run((0,), (stop - len(content),))
    parts = content.split("\n")
    if trimmed and last - first > len(parts):
        first = _skip_blank(parts[0], text, line_starts, first, last - len(parts))
    starts: list[int] = []
    shifts: list[int] = []
    offset = 0
    for number, part in enumerate(parts, first):
        end = line_starts[number + 1] - 1 if number + 1 < len(line_starts) else len(text)
        if trimmed and number - first + 1 == len(parts):
            end = _before_blank(text, line_starts[number], end)
        offset += len(part)
        starts.append(offset - len(part))
        shifts.append(end - offset)
        offset += 1
    return Run(starts, shifts)


def _single(content: str, text: str, line_starts: Sequence[int], first: int, last: int, stop: int) -> tuple[int, int]:
    """Where a one-line content ends; its line is not always the only one, if others hold nothing but odd spaces."""
    first = _skip_blank(content, text, line_starts, first, last - 1)
    if last - first > 1:
        stop = line_starts[first + 1] - 1
    return first, _before_blank(text, line_starts[first], stop)


def _skip_blank(part: str, text: str, line_starts: Sequence[int], first: int, limit: int) -> int:
    while first < limit and part not in text[line_starts[first] : line_starts[first + 1]]:
        first += 1
    return first


def _before_blank(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in TRIMMED:
        end -= 1
    return end
