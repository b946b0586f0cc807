"""One Markdown parser per dialect."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from doclint.page import blocks, inline


class _Reader(MarkdownIt):
    """Takes addresses as they are written: judging them is not the parser's business."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


@cache
def parser(dialect: str) -> MarkdownIt:
    """The parser for "commonmark" or "mdx". It holds no state between pages."""
    options = {"linkify": False, "store_labels": True, "maxNesting": blocks.LIMIT + 10}
    md = _Reader("gfm-like", options)
    md.core.ruler.enableOnly(["block", "inline"])
    blocks.install(md, dialect)
    inline.install(md, dialect)
    return md
