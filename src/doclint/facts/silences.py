"""Comments that silence a rule: `<!-- doclint-disable-next-line links/missing-page -- reason -->`."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from doclint.facts import fact
from doclint.lazy import regex
from doclint.page import Page, Span

_COMMENT = regex(r"^\s*doclint-(disable-next-line|disable-line|disable-file|disable|enable)\b([^\n]*?)(?:\s--\s|$)")
_BLANK = regex(r"[^\n]*\n?\s*")


class Silence(Struct, frozen=True):
    """Lines `first` to `last` on which the rules or packs `names` are silent (none named: all)."""

    names: tuple[str, ...]
    first: int
    last: int
    span: Span
    """the comment"""


@fact
def silences(page: Page) -> tuple[Silence, ...]:
    """What the page's comments silence, in the order of the comments."""
    if "doclint-" not in page.source:
        return ()
    found: list[Silence] = []
    endless: list[int] = []
    for text, span in page.comments:
        written = _COMMENT.match(" ".join(text.split()))
        if not written:
            continue
        names = tuple(written[2].replace(",", " ").split())
        if written[1] == "enable":
            for at in endless:
                found[at] = _ended(found[at], names, page.position(span.start)[0])
            endless = [at for at in endless if found[at].last == _END]
        else:
            endless += [len(found)] if written[1] == "disable" else []
            found.append(Silence(names, *_lines(page, written[1], span), span))
    return tuple(found)


_END = 1 << 60


def _lines(page: Page, form: str, span: Span) -> tuple[int, int]:
    line = page.position(span.end)[0]
    if form == "disable-file":
        return 1, _END - 1
    if form == "disable":
        return line, _END
    if form == "disable-line":
        return line, line
    return (following := _next_line(page, span.end)), following


def _next_line(page: Page, offset: int) -> int:
    """The next line that is not blank: MDX wants an empty line after a comment."""
    return page.position(_BLANK.match(page.source, offset).end())[0]  # type: ignore[union-attr]


def _ended(silence: Silence, names: tuple[str, ...], line: int) -> Silence:
    """An open-ended silence ends where its rules are enabled again."""
    ends = silence.last == _END and (not names or names == silence.names)
    return replace(silence, last=line) if ends else silence
