"""One JSON object for the whole run."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from doclint.baseline import Entry
from doclint.changes import Change, History, Swing
from doclint.report import INNER, Compared, Report, outward
from doclint.rule import Finding
from doclint.score import PageScore


class Gap(msgspec.Struct, frozen=True):
    """Something that was not looked at, and why."""

    what: str
    why: str


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What the versions of the pages say against each other."""

    compared: int
    changes: tuple[Change, ...]
    swings: tuple[Swing, ...]
    limits: tuple[str, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the JSON report, which `docs/json.md` explains."""

    version: str
    findings: tuple[Finding, ...]
    skipped: tuple[Gap, ...]
    stale: tuple[Entry, ...]
    counts: dict[str, int]
    compared: Compared | None
    scores: tuple[PageScore, ...]
    history: Past | None
    links: dict[str, int]


def render(report: Report, color: bool) -> str:
    """The report as one indented JSON object."""
    told = Document(
        version=report.version,
        findings=report.findings,
        skipped=tuple(Gap(*one) for one in report.skipped),
        stale=report.stale,
        counts=report.counts,
        compared=report.compared,
        scores=report.scores,
        history=_past(report.history),
        links=report.links,
    )
    plain = msgspec.to_builtins(told)
    changes = plain["history"]["changes"] if told.history else ()
    for one in [*plain["findings"], *(one for change in changes for one in change["findings"])]:
        outward(one)
    return json.dumps(plain, indent=2) + "\n"


def _past(history: History | None) -> Past | None:
    if history is None:
        return None
    swings, limits = tuple(history.swings), tuple(history.limits)
    return Past(compared=history.compared, changes=tuple(history.changes), swings=swings, limits=limits)


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    whole = msgspec.json.schema(Document)
    finding = whole["$defs"]["Finding"]
    for name in INNER:
        del finding["properties"][name]
    finding["required"] = [name for name in finding["required"] if name not in INNER]
    return whole
