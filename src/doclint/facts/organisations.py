"""The vocabulary of organisations: how each is written, what it works on, what it was called, whether it still is.

It stands in `words/organisations/`; what a page can be about stands in `words/fields.yaml`. A user's folder of rules
may hold more files of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

import msgspec
from msgspec import Struct

from doclint.errors import RuleError
from doclint.facts.folding import mentions, spaced, without
from doclint.facts.names import Names
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Strict, Words
from doclint.strict import nearest

Kind = Literal["company", "association", "ngo", "agency", "institute", "programme", "publisher", "foundation"]
_DAY = regex(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
Scope = Literal["specialist", "generalist", "unknown"]


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
    """the first year of the new name"""


class Organisation(Strict, frozen=True):
    """A company, an association, an agency: how it is written, and what it works on."""

    name: str
    kind: Kind = "company"
    scope: Scope | None = None
    """only specialists can be off-topic; left out: that of the file"""
    source: str = ""
    """title, publisher and year of what says so; without one its own site, the first of `domains`, is where to look"""
    read: Literal["opened", "recalled"] = "recalled"
    checked: str = ""
    """the day on which somebody read the source, as 2025-01-31; only with `read: opened`"""
    aliases: tuple[str, ...] = ()
    acronym: str = ""
    """counts on pages that have the full name too"""
    acronym_alone: bool = False
    """the acronym means nothing else, and counts by itself"""
    fields: tuple[str, ...] = ()
    """what it works on; the first is its main field, and only of that one it belongs on pages of the fields near it"""
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

    @property
    def origin(self) -> str:
        """How we know, in words for evidence."""
        return f"{self.read}; {self.source or f'its own site is {self.domains[0]}' if self.domains else 'no source'}"


def entry(one: Organisation) -> str:
    """The organisation as one line of a vocabulary."""
    import json  # only who keeps a vocabulary writes entries

    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(Organisation)}
    told = {key: value for key, value in msgspec.to_builtins(one).items() if value != defaults[key]}
    return f"- {json.dumps(told, ensure_ascii=False)}"


class Listed(Strict, frozen=True):
    """The form of a vocabulary of organisations."""

    organisations: tuple[Organisation, ...]
    scope: Scope = "specialist"
    """of all that do not say otherwise"""


class Known(Struct, frozen=True):
    """What a written name stands for."""

    organisation: Organisation
    file: str
    number: int
    """its place in the file's list, from 0"""
    short: bool
    """written as an acronym that does not count by itself"""

    @property
    def specialist(self) -> bool:
        return self.organisation.scope == "specialist"


class Vocabulary(Struct, frozen=True, dict=True):
    """All organisations and fields that are known."""

    fields: dict[str, Field]
    names: Names[Known]
    """where known names stand in a text"""
    by_domain: dict[str, list[Known]]
    """domain -> the organisations that say it is theirs, each once"""

    @cached_property
    def _titles(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The first two letters of a word that tells a field -> such words and their fields.

        Every title is looked at, so that a page costs a look-up a word of its title, not one a field.
        """
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for key, field in self.fields.items():
            for word in field.words:
                found[word[:2]] = (*found.get(word[:2], ()), (word, key))
        return found

    def told(self, page: Page) -> list[str]:
        """The fields that the page's title tells, in the order of the vocabulary."""
        return self.told_by(page.title, *(heading.text for heading in page.headings if heading.level == 1))

    def told_by(self, *titles: str) -> list[str]:
        """The fields that titles tell.

        `food waste` tells of food waste and not of food: a word inside a longer one that tells does not count.
        """
        words = spaced("\n".join(titles))
        near = {pair for start in {word[:2] for word in words.split()} for pair in self._titles.get(start, ())}
        told: set[str] = set()
        for length in sorted({len(word.split()) for word, _ in near}, reverse=True):
            found = [(word, key) for word, key in near if len(word.split()) == length and mentions(words, [word])]
            told.update(key for _, key in found)
            words = without(words, {word for word, _ in found})
        return [key for key in self.fields if key in told] if told else []

    def related(self, theirs: Sequence[str], ours: Sequence[str]) -> bool:
        """Whether an organisation of the fields `theirs` belongs on a page about `ours`."""
        main, fields = theirs[0], self.fields
        return any(our in theirs or main in fields[our].near or our in fields[main].near for our in ours)

    def titled(self, keys: Sequence[str]) -> str:
        """Fields in words."""
        return ", ".join(self.fields[key].title for key in keys)


def read(words: Words) -> Vocabulary:
    """The vocabularies; raises RuleError where an organisation or a field names a field that is not there."""
    fields = read_fields(words)
    listed = list(written(words, fields))
    by_domain: dict[str, list[Known]] = {}
    for name, one in listed:
        for domain in one.organisation.domains if name == one.organisation.name else ():
            by_domain.setdefault(domain, []).append(one)
    return Vocabulary(fields, Names(listed), by_domain)


def read_fields(words: Words) -> dict[str, Field]:
    """What pages can be about."""
    fields = {key: field for file in words.read("fields", dict[str, Field]).values() for key, field in file.items()}
    for key, field in fields.items():
        _check_near(key, field, fields)
    return fields


def written(words: Words, fields: dict[str, Field]) -> Iterator[tuple[str, Known]]:
    """(a way of writing it, what it stands for) of all organisations."""
    listed = list(entries(words))
    last = {one.name: folder(file) for file, _, one in listed}
    for file, number, one in listed:
        _check(file, one, fields)
        if last[one.name] != folder(file):  # a user's entry takes the place of ours
            continue
        for name in one.names:
            yield name, Known(one, file, number, short=False)
        if one.acronym:
            yield one.acronym, Known(one, file, number, short=not one.acronym_alone)


def entries(words: Words) -> Iterator[tuple[str, int, Organisation]]:
    """(file, place in its list, entry) of all files, those of later folders of rules last."""
    for file, listed in words.read("organisations", Listed).items():
        for number, one in enumerate(listed.organisations):
            yield file, number, one if one.scope else msgspec.structs.replace(one, scope=listed.scope)


def folder(file: str) -> str:
    """The folder of rules that a file of words belongs to."""
    return file.partition("/words/")[0]


def _check(file: str, one: Organisation, fields: dict[str, Field]) -> None:
    for _, words in faults(one, fields):
        raise RuleError(f"{file}: {words}; `doclint entities check` shows the line")


def faults(one: Organisation, fields: dict[str, Field]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it) of an entry that cannot be used."""
    for name in one.fields:
        if name not in fields:
            yield "fields", f"`{one.name}` names no field `{name}`; {nearest(name, list(fields))}"
    if one.scope == "specialist" and not one.fields:
        yield "name", f"`{one.name}` is a specialist but has no `fields`; add some"
    if one.scope == "specialist" and not (one.source or one.domains):
        yield "name", f"`{one.name}` has neither `source` nor `domains`; say how it is known"
    if (one.defunct or one.renamed) and not one.source:
        yield "name", f"`{one.name}` has ended or changed its name; `source` must say how that is known"
    if one.checked and (one.read != "opened" or not _DAY.fullmatch(one.checked)):
        yield "checked", f"`{one.name}`: `checked` is a day like 2025-01-31, and goes with `read: opened`"


def _check_near(key: str, field: Field, fields: dict[str, Field]) -> None:
    for name in field.near:
        if name not in fields:
            raise RuleError(f"fields.yaml: `{key}` names no field `{name}`; {nearest(name, list(fields))}")
