"""Findings to findings: a visible list of small steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct, field

from doclint import engine
from doclint.baseline import Baseline, Entry
from doclint.checks import Kinds
from doclint.facts.silences import Silence
from doclint.findings import finding, numbered
from doclint.rule import CONFIDENCES, INTERNAL, SEVERITIES, Confidence, Finding, Hit, Rules, Severity, printable
from doclint.settings import Settings, matcher
from doclint.site import Site
from doclint.strict import nearest

UNUSED = "run/unused-silence"
_MOVING = frozenset({"before", "web"})
"""needs of kinds whose findings go when the change is merged or the server is back, while the comment has to stay"""


class Context(Struct, frozen=True):
    """What the steps may look at."""

    site: Site
    rules: Rules
    """the rules that ran"""
    known: Rules
    """all rules there are"""
    settings: Settings
    paths: tuple[str, ...]
    """the pages reported on"""
    baseline: Baseline = field(default_factory=Baseline)
    told: engine.Told = field(default_factory=engine.Told)
    """what the look at the pages told, before any step"""


Step = Callable[[list[Finding], Context], list[Finding]]


def sift(context: Context) -> list[Finding]:
    """All steps in their order."""
    found = context.told.findings
    for step in STEPS:
        found = step(found, context)
    return found


def silenced(found: list[Finding], context: Context) -> list[Finding]:
    """Leave out what a comment on the page silences, and report the comments that silence nothing."""
    kept: list[Finding] = []
    used: set[tuple[str, Silence]] = set()
    meant = _meant(context.known)
    for path, mine in groupby(found, key=lambda one: one.path):
        for one, near in _meeting(mine, context.told.silences.get(path, ())):
            by = [silence for silence in near if one.rule in _covered(silence, meant)]
            used.update((path, silence) for silence in by)
            if not by:
                kept.append(one)
    failed = {one.path for one in found if one.rule == INTERNAL}
    return kept + _unused(used, failed, meant, context)


def _meant(known: Rules) -> dict[str, frozenset[str]]:
    """What a name stands for: itself, the rules of a pack, the rule that once had this name; "" for all rules."""
    table: dict[str, set[str]] = {"": {rule.id for rule in known.all}}
    for rule in known.all:
        for name in (rule.id, rule.id.split("/")[0], *rule.form.aliases):
            table.setdefault(name, set()).add(rule.id)
    return {name: frozenset(ids) for name, ids in table.items()}


def _covered(silence: Silence, meant: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The ids of the rules that a comment silences."""
    return frozenset().union(*(meant.get(name, frozenset()) for name in silence.names or ("",)))


def _meeting(found: Iterable[Finding], silences: Iterable[Silence]) -> Iterator[tuple[Finding, list[Silence]]]:
    """Each finding of a page with the silences on its line: one sweep down the page."""
    waiting = sorted(silences, key=lambda silence: silence.first, reverse=True)
    near: list[Silence] = []
    for one in sorted(found, key=lambda one: one.line):
        while waiting and waiting[-1].first <= one.line:
            near.append(waiting.pop())
        near = [silence for silence in near if silence.last >= one.line]
        yield one, near


def _unused(
    used: set[tuple[str, Silence]], failed: set[str], meant: Mapping[str, frozenset[str]], context: Context
) -> list[Finding]:
    rule = next((rule for rule in context.rules.all if rule.id == UNUSED), None)
    found, steady = [], _steady(context)
    for path, written in context.told.silences.items() if rule else ():
        page = context.site.pages[path]
        ran = steady if path not in failed else frozenset()
        for silence in written:
            words = _why_unused(silence, ran, meant) if (path, silence) not in used else None
            if words and rule:
                found.append(finding(page, Hit(rule, silence.span, {"why": words})))
    return list(numbered(found))


def _steady(context: Context) -> frozenset[str]:
    """The ids of the rules that ran and find the same whenever they look at this text."""
    return frozenset(rule.id for rule in context.rules.all if not rule.needs & _MOVING)


def _why_unused(silence: Silence, ran: frozenset[str], meant: Mapping[str, frozenset[str]]) -> str | None:
    """Why a comment silences nothing, or None where one of its rules did not run or may find something next time."""
    for name in silence.names:
        if name not in meant:
            return f"there is no rule `{name}`; {nearest(name, sorted(filter(None, meant)))}"
    return "nothing is found there; delete the comment" if _covered(silence, meant) <= ran else None


def allowed(found: list[Finding], context: Context) -> list[Finding]:
    """Leave out what quotes words that the settings allow."""
    if not context.settings.allow:
        return found
    forms = {name: _any_of(words) for name, words in context.settings.allow.items()}
    return [one for one in found if not any(name in forms and forms[name](one.quote) for name in _names(one))]


def _names(one: Finding) -> tuple[str, str]:
    return one.rule, one.rule.split("/")[0]


def _any_of(words: Iterable[str]) -> Callable[[str], object]:
    """Matches a whole quote, however its letters are written, against words with `*`."""
    forms = (".*".join(map(re.escape, " ".join(word.split()).split("*"))) for word in words)
    form = re.compile("|".join(f"(?:{one})" for one in forms) or r"(?!)", re.IGNORECASE | re.DOTALL)
    return lambda quote: form.fullmatch(" ".join(quote.split()))


def mild(found: list[Finding], context: Context) -> list[Finding]:
    """Between two documented versions of a product much changes for good reason: what differs is worth a look only."""
    told = context.site.releases
    if not told:
        return found
    compare = {rule.id for rule in context.rules.all if "before" in rule.needs}
    mildly = {"severity": "info", "confidence": "low", "precision": None}
    return [
        msgspec.structs.replace(one, **mildly) if one.path in told and one.rule in compare else one for one in found
    ]


def adjusted(found: list[Finding], context: Context) -> list[Finding]:
    """Give rules the severity that the settings say, everywhere or on some paths; `off` leaves a finding out."""
    settings = context.settings
    if not settings.severity and not settings.per_path:
        return found
    tables = [(matcher([pattern]), table) for pattern, table in settings.per_path.items()]
    kept = []
    most = _limits(context.rules)
    for one in found:
        level: Any = _level(settings.severity, one.rule) or one.severity
        for matches, table in tables:
            level = (_level(table, one.rule) or level) if matches(one.path) else level
        if level != "off":
            level = min(level, most.get(one.rule, level), key=SEVERITIES.index)
            kept.append(msgspec.structs.replace(one, severity=level))
    return kept


def _limits(rules: Rules) -> dict[str, Severity]:
    """The worst severity that the findings of a rule may have, for rules of which the kind sets a limit."""
    kinds = Kinds()
    return {one.id: kinds[one.form.check].MOST for one in rules.all if hasattr(kinds[one.form.check], "MOST")}


def _level(table: dict[str, Any], rule: str) -> str | None:
    return table.get(rule) or table.get(rule.split("/")[0])


def hidden(found: list[Finding], context: Context) -> list[Finding]:
    """Leave out what a stronger rule says on the same place: one fault, one finding."""
    hides = {rule.id: rule.form.hides for rule in context.rules.all if rule.form.hides}
    strong: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        for weaker in hides.get(one.rule, ()):
            strong.setdefault((one.path, weaker), []).append(one)
    return [one for one in found if not any(_overlap(s, one) for s in strong.get((one.path, one.rule), ()))]


def _overlap(one: Finding, other: Finding) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end


def confident(found: list[Finding], context: Context) -> list[Finding]:
    """Leave out what is less sure than the settings ask for."""
    least = rank(context.settings.min_confidence or "low")
    return [one for one in found if rank(one.confidence) >= least]


def rank(confidence: Confidence) -> int:
    """0 for low to 2 for high."""
    return CONFIDENCES.index(confidence)


def distinct(found: list[Finding], context: Context) -> list[Finding]:
    """Keep one of several findings of one rule on the same characters."""
    first: dict[tuple[Any, ...], Finding] = {}
    for one in found:
        first.setdefault((one.path, one.span, one.rule, one.message), one)
    return list(first.values())


def unknown(found: list[Finding], context: Context) -> list[Finding]:
    """Leave out what the baseline holds."""
    if not context.baseline.entries:
        return found
    aliases = {rule.id: rule.form.aliases for rule in context.known.all}
    return context.baseline.unknown(found, aliases, lambda path: path not in context.site.files)


def examined(context: Context) -> Callable[[Entry], bool]:
    """Whether a run that did not find an entry of the baseline again has looked for it."""
    least = rank(context.settings.min_confidence or "low")
    ran = {name for r in context.rules.all if rank(r.form.confidence) >= least for name in (r.id, *r.form.aliases)}
    known = {name for r in context.known.all for name in (r.id, *r.form.aliases)}
    here = {printable(path) for path in context.site.files - set(context.paths)}
    return lambda entry: (entry.rule in ran or entry.rule not in known) and entry.path not in here


def ordered(found: list[Finding], context: Context) -> list[Finding]:
    """By path and place."""
    return sorted(found, key=lambda one: (one.path, one.span, one.rule))


STEPS: tuple[Step, ...] = (silenced, allowed, mild, adjusted, confident, hidden, distinct, unknown, ordered)


def totals(found: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for one in found:
        counts[one.severity] += 1
    return counts
