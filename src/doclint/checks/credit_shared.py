"""Image credits whose address belongs to the different picture of another page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from doclint.checks.credit_picture import file_of
from doclint.checks.credit_topic import Compiled, evidence, prepare
from doclint.facts.credits import Credit, Origin, address, credited, credits
from doclint.facts.owners import Owner, fits, known, owners, share
from doclint.facts.topics import postings, titles
from doclint.page import Page
from doclint.rule import Hit, Rule, Strict
from doclint.site import Question, Site

__all__ = ["FACTS", "NEEDS", "SITE", "Params", "check", "prepare", "wants"]


class Params(Strict, frozen=True):
    """When an address that two pages give is the other page's."""

    ratio: float = 0.6
    """how well the page itself may fit the words of the address, as a part of the owner's fit"""
    here: float = 0.5
    """how much of the address, weighed by rarity, may stand anywhere on the page itself"""
    words: int = 3
    """words of the address, at least, by which it is seen to fit none of its pages"""
    nowhere: float = 0.25
    """how much of the address may then stand on a page"""


NEEDS = frozenset({"site", "files"})
FACTS = (credits,)
SITE = (credited, postings, titles)


def wants(page: Page, site: Site, compiled: Compiled) -> Iterator[Question]:
    """The content of all local pictures that share an address with one of this page's."""
    for _, origin in _shared(page, site, compiled):
        for path, pictures in site.value(credited, address(origin.href)).items():
            files = (file_of(site.pages[path], href, site) for href in pictures)
            yield from (Question("digest", file) for file in files if file)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every address that a page with another picture owns."""
    for credit, origin in _shared(page, site, compiled):
        subject = known(site, compiled.addresses.subject(origin.href))
        if not subject or fits(page, credit, subject):
            continue
        for rule in compiled.rules:
            yield from _judge(page, site, rule, credit, origin, subject)


def _shared(page: Page, site: Site, compiled: Compiled) -> Iterator[tuple[Credit, Origin]]:
    """The credits with an address that may name one picture and that other pages give too."""
    for credit in credits(page):
        for origin in credit.origins if credit.image else ():
            key = address(origin.href)
            if not site.several(credited, key) or not compiled.addresses.names_picture(origin.href):
                continue
            if len(site.value(credited, key)) > 1:
                yield credit, origin


def _judge(
    page: Page, site: Site, rule: Rule, credit: Credit, origin: Origin, subject: Mapping[str, str]
) -> Iterator[Hit]:
    """The page that owns the address; else, where it fits none of its pages, the first other one."""
    others = _others(page, site, credit, origin)
    for owner in owners(page, site, origin.href, subject):
        if owner.path in others and _owns(owner, rule.params):
            yield _hit(site, rule, origin, owner.path, "only that page fits it")
            return
    users = site.value(credited, address(origin.href))
    if others and len(subject) >= rule.params.words and not _fit(site, users, origin.href, subject, rule.params):
        yield _hit(site, rule, origin, min(others), "fits neither page")


def _hit(site: Site, rule: Rule, origin: Origin, path: str, verdict: str) -> Hit:
    words = {"owner": site.pages[path].title, "path": path, "verdict": verdict}
    return Hit(rule, origin.span, words, tuple(evidence(site, path, origin.href)))


def _others(page: Page, site: Site, credit: Credit, origin: Origin) -> set[str]:
    """The pages that give the address for pictures which certainly differ from this one."""
    mine = _picture(page.path, credit.image.href, site) if credit.image else None
    users = site.value(credited, address(origin.href))
    return {
        path
        for path, shown in users.items()
        if mine and path != page.path and all(_differ(mine, _picture(path, href, site)) for href in shown)
    }


def _fit(site: Site, users: Iterable[str], href: str, subject: Mapping[str, str], params: Params) -> bool:
    """Whether the address speaks of some page that gives it."""
    for path in users:
        page = site.pages[path]
        if share(page, site, subject) > params.nowhere:
            return True
        mine = (one for one in credits(page) if any(address(o.href) == address(href) for o in one.origins))
        if any(fits(page, one, subject) for one in mine):
            return True
    return False


def _owns(owner: Owner, params: Params) -> bool:
    return bool(owner.titled) and owner.ratio <= params.ratio and owner.here <= params.here


def _differ(one: str, other: str | None) -> bool:
    """Whether two pictures are certainly not the same file; of one here and one elsewhere nobody knows."""
    return other is not None and one != other and ("//" in one) == ("//" in other)


def _picture(path: str, href: str, site: Site) -> str | None:
    """What tells a picture from others: its content, for one elsewhere its address; None where nobody knows."""
    if "//" in href:
        return href.partition("?")[0]
    file = file_of(site.pages[path], href, site)
    return site.answers.get(Question("digest", file)) if file else None
