"""Text that breaks off: in the middle of a sentence, before a list that it announces, after a bare heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from posixpath import basename

from doclint.facts.masks import masked
from doclint.lazy import regex
from doclint.page import Page, Passage, Span
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What shows that something is missing."""

    open: tuple[str, ...] = ()
    """words in small letters that no sentence ends with"""
    joins: tuple[str, ...] = ()
    """those of them that the last item of a list may end with, where a paragraph goes on"""
    verbs: tuple[str, ...] = ()
    """those of them that may end a clause which one of `asking` opens: `tells who they are`"""
    asking: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """words of a heading that may stand bare at the end of a page"""
    listing: tuple[str, ...] = ()
    """file names, without their ending, of pages below which the generator lists others"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_LAST = regex(r"(?<=\s)[^\W\d_]+$")
_CLOSED = frozenset({"", ".", "!", "?", ":", ";", ")", '"', "\u201d"})
_EMPTY_ITEM = regex(r"^[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]*\Z", re.M)
_EMOJI = regex(r":[\w+-]+:$")
_FENCE = regex(r"(?:^|\s):{3,}$")
"""the closing line of a MyST block, which CommonMark takes into the paragraph above"""
_SHOWN = 40
"""characters before the break that are marked"""
_LEAST = 6
"""words of a sentence that can break off"""


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every place where the text breaks off."""
    for rule in compiled:
        for passage, after in zip_longest(page.passages, page.passages[1:]):
            if (what := _open(passage, rule.params)) and _ends(page, passage, after, rule.params.joins):
                yield Hit(rule, _tail(passage), {"what": what})
        yield from _at_the_end(page, rule)


def _open(passage: Passage, params: Params) -> str:
    """What is missing after a paragraph or an item, in words; "" where nothing is."""
    if passage.kind not in ("paragraph", "item"):
        return ""
    text = passage.text.rstrip()
    if text[-1:] in _CLOSED or len(text.split()) < _LEAST:
        return ""
    if text[-1] == ",":
        return "a comma is its last mark"
    last = _LAST.search(text)
    if not last or last[0] not in params.open or (last[0] in params.verbs and _asks(text, params.asking)):
        return ""
    return f"no sentence ends with “{last[0]}”"


def _asks(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in the last sentence."""
    return not set(words).isdisjoint(re.split(r"[.!?]\s", text)[-1].lower().split())


def _ends(page: Page, passage: Passage, after: Passage | None, joins: Sequence[str]) -> bool:
    """Whether the text stops behind a passage: at the end, at a heading or behind a list, and nothing goes on."""
    last = passage.text.split()[-1].lower()
    listed = passage.kind == "item" and after and after.kind == "paragraph" and last.isalpha() and last not in joins
    if after and after.kind != "heading" and not listed:
        return False
    start = passage.extent.end
    stop = after.extent.start if after else len(page.source)
    between = Span(start, stop)
    return not masked(page, between, "code", "math", "html", "mdx", "template", "address") and not any(
        start <= link.span.start < stop for link in page.links
    )


def _tail(passage: Passage) -> Span:
    text = passage.text.rstrip()
    at = max(len(text) - _SHOWN, 0)
    start = at and (text.find(" ", at) + 1 or at)
    return passage.span(start, len(text))


def _at_the_end(page: Page, rule: Rule) -> Iterator[Hit]:
    """The last line of the page: an item without words, a heading with nothing under it, a colon."""
    last = page.passages[-1] if page.passages else None
    if last is None or basename(page.path).partition(".")[0] in rule.params.listing:
        return
    rest = page.source[last.extent.end :].strip(" \t\n#*_-=")
    if last.kind == "heading":
        bare = not rest and last.level > 1 and last.text[:1].isalpha() and not _says(last.text)
        if bare and last.text.lower().strip() not in rule.params.unless:
            yield Hit(rule, last.extent, {"what": "nothing stands under the last heading"})
    elif last.kind == "paragraph" and last.text.endswith(":") and not rest and not _marked(last.text):
        yield Hit(rule, _tail(last), {"what": "nothing follows the colon"})
    elif (item := _EMPTY_ITEM.search(page.source.rstrip(), last.extent.end)) and last.kind == "item":
        yield Hit(rule, Span(*item.span()), {"what": "the last item of the list has no words"})


def _says(heading: str) -> bool:
    """Whether a heading is all that there is to say: a version of a list of changes, or a sentence."""
    return heading.rstrip().endswith((".", "!")) or any(c.isdigit() for c in heading)


def _marked(text: str) -> bool:
    """Whether a colon at the end belongs to an emoji or closes a block."""
    return bool(_EMOJI.search(text) or _FENCE.search(text))
