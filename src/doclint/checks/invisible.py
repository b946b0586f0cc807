"""Characters that nobody sees: zero-width marks, controls, marks of direction; each is at home somewhere.

What Unicode says of them: The Unicode Standard, chapter 23, "Special Areas and Format Characters"; UAX 9 on direction;
UTS 51 on emoji.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from doclint.facts.misread import script
from doclint.facts.text_only import beyond_ascii, text_only
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which characters."""

    marks: bool = False
    """byte order marks instead of all others"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_LINE_ENDS = frozenset("\u2028\u2029")
"""what stands for it cannot be told: a blank, or a line that ends"""
_MARK = "\ufeff"
_INVISIBLE = regex(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]+"
)
_CONTROLS = regex("[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""those in ASCII: a small set, and quickly looked for"""
_MARKS = regex(f"{_MARK}+")
_CODE = frozenset({"code", "math", "comment", "mdx", "template", "address"})
_JOINING = frozenset(
    "ARABIC SYRIAC MONGOLIAN NKO MANDAIC THAANA DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA "
    "MALAYALAM SINHALA KHMER MYANMAR TIBETAN JAVANESE BALINESE".split()
)
"""scripts in which a joiner or non-joiner changes the form of letters"""
_WITHOUT_SPACES = frozenset("THAI LAO KHMER MYANMAR TIBETAN CJK JAVANESE TAI NEW BALINESE".split())
"""scripts that write no spaces, so that a zero-width space shows where a line may break"""
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TO_AND_FRO = frozenset({"R", "AL", "AN"})
_NAMES = {"\x00": "NUL", "\x7f": "DELETE", "\x08": "BACKSPACE", "\x1b": "ESCAPE"}


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every row of characters that are invisible and not at home where they stand."""
    invisible = _CONTROLS.search(page.source) or _INVISIBLE.search(beyond_ascii(page))
    marks = _MARK in page.source
    if not invisible and not marks:
        return
    source = text_only(page, _CODE)
    for rule in compiled:
        form = _MARKS if rule.params.marks else _INVISIBLE
        first = 1 if rule.params.marks and _has_own_mark(page) else 0
        for found in form.finditer(source, first) if (marks if rule.params.marks else invisible) else ():
            if rule.params.marks or not _is_at_home(source, *found.span()):
                yield _hit(rule, Span(*found.span()), found[0])


def visible(before: str, text: str, after: str) -> tuple[str, bool]:
    """`text`, which is to stand between `before` and `after`, without characters that nobody would see there, and
    whether that is certain: letters beside it may be damaged too, and one day ask for such a character."""
    if not _INVISIBLE.search(text) and _MARK not in text:
        return text, True
    around, start = f"{before}{text}{after}", len(before)
    gone = {n for n, c in enumerate(text) if _is_unseen(c) and not _is_at_home(around, start + n, start + n + 1)}
    alone = (before[-1:] + after[:1]).isascii() and not {text[n] for n in gone} & (_DIRECTIONS | _LINE_ENDS)
    return "".join(c for n, c in enumerate(text) if n not in gone), alone or not gone


def _is_unseen(character: str) -> bool:
    return character == _MARK or bool(_INVISIBLE.match(character))


def _hit(rule: Rule, span: Span, found: str) -> Hit:
    names = [_NAMES.get(c, "") or str(unicodedata.name(c, f"U+{ord(c):04X}")) for c in dict.fromkeys(found)]
    edits = () if set(found) & _LINE_ENDS else (Edit(span, "", safe=not set(found) & _DIRECTIONS),)
    return Hit(rule, span, {"names": ", ".join(names).lower().replace("u+", "U+")}, edits=edits)


def _has_own_mark(page: Page) -> bool:
    """Whether the source, given from memory, begins with a mark; that of a file is not part of the source."""
    return page.source.startswith(_MARK) and not page.facts.get("file", {}).get("mark")


def _is_at_home(source: str, start: int, end: int) -> bool:
    before, after = source[start - 1 : start] if start else "", source[end : end + 1]
    return all(_belongs(source, c, before, after, start) for c in source[start:end])


def _belongs(source: str, character: str, before: str, after: str, place: int) -> bool:
    if character == "\u00ad":
        return before.isalpha() and after.isalpha()
    if character in _DIRECTIONS:
        return _is_two_way(source, place)
    if character in "\u200c\u200d":
        joining = _script(before) in _JOINING or _script(after) in _JOINING
        return joining or (character == "\u200d" and _is_picture(before) and (_is_picture(after) or after == "\ufffd"))
    if character in "\u200b\u2060":
        return bool({_script(before), _script(after)} & _WITHOUT_SPACES)
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return before > "\x7f" or before in "0123456789#*"
    if "\U000e0000" <= character <= "\U000e007f":
        return before == "\U0001f3f4"
    return character in "\u17b4\u17b5\u034f\u115f\u1160\u180e\u2061\u2062\u2063\u2064" and before > "\x7f"


def _is_two_way(source: str, place: int) -> bool:
    """Whether the line has letters that run from right to left."""
    return source.rfind("\n", 0, place) + 1 in _two_way_lines(source)


@lru_cache(1)
def _two_way_lines(source: str) -> frozenset[int]:
    """Where such lines begin; asked for each of the marks on a page, which may be one line of them."""
    lines = source.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return frozenset(start for start, line in zip(starts, lines, strict=False) if not line.isascii() and _two_way(line))


def _two_way(line: str) -> bool:
    return any(unicodedata.bidirectional(c) in _TO_AND_FRO for c in line if c > "\u0590" and c not in _DIRECTIONS)


def _script(character: str) -> str:
    return script(character) if character else ""


def _is_picture(character: str) -> bool:
    return bool(character) and (unicodedata.category(character) in {"So", "Sk"} or "\ufe00" <= character <= "\ufe0f")
