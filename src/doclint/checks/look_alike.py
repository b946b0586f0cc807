"""Letters of another script inside a word, that look like the right ones: a search does not find the word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Struct

from doclint.facts.misread import script
from doclint.facts.text_only import beyond_ascii, text_only
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to say."""


Letter = Annotated[str, msgspec.Meta(min_length=1, max_length=1)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The vocabulary `look-alikes`."""

    source: str
    letters: dict[Letter, Letter]
    """letter -> the Latin letter that it looks like"""


class Compiled(Struct, frozen=True):
    """The rules and what each letter looks like."""

    rules: tuple[Rule, ...]
    latin: dict[str, str]
    """letter of another script -> the Latin letter"""
    other: dict[tuple[str, str], str]
    """(script, Latin letter) -> the letter of that script"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_WORDS = regex(r"[^\W\d_]+")
_OTHERS = regex("[\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff\uff21-\uff5a\U0001d400-\U0001d7ff]")
_LATIN = regex("[A-Za-z\u00c0-\u024f]")
_LEAST = 3
"""letters of a word in which a letter of another script is no abbreviation or unit"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the table of letters."""
    (table,) = words.read("look-alikes", Table).values()
    other = {(script(letter), latin): letter for letter, latin in table.letters.items()}
    return Compiled(tuple(rules), table.letters, other)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every word of one script in which letters of another are hidden."""
    if not (_OTHERS.search(beyond_ascii(page)) and _LATIN.search(page.source)):
        return
    source = text_only(page)
    for word in _WORDS.finditer(source):
        mixed = not word[0].isascii() and _LATIN.search(word[0]) and _OTHERS.search(word[0])
        if meant := _meant(word[0], compiled) if mixed else "":
            changed = [a for a, b in zip(word[0], meant, strict=True) if a != b]
            words = {"meant": meant, "foreign": ", ".join(f"{a} ({_named(a)})" for a in dict.fromkeys(changed))}
            yield from (
                Hit(rule, Span(*word.span()), words, edits=(Edit(Span(*word.span()), meant),))
                for rule in compiled.rules
            )


def _named(letter: str) -> str:
    return script(letter).capitalize()


def _meant(word: str, compiled: Compiled) -> str:
    """The word with letters of one script only, "" if it has letters that look like nothing in it."""
    if len(word) < _LEAST:
        return ""
    scripts = [script(c) for c in word]
    latin = scripts.count("LATIN")
    main = "LATIN" if latin * 2 >= len(word) else max(set(scripts) - {"LATIN"}, key=scripts.count)
    if main == "GREEK" or (
        "GREEK" in scripts and scripts[1:-1].count("GREEK") == 0
    ):  # μm, Δt, Greek with Latin endings
        return ""
    made = [c if s == main else _like(c, main, compiled) for c, s in zip(word, scripts, strict=True)]
    return "".join(made) if all(made) else ""


def _like(letter: str, main: str, compiled: Compiled) -> str:
    return compiled.latin.get(letter, "") if main == "LATIN" else compiled.other.get((main, letter), "")
