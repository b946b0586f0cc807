"""Whether a sentence affirms or denies what its words say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from doclint.facts.folding import folded
from doclint.facts.wording import SMALL, base
from doclint.lazy import regex


class Stated(Struct, frozen=True):
    """The words of a sentence without its negations, and where those stand."""

    words: tuple[tuple[str, int, int], ...]
    """(base, start, end); small words and those that come and go with a negation (`any`) are left out"""
    denials: tuple[tuple[int, int, int], ...]
    """(index of the word that follows, start, end) of each negation"""


FEWEST = 2
"""words besides a negation that two sentences must share"""
_LEFT_OUT = 2
"""words that a sentence that denies may leave out: no man on a boat is no man fishing on a boat either"""

_WORD = regex(r"\w+(?:[.'-]\w+)*|[%$€£]")
_NEGATIONS = {"not": "", "never": "", "no": "", "cannot": "can", "without": "with", "nobody": "person", "none": ""}
"""negations -> the word that is left without them"""
_NEGATIONS |= {"cant": "can", "dont": "", "doesnt": "", "didnt": "", "isnt": "", "arent": "", "wasnt": "", "werent": ""}
_SHORTENED = {"ca": "can", "wo": "will", "sha": "shall"}
_PERSONS = dict.fromkeys(("someone", "somebody", "anyone", "anybody", "people", "persons"), "person")
_HELPERS = SMALL | frozenset("any some one ever".split())
_NO_DENIAL = regex(r" (?:only|just|merely|simply|necessarily|least|until|one|doubt|yet|longer|more)\b|[.,:;!?)]|\s?\d")
"""what makes `not` or `no` something else: `not only`, `no doubt`, `no longer`, `No, ...`, `No. 5`"""
_EXISTS = regex(r"\W*(?:there (?:is|are|was|were) (?:no|not)|no|nobody|none)\b", re.IGNORECASE)


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
            words.append((_PERSONS.get(left) or base(left), found.start(), found.end()))
    return Stated(tuple(words), tuple(denials))


def denial(old: str, new: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where one of two sentences denies what the other affirms in the same words: in the new and in the old one."""
    before, after = stated(old), stated(new)
    if bool(before.denials) == bool(after.denials) or new.rstrip().endswith("?"):
        return
    denying, affirming = (before, after) if before.denials else (after, before)
    if _same(denying, affirming, bool(_EXISTS.match(old if before.denials else new))):
        yield _denied(after, before), _denied(before, after)


def _same(denying: Stated, affirming: Stated, exists: bool) -> bool:
    """Whether the words are the same; what does not exist does not exist with more words either."""
    left, right = (Counter(word for word, _, _ in side.words) for side in (denying, affirming))
    gone, come = left - right, right - left
    if left.total() < FEWEST:
        return False
    if not gone and not come:
        return True
    return exists and not gone and come.total() <= _LEFT_OUT


def _without_negation(word: str) -> str | None:
    """What is left of a word that denies, None if it does not."""
    if word.endswith("n't"):
        return _SHORTENED.get(word[:-3], word[:-3])
    return _NEGATIONS.get(word)


def _denied(here: Stated, there: Stated) -> tuple[int, int]:
    """The negation, or where there is none the word that it stood before."""
    if here.denials:
        return here.denials[0][1:]
    place = min(there.denials[0][0], len(there.words) - 1)
    wanted = there.words[place][0]
    return next((word[1:] for word in here.words if word[0] == wanted), here.words[0][1:])
