"""Characters that were read in the wrong encoding: `â€”` where a dash stood.

`facts.damage` says what a run of characters was; this check leaves code and addresses alone, and holds back where
letters and quotation marks that belong there look like damage.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from doclint.facts.damage import Run, bad_lines, damaged
from doclint.facts.folding import mentions, spaced
from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What the check looks at."""

    unless_near: tuple[str, ...] = ()
    """words that show, on the same line, that damage is spoken of; `encod*` stands for all words that begin so"""


class _Found(NamedTuple):
    near: str
    """the words of the line"""
    start: int
    """offset of the line in the source"""
    run: Run
    certain: bool
    """nothing that belongs there looks like this"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_NOT_TEXT = frozenset({"code", "math", "comment", "address", "definition", "mdx", "template"})
_EAST_ASIAN = frozenset({"HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
_BLANK = "#"
"""stands for every character that is not text: neither a letter nor a space"""
_CLOSING = "»›”“’…®™¹²³–—"
"""what may follow a capital at the end of a word, and is also the second half of some damaged characters"""
_LONGEST_WORD = 40
_OPENING = "([{</|*_\"'“‘„«»¿¡"
"""what may stand right before a word, or nothing"""
_AFTER_NO_BREAK_SPACE = tuple(":;!?»")
"""French puts a no-break space before these"""
_NAMED = {'"': '"', "'": "'", "“": "”", "„": "“”", "‘": "’", "«": "»", "»": "«", "*": "*", "_": "_"}
"""marks before and after something that is spoken of"""


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every damaged run outside of code and addresses; doubtful ones count beside certain ones of the kind."""
    found = list(_found(page))
    known = {one.run.read_as for one in found if one.certain}
    for one in found:
        if one.run.read_as in known:
            yield from (_hit(rule, one) for rule in compiled if not mentions(one.near, rule.params.unless_near))


def _hit(rule: Rule, found: _Found) -> Hit:
    run = found.run
    span = Span(found.start + run.start, found.start + run.end)
    words = {"read_as": run.read_as, "repaired": run.repaired, "remedy": _remedy(run.repaired)}
    edits = () if "\ufffd" in run.repaired else (Edit(span, run.repaired, safe=found.certain and run.sound),)
    return Hit(rule, span, words, edits=edits)


def _remedy(repaired: str) -> str:
    if "\ufffd" in repaired:
        return "what it was is lost in part"
    if len(repaired) == 1 and (repaired.isspace() or not repaired.isprintable()):
        return f"it should be a {unicodedata.name(repaired, 'blank').lower()}"
    return f"it should be {repaired}"


def _found(page: Page) -> Iterator[_Found]:
    lines = list(bad_lines(page.source))
    source = _without_code(page) if lines else ""
    for start, line in lines:
        text = source[start : start + len(line)]
        runs = [run for run in damaged(text) if _is_text(run.repaired) and not _is_named(text, run)]
        scripts = Counter(_script(c) for run in runs for c in run.repaired if c.isalpha())
        near = spaced(text) if runs else ""
        for run in runs:
            yield _Found(near, start, run, _is_certain(text, run, scripts))


def _without_code(page: Page) -> str:
    """The source with a blank for every character of code, addresses and the like, those in HTML too."""
    hidden = [masked.span for masked in page.masked if masked.kind in _NOT_TEXT]
    hidden += [link.target for link in page.links if link.target]
    parts, at = [], 0
    for start, end in sorted(hidden):
        if end > at:
            parts += [page.source[at:start], _BLANK * (end - max(start, at))]
            at = end
    return "".join([*parts, page.source[at:]])


def _is_text(repaired: str) -> bool:
    """Whether a repair gives characters that somebody can have written."""
    return not any(unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} for c in repaired)


def _is_named(line: str, run: Run) -> bool:
    """A character or two alone between quotation marks: an example of damage, not damage."""
    before, after = line[max(run.start - 1, 0) : run.start], line[run.end : run.end + 1]
    return len(run.repaired) <= 2 and bool(after) and after in _NAMED.get(before, "")


def _is_certain(line: str, run: Run, scripts: Counter[str]) -> bool:
    return not (
        _closes_a_word(line, run)
        or _is_a_letter(line, run)
        or _turns_capital(run.repaired)
        or any(scripts[_script(c)] < 2 for c in run.repaired if c.isalpha() and _script(c) not in {"LATIN", "GREEK"})
    )


def _closes_a_word(line: str, run: Run) -> bool:
    """The end of a word in capitals, or a capital alone and a closing mark: «ALEMÃ», „Å“."""
    first, limit = run.start, max(run.start - _LONGEST_WORD, 0)
    while first > limit and line[first - 1].isalpha():
        first -= 1
    capitals, marks = line[first : run.start + 1], line[run.start + 1 : run.end].rstrip()
    alone = not line[max(first - 1, 0) : first].isdigit() and not line[run.end : run.end + 1].isalnum()
    return alone and capitals.isupper() and not marks.strip(_CLOSING) and len(capitals + marks) > 1


def _is_a_letter(line: str, run: Run) -> bool:
    """A letter that stands alone as a word: the letter Â."""
    word = line[run.start : run.end].rstrip(" ")
    if word[1:] == "\xa0" and line[run.end : run.end + 1] in _AFTER_NO_BREAK_SPACE:
        word = word[0]
    end = run.start + len(word)
    before, after = line[max(run.start - 1, 0) : run.start], line[end : end + 1]
    return len(word) == 1 and word.isalpha() and (before.isspace() or before in _OPENING) and not after.isalnum()


def _turns_capital(repaired: str) -> bool:
    """A capital right after a small letter: no word has one."""
    return any(a.islower() and b.isupper() for a, b in pairwise(repaired))


def _script(letter: str) -> str:
    """The script of a letter, as the first word of its Unicode name; Chinese, Japanese and Korean writing is one."""
    name = unicodedata.name(letter, "").replace("-", " ").partition(" ")[0]
    return "CJK" if name in _EAST_ASIAN else name
