"""Introductions that stand on the page of another subject too, with nothing but the subject exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.facts.leads import alike
from doclint.facts.skeletons import Intro, Told, intro, intros
from doclint.page import Page, Span
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site, rows


class Params(Strict, frozen=True):
    """When two introductions say the same."""

    alike: float = 0.75
    """what their stems share, titles left out, as a part of all their stems (Jaccard's index)"""


NEEDS = frozenset({"site"})
FACTS = ()
SITE = (intros,)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every paragraph of the introduction that an earlier page has; of a cluster the first page has none."""
    mine: dict[Told, list[int]] = {}
    for key, told in rows(intros, page):
        mine.setdefault(told, []).append(key)
    for rule in compiled:
        for told, keys in mine.items():
            one = intro(told)
            other = _earlier(page, site, one, keys, rule.params.alike)
            if other:
                where = site.pages[other[0]]
                yield Hit(rule, one.span, {"title": where.title, "path": where.path}, (_evidence(where, other[1]),))


def _earlier(page: Page, site: Site, one: Intro, keys: Sequence[int], least: float) -> tuple[str, Span] | None:
    """The first page that has the paragraph, if it comes before this one; each names what the other does not."""
    near = {
        (path, other.span): other
        for key in keys
        for path, other in (site.value(intros, key) if site.several(intros, key) else ())
        if path < page.path and not one.named <= other.named and not other.named <= one.named
    }
    return next((place for place in sorted(near) if alike(one.stems, near[place].stems, least)), None)


def _evidence(page: Page, span: Span) -> Evidence:
    line, column = page.position(span.start)
    quote = " ".join(page.source[span.start : span.end].split())
    return Evidence("page", page.path, "says the same of another subject", quote, line, column)
