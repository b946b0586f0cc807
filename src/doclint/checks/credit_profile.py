"""Image credits that give another page's photographer and name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.checks.credit_words import PhotoSite, addresses, host_and_path, photo_sites
from doclint.facts.addresses import Addresses
from doclint.facts.credits import Credit, Origin, address, credited, credits
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


class Compiled(Struct, frozen=True):
    """The rules of the kind and what they share."""

    rules: tuple[Rule, ...]
    addresses: Addresses
    sites: tuple[PhotoSite, ...]


NEEDS = frozenset({"site"})
FACTS = (credits,)
SITE = (credited,)


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the vocabularies that they share."""
    return Compiled(tuple(rules), addresses(words), photo_sites(words))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every profile without a name that another page gives, with a name, for a picture of another address."""
    for credit in credits(page):
        for origin in credit.origins if credit.image else ():
            if not _nameless(origin, compiled) or any(_pictures(other, compiled) for other in credit.origins):
                continue
            for path, theirs, named in _named(page, site, credit, origin, compiled):
                line, column = site.pages[path].position(theirs.span.start)
                note = Evidence("page", path, "names the person of this profile", theirs.text, line, column)
                words = {"name": named.text, "owner": site.pages[path].title, "path": path}
                yield from (Hit(rule, origin.span, words, (note,)) for rule in compiled.rules)
                break


def _nameless(origin: Origin, compiled: Compiled) -> bool:
    """Whether a link leads to a person on a photo site and is called by the site's name."""
    host, path = host_and_path(origin.href)
    mine = [known for known in compiled.sites if known.has(host)]
    profile = bool(path) and not compiled.addresses.names_picture(origin.href)
    return profile and any(_called(origin, known) for known in mine)


def _called(origin: Origin, known: PhotoSite) -> bool:
    return " ".join(origin.text.split()).strip("()*_ ").lower() in known.names


def _pictures(origin: Origin, compiled: Compiled) -> bool:
    """Whether an address leads to one photo of a photo site."""
    host, path = host_and_path(origin.href)
    return any(known.has(host) and known.photo.fullmatch(path) for known in compiled.sites)


def _named(
    page: Page, site: Site, credit: Credit, origin: Origin, compiled: Compiled
) -> Iterator[tuple[str, Credit, Origin]]:
    """The other pages that give the profile with a person's name, for what is called another picture."""
    users = site.value(credited, address(origin.href))
    for path in sorted(users.keys() - {page.path}):
        for theirs in credits(site.pages[path]):
            if theirs.image is None or credit.image is None or _file(theirs.image.href) == _file(credit.image.href):
                continue
            for one in theirs.origins:
                if address(one.href) == address(origin.href) and one.text and not _nameless(one, compiled):
                    yield path, theirs, one


def _file(href: str) -> str:
    return href.partition("?")[0].rpartition("/")[2].lower()
