"""The lines of a page that a report shows: those around findings with the marks in them, the rest folded between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from doclint.lazy import regex
from doclint.report.visible import shown
from doclint.rule import Finding

AROUND = 2
"""lines shown before and after a finding"""
LONGEST = 12
"""lines shown of a finding that goes over more"""
WIDE = 600
"""characters of a line that is shown whole; of a wider one only the parts around its marks"""
NEAR = 160
"""characters shown before and after a mark on such a line"""
TOGETHER = 20
"""findings that share a stretch of lines; more would make a stretch that nobody can read"""

_BREAK = regex(r"\r\n?|\n")

Piece = str | tuple[str, list[int]]
"""text, or text with the numbers of the findings that mark it"""


class Hunk(msgspec.Struct, frozen=True):
    """A stretch of lines with findings, after lines without."""

    folded: tuple[str, ...] | int
    """the lines between the stretch before and this one, or how many they are where the report has no room for them"""
    first: int
    """the number of the first line, from 1"""
    lines: tuple[tuple[Piece, ...], ...]
    findings: tuple[int, ...]


def hunks(source: str, findings: Sequence[Finding], numbers: Sequence[int], room: int) -> list[Hunk]:
    """The stretches of one page in the order of its lines, and a last one without findings that holds the rest.

    `numbers` are what the marks call the `findings`; folded lines are given where the page has at most `room`
    characters. Without a source there are stretches without lines.
    """
    lines = _BREAK.split(source) if source else []
    order = sorted(zip(findings, numbers, strict=True), key=lambda one: (one[0].line, one[0].column))
    made, done = [], 0
    for group in _groups(order):
        top = max(1, group[0][0].line - AROUND)
        end = min(len(lines), max(_last(one) for one, _ in group) + AROUND)
        folded = _folded(lines[done : top - 1], len(source) <= room)
        stretch = tuple(_pieces(lines[at - 1], at, group) for at in range(top, end + 1))
        made.append(Hunk(folded, top, stretch, tuple(number for _, number in group)))
        done = max(done, end)
    return [*made, Hunk(_folded(lines[done:], len(source) <= room), done + 1, (), ())]


Numbered = tuple[Finding, int]


def _last(one: Finding) -> int:
    """The last line shown of a finding."""
    return min(one.end_line, one.line + LONGEST - 1)


def _groups(order: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """Findings whose lines, with those around them, touch or overlap."""
    group: list[Numbered] = []
    end = 0
    for one in order:
        if group and (one[0].line - AROUND > end + AROUND + 1 or len(group) == TOGETHER):
            yield group
            group, end = [], 0
        group.append(one)
        end = max(end, _last(one[0]))
    if group:
        yield group


def _folded(lines: Sequence[str], whole: bool) -> tuple[str, ...] | int:
    return tuple(shown(_cut(line)) for line in lines) if whole else len(lines)


def _cut(line: str) -> str:
    return line if len(line) <= WIDE else f"{line[:WIDE]}…"


def _pieces(line: str, at: int, group: Sequence[Numbered]) -> tuple[Piece, ...]:
    """Line `at` cut where a mark begins or ends; parts far from any mark are left out of a wide line."""
    marks = [(*_columns(one, at, len(line)), number) for one, number in group if one.line <= at <= one.end_line]
    marks = [mark for mark in marks if mark[0] < mark[1] or mark[0] == len(line)]
    if not marks:
        return (shown(_cut(line)),) if line else ()
    kept = _windows(len(line), marks)
    ends = sorted({place for window in kept for place in window} | {place for mark in marks for place in mark[:2]})
    pieces: list[Piece] = ["…"] if kept[0][0] > 0 else []
    for start, end in pairwise(ends):
        if any(start >= low and end <= high for low, high in kept):
            over = [number for low, high, number in marks if low <= start and end <= high]
            pieces.append((shown(line[start:end]), over) if over else shown(line[start:end]))
        elif pieces[-1:] != ["…"]:
            pieces.append("…")
    points = [number for low, high, number in marks if low == high]
    return (*pieces, *([("", points)] if points else []), *(["…"] if kept[-1][1] < len(line) else []))


def _columns(one: Finding, at: int, length: int) -> tuple[int, int]:
    """Start and end of the finding on line `at`, from 0; at least one character where the line has one."""
    start = min(one.column - 1, length) if one.line == at else 0
    end = min(one.end_column - 1, length) if one.end_line == at else length
    return start, max(end, min(start + 1, length))


def _windows(length: int, marks: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The parts of a line that are shown: all of it, or what stands near the begin and the end of a mark."""
    if length <= WIDE:
        return [(0, length)]
    places = sorted({place for low, high, _ in marks for place in (low, high)})
    kept: list[tuple[int, int]] = []
    for place in places:
        low, high = max(0, place - NEAR), min(length, place + NEAR)
        if kept and low <= kept[-1][1]:
            kept[-1] = kept[-1][0], high
        else:
            kept.append((low, high))
    return kept
