"""HTML and JSX as a reader sees it: tags hidden, links found, text kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import unescape

from doclint.lazy import regex
from doclint.page import tags
from doclint.page.collect import Collector, OpenLink
from doclint.page.runs import Run
from doclint.page.tags import Attribute, Tag
from doclint.page.text import Link, Span

_MARKUP = regex(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z][^>]*+>?|<|\{", re.S)
_BREAK_OR_ENTITY = regex(r"[ \t\r]*\n\s*|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# A browser also reads the names and numbers of HTML without their semicolon; JSX does not.
_BREAK_OR_OPEN = regex(r"[ \t\r]*\n\s*|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_SCRIPT_END = regex(r"</(?:script|style)\b", re.I)
_KINDS = {
    "li": "item",
    "dt": "item",
    "dd": "item",
    "td": "cell",
    "th": "cell",
    "summary": "title",
    "figcaption": "caption",
    "caption": "caption",
    "blockquote": "quote",
} | {f"h{level}": f"h{level}" for level in range(1, 7)}
_RAW = {"pre": "code", "textarea": "code", "script": "html", "style": "html"}
_ADDRESSES = frozenset(["href", "to", "src", "linkUrl", "imageUrl"])
_NO_IMAGE = frozenset(["iframe", "script", "video", "audio", "source", "embed", "track", "input", "frame"])


class Html:
    """Reads tags and the text between them into a `Collector`; knows which elements are open."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self._elements: list[str] = []
        self._count: Counter[str] = Counter()
        self._breaks = _BREAK_OR_ENTITY
        """line breaks and entities of the block"""
        self._code: int | None = None
        """where the content of the `<code>` one is in begins"""

    def block(self, content: str, run: Run, braces: Mapping[int, int], jsx: bool) -> None:
        """A block of HTML or JSX: tags, comments, `{expressions}` (`jsx`), and text."""
        self._breaks = _BREAK_OR_ENTITY if jsx else _BREAK_OR_OPEN
        at = start = 0
        while found := _MARKUP.search(content, at):
            begin, end = found.start(), self._end(content, found, braces, jsx)
            if end is None:
                at = found.end()
                continue
            self._text(content, start, begin, run)
            self._markup(content, begin, end, run, braces)
            if self.collector.raw == "html" and (script := _SCRIPT_END.search(content, end)):
                self._text(content, end, script.start(), run)
                end = script.start()
            at = start = end
        self._text(content, start, len(content), run)
        self.leave()

    def leave(self) -> None:
        """A block ends: what was left open in it stands for no more than that block."""
        self.collector.flush()
        self.collector.raw, self._code = "", None

    def _end(self, content: str, found: re.Match[str], braces: Mapping[int, int], jsx: bool) -> int | None:
        if found[0] == "<":
            return tags.end(content, found.start(), braces)
        if found[0] == "{":
            return braces.get(found.start()) if jsx else None
        return found.end()

    def _markup(self, content: str, start: int, end: int, run: Run, braces: Mapping[int, int]) -> None:
        first, last = run.at(start), run.end(end)
        if content.startswith(("<!--", "{/*"), start):
            self.collector.comment(first, last)
        elif content[start] == "{":
            self.collector.mask("mdx", first, last)
        elif content.startswith(("<!", "<?"), start):
            self.collector.mask("html", first, last)
        else:
            self.tag(tags.read(content, start, end, braces), Span(first, last), run)

    def _text(self, content: str, start: int, end: int, run: Run) -> None:
        for found in self._breaks.finditer(content, start, end):
            if found.start() > start:
                self.collector.quote(run.at(start), run.end(found.start()))
            words = unescape(found[0]) if found[0][0] == "&" else " "
            last = run.end(found.end())
            self.collector.stand(words, run.at(found.start()), last)
            start = found.end()
        if end > start:
            self.collector.quote(run.at(start), run.end(end))

    def tag(self, tag: Tag, span: Span, run: Run, base: int = 0) -> None:
        """One tag. Its attributes' places count from `base` in the content that `run` leads from."""
        collector, name = self.collector, tag.name.lower()
        if name in tags.FLOW:
            collector.flush()
        if name == "br":
            collector.stand("\n", *span)
        collector.mask("html", *span)
        if tag.closing:
            self._close(name, span)
        elif not tag.empty:
            self._open(name, tag, span)
        if _holds_text(tag) and (tag.closing or not tag.empty):
            collector.close_link(span.end if tag.closing else span.start, html=True)
        if tag.attributes:
            self._attributes(tag, span, run, base)

    def _open(self, name: str, tag: Tag, span: Span) -> None:
        if name in _KINDS:
            self._elements.append(name)
            self._count[name] += 1
            self._now()
            if name[0] == "h":
                self.collector.explicit = tag.get("id") or None
        elif name in _RAW:
            self.collector.raw = _RAW[name]
        elif name == "code":
            self._code = span.end

    def _close(self, name: str, span: Span) -> None:
        if name in _RAW:
            self.collector.raw = ""
        elif name == "code" and self._code is not None:
            self.collector.mask("code", self._code, span.start)
            self._code = None
        elif self._count[name]:
            while (left := self._elements.pop()) != name:
                self._count[left] -= 1
            self._count[name] -= 1
            if name[0] == "h":
                self.collector.explicit = None
            self._now()

    def _now(self) -> None:
        self.collector.element = _KINDS[self._elements[-1]] if self._elements else ""

    def _attributes(self, tag: Tag, span: Span, run: Run, base: int) -> None:
        for attribute in tag.attributes:
            if attribute.name == "id" or (attribute.name == "name" and tag.name == "a"):
                self.collector.anchors.append(attribute.value)
            elif attribute.name in _ADDRESSES:
                start, end = attribute.start + base, attribute.end + base
                self._link(tag, attribute, span, Span(run.at(start), run.end(end) if end > start else run.at(start)))

    def _link(self, tag: Tag, attribute: Attribute, span: Span, target: Span) -> None:
        image = attribute.name in ("src", "imageUrl") and tag.name.lower() not in _NO_IMAGE
        if image:
            words = tag.get("alt") or tag.get("title")
            self.collector.alternative(words)
            self.collector.links.append(Link(attribute.value, words, span, target, image=True, html=True))
        elif tag.empty or not _holds_text(tag):
            self.collector.links.append(Link(attribute.value, tag.get("title"), span, target, html=True))
        else:
            self.collector.open_link(OpenLink(attribute.value, *span, target, html=True))


def _holds_text(tag: Tag) -> bool:
    """Whether the element's content is the link's text; other components may wrap a whole page."""
    return tag.name in ("a", "A") or tag.name.endswith("Link")
