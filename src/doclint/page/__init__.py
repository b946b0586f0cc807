"""Pages: Markdown parsed once, every character's place kept."""

from doclint.page.page import Page
from doclint.page.text import Directive, Heading, Link, Masked, Passage, Piece, Problem, Span

__all__ = ["Directive", "Heading", "Link", "Masked", "Page", "Passage", "Piece", "Problem", "Span"]
