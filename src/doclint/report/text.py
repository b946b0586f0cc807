"""The report for a terminal: the source line, the marked span, the reason, the evidence and how to silence it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from doclint.lazy import regex
from doclint.report import Report
from doclint.report.visible import one_line, shown
from doclint.rule import Evidence, Finding, printable

_STYLES = {"error": "31;1", "warning": "33;1", "info": "34;1", "dim": "2", "bold": "1"}
_WIDEST = 110
"""columns of a source line or a quote that are shown"""
_BEFORE = 40
"""columns shown before the span on a line that is too long"""
_FRONT_MATTER = regex(r"\ufeff?(---|\+\+\+)[ \t]*\n(?:.*\n)*?\1[ \t]*$", re.MULTILINE)

Paint = Callable[[str, str], str]
"""(style, words) -> words as the terminal shows them"""


class _Page:
    """What is asked of a page for each of its findings."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        front = _FRONT_MATTER.match(source)
        self.settings = front[0].count("\n") + 1 if front else 0
        """how many lines the front matter takes, where no comment can stand"""


def block(one: Finding, source: str) -> str:
    """One finding on a page with the text `source`, without color."""
    return "".join(f"{line}\n" for line in _block(one, _Page(source), _plain))


def render(report: Report, color: bool) -> str:
    """Findings in blocks, then what was skipped, then one line of totals."""
    paint = _painted if color else _plain
    blocks = []
    for path, found in groupby(report.findings, key=lambda one: one.path):
        page = _Page(report.sources.get(path, ""))
        blocks += ["\n".join(_block(one, page, paint)) + "\n" for one in found]
    remarks = "".join(f"{shown(words)}\n" for words in report.remarks())
    return "\n".join(blocks) + ("\n" if blocks else "") + remarks + report.totals() + "\n"


def _block(one: Finding, page: _Page, paint: Paint) -> Iterator[str]:
    head = f"{paint(one.severity, one.severity)} {paint('bold', one.rule)} ({one.confidence} confidence)"
    yield f"{paint('bold', f'{shown(one.path)}:{one.line}:{one.column}')} {head}"
    yield f"  {shown(one.message)}"
    yield from _source(one, page.lines, paint)
    for evidence in one.evidence:
        yield f"  {paint('dim', 'because')} {_because(evidence)}"
    for edit in one.fix.edits if one.fix else ():
        what = f"write {printable(edit.text)!r}" if edit.text else "delete it"
        yield f"  {paint('dim', '--fix will' if one.fix and one.fix.safe else 'perhaps')} {what}"
    yield f"  {paint('dim', _silence(one, page))}"


def _silence(one: Finding, page: _Page) -> str:
    comment = "{{/* {} */}}" if one.path.endswith(".mdx") else "<!-- {} -->"
    row = in_row("".join(page.lines[one.line - 1 : one.line]))
    scope = "file" if one.line <= page.settings else "line" if row else "next-line"
    where = " in the row" if scope == "line" else ""
    return f"silence{where}: {comment.format(f'doclint-disable-{scope} {one.rule} -- reason')}"


def in_row(line: str) -> bool:
    """Whether a line is a row of a table, which a comment above it would end."""
    return line.lstrip().startswith("|")


def _source(one: Finding, lines: Sequence[str], paint: Paint) -> Iterator[str]:
    """The line and marks under the span; of a long line the part around it."""
    if not 0 < one.line <= len(lines):
        return
    line = lines[one.line - 1]
    start = one.column - 1
    end = one.end_column - 1 if one.end_line == one.line else len(line)
    first = max(0, min(start - _BEFORE, len(line) - _WIDEST))
    last = min(len(line), first + _WIDEST)
    before = ("…" if first else "") + shown(line[first:start])
    after = shown(line[end:last]) + ("…" if last < len(line) else "")
    marked = shown(line[start : min(end, last)])
    gutter = str(one.line)
    yield f"  {paint('dim', f'{gutter} |')} {before}{marked}{after}".rstrip()
    marks = paint(one.severity, "^" * max(_width(marked), 1))
    yield f"  {' ' * len(gutter)} {paint('dim', '|')} {' ' * _width(before)}{marks}"


def _because(evidence: Evidence) -> str:
    place = f"{evidence.where}:{evidence.line}" if evidence.line else evidence.where
    place += f" at {evidence.version}" if evidence.version else ""
    quote = one_line(evidence.quote, _WIDEST)
    return shown(f"{place}: {evidence.note}" + (f" “{quote}”" if quote else ""))


def _width(text: str) -> int:
    """Columns that a terminal needs for `text`."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _plain(style: str, words: str) -> str:
    return words


def _painted(style: str, words: str) -> str:
    return f"\x1b[{_STYLES[style]}m{words}\x1b[0m"
