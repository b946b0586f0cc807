"""Image credits that stand twice on a page for the same picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.facts.credits import Credit, address, credits
from doclint.page import Page, Span
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every credit whose addresses an earlier credit of the same picture has given."""
    first: dict[tuple[str, frozenset[str]], Credit] = {}
    for credit in credits(page):
        given = frozenset(address(origin.href) for origin in credit.origins)
        if not credit.image or not any(given):
            continue
        earlier = first.setdefault((credit.image.href, given), credit)
        if earlier is not credit:
            yield from (_hit(page, rule, credit, earlier) for rule in compiled)


def _hit(page: Page, rule: Rule, credit: Credit, earlier: Credit) -> Hit:
    line, column = page.position(earlier.span.start)
    quote = page.source[earlier.span.start : earlier.span.end]
    said = Evidence("page", page.path, "the first credit of this picture", quote=quote, line=line, column=column)
    return Hit(rule, credit.span, {"line": line}, (said,), _removed(page, credit.span))


def _removed(page: Page, span: Span) -> tuple[Edit, ...]:
    """The whole line away, where nothing else stands on it."""
    start = page.source.rfind("\n", 0, span.start) + 1
    end = page.source.find("\n", span.end) + 1 or len(page.source)
    rest = page.source[start : span.start] + page.source[span.end : end]
    return () if rest.strip() else (Edit(Span(start, end), ""),)
