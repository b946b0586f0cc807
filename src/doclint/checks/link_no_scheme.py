"""Addresses elsewhere without their scheme: to a browser they are pages of this site, which do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclint import routes
from doclint.facts.links import local
from doclint.lazy import regex
from doclint.page import Link, Page, Span
from doclint.routes.docusaurus.layout import FRONT
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What a host ends in."""

    endings: tuple[str, ...]
    """top-level domains that no kind of file ends in"""


NEEDS = frozenset({"site"})
FACTS = (local,)
SITE = (FRONT,)

_HOST = regex(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,})(?::\d+)?")
_MAIL = regex(r"[\w.+-]+@(?:[a-z0-9-]+\.)+([a-z]{2,})", re.IGNORECASE)


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit for every address that begins with a host and leads to nothing here."""
    for link in {link.target or link.span: link for link in local(page)}.values():
        for rule in compiled:
            scheme = _missing(link.href.strip(), rule.params.endings)
            if scheme and not _exists(page, link, site):
                yield Hit(rule, link.target or link.span, {"scheme": scheme}, edits=_edits(page, link, scheme))


def _missing(href: str, endings: Sequence[str]) -> str:
    """The scheme that is missing in front of `href`, or nothing."""
    first = re.split(r"[/?#]", href, maxsplit=1)[0].lower()
    host = _HOST.fullmatch(first)
    if host and (host[1] in endings or (first.startswith("www.") and first.count(".") > 1)):
        return "https://"
    mail = _MAIL.fullmatch(href)
    return "mailto:" if mail and mail[1].lower() in endings else ""


def _exists(page: Page, link: Link, site: Site) -> bool:
    return routes.resolve(page, link, site).verdict in ("page", "file")


def _edits(page: Page, link: Link, scheme: str) -> tuple[Edit, ...]:
    if link.target is None or page.source[link.target.start : link.target.end] != link.href:
        return ()
    return (Edit(Span(link.target.start, link.target.start), scheme, safe=True),)
