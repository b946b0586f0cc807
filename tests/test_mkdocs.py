"""doclint against MkDocs itself: sites made from a seed are built with `mkdocs build`, its checks of anchors on."""

from __future__ import annotations

import os
import posixpath
import random
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

import doclint
from doclint import gather, routes

pytest.importorskip("mkdocs", reason="MkDocs is not installed beside this Python")

SEED = int(os.environ.get("DOCLINT_SEED", "20"))
SECONDS = 120
RULES = ("links/missing-page", "links/missing-file", "links/missing-anchor", "links/wrong-case", "links/draft-target")
_NUMBER = re.compile(r"[?&]q=(\d+)")
_WORDS = "alder birch cedar elder hazel larch maple rowan spruce willow yew aspen beech holly juniper linden".split()

SETTINGS = {
    "plain": "",
    "nav": "nav:\n  - index.md\n  - Guide: guide/index.md\nmarkdown_extensions: [attr_list, footnotes, toc]\n",
    "files": "use_directory_urls: false\n",
    "absolute": "docs_dir: pages\nmarkdown_extensions:\n  - extra\n  - toc:\n      permalink: true\n",
}
VALIDATION = "validation:\n  links:\n    anchors: warn\n"


@dataclass
class Made:
    """A site: its files, and its links by number."""

    config: str
    docs: str
    files: dict[str, str] = field(default_factory=dict)
    links: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """number -> page, address, kind"""

    def link(self, page: str, href: str, kind: str = "md") -> None:
        number = len(self.links) + 1
        path, hash_, fragment = href.partition("#")
        whole = f"{path}?q={number}{hash_}{fragment}"
        self.links[number] = (page, href, kind)
        written = {"md": f"[x]({whole})", "image": f"![x]({whole})", "html": f'<a href="{whole}">x</a>'}[kind]
        self.files[page] += f"\n{written}\n"


def made(name: str) -> Made:
    """One site, its names in an order that the seed makes."""
    words = random.Random(SEED).sample(_WORDS, len(_WORDS))
    docs = "pages" if name == "absolute" else "docs"
    site = Made(f"site_name: x\n{VALIDATION}" + SETTINGS[name], docs)
    if name == "absolute":
        site.config = site.config.replace("anchors: warn", "anchors: warn\n    absolute_links: relative_to_docs")
        site.config += "exclude_docs: |\n  /left/\n  *.draft.md\n"
    for path in (
        "index.md",
        "guide/index.md",
        "guide/step.md",
        "README.md",
        "read/README.md",
        "left/out.md",
        "a.draft.md",
    ):
        site.files[path] = "# Title\n"
    for word in words[:6]:
        site.files[f"{word}.md"] = f"# {word}\n\n## Part\n"
        site.files[f"guide/{word}.md"] = f"# {word}\n\n## Part\n"
        site.files[f"img/{word}.svg"] = "<svg/>"
    site.files["guide/a b.md"] = "Text.\n"
    for word in words[:6]:
        for href in (f"{word}.md", f"../{word}.md", f"../{word}.md#part", f"../img/{word}.svg", f"./{word}.md"):
            site.link("guide/step.md", href)
        for href in (f"{word}/x.md", f"../{word.title()}.md", f"{word}.mdx", f"img/{word}.svg", f"../../{word}.md"):
            site.link("guide/step.md", href)
        for href in (word, f"../{word}", f"../{word}/", f"../../{word}/", f"{word}.html", f"../{word}/index.html"):
            site.link("guide/step.md", href)
            site.link("guide/step.md", href, "html")
        site.link("guide/step.md", f"../img/{word}.svg", "image")
        site.link("guide/step.md", f"/img/{word}.svg", "image")
        site.link("guide/step.md", f"../img/{word}.png", "image")
        if name == "absolute":
            site.link("guide/step.md", f"/{word}.md")
            site.link("guide/step.md", f"/guide/{word.upper()}.md")
    for href in (
        "a%20b.md",
        "index.md",
        ".",
        "./",
        "..",
        "../index.md",
        "../README.md",
        "../read/README.md",
        "../read/",
    ):
        site.link("guide/step.md", href)
    for href in ("../left/out.md", "../a.draft.md", "../a.draft.md#title") if name == "absolute" else ():
        site.link("guide/step.md", href)
    _headings(site)
    return site


def _headings(site: Made) -> None:
    titles = (
        "# Same\n\n## Same\n\n## Same\n\n## Same_1\n\n## What's *this*, `then`?\n\n## Größe 日本 x\n\n## A  &  B\n\n"
        "## 3.10 - notes\n\n## [Linked](guide/step.md) words\n\n## Own {#mine}\n\n## Mine\n\n## 日本\n\n> ## Quoted\n\n"
        '<div id="byhand"></div>\n\n<h2>Html</h2>\n\n## ![alt](img/x.svg) Picture\n\nSetext\n------\n\n'
        "Note[^1].\n\n[^1]: Text.\n"
    )
    site.files["titles.md"] = titles
    site.files["img/x.svg"] = "<svg/>"
    site.files["from.md"] = "Text.\n"
    names = (
        "same same_1 same_2 same_1_1 whats-this-then groe-x groe-x_1 a-b 310-notes linked-words own mine mine_1 "
        "own-mine _1 quoted byhand html picture alt-picture setext fn:1 fnref:1 a--b what-s-this-then größe-x Same "
        "same-1 same_3 title"
    )
    for name in names.split():
        site.link("titles.md", f"#{name}")
        site.link("from.md", f"titles.md#{name}")


def write(site: Made, folder: Path) -> None:
    (folder / "mkdocs.yml").write_text(site.config)
    for name, text in site.files.items():
        file = folder / site.docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def broken(site: Made, folder: Path) -> set[int]:
    """The numbers of the links that lead nowhere.

    MkDocs warns of files and anchors. What it calls unrecognized or absolute, and raw HTML, it leaves to the browser:
    there the built site is asked. So it is where MkDocs warns of an address that works all the same.
    """
    words = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    strict = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    words = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if " contains a" in line]
    warned = {int(n) for line in lines if line.startswith("WARNING") for n in _NUMBER.findall(line.split("Did you")[0])}
    assert bool(warned) == bool(strict.returncode)
    found = set()
    for number, (page, href, kind) in site.links.items():
        told = any(f"q={number}#" in line or f"q={number}'" in line for line in lines)
        inner = posixpath.normpath(posixpath.join(posixpath.dirname(page), href.partition("#")[0]))
        hidden = any("which is excluded" in line and f"'{inner}'" in line for line in lines)
        if (told or hidden or kind == "html") and not _arrives(page, href, folder, site):
            found.add(number)
    assert warned - found <= {n for n, (page, href, _) in site.links.items() if _arrives(page, href, folder, site)}
    return found


def _arrives(page: str, href: str, folder: Path, site: Made) -> bool:
    files = "use_directory_urls: false" in site.config
    name = posixpath.splitext(page)[0].replace("README", "index")
    home = f"/{name}.html" if files else f"/{name.removesuffix('index').rstrip('/')}/".replace("//", "/")
    path, _, fragment = urljoin("http://x" + home, href).removeprefix("http://x").partition("#")
    inner = unquote(path).strip("/")
    for file in (folder / "site" / inner, folder / "site" / inner / "index.html"):
        if file.is_file() and (file.suffix == ".html" or not inner.endswith(".md")):
            return not fragment or f'id="{unquote(fragment)}"' in file.read_text()
    return False


def accused(folder: Path) -> set[int]:
    report = doclint.check(folder, {"root": str(folder), "select": ["links"], "exclude": ["site/"]})
    quoted = [one.quote for one in report.findings if one.rule in RULES]
    return {int(quote.partition("q=")[2].partition("#")[0]) for quote in quoted}


@pytest.mark.parametrize("name", SETTINGS)
def test_doclint_says_of_every_link_what_mkdocs_says(name: str, tmp_path: Path) -> None:
    site = made(name)
    write(site, tmp_path)
    wrong, found = broken(site, tmp_path), accused(tmp_path)
    print(f"DOCLINT_SEED={SEED}: {len(site.links)} links, {len(wrong)} broken")
    assert [site.links[n] for n in sorted(wrong - found)] == [], f"missed, seed {SEED}"
    assert [site.links[n] for n in sorted(found - wrong)] == [], f"accused wrongly, seed {SEED}"
    assert len(wrong) >= 20
    assert len(site.links) - len(wrong) >= 20


def follow(link: str, config: str, at: str = "docs/here.md") -> tuple[str, str]:
    """The verdict on the one link of a page, and why nothing is said."""
    pages = {"docs/there.md": "## Part\n", "README.md": "Text.\n", at: f"[x]({link})\n"}
    there = gather.of_texts(pages, {"mkdocs.yml": config, "base/mkdocs.yml": "docs_dir: docs\n"}, {})
    (found,) = there.pages[at].links
    target = routes.resolve(there.pages[at], found, there)
    known = routes.ids(target, there)
    missing = known is not None and target.anchor is not None and not routes.has(known, target.anchor, there)
    return ("missing-anchor" if missing else target.verdict), target.reason


@pytest.mark.parametrize(
    ("config", "link", "verdict"),
    [
        ("site_name: x\n", "gone.md", "missing-page"),
        ("site_name: x\n", "there.md#gone", "missing-anchor"),
        ("site_name: x\n", "../README.md", "missing-page"),
        ("site_name: x\n", "/gone.md", "unchecked"),
        ("plugins: [search, blog]\n", "gone.md", "unchecked"),
        ("plugins:\n  - search\n  - gen-files: {scripts: [a.py]}\n", "gone.md", "unchecked"),
        ("plugins:\n  - tags\n", "gone.md", "missing-page"),
        ("hooks: [hook.py]\n", "gone.md", "unchecked"),
        ("plugins: [macros]\n", "there.md#part", "page"),
        ("x: !ENV [A, b]\ny: !!python/name:a.b\n", "gone.md", "missing-page"),
        ("INHERIT: base/mkdocs.yml\n", "gone.md", "missing-page"),
        ("markdown_extensions:\n  - toc:\n      slugify: !!python/name:a.b\n", "there.md#gone", "page"),
        ("docs_dir: docs\nuse_directory_urls: false\n", "there.html", "page"),
        ("docs_dir: docs\nuse_directory_urls: false\n", "../there", "missing-page"),
    ],
)
def test_what_the_configuration_says(config: str, link: str, verdict: str) -> None:
    assert follow(link, config)[0] == verdict


def test_a_configuration_that_cannot_be_read_is_told_once() -> None:
    there = gather.of_texts({"docs/a.md": "[x](gone.md)\n"}, {"mkdocs.yml": "a: [\n"}, {})
    assert [(one.what, "set `docs`" in one.why) for one in there.skipped] == [("mkdocs.yml", True)]
    (link,) = there.pages["docs/a.md"].links
    assert routes.resolve(there.pages["docs/a.md"], link, there).verdict == "unchecked"


def test_a_page_outside_the_documents_is_read_on_github() -> None:
    assert follow("gone.md", "site_name: x\n", "README.md")[0] == "missing-page"
    assert follow("docs/there.md", "site_name: x\n", "README.md")[0] == "page"
