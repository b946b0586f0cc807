"""Words that gave way to others, where this turns what a sentence states."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from itertools import zip_longest

from doclint.facts.changed_figures import Place
from doclint.facts.contrasts import Contrasts
from doclint.facts.rewording import Comparison, Edit
from doclint.facts.wording import Token
from doclint.lazy import regex
from doclint.page import Page

LONGEST_NAME = 4
"""words of a name, small words aside, up to which it is compared as one"""
_ALIKE = 75.0
"""similarity, 0 to 100, from which two names are two spellings of one"""
_SHARED = 4
"""letters that an abbreviated name shares with the full one"""
MOST = 4
"""edits up to which names that all changed are compared: with more, it is another list"""
_TOGETHER = frozenset({"name", "listed-name"})
"""parts that may change in several places at once: both names of a pair"""
_BOTH = 2
"""names up to which those that change together are a pair; more are another list"""
_NEIGHBOUR = 30
"""characters before a name in which the one before it in a list ends"""
_LISTED_BEFORE = regex(r"[A-Z][\w.'’-]*\s*(?:,|,?\s(?:and|or)|\s&)\s*$")
_LISTED_AFTER = regex(r"\s*(?:,|,?\s(?:and|or)\b|&)\s*[A-Z]")
"""what makes a name a member of a list: another name across a comma or an `and`"""
LONGEST_SWAP = 3
"""words, small ones aside, that may give way to others as one"""
_CONTEXT = 5
"""words beside the one that changed without which a sentence is a label or an item"""
_PRONOUNS = frozenset("i you he she it we they him them one some others".split())
_OPENS = regex(r"(?:^|[:.!?|;\u2022\u2013\u2014>]\s|\s-\s)[\s\"'*_(\[\u201c\u2018]*$")
"""what stands before a word that has a capital because something begins with it"""
_OPENING = 8
"""characters before a word in which that stands"""
_NAMING = frozenset({"nationality", "country"})
_LABEL = regex(r"(?<=[^\W\d_])[\s.-]?\d+(?:\.\d+)*$")
"""the number that tells names of one series apart: `ES6`, `COP26`"""
_SUPERLATIVE = regex(r"[a-z]{2,}est|most|best|worst|least")
_NAMED = 1
"""names beside it without which a sentence says nothing about anything in particular"""


class Capitals:
    """Which words stand in capitals inside sentences of two versions of a page, and hardly ever in small letters."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @cached_property
    def _text(self) -> str:
        pages = (self._page, self._page.before or self._page)
        return "\n".join(passage.text for page in pages for passage in page.passages)

    def __contains__(self, word: object) -> bool:
        plain = re.escape(str(word))
        inside = re.findall(rf"(?<=[^\W_A-Z\d]|[,;])\s[\"'(\u201c\u2018]*{plain}\b", self._text)
        return len(inside) > len(re.findall(rf"\b{plain.lower()}\b", self._text))


def words(pair: Comparison, contrasts: Contrasts, names: Container[str]) -> Iterator[Place]:
    """The changes of words that contradict, if the two sentences differ in nothing else.

    `names` are words that are names even where something begins with them.
    """
    if not 0 < len(pair.edits) <= MOST or any(facing.old.word != facing.new.word for facing in pair.facing):
        return
    found = [(_judged(pair, edit, contrasts, names), edit) for edit in pair.edits]
    if len(found) == 1 or all(part in _TOGETHER for part, _ in found):
        for part, edit in found:
            if part in _TOGETHER:
                yield part, _name(pair.new, pair.after, edit.come), _name(pair.old, pair.before, edit.gone)
            elif part:
                there, here = edit.then or (None, None)
                yield part, _place(part, edit.come, here), _place(part, edit.gone, there)


def _name(text: str, tokens: Sequence[Token], changed: Sequence[Token]) -> tuple[int, int]:
    """Where the whole of a name stands of which some words changed."""
    changed = _content(changed)
    first, last = tokens.index(changed[0]), tokens.index(changed[-1])
    while first and tokens[first - 1].kind == "name" and text[tokens[first - 1].end : tokens[first].start] == " ":
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind == "name":
        if text[tokens[last].end : tokens[last + 1].start] != " ":
            break
        last += 1
    return tokens[first].start, tokens[last].end


def _judged(pair: Comparison, edit: Edit, contrasts: Contrasts, names: Container[str]) -> str:
    """Which part of the sentence an edit makes wrong, if any."""
    gone, come = _content(edit.gone), _content(edit.come)
    if gone and come:
        return _part(edit, gone, come, pair, contrasts, names)
    if edit.then and [token.kind for token in gone + come] == ["ordinal"]:
        return "ordinal" if _SUPERLATIVE.fullmatch(edit.then[0].word) else ""
    scoped = edit.then and " ".join(token.word for token in edit.gone + edit.come) in contrasts.scopes
    return "scope" if scoped else ""


def _part(
    edit: Edit, gone: list[Token], come: list[Token], pair: Comparison, contrasts: Contrasts, names: Container[str]
) -> str:
    phrases = list(zip(_phrases(edit, edit.gone, gone), _phrases(edit, edit.come, come), strict=True))
    if any(_apart(contrasts, *both) for both in phrases):
        return "quantifier"
    if any(contrasts.opposite(*both) for both in phrases):
        return "antonym"
    if any(contrasts.above(*both) for both in phrases):
        return ""
    if any(contrasts.siblings(*both) for both in phrases) and all(contrasts.knows(one.word) for one in (*gone, *come)):
        return "swapped-word"
    if _names(pair.old, gone, contrasts, names) and _names(pair.new, come, contrasts, names):
        listed = len(pair.edits) > _BOTH or _listed(pair.old, gone) or _listed(pair.new, come)
        return ("listed-name" if listed else "name") if _other_name(gone, come) else ""
    if any(contrasts.siblings(*both) for both in phrases):
        return "swapped-word"
    return "relation" if _isolated(pair, gone, come) else ""


def _names(text: str, tokens: Sequence[Token], contrasts: Contrasts, names: Container[str]) -> bool:
    """Whether words are a name; one that something begins with may have its capital from there."""
    if not _PRONOUNS.isdisjoint(token.word for token in tokens):
        return False
    return all(
        token.kind in ("word", "name")
        and text[token.start].isupper()
        and "_" not in token.word
        and (not _opens(text, token) or _known(text, token, then, contrasts, names))
        for token, then in zip_longest(tokens, tokens[1:])
        if token
    )


def _opens(text: str, token: Token) -> bool:
    return bool(_OPENS.search(text, max(token.start - _OPENING, 0), token.start))


def _known(text: str, token: Token, then: Token | None, contrasts: Contrasts, names: Container[str]) -> bool:
    """Whether a word that something begins with is a name: by its form, because it is known, or with what follows."""
    word = text[token.start : token.end]
    if not word[1:].islower() or contrasts.known(token.word, _NAMING) or word in names:
        return True
    return bool(then and then.kind == "name" and text[token.end : then.start] == " ")


def _listed(text: str, name: Sequence[Token]) -> bool:
    """Whether a name stands in a list of names, whose members come and go."""
    begins = max(name[0].start - _NEIGHBOUR, 0)
    return bool(_LISTED_BEFORE.search(text, begins, name[0].start) or _LISTED_AFTER.match(text, name[-1].end))


def _content(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if not token.small]


def _phrases(edit: Edit, whole: Sequence[Token], content: Sequence[Token]) -> tuple[str, ...]:
    """The ways to read what changed: as it is, without small words, and with the word that follows."""
    plain = " ".join(token.word for token in content)
    return plain, " ".join(token.word for token in whole), f"{plain} {edit.then[0].word if edit.then else ''}"


def _apart(contrasts: Contrasts, one: str, other: str) -> bool:
    here, there = contrasts.degree(one), contrasts.degree(other)
    return bool(here and there and here[0] == there[0] and here[1] != there[1])


def _other_name(gone: Sequence[Token], come: Sequence[Token]) -> bool:
    """Whether two names are not two forms of one: initials, a short form, another spelling, a part of the other."""
    return max(len(gone), len(come)) <= LONGEST_NAME and not _alike(gone, come)


def _alike(gone: Sequence[Token], come: Sequence[Token]) -> bool:
    from rapidfuzz import fuzz  # needed only where words changed

    one, other = (" ".join(_LABEL.sub("", token.word) for token in side) for side in (gone, come))
    shorter, longer = sorted((one, other), key=len)
    initials = "".join(word[0] for word in longer.split())
    near = fuzz.ratio(one, other) >= _ALIKE or shorter in longer or shorter[:_SHARED] == longer[:_SHARED]
    return near or shorter.replace(".", "") == initials


def _isolated(pair: Comparison, gone: Sequence[Token], come: Sequence[Token]) -> bool:
    """Whether a word or two gave way in a statement about something named, of which all the rest stayed."""
    if max(len(gone), len(come)) > LONGEST_SWAP or any(token.kind not in ("word", "name") for token in (*gone, *come)):
        return False
    if (
        not _PRONOUNS.isdisjoint(token.word for token in (*gone, *come))
        or _alike(gone, come)
        or gone[0].start == 0
        or come[0].start == 0
    ):
        return False
    rest = [token for token in pair.after if token not in come and not token.small]
    return len(rest) >= _CONTEXT and sum(token.kind == "name" for token in rest) >= _NAMED


def _place(part: str, tokens: Sequence[Token], then: Token | None) -> tuple[int, int]:
    """Where words stand, or where there are none the word that they would stand before; a rank goes on to that word."""
    if tokens and not (part == "ordinal" and then):
        return tokens[0].start, tokens[-1].end
    assert then  # `_judged` asks for it
    return (tokens[0] if tokens else then).start, then.end
