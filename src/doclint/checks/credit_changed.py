"""Image credits that came or changed while the picture stayed the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from doclint.checks.credit_picture import file_of
from doclint.checks.credit_words import PhotoSite, addresses, fields, host_and_path, photo_sites, related
from doclint.facts.addresses import Addresses
from doclint.facts.credit_fields import Fields, stated
from doclint.facts.credits import Credit, Image, address, credited, credits, formerly, gained
from doclint.facts.topics import stems
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Question, Site


class Params(Strict, frozen=True):
    """What happened to the credit."""

    verdict: Literal["replaced", "added"]
    pages: int = 3
    """`added`: pages of one change, at least, that gain a credit"""
    placeholders: tuple[str, ...] = ()
    """`replaced`: hosts that stood for another; to replace them is a repair"""


class Compiled(Struct, frozen=True):
    """The rules of the kind and what they share."""

    rules: tuple[Rule, ...]
    addresses: Addresses
    sites: tuple[PhotoSite, ...]
    fields: Fields


class Pair(Struct, frozen=True):
    """A credit and those that the same, unchanged picture had on the older version of the page."""

    new: Credit
    old: tuple[Credit, ...]


NEEDS = frozenset({"before", "site", "files"})
FACTS = (credits, formerly)
SITE = (credited, gained)


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the vocabularies that they share."""
    return Compiled(tuple(rules), addresses(words), photo_sites(words), fields(words))


def wants(page: Page, site: Site, compiled: Compiled) -> Iterator[Question]:
    """Whether the local pictures that are credited are what they were."""
    for credit in stated(page, compiled.fields) if page.before else ():
        file = file_of(page, credit.image.href, site) if credit.image else None
        if file:
            yield _same(page, file)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every credit of an unchanged picture that another one stood for, or none in many pages at once."""
    for pair in _pairs(page, site, compiled):
        for rule in compiled.rules:
            if rule.params.verdict == "replaced" and _replaced(page, pair, site, rule.params, compiled):
                yield Hit(rule, pair.new.span, {"was": _named(pair.old)}, (_evidence(page, pair.old[0]),))
            if rule.params.verdict == "added" and not pair.old and page.path in site.value(gained, "pages"):
                yield from _added(rule, pair.new, len(site.value(gained, "pages")))


def _added(rule: Rule, credit: Credit, pages: int) -> Iterator[Hit]:
    if pages >= rule.params.pages:
        yield Hit(rule, credit.span, {"pages": pages})


def _pairs(page: Page, site: Site, compiled: Compiled) -> Iterator[Pair]:
    if page.before is None:
        return
    former = stated(page.before, compiled.fields)
    for credit in stated(page, compiled.fields):
        if credit.image and credit.origins and (picture := _unchanged(page, credit.image, site)):
            same = (old for old in former if old.image and _picture(page.before, old.image, site) == picture)
            yield Pair(credit, tuple(same))


def _unchanged(page: Page, image: Image, site: Site) -> str | None:
    """What names a picture in both versions of the page, or None where it changed or nobody knows."""
    picture = _picture(page, image, site)
    if not picture or "//" in picture:
        return picture
    return picture if site.answers.get(_same(page, picture)) else None


def _picture(page: Page, image: Image, site: Site) -> str | None:
    return image.href.partition("?")[0] if "//" in image.href else file_of(page, image.href, site)


def _same(page: Page, file: str) -> Question:
    return Question("same", f"{(page.before and page.before.version) or ''}:{file}")


def _replaced(page: Page, pair: Pair, site: Site, params: Params, compiled: Compiled) -> bool:
    """Whether the picture had a source, has one, and nothing says that the two are the same or the old one wrong."""
    was, now = _sources(pair.old), _sources([pair.new])
    if not was or not now or was & now or _wrong(was, page, site, params, compiled):
        return False
    moved = any(related(_host(a), _host(b)) for a in was if not _shared(a, compiled) for b in now)
    return not moved and not _alike(_names(pair.old, page, compiled), _names([pair.new], page, compiled))


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether two sources are called the same, or one by a part of the other's name."""
    return bool(one and other) and (one <= other or other <= one)


def _host(one: str) -> str:
    return host_and_path(f"//{one}")[0]


def _shared(one: str, compiled: Compiled) -> bool:
    """Whether a host belongs to many people, so that another address there is another source."""
    return any(known.has(_host(one)) for known in compiled.sites) or not compiled.addresses.names_picture(f"//{one}")


def _wrong(was: Iterable[str], page: Page, site: Site, params: Params, compiled: Compiled) -> bool:
    """Whether the old source was plainly none, so that the change is a repair."""
    return any(
        any(_host(one) == host or _host(one).endswith("." + host) for host in params.placeholders)
        or any(set(users) - {page.path} for users in [site.value(credited, one)])
        or any(known.has(_host(one)) and known.names_no_photo(host_and_path(f"//{one}")[1]) for known in compiled.sites)
        for one in was
    )


def _sources(found: Iterable[Credit]) -> frozenset[str]:
    """The addresses that may be a source: with a host."""
    return frozenset(
        address(origin.href) for credit in found for origin in credit.origins if host_and_path(origin.href)[0]
    )


def _names(found: Iterable[Credit], page: Page, compiled: Compiled) -> set[str]:
    """The words of what the sources are called, without the page's subject and names of sites that many people use."""
    common = {name for known in compiled.sites for text in known.names for name in stems(text)}
    called = {name for credit in found for origin in credit.origins for name in stems(origin.text)}
    return called - common - compiled.addresses.generic - set(stems(page.title))


def _named(found: Sequence[Credit]) -> str:
    return next((origin.text or origin.href for credit in found for origin in credit.origins), "")


def _evidence(page: Page, old: Credit) -> Evidence:
    before = page.before
    assert before is not None
    line, column = before.position(old.span.start)
    quote = before.source[old.span.start : old.span.end]
    return Evidence("version", before.path, "credited the same picture", quote, line, column, before.version)
