"""The inline tokens of a block: words for the passage, links, masked spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

from markdown_it.token import Token

from doclint.page import bare, blocks, mdx, tags
from doclint.page.collect import Collector, OpenLink
from doclint.page.html import Html
from doclint.page.runs import Run
from doclint.page.text import Link, Span

_PLAIN = frozenset(["text", "text_special"])


class Phrases:
    """Reads one inline block after the other into a `Collector`."""

    def __init__(self, collector: Collector, html: Html, env: dict[str, Any], jsx: bool) -> None:
        self.collector, self.html, self.env, self.jsx = collector, html, env, jsx
        self._definitions: dict[str, Span] | None = None

    def read(self, token: Token, run: Run) -> None:
        """All that the block's tokens say, up to the passage they make."""
        children, size = token.children or [], len(token.content)
        if not children:
            self._text(token, run, 0, size)
        elif "~~~" in token.content:
            children.sort(key=lambda child: child.meta["at"])  # the parser moves a third tilde behind the others
        for child in children:
            if step := _STEPS.get(child.type):
                step(self, child, run, *child.meta["at"])
        if "://" in token.content or "www." in token.content.lower():
            self._bare(token.content, _plain(children) if children else [(0, size)], run)
        self.html.leave()

    def _text(self, token: Token, run: Run, start: int, end: int) -> None:
        if not token.content:
            return
        if len(run.starts) == 1:
            shift = run.shifts[0]
            self.collector.quote(start + shift, end + shift)
            return
        for first, last in run.parts(start, end):
            self.collector.quote(run.at(first), run.end(last))

    def _special(self, token: Token, run: Run, start: int, end: int) -> None:
        """An escape or an entity; `\\a` is no escape and stands for itself."""
        if token.content == token.markup:
            self._text(token, run, start, end)
        else:
            self.collector.stand(token.content, run.at(start), run.end(end))

    def _soft(self, token: Token, run: Run, start: int, end: int) -> None:
        self.collector.stand(" ", run.at(start), max(run.at(end), run.end(end)))

    def _hard(self, token: Token, run: Run, start: int, end: int) -> None:
        self.collector.stand("\n", run.at(start), max(run.at(end), run.end(end)))

    def _code(self, token: Token, run: Run, start: int, end: int) -> None:
        """A code span reads as its content, and is masked, so that each rule can choose."""
        self.collector.mask("code", run.at(start), run.end(end))
        size = len(token.markup)
        padding = (end - start - 2 * size - len(token.content)) // 2
        first, last = start + size + padding, end - size - padding
        for begin, stop in run.parts(first, last):
            at, end = run.at(begin), run.end(stop)
            broken = self.collector.text[end - 1] == "\n"
            if end - broken > at:
                self.collector.quote(at, end - broken)
            if broken:
                self.collector.stand(" ", end - 1, run.at(stop) if stop < last else end)

    def _link_open(self, token: Token, run: Run, start: int, end: int) -> None:
        target = self._target(token, run)
        at = run.at(start)
        self.collector.open_link(OpenLink(str(token.attrs["href"]), at, at, target))

    def _link_close(self, token: Token, run: Run, start: int, end: int) -> None:
        self.collector.close_link(run.end(end))

    def _target(self, token: Token, run: Run, base: int = 0) -> Span | None:
        """Where the address stands: after the label, or in the definition that the label names."""
        if "label" in token.meta:
            return self._defined().get(token.meta["label"])
        start, end = token.meta["target"]
        first = run.at(base + start)
        target = Span(first, run.end(base + end) if end > start else first)
        self.collector.mask("address", *target)
        return target

    def _image(self, token: Token, run: Run, start: int, end: int) -> None:
        """An image, and those written into its alternative text, which no reader sees."""
        self.collector.alternative(_words(token.children or []))
        waiting = [(token, 0)]
        while waiting:
            image, base = waiting.pop()
            first, last = image.meta["at"]
            span = Span(run.at(base + first), run.end(base + last))
            target = self._target(image, run, base)
            words = _words(image.children or [])
            self.collector.links.append(Link(str(image.attrs["src"]), words, span, target, image=True))
            inside = base + first + len("![")
            waiting += [(child, inside) for child in image.children or [] if child.type == "image"]

    def _tag(self, token: Token, run: Run, start: int, end: int) -> None:
        content = token.content
        if content.startswith("<!--"):
            self.collector.comment(run.at(start), run.end(end))
        elif content.startswith(("<!", "<?")):
            self.collector.mask("html", run.at(start), run.end(end))
        else:
            braces = mdx.braces(self.env, content) if self.jsx else {}
            span = Span(run.at(start), run.end(end))
            self.html.tag(tags.read(content, 0, len(content), braces), span, run, base=start)

    def _masked(self, token: Token, run: Run, start: int, end: int) -> None:
        if token.info == "comment":
            self.collector.comment(run.at(start), run.end(end))
        else:
            self.collector.mask(token.info, run.at(start), run.end(end))

    def _footnote(self, token: Token, run: Run, start: int, end: int) -> None:
        self.collector.mask("definition", run.at(start), run.end(end))

    def _bare(self, content: str, plain: Sequence[tuple[int, int]], run: Run) -> None:
        for start, end in bare.addresses(content, plain):
            span = Span(run.at(start), run.end(end))
            written = content[start:end]
            scheme = "" if "://" in written[:8] else "http://"  # as GFM has it
            href = scheme + (unescape(written) if "&" in written else written)
            self.collector.links.append(Link(href, written, span, span))
            self.collector.mask("address", *span)

    def _defined(self) -> dict[str, Span]:
        """Where each definition's address stands, by label."""
        if self._definitions is None:
            self._definitions = {}
            for start, end in self.env.get("definitions", ()):
                label, target = blocks.definition(self.collector.text, start, end)
                self._definitions.setdefault(label, target)
        return self._definitions


_STEPS: dict[str, Callable[[Phrases, Token, Run, int, int], None]] = {
    "text": Phrases._text,
    "text_special": Phrases._special,
    "softbreak": Phrases._soft,
    "hardbreak": Phrases._hard,
    "code_inline": Phrases._code,
    "link_open": Phrases._link_open,
    "link_close": Phrases._link_close,
    "image": Phrases._image,
    "html_inline": Phrases._tag,
    "masked": Phrases._masked,
    "footnote_ref": Phrases._footnote,
}
"""for all pages, as in `walk`"""


def _plain(children: Sequence[Token]) -> list[tuple[int, int]]:
    """The stretches of content that are text outside of links."""
    found: list[tuple[int, int]] = []
    inside = 0
    for child in children:
        inside += (child.type == "link_open") - (child.type == "link_close")
        if child.type in _PLAIN and not inside:
            start, end = child.meta["at"]
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _words(children: Sequence[Token]) -> str:
    """What an image's alternative text reads as."""
    words: list[str] = []
    waiting = list(reversed(children))
    while waiting:
        child = waiting.pop()
        if child.type == "image":
            waiting += reversed(child.children or [])
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in ("text", "text_special", "code_inline"):
            words.append(child.content)
    return "".join(words)
