"""What a template engine takes out of a page or shows as code, from its opening to its closing tag.

`{% highlight %}` and `{% comment %}` are Liquid's (Jekyll), `{{< highlight >}}` is Hugo's. `{% raw %}` only says that
no tags are in what follows: a sample within a paragraph, but often a whole page of Markdown.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import MutableMapping
from typing import Any

from doclint.lazy import regex

_OPENING = regex(
    r"\{%-?[ \t]*(highlight|comment|raw)\b[^\n]{0,500}?%\}|\{\{[<%][ \t]*(highlight|comment)\b[^\n]{0,500}?[>%]\}\}"
)
_CLOSING = regex(
    r"\{%-?[ \t]*end(highlight|comment|raw)[ \t]*-?%\}|\{\{[<%][ \t]*/[ \t]*(highlight|comment)[ \t]*[>%]\}\}"
)
_Ends = dict[tuple[str | None, ...], list[tuple[int, int]]]
_COMMENTS = regex(
    r"^(?:`{3,}|:{3,})\{(?:toctree|note|warning|tip|important|admonition|seealso|code-block|code-cell|figure|include"
    r"|literalinclude|eval-rst)\}|^\([\w.-]+\)=[ \t]*$|(?<!`)\{(?:ref|doc|numref|term|func|class|meth|mod)\}`[^`\n]",
    re.M,
)
"""what only MyST writes: a directive, a target, a role"""


def may_be_in(text: str) -> bool:
    """Whether there may be an opening tag; most pages have none, and are parsed without a thought of them."""
    return "{%" in text or "{{<" in text


def has_remarks(text: str) -> bool:
    """Whether lines that begin with `%` are comments, as in MyST, which the page must show that it is written in."""
    return ("\n%" in text or text.startswith("%")) and bool(_COMMENTS.search(text))


def end(env: MutableMapping[str, Any], text: str, start: int, raw: bool) -> int | None:
    """The end of what the tag at `start` opens; None if it opens nothing. The closing tags are kept in `env`."""
    opening = _OPENING.match(text, start)
    if not opening or (opening[1] == "raw" and not raw):
        return None
    ends: dict[str, _Ends] = env.setdefault("templates", {})
    if text not in ends:
        ends[text] = {}
        for closing in _CLOSING.finditer(text):
            ends[text].setdefault(closing.groups(), []).append(closing.span())
    places = ends[text].get(opening.groups(), [])
    at = bisect_left(places, (opening.end(), 0))
    return places[at][1] if at < len(places) else None
