"""Words that exclude each other in the same place of a sentence: opposites, degrees of a scale, things of one kind."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from doclint.facts.wording import base
from doclint.lazy import compiled


class Kind(Struct, frozen=True):
    """A thing in a class of things of which one is not the other."""

    of: str
    names: frozenset[str]
    above: frozenset[str]
    """what it is too: an ale is a beer"""
    named: bool
    """whether it is written with a capital: a country"""


class Contrasts:
    """Look-ups by phrase; a phrase is compared by the bases of its words, so that `rises` meets `fell`.

    Each is made on the first question: most changes of a page ask none.
    """

    def __init__(
        self,
        opposites: Iterable[str],
        scales: Sequence[Sequence[str]],
        scopes: Iterable[str],
        classes: Iterable[tuple[str, str]],
        denials: Sequence[str] = (),
        negated: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.scopes = frozenset(scopes)
        """words that make a statement narrower where they come, and wider where they go"""
        self._told = tuple(opposites), scales, tuple(classes), denials, tuple(negated)

    @cached_property
    def _opposites(self) -> frozenset[tuple[str, str]]:
        pairs = (pair for text in self._told[0] for pair in _pairs(text))
        return frozenset((*pairs, *(pair for prefix, words in self._told[4] for pair in _negated(prefix, words))))

    @cached_property
    def _degrees(self) -> dict[str, tuple[int, int]]:
        return {
            _key(word): (scale, degree)
            for scale, degrees in enumerate(self._told[1])
            for degree, words in enumerate(degrees)
            for word in words.split(" / ")
        }

    @cached_property
    def _kinds(self) -> dict[str, list[Kind]]:
        found: dict[str, list[Kind]] = {}
        for of, text in self._told[2]:
            for kind in _kinds(of, text):
                for name in kind.names:
                    found.setdefault(name, []).append(kind)
        return found

    @cached_property
    def _denials(self) -> re.Pattern[str]:
        return compiled(rf"\b(?:{'|'.join(map(re.escape, self._told[3])) or '(?!)'})\b", re.IGNORECASE)

    def knows(self, word: str) -> bool:
        """Whether a word is one of a class of things: no name then, even where it begins a sentence."""
        return any(not kind.named for kind in self._kinds.get(_key(word), ()))

    def opposite(self, one: str, other: str) -> bool:
        """Whether two phrases are antonyms, `toxic` and `non-toxic` included."""
        one, other = _key(one), _key(other)
        return (one, other) in self._opposites or one == f"non-{other}" or other == f"non-{one}"

    def degree(self, phrase: str) -> tuple[int, int] | None:
        """The scale that a phrase stands on, and where."""
        return self._degrees.get(_key(phrase))

    def siblings(self, one: str, other: str, of: Container[str] | None = None) -> str:
        """The class, of all or of those in `of`, in which both stand as different things, or nothing."""
        one, other = _key(one), _key(other)
        mine, theirs = self._kinds.get(one, ()), self._kinds.get(other, ())
        if any(_same(a, b) for a in mine for b in theirs):
            return ""
        return next((a.of for a in mine for b in theirs if a.of == b.of and (of is None or a.of in of)), "")

    def known(self, phrase: str, of: Container[str]) -> bool:
        """Whether a phrase names something in one of the classes `of`."""
        return any(kind.of in of for kind in self._kinds.get(_key(phrase), ()))

    def denial(self, text: str) -> tuple[int, int] | None:
        """Where a phrase denies what follows it."""
        found = self._denials.search(text)
        return found.span() if found else None

    def above(self, one: str, other: str) -> bool:
        """Whether one phrase is another name of the other, or what the other is too."""
        mine, theirs = self._kinds.get(_key(one), ()), self._kinds.get(_key(other), ())
        return any(a.of == b.of and _same(a, b) for a in mine for b in theirs)


@lru_cache(4)
def contrasts_of(
    opposites: tuple[str, ...],
    scales: tuple[tuple[str, ...], ...],
    scopes: tuple[str, ...],
    classes: tuple[tuple[str, str], ...],
    denials: tuple[str, ...],
    negated: tuple[tuple[str, str], ...] = (),
) -> Contrasts:
    """The look-ups of a vocabulary, made once however often two texts are compared."""
    return Contrasts(opposites, scales, scopes, classes, denials, negated)


def _key(phrase: str) -> str:
    return " ".join(base(word) for word in phrase.lower().split())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split(","):
        left, right = ([_key(word) for word in side.split("|")] for side in line.split("/"))
        yield from ((one, other) for one in left for other in right if one != other)
        yield from ((other, one) for one in left for other in right if one != other)


def _negated(prefix: str, words: str) -> Iterator[tuple[str, str]]:
    for word in words.split():
        one, other = base(word), base(prefix + word)
        yield from ((one, other), (other, one))


def _kinds(of: str, text: str) -> Iterator[Kind]:
    for entry in text.split(","):
        names, *above = entry.split("<")
        own, wider = (frozenset(_key(name) for name in side) for side in (names.split("|"), above))
        yield Kind(of, own, wider, names.strip()[:1].isupper())


def _same(one: Kind, other: Kind) -> bool:
    return one is other or bool(one.names & other.above or other.names & one.above)
