"""The proper names on a page: organisations, products, people and places, known to a vocabulary or not.

A name shows by its capitals where a sentence gives it none, by a link to a site that is called like it, by an acronym
in brackets behind it, by the place behind a comma. What is only a label (`Public Awareness: ...`), a word that begins a
sentence, or the page's own subject is no name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from doclint.facts import fact
from doclint.facts.folding import folded
from doclint.page import Link, Page, Passage, Span


class Mention(NamedTuple):
    """A name where it stands."""

    name: str
    """as written, without an article or a possessive"""
    span: Span
    how: str
    """what tells that it is one: link, acronym, lead (it begins the passage), text"""


class Token(NamedTuple):
    """A word or a mark of a passage's text."""

    text: str
    start: int
    end: int
    capital: bool
    """written with a capital, or as only names are (`eFishery`, `75F`)"""

    @property
    def odd(self) -> bool:
        """Whether it is written as no ordinary word is: `CarbonCure`, `IRENA`, `75F`, `350.org`."""
        inner = any(c.isupper() for c in self.text[1:])
        return inner or (any(c.isdigit() for c in self.text) and self.text[0].isupper())


class Run(NamedTuple):
    """Tokens in capitals that belong together."""

    tokens: tuple[Token, ...]
    text: str
    """without a possessive"""
    first: bool
    """it begins a sentence or a passage, where every word has a capital"""
    lead: bool
    """it begins the passage and a colon or a dash follows, or it is all of it"""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


_LONGEST = 9
"""words of a name at most"""
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_](?:[\w'’&+]|\.(?=\w)|-(?=\w)(?!(?:based|led|style|wide|backed|made)\b))*|\S"
)
_JOINS = frozenset({"of", "for", "on", "the", "de", "du", "der", "des", "la", "&", "+", "in", "to"})
"""words in small letters that a name may hold between its words"""
_WEAK = frozenset({"in", "to", "on"})
"""of these, those that join only what ends in a word for a body"""
_ARTICLES = frozenset(
    "The A An This That These Those Its Their Our His Her Some Many Most All Both Each Every No".split()
)
_STARTERS = frozenset(
    """In On At For From With By As If When While Where Since Despite Although Though Because However Additionally
    Furthermore Moreover Finally First Second Third Other Others Another Also There Here It They We You He She I And Or
    But So Yes Not To Of Leading Key Main Major Notable Prominent Pioneering Companies Organizations Organisations
    Entities Examples Example Image Photo Source Sources Credit Learn More See Click Read Organizations What How Why
    Who Is Are Was Were Be Has Have Will Can May Use Using Such Until After Before During Through About Even Only
    Today Now Then Thus Therefore Let Do Does Did Experimental Image Photos Case Studies""".split()
)
"""words that begin sentences and lists without belonging to the name behind them"""
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
_BODIES = frozenset(
    """Administration Campaign Agency Alliance Association Authority Bank Board Bureau Center Centre Centers Coalition
    College Commission Committee Company Consortium Convention Cooperative Corporation Corps Council Department Factory
    Federation Forum Foundation Fund Group Inc Industries Initiative Institute International Laboratory Laboratories
    Ltd Ministry Network Office Officials Organisation Organization Partners Partnership Program Programme Project
    Secretariat Service Services Society Solutions Studies Systems Technologies Trust Union University""".split()
)
"""words that a body's name ends in"""
_BEGINS = frozenset("University Department Ministry Institute Center Centre Bank College Office Bureau Union".split())
"""words that a body's name may begin with, before `of` or `for`"""
_ABSTRACT = re.compile(
    r"(?:tion|tions|sion|sions|ment|ments|ity|ities|ness|ance|ence|ency|ancy|ship|ships|ism|ing|ings|logy|logies|ability"
    r"|ures?|costs?|gaps?|barriers?|hurdles?|awareness|support|systems?|impacts?|needs?|use|issues?|goals?|storage"
    r"|turbines?|trains?|panels?|vehicles?|projects?|programs?|policies|policy|practices?|approach|approaches|research"
    r"|access|standards?|efficiency|methods?|plants?|heat|supply|power|waste|design|lessons|successe?s?|progress|risks?"
    r"|benefits?|factors?|materials?|products?|crops?|forests?|buildings?|stations?|grids?|networks?|strategies|funding)$"
)
"""endings and words that a label for an idea ends in"""
_VAGUE = frozenset(
    "Systems Technologies Solutions Services Network Industries Partners Studies Project Program".split()
)
"""of these, those that ideas end in too"""
_BODY_WORDS = re.compile(
    r"\b(?:compan(?:y|ies)|organi[sz]ations?|entities|entity|players|leaders|institutions|manufacturers|startups|makers"
    r"|initiatives|supporters|contributors|case stud(?:y|ies))\b",
    re.IGNORECASE,
)
"""what is said before a list of bodies"""
_PEOPLE = re.compile(r"(?:[a-z]{2}(?:ish|ese|ian|can|ean)|French|German|Dutch|Swiss|Greek|Thai)$")
"""endings of adjectives made from countries"""
_ENDLESS = 4 * _LONGEST
"""words after which capitals are not names but the way of writing"""
_MARKS = frozenset(".!?;•")
_DASHES = frozenset("-–—")
_AFTER_LEAD = frozenset({":", "", "-", "–", "—", "(", "and", ","})
_INTRO = 120
"""characters before a list that can say what it lists"""
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


def _tokens(text: str) -> list[Token]:
    return [Token(found[0], *found.span(), _capital(found[0])) for found in _TOKEN.finditer(text)]


def _capital(word: str) -> bool:
    if word[0].isupper():
        return True
    return not word.islower() and len(word) > 2 and word[0].isalnum() and any(c.isupper() for c in word)


class _Page:
    """One page's passages, and what all of them together say of a word."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.passages = [p for p in page.passages if p.kind != "heading" or _sentence_case(p.text)]
        self.tokens = [_tokens(passage.text) for passage in self.passages]
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
                listing = bool(_BODY_WORDS.search(" ".join([*passage.headings[-1:], intro[-_INTRO:]])))
            if key(passage.text) in self.linked and "(" not in passage.text:
                yield passage, Run(tuple(tokens), passage.text.strip(), False, False)
                continue
            for run in _runs(passage.text, tokens, listing and passage.kind == "item"):
                yield passage, run

    def _how(self, passage: Passage, run: Run, labels: set[str]) -> str:
        """What tells that the run is a name, or nothing."""
        name, last = key(run.text), run.tokens[-1].text
        if name in self.linked:
            return "link"
        if len(run.tokens) > _LONGEST or (len(run.tokens) == 1 and _no_name(last)):
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
        if any(token.odd for token in run.tokens) or words[-1] in _BODIES:
            return False
        return all(self.low[_one(word.lower())] for word in words)

    def _idea(self, run: Run) -> bool:
        """Whether some of its words are ordinary ones, or end like an idea."""
        words = [token.text.lower() for token in run.tokens if token.capital]
        return any(self.low[_one(word)] or _ABSTRACT.search(word) or word.upper() in _TERMS for word in words)

    def _stands_out(self, run: Run) -> bool:
        """Whether a run at the beginning, where all words have capitals, is a name all the same."""
        words = [token.text for token in run.tokens if token.capital]
        if words[-1] in _BODIES - _VAGUE and len(words) > 1 and not self._ordinary(run):
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
    if not (address.scheme and address.hostname) or not words or len(words) > _LONGEST:
        return False
    if any(word.islower() and word not in _JOINS and word not in {"and", "-"} for word in words) and len(words) > 1:
        return False
    front = link.image or not address.path.strip("/")
    plain = not any(mark in link.text for mark in (" - ", ": ", " and "))
    return front or (plain and len(words) < _TITLE and words[0] not in _STARTERS | _ARTICLES - {"The"})


def _sentence_case(text: str) -> bool:
    words = text.split()
    return sum(word.islower() for word in words) > len(words) / 2


def _one(word: str) -> str:
    """A word without the ending of the plural."""
    return word.rstrip("s")


def _text(text: str) -> str:
    return re.sub(r"['’]s?$", "", " ".join(text.split()))


def _no_name(word: str) -> bool:
    return word in _DAYS or word.upper() in _TERMS or len(word) < 2 or word in _STARTERS


def _acronym(text: str, run: Run) -> bool:
    """Whether an acronym of the run's words stands in brackets behind it."""
    found = re.match(r"\s*\(([A-Z][\w&-]{1,9})\)", text[run.end : run.end + 14])
    initials = "".join(token.text[0] for token in run.tokens if token.capital)
    return found is not None and len(initials) > 1 and found[1][0] == initials[0] and found[1].upper() not in _TERMS


def _runs(text: str, tokens: Sequence[Token], listed: bool) -> Iterator[Run]:
    """Capitals that belong together, without what begins the sentence before them.

    `listed`: the passage is an item of a list of bodies, so that it begins with a name.
    """
    index, fresh, before = 0, not listed, False
    while index < len(tokens):
        token = tokens[index]
        if not token.capital:
            fresh = _fresh(text, token, fresh, listed)
            before = before and token.text in {"and", "or", ","}
            index += 1
            continue
        stop = _stop(tokens, index)
        begins = fresh or before
        leading = (
            begins
            and index <= _LONGEST
            and not any(t.text.islower() and t.text not in {"and", "or"} for t in tokens[:index])
        )
        while index < stop and (not tokens[index].capital or tokens[index].text in _ARTICLES | _STARTERS):
            begins = begins and tokens[index].text not in _ARTICLES | _STARTERS
            index += 1
        if index < stop:
            after = tokens[stop].text if stop < len(tokens) else ""
            lead = leading and begins and after in _AFTER_LEAD
            name = _text(text[tokens[index].start : tokens[stop - 1].end])
            yield Run(tuple(tokens[index:stop]), name, begins, lead)
        index, fresh, before = stop, False, begins


def _fresh(text: str, token: Token, fresh: bool, listed: bool) -> bool:
    """Whether a capital behind this token proves nothing."""
    if token.text == ":":
        return not _BODY_WORDS.search(text[max(token.start - _INTRO, 0) : token.start])
    if token.text in _DASHES:
        return text[token.start - 1 : token.start] == " "
    return token.text in _MARKS or (fresh and not token.text[0].isalnum() and token.text != ",")


def _stop(tokens: Sequence[Token], start: int) -> int:
    """Where the run that begins at `start` ends."""
    stop = start + 1
    while stop < min(len(tokens), start + _ENDLESS):
        if tokens[stop].capital and _adjacent(tokens, stop):
            stop += 1
            continue
        ahead = _joined(tokens, start, stop)
        if ahead == stop:
            break
        stop = ahead
    return stop


def _adjacent(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].start - tokens[index - 1].end <= 1 and not tokens[index - 1].text.endswith(("'s", "’s"))


def _joined(tokens: Sequence[Token], start: int, stop: int) -> int:
    """The end of what a joining word ties to the run, or `stop`."""
    ahead = stop
    while ahead < len(tokens) and ahead - stop < 2 and tokens[ahead].text in _JOINS | {"and", ","}:
        ahead += 1
    if ahead == stop or ahead == len(tokens) or not tokens[ahead].capital:
        return stop
    words = [token.text for token in tokens[stop:ahead]]
    if words == [","]:
        return ahead + 1 if tokens[ahead].text.rstrip(".") in {"Inc", "Ltd", "LLC"} else stop
    if "," in words or tokens[ahead].text in _ARTICLES:
        return stop
    end = ahead + 1
    while end < len(tokens) and tokens[end].capital and _adjacent(tokens, end):
        end += 1
    if "and" in words:
        plain = not tokens[stop - 1].odd and not any(t.text in _BODIES - _BEGINS for t in tokens[start:stop])
        return end if words == ["and"] and tokens[end - 1].text in _BODIES - _VAGUE and plain else stop
    if words[0] in _WEAK:
        body = tokens[end - 1].text in _BODIES
        return end if body or tokens[start].text in _BODIES or tokens[stop - 1].text in _BODIES | _BEGINS else stop
    return end if words != ["the"] else stop
