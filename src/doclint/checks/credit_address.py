"""Image credits that are wrong by their address or its words alone: left to be filled in, no photo, their own file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from doclint.checks.credit_words import PhotoSite, fields, host_and_path, photo_sites, related
from doclint.facts.credit_fields import Fields, stated
from doclint.facts.credits import Credit, Origin, address, named
from doclint.facts.folding import mentions, spaced
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which fault the rule is about, and the words that it looks for."""

    verdict: Literal["placeholder", "no-photo", "own-file", "text-disagrees"]
    hosts: tuple[str, ...] = ()
    """`placeholder`: hosts that stand for another, with all below them"""
    texts: tuple[str, ...] = ()
    """`placeholder`: words that stand for a name, in small letters"""
    forms: tuple[str, ...] = ()
    """`placeholder`: regular expressions for all that a credit without a link names, in small letters"""
    addresses: tuple[str, ...] = ()
    """`placeholder`: whole addresses that stand for another, in small letters"""
    unless_about: tuple[str, ...] = ()
    """words in a title or the headings above that show that the credit is an example"""


class Compiled(Struct, frozen=True):
    """The rules of the kind and what they share."""

    rules: tuple[Rule, ...]
    sites: tuple[PhotoSite, ...]
    fields: Fields


class Judged(Struct, frozen=True):
    """One address of a credit."""

    page: Page
    credit: Credit
    origin: Origin
    host: str
    path: str


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_PICTURE = regex(r".+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)", re.IGNORECASE)
_QUERY = regex("[?#]")
_HOST = regex(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})", re.IGNORECASE)


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the vocabularies that they share."""
    return Compiled(tuple(rules), photo_sites(words), fields(words))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit for every address of a credit with such a fault."""
    for credit in stated(page, compiled.fields):
        if not credit.origins:
            yield from _unlinked(page, credit, compiled.rules)
        for origin in credit.origins:
            judged = Judged(page, credit, origin, *host_and_path(origin.href))
            for rule in compiled.rules:
                words = _VERDICTS[rule.params.verdict](judged, rule.params, compiled.sites)
                if words is not None:
                    yield Hit(rule, origin.span, words)


def _unlinked(page: Page, credit: Credit, rules: Sequence[Rule]) -> Iterator[Hit]:
    name = " ".join(named(credit).split()).strip("()*_ .:").lower()
    for rule in (rule for rule in rules if rule.params.verdict == "placeholder"):
        params: Params = rule.params
        unfilled = name in params.texts or any(_form(one).fullmatch(name) for one in params.forms)
        if unfilled and not _example(page, credit.span, params.unless_about):
            yield Hit(rule, credit.span, {"text": name})


@lru_cache(1 << 8)
def _form(pattern: str) -> re.Pattern[str]:
    return regex(pattern)


_Said = dict[str, object] | None


def _placeholder(one: Judged, params: Params, sites: Sequence[PhotoSite]) -> _Said:
    text = " ".join(one.origin.text.split()).strip("()[]*_ ").lower()
    by_address = one.origin.href.strip().lower() in params.addresses or any(
        one.host == host or one.host.endswith("." + host) for host in params.hosts
    )
    if not by_address and text not in params.texts:
        return None
    return None if _example(one.page, one.origin.span, params.unless_about) else {"text": one.origin.text}


def _example(page: Page, span: Span, words: Sequence[str]) -> bool:
    above = [heading.text for heading in page.headings if heading.span.start < span.start]
    return bool(mentions(spaced(" . ".join([page.title, *above[-2:]])), words))


def _no_photo(one: Judged, params: Params, sites: Sequence[PhotoSite]) -> _Said:
    for known in sites:
        if known.has(one.host) and known.names_no_photo(one.path):
            return {"site": known.title}
    return None


def _own_file(one: Judged, params: Params, sites: Sequence[PhotoSite]) -> _Said:
    """A file of this site, the picture's own address, or this site's published copy of it."""
    href = _QUERY.split(one.origin.href)[0]
    if not one.host:
        return {} if ":" not in href and _PICTURE.fullmatch(href) else None
    shown = _QUERY.split(one.credit.image.href)[0] if one.credit.image else ""
    if "//" in shown:
        return {} if address(href) == address(shown) else None
    tail = shown.rsplit("/", 2)[-2:]
    return {} if len(tail) == 2 and _PICTURE.fullmatch(shown) and href.endswith("/" + "/".join(tail)) else None


def _text_disagrees(one: Judged, params: Params, sites: Sequence[PhotoSite]) -> _Said:
    """The words of the link are a host or a known site, and its address is on another one."""
    text = " ".join(one.origin.text.split()).strip("()*_ .").lower()
    named = next((known for known in sites if text in known.names), None)
    if not one.host or not text:
        return None
    if named:
        return None if named.has(one.host) or _name(text) in one.host else {"site": named.title, "host": one.host}
    written = _HOST.fullmatch(text)
    if not written or related(written[1], one.host):
        return None
    return {"site": written[1], "host": one.host}


def _name(text: str) -> str:
    return text.replace(" ", "")


_VERDICTS: dict[str, Callable[[Judged, Params, Sequence[PhotoSite]], _Said]] = {
    "placeholder": _placeholder,
    "no-photo": _no_photo,
    "own-file": _own_file,
    "text-disagrees": _text_disagrees,
}
