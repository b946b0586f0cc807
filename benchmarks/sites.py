"""Sites to measure with: the pages of a folder, flat, in a git repository of their own, and made-up rules."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"
SUFFIXES = (".md", ".mdx", ".markdown")
RARE = 2
"""pages on which a word of a made-up rule may stand at most: the gates seldom let a page through"""
_WORD = re.compile(r"[a-z]{5,}")

FORM = """\
check: {check}
summary: A rule that was made up to have one more.
message: "“{{found}}” was made up"
severity: info
confidence: medium
why: Nobody will read this.
with: {params}
"""


def pages(folder: Path) -> list[Path]:
    """The pages below `folder` that are not empty, in the order of their names."""
    found = (file for file in sorted(folder.rglob("*")) if file.suffix in SUFFIXES and file.is_file())
    return [file for file in found if file.stat().st_size and not any(part.startswith(".") for part in file.parts)]


def typical(folder: Path) -> Path:
    """The page nearest to 5 KB."""
    return min(sorted(folder.glob("p*")), key=lambda page: abs(page.stat().st_size - 5000))


def site(folder: Path, texts: Sequence[Path], rules: int = 0) -> Path:
    """A site of `texts` in the new `folder`, all in one commit; with `rules`, so many of them in all run there."""
    folder.mkdir()
    for number, text in enumerate(texts):
        shutil.copyfile(text, folder / f"p{number:05d}{text.suffix}")
    if rules:
        made_up(folder / ".rules", rules - len(shipped()), texts)
        (folder / "doclint.toml").write_text('rules = [".rules"]\n')
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "pages"]):
        git(folder, *words)
    return folder


def git(folder: Path, *words: str) -> None:
    """Run git there, as nobody in particular."""
    names = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", "-C", str(folder), *words], check=True, env={**os.environ, **names})


def shipped() -> list[Path]:
    """doclint's own rules."""
    return [file for file in RULES.rglob("*.yaml") if file.relative_to(RULES).parts[0] != "words"]


def made_up(folder: Path, number: int, texts: Sequence[Path]) -> None:
    """So many rules, every second one a phrase and every second one a claim, of words that are rare on the pages."""
    folder.mkdir(parents=True)
    words, draw = _rare(texts), random.Random(1)
    relations = sorted(file.stem for file in (RULES / "words/relations").glob("*.yaml"))
    for one in range(number):
        names = [f"{a} {b}" for a, b in zip(draw.choices(words, k=4), draw.choices(words, k=4), strict=True)]
        claim = f"{{subject: {{any: {names[:2]}}}, relation: {{use: {draw.choice(relations)}}}, "
        claim += f"object: {{any: {names[2:]}}}}}"
        form = ("phrase", f"{{any: {names}}}") if one % 2 else ("claim", claim)
        (folder / f"rule-{one}.yaml").write_text(FORM.format(check=form[0], params=form[1]))


def _rare(texts: Sequence[Path]) -> list[str]:
    known: Counter[str] = Counter()
    for text in texts:
        known.update(set(_WORD.findall(text.read_text(encoding="utf-8", errors="replace").lower())))
    return sorted(word for word, on in known.items() if on <= RARE) or sorted(known)


class Changing:
    """A page that is another one whenever it is called."""

    def __init__(self, page: Path) -> None:
        self.page, self.text, self.numbers = page, page.read_bytes(), count(1)

    def __call__(self) -> None:
        """Write a sentence to its end that it never had."""
        self.page.write_bytes(self.text + f"\n\nThis page was changed {next(self.numbers)} times.\n".encode())
