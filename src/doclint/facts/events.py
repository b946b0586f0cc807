"""What happened to a thing that has a name, and when: `The Montreal Protocol was adopted in 1987`.

A fact is a function of the page alone: which verbs tell of what happens only once is the check's to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

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
    """bases of the words that tell what it happened to: equal for equal things"""
    aside: str
    """bases of the words that tell where, and who did it"""
    names: tuple[str, ...]
    """the words of the thing that are written with a capital, in small letters"""
    verb: str
    """as it is written"""
    bare: bool
    """whether it does something, and nothing tells to what: `Norway joined`"""
    date: tuple[int, int, int]
    """year, month and day; 0 where it names none"""


LONGEST = 400
"""characters of a sentence beyond which it is a list"""

_TEXT = frozenset({"paragraph", "item"})
_YEAR = regex(r"[12](?<![\w.,/:-][12])(?:(?<=1)[0-9]|0)\d\d(?![\w/:-]|[.,]\d)")
"""what stands before it is looked at last: text is passed over quickly until a 1 or a 2"""
_DATE = (
    rf"(?:the )?(?:(?:early|mid|late|spring|summer|autumn|fall|winter|(?P<day>\d{{1,2}})) (?:of )?)?"
    rf"(?:(?P<month>{MONTHS})\.? (?:(?P<day_2>\d{{1,2}}), |of )?)?(?P<year>(?:1[0-9]|20)\d\d)(?![\w/:-]|[.,]\d)"
)
_THING = r"(?P<thing>[^,;:()?!]{2,80}?)(?: \([\w ]{2,12}\))?"
_DONE = r"(?P<passive>[a-z]+(?: up)?)"
_MORE = r"(?P<more>[^,;:()?!]{0,60}?)"
_DID = r"(?P<active>(?:came|entered|went) into [a-z]+|(?:took|entered) [a-z]+|forbade|[a-z]+ed)"
_WHAT = rf"{_THING} (?:(?:was|were|has been|have been) {_DONE}|{_DID})\b{_MORE}"
_REST = r"(?P<rest>[^,;:()?!]*)"
_ON = rf" (?:in|on) (?P<date>{_DATE})"
_CALLED = r"(?P<thing>(?:(?:[Tt]he|[Aa]n?) )?[A-Z][\w.&'-]*(?: (?:(?:of|for|on|and|the) )*[A-Z][\w.&'-]*)*)"
_FORMS = (
    regex(rf"(?:In|On) (?P<date>{_DATE}),? {_WHAT}(?P<rest>(?:[,;:(]|[.!]?$).*)"),
    regex(rf"(?P<passive>[A-Z][a-z]+(?: up)?)\b{_MORE}{_ON}{_REST}, {_CALLED} [a-z]"),
    regex(rf"{_THING}, {_DONE}\b{_MORE}{_ON}{_REST}"),
    regex(rf"{_WHAT}{_ON}{_REST}"),
)
"""`In 1987 the protocol was adopted`, `Founded in 1971, Greenpeace is`, `Greenpeace, founded in 1971, is`,
`The protocol was adopted in 1987`"""
_WORD = regex(r"\w+(?:[.&'-]\w+)*")
_ASIDE = regex(r"(?<!\w)(?:by|in|at|near|on)\s.*")
"""where, and who did it"""
_WHY = regex(r"\W*(?:after|when|because|following|and(?! \d)|but|while|with|during|thanks|to (?=[a-z]))\b.*|\W+$")
"""what tells no more of the event than that it had reasons"""
_INITIALS = 3
"""capital words of a name that an acronym stands for at least"""
_SOME = regex(r" (?:an?|its|his|her|their|our|my|some|more|new|another|one|several)\b")
"""an object that may be another one each time: `signed a contract`"""
_ARTICLE = regex(r"(?:the|an?) ", re.IGNORECASE)
_OTHER = regex(r"\b(?:it|its|he|she|they|their|his|her|this|these|those|that|which|who|one|we|i|you)\b", re.IGNORECASE)
"""words of a subject that stands elsewhere"""


@fact
def events(page: Page) -> tuple[Event, ...]:
    """The dated events of an English page in their order."""
    if not _may_be_dated(page.source) or language(page) != "en":
        return ()
    return tuple(_spelled([one for one in _events(page) if not masked(page, one.span, "code")]))


def _may_be_dated(text: str) -> bool:
    return ("1" in text or "20" in text) and _YEAR.search(text) is not None


def _events(page: Page) -> Iterator[Event]:
    for sentence in sentences(page):
        text = sentence.text
        if sentence.kind in _TEXT and len(text) <= LONGEST and _may_be_dated(text):
            text = straightened(text)
            found = next((match for form in _FORMS if (match := form.match(text))), None)
            if found and (event := _event(page, sentence, found)):
                yield event


def _event(page: Page, sentence: Sentence, found: re.Match[str]) -> Event | None:
    """What a sentence dates, unless nothing in it is called by a name, or it gives several years."""
    part = found.groupdict()
    thing, more, rest = _ARTICLE.sub("", part["thing"], count=1), part["more"], _WHY.sub("", part["rest"])
    names = _names(page, thing, _ARTICLE.match(part["thing"]) is not None, found.start("thing") == 0)
    if (
        not names
        or _OTHER.search(thing)
        or _YEAR.search(thing + more)
        or _YEAR.match(rest.removeprefix(" and").strip())
    ):
        return None
    if _SOME.match(more) and not part["passive"]:
        return None
    aside = [match[0] for text in (more, rest) if (match := _ASIDE.search(text))]
    beside = (_ASIDE.sub("", text) for text in (thing, more, rest)) if part["passive"] else (thing, more, rest)
    return Event(
        sentence.span(*found.span("date")),
        sentence.span(0, len(sentence.text)),
        " ".join(base for text in beside for base in _bases(text)),
        " ".join(base for text in aside for base in _bases(text)) if part["passive"] else "",
        names,
        (part["passive"] or found["active"]).lower(),
        not (part["passive"] or more.strip()),
        _date(part),
    )


def _date(part: dict[str, str | None]) -> tuple[int, int, int]:
    month = "janfebmaraprmayjunjulaugsepoctnovdec".find((part["month"] or "-")[:3].lower()) // 3 + 1
    return int(part["year"] or 0), month, int(part["day"] or part["day_2"] or 0)


def _spelled(found: list[Event]) -> Iterator[Event]:
    """Events of which those of an acronym are told of what it stands for, where the page has events of that too."""
    full = {"".join(name[0] for name in one.names): one.thing for one in found if len(one.names) >= _INITIALS}
    yield from (replace(one, thing=full.get(one.thing, one.thing)) for one in found)


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
