"""Pages with a picture and no credit, and with a credit and no picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from doclint.checks.credit_picture import file_of
from doclint.checks.credit_words import fields
from doclint.facts.credit_fields import Fields, pictured, stated
from doclint.facts.credits import Credit, Image, cover, credits, images
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which of the two is missing."""

    verdict: Literal["credit", "picture"]


class Compiled(Struct, frozen=True):
    """The rules of the kind and the fields of the front matter that speak of pictures."""

    rules: tuple[Rule, ...]
    fields: Fields


NEEDS = frozenset({"files"})
FACTS = (credits, images)
SITE = ()

_PICTURE = regex(r"\.(?:jpe?g|png|webp|avif|gif|tiff?)\b", re.IGNORECASE)
_SHOWN = regex(r"<(?i:img|picture|svg|video|iframe|image|figure)\b|<[A-Z]|!\[|\.(?i:jpe?g|png|webp|avif|gif|svg)\b")
_SURE = regex(r"\W*(?:\w+ ){0,1}(?:image|photo|picture)s? (?:credits?|by|courtesy)\b", re.IGNORECASE)
_LOGO = regex(r"logo|icon|badge|avatar|screenshot|diagram|chart|graph|drawing", re.IGNORECASE)
_LICENCES = ("REUSE.toml",)
"""files that state the licence of other files (REUSE specification 3.3, Free Software Foundation Europe)"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the names of fields that they share."""
    return Compiled(tuple(rules), fields(words))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """At most one hit on a page."""
    for rule in compiled.rules:
        if rule.params.verdict == "credit" and (image := _uncredited(page, site)):
            if not stated(page, compiled.fields):
                yield Hit(rule, image.span)
        elif rule.params.verdict == "picture" and (credit := _alone(page, compiled.fields)):
            yield Hit(rule, credit.span)


def _uncredited(page: Page, site: Site) -> Image | None:
    """The page's cover, where it is a photo that no side file speaks of."""
    image = cover(images(page))
    if image is None or _LOGO.search(f"{image.alt} {image.href}") or not _PICTURE.search(image.href):
        return None
    file = file_of(page, image.href, site)
    if any(name in site.files for name in (f"{file}.license", *_LICENCES)):
        return None
    return image


def _alone(page: Page, known: Fields) -> Credit | None:
    """The first credit, on a page that shows nothing at all."""
    given = () if images(page) else stated(page, known)
    if not given or pictured(page, known) or any(link.image for link in page.links):
        return None
    credit = given[0]
    rest = page.source[: credit.span.start] + page.source[credit.span.end :]
    return credit if _SURE.match(credit.text) and not _SHOWN.search(rest) else None
