"""Damaged input of every kind, looking for a crash, a hang or a broken promise.

    python benchmarks/fuzz.py FOLDER [--seconds 60] [--target NAME ...] [--seed 0] [--once]

The pages below FOLDER are the seeds. Each target gets `--seconds`; an input is made from its number alone, so that
`--target NAME --seed NUMBER --once` makes it again. A failure prints its target, number and error; the exit code is
then 1. What was found belongs into the tests.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import stat
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import doclint
from doclint import api, files, fix, git, rulebook
from doclint.baseline import parse as read_baseline
from doclint.checks import Kinds
from doclint.errors import DoclintError
from doclint.page import Page
from doclint.references import plain
from doclint.rule import Answer
from doclint.settings import Settings
from doclint.settings import read as read_settings
from doclint.web import address, canned

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from test_page import check_places

PATIENCE = 20
"""seconds for one input of at most `LARGEST` characters: a hundred times what a page of that size takes"""
LARGEST = 20_000
_MARKUP = r"""\n\n¦\n¦\r\n¦\t¦ ¦    ¦- ¦> ¦# ¦```\n¦~~~\n¦:::note\n¦:::\n¦---\n¦|¦||\n|-|-|\n¦[¦]¦(¦)¦![¦](¦<¦
>¦<!--¦-->¦{/*¦*/}¦{¦}¦<a href="¦</a>¦<details>¦*¦**¦_¦`¦``¦\\¦&amp;¦&#0;¦&#x110000;¦http://¦
www.¦mailto:¦[^1]¦[^1]: ¦[x]: ¦import a from 'b'\n¦export const a = {\n¦<Tabs>\n¦\0¦\ufeff¦
\u202e¦\u200b¦\ud800¦\udc92¦\U0001f9d1\u200d\U0001f680¦Ã©¦â€œ¦ï»¿¦½¦٣¦'¦"¦$¦$$\n"""
_WORDS = r"""1,000¦10^-9¦1e999¦12–15 %¦between 3 and 2¦not ¦no ¦un¦never ¦*Image credit: [A](https://unsplash.com/photos/¦
As an AI language model, ¦title: ¦slug: /\n¦draft: true\n¦%00¦%zz¦../¦//¦#¦?¦javascript:¦file://¦<doclint¦
<!-- doclint-disable -->¦<!-- doclint-enable -->"""


_ESCAPE = re.compile(r"\\(?:[nrt0\\]|u\w{4}|U\w{8})")


def _pieces(text: str) -> tuple[str, ...]:
    """What stands between `¦`, escapes read as Python reads them."""
    parts = text.replace("¦\n", "¦").split("¦")
    return tuple(_ESCAPE.sub(lambda at: at[0].encode().decode("unicode_escape"), one) for one in parts)


MANY = tuple(one * 200 for one in ("a", "(", "[", "> ", "- ", "*", "<div>", "\n"))
PIECES = (*_pieces(_MARKUP), *_pieces(_WORDS), *MANY)
HTML = _pieces("<title>¦</title>¦<html¦<!doctype html>¦<meta http-equiv=refresh content='0; url=¦<script>¦]]>¦id=¦'>")
UNITS = _pieces(
    r"""a ¦A ¦Aa ¦. ¦1 ¦1,¦- a\n¦(a) ¦’¦“a” ¦é¦文¦аa¦http://a.b ¦[a](b) ¦![a](b) ¦5 km, ¦2020 ¦in 2020 ¦not ¦more than ¦
between 5 and ¦the ¦of the ¦University of ¦U.S. ¦United Nations (UN) ¦heat pumps ¦Image by A on B ¦a: b\n¦|a|b|\n¦# a\n¦
A. ¦e.g. ¦a-¦a.b."""
)
YAML = _pieces(r"check: ¦with:\n¦any: ¦- ¦  ¦'¦|\n¦&a ¦*a¦!!python/object:os.system ¦{¦}¦[¦~")
ANSWER = "<!doctype html><html><head><title>Not found</title></head><body><p id=a>Gone</p></body></html>"
ADDRESS = "https://example.org/a?b=c#d"
SETTINGS = """exclude = ["a"]
select = ["links"]
[site]
generator = "docusaurus"
route-base-path = "/"
[severity]
links = "off"
[web]
timeout = 3
"""


class HangError(Exception):
    """An input that takes for ever."""


def changed(text: str, dice: random.Random, pieces: tuple[str, ...], others: list[str]) -> str:
    """`text` with some parts doubled, lost, moved, broken or taken from another text."""
    for _ in range(dice.choice((1, 2, 4, 8, 16))):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + int(dice.expovariate(1 / 40)))
        way = dice.randrange(6)
        if way == 0:
            text = text[:start] + text[end:]
        elif way == 1:
            text = text[:start] + text[start:end] * dice.randrange(2, 30) + text[end:]
        elif way == 2:
            text = text[:start] + dice.choice(pieces) * dice.choice((1, 1, 1, 2, 40)) + text[end:]
        elif way == 3 and others:
            other = dice.choice(others)
            cut = dice.randrange(len(other) + 1)
            text = text[:start] + other[cut : cut + 400] + text[start:]
        elif way == 4:
            text = text[:start] + "".join(dice.sample(text[start:end], end - start)) + text[end:]
        else:
            text = (
                text[:start]
                + chr(dice.choice((dice.randrange(256), dice.randrange(0x3000), dice.randrange(0x110000))))
                + text[start:]
            )
    return text[:LARGEST]


class Fuzz:
    """The targets: each makes one input from its dice and uses it."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.pages = [files.decode(file.read_bytes()).text[:LARGEST] for file in sorted(folder.rglob("*.md"))] or [""]
        self.work, self.known = work, rulebook.rules(Settings(root="."), Kinds())
        self.rules = {f"{name}": text for name, text in files.texts(files.shipped_rules(), ".yaml").items()}

    def page(self, dice: random.Random) -> None:
        """A page is parsed, and every character has one place."""
        text = files.decode(self._page(dice).encode("utf-8", "surrogatepass")).text
        for dialect in ("commonmark", "mdx"):
            check_places(Page("a.md", text, dialect=dialect))

    def check(self, dice: random.Random) -> None:
        """A site of two pages is checked: no rule fails, every finding quotes its place, a safe fix can be made."""
        texts = {"docs/a.md": self._page(dice), "docs/b.mdx": self._page(dice)}
        report = api.check_texts(texts, settings={"preview": True}, known=self.known)
        for one in report.findings:
            assert one.rule != "run/internal-error", one.data
            assert 0 <= one.span.start <= one.span.end <= len(texts[one.path])
        for path, text in texts.items():
            fix.apply(text, fix.choose([one for one in report.findings if one.path == path]))

    def long(self, dice: random.Random) -> None:
        """A page of one thing again and again takes no longer than its length allows."""
        unit = "".join(dice.choice((*PIECES, *UNITS)) for _ in range(dice.choice((1, 1, 1, 2, 3))))
        text = f"# A\n\n{unit * (LARGEST // len(unit))}\n"
        report = api.check_texts({"a.md": text}, settings={"preview": True}, known=self.known)
        assert not [one.data for one in report.findings if one.rule == "run/internal-error"]

    def versions(self, dice: random.Random) -> None:
        """A page is compared with an older version."""
        old = dice.choice(self.pages)
        before, after = Page("a.md", old), Page("a.md", changed(old, dice, PIECES, self.pages))
        report = api.check_texts({"a.md": after.source}, {"a.md": before}, known=self.known)
        assert not [one.data for one in report.findings if one.rule == "run/internal-error"]

    def rule(self, dice: random.Random) -> None:
        """A rule or a vocabulary is refused with words, or runs."""
        name = dice.choice(sorted(self.rules))
        folder = self.work / "rules"
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = changed(self.rules[name], dice, (*PIECES, *YAML), list(self.rules.values()))
        file.write_bytes(text.encode("utf-8", "replace"))
        try:
            doclint.check_text(dice.choice(self.pages)[:3000], settings={"rules": [str(folder)], "cache": False})
        finally:
            file.unlink()

    def settings(self, dice: random.Random) -> None:
        """A settings file is refused with words, or used."""
        folder = self.work / "site"
        folder.mkdir(exist_ok=True)
        (folder / "doclint.toml").write_text(changed(SETTINGS, dice, PIECES, []), "utf-8", "replace")
        api.check_texts({"a.md": "# A\n"}, settings=read_settings([str(folder)]), known=self.known)

    def baseline(self, dice: random.Random) -> None:
        """A baseline is refused with words, or read."""
        text = (
            '{"doclint-baseline":1}\n{"path":"a.md","rule":"links/dead","quote":"x","fingerprint":"0123456789abcdef"}\n'
        )
        read_baseline("b.jsonl", changed(text, dice, PIECES, []))

    def cache(self, dice: random.Random) -> None:
        """Whatever stands in the files of the cache, the findings are the same."""
        folder = self.work / "cached"
        folder.mkdir(exist_ok=True)
        (folder / "a.md").write_text("# A\n\nAs an AI language model, I cannot. Caf\u00c3\u00a9 [b](b.md).\n", "utf-8")
        first = doclint.check(folder, settings={"cache": False}).findings
        doclint.check(folder)
        for file in Path(os.environ["XDG_CACHE_HOME"]).rglob("*.*"):
            data = bytearray(file.read_bytes()) if file.is_file() else bytearray()
            for _ in range(dice.randrange(1, 30) if data else 0):
                data[dice.randrange(len(data))] = dice.randrange(256)
            if data:
                file.write_bytes(data[: dice.choice((len(data), dice.randrange(len(data))))])
        assert doclint.check(folder).findings == first

    def git(self, dice: random.Random) -> None:
        """Whatever git prints, it is used or refused with words."""
        program = self.work / "bin" / "git"
        program.parent.mkdir(exist_ok=True)
        said = "M\0a.md\0R100\0b.md\0c.md\0100644 blob 0123456789012345678901234567890123456789\ta.md\0"
        (self.work / "said").write_text(changed(said, dice, PIECES, []), "utf-8", "replace")
        program.write_text(f"#!/bin/sh\ncat '{self.work / 'said'}'\nexit {dice.choice((0, 0, 0, 1))}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        path, os.environ["PATH"] = os.environ["PATH"], f"{program.parent}:{os.environ['PATH']}"
        root = str(self.work)
        try:
            for call in (git.base, git.tracked, git.renames, git.history, git.main_branch, git.top):
                _refused(lambda call=call: call(root))  # type: ignore[misc]
            for two in (git.changes, git.tree, git.same):
                _refused(lambda two=two: two(root, "0123"))  # type: ignore[misc]
            _refused(lambda: git.contents(root, "0123", ["a.md", "b.md"]))
        finally:
            os.environ["PATH"] = path

    def web(self, dice: random.Random) -> None:
        """An answer from the web has a verdict, whatever it holds."""
        shown = changed(ANSWER, dice, (*PIECES, *HTML), self.pages)
        to = changed(ADDRESS, dice, PIECES, []) if dice.random() < 0.3 else ""
        status = dice.choice((0, 200, 200, 301, 404, 429, 500, 999))
        failure = dice.choice(("", "", "", "timeout", "no-name", "certificate", PIECES[dice.randrange(len(PIECES))]))
        href = changed(ADDRESS, dice, PIECES, []) if dice.random() < 0.5 else ADDRESS
        try:
            address.read(href)
        except ValueError:  # as it says, where nobody can ask it
            href = ADDRESS
        canned.verdict(href, Answer(status=status, page=shown, to=to, failure=failure), self.known.words)

    def reference(self, dice: random.Random) -> None:
        """A reference document is read, and a passage is looked for in it."""
        text = changed(dice.choice(self.pages), dice, (*PIECES, *HTML), self.pages)
        doclint.evidence(
            "heat pumps and their efficiency", {"a": plain(dice.choice(("a.html", "a.md", "a.txt")), text)}
        )

    def _page(self, dice: random.Random) -> str:
        return changed(dice.choice(self.pages), dice, PIECES, self.pages)


def _refused(call: Callable[[], object]) -> None:
    with suppress(DoclintError):
        call()


TARGETS = ("page", "check", "long", "versions", "rule", "settings", "baseline", "cache", "git", "web", "reference")


def tried(run: Callable[[random.Random], None], number: int) -> str:
    """What goes wrong with the input of this number; empty where nothing does."""
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        run(random.Random(number))
    except DoclintError:  # it says what to do
        return ""
    except Exception:
        return traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--target", nargs="+", choices=TARGETS, default=TARGETS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--once", action="store_true")
    chosen = parser.parse_args()

    def ring(*_: object) -> None:
        raise HangError(f"more than {PATIENCE} seconds")

    signal.signal(signal.SIGALRM, ring)
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_CACHE_HOME"] = os.path.join(work, "cache")
        fuzz = Fuzz(chosen.folder, Path(work))
        for target in chosen.target:
            number, failed, end = chosen.seed, 0, time.monotonic() + chosen.seconds
            while time.monotonic() < end:
                if error := tried(getattr(fuzz, target), number):
                    failed += 1
                    print(f"{target} {number}:\n{error}", flush=True)
                number += 1
                if chosen.once:
                    break
            print(f"{target}: {number - chosen.seed} inputs, {failed} failed", flush=True)
            wrong += failed
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
