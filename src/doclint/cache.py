"""The door to the cache: what is costly to work out and depends on nothing but what it is kept under.

Files in the user's cache folder. A missing, damaged, locked or unwritable cache is never an error: then the work is
done again.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from contextlib import suppress
from functools import lru_cache

from doclint.hashing import blake2b
from doclint.listing import stamps
from doclint.version import __version__

TYPE_CHECKING = False  # the module `typing` is as large as all that a repeated run loads
if TYPE_CHECKING:
    from typing import Any

LARGEST = 8_000_000
"""bytes; a larger file is begun anew with what this run used"""
TICK = 100_000_000
"""nanoseconds; a file system may give two changes as near as this the same time"""
MADE = ("structures", "prepared")
"""what the build makes of doclint's own rules (`built`)"""
_SUM = 4
"""bytes of the checksum before what is kept, by which damage is known"""


def load(name: str, value: Any) -> dict[str, Any]:
    """What was kept under `name` by this version of doclint and Python, each of the type `value` (`msgspec.Raw` leaves
    it packed); empty where there is nothing to read."""
    return opened(_file(name), value)


def opened(file: str, value: Any) -> dict[str, Any]:
    """What `written` left in a file; empty where there is nothing to read."""
    import msgspec

    try:
        with open(file, "rb") as handle:
            return msgspec.msgpack.decode(whole(handle.read()), type=dict[str, value])
    except (OSError, ValueError, RecursionError):
        return {}


def save(name: str, entries: dict[str, Any], used: set[str]) -> None:
    """Keep `entries` under `name`; if they grow too large, only those of the keys `used`."""
    try:
        os.makedirs(folder(), exist_ok=True)
        written(_file(name), entries, used)
    except (OSError, TypeError, ValueError, OverflowError):
        return


def written(file: str, entries: dict[str, Any], used: set[str]) -> None:
    """Write `entries` to a file; if they grow too large, only those of the keys `used`."""
    import tempfile  # most runs learn nothing new of the rules

    import msgspec

    data = msgspec.msgpack.encode(entries)
    if len(data) > LARGEST:
        data = msgspec.msgpack.encode({key: entries[key] for key in used})
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(file))
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(summed(data))
        os.replace(temporary, file)
    except BaseException:
        os.remove(temporary)
        raise


def summed(data: bytes) -> bytes:
    """`data` behind a checksum of it."""
    return _sum(data) + data


def _sum(data: bytes | memoryview) -> bytes:
    return zlib.crc32(data).to_bytes(_SUM, "big")


def whole(kept: Any) -> memoryview:
    """What `summed` was given; nothing where the bytes are not as they were, or none: a damaged row gives anything."""
    data = memoryview(kept if isinstance(kept, bytes) else b"")
    return data[_SUM:] if _sum(data[_SUM:]) == data[:_SUM] else data[:0]


@lru_cache(1)
def code() -> bytes:
    """A digest of what computes: our modules (by size and time), the versions of what is installed beside them,
    and Python. A process computes with what was there when it first asked."""
    installed: set[str] = set()
    for one in sys.path:
        with suppress(OSError):
            installed.update(name for name in os.listdir(one or os.curdir) if name.endswith(".dist-info"))
    here = os.path.dirname(os.path.abspath(__file__))
    ours = [one[:3] for one in stamps(here, ".py")]  # another name for a file, as some installers make, is no change
    return digest(f"{sys.version}\n{__version__}\n{sorted(installed)}\n{here}\n{ours}")


def shipped() -> tuple[str, str]:
    """Where doclint's own rules may be: in the wheel, or at the top of a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    return os.path.join(here, "rules"), os.path.join(os.path.dirname(os.path.dirname(here)), "rules")


@lru_cache(len(shipped()))
def ruled(folder: str) -> list[tuple[str, int, int, int]]:
    """The `stamps` of the files in one of the folders that `shipped` gives. As with `code`, a process works with what
    was there when it first asked."""
    return stamps(folder, ".yaml")


def read_already() -> str:
    """The file with what doclint's own rules hold, which the build writes (`hatch_build.py`), so that they need not be
    read as YAML. It may be older than the rules, or lacking; whoever changes how YAML is read installs anew."""
    return _built("rules.msgpack")


@lru_cache(len(MADE))
def built(name: str) -> dict[str, bytes]:
    """What the build made of doclint's own rules, packed, under digests of their texts: the `structures` that they are,
    or what their kinds `prepared`. Nothing where an install follows a checkout, because its code changes."""
    return opened(_built(f"{name}.msgpack"), bytes)


def bring_patterns() -> None:
    """Bring what the build made of patterns; once in a process."""
    import msgspec

    from doclint.lazy import PATTERNS

    if not PATTERNS.shipped:
        PATTERNS.shipped = opened(compiled_already(), msgspec.Raw)


def compiled_already() -> str:
    """The file with what this kind of Python makes of patterns, which the build writes, too. It may be lacking."""
    return _built(f"patterns.{sys.implementation.cache_tag}.msgpack")


def _built(name: str) -> str:
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), name)


def digest(text: str) -> bytes:
    """A digest of `text`, whatever characters it has."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def state(path: str) -> bytes:
    """A digest of what stands at `path`: the text of a file, the names in a folder; nothing where there is nothing."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            with os.scandir(path) as entries:
                return digest(repr(sorted(map(_listed, entries))))
        if stat.S_ISREG(mode):  # to open a pipe or a device may wait for ever
            with open(path, "rb", buffering=0) as handle:
                return blake2b(handle.read(), digest_size=16).digest()
    except (OSError, ValueError):  # ValueError: no file can have that name
        pass
    return b""


def _listed(entry: os.DirEntry[str]) -> tuple[str, bool, str]:
    """What the walk over a site sees of a name in a folder; of a link it matters where it leads."""
    real = os.path.realpath(entry.path) if entry.is_symlink() else ""
    return entry.name, entry.is_dir(follow_symlinks=False), f"{real} {os.path.isfile(real)}" if real else ""


def changed(path: str) -> int:
    """When what stands at `path` was last changed, in nanoseconds since 1970; 0 where there is nothing."""
    try:
        about = os.stat(path)
    except OSError:
        return 0
    return max(about.st_mtime_ns, about.st_ctime_ns)


def folder() -> str:
    """The cache folder of doclint, where the platform keeps such."""
    if os.name == "posix" and sys.platform != "darwin":  # the same as below, without the time that takes to load
        base = os.environ.get("XDG_CACHE_HOME", "")
        return os.path.join(base if base.strip() else os.path.expanduser("~/.cache"), "doclint")
    from platformdirs import user_cache_dir

    return user_cache_dir("doclint", appauthor=False)


def _file(name: str) -> str:
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.join(folder(), f"{name}-{__version__}-{python}.msgpack")
