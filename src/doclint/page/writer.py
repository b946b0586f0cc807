"""Collects one passage's text, piece by piece, with the way back to the source."""

from __future__ import annotations

from msgspec.structs import replace

from doclint.page.text import Piece


class Writer:
    """Takes runs of source characters in reading order; gives them as one text with its pieces.

    Blank space at the ends is left out.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._words: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0
        self._quoted = False
        """whether the last piece is a quotation, to which an adjoining one can be added"""

    def quote(self, start: int, end: int) -> None:
        """The source characters `start` to `end`, as they are."""
        words = self.source[start:end]
        if not self._length:
            words = words.lstrip()
            start = end - len(words)
        if not words:
            return
        last = self._pieces[-1] if self._quoted else None
        if last and last.end == start:
            self._pieces[-1] = Piece(last.at, last.start, end)
        else:
            self._pieces.append(Piece(self._length, start, end))
        self._words.append(words)
        self._length += len(words)
        self._quoted = True

    def stand(self, words: str, start: int, end: int) -> None:
        """`words` that stand for the source characters `start` to `end`."""
        if words.isspace():
            if not self._length:
                return
            if self._words[-1].isspace() and not self._quoted:
                self._pieces[-1] = replace(self._pieces[-1], end=max(end, self._pieces[-1].end))
                return
            if self._quoted and self._words[-1][-1] in " \t":
                self._strip()
        self._pieces.append(Piece(self._length, start, end))
        self._words.append(words)
        self._length += len(words)
        self._quoted = False

    def _strip(self) -> None:
        """Leave out the blanks at the end of a line."""
        last, piece = self._words[-1], self._pieces[-1]
        kept = last.rstrip(" \t")
        if kept:
            cut = len(last) - len(kept)
            self._words[-1], self._pieces[-1] = kept, replace(piece, end=piece.end - cut)
            self._length -= cut

    def take(self) -> tuple[str, tuple[Piece, ...]] | None:
        """The text so far, or None if there is none; and begin anew."""
        if not self._length:
            return None
        text, pieces = "".join(self._words), self._pieces
        self._words, self._pieces, self._length, self._quoted = [], [], 0, False
        kept = text.rstrip()
        stop = len(text)
        if len(kept) == stop and pieces[-1].at < stop:
            return text, tuple(pieces)
        while pieces and pieces[-1].at >= len(kept):
            stop = pieces.pop().at
        if not pieces:
            return None
        last = pieces[-1]
        if last.end - last.start == stop - last.at:
            pieces[-1] = replace(last, end=last.start + len(kept) - last.at)
        return kept, tuple(pieces)
