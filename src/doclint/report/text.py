"""The report for a terminal: the source line, the marked span, the reason, the evidence and how to silence it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from doclint.engine import printable
from doclint.report import Report
from doclint.rule import Evidence, Finding

_STYLES = {"error": "31;1", "warning": "33;1", "info": "34;1", "dim": "2", "bold": "1"}
_WIDEST = 160
_TAB = "\t"

Paint = Callable[[str, str], str]
"""(style, words) -> words as the terminal shows them"""


def render(report: Report, color: bool) -> str:
    """Findings in blocks, then what was skipped, then one line of totals."""
    paint = _painted if color else _plain
    blocks = ["\n".join(_block(one, report.sources.get(one.path, ""), paint)) + "\n" for one in report.findings]
    skipped = "".join(f"skipped {one.what}: {one.why}\n" for one in report.skipped)
    return "\n".join(blocks) + ("\n" if blocks else "") + skipped + _totals(report) + "\n"


def _block(one: Finding, source: str, paint: Paint) -> Iterator[str]:
    head = f"{paint(one.severity, one.severity)} {paint('bold', one.rule)} ({one.confidence} confidence)"
    yield f"{paint('bold', f'{one.path}:{one.line}:{one.column}')} {head}"
    yield f"  {one.message}"
    yield from _source(one, source, paint)
    for evidence in one.evidence:
        yield f"  {paint('dim', 'because')} {_because(evidence)}"
    for edit in one.fix.edits if one.fix else ():
        how = "--fix writes" if one.fix and one.fix.safe else "perhaps"
        yield f"  {paint('dim', how)} {printable(edit.text)!r}"
    yield f"  {paint('dim', f'silence: <!-- doclint-disable-next-line {one.rule} -- reason -->')}"


def _source(one: Finding, source: str, paint: Paint) -> Iterator[str]:
    lines = source.split("\n")
    if not 0 < one.line <= len(lines):
        return
    line = printable(lines[one.line - 1]).replace(_TAB, " ")
    start = one.column - 1
    end = one.end_column - 1 if one.end_line == one.line else len(line)
    first = max(0, start - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[first : first + _WIDEST]
    gutter = str(one.line)
    marks = max(_width(line[start : min(end, first + _WIDEST)]), 1)
    yield f"  {paint('dim', f'{gutter} |')} {shown}"
    indent = " " * _width(line[first:start])
    yield f"  {' ' * len(gutter)} {paint('dim', '|')} {indent}{paint(one.severity, '^' * marks)}"


def _because(evidence: Evidence) -> str:
    place = f"{evidence.where}:{evidence.line}" if evidence.line else evidence.where
    place += f" at {evidence.version}" if evidence.version else ""
    quote = f" “{' '.join(printable(evidence.quote).split())}”" if evidence.quote else ""
    return f"{place}: {evidence.note}{quote}"


def _width(text: str) -> int:
    """Columns that a terminal needs for `text`."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _totals(report: Report) -> str:
    counts = report.counts
    parts = [f"{counts[key]} {key}{'s' if counts[key] != 1 and key != 'info' else ''}" for key in _SHOWN if counts[key]]
    pages = f"{counts['pages']} page{'s' if counts['pages'] != 1 else ''}"
    return f"{', '.join(parts) or 'nothing found'} on {pages}"


_SHOWN = ("error", "warning", "info")


def _plain(style: str, words: str) -> str:
    return words


def _painted(style: str, words: str) -> str:
    return f"\x1b[{_STYLES[style]}m{words}\x1b[0m"
