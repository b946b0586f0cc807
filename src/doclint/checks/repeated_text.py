"""Sections, paragraphs and sentences that stand on a page a second time, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from doclint.facts.folding import WORD, folded
from doclint.facts.masks import masked
from doclint.facts.sentences import sentences
from doclint.page import Page, Span
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """How long what is repeated must be, in words; 0: not looked at."""

    section: int = 12
    """what stands below two headings that are the same, and below the same ones"""
    paragraph: int = 40
    sentence: int = 6
    """one that stands right behind itself"""


class Block(Struct, frozen=True):
    """A part of a page that may stand there again."""

    what: str
    span: Span
    name: tuple[str, ...]
    """its words; of a section its heading and those above"""
    parts: tuple[tuple[str, ...], ...] = ()
    """the words of each passage of a section"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_CODE = ("code", "math", "template", "mdx")


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every part that says what one before it has said."""
    for rule in compiled:
        end = 0
        params: Params = rule.params
        found = [
            *_sections(page, params.section),
            *_paragraphs(page, params.paragraph),
            *_in_a_row(page, params.sentence),
        ]
        for first, one in sorted(found, key=lambda pair: (pair[1].span.start, -pair[1].span.end)):
            if one.span.start >= end:
                end = one.span.end
                line = page.position(first.span.start)[0]
                yield Hit(rule, one.span, {"what": one.what, "line": line}, (_evidence(page, first),))


def _twice(blocks: Iterable[Block]) -> Iterator[tuple[Block, Block]]:
    """(first, second) of the blocks whose name stands exactly twice; more often, and they are a formula."""
    alike: dict[tuple[str, ...], list[Block]] = {}
    for block in blocks:
        alike.setdefault(block.name, []).append(block)
    yield from ((same[0], same[1]) for same in alike.values() if len(same) == 2)


def _sections(page: Page, least: int) -> Iterator[tuple[Block, Block]]:
    """Sections under the same headings, of which the second has no passage that the first has not."""
    starts = [index for index, passage in enumerate(page.passages) if passage.kind == "heading"] if least else []
    names = [(*page.passages[index].headings, folded(page.passages[index].text)) for index in starts]
    if len({*names}) == len(names):
        return
    ends = [*starts[1:], len(page.passages)]
    blocks = [
        Block(
            "section",
            _extent(page, start, end),
            name,
            tuple(_words(one.text) for one in page.passages[start + 1 : end]),
        )
        for name, start, end in zip(names, starts, ends, strict=True)
    ]
    for one, other in _twice(blocks):
        if (
            sum(map(len, other.parts)) >= least
            and {*other.parts} <= {*one.parts}
            and not masked(page, other.span, *_CODE)
        ):
            yield one, other


def _extent(page: Page, first: int, end: int) -> Span:
    return Span(page.passages[first].extent.start, page.passages[end - 1].extent.end)


def _paragraphs(page: Page, least: int) -> Iterator[tuple[Block, Block]]:
    """Paragraphs of pages without code: a reference says of two functions what is true of both."""
    if not least or any(mask.kind == "code" for mask in page.masked):
        return
    long = (
        one for one in page.passages if one.kind == "paragraph" and len(one.text) > 3 * least and ":::" not in one.text
    )
    blocks = (Block("paragraph", one.extent, _words(one.text)) for one in long)
    yield from _twice(block for block in blocks if len(block.name) >= least and not masked(page, block.span, *_CODE))


def _in_a_row(page: Page, least: int) -> Iterator[tuple[Block, Block]]:
    """Sentences that stand right behind themselves, also where a new paragraph begins between the two."""
    found = sentences(page) if least else ()
    for one, other in pairwise(found):
        if one.text == other.text and {one.kind, other.kind} == {"paragraph"} and other.passage - one.passage <= 1:
            spans = [each.span(0, len(each.text)) for each in (one, other)]
            words = _words(one.text)
            if len(words) >= least and not masked(page, Span(spans[0].start, spans[1].end), *_CODE, "html"):
                first, second = (Block("sentence", span, words) for span in spans)
                yield first, second


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(folded(text)))


def _evidence(page: Page, block: Block) -> Evidence:
    line, column = page.position(block.span.start)
    quote = " ".join(page.source[slice(*block.span)].split())
    return Evidence("page", page.path, "says the same", quote, line, column)
