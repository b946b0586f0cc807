"""Titles of admonitions in the form that Docusaurus is about to give up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclint.facts.admonitions import spaced_titles
from doclint.page import Page
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """There is nothing to set."""


NEEDS = frozenset({"site"})
FACTS = (spaced_titles,)
SITE = ()


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every title after a blank, on a Docusaurus site that has not chosen to keep the form."""
    titles = spaced_titles(page) if site.generator == "docusaurus" else ()
    if not titles or _kept(site):
        return
    for one in titles:
        edits = (Edit(one.span, one.bracketed, one.safe),) if one.bracketed else ()
        advice = f"write `{one.bracketed}`" if one.bracketed else "put it in brackets"
        yield from (Hit(rule, one.span, {"advice": advice}, edits=edits) for rule in compiled)


def _kept(site: Site) -> bool:
    """Whether the configuration asks for the old form in so many words."""
    return any(
        re.search(r"mdx1Compat\b[^}]*\badmonitions['\"]?\s*:\s*true", text)
        for text in site.texts.values()
        if "mdx1Compat" in text
    )
