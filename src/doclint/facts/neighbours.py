"""Which characters stand beside which: pairs that no language writes give damaged text away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from doclint.lazy import regex

_RUNS = regex("[^\x00-\x7f]+")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The vocabulary `neighbours`."""

    source: str
    alphabet: str
    """the characters that are judged: scripts that no common code page holds look like no damage"""
    followers: dict[str, str]
    """character -> all that follow it in natural text, as one string"""


def key(first: str, second: str) -> str:
    """The pair in the form in which pairs are known: in small letters, but a capital after a small letter stays one;
    `0` for a digit, `.` for other ASCII marks."""
    return _class(first) + (second if first.islower() and second.isupper() and second > "\x7f" else _class(second))


def _class(character: str) -> str:
    if character > "\x7f":
        low = character.lower()
        return low if len(low) == 1 else character
    if character.isalpha():
        return character.lower()
    return "0" if character.isdigit() else " " if character.isspace() else "."


class Neighbours:
    """Judges pairs of neighbouring characters."""

    def __init__(self, table: Table) -> None:
        self._followers = {first: frozenset(seconds) for first, seconds in table.followers.items()}
        self._judged = frozenset(table.alphabet)
        self._known: dict[tuple[str, str], bool] = {}

    def odd(self, text: str) -> list[int]:
        """Offsets of the first characters of pairs that do not belong together."""
        places: list[int] = []
        for run in _RUNS.finditer(text):
            start = max(run.start() - 1, 0)
            if places and places[-1] == start:
                start += 1
            part = text[start : run.end() + 1]
            places += [start + n for n, pair in enumerate(pairwise(part)) if self._is_odd(pair)]
        return places

    def is_known(self, character: str) -> bool:
        """Whether some common code page has the character, or the small letter of it, and some language uses it."""
        return character.lower() in self._judged or character in "ơưƠƯșțȘȚəƏ"

    def count(self, text: str) -> int:
        """How many pairs do not belong together."""
        return len(self.odd(text))

    def any(self, text: str) -> bool:
        """Whether some pair does not belong together; much faster than `odd`, for text of which most is sound."""
        return any(map(self._is_odd, self._pairs(text)))

    def _pairs(self, text: str) -> Iterable[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for run in _RUNS.finditer(text):
            part = text[max(run.start() - 1, 0) : run.end() + 1]
            found.update(pairwise(part))
        return found

    def _is_odd(self, pair: tuple[str, str]) -> bool:
        if pair not in self._known:
            self._known[pair] = self._judge(*pair)
        return self._known[pair]

    def _judge(self, first: str, second: str) -> bool:
        if not (first > "\x7f" or second > "\x7f"):
            return False
        if _is_control(first) or _is_control(second):
            return True
        if "\u00ad" in (first, second):
            return False
        pair = key(first, second)
        a, b = pair[0], pair[1]
        if (a == " " and b.isalpha()) or (b == " " and a.isalpha()):  # rare letters may begin and end words, too
            return False
        if any(c > "\x7f" and c.lower() not in self._judged for c in (a, b)):
            return False
        if b in self._followers.get(a, ()):
            return False
        return a.isalpha() or b.isalpha() or not (_is_sign(a) or _is_sign(b))


def _is_sign(character: str) -> bool:
    """Whether it may stand beside any other mark or digit: a box, an arrow, a sign of mathematics."""
    return character > "\x7f" and unicodedata.category(character)[0] == "S"


def _is_control(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character) == "Cc" and character != "\x85"
