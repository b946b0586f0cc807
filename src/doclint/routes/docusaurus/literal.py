"""What a JavaScript or TypeScript module exports, as far as it is written in literals. Nothing is run.

Objects become dicts, lists lists, strings and numbers themselves. What would have to be run is `UNKNOWN`, and an object
that takes in something unknown (`...shared`) has the key `MORE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

from msgspec import Struct

from doclint.lazy import regex

MORE: Final = "..."


class Unknown(Enum):
    """The one value for all that cannot be read."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

_TOKEN = regex(
    r"""(?P<space>\s++|//[^\n]*+|/\*.*?(?:\*/|\Z))
    |(?P<string>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`)
    |(?P<number>\d[\w.]*+)
    |(?P<name>[A-Za-z_$][\w$]*+)
    |(?P<mark>\.\.\.|=>|.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = regex(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_PAIRS = {"{": "}", "[": "]", "(": ")"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_STATEMENTS = frozenset(("const", "let", "var", "export", "module", "function", "async", "import", "if", "return"))
_DEEPEST = 60
"""levels of nesting; no configuration has as many, and a hostile one ends here"""
_LONGEST = 100_000
"""entries of one list; a list spread into itself some times over would fill any memory"""


class _Token(Struct, frozen=True):
    kind: str
    text: str
    line: bool
    """a line begins here"""


def exported(text: str) -> Any:
    """What `module.exports = ...` or `export default ...` gives; `UNKNOWN` where it is no literal."""
    reader = _Reader(list(_tokens(text)))
    try:
        return reader.module()
    except (_UnreadableError, IndexError):
        return UNKNOWN


class _UnreadableError(Exception):
    pass


def _tokens(text: str) -> Iterator[_Token]:
    line = True
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "space":
            line = line or "\n" in found[0]
            continue
        yield _Token(found.lastgroup or "", found[0], line)
        line = False
    yield _Token("end", "", True)


class _Reader:
    """Reads tokens from left to right; `at` is the next one."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.names: dict[str, Any] = {}
        self.closing = _closing(tokens)

    @property
    def text(self) -> str:
        return self.tokens[self.at].text

    def module(self) -> Any:
        """The exported value, after all statements of the file have been passed."""
        return self.statements(len(self.tokens) - 1)

    def statements(self, stop: int) -> Any:
        """The value that the last `export default`, `module.exports =` or `return` up to token `stop` gives."""
        result: Any = UNKNOWN
        while self.at < stop:
            if self.text in ("const", "let", "var"):
                self.binding()
            elif self.text == "function":
                self.function()
            elif self.gives():
                result = self.function() if self.text in ("function", "async") else self.expression()
            else:
                self.skip()
        return result

    def gives(self) -> bool:
        """Step over the words in front of an exported or returned value."""
        for words in (("export", "default"), ("module", ".", "exports", "="), ("return",)):
            if tuple(token.text for token in self.tokens[self.at : self.at + len(words)]) == words:
                self.at += len(words)
                return True
        return False

    def binding(self) -> None:
        """`const name: Type = value`."""
        name = self.tokens[self.at + 1].text
        self.at += 2
        while self.text not in ("=", ";", ",") and self.tokens[self.at].kind != "end":
            self.skip()
        if self.text == "=":
            self.at += 1
            self.names[name] = self.expression()

    def function(self) -> Any:
        """`async function name(...) {...}` stands for what it returns."""
        while self.text not in ("(", "") and self.tokens[self.at].kind == "name":
            self.at += 1
        name = self.tokens[self.at - 1].text
        while self.text not in ("{", ";") and self.tokens[self.at].kind != "end":
            self.skip()
        if self.text != "{":
            return UNKNOWN
        stop = self.closing.get(self.at, self.at)
        self.at += 1
        self.names[name] = self.statements(stop)
        self.at = stop + 1
        return self.names[name]

    def expression(self) -> Any:
        """A value up to the mark or the line that ends it."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _UnreadableError
        value = self.primary()
        while not self.ended():
            if self.text in ("as", "satisfies"):
                self.pass_by()
            else:
                value = UNKNOWN
                self.pass_by()
        self.depth -= 1
        return value

    def ended(self) -> bool:
        token = self.tokens[self.at]
        statement = token.line and token.text in _STATEMENTS
        return token.kind == "end" or token.text in (",", ";", "}", "]", ")") or statement

    def pass_by(self) -> None:
        """Step over what stands before the end of the expression."""
        self.skip()
        while not self.ended():
            self.skip()

    def skip(self) -> None:
        """Step over one token, or over a pair of brackets and what is in it."""
        self.at = self.closing.get(self.at, self.at) + 1 if self.tokens[self.at].kind != "end" else self.at

    def primary(self) -> Any:
        token = self.tokens[self.at]
        if token.text == "{":
            return self.object()
        if token.text == "[":
            return self.list()
        if token.text == "(":
            return self.grouped()
        if token.text == "require":
            return self.required()
        if token.kind in ("string", "number", "name"):
            self.at += 1
            return self.plain(token)
        return UNKNOWN

    def plain(self, token: _Token) -> Any:
        if token.kind == "string":
            return UNKNOWN if token.text[0] == "`" and "${" in token.text else _unescaped(token.text[1:-1])
        if token.kind == "number":
            return int(token.text) if token.text.isdecimal() else UNKNOWN
        return _WORDS[token.text] if token.text in _WORDS else self.names.get(token.text, UNKNOWN)

    def required(self) -> Any:
        """`require.resolve('./file')` is the file's name."""
        words = self.tokens[self.at : self.at + 6]
        if [token.text for token in words[:4]] == ["require", ".", "resolve", "("] and words[4].kind == "string":
            self.at += 6
            return _unescaped(words[4].text[1:-1])
        self.at += 1
        return UNKNOWN

    def grouped(self) -> Any:
        """`(value)`; the list of a function's parameters is unknown like the function."""
        stop = self.closing.get(self.at)
        if stop is None:
            self.at += 1
            return UNKNOWN
        self.at += 1
        value = UNKNOWN if self.text == ")" else self.expression()
        whole = self.at == stop
        self.at = stop + 1
        return value if whole else UNKNOWN

    def list(self) -> list[Any]:
        stop = self.closed()
        self.at += 1
        found: list[Any] = []
        while self.at < stop:
            spread = self.text == "..."
            self.at += spread
            value = UNKNOWN if self.text == "," else self.expression()
            found += value if spread and isinstance(value, list) else [UNKNOWN if spread else value]
            if len(found) > _LONGEST:
                raise _UnreadableError
            self.at += self.at < stop
        self.at = min(stop + 1, len(self.tokens) - 1)
        return found

    def object(self) -> dict[str, Any]:
        stop = self.closed()
        self.at += 1
        found: dict[str, Any] = {}
        while self.at < stop:
            self.entry(found)
            self.at += self.at < stop
        self.at = min(stop + 1, len(self.tokens) - 1)
        return found

    def closed(self) -> int:
        """The place of the bracket that closes the one here; a file in which there is none says nothing."""
        if self.at not in self.closing:
            raise _UnreadableError
        return self.closing[self.at]

    def entry(self, into: dict[str, Any]) -> None:
        """`key: value`, `key`, `...value`; a method and a computed key say nothing that can be read."""
        token = self.tokens[self.at]
        if token.text == "...":
            self.at += 1
            value = self.expression()
            into.update(value if isinstance(value, dict) else {MORE: True})
            return
        if token.kind not in ("string", "name", "number"):
            into[MORE] = True
            self.pass_by()
            return
        key = _unescaped(token.text[1:-1]) if token.kind == "string" else token.text
        self.at += 1
        if self.text == ":":
            self.at += 1
            into[key] = self.expression()
        elif self.ended():
            into[key] = self.plain(token)
        else:
            into[key] = UNKNOWN
            self.pass_by()


def _closing(tokens: list[_Token]) -> dict[int, int]:
    """For each opening bracket the place of its closing one."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text in _PAIRS:
            opened.append(place)
        elif token.text in ")]}" and opened and _PAIRS[tokens[opened[-1]].text] == token.text:
            found[opened.pop()] = place
    return found


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    escape = found[1]
    if escape[0] in "ux" and len(escape) > 1:
        code = int(escape.strip("ux{}"), 16)
        return chr(code) if code < 0x110000 else ""
    return _ESCAPED.get(escape, escape)
