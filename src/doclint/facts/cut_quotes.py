"""Quotation marks in UTF-8, read in Windows-1252, of which the last byte has no character there and was dropped.

A closing quotation mark, E2 80 9D, then leaves `â€`, and so do the hyphen U+2010 and some blanks and invisible marks
(E2 80 and 81, 8D, 8F or 90). Only the marks around it tell which of them it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.facts.damage import Run
from doclint.lazy import regex

_LEFT = "â€"
_CUT = regex(rf"{_LEFT}(?:\ufffd|(?=[\x00-\x7fÀ-ÿ]|\Z))")
"""E2 80 without a third byte: what may follow is no byte from 80 to BF"""
_MARKS = regex(rf"{_CUT.pattern}|{_LEFT}.|[“„”]")
_OPENING = {"“": "“", "„": "„", f"{_LEFT}œ": "“", f"{_LEFT}ž": "„"}
_CUTS = frozenset({_LEFT, f"{_LEFT}\ufffd"})
_CLOSING = _CUTS | {"”", f"{_LEFT}\x9d"}
_PARAGRAPHS = regex(r"\n[ \t>]*(?=\n|[-*+#|]|\d+[.)])")
"""a blank line, or the beginning of an item, a heading or a row"""
_BEFORE = regex(r"[^\s(\[{“„]")
_AFTER = regex(rf"[\s.,;:!)\]}}*_|<…—–-]|Â|{_LEFT}|\Z")
"""what may stand behind a closing quotation mark; a question mark or straight quote may be what is left of the byte"""


def cut_quotes(source: str) -> Iterator[Run]:
    """The marks without their last byte, at their offsets: a closing quotation mark where those of the paragraph open
    and close in turn with it; else what it was is lost."""
    start = 0
    while found := _CUT.search(source, start):
        breaks = list(_PARAGRAPHS.finditer(source, start, found.start()))
        first = breaks[-1].start() if breaks else start
        end = _PARAGRAPHS.search(source, found.end())
        start = end.start() if end else len(source)
        yield from _in_paragraph(source, first, start)


def _in_paragraph(source: str, start: int, end: int) -> Iterator[Run]:
    marks = [mark for mark in _MARKS.finditer(source, start, end) if mark[0] in _CLOSING or mark[0] in _OPENING]
    paired = _are_paired(source, marks)
    for mark in marks:
        if mark[0] in _CUTS:
            yield Run(*mark.span(), "”" if paired else "\ufffd", "UTF-8 read as Windows-1252", paired)


def _are_paired(source: str, marks: list[re.Match[str]]) -> bool:
    """Whether each mark that closes has one that opened; in German `“` closes what `„` opened."""
    opened = ""
    for mark in marks:
        sign = _OPENING.get(mark[0], "")
        if sign and not opened:
            opened = sign
        elif not opened or (sign and (opened, sign) != ("„", "“")) or not _may_close(source, mark):
            return False
        else:
            opened = ""
    return True


def _may_close(source: str, mark: re.Match[str]) -> bool:
    start, end = mark.span()
    return mark[0] not in _CUTS or bool(_BEFORE.match(source, start - 1) and _AFTER.match(source, end))
