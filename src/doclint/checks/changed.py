"""Sentences that contradict what an older version of the page said in their place.

A rule names the part of a sentence that it is about; the change itself explains the finding. What must be left alone: a
statement brought up to date (the two carry different dates), another rounding, another unit, a bound that the other
figure keeps, another spelling of a name, a list with other members.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from doclint.facts.alignment import Pair, reworded
from doclint.facts.changed_figures import Place, figures
from doclint.facts.changed_words import words as changed_words
from doclint.facts.contrasts import Contrasts, contrasts_of
from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.polarity import denial
from doclint.facts.rewording import compared
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which part of a sentence is looked at."""

    part: Literal[
        "number",
        "bound",
        "date",
        "redated",
        "ordinal",
        "antonym",
        "negation",
        "quantifier",
        "scope",
        "name",
        "listed-name",
        "relation",
        "swapped-word",
    ]


class Vocabulary(Strict, frozen=True):
    """The form of `words/contrasts` and `words/wordnet`."""

    opposites: str = ""
    scales: tuple[tuple[str, ...], ...] = ()
    scopes: tuple[str, ...] = ()
    classes: dict[str, str] = {}


class Compiled:
    """The rules by the part that they are about; the vocabulary is taken apart when a word has changed."""

    def __init__(self, rules: Sequence[Rule], words: Words) -> None:
        self.rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self.rules.setdefault(rule.params.part, []).append(rule)
        self._files = [one for name in ("contrasts", "wordnet") for one in words.read(name, Vocabulary).values()]

    @cached_property
    def contrasts(self) -> Contrasts:
        """What excludes what."""
        return contrasts_of(
            tuple(one.opposites for one in self._files if one.opposites),
            tuple(scale for one in self._files for scale in one.scales),
            tuple(scope for one in self._files for scope in one.scopes),
            tuple(of for one in self._files for of in one.classes.items()),
        )


NEEDS = frozenset({"before"})
FACTS = ()
SITE = ()

_TITLES = frozenset({"heading", "title"})


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules and the vocabulary that they share."""
    return Compiled(rules, words)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every change of an English sentence by which it contradicts what it was."""
    pairs = [pair for pair in reworded(page) if pair.new.kind not in _TITLES]
    if not pairs or language(page) != "en":
        return
    for pair in pairs:
        for part, new, old in contradictions(pair.old.text, pair.new.text, compiled):
            if not masked(page, pair.new.span(*new), "code"):
                for rule in compiled.rules.get(part, ()):
                    yield _hit(page, rule, pair, new, old)


def contradictions(old: str, new: str, compiled: Compiled) -> Iterator[Place]:
    """Where the new sentence contradicts the old one, and in what."""
    for come, gone in denial(old, new):
        yield "negation", come, gone
        return
    if pair := compared(old, new):
        yield from figures(pair)
        yield from changed_words(pair, compiled.contrasts)


def _hit(page: Page, rule: Rule, pair: Pair, new: tuple[int, int], old: tuple[int, int]) -> Hit:
    assert page.before  # else there are no pairs
    span, whole = pair.old.span(0, len(pair.old.text)), pair.old.text
    line, column = page.before.position(span.start)
    quote, note = page.before.source[span.start : span.end], "what the earlier version said"
    said = Evidence("version", page.path, note, quote=quote, line=line, column=column, version=page.before.version)
    return Hit(rule, pair.new.span(*new), {"before": whole[slice(*old)]}, (said,))
