"""Edits to a new text, or to a diff that shows it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from doclint.rule import Edit, Finding


def choose(found: Iterable[Finding]) -> list[Edit]:
    """The safe edits of one page's findings that can be made together: of two that touch, the first stays."""
    chosen: list[Edit] = []
    for one in found:
        if one.fix and one.fix.safe and not any(_touch(a, b) for a in one.edits for b in chosen):
            chosen += [edit for edit in one.edits if edit not in chosen]
    return sorted(chosen, key=lambda edit: edit.span)


def apply(source: str, edits: Sequence[Edit]) -> str:
    """`source` with edits that do not touch one another."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        source = source[: edit.span.start] + edit.text + source[edit.span.end :]
    return source


def diff(path: str, old: str, new: str) -> str:
    """A unified diff as `git diff` shows it."""
    lines = difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start < other.span.end and other.span.start < one.span.end
