"""Sentences and introductions without the subject of their page: what is left when the title is taken out.

Two pages whose sentences are equal but for the titles of the pages were filled in from one mould. Each sentence and
each introduction is looked up by a hash, so that the work grows with the text and not with the pairs of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from doclint.facts.folding import folded
from doclint.facts.leads import content, leads, telling
from doclint.facts.masks import masked
from doclint.facts.sentences import sentences
from doclint.facts.topics import stem, stems
from doclint.facts.vocabulary import plain_words, texts
from doclint.hashing import blake2b
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.site import SiteFact

LEAST_WORDS = 5
"""different stems besides the title that make a sentence more than a label"""
MOST_WORDS = 40
_SHINGLE = 5
"""stems in a row that are hashed together"""
_SKETCH = 6
"""smallest hashes of an introduction by which it is found: of two that share half their shingles, more than nine in ten
share one of these"""
_BUCKET = 50
"""different introductions under one hash that are compared with each other"""
_SHOWN = 3
"""places of a mould that are kept to be shown"""

_GAP = "*"
_WORD = regex(r"[^\W_]+(?:'[^\W_]+)?")
_KINDS = frozenset({"paragraph", "item"})
_PLAIN = regex(r"[^\W\d_]+(?:(?: |-|' ?)[^\W\d_]+)*")
_HUMP = regex(r"[a-z][A-Z]")
_GLUED = frozenset("@/_.<>#:`\\$&=+")


Stock = tuple[int, int, str]
"""A sentence in which the page's subject stands in a mould: where it begins and ends, and the words of the title in it,
in small letters; "" where they are a name of something in code. Plain, because there are many on a page."""


class Mould(Struct, frozen=True):
    """Sentences that are equal but for the titles of their pages."""

    pages: int
    fills: int
    """different words filled in"""
    plain: bool
    """all of them words of a language"""
    places: tuple[tuple[str, Span], ...]
    """the first of them, by path"""


def _stock(page: Page) -> Iterator[tuple[int, Stock]]:
    title = frozenset(stem(word) for word in _WORD.findall(folded(page.title)))
    names = telling(page)
    if not names:
        return
    folds = {
        index: text
        for index, (one, text) in enumerate(zip(page.passages, texts(page), strict=True))
        if one.kind in _KINDS and any(map(text.__contains__, names))  # a stem begins its words
    }
    for sentence in (one for one in sentences(page) if one.passage in folds):
        text = folds[sentence.passage][sentence.start : sentence.end]
        if found := _filled(text, title, names):
            key, start, end = found
            span = sentence.span(0, len(text))
            if not masked(page, span, "code", "template"):
                yield key, (span.start, span.end, _fill(sentence.text, start, end))


def _filled(text: str, title: frozenset[str], subject: frozenset[str]) -> tuple[int, int, int] | None:
    """The hash of the mould and where in the sentence its first gap is; None where the title is not in it."""
    if not any(map(text.__contains__, subject)):
        return None
    found = _WORD.findall(text) if "'" in text else plain_words(text)
    if not LEAST_WORDS < len(found) <= MOST_WORDS:
        return None
    mould = list(map(stem, found))
    gaps = _gaps(mould, title, subject)
    for first, end in reversed(gaps):
        mould[first:end] = [_GAP]
    if not gaps or len(set(mould)) <= LEAST_WORDS:  # the gap is one of them
        return None
    first, end = gaps[0]
    start = _end(text, found[: first + 1], 0) - len(found[first])
    return digest(mould), start, _end(text, found[first:end], start)


def _gaps(names: Sequence[str], title: frozenset[str], subject: frozenset[str]) -> list[tuple[int, int]]:
    """First and end of every run of words of the title that tells which page it is."""
    found, end = list[tuple[int, int]](), 0
    for first in [place for place, name in enumerate(names) if name in title]:
        if first >= end:
            end = first + 1
            while end < len(names) and names[end] in title:
                end += 1
            if not subject.isdisjoint(names[first:end]):
                found.append((first, end))
    return found


def _end(text: str, found: Iterable[str], at: int) -> int:
    """The end of the last of some words that follow one another in `text`."""
    for word in found:
        at = text.index(word, at) + len(word)
    return at


def _fill(text: str, start: int, end: int) -> str:
    words = text[start:end].replace("\u2019", "'")
    around = text[max(start - 1, 0) : start] + text[end : end + 1].strip(". :")
    if _PLAIN.fullmatch(words) and not _HUMP.search(words) and _GLUED.isdisjoint(around):
        return words.lower()
    return ""


def _mould(key: int, rows: list[tuple[str, Stock]]) -> Mould:
    fills = {fill for _, (_, _, fill) in rows}
    first = tuple((path, Span(start, end)) for path, (start, end, _) in rows[:_SHOWN])
    return Mould(len({path for path, _ in rows}), len(fills), "" not in fills, first)


moulds: SiteFact[int, Stock, Mould] = SiteFact("moulds", _stock, _mould)
"""Hash of a sentence without its page's title -> the sentences that have it."""


class Intro(Struct, frozen=True):
    """A paragraph of an introduction without the page's subject."""

    span: Span
    stems: frozenset[str]
    named: frozenset[str]
    """the stems of the title that stand in it"""


Told = tuple[int, int, str, str]
"""An `Intro`, plain as a `Stock`: where it begins and ends, its stems and those of the title, between blanks."""


def _intros(page: Page) -> Iterator[tuple[int, Told]]:
    subject = frozenset(stems(page.title))
    for lead in leads(page):
        words = [_GAP if word in subject else word for word in lead.stems]
        named = frozenset(lead.stems) & telling(page)
        told = (*lead.span, " ".join(sorted(content(tuple(words)))), " ".join(sorted(named)))
        shingles = {digest(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
        yield from ((shingle, told) for shingle in sorted(shingles)[:_SKETCH])


def intro(told: Told) -> Intro:
    """What a row tells."""
    start, end, words, named = told
    return Intro(Span(start, end), frozenset(words.split()), frozenset(named.split()))


def _bucket(key: int, rows: list[tuple[str, Told]]) -> tuple[tuple[str, Intro], ...]:
    first: dict[tuple[str, str], tuple[str, Told]] = {}
    for path, row in rows:
        first.setdefault(row[2:], (path, row))
        if len(first) == _BUCKET:
            break
    return tuple((path, intro(row)) for path, row in first.values())


intros: SiteFact[int, Told, tuple[tuple[str, Intro], ...]] = SiteFact("introductions", _intros, _bucket)
"""Some hashes of an introduction's shingles (Broder, On the resemblance and containment of documents, 1997) -> the
different ones that have them, with the first page of each."""


def digest(words: Iterable[str]) -> int:
    """A hash of words that is the same in every process."""
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest(), "big")
