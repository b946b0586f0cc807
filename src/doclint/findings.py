"""A hit becomes a finding: what only the page can tell, worked out once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Edit, Finding, Fix, Hit, PlacedEdit, fingerprint, printable

_QUOTED = 80
"""characters of the words quoted that a message shows"""
_FIELD = regex(r"\{(\w+)\}")


def finding(page: Page, hit: Hit) -> Finding:
    """A hit with everything that only the page can tell: lines, columns and the words quoted."""
    form, quote = hit.rule.form, printable(page.source[hit.span.start : hit.span.end])
    line, column = page.position(hit.span.start)
    end_line, end_column = page.position(hit.span.end)
    return Finding(
        rule=hit.rule.id,
        path=page.path,
        version=page.version,
        title=page.title,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        severity=form.severity,
        confidence=form.confidence,
        precision=form.precision,
        message=_message(form.message, {"found": _short(quote), **hit.words}),
        quote=quote,
        evidence=hit.evidence,
        data={key: value for key, value in hit.words.items() if isinstance(value, str | int | float | list)},
        fix=_fix(page, hit.edits),
        span=hit.span,
        edits=hit.edits,
    )


def _message(form: str, words: Mapping[str, object]) -> str:
    return _FIELD.sub(lambda field: printable(str(words.get(field[1], field[0]))), form)


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1]}…"


def _fix(page: Page, edits: tuple[Edit, ...]) -> Fix | None:
    if not edits:
        return None
    return Fix(all(edit.safe for edit in edits), tuple(_placed(page, edit) for edit in edits))


def _placed(page: Page, edit: Edit) -> PlacedEdit:
    return PlacedEdit(*page.position(edit.span.start), *page.position(edit.span.end), edit.text)


def numbered(found: list[Finding]) -> Iterator[Finding]:
    """Findings in order of place, each with a fingerprint that no line number enters."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in sorted(found, key=lambda f: (f.path, f.span, f.rule, f.message)):
        seen[one.path, one.rule, one.quote] += 1
        count = seen[one.path, one.rule, one.quote]
        yield msgspec.structs.replace(one, fingerprint=fingerprint(one.rule, one.path, one.quote, count))
