"""Sentences that contradict what an older version of the page said in their place.

A rule names the part of a sentence that it is about; the change itself explains the finding. What must be left alone: a
statement brought up to date (the two carry different dates), another rounding, another unit, a bound that the other
figure keeps, another spelling of a name, a list with other members.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import cache, cached_property
from typing import Literal

from doclint.facts.alignment import Pair, loose, reworded
from doclint.facts.changed_figures import Place, figures
from doclint.facts.changed_words import Capitals
from doclint.facts.changed_words import words as changed_words
from doclint.facts.contrasts import Contrasts, contrasts_of
from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.polarity import denial
from doclint.facts.restated import Told, excluded
from doclint.facts.rewording import compared
from doclint.facts.sentences import Sentence
from doclint.facts.wording import worded
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
        "restated",
    ]


class Vocabulary(Strict, frozen=True):
    """The form of `words/contrasts` and `words/wordnet`."""

    opposites: str = ""
    scales: tuple[tuple[str, ...], ...] = ()
    scopes: tuple[str, ...] = ()
    classes: dict[str, str] = {}
    denials: tuple[str, ...] = ()
    negated: dict[str, str] = {}


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
            tuple(denial for one in self._files for denial in one.denials),
            tuple(of for one in self._files for of in one.negated.items()),
        )


NEEDS = frozenset({"before"})
FACTS = ()
SITE = ()

FEWEST = 5
"""words, small ones aside, without which a line under another heading is a template that is filled in again"""
_TITLES = frozenset({"heading", "title"})


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules and the vocabulary that they share."""
    return Compiled(rules, words)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every change of an English sentence by which it contradicts what it was."""
    pairs = reworded(page)
    if page.before is None or page.before.source == page.source or language(page) != "en":
        return
    names = Capitals(page)
    found = [
        (pair, place)
        for pair in pairs
        if not _template(pair)
        for place in contradictions(pair.old.text, pair.new.text, compiled, names)
    ]
    if "restated" in compiled.rules:
        found += _restated(page, {_place(pair.new) for pair, _ in found}, compiled.contrasts)
    for pair, (part, new, old) in found:
        if pair.new.kind not in _TITLES and not masked(page, pair.new.span(*new), "code"):
            for rule in compiled.rules.get(part, ()):
                yield _hit(page, rule, pair, new, old)


def _restated(page: Page, done: set[tuple[int, int]], contrasts: Contrasts) -> Iterator[tuple[Pair, Place]]:
    """What the new sentences that are not yet `done` exclude of old ones in other words; each is reported once."""
    told = cache(Told)  # an old sentence may stand beside many new ones
    for pair in loose(page):
        if _place(pair.new) in done or pair.old.kind in _TITLES:
            continue
        together = pair.old.headings == pair.new.headings
        for place in excluded(told(pair.new.text), told(pair.old.text), contrasts, together):
            done.add(_place(pair.new))
            yield pair, place


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.passage, sentence.start


def _template(pair: Pair) -> bool:
    """Whether a line says so little that under another heading it is said of another thing: `Default: 900`."""
    if pair.old.headings == pair.new.headings:
        return False
    return sum(not token.small and token.kind in ("word", "name") for token in worded(pair.new.text)) < FEWEST


def contradictions(old: str, new: str, compiled: Compiled, names: Container[str]) -> Iterator[Place]:
    """Where the new sentence contradicts the old one, and in what."""
    for come, gone in denial(old, new):
        yield "negation", come, gone
        return
    if pair := compared(old, new):
        yield from figures(pair)
        yield from changed_words(pair, compiled.contrasts, names)


def _hit(page: Page, rule: Rule, pair: Pair, new: tuple[int, int], old: tuple[int, int]) -> Hit:
    assert page.before  # else there are no pairs
    span, whole = pair.old.span(0, len(pair.old.text)), pair.old.text
    line, column = page.before.position(span.start)
    quote, note = page.before.source[span.start : span.end], "what the earlier version said"
    said = Evidence("version", page.path, note, quote=quote, line=line, column=column, version=page.before.version)
    return Hit(rule, pair.new.span(*new), {"before": whole[slice(*old)]}, (said,))
