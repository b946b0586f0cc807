"""Lists of named bodies in running text that say nowhere how one knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from doclint.errors import RuleError
from doclint.facts.folding import folded, mentions, spaced
from doclint.facts.masks import masked
from doclint.facts.sentences import Sentence, sentences
from doclint.facts.vocabulary import texts, whole
from doclint.lazy import compiled, regex
from doclint.page import Page
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What leads to a list of names, and what is a source for it."""

    anchors: tuple[str, ...]
    """runs of small letters of which a sentence, folded, holds one at least; others are not looked at closer"""
    intro: tuple[str, ...]
    """regular expressions over folded text for what stands right before the first name"""
    least: int = 3
    """names that make a list"""
    unless: tuple[str, ...] = ()
    """words of the passage that give a source, or show that nothing is claimed"""


class Compiled(Struct, frozen=True, dict=True):
    """A rule, its expression compiled where an anchor first stands on a page."""

    rule: Rule

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """One of these is in every sentence that is looked at closer, folded."""
        return tuple(map(folded, self.rule.params.anchors))

    @cached_property
    def find(self) -> re.Pattern[str]:
        """What leads to a list."""
        try:
            return compiled("|".join(f"(?:{one})" for one in self.rule.params.intro))
        except re.error as problem:
            raise RuleError(f"{self.rule.file}: `intro` is not valid: {problem}") from None


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_KINDS = frozenset({"paragraph", "item"})
_NAME = regex(
    r"\s*(?:the |an? )?(?:[^\W\d_a-z]|\d+[^\W\d_])[\w.&'’-]*"
    r"(?: (?:(?:of|for|on|in|the|and|de|du|la|to|&|\d+\w*) ){0,3}[^\W\d_a-z][\w.&'’-]*| \d+\b)*(?: \([^()]{1,60}\))?"
)
_COMMA = regex(r"\s*,\s*(?:and |or |as well as )?|\s+(?:and|or|as well as) ")


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Compiled, ...]:
    """The rules as they are."""
    return tuple(Compiled(rule) for rule in rules)


def check(page: Page, site: Site, compiled: tuple[Compiled, ...]) -> Iterator[Hit]:
    """A hit on every list of names in a passage without a source."""
    for one in compiled:
        anchors = [anchor for anchor in one.anchors if anchor in whole(page)]
        for sentence in sentences(page) if anchors else ():
            text = texts(page)[sentence.passage][sentence.start : sentence.end]
            if sentence.kind in _KINDS and "," in text and any(map(text.__contains__, anchors)):
                yield from _lists(page, sentence, text, one)


def _lists(page: Page, sentence: Sentence, text: str, compiled: Compiled) -> Iterator[Hit]:
    params = compiled.rule.params
    for found in compiled.find.finditer(text):
        names, end = _names(sentence.text, found.end())
        start = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip())
        if names >= params.least and not _sourced(page, sentence, params):
            yield Hit(compiled.rule, sentence.span(start, end), {"count": names})
            return


def _names(text: str, at: int) -> tuple[int, int]:
    """How many names stand in a row from `at` on, and where the last of them ends.

    `A, B and C` are three, though `B and C` might be one name, as in `Food and Agriculture Organization`.
    """
    count, end, both, oxford = 0, at, False, False
    while (name := _NAME.match(text, at)) and name[0].strip():
        count, end, both = count + 1, name.end(), " and " in name[0]
        comma = _COMMA.match(text, end)
        if not comma:
            break
        at, oxford = comma.end(), bool(comma[0].strip(" ,"))
    stop = end == len(text) and text[end - 1] == "."
    return count + (both and not oxford), end - stop


def _sourced(page: Page, sentence: Sentence, params: Params) -> bool:
    """Whether the passage has a link, a footnote or a word that names a source."""
    extent = sentence.within.extent
    around = page.source[extent.start : extent.end + 4]
    linked = any(link.span.start < extent.end and link.span.end > extent.start for link in page.links)
    told = mentions(spaced(sentence.within.text), params.unless)
    return linked or "[^" in around or bool(told) or masked(page, extent, "code", "template")
