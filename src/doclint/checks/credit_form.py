"""Image credits whose Markdown or keyword is broken, so that readers see brackets, no link or a broken picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclint.facts.credits import Credit, credits
from doclint.lazy import regex
from doclint.page import Link, Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

# `([Source)](address)`: the parenthesis closes inside the link; `[(Source](address))` opens inside it.
_CROSSED = regex(r"\(\[(?P<a>[^\[\]()\n]+)\)\](?P<b>\([^\s()]+\))(?!\))|\[\((?P<c>[^\[\]()\n]+)\](?P<d>\([^\s()]+\))\)")
_CUT = regex(r"\]\(\s*https?://[^\s()]+\s*(?=[*_]*\s*$)")
_KEYWORD = regex(
    r"\b(?:image|photo|picture|cover|illustration)s? (?P<typo>c(?:redt|redti|reidt|erdit|rdit)s?)\b", re.IGNORECASE
)
_SEEN = regex(r"^\W*(?:\w+ ){1,2}credits?\b ?:? ?", re.IGNORECASE)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every broken part of a credit."""
    for credit in credits(page):
        for span, what, edits in _faults(page, credit):
            yield from (Hit(rule, span, {"what": what}, edits=edits) for rule in compiled)


_Fault = tuple[Span, str, tuple[Edit, ...]]


def _faults(page: Page, credit: Credit) -> Iterator[_Fault]:
    yield from _crossed(page, credit)
    yield from _cut(page, credit)
    yield from _misspelt(page, credit)
    for link in page.links:
        if credit.span.start <= link.span.start and link.span.end <= credit.span.end:
            yield from _as_image(credit, link) if link.image else _empty(link)


def _crossed(page: Page, credit: Credit) -> Iterator[_Fault]:
    for found in _CROSSED.finditer(page.source, *credit.span):
        span = Span(*found.span())
        whole = f"([{found['a'] or found['c']}]{found['b'] or found['d']})"
        yield span, "its brackets cross; the parenthesis belongs around the link", (Edit(span, whole, safe=True),)


def _cut(page: Page, credit: Credit) -> Iterator[_Fault]:
    if _CUT.search(page.source, *credit.span):
        yield credit.span, "the bracket after the address is missing, so that there is no link", ()


def _misspelt(page: Page, credit: Credit) -> Iterator[_Fault]:
    for found in _KEYWORD.finditer(page.source, *credit.span):
        span = Span(*found.span("typo"))
        word = "credits" if found["typo"].lower().endswith("s") else "credit"
        yield span, f"write “{word}”", (Edit(span, word.capitalize() if found["typo"][0] == "C" else word, safe=True),)


def _empty(link: Link) -> Iterator[_Fault]:
    if not link.href.strip():
        yield link.span, "its link has no address", ()


def _as_image(credit: Credit, link: Link) -> Iterator[_Fault]:
    """`![Image credit: X](https://site/page/)` shows a broken picture. What replaces it is another form: not safe."""
    name = _SEEN.sub("", link.text)
    instead = f"{link.text.removesuffix(name)}[{name}]({link.href})"
    yield (
        link.span,
        "it is written as an image of a web page; readers see a broken picture",
        (Edit(link.span, instead),),
    )
