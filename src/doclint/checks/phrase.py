"""Phrases and small patterns that should not stand on a page, as data.

Each phrase is gated on its words and each pattern on a literal word that it cannot match without, so that a page with
none of them costs one look-up a word, however many phrases there are, and few expressions are ever compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec
from msgspec import Struct

from doclint.errors import RuleError
from doclint.facts.folding import WORD, folded, holds, mentions, spaced
from doclint.facts.masks import masked
from doclint.facts.vocabulary import all_words, texts, whole
from doclint.lazy import compiled, regex
from doclint.page import Page, Span
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Pattern(Strict, frozen=True):
    """A regular expression over folded text, tried only where its literal `anchor` stands.

    A space in `regex` stands for any white space, but for a single one after `(?<!` and inside brackets.
    """

    anchor: str | tuple[str, ...]
    """a whole word in small letters that every match holds, or several of which it holds at least one; with
    `anywhere` any runs of characters"""
    regex: str
    mark: str = ""
    """characters that every match holds, too, where the anchor is a word of every day: `[`"""


class Wording(Strict, frozen=True):
    """Phrases of one sort, and what a match of them is."""

    what: str = ""
    """`{what}` of the message: what such a phrase is"""
    any: tuple[str, ...] = ()
    """phrases, in any case and with any white space and apostrophes"""
    patterns: tuple[Pattern, ...] = ()
    anywhere: bool = False
    """look for `patterns` in the whole source, addresses and front matter too, not only in what a reader sees"""
    unless_near: tuple[str, ...] = ()
    """words that show that the phrase is spoken of, not meant: in the title, in the headings above, in the same
    passage or in the one before; `prompt*` stands for all words that begin so. Those that a rule gives itself count
    for every wording of its vocabulary that is not `anywhere`"""
    unless_about: str = ""
    """a regular expression, over the folded path and title, for pages where such phrases are in their place"""
    unless_code: bool = False
    """silent on pages that show code: their writers leave such marks for one another"""


class Vocabulary(Strict, frozen=True):
    """The form of a vocabulary of phrases."""

    wordings: dict[str, Wording]
    parts: dict[str, str] = {}
    """name -> piece of a regular expression that patterns, and the parts below it, refer to as `<name>`"""


Context = Literal["quoted", "emphasised", "code", "quotation"]


class Params(Wording, frozen=True):
    """What a rule of this kind looks for, and where it stays silent."""

    words: str = ""
    """name of a vocabulary under `words/`"""
    in_: tuple[str, ...] = msgspec.field(name="in", default=())
    """kinds of passage to look at; none: all"""
    unless: tuple[Context, ...] = ("quoted", "emphasised", "code", "quotation")
    """`quoted`: between quotation marks; `emphasised`: all that stands in emphasis; `quotation`: in a block quote"""


class Needle(Struct, frozen=True, dict=True):
    """One phrase or pattern of one rule."""

    rule: Rule
    wording: Wording
    anchor: str
    """what every match holds, each white space of it as one space; a whole word at both ends, if not sought anywhere"""
    regex: str
    mark: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """Without all of these there is no match."""
        return frozenset(_WORD.findall(self.anchor))

    @cached_property
    def find(self) -> re.Pattern[str]:
        """The expression, compiled where the anchor first stands on a page."""
        try:
            return compiled(self.regex)
        except re.error as problem:
            raise RuleError(f"{self.rule.file}: the pattern {self.regex!r} is not valid: {problem}") from None


class Compiled(Struct, frozen=True):
    """Needles by the word that must be there, and those that are sought in the whole source."""

    by_word: dict[str, tuple[Needle, ...]]
    in_source: tuple[tuple[str, tuple[Needle, ...]], ...]
    """by the first characters of what must be there"""


_FIXED = regex(r"(\(\?<[=!][^)]*\)|\[[^\]]*\])| ")
"""what must keep its spaces as they are (look-behinds are of one length), or a space"""

_WORD = regex(r"\w+")

_NEAR = 2000
"""characters of a passage on either side of a match that are looked at"""

_FIRST = 4
"""characters of an anchor that are looked for once, however many anchors begin with them"""

_CLOSE = 200
"""the same in the whole source, where no passage is known"""

NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """All needles of all rules; raises RuleError where a phrase or an anchor has no word to be gated on."""
    by_word: dict[str, list[Needle]] = {}
    in_source: dict[str, list[Needle]] = {}
    for rule in rules:
        for needle in _needles(rule, words):
            if needle.wording.anywhere:
                in_source.setdefault(needle.anchor[:_FIRST], []).append(needle)
            else:
                by_word.setdefault(max(needle.words, key=_rare), []).append(needle)
    filed = {word: tuple(needles) for word, needles in by_word.items()}
    return Compiled(filed, tuple((first, tuple(needles)) for first, needles in in_source.items()))


def _needles(rule: Rule, words: Words) -> Iterator[Needle]:
    files = words.read(rule.params.words, Vocabulary).values() if rule.params.words else ()
    for vocabulary in (Vocabulary({"": rule.params}), *files):
        for wording in vocabulary.wordings.values():
            yield from _phrases(rule, wording)
            yield from _patterns(rule, wording, vocabulary.parts)


def _phrases(rule: Rule, wording: Wording) -> Iterator[Needle]:
    for phrase in wording.any:
        parts = folded(phrase).split()
        if not any(map(_WORD.search, parts)):
            raise RuleError(f"{rule.file}: the phrase {phrase!r} has no word in it")
        yield Needle(rule, wording, " ".join(parts), rf"(?<!\w){' +'.join(map(re.escape, parts))}(?!\w)")


def _patterns(rule: Rule, wording: Wording, parts: dict[str, str]) -> Iterator[Needle]:
    for pattern in wording.patterns:
        regex = pattern.regex
        for name in reversed(parts):
            regex = regex.replace(f"<{name}>", f"(?:{parts[name]})")
        regex = _FIXED.sub(lambda found: found[1] or " +", regex)
        for anchor in (pattern.anchor,) if isinstance(pattern.anchor, str) else pattern.anchor:
            if not wording.anywhere and not WORD.fullmatch(anchor):
                raise RuleError(f"{rule.file}: the anchor {anchor!r} is not one whole word")
            yield Needle(rule, wording, folded(anchor), regex, pattern.mark)


def _rare(word: str) -> tuple[int, str]:
    """The longest word is as good as the rarest, and nothing has to be counted."""
    return len(word), word


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """Every phrase that is meant as it stands, in the order of the page."""
    yield from _apart([*_in_passages(page, compiled), *_in_source(page, compiled.in_source)])


def _in_passages(page: Page, compiled: Compiled) -> Iterator[Hit]:
    """A passage is only asked for what may be on the page."""
    for word, needles in _live(page, compiled.by_word):
        for index, text in enumerate(texts(page)):
            if word in text and holds(text, word):
                for needle in (one for one in needles if one.mark in text):
                    yield from _matches(page, needle, index, text)


def _matches(page: Page, needle: Needle, index: int, text: str) -> Iterator[Hit]:
    for match in needle.find.finditer(text):
        span = page.passages[index].span(*match.span())
        if match[0] and not _excused(page, needle, index, text, match, span):
            yield Hit(needle.rule, span, {"what": needle.wording.what})


def _live(page: Page, by_word: Mapping[str, tuple[Needle, ...]]) -> list[tuple[str, list[Needle]]]:
    """The needles that may be on the page, by the word that must be there: those of which all of the anchor is."""
    here = all_words(page)
    plain = " ".join(whole(page).split()) if "  " in whole(page) else whole(page)
    filed = ((word, by_word[word]) for word in sorted(by_word.keys() & here))
    kept = (
        (word, [one for one in mine if one.words <= here and one.anchor in plain and one.mark in plain])
        for word, mine in filed
    )
    return [one for one in kept if one[1]]


def _applies(page: Page, needle: Needle) -> bool:
    """Whether the page is one on which such a phrase says what it seems to say."""
    both, about = (needle.wording, needle.rule.params), folded(f"{page.path} {page.title}")
    return not (
        any(one.unless_about and re.search(one.unless_about, about) for one in both)
        or (any(one.unless_code for one in both) and any(mask.kind == "code" for mask in page.masked))
    )


def _excused(page: Page, needle: Needle, index: int, text: str, match: re.Match[str], span: Span) -> bool:
    passage, params = page.passages[index], needle.rule.params
    return (
        bool(params.in_ and passage.kind not in params.in_)
        or ("quotation" in params.unless and passage.kind == "quote")
        or ("quoted" in params.unless and _quoted(text, match))
        or ("emphasised" in params.unless and _emphasised(page.source, span))
        or ("code" in params.unless and masked(page, span, "code"))
        or _spoken_of(page, needle, index, text, match)
        or not _applies(page, needle)
    )


def _spoken_of(page: Page, needle: Needle, index: int, text: str, match: re.Match[str]) -> bool:
    wanted = (*needle.wording.unless_near, *needle.rule.params.unless_near)
    if not wanted:
        return False
    before = page.passages[index - 1].text if index else ""
    near = [page.title, *page.passages[index].headings, before[-_NEAR:], *_around(text, match)]
    return bool(mentions(spaced(" . ".join(near)), wanted))


def _quoted(text: str, match: re.Match[str]) -> bool:
    """Whether the match stands inside quotation marks that open before it and close after it."""
    before, after = _around(text, match)
    double = before.count('"') % 2 == 1 and '"' in after
    return double or before.endswith(" '") or (before == "'" and "'" in after)


def _emphasised(source: str, span: Span) -> bool:
    """Whether the match is all that stands in emphasis: such a phrase is named, not said."""
    marks = "*_"
    before, after = source[max(span.start - 1, 0) : span.start], source[span.end :].lstrip(".,!?")[:1]
    return bool(before and after) and before in marks and after in marks


def _in_source(page: Page, filed: Iterable[tuple[str, Iterable[Needle]]]) -> Iterator[Hit]:
    text = folded(page.source)
    for needle in (one for first, needles in filed if first in text for one in needles):
        if needle.anchor not in text:
            continue
        for match in needle.find.finditer(text):
            span = Span(*match.span())
            spoken_of = mentions(spaced(" . ".join(_around(text, match, _CLOSE))), needle.wording.unless_near)
            if match[0] and not spoken_of and not _masked(page, needle, span) and _applies(page, needle):
                yield Hit(needle.rule, span, {"what": needle.wording.what})


def _masked(page: Page, needle: Needle, span: Span) -> bool:
    hidden = ("code", "comment") if "code" in needle.rule.params.unless else ("comment",)
    return masked(page, span, *hidden)


def _around(text: str, match: re.Match[str], far: int = _NEAR) -> tuple[str, str]:
    """What stands before and after a match."""
    return text[max(match.start() - far, 0) : match.start()], text[match.end() : match.end() + far]


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    """Of hits of one rule that overlap only the first, and of those that begin together the longest."""
    end: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if hit.span.start >= end.get(hit.rule.id, 0):
            end[hit.rule.id] = hit.span.end
            yield hit
