"""Make rules/words/neighbours.yaml: the pairs of neighbouring characters in translated messages.

    python benchmarks/neighbours.py FOLDER ... > rules/words/neighbours.yaml

Reads every `*.mo` catalogue below the folders (`/usr/share/locale` of a Debian with translations). A pair is
kept if some language has it three times, and all together four times; one of its characters must belong to a code
page of one byte.
"""

from __future__ import annotations

import gettext
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from doclint.facts.misread import CODE_PAGES
from doclint.facts.neighbours import key

HEAD = """\
# Characters that stand beside one another in natural text: first -> all that follow it. Small letters stand for
# capitals, too, but for a capital that follows a small letter; 0 for digits, "." for other ASCII marks. Counted by
# benchmarks/neighbours.py.
source: "{lines} lines of translated messages in {languages} languages: the gettext catalogues of Debian packages"
# the characters that are judged: those of the common code pages
alphabet: {alphabet}
followers:
"""
TECHNICAL = (
    "5 µm µg µs µl µF µV µA µW 5µm m² m³ km² cm² mm² cm³ dm³ s² x² y² a² b² n² r² CO² 10² 10³ x³ 5°C 5 °C °F 90° ±5 "
    "§5 § 5 ½ ¼ ¾ 1½ 5€ €5 £5 5£ ¥5 ¢ 5¢ nº 1ª 1º (¹) word¹ word² word³ word.¹ © 2020 ©2020 ® Brand® Brand™ · a·b ×5 5×5 "  # noqa: E501
    "5 × 5 ÷ ¬a – — … ‰ † ‡ ¶ • “a” ‘a’ „a“ «a» »a« ‚a‘ ‹a› ›a‹ a’s a’ ’a 5–6 5—6 a–b a—b a… …a “5 5” «5 5» ”. ”, ’. .” ,” ?” !” (“ ”) "  # noqa: E501
)
"""marks and units as they are written everywhere, and seldom in messages"""
MARKS = "–—…“”‘’„«»‹›‚™®•†"
"""marks that stand right beside letters, digits and other marks in typeset text"""


def alphabet() -> set[str]:
    """All characters outside ASCII of the code pages, in small letters."""
    found = set()
    for page in CODE_PAGES:
        for byte in range(0xA0 if page == "latin-1" else 0x80, 0x100):
            found |= set(bytes([byte]).decode(page, "ignore").lower())
    return {c for c in found if c > "\x9f" and not unicodedata.combining(c)}


def lines(folders: list[str]) -> dict[str, set[str]]:
    """Language -> lines with characters outside ASCII."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted({file for folder in folders for file in Path(folder).rglob("*.mo")}):
        try:
            with file.open("rb") as handle:
                catalogue = gettext.GNUTranslations(handle)
        except (OSError, UnicodeError, ValueError, LookupError):
            continue
        language = file.parent.parent.name
        for text in catalogue._catalog.values():
            found[language].update(line for line in str(text).split("\n") if not line.isascii() and len(line) < 400)
    return found


def main() -> None:
    texts = lines(sys.argv[1:])
    total: Counter[str] = Counter()
    often: set[str] = set()
    judged = alphabet()
    for group in texts.values():
        mine: Counter[str] = Counter()
        for line in group:
            text = f" {line} "
            mine.update(map("".join, pairwise(text)))
        folded: Counter[str] = Counter()
        for (first, second), count in mine.items():
            pair = key(first, second)
            if not pair.isascii() and all(c < "\x80" or c.lower() in judged for c in pair):
                folded[pair] += count
        total += folded
        often |= {pair for pair, count in folded.items() if count >= 3}
    known = {pair for pair in often if total[pair] >= 4}
    known |= {key(*pair) for pair in pairwise(TECHNICAL) if not "".join(pair).isascii()}
    plain = "abcdefghijklmnopqrstuvwxyz0. "
    known |= {pair for mark in MARKS for c in plain for pair in (mark + c, c + mark)}
    followers: dict[str, list[str]] = defaultdict(list)
    for first, second in sorted(known):
        followers[first].append(second)
    count = f"{sum(map(len, texts.values())):,}"
    sys.stdout.write(HEAD.format(lines=count, languages=len(texts), alphabet=quoted("".join(sorted(judged)))))
    for first, seconds in followers.items():
        sys.stdout.write(f"  {quoted(first)}: {quoted(''.join(seconds))}\n")


def quoted(text: str) -> str:
    """`text` as YAML, with what nobody sees as escapes."""
    shown = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04X}" for c in text)
    return f'"{shown}"'


if __name__ == "__main__":
    main()
