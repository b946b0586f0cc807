"""How far the asking has come, on a terminal."""

from __future__ import annotations

import time
from typing import TextIO

EVERY = 0.1
"""seconds between two changes of the line"""


class Progress:
    """One line that is written over itself; silent where nobody looks."""

    def __init__(self, total: int, out: TextIO) -> None:
        self.total, self.out = total, out
        self.done = 0
        self.shown = 0.0
        self.on = out.isatty()

    def step(self) -> None:
        """One more address has its verdict."""
        self.done += 1
        if self.on and time.monotonic() - self.shown >= EVERY:
            self.shown = time.monotonic()
            self.out.write(f"\r\x1b[Kasked {self.done} of {self.total} addresses")
            self.out.flush()

    def close(self) -> None:
        """Leave the line as it was found."""
        if self.on:
            self.out.write("\r\x1b[K")
            self.out.flush()
