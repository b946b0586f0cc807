"""The settings at the top of a page: YAML between `---` lines, or TOML between `+++` lines (Hugo)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from doclint.page.text import Problem, Span

_CLOSING = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M), "+++": re.compile(r"^\+\+\+[ \t]*$", re.M)}
_OPENING = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NESTED = re.compile(r"[\[{]|(?:- ){2,}|^ +(?=\S)", re.M)
_LIMIT = 100
"""deeper than anyone writes, and shallower than what would exhaust the YAML reader's stack"""

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class FrontMatter(NamedTuple):
    """What the top of a page says, where it stands, and why it could not be read if it could not."""

    values: Mapping[str, Any]
    span: Span | None
    problem: Problem | None = None


def read(source: str) -> FrontMatter:
    """The front matter of a page. Cheap: looks at nothing else."""
    opening = _OPENING.match(source)
    if not opening:
        return FrontMatter(_EMPTY, None)
    closing = _CLOSING[opening[1]].search(source, opening.end())
    if not closing:
        return FrontMatter(_EMPTY, None)
    span = Span(0, closing.end())
    inside = _SURROGATE.sub("\ufffd", source[opening.end() : closing.start()]).replace("\r", " ")
    values, problem = _load(inside, opening.end(), opening[1] == "+++")
    return FrontMatter(values, span, problem)


def _load(inside: str, base: int, toml: bool) -> tuple[Mapping[str, Any], Problem | None]:
    if _depth(inside) > _LIMIT:
        return _EMPTY, _problem(base, 0, len(inside), "it is nested too deeply to be read")
    try:
        values = tomllib.loads(inside) if toml else yaml.load(inside, _loader())
    except yaml.MarkedYAMLError as error:
        return _EMPTY, _marked(error, inside, base)
    except yaml.reader.ReaderError as error:
        return _EMPTY, _problem(base, error.position, 1, "it holds a character that YAML does not allow")
    except (ValueError, TypeError, RecursionError) as error:
        return _EMPTY, _problem(base, 0, len(inside), str(error) or "it cannot be read")
    if values is None:
        return _EMPTY, None
    if not isinstance(values, dict):
        return _EMPTY, _problem(base, 0, len(inside), "it is not a list of `key: value` lines")
    return {str(key): value for key, value in values.items()}, None


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _depth(inside: str) -> int:
    """An upper bound on how deep the YAML nests, without reading it."""
    brackets = sum(len(found) > 0 and found[0] in "[{" for found in _NESTED.findall(inside))
    dashes = max((len(run) // 2 for run in re.findall(r"(?:- )+", inside)), default=0)
    indents = len({len(run) for run in _NESTED.findall(inside) if run.startswith(" ")})
    return max(_bracket_depth(inside) if brackets > _LIMIT else 0, dashes + indents)


def _bracket_depth(inside: str) -> int:
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", inside):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _marked(error: yaml.MarkedYAMLError, inside: str, base: int) -> Problem:
    mark = error.problem_mark or error.context_mark
    words = ", ".join(part for part in (error.context, error.problem) if part) or "it cannot be read"
    if not mark:
        return _problem(base, 0, len(inside), words)
    lines = inside.split("\n")
    line = min(mark.line, len(lines) - 1)
    start = sum(len(before) + 1 for before in lines[:line])
    return _problem(base, start + min(mark.column, len(lines[line])), 1, words)


def _problem(base: int, start: int, length: int, words: str) -> Problem:
    span = Span(base + start, base + start + length)
    return Problem("front-matter", span, f"the front matter cannot be read: {words}")
