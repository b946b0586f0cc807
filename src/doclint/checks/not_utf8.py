"""Bytes that are no UTF-8: a page, or a part of it, was saved in another encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.errors import RuleError
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Where the bytes may come from."""

    code_pages: dict[str, str] = {}
    """Python's name of a code page with one byte a character -> its name for readers; the first that fits is named"""


class Reading(Struct, frozen=True):
    """What bytes say in one code page."""

    text: str
    code_page: str


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_BYTES = regex("[\udc80-\udcff]+")
"""undecodable bytes, as `surrogateescape` keeps them"""
_LONGEST = 2
"""bytes in a row that neighbours can vouch for; longer rows are words of another script in a code page that they do
not tell"""


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules, their code pages checked; raises RuleError for one that Python does not know."""
    for rule in rules:
        for name in rule.params.code_pages:
            try:
                codecs.lookup(name)
            except LookupError:
                raise RuleError(f"{rule.file}: no code page `{name}`; see the standard encodings of Python") from None
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every row of undecodable bytes; one at the beginning of a page in UTF-16."""
    encoding = page.facts.get("file", {}).get("encoding", "utf-8")
    if encoding != "utf-8":
        told = {"bytes": "the file", "likely": "", "reading": f"it is {encoding.upper()}; save it as UTF-8"}
        yield from (Hit(rule, Span(0, min(1, len(page.source))), told) for rule in compiled)
    elif _decoded(page.source):
        return
    for found in _BYTES.finditer(page.source):
        for rule in compiled:
            yield _hit(page.source, rule, Span(*found.span()))


def _decoded(source: str) -> bool:
    """Whether there are no such bytes: an encoder finds that out in a tenth of the time that the expression takes."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return False
    return True


def _hit(source: str, rule: Rule, span: Span) -> Hit:
    damaged = source[span.start : span.end].encode("utf-8", "surrogateescape")
    before, after = source[max(span.start - 1, 0) : span.start], source[span.end : span.end + 1]
    reading = _reading(damaged, before, after, rule.params.code_pages)
    words = {"bytes": _in_hex(damaged), "likely": reading.text if reading else "", "reading": _told(reading)}
    return Hit(rule, span, words, edits=(Edit(span, reading.text),) if reading else ())


def _in_hex(damaged: bytes) -> str:
    digits = damaged[:8].hex(" ").upper()
    return f"{'byte' if len(damaged) == 1 else 'bytes'} {digits}{' …' if len(damaged) > 8 else ''}"


def _told(reading: Reading | None) -> str:
    if not reading:
        return "the page was probably saved in another encoding"
    return f"in {reading.code_page} it would be “{reading.text}”"


def _reading(damaged: bytes, before: str, after: str, code_pages: dict[str, str]) -> Reading | None:
    """What the bytes say in the first code page in which every character fits its neighbours."""
    if len(damaged) > _LONGEST:
        return None
    for code, name in code_pages.items():
        try:
            text = damaged.decode(code)
        except UnicodeDecodeError:
            continue
        around = f"{before or ' '}{text}{after or ' '}"
        if all(_fits(*around[n : n + 3]) for n in range(len(text))):
            return Reading(text, name)
    return None


def _fits(before: str, character: str, after: str) -> bool:
    """Whether somebody would write `character` between these two."""
    if character in "’'":
        return before.isalnum()
    if character in "‘“„«":
        return not before.isalnum() and (after.isalnum() or after in "[*_")
    if character in "”»…™®":
        return before.isalnum() or before in ".,;:!?)]*_"
    if character in "–—\xa0":
        return (before.isalnum() and after.isalnum()) or (before == after == " " and character != "\xa0")
    if character in "°²³€£½¼":
        return before.isdigit() or after.isdigit() or (character in "²³" and before.isalpha())
    return character.isalpha() and _fits_in_a_word(before, character, after)


def _fits_in_a_word(before: str, letter: str, after: str) -> bool:
    """A small letter beside a letter; a capital at the beginning of a word or among capitals."""
    if not (before.isalpha() or after.isalpha()):
        return False
    if letter.islower():
        return not (before.isupper() and after.isupper())
    return before.isupper() or not before.isalnum()
