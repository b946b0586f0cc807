"""JSON lines: one finding a line, for programs that read as they go."""

from __future__ import annotations

import json

from doclint.report import Report, builtins


def render(report: Report, color: bool) -> str:
    """One finding a line, in the order of paths and places."""
    return "".join(json.dumps(builtins(one)) + "\n" for one in report.findings)
