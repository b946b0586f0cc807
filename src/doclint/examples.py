"""A rule's examples as tests: exactly the marked characters must be found, by the rule that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from doclint import files, fix
from doclint.api import check_texts
from doclint.errors import DoclintError
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Example, Finding, Rule, Rules, unmarked

_FIELD = regex(r"\{\w+\}")
LEAST = 4
"""examples that a rule should have of either kind"""


def failures(rule: Rule, known: Rules) -> list[str]:
    """What is wrong with the rule's examples, in words; empty when all hold."""
    found = []
    for number, example in enumerate(rule.examples):
        try:
            found += [f"{rule.file}: example {number + 1}: {words}" for words in verify(rule, example, known)]
        except DoclintError as error:
            found.append(f"{rule.file}: example {number + 1}: {error}")
    return found


def unfounded(rule: Rule, references: Mapping[str, str]) -> list[str]:
    """The quotes of the rule that do not stand in the document that they name, in words."""
    found = []
    for source in rule.form.evidence:
        text = references.get(source.document)
        if source.document and text is None:
            found.append(f"{rule.file}: no reference `{source.document}`; name it under `references` in the settings")
        elif text is not None and " ".join(source.quote.split()) not in " ".join(text.split()):
            found.append(f"{rule.file}: `{source.document}` does not hold {source.quote[:60]!r}; mend the quote")
    return found


def verify(rule: Rule, example: Example, known: Rules) -> Iterator[str]:
    """How the example differs from what the rule finds."""
    texts, wanted = pages(example)
    found = run(rule, example, texts, known)
    yield from _unfilled(rule, found)
    for path, text in texts.items():
        mine = [one for one in found if one.path == path]
        yield from _differences(text, wanted[path], [one.span for one in mine])
        if example.fixed and path == example.path:
            yield from _fixed(text, example.fixed, mine)


def pages(example: Example) -> tuple[dict[str, str], dict[str, list[Span]]]:
    """The example's pages as doclint would read them, and the marked places by path."""
    marked = example.site or {example.path: example.page}
    texts, wanted = {}, {}
    for path, text in marked.items():
        plain, wanted[path] = unmarked(text)
        data = plain.encode(example.encoding) if example.encoding != "utf-8" else None
        texts[path] = files.decode(data).text if data is not None else plain
    return texts, wanted


def run(rule: Rule, example: Example, texts: dict[str, str], known: Rules) -> list[Finding]:
    """The findings of this rule on the example; rules about the run itself are tried with all the others."""
    older = {**example.former, **({example.path: example.before} if example.before else {})}
    before = {path: Page(path, unmarked(text)[0]) for path, text in older.items()}
    rules = known if rule.form.check == "run" else Rules((rule,), known.words)
    report = check_texts(
        texts,
        before,
        example.files,
        settings=example.settings,
        rules=rules,
        known=known,
        web=example.web,
        judge=example.judge,
    )
    return [one for one in report.findings if one.rule in (rule.id, "run/internal-error")]


def _unfilled(rule: Rule, found: list[Finding]) -> Iterator[str]:
    """The fields of the message that nothing fills, so that readers would see the braces."""
    for name in dict.fromkeys(_FIELD.findall(rule.form.message)):
        if any(one.rule == rule.id and name in one.message for one in found):
            yield f"nothing fills {name} in the message; `{{found}}` is the words found"


def _differences(text: str, wanted: list[Span], found: list[Span]) -> Iterator[str]:
    for span in sorted(set(wanted) - set(found)):
        yield f"did not find {_quote(text, span)}"
    for span in sorted(set(found) - set(wanted)):
        yield f"found {_quote(text, span)}, which is not marked"


def _fixed(text: str, wanted: str, found: list[Finding]) -> Iterator[str]:
    made = fix.apply(text, fix.choose(found))
    if made != wanted:
        yield f"the fix makes {made!r}, not {wanted!r}"


def _quote(text: str, span: Span) -> str:
    return f"{text[span.start : span.end]!r} at {span.start} in {text[:60]!r}"
