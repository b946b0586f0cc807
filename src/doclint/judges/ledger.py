"""The ledger: a file of JSON lines, one pair of sentences a line, sorted, so that git can merge it.

A maintainer adds `"accepted": true` to a line (it is a contradiction) or `false` (it is none); doclint never changes
that, and never drops a line.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from doclint import files
from doclint.errors import InputError
from doclint.hashing import blake2b
from doclint.site import Opinion

_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line; `accepted` is written only where somebody has said so."""

    digest: str
    first: str
    second: str
    verdict: Literal["contradiction", "entailment", "neutral"]
    score: Annotated[float, Meta(ge=0, le=1)]
    judge: str
    accepted: bool | msgspec.UnsetType = msgspec.UNSET


def read(file: str) -> dict[tuple[str, str], Opinion]:
    """Pair -> opinion, of two lines on one pair the one that a maintainer decided; empty where there is no file.

    Raises InputError naming the line that cannot be read.
    """
    if not os.path.exists(file):
        return {}
    found: dict[tuple[str, str], Opinion] = {}
    for number, text in enumerate(files.content(file, "see `judge.ledger`").split("\n"), 1):
        if text.strip():
            line = _line(f"{os.path.basename(file)}:{number}", text)
            accepted = None if line.accepted is msgspec.UNSET else line.accepted
            pair = line.first, line.second
            if pair not in found or accepted is not None:
                found[pair] = Opinion(line.verdict, line.score, line.judge, accepted)
    return found


def write(file: str, known: Mapping[tuple[str, str], Opinion]) -> None:
    """Write all lines anew, sorted; raises InputError."""
    lines = sorted(msgspec.json.encode(_written(pair, one)) for pair, one in known.items())
    files.put(file, b"".join(line + b"\n" for line in lines))


def opinion(verdict: str, score: float, judge: str) -> Opinion:
    """What a judge said, in the form of the ledger; raises msgspec.ValidationError where it is none."""
    return msgspec.convert({"verdict": verdict, "score": round(score, 3), "judge": judge}, Opinion)


def _line(place: str, text: str) -> Line:
    if text.startswith(_CONFLICT):
        raise InputError(f"{place}: a conflict of git is left here; keep the lines of both sides")
    try:
        return msgspec.json.decode(text, type=Line)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise InputError(f"{place}: no opinion of a judge ({error}); mend or delete the line") from None


def _written(pair: tuple[str, str], one: Opinion) -> Line:
    digest = blake2b("\n".join(pair).encode(), digest_size=8).hexdigest()
    accepted = msgspec.UNSET if one.accepted is None else one.accepted
    return Line(digest, *pair, one.verdict, one.score, one.judge, accepted)
