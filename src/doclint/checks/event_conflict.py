"""Dates on one page that cannot both be right of one event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from doclint.checks.quantity_conflict import hit
from doclint.facts.events import Event, events
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


class Vocabulary(Strict, frozen=True):
    """The form of `words/events.yaml`."""

    verbs: tuple[str, ...]
    generic: str
    unless: str


class Compiled(Struct, frozen=True):
    """The rules, each verb with the first of its group, and the words that take an event back."""

    rules: tuple[Rule, ...]
    verbs: dict[str, str]
    generic: frozenset[str]
    unless: frozenset[str]

    def told(self, page: Page, one: Event) -> bool:
        """Whether the page says in its own voice when it happened, and to what; and it happens once."""
        if one.verb not in self.verbs or self.generic.issuperset(one.names):
            return False
        return self.unless.isdisjoint(_WORD.findall(page.source[one.sentence.start : one.sentence.end].lower()))

    def against(self, one: Event, told: Sequence[tuple[str, Event]]) -> tuple[str, Event] | None:
        """The first of the events `told`, with their paths, that `one` contradicts; none where there are so many dates
        that the events are several of one kind."""
        same = [row for row in told if row[1].thing == one.thing and self.verbs[row[1].verb] == self.verbs[one.verb]]
        several = len({one.date[0], *(other.date[0] for _, other in same)}) > _SERIES
        return None if several else next((row for row in same if differ(one, row[1])), None)


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_SERIES = 2
"""years beyond which events are several of one kind"""
_WORD = regex(r"n't\b|\w+(?:-\w+)*")


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules, and the vocabulary of events."""
    read: Mapping[str, Vocabulary] = words.read("events", Vocabulary)
    groups = [[verb.strip() for verb in group.split(",")] for one in read.values() for group in one.verbs]
    verbs = {verb: group[0] for group in groups for verb in group}
    generic = " ".join(one.generic for one in read.values())
    unless = " ".join(one.unless for one in read.values())
    return Compiled(tuple(rules), verbs, frozenset(generic.split()), frozenset(unless.split()))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every date that one before it contradicts."""
    told = [(page.path, one) for one in events(page) if compiled.told(page, one)]
    for _, one in told:
        found = compiled.against(one, told)
        for rule in compiled.rules if found and found[1].span.start < one.span.start else ():
            yield hit(rule, one, page, found[1], "the same page says", "page")


def differ(one: Event, other: Event) -> bool:
    """Whether two dates cannot both be right: the first part in which they differ is given by both."""
    parts = zip(one.date, other.date, strict=True)
    return next((bool(mine and theirs) for mine, theirs in parts if mine != theirs), False)
