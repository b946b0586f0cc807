"""Organisations named on a page that is about something else.

A vocabulary says what each organisation works on (`words/organisations/`) and how to tell what a page is about
(`words/fields.yaml`). Nothing is guessed: a page whose field cannot be told, an organisation that is not listed, that
works on everything, or whose name others share, gives no finding.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from doclint.errors import RuleError
from doclint.facts.folding import mentions, spaced
from doclint.facts.masks import masked
from doclint.facts.names import Names, Place
from doclint.page import Page, Passage, Span
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site
from doclint.strict import nearest


class Field(Strict, frozen=True):
    """A subject that a page can be about. Words are in small letters; `cook*` stands for all words that begin so."""

    title: str
    """the subject in words, for messages"""
    words: tuple[str, ...]
    """words that tell the field of a page where they stand in its title"""
    also: tuple[str, ...] = ()
    """more words that show, anywhere, that the field is spoken of"""
    near: tuple[str, ...] = ()
    """fields whose organisations belong on such pages too, and the other way round"""


class Renamed(Strict, frozen=True):
    """An earlier name."""

    from_: str = msgspec.field(name="from")
    year: int | None = None


class Organisation(Strict, frozen=True):
    """A company, an association, an agency: how it is written, and what it works on."""

    name: str
    kind: Literal["company", "association", "ngo", "agency", "institute", "programme", "publisher", "foundation"]
    scope: Literal["specialist", "generalist", "unknown"]
    """only specialists can be off-topic"""
    source: str = ""
    """title, publisher and year of what says so; without one its own site, the first of `domains`, is where to look"""
    read: Literal["opened", "recalled"] = "recalled"
    aliases: tuple[str, ...] = ()
    acronym: str = ""
    """counts on pages that have the full name too"""
    acronym_alone: bool = False
    """the acronym means nothing else, and counts by itself"""
    fields: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    """a link to another domain under this name means somebody else"""
    homonyms: tuple[str, ...] = ()
    """what else the name can mean; the name then counts only with a link to one of `domains`"""
    renamed: tuple[Renamed, ...] = ()
    defunct: int | None = None
    """the year in which it ended"""

    @property
    def names(self) -> tuple[str, ...]:
        """All full names, earlier ones included."""
        return (self.name, *self.aliases, *(renamed.from_ for renamed in self.renamed))


class Listed(Strict, frozen=True):
    """The form of a vocabulary of organisations."""

    organisations: tuple[Organisation, ...]


class Params(Strict, frozen=True):
    """What fault to look for, and where to stay silent."""

    fault: Literal["off-topic"]
    in_: tuple[str, ...] = msgspec.field(name="in", default=("paragraph", "item", "cell"))
    """kinds of passage to look at"""
    unless_near: tuple[str, ...] = ()
    """words of the sentence or of the headings above that give the organisation another part than an expert's:
    a customer, a source, a sponsor"""


class Known(NamedTuple):
    """What a written name stands for."""

    organisation: Organisation
    file: str
    short: bool
    """written as an acronym that does not count by itself"""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The rules of this kind and the vocabularies they share."""

    rules: tuple[Rule, ...]
    names: Names[Known]
    fields: dict[str, Field]
    titles: dict[str, tuple[tuple[str, str], ...]]
    """the first two letters of a word that tells a field -> such words and their fields"""


NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()

_SENTENCE = re.compile(r"[.!?][\"')]*\s")
_FAR = 2000
"""characters on either side of a name that can belong to its sentence"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """Rules and vocabularies; raises RuleError where an organisation or a field names a field that is not there."""
    fields = {key: field for file in words.read("fields", dict[str, Field]).values() for key, field in file.items()}
    for key, field in fields.items():
        _check_fields("fields.yaml", key, field.near, fields)
    known = list(_known(words, fields))
    return Compiled(tuple(rules), Names(known), fields, _by_start(fields))


def _by_start(fields: dict[str, Field]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every title is looked at, so that a page costs a look-up a word of its title, not one a field."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, field in fields.items():
        for word in field.words:
            found[word[:2]] = (*found.get(word[:2], ()), (word, key))
    return found


def _known(words: Words, fields: dict[str, Field]) -> Iterator[tuple[str, Known]]:
    for file, listed in words.read("organisations", Listed).items():
        for organisation in listed.organisations:
            _check_fields(file, organisation.name, organisation.fields, fields)
            if organisation.scope == "specialist" and not organisation.fields:
                raise RuleError(f"{file}: `{organisation.name}` is a specialist but has no `fields`; add some")
            if organisation.scope == "specialist" and not (organisation.source or organisation.domains):
                raise RuleError(
                    f"{file}: `{organisation.name}` has neither `source` nor `domains`; say how it is known"
                )
            for name in organisation.names:
                yield name, Known(organisation, file, short=False)
            if organisation.acronym:
                yield organisation.acronym, Known(organisation, file, short=not organisation.acronym_alone)


def _check_fields(file: str, owner: str, names: Sequence[str], fields: dict[str, Field]) -> None:
    for name in names:
        if name not in fields:
            raise RuleError(f"{file}: `{owner}` names no field `{name}`; {nearest(name, list(fields))}")


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """Each passage that names a specialist of another field, once an organisation."""
    ours = _told(page, compiled)
    if not ours or not compiled.names.may_stand_in(page.source):
        return
    reading = _Reading(page, compiled, ours)
    for passage in page.passages:
        seen: set[str] = set()
        places = compiled.names.find(passage.text)
        for place in places:
            organisation = place.known.organisation
            if organisation.name not in seen and reading.stranger(passage, place, places):
                seen.add(organisation.name)
                yield from reading.hits(passage, place)


def _told(page: Page, compiled: Compiled) -> list[str]:
    """The fields that the page's title tells, in the order of the vocabulary."""
    words = spaced("\n".join([page.title, *(heading.text for heading in page.headings if heading.level == 1)]))
    near = (pair for start in {word[:2] for word in words.split()} for pair in compiled.titles.get(start, ()))
    told = {key for word, key in near if mentions(words, [word])}
    return [key for key in compiled.fields if key in told] if told else []


class _Reading:
    """One page with what is worked out about it once, however many names stand on it."""

    def __init__(self, page: Page, compiled: Compiled, ours: list[str]) -> None:
        self.page, self.compiled, self.ours = page, compiled, ours
        self._sections: dict[tuple[str, ...], str] = {}
        self._named: dict[str, bool] = {}
        self._links = sorted((link for link in page.links if not link.image), key=lambda link: link.span)

    def stranger(self, passage: Passage, place: Place[Known], places: list[Place[Known]]) -> bool:
        """Whether the organisation is a specialist of fields that neither the page nor the place has to do with."""
        organisation = place.known.organisation
        return (
            organisation.scope == "specialist"
            and not self._related(organisation.fields)
            and self._meant(passage, place, places)
            and not self._spoken_of(passage, organisation)
        )

    def _related(self, theirs: Sequence[str]) -> bool:
        fields = self.compiled.fields
        pairs = [(one, other) for one in theirs for other in self.ours]
        return any(one == other or one in fields[other].near or other in fields[one].near for one, other in pairs)

    def _meant(self, passage: Passage, place: Place[Known], places: list[Place[Known]]) -> bool:
        """Whether the name stands for this organisation and no other."""
        organisation = place.known.organisation
        span = passage.span(place.start, place.end)
        if (place.known.short and not self._full_name(organisation)) or masked(self.page, span, "code"):
            return False
        host = self._host(span)
        if "." in host and organisation.domains:
            return any(host == domain or host.endswith(f".{domain}") for domain in organisation.domains)
        return not organisation.homonyms and sum(other[:2] == place[:2] for other in places) == 1

    def _full_name(self, organisation: Organisation) -> bool:
        if organisation.name not in self._named:
            self._named[organisation.name] = any(name in self.page.source for name in organisation.names)
        return self._named[organisation.name]

    def _host(self, span: Span) -> str:
        """The host of the link that the characters stand in, or nothing."""
        index = bisect_right(self._links, span.start, key=lambda link: link.span.start) - 1
        if index < 0 or self._links[index].span.end < span.end:
            return ""
        try:
            return urlsplit(self._links[index].href).hostname or ""
        except ValueError:  # half a bracket
            return ""

    def _spoken_of(self, passage: Passage, organisation: Organisation) -> bool:
        """Whether the title, a heading or the section speaks of what the organisation works on."""
        words = self._section(passage.headings)
        fields = [self.compiled.fields[key] for key in organisation.fields]
        return any(mentions(words, (*field.words, *field.also)) for field in fields)

    def _section(self, headings: tuple[str, ...]) -> str:
        """The words of the title, the headings and the passages under `headings`, without names of organisations.

        That somebody is called after cooking does not make the section one on cooking.
        """
        if headings not in self._sections:
            section = [p.text for p in self.page.passages if p.headings == headings]
            texts = [self.page.title, *(heading.text for heading in self.page.headings), *section]
            self._sections[headings] = spaced("\n".join(_nameless(text, self.compiled.names) for text in texts))
        return self._sections[headings]

    def hits(self, passage: Passage, place: Place[Known]) -> Iterator[Hit]:
        """One hit a rule, unless the sentence gives the organisation another part."""
        organisation, fields = place.known.organisation, self.compiled.fields
        near = spaced("\n".join([_sentence(passage.text, place), *passage.headings]))
        theirs = ", ".join(fields[key].title for key in organisation.fields)
        ours = ", ".join(fields[key].title for key in self.ours)
        words = {"name": organisation.name, "theirs": theirs, "ours": ours}
        for rule in self.compiled.rules:
            if passage.kind in rule.params.in_ and not mentions(near, rule.params.unless_near):
                evidence = _evidence(self.page, place.known, theirs, ours)
                yield Hit(rule, passage.span(place.start, place.end), words, evidence)


def _nameless(text: str, names: Names[Known]) -> str:
    for place in reversed(names.find(text)):
        text = f"{text[: place.start]}\n{text[place.end :]}"
    return text


def _sentence(text: str, place: Place[Known]) -> str:
    """The sentence around a name, without the name."""
    start = max((end.end() for end in _SENTENCE.finditer(text, max(place.start - _FAR, 0), place.start)), default=0)
    stop = _SENTENCE.search(text, place.end)
    before, after = text[max(start, place.start - _FAR) : place.start], text[place.end : stop.start() if stop else None]
    return f"{before}\n{after[:_FAR]}"


def _evidence(page: Page, known: Known, theirs: str, ours: str) -> tuple[Evidence, ...]:
    organisation = known.organisation
    source = organisation.source or f"its own site is {organisation.domains[0]}"
    note = f"{organisation.name} works on {theirs} ({organisation.read}; {source})"
    return (
        Evidence("rule", known.file, note, quote=organisation.name),
        Evidence("page", page.path, f"the title tells what the page is about: {ours}", quote=page.title),
    )
