"""From the parser's tokens to passages, links and masked spans, in one walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markdown_it.token import Token
from msgspec.structs import replace

from doclint.lazy import regex
from doclint.page import blocks, mdx, templates
from doclint.page.collect import Collector, Document
from doclint.page.html import Html
from doclint.page.parser import parser
from doclint.page.phrases import Phrases
from doclint.page.runs import Run, of_lines
from doclint.page.text import Directive, Problem, Span

_TASK = regex(r"\[[ xX]\][ \t]")
_CONTAINERS = {
    "blockquote_open": "quote",
    "list_item_open": "item",
    "footnote_reference_open": "footnote",
}
_CLOSINGS = frozenset(name.replace("_open", "_close") for name in _CONTAINERS)
_TOO_DEEP = f"nested more than {blocks.LIMIT} levels deep; what is deeper is read as plain text"


def read(text: str, line_starts: Sequence[int], dialect: str) -> Document:
    """Parse a page and walk it. `text`: the source with front matter blanked out, every character in its place."""
    env: dict[str, Any] = {}
    plain = dialect != "mdx"
    reader = parser(dialect, plain and templates.may_be_in(text), plain and templates.has_remarks(text))
    tokens = reader.parse(text, env)
    walk = _Walk(text, line_starts, env, dialect == "mdx")
    for token in tokens:
        if step := _STEPS.get(token.type):
            step(walk, token)
    for start, end in env.get("definitions", ()):
        walk.collector.mask("definition", start, end)
    return walk.collector.document()


class _Walk:
    """The block tokens, one after the other."""

    def __init__(self, text: str, line_starts: Sequence[int], env: dict[str, Any], jsx: bool) -> None:
        self.text, self.line_starts, self.env, self.jsx = text, line_starts, env, jsx
        self.collector = Collector(text)
        self.html = Html(self.collector)
        self.phrases = Phrases(self.collector, self.html, env, jsx)
        self.item = False
        """at the beginning of a list item"""
        self.directive = Directive("", "", "", Span(0, 0))
        """the one opened last"""

    def _inline(self, token: Token) -> None:
        if token.tag == "title":
            self._title(token)
        elif token.content:
            run = self._run(token)
            if self.item and _TASK.match(token.content):
                self._task(token, run)
            if "explicit" in token.meta:
                self._explicit(token, run)
            self.phrases.read(token, run)
        self.item = False

    def _run(self, token: Token) -> Run:
        if "run" in token.meta:
            return token.meta["run"]  # type: ignore[no-any-return]
        first, last = token.map or (0, 0)
        content = token.meta.get("full", token.content)
        return of_lines(content, self.text, self.line_starts, first, last)

    def _task(self, token: Token, run: Run) -> None:
        """The box of a task-list item is not a word."""
        box = (token.children or [token])[0]
        if box.type == "text" and len(box.content) >= len("[x] "):
            start, end = box.meta["at"]
            box.meta["at"] = (start + 4, end)
            self.collector.mask("directive", run.at(0), run.at(0) + 3)

    def _explicit(self, token: Token, run: Run) -> None:
        """The id written after a heading's words."""
        self.collector.explicit, start, end = token.meta["explicit"]
        self.collector.mask("definition", run.at(start), run.end(end))

    def _heading(self, token: Token) -> None:
        self.collector.heading = int(token.tag[1])

    def _heading_end(self, token: Token) -> None:
        self.collector.heading, self.collector.explicit = 0, None

    def _code(self, token: Token) -> None:
        first, last = token.map or (0, 0)
        end = self.line_starts[last] - 1 if last < len(self.line_starts) else len(self.text)
        self.collector.mask("code", self.line_starts[first], end)

    def _math(self, token: Token) -> None:
        self.collector.mask("math", *token.meta["at"])

    def _template(self, token: Token) -> None:
        self.collector.mask("template", *token.meta["at"])

    def _remark(self, token: Token) -> None:
        self.collector.mask("comment", *token.meta["at"])

    def _module(self, token: Token) -> None:
        start, end = token.meta["at"]
        self.collector.mask("mdx", start, end)
        self.collector.imports += mdx.imported(self.text[start:end])

    def _flow(self, token: Token) -> None:
        start, end = token.meta["at"]
        content = self.text[start:end]
        self.html.block(content, Run((0,), (start,)), mdx.braces(self.env, content), self.jsx)

    def _html(self, token: Token) -> None:
        first, last = token.map or (0, 0)
        content = token.content.removesuffix("\n")
        run = of_lines(content, self.text, self.line_starts, first, last, trimmed=False)
        self.html.block(content, run, {}, self.jsx)

    def _directive(self, token: Token) -> None:
        start, end = token.meta["at"]
        opening = token.meta.get("opening")
        if not opening:
            self.collector.mask("directive", start, end)
            return
        self.collector.mask("directive", start, opening.start)
        self.collector.mask("directive", opening.end, end)
        self.directive = Directive(opening.keyword, "", opening.form, Span(start, end))
        if not opening.form:
            self._title(token)

    def _title(self, token: Token) -> None:
        """The title after `:::keyword`: a passage of its own."""
        self.collector.role, before = "title", len(self.collector.passages)
        if token.content:
            self.phrases.read(token, self._run(token))
        words = " ".join(passage.text for passage in self.collector.passages[before:])
        self.collector.directives.append(replace(self.directive, title=words))
        self.collector.role = ""

    def _too_deep(self, token: Token) -> None:
        span = Span(*token.meta["at"])
        self.collector.problems.append(Problem("too-deep", span, _TOO_DEEP))
        self.collector.quote(*span)
        self.collector.flush()

    def _enter(self, token: Token) -> None:
        self.collector.containers.append(_CONTAINERS[token.type])
        self.item = token.type == "list_item_open"
        if token.type == "footnote_reference_open":
            self.collector.mask("definition", *token.meta["at"])

    def _leave(self, token: Token) -> None:
        self.collector.containers.pop()

    def _cell(self, token: Token) -> None:
        self.collector.role = "cell"

    def _cell_end(self, token: Token) -> None:
        self.collector.role = ""


_STEPS: dict[str, Callable[[_Walk, Token], None]] = {
    "inline": _Walk._inline,
    "heading_open": _Walk._heading,
    "heading_close": _Walk._heading_end,
    "fence": _Walk._code,
    "code_block": _Walk._code,
    "math_block": _Walk._math,
    "template": _Walk._template,
    "remark": _Walk._remark,
    "module": _Walk._module,
    "flow": _Walk._flow,
    "html_block": _Walk._html,
    "directive": _Walk._directive,
    "too_deep": _Walk._too_deep,
    **dict.fromkeys(_CONTAINERS, _Walk._enter),
    **dict.fromkeys(_CLOSINGS, _Walk._leave),
    **dict.fromkeys(["th_open", "td_open"], _Walk._cell),
    **dict.fromkeys(["th_close", "td_close"], _Walk._cell_end),
}
"""one for all pages: a walk that held its own methods would keep the parse until the collector of cycles comes"""
