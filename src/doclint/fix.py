"""Edits to a new text, or to a diff that shows it."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable, Sequence

from doclint.lazy import regex
from doclint.rule import Edit, Finding

_LINE = regex(rb"[^\n]*\n|[^\n]+")
_PLAIN = regex(r"[ !#-\[\]-~]")


def choose(found: Iterable[Finding]) -> list[Edit]:
    """The safe edits of one page's findings that can be made together: of two that touch, the first stays."""
    chosen: list[Edit] = []
    for one in found:
        if one.fix and one.fix.safe and not any(_touches(edit, chosen) for edit in one.edits):
            for edit in one.edits:
                insort(chosen, edit, key=_place)
    return chosen


def apply(source: str, edits: Sequence[Edit]) -> str:
    """`source` with edits that do not touch one another."""
    parts, last = [], 0
    for edit in sorted(edits, key=_place):
        parts += [source[last : edit.span.start], edit.text]
        last = edit.span.end
    return "".join([*parts, source[last:]])


def diff(path: str, old: bytes, new: bytes) -> bytes:
    """A unified diff that `git apply` takes: bytes as they are, names written as git writes them."""
    was, now = (_name(f"{side}/{path}".encode("utf-8", "surrogateescape")) for side in "ab")
    import difflib  # only a diff needs it

    lines = difflib.diff_bytes(difflib.unified_diff, _LINE.findall(old), _LINE.findall(new), was, now)
    return b"".join(line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in lines)


def _name(path: bytes) -> bytes:
    """A file name as git writes it: in quotes where it has bytes that are not plain, ended by a tab after spaces."""
    written = "".join(chr(byte) if _PLAIN.match(chr(byte)) else f"\\{byte:03o}" for byte in path).encode()
    if written != path:
        return b'"' + written + b'"'
    return path + b"\t" if b" " in path else path


def _touches(edit: Edit, chosen: Sequence[Edit]) -> bool:
    """Whether `edit` overlaps one of the edits in their order, or begins where one of them does."""
    at = bisect(chosen, _place(edit), key=_place)
    before, after = chosen[max(at - 1, 0) : at], chosen[at : at + 1]
    return any(edit.span.start < one.span.end or edit.span.start == one.span.start for one in before) or any(
        one.span.start < edit.span.end for one in after
    )


def _place(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end
