"""Escapes that readers see: `&amp;eacute;`, `&nbsp` without its semicolon, `\\u00e9`, `%C3%A9` or `=C3=A9` in prose."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from html.entities import html5
from urllib.parse import unquote

from doclint.facts.folding import mentions, spaced
from doclint.facts.text_only import NOT_TEXT, text_only
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Where escapes are spoken of."""

    unless_near: tuple[str, ...] = ()
    """words that show, on the same line, that escapes are spoken of"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_HINT = regex(
    r"[&\\%=](?:(?<=&)|(?<=\\)(?:[ux][0-9A-Fa-f{]|[23][0-7]{2}\\)|(?<=%)[C-Fc-f][0-9A-Fa-f]%|(?<==)[C-F][0-9A-F]=)"
)
"""each way begins with one character, which is what makes the search quick"""
_DOUBLED = regex(r"&(?:amp;)+(?:#\d{2,6}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z][A-Za-z0-9]{1,24});")
_OPEN = regex(r"&([A-Za-z]{2,8}\d{0,2})(?![A-Za-z0-9;=])")
_NUMBER = regex(r"&#(\d{2,6}|[xX][0-9A-Fa-f]{2,6})(?![0-9A-Fa-f;])")


def _row(of: str, least: int = 1) -> re.Pattern[str]:
    """So many of the same or more, in a form that begins with the sign that is sought."""
    return regex(rf"{of}(?:{of}){{{least - 1},}}")


_UNICODE = _row(r"\\(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{2,6}\}|x[89A-Fa-f][0-9A-Fa-f])")
_OCTAL = _row(r"\\[23][0-7]{2}", 2)
_PERCENT = _row(r"%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+")
_PRINTABLE = _row(r"=[C-F][0-9A-F](?:=[89AB][0-9A-F])+")
_FILE_NAME = regex(r"[\\/@.]|://")
_HIDDEN = NOT_TEXT | {"html", "front-matter", "directive"}


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every escape that a reader sees as it is written."""
    if not _HINT.search(page.source):
        return
    source = text_only(page, _HIDDEN)
    for span, meant in sorted(_found(source)) if _HINT.search(source) else ():
        if _is_read(page, span.start):
            continue
        first, last = source.rfind("\n", 0, span.start) + 1, source.find("\n", span.end)
        near = spaced(source[first : last if last >= 0 else len(source)])
        for rule in compiled:
            if not mentions(near, rule.params.unless_near):
                yield Hit(rule, span, {"meant": _shown(meant)}, edits=(Edit(span, meant),) if meant.strip() else ())


def _is_read(page: Page, place: int) -> bool:
    """Whether a reader sees something else than what is written there: a browser needs no semicolon in raw HTML."""
    index = bisect_right(page.passages, place, key=lambda passage: passage.extent.start) - 1
    passage = page.passages[index] if index >= 0 else None
    offset = passage.offset(place) if passage else None
    return bool(passage and offset is not None and passage.text[offset] not in (page.source[place], "&"))


def _shown(meant: str) -> str:
    """What is meant, or the names of characters that nobody sees."""
    return meant if meant.strip() else " and ".join(unicodedata.name(one, "a blank").lower() for one in meant)


def _found(source: str) -> Iterator[tuple[Span, str]]:
    """(characters, what they stand for)."""
    for found in _DOUBLED.finditer(source):
        meant = unescape(re.sub("^&(?:amp;)+", "&", found[0]))
        if meant != found[0] and (len(meant) == 1 or not meant.startswith("&")):
            yield Span(*found.span()), meant
    for found in _OPEN.finditer(source) if "&" in source else ():
        if found[1] + ";" in html5 and found[1] in html5 and not _is_in_address(source, found.start()):
            yield Span(*found.span()), html5[found[1]]
    for found in _NUMBER.finditer(source):
        yield Span(*found.span()), unescape(found[0] + ";")
    yield from _bytes(source)


def _bytes(source: str) -> Iterator[tuple[Span, str]]:
    for sign, form, read in _READ:
        for found in form.finditer(source) if sign in source else ():
            meant = read(found[0])
            if meant and "\ufffd" not in meant and meant.isprintable() and not _is_in_address(source, found.start()):
                yield Span(*found.span()), meant


def _of_code(escapes: str) -> str:
    units = re.findall(r"\\u\{?([0-9A-Fa-f]+)|\\x([0-9A-Fa-f]{2})", escapes)
    if all(byte for _, byte in units):
        data = bytes(int(byte, 16) for _, byte in units)
        return data.decode("utf-8", "replace") if len(data) > 1 else data.decode("latin-1")
    text = "".join(chr(min(int(unit or byte, 16), 0x10FFFF)) for unit, byte in units)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _of_octal(escapes: str) -> str:
    return bytes(int(digits, 8) for digits in escapes.split("\\")[1:]).decode("utf-8", "replace")


def _of_mail(escapes: str) -> str:
    return unquote(escapes.replace("=", "%"))


_READ: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("\\", _UNICODE, _of_code),
    ("\\", _OCTAL, _of_octal),
    ("%", _PERCENT, unquote),
    ("=", _PRINTABLE, _of_mail),
)
"""what an escape begins with, its form, and how it is read"""


def _is_in_address(source: str, place: int) -> bool:
    """Whether the word has a slash or an `@` or the like: part of an address or of a file's name."""
    word = re.split(r"\s", source[max(place - 100, 0) : place])[-1]
    return bool(_FILE_NAME.search(word)) or "?" in word
