"""One JSON object for the whole run."""

from __future__ import annotations

import json

import msgspec

from doclint.report import Report, builtins


def render(report: Report, color: bool) -> str:
    """The report as indented JSON; `docs/json.md` names the keys."""
    return (
        json.dumps(
            {
                "version": report.version,
                "findings": [builtins(one) for one in report.findings],
                "skipped": [{"what": one.what, "why": one.why} for one in report.skipped],
                "stale": [msgspec.to_builtins(one) for one in report.stale],
                "counts": report.counts,
                "compared": msgspec.to_builtins(report.compared),
                "scores": [msgspec.to_builtins(one) for one in report.scores],
                "links": report.links,
            },
            indent=2,
        )
        + "\n"
    )
