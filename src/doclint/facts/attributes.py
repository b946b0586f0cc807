"""Figures that a sentence states of a known attribute: the COP of an air-source heat pump, a plant's capacity.

Attributes are data (`words/attributes/`). A document may have lost its decimal points and signs; `restored` puts the
points back where only one place makes the figure a usual one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from doclint.errors import RuleError
from doclint.facts.mentions import Forms, Thing, spellings
from doclint.facts.quantities import Quantity, quantities
from doclint.lazy import compiled, regex
from doclint.rule import Source, Strict


class Range(Strict, frozen=True):
    """From `low` to `high`, both included, in the first unit of the measure: watts, not megawatts; percent."""

    low: float
    high: float


class Form(Strict, frozen=True):
    """The form of a file in `words/attributes/`."""

    name: str
    possible: Range
    """what a figure can be; what lies outside is wrong"""
    usual: Range
    """what figures are in practice; lost decimal points are put back so that a figure lies here"""
    fact: str
    source: str
    says: str
    """what the message says of a figure that lies outside"""
    before: tuple[str, ...] = ()
    """names after which the figure stands: `a COP of 4`"""
    after: tuple[str, ...] = ()
    """words before which it stands: `72 percent of the energy in the wind`"""
    measure: str = ""
    """a measure of `facts/units.py`; none: a bare number"""
    topic: tuple[str, ...] = ()
    """what the sentence, a heading above or the page's title must name"""
    kinds: dict[str, tuple[str, ...]] = {}
    """what is told apart: kind -> its names; a figure of one kind says nothing of another"""
    general: bool = False
    """it differs from one thing to the next, so that what a reference says of one is no measure of another"""
    unless: tuple[str, ...] = ()
    """words of a sentence that speaks of something else: `theoretical`"""


class Stated(Struct, frozen=True):
    """A figure of an attribute: offsets in the text, bounds in the first unit of the measure."""

    start: int
    end: int
    low: float
    high: float
    kind: str
    """`` for the attribute in general"""

    def within(self, other: Stated) -> bool:
        """Whether both can be right; a last place that is rounded makes no difference."""
        near = 0.05 * max(abs(self.low), abs(other.low), 1e-9)
        return self.low <= other.high + near and other.low <= self.high + near


class Attribute(Struct, frozen=True, dict=True):
    """One attribute, its expressions compiled where they are first asked for."""

    form: Form

    @cached_property
    def topic(self) -> Thing:
        """What must be named."""
        return Thing(self.form.topic)

    @cached_property
    def names(self) -> Forms:
        """A text without the words of one of these does not name it."""
        return spellings((*self.form.before, *self.form.after))

    def stated(self, text: str, loose: bool = False) -> Iterator[Stated]:
        """The figures in a sentence; `loose` for a text that has lost its marks, where more words may stand between."""
        for one in quantities(text):
            if not (one.measure == self.form.measure or (loose and not one.measure)):
                continue
            near = (one.outset - _REACH, one.end + _NEAR) if loose else (0, len(text))
            if self._belongs(text, one, loose) and not self._unless.search(text, max(near[0], 0), near[1]):
                yield Stated(one.outset, one.end, *_extent(text, one), self._kind(text, one, loose))

    def restored(self, one: Stated, lost: bool = True) -> Stated | None:
        """A figure that is usual as it stands, or else, where points are `lost`, with its point put back.

        None where no place makes it usual, or more than one does.
        """
        shifted = [replace(one, low=one.low / shift, high=one.high / shift) for shift in (1, 10, 100)]
        usual = [figure for figure in shifted if self._usual(figure)]
        if shifted[0] in usual:
            return one
        return usual[0] if lost and len(usual) == 1 else None

    def _usual(self, one: Stated) -> bool:
        usual = self.form.usual
        return all(usual.low <= value <= usual.high for value in (one.low, one.high) if abs(value) != inf)

    def impossible(self, one: Stated) -> bool:
        """Whether no part of the figure is possible."""
        return one.low > self.form.possible.high or one.high < self.form.possible.low

    @cached_property
    def _unless(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, self.form.unless)) or r"(?!)"
        return compiled(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

    @cached_property
    def _kinds(self) -> dict[str, Thing]:
        return {kind: Thing(names) for kind, names in self.form.kinds.items()}

    @cached_property
    def _before(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        names = Thing(self.form.before).expression.pattern if self.form.before else r"(?!)"
        whose = r"(?: of(?: [^\W\d][\w-]*){1,4}?)?"
        strict = compiled(rf"(?:{names}){whose}[ ,:(]*(?:{_LINK}[ ,:(]*){{0,8}}\Z", re.IGNORECASE)
        return strict, compiled(rf"(?:{names})(?:[ ,:(]+[^\W\d]+){{0,8}}[ ,:(]*\Z", re.IGNORECASE)

    @cached_property
    def _after(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, self.form.after)) or r"(?!)"
        return compiled(rf" *(?:{names})(?!\w)", re.IGNORECASE)

    def _belongs(self, text: str, one: Quantity, loose: bool) -> bool:
        place = max(0, one.outset - _REACH)
        if self._before[loose].search(text, place, one.outset):
            return True
        return self._after.match(text, one.end) is not None

    def _kind(self, text: str, one: Quantity, loose: bool) -> str:
        """What the figure is of: what is named right behind it (`for a ground-source one`), else the nearest before."""
        behind = _FOR.match(text, one.end)
        for kind, thing in self._kinds.items():
            if behind and thing.expression.search(behind[1][:_NEAR]):
                return kind
        begin = max(one.outset - _FAR, text.rfind(". ", 0, one.outset), 0) if loose else 0
        named = [
            (found.end(), kind)
            for kind, thing in self._kinds.items()
            for found in thing.expression.finditer(text, begin, one.outset)
            if not _COMPARED.search(text, begin, found.start())
        ]
        return max(named)[1] if named else ""


_LINK = (
    r"(?:of|is|was|are|were|be|being|can|may|must|will|has|have|at|a|an|the|in|range|ranges|ranging|value|values|as|high"
    r"|low|reach|reaches|reaching|reached|stands|stood|lies|achieve|achieves|hits?|attains?|gets?|goes|to|from|between|typically|usually"
    r"|normally|often|generally|even|rating|ratings|equal|equals|year-round|seasonal|average|averages|averaging)\b"
)
_REACH, _NEAR, _FAR = 120, 45, 170
"""characters in which an attribute is looked for before its figure, its kind behind it, and before it"""
_FOR = regex(r"((?: \w+){0,1} (?:for|with|of|in|compared with|compared to|than) .*)", re.DOTALL)
_COMPARED = regex(r"(?:compared (?:with|to)|than|opposed to|unlike) (?:an? |the )?(?:\w+ )?\Z", re.IGNORECASE)
_UP_TO = regex(r"(?:up to|as (?:high|much|many) as)\b", re.IGNORECASE)


def _extent(text: str, one: Quantity) -> tuple[float, float]:
    """Lowest and highest: `more than 3` has no upper end; what reaches `up to 5` says that 5 is reached."""
    if one.bound == "more":
        return one.low, inf
    if one.bound == "less" and not _UP_TO.match(text, one.outset):
        return -inf, one.high
    return one.low - one.slack * (one.bound == "about"), one.high + one.slack * (one.bound == "about")


def attributes(forms: Mapping[str, Form]) -> list[Attribute]:
    """The attributes of the files in `words/attributes/`; raises RuleError where ranges contradict each other."""
    for file, form in forms.items():
        if not form.possible.low <= form.usual.low <= form.usual.high <= form.possible.high:
            raise RuleError(f"{file}: `usual` must lie within `possible`, and `low` below `high`; mend the ranges")
        if not form.before and not form.after:
            raise RuleError(f"{file}: neither `before` nor `after` names the attribute; name it in one of them")
    return [Attribute(form) for _, form in sorted(forms.items())]


def evidence(form: Form) -> Source:
    """What the range of an attribute rests on."""
    return Source(form.fact, form.source)


def verdict(claim: Stated, facts: Sequence[Stated]) -> tuple[str, Stated | None]:
    """`supported` or `contradicted` with the fact that says so, else `unsure`.

    Facts of the same kind count, and those of the attribute in general. Contradicted is only what lies beyond all of
    them on one side.
    """
    known = [fact for fact in facts if not claim.kind or fact.kind in (claim.kind, "")]
    for fact in known:
        if claim.within(fact):
            return "supported", fact
    if not any(fact.kind == claim.kind for fact in known):
        return "unsure", None
    beyond = [fact for fact in known if fact.kind == claim.kind]
    if all(fact.high < claim.low for fact in known):
        return "contradicted", max(beyond, key=lambda fact: fact.high)
    if all(fact.low > claim.high for fact in known):
        return "contradicted", min(beyond, key=lambda fact: fact.low)
    return "unsure", None
