"""The links of a page: those that may lead inside the site, and those that name another host."""

from __future__ import annotations

from doclint.facts import fact
from doclint.page import Link, Page


@fact
def local(page: Page) -> tuple[Link, ...]:
    """Links and images without those that name another host."""
    return tuple(link for link in page.links if not _names_host(link))


@fact
def outside(page: Page) -> tuple[Link, ...]:
    """Links and images that name another host."""
    return tuple(link for link in page.links if _names_host(link))


def _names_host(link: Link) -> bool:
    return link.href.strip().lower().startswith(("https:", "http:", "//"))
