"""Pictures that a page credits twice, to different sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.checks.credit_words import fields, host_and_path
from doclint.facts.credit_fields import Fields, stated
from doclint.facts.credits import Credit, address, credits, images
from doclint.facts.topics import stems
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


class Compiled(Struct, frozen=True):
    """The rules of the kind and the fields of the front matter that credit a picture."""

    rules: tuple[Rule, ...]
    fields: Fields


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the names of fields that they share."""
    return Compiled(tuple(rules), fields(words))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every credit that gives another source than an earlier one of the same picture."""
    first: dict[str, Credit] = {}
    for credit in stated(page, compiled.fields):
        if not credit.image or not any(address(origin.href) for origin in credit.origins):
            continue
        earlier = first.setdefault(credit.image.href, credit)
        if earlier is not credit and not _agree(earlier, credit) and not _together(page, earlier, credit):
            line, column = page.position(earlier.span.start)
            quote = page.source[earlier.span.start : earlier.span.end]
            said = Evidence("page", page.path, "the first credit of this picture", quote, line, column)
            yield from (Hit(rule, credit.span, {"line": line}, (said,)) for rule in compiled.rules)


def _agree(one: Credit, other: Credit) -> bool:
    """Whether two credits may mean one source: a common host, or a common word in what they call it."""
    hosts = [{host_and_path(origin.href)[0] for origin in credit.origins} for credit in (one, other)]
    names = [{name for origin in credit.origins for name in stems(origin.text)} for credit in (one, other)]
    return bool(hosts[0] & hosts[1] or names[0] & names[1])


def _together(page: Page, one: Credit, other: Credit) -> bool:
    """Whether the two may be meant for different pictures, or complete each other.

    They complete each other in neighbouring lines; and where another picture or credit stands between them, nobody
    knows which picture the second means.
    """
    between = page.source[one.span.end : other.span.start]
    lines = [line for line in between.split("\n") if line.strip()]
    shown = {image.href for image in images(page) if one.span.end <= image.span.start < other.span.start}
    listed = any(one.span.end <= credit.span.start < other.span.start for credit in credits(page))
    return len(lines) < 2 or listed or bool(shown - {one.image.href if one.image else ""})
