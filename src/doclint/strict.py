"""YAML and plain data into typed structures, with errors that name the file, the line and the nearest key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, TypeVar

import msgspec

from doclint.errors import DoclintError
from doclint.lazy import Kept, Text, pyyaml, regex

T = TypeVar("T")

_AT = regex(r"(?: -)? at `(?:key in )?\$([^`]*)`$")
_UNKNOWN = regex(r"unknown field `([^`]*)`")
_MISSING = regex(r"missing required field `([^`]*)`")
_CHOICE = regex(r"Invalid enum value '([^']*)'")
_TYPE = regex(r"`([a-z| ]+)`")
_TYPES = {
    "array": "a list",
    "object": "keys and values",
    "str": "text",
    "null": "nothing (look at the indentation)",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
}
"""msgspec's names of types in words"""
_OPENING = regex(r"[\[{]|[-?:][ \t]+(?=[-?])")
_ALIAS = regex(r"(?:^|[\s\[{,:])\*[^\s,\[\]{}]")
"""what may be an alias: the star of a list, of `**bold**` in quotation marks or at the end of a word is none"""
_DEEPEST = 100
"""deeper than anyone writes, and shallower than what would exhaust the YAML reader's stack"""
_STEP = regex(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class Document:
    """One YAML file; `to` turns it into a typed structure, and `part` what stands in it."""

    def __init__(self, name: str, text: Text, error: type[DoclintError], parsed: Kept) -> None:
        self.name, self.text, self.error = name, text, error
        self._data = parsed.data(text.digest, lambda: _construct(name, self.node, error))

    @cached_property
    def data(self) -> Any:
        """Words, numbers, lists and mappings."""
        return msgspec.msgpack.decode(self._data) if isinstance(self._data, msgspec.Raw) else self._data

    @cached_property
    def node(self) -> Any:
        """The YAML nodes, which know their lines: wanted for data that is new, and for what does not fit."""
        try:
            words = self.text.words
        except (OSError, ValueError) as problem:
            raise self.error(f"{self.name}: cannot be read ({problem})") from None
        found = _compose(self.name, words, self.error)
        if found is None:
            raise self.error(f"{self.name}: the file is empty; write a mapping of keys and values")
        return found

    def to(self, kind: type[T]) -> T:
        """The document as a `kind`."""
        if isinstance(self._data, msgspec.Raw):
            return self._fitting(kind, lambda: msgspec.msgpack.decode(self._data, type=kind))
        return self._fitting(kind, lambda: msgspec.convert(self._data, kind))

    def part(self, key: str, data: Any, kind: type[T]) -> T:
        """`data`, which stands under `key`, as a `kind`."""
        return self._fitting(kind, lambda: msgspec.convert(data, kind), key)

    def _fitting(self, kind: type[T], make: Callable[[], T], *under: str) -> T:
        try:
            return make()
        except msgspec.ValidationError as problem:
            path, words = explain(str(problem), kind)
            raise self.error(f"{self.place(*under, *path)}: {words}") from None

    def place(self, *path: str) -> str:
        """`file:line` of the value at `path`, for a message."""
        return f"{self.name}:{_line(self.node, list(path))}"


def convert(name: str, data: object, kind: type[T], error: type[DoclintError]) -> T:
    """Plain `data` read from `name` as a `kind`; raises `error` naming the key where it does not fit."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as problem:
        path, words = explain(str(problem), kind)
        under = ".".join(step for step in path if step != "..." and f"`{step}`" not in words)
        place = f" (under {under})" if under else ""
        raise error(f"{name}: {words}{place}") from None


def nearest(word: str, words: list[str]) -> str:
    """A hint that ends a message about an unknown `word`: the nearest known one, or all of a short list."""
    import difflib

    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known: {', '.join(sorted(words))}" if words and len(words) <= 30 else "see `doclint rule` for the list"


def explain(problem: str, kind: Any) -> tuple[list[str], str]:
    """msgspec's message as (path to the value, words for the user)."""
    at = _AT.search(problem)
    path = [a or b for a, b in _STEP.findall(at[1])] if at else []
    words = problem[: at.start()] if at else problem
    unknown = _UNKNOWN.search(words)
    if unknown:
        hint = nearest(unknown[1], sorted(_fields(kind, path)))
        return [*path, unknown[1]], f"unknown key `{unknown[1]}`; {hint}"
    missing, choice = _MISSING.search(words), _CHOICE.search(words)
    if missing:
        return path, f"the key `{missing[1]}` is missing; add it"
    if choice:
        return path, f"`{choice[1]}` cannot stand here; write one of {', '.join(_choices(_at(kind, path)))}"
    words = _TYPE.sub(lambda types: " or ".join(_TYPES.get(one, one) for one in types[1].split(" | ")), words)
    return path, words[0].lower() + words[1:]


def _fields(kind: Any, path: list[str]) -> Iterator[str]:
    """Names of the fields allowed at `path` inside `kind`."""
    for struct in _structs(_at(kind, path)):
        yield from (field.encode_name for field in msgspec.structs.fields(struct))


def _choices(kind: Any) -> Iterator[str]:
    """The words that a `Literal` inside `kind` allows."""
    for argument in getattr(kind, "__args__", ()):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _choices(argument)


def _at(kind: Any, path: list[str]) -> Any:
    """The type at `path` inside `kind`."""
    for step in path:
        kind = _inside(kind, step)
    return kind


def _inside(kind: Any, step: str) -> Any:
    if step.isdigit() or step == "...":
        arguments = getattr(kind, "__args__", ())
        return arguments[-1] if arguments and arguments[-1] is not Ellipsis else (arguments or (object,))[0]
    for struct in _structs(kind):
        for field in msgspec.structs.fields(struct):
            if field.encode_name == step:
                return field.type
    return object


def _structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for argument in getattr(kind, "__args__", ()):
        yield from _structs(argument)


def _compose(name: str, text: str, error: type[DoclintError]) -> Any:
    yaml = pyyaml()
    try:
        if _ALIAS.search(text) or len(_OPENING.findall(text)) > _DEEPEST:
            _guard(name, yaml.parse(text, Loader=_loader()), error)
        node = yaml.compose(text, Loader=_loader())
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise error(f"{name}:{line}: not valid YAML: {problem.problem}; check quotes, colons and indentation") from None
    except yaml.YAMLError as problem:
        raise error(f"{name}: not valid YAML: {problem}") from None
    for key, line in _repeated(node):
        raise error(f"{name}:{line}: key `{key}` stands twice; keep one")
    return node


def _guard(name: str, events: Iterator[Any], error: type[DoclintError]) -> None:
    """Refuse what grows beyond its own size, or would exhaust the stack when it is read."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if kind == "AliasEvent":
            raise error(f"{name}: YAML aliases (`*name`) are not allowed; write the value out")
        if depth > _DEEPEST:
            line = event.start_mark.line + 1
            raise error(f"{name}:{line}: nested more than {_DEEPEST} levels deep; close the brackets")


@cache
def _loader() -> Any:
    """A safe YAML loader that reads `on`, `off`, `yes`, `no` and dates as words, as YAML 1.2 does."""
    yaml = pyyaml()
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        yaml_implicit_resolvers = {
            first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
            for first, resolvers in base.yaml_implicit_resolvers.items()
        }

    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
    return Loader


def _construct(name: str, node: Any, error: type[DoclintError]) -> Any:
    yaml = pyyaml()
    try:
        return _held(node, yaml.constructor.SafeConstructor())
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise error(f"{name}:{line}: {problem.problem}; put quotes around words that YAML reads otherwise") from None
    except (ValueError, TypeError, OverflowError) as problem:
        raise error(f"{name}: a value cannot be read ({problem}); put quotes around it") from None


def _held(node: Any, other: Any) -> Any:
    """What a node holds. Nearly all are words, lists and mappings by words; the rest is left to PyYAML's slow way."""
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    if node.tag == "tag:yaml.org,2002:seq":
        return [_held(one, other) for one in node.value]
    if node.tag == "tag:yaml.org,2002:map" and all(key.tag == "tag:yaml.org,2002:str" for key, _ in node.value):
        return {key.value: _held(value, other) for key, value in node.value}
    return other.construct_object(node, deep=True)


def _repeated(node: Any) -> Iterator[tuple[str, int]]:
    """Keys that stand twice in a mapping: YAML would keep the last one in silence."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here is None or here.id == "scalar":
            continue
        if here.id == "sequence":
            stack.extend(here.value)
            continue
        seen: set[str] = set()
        for key, value in here.value:
            if key.id == "scalar" and key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(str(key.value))
            stack += [key, value]


def _line(node: Any, path: list[str]) -> int:
    """The line of the deepest node on `path`, 1-based."""
    line = node.start_mark.line + 1
    for step in path:
        if node.id == "sequence" and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        elif node.id == "mapping":
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                break
            key, node = found[0]
            line = key.start_mark.line + 1
            continue
        else:
            break
        line = node.start_mark.line + 1
    return int(line)
