"""How much of a page resembles what is rare on pages by people: signs counted, compared with a table, points."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from doclint.errors import InputError
from doclint.facts.folding import WORD, folded
from doclint.lazy import compiled
from doclint.page import Page, Span
from doclint.rule import Finding, Strict, Words, printable
from doclint.score import Band, PageScore, Point

LEAST_WORDS = 250
"""words of prose below which rates say nothing: no score"""
LEAST_PAGES = 100
"""pages by people that make a table"""
FAMILY_MOST = 4
"""points that one family adds at most, so that no single habit makes a page suspect"""
REVIEW, STRONG = 6, 9
FEWEST = 3
"""families in which a page must have points to be reviewed: two may be the habit of an author, or of a kind of text"""

FOUND = {
    "ai/leftover": ("leftovers", 2),
    "ai/disclaimer": ("leftovers", 2),
    "ai/fill-in": ("leftovers", 2),
    "ai/tracking-parameter": ("leftovers", 2),
    "ai/unsourced-list": ("evidence", 1),
    "ai/boilerplate": ("reuse", 1),
    "ai/repeated-passage": ("reuse", 1),
    "ai/shared-passage": ("reuse", 1),
}
"""rule -> the family in which its findings count, and the points of each"""

_PROSE = frozenset({"paragraph", "item", "quote", "cell", "footnote"})
_QUOTE = 120
"""characters of a quote that a point keeps"""


class Sign(Strict, frozen=True):
    """What is counted on a page, and how much of it pages by people have."""

    family: str
    patterns: tuple[str, ...] = ()
    """regular expressions over folded text; any of them makes a hit"""
    in_: tuple[str, ...] = msgspec.field(name="in", default=())
    """kinds of passage to look at; none: all prose"""
    share: bool = False
    """count passages with a hit as a share of those looked at, not hits per 100 words"""
    title: bool = False
    """the page's own title is what is looked for"""
    p95: float = 0.0
    p99: float = 0.0


class Signs(Strict, frozen=True):
    """The table of signs, by name."""

    signs: dict[str, Sign]
    calibrated: str = ""
    """on how many pages of which sort, and when"""


class Rate(Struct, frozen=True):
    """A sign on a page: how much, and the places."""

    value: float
    spans: tuple[Span, ...]


def table(words: Words) -> Signs:
    """The signs of `words/signs.yaml`; a user's file of this name replaces ours."""
    return list(words.read("signs", Signs).values())[-1]


def calibrated(pages: Iterable[Page], signs: Signs, on: str) -> Signs:
    """The table with the percentiles of these pages, which people wrote; `on` says where they are from.

    Raises InputError under `LEAST_PAGES` pages that are long enough: fewer tell nothing of one in a hundred.
    """
    seen = [rates(page, signs.signs) for page in pages if prose_words(page) >= LEAST_WORDS]
    if len(seen) < LEAST_PAGES:
        raise InputError(
            f"{len(seen)} pages of {LEAST_WORDS} words or more; a table needs {LEAST_PAGES} at least, so name more"
        )
    signs_of = {}
    for name, sign in signs.signs.items():
        values = sorted(one[name].value for one in seen)
        p95, p99 = values[int(0.95 * len(values))], values[int(0.99 * len(values))]
        signs_of[name] = msgspec.structs.replace(sign, p95=p95, p99=p99)
    return msgspec.structs.replace(signs, signs=signs_of, calibrated=f"{len(seen)} pages of {on}")


def score(page: Page, signs: Signs, found: Sequence[Finding]) -> PageScore:
    """The page's score; `found` are the findings on it, silenced ones too."""
    words = prose_words(page)
    counted = list(_found(found))
    left = [one for one in counted if one.family == "leftovers"]
    points = [*_points(page, signs), *counted] if words >= LEAST_WORDS else left
    sums = Counter[str]()
    for one in points:
        sums[one.family] += one.points
    families = {family: min(total, FAMILY_MOST) for family, total in sorted(sums.items())}
    total = sum(families.values())
    families_of = {sign.family for sign in signs.signs.values()} | {family for family, _ in FOUND.values()}
    return PageScore(
        path=page.path,
        words=words,
        score=total,
        highest=FAMILY_MOST * len(families_of),
        band=_band(words, families),
        families=families,
        points=tuple(points),
    )


def _band(words: int, families: Mapping[str, int]) -> Band:
    if words < LEAST_WORDS:
        return "abstained"
    total = sum(families.values())
    if total < REVIEW or (len(families) < FEWEST and "leftovers" not in families):
        return "none"
    return "strong" if total >= STRONG else "review"


def prose_words(page: Page) -> int:
    """Words of running text, lists and tables; headings aside."""
    return sum(len(WORD.findall(passage.text)) for passage in page.passages if passage.kind in _PROSE)


def rates(page: Page, signs: Mapping[str, Sign]) -> dict[str, Rate]:
    """Every sign's rate on the page, by name."""
    words = max(prose_words(page), 1)
    return {name: _rate(page, sign, words) for name, sign in signs.items()}


def _rate(page: Page, sign: Sign, words: int) -> Rate:
    kinds = sign.in_ or _PROSE
    find = _finder(page, sign)
    looked, spans = 0, []
    for passage in page.passages if find else ():
        if passage.kind not in kinds:
            continue
        looked += 1
        hits = [passage.span(*match.span()) for match in find.finditer(folded(passage.text)) if match[0]]  # type: ignore[union-attr]
        spans += hits[:1] if sign.share else hits
    value = len(spans) / max(looked, 4) if sign.share else 100 * len(spans) / words
    return Rate(round(value, 4), tuple(spans))


def _finder(page: Page, sign: Sign) -> re.Pattern[str] | None:
    if not sign.title:
        return compiled("|".join(sign.patterns))
    title = folded(page.title).strip()
    return re.compile(rf"(?<!\w){re.escape(title)}(?!\w)") if len(title) > 3 else None


def _points(page: Page, signs: Signs) -> Iterator[Point]:
    for name, rate in rates(page, signs.signs).items():
        sign = signs.signs[name]
        points = (rate.value > sign.p95) + (rate.value > sign.p99)
        if points and rate.spans:
            yield _point(page, name, sign, rate, points)


def _point(page: Page, name: str, sign: Sign, rate: Rate, points: int) -> Point:
    """A point at the first of its places."""
    span = rate.spans[0]
    return Point(
        signal=name,
        family=sign.family,
        points=points,
        line=page.position(span.start)[0],
        end_line=page.position(max(span.end - 1, span.start))[0],
        quote=printable(page.source[span.start : span.end])[:_QUOTE],
        value=rate.value,
        p95=sign.p95,
        p99=sign.p99,
    )


def _found(found: Sequence[Finding]) -> Iterator[Point]:
    """Points of findings; of their rules pages by people have none, or one in hundreds."""
    for one in found:
        if one.rule in FOUND:
            family, points = FOUND[one.rule]
            yield Point(
                signal=one.rule,
                family=family,
                points=points,
                line=one.line,
                end_line=one.end_line,
                quote=one.quote[:_QUOTE],
                value=1.0,
                p95=0.0,
                p99=0.0,
                elsewhere=tuple(f"{other.where}:{other.line}" for other in one.evidence if other.kind == "page"),
            )
