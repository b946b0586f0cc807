"""What two sentences about the same thing exclude of each other, though they are no two forms of one.

Only what has one value is compared: the date of an event, who did a thing, what a thing is, whether something is so.
The shorter sentence must say nothing but that; the longer one may say much more beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import takewhile

from msgspec import Struct

from doclint.facts.changed_figures import REACH, STAMP, Place
from doclint.facts.contrasts import Contrasts
from doclint.facts.polarity import stated
from doclint.facts.wording import Token, worded
from doclint.lazy import regex

LONGEST = 90
"""tokens beyond which a sentence says too many things to be held against another"""
_FAR = 12
"""tokens after an event within which its date stands"""
_TITLE = 4
"""words between `by` and the name of who did it: `by the American novelist`"""

_BE = frozenset("is was are were".split())
_ANY = frozenset("a an some any several many most few all each every no there".split())
"""words before a subject that is nothing in particular"""
_ONLY = frozenset("only solely just exclusively entirely also".split())
_DATES = frozenset({"year", "month", "day"})
_BEINGS = frozenset({"work or being"})
_PLACES = frozenset({"nationality", "country"})

_ANAPHOR = regex(r"(?:he|she|it|they|his|her|its|their|the|this|these)\b(?!-)", re.IGNORECASE)
_HEDGED = regex(
    r"\b(?:[Ii]f|[Uu]nless|[Ww]hether|may|might|could|would|should|supposed|rumou?red|no longer)\b|\?\s*$"
    r"|\b[Nn]ot (?:all|every|always|both|many|much)\b|\b(?:latest|newest|current(?:ly)?|most recent|next|upcoming)\b"
)
"""what makes a sentence state less than its words, or only for its day"""
_OPEN = regex(
    r"\b(?:before|after|since|until|till|between|from|by|prior to|as of|every|each)(?: the| early| late)?\s*$",
    re.IGNORECASE,
)
"""words before a date that make it one end of a time"""
_WHEN = regex(r"(?:\b(?:in|on|during|of|about|around|circa|the year)|[(,])\s*$", re.IGNORECASE)
"""what stands before a year that is no part of a name"""
_DENYING = regex(r"not|no|never|none|nobody|cannot|without|\w+n't")
_BROKEN = regex(r"[^\s-]")
_CLOSING = frozenset(
    "in on at by for from with to of as than during near since that which who whom whose where when and or s".split()
)
"""words before which a noun phrase ends"""


class Date(Struct, frozen=True):
    """A date, as far as it is told: year, month, day -> its normal form."""

    parts: dict[str, str]
    start: int
    end: int
    place: int
    """index of its last token"""

    def agrees(self, other: Date) -> bool:
        """Whether both can be the same day, month or year."""
        return all(self.parts[kind] == other.parts[kind] for kind in self.parts.keys() & other.parts.keys())


class Told:
    """A sentence taken apart."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = worded(text)
        self.keys = {key for token in self.tokens for key in _keys(token)}
        self.denials = stated(text).denials

    @cached_property
    def subject(self) -> tuple[Token, ...]:
        """The names that the sentence begins with, or else its first word that says something."""
        named: list[Token] = []
        for token in self.tokens:
            if token.word in _BE or not (token.start == 0 or token.small or token.kind in ("name", "quantity", "year")):
                break
            named.append(token)
        return tuple(token for token in named if not token.small) or self._content[:1]

    @cached_property
    def rest(self) -> tuple[Token, ...]:
        """What it says of its subject, small words and denials left out."""
        return tuple(token for token in self._content if token not in self.subject)

    @cached_property
    def _content(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if not token.small and not _DENYING.fullmatch(token.word))

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        """Its dates; a day counts only beside its month."""
        found: list[Date] = []
        for place, token in enumerate(self.tokens):
            kind = "day" if token.kind == "ordinal" else token.kind
            last = found[-1] if found else None
            joined = last and kind not in last.parts and not self.text[last.end : token.start].strip(" ,of")
            if last and joined and kind in _DATES:
                found[-1] = Date({**last.parts, kind: token.word}, last.start, token.end, place)
            elif kind in _DATES and token.kind != "ordinal":
                found.append(Date({kind: token.word}, token.start, token.end, place))
        return tuple(date for date in found if date.parts.keys() != {"day"})

    @cached_property
    def said_to_be(self) -> tuple[Token, ...]:
        """The noun phrase after its first `is`: what the subject is."""
        begin = next((place + 1 for place, token in enumerate(self.tokens) if token.word in _BE), len(self.tokens))
        words: list[Token] = []
        for before, token in zip(self.tokens[begin - 1 :], self.tokens[begin:], strict=False):
            between = self.text[before.end : token.start]
            if token.word == "s":  # what belongs to somebody
                return ()
            if token.word in _CLOSING or (words and _BROKEN.search(between)):
                break
            if not token.small and token.word not in _ONLY:
                words.append(token)
        while words and words[-1].word.endswith("ed"):
            words.pop()
        return () if words and words[0].word.endswith(("ing", "ed")) else tuple(words)


def excluded(one: Told, other: Told, contrasts: Contrasts, together: bool) -> Iterator[Place]:
    """What in `one` excludes what in `other`: the part, and where it stands in each.

    `together` says that both stand under the same heading, so that `she` in one may be who the other names.
    """
    if max(len(one.tokens), len(other.tokens)) > LONGEST or _HEDGED.search(one.text) or _HEDGED.search(other.text):
        return
    short, long = sorted((one, other), key=lambda told: len(told.tokens))
    if not _particular(short) or long.denials or contrasts.denial(long.text):
        return
    for here, there in _found(short, long, contrasts, together):
        yield "restated", *((here, there) if short is one else (there, here))
        return


Spans = tuple[tuple[int, int], tuple[int, int]]


def _found(short: Told, long: Told, contrasts: Contrasts, together: bool) -> Iterator[Spans]:
    alluded = together and bool(_ANAPHOR.match(long.text)) and not any(token.kind == "name" for token in long.subject)
    named = {token.word for token in short.subject}
    same = alluded or not named.isdisjoint(token.word for token in long.subject)
    if short.denials or contrasts.denial(short.text):
        yield from _denied(short, long, contrasts) if same else ()
        return
    if same:
        yield from _is_another(short, long, contrasts)
    if same or not named.isdisjoint(token.word for token in long.tokens):
        yield from _dated(short, long)
        yield from _done_by(short, long)
        yield from _turned(short, long, contrasts)


def _particular(side: Told) -> bool:
    """Whether a sentence speaks of something in particular."""
    return bool(side.tokens) and side.tokens[0].kind != "quantity" and side.tokens[0].word not in _ANY


def _denied(short: Told, long: Told, contrasts: Contrasts) -> Iterator[Spans]:
    """Who denies the less denies the more: the shorter one denies what the longer one says with more words."""
    phrase = contrasts.denial(short.text)
    said = [token for token in short.rest if not (phrase and phrase[0] <= token.start < phrase[1])]
    if said and _all_in(said, long):
        last = next(token for token in long.tokens if _value(said[-1]) in _keys(token))
        yield phrase or short.denials[0][1:], (last.start, last.end)


def _dated(short: Told, long: Told) -> Iterator[Spans]:
    """The same event, which the longer one dates otherwise."""
    if len(short.dates) != 1 or not long.dates:
        return
    mine = short.dates[0]
    events = [token for token in short.rest if token.kind in ("word", "number") and token.end <= mine.start]
    if not events or any(mine.agrees(date) for date in long.dates) or not _all_in(events, long):
        return
    at = next((place for place, token in enumerate(long.tokens) if token.key == events[-1].key), None)
    theirs = next((date for date in long.dates if at is not None and at < date.place <= at + _FAR), None)
    if theirs and _of_event(short, mine) and _of_event(long, theirs):
        yield (mine.start, mine.end), (theirs.start, theirs.end)


def _of_event(side: Told, date: Date) -> bool:
    """Whether a date says when something was: no end of a time, no `2016 census`, not when somebody looked."""
    alone = date.parts.keys() == {"year"} and not _WHEN.search(side.text, 0, date.start)
    stamped = STAMP.search(side.text[max(date.start - REACH, 0) : date.start])
    return not alone and not stamped and not _OPEN.search(side.text, 0, date.start)


def _all_in(tokens: Sequence[Token], long: Told) -> bool:
    return all(_value(token) in long.keys for token in tokens)


def _done_by(short: Told, long: Told) -> Iterator[Spans]:
    """The same was done by others."""
    for verb, names in _agents(short):
        for other, others in _agents(long):
            if verb & other and not any(_value(name) in long.keys for name in names):
                yield (names[0].start, names[-1].end), (others[0].start, others[-1].end)


def _agents(side: Told) -> Iterator[tuple[set[str], list[Token]]]:
    """The participles before each `by`, and the names after it."""
    for place, token in enumerate(side.tokens):
        before = side.tokens[max(place - 3, 0) : place]
        if token.word != "by" or not before or not before[-1].word.endswith(("ed", "en")):
            continue
        names = _first_names(side.tokens[place + 1 :])
        if names:
            joined = {before[0].key} if len(before) > 2 and before[1].word == "and" else set()
            yield {before[-1].key} | joined, names


def _first_names(tokens: Sequence[Token]) -> list[Token]:
    """The name that begins a phrase, after its title if it has one."""
    begin = next((place for place, token in enumerate(tokens[:_TITLE]) if token.kind == "name"), None)
    if begin is None or any(token.word in _CLOSING for token in tokens[:begin]):
        return []
    return list(takewhile(lambda token: token.kind == "name", tokens[begin:]))


def _is_another(short: Told, long: Told, contrasts: Contrasts) -> Iterator[Spans]:
    """The same thing is said to be of another kind, nation or year."""
    mine, theirs = short.said_to_be, long.said_to_be
    if not mine or not theirs:
        return
    if contrasts.siblings(_head(mine, contrasts), _head(theirs, contrasts), _BEINGS):
        yield (mine[-1].start, mine[-1].end), (theirs[-1].start, theirs[-1].end)
    for told in ("nation", "year"):
        one, other = (_those(side, told, contrasts) for side in (mine, theirs))
        if one and other and all(_apart(a, b, contrasts) for a in one for b in other):
            yield (one[0].start, one[0].end), (other[0].start, other[0].end)


def _those(side: Sequence[Token], told: str, contrasts: Contrasts) -> list[Token]:
    if told == "year":
        return [token for token in side if token.kind == "year"]
    return [token for token in side if contrasts.known(token.word, _PLACES)]


def _apart(one: Token, other: Token, contrasts: Contrasts) -> bool:
    return one.word != other.word if one.kind == "year" else bool(contrasts.siblings(one.word, other.word, _PLACES))


def _head(words: Sequence[Token], contrasts: Contrasts) -> str:
    """The longest end of a noun phrase that is known: `television series` before `series`."""
    ends = (" ".join(token.word for token in words[-size:]) for size in range(min(3, len(words)), 0, -1))
    return next((end for end in ends if contrasts.known(end, _BEINGS)), "")


def _turned(short: Told, long: Told, contrasts: Contrasts) -> Iterator[Spans]:
    """All that the shorter one says stands in the longer one, but for a word that has its opposite there."""
    lost = [token for token in short.rest if _value(token) not in long.keys]
    if len(short.rest) < 2 or len(lost) != 1:
        return
    here = lost[0]
    beside = _beside(short, here)
    for there in (*long.subject, *long.rest):
        apart = contrasts.opposite(here.word, there.word) or contrasts.siblings(here.word, there.word, _PLACES)
        if apart and _value(there) not in short.keys and beside & _beside(long, there):
            yield (here.start, here.end), (there.start, there.end)


def _beside(side: Told, token: Token) -> set[str]:
    """The words next to one, small ones left out."""
    content = [*side.subject, *side.rest]
    place = content.index(token)
    return {_value(one) for one in (*content[max(place - 1, 0) : place], *content[place + 1 : place + 2])}


def _value(token: Token) -> str:
    """What a token is recognised by in another sentence: figures and dates by what they say."""
    return f"{token.key}{token.word}" if token.key[0] in "#@" else token.key


def _keys(token: Token) -> set[str]:
    """The same, with the parts of a compound."""
    return {_value(token), *re.split("[-']", token.key)}
