"""What happened to a thing that has a name, and when: `The Montreal Protocol was adopted in 1987`.

A fact is a function of the page alone: which verbs tell of what happens only once is the check's to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from doclint.facts import fact
from doclint.facts.folding import straightened
from doclint.facts.language import language
from doclint.facts.masks import masked
from doclint.facts.quantities import MONTHS
from doclint.facts.sentences import Sentence, sentences
from doclint.facts.wording import SMALL, base
from doclint.lazy import regex
from doclint.page import Page, Span


class Event(Struct, frozen=True):
    """A dated event; plain data that outlives the parse."""

    span: Span
    """of the date"""
    sentence: Span
    thing: str
    """bases of the words that tell what it happened to, where and how: equal for equal events"""
    names: tuple[str, ...]
    """the words of the thing that are written with a capital, in small letters"""
    verb: str
    """as it is written"""
    date: tuple[int, int, int]
    """year, month and day; 0 where it names none"""


LONGEST = 400
"""characters of a sentence beyond which it is a list"""

_TEXT = frozenset({"paragraph", "item"})
_YEAR = regex(r"(?<![\w.,/:-])(?:1[0-9]|20)\d\d(?![\w/:-]|[.,]\d)")
_DATE = (
    rf"(?:the )?(?:(?:early|mid|late|spring|summer|autumn|fall|winter|(?P<day>\d{{1,2}})) (?:of )?)?"
    rf"(?:(?P<month>{MONTHS})\.? (?:(?P<day_2>\d{{1,2}}), |of )?)?(?P<year>(?:1[0-9]|20)\d\d)(?![\w/:-]|[.,]\d)"
)
_WHAT = (
    r"(?P<thing>[^,;:()?!]{2,80}?)(?: \([\w ]{2,12}\))? (?:(?:was|were|has been|have been) (?P<passive>[a-z]+(?: up)?)"
    r"|(?P<active>[a-z]+ed|came|took|forbade))\b(?P<more>[^,;:()?!]{0,60}?)"
)
_LATER = regex(rf"{_WHAT} (?:in|on) (?P<date>{_DATE})(?P<rest>[^,;:()?!]*)")
_FIRST = regex(rf"(?:In|On) (?P<date>{_DATE}),? {_WHAT}(?P<rest>(?:[,;:(]|[.!]?$).*)")
_WORD = regex(r"\w+(?:[.&'-]\w+)*")
_BY = regex(r"\bby\b.*")
_AGENT = regex(r"\W*(?:$|(?:by|after|when|because|following|and(?! \d)|but|while|with|as|to|under|during|thanks)\b)")
"""how what follows a date begins when it tells who, why or what else, and not of which event"""
_ARTICLE = regex(r"(?:the|an?) ", re.IGNORECASE)
_OTHER = regex(r"\b(?:it|its|he|she|they|their|his|her|this|these|those|that|which|who|one|we|i|you)\b", re.IGNORECASE)
"""words of a subject that stands elsewhere"""


@fact
def events(page: Page) -> tuple[Event, ...]:
    """The dated events of an English page in their order."""
    if not _YEAR.search(page.source) or language(page) != "en":
        return ()
    return tuple(one for one in _events(page) if not masked(page, one.span, "code"))


def _events(page: Page) -> Iterator[Event]:
    for sentence in sentences(page):
        text = sentence.text
        if sentence.kind in _TEXT and len(text) <= LONGEST and _YEAR.search(text):
            text = straightened(text)
            found = _FIRST.match(text) or _LATER.match(text)
            if found and (event := _event(page, sentence, found)):
                yield event


def _event(page: Page, sentence: Sentence, found: re.Match[str]) -> Event | None:
    """What a sentence dates, unless nothing in it is called by a name, or it gives several years."""
    thing, rest = _ARTICLE.sub("", found["thing"], count=1), found["rest"]
    names = _names(page, thing, _ARTICLE.match(found["thing"]) is not None, found.start("thing") == 0)
    if not names or _OTHER.search(thing) or _YEAR.search(thing + found["more"]) or _YEAR.match(rest.strip(" and")):
        return None
    more = _BY.sub("", found["more"]) if found["passive"] else found["more"]
    beside = "" if _AGENT.match(rest) else rest
    month = found["month"]
    return Event(
        sentence.span(*found.span("date")),
        sentence.span(0, len(sentence.text)),
        "|".join(" ".join(_bases(part)) for part in (thing, more, beside)),
        names,
        found["passive"] or found["active"],
        (int(found["year"]), _month(month) if month else 0, int(found["day"] or found["day_2"] or 0)),
    )


def _bases(text: str) -> Iterator[str]:
    return (base(word) for word in _WORD.findall(text.lower()) if word not in SMALL)


def _names(page: Page, thing: str, article: bool, opens: bool) -> tuple[str, ...]:
    """The words of a thing that are a name; none where a lone one may have its capital from the sentence, or from an
    author who writes `the Company`."""
    named = [word for word in _WORD.findall(thing) if word[0].isupper()]
    if len(named) == 1 and named[0][1:].islower():
        lone = re.search(rf"[a-z,] {re.escape(named[0])}\b", page.source) if opens else True
        if article or not lone:
            return ()
    return tuple(word.lower() for word in named)


def _month(name: str) -> int:
    return 1 + "janfebmaraprmayjunjulaugsepoctnovdec".index(name[:3].lower()) // 3
