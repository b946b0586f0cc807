"""Characters that were read in the wrong encoding: `â€”` where a dash stood.

`facts.damage` says what a run of characters was; this check leaves code and addresses alone, and holds back where
letters and quotation marks that belong there look like damage.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from doclint.checks.invisible import visible
from doclint.facts.cut_quotes import cut_quotes
from doclint.facts.damage import Run, bad_lines, damaged
from doclint.facts.folding import mentions, spaced
from doclint.facts.misread import CODE_PAGES, WORDS, Misread, Reading, chosen, is_text, script, votes
from doclint.facts.neighbours import Neighbours, Table
from doclint.facts.text_only import BLANK, text_only
from doclint.page import Page, Span
from doclint.rule import Edit, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Which damage the rule reports, and where it is spoken of."""

    damage: Literal["certain", "likely", "code-page", "shape"] = "certain"
    """UTF-8 read in another code page, for certain or likely; one code page read as another; text that no language
    writes, for whatever reason"""
    unless_near: tuple[str, ...] = ()
    """words that show, on the same line, that damage is spoken of; `encod*` stands for all words that begin so"""


class _Found(Struct, frozen=True):
    line: str
    start: int
    """offset of the line in the source"""
    run: Run
    damage: str
    """as in `Params`"""


class Compiled(Struct, frozen=True):
    """The rules, and the vocabulary of neighbouring characters, made when a page first needs it."""

    rules: tuple[Rule, ...]
    words: Words
    made: list[Misread]

    def misread(self) -> Misread:
        """Reads damaged text again."""
        if not self.made:
            (table,) = self.words.read("neighbours", Table).values()
            self.made.append(Misread(Neighbours(table)))
        return self.made[0]


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_CLOSING = "»›”“’…®™¹²³–—"
"""what may follow a capital at the end of a word, and is also the second half of some damaged characters"""
_LONGEST_WORD = 40
_OPENING = "([{</|*_\"'“‘„«»¿¡"
"""what may stand right before a word, or nothing"""
_AFTER_NO_BREAK_SPACE = tuple(":;!?»")
"""French puts a no-break space before these"""
_NAMED = {'"': '"', "'": "'", "“": "”", "„": "“”", "‘": "’", "«": "»", "»": "«", "*": "*", "_": "_"}
"""marks before and after something that is spoken of"""
_SURE = 5
"""what a code page must explain on a page so that single runs in it are certain"""
_SHAPE = 3
"""pairs that do not belong together, on one line, before it counts as damaged without an explanation"""
_LONGEST = 2_000
"""characters of a line; longer ones are data, and are read piece by piece"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules as they are."""
    return Compiled(tuple(rules), words, [])


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every damaged run outside of code and addresses; doubtful ones count beside certain ones of the kind."""
    if page.source.isascii():
        return
    for found in _found(page, compiled.misread()):
        near = spaced(found.line)
        for rule in compiled.rules:
            if rule.params.damage == found.damage and not mentions(near, rule.params.unless_near):
                yield _hit(rule, found)


def _hit(rule: Rule, found: _Found) -> Hit:
    run, line = found.run, found.line
    span = Span(found.start + run.start, found.start + run.end)
    seen, clear = visible(line[: run.start], run.repaired, line[run.end :])
    words = {"read_as": run.read_as, "repaired": seen, "remedy": _remedy(run.repaired, seen)}
    fixable = run.repaired and "\ufffd" not in run.repaired
    safe = run.sound and clear and not _takes_a_blank(line, run)
    return Hit(rule, span, words, edits=(Edit(span, seen, safe=safe),) if fixable else ())


def _remedy(repaired: str, seen: str) -> str:
    if "\ufffd" in repaired:
        return "what it was is lost in part"
    if repaired and not seen:
        return f"it was a {_name(repaired[0])}, which nobody sees; delete it"
    if len(seen) == 1 and (seen.isspace() or not seen.isprintable()):
        return f"it should be a {_name(seen)}"
    return f"it should be {seen}"


def _name(character: str) -> str:
    return unicodedata.name(character, "blank").lower()


def _takes_a_blank(line: str, run: Run) -> bool:
    """Whether a blank is read as the byte A0 of a no-break space: it may as well follow a character of which the last
    byte was dropped, unless no other one could stand there.

    That is so of a no-break space, and of à between small letters: the others that begin so, ÁÍÏÐÝ, are capitals.
    """
    old, new = line[run.start : run.end], run.repaired
    if old.count(" ") > new.count(" ") + new.count("\xa0"):
        return True
    before = f"{line[: run.start]}{new[:-1]}".rstrip(" ")[-1:]
    after = line[run.end : run.end + 2].strip(" ")
    return old[-1] == "Ã" and new[-1:] == "à" and not (before.islower() and after.isalpha())


def _found(page: Page, misread: Misread) -> Iterator[_Found]:
    """What is damaged, line by line: UTF-8 in another code page, then one code page in another, then what is left."""
    lines = dict(misread.lines(page.source))
    lines.update(bad_lines(page.source))
    source = text_only(page) if lines else ""
    cut = [run for run in cut_quotes(source) if not _is_named(source, run)]
    yield from (_Found(*_within(source, run), "certain") for run in cut)
    source = _hidden(source, cut)
    lines = dict(piece for start, line in sorted(lines.items()) for piece in _pieces(source, start, start + len(line)))
    known = _utf8(lines, misread)
    for start, found in known.items():
        for run, damage in found:
            yield _Found(lines[start], start, run, damage)
    rest = {start: _hidden(line, [run for run, _ in known[start]]) for start, line in sorted(lines.items())}
    yield from _others(rest, misread)


def _pieces(source: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """(offset, text) of a line, cut at blanks where it is longer than a line of text."""
    while end - start > _LONGEST:
        cut = source.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
        yield start, source[start:cut]
        start = cut
    yield start, source[start:end]


def _utf8(lines: Mapping[int, str], misread: Misread) -> dict[int, list[tuple[Run, str]]]:
    """Offset of the line -> its runs of UTF-8 read in another code page, each `certain` or `likely`."""
    wide = misread.wide_of(lines)
    readings = {start: [*misread.utf8(line), *wide[start]] for start, line in lines.items()}
    vote = votes(one for line in readings.values() for one in line)
    runs = {start: _runs(line, chosen(readings[start], vote), misread) for start, line in lines.items()}
    count = Counter(run.read_as for line in runs.values() for run, kind in line if kind == "likely")
    sure = {run.read_as for line in runs.values() for run, kind in line if kind == "certain"}
    sure |= {read_as for read_as, number in count.items() if number >= _SURE}
    return {start: list(_counted(line, sure)) for start, line in runs.items()}


def _counted(line: list[tuple[Run, str]], sure: set[str]) -> Iterator[tuple[Run, str]]:
    """What is likely is certain where its code page is sure; what looks like a letter or a mark that belongs there
    counts beside certain damage on its line only."""
    damaged = any(kind for _, kind in line)
    for run, kind in line:
        if run.read_as in sure and (kind or damaged):
            yield run, "certain"
        elif kind:
            yield run._replace(sound=False), kind


def _runs(line: str, readings: list[Reading], misread: Misread) -> list[tuple[Run, str]]:
    """The runs of a line: ftfy's answer, or ours where it explains more. Each is `certain` by itself, `likely`, or ""
    where it counts only beside certain ones."""
    theirs = [run for run in damaged(line) if _is_text(run.repaired, misread) and not _is_named(line, run)]
    mine = [Run(one.start, one.end, one.text, one.read_as, one.only and _is_telling(one.text)) for one in readings]
    mine = [run for run in mine if not _is_named(line, run) and not _closes_a_word(line, run)]
    if _left(line, mine, misread) < _left(line, theirs, misread):
        theirs = [run for run in theirs if not any(_overlap(run, other) for other in mine)]
    scripts = Counter(script(c) for run in theirs for c in run.repaired if c.isalpha())
    certain = [run for run in theirs if _is_certain(line, run, scripts)]
    mine = [run for run in mine if not _is_a_letter(line, run) and not any(_overlap(run, c) for c in certain)]
    doubtful = [run for run in theirs if run not in certain and not any(_overlap(run, other) for other in mine)]
    found = [(run, "certain") for run in certain] + [(run, "likely") for run in mine]
    return sorted([*found, *((run._replace(sound=False), "") for run in doubtful)])


def _is_telling(text: str) -> bool:
    """One ideograph alone may come from any three bytes."""
    return len(text) > 1 or script(text) != "CJK"


def _is_text(repaired: str, misread: Misread) -> bool:
    return is_text(repaired) and misread.is_written(repaired)


def _left(line: str, runs: list[Run], misread: Misread) -> int:
    """How many pairs of characters do not belong together once the runs are repaired."""
    for run in sorted(runs, reverse=True):
        line = line[: run.start] + run.repaired + line[run.end :]
    return misread.neighbours.count(line)


def _overlap(one: Run, other: Run) -> bool:
    return one.start < other.end and other.start < one.end


def _hidden(line: str, runs: list[Run]) -> str:
    """The text with a blank for every character of what is explained."""
    parts, at = [], 0
    for run in sorted(runs):
        parts += [line[at : run.start], BLANK * (run.end - max(run.start, at))]
        at = max(run.end, at)
    return "".join([*parts, line[at:]])


def _within(source: str, run: Run) -> tuple[str, int, Run]:
    """The line of a run, its offset, and the run in it."""
    start, end = source.rfind("\n", 0, run.start) + 1, source.find("\n", run.end)
    line = source[start : end if end >= 0 else len(source)]
    return line, start, run._replace(start=run.start - start, end=run.end - start)


def _others(lines: Mapping[int, str], misread: Misread) -> Iterator[_Found]:
    """Words in another code page of one byte a character; where none explains them, what no language writes."""
    odd = {start: line for start, line in lines.items() if misread.neighbours.count(line) > 1}
    pages = misread.swapped(list(odd.values()))
    for start, line in odd.items():
        words = [w for w in WORDS.finditer(line) if not w[0].isascii() and misread.neighbours.any(f" {w[0]} ")]
        mine = [w for w in words if pages and misread.becomes_word(w[0], *pages)]
        if pages:
            how = f"{CODE_PAGES[pages[0]]} read as {CODE_PAGES[pages[1]]}"
            runs = (Run(*word.span(), misread.swap(word[0], *pages), how, False) for word in mine)
            yield from (_Found(line, start, run, "code-page") for run in runs)
        if not mine and words and _is_garbled(line, misread):
            yield _Found(line, start, Run(words[0].start(), words[-1].end(), "", "", False), "shape")


def _is_garbled(line: str, misread: Misread) -> bool:
    """Whether marks and letters stand beside one another that never do, and more of them than a rare word has."""
    odd = [line[max(place, 0) : place + 2] for place in misread.neighbours.odd(line)]
    marks = sum(not pair.replace("·", "").isalpha() for pair in odd)  # кВт·ч and l·l are words
    return marks >= _SHAPE or (marks > 0 and len(odd) > _SHAPE) or len(odd) > 2 * _SHAPE


def _is_named(line: str, run: Run) -> bool:
    """A character or two alone between quotation marks: an example of damage, not damage."""
    before, after = line[max(run.start - 1, 0) : run.start], line[run.end : run.end + 1]
    return len(run.repaired) <= 2 and bool(after) and after in _NAMED.get(before, "")


def _is_certain(line: str, run: Run, scripts: Counter[str]) -> bool:
    return not (
        _closes_a_word(line, run)
        or _is_a_letter(line, run)
        or _turns_capital(run.repaired)
        or any(scripts[script(c)] < 2 for c in run.repaired if c.isalpha() and script(c) not in {"LATIN", "GREEK"})
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
