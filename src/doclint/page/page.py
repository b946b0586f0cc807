"""A page of documentation: its source, and what a reader finds in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, Literal

from doclint.lazy import importing
from doclint.page import front_matter
from doclint.page.front_matter import FrontMatter
from doclint.page.text import Directive, Heading, Link, Masked, Passage, Problem, Span, apart

Dialect = Literal["commonmark", "mdx"]

_KEPT = ("path", "source", "version", "dialect", "before", "facts")


class Page:
    """One page, parsed once and only when something asks for what is in it.

    `source` has `\\n` newlines; bytes that could not be decoded are lone surrogates. All positions are offsets in it.
    The parse is not pickled; `facts` are.
    """

    def __init__(
        self,
        path: str,
        source: str,
        version: str | None = None,
        dialect: str = "commonmark",
        before: Page | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.path = path
        """relative to the site's root, with `/`"""
        self.source = source
        self.version = version
        """the commit, None for the working tree"""
        self.dialect = dialect
        """"commonmark" (with GFM) or "mdx" (as Docusaurus reads it)"""
        self.before = before
        """this page in an older version"""
        self.facts: dict[str, Any] = {} if facts is None else facts
        """what was worked out about the page, by name of the fact"""

    def __repr__(self) -> str:
        return f"Page({self.path!r})"

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in _KEPT}

    @cached_property
    def _front(self) -> FrontMatter:
        return front_matter.read(self.source)

    @property
    def front_matter(self) -> Mapping[str, Any]:
        """The settings at the top of the page; empty if there are none, or none that can be read."""
        return self._front.values

    @property
    def front_matter_span(self) -> Span | None:
        """The front matter with the lines that enclose it."""
        return self._front.span

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [0], 0
        for line in self._text.split("\n"):
            at += len(line) + 1
            starts.append(at)
        starts.pop()
        return starts

    @cached_property
    def _text(self) -> str:
        """The source as the parser gets it: front matter, BOM and stray newlines blanked, all else in its place."""
        text = self.source
        if "\r" in text:
            text = text.replace("\r\n", "\t\n").replace("\r", "\n")
        if span := self._front.span:
            text = "\n".join(" " * len(line) for line in text[: span.end].split("\n")) + text[span.end :]
        return " " + text[1:] if text.startswith("\ufeff") else text

    @cached_property
    def _document(self) -> Any:
        return _parser().read(self._text, self._line_starts, self.dialect)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The blocks of text."""
        return self._document.passages  # type: ignore[no-any-return]

    @property
    def links(self) -> tuple[Link, ...]:
        """Links and images, Markdown and HTML."""
        return self._document.links  # type: ignore[no-any-return]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Headings that have text."""
        return self._document.headings  # type: ignore[no-any-return]

    @cached_property
    def masked(self) -> tuple[Masked, ...]:
        """What is not prose, in order and without overlaps. Marks and blanks around it and the passages are neither."""
        front = [Masked("front-matter", self._front.span)] if self._front.span else []
        return apart([*front, *self._document.masked])

    @property
    def comments(self) -> tuple[tuple[str, Span], ...]:
        """(words, span) of `<!-- -->` and `{/* */}`."""
        return self._document.comments  # type: ignore[no-any-return]

    @property
    def directives(self) -> tuple[Directive, ...]:
        """Opening lines of `:::` blocks."""
        return self._document.directives  # type: ignore[no-any-return]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps part of the page from being read."""
        front = (self._front.problem,) if self._front.problem else ()
        return (*front, *self._document.problems)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Ids written in HTML or JSX: `id=` on anything, `name=` on `<a>`."""
        return self._document.anchors  # type: ignore[no-any-return]

    @property
    def imports(self) -> tuple[tuple[str, str], ...]:
        """(name, module address) of what MDX import statements bring."""
        return self._document.imports  # type: ignore[no-any-return]

    @property
    def title(self) -> str:
        """The front matter's title, else the first heading of level 1, else ""."""
        if "title" not in self.facts:
            given = self.front_matter.get("title")
            if given is None or isinstance(given, dict | list):  # aliases could make these endless as text
                given = next((heading.text for heading in self.headings if heading.level == 1), "")
            self.facts["title"] = str(given)
        return str(self.facts["title"])

    def forget(self) -> None:
        """Drop the parse and keep the facts: many pages fit in memory, and few of them are asked again."""
        for name in [name for name in self.__dict__ if name not in _KEPT]:
            del self.__dict__[name]

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column, in characters, of an offset in the source."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The 1-based line, without its newline."""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] - 1 if line < len(self._line_starts) else len(self.source)
        return self.source[start:end]


@cache
def _parser() -> Any:
    """What reads pages: those whose facts are known, or only their titles, need none."""
    with importing("the parser"):
        from doclint.page import walk
    return walk
