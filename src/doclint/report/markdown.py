"""The report as Markdown, for a job summary, a comment on a pull request or a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.lazy import regex
from doclint.report import Report
from doclint.report.visible import one_line, shown
from doclint.rule import Evidence, Finding, printable
from doclint.score import BANDS, REMARK

SUMMARY = 1_000_000
"""bytes of a job summary; GitHub refuses more than 1 MiB a step"""

_MARKUP = regex(r"([\\`*_\[\]<>|~$&#])")
_ADDRESS = regex(r"(?<=\w):(?=//)|(?<=\bwww)\.(?=\w)")
_MENTION = regex(r"@(?=\w)")
_QUOTE = 200
"""characters of a quote that are shown"""


def render(report: Report, color: bool) -> str:
    """All findings, page by page."""
    return "".join([*_head(report), *_scores(report), *_history(report), *_pages(report)]) + _tail(report)


def summary(report: Report, room: int = SUMMARY) -> str:
    """The findings, worst first, as far as `room` bytes go."""
    head, tail = "".join(_head(report)), _tail(report)
    left = room - len((head + tail).encode()) - 100
    shown: list[str] = []
    for one in report.worst_first():
        text = _finding(one, f"{_plain(report.below + one.path)}:", report.below)
        left -= len(text.encode())
        if left < 0:
            shown.append(f"\n{len(report.findings) - len(shown)} more findings are in the log.\n")
            break
        shown.append(text)
    return head + "".join(shown) + tail


def _head(report: Report) -> Iterator[str]:
    yield f"# doclint\n\n{report.totals()}\n"
    yield "\n" if report.findings else ""


def _scores(report: Report) -> Iterator[str]:
    """The table of an audit: each page with its score, and the lines that it rests on."""
    if not report.scores:
        return
    yield f"## Pages by score\n\n{REMARK}\n\n| score | | page | points |\n|---|---|---|---|\n"
    for one in report.scores:
        points = "; ".join(f"{_plain(p.signal)} {p.points} (line {p.line})" for p in one.points)
        yield f"| {one.score} of {one.highest} | {BANDS[one.band]} | {_plain(report.below + one.path)} | {points} |\n"
    yield "\n"


def _history(report: Report) -> Iterator[str]:
    """What the pages said when: first what went back and forth, then each change with a finding."""
    if report.history is None:
        return
    yield f"## History\n\n{report.history.told()}\n\n"
    for page in report.history.pages():
        yield f"### {_plain(report.below + page.path)}\n\n"
        yield from (f"- back and forth: {_plain(swing.told())}\n" for swing in page.swings)
        for change in page.changes:
            place = f"{change.day} {change.commit} line "
            yield from (_finding(one, place, report.below) for one in change.findings)
        yield "\n"


def _tail(report: Report) -> str:
    remarks = "".join(f"- {_plain(words)}\n" for words in report.remarks())
    return f"\n## Besides\n\n{remarks}" if remarks else ""


def _pages(report: Report) -> Iterator[str]:
    last = None
    for one in report.findings:
        if one.path != last:
            yield f"{'' if last is None else chr(10)}## {_plain(report.below + one.path)}\n\n"
            last = one.path
        yield _finding(one, "line ", report.below)


def _finding(one: Finding, place: str, below: str) -> str:
    """A list item, and one below it for the words concerned and for each piece of evidence."""
    head = f"- **{one.severity}** {place}{one.line}:{one.column} `{one.rule}` ({one.confidence} confidence): "
    lines = [head + _plain(one.message)]
    if one.quote:
        lines.append(f"  - found: {_code(one.quote)}")
    lines += [f"  - because {_because(evidence, below)}" for evidence in one.evidence]
    return "".join(f"{line}\n" for line in lines)


def _because(evidence: Evidence, below: str) -> str:
    where = (below if evidence.kind in ("page", "version") else "") + evidence.where
    place = f"{where}:{evidence.line}" if evidence.line else where
    place += f" at {evidence.version}" if evidence.version else ""
    return f"{_plain(place)}: {_plain(evidence.note)}" + (f" {_code(evidence.quote)}" if evidence.quote else "")


def _plain(text: str) -> str:
    """Words that show as they are: no markup, no link, nobody called by `@name`."""
    text = shown(printable(" ".join(text.split())))
    return _MENTION.sub("@\u200b", _ADDRESS.sub(r"\\\g<0>", _MARKUP.sub(r"\\\1", text)))


def _code(text: str) -> str:
    """A code span that holds `text` whatever backticks stand in it."""
    words = one_line(text, _QUOTE)
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence, space = "`" * (longest + 1), " " if words[:1] == "`" or words[-1:] == "`" else ""
    return f"{fence}{space}{words}{space}{fence}"
