"""Dates on one page that cannot both be right of one event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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

    once: tuple[str, ...]
    apart: tuple[str, ...] = ()
    alone: str = ""
    generic: str = ""
    unless: str = ""
    many: str = ""


class Compiled(Struct, frozen=True):
    """The rules, each verb with its group, and the words that take an event back."""

    rules: tuple[Rule, ...]
    verbs: dict[str, str]
    once: frozenset[str]
    """verbs of what happens once, wherever it is and whoever does it"""
    alone: frozenset[str]
    generic: frozenset[str]
    unless: frozenset[str]
    many: frozenset[str]

    def told(self, page: Page, one: Event) -> bool:
        """Whether the page says in its own voice when it happened, and to what; and it happens once."""
        if one.verb not in self.verbs or (one.bare and one.verb not in self.alone):
            return False
        if self.generic.issuperset(one.names) or not self.many.isdisjoint(one.thing.split()):
            return False
        return self.unless.isdisjoint(_WORD.findall(page.source[one.sentence.start : one.sentence.end].lower()))

    def same(self, one: Event, other: Event) -> bool:
        """Whether both speak of one event."""
        alike = one.thing == other.thing and self.verbs[one.verb] == self.verbs[other.verb]
        return alike and (one.aside == other.aside or one.verb in self.once)

    def against(self, one: Event, told: Sequence[tuple[str, Event]]) -> tuple[str, Event] | None:
        """The first of the events `told`, with their paths, that `one` contradicts; none where there are so many dates
        that the events are several of one kind."""
        same = [row for row in told if self.same(one, row[1])]
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
    read = words.read("events", Vocabulary).values()
    once = _verbs(group for one in read for group in one.once)
    apart = _verbs(group for one in read for group in one.apart)
    alone = _verbs(one.alone for one in read)
    others = (" ".join(texts).split() for texts in zip(*((o.generic, o.unless, o.many) for o in read), strict=True))
    return Compiled(tuple(rules), apart | once, *map(frozenset, (once, alone, *others)))


def _verbs(groups: Iterable[str]) -> dict[str, str]:
    """Each verb of some groups, with its group."""
    return {verb: group for group in groups for verb in group.split(", ")}


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every date that one before it contradicts."""
    told = [(page.path, one) for one in events(page) if compiled.told(page, one)]
    for _, one in told:
        _, other = compiled.against(one, told) or (page.path, one)
        for rule in compiled.rules if other.span.start < one.span.start else ():
            yield hit(rule, one, page, other, "the same page says", "page")


def differ(one: Event, other: Event) -> bool:
    """Whether two dates cannot both be right: the first part in which they differ is given by both."""
    parts = zip(one.date, other.date, strict=True)
    return next((bool(mine and theirs) for mine, theirs in parts if mine != theirs), False)
