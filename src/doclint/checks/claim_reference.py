"""Figures that a reference document contradicts: same attribute, same kind of thing, and beyond all that it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from msgspec import Struct

from doclint.checks.claim_number import Compiled, Params, figures, prepare, told
from doclint.facts.attributes import Attribute, Stated, verdict
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Evidence, Hit
from doclint.site import Site

__all__ = ["FACTS", "NEEDS", "SITE", "Params", "check", "prepare"]

NEEDS = frozenset({"references"})
FACTS = ()
SITE = ()

_DECIMAL = regex(r"\d\.\d")
_BESIDE = 70
"""characters of a passage quoted on either side of its figure"""


class Passage(Struct, frozen=True):
    """A figure of a reference, and the words around it."""

    document: str
    figure: Stated
    quote: str


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """The figures on the page that the references contradict; where they leave a doubt nothing is said."""
    for rule, known in compiled.rules if site.references else ():
        told_apart = [attribute for attribute in known if not attribute.form.general]
        for attribute, sentence, one in figures(page, told_apart, compiled.clauses):
            passages = known_of(site, attribute)
            what, fact = verdict(one, [passage.figure for passage in passages])
            if what != "contradicted":
                continue
            against = next(passage for passage in passages if passage.figure == fact)
            words = {"attribute": attribute.form.name, "document": against.document, "says": told(against.figure)}
            note = Evidence("reference", against.document, f"says {told(against.figure)}", quote=against.quote)
            yield Hit(rule, sentence.span(one.start, one.end), words, (note,))


def known_of(site: Site, attribute: Attribute) -> list[Passage]:
    """What the references say of an attribute, read on the first question."""
    key = ("references", attribute.form.name)
    if key not in site.values:
        site.values[key] = [one for name, text in site.references.items() for one in _read(name, text, attribute)]
    return cast(list[Passage], site.values[key])


def _read(name: str, text: str, attribute: Attribute) -> Iterator[Passage]:
    """The figures of a document; one whose decimal point is lost counts where only one place can have held it."""
    lost = not _DECIMAL.search(text)
    for one in attribute.stated(text, loose=True):
        if figure := attribute.restored(one, lost):
            start, end = max(0, one.start - _BESIDE), one.end + _BESIDE
            whole = " ".join(text[start:end].split(" ")[start > 0 : -1 if end < len(text) else None])
            yield Passage(name, figure, whole)
