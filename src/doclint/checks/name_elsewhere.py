"""Names that belong elsewhere: at home on other pages of the site, far from here, or called after another subject.

This is a statistic, not knowledge: it proposes what a person, or an entry in the vocabulary, has to decide. Only pages
whose titles tell their fields are compared, so that lists of links and pages about events say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

from doclint.facts.homes import Nearness, Use, homes, telling, unusual, uses
from doclint.facts.named import key
from doclint.facts.names import Names
from doclint.facts.organisations import Known, Organisation, Vocabulary, entry, read_fields, written
from doclint.facts.topics import postings
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What tells that a name belongs elsewhere, and how far away that must be."""

    evidence: Literal["pages", "words"]
    """`pages`: it stands on other pages; `words`: it is no organisation that is known, and speaks of another field"""
    most: int = 3
    """other pages at most: what stands on many is at home everywhere"""
    quantile: float = 0.95
    """the part of the site's pages that must be nearer than each page of the name"""
    least: int = 6
    """pages of a site at least: fewer say nothing about near and far"""


class Places(Strict, frozen=True):
    """The form of the vocabulary of places."""

    places: tuple[str, ...]


class Compiled(Struct, frozen=True, dict=True):
    """The rules of this kind and the vocabularies, read when a page first asks for them."""

    rules: tuple[Rule, ...]
    words: Words

    @cached_property
    def fields(self) -> Vocabulary:
        """What pages are about."""
        return Vocabulary(read_fields(self.words), Names(()), {})

    @cached_property
    def bodies(self) -> frozenset[str]:
        """Keys of the names of bodies that work on everything, or on nobody knows what."""
        return frozenset(key(name) for name, one in self._known if not one.specialist)

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """Keys of names that belong on any page: those bodies, and places."""
        places = (key(name) for listed in self.words.read("places", Places).values() for name in listed.places)
        return self.bodies.union(places)

    @cached_property
    def specialists(self) -> dict[str, tuple[str, ...]]:
        """Key of a name -> the fields of the organisation."""
        return {key(name): one.organisation.fields for name, one in self._known if one.specialist}

    @property
    def _known(self) -> Iterator[tuple[str, Known]]:
        return written(self.words, self.fields.fields)


NEEDS = frozenset({"site"})
FACTS = ()
SITE = (homes, postings)


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """Rules and vocabularies."""
    return Compiled(tuple(rules), words)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """Each name once: where it first stands."""
    ours = compiled.fields.told_by(page.title)
    here = _Here(page, site, ours, compiled)
    for known, use in uses(page) if ours else ():
        belongs = known in compiled.everywhere or here.belongs(known)
        if belongs or telling(site, use.shared):
            continue
        for rule in compiled.rules:
            if len(site.pages) < rule.params.least:
                continue
            hit = here.at_home(rule, known, use) if rule.params.evidence == "pages" else here.called(rule, known, use)
            if hit:
                yield hit


class _Here:
    """One page, and what is worked out about it once."""

    def __init__(self, page: Page, site: Site, ours: Sequence[str], compiled: Compiled) -> None:
        self.page, self.site, self.ours, self.compiled = page, site, ours, compiled
        self._nearness: Nearness | None = None

    def belongs(self, known: str) -> bool:
        """Whether it is a known organisation of this field: knowledge decides."""
        fields = self.compiled.specialists.get(known, ())
        return bool(fields) and self.compiled.fields.related(fields, self.ours)

    def at_home(self, rule: Rule, known: str, use: Use) -> Hit | None:
        """Whether the name stands on a few other pages, all of them about something else and far away."""
        if not 0 < self.site.count(homes, known) - 1 <= rule.params.most:
            return None
        there = self.site.value(homes, known)
        found = [path for path in there if path != self.page.path]
        plain = known not in self.compiled.specialists and all(one.plain for one in there.values())
        if plain and not unusual(self.site, use.name):
            return None
        if use.weight > max(there[path].weight for path in found):
            return None
        if any(_related(self.compiled, self.site.pages[path], self.ours) for path in found):
            return None
        self._nearness = self._nearness or Nearness(self.site, self.page)
        if not self._nearness.far(found, rule.params.quantile, use.name):
            return None
        named = ", ".join(f"“{self.site.pages[path].title or path}”" for path in found)
        return _hit(rule, use, {"pages": named}, [_evidence(self.site, path, known, use.name) for path in found])

    def called(self, rule: Rule, known: str, use: Use) -> Hit | None:
        """Whether the name tells of a field, and not of one that the page has to do with."""
        vocabulary = self.compiled.fields
        words = use.name.split()
        if (
            len(words) < 2
            or known in self.compiled.specialists
            or any(key(word) in self.compiled.bodies for word in words)
        ):
            return None
        theirs = vocabulary.told_by(use.name)
        if not theirs or any(vocabulary.related([field], self.ours) for field in theirs):
            return None
        told = {"theirs": vocabulary.titled(theirs), "ours": vocabulary.titled(self.ours)}
        about = f"the title tells what the page is about: {told['ours']}"
        return _hit(rule, use, told, [Evidence("page", self.page.path, about, quote=self.page.title)])


def _related(compiled: Compiled, page: Page, ours: Sequence[str]) -> bool:
    """Whether a page is about something near, or its subject cannot be told."""
    theirs = compiled.fields.told_by(page.title)
    return not theirs or any(compiled.fields.related([field], ours) for field in theirs)


def _hit(rule: Rule, use: Use, words: dict[str, str], evidence: Sequence[Evidence]) -> Hit:
    settle = entry(Organisation(use.name, scope="unknown"))
    settled = Evidence("rule", "words/organisations/", f"to settle it, put this into your rules: {settle}")
    return Hit(rule, use.span, {"name": use.name, **words, "settle": settle}, (*evidence, settled))


def _evidence(site: Site, path: str, known: str, name: str) -> Evidence:
    """A page that the name belongs to, and the line where it stands there."""
    page, there = site.pages[path], site.value(homes, known)
    if path not in there:
        return Evidence("page", path, "its title has words of the name", quote=page.title)
    line, column = page.position(there[path].span.start)
    return Evidence("page", path, "it stands on this page too", quote=name, line=line, column=column)
