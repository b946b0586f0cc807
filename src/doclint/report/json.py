"""One JSON object for the whole run."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from doclint.changes import History
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
                "history": _history(report.history),
                "links": report.links,
            },
            indent=2,
        )
        + "\n"
    )


def _history(history: History | None) -> dict[str, Any] | None:
    if history is None:
        return None
    changes = [{**msgspec.to_builtins(one), "findings": [builtins(f) for f in one.findings]} for one in history.changes]
    swings = [msgspec.to_builtins(one) for one in history.swings]
    return {"compared": history.compared, "changes": changes, "swings": swings, "limits": list(history.limits)}
