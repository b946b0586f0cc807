"""Whether a sentence affirms or denies what its words say."""

from __future__ import annotations

import re
from typing import NamedTuple

from doclint.facts.folding import folded


class Stated(NamedTuple):
    """The words of a sentence without its negations, and where those stand."""

    words: tuple[tuple[str, int, int], ...]
    """(stem, start, end); helpers that come and go with a negation (`does`, `any`) are left out"""
    denials: tuple[tuple[int, int, int], ...]
    """(index of the word that follows, start, end) of each negation"""


_WORD = re.compile(r"\w+(?:[.'-]\w+)*|[%$€£]")
_NEGATIONS = {"not": "", "never": "", "no": "", "cannot": "can", "without": "with"}
"""negations -> the word that is left without them"""
_SHORTENED = {"ca": "can", "wo": "will", "sha": "shall"}
_HELPERS = frozenset({"do", "does", "did", "a", "an", "the", "any", "some"})
_IRREGULAR = {"has": "have", "had": "have", "goes": "go"}
_ENDING = re.compile(r"(?<=\w{3})(?:e?s|e?d|e)$")
_NO_DENIAL = re.compile(r" (?:only|just|merely|simply|necessarily|least|until|one|doubt)\b|[.,:;!?)]|\s?\d")
"""what makes `not` or `no` something else: `not only`, `no doubt`, `No, ...`, `No. 5`"""


def stated(sentence: str) -> Stated:
    """A sentence taken apart."""
    text = folded(sentence)
    words: list[tuple[str, int, int]] = []
    denials: list[tuple[int, int, int]] = []
    for found in _WORD.finditer(text):
        left = _without_negation(found[0])
        if left is None or _NO_DENIAL.match(text, found.end()):
            left = found[0]
        else:
            denials.append((len(words) + (left not in _HELPERS and left != ""), found.start(), found.end()))
        if left and left not in _HELPERS:
            words.append((_stem(left), found.start(), found.end()))
    return Stated(tuple(words), tuple(denials))


def _without_negation(word: str) -> str | None:
    """What is left of a word that denies, None if it does not."""
    if word.endswith("n't"):
        return _SHORTENED.get(word[:-3], word[:-3])
    return _NEGATIONS.get(word)


def _stem(word: str) -> str:
    """A word without the ending that a helper takes from it: `survives` as in `does not survive`."""
    if word.endswith("ies") and len(word) > len("dies"):
        return f"{word[:-3]}y"
    return _ENDING.sub("", _IRREGULAR.get(word, word))
