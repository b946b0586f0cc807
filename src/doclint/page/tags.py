"""HTML and JSX tags: where they end and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from msgspec import Struct

from doclint.lazy import regex

_NAME = regex(r"</?([A-Za-z][\w.:-]*+|(?=>))")
_ATTRIBUTES = regex(r"""(?:\s++(?:[^\s"'<>/={}]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?=\{)|[^\s"'=<>`{]++))?+)?+)*+""")
_CLOSE = regex(r"\s*+/?>")
_ATTRIBUTE = regex(r"""([^\s"'<>/={}]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|(?P<brace>\{)|([^\s"'=<>`{]++)))?+""")
_STRING = regex(r"""\{\s*(?:(?:require|useBaseUrl)\(\s*)?(["'`])([^"'`${}]*)\1""")

FLOW = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html iframe legend li main menu nav ol optgroup option p pre script
    section select style summary table tbody td tfoot th thead title tr ul video audio
    """.split()
)
"""Elements that end a paragraph; all others stand in a line of text."""

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
"""Elements without content."""


class Attribute(Struct, frozen=True):
    """`name="value"`; `start` and `end` are the value's characters, counted as the tag's text is."""

    name: str
    value: str
    start: int
    end: int


class Tag(Struct, frozen=True):
    """An opening, closing or self-closing tag."""

    name: str
    closing: bool
    empty: bool
    """closes itself, or is an element that has no content"""
    attributes: tuple[Attribute, ...]

    def get(self, name: str) -> str:
        """An attribute's value, "" if there is none."""
        return next((found.value for found in self.attributes if found.name == name), "")


def end(text: str, start: int, braces: Mapping[int, int]) -> int | None:
    """The offset after the tag that begins at `start`, or None if there is none.

    `braces`: the offset after the closing brace, for each opening brace (none in HTML).
    """
    name = _NAME.match(text, start)
    if not name:
        return None
    position = name.end()
    while True:
        attributes = _ATTRIBUTES.match(text, position)
        position = attributes.end() if attributes else position
        if closing := _CLOSE.match(text, position):
            return closing.end()
        if not text.startswith("{", position) or position not in braces:
            return None
        position = braces[position]


def read(text: str, start: int, stop: int, braces: Mapping[int, int]) -> Tag:
    """The tag at `start` to `stop`, as found by `end`."""
    name = _NAME.match(text, start)
    written = name[1] if name else ""
    closing = text.startswith("</", start)
    empty = text.startswith("/>", stop - 2) or (written.lower() if written.isupper() else written) in VOID
    attributes = () if closing or not name else _attributes(text, name.end(), stop, braces)
    return Tag(written, closing, empty and not closing, attributes)


def _attributes(text: str, position: int, stop: int, braces: Mapping[int, int]) -> tuple[Attribute, ...]:
    found: list[Attribute] = []
    while position < stop:
        if text[position] == "{":
            position = braces.get(position, stop)
            continue
        attribute = _ATTRIBUTE.match(text, position, stop)
        if not attribute:
            position += 1
            continue
        position = attribute.end()
        if attribute["brace"]:
            end = braces.get(position - 1, stop)
            found += _literal(attribute[1], text, position - 1, end)
            position = end
        else:
            found.append(_written(attribute))
    return tuple(found)


def _written(attribute: re.Match[str]) -> Attribute:
    """An attribute with its value in quotes, bare, or left out."""
    group = next((number for number in (2, 3, 5) if attribute[number] is not None), None)
    if group is None:
        return Attribute(attribute[1], "", attribute.end(), attribute.end())
    return Attribute(attribute[1], _decoded(attribute[group]), *attribute.span(group))


def _literal(name: str, text: str, start: int, end: int) -> list[Attribute]:
    """`name={"value"}`, `name={require("value").default}`: what is written out; other expressions are not known."""
    found = _STRING.match(text, start, end)
    return [Attribute(name, found[2], *found.span(2))] if found else []


def _decoded(value: str) -> str:
    return unescape(value) if "&" in value else value
