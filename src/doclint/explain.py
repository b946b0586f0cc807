"""Rules in words: the list, and one rule with its examples, underlined where it finds something."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from doclint.report.text import block
from doclint.rule import Example, Finding, Precision, Rule, Rules


def table(known: Rules) -> str:
    """Every rule in a line: id, severity, confidence, summary."""
    widest = max((len(rule.id) for rule in known.all), default=0)
    return "".join(
        f"{rule.id:<{widest}}  {rule.form.severity:<7}  {rule.form.confidence:<6}  {rule.form.summary}\n"
        for rule in known.all
    )


def index(known: Rules) -> str:
    """The list as a Markdown table with links to the pages."""
    rows = [("rule", "severity", "confidence", "right", "what is wrong"), ("---",) * 5]
    for rule in known.all:
        form = rule.form
        rows.append((f"[{rule.id}]({rule.id}.md)", form.severity, form.confidence, _right(rule), form.summary))
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return f"# Rules\n\nMade by `doclint rule --all docs/rules`.\n\n{table}"


def _right(rule: Rule) -> str:
    """How often the rule was right where that was measured; its page says on what."""
    return f"{rule.form.precision.value:.0%}" if rule.form.precision else ""


def page(rule: Rule) -> str:
    """One rule as a Markdown page."""
    return "\n".join(_lines(rule)) + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    form = rule.form
    yield from (f"# {rule.id}", "", form.summary, "")
    yield f"Severity: {form.severity}. Confidence: {form.confidence}."
    if form.preview:
        yield "On trial: runs only with `preview = true` in the settings, or `--preview`."
    if form.precision:
        yield _precision(form.precision)
    if form.hides:
        yield f"Where this rule finds something, these stay silent: {', '.join(form.hides)}."
    yield from ("", "## Why", "", form.why.strip(), "")
    if form.evidence:
        yield from ("## What it rests on", "")
        yield from (f"- {source.fact} ({source.source}; {source.read})" for source in form.evidence)
        yield ""
    yield from _examples("Found", [e for e in rule.examples if _marked(e)])
    yield from _examples("Left alone", [e for e in rule.examples if not _marked(e)])
    yield from ("## Silence it", "", "```markdown")
    yield from (f"<!-- doclint-disable-next-line {rule.id} -- reason -->", "```")


def finding(one: Finding, source: str, rule: Rule) -> str:
    """A finding on a page with the text `source`, how to mend it or live with it, and its rule."""
    return "\n".join((block(one, source), *_ways(one), "", page(rule)))


def _ways(one: Finding) -> Iterator[str]:
    """What can be done about a finding."""
    if one.fix:
        yield f"mend: doclint check --fix {one.path}" if one.fix.safe else "mend: by hand; the change above is a guess"
    else:
        yield "mend: by hand; the rule below says what is wrong and shows pages that are right"
    yield f'switch the rule off: "{one.rule}" = "off" under [severity] in doclint.toml'
    yield f'for some pages: "{one.rule}" = "off" under [per-path.{_pattern(one.path)}]'
    yield "live with it for now: doclint baseline"
    yield f"known as: {one.fingerprint}"


def _pattern(path: str) -> str:
    """A gitignore pattern that matches this path, as TOML writes it."""
    return json.dumps(re.sub(r"[\[*?\\]|^[!#]", r"\\\g<0>", path), ensure_ascii=False)


def _precision(known: Precision) -> str:
    if known.on.startswith("by construction"):
        return f"Precision: {known.value:.2f} {known.on}."
    return f"Measured precision: {known.value:.2f}, on {known.on}."


def _marked(example: Example) -> bool:
    return any("⟦" in text for text in (example.page, *example.site.values()))


def _examples(title: str, examples: list[Example]) -> Iterator[str]:
    if not examples:
        return
    yield from (f"## {title}", "")
    for example in examples:
        if example.note:
            yield from (example.note, "")
        fence = _fence(example)
        yield fence + "text"
        if example.before:
            yield from ("before:", *_underlined(example.before), "after:")
        for path, text in (example.site or {"": example.page}).items():
            yield from ([f"{path}:"] if path else [])
            yield from _underlined(text)
        yield from (fence, "")


def _fence(example: Example) -> str:
    """A fence longer than any in the example."""
    texts = "".join((example.page, example.before, *example.site.values()))
    fence = "```"
    while fence in texts:
        fence += "`"
    return fence


def _underlined(text: str) -> Iterator[str]:
    """The lines of a marked text, each followed by ^^^ under its marked characters."""
    inside = False
    for line in text.rstrip("\n").split("\n"):
        plain, under = [], []
        for character in line:
            if character in "⟦⟧":
                inside = character == "⟦"
                continue
            plain.append("␍" if character == "\r" else character)  # as a picture, so that it shows
            under.append("^" if inside else " ")
        yield "".join(plain)
        if "^" in under:
            yield "".join(under).rstrip()


def reasons(one: Finding, rule: Rule | None) -> Iterator[str]:
    """A finding in Markdown paragraphs: what is wrong, why that matters, how it is known."""
    precision = f"; right in {one.precision.value:.0%} of the cases on {one.precision.on}" if one.precision else ""
    yield f"**{one.rule}** ({one.severity}, {one.confidence} confidence{precision})"
    yield one.message
    if rule:
        yield rule.form.why.strip()
    for evidence in one.evidence:
        place = f"{evidence.where}:{evidence.line}" if evidence.line else evidence.where
        quote = f": “{evidence.quote}”" if evidence.quote else ""
        yield f"- {place}{f' ({evidence.version})' if evidence.version else ''}: {evidence.note}{quote}"
