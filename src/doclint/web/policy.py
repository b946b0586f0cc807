"""Whom may be asked: hosts by name, and the addresses that their names lead to."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from fnmatch import fnmatchcase

from doclint.web.address import Address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Numeric = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Policy:
    """Deny wins over allow; an address that is not public is refused unless `networks` names it."""

    def __init__(self, allow: Sequence[str] = (), deny: Sequence[str] = (), networks: Sequence[str] = ()) -> None:
        self.allow = allow
        self.deny = deny
        self.networks = [ipaddress.ip_network(network, strict=False) for network in networks]

    def refusal(self, address: Address) -> str:
        """Why this host is not asked, empty if it may be."""
        if any(_matches(address, pattern) for pattern in self.deny):
            return "denied"
        if self.allow and not any(_matches(address, pattern) for pattern in self.allow):
            return "not-allowed"
        numeric = _numeric(address.host.strip("[]"))
        return "not-public" if numeric and not self.permits(str(numeric)) else ""

    def permits(self, address: str) -> bool:
        """Whether a connection to this numeric address may be opened."""
        numeric = ipaddress.ip_address(address.partition("%")[0])
        inner = _inner(numeric)
        if any(one in network for network in self.networks for one in (numeric, inner) if one):
            return True
        return _public(numeric) and (inner is None or _public(inner))


def named(address: Address, pattern: str) -> bool:
    """Whether `example.org`, `*.example.org`, `example.org:8080` or `https://example.org` names this host."""
    pattern = pattern.lower().rstrip("/")
    forms = (address.host, address.server, f"{address.host}:{address.port}", address.origin)
    return any(fnmatchcase(form, pattern) for form in forms)


def _matches(address: Address, pattern: str) -> bool:
    """Whether a pattern names this host, or, as a bare name, one above it."""
    return named(address, pattern) or address.host.endswith("." + pattern.lower().rstrip("/"))


def _public(numeric: Numeric) -> bool:
    return numeric.is_global and not numeric.is_multicast


def _numeric(host: str) -> Numeric | None:
    try:
        return ipaddress.ip_address(host) if ":" in host or host[-1:].isdigit() else None
    except ValueError:
        return None


def _inner(numeric: Numeric) -> Numeric | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(numeric, ipaddress.IPv4Address):
        return None
    if numeric in _NAT64:
        return ipaddress.IPv4Address(int(numeric) & 0xFFFFFFFF)
    return numeric.ipv4_mapped or numeric.sixtofour or (numeric.teredo[1] if numeric.teredo else None)
