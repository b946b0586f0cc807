"""Parts of a page that doclint itself could not read, so that nobody takes its silence for praise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.page import Page
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which problems to report."""

    problems: tuple[str, ...]
    """kinds of problem that the page reader notes: too-deep, too-large"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every problem that a rule names."""
    for problem in page.problems:
        for rule in compiled:
            if problem.kind in rule.params.problems:
                yield Hit(rule, problem.span, {"reason": problem.note})
