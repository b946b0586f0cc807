"""Where known names stand in a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from copy import copy
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from doclint.facts.folding import folded, straightened
from doclint.lazy import regex

_WORD = regex(r"[^\W_]+")
_NEXT = regex(r" (?:& )?([^\W\d_]\w*)")
_LAST = regex(r"(?<![\w'])([^\W\d_][\w'-]*) $")
_LEADS = frozenset(
    (
        "The",
        "A",
        "An",
        "And",
        "Or",
        "By",
        "With",
        "At",
        "In",
        "Of",
        "From",
        "For",
        "Like",
        "Both",
        "As",
        "To",
        "On",
        "But",
    )
)
"""words that may stand in capitals before a name without belonging to it"""

V = TypeVar("V")


class Place(NamedTuple, Generic[V]):
    """A known name at `start` to `end` of a text, and what is known by it."""

    start: int
    end: int
    name: str
    known: V


class Names(Generic[V]):
    """Names, each filed under its rarest word.

    A name is found as it is written, capitals included: `Lime` is a company, `lime` is not. It is not found inside a
    longer name (`Daikin Applied`), whether that is known or only looks like one.
    """

    def __init__(self, names: Iterable[tuple[str, V]]) -> None:
        plain = ((name if name.isascii() else straightened(name), known) for name, known in names)
        named = [(" ".join(name.split()), known) for name, known in plain]
        words = [_WORD.findall(folded(name)) for name, _ in named]
        counts = Counter(word for found in words for word in found)
        self._filed: dict[str, list[tuple[str, V]]] = {}
        for one, found in zip(named, words, strict=True):
            if found:
                rarest = min(found, key=lambda word: (counts[word], -len(word))) if len(found) > 1 else found[0]
                self._filed.setdefault(rarest, []).append(one)

    def __bool__(self) -> bool:
        return bool(self._filed)

    def among(self, words: Set[str]) -> Names[V]:
        """The names of which a page has all words, folded; few on most pages, and all that its parts are asked for."""
        few = copy(self)
        filed = (
            (word, [one for one in self._filed[word] if _words(one[0]) <= words]) for word in self._filed.keys() & words
        )
        few._filed = {word: whole for word, whole in filed if whole}
        return few

    def may_be_in(self, text: str) -> bool:
        """Whether a word of a name is in `text`, which is folded."""
        return any(map(text.__contains__, self._filed))

    def find(self, text: str) -> list[Place[V]]:
        """The names in `text`, in its order; of names that overlap the first and longest, with each meaning."""
        low = folded(text)
        words = [word for word in self._filed if word in low]
        if not words:
            return []
        plain = straightened(text)
        found: list[Place[V]] = []
        for place in sorted(self._candidates(plain, words), key=lambda place: (place.start, -place.end)):
            if not found or place.start >= found[-1].end or place[:2] == found[-1][:2]:
                found.append(place)
        return [place for place in found if not _inside_longer(plain, place)]

    def _candidates(self, text: str, words: Iterable[str]) -> Iterator[Place[V]]:
        for name, known in (one for word in words for one in self._filed[word]):
            at = text.find(name)
            while at >= 0:
                if _whole(text, at, at + len(name)):
                    yield Place(at, at + len(name), name, known)
                at = text.find(name, at + 1)


@lru_cache(1 << 12)
def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(folded(name)))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit, nor a hyphen with a letter behind it, continues the name."""
    before, after = text[start - 1 : start], text[end : end + 2]
    starts = not before or not (before.isalnum() or before in "_-@")
    return starts and not (after[:1].isalnum() or after[:1] == "_" or (after[:1] == "-" and after[1:].isalpha()))


def _inside_longer(text: str, place: Place[V]) -> bool:
    """Whether a word beside the name is capitalised too, as in `Carrier Infinity` or `the Ford Foundation`."""
    after = _NEXT.match(text, place.end)
    before = _LAST.search(text[max(place.start - 40, 0) : place.start])
    return bool(after and after[1][0].isupper()) or bool(before and before[1][0].isupper() and before[1] not in _LEADS)
