"""`:::` blocks: which lines open one and which close it."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

from msgspec import Struct

from doclint.lazy import regex

_FENCE_LINE = regex(
    r"^(?P<indent>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>:{3,}|`{3,}|~{3,})(?P<rest>.*)$", re.M
)
_OPENING = regex(r"[ \t]*(?:([A-Za-z][\w-]*)|(?=\{))(.*)")
_NESTED = 20
"""how many openings back a closing line can reach"""

_ATTRIBUTES = regex(r"[ \t]*\{[^{}]*\}[ \t]*$")


class Opening(Struct, frozen=True):
    """An opening line: offsets of the line's mark and of its title (start == end: no title)."""

    keyword: str
    form: str
    mark: int
    start: int
    end: int


def pairs(env: MutableMapping[str, Any], text: str) -> tuple[dict[int, Opening], set[int]]:
    """The opening and the closing lines of `text`, by the offset of their first colon. Kept in `env`.

    A line with colons only closes the block opened last with no more colons than it has. A line that closes itself
    (`:::image ... :::`) or has no closing line is text.
    """
    if "directives" not in env:
        env["directives"] = _pairs(text) if ":::" in text else ({}, set())
    return env["directives"]  # type: ignore[no-any-return]


def _fence_lines(text: str) -> Iterator[re.Match[str]]:
    """The lines that open or close a block; to search for signs takes a third of the time that an expression does."""
    starts = set[int]()
    for signs in (":::", "```", "~~~"):
        at = text.find(signs)
        while at >= 0:
            starts.add(text.rfind("\n", 0, at) + 1)
            stop = text.find("\n", at)
            at = text.find(signs, stop) if stop >= 0 else -1
    return filter(None, (_FENCE_LINE.match(text, start) for start in sorted(starts)))


def _pairs(text: str) -> tuple[dict[int, Opening], set[int]]:
    openings: dict[int, Opening] = {}
    closings: set[int] = set()
    waiting: list[tuple[int, Opening]] = []
    code = ""
    for line in _fence_lines(text):
        fence, rest = line["fence"], line["rest"].strip()
        if fence[0] != ":":
            code = _code_after(code, fence, rest)
        elif code:
            continue
        elif rest:
            opening = _opening(line)
            waiting += [(len(fence), opening)] if opening else []
        elif opening := _closed(waiting, len(fence)):
            openings[opening.mark] = opening
            closings.add(line.start("fence"))
    return openings, closings


def _closed(waiting: list[tuple[int, Opening]], colons: int) -> Opening | None:
    """The opening line that a line of so many colons closes. Those opened within it and never closed are text."""
    for index in range(len(waiting) - 1, max(len(waiting) - _NESTED, 0) - 1, -1):
        if waiting[index][0] <= colons:
            opening = waiting[index][1]
            del waiting[index:]
            return opening
    return None


def _code_after(code: str, fence: str, rest: str) -> str:
    """The fence of the code block one is in after this line, "" if in none."""
    if not code:
        return "" if fence[0] == "`" and "`" in rest else fence
    return "" if not rest and fence[0] == code[0] and len(fence) >= len(code) else code


def _opening(line: re.Match[str]) -> Opening | None:
    found = _OPENING.match(line["rest"])
    if not found or line["rest"].rstrip().endswith(":::"):
        return None
    keyword, after = found[1] or "", found[2]
    base, mark = line.start("rest") + found.start(2), line.start("fence")
    attributes = _ATTRIBUTES.search(after)
    title = after[: attributes.start()] if attributes else after
    words = title.strip()
    if not words:
        return Opening(keyword, "", mark, base, base)
    start = base + len(title) - len(title.lstrip())
    if title.startswith("[") and words.endswith("]"):
        return Opening(keyword, "brackets", mark, start + 1, start + len(words) - 1)
    return Opening(keyword, "space", mark, start, start + len(words)) if title[0] in " \t" else None
