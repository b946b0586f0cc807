"""What takes a claim back: the sentence denies it, asks, quotes, lays it at somebody's door or only imagines it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from doclint.facts.relations import Clauses, Found, Guard
from doclint.facts.sentences import Sentence, quoted
from doclint.lazy import compiled, regex

Excuse = Literal["negated", "question", "quoted", "attributed", "hypothetical"]
EXCUSES: tuple[Excuse, ...] = ("negated", "question", "quoted", "attributed", "hypothetical")

_QUESTION = regex(r"^\W*(?:do|does|did|can|could|will|would|should|is|are|may|might)\b.*|.*\?\W*$", re.I | re.S)
_CLAUSE = regex(r"[;:]|, (?:but|so|yet) ")
_ASIDE = regex(r"\([^()]*\)")
_IF = regex(r"(?<!\w)(?:if|unless|whether)(?!\w)", re.I)


def excused(sentence: Sentence, text: str, found: Found, unless: Sequence[Excuse], clauses: Clauses) -> bool:
    """Whether the sentence does not assert what it says."""
    if "question" in unless and _QUESTION.match(text):
        return True
    if "quoted" in unless and (sentence.kind == "quote" or _in_quotes(sentence.text, found)):
        return True
    return any(_guarded(name, text, found, clauses.guards[name]) for name in unless if name in clauses.guards)


def _in_quotes(text: str, found: Found) -> bool:
    return any(start < found.end and found.start < end for start, end in quoted(text))


def _guarded(name: str, text: str, found: Found, guard: Guard) -> bool:
    """Whether a word of the guard stands where it counts: up to the relation, or anywhere outside it.

    What somebody says or believes counts in the whole sentence, the rest in the clause.
    """
    before, after = _ASIDE.sub(_blanked, text[: found.start]), text[found.end :]
    if name != "attributed":
        before = before[max((c.end() for c in _CLAUSE.finditer(before, 0, found.clause + 6)), default=0) :]
        after = _CLAUSE.split(after)[0]
    if name == "hypothetical" and (_IF.search(before[before.rfind(",") + 1 :]) or _IF.search(after)):
        return True
    if guard.after and _any_of(guard.after, _told(after)):
        return True
    return _any_of(guard.clause, _without(before, guard.except_)) or _any_of(guard.anywhere, f"{before} . {after}")


def _blanked(words: re.Match[str]) -> str:
    return " " * len(words[0])


def _told(after: str) -> str:
    """The first words behind each comma, where it may be said who says so."""
    return " . ".join(" ".join(words.split()[:6]) for words in after.split(",")[1:])


def _without(text: str, phrases: tuple[str, ...]) -> str:
    return _listed(phrases).sub(" ", text) if phrases else text


def _any_of(phrases: tuple[str, ...], text: str) -> bool:
    return bool(phrases) and _listed(phrases).search(text) is not None


@lru_cache(32)
def _listed(phrases: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, phrases))
    return compiled(rf"(?:(?<!\w)|(?=n't\b))(?:{words})(?!\w)", re.IGNORECASE)
