"""Who is said to do what to what: a subject and an object in a sentence, and the words that relate them.

The grammar is data (`words/clauses.yaml`, `words/relations/`). It never sees the subject's and the object's own
words: both are overwritten by one character each, so that all claims share one set of compiled expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from sys import intern
from typing import NamedTuple

import msgspec
from msgspec import Struct

from doclint.errors import RuleError
from doclint.facts.mentions import Surroundings
from doclint.lazy import compiled, regex
from doclint.rule import Strict

SUBJECT, OBJECT, FILL = "\ue000", "\ue001", "\ue002"
"""what stands for a subject, an object, and the rest of either; private characters, which no word contains"""

_REST = f"{FILL}*(?!{FILL})"
_PART = regex(r"(?<!\?P)<(\w+)>")
_GROUP = regex(r"(?<!\\)\((?!\?)")
_HEAD = regex(r"\([a-z| ]+\)|[a-z]+")
_DOUBLED = regex(r"[^aeiou]*[aeiou][bcdfgklmnprstvz]")
_OPTIONAL = regex(r"(\w+)(\w)\?")
_WORDS = regex(r"[a-z']+")
_SLOT = r"(<using>|<amount>)?(<determiner> )?(<quality>,? ){0,3}?((and|or) (<determiner> )?(<quality> ){0,3}?)?<O>"
_STATED = (
    r"(<adverb> )?(<bound> )?(<amount>)?(<determiner> )?"
    r"(((<quality>,? ){1,5}?(and|or|as well as) (<named> )?|(<named> ){0,3}?)<O>"
    r"|([\w-]+, ){1,3}([\w-]+ )?<O>(?=\W*$|[,;:.]| (that|which|and)\b))"
)
_INSIDE = (
    r"(both )?(([\w-]+ ){1,3}?(and|or|as well as) )?(<determiner> )?(<quality> ){0,2}"
    r"<O>(( and|,? as well as)( [\w-]+){1,2}?)?"
)


class Guard(Strict, frozen=True):
    """Words that take a claim back."""

    clause: tuple[str, ...] = ()
    """counted in the clause, up to the relation"""
    anywhere: tuple[str, ...] = ()
    """counted in the whole sentence"""
    after: tuple[str, ...] = ()
    """counted behind a comma after the relation: `..., the minister said`"""
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
    irregular: dict[str, tuple[str, ...]] = {}


class Relation(Strict, frozen=True):
    """One relation in all its words: the form of a file in `words/relations/`."""

    verbs: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """expressions that hold both: `there is <O> in <S>`"""
    irregular: dict[str, tuple[str, ...]] = {}
    """forms of verbs that do not follow from the first, beside those in `words/clauses.yaml`"""


class Found(NamedTuple):
    """A relation between a subject and an object: offsets in the sentence."""

    start: int
    """of the first word that relates them, `help us` and the like included; of the object in the passive"""
    end: int
    """after the object, or after the last word that relates them"""
    clause: int
    """where the subject's part begins"""


class Grammar(Struct, frozen=True, dict=True):
    """The clauses of English around one relation, compiled where they are first asked for."""

    clauses: Clauses
    relation: Relation
    words: frozenset[str] = frozenset()
    """a sentence without any of these says nothing of the sort"""
    relating: frozenset[str] = frozenset()
    """those of its words that relate, and do not only hold a sentence together"""
    expressions: dict[str, re.Pattern[str]] = {}
    vocabulary: dict[str, frozenset[str]] = {}

    @cached_property
    def around(self) -> Surroundings:
        """What the words beside a mention tell."""
        sets = (self.clauses.determiners, self.clauses.joins, self.clauses.follows)
        return Surroundings(self.function, self.relating, *(frozenset(words.split()) for words in sets))

    @cached_property
    def parts(self) -> dict[str, str]:
        """Pieces of expressions by name."""
        return {"S": f"{SUBJECT}{_REST}", "O": f"{OBJECT}{_REST}", "stated": _STATED, **self.clauses.parts}

    @cached_property
    def irregular(self) -> dict[str, tuple[str, ...]]:
        """Verbs and those of their forms that do not follow from the first."""
        return {**self.clauses.irregular, **self.relation.irregular}

    @cached_property
    def function(self) -> frozenset[str]:
        """Words that are neither names nor qualities."""
        return frozenset(self.clauses.parts["function"].split("|"))

    def find(self, text: str, words: Iterable[str], forms: Sequence[str] = ()) -> Iterator[Found]:
        """The relations in a sentence with its subjects and objects overwritten.

        `words` are the sentence's words in small letters; `forms` chooses among the forms of the relation; none: all.
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
        """The relation with its subject, if there is one where the kind of relation asks for it."""
        before, after = _PLACES[kind]
        first = text[match.start()] == OBJECT
        start = self._begin(text, match.start()) if first or kind in _OBJECT_FIRST else match.start()
        if start is None or (kind in _PLAIN and self._denied(match[0])):
            return None
        if kind == "phrases":
            return Found(start, match.end(), start)
        until = self.compiled(r"<O>|[\w']+|").match(text, match.start()).end()  # type: ignore[union-attr]
        places = before if _JOINED.search(text, match.start()) else (*before, *_ALSO.get(kind, ()))
        for form in (form for place in places for form in self.clauses.before.get(place, ())):
            if found := self.compiled(rf"{form}\Z").search(text, 0, until):
                helped = found.groupdict().get("from") and found.start("from")
                return Found(helped or start, match.end(), found.start())
        for form in (form for place in after for form in self.clauses.after.get(place, ())):
            if (tail := self.compiled(form).match(text, match.end())) and not self._denied(tail[0]):
                return Found(start, match.end(), start)
        return None

    def _denied(self, words: str) -> bool:
        """Whether the words take back what they say: `is rarely burned by`."""
        return self.compiled(r"\b<denied>\b").search(words) is not None

    def _begin(self, text: str, start: int) -> int | None:
        """Where an object at `start` begins, `the need for` it included; None where it is a part of something else."""
        if need := self.compiled(_NEED).search(text, max(start - 60, 0), start):
            return need.start()
        return None if self.compiled(_BELOW).search(text, max(start - 60, 0), start) else start

    @cached_property
    def _ways(self) -> dict[str, list[tuple[str, str]]]:
        """Word -> the kinds and expressions of the relation that hold it, each compiled where it may match."""
        filed: dict[str, list[tuple[str, str]]] = {}
        for kind, words, expression in self._expressions():
            for word in self._words(words) - (set() if kind in _VERBAL else self.function):
                filed.setdefault(word, []).append((kind, rf"{expression}(?!\w)"))
        return filed

    def relates(self) -> frozenset[str]:
        """The words of its expressions that tell who does what to what."""
        texts = " ".join(text for kind, *both in self._expressions() for text in both[: 1 if kind == "phrases" else 2])
        return self._words(texts.replace(_SLOT, "").replace(_STATED, "").replace(_INSIDE, "")) - self.function

    def _expressions(self) -> Iterator[tuple[str, str, str]]:
        """Kind, words of which one must be there, expression."""
        relation = self.relation
        for kind, verbs in (("verbs", relation.verbs), ("acts", relation.acts), ("states", relation.states)):
            for verb in verbs:
                forms = " ".join(form.partition(" ")[0] for form in self._inflected(verb))
                yield kind, forms, _BOUND + self._to_object(self._active(verb), _STATED if kind == "states" else _SLOT)
                if past := list(self._participles(verb)):
                    for passive, text in _PASSIVES[kind]:
                        yield passive, " ".join(form.partition(" ")[0] for form in past), text.format("|".join(past))
        for kind, texts in (("needs", relation.needs), ("nouns", relation.nouns)):
            for text in texts:
                yield kind, text, _BOUND + self._to_object(text)
        for text in relation.results:
            yield "results", text, f"{_RESULT}({text})"
        for text in relation.inverse:
            yield "inverse", text, f"{_RESULT}({text})"
        for text in relation.phrases:
            yield "phrases", _PART.sub(" ", text), text

    @staticmethod
    def _to_object(text: str, slot: str = _SLOT) -> str:
        """`text` with the object where `<O>` stands, or else at its end."""
        return text.replace("<O>", _INSIDE) if "<O>" in text else f"({text}) {slot}"

    def _active(self, text: str) -> str:
        """A verb in all its forms: `(sound|ring) the knell` has two of them."""
        rest = text[len(self._verbs(text)) :]
        return f"({'|'.join(form for form in self._inflected(text))}){rest}"

    def _participles(self, text: str) -> Iterator[str]:
        """The forms of a verb that may stand in the passive, with what follows them."""
        if "<people>" in text or "<selves>" in text or text.startswith("be "):
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
            raise RuleError(f"words/relations: {text!r} does not begin with a verb")
        return head[0]

    def _words(self, text: str) -> frozenset[str]:
        """The words that an expression may match, those of its parts among them; of `homes?` both."""
        if text not in self.vocabulary:
            self.vocabulary[text] = frozenset()  # a loop ends here; it is told where the expression is compiled
            own = set(_WORDS.findall(_OPTIONAL.sub(r"\1 \1\2", _PART.sub(" ", text)).lower()))
            parts = (self._words(self.parts.get(name, "")) for name in set(_PART.findall(text)))
            self.vocabulary[text] = frozenset(map(intern, own.union(*parts)))  # grammars share most of them
        return self.vocabulary[text]

    def _expand(self, text: str, within: tuple[str, ...] = ()) -> str:
        def filled(part: re.Match[str]) -> str:
            name = part[1]
            if name not in self.parts:
                raise RuleError(f"words/clauses.yaml: no part <{name}> in {text[:60]!r}")
            if name in within:
                loop = "> holds <".join((*within[within.index(name) :], name))
                raise RuleError(f"words/clauses.yaml: <{loop}>, a loop; take it out of one of them")
            return f"({self._expand(self.parts[name], (*within, name))})"

        return _PART.sub(filled, text)


_PLACES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "verbs": (("verbs",), ("verbs",)),
    "acts": (("verbs", "thanks", "acts"), ("acts",)),
    "needs": (("thanks", "acts", "needs"), ("acts",)),
    "nouns": (("nouns",), ("nouns",)),
    "passive": (("results",), ("passive",)),
    "results": (("results",), ("results",)),
    "states": (("states",), ()),
    "inverse": ((), ("inverse",)),
    "placed": (("placed",), ("placed",)),
    "phrases": ((), ()),
}
"""kind of relation -> what may stand before it, and after it"""

_ALSO = {"states": ("joined",)}
"""kind of relation -> what may stand before it, too, where the object stands alone"""
_JOINED = regex(rf",? (?:and|or|as well as) |{OBJECT}{FILL}*,")
"""two subjects and two objects: each may do one of them"""

_VERBAL = frozenset({"verbs", "acts", "passive", "states", "phrases"})
_OBJECT_FIRST = frozenset({"passive", "results", "inverse", "placed"})
_PLAIN = frozenset({"states", "inverse", "placed", "phrases"})
"""what says nothing of a lack, so that a word like `never` in it takes it back"""
_NEED = r"(<need> |<using>|<amount>)\Z"
_BELOW = r"\b(of|for|in|from|with|on|to|by|about|without|like|as|than) (<quality> ){0,3}\Z"
"""what makes the object a part of something else, which the relation is about"""

_BOUND = r"(?<![\w'-])"
_RESULT = r"<O>,? <aux>"
_PASSIVE = r"<O>,? <aux>(<be>|get|gets|getting|got) (<adverb> )*({})"
_DONE_BY = r"<O>,? <aux>((<be>) (<adverb> )*)?({}) by"
_DONE_IN = r"<O>,? <aux>(<be>) (<adverb> )*({})"
_PASSIVES = {
    "verbs": (("passive", _PASSIVE),),
    "acts": (("passive", _PASSIVE),),
    "states": (("inverse", _DONE_BY), ("placed", _DONE_IN)),
}
"""kind of relation -> those of its passives, and the expressions, to be filled with the participles"""


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


def grammars(clauses: Clauses, relations: Mapping[str, Relation]) -> dict[str, Grammar]:
    """The grammar of each relation, by the name of the file that it stands in."""
    names = {file.rsplit("/", 1)[-1].removesuffix(".yaml"): relation for file, relation in relations.items()}
    bare = {name: Grammar(clauses, relation) for name, relation in names.items()}
    return {name: Grammar(clauses, one.relation, frozenset(one._ways), one.relates()) for name, one in bare.items()}


@lru_cache(512)
def _compiled(text: str) -> re.Pattern[str]:
    """The expression; a space stands for any white space, a parenthesis makes no group."""
    spaced = _FIXED.sub(lambda found: found[1] or " +", _GROUP.sub("(?:", text))
    try:
        return compiled(spaced, re.IGNORECASE)
    except re.error as problem:
        raise RuleError(f"words/clauses.yaml, words/relations: not valid: {problem} in {text[:80]!r}") from None


_FIXED = regex(r"(\(\?<[=!][^)]*\)|\[[^\]]*\])| ")
