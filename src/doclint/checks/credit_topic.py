"""Image credits whose address speaks of another page's subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from doclint.checks.credit_words import addresses
from doclint.facts.addresses import Addresses
from doclint.facts.credits import Origin, address, credited, credits
from doclint.facts.owners import Owner, fits, known, owners
from doclint.facts.topics import postings, titles
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """When the words of an address belong to another page."""

    words: int = 2
    """words of the address, at least, that tell pages of the site apart"""
    titled: int = 2
    """how many of them an owner has in its title or alternative texts; one is enough if it credits the address too"""
    ratio: float = 0.5
    """how well the page itself may fit, as a part of the owner's fit"""
    here: float = 0.34
    """how much of the address, weighed by rarity, may stand anywhere on the page itself"""
    plain: int = 4
    """words of the address from which one in an owner's title is enough, where still less of it stands on the page"""
    plainly_here: float = 0.25
    """how much that may be"""


class Compiled(Struct, frozen=True):
    """The rules of the kind and what is known of addresses."""

    rules: tuple[Rule, ...]
    addresses: Addresses


NEEDS = frozenset({"site"})
FACTS = (credits,)
SITE = (credited, postings, titles)


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the vocabulary that they share."""
    return Compiled(tuple(rules), addresses(words))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every address that speaks of another page's subject, and not of this one's."""
    for credit in credits(page):
        for origin in credit.origins if credit.image else ():
            if not compiled.addresses.names_picture(origin.href):
                continue
            subject = known(site, compiled.addresses.subject(origin.href))
            if not subject or fits(page, credit, subject):
                continue
            for rule in compiled.rules:
                yield from _judge(page, site, rule, origin, subject)


def _judge(page: Page, site: Site, rule: Rule, origin: Origin, subject: Mapping[str, str]) -> Iterator[Hit]:
    params: Params = rule.params
    if len(subject) < params.words:
        return
    for owner in owners(page, site, origin.href, subject):
        if _owns(owner, params, len(subject)):
            yield _hit(site, rule, origin, subject, owner)
            return


def _owns(owner: Owner, params: Params, words: int) -> bool:
    plain = words >= params.plain and owner.here <= params.plainly_here
    named = len(owner.titled) >= (1 if owner.shares or plain else params.titled)
    return named and owner.ratio <= params.ratio and owner.here <= params.here


def _hit(site: Site, rule: Rule, origin: Origin, subject: Mapping[str, str], owner: Owner) -> Hit:
    path = owner.path
    named = ", ".join(word for name, word in subject.items() if name in owner.titled)
    words = {"words": named, "owner": site.pages[path].title, "path": path}
    return Hit(rule, origin.span, words, tuple(evidence(site, path, origin.href)))


def evidence(site: Site, path: str, href: str) -> Iterator[Evidence]:
    """The owner's title, and its own credit with this address where it has one."""
    page = site.pages[path]
    line, column = page.position(max(page.source.find(page.title), 0))
    yield Evidence("page", path, "the page that the address fits best", page.title, line, column)
    for offset in sorted(site.value(credited, address(href)).get(path, {}).values())[:1]:
        line, column = page.position(offset)
        yield Evidence("page", path, "credits its own picture with this address", href, line, column)
