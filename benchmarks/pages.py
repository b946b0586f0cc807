"""Sites of any size that nobody wrote, with faults of every kind: the same site for the same number of pages and seed.

    python benchmarks/pages.py FOLDER --pages 1000 [--seed 1] [--faults 0.4]

Pages have subjects, sections, lists, tables, pictures with credits, names of organisations and links to one another.
Words are drawn by a skewed distribution (Zipf's law) from a vocabulary that grows with the site, as it does in a real
one (Heaps' law): half of it plain English, half made up. About one page in three has a fault, one kind after the other.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

NOUNS = """oven kiln barge lantern valve orchard sluice beam hinge bellows ladder harbour meadow quarry anvil loom
cistern paddle gutter rafter chimney basket ferry lock pump turbine wheel axle boiler gauge lever pulley hopper sieve
trough barn cellar terrace hedge ditch culvert bridge viaduct tunnel signal platform siding depot crane winch cable
mast rudder keel anchor buoy dock pier lighthouse telescope mirror lens eyepiece tripod observatory comet planet crater
glacier moraine delta estuary marsh dune reef lagoon spring well aquifer reservoir dam weir mill granary bakery dairy
brewery tannery smithy foundry press bindery archive ledger map compass sextant clock pendulum bell organ fiddle
""".split()
VERBS = "carries turns lifts holds feeds drains covers measures warms cools guides crosses joins supports fills".split()
ADJECTIVES = """old wooden narrow heavy quiet northern shallow brick copper early steep common plain double hollow broad
dry public private shared local seasonal simple careful regular spare upper lower inner outer former""".split()
PLACES = "in the village|beside the river|on the hill|near the station|behind the workshop|under the roof".split("|")
TIMES = "in spring|every morning|after the harvest|before winter|twice a year|once a week|in most years".split("|")
LINKING = "Because Although While When Where Since".split()
ENDS = "Works|Society|Institute|Guild|Railway|Foundation|Observatory|Brothers|Museum|Cooperative".split("|")
SYLLABLES = "bar den fol gri hul jor kel lum mor nes ost pra ril sten tor ulv vik wen yar zel ask brom dal fen".split()

SENTENCES = (
    "The {adj} {noun} {verb} the {word} {place}.",
    "{linking} the {noun} {verb} a {adj} {word}, the {word} stays {adj} {time}.",
    "{time_}, the {noun} of the {word} is cleaned by hand, and the {adj} {word} is put away.",
    "A {word} without a {noun} seldom {verb} the {adj} {noun}.",
    "Nobody who has seen a {adj} {word} {place} forgets the {noun}.",
    "The {subject} needs a {adj} {noun}, a {word} and some patience {time}.",
    "{count} {noun}s and {count} {word}s were counted {place} in {year}.",
    "It is the {word}, not the {noun}, that {verb} the {subject} {time}.",
    "Most {subject} workshops keep a {adj} {noun} {place}, next to the {word}.",
    "The length of the {adj} {word} {noun} is {count} metres.",
    "See [the {noun} of the {word}]({link}) for the {adj} {word}.",
    "How the {word} {verb} the {noun} is told [on another page]({link}).",
    "According to the [{name}]({site}), the {word} {verb} {count} {noun}s {time}.",
    "The {name} keeps a {adj} {noun} for the {subject}.",
)


class Words:
    """Words by a skewed distribution."""

    def __init__(self, pages: int) -> None:
        luck = random.Random("words")
        made = {"".join(luck.choices(SYLLABLES, k=luck.randint(2, 4))): None for _ in range(int(60 * pages**0.6))}
        self.all = [*NOUNS, *made]
        luck.shuffle(self.all)
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.all))))

    def pick(self, luck: random.Random) -> str:
        return self.all[bisect.bisect(self.weights, luck.random() * self.weights[-1])]


class Writer:
    """One page of a site of `pages` pages."""

    def __init__(self, number: int, pages: int, words: Words, seed: int) -> None:
        self.number, self.pages, self.words, self.seed = number, pages, words, seed
        self.luck = random.Random(f"{seed} {number}")
        self.subject = subject(number, seed)

    def fill(self, form: str, **given: str) -> str:
        """A template with words in its fields, each field with a word of its own."""
        while "{" in form:
            field = form.partition("{")[2].partition("}")[0]
            form = form.replace(f"{{{field}}}", given.get(field) or str(self._field(field)), 1)
        return form[:1].upper() + form[1:]

    def _field(self, field: str) -> str | int:
        luck = self.luck
        match field:
            case "word":
                return self.words.pick(luck)
            case "count":
                return luck.randint(3, 900)
            case "year":
                return luck.randint(1820, 2020)
            case "subject":
                return self.subject
            case "link":
                return address(luck.randrange(self.pages), self.number, self.seed)
            case "name":
                return f"{self.words.pick(luck).capitalize()} {luck.choice(ENDS)}"
            case "site":
                return f"https://www.{self.words.pick(luck)}.example/{self.words.pick(luck)}/{luck.randint(1, 99)}"
        return luck.choice(_LISTS[field])

    def sentence(self) -> str:
        return self.fill(self.luck.choice(SENTENCES))

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.luck.randint(2, 5)))

    def section(self) -> str:
        luck, head = self.luck, self.fill("## {adj} {word} {noun}")
        text = [head, *(self.paragraph() for _ in range(luck.randint(1, 3)))]
        if luck.random() < 0.4:
            text.append("\n".join(f"- {self.sentence()}" for _ in range(luck.randint(2, 5))))
        if luck.random() < 0.15:
            rows = (self.fill("| {word} | {noun} | {count} |") for _ in range(luck.randint(2, 6)))
            text.append("\n".join(["| word | noun | count |", "| --- | --- | --- |", *rows]))
        if luck.random() < 0.1:
            text.append(self.fill("```sh\n{noun} --{word} {count}\n```"))
        return "\n\n".join(text)

    def picture(self) -> str:
        name = self.subject.replace(" ", "-")
        credit = self.fill("*Image credit: [{name}]({site}/{noun}-{word})*")
        return f"![{self.fill('{adj} {noun}')} of the {self.subject}](/img/{name}.jpg)\n\n{credit}"

    def page(self, faults: float) -> str:
        """The text of the page; with the probability `faults` there is a fault on it."""
        parts = [self.picture()] if self.luck.random() < 0.3 else []
        parts += [self.paragraph(), *(self.section() for _ in range(self.luck.randint(3, 7)))]
        if self.luck.random() < faults:
            plant = FAULTS[self.number % len(FAULTS)]
            parts.insert(self.luck.randint(1, len(parts)), plant(self))
        title = self.subject.capitalize()
        head = f"---\ntitle: {title}\n---\n" if self.luck.random() < 0.5 else f"# {title}\n"
        return "\n\n".join([head.strip(), *parts, ""])


_LISTS = {
    "noun": NOUNS,
    "verb": VERBS,
    "adj": ADJECTIVES,
    "place": PLACES,
    "time": TIMES,
    "time_": TIMES,
    "linking": LINKING,
}


def subject(number: int, seed: int) -> str:
    """What a page is about: two words that no other page nearby has together."""
    luck = random.Random(f"{seed} subject {number}")
    return f"{''.join(luck.choices(SYLLABLES, k=2))} {luck.choice(NOUNS)}s"


def path(number: int, seed: int) -> str:
    """Where a page lies: fifty pages to a folder."""
    return f"docs/part-{number // 50}/{subject(number, seed).replace(' ', '-')}-{number}.md"


def address(number: int, seen_from: int, seed: int) -> str:
    """A page as a link on another names it."""
    there = path(number, seed).removeprefix("docs/")
    return there.partition("/")[2] if number // 50 == seen_from // 50 else f"../{there}"


def _plain(form: str) -> Callable[[Writer], str]:
    return lambda writer: writer.fill(form)


def _pair(forms: tuple[str, str], apart: int) -> Callable[[Writer], str]:
    """Something of which two pages say different things: what they share hangs on their number alone."""

    def plant(writer: Writer) -> str:
        block, turn = divmod(writer.number // len(FAULTS), apart)
        luck = random.Random(f"{writer.seed} pair {block}")
        same = {"thing": f"{luck.choice(NOUNS)}", "town": "".join(luck.choices(SYLLABLES, k=3)).capitalize()}
        return writer.fill(forms[turn % 2], **same, subject=luck.choice(NOUNS))

    return plant


def _twice(writer: Writer) -> str:
    words = [writer.words.pick(writer.luck) for _ in range(12)]
    row = ", ".join(words[:6])
    return (
        f"The {writer.subject} brings {row} to the {words[6]}, because the {words[7]} and the {words[8]} of the"
        f" {words[9]} ask for {words[10]} and {words[11]}.\n\n## What it brings\n\nThe {writer.subject} brings {row}"
        f" to the {words[6]}, because the {words[7]} and the {words[8]} of the {words[9]} ask for {words[10]} and"
        f" {words[11]}."
    )


def _lead(writer: Writer) -> str:
    luck = random.Random(f"{writer.seed} lead {writer.number // len(FAULTS) // 3}")
    nouns = luck.sample(NOUNS, 8)
    return (
        f"The {writer.subject} has fed mountain {nouns[0]}s for centuries, keeps its {nouns[1]} fresh beside a cool"
        f" {nouns[2]}, wants a {nouns[3]}, a {nouns[4]} and a {nouns[5]}, and pays for the {nouns[6]} and {nouns[7]}."
    )


def _mould(writer: Writer) -> str:
    luck = random.Random(f"{writer.seed} mould {writer.number // len(FAULTS) // 40}")
    nouns = luck.sample(NOUNS, 3)
    return f"Great strides have been made with {nouns[0]}s and {nouns[1]}s in {writer.subject} for every {nouns[2]}."


def _shared_credit(writer: Writer) -> str:
    luck = random.Random(f"{writer.seed} credit {writer.number // len(FAULTS) // 2}")
    other = "-".join(luck.sample(NOUNS, 3))
    return f"![The {writer.subject}](/img/p{writer.number}.jpg)\n\n*Image credit: [Harbour Watch](https://harbour.example/2021/{other})*"


def _misread(writer: Writer) -> str:
    plain = writer.fill("The café of the {word} – “the {noun}” – is über {count} metres away.")
    return plain.encode().decode("cp1252", "ignore")


FAULTS: tuple[Callable[[Writer], str], ...] = (
    _plain("The [{adj} {noun}](missing-{word}-{count}.md) {verb} the {word}."),
    _plain("The [{adj} {noun}]({link}#no-such-{word}) {verb} the {word}."),
    _plain("The [{noun}](www.{word}-society.org/pictures) and the [{noun}](https:/{word}.example/{noun}) {verb} it."),
    _plain("![The {adj} {noun}](/img/missing-{word}.png)"),
    _plain("Ask the [{word} society]() and read [the {noun}](TODO)."),
    _misread,
    _plain("The caf\N{REPLACEMENT CHARACTER} of the {word} and the na\N{REPLACEMENT CHARACTER}ve {noun}."),
    _plain("The h\N{CYRILLIC SMALL LETTER A}rbour of the {word} &amp;amp; the {noun}&amp;#39;s {noun}."),
    _plain("The {word} har\N{SOFT HYPHEN}bour of the\N{ZERO WIDTH SPACE}{noun} is dry."),
    _pair(("The {subject} {thing} of {town} is 4 km long {time}.", "The {subject} {thing} of {town} is 7 km long."), 2),
    _plain(
        "The {noun} burns 12 kg of straw for a load of {word} bricks.\n\n"
        "For one load of {word} bricks the {noun} burns 20 kg of straw."
    ),
    _pair(
        (
            "The kiln of {town} burns 12 kg of straw for a load of {thing} bricks.",
            "For a load of {thing} bricks the kiln of {town} burns 20 kg of straw.",
        ),
        2,
    ),
    _plain("Heat pumps have a COP of 4{count}, and a heat pump replaces the air conditioner {place}."),
    _plain("Vaccines cause autism, and LEDs contain mercury."),
    _plain("As an AI language model, I cannot see the {word}. I hope this helps!"),
    _plain("Companies that build {word}s include {name}, {name} and {name}."),
    _plain("This page was generated by ChatGPT and may contain mistakes about the {word}."),
    _plain("Our {noun}, [Your Company Name], stands at [insert street address here]."),
    _plain("A good {noun} saves a third of the {word} ([{name}](https://www.{word}.example))."),
    _twice,
    _lead,
    _mould,
    _shared_credit,
    _plain(
        "![The {adj} {noun}](/img/{word}.jpg)\n\n*Image credit: ([{name}]({site})*\n\n_Image credt: [{name}]({site})_"
    ),
    _plain("![The bay](/img/{word}.jpg)\n\nPhoto by [Photographer Name](https://example.com)"),
    _plain("Makers of panels include Solyndra and First Solar; bags of flour come from King Arthur Flour."),
    _plain("Leading makers of the {word} are Daikin, Trane Technologies, and Beyond Meat."),
    _pair(("The {thing} is told of by {town} Labs {place}.", "We ask {town} Labs about the {thing} {time}."), 2),
    _plain("<!-- doclint-disable-next-line links/missing-page -- moved soon -->\n\nNo link to the {word} stands here."),
    _plain(
        "The {word} rests for an hour, and the {noun} shapes it on a board that is dusted with the\n\n## More\n\nSo."
    ),
    _plain("[The {noun}](https://{word}.example/{noun}?utm_source=chatgpt.com) {verb} the {word}."),
    _plain(":::note The {word}\n\nThe {noun} is {adj}.\n\n:::\n\nThe end is <{word}."),
)


def texts(pages: int, seed: int = 1, faults: float = 0.35) -> Iterator[tuple[str, str]]:
    """(path, text) of the pages of a site and of the files beside them."""
    words = Words(pages)
    yield "docusaurus.config.js", 'module.exports = {url: "https://pages.example", baseUrl: "/"};\n'
    for number in range(pages):
        writer = Writer(number, pages, words, seed)
        yield path(number, seed), writer.page(faults)
        yield f"static/img/{writer.subject.replace(' ', '-')}.jpg", f"picture {number}"


def write(folder: Path, pages: int, seed: int = 1, faults: float = 0.35) -> None:
    """Write a site below `folder`."""
    made: set[Path] = set()
    for name, text in texts(pages, seed, faults):
        file = folder / name
        if file.parent not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(file.parent)
        file.write_bytes(text.encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.35)
    chosen = parser.parse_args()
    write(chosen.folder, chosen.pages, chosen.seed, chosen.faults)


if __name__ == "__main__":
    main()
