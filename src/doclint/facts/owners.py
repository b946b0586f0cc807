"""Which page of the site the words of an address belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from msgspec import Struct

from doclint.facts.credits import Credit, address, credited
from doclint.facts.topics import kin, postings, rarity, scores, stems, titled
from doclint.page import Page
from doclint.site import Site, rows

_COMMON = 0.25
"""rarity below which a stem says nothing: it stands on more than three quarters of the pages"""


class Owner(Struct, frozen=True):
    """The page that an address fits best, beside the page that was asked about."""

    path: str
    titled: frozenset[str]
    """the stems that stand in its title or in an image's alternative text"""
    ratio: float
    """the fit of the page asked about over the owner's: 0 where nothing there fits, above 1 where it fits better"""
    here: float
    """how much of the address, weighed by rarity, stands anywhere on the page asked about: 0 to 1"""
    shares: bool
    """whether the owner credits the same address"""


def known(site: Site, subject: Mapping[str, str]) -> dict[str, str]:
    """The stems that tell pages of this site apart."""
    return {name: word for name, word in subject.items() if rarity(site, name) > _COMMON}


def fits(page: Page, credit: Credit, subject: Iterable[str]) -> bool:
    """Whether the page's title, the picture or the words of its credit speak of the subject."""
    image = credit.image
    about = f"{image.alt} {_name(image.href)}" if image else ""
    mine = set(stems(f"{page.title} {about} {credit.text}"))
    return any(kin(one, other) for one in subject for other in mine)


def _name(href: str) -> str:
    """The file name of a local picture; that of a remote one is an id, or the query that found it."""
    return "" if "//" in href else unquote(href).rpartition("/")[2]


def owners(page: Page, site: Site, href: str, subject: Iterable[str]) -> Iterator[Owner]:
    """The other pages that the stems fit best: among all, and among those that credit the same address."""
    subject = tuple(subject)
    fit = scores(site, subject)
    own = fit.pop(page.path, 0.0)
    here = share(page, site, subject)
    users = site.value(credited, address(href))
    first = _best(fit, fit)
    for path in (*first, *_best(fit, (fit.keys() & users) - {*first})):
        named = titled(site.pages[path], subject)
        yield Owner(path, named, own / fit[path] if fit[path] else 1.0, here, path in users)


def _best(fit: Mapping[str, float], paths: Iterable[str]) -> list[str]:
    """The one of the paths that fits best, if there is one."""
    best = min(paths, key=lambda path: (-fit[path], path), default=None)
    return [] if best is None else [best]


def share(page: Page, site: Site, subject: Iterable[str]) -> float:
    """How much of the stems, weighed by rarity, stands anywhere on the page: 0 to 1."""
    weights = {name: rarity(site, name) for name in subject}
    mine = dict(rows(postings, page))
    here = sum(weight for name, weight in weights.items() if name in mine)
    return here / (sum(weights.values()) or 1.0)
