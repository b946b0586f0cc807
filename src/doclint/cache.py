"""The door to the cache: what is costly to work out and depends on nothing but what it is kept under.

Files in the user's cache folder. A missing, damaged, locked or unwritable cache is never an error: then the work is
done again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from doclint.version import __version__

LARGEST = 8_000_000
"""bytes; a larger file is begun anew with what this run used"""
FULL = 300_000_000
"""bytes of a shelf; above it the half that was not used for longest is dropped"""
PATIENCE = 2.0
"""seconds to wait for another process that writes"""
DAY = 86_400
_SUM = 8
"""bytes of the digest before what is kept, by which damage is known"""
_AT_ONCE = 500
"""keys in one question to SQLite, which allows 999 in its older versions"""


def load(name: str, value: Any = Any) -> dict[str, Any]:
    """What was kept under `name` by this version of doclint and Python, each of the type `value` (`msgspec.Raw` leaves
    it packed); empty where there is nothing to read."""
    try:
        with open(_file(name), "rb") as handle:
            return msgspec.msgpack.decode(_whole(handle.read()), type=dict[str, value])
    except (OSError, ValueError, RecursionError):
        return {}


def save(name: str, entries: dict[str, Any], used: set[str]) -> None:
    """Keep `entries` under `name`; if they grow too large, only those of the keys `used`."""
    import tempfile  # most runs learn nothing new of the rules

    try:
        data = msgspec.msgpack.encode(entries)
        if len(data) > LARGEST:
            data = msgspec.msgpack.encode({key: entries[key] for key in used})
        folder = os.path.dirname(_file(name))
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as out:
            out.write(_summed(data))
        os.replace(temporary, _file(name))
    except (OSError, TypeError, ValueError, OverflowError):
        return


class Shelf:
    """Bytes by key in one SQLite file, for any number of runs at once. What was damaged there is not there."""

    def __init__(self, name: str = "pages", full: int = FULL) -> None:
        self.file, self.full = os.path.join(_folder(), f"{name}.sqlite3"), full
        self.today = int(time.time()) // DAY
        self.link = self._opened()
        self._old: list[bytes] = []

    def take(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What is there under `keys`."""
        wanted, found = list(keys), {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            for key, data, day in self._do(f"SELECT key, data, day FROM shelf WHERE key IN ({marks})", some):
                if whole := _whole(data):
                    found[key] = whole
                if day != self.today:
                    self._old.append(key)
        return found

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep `entries`, all or none of them, and close the file."""
        if self.link is None:
            return
        try:
            with self.link:
                rows = ((key, _summed(data), self.today) for key, data in entries.items())
                self.link.executemany("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", rows)
                self.link.executemany("UPDATE shelf SET day = ? WHERE key = ?", ((self.today, k) for k in self._old))
            if os.path.getsize(self.file) > self.full:
                with self.link:
                    self.link.execute(_SWEEP)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self.link is not None:
            self.link.close()
            self.link = None

    def _opened(self) -> sqlite3.Connection | None:
        try:
            os.makedirs(os.path.dirname(self.file), exist_ok=True)
            link = sqlite3.connect(self.file, timeout=PATIENCE)
        except (sqlite3.Error, OSError):
            return None
        self.link = link
        for words in ("PRAGMA auto_vacuum = FULL", "PRAGMA synchronous = OFF", _TABLE):
            self._do(words)
        return self.link

    def _do(self, words: str, values: Iterable[Any] = ()) -> list[Any]:
        try:
            return self.link.execute(words, tuple(values)).fetchall() if self.link is not None else []
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _give_up(self, error: Exception) -> None:
        """Do without; a file that is no database goes, so that the next run has one."""
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                os.remove(self.file)


def _summed(data: bytes) -> bytes:
    """`data` behind a digest of it."""
    return hashlib.blake2b(data, digest_size=_SUM).digest() + data


def _whole(kept: bytes) -> bytes:
    """What `_summed` was given; nothing where the bytes are not as they were."""
    data = kept[_SUM:]
    return data if _summed(data) == kept else b""


_TABLE = "CREATE TABLE IF NOT EXISTS shelf (key BLOB PRIMARY KEY, data BLOB NOT NULL, day INTEGER NOT NULL)"
_SWEEP = """DELETE FROM shelf WHERE rowid IN
(SELECT rowid FROM shelf ORDER BY day, rowid LIMIT (SELECT count(*) / 2 FROM shelf))"""


def code() -> bytes:
    """A digest of what computes: our modules (by size and time), the versions of what is installed beside them,
    and Python."""
    ours = os.path.dirname(os.path.abspath(__file__))
    beside = {os.path.dirname(ours), os.path.dirname(os.path.dirname(os.path.abspath(msgspec.__file__)))}
    installed = sorted(name for folder in beside for name in os.listdir(folder) if name.endswith(".dist-info"))
    told = hashlib.blake2b(f"{sys.version}\n{__version__}\n{installed}".encode(), digest_size=16)
    folders = [ours]
    for folder in folders:
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            if entry.name.endswith(".py"):
                about = entry.stat()
                told.update(f"{entry.path} {about.st_size} {about.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
            elif entry.is_dir() and "." not in entry.name:
                folders.append(entry.path)
    return told.digest()


def _folder() -> str:
    from platformdirs import user_cache_dir

    return user_cache_dir("doclint", appauthor=False)


def _file(name: str) -> str:
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.join(_folder(), f"{name}-{__version__}-{python}.msgpack")
