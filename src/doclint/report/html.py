"""The report as one HTML file for a maintainer with ten minutes: it opens from disk and asks nothing of any network.

What comes from pages is in the file as JSON that no browser runs, and the script puts it on the screen as text, page by
page. The Content-Security-Policy lets in the file's own style and script, by their hashes, and nothing else.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

import msgspec

from doclint.changes import Change
from doclint.report import Report
from doclint.report.hunks import hunks
from doclint.report.visible import one_line, shown
from doclint.rule import Evidence, Finding
from doclint.score import REMARK

PLAIN = 1_000
"""findings that are listed for a browser without JavaScript, the worst first"""
PAGE_ROOM = 200_000
"""characters of a page up to which all its lines are in the file"""
ROOM = 12_000_000
"""characters of all pages together up to which that holds; beyond, only lines near findings are"""

_WORDS = 600
"""characters of a quote or a message"""
_OFTEN = 10
"""rules in the plot of the most frequent"""
_LADDER = ((0, 0), (1, 1), (2, 3), (4, 7), (8, 15), (16, None))
"""findings of a page, in the steps of the plot"""
_STEPS = 12
"""bars in the plot of the scores"""


def render(report: Report, color: bool) -> str:
    """The whole file."""
    from jinja2 import Environment

    style, script, template = (_asset(f"report.{ending}") for ending in ("css", "js", "html"))
    data = _data(report)
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template)
    return page.render(
        policy=policy(style, script),
        style=style,
        script=script,
        data=_inert(data),
        report=report,
        tiles=_tiles(report),
        packs=_packs(report.findings),
        rules=_often(report),
        pages=_pages_plot(report),
        remark=REMARK if report.scores else "",
        history=_history(report),
        remarks=[shown(line) for line in report.remarks()],
        plain=[_line(report, one) for one in report.worst_first()[:PLAIN]],
    )


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy that lets in this style and this script and nothing else."""
    own = (f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script))
    return "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'".format(*own)


def _asset(name: str) -> str:
    return files("doclint.report").joinpath("assets", name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _inert(data: Any) -> str:
    """JSON in which no character can end the element that holds it."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _data(report: Report) -> dict[str, Any]:
    """What the script shows: pages with stretches of their lines, findings by number, rules by id."""
    numbered: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(report.findings):
        numbered[one.path].append(number)
    scores = {one.path: msgspec.to_builtins(one) for one in report.scores}
    room = PAGE_ROOM if sum(map(len, report.sources.values())) <= ROOM else 0
    return {
        "below": report.below,
        "pages": [_page(report, path, numbered.get(path, []), room) for path in {**numbered, **scores}],
        "scores": {path: _score(score) for path, score in scores.items()},
        "findings": [_finding(one) for one in report.findings],
        "rules": {rule.id: _rule(rule.form) for rule in report.rules.values()},
    }


def _page(report: Report, path: str, numbers: Sequence[int], room: int) -> dict[str, Any]:
    found = [report.findings[number] for number in numbers]
    title = one_line(found[0].title, 200) if found else ""
    stretches = hunks(report.sources.get(path, ""), found, numbers, room)
    return {"path": path, "title": title, "hunks": [msgspec.to_builtins(one) for one in stretches]}


def _score(score: dict[str, Any]) -> dict[str, Any]:
    points = [{**point, "quote": one_line(point["quote"], _WORDS)} for point in score["points"]]
    return {**score, "points": points}


def _finding(one: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "rule": one.rule,
        "severity": one.severity,
        "confidence": one.confidence,
        "line": one.line,
        "column": one.column,
        "message": one_line(one.message, _WORDS),
        "quote": one_line(one.quote, _WORDS),
        "evidence": [_evidence(evidence) for evidence in one.evidence],
    }
    if one.fix:
        edits = [[one_line(edit.text, _WORDS), edit.line] for edit in one.fix.edits]
        plain["fix"] = {"safe": one.fix.safe, "edits": edits}
    return plain


def _evidence(one: Evidence) -> dict[str, Any]:
    words = {name: one_line(getattr(one, name), _WORDS) for name in ("note", "quote")}
    return {"kind": one.kind, "where": shown(one.where), "line": one.line, "version": one.version, **words}


def _rule(form: Any) -> dict[str, Any]:
    facts = [{"fact": fact.fact, "source": fact.source or fact.document, "quote": fact.quote} for fact in form.evidence]
    precision = msgspec.to_builtins(form.precision) if form.precision else None
    return {"summary": form.summary, "why": form.why.strip(), "facts": facts, "precision": precision}


def _line(report: Report, one: Finding) -> dict[str, str]:
    place = f"{report.below}{one.path}:{one.line}:{one.column}"
    words = {"message": one_line(one.message, _WORDS), "quote": one_line(one.quote, 200)}
    return {"severity": one.severity, "rule": one.rule, "place": shown(place), **words}


def _history(report: Report) -> list[dict[str, Any]]:
    """Page by page what was said when; empty where nobody asked, else with the totals above it."""
    pages = report.history.pages() if report.history else []
    return [
        {
            "path": shown(report.below + page.path),
            "swings": [one_line(swing.told(), _WORDS) for swing in page.swings],
            "findings": [_changed(change, one) for change in page.changes for one in change.findings],
        }
        for page in pages
    ]


def _changed(change: Change, one: Finding) -> dict[str, Any]:
    return {
        "severity": one.severity,
        "rule": one.rule,
        "when": f"{change.day} {change.commit} line {one.line}",
        "message": one_line(one.message, _WORDS),
        "quotes": [one_line(said.quote, _WORDS) for said in one.evidence],
    }


def _tiles(report: Report) -> list[dict[str, Any]]:
    """How many there are of each severity, and how many there were in earlier runs."""
    tiles = []
    for key, name in (("error", "errors"), ("warning", "warnings"), ("info", "notes")):
        count = report.counts.get(key, 0)
        name = name.removesuffix("s") if count == 1 else name
        before = [(one.name, one.counts.get(key, 0)) for one in report.earlier]
        tiles.append({"key": key, "name": name, "count": count, "trend": _trend([*before, ("now", count)])})
    return tiles


def _trend(runs: Sequence[tuple[str, int]]) -> dict[str, Any] | None:
    """A line through the runs in a box of 120 to 32, and the change since the run before."""
    if len(runs) < 2:
        return None
    top = max(count for _, count in runs) or 1
    points = [(4 + 112 * at / (len(runs) - 1), 28 - 24 * count / top) for at, (_, count) in enumerate(runs)]
    return {
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "last": points[-1],
        "change": runs[-1][1] - runs[-2][1],
        "since": runs[-2][0],
        "words": ", ".join(f"{name}: {count}" for name, count in runs),
    }


def _packs(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings by pack and severity, the fullest pack first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in findings:
        counted[one.rule.split("/")[0]][one.severity] += 1
    most = max((each.total() for each in counted.values()), default=1)
    order = sorted(counted.items(), key=lambda one: (-one[1].total(), one[0]))
    return [{"name": name, "count": each.total(), "parts": _parts(each, most)} for name, each in order]


def _parts(counts: Mapping[str, int], most: int) -> list[dict[str, Any]]:
    """The stretches of one bar, in hundredths of the longest."""
    parts, at = [], 0.0
    for key in ("error", "warning", "info"):
        if counts.get(key):
            wide = 100 * counts[key] / most
            parts.append({"severity": key, "at": round(at, 2), "wide": round(wide, 2), "count": counts[key]})
            at += wide
    return parts


def _often(report: Report) -> list[dict[str, Any]]:
    """The rules with most findings, with what they say."""
    counted = Counter((one.rule, one.severity) for one in report.findings).most_common(_OFTEN)
    most = counted[0][1] if counted else 1
    return [
        {
            "name": name,
            "count": count,
            "parts": _parts({severity: count}, most),
            "summary": report.rules[name].form.summary if name in report.rules else "",
        }
        for (name, severity), count in counted
    ]


def _pages_plot(report: Report) -> dict[str, Any]:
    """Bars of pages: by score where there are scores, else by number of findings."""
    bars = _by_score(report) if report.scores else _by_findings(report)
    most = max((bar["count"] for bar in bars), default=0) or 1
    high = [{**bar, "high": round(72 * bar["count"] / most, 1)} for bar in bars]
    return {"title": "Pages by score" if report.scores else "Pages by number of findings", "bars": high}


def _by_findings(report: Report) -> list[dict[str, Any]]:
    each = Counter(one.path for one in report.findings)
    clean = max(0, report.counts.get("pages", 0) - len(each))
    counts = [*([0] * clean), *each.values()]
    return [
        {
            "label": f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}",
            "count": sum(low <= count and (high is None or count <= high) for count in counts),
            "band": "clean" if not low else "none",
        }
        for low, high in _LADDER
    ]


def _by_score(report: Report) -> list[dict[str, Any]]:
    """Pages in steps of their score, each named by where it begins; those too short for one come first."""
    judged = [one for one in report.scores if one.band != "abstained"]
    step = max(1, -(-max((one.score + 1 for one in judged), default=1) // _STEPS))
    bands: dict[int, Counter[str]] = defaultdict(Counter)
    for one in judged:
        bands[one.score // step][one.band] += 1
    bars = [
        {
            "label": f"{at * step}",
            "count": bands[at].total(),
            "band": bands[at].most_common(1)[0][0] if bands[at] else "none",
        }
        for at in range(max(bands, default=0) + 1)
    ]
    short = len(report.scores) - len(judged)
    return [{"label": "short", "count": short, "band": "abstained"}, *bars] if short else bars
