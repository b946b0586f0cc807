"""Lists and tables in each other, as configurations hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def inside(value: Any) -> Iterator[Any]:
    """A value and all that it holds, at any depth. What is held in many places comes once: in YAML that costs nothing
    to write and, told every time, no end to read."""
    pending, seen = [value], set[int]()
    while pending:
        entry = pending.pop()
        if isinstance(entry, dict | list):
            if id(entry) in seen:
                continue
            seen.add(id(entry))
            pending += entry.values() if isinstance(entry, dict) else entry
        yield entry
