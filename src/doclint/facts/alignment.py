"""The sentences of two versions of a page that say the same thing in other words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from doclint.facts.sentences import Sentence, sentences
from doclint.facts.wording import SMALL, base
from doclint.lazy import regex
from doclint.page import Page

SIMILAR = 70.0
"""the least similarity, 0 to 100 (normalised edit distance of the texts with all digits alike), of two sentences"""
_SAME_HEADING = 5.0
"""what standing under the same heading adds to the similarity when several sentences could be the one"""
_CANDIDATES = 5
"""old sentences, those that share the rarest words, with which a new one is compared letter by letter"""
_COMMON = 64
"""a word in more old sentences than this finds none of them"""
_FEWEST = 3
"""words without which a sentence says nothing that another could contradict"""

_LITTLE = SMALL | {"no", "not", "t", "isn", "aren"}
_WORD = regex(r"[^\W_]+")
_DIGIT = regex(r"\d[\d,.]*")


class Pair(Struct, frozen=True):
    """A sentence and what it was in the older version."""

    old: Sentence
    new: Sentence


def reworded(page: Page) -> tuple[Pair, ...]:
    """Sentences of `page` with those of `page.before` that they replaced, in the order of the page.

    Sentences that stand in both versions are left out; each of the others has one partner at most. Candidates come
    from an index of words, so that the work grows with what has changed, not with its square. Not a fact, because it
    reads two pages.
    """
    if page.before is None or page.before.source == page.source:
        return ()
    return tuple(align(sentences(page.before), sentences(page)))


def loose(page: Page) -> Iterator[Pair]:
    """Sentences of `page` beside those of `page.before` that share their rarest words, whatever the rest of them.

    Like `reworded`, only those that do not stand in both versions; but each may have several partners.
    """
    if page.before is None or page.before.source == page.source:
        return
    there, here = sentences(page.before), sentences(page)
    gone, come = _only(there, here), _only(here, there)
    index = _index(gone)
    for one in come:
        for place in _candidates(index, one.text):
            yield Pair(gone[place], one)


def align(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Pair]:
    """The pairs of the most similar sentences, one to one."""
    gone, come = _only(old, new), _only(new, old)
    taken: set[int] = set()
    partner: dict[int, int] = {}
    for _, here, there in sorted(_scored(gone, come), reverse=True):
        if here not in partner and there not in taken:
            partner[here] = there
            taken.add(there)
    for here in sorted(partner):
        yield Pair(gone[partner[here]], come[here])


def _only(these: Iterable[Sentence], those: Iterable[Sentence]) -> list[Sentence]:
    """The sentences that do not stand among the others as often."""
    left = Counter(_plain(one.text) for one in those)
    kept = []
    for one in these:
        text = _plain(one.text)
        if left[text]:
            left[text] -= 1
        elif len(_WORD.findall(text)) >= _FEWEST:
            kept.append(one)
    return kept


def _scored(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[float, int, int]]:
    """(similarity, index in new, index in old) of all pairs worth a look."""
    if not old or not new:
        return
    from rapidfuzz import fuzz  # needed only where a sentence was replaced

    index = _index(old)
    texts = [_DIGIT.sub("0", _plain(one.text)) for one in old]
    bases = [_bases(one.text) for one in old]
    for here, one in enumerate(new):
        text = _DIGIT.sub("0", _plain(one.text))
        for there in _candidates(index, one.text):
            letters = fuzz.ratio(text, texts[there], score_cutoff=SIMILAR)
            if similarity := max(letters, _shared(bases[there], _bases(one.text))):
                same = one.headings == old[there].headings
                yield similarity + _SAME_HEADING * same, here, there


def _index(these: Sequence[Sentence]) -> dict[str, list[int]]:
    """Word -> the places of the sentences that hold it."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(these):
        for word in _words(one.text):
            index[word].append(place)
    return index


def _candidates(index: dict[str, list[int]], text: str) -> list[int]:
    """The old sentences that share the rarest words, the earlier one first where two share as much."""
    weights: dict[int, float] = defaultdict(float)
    for word in sorted(_words(text)):
        places = index.get(word, ())
        for place in places if len(places) <= _COMMON else ():
            weights[place] += 1 / len(places)
    return sorted(weights, key=lambda place: (-weights[place], place))[:_CANDIDATES]


def _bases(text: str) -> frozenset[str]:
    return frozenset(base(word) for word in _words(text) if word not in _LITTLE)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words, 0 to 100, that two sentences have in common (Dice), 0 below `SIMILAR`."""
    share = 200 * len(one & other) / max(len(one) + len(other), 1)
    return share if share >= SIMILAR else 0.0


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if not word.isdigit()}


def _plain(text: str) -> str:
    return " ".join(text.split())
