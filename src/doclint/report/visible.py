"""Text from pages that cannot command what shows it: a terminal, a build log, a Markdown page."""

from __future__ import annotations

from doclint.rule import printable

_VISIBLE = {
    **{code: 0x2400 + code for code in range(0x20)},
    **dict.fromkeys(
        [0x7F, *range(0x80, 0xA0), *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD
    ),
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
    ord("\t"): ord(" "),
}
"""control characters by their pictures; bidirectional controls and undecodable bytes by the replacement character"""


def shown(text: str) -> str:
    """`text` without control characters, character for character as long as it was."""
    return text if text.isascii() and text.isprintable() else text.translate(_VISIBLE)


def one_line(text: str, widest: int) -> str:
    """`text` on one line of at most `widest` characters, undecodable bytes written as \\x92."""
    words = shown(printable(" ".join(text.split())))
    return words if len(words) <= widest else f"{words[: widest - 1]}…"
