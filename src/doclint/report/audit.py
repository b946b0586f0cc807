"""An audit for a terminal: the pages by score with the lines that it rests on, and how often each rule spoke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from doclint.report import Report
from doclint.report.visible import one_line, shown
from doclint.score import BANDS, REMARK, PageScore

_PAGES = 20
"""pages whose score is shown; a file holds them all"""
_QUOTE = 60
_LINE = 200
"""characters of a message"""


def render(report: Report, color: bool) -> str:
    """The audit in short."""
    remarks = (shown(words) for words in report.remarks())
    lines = [*_scores(report), *_rules(report), *_history(report), *remarks, report.totals()]
    return "".join(f"{line}\n" for line in lines)


def _scores(report: Report) -> Iterator[str]:
    marked = [one for one in report.scores if one.score]
    bands = Counter(one.band for one in report.scores)
    yield f"Pages by score: {', '.join(f'{bands[band]} {words}' for band, words in BANDS.items())}"
    for one in marked[:_PAGES]:
        yield from _page(one)
    if len(marked) > _PAGES:
        yield f"  … and {len(marked) - _PAGES} more pages; --output FILE writes all of them"
    yield REMARK
    yield ""


def _page(one: PageScore) -> Iterator[str]:
    families = ", ".join(f"{name} {points}" for name, points in one.families.items())
    yield f"  {one.score}/{one.highest} {one.band:<9} {shown(one.path)}: {families}"
    for point in one.points:
        rare = (
            f"{point.value:g}, 95 in 100 pages by people have at most {point.p95:g}"
            if point.family != "leftovers"
            else "left behind"
        )
        yield f"      line {point.line} {point.signal} ({rare}): “{shown(one_line(point.quote, _QUOTE))}”"


def _history(report: Report) -> Iterator[str]:
    """What was said when, page by page."""
    if report.history is None:
        return
    yield report.history.told()
    pages = report.history.pages()
    for page in pages[:_PAGES]:
        yield f"  {shown(page.path)}"
        for swing in page.swings:
            yield f"      back and forth: {shown(one_line(swing.told(), _LINE))}"
        for change in page.changes:
            for one in change.findings:
                where = f"{change.day} {change.commit} line {one.line}"
                yield f"      {where} {one.severity} {one.rule}: {shown(one_line(one.message, _LINE))}"
    if len(pages) > _PAGES:
        yield f"  … and {len(pages) - _PAGES} more pages; --output FILE writes all of them"
    yield ""


def _rules(report: Report) -> Iterator[str]:
    counts = Counter((one.rule, one.severity) for one in report.findings)
    for (rule, severity), count in counts.most_common():
        yield f"  {count:>5} {severity:<7} {rule}"
    yield ""
