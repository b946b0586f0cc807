"""Pages that neither the site's navigation nor another page leads to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from doclint import routes
from doclint.facts.links import local
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.routes.address import read
from doclint.routes.target import Target
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site, SiteFact

NEEDS = frozenset({"site"})
FACTS = ()
SITE = routes.SITE

_ADDRESS = regex(
    r"\]\(\s*<?([^\s)>]++)|\b(?:href|to|src|linkUrl)\s*=\s*[\"'{]++([^\"'}>]++)|^\s{0,3}\[[^\]\n]++\]:\s*<?(\S++)", re.M
)

NAMED: SiteFact[str, None, tuple[str, ...]] = SiteFact(
    "last parts of addresses",
    lambda page: [(name, None) for name in sorted(_names(page.source))],
    lambda _, rows: tuple(path for path, _ in rows),
)
"""Name -> the pages that may lead to something of that name. Read without parsing, so that some name too much is in it:
only these pages are then looked at closely."""


class Params(Strict, frozen=True):
    """There is nothing to set."""


def prepare(rules: Sequence[Rule], words: Words) -> Sequence[Rule]:
    """The rules as they are."""
    return rules


def check(page: Page, site: Site, compiled: Sequence[Rule]) -> Iterator[Hit]:
    """One hit at the top of a page to which nothing leads."""
    if routes.listed(page, site) or any(_leads(site.pages[path], page, site) for path in _near(page, site)):
        return
    for rule in compiled:
        yield Hit(rule, Span(0, len(page.source.partition("\n")[0])))


def _near(page: Page, site: Site) -> Iterator[str]:
    """The other pages that may lead to a page, by the names that it has in its path and its addresses."""
    names = {_name(address) for address in (page.path, posixpath.dirname(page.path), *routes.addresses(page, site))}
    paths = {path for name in names | {""} for path in site.value(NAMED, name)}
    yield from sorted(paths - {page.path})


def _leads(other: Page, page: Page, site: Site) -> bool:
    """Whether a link on one page leads to the other."""
    return any(routes.resolve(other, link, site).path == page.path for link in local(other))


def _names(source: str) -> set[str]:
    found = (first or second or third for first, second, third in _ADDRESS.findall(source))
    return {_name(read(href).path) for href in found if not isinstance(read(href), Target)}


def _name(path: str) -> str:
    """The last part of an address without its ending; empty for a folder's own."""
    return posixpath.splitext(posixpath.basename(unquote(path).rstrip("/")))[0].strip(".").lower()
