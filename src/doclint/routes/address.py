"""A link's address as written, taken apart."""

from __future__ import annotations

import posixpath
from functools import cache
from urllib.parse import unquote

from msgspec import Struct

from doclint.lazy import regex
from doclint.routes.target import Target, unchecked

MARKDOWN = (".md", ".mdx", ".markdown")

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_TEMPLATE = regex(r"[{}<>\\]|%7[BbDd]|\$\(")
_HOST = regex(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
# Domains that no kind of file ends in, for the hint that a scheme is missing.
_DOMAINS = frozenset(("com", "org", "net", "edu", "gov", "info", "io", "co", "dev", "app", "eu", "uk"))
_MORE = frozenset(
    (".avif", ".docx", ".gz", ".ico", ".ipynb", ".pptx", ".tgz", ".toml", ".webp", ".xlsx", ".yaml", ".yml")
)
_USUAL = frozenset((".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".pdf"))
_PAGES = frozenset((*MARKDOWN, ".html", ".htm", ""))


class Address(Struct, frozen=True):
    """The parts of an address that leads somewhere inside the site; the query is dropped."""

    path: str
    """as written; may be empty"""
    fragment: str | None

    @property
    def plain(self) -> str:
        """The path with its percent escapes resolved."""
        return unquote(self.path)


def read(href: str) -> Address | Target:
    """The parts of `href`, or the verdict where it leads outside or nobody can follow it."""
    href = href.strip()
    scheme = _SCHEME.match(href)
    if href.startswith("//") or (scheme and scheme[1].lower() in ("http", "https")):
        return Target("external")
    if scheme:
        return unchecked(f"an address of scheme `{scheme[1]}`")
    if not href:
        return unchecked("an empty address")
    if _TEMPLATE.search(href):
        return unchecked("an address that is worked out when the site is built")
    rest, hash_, fragment = href.partition("#")
    return Address(rest.partition("?")[0], fragment if hash_ else None)


def extension(path: str) -> str:
    """`.png` of `a/b.png`, in lower case; empty where there is none."""
    return posixpath.splitext(path)[1].lower()


def names_file(path: str) -> bool:
    """Whether the address ends like that of a picture, a document or an archive rather than a page."""
    ending = extension(path)
    return ending not in _PAGES and (ending in _USUAL or ending in _files())


@cache
def _files() -> frozenset[str]:
    """The endings that Python knows; the machine's `mime.types` would make the answer differ from place to place."""
    import mimetypes

    table = mimetypes.MimeTypes(filenames=())
    return frozenset((*table.types_map[0], *table.types_map[1])) | _MORE


def host(path: str) -> str:
    """`example.org` of `example.org/page`: a host written without its scheme; empty where it is a path."""
    first = path.partition("/")[0].lower()
    known = first.startswith("www.") or extension(first).lstrip(".") in _DOMAINS
    return first if known and _HOST.fullmatch(first) else ""


def place(folder: str, path: str) -> str | None:
    """`path` seen from `folder`, without `.` and `..`; None where it leaves the root."""
    joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    if joined.startswith("../") or joined == "..":
        return None
    return "" if joined == "." else joined


def seen_from(base: str, path: str) -> str:
    """The address that a browser makes of `path` on a page served at `base`; it begins with a slash."""
    whole = path if path.startswith("/") else base[: base.rindex("/") + 1] + path
    ending = "/" if whole.endswith(("/", "/.", "/..")) else ""
    return ("/" + posixpath.normpath(whole).lstrip("/")).rstrip("/") + ending or "/"
