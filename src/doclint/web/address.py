"""An address outside the site in one form, so that its spellings are asked once (RFC 3986, section 6)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from msgspec import Struct

from doclint.lazy import regex

_PORTS = {"http": 80, "https": 443}
_ESCAPE = regex(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = regex(r"[A-Za-z0-9._~-]")
_TEMPLATE = regex(r"[{}<>\\]|\$\(")
_HOST = regex(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
_SAFE = "%/:@!$&'()*+,;=~-._?"
_LONGEST = 8_000
"""characters; RFC 9110 asks servers to take at least so many, and few take more"""


class Address(Struct, frozen=True):
    """An address that can be asked, without its fragment."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def server(self) -> str:
        """What the limits hold for: the host, with the port where it is not the usual one."""
        return self.host if self.port in _PORTS.values() else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port as settings name them."""
        return f"{self.scheme}://{self.server}"


class Target(Struct, frozen=True):
    """One address to ask, and all places on it that links name."""

    address: Address
    places: tuple[str, ...]

    def key(self, place: str) -> str:
        return f"{self.address.url}#{place}" if place else self.address.url


def read(href: str) -> tuple[Address, str]:
    """The address and the place on it that must exist; raises ValueError where nobody can ask it."""
    href.encode()  # bytes that no text stands for cannot be sent
    parts = urlsplit("".join(href.split()) if "\n" in href else href.strip())
    scheme = parts.scheme.lower() or "https"
    if scheme not in _PORTS or "@" in parts.netloc or len(href) > _LONGEST or _TEMPLATE.search(href):
        raise ValueError("an address that cannot be asked")
    host = _host(parts.hostname or "")
    port = parts.port or _PORTS[scheme]
    shown = host if port == _PORTS[scheme] else f"{host}:{port}"
    query = f"?{_escaped(parts.query)}" if parts.query else ""
    url = f"{scheme}://{shown}{_undotted(_escaped(parts.path) or '/')}{query}"
    return Address(url, scheme, host, port), place(parts.fragment)


def place(fragment: str) -> str:
    """The part of a fragment that names a place in HTML: no top of the page, no text to find, no script's route."""
    name = fragment.partition(":~:")[0]
    return "" if name.lower() == "top" or name.startswith(("!", "/")) else name


def _host(name: str) -> str:
    if not name.isascii():
        name = _ascii(name)
    host = f"[{name}]" if ":" in name else name.lower()
    if not _HOST.fullmatch(host) or ".." in host:
        raise ValueError("an address without a host")
    return host


def _ascii(name: str) -> str:
    """A name in letters of any script as the DNS knows it (RFC 5891); raises ValueError."""
    import httpx

    try:
        return httpx.URL(f"https://{name}/").raw_host.decode("ascii")
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from None


def _escaped(text: str) -> str:
    return _ESCAPE.sub(_shortest, quote(text, safe=_SAFE))


def _shortest(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.match(character) else escape[0].upper()


def _undotted(path: str) -> str:
    """The path without `.` and `..` (RFC 3986, section 5.2.4); empty segments stay."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == ".." and kept:
            kept.pop()
        elif segment not in (".", ".."):
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
