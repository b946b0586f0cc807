"""No page can be written on which one of our regular expressions takes for ever.

Each pattern is attacked with strings made from its own tree: what leads to a repetition, then what it repeats, many
times, then what cannot follow. Twice the length may take four times as long (a search begins at every character), not
eight times.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import doclint
from doclint import engine, rulebook
from doclint.checks import Kinds
from doclint.settings import Settings

parser, codes, compiler = (import_module(f"re._{name}") for name in ("parser", "constants", "compiler"))

MANY = 20
"""times from which a repetition is worth an attack"""
SIGNS = " a0A#-_.,:;'\"/\n\t()[]{}<>=*|&%+\u00e9\u2013"
LETTERS = "bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ123456789"
SHORT, LONG = 75, 600
NOTHING = 0.02
"""seconds of a search that is quick whatever the growth"""


class Tree:
    """A pattern taken apart by the standard library's own parser."""

    def __init__(self, pattern: str, flags: int) -> None:
        tree = parser.parse(pattern, flags)
        self.state, self.parts = tree.state, list(tree)

    def attacks(self, parts: Any, before: str = "") -> Iterator[tuple[str, str]]:
        """(what comes first, what is repeated)."""
        for op, about in parts:
            if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT) and about[1] >= MANY:
                yield from ((before, pump) for pump in self.pumps(about[2]))
            for inner in self.inside(op, about):
                yield from self.attacks(inner, before)
            before += self.sample([(op, about)])

    def inside(self, op: Any, about: Any) -> list[Any]:
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            return [about[2]]
        if op is codes.BRANCH:
            return list(about[1])
        if op is codes.SUBPATTERN:
            return [about[3]]
        if op is codes.ATOMIC_GROUP:
            return [about]
        return [one for one in about[1:] if one] if op is codes.GROUPREF_EXISTS else []

    def pumps(self, body: Any) -> set[str]:
        """Single characters that the body of a repetition takes, and a sample of it."""
        return {*self.taken(body, SIGNS), self.sample(body)} - {""}

    def taken(self, parts: Any, characters: str) -> list[str]:
        try:
            found = compiler.compile(parser.SubPattern(self.state, list(parts)), self.state.flags)
        except (re.error, ValueError, KeyError):  # it speaks of a group that is not in it
            return []
        return [one for one in characters if found.fullmatch(one)]

    def sample(self, parts: Any) -> str:
        return "".join(self.one(op, about) for op, about in parts)

    def one(self, op: Any, about: Any) -> str:
        if op is codes.LITERAL:
            return chr(about)
        if op in (codes.IN, codes.ANY, codes.NOT_LITERAL):
            return next(iter(self.taken([(op, about)], SIGNS + LETTERS)), "")
        least = about[0] if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT) else 1
        return "".join(self.sample(inner) for inner in self.inside(op, about)[:1]) * least


def ours() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module has, and every one of a rule."""
    for module in walk_packages(doclint.__path__, "doclint."):
        for name, one in vars(import_module(module.name)).items():
            if hasattr(one, "finditer") and isinstance(getattr(one, "pattern", None), str):
                yield f"{module.name}.{name}", one
    for group in engine.prepare(rulebook.rules(Settings(root=".", cache=False), Kinds())):
        needles = (one for many in getattr(group.compiled, "by_word", {}).values() for one in many)
        yield from ((needle.rule.id, needle.find) for needle in needles if hasattr(needle, "find"))


def spent(pattern: re.Pattern[str], text: str) -> float:
    begin = time.process_time()
    for _ in pattern.finditer(text):
        pass
    pattern.match(text), pattern.fullmatch(text)  # a search may come to an end where the whole does not
    return time.process_time() - begin


def too_slow(pattern: re.Pattern[str], before: str, pump: str) -> bool:
    if any(surely_slow(pattern, f"{before}{pump * length}\0") for length in range(8, SHORT, 3)):
        return True  # a few more characters may take for ever
    length = SHORT
    while (last := spent(pattern, f"{before}{pump * length}\0")) < NOTHING and length < LONG:
        length *= 2
    if last < NOTHING:
        return False
    return all(grows(pattern, before, pump, length) for _ in range(4))  # a busy machine stretches one of them, not all


def surely_slow(pattern: re.Pattern[str], text: str) -> bool:
    return all(spent(pattern, text) > NOTHING for _ in range(3))


def grows(pattern: re.Pattern[str], before: str, pump: str, length: int) -> bool:
    once, twice = (min(spent(pattern, f"{before}{pump * (length * n)}\0") for _ in range(2)) for n in (1, 2))
    return twice > 6 * max(once, NOTHING)


def slow(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    tree = Tree(pattern.pattern, pattern.flags & ~re.UNICODE)
    return [attack for attack in sorted(set(tree.attacks(tree.parts))) if too_slow(pattern, *attack)]


def test_an_attack_is_noticed() -> None:
    assert slow(re.compile(r"(?:\w|[^\0])*"))
    assert slow(re.compile(r"\{[^{}\n]*#([^\s{}]+)[^{}\n]*\}"))
    assert not slow(re.compile(r"\{[^{}\n#]*+#([^\s{}]++)[^{}\n]*+\}"))


@pytest.mark.parametrize("pattern", [pytest.param(one, id=name) for name, one in ours()])
def test_no_pattern_takes_for_ever(pattern: re.Pattern[str]) -> None:
    assert slow(pattern) == []
