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
def parser(dialect: str, templates: bool = False, remarks: bool = False) -> MarkdownIt:
    """The parser for "commonmark" or "mdx", for pages with tags of a template engine, with lines `% comment` or
    without. It holds no state between pages."""
    options = {"linkify": False, "store_labels": True, "maxNesting": blocks.LIMIT + 10}
    md = _Reader("gfm-like", options)
    md.core.ruler.enableOnly(["block", "inline"])
    blocks.install(md, dialect, templates, remarks)
    inline.install(md, dialect)
    return md
