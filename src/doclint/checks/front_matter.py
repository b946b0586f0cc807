"""Front matter that cannot be read, never ends, or says one thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclint.lazy import pyyaml, regex
from doclint.page import Page, Span
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_OPENING = regex(r"\ufeff?(---)[ \t]*\n[a-z][\w-]*:(?:[ \t]|$)", re.M)
"""the line that opens front matter, and a first `key:` right under it; after an empty line, or with a capital, it may
be a sentence under a rule"""
_CLOSING = regex(r"^(?:---|\.\.\.)[ \t]*$", re.M)
_KEY = regex(r"^[ \t-]*([^\s#:-][^:\n]*):(?=[ \t]|$)", re.M)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every fault of the front matter."""
    if not page.source.startswith(("---", "+++", "\ufeff")):
        return
    for span, reason in _faults(page):
        for rule in compiled:
            yield Hit(rule, span, {"reason": reason})


def _faults(page: Page) -> Iterator[tuple[Span, str]]:
    unread = [(one.span, one.note) for one in page.problems if one.kind == "front-matter"]
    yield from unread or _repeated(page)
    yield from _unclosed(page.source)


def _unclosed(source: str) -> Iterator[tuple[Span, str]]:
    opening = _OPENING.match(source)
    if opening and not _CLOSING.search(source, opening.end(1) + 1):
        yield Span(*opening.span(1)), "the front matter opens here and is never closed by a line `---`"


def _repeated(page: Page) -> Iterator[tuple[Span, str]]:
    """Keys that stand twice in one mapping: generators stop at them, or take the last one in silence."""
    front = page.front_matter_span
    if not front or not page.source.lstrip("\ufeff").startswith("---"):
        return
    start = page.source.find("\n") + 1
    inside = page.source[start : front.end].rsplit("\n", 1)[0]
    keys = _KEY.findall(inside)
    if len(set(keys)) == len(keys):
        return
    for key, place in _twice(inside):
        yield Span(start + place, start + place + len(key)), f"the key `{key}` stands twice in the front matter"


def _twice(inside: str) -> Iterator[tuple[str, int]]:
    """(key, offset) of every key that an earlier line of the same mapping has."""
    yaml = pyyaml()
    try:
        pending = [yaml.compose(inside, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))]
    except (yaml.YAMLError, UnicodeError):  # bytes that are no text; another rule tells of them
        return
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.SequenceNode):
            pending += node.value
        elif isinstance(node, yaml.MappingNode):
            seen = set[str]()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    yield key.value, key.start_mark.index
                elif isinstance(key, yaml.ScalarNode) and key.value != "<<":
                    seen.add(key.value)
                pending.append(value)
