"""Which passages of reference documents bear on a sentence: BM25 over overlapping windows, best first.

A window needs no sentence ends, so that documents whose punctuation is lost are searched as well as any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from math import log

from msgspec import Struct

from doclint.errors import InputError
from doclint.facts.topics import stem
from doclint.lazy import regex

WINDOW, STEP = 48, 18
"""words in a window, and from one window's beginning to the next"""

_K1, _B = 1.2, 0.75
"""saturation and weight of length: the usual values (Robertson and Zaragoza,
The Probabilistic Relevance Framework, 2009)"""

_WORD = regex(r"\w+(?:[-.,'\u2019]\w+)*")
_MARKS = regex(r"[-.,'\u2019]")
_SMALL = frozenset(
    "a an the of to in on at by for from with as and or but if than that this these those it its is are was were be"
    " been has have had do does did will would can could may might must should which who not no".split()
)


class Passage(Struct, frozen=True):
    """A stretch of a reference document."""

    document: str
    """its name, or its place among those given (`1`) where they have no names"""
    start: int
    """offset of its first character in the document"""
    end: int
    text: str
    score: float
    """higher is better; comparable for one query only"""


def evidence(query: str, references: Mapping[str, str] | Sequence[str], limit: int = 10) -> list[Passage]:
    """The passages of `references` (name -> text, or texts) that bear on `query`, at most `limit`, best first.

    Passages do not overlap. Those without any word of the query are left out, so the list may be empty.
    """
    named = references if isinstance(references, Mapping) else {str(n): t for n, t in enumerate(references, start=1)}
    windows = [window for name, text in named.items() for window in _windows(name, text)]
    wanted = set(_stems(query))
    scored = sorted(_scored(windows, wanted), key=lambda passage: (-passage.score, passage.document, passage.start))
    return _apart(scored, limit)


def plain(path: str, text: str | None) -> str:
    """The words of a document, without tags where `path` says that it is HTML; raises InputError with the reason."""
    if text is None:
        raise InputError("no such file; see `references` in the settings")
    if any("\udc80" <= c <= "\udcff" for c in text):
        raise InputError("is not UTF-8; save it as UTF-8")
    if not path.lower().endswith((".html", ".htm", ".xhtml")):
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return " ".join("".join(reader.parts).split())


class _Reader(HTMLParser):
    """Collects what a browser shows."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in _HIDDEN
        self._apart(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        self._apart(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Where `<![` ends, which Python's parser fails on: a bogus comment to browsers."""
        return self.parse_bogus_comment(i, report)

    def _apart(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append(" ")


_HIDDEN = frozenset({"script", "style", "template", "noscript"})
_INLINE = frozenset("a abbr b cite code em i kbd mark q s small span strong sub sup time u var".split())


class _Window(Struct, frozen=True):
    document: str
    start: int
    end: int
    text: str
    counts: Counter[str]


def _windows(name: str, text: str) -> Iterator[_Window]:
    words = [(*found.span(), found[0]) for found in _WORD.finditer(text)]
    for first in range(0, max(len(words) - WINDOW + STEP, 1), STEP):
        inside = words[first : first + WINDOW]
        counts = Counter(_stems(" ".join(word for _, _, word in inside)))
        if counts:  # a window of small words alone answers no query
            start, end = inside[0][0], inside[-1][1]
            yield _Window(name, start, end, text[start:end], counts)


def _stems(text: str) -> Iterator[str]:
    """What windows and queries are compared by: stems without small words.

    `air-source` counts as `air`, `source` and `airsource`, `3.2` as `3.2` and `32`: a document may have lost its marks.
    """
    for word in _WORD.findall(text.lower()):
        parts = _MARKS.split(word)
        forms = [word] if word[0].isdigit() else parts
        for form in forms if len(parts) == 1 else [*forms, "".join(parts)]:
            if form not in _SMALL:
                yield stem(form)


def _scored(windows: Sequence[_Window], wanted: Iterable[str]) -> Iterator[Passage]:
    lengths = [sum(window.counts.values()) for window in windows]
    mean = sum(lengths) / max(len(lengths), 1)
    weights = {word: _rarity(sum(word in w.counts for w in windows), len(windows)) for word in sorted(wanted)}
    for window, length in zip(windows, lengths, strict=True):
        score = sum(weight * _share(window.counts[word], length / mean) for word, weight in weights.items())
        if score > 0:
            yield Passage(window.document, window.start, window.end, window.text, round(score, 4))


def _rarity(holding: int, all_: int) -> float:
    return log(1 + (all_ - holding + 0.5) / (holding + 0.5))


def _share(count: int, relative_length: float) -> float:
    return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * relative_length))


def _apart(passages: Iterable[Passage], limit: int) -> list[Passage]:
    """The first `limit` that do not overlap a better one."""
    kept: list[Passage] = []
    for one in passages:
        if len(kept) == limit:
            break
        if not any(one.document == k.document and one.start < k.end and k.start < one.end for k in kept):
            kept.append(one)
    return kept
