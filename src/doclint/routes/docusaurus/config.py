"""What `docusaurus.config.*` says in plain words about addresses. It is JavaScript: only literals are read."""

from __future__ import annotations

import re
from typing import Any

NAMES = tuple(f"docusaurus.config.{ending}" for ending in ("js", "ts", "mjs", "cjs"))

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.DOTALL)
_DOCS = re.compile(r"\bdocs\s*:\s*(?:/\*.*?\*/\s*)?\{")


def read(text: str) -> dict[str, Any]:
    """Settings under the names of the `[site]` table: base-url, route-base-path, docs, trailing-slash.

    A key is left out where the file does not state it as a literal; then nothing is known about it.
    """
    text = _COMMENT.sub("", text)
    found = {"base-url": _literal("baseUrl", text), **_docs(text)}
    slash = re.search(r"\btrailingSlash\s*:\s*(true|false)", text)
    if slash:
        found["trailing-slash"] = slash[1] == "true"
    return {key: value for key, value in found.items() if value is not None}


def _docs(text: str) -> dict[str, Any]:
    """From the options of the preset; without `docs: {...}` in the file they may stand anywhere."""
    opening = _DOCS.search(text)
    if not opening:
        return {}
    block = _block(text, opening.end())
    if "..." in block or re.search(r"\brouteBasePath\b(?!\s*:\s*[\"'`])", block):
        return {}
    path = _literal("path", block)
    return {"route-base-path": _literal("routeBasePath", block) or "docs", "docs": path and path.strip("./")}


def _literal(key: str, text: str) -> str | None:
    found = re.search(rf"[\"']?\b{key}\b[\"']?\s*:\s*([\"'`])([^\"'`$\n]*)\1", text)
    return found[2] if found else None


def _block(text: str, start: int) -> str:
    """From after an opening brace to the brace that closes it."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return text[start:place]
    return text[start:]
