"""Several kinds of line ends in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """None: the kind does one thing."""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_ENDS = {"lf": "LF", "crlf": "CR LF", "cr": "a lone CR"}


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """At most one hit; of pages from memory only the returns can be seen."""
    form: Mapping[str, Any] = page.facts.get("file", {})
    for rule in compiled:
        if hit := _line_ends(rule, page.source, form):
            yield hit


def _line_ends(rule: Rule, source: str, form: Mapping[str, Any]) -> Hit | None:
    places = form.get("line_ends") or _in_memory(source)
    if not places:
        return None
    counts = {
        "lf": source.count("\n") - sum(map(len, places.values())),
        **{name: len(at) for name, at in places.items()},
    }
    if "\r" in source:
        counts["lf"] += sum(map(len, places.values()))
    kinds = {name: count for name, count in counts.items() if count > 0}
    if len(kinds) < 2 and "cr" not in kinds:
        return None
    counted = ", ".join(f"{count} in {_ENDS[name]}" for name, count in kinds.items())
    odd = _odd(source, places, counts)
    edits = tuple(Edit(Span(at, at + 1), "\n", safe=True) for at in odd) if form else ()
    return Hit(rule, Span(odd[0], odd[0] + 1), {"counted": counted}, edits=edits)


def _in_memory(source: str) -> dict[str, list[int]]:
    if "\r" not in source:
        return {}
    lone = [n for n, c in enumerate(source) if c == "\r" and source[n + 1 : n + 2] != "\n"]
    pairs = [n for n, c in enumerate(source) if c == "\r" and source[n + 1 : n + 2] == "\n"]
    lines = source.count("\n")
    return {"crlf": pairs, "cr": lone} if lone or (pairs and len(pairs) < lines) else {}


def _odd(source: str, places: Mapping[str, Sequence[int]], counts: Mapping[str, int]) -> list[int]:
    """Offsets of the line ends that are not like most."""
    returns, lone = set(places.get("crlf", ())), places.get("cr", ())
    if len(returns) * 2 <= source.count("\n"):
        return sorted([*returns, *lone])
    return [n for n, c in enumerate(source) if c == "\n" and n not in returns and n - 1 not in returns] or sorted(lone)
