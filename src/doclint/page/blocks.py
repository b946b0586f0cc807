"""Block rules: the parser's own with positions noted, and those for what CommonMark does not know.

Positions go into `token.meta["run"]` (see `runs`) where lines alone do not tell them.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from doclint.lazy import regex
from doclint.page import directives, mdx, tags
from doclint.page import templates as regions
from doclint.page.chains import Chains, Rule, block
from doclint.page.runs import TRIMMED, Run
from doclint.page.text import Span

LIMIT = 50
"""levels of lists (two each) and quotes; deeper content is read as plain text and reported"""

_EXPLICIT = regex(r"[ \t]*(?:\{:?[ \t]*#([^\s{}]+)[^{}]*\}|\{/\*\s*#([^\s*]+)\s*\*/\}|<!--\s*#(\S+)\s*-->)$")
_ADDRESS = regex(r"<((?:[^<>\\\n]|\\.)*+)>|[^\s]++")
_BLOCKS = ["paragraph", "reference", "blockquote", "list"]


def install(md: MarkdownIt, dialect: str, templates: bool, remarks: bool) -> None:
    """Put the rules into the parser's ruler."""
    ruler = md.block.ruler
    ruler.before("table", "too_deep", _too_deep)
    ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    ruler.at("heading", _heading, {"alt": _BLOCKS[:3]})
    ruler.at("lheading", _setext)
    ruler.at("reference", _reference)
    ruler.before("reference", "footnote_def", _footnote, {"alt": _BLOCKS[:2]})
    ruler.before("fence", "directive", _directive, {"alt": _BLOCKS})
    ruler.before("fence", "math", _math, {"alt": _BLOCKS})
    if templates:
        ruler.before("fence", "template", _template, {"alt": _BLOCKS})
    if remarks:
        ruler.before("fence", "remark", _remark, {"alt": _BLOCKS})
    if dialect == "mdx":
        ruler.disable(["code", "html_block"])
        ruler.before("fence", "module", _module)
        ruler.before("fence", "flow", _flow, {"alt": _BLOCKS[:3]})
    md.core.ruler.at("block", block)
    md.block.ruler = Chains(ruler, _FIRST, frozenset({_too_deep, rules_block.code}), LIMIT)  # type: ignore[assignment]


def _start(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _leaf(state: StateBlock, kind: str, start: int, end: int, last: int) -> Any:
    """A token for the source characters `start` to `end`, after which parsing goes on at line `last`."""
    token = state.push(kind, "", 0)
    token.map = [state.line, last]
    token.meta["at"] = (start, end)
    state.line = last
    return token


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Below the limit lines are text, so that nothing is lost, and the stack is safe."""
    if silent or state.level < LIMIT:
        return False
    last = start + 1
    while last < end and not state.isEmpty(last) and state.sCount[last] >= state.blkIndent:
        last += 1
    state.line = start
    _leaf(state, "too_deep", _start(state, start), state.eMarks[last - 1], last)
    return True


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = _start(state, start)
    if not rules_block.heading(state, start, end, silent):
        return False
    if not silent:
        inline = state.tokens[-2]
        begin += len(state.tokens[-3].markup)
        rest = state.src[begin : state.eMarks[start]]
        inline.meta["run"] = Run((0,), (begin + len(rest) - len(rest.lstrip(TRIMMED)),))
        _strip_explicit(inline)
    return True


def _setext(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not rules_block.lheading(state, start, end, silent):
        return False
    _strip_explicit(state.tokens[-2])
    return True


def _strip_explicit(inline: Any) -> None:
    """Take an id written after a heading out of its text, and note it on the token with its place in the full text."""
    content = inline.content
    if "#" not in content or not content.endswith(("}", "-->")):
        return
    if found := _EXPLICIT.search(content, max(content.rfind("{"), content.rfind("<!--"), 0)):
        inline.meta["full"] = content
        inline.meta["explicit"] = (found[1] or found[2] or found[3], *found.span())
        inline.content = content[: found.start()].rstrip(TRIMMED)


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Note where a definition stands; its address is looked for only if a link asks for it."""
    begin = _start(state, start)
    if not rules_block.reference(state, start, end, silent):
        return False
    state.env.setdefault("definitions", []).append((begin, state.eMarks[state.line - 1]))
    return True


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Note where the footnote's label stands."""
    begin, count = _start(state, start), len(state.tokens)
    if not footnote_def(state, start, end, silent):
        return False
    if not silent:
        opening = state.tokens[count]
        opening.meta["at"] = (begin, begin + len(f"[^{opening.meta['label']}]:"))
    return True


def definition(text: str, start: int, end: int) -> tuple[str, Span]:
    """The label of the definition at `start` to `end`, as the parser compares labels, and its address's place."""
    close = start + 1
    while close < end and text[close] != "]":
        close += 2 if text[close] == "\\" else 1
    at = close + 2
    while at < end and text[at] in " \t\n>":
        at += 1
    found = _ADDRESS.match(text, at, end)
    inside = found.span(1 if found[1] is not None else 0) if found else (at, at)
    return normalizeReference(text[start + 1 : close]), Span(*inside)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The cells' places: the parser has cut them out and taken the backslash from `\\|`."""
    below = start + 1  # a line of dashes; most tables are none because of it
    if below >= end or not state.src.startswith(("|", "-", ":"), _start(state, below)):
        return False
    count = len(state.tokens)
    if not rules_block.table(state, start, end, silent):
        return False
    tokens: list[Token] = []
    cells, index = list[tuple[int, int]](), 0
    for token in state.tokens[count:]:
        if token.type == "tr_open" and token.map:
            cells, index = _cells(state.src, _start(state, token.map[0]), state.eMarks[token.map[0]]), 0
        elif token.type == "inline":
            if index < len(cells):
                token.meta["run"] = _cell_run(state.src, *cells[index])
            index += 1
        elif token.type == "tr_close":
            tokens += _surplus(state.src, cells[index:])
        tokens.append(token)
    state.tokens[count:] = tokens
    return True


def _surplus(text: str, cells: list[tuple[int, int]]) -> list[Token]:
    """Cells beyond the table's last column: no reader sees them, but they were written."""
    tokens: list[Token] = []
    for start, end in cells:
        run = _cell_run(text, start, end)
        content = text[start:end].strip(TRIMMED).replace("\\|", "|")
        cell = Token("inline", "", 0, content=content, children=[], meta={"run": run})
        tokens += [Token("td_open", "td", 1), cell, Token("td_close", "td", -1)]
    return tokens


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row, as the parser splits it: at each `|` without a backslash before it."""
    line = text[start:end]
    start += len(line) - len(line.lstrip(TRIMMED))
    end -= len(line) - len(line.rstrip(TRIMMED))
    cuts = [at for at in range(start, end) if text[at] == "|" and (at == start or text[at - 1] != "\\")]
    cells = list(zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True))
    if cells and cells[0][0] == cells[0][1]:
        del cells[0]
    if cells and cells[-1][0] == cells[-1][1]:
        del cells[-1]
    return cells


def _cell_run(text: str, start: int, end: int) -> Run:
    cell = text[start:end]
    start += len(cell) - len(cell.lstrip(TRIMMED))
    starts, shifts, at = [0], [start], text.find("\\|", start, end)
    while at >= 0:
        removed = len(starts)
        starts.append(at - start - removed + 1)
        shifts.append(start + removed)
        at = text.find("\\|", at + 2, end)
    return Run(starts, shifts)


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The opening and closing lines of `:::` blocks. What is between them is parsed as if they were not there."""
    begin = _start(state, start)
    if not state.src.startswith(":::", begin) or state.is_code_block(start):
        return False
    openings, closings = directives.pairs(state.env, state.src)
    if begin not in openings and begin not in closings:
        return False
    if not silent:
        token = _leaf(state, "directive", begin, state.eMarks[start], start + 1)
        if opening := openings.get(begin):
            token.meta["opening"] = opening
            if opening.form:
                _title(state, opening)
    return True


def _title(state: StateBlock, opening: directives.Opening) -> None:
    title = state.push("inline", "title", 0)
    title.content, title.children = state.src[opening.start : opening.end], []
    title.meta["run"] = Run((0,), (opening.start,))


def _math(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$` to `$$`, each at the edge of a line and no empty line between."""
    begin = _start(state, start)
    if not state.src.startswith("$$", begin) or state.is_code_block(start):
        return False
    close = state.src.find("$$", begin + 2, state.eMarks[end - 1])
    if close < 0:
        return False
    stop = state.src.find("\n", close)
    stop = stop if stop >= 0 else len(state.src)
    inside = state.src[begin + 2 : close]
    if state.src[close + 2 : stop].strip() or "\n\n" in inside or not inside.strip():
        return False
    if not silent:
        _leaf(state, "math_block", begin, stop, start + inside.count("\n") + 1)
    return True


def _template(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines from the opening to the closing tag of code or a comment of a template engine."""
    begin = _start(state, start)
    if state.src[begin : begin + 2] not in ("{%", "{{") or state.is_code_block(start):
        return False
    stop = regions.end(state.env, state.src, begin, raw=False)
    if stop is None or stop > state.eMarks[end - 1]:
        return False
    last = start + state.src.count("\n", begin, stop)
    if state.src[stop : state.eMarks[last]].strip():
        return False
    if not silent:
        _leaf(state, "template", begin, stop, last + 1)
    return True


def _remark(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that begins with `%`: a comment of MyST."""
    begin = _start(state, start)
    if not state.src.startswith("%", begin) or state.is_code_block(start):
        return False
    if not silent:
        _leaf(state, "remark", begin, state.eMarks[start], start + 1)
    return True


def _module(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines of `import` and `export` statements in MDX, up to an empty line outside of braces."""
    begin, text = state.bMarks[start], state.src
    if silent or state.level or not text.startswith(("import ", "export "), begin):
        return False
    if not mdx.is_module_line(text, begin):
        return False
    braces = mdx.braces(state.env, text)
    last, inside = start, begin
    while last < end and (not state.isEmpty(last) or state.bMarks[last] < inside):
        at = text.find("{", max(state.bMarks[last], inside), state.eMarks[last])
        while at >= 0:
            inside = braces.get(at, at + 1)
            at = text.find("{", inside, state.eMarks[last])
        last += 1
    _leaf(state, "module", begin, state.eMarks[last - 1], last)
    return True


def _flow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines of MDX that hold only tags, comments and expressions; each may run over several lines, empty ones too."""
    begin, text = _start(state, start), state.src
    if text[begin : begin + 1] not in ("<", "{"):
        return False
    stop = _flow_end(state, begin, state.eMarks[end - 1], interrupting=silent)
    if stop is None:
        return False
    if not silent:
        last = start + text.count("\n", begin, stop) + 1
        _leaf(state, "flow", begin, stop, last)
    return True


def _flow_end(state: StateBlock, at: int, limit: int, interrupting: bool) -> int | None:
    """The end of the lines of tags that begin at `at`. `<b>` on a line of its own does not interrupt a paragraph."""
    text = state.src
    braces = mdx.braces(state.env, text)
    while at < limit and text[at] != "\n":
        if text[at] in " \t":
            at += 1
            continue
        stop: int | None
        if text.startswith("<!--", at):
            stop = text.find("-->", at + 4) + 3
        elif text[at] == "{":
            stop = braces.get(at)
        else:
            stop = tags.end(text, at, braces) if text[at] == "<" else None
            if stop and interrupting and tags.read(text, at, stop, braces).name not in tags.FLOW:
                return None
        if not stop or stop <= at or stop > limit:
            return None
        at = stop
    return at


_FIRST: dict[Rule, str] = {
    rules_block.fence: "`~",
    rules_block.blockquote: ">",
    rules_block.hr: "*-_",
    rules_block.list_block: "*+-0123456789",
    rules_block.html_block: "<",
    _heading: "#",
    _reference: "[",
    _footnote: "[",
    _directive: ":",
    _math: "$",
    _template: "{",
    _remark: "%",
    _module: "ie",
    _flow: "<{",
}
"""rule -> the characters that its first line can begin with; tables, paragraphs and the like begin with any"""
