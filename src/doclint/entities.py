"""The care of the vocabulary of organisations: what is wrong in it, and which names of a site are not in it yet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.checks import name_elsewhere
from doclint.errors import RuleError
from doclint.facts.homes import Use, homes, unusual
from doclint.facts.named import key
from doclint.facts.organisations import Listed, Organisation, entries, entry, faults, folder, read_fields
from doclint.rule import Rules, Words
from doclint.site import Site
from doclint.strict import Document

STALE = 730
"""days after which a source should be looked at again"""
_SHOWN = 3
"""pages that are listed for a name"""
_KIND = "name-elsewhere"


class Unknown(Struct, frozen=True):
    """A name that stands in no vocabulary."""

    name: str
    places: tuple[tuple[str, int], ...]
    """(path, line) where it first stands on each page"""
    reasons: tuple[str, ...]
    """why it seems to stand on the wrong page"""


def check(words: Words, today: datetime.date) -> Iterator[str]:
    """What is wrong in the vocabulary, each with file and line: what cannot be used, double names, stale sources."""
    fields, first = read_fields(words), dict[tuple[str, str], str]()
    documents: dict[str, Document] = {}
    for file, number, one in entries(words):
        document = documents.setdefault(file, _document(words, file))
        for field, problem in faults(one, fields):
            yield f"{document.place('organisations', str(number), field)}: {problem}"
        place = document.place("organisations", str(number))
        for name in dict.fromkeys((*one.names, *([one.acronym] if one.acronym else []))):
            other = first.setdefault((folder(file), name), place)
            if other != place and not one.homonyms:
                yield f"{place}: `{name}` stands at {other} too; keep one, or say what it can mean under `homonyms`"
        yield from (f"{place}: {problem}" for problem in _stale(one, today))


def _document(words: Words, file: str) -> Document:
    text = next(text for name, text in words.texts.values() if name == file)
    return Document(file, text, RuleError, words.parsed)


def _stale(one: Organisation, today: datetime.date) -> Iterator[str]:
    try:
        checked = datetime.date.fromisoformat(one.checked) if one.checked else today
    except ValueError:
        return
    if (today - checked).days > STALE:
        yield f"`{one.name}` was last checked on {one.checked}; look at its source again"


def count(words: Words) -> int:
    """The entries of all vocabularies."""
    return sum(len(listed.organisations) for listed in words.read("organisations", Listed).values())


def triage(site: Site, paths: Sequence[str], rules: Rules) -> list[Unknown]:
    """The names on the pages `paths` that no vocabulary knows: suspicious ones first, then those on many pages."""
    mine = [rule for rule in rules.all if rule.form.check == _KIND]
    compiled = name_elsewhere.prepare(mine, rules.words)
    known = compiled.everywhere | compiled.specialists.keys()
    reasons: dict[str, dict[str, None]] = {}
    for path in paths:
        for hit in name_elsewhere.check(site.pages[path], site, compiled):
            about = f"{path}: {hit.rule.form.summary}"
            reasons.setdefault(key(str(hit.words["name"])), {})[about] = None
    here = set(paths)
    names = (name for name in site.keys(homes) if name and name not in known)
    there = ((name, site.value(homes, name)) for name in names)
    wanted = (name for name, uses in there if here & uses.keys() and (name in reasons or _likely(site, uses)))
    found = [_unknown(site, name, reasons.get(name, {})) for name in wanted]
    return sorted(found, key=lambda one: (-len(one.reasons), -len(one.places), one.name))


def _likely(site: Site, uses: dict[str, Use]) -> bool:
    """Whether a name is more than a word with a capital."""
    return not all(use.plain for use in uses.values()) or unusual(site, next(iter(uses.values())).name)


def _unknown(site: Site, name: str, reasons: dict[str, None]) -> Unknown:
    there = site.value(homes, name)
    places = tuple((path, site.pages[path].position(use.span.start)[0]) for path, use in there.items())
    return Unknown(next(iter(there.values())).name, places, tuple(reasons))


def told(one: Unknown) -> str:
    """A name with its pages, what is suspicious, and its entry, as text."""
    shown = ", ".join(f"{path}:{line}" for path, line in one.places[:_SHOWN])
    blank = Organisation(one.name, scope="unknown")
    more = f" and {len(one.places) - _SHOWN} more" if len(one.places) > _SHOWN else ""
    return "\n".join(
        [f"{one.name}: {shown}{more}", *(f"    {reason}" for reason in one.reasons), f"    {entry(blank)}"]
    )
