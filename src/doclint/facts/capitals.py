"""Words in capitals, and where they belong together: what a name looks like in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.lazy import regex


class Token(Struct, frozen=True):
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


class Run(Struct, frozen=True):
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


LONGEST = 9
"""words of a name at most"""
_TOKEN = regex(r"(?:[^\W\d_]\.){2,}|[^\W_](?:[\w'’&+]|\.(?=\w)|-(?=\w)(?!(?:based|led|style|wide|backed|made)\b))*|\S")
JOINS = frozenset({"of", "for", "on", "the", "de", "du", "der", "des", "la", "&", "+", "in", "to"})
"""words in small letters that a name may hold between its words"""
_WEAK = frozenset({"in", "to", "on"})
"""of these, those that join only what ends in a word for a body"""
ARTICLES = frozenset(
    "The A An This That These Those Its Their Our His Her Some Many Most All Both Each Every No".split()
)
STARTERS = frozenset(
    """In On At For From With By As If When While Where Since Despite Although Though Because However Additionally
    Furthermore Moreover Finally First Second Third Other Others Another Also There Here It They We You He She I And Or
    But So Yes Not To Of Leading Key Main Major Notable Prominent Pioneering Companies Organizations Organisations
    Entities Examples Example Image Photo Source Sources Credit Learn More See Click Read Organizations What How Why
    Who Is Are Was Were Be Has Have Will Can May Use Using Such Until After Before During Through About Even Only
    Today Now Then Thus Therefore Let Do Does Did Experimental Image Photos Case Studies""".split()
)
"""words that begin sentences and lists without belonging to the name behind them"""
BODIES = frozenset(
    """Administration Campaign Agency Alliance Association Authority Bank Board Bureau Center Centre Centers Coalition
    College Commission Committee Company Consortium Convention Cooperative Corporation Corps Council Department Factory
    Federation Forum Foundation Fund Group Inc Industries Initiative Institute International Laboratory Laboratories
    Ltd Ministry Network Office Officials Organisation Organization Partners Partnership Program Programme Project
    Secretariat Service Services Society Solutions Studies Systems Technologies Trust Union University""".split()
)
"""words that a body's name ends in"""
_BEGINS = frozenset("University Department Ministry Institute Center Centre Bank College Office Bureau Union".split())
"""words that a body's name may begin with, before `of` or `for`"""
VAGUE = frozenset("Systems Technologies Solutions Services Network Industries Partners Studies Project Program".split())
"""of these, those that ideas end in too"""
BODY_WORDS = regex(
    r"\b(?:compan(?:y|ies)|organi[sz]ations?|entities|entity|players|leaders|institutions|manufacturers|startups|makers"
    r"|initiatives|supporters|contributors|case stud(?:y|ies))\b",
    re.IGNORECASE,
)
"""what is said before a list of bodies"""
BODY_WORDS = regex(
    r"\b(?:compan(?:y|ies)|organi[sz]ations?|entities|entity|players|leaders|institutions|manufacturers|startups|makers"
    r"|initiatives|supporters|contributors|case stud(?:y|ies))\b",
    re.IGNORECASE,
)
"""what is said before a list of bodies"""
_ENDLESS = 4 * LONGEST
"""words after which capitals are not names but the way of writing"""
_MARKS = frozenset(".!?;•")
_DASHES = frozenset("-–—")
_AFTER_LEAD = frozenset({":", "", "-", "–", "—", "(", "and", ","})
_AFTER_LEAD = frozenset({":", "", "-", "–", "—", "(", "and", ","})
INTRO = 120
"""characters before a list that can say what it lists"""


def tokens_of(text: str) -> list[Token]:
    return [Token(found[0], *found.span(), _capital(found[0])) for found in _TOKEN.finditer(text)]


def _capital(word: str) -> bool:
    if word[0].isupper():
        return True
    return not word.islower() and len(word) > 2 and word[0].isalnum() and any(c.isupper() for c in word)


def _text(text: str) -> str:
    return re.sub(r"['’]s?$", "", " ".join(text.split()))


def runs_of(text: str, tokens: Sequence[Token], listed: bool) -> Iterator[Run]:
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
            and index <= LONGEST
            and not any(t.text.islower() and t.text not in {"and", "or"} for t in tokens[:index])
        )
        while index < stop and (not tokens[index].capital or tokens[index].text in ARTICLES | STARTERS):
            begins = begins and tokens[index].text not in ARTICLES | STARTERS
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
        return not BODY_WORDS.search(text[max(token.start - INTRO, 0) : token.start])
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
    while ahead < len(tokens) and ahead - stop < 2 and tokens[ahead].text in JOINS | {"and", ","}:
        ahead += 1
    if ahead == stop or ahead == len(tokens) or not tokens[ahead].capital:
        return stop
    words = [token.text for token in tokens[stop:ahead]]
    if words == [","]:
        return ahead + 1 if tokens[ahead].text.rstrip(".") in {"Inc", "Ltd", "LLC"} else stop
    if "," in words or tokens[ahead].text in ARTICLES:
        return stop
    end = ahead + 1
    while end < len(tokens) and tokens[end].capital and _adjacent(tokens, end):
        end += 1
    if "and" in words:
        plain = not tokens[stop - 1].odd and not any(t.text in BODIES - _BEGINS for t in tokens[start:stop])
        return end if words == ["and"] and tokens[end - 1].text in BODIES - VAGUE and plain else stop
    if words[0] in _WEAK:
        body = tokens[end - 1].text in BODIES
        return end if body or tokens[start].text in BODIES or tokens[stop - 1].text in BODIES | _BEGINS else stop
    return end if words != ["the"] else stop
