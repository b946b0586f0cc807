"""How well the score separates generated pages from pages by people.

    python benchmarks/ai.py CORPUS/handbook PEOPLE...            area under the curve, share of people at `review`
    python benchmarks/ai.py --calibrate PEOPLE...               the percentiles of every sign, to paste into signs.yaml

Pages by people are split by a hash of their text: one half calibrates, the other is measured.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from doclint import rulebook
from doclint import signs as scoring
from doclint.checks import Kinds
from doclint.page import Page
from doclint.score import PageScore
from doclint.settings import Settings

OFF = {"template", "list form", "reuse"}
PEOPLE = re.compile(r"(event-|about|contribute|level-|style-guide)")


def pages(folder: Path, half: int) -> Iterator[Page]:
    """The pages of people in one half, those long enough for a score, each text once."""
    seen = set()
    for file in sorted(folder.rglob("*.md*")):
        text = file.read_text("utf-8", "replace")
        digest = hashlib.sha256(b"people" + text.encode()).digest()[0] % 2
        page = Page(file.name, text)
        if digest == half and text not in seen and scoring.prose_words(page) >= scoring.LEAST_WORDS:
            seen.add(text)
            yield page


def area(high: Sequence[int], low: Sequence[int]) -> float:
    """The chance that one of `high` is above one of `low`, ties counting half."""
    return sum((a > b) + 0.5 * (a == b) for a in high for b in low) / (len(high) * len(low))


def _reviewed(scores: Sequence[PageScore]) -> int:
    return sum(one.band in ("review", "strong") for one in scores)


def main() -> None:
    signs = scoring.table(rulebook.rules(Settings(), Kinds()).words)
    if sys.argv[1] == "--calibrate":
        seen = [scoring.rates(page, signs.signs) for folder in sys.argv[2:] for page in pages(Path(folder), 0)]
        for name in signs.signs:
            values = sorted(one[name].value for one in seen)
            print(f"{name} p95: {values[int(0.95 * len(values))]} p99: {values[int(0.99 * len(values))]}")
        print(f"{len(seen)} pages")
        return
    few = replace(signs, signs={name: sign for name, sign in signs.signs.items() if sign.family not in OFF})
    people = [page for folder in sys.argv[2:] for page in pages(Path(folder), 1)]
    handbook = [Page(f.name, f.read_text("utf-8")) for f in sorted(Path(sys.argv[1], "2025-01/docs").rglob("*.md*"))]
    own = [p for p in handbook if PEOPLE.match(p.path) and scoring.prose_words(p) >= scoring.LEAST_WORDS]
    for date in sorted(folder.name for folder in Path(sys.argv[1]).iterdir() if folder.is_dir()):
        made = [Page(f.name, f.read_text("utf-8")) for f in sorted(Path(sys.argv[1], date, "docs").glob("solution-*"))]
        made = [page for page in made if scoring.prose_words(page) >= scoring.LEAST_WORDS]
        for what, chosen in (("all signs", signs), ("without template, list form, reuse", few)):
            high = [scoring.score(page, chosen, ()) for page in made]
            for whose, human in (("held-out people", people), ("handbook people", own)):
                low = [scoring.score(page, chosen, ()) for page in human]
                apart = area([one.score for one in high], [one.score for one in low])
                print(
                    f"{date}, {what}, {whose}: area {apart:.3f}, "
                    f"{_reviewed(high)}/{len(high)} caught, {_reviewed(low)}/{len(low)} people at review"
                )


if __name__ == "__main__":
    main()
