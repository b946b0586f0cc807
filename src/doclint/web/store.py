"""What is known of addresses between runs: verdicts in SQLite, and in JSON lines that a CI service can carry.

Keyed by the address with the place on it. A damaged file is moved aside and begun anew; one that is locked, or on a
full disk, is done without. Neither is an error: `troubles` says it once.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from doclint.site import PROOF, Verdict

DAY = 86_400
FRESH = {"ok": 7 * DAY, "redirected": 7 * DAY, "blocked": 3 * DAY, "unchecked": 7 * DAY, "broken": PROOF}
"""seconds that a verdict is believed: never if there was no usable answer, for it may be back at once; `broken` until
the next daily run, which may start a little early"""
FORGOTTEN = 180 * DAY
"""seconds after which a verdict that nobody renews is dropped"""
BATCH = 64
"""verdicts that are written together: what a crash may lose"""
PATIENCE = 2.0
"""seconds to wait for another process that writes"""

_TABLE = "CREATE TABLE IF NOT EXISTS verdicts (address TEXT PRIMARY KEY, basis TEXT, checked INTEGER, verdict TEXT)"
_WRITE = "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?)"
_READ = "SELECT address, basis, verdict FROM verdicts WHERE address IN (SELECT value FROM json_each(?))"


class Kept(msgspec.Struct, frozen=True):
    """A verdict, and the digest of the code and words that it rests on."""

    address: str
    basis: str
    verdict: Verdict


class Store:
    """The file `file`, if it can be used; the verdicts of this run in any case."""

    def __init__(self, file: str, basis: str) -> None:
        self.file, self.basis = file, basis
        self.troubles: list[str] = []
        self.pending: list[Kept] = []
        self.link = self._opened()

    def known(self, addresses: Iterable[str]) -> dict[str, Kept]:
        """What earlier runs found out, fresh or not."""
        found: dict[str, Kept] = {}
        if self.link:
            try:
                for address, basis, verdict in self.link.execute(_READ, (json.dumps(list(addresses)),)):
                    found[address] = Kept(address, basis, msgspec.json.decode(verdict, type=Verdict))
            except (sqlite3.Error, msgspec.DecodeError) as error:
                self._anew(error)
        return found

    def keep(self, address: str, verdict: Verdict) -> None:
        """Remember a verdict; it is on disk after the next `flush` at the latest."""
        self.pending.append(Kept(address, self.basis, verdict))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is pending."""
        rows = [(one.address, one.basis, one.verdict.checked, msgspec.json.encode(one.verdict)) for one in self.pending]
        self.pending.clear()
        if self.link and rows:
            try:
                with self.link:
                    self.link.executemany(_WRITE, rows)
            except sqlite3.Error as error:
                self._without(f"cannot be written ({error}); what this run learns is not kept")

    def close(self) -> None:
        """Write, forget what nobody has linked to for long, and let go of the file."""
        self.flush()
        if self.link:
            with contextlib.suppress(sqlite3.Error), self.link:
                self.link.execute("DELETE FROM verdicts WHERE checked < ?", (now() - FORGOTTEN,))
            self.link.close()
            self.link = None

    def _opened(self) -> sqlite3.Connection | None:
        try:
            os.makedirs(os.path.dirname(self.file) or ".", exist_ok=True)
            return _connected(self.file)
        except sqlite3.OperationalError as error:
            self._without(f"cannot be used ({error}); every address is asked again")
        except sqlite3.DatabaseError as error:
            return self._rebuilt(error)
        except OSError as error:
            self._without(f"cannot be made ({error.strerror}); every address is asked again")
        return None

    def _rebuilt(self, error: Exception) -> sqlite3.Connection | None:
        try:
            os.replace(self.file, self.file + ".damaged")
            for beside in ("-wal", "-shm"):
                if os.path.exists(self.file + beside):
                    os.remove(self.file + beside)
            link = _connected(self.file)
        except (OSError, sqlite3.Error):
            self._without(f"is damaged ({error}) and cannot be replaced; every address is asked again")
            return None
        self.troubles.append(f"was damaged ({error}); it was begun anew and every address is asked again")
        return link

    def _anew(self, error: Exception) -> None:
        """Begin anew where the damage shows only on reading."""
        if self.link:
            self.link.close()
        if isinstance(error, sqlite3.OperationalError):
            self._without(f"cannot be read ({error}); every address is asked again")
        else:
            self.link = self._rebuilt(error)

    def _without(self, words: str) -> None:
        self.troubles.append(words)
        self.link = None


def _connected(file: str) -> sqlite3.Connection:
    """The file, opened and tried; several processes may read while one writes."""
    link = sqlite3.connect(file, timeout=PATIENCE)
    try:
        link.execute("PRAGMA journal_mode=WAL")
        link.execute("PRAGMA synchronous=NORMAL")
        link.execute(_TABLE)
        link.execute("SELECT address, basis, checked, verdict FROM verdicts LIMIT 1").fetchall()
    except BaseException:
        link.close()
        raise
    return link


def fresh(kept: Kept, basis: str, now: float) -> bool:
    """Whether a verdict is still believed; long times are shortened by up to a fifth, so that not all end at once."""
    age, limit = now - kept.verdict.checked, FRESH.get(kept.verdict.verdict, 0)
    if limit > DAY:
        limit -= limit * (zlib.crc32(kept.address.encode("utf-8", "replace")) % 200) // 1000
    return kept.basis == basis and 0 <= age < limit


def worth_keeping(verdict: Verdict) -> bool:
    """Whether it was had by asking."""
    return verdict.verdict != "unchecked" or verdict.status > 0


def joined(before: Kept | None, now: Verdict) -> Verdict:
    """A new verdict with its history: since when, and how often, the answer is the same."""
    if before is None or before.verdict.verdict != now.verdict:
        return msgspec.structs.replace(now, since=now.checked, times=1)
    return msgspec.structs.replace(now, since=before.verdict.since, times=before.verdict.times + 1)


def ledger(file: str) -> dict[str, Kept]:
    """The verdicts in a file of JSON lines; a line that cannot be read is passed over, as is a file that is absent."""
    try:
        with open(file, encoding="utf-8") as handle:
            return {one.address: one for one in _lines(handle)}
    except (OSError, UnicodeDecodeError):
        return {}


def _lines(lines: Iterable[str]) -> Iterator[Kept]:
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Kept)
        except msgspec.DecodeError:
            continue


def write_ledger(file: str, kept: Mapping[str, Kept]) -> None:
    """All verdicts that are not too old as JSON lines in the order of addresses, in one step; raises OSError."""
    temporary = f"{file}.{os.getpid()}.part"
    with open(temporary, "w", encoding="utf-8") as out:
        for _, one in sorted(kept.items()):
            if now() - one.verdict.checked < FORGOTTEN:
                out.write(f"{msgspec.json.encode(one).decode()}\n")
    os.replace(temporary, file)


def now() -> int:
    """Seconds since 1970."""
    return int(time.time())
