"""blake2b by itself: `hashlib` brings OpenSSL along, and a hook would wait for that longer than for all the digests."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # what `hashlib.blake2b` is, in a part of Python that is not public
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b"]
