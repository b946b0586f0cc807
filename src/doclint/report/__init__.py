"""Findings for people and programs: one module a format, named here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import msgspec

from doclint.rule import SEVERITIES, Finding, Severity
from doclint.site import Skipped

FORMATS = {"text": "doclint.report.text", "json": "doclint.report.json", "jsonl": "doclint.report.jsonl"}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found, and what it did not look at."""

    version: str
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    counts: dict[str, int]
    """pages, files and findings by severity"""
    scores: dict[str, Any] = {}
    links: dict[str, int] = {}
    sources: Mapping[str, str] = {}
    """path -> the text of the pages that have findings, to show the lines"""

    def failed(self, fail_on: Severity) -> bool:
        """Whether there is a finding of this severity or a worse one."""
        worst = SEVERITIES.index(fail_on)
        return any(SEVERITIES.index(one.severity) >= worst for one in self.findings)


def render(report: Report, form: str, color: bool = False) -> str:
    """The report in one of `FORMATS`, ending in a line end unless it is empty."""
    text: str = import_module(FORMATS[form]).render(report, color)
    return text


def builtins(one: Finding) -> dict[str, Any]:
    """A finding as plain data, with the keys of docs/json.md in their order."""
    plain: dict[str, Any] = msgspec.to_builtins(one)
    del plain["span"], plain["edits"]
    return plain
