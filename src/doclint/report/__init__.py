"""Findings for people and programs: one module a format, named here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import msgspec

from doclint.baseline import Entry
from doclint.changes import History
from doclint.rule import CONFIDENCES, SEVERITIES, Finding, Rule, Severity
from doclint.score import PageScore
from doclint.site import Skipped

FORMATS = {
    "text": "doclint.report.text",
    "json": "doclint.report.json",
    "jsonl": "doclint.report.jsonl",
    "github": "doclint.report.github",
    "gitlab": "doclint.report.gitlab",
    "markdown": "doclint.report.markdown",
    "sarif": "doclint.report.sarif",
    "audit": "doclint.report.audit",
    "html": "doclint.report.html",
}


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of an earlier run."""

    name: str
    """its date, or the name of its report"""
    counts: dict[str, int]
    """findings by severity, as in `Report.counts`"""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since an earlier report."""

    name: str
    """the file of that report"""
    new: tuple[str, ...]
    """fingerprints of findings that it does not have"""
    fixed: tuple[Entry, ...]
    """what it has and is not found any more"""
    same: int

    def told(self) -> str:
        """In one line."""
        return f"compared with {self.name}: {len(self.new)} new, {len(self.fixed)} fixed, {self.same} still there"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found, and what it did not look at."""

    version: str
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    unread: tuple[Skipped, ...] = ()
    """of these the pages that were asked for by their names, so that the run is not what was wanted"""
    counts: dict[str, int]
    """pages, files and findings by severity"""
    stale: tuple[Entry, ...] = ()
    """what the baseline holds and the run looked for in vain"""
    scores: tuple[PageScore, ...] = ()
    """of an audit: the pages by score"""
    earlier: tuple[Earlier, ...] = ()
    """runs before this one, the oldest first"""
    compared: Compared | None = None
    history: History | None = None
    """of an audit that was asked for it: what the versions in git say against each other"""
    links: dict[str, int] = {}
    sources: Mapping[str, str] = {}
    """path -> the text of the pages that have findings, to show the lines"""
    rules: Mapping[str, Rule] = {}
    """id -> the rule, for those that have findings"""
    below: str = ""
    """the site's folder below the top of its repository, ending in `/`; code hosts want paths from the top"""

    def failed(self, fail_on: Severity) -> bool:
        """Whether there is a finding of this severity or a worse one."""
        worst = SEVERITIES.index(fail_on)
        return any(SEVERITIES.index(one.severity) >= worst for one in self.findings)

    def worst_first(self) -> Sequence[Finding]:
        """The findings by severity, then by confidence, then by path and place."""
        return sorted(self.findings, key=lambda one: (-_badness(one), one.path, one.span))

    def totals(self) -> str:
        """One line: how many findings of each severity on how many pages."""
        counts = self.counts
        parts = [
            f"{counts[key]} {key}{'s' if counts[key] != 1 and key != 'info' else ''}" for key in _SHOWN if counts[key]
        ]
        pages = f"{counts['pages']} page{'s' if counts['pages'] != 1 else ''}"
        known = f", {counts['baseline']} more in the baseline" if counts.get("baseline") else ""
        return f"{', '.join(parts) or 'nothing found'} on {pages}{known}"

    def remarks(self) -> Sequence[str]:
        """What was not looked at, what became of links that were asked, what the baseline need not hold any more."""
        skipped = [one.told() for one in self.skipped]
        skipped += [f"skipped some of the history: {why}" for why in (self.history.limits if self.history else ())]
        if self.compared:
            skipped.append(self.compared.told())
        if self.links.keys() - {"inside", "unchecked"}:
            skipped.append(f"links: {', '.join(f'{count} {name}' for name, count in self.links.items() if count)}")
        if not self.stale:
            return skipped
        first, many = self.stale[0], len(self.stale) > 1
        example = f"{first.path} {first.rule} “{first.quote}”" + (f" and {len(self.stale) - 1} more" if many else "")
        return [*skipped, f"no longer found, drop it with `doclint baseline --prune`: {example}"]


_SHOWN = ("error", "warning", "info")


INNER = ("span", "edits")
"""what of a finding is not told: places as offsets, which only its text gives a meaning"""


def _badness(one: Finding) -> int:
    return SEVERITIES.index(one.severity) * len(CONFIDENCES) + CONFIDENCES.index(one.confidence)


def render(report: Report, form: str, color: bool = False) -> str:
    """The report in one of `FORMATS`, ending in a line end unless it is empty."""
    text: str = import_module(FORMATS[form]).render(report, color)
    return text


def builtins(one: Finding) -> dict[str, Any]:
    """A finding as plain data, with the keys of docs/json.md in their order."""
    return outward(msgspec.to_builtins(one))


def outward(plain: dict[str, Any]) -> dict[str, Any]:
    """A finding as plain data without what only doclint itself needs."""
    for name in INNER:
        del plain[name]
    return plain
