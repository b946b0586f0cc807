"""Who is said to do what to what: a subject and an object in a sentence, and the words that relate them.

The grammar is data (`words/clauses.yaml`, `words/relations.yaml`). It never sees the subject's and the object's own
words: both are overwritten by one character each, so that all claims share one set of compiled expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import msgspec

from doclint.errors import RuleError
from doclint.facts.mentions import Surroundings
from doclint.rule import Strict

SUBJECT, OBJECT, FILL = "\ue000", "\ue001", "\ue002"
"""what stands for a subject, an object, and the rest of either; private characters, which no word contains"""

_PART = re.compile(r"(?<!\?P)<(\w+)>")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_HEAD = re.compile(r"\([a-z| ]+\)|[a-z]+")
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][bcdfgklmnprstvz]")
_OPTIONAL = re.compile(r"(\w+)(\w)\?")
_WORDS = re.compile(r"[a-z']+")
_SLOT = r"(<using>)?(<quality>,? ){0,3}?((and|or) (<quality> ){0,3}?)?<O>"
_INSIDE = r"(<quality> ){0,2}<O>"


class Guard(Strict, frozen=True):
    """Words that take a claim back."""

    clause: tuple[str, ...] = ()
    """counted in the clause, up to the relation"""
    anywhere: tuple[str, ...] = ()
    """counted in the whole sentence"""
    except_: tuple[str, ...] = msgspec.field(name="except", default=())
    """longer phrases in which they do not count"""


class Clauses(Strict, frozen=True):
    """The form of `words/clauses.yaml`."""

    parts: dict[str, str]
    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]
    pronouns: str
    heads: tuple[str, ...]
    """words that may end a name without changing the thing"""
    uses: tuple[str, ...]
    """the same, of an object only"""
    determiners: str
    joins: str
    follows: str
    guards: dict[str, Guard]


class Relation(Strict, frozen=True):
    """One relation in all its words."""

    verbs: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


class Relations(Strict, frozen=True):
    """The form of a `words/relations.yaml`."""

    relations: dict[str, Relation]
    irregular: dict[str, tuple[str, ...]] = {}
    parts: dict[str, str] = {}


class Found(NamedTuple):
    """A relation between a subject and an object: offsets in the sentence."""

    start: int
    """of the first word that relates them, `help us` and the like included; of the object in the passive"""
    end: int
    """after the object, or after the last word that relates them"""
    clause: int
    """where the subject's part begins"""


@dataclass(frozen=True)
class Grammar:
    """The clauses of English around one relation, compiled where they are first asked for."""

    clauses: Clauses
    relation: Relation
    irregular: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, str]
    expressions: dict[str, re.Pattern[str]] = field(default_factory=dict)
    vocabulary: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def words(self) -> frozenset[str]:
        """A sentence without any of these words says nothing of the sort."""
        return frozenset(self._ways)

    @cached_property
    def around(self) -> Surroundings:
        """What the words beside a mention tell."""
        texts = " ".join(text for _, *both in self._expressions() for text in both)
        relating = self._words(texts.replace(_SLOT, "").replace(_INSIDE, "")) - self.function
        sets = (self.clauses.determiners, self.clauses.joins, self.clauses.follows)
        return Surroundings(self.function, relating, *(frozenset(words.split()) for words in sets))

    @cached_property
    def function(self) -> frozenset[str]:
        """Words that are neither names nor qualities."""
        return frozenset(self.clauses.parts["function"].split("|"))

    def find(self, text: str, words: Iterable[str], forms: Sequence[str] = ()) -> Iterator[Found]:
        """The relations in a sentence with its subjects and objects overwritten; `words` are its words in small letters.

        `forms` chooses among the forms of the relation; none: all.
        """
        ways = dict.fromkeys(way for word in sorted(words) for way in self._ways.get(word, ()))
        for kind, expression in ways:
            for match in self.compiled(expression).finditer(text) if not forms or kind in forms else ():
                if link := self._link(kind, text, match):
                    yield link

    def compiled(self, text: str) -> re.Pattern[str]:
        """An expression of the grammar, its parts filled in."""
        if text not in self.expressions:
            self.expressions[text] = _compiled(self._expand(text))
        return self.expressions[text]

    def _link(self, kind: str, text: str, match: re.Match[str]) -> Found | None:
        before, after = _PLACES[kind]
        first = self.compiled(r"<O>|[\w']+").match(text, match.start())
        until = first.end() if first else match.end()
        for form in (form for place in before for form in self.clauses.before.get(place, ())):
            if found := self.compiled(rf"{form}\Z").search(text, 0, until):
                named = found.groupdict().get("from") and found.start("from")
                return Found(named or match.start(), match.end(), found.start())
        for form in (form for place in after for form in self.clauses.after.get(place, ())):
            if self.compiled(form).match(text, match.end()):
                return Found(match.start(), match.end(), match.start())
        return None

    @cached_property
    def _ways(self) -> dict[str, list[tuple[str, str]]]:
        """Word -> the kinds and expressions of the relation that hold it, each compiled where it may match."""
        filed: dict[str, list[tuple[str, str]]] = {}
        for kind, words, expression in self._expressions():
            for word in self._words(words) - (set() if kind in _VERBAL else self.function):
                filed.setdefault(word, []).append((kind, rf"{expression}(?!\w)"))
        return filed

    def _expressions(self) -> Iterator[tuple[str, str, str]]:
        """Kind, words of which one must be there, expression."""
        relation = self.relation
        for kind, verbs in (("verbs", relation.verbs), ("acts", relation.acts)):
            for verb in verbs:
                forms = " ".join(form.partition(" ")[0] for form in self._inflected(verb))
                yield kind, forms, _BOUND + self._to_object(self._active(verb))
                if past := "|".join(self._participles(verb)):
                    yield "passive", forms, f"{_PASSIVE}({past})"
        for kind, texts in (("needs", relation.needs), ("nouns", relation.nouns)):
            for text in texts:
                yield kind, text, _BOUND + self._to_object(text)
        for text in relation.results:
            yield "results", text, f"{_RESULT}({text})"

    @staticmethod
    def _to_object(text: str) -> str:
        """`text` with the object where `<O>` stands, or else at its end."""
        return text.replace("<O>", _INSIDE) if "<O>" in text else f"({text}) {_SLOT}"

    def _active(self, text: str) -> str:
        """A verb in all its forms: `(sound|ring) the knell` has two of them."""
        rest = text[len(self._verbs(text)) :]
        return f"({'|'.join(form for form in self._inflected(text))}){rest}"

    def _participles(self, text: str) -> Iterator[str]:
        """The forms of a verb that may stand in the passive, with what follows them."""
        if "<people>" in text or "<selves>" in text:
            return
        bare = text.replace(" <O>", "").replace(" <need>", "")
        rest = bare[len(self._verbs(text)) :]
        past = [form for form in self._inflected(text)[1:] if not form.partition(" ")[0].endswith(("ing", "s"))]
        yield from (form + rest for form in past)

    def _inflected(self, text: str) -> list[str]:
        verbs = (verb.partition(" ") for verb in self._verbs(text).strip("()").split("|"))
        return [f"{form}{gap}{more}" for verb, gap, more in verbs for form in inflected(verb, self.irregular)]

    def _verbs(self, text: str) -> str:
        head = _HEAD.match(text)
        if not head:
            raise RuleError(f"words/relations.yaml: {text!r} does not begin with a verb")
        return head[0]

    def _words(self, text: str) -> frozenset[str]:
        """The words that an expression may match, those of its parts among them; of `homes?` both."""
        if text not in self.vocabulary:
            own = set(_WORDS.findall(_OPTIONAL.sub(r"\1 \1\2", _PART.sub(" ", text)).lower()))
            parts = (self._words(self.parts.get(name, "")) for name in set(_PART.findall(text)))
            self.vocabulary[text] = frozenset(own.union(*parts))
        return self.vocabulary[text]

    def _expand(self, text: str) -> str:
        def filled(part: re.Match[str]) -> str:
            if part[1] not in self.parts:
                raise RuleError(f"words/clauses.yaml: no part <{part[1]}> in {text[:60]!r}")
            return f"({self._expand(self.parts[part[1]])})"

        return _PART.sub(filled, text)


_PLACES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "verbs": (("verbs", "thanks"), ("verbs",)),
    "acts": (("verbs", "thanks", "acts"), ("acts",)),
    "needs": (("thanks", "acts", "needs"), ("acts",)),
    "nouns": (("nouns",), ("nouns",)),
    "passive": (("results",), ("passive",)),
    "results": (("results",), ("results",)),
}
"""kind of relation -> what may stand before it, and after it"""

_VERBAL = frozenset({"verbs", "acts", "passive"})
_BOUND = r"(?<![\w'-])"
_RESULT = r"(<using>)?<O>,? <aux>"
_PASSIVE = r"(<need> )?<O>,? <aux>(<be>|get|gets|getting|got) (<adverb> )*"


def inflected(word: str, irregular: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A verb in all its forms, the first as given."""
    if word in irregular:
        return [word, *irregular[word]]
    if word.endswith("e"):
        return [word, f"{word}s", f"{word}d", f"{word[:-1]}ing"]
    if word.endswith("y") and word[-2] not in "aeiou":
        return [word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"]
    if _DOUBLED.fullmatch(word):
        return [word, f"{word}s", f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"]
    plural = "es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return [word, f"{word}{plural}", f"{word}ed", f"{word}ing"]


def grammars(clauses: Iterable[Clauses], relations: Iterable[Relations]) -> dict[str, Grammar]:
    """The grammar of each relation by its name; later vocabularies go before earlier ones."""
    (*_, first) = clauses
    irregular: dict[str, tuple[str, ...]] = {}
    parts = {"S": f"{SUBJECT}{FILL}*", "O": f"{OBJECT}{FILL}*", **first.parts}
    known: dict[str, Relation] = {}
    for vocabulary in relations:
        irregular |= vocabulary.irregular
        parts |= vocabulary.parts
        known |= vocabulary.relations
    return {name: Grammar(first, relation, irregular, parts) for name, relation in known.items()}


@lru_cache(512)
def _compiled(text: str) -> re.Pattern[str]:
    """The expression; a space stands for any white space, a parenthesis makes no group."""
    spaced = _FIXED.sub(lambda found: found[1] or " +", _GROUP.sub("(?:", text))
    try:
        return re.compile(spaced, re.IGNORECASE)
    except re.error as problem:
        raise RuleError(f"words/clauses.yaml, words/relations.yaml: not valid: {problem} in {text[:80]!r}") from None


_FIXED = re.compile(r"(\(\?<[=!][^)]*\)|\[[^\]]*\])| ")
