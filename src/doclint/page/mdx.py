"""What MDX adds to Markdown: braces, and lines of JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from doclint.lazy import regex

_BRACE = regex(r"[{}]")
_IMPORT = regex(r"""import\s+(?:([\w$*{][^;"']*?)\s*\bfrom\s*)?(["'])([^"'\n]+)\2""")
_EXPORT = regex(r"export\s+(?:const|let|var|function|default|class|async|type|interface|\{|\*)")
_NAME = regex(r"(?:[\w$]+\s+as\s+|\*\s*as\s+)?([\w$]+)")


def braces(env: MutableMapping[str, Any], text: str) -> Mapping[int, int]:
    """For each `{` of `text` that has its `}`, the offset after it. Worked out once a text and kept in `env`."""
    if "{" not in text:
        return {}
    known: dict[str, dict[int, int]] = env.setdefault("braces", {})
    if text not in known:
        known[text] = _matched(text)
    return known[text]


def _matched(text: str) -> dict[int, int]:
    open_at: list[int] = []
    found: dict[int, int] = {}
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            open_at.append(brace.start())
        elif open_at:
            found[open_at.pop()] = brace.end()
    return found


def is_module_line(text: str, start: int) -> bool:
    """Whether an import or an export statement begins at `start`: not merely a sentence with that word."""
    return bool(_IMPORT.match(text, start) if text[start] == "i" else _EXPORT.match(text, start))


def imported(statements: str) -> list[tuple[str, str]]:
    """(name, address) of what import statements bring."""
    found: list[tuple[str, str]] = []
    for statement in _IMPORT.finditer(statements):
        names = _NAME.findall(statement[1] or "")
        found += [(name, statement[3]) for name in names or [""] if name != "as"]
    return found
