"""Inline markup with exact positions, by wrapping markdown-it-py's inline rules.

The parser's own rules say nothing about places. One rule, `placed`, takes the place of all of them in the ruler: it
calls those that can begin with the character at hand and notes on each new token, as `token.meta["at"]`, which
characters of the block's content it stands for. Nothing relies on how the parser keeps its text (that changed between
versions 4.2 and 4.3): the text pushed by a rule is what was pending before the rule ran.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt, rules_inline
from markdown_it.helpers import parseLinkDestination
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote.index import footnote_ref

from doclint.lazy import regex
from doclint.page import mdx, tags, templates

Rule = Callable[[StateInline, bool], bool]
Place = Callable[[StateInline, int, int, int], None]
Table = dict[str, tuple[tuple[Rule, Place], ...]]

_ATTRIBUTES = regex(r"\{[:.#][^{}\n]*\}")
_TEMPLATES = {"{{": "}}", "{%": "%}"}
_TEX = regex(r"\$\$(?=[^$])([^$]+?)\$\$|\$(?![\s$])([^$\n]*[^\s$\\])\$(?![\w$])")
_ADDRESS_ENDS = " \t\n)"


def install(md: MarkdownIt, dialect: str) -> None:
    """Let `placed` stand for all inline rules of `md`."""
    table = _table(dialect)
    md.core.ruler.at("inline", _blocks("".join(table)))
    md.inline.terminator_re = regex(f"[{re.escape(''.join(table))}\\]]")  # where text ends; the parser's has 20 more
    md.inline.ruler.push("placed", _placed(table))
    md.inline.ruler.enableOnly(["placed"])
    md.inline.ruler2.before("balance_pairs", "tail", _tail)
    md.inline.ruler2.enableOnly(["tail", "balance_pairs", "strikethrough", "emphasis"])


def _table(dialect: str) -> Table:
    """The rules that can begin with a character, in markdown-it-py's order."""
    tag: Rule = _jsx if dialect == "mdx" else rules_inline.html_inline
    brace: Rule = _expression if dialect == "mdx" else _template
    return {
        "\n": ((rules_inline.newline, _one),),
        "\\": ((rules_inline.escape, _one),),
        "`": ((rules_inline.backtick, _one),),
        "~": ((rules_inline.strikethrough.tokenize, _delimiters),),
        "*": ((rules_inline.emphasis.tokenize, _delimiters),),
        "_": ((rules_inline.emphasis.tokenize, _delimiters),),
        "[": ((rules_inline.link, _link), (footnote_ref, _one)),
        "!": ((rules_inline.image, _image),),
        "<": ((rules_inline.autolink, _link), (tag, _one)),
        "&": ((rules_inline.entity, _one),),
        "{": ((brace, _one),),
        "$": ((_math, _one),),
    }


def _blocks(marks: str) -> Callable[[StateCore], None]:
    """The parser's rule for all inline blocks; one without any mark, as most headings and cells are, gets no tokens: it
    is one text."""
    marked = regex(f"[{re.escape(marks)}]")

    def inline(state: StateCore) -> None:
        for token in (token for token in state.tokens if token.type == "inline" and token.content):
            token.children = []
            if marked.search(token.content):
                state.md.inline.parse(token.content, state.md, state.env, token.children)

    return inline


def _placed(table: Table) -> Rule:
    text = rules_inline.text

    def placed(state: StateInline, silent: bool) -> bool:
        position = state.pos
        rules = table.get(state.src[position])
        if rules is None:
            return text(state, silent)
        if silent:
            return any(rule(state, True) for rule, _ in rules)
        before, count = position - len(state.pending), len(state.tokens)
        for rule, place in rules:
            if rule(state, False):
                if len(state.tokens) > count:
                    place(state, before, position, count)
                return True
        return False

    return placed


def _flushed(state: StateInline, before: int, count: int) -> int:
    """Place the text that was pending; give the offset after what was kept of it (a hard break strips its spaces)."""
    token = state.tokens[count]
    token.meta["at"] = (before, before + len(token.content))
    return before + len(token.content)


def _one(state: StateInline, before: int, position: int, count: int) -> None:
    """A rule that makes one token, such as a code span or a line break."""
    if len(state.tokens) - count > 1:
        before = _flushed(state, before, count)
    state.tokens[-1].meta["at"] = (before, state.pos)


def _delimiters(state: StateInline, before: int, position: int, count: int) -> None:
    """Runs of `*`, `_` or `~`: text tokens that stand for themselves, until they are paired."""
    for token in state.tokens[count:]:
        end = before + len(token.content)
        token.meta["at"] = (before, end)
        before = end


def _link(state: StateInline, before: int, position: int, count: int) -> None:
    """A link: its content is placed already, but for its last text. The opening token learns where the address is."""
    tokens = state.tokens
    start = count if tokens[count].type == "link_open" else count + 1
    if start > count:
        _flushed(state, before, count)
    opening, closing, at = tokens[start], tokens[-1], position + 1
    automatic = opening.info == "auto"
    for token in tokens[start + 1 : -1]:
        if "at" not in token.meta:
            token.meta["at"] = (at, state.pos - 1 if automatic else at + len(token.content))
        at = token.meta["at"][1]
    opening.meta["at"] = (position, position + 1)
    closing.meta["at"] = (at, state.pos)
    if "label" not in opening.meta:
        found = (position + 1, at) if automatic else _address(state, at, str(opening.attrs["href"]))
        opening.meta["target"] = found


def _image(state: StateInline, before: int, position: int, count: int) -> None:
    _one(state, before, position, count)
    token = state.tokens[-1]
    if "label" not in token.meta:
        token.meta["target"] = _address(state, position + 2 + len(token.content), str(token.attrs["src"]))


def _address(state: StateInline, label_end: int, href: str) -> tuple[int, int]:
    """Where the address stands that follows a label."""
    text = state.src
    start = label_end + 2
    while text[start] in " \t\n":
        start += 1
    end = start + len(href)
    if href and text.startswith(href, start) and text[end] in _ADDRESS_ENDS:
        return start, end
    found = parseLinkDestination(text, start, state.pos)
    if not found.ok:
        return start, start
    bracketed = text[start] == "<"
    return start + bracketed, found.pos - bracketed


def _tail(state: StateInline) -> None:
    """Place the text at the end of a block, which no rule pushes."""
    if state.tokens:
        token = state.tokens[-1]
        if "at" not in token.meta:
            token.meta["at"] = (len(state.src) - len(token.content), len(state.src))


def _masking(kind: str, state: StateInline, end: int, silent: bool) -> bool:
    if not silent:
        token = state.push("masked", "", 0)
        token.content, token.info = state.src[state.pos : end], kind
    state.pos = end
    return True


def _template(state: StateInline, silent: bool) -> bool:
    """`{{ ... }}`, `{% ... %}` (Liquid, Jinja, Hugo), with what they take out, and `{: .class}` (kramdown): for the
    generator, not the reader."""
    closing = _TEMPLATES.get(state.src[state.pos : state.pos + 2])
    if closing is None:
        found = _ATTRIBUTES.match(state.src, state.pos, state.posMax)
        return bool(found) and _masking("template", state, found.end(), silent)  # type: ignore[union-attr]
    whole = templates.end(state.env, state.src, state.pos, raw=True)
    if whole is not None and whole <= state.posMax:
        return _masking("template", state, whole, silent)
    if _last(state, closing) < state.pos + 2:
        return False
    end = state.src.find(closing, state.pos + 2, state.posMax)
    return end >= 0 and _masking("template", state, end + 2, silent)


def _last(state: StateInline, words: str) -> int:
    """Where `words` stand last, so that a thousand openings without an end do not each search the whole text."""
    known: dict[tuple[str, str], int] = state.env.setdefault("last", {})
    key = (state.src, words)
    if key not in known:
        known[key] = state.src.rfind(words)
    return known[key]


def _expression(state: StateInline, silent: bool) -> bool:
    """`{expression}` and `{/* comment */}` of MDX."""
    end = mdx.braces(state.env, state.src).get(state.pos)
    if end is None or end > state.posMax:
        return False
    kind = "comment" if state.src.startswith("{/*", state.pos) else "mdx"
    return _masking(kind, state, end, silent)


def _jsx(state: StateInline, silent: bool) -> bool:
    """A tag as JSX writes it, or an HTML comment."""
    source = state.src
    if source.startswith("<!--", state.pos):
        return rules_inline.html_inline(state, silent)
    end = tags.end(source, state.pos, mdx.braces(state.env, source))
    if end is None or end > state.posMax:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = source[state.pos : end]
    state.pos = end
    return True


def _math(state: StateInline, silent: bool) -> bool:
    """TeX between dollars, if it cannot be two prices: `$$...$$`, or `$...$` with a backslash, `^` or `_` in it."""
    found = _TEX.match(state.src, state.pos, state.posMax)
    if not found or not (found[1] or set(found[2]) & set("\\^_")):
        return False
    return _masking("math", state, found.end(), silent)
