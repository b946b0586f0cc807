"""Runs of characters that were read in the wrong encoding, and what they were before.

ftfy decides for a whole line; here its answer is cut into the runs that it changed. Only its repair of encodings is
used: it also straightens quotes and replaces ligatures, which is taste.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from doclint.lazy import regex


class Run(NamedTuple):
    """Characters `start` to `end` of a line that are damaged."""

    start: int
    end: int
    repaired: str
    """what they were; U+FFFD where that is lost"""
    read_as: str
    """what happened, such as "UTF-8 read as Windows-1252" """
    sound: bool
    """the repair explains all that looks damaged on the line, and no other code page would repair it differently"""


class _Change(NamedTuple):
    start: int
    old: str
    new: str


_SUSPECT = regex("[\x80-\x9fÃÂŒœ]|[\x80-\u25ff\uf8ff\ufb01\ufb02\ufffd]{2}")
"""Nothing that ftfy's own test calls bad is without one of these: it speaks of no character beyond them. Most pages
hold none, and ftfy is not loaded."""
_ASCII = regex("([\x00-\x7f]+)")
_WORD = regex("([\x00-\x1f!->@-\x7f]+)")
"""ASCII but for the blank and the question mark, which may stand for a byte that was lost"""
_QUOTES = "“”‘’«»…"
_LARGEST = 400
"""characters of a change within which single characters are compared: the time goes with the square"""

_CODE_PAGES = {
    "sloppy-windows-1252": "Windows-1252",
    "latin-1": "Latin-1",
    "sloppy-windows-1251": "Windows-1251",
    "sloppy-windows-1250": "Windows-1250",
    "sloppy-windows-1253": "Windows-1253",
    "sloppy-windows-1254": "Windows-1254",
    "sloppy-windows-1257": "Windows-1257",
    "iso-8859-2": "ISO-8859-2",
    "macroman": "Mac Roman",
    "cp437": "code page 437",
}
"""The code pages that ftfy tries, by its names, the commonest first; `sloppy`: where a code page has no character for
a byte, the byte stands for itself."""
_TIMES = ("", " twice", " three times")
_SIBLINGS = {"cp437": ("cp850", "cp852")}
"""code pages that ftfy does not try, and that share most characters with one that it does"""


def bad_lines(source: str) -> Iterator[tuple[int, str]]:
    """(offset, text) of the lines that hold damage by ftfy's test."""
    start = 0
    for line in () if source.isascii() else source.split("\n"):
        if not line.isascii() and _SUSPECT.search(line) and _is_bad(line):
            yield start, line
        start += len(line) + 1


def _is_bad(line: str) -> bool:
    from ftfy.badness import is_bad

    return is_bad(line)


def damaged(line: str) -> list[Run]:
    """The damaged runs of one line of text, in order."""
    if not _SUSPECT.search(line):
        return []
    import ftfy

    repaired, plan = ftfy.fix_encoding_and_explain(line)
    if repaired == line:
        return []
    codes = (_CODE_PAGES.get(step.parameter, "") for step in plan or () if step.action == "encode")
    of_line = f"UTF-8 read as {next(filter(None, codes), 'another encoding')}"
    changes = list(_changes(line, repaired))
    sound = not _is_bad(repaired) and all(_is_whole(line, change) for change in changes)
    runs = []
    for start, old, new in changes:
        how = _history(old, new) or (of_line if "\ufffd" in new or len(old) > _LARGEST else "")
        if how:
            runs.append(Run(start, start + len(old), new, how, sound and not _is_ambiguous(old, new)))
    return runs


def _is_whole(line: str, change: _Change) -> bool:
    """Whether nothing but quotation marks stands beside the change: other characters may belong to the same damage."""
    end = change.start + len(change.old)
    beside = line[max(change.start - 1, 0) : change.start] + line[end : end + 1]
    return all(c.isascii() or c in _QUOTES for c in beside)


def _is_ambiguous(old: str, new: str) -> bool:
    for code, siblings in _SIBLINGS.items():
        if _read_again(old, code, "utf-8") == new:
            return any(_read_again(old, sibling, "utf-8") not in ("", new) for sibling in siblings)
    return False


def _changes(line: str, repaired: str) -> Iterator[_Change]:
    """What differs: damage and repair are both outside ASCII, but for blanks and `?`, so that ASCII words pair up."""
    for gap in _between(_WORD, _Change(0, line, repaired)):
        yield from _in_gap(gap)


def _between(parts: re.Pattern[str], whole: _Change) -> Iterator[_Change]:
    """What differs between the parts, if these are the same; else the whole."""
    old, new = parts.split(whole.old), parts.split(whole.new)
    if old[1::2] != new[1::2]:
        yield whole
        return
    at = whole.start
    for number, (a, b) in enumerate(zip(old, new, strict=True)):
        if number % 2 == 0 and a != b:
            yield _Change(at, a, b)
        at += len(a)


def _in_gap(gap: _Change) -> Iterator[_Change]:
    """What differs between two ASCII words: in most gaps the blanks pair up, too; where a blank went missing, letters
    are compared."""
    if _ASCII.findall(gap.old) == _ASCII.findall(gap.new):
        yield from map(_trimmed, _between(_ASCII, gap))
    elif len(gap.old) > _LARGEST:
        yield gap
    else:
        yield from _letters(gap)


def _letters(gap: _Change) -> list[_Change]:
    """What differs letter by letter; the gap in one piece if a letter or a blank has no counterpart."""
    start, old, new = gap
    pieces = []
    import difflib  # most sites are not damaged

    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "delete" and not old[b : b + 1].isascii():  # of two characters the second is new, though equal
            b, d = b + 1, d + 1
        if tag != "equal":
            pieces.append(_Change(start + a, old[a:b], new[c:d]))
    return pieces if all(_history(piece.old, piece.new) for piece in pieces) else [_trimmed(gap)]


def _trimmed(change: _Change) -> _Change:
    """The change without characters at its ends that were sound: the fewest that leave something to explain."""
    start, old, new = change
    if _history(old, new):
        return change
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    back = zip(old[head:][::-1], new[head:][::-1], strict=False)
    tail = next((n for n, (a, b) in enumerate(back) if a != b), min(len(old), len(new)) - head)
    for first, last in ((head, 0), (0, tail), (head, tail)):
        shorter = _Change(start + first, old[first : len(old) - last], new[first : len(new) - last])
        if _history(shorter.old, shorter.new):
            return shorter
    return change


def _history(old: str, new: str) -> str:
    """What was done to `new` so that it became `old`, "" if one code page does not explain it."""
    for damaged in (old, old.replace(" ", "\xa0"), old + "\xa0") if new else ():  # a no-break space is often lost later
        if how := _code_page(damaged, new):
            return how
    return ""


def _code_page(old: str, new: str) -> str:
    text = dict.fromkeys(_CODE_PAGES, old)
    for times in _TIMES:
        for code, name in _CODE_PAGES.items():
            text[code] = _read_again(text[code], code, "utf-8")
            if text[code] == new:
                return f"UTF-8 read as {name}{times}"
    return "Windows-1252 read as Latin-1" if _read_again(old, "latin-1", "windows-1252") == new else ""


def _read_again(text: str, wrong: str, right: str) -> str:
    try:
        return text.encode(wrong).decode(right)
    except UnicodeError:
        return ""
