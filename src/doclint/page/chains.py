"""What the block parser need not do.

It asks every rule about every line, and most of them look at its first character and say no: here only those are asked
that may say yes, in the same order. And of the tokens that it makes for blocks nearly half are read by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

Rule = Callable[[StateBlock, int, int, bool], bool]

_UNREAD = frozenset(
    f"{name}_{end}" for name in ("paragraph", "bullet_list", "ordered_list") for end in ("open", "close")
)
"""tokens that `walk` passes over"""
_NOTHING = Token("", "", 0)
"""stands for all of them; what is written to it is lost"""
_CODE = 4
"""columns of indentation that make a line code"""


class _State(StateBlock):
    """Keeps no token that is not read."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if ttype not in _UNREAD:
            return super().push(ttype, tag, nesting)
        self.level += nesting
        return _NOTHING


def block(state: StateCore) -> None:
    """The parser's rule for all blocks."""
    blocks = _State(state.src, state.md, state.env, state.tokens)
    state.md.block.tokenize(blocks, blocks.line, blocks.lineMax)


class Chains:
    """Stands for the ruler of a block parser whose rules are all in place.

    `first`: rule -> the characters that a line for it can begin with, blanks aside; a rule that is not named is asked
    about every line. `deep`: rules for lines that are indented as code is, and for those on the level `limit` or below,
    which are asked about no others.
    """

    def __init__(self, ruler: Ruler[Rule], first: Mapping[Rule, str], deep: frozenset[Rule], limit: int) -> None:
        self._ruler, self._first, self._deep, self._limit = ruler, first, deep, limit
        self._known: dict[str, list[Rule]] = {}

    def getRules(self, name: str = "") -> list[Rule]:  # noqa: N802
        """One rule that stands for all in the chain of this name."""
        if name not in self._known:
            self._known[name] = [self._chosen(self._ruler.getRules(name))]
        return self._known[name]

    def get_active_rules(self) -> list[str]:
        """The names of all rules."""
        return self._ruler.get_active_rules()

    def _chosen(self, rules: list[Rule]) -> Rule:
        first, limit = self._first, self._limit
        likely = [rule for rule in rules if rule not in self._deep]
        others = [rule for rule in likely if rule not in first]
        characters = frozenset("".join(first.values()))
        table = {one: [rule for rule in likely if one in first.get(rule, one)] for one in characters}

        def chosen(state: StateBlock, start: int, end: int, silent: bool) -> bool:
            if state.sCount[start] - state.blkIndent >= _CODE or state.level >= limit:
                asked = rules
            else:
                at = state.bMarks[start] + state.tShift[start]
                asked = table.get(state.src[at : at + 1], others)
            for rule in asked:  # noqa: SIM110 - `any` takes almost three times as long, and this is done for every line
                if rule(state, start, end, silent):
                    return True
            return False

        return chosen
