"""The links of a page that may lead inside the site."""

from __future__ import annotations

from doclint.facts import fact
from doclint.page import Link, Page


@fact
def local(page: Page) -> tuple[Link, ...]:
    """Links and images without those that name another host."""
    return tuple(link for link in page.links if not link.href.strip().lower().startswith(("https:", "http:", "//")))
