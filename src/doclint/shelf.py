"""A shelf of the cache: bytes by key in one SQLite file, for any number of runs at once."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress

from doclint.cache import folder, summed, whole

TYPE_CHECKING = False  # as in `cache`
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

FULL = 300_000_000
"""bytes of a shelf; above it the half that was not used for longest is dropped"""
PATIENCE = 2.0
"""seconds to wait for another process that writes"""
DAY = 86_400
_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""of a database; the second where SQLite quotes damaged names in the words of the first"""
_AT_ONCE = 500
"""keys in one question to SQLite, which allows 999 in its older versions"""
_TABLE = "CREATE TABLE IF NOT EXISTS shelf (key BLOB PRIMARY KEY, data BLOB NOT NULL, day INTEGER NOT NULL)"
_SWEEP = """DELETE FROM shelf WHERE rowid IN
(SELECT rowid FROM shelf ORDER BY day, rowid LIMIT (SELECT count(*) / 2 FROM shelf))"""


class Shelf:
    """What was damaged there is not there, and what cannot be had is done without."""

    def __init__(self, name: str = "pages", full: int = FULL) -> None:
        self.file, self.full = os.path.join(folder(), f"{name}.sqlite3"), full
        self.today = int(time.time()) // DAY
        self.link: sqlite3.Connection | None = None
        self._given_up, self._old = False, list[bytes]()
        if os.path.exists(self.file):  # a run that keeps nothing makes no file either
            self._open()

    def take(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What is there under `keys`."""
        if self.link is None and not self._given_up and os.path.exists(self.file):
            self._open()
        wanted, found = list(keys), {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            for key, data, day in self._do(f"SELECT key, data, day FROM shelf WHERE key IN ({marks})", some):
                if sound := whole(data):
                    found[key] = bytes(sound)
                if day != self.today:
                    self._old.append(key)
        return found

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep `entries`, all or none of them, and close the file."""
        if not entries and not self._old:
            self.close()
            return
        if self.link is None and not self._given_up:
            self._open()
        if self.link is None:
            return
        try:
            with self.link:
                rows = ((key, summed(data), self.today) for key, data in entries.items())
                self.link.executemany("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", rows)
                self.link.executemany("UPDATE shelf SET day = ? WHERE key = ?", ((self.today, k) for k in self._old))
            self._old.clear()
            if os.path.getsize(self.file) > self.full:
                with self.link:
                    self.link.execute(_SWEEP)
        except (*_ERRORS, OSError) as error:
            self._give_up(error)
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self.link is not None:
            self.link.close()
            self.link = None

    def _open(self) -> None:
        try:
            os.makedirs(os.path.dirname(self.file), exist_ok=True)
            self.link = sqlite3.connect(self.file, timeout=PATIENCE)
        except (sqlite3.Error, OSError):
            return
        self._do("PRAGMA synchronous = OFF")
        if not self._do("SELECT 1 FROM sqlite_master WHERE name = 'shelf'"):
            self._do("PRAGMA auto_vacuum = FULL")  # writes, even where the file has it
            self._do(_TABLE)

    def _do(self, words: str, values: Iterable[Any] = ()) -> list[Any]:
        try:
            return self.link.execute(words, tuple(values)).fetchall() if self.link is not None else []
        except _ERRORS as error:
            self._give_up(error)
            return []

    def _give_up(self, error: Exception) -> None:
        """Do without; a file that is no database goes, so that the next run has one."""
        self.close()
        self._given_up = True
        damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        if damaged or isinstance(error, UnicodeDecodeError):
            with suppress(OSError):
                os.remove(self.file)
