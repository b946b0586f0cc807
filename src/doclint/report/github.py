"""Annotations for GitHub Actions: the worst findings beside their lines, the rest in the log and the job summary."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.report import Report
from doclint.report.visible import one_line
from doclint.rule import Finding, printable

SHOWN = 10
"""annotations of one level that GitHub shows for a step (github.com/actions/toolkit/issues/734)"""

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_WIDEST = 300
"""characters of a line in the log"""


def render(report: Report, color: bool) -> str:
    """Workflow commands, worst first; then the other findings, folded, and the totals."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    room = dict.fromkeys(_LEVELS, SHOWN)
    rest = []
    for one in report.worst_first():
        room[one.severity] -= 1
        if room[one.severity] >= 0:
            yield _annotation(one, report.below)
        else:
            rest.append(one)
    if rest:
        yield f"::group::doclint: {len(rest)} more findings"
        for one in rest:
            yield _plain(f"{one.severity} {report.below}{one.path}:{one.line}:{one.column} {one.rule}: {one.message}")
        yield "::endgroup::"
    yield from map(_plain, report.remarks())
    yield report.totals()


def _annotation(one: Finding, below: str) -> str:
    """GitHub refuses columns of a finding that ends on another line."""
    places = {"file": below + one.path, "line": one.line, "endLine": one.end_line}
    if one.line == one.end_line:
        places |= {"col": one.column, "endColumn": one.end_column}
    places["title"] = f"doclint {one.rule}"
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in places.items())
    return f"::{_LEVELS[one.severity]} {shown}::{_data(one.message)}"


def _data(text: str) -> str:
    """Escaped as @actions/core does."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """A line of the log that is no command: the runner looks for `##[` anywhere in it."""
    return one_line(text, _WIDEST).replace("##[", "## [")
