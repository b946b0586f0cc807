"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as GitHub's code scanning reads it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from doclint.report import Report
from doclint.rule import Evidence, Finding, PlacedEdit, Rule, printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

RESULTS = 25_000
"""results of a run that GitHub takes; of more the worst are written"""
RELATED = 100
"""related places of a result that GitHub shows"""
DESCRIPTION = 1_024
"""characters of a rule's description that GitHub takes"""

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}


def render(report: Report, color: bool) -> str:
    """A log with one run; columns count Unicode characters, paths are relative to the repository."""
    shown = report.findings if len(report.findings) <= RESULTS else report.worst_first()[:RESULTS]
    rules = sorted({one.rule for one in shown})
    driver = {
        "name": "doclint",
        "informationUri": "https://github.com/doclint/doclint",
        "semanticVersion": report.version,
        "rules": [_rule(report.rules[name]) for name in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not report.unread, "toolExecutionNotifications": _notes(report, shown)}
        ],
        "results": [_result(one, rules.index(one.rule), report.below) for one in shown],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    form = rule.form
    return {
        "id": rule.id,
        "shortDescription": {"text": _short(form.summary)},
        "fullDescription": {"text": _short(" ".join(form.why.split()))},
        "help": {"text": _help(rule), "markdown": _help(rule)},
        "defaultConfiguration": {"level": _LEVELS[form.severity]},
        "properties": {
            "precision": form.confidence,
            "problem.severity": _PROBLEMS[form.severity],
            "tags": [rule.id.split("/")[0]],
        },
    }


def _short(text: str) -> str:
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"


def _help(rule: Rule) -> str:
    """Why it is a fault, what the rule rests on and how to silence it."""
    facts = "".join(f"- {source.fact} ({source.source})\n" for source in rule.form.evidence)
    silence = f"To silence it: `<!-- doclint-disable-next-line {rule.id} -- reason -->` above the line"
    silence += "; in a row of a table `disable-line` within the row"
    return "\n".join(part for part in (rule.form.why, facts, silence) if part)


def _notes(report: Report, shown: Sequence[Finding]) -> list[dict[str, Any]]:
    """What was not looked at, and what did not fit in."""
    words = list(report.remarks())
    if left := len(report.findings) - len(shown):
        words.append(f"{left} more findings, none worse than these, did not fit into the {RESULTS} that may be told")
    lost = {one.told() for one in report.unread}
    return [{"level": "error" if text in lost else "note", "message": {"text": printable(text)}} for text in words]


def _result(one: Finding, rule: int, below: str) -> dict[str, Any]:
    region = _region(one.line, one.column, one.end_line, one.end_column)
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": _LEVELS[one.severity],
        "message": {"text": "\n".join([one.message, *_reasons(one)])},
        "locations": [{"physicalLocation": {"artifactLocation": _file(below + one.path), "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": f"{one.fingerprint}:1"},
    }
    if related := [_related(e, n, below) for n, e in enumerate(_places(one))]:
        result["relatedLocations"] = related
    if one.fix:
        result["fixes"] = [_fix(one, one.fix.edits, below)]
    return result


def _places(one: Finding) -> list[Evidence]:
    """The evidence that stands on a page of this site as it is now."""
    return [e for e in one.evidence if e.kind == "page" and e.line][:RELATED]


def _reasons(one: Finding) -> list[str]:
    """The other evidence in words: SARIF can only point into files that are there."""
    told = [e for e in one.evidence if not (e.kind == "page" and e.line)]
    return [printable(f"{e.where}: {e.note}" + (f" “{e.quote}”" if e.quote else "")) for e in told]


def _related(evidence: Evidence, number: int, below: str) -> dict[str, Any]:
    region = {"startLine": evidence.line, **({"startColumn": evidence.column} if evidence.column else {})}
    note = printable(evidence.note + (f" “{evidence.quote}”" if evidence.quote else ""))
    return {
        "id": number,
        "message": {"text": note},
        "physicalLocation": {"artifactLocation": _file(below + evidence.where), "region": region},
    }


def _fix(one: Finding, edits: Sequence[PlacedEdit], below: str) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(edit.line, edit.column, edit.end_line, edit.end_column),
            "insertedContent": {"text": printable(edit.text)},
        }
        for edit in edits
    ]
    words = "safe: changes nothing but the fault" if one.fix and one.fix.safe else "perhaps: look before you take it"
    change = {"artifactLocation": _file(below + one.path), "replacements": replacements}
    return {"description": {"text": words}, "artifactChanges": [change]}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _file(path: str) -> dict[str, str]:
    """A relative URI reference; a `:` in its first part would be read as a scheme."""
    return {"uri": quote(os.fsencode(path))}
