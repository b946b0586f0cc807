"""Figures on one page that cannot both be right of the same thing, said in other words.

Candidates come from an index of words, so that a page with very many figures stays cheap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from doclint.facts.events import Event
from doclint.facts.measured import Figure, Measured, comparable, conflict, measured, verbatim
from doclint.facts.sentences import sentences
from doclint.facts.wording import base
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Alike(Strict, frozen=True):
    """How much two clauses must have in common."""

    shared: float = 0.6
    """share of the words of the shorter clause that stand in the other too"""
    fewest: int = 3
    """words that they must share at least"""


class Params(Alike, frozen=True):
    """How much two clauses must have in common, or whether all of it."""

    same: bool = False
    """whether the sentences must say the same in the same words; else those are left to another rule"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_FEW = 3
"""figures in the same words that are kept: more are a series"""


class Cases(Strict, frozen=True):
    """The form of `words/cases.yaml`."""

    cases: str


class Compiled(Struct, frozen=True):
    """The rules, and the words that tell cases apart."""

    rules: tuple[Rule, ...]
    cases: frozenset[str]

    def conflict(self, rule: Rule, one: Measured, other: Measured) -> bool:
        """Whether two figures cannot both be right, as a rule has it."""
        return conflict(one, other, rule.params.shared, rule.params.fewest, self.cases)


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules, and the words that tell cases apart."""
    read = words.read("cases", Cases).values()
    return Compiled(tuple(rules), frozenset(base(word) for one in read for word in one.cases.split()))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on the later of two quantities that contradict each other."""
    for rule in compiled.rules:
        for one, other in _pairs(page, rule, compiled):
            yield hit(rule, other, page, one, "the same page says", "page")


def hit(rule: Rule, found: Figure | Event, source: Page, other: Figure | Event, says: str, kind: str) -> Hit:
    """A figure and the one that it does not go with, which stands on `source`."""
    line, column = source.position(other.sentence.start)
    said = source.source[other.span.start : other.span.end]
    quote = source.source[other.sentence.start : other.sentence.end]
    evidence = Evidence(
        kind,  # type: ignore[arg-type]
        source.path,
        f"{says} {said}",
        quote=quote,
        line=line,
        column=column,
        version=source.version,
    )
    return Hit(rule, found.span, {"other": said, "line": line, "page": source.path}, (evidence,))


def _pairs(page: Page, rule: Rule, compiled: Compiled) -> Iterator[tuple[Measured, Measured]]:
    """Quantities that conflict, the earlier one first; each is reported once, and a series not at all."""
    found = comparable(page) if rule.params.same else measured(page)
    against: dict[int, list[Measured]] = defaultdict(list)
    for one, other in _repeated(page) if rule.params.same else _conflicts(page, rule, compiled):
        against[one.span.start].append(other)
        against[other.span.start].append(one)
    for other in found:
        others = against[other.span.start]
        single = others and not series(others) and not any(series(against[one.span.start]) for one in others)
        if single and others[0].span.start < other.span.start:
            yield others[0], other


def series(others: Iterable[Figure]) -> bool:
    """Whether what a figure does not go with are several values: cases of one kind side by side."""
    return len({(one.quantity.low, one.quantity.high) for one in others}) > 1


def _conflicts(page: Page, rule: Rule, compiled: Compiled) -> Iterator[tuple[Measured, Measured]]:
    index: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for other in measured(page):
        near = {one.span.start: one for word in other.words for one in index[other.quantity.measure, word]}
        for _, one in sorted(near.items()):
            alike = one.place != other.place and not _says_both(page, one, other)
            if alike and compiled.conflict(rule, one, other):
                yield one, other
        for word in other.words:
            index[other.quantity.measure, word].append(other)


def _repeated(page: Page) -> Iterator[tuple[Measured, Measured]]:
    told: dict[int, list[Measured]] = defaultdict(list)
    for other in comparable(page):
        for one in told[other.same]:
            if one.place != other.place and _says_both(page, one, other):
                yield one, other
        if len(told[other.same]) < _FEW:
            told[other.same].append(other)


def _says_both(page: Page, one: Measured, other: Measured) -> bool:
    """Whether the page says the same of both, in one section or in sentences that need none."""
    if not verbatim(one, other):
        return False
    here, there = (sentences(page)[quantity.place].headings for quantity in (one, other))
    return here == there or (one.alone and other.alone)
