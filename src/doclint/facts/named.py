"""The proper names on a page: organisations, products, people and places, known to a vocabulary or not.

A name shows by its capitals where a sentence gives it none, by a link to a site that is called like it, by an acronym
in brackets behind it, by the place behind a comma. What is only a label (`Public Awareness: ...`), a word that begins a
sentence, or the page's own subject is no name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from doclint.facts import fact
from doclint.facts.capitals import (
    ARTICLES,
    BODIES,
    BODY_WORDS,
    INTRO,
    JOINS,
    LONGEST,
    STARTERS,
    VAGUE,
    Run,
    runs_of,
    tokens_of,
)
from doclint.facts.folding import folded
from doclint.lazy import regex
from doclint.page import Link, Page, Passage, Span


class Mention(Struct, frozen=True):
    """A name where it stands."""

    name: str
    """as written, without an article or a possessive"""
    span: Span
    how: str
    """what tells that it is one: link, acronym, lead (it begins the passage), text"""


_TERMS = frozenset(
    """AI AC API AR BMS CAD CCS CCUS CH4 CHP CNG CO2 COP CSA CSP CSR DAC DC DIY EGS EOR ESG EV EVS FAQ GDP GHG GIS GMO
    GPS GW GWH HFC HFCS HVAC ICE IOT IT KW KWH LCA LCOE LED LEDS LFG LFGE LNG MW MWH N2O NGO NGOS OK PH PPM PV R&D RNG
    ROI SAF SMR SUV SUVS TV URL VOC WTE JPG PNG PDF HTML JSON YAML""".split()
)
"""abbreviations of things"""
_DAYS = frozenset(
    """January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday""".split()
)
_ABSTRACT = regex(
    r"(?:tion|tions|sion|sions|ment|ments|ity|ities|ness|ance|ence|ency|ancy|ship|ships|ism|ing|ings|logy|logies|ability"
    r"|ures?|costs?|gaps?|barriers?|hurdles?|awareness|support|systems?|impacts?|needs?|use|issues?|goals?|storage"
    r"|projects?|programs?|policies|policy|practices?|approach|approaches|research|access|standards?|efficiency|methods?"
    r"|supply|design|lessons|successe?s?|progress|risks?|benefits?|factors?|materials?|products?|networks?|strategies"
    r"|funding)$"
)
"""endings and words that a label for an idea ends in"""
_PEOPLE = regex(r"(?:[a-z]{2}(?:ish|ese|ian|can|ean)|French|German|Dutch|Swiss|Greek|Thai)$")
"""endings of adjectives made from countries"""
_TITLE = 5
"""from so many words on, the words of a link to an inner page are the title of that page"""


@fact
def named(page: Page) -> tuple[Mention, ...]:
    """The names on the page, in the order of their places."""
    return tuple(sorted(_Page(page).mentions(), key=lambda one: one.span))


@lru_cache(1 << 15)
def key(name: str) -> str:
    """What a name is known by, however it is written: `The Climate Group, Inc.` and `Climate Group` are one."""
    words = re.findall(r"[\w&]+", folded(name).replace(".", ""))
    words = words[1:] if words[:1] == ["the"] else words
    while len(words) > 1 and words[-1] in {"inc", "ltd", "llc", "ag", "gmbh", "plc", "corp", "co"}:
        words.pop()
    return "".join(words)


class _Page:
    """One page's passages, and what all of them together say of a word."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.passages = [p for p in page.passages if p.kind != "heading" or _sentence_case(p.text)]
        self.tokens = [tokens_of(passage.text) for passage in self.passages]
        self.low = Counter(_one(token.text) for tokens in self.tokens for token in tokens if token.text.islower())
        self.subjects = {_one(key(text)) for text in (page.title, *(heading.text for heading in page.headings))}
        self.linked = {key(link.text) for link in page.links if _called(link) and not self._title(link.text)}

    def mentions(self) -> Iterator[Mention]:
        """All names. Runs whose place proves nothing count where the same name is sure elsewhere."""
        runs = list(self._all_runs())
        labels = {_one(key(run.text)) for _, run in runs if run.lead and self._idea(run)}
        told = [(passage, run, self._how(passage, run, labels)) for passage, run in runs]
        sure = {key(run.text) for passage, run, how in told if how}
        for passage, run, how in told:
            span = passage.span(run.start, run.end)
            if (how or key(run.text) in sure) and "](" not in self.page.source[span.start : span.end]:
                yield Mention(run.text, span, how or "text")

    def _all_runs(self) -> Iterator[tuple[Passage, Run]]:
        listing = False
        above: tuple[str, ...] = ()
        for passage, tokens in zip(self.passages, self.tokens, strict=True):
            if passage.kind != "item" or passage.headings != above:
                above = passage.headings
                intro = "" if passage.kind == "item" else passage.text
                listing = bool(BODY_WORDS.search(" ".join([*passage.headings[-1:], intro[-INTRO:]])))
            if key(passage.text) in self.linked and "(" not in passage.text:
                yield passage, Run(tuple(tokens), passage.text.strip(), False, False)
                continue
            for run in runs_of(passage.text, tokens, listing and passage.kind == "item"):
                yield passage, run

    def _how(self, passage: Passage, run: Run, labels: set[str]) -> str:
        """What tells that the run is a name, or nothing."""
        name, last = key(run.text), run.tokens[-1].text
        if name in self.linked:
            return "link"
        if len(run.tokens) > LONGEST or (len(run.tokens) == 1 and _no_name(last)):
            return ""
        if _acronym(passage.text, run):
            return "acronym"
        if _one(name) in self.subjects | labels or all(token.text.upper() in _TERMS for token in run.tokens):
            return ""
        if run.lead or run.first:
            return "lead" if self._stands_out(run) else ""
        if len(run.tokens) == 1 and _PEOPLE.search(last) and passage.text[run.end : run.end + 2].strip().islower():
            return ""
        return "" if self._ordinary(run) else "text"

    def _title(self, name: str) -> bool:
        """Whether it is called like the page itself."""
        return bool(self.page.title) and _one(key(name)) == _one(key(self.page.title))

    def _ordinary(self, run: Run) -> bool:
        """Whether the page writes all of its words in small letters too."""
        words = [token.text for token in run.tokens if token.capital]
        if any(token.odd for token in run.tokens) or words[-1] in BODIES:
            return False
        return all(self.low[_one(word.lower())] for word in words)

    def _idea(self, run: Run) -> bool:
        """Whether some of its words are ordinary ones, or end like an idea."""
        words = [token.text.lower() for token in run.tokens if token.capital]
        return any(self.low[_one(word)] or _ABSTRACT.search(word) or word.upper() in _TERMS for word in words)

    def _stands_out(self, run: Run) -> bool:
        """Whether a run at the beginning, where all words have capitals, is a name all the same."""
        words = [token.text for token in run.tokens if token.capital]
        if words[-1] in BODIES - VAGUE and len(words) > 1 and not self._ordinary(run):
            return True
        if any(token.odd and token.text.upper() not in _TERMS and "-" not in token.text for token in run.tokens):
            return True
        return len(words) > 1 and not self._idea(run) and not run.lead


def _called(link: Link) -> bool:
    """Whether the words of a link out of the site, or under a picture from there, are what its target is called."""
    try:
        address = urlsplit(link.href)
    except ValueError:  # half a bracket
        return False
    words = link.text.split()
    if not (address.scheme and address.hostname) or not words or len(words) > LONGEST:
        return False
    if any(word.islower() and word not in JOINS and word not in {"and", "-"} for word in words) and len(words) > 1:
        return False
    front = link.image or not address.path.strip("/")
    plain = not any(mark in link.text for mark in (" - ", ": ", " and "))
    return front or (plain and len(words) < _TITLE and words[0] not in STARTERS | ARTICLES - {"The"})


def _sentence_case(text: str) -> bool:
    words = text.split()
    return sum(word.islower() for word in words) > len(words) / 2


def _one(word: str) -> str:
    """A word without the ending of the plural."""
    return word.rstrip("s")


def _no_name(word: str) -> bool:
    return word in _DAYS or word.upper() in _TERMS or len(word) < 2 or word in STARTERS


def _acronym(text: str, run: Run) -> bool:
    """Whether an acronym of the run's words stands in brackets behind it."""
    found = re.match(r"\s*\(([A-Z][\w&-]{1,9})\)", text[run.end : run.end + 14])
    initials = "".join(token.text[0] for token in run.tokens if token.capital)
    return found is not None and len(initials) > 1 and found[1][0] == initials[0] and found[1].upper() not in _TERMS
