"""Sentences that a judge takes for a contradiction of the older version, where no rule says anything.

A judge is a model, so that its word alone never weighs more than a warning; a maintainer's word does away with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from doclint.checks.changed import Compiled as Contradictions
from doclint.checks.changed import contradictions
from doclint.checks.changed import prepare as prepare_changed
from doclint.facts.alignment import Pair, reworded
from doclint.facts.changed_words import Capitals
from doclint.facts.sentences import sentences
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Severity, Strict, Words
from doclint.site import Opinion, Question, Site


class Params(Strict, frozen=True):
    """Whose word the rule goes by."""

    by: Literal["judge", "maintainer"] = "judge"


class Compiled(Struct, frozen=True):
    """The rules, and what the other rules know of contradictions."""

    rules: tuple[Rule, ...]
    known: Contradictions


NEEDS = frozenset({"before", "judge"})
FACTS = (sentences,)
SITE = ()
MOST: Severity = "warning"

LONGEST = 600
"""characters of a sentence beyond which it is a list, or no sentence"""
_WORD = regex(r"\w+")
_BYTES = regex("[\ud800-\udfff]")
"""bytes that no text stands for"""
_TITLES = frozenset({"heading", "title"})


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules and the vocabulary of contradictions."""
    return Compiled(tuple(rules), prepare_changed((), words))


def wants(page: Page, site: Site, compiled: Compiled) -> Iterator[Question]:
    """The opinion on each pair of which the rules say nothing."""
    for pair in _open(page, compiled.known):
        yield question(pair.old.text, pair.new.text)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every sentence that is taken for a contradiction of the one that it replaced."""
    for pair in _open(page, compiled.known):
        opinion: Opinion | None = site.answers.get(question(pair.old.text, pair.new.text))
        for rule in compiled.rules if opinion else ():
            if opinion and stands(opinion, rule.params.by):
                span = pair.new.span(0, len(pair.new.text))
                yield Hit(rule, span, {"judge": opinion.judge}, (_said(page, pair), judged(opinion)))


def question(first: str, second: str) -> Question:
    """What is asked of two sentences."""
    return Question("pair", f"{' '.join(first.split())}\n{' '.join(second.split())}")


def worth_asking(first: str, second: str) -> bool:
    """Whether both are sentences that a judge can read, and differ in more than punctuation and the size of letters."""
    if _BYTES.search(first + second):
        return False
    return max(len(first), len(second)) <= LONGEST and _words(first) != _words(second)


def stands(opinion: Opinion, by: str) -> bool:
    """Whether the word of `by` makes it a contradiction; a judge has none where the maintainer has spoken."""
    if opinion.accepted is not None:
        return by == "maintainer" and opinion.accepted
    return by == "judge" and opinion.verdict == "contradiction"


def judged(opinion: Opinion) -> Evidence:
    """Who said it."""
    if opinion.accepted:
        return Evidence("judge", "maintainer", "accepted as a contradiction")
    return Evidence("judge", opinion.judge, f"judged to be a contradiction, score {opinion.score:.2f}")


def _open(page: Page, known: Contradictions) -> Iterator[Pair]:
    names = Capitals(page)
    for pair in reworded(page):
        old, new = pair.old.text, pair.new.text
        if (
            pair.new.kind not in _TITLES
            and worth_asking(old, new)
            and next(contradictions(old, new, known, names), None) is None
        ):
            yield pair


def _said(page: Page, pair: Pair) -> Evidence:
    assert page.before  # else there are no pairs
    span = pair.old.span(0, len(pair.old.text))
    line, column = page.before.position(span.start)
    quote, note = page.before.source[span.start : span.end], "what the earlier version said"
    return Evidence("version", page.path, note, quote=quote, line=line, column=column, version=page.before.version)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
