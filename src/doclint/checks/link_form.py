"""Addresses that are wrong by their form alone: broken while typing, left to be filled in, not encrypted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from doclint.facts.folding import mentions, spaced
from doclint.facts.masks import masked
from doclint.lazy import regex
from doclint.page import Link, Page, Passage, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which fault the rule is about, and the words that it looks for."""

    verdict: Literal["malformed", "placeholder", "insecure"]
    hosts: tuple[str, ...] = ()
    """`placeholder`: hosts that stand for another, with all below them; `malformed`: what a program writes for no host;
    `insecure`: hosts that are left alone"""
    addresses: tuple[str, ...] = ()
    """whole addresses of the same sort, in small letters"""
    contents: tuple[str, ...] = ()
    """`malformed`: names of files that list chapters, those that are not written yet as links without an address"""
    unless_near: tuple[str, ...] = ()
    """words in the link, its passage, the headings above or the title that show that the address is an example"""


class Fault(Struct, frozen=True):
    """What is wrong with an address."""

    span: Span
    what: str
    """for the message"""
    edits: tuple[Edit, ...] = ()


NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()

_DOUBLED = regex(r"https?:/*(?=https?:/)", re.IGNORECASE)
# A scheme with a letter too many, too few or exchanged, or with its marks lost; `http:` and `https:` followed by two
# slashes are what it must not match.
_MISTYPED = regex(
    r"(?!https?://(?!/))(?:h{1,2}t{1,3}p{1,2}s{0,2}|ttps?|hptts?|htpts?)(?::/{0,3}|/{2}|;//)(?=[^/:])", re.I
)
_HOST = regex(r"(?!.*\.\.)[^\s.,;<>\"\\^`{}|][^\s,;<>\"\\^`{}|]*")
_PRIVATE = (".local", ".localhost", ".internal", ".test", ".example", ".invalid", ".onion", ".lan", ".home.arpa")
# Text that was meant as a link: a blank before the bracket or inside the address, or brackets in the wrong order.
_APART = regex(r"\[([^\[\]\n]*[^\W\d]{3}[^\[\]\n]*)\]( +)\((https?://[^\s()]+)\)")
_BLANK = regex(r"!?\[[^\[\]\n]*\]\((https?://[^\s()\"']+(?: +[^\s()\"']+)+)\)")
_SWAPPED = regex(r"\(([^()\n]*[^\W\d]{3}[^()\n]*)\)\[(https?://[^\s\[\]]+)\]")
# Behind a link without an address: the id of a place that others lead to (`attr_list` of Python-Markdown, pandoc).
_NAMED = regex(r"\{:?[^{}\n]*#[\w-]")
_OPEN = regex(r"\[[^\[\]\n]+\]\(https?://[^\s()<>]+(?=\s|$)(?![^\n]*\))")


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit for every address with such a fault; one that many reference links share is told once."""
    links = {link.target or link.span: link for link in page.links}.values()
    for rule in compiled:
        find = _FINDERS[rule.params.verdict]
        for link in links:
            if (fault := find(page, link, rule.params)) is not None:
                yield Hit(rule, fault.span, {"what": fault.what}, edits=fault.edits)
        if rule.params.verdict == "malformed":
            yield from (Hit(rule, one.span, {"what": one.what}, edits=one.edits) for one in _unread(page))


def _malformed(page: Page, link: Link, params: Params) -> Fault | None:
    href = link.href.strip()
    where = link.target or link.span
    if not href:
        fine = link.html or _planned(page, params) or _NAMED.match(page.source, link.span.end)
        return None if fine else Fault(link.span, "has no address")
    if href.startswith("(http"):
        return Fault(where, "stands in two pairs of brackets; one is enough")
    if href.lower() in params.addresses:
        return Fault(where, "is what a program writes when it has no address")
    if doubled := _DOUBLED.match(href):
        return Fault(where, "has its scheme twice", _cut(page, link, doubled.end(), ""))
    if mistyped := _MISTYPED.match(href):
        scheme = "https://" if "s" in mistyped[0].lower() else "http://"
        return Fault(where, f"has a mistyped scheme; write `{scheme}`", _cut(page, link, mistyped.end(), scheme))
    return _bad_host(where, _split(href), params)


def _planned(page: Page, params: Params) -> bool:
    """A link without an address is a chapter to come."""
    return page.path.rpartition("/")[2] in params.contents


def _bad_host(where: Span, parts: SplitResult | None, params: Params) -> Fault | None:
    if parts is None:
        return Fault(where, "is no address that a browser can read")
    if parts.scheme not in ("http", "https"):
        return None
    host = parts.netloc.rpartition("@")[2].partition(":")[0].lower()
    if host in params.hosts:
        return Fault(where, "has what a program writes for “nothing” in the place of its host")
    if not parts.netloc or (not parts.netloc.startswith("[") and not _HOST.fullmatch(parts.netloc)):
        return Fault(where, "names no host that can exist")
    return None


def _cut(page: Page, link: Link, length: int, instead: str) -> tuple[Edit, ...]:
    """The first `length` characters of the address replaced, where it stands in the source as it is."""
    if link.target is None or page.source[link.target.start : link.target.end] != link.href:
        return ()
    return (Edit(Span(link.target.start, link.target.start + length), instead, safe=True),)


def _placeholder(page: Page, link: Link, params: Params) -> Fault | None:
    href = link.href.strip()
    parts = _split(href)
    host = (parts.hostname or "").lower() if parts else ""
    if href.lower() not in params.addresses and not _below(host, params.hosts):
        return None
    if host and (link.text.strip().lower() in ("", href.lower()) or host in link.text.lower()):
        return None  # shown as an example: the reader sees the address itself
    return None if _shown(page, link, params) else Fault(link.target or link.span, "")


def _shown(page: Page, link: Link, params: Params) -> bool:
    """Whether the words around say that the address is an example."""
    near = _around(page, link)
    words = [link.text, page.title, *(near.headings if near else ()), near.text if near else ""]
    return bool(mentions(spaced(" . ".join(words)), params.unless_near))


def _around(page: Page, link: Link) -> Passage | None:
    within = (one for one in page.passages if one.pieces and one.extent.end >= link.span.start)
    first = next(within, None)
    return first if first and first.extent.start <= link.span.end else None


def _insecure(page: Page, link: Link, params: Params) -> Fault | None:
    href = link.href.strip()
    if not href.lower().startswith("http://") or _bare(link) or not (parts := _split(href)):
        return None
    host = (parts.hostname or "").lower()
    if not _public(host) or _below(host, params.hosts):
        return None
    return Fault(link.target or link.span, "")


def _bare(link: Link) -> bool:
    """Written as `www.example.org`: the scheme is none of the writer's."""
    return link.span == link.target and link.text[:4].lower() == "www."


def _public(host: str) -> bool:
    """Whether `host` is a name that the whole net can ask: no machine of one's own, no made-up name, no number."""
    if "." not in host or host.endswith(_PRIVATE):
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _below(host: str, wanted: Sequence[str]) -> bool:
    """Whether a host is one of those wanted, or below one."""
    return host.endswith(tuple(wanted)) and any(host == one or host.endswith("." + one) for one in wanted)


def _split(href: str) -> SplitResult | None:
    try:
        return urlsplit(href)
    except ValueError:
        return None


def _unread(page: Page) -> Iterator[Fault]:
    """Text that was meant as a link and is none."""
    for passage in page.passages if "](" in page.source or "] (" in page.source or ")[" in page.source else ():
        if "http" in passage.text:
            for finder in (_apart, _blank, _swapped, _open):
                yield from (one for one in finder(page, passage) if _plain(page, one.span))


def _plain(page: Page, span: Span) -> bool:
    """Neither code nor escaped on purpose."""
    return "\\" not in page.source[max(span.start - 1, 0) : span.end] and not masked(page, span, "code")


def _apart(page: Page, passage: Passage) -> Iterator[Fault]:
    for found in _APART.finditer(passage.text):
        cut = Edit(passage.span(*found.span(2)), "", safe=True)
        yield Fault(passage.span(*found.span()), "is read as text: a blank parts the words from the address", (cut,))


def _blank(page: Page, passage: Passage) -> Iterator[Fault]:
    for found in _BLANK.finditer(passage.text):
        span, address = passage.span(*found.span()), passage.span(*found.span(1))
        if "\n" in page.source[address.start : address.end]:
            yield Fault(span, "is read as text: the address goes on in the next line; write it in one")
        else:
            edit = Edit(address, found[1].replace(" ", "%20"), safe=True)
            yield Fault(span, "is read as text: the address has a blank; write `%20`", (edit,))


def _swapped(page: Page, passage: Passage) -> Iterator[Fault]:
    for found in _SWAPPED.finditer(passage.text):
        span = passage.span(*found.span())
        edit = Edit(span, f"[{found[1]}]({found[2]})", safe=True)
        yield Fault(span, "is read as text: words belong in [ ], the address in ( )", (edit,))


def _open(page: Page, passage: Passage) -> Iterator[Fault]:
    for found in _OPEN.finditer(passage.text):
        yield Fault(passage.span(*found.span()), "is read as text: the bracket after the address is missing")


_FINDERS: dict[str, Callable[[Page, Link, Params], Fault | None]] = {
    "malformed": _malformed,
    "placeholder": _placeholder,
    "insecure": _insecure,
}
