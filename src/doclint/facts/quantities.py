"""Quantities that a sentence states: how many, how much, with which unit, and how exactly.

A number that only tells things apart is no quantity: a date or a year, an ordinal, a version, a clause of a standard, a
figure in a name (`Scope 1`, `ISO 9001`), a formula (`CO2`), a place in a list.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from math import inf
from typing import Literal, NamedTuple, cast

from doclint.facts import numerals
from doclint.facts.units import CURRENCIES, Unit, names, unit
from doclint.lazy import compiled, regex

Bound = Literal["exact", "about", "more", "less"]

ROUGHLY = 0.1
"""share by which an exact figure may differ from one that is said to be about so much"""


class Quantity(NamedTuple):
    """One quantity; `low`, `high` and `slack` are in the first unit of the measure."""

    outset: int
    """offset of the words before it that belong to it (`more than`), else `start`"""
    start: int
    """offset of the figure, currency included"""
    end: int
    """offset after the figure, magnitude and unit included"""
    low: float
    high: float
    """equal to `low` unless a range is given"""
    slack: float
    """half a step in the last place that counts: the error that rounding can make"""
    bound: Bound
    measure: str
    """"" for a bare count"""


_BOUNDS: dict[Bound, str] = {
    "more": r"(?:more|greater|higher|longer) than|over|above|at least|exceed(?:s|ed|ing)?|upwards? of|a minimum of"
    r"|minimum|no (?:fewer|less) than|not less than|surpass(?:es|ed|ing)|beyond|>|≥",
    "less": r"(?:less|fewer|lower|shorter) than|under|below|up to|at most|no more than|not more than"
    r"|as (?:many|much|high) as|a maximum of|maximum|within|<|≤",
    "about": r"about|around|approximately|approx\.?|roughly|some|circa|ca?\.|nearly|almost|close to"
    r"|(?:an )?estimated|just (?:over|under)|~|≈",
}
_AFTERWARDS: dict[Bound, str] = {
    "more": r"\+|\s?or (?:more|over|greater|longer)\b|\s?plus\b",
    "less": r"\s?or (?:less|fewer|under)\b",
    "about": r"\s?or so\b",
}


def _either(bounds: dict[Bound, str]) -> str:
    return "|".join(f"(?P<{bound}>{words})" for bound, words in bounds.items())


_BEFORE = regex(rf"(?<!\w)(?:{_either(_BOUNDS)}|between|from)(?: the| an?)?\s*$", re.IGNORECASE)
_AFTER = regex(_either(_AFTERWARDS))
_REACH = 24
"""characters before a figure in which its bound is looked for: the longest has 15, and an article may follow"""

_NAMING = 14
"""characters of the longest of `_NAMING_BEFORE` without other numbers, and more"""
_NAMED = 48
"""characters before a number in which what it numbers is looked for, other numbers of a list between them"""

_VAGUE = {"dozens": (24.0, 1e2), "hundreds": (1e2, 1e3), "thousands": (1e3, 1e6), "millions": (1e6, 1e9)}
_VAGUE |= {"billions": (1e9, 1e12), "trillions": (1e12, 1e15)}
_TIMES = {"tens": (10.0, 100.0), "hundreds": (100.0, 1e3)}
"""how far a vague magnitude reaches: thousands from 1,000 to a million, tens of thousands from 10,000 to 100,000"""
_BELOW = 0.999
"""a vague magnitude ends before the next one begins"""

MONTHS = "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
MONTHS += "|Nov(?:ember)?|Dec(?:ember)?"
_YEAR = regex(r"(?:1[4-9]|20)\d\d(?!\d|,\d|\.\d)")
_COUNTED = regex(r"(?:\bthan|\bat least|\bup to|\bas many as)\s$", re.IGNORECASE)
_DATE_BEFORE = regex(rf"\b(?:{MONTHS})\.?\s$")
_DATE_AFTER = regex(rf"\s(?:of )?(?:{MONTHS})\b")
_OPENING = regex(
    r"(?:A|About|After|All|An|And|Around|As|At|Before|Between|But|By|During|Each|Every|For|From|If|In|Into|It|Its|Nearly"
    r"|Of|On|Only|Or|Our|Over|Roughly|Some|That|The|Their|There|These|They|This|Those|To|Under|Up|We|When|Where|While"
    r"|With|Within|You|Your)"
)
"""words that are written with a capital only because a sentence begins with them"""
_MORE = r"(?:\d+(?:\.\d+)*(?:\s?[-\u2013/&,]\s?|,?\s(?:and|or|to|through)\s))*"
"""other numbers of a list: the first two of `chapters 2, 3 and 4`"""
_NAME_BEFORE = regex(rf"(?:\b(?P<word>[A-Z][\w.&'’]*)|#)[\s-]?{_MORE}$")
_NAMING_BEFORE = regex(
    r"(?:\b(?:versions?|chapters?|sections?|figures?|tables?|steps?|parts?|pages?|numbers?|no\.|levels?|phases?|types?"
    r"|class(?:es)?|grades?|tiers?|ports?|lines?|issues?|episodes?|seasons?|scopes?|articles?|ranked|rank|top|release|v"
    r"|units?|stages?|rooms?|gates?|goals?|scenarios?|options?|questions?|exercises?|lessons?|modules?|footnotes?|equations?"
    r"|appendi(?:x|ces)|annex(?:es)?|volumes?|vols?\.|figs?\.|pp?\.|ch\.|sec\.|eqs?\.|zones?|districts?|platforms?|channels?"
    r"|paragraphs?|clauses?|lanes?|terminals?|buttons?|junctions?|highways?|categor(?:y|ies)|principles?|generations?"
    r"|key|lamp|bus|tram|item|slot|week|round|example|method|layer|reactor)"
    rf"\s{_MORE}|#\s?)$",
    re.IGNORECASE,
)
_VERSIONED = regex(
    r"\b[Vv]ersions?\b"
    rf"|\b(?!{_OPENING.pattern}\s)[A-Z][\w+#]+\sv?\d+\.\d+\b(?!\s?(?:[%°$€£]|{'|'.join(numerals.MAGNITUDES)}))"
)
"""what makes a bare decimal of the sentence a version too: `support for 3.7 was removed in version 23.7`"""
_PART = regex(
    r"[- ](?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)\b"
    r"|-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b",
    re.IGNORECASE,
)
_GLUED = regex(r"\w|[.,:/@_]\w|-\d|-[A-Z]\b|['’]\d|\s?[ap]\.?m\b|\s?o['’]clock", re.IGNORECASE)
_LIST_SIGN = regex(r"[.):]\s")
_OUT_OF = regex(r"(?:\s?/\s?| out of )(5|10|20|100)(?![\w/]|\.\d)")


@lru_cache(1 << 8)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence, in order; kept for a while, since several checks ask for them."""
    if not numerals.has_digit(text) and not numerals.SPELLED.search(text):
        return ()
    return tuple(found for match in _pattern().finditer(text) if (found := _read(text, match)))


def labels(before: str) -> bool:
    """Whether words before a number make it the name of one of several things: `chapter`, `chapters 2 and`."""
    near = 0 if numerals.has_digit(before) else max(0, len(before) - _NAMING)  # without another it is the last word
    return bool(_NAMING_BEFORE.search(before, near))


def differ(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities cannot both be right of the same thing.

    They can where they measure different things, where rounding to the coarser of the two explains the difference,
    where one is a bound and the other keeps it, where ranges overlap, and where one is said to be about so much and
    the other is near.
    """
    (low, high), (low_2, high_2) = _extent(one), _extent(other)
    near = max(one.slack, other.slack) * (1 + 1e-9)
    if (one.bound == "about") != (other.bound == "about"):
        near = max(near, ROUGHLY * max(abs(one.high), abs(other.high)))
    return one.measure == other.measure and max(low - high_2, low_2 - high) > near


def _extent(one: Quantity) -> tuple[float, float]:
    return (-inf if one.bound == "less" else one.low), (inf if one.bound == "more" else one.high)


@cache
def _pattern() -> re.Pattern[str]:
    spellings = sorted(names(), key=lambda name: (-len(name), name))
    words = "|".join(re.escape(name) for name in spellings if name.islower() and len(name) > 3)
    signs = "|".join(re.escape(name) for name in spellings if not name.islower() or len(name) <= 3)
    long, short, money = map("|".join, (numerals.MAGNITUDES, numerals.SHORT_MAGNITUDES, numerals.MONEY_MAGNITUDES))
    magnitude = rf"(?:[ \u00a0-](?i:{long})\b|\s?(?(currency)(?:{money})|(?:{short}))\b)"
    currency = rf"(?:{'|'.join(re.escape(sign) for sign in CURRENCIES)})\s?"
    figure = rf"(?:{numerals.DIGITS}|\b(?i:{numerals.WORDS})\b)"
    vague = rf"(?i:(?:(?:tens|hundreds) of )?(?:{'|'.join(_VAGUE)})\b)"
    return compiled(
        rf"(?<![\w.,/@:_\\=&])(?<!\w[-–—])(?:(?P<vague>{vague})"
        rf"|(?P<article>(?i:half an?|an?)) (?P<whole>(?i:{long}))\b"
        rf"|(?P<between>(?i:between) )?(?P<currency>{currency})?(?P<minus>[-−])?"
        rf"(?P<figure>{figure})(?:(?P<plus>\+)?(?P<inner>{magnitude}))?"
        rf"(?:(?(between) and |(?: to |[-–—]))(?:{currency})?(?P<until>{figure})(?P<magnitude>{magnitude})?)?)"
        rf"(?:[\s-]?(?P<unit>(?:{signs})(?!\w)|(?i:{words})\b))?"
    )


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    """What the pattern found, unless it is no quantity."""
    worth = unit(match["unit"]) if match["unit"] else None
    if match["vague"]:
        return _made(text, match, worth or _COUNT, _vague(match["vague"].lower()), 0.0)
    if match["article"]:
        whole = numerals.magnitude(match["whole"]) * (0.5 if match["article"].lower().startswith("half") else 1.0)
        return _made(text, match, worth or _COUNT, (whole, whole), whole / 10)
    if match["currency"]:
        worth = Unit(CURRENCIES[match["currency"].strip()], 1.0)
    low, high, place = _figures(match)
    if low > high or (not worth and _only_names(text, match)) or _glued(text, match):
        return None
    return _made(text, match, worth or _COUNT, (low, high), place / 2)


_COUNT = Unit("", 1.0)


def _vague(words: str) -> tuple[float, float]:
    """The least and the most that `hundreds of thousands` can mean."""
    times, _, magnitude = words.rpartition(" of ")
    low, high = _VAGUE[magnitude]
    if times:
        low, high = low * _TIMES[times][0], low * _TIMES[times][1]
    return low, high * _BELOW


def _figures(match: re.Match[str]) -> tuple[float, float, float]:
    """Low, high and the last place that counts."""
    sign = -1.0 if match["minus"] else 1.0
    if not match["until"]:
        times = numerals.magnitude(match["inner"])
        worth = sign * numerals.value(match["figure"]) * times
        return worth, worth, numerals.last_place(match["figure"]) * times
    times = numerals.magnitude(match["magnitude"])
    first = numerals.magnitude(match["inner"]) if match["inner"] else times
    high = numerals.value(match["until"]) * times
    return sign * numerals.value(match["figure"]) * first, high, numerals.last_place(match["until"]) * times


def _made(text: str, match: re.Match[str], worth: Unit, extent: tuple[float, float], slack: float) -> Quantity:
    low, high = extent
    start, end, measure = match.end("between") if match["between"] else match.start(), match.end(), worth.measure
    before = _BEFORE.search(text, max(0, start - _REACH), start)
    after = _AFTER.match(text, end)
    if not measure and (out_of := _OUT_OF.match(text, end)):
        measure, end = f"out of {out_of[1]}", out_of.end()
    bound = cast(Bound, (before and before.lastgroup) or (after and after.lastgroup) or "exact")
    if match["plus"]:
        bound = "more" if bound == "exact" else "about"
    outset = before.start() if before else start
    return Quantity(outset, start, end, low * worth.factor, high * worth.factor, slack * worth.factor, bound, measure)


def _only_names(text: str, match: re.Match[str]) -> bool:
    """Whether a figure without unit is a year, part of a date or a name, or a place in a list."""
    start = match.start()
    if match["inner"] or match["magnitude"] or match["between"]:
        return False
    before = text[max(0, start - _NAMED) : start]
    if _YEAR.match(match["figure"]):
        return not _COUNTED.search(before)
    return bool(
        _DATE_BEFORE.search(before)
        or _DATE_AFTER.match(text, match.end())
        or labels(before)
        or ("." in match["figure"] and _VERSIONED.search(text))
        or (not before.strip(" (") and _LIST_SIGN.match(text, match.end()))
        or (before.strip() and match["figure"][0].isupper())
        or _follows_name(text, start)
    )


def _follows_name(text: str, start: int) -> bool:
    """Whether the word before is a name or part of one (`Scope 1`), not a capital at the start of a sentence."""
    found = _NAME_BEFORE.search(text, max(0, start - _NAMED), start)
    return bool(found and not _OPENING.fullmatch(found["word"] or ""))


def _glued(text: str, match: re.Match[str]) -> bool:
    """Whether what follows makes the figure something else: an ordinal, a fraction, a time, a version."""
    if match["unit"] or _OUT_OF.match(text, match.end()):
        return False
    if _PART.match(text, match.end()):
        return True
    return bool(not match["currency"] and _GLUED.match(text, match.end()))
