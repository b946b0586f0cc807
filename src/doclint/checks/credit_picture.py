"""Which file a credited picture is."""

from __future__ import annotations

from doclint.page import Link, Page, Span
from doclint.routes import resolve
from doclint.site import Site


def file_of(page: Page, href: str, site: Site) -> str | None:
    """The file that an image on `page` shows, relative to the site's root; None where it is unknown."""
    if "//" in href.partition("?")[0].lstrip("/."):
        return None
    found = resolve(page, Link(href, "", Span(0, 0), None, image=True), site)
    return found.path if found.verdict == "file" else None
