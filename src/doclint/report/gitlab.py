"""GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/ names the fields."""

from __future__ import annotations

import json
from typing import Any

from doclint.report import Report
from doclint.rule import Finding, printable

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, color: bool) -> str:
    """A JSON array with one object a finding."""
    return json.dumps([_issue(one, report.below) for one in report.findings], indent=2) + "\n"


def _issue(one: Finding, below: str) -> dict[str, Any]:
    """The merge request's widget shows nothing but the description, so the rule stands in it too."""
    return {
        "description": f"{one.rule}: {one.message}",
        "check_name": one.rule,
        "fingerprint": one.fingerprint,
        "severity": _SEVERITIES[one.severity],
        "location": {
            "path": printable(below + one.path),
            "lines": {"begin": one.line, "end": one.end_line},
        },
    }
