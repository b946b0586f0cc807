"""Replacement characters, U+FFFD: something could not be read, and was lost when the page was saved.

What stood there is often known: an older version of the page has it, or the same words stand whole elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import category

from msgspec import Struct

from doclint.facts.damage import bad_lines
from doclint.facts.folding import mentions, spaced
from doclint.facts.text_only import text_only
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Where replacement characters are spoken of."""

    unless_near: tuple[str, ...] = ()
    """words that show, on the same line, that the character is spoken of"""


class Whole(Struct, frozen=True):
    """The words around a lost character as they stand elsewhere."""

    text: str
    """what stands in the place of the lost characters"""
    page: Page
    start: int
    end: int


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

LOST = "\ufffd"
_RUNS = regex(f"{LOST}+")
_CODE = frozenset({"code", "math", "comment", "mdx", "template"})
_AROUND = 60
"""characters before and after a lost one in which the words that must be the same elsewhere are looked for"""
_MOST = 500
"""rows of lost characters on a page that are looked for elsewhere; one that has more was not spoilt one by one"""
_LEAST = 8
"""characters around a lost one, of both sides together, that tell enough"""
_BEFORE = regex(r"(?:\w+[^\w\n\ufffd]{1,2})?\w+[^\w\n\ufffd]?$")
_AFTER = regex(r"[^\w\n\ufffd]?\w+(?:[^\w\n\ufffd]{1,2}\w+)?")
"""one or two words beside the place"""
_NAMED = frozenset("\"'“‘«(`")


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every row of replacement characters outside of code, and one where the name of the page holds some."""
    if LOST in page.path:
        yield from (Hit(rule, Span(0, 0), {"where": "the name of the file"}) for rule in compiled)
    pages = [page.before] if page.before else []
    for number, (span, line) in enumerate(places(page)):
        found = whole(page.source, span, [*pages, page]) if number < _MOST else None
        for rule in compiled:
            if not mentions(spaced(line), rule.params.unless_near):
                yield hit(rule, span, found)


def places(page: Page) -> Iterator[tuple[Span, str]]:
    """(characters, their line) of the rows of replacement characters outside of code."""
    if LOST not in page.source:
        return
    source = text_only(page, _CODE, targets=True)
    for run in _RUNS.finditer(source):
        start, end = run.span()
        first, last = source.rfind("\n", 0, start) + 1, source.find("\n", end)
        alone = source[max(start - 1, 0) : start] in _NAMED and not source[end : end + 1].isalnum()
        if not alone:
            yield Span(start, end), source[first : last if last >= 0 else len(source)]


def hit(rule: Rule, span: Span, found: Whole | None) -> Hit:
    """What a rule says of a lost character, with the repair if one is known."""
    if not found:
        return Hit(rule, span, {"where": "the text", "remedy": "what stood there is lost"})
    line, column = found.page.position(found.start)
    kind, version = ("version", found.page.version) if found.page.version else ("page", None)
    quote = found.page.source[found.start : found.end]
    note = "the same words are whole here"
    evidence = Evidence(kind, found.page.path, note, quote, line, column, version)  # type: ignore[arg-type]
    words = {"where": "the text", "remedy": f"it should be {found.text}", "repaired": found.text}
    return Hit(rule, span, words, (evidence,), (Edit(span, found.text, safe=True),))


def around(source: str, span: Span) -> tuple[str, str] | None:
    """The words before and after a place, if there are any."""
    before = _BEFORE.search(source, max(span.start - _AROUND, 0), span.start)
    after = _AFTER.match(source, span.end, span.end + _AROUND)
    return (before[0], after[0]) if before and after else None


def whole(source: str, span: Span, pages: Iterable[Page]) -> Whole | None:
    """The words around a lost character as the first of `pages` has them that has them whole; None if they differ.

    What stands beside other damage tells nothing, nor does it learn anything.
    """
    words = around(source, span)
    if not words or len(words[0]) + len(words[1]) < _LEAST or any(bad_lines(f"{words[0]} {words[1]}")):
        return None
    before, after = map(re.escape, words)
    form = re.compile(rf"(?<!\w){before}([^\n{LOST}]{{1,{min(span.end - span.start, 4)}}}){after}(?!\w)")
    found: dict[str, Whole] = {}
    for page in pages:
        for one in form.finditer(page.source):
            if one[1] not in found and is_sound(page.source, one):
                found[one[1]] = Whole(one[1], page, *one.span())
    return next(iter(found.values())) if len(found) == 1 else None


def is_sound(source: str, one: re.Match[str]) -> bool:
    """Whether what stands there can be learned: it is seen, is no plain letter, and nothing near it is damaged."""
    sign = one[1]
    if (sign.isalnum() and sign.isascii()) or not all(c.isprintable() or category(c) == "Zs" for c in sign):
        return False
    return not any(bad_lines(source[max(one.start() - _AROUND, 0) : one.end() + _AROUND]))
