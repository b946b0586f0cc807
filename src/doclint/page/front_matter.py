"""The settings at the top of a page: YAML between `---` lines, or TOML between `+++` lines (Hugo)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from doclint.lazy import pyyaml, regex
from doclint.page.text import Problem, Span

_CLOSING = {"---": regex(r"^(?:---|\.\.\.)[ \t]*$", re.M), "+++": regex(r"^\+\+\+[ \t]*$", re.M)}
_OPENING = regex(r"\ufeff?(---|\+\+\+)[ \t]*\n")
_SURROGATE = regex("[\ud800-\udfff]")
_NESTED = regex(r"[\[{]|(?:- ){2,}|^ +(?=\S)", re.M)
_QUOTED = r"[\w !#-\[\]-~]*"
_WORD = r"[A-Za-z][\w ./&+-]*"
_DAY = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
_UUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_WORDS = rf"(?:[A-Za-z]|:(?=\S)|[^\x00-\xa0])(?:[\w ,.()/&%+'?!-]|:(?=\S)|(?!\w)[^\x00-\xa0])*+|{_DAY}|{_UUID}"
_VALUE = rf"({_WORDS})|\"({_QUOTED})\"|'([\w !-&(-~]*)'|([1-9][0-9]{{0,8}})|([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
_TEXTS = rf"\[(\"{_QUOTED}\"(?:, *\"{_QUOTED}\")*|{_WORD}(?:, *{_WORD})*)\]"
_SIMPLE = regex(rf"([A-Za-z_][\w.-]*):(?: +(?:{_VALUE}|{_TEXTS}))? *|#[\w !-~]*")
"""a line that can only mean one thing: a key, and words, a text in quotation marks, a number, a day, a list of
texts, or nothing; or a comment"""
_ITEM = regex(rf"( *)(- +)?(?:([A-Za-z_][\w.-]*): +)?(?:{_VALUE}) *")
"""the same for an item of a list, or for one of its own keys, in its first line or below it"""
_TEXT = regex(rf"\"([^\"]*)\"|({_WORD})")
_NOT_TEXT = frozenset(("yes", "no", "true", "false", "on", "off", "null"))
"""what YAML 1.1 takes for something else than text"""
_TRUTH = {"true": True, "false": False}
_ODD = regex("[\x85\u2028\u2029\ufeff\ufffe\uffff]")
"""what YAML takes for the end of a line, or refuses"""
_DATE = regex(r"(?<=[:,-] )([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\b")
"""what YAML takes for a day where it stands without quotation marks"""
_FILLED_IN = regex(r"^[ \t]*+(?:\{\{[^\n]*\}\}|\{%[^\n]*%\})[ \t]*$", re.M)
"""a line that a program fills in before anybody reads the page"""
_LIMIT = 100
"""deeper than anyone writes, and shallower than what would exhaust the YAML reader's stack"""

_BLANKS = "indent with blanks, not with tabs"
_REMEDIES = {
    "mapping values are not allowed": "put a value that holds `:` into quotation marks, and a blank after a key's `:`",
    "did not find expected ',' or": "close the bracket that is opened before",
    "unexpected end of stream": "close the quotation mark that is opened before",
    "did not find expected key": "put the whole value into quotation marks, and one key on each line",
    "could not find expected ':'": "write `key: value` on the line before, or indent it below its key",
    "did not find expected '-' indicator": "indent the list below its key",
    "tab": _BLANKS,
    "": "put a value that begins with a sign into quotation marks",
}
"""what to do about the problems of the YAML reader, by its words; the last for all others"""

_EMPTY: Mapping[str, Any] = MappingProxyType({})


class FrontMatter(Struct, frozen=True):
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
    return FrontMatter(values, span, None if problem and _FILLED_IN.search(inside) else problem)


def _load(inside: str, base: int, toml: bool) -> tuple[Mapping[str, Any], Problem | None]:
    values: Any = None if toml else _simple(inside)
    if not values and _depth(inside) > _LIMIT:
        return _EMPTY, _problem(base, 0, len(inside), "it is nested too deeply to be read")
    try:
        values = values or (_toml(inside) if toml else _yaml(inside))
    except _Unread as error:
        return _EMPTY, _marked(error.args[0], inside, base)
    except (ValueError, TypeError, RecursionError) as error:
        return _EMPTY, _no_day(inside, base) or _problem(base, 0, len(inside), str(error) or "it cannot be read")
    if values is None:
        return _EMPTY, None
    if not isinstance(values, dict):
        return _EMPTY, _problem(base, 0, len(inside), "it is not a list of `key: value` lines")
    return {str(key): value for key, value in values.items()}, None


def _simple(inside: str) -> dict[str, Any] | None:
    """Front matter of simple lines, as most of it is, without the YAML reader; None where a line wants it."""
    if not inside.isascii() and _ODD.search(inside):
        return None
    values: dict[str, Any] = {}
    last, indent, below = "", None, None
    try:
        for line in filter(None, inside.split("\n")):
            if entry := _SIMPLE.fullmatch(line):
                if entry[1]:
                    key, *value, texts = entry.groups()
                    last, indent, below = _sure(key), None, None
                    values[last] = _texts(texts) if texts else _value(*value)
                continue
            if not (item := _ITEM.fullmatch(line)):
                return None
            margin, dash, key, *value = item.groups()
            if dash and values.get(last, ()) is None:
                values[last], indent = [], margin
            if not (dash or key) or margin != (indent if dash else below):
                return None
            if dash:
                values[last].append({})
                below = margin + " " * len(dash) if key else None
            if key:
                values[last][-1][_sure(key)] = _value(*value)
            else:
                values[last][-1] = _value(*value)
    except ValueError:  # the YAML reader says what is wrong
        return None
    return values


def _value(words: str | None, double: str | None, single: str | None, number: str | None, day: str | None) -> Any:
    """What one of them says; None where there is none."""
    if words:
        words = words.rstrip(" ")
        return _TRUTH[words] if words in _TRUTH else _sure(words)
    if number:
        return int(number)
    if day:
        return date(*map(int, day.split("-")))
    return single if double is None else double


def _texts(listed: str) -> list[str]:
    return [_sure(word.rstrip(" ")) if word else quoted for quoted, word in _TEXT.findall(listed)]


def _sure(words: str) -> str:
    """The words, where YAML takes them for text."""
    if words.lower() in _NOT_TEXT:
        raise ValueError(words)
    return words


def _toml(inside: str) -> Any:
    import tomllib

    return tomllib.loads(inside)


def _yaml(inside: str) -> Any:
    yaml = pyyaml()
    try:
        return yaml.load(inside, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise _Unread(error) from error


class _Unread(Exception):  # noqa: N818
    """Holds the YAML reader's error."""


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


def _marked(error: Any, inside: str, base: int) -> Problem:
    if not hasattr(error, "problem_mark"):
        return _problem(base, getattr(error, "position", 0), 1, "it holds a character that YAML does not allow")
    mark = error.problem_mark or error.context_mark
    said = ", ".join(part for part in (error.context, error.problem) if part)
    remedy = next(words for problem, words in _REMEDIES.items() if problem in said)
    if not mark:
        return _problem(base, 0, len(inside), f"{remedy} (YAML: {said})")
    lines = inside.split("\n")
    line = min(mark.line, len(lines) - 1)
    start = sum(len(before) + 1 for before in lines[:line]) + min(mark.column, len(lines[line]))
    remedy = _BLANKS if inside[start : start + 1] == "\t" else remedy
    return _problem(base, start, 1, f"{remedy} (YAML: {said})")


def _no_day(inside: str, base: int) -> Problem | None:
    """The first day that no calendar has, of which the YAML reader does not say where it stands."""
    for found in _DATE.finditer(inside):
        try:
            date(*map(int, found.groups()))
        except ValueError:
            return _problem(base, found.start(), len(found[0]), f"there is no day {found[0]}")
    return None


def _problem(base: int, start: int, length: int, words: str) -> Problem:
    span = Span(base + start, base + start + length)
    return Problem("front-matter", span, f"the front matter cannot be read: {words}")
