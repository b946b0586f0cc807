"""What a walk over a page has found so far: passages, links, headings, masked spans."""

from __future__ import annotations

from msgspec import Struct

from doclint.page.text import Directive, Heading, Link, Masked, Passage, Problem, Span
from doclint.page.writer import Writer


class Document(Struct, frozen=True):
    """All that a page holds, each in the order of the source."""

    passages: tuple[Passage, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()
    masked: tuple[Masked, ...] = ()
    """what the page's markup says is no prose; these may overlap"""
    comments: tuple[tuple[str, Span], ...] = ()
    problems: tuple[Problem, ...] = ()
    anchors: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    directives: tuple[Directive, ...] = ()


class OpenLink:
    """A link whose end is not yet reached, with its words so far."""

    def __init__(self, href: str, start: int, end: int, target: Span | None, html: bool = False) -> None:
        self.href, self.start, self.end, self.target, self.html = href, start, end, target, html
        self.words: list[str] = []

    def close(self, end: int) -> Link:
        """The link, which ends at `end`."""
        words = " ".join("".join(self.words).split())
        return Link(self.href, words, Span(self.start, end), self.target, html=self.html)


class Collector:
    """Gathers what the walkers over blocks, phrases and HTML come upon.

    The walkers set the context (`heading`, `role`, `element`, `container`); `flush` ends a passage and gives it the
    kind that the context asks for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.links: list[Link] = []
        self.comments: list[tuple[str, Span]] = []
        self.problems: list[Problem] = []
        self.anchors: list[str] = []
        self.imports: list[tuple[str, str]] = []
        self.directives: list[Directive] = []
        self.heading = 0
        """level of the Markdown heading one is in, else 0"""
        self.explicit: str | None = None
        """the id written by hand on the heading one is in"""
        self.role = ""
        """cell or title, while in one"""
        self.element = ""
        """kind of passage that the innermost HTML element makes, h1 to h6 for headings"""
        self.containers: list[str] = []
        """kinds of the lists, quotes and footnotes around"""
        self.raw = ""
        """the kind of mask for text in an element that holds no prose, such as `<script>`"""
        self._writer = Writer(text)
        self.passages: list[Passage] = []
        self._headings: list[Heading] = []
        self._masked: list[Masked] = []
        self._above: list[tuple[int, str]] = []
        self._path: tuple[str, ...] = ()
        """the headings above"""
        self._open: list[OpenLink] = []

    def quote(self, start: int, end: int) -> None:
        """Source characters that a reader sees as they are."""
        if self.raw:
            self.mask(self.raw, start, end)
            return
        self._writer.quote(start, end)
        for link in self._open:
            link.words.append(self.text[start:end])

    def stand(self, words: str, start: int, end: int) -> None:
        """`words` that a reader sees for the source characters `start` to `end`."""
        if self.raw:
            self.mask(self.raw, start, end)
            return
        self._writer.stand(words, start, end)
        for link in self._open:
            link.words.append(words)

    def alternative(self, words: str) -> None:
        """An image's alternative text, which belongs to the link around it but not to the passage."""
        for link in self._open:
            link.words.append(words)

    def mask(self, kind: str, start: int, end: int) -> None:
        """Source characters that are not prose."""
        if end > start:
            self._masked.append(Masked(kind, Span(start, end)))

    def comment(self, start: int, end: int) -> None:
        """`<!-- ... -->` or `{/* ... */}`, with its marks."""
        words = self.text[start:end]
        words = words[3:].removesuffix("*/}") if words.startswith("{/*") else words[4:].removesuffix("-->")
        self.comments.append((words.strip(), Span(start, end)))
        self.mask("comment", start, end)

    def open_link(self, link: OpenLink) -> None:
        """A link begins; the words until `close_link` are its text."""
        self._open.append(link)

    def close_link(self, end: int, html: bool = False) -> None:
        """The innermost link of that sort ends, if one is open."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].html == html:
                self.links.append(self._open.pop(index).close(end))
                return

    def drop_links(self) -> None:
        """HTML links left open at the end of the page have no text that one could tell."""
        for link in self._open:
            link.words.clear()
            self.links.append(link.close(link.end))
        self._open.clear()

    def flush(self) -> None:
        """End the passage one is in, if there is one."""
        made = self._writer.take()
        if not made:
            return
        kind, level = self._kind()
        if level:
            while self._above and self._above[-1][0] >= level:
                self._above.pop()
            self._path = tuple(words for _, words in self._above)
        passage = Passage(made[0], kind, made[1], self._path, level)
        self.passages.append(passage)
        if level:
            html = not self.heading
            self._headings.append(Heading(passage.text, level, passage.extent, self.explicit, html))
            self._above.append((level, passage.text))
            self._path = (*self._path, passage.text)

    def _kind(self) -> tuple[str, int]:
        if self.heading:
            return "heading", self.heading
        if self.role:
            return self.role, 0
        if self.element:
            return ("heading", int(self.element[1])) if self.element[0] == "h" else (self.element, 0)
        return self.containers[-1] if self.containers else "paragraph", 0

    def document(self) -> Document:
        """Everything, in the order of the source."""
        self.flush()
        self.drop_links()
        return Document(
            tuple(self.passages),
            tuple(sorted(self.links, key=lambda link: link.span)),
            tuple(self._headings),
            tuple(self._masked),
            tuple(self.comments),
            tuple(self.problems),
            tuple(self.anchors),
            tuple(self.imports),
            tuple(self.directives),
        )
