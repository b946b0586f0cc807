"""What text was before it was read in the wrong encoding, judged by which characters stand beside one another.

ftfy (see `facts.damage`) asks that one code page explains a whole line, and knows ten of them. Here every sequence of
characters is asked by itself, for all common code pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import NamedTuple

from doclint.facts.neighbours import Neighbours
from doclint.lazy import regex

CODE_PAGES = {
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "cp1251": "Windows-1251",
    "cp1250": "Windows-1250",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1257": "Windows-1257",
    "iso8859-2": "ISO-8859-2",
    "mac_roman": "Mac Roman",
    "cp437": "code page 437",
    "cp850": "code page 850",
    "cp852": "code page 852",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "cp866": "code page 866",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1258": "Windows-1258",
    "cp874": "Windows-874",
    "iso8859-5": "ISO-8859-5",
    "iso8859-7": "ISO-8859-7",
    "iso8859-15": "ISO-8859-15",
    "mac_cyrillic": "Mac Cyrillic",
}
"""code pages of one byte a character, by Python's names, the commonest first"""
WIDE = {"gb18030": "GBK", "big5": "Big5", "cp932": "Shift-JIS", "cp949": "EUC-KR"}
"""code pages of one or two bytes a character"""
_TIMES = {1: "", 2: " twice", 3: " three times"}

_SEQUENCES = regex(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
"""characters outside ASCII in UTF-8; see RFC 3629, section 4"""
_WESTERN = frozenset({"cp1252", "latin-1", "cp1254"})
_LOST_SPACE = regex(rb"(?<=[A-Za-z])\xc3 (?=[a-z ])|\xc3 (?= )")
"""the letter à, of which the second byte, a no-break space, became a plain one"""
_IDEOGRAPHS = regex("[^\x00-\u2e7f\uffa0-\U0010ffff](?<![\ua000-\uabff])(?<![\ud7b0-\uf8ff])(?<![\ufb00-\uff60])")
"""also Hangul and half-width kana; told by what it is not, because a wide range takes longest to compile"""
_RUNS = regex("[^\x00-\x7f]+")
_WIDE_SIGNS = regex("[^\x00-\u2e7f\uffa0-\U0010ffff](?<![\ua000-\uabff])(?<![\ud7b0-\udfff])(?<![\ufb00-\uff60])")
"""what a code page of two bytes a character makes of UTF-8"""
WORDS = regex(r"[^\s<>#|.,;:!?()\[\]\"*]+")
_BOXES = regex("[\u2550-\u256c][\u2510-\u256c\u2580-\u2593]")
"""two signs that no drawing has in the middle of a line of text; Cyrillic in a code page of DOS is full of them"""
_MOST = 200
"""odd words of a page with which pairs of code pages are compared"""
_LONGEST = 60
"""characters of a word that tell enough; a script without blanks has longer ones"""
_MARKS = "\u00a0«»“”„’‘…–—·•©®™°§'-"
_COMMON = regex("[^\u0180-\u05ff\u0700-\u08ff\u2c00-\u2dff\u3400-\u4dbf\ua490-\uabff\ufb50-\ufdff]")
"""scripts of which code pages tell nothing; not the letters that no large language uses"""
_RATIO = 3
_LONG = 5
"""ideographs that are hardly damage by chance"""
_PROOF = 6
"""bytes that are hardly UTF-8 by chance"""
_ENOUGH = 4
"""what a code page must explain on a page before it explains sequences that do not look odd"""


class Reading(NamedTuple):
    """Characters `start` to `end` and what they were."""

    start: int
    end: int
    text: str
    """U+FFFD stands for what is lost"""
    read_as: str
    gain: int
    """pairs of characters that belong together after the repair, and did not before"""
    only: bool = True
    """no other code page explains them in another way just as well"""


class Misread:
    """Reads text again in other code pages; holds their tables."""

    def __init__(self, neighbours: Neighbours) -> None:
        self.neighbours = neighbours
        self._swaps: dict[tuple[str, str], dict[int, str]] = {}

    @cached_property
    def _bytes(self) -> dict[str, _Bytes]:
        return {code: _Bytes(code) for code in CODE_PAGES}

    def lines(self, text: str) -> Iterator[tuple[int, str]]:
        """(offset, line) of the lines on which some characters do not belong together."""
        if text.isascii() or not self._is_suspect(text):
            return
        start = 0
        for line in text.split("\n"):
            if not line.isascii() and self._is_suspect(line):
                yield start, line
            start += len(line) + 1

    def _is_suspect(self, text: str) -> bool:
        return self.neighbours.any(text) or bool(_IDEOGRAPHS.search(text) or _BOXES.search(text))

    def utf8(self, line: str) -> Iterator[tuple[str, Reading]]:
        """(code page, reading) of all that may be UTF-8 that was read in a code page of one byte a character."""
        if not (self.neighbours.any(line) or _BOXES.search(line)):
            return
        for code, table in self._bytes.items():
            data = line.translate(table).encode("latin-1", "replace")
            if code in _WESTERN and len(_SEQUENCES.findall(data)) > 0:
                data = _LOST_SPACE.sub(b"\xc3\xa0", data)
            for found in _SEQUENCES.finditer(data):
                if reading := self._judged(line, *found.span(), found[0].decode(), code):
                    yield code, reading

    def _judged(self, line: str, start: int, end: int, text: str, code: str) -> Reading | None:
        times = 1
        while times < len(_TIMES) and (whole := _SEQUENCES.fullmatch(self._encoded(text, code))):
            text, times = whole[0].decode(), times + 1
        gain = self.gain(line, start, end, text)
        if gain < 1 and end - start >= _PROOF and not line[start:end].isalpha() and _is_word(text):
            gain = (end - start) // _PROOF
        if gain < 0 or not is_text(text) or not self.is_written(text) or not fits(line, start, end, text):
            return None
        return Reading(start, end, text, f"UTF-8 read as {CODE_PAGES[code]}{_TIMES[times]}", gain)

    def _encoded(self, text: str, code: str) -> bytes:
        return text.translate(self._bytes[code]).encode("latin-1", "replace")

    def gain(self, line: str, start: int, end: int, text: str) -> int:
        """How many pairs belong together once `text` stands in the place; -1 if too many still do not."""
        before, after = line[max(start - 1, 0) : start], line[end : end + 1]
        left = self.neighbours.count(f"{before}{text}{after}")
        gain = self.neighbours.count(line[max(start - 1, 0) : end + 1]) - left
        return gain if left == 0 or gain > left else -1

    def wide(self, line: str) -> Iterator[tuple[str, Reading]]:
        """(code page, reading) of what may be UTF-8 that was read in a code page of two bytes a character."""
        runs = [run.span() for run in _RUNS.finditer(line) if _WIDE_SIGNS.search(run[0])]
        foreign = len(runs) > 0 and sum(c.isascii() and c.isalpha() for c in line) > sum(b - a for a, b in runs)
        for start, end in runs:
            for code, name in WIDE.items():
                text = _reread(line[start:end], code)
                if text and self._is_wide(line, start, end, text, foreign):
                    yield code, Reading(start, end, text, f"UTF-8 read as {name}", end - start)

    def _is_wide(self, line: str, start: int, end: int, text: str, foreign: bool) -> bool:
        if not is_text(text.rstrip("\ufffd")) or not self.is_written(text) or not fits(line, start, end, text):
            return False
        before, after = line[max(start - 1, 0) : start], line[end : end + 1]
        if self.neighbours.count(f"{before}{text}{after}"):
            return False
        if _IDEOGRAPHS.search(text) or len(text) * 3 <= len(text.encode()):
            return len(text) >= 2 and "\ufffd" not in text[:-1]
        return foreign or (len(text) > 2 and len({script(c) for c in text if c.isalpha()}) == 1)

    def wide_of(self, lines: Mapping[int, str]) -> dict[int, list[tuple[str, Reading]]]:
        """`wide` of the lines of a page, without words of a page that is in Chinese, Japanese or Korean."""
        found = {start: list(self.wide(line)) for start, line in lines.items()}
        signs = {start: len(_IDEOGRAPHS.findall(line)) for start, line in lines.items()}
        known = {start: len({n for _, one in found[start] for n in range(one.start, one.end)}) for start in lines}
        foreign = sum(known.values()) * 2 < sum(signs.values())
        return {
            start: [pair for pair in pairs if not foreign or pair[1].end - pair[1].start >= _LONG]
            if known[start] * 2 >= signs[start]
            else []
            for start, pairs in found.items()
        }

    def swapped(self, lines: list[str]) -> tuple[str, str] | None:
        """(was, read as): the two code pages of one byte that turn most odd words of the lines into words."""
        words = [word[:_LONGEST] for line in lines for word in self.odd_words(line)][:_MOST]
        if sum(map(self.neighbours.count, words)) < 2:
            return None
        good = {}
        for read_as in CODE_PAGES:
            for was in CODE_PAGES:
                if was != read_as:
                    good[was, read_as] = sum(self.becomes_word(word, was, read_as) for word in words)
        best = max(good, key=lambda pair: good[pair])
        long = max(sum(c > "\x7f" for c in word) for word in words)
        return best if good[best] * 3 >= len(words) * 2 and (good[best] > 1 or long > 2) else None

    def odd_words(self, line: str) -> list[str]:
        """The words in which some characters do not belong together."""
        return [word for word in WORDS.findall(line) if not word.isascii() and self.neighbours.any(f" {word} ")]

    def becomes_word(self, word: str, was: str, read_as: str) -> bool:
        """Whether the word, read again, is one that some language may have."""
        text = self.swap(word, was, read_as)
        letters = text.strip(_MARKS)
        if text == word or word.isupper() or not _is_word(letters) or not self.is_written(text):
            return False
        return self.neighbours.count(f" {text} ") * _RATIO <= self.neighbours.count(f" {word} ")

    def is_written(self, text: str) -> bool:
        """Whether the letters of a repair are in common use."""
        return all(c < "\u0180" or self.neighbours.is_known(c) or _COMMON.match(c) for c in text)

    def swap(self, text: str, was: str, read_as: str) -> str:
        """`text` read again: character for character."""
        if (was, read_as) not in self._swaps:
            pairs = zip(_decoded(read_as), _decoded(was), strict=True)
            self._swaps[was, read_as] = {ord(a): b for a, b in pairs if a and b}
        return text.translate(self._swaps[was, read_as])


_HIGH = range(0x80, 0x100)


@cache
def _decoded(code: str) -> tuple[str, ...]:
    """The characters of a code page outside of ASCII, "" for a byte that has none."""
    return tuple("" if one == "\ufffd" else one for one in bytes(_HIGH).decode(code, "replace"))


class _Bytes(dict[int, int]):
    """Character -> byte of a code page, for `str.translate`; `?` where it has none. A byte without a character stands
    for itself, as browsers read it."""

    def __init__(self, code: str) -> None:
        super().__init__(
            {ord(character or chr(byte)): byte for byte, character in zip(_HIGH, _decoded(code), strict=True)}
        )

    def __missing__(self, character: int) -> int:
        self[character] = character if character < 0x80 else 0x3F
        return self[character]


def _reread(run: str, code: str) -> str:
    """What a run was, with U+FFFD for a character of which the end is lost; "" if it was no UTF-8."""
    try:
        data = run.rstrip("\ufffd").encode(code)
    except UnicodeEncodeError:
        return ""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start:
            return data[: error.start].decode() + "\ufffd"
        return "\ufffd" if error.reason == "unexpected end of data" and len(data) == 2 else ""


def is_text(repaired: str) -> bool:
    """Whether a repair gives characters that somebody can have written."""
    return not any(unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} for c in repaired)


def fits(line: str, start: int, end: int, text: str) -> bool:
    """Whether letters of a repair have the script of the letters right beside them."""
    before, after = line[max(start - 1, 0) : start], line[end : end + 1]
    pairs = ((before, text[:1]), (text[-1:], after))
    return all(script(a) == script(b) for a, b in pairs if _is_letter(a) and _is_letter(b))


def _is_letter(character: str) -> bool:
    """A letter, a mark on one, or a digit of another script."""
    category = unicodedata.category(character or " ")
    return category[0] in "LM" or (category == "Nd" and not character.isascii())


_EAST_ASIAN = frozenset({"HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "HALFWIDTH", "FULLWIDTH"})


def script(letter: str) -> str:
    """The script of a letter, as the first word of its Unicode name; Chinese, Japanese and Korean writing is one."""
    name = unicodedata.name(letter, "").replace("-", " ").partition(" ")[0]
    if name in {"FEMININE", "MASCULINE", "MICRO", "MODIFIER", "ANGSTROM"}:
        return "LATIN"
    return "CJK" if name in _EAST_ASIAN else name


def _is_word(text: str) -> bool:
    return text.isalpha() and len({script(c) for c in text}) == 1


def votes(found: Iterable[tuple[str, Reading]]) -> dict[str, int]:
    """How much each code page explains on a page."""
    total: dict[str, int] = {}
    for code, reading in found:
        total[code] = total.get(code, 0) + reading.gain
    return total


def chosen(readings: list[tuple[str, Reading]], vote: Mapping[str, int]) -> list[Reading]:
    """Readings of one line that do not overlap: first those of the code page that explains most on the page."""
    kept: list[Reading] = []
    likely = [(code, one) for code, one in readings if one.gain > 0 or vote.get(code, 0) >= _ENOUGH]
    for code, one in sorted(likely, key=lambda r: (-vote.get(r[0], 0), -r[1].gain, r[1].start - r[1].end)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one._replace(only=not any(_rivals(one, other, vote[code], vote[c]) for c, other in likely)))
    return sorted(kept)


def _rivals(one: Reading, other: Reading, mine: int, theirs: int) -> bool:
    """Whether another reading of the same characters is as good."""
    overlap = one.start < other.end and other.start < one.end
    return overlap and one.text != other.text and other.gain >= one.gain and theirs * _RATIO > mine
