"""Organisations that are named on a page about something else, by a name they gave up, or after they ended.

A vocabulary says what each organisation works on and how to tell what a page is about (`facts/organisations.py`).
Nothing is guessed: a page whose field cannot be told, an organisation that is not listed, that works on everything, or
whose name others share, gives no finding.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from doclint.facts.folding import WORD, folded, mentions, spaced, without
from doclint.facts.masks import masked
from doclint.facts.names import Names, Place
from doclint.facts.organisations import Known, Organisation, Vocabulary, entry, read
from doclint.facts.vocabulary import all_words, texts
from doclint.lazy import regex
from doclint.page import Link, Page, Passage, Span
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What fault to look for, and where to stay silent."""

    fault: Literal["off-topic", "renamed", "defunct"]
    in_: tuple[str, ...] = msgspec.field(name="in", default=("paragraph", "item", "cell"))
    """kinds of passage to look at"""
    unless_near: tuple[str, ...] = ()
    """words of the sentence or of the headings above that give the organisation another part: a customer, a source, a
    sponsor; of a name or an organisation of the past, words that say so"""


class Compiled(Struct, frozen=True):
    """The rules of this kind and the vocabularies they share."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary


class Named(Struct, frozen=True):
    """An organisation where it is named."""

    passage: Passage
    start: int
    end: int
    """offsets in the passage's text"""
    name: str
    """as the vocabulary writes it"""
    known: Known


NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()

_SENTENCE = regex(r"[.!?][\"')]*\s")
_YEAR = regex(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_FAR = 2000
"""characters on either side of a name that can belong to its sentence"""
_LEAST = 3
"""letters of a name that must stand in a link's words, when the address is the organisation's own"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """Rules and vocabularies; raises RuleError where an entry cannot be used."""
    return Compiled(tuple(rules), read(words))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """Each passage that names an organisation wrongly, once an organisation and a rule."""
    reading = _Reading(page, compiled.vocabulary)
    for passage in reading.passages():
        seen: set[tuple[str, str]] = set()
        for named in reading.named(passage):
            for rule in compiled.rules:
                key = (rule.id, named.known.organisation.name)
                if key not in seen and passage.kind in rule.params.in_ and (hit := _hit(rule, named, reading)):
                    seen.add(key)
                    yield hit


def _hit(rule: Rule, named: Named, reading: _Reading) -> Hit | None:
    """What is wrong, unless the sentence gives the organisation another part."""
    hit = {"off-topic": _off_topic, "renamed": _renamed, "defunct": _defunct}[rule.params.fault](rule, named, reading)
    if not hit:
        return None
    near = spaced("\n".join([_sentence(named), *named.passage.headings]))
    return None if mentions(near, rule.params.unless_near) else hit


def _off_topic(rule: Rule, named: Named, reading: _Reading) -> Hit | None:
    """Whether the organisation is a specialist of fields that neither the page nor the place has to do with."""
    one, vocabulary = named.known.organisation, reading.vocabulary
    if not reading.ours or not named.known.specialist or vocabulary.related(one.fields, reading.ours):
        return None
    if reading.spoken_of(named.passage, one):
        return None
    theirs, ours = vocabulary.titled(one.fields), vocabulary.titled(reading.ours)
    settled = msgspec.structs.replace(one, fields=tuple(dict.fromkeys([*one.fields, *reading.ours])))
    words = {"name": one.name, "theirs": theirs, "ours": ours, "settle": entry(settled)}
    about = f"the title tells what the page is about: {ours}"
    belongs = f"if it belongs here, put this into words/organisations/ of your rules: {words['settle']}"
    evidence = (
        Evidence("rule", named.known.file, f"{one.name} works on {theirs} ({one.origin})", quote=one.name),
        Evidence("page", reading.page.path, about, quote=reading.page.title),
        Evidence("rule", "words/organisations/", belongs),
    )
    return Hit(rule, named.passage.span(named.start, named.end), words, evidence)


def _renamed(rule: Rule, named: Named, reading: _Reading) -> Hit | None:
    """Whether the name was given up, and nothing says that it is the name of those days."""
    one = named.known.organisation
    year = next((was.year for was in one.renamed if was.from_ == named.name), None)
    both = one.name in named.passage.text.replace(named.name, "")
    if year is None or both or _of_its_time(named, year, reading.page):
        return None
    span = named.passage.span(named.start, named.end)
    plain = reading.page.source[span.start : span.end] == named.name
    words = {"name": one.name, "old": named.name, "year": year}
    note = f"{named.name} has been called {one.name} since {year} ({one.origin})"
    edits = (Edit(span, one.name),) if plain else ()
    return Hit(rule, span, words, (Evidence("rule", named.known.file, note, quote=one.name),), edits)


def _defunct(rule: Rule, named: Named, reading: _Reading) -> Hit | None:
    """Whether the organisation has ended, and nothing says that this is of the past."""
    one = named.known.organisation
    if one.defunct is None or _of_its_time(named, one.defunct, reading.page):
        return None
    note = f"{one.name} ended in {one.defunct} ({one.origin})"
    evidence = (Evidence("rule", named.known.file, note, quote=one.name),)
    span = named.passage.span(named.start, named.end)
    return Hit(rule, span, {"name": one.name, "year": one.defunct}, evidence)


def _of_its_time(named: Named, year: int, page: Page) -> bool:
    """Whether the sentence or the page's date tells a year up to the change."""
    dated = f"{_sentence(named)} {page.front_matter.get('date', '')}"
    return any(int(found[0]) <= year for found in _YEAR.finditer(dated))


class _Reading:
    """One page with what is worked out about it once, however many names stand on it."""

    def __init__(self, page: Page, vocabulary: Vocabulary) -> None:
        self.page, self.vocabulary = page, vocabulary
        self._sections: dict[tuple[str, ...], str] = {}
        self._written: dict[str, bool] = {}

    @cached_property
    def ours(self) -> list[str]:
        """The fields that the title tells."""
        return self.vocabulary.told(self.page)

    @cached_property
    def _names(self) -> Names[Known]:
        """Those that can stand on the page."""
        return self.vocabulary.names.among(all_words(self.page))

    @cached_property
    def _links(self) -> list[Link]:
        return [link for link in self.page.links if not link.image]

    @cached_property
    def _owned(self) -> list[Span]:
        """Where links lead to known organisations, in their order."""
        return [link.span for link in self._links if self._owner(link)]

    def passages(self) -> list[Passage]:
        """Those in which an organisation can be named: on most pages none."""
        if not self._names and not self._owned:
            return []
        both = zip(self.page.passages, texts(self.page), strict=True)
        return [one for one, text in both if self._names.may_be_in(text) or self._owned_in(one)]

    def _owned_in(self, passage: Passage) -> bool:
        if not self._owned:
            return False
        start, end = passage.extent
        before = bisect_left(self._owned, end, key=lambda span: span.start)
        return before > 0 and self._owned[before - 1].end > start

    def named(self, passage: Passage) -> Iterator[Named]:
        """The organisations that are meant in a passage: by a name that nobody shares, or by a link to their site."""
        places = self._names.find(passage.text)
        for place in places:
            if self._meant(passage, place, places):
                yield Named(passage, place.start, place.end, place.name, place.known)
        if self._owned_in(passage):
            yield from self._linked(passage, {place.start for place in places})

    def _meant(self, passage: Passage, place: Place[Known], places: list[Place[Known]]) -> bool:
        """Whether the name stands for this organisation and no other."""
        one = place.known.organisation
        span = passage.span(place.start, place.end)
        if (place.known.short and not self._full_name(one)) or masked(self.page, span, "code"):
            return False
        link = self._around(span)
        host = _host(link.href) if link else ""
        if "." in host and one.domains:
            return any(_below(host, domain) for domain in one.domains)
        return not one.homonyms and sum(other[:2] == place[:2] for other in places) == 1

    def _linked(self, passage: Passage, taken: set[int]) -> Iterator[Named]:
        """Links to the front page of a known organisation, under words that begin like its name."""
        extent, cursor = passage.extent, 0
        first = max(bisect_right(self._links, extent.start, key=lambda link: link.span.start) - 1, 0)
        for link in self._links[first:]:
            if link.span.start >= extent.end:
                break
            start = passage.text.find(link.text, cursor) if link.text else -1
            if link.span.end <= extent.start or start < 0:
                continue
            cursor = start + len(link.text)
            known = self._owner(link)
            if known and not taken & set(range(start, cursor)):
                yield Named(passage, start, cursor, known.organisation.name, known)

    def _owner(self, link: Link) -> Known | None:
        """The one organisation whose front page the link leads to, if its words are those of its name."""
        front = link.href.partition("//")[2].partition("?")[0].partition("#")[0].rstrip("/").lower()
        host = _host(link.href) if "/" not in front and ("@" in front or ":" in front) else front.removeprefix("www.")
        known = self.vocabulary.by_domain.get(host, ())
        if not known or len(words := _letters(link.text)) < _LEAST:
            return None
        named = [one for one in known if any(words.startswith(_letters(name)) for name in one.organisation.names)]
        return named[0] if len(named) == 1 else None

    def _full_name(self, one: Organisation) -> bool:
        if one.name not in self._written:
            self._written[one.name] = any(name in self.page.source for name in one.names)
        return self._written[one.name]

    def _around(self, span: Span) -> Link | None:
        """The link that the characters stand in."""
        index = bisect_right(self._links, span.start, key=lambda link: link.span.start) - 1
        return self._links[index] if index >= 0 and self._links[index].span.end >= span.end else None

    def spoken_of(self, passage: Passage, organisation: Organisation) -> bool:
        """Whether the title, a heading or the section speaks of what the organisation works on."""
        words = self._section(passage.headings)
        fields = [self.vocabulary.fields[key] for key in organisation.fields]
        return any(mentions(words, (*field.words, *field.also)) for field in fields)

    def _section(self, headings: tuple[str, ...]) -> str:
        """The words of the title, the headings and the passages under `headings`, without names of organisations.

        That somebody is called after cooking does not make the section one on cooking, and a section on food waste does
        not speak of food in general.
        """
        if headings not in self._sections:
            section = [p.text for p in self.page.passages if p.headings == headings]
            told = [self.page.title, *(heading.text for heading in self.page.headings), *section]
            words = spaced("\n".join(_nameless(text, self._names) for text in told))
            ours = (word for key in self.ours for word in self.vocabulary.fields[key].words)
            self._sections[headings] = without(words, {word for word in ours if " " in word})
        return self._sections[headings]


def _nameless(text: str, names: Names[Known]) -> str:
    for place in reversed(names.find(text)):
        text = f"{text[: place.start]}\n{text[place.end :]}"
    return text


def _sentence(named: Named) -> str:
    """The sentence around a name, without the name."""
    text = named.passage.text
    first = max(named.start - _FAR, 0)
    start = max((end.end() for end in _SENTENCE.finditer(text, first, named.start)), default=first)
    stop = _SENTENCE.search(text, named.end)
    return f"{text[start : named.start]}\n{text[named.end : stop.start() if stop else None][:_FAR]}"


def _host(address: str) -> str:
    """The host of an address, without `www.`, or nothing."""
    if "//" not in address:
        return ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # half a bracket
        return ""


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _letters(text: str) -> str:
    """A name without what people write differently: capitals, spaces, marks."""
    return "".join(WORD.findall(folded(text)))
