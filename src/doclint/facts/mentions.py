"""Where a sentence names a thing, and whether it speaks of the thing as such: not of one old one, nor of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property

from msgspec import Struct

from doclint.facts.folding import straightened
from doclint.lazy import compiled, regex

_TOKEN = regex(r"[\w']+(?:-[\w']+)*|[^\w\s]")
_SYMBOL = regex(r"[a-z][A-Z]+")
"""`pH`: `Ph.` is a telephone"""
_CHOICE = regex(r"\{([^{}]*)\}")
_GAP = r"(?: +(?:\((?!or |and |not |non)[^()]{2,41}\) +)?|-)"
"""before the last word of a name: a blank, a hyphen, or the name's short or long form in brackets"""
LETTERS = regex(r"[^\W_]+")
_STOPS = frozenset(".!?;:()")


Forms = tuple[tuple[frozenset[str], ...], ...]
"""names, each as its words, each of these in the singular and the plural"""


class Token(Struct, frozen=True):
    """A word or a mark, in small letters."""

    word: str
    start: int
    end: int


class Surroundings(Struct, frozen=True):
    """What the words beside a mention tell, by what they are (see `words/clauses.yaml`)."""

    function: frozenset[str]
    relating: frozenset[str]
    determiners: frozenset[str]
    joins: frozenset[str]
    follows: frozenset[str]


class Thing(Struct, frozen=True, dict=True):
    """What a claim is about: its names, and the words that make a mention one of something else."""

    names: tuple[str, ...]
    heads: tuple[str, ...] = ()
    """words that may end the name without changing the thing: `system`"""
    not_modified_by: tuple[str, ...] = ()
    not_followed_by: tuple[str, ...] = ()
    not_joined_with: tuple[str, ...] = ()
    generic: bool = False
    """only the kind as such is meant: no article, no number, no possessive"""

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """Finds the names, in the plural too; a name in capitals only as it is written."""
        longest = sorted((one for name in self.names for one in spelled(name)), key=len, reverse=True)
        head = "|".join(map(_pattern, self.heads))
        tail = rf"(?: +(?:{head})(?!\w|-\w))*" if head else ""
        names = "|".join(map(_pattern, longest))
        return compiled(rf"(?<![\w/])(?<!\w-)(?:{names})(?!\w|-\w){tail}(?: \([A-Z]{{2,6}}s?\))?", re.IGNORECASE)

    def named_in(self, text: str) -> bool:
        """Whether `text` has one of the names."""
        return self.expression.search(straightened(text)) is not None

    def subjects(self, text: str, around: Surroundings) -> Iterator[tuple[int, int]]:
        """The mentions that may be the subject of a clause: not `heat pump installers`."""
        picky = self.not_modified_by or self.not_followed_by or self.not_joined_with
        tokens: list[Token] = []
        for found in self.expression.finditer(text):
            tokens = tokens or (_tokens(text) if picky else [])
            before = [token for token in tokens if token.end <= found.start()]
            after = [token for token in tokens if token.start >= found.end()]
            if self._excluded(before, after, around):
                continue
            if found[0].lower().endswith("s") or _stands_alone(text, found, around):
                yield found.span()

    def objects(self, text: str, around: Surroundings) -> Iterator[tuple[int, int]]:
        """The mentions that are the object itself, as such, and alone."""
        tokens: list[Token] = []
        for found in self.expression.finditer(text):
            tokens = tokens or _tokens(text)
            before = [token for token in tokens if token.end <= found.start()]
            after = [token for token in tokens if token.start >= found.end()]
            if self._meant(before, after, around):
                yield found.span()

    def _meant(self, before: Sequence[Token], after: Sequence[Token], around: Surroundings) -> bool:
        if after and not _closes(after[0].word, around):
            return False
        if self.generic and any(_specific(word, around) for word in _qualities(before, around)):
            return False
        return not self._excluded(before, after, around)

    def _excluded(self, before: Sequence[Token], after: Sequence[Token], around: Surroundings) -> bool:
        """Whether a word beside the mention makes it one of something else."""
        qualities = list(_qualities(before, around))
        if any(_among(word, self.not_modified_by) for word in qualities):
            return True
        if after and _among(after[0].word, self.not_followed_by):
            return True
        joined = [*_joined(before[::-1][len(qualities) :], around), *_joined(after, around)]
        return any(_among(word, self.not_joined_with) for word in joined)


def _tokens(text: str) -> list[Token]:
    return [Token(found[0].lower(), *found.span()) for found in _TOKEN.finditer(text)]


def spellings(names: Iterable[str]) -> Forms:
    return tuple(
        tuple(map(_numbers, LETTERS.findall(name.lower()))) for name in (one for name in names for one in spelled(name))
    )


def _numbers(word: str) -> frozenset[str]:
    return frozenset({word, f"{word}s", f"{word}es", f"{word[:-1]}ies"})


def anchors(names: Forms) -> Iterator[str]:
    """The longest word of each name, in the singular and in the plural; of equals the last."""
    for name in names:
        yield from max(reversed(name), key=lambda forms: max(map(len, forms)))


def said(names: Forms, words: Set[str]) -> bool:
    """Whether all words of one of the names are there, in whatever order."""
    for name in names:
        for forms in name:
            if forms.isdisjoint(words):
                break
        else:
            return True
    return False


def spelled(name: str) -> Iterator[str]:
    """All names that `name` stands for: `{20%|a fifth} of {the|our} oxygen` is four."""
    found = _CHOICE.search(name)
    if not found:
        yield name
        return
    for choice in found[1].split("|"):
        yield from spelled(f"{name[: found.start()]}{choice}{name[found.end() :]}")


def _pattern(name: str) -> str:
    """A name with any blank or hyphen between its words, and its plural; capitals count where all are, and in `pH`.

    Of `unit of power` the plural is `units of power`.
    """
    words = [re.escape(word) for word in re.split(r"[ -]", name)]
    if "of" in words[1:]:
        words[words.index("of", 1) - 1] += "s?"
    last = words[-1]
    words[-1] = rf"(?:{last[:-1]}(?:y|ies))" if last.endswith("y") and len(last) > 2 else rf"{last}(?:s|es)?"
    joined = _GAP.join(filter(None, (r"(?: +|-)".join(words[:-1]), words[-1])))
    return f"(?-i:{joined})" if name.isupper() or _SYMBOL.fullmatch(name) else joined


def _stands_alone(text: str, found: re.Match[str], around: Surroundings) -> bool:
    """Whether a name in the singular is not the beginning of a longer one."""
    after = _TOKEN.match(text, found.end() + (text[found.end() : found.end() + 1] == " "))
    if not after:
        return True
    word = after[0].lower()
    if _closes(word, around) or word in around.function or word.endswith("ed"):
        return True
    before = [token[0].lower() for token in _TOKEN.finditer(text, 0, found.start())][-4:]
    return word.endswith("s") and not {"a", "an", "each", "every", "one"}.isdisjoint(before)


def _closes(word: str, around: Surroundings) -> bool:
    """Whether a name ends before `word`: a mark, a small word, an adverb, a word that relates."""
    return not word[0].isalnum() or word in around.follows or word in around.relating or word.endswith("ly")


def _qualities(before: Sequence[Token], around: Surroundings) -> Iterator[str]:
    """The words that qualify the mention, the nearest first."""
    for token in before[:-6:-1]:
        word = token.word
        if not word[0].isalnum() or (word in around.function and word not in around.determiners):
            return
        if word in around.relating and word not in around.determiners:
            return
        yield word


def _joined(tokens: Sequence[Token], around: Surroundings) -> Iterator[str]:
    """The words of a list that the mention is part of, reading away from it; `as well as` makes a list too."""
    words = [token.word for token in tokens[:8]]
    if words and (words[0] in around.joins or words[0] == "," or words[:2] == ["as", "well"]):
        for word in words[1:]:
            if word in _STOPS or word in around.relating:
                return
            yield word


def _specific(word: str, around: Surroundings) -> bool:
    return word in around.determiners or word[0].isdigit() or (word.endswith(("'s", "s'")) and word != "today's")


def _among(word: str, listed: Iterable[str]) -> bool:
    """Whether a word is listed, in the plural too; `heat*` stands for all words that begin so."""
    single = word.removesuffix("s")
    return any(word.startswith(w[:-1]) if w.endswith("*") else w in (word, single) for w in listed)
