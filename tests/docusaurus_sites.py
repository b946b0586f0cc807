"""Small Docusaurus sites made from a seed, and what Docusaurus itself says about their links.

Each link carries a number in its query (`page?q=17#part`), which changes nothing about where it leads and by which it
is found again in Docusaurus's words.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin

VERSION = "3.10.2"
SECONDS = 300
"""for one installation or one build"""

_PACKAGES = ("core", "plugin-content-docs", "plugin-content-blog", "plugin-content-pages", "plugin-client-redirects")
_NUMBER = re.compile(r"[?&]q=(\d+)")
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_SYLLABLES = (
    "ba be bo da de do fa fe fo ga ge go ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to".split()
)


def install() -> tuple[Path | None, str]:
    """The folder of an installed Docusaurus, kept between runs; or None and why there is none."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None, "npm is not installed"
    folder = Path.home() / f".cache/doclint-tests/docusaurus-{VERSION}"
    if (folder / "installed").exists():
        return folder, ""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"@docusaurus/{name}": VERSION for name in (*_PACKAGES, "theme-classic")}
    wanted |= {"react": "18.3.1", "react-dom": "18.3.1"}
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": wanted}))
    try:
        words = ["npm", "install", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None, f"npm did not install Docusaurus within {SECONDS} seconds"
    if done.returncode:
        return None, f"npm could not install Docusaurus: {done.stderr.strip().splitlines()[-1:]}"
    (folder / "installed").touch()
    return folder, ""


@dataclass
class Asked:
    """One link of a site."""

    rule: int
    page: str
    href: str
    kind: str


@dataclass
class Made:
    """A site: its files, and its links by number."""

    random: random.Random
    config: dict[str, object]
    locale: str = ""
    files: dict[str, str] = field(default_factory=dict)
    links: dict[int, Asked] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def word(self) -> str:
        """A word that this site has not used yet."""
        while True:
            word = "".join(self.random.choices(_SYLLABLES, k=4))
            if word not in self.words:
                self.words.add(word)
                return word

    def page(self, path: str, text: str = "", **front: object) -> str:
        """Add a page with some front matter; returns its path."""
        head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        self.files[path] = (f"---\n{head}---\n" if head else "") + f"\n{text}\n"
        return path

    def file(self, path: str, text: str = _SVG) -> str:
        self.files[path] = text
        return path

    def link(self, rule: int, page: str, href: str, kind: str = "md") -> None:
        """Add a link to a page: kind md, image, jsx, html or definition."""
        number = len(self.links) + 1
        path, hash_, fragment = href.partition("#")
        whole = f"{path}?q={number}{hash_}{fragment}"
        self.links[number] = Asked(rule, page, href, kind)
        written = {
            "md": f"[x]({whole})",
            "image": f"![x]({whole})",
            "jsx": f'<Link to="{whole}">x</Link>',
            "html": f'<a href="{whole}">x</a>',
            "definition": f"[x][d{number}]\n\n[d{number}]: {whole}",
        }[kind]
        if kind == "jsx" and "import Link" not in self.files[page]:
            parts = re.split(r"(?<=\n---\n)", self.files[page], maxsplit=1)
            parts[-1] = "\nimport Link from '@docusaurus/Link';\n" + parts[-1]
            self.files[page] = "".join(parts)
        self.files[page] += f"\n{written}\n"

    def write(self, folder: Path) -> None:
        self.files["docusaurus.config.js"] = f"module.exports = {json.dumps(self.config, indent=1)};\n"
        self.files["package.json"] = '{"name": "site", "private": true}'
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")


def broken(made: Made, folder: Path, installed: Path) -> set[int]:
    """The numbers of the links that lead nowhere, by Docusaurus's own words; a site is built only once.

    Where Docusaurus warns although the built site has the page (a redirect, a static HTML file) or the place (an id
    written in HTML, which it cannot see by its own account), the reader arrives, and the link is good. Links of raw
    HTML elements, which Docusaurus does not look at, are judged by the built site alone.
    """
    key = hashlib.sha256(json.dumps([made.files, made.config, made.locale]).encode()).hexdigest()[:20]
    kept = installed / "built" / f"{key}.json"
    if not kept.exists():
        output = _build(made, folder, installed)
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(sorted(_judged(made, folder, output))))
    return set(json.loads(kept.read_text()))


def _build(made: Made, folder: Path, installed: Path) -> str:
    (folder / "node_modules").symlink_to(installed / "node_modules")
    program = str(installed / "node_modules/@docusaurus/core/bin/docusaurus.mjs")
    words = ["node", program, "build", "--no-minify", *(["--locale", made.locale] if made.locale else [])]
    environment = {**os.environ, "NO_COLOR": "1", "CI": "1", "DOCUSAURUS_NO_PERSISTENT_CACHE": "true"}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _judged(made: Made, folder: Path, output: str) -> set[int]:
    addresses = _addresses(folder)
    warned = _warned(made, output, addresses)
    for number, link in made.links.items():
        arrives = _arrives(made, link, folder, addresses)
        if link.kind == "html":
            warned = warned - {number} if arrives else warned | {number}
        elif arrives and number in warned:
            warned.discard(number)
    return warned


def _warned(made: Made, output: str, addresses: dict[str, str]) -> set[int]:
    """What the build complains of; complaints about other pages that show the same text again do not count."""
    found: set[int] = set()
    place = ""
    for line in output.splitlines():
        if "source page path = " in line:
            place = line.split("source page path = ")[1].rstrip(":")
        for number in map(int, _NUMBER.findall(line)):
            home = addresses.get(made.links[number].page)
            if "[WARNING]" in line or home is None or home.rstrip("/") == place.rstrip("/"):
                found.add(number)
    return found


def _addresses(folder: Path) -> dict[str, str]:
    """Path of each page -> its address, from the data that Docusaurus keeps of its pages."""
    found = {}
    for file in (folder / ".docusaurus").rglob("site-*.json"):
        data = json.loads(file.read_text())
        if isinstance(data, dict) and "permalink" in data:
            found[str(data["source"]).removeprefix("@site/")] = str(data["permalink"])
    return found


def _arrives(made: Made, link: Asked, folder: Path, addresses: dict[str, str]) -> bool:
    """Whether the built site has what a browser asks for."""
    home = addresses.get(link.page)
    if home is None or link.kind == "image":
        return False
    slash = made.config.get("trailingSlash")
    home = home if slash is None else home.rstrip("/") + "/" if slash or home == "/" else home.rstrip("/")
    base, href = str(made.config["baseUrl"]), link.href
    if href.startswith("/") and link.kind != "html" and not (href + "/").startswith(base):
        href = base.rstrip("/") + href
    address, _, fragment = urljoin("http://x" + home, href).removeprefix("http://x").partition("#")
    inner = unquote(address.partition("?")[0]).removeprefix(base.rstrip("/")).strip("/")
    names = [inner, posixpath.join(inner, "index.html")]
    names += [] if posixpath.basename(inner) == "index" else [f"{inner}.html"]
    for name in names:
        file = folder / "build" / name
        if file.is_file():
            return not fragment or f'id="{unquote(fragment)}"' in file.read_text(errors="replace")
    return False


def naive(made: Made, link: Asked) -> Iterator[bool]:
    """What four simple resolvers say of a link: by file name, also without ending, by address, and a forgiving one."""
    path, _, fragment = link.href.partition("#")
    plain = unquote(path)
    folder = posixpath.dirname(link.page)
    target = posixpath.normpath(posixpath.join(folder, plain)) if plain else link.page
    rooted = [posixpath.normpath(posixpath.join(top, plain.lstrip("/"))) for top in ("", "docs", "static")]
    for endings in (("",), ("", ".md", ".mdx", "/index.md")):
        names = [one + end for one in (rooted if plain.startswith("/") else [target]) for end in endings]
        found = next((name for name in names if name in made.files), None)
        yield found is not None and (not fragment or fragment in _naive_ids(made.files[found]))
    routes = {"/" + re.sub(r"(/index)?\.mdx?$", "", name.removeprefix("docs/")) for name in made.files}
    here = "/" + re.sub(r"(/index)?\.mdx?$", "", link.page.removeprefix("docs/"))
    yield urljoin(here, plain) in routes and not fragment
    names = {_letters(part) for name in made.files for part in name.split("/")} if plain else {_letters("")}
    ids = {_letters(one) for text in made.files.values() for one in _naive_ids(text)} | {""}
    yield _letters(plain.rstrip("/").rpartition("/")[2]) in names and _letters(fragment) in ids


def _letters(text: str) -> str:
    return re.sub(r"^\d+|\.mdx?$|[^a-z]", "", text.lower())


def _naive_ids(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w-]+", "", title.lower().replace(" ", "-")) for title in titles}


def sites(seed: int) -> Sequence[Made]:
    """Four sites with different settings; together they have links for every rule."""
    return [_plain(seed), _shop(seed + 1), _french(seed + 2), _flat(seed + 3)]


def _config(docs: dict[str, object], base: str = "/", **more: object) -> dict[str, object]:
    hooks = {"onBrokenMarkdownLinks": "warn", "onBrokenMarkdownImages": "warn"}
    pages: list[object] = [["@docusaurus/plugin-content-docs", docs], ["@docusaurus/plugin-content-pages", {}]]
    pages += list(more.pop("plugins", []))  # type: ignore[call-overload]
    return {
        "title": "x",
        "url": "https://example.org",
        "baseUrl": base,
        "onBrokenLinks": "warn",
        "onBrokenAnchors": "warn",
        "onDuplicateRoutes": "ignore",
        "markdown": {"hooks": hooks},
        "plugins": pages,
        "themes": ["@docusaurus/theme-classic"],
        **more,
    }


def _plain(seed: int) -> Made:
    """Documents at the root, a blog, a second set of documents, redirects, everything at its default."""
    redirects = ["@docusaurus/plugin-client-redirects", {"redirects": [{"from": ["/old", "/older"], "to": "/start"}]}]
    blog = ["@docusaurus/plugin-content-blog", {"postsPerPage": 2, "onUntruncatedBlogPosts": "ignore"}]
    more = ["@docusaurus/plugin-content-docs", {"id": "club", "path": "club", "routeBasePath": "club"}]
    made = Made(random.Random(seed), _config({"routeBasePath": "/"}, plugins=[blog, more, redirects]))
    start = made.page("docs/start.md", "# Start")
    home = made.page("src/pages/index.md", "# Home")
    _files(made, start)
    _numbers(made, start)
    _ids(made, start)
    _slugs(made, start)
    _markdown(made)
    _assets(made)
    _images(made)
    _routes(made, start)
    _generated(made, start, home)
    _headings(made)
    _mdx(made)
    _slugger(made)
    return made


def _files(made: Made, start: str) -> None:
    for _ in range(3):
        part, test, draft, hidden, deep = (made.word() for _ in range(5))
        made.page(f"docs/_{part}.md", "Text.")
        made.page(f"docs/{test}.test.md", "Text.")
        made.page(f"docs/{draft}.md", "Text.", draft=True)
        made.page(f"docs/{hidden}.md", "Text.", unlisted=True)
        made.page(f"docs/_{deep}/{deep}.md", "Text.")
        for href in (f"./_{part}.md", f"_{part}", f"{draft}.md", draft, f"_{deep}/{deep}.md"):
            made.link(1, start, href)
        for href in (f"{test}.test", f"{hidden}", f"/{test}.test", f"/{hidden}/", f"./{hidden}.md"):
            made.link(1, start, href)


def _numbers(made: Made, start: str) -> None:
    for number in ("1", "02", "003"):
        name, folder, inner, raw = (made.word() for _ in range(4))
        made.page(f"docs/{number}-{name}.md", "Text.")
        made.page(f"docs/{number}. {folder}/{number}_{inner}.md", "Text.")
        made.page(f"docs/2021-{number}-{raw}.md", "Text.")
        made.page(f"docs/{number}-{raw}x.md", "Text.", parse_number_prefixes=False)
        for href in (name, f"/{name}", f"{folder}/{inner}", f"2021-{number}-{raw}", f"{number}-{raw}x"):
            made.link(2, start, href)
        for href in (f"{number}-{name}", f"{folder}/{number}_{inner}", raw, f"{number}-{raw}", f"{raw}x"):
            made.link(2, start, href)
        made.link(2, start, f"{number}-{name}.md")
        made.link(2, start, f"{name}.md")


def _ids(made: Made, start: str) -> None:
    for _ in range(5):
        name, other, folder = made.word(), made.word(), made.word()
        made.page(f"docs/{folder}/{name}.md", "Text.", id=other)
        made.link(3, start, f"{folder}/{other}")
        made.link(3, start, f"{folder}/{name}.md")
        made.link(3, start, f"{folder}/{name}")
        made.link(3, start, f"{folder}/{other}.md")


def _slugs(made: Made, start: str) -> None:
    for index in ("index", "README", "Index"):
        folder, name, other, up, top = (made.word() for _ in range(5))
        home = made.page(f"docs/{folder}/{index}.md", "Text.")
        made.page(f"docs/{folder}/{name}.md", "Text.", slug=other)
        made.page(f"docs/{folder}/{up}.md", "Text.", slug=f"../{up}")
        made.page(f"docs/{folder}/{top}.md", "Text.", slug=f"/{top}/deep")
        made.page(f"docs/{name}/{name.title()}.md", "Text.")
        for href in (folder, f"{folder}/", f"{folder}/{other}", up, f"/{top}/deep", name, f"{name}/"):
            made.link(4, start, href)
        for href in (f"{folder}/{index}", f"{folder}/{name}", f"{folder}/{up}", f"{folder}/{top}", f"{name}/{name}"):
            made.link(4, start, href)
        made.link(4, home, "start")
        made.link(4, home, "../start")
        made.link(4, home, other)


def _markdown(made: Made) -> None:
    here = made.page("docs/deep/er/here.md", "Text.")
    made.page("blog/2022-01-02-post.md", "Text.")
    made.page("club/rules.md", "Text.")
    made.page("docs/deep/a b.md", "## Part")
    for _ in range(4):
        name = made.word()
        made.page(f"docs/{name}.md", "## Part")
        for href in (f"{name}.md", f"/{name}.md", f"/docs/{name}.md", f"@site/docs/{name}.md", f"../../{name}.md#part"):
            made.link(5, here, href)
        for href in (f"./{name}.md", f"../{name}.md", f"{name}.MD", f"@site/{name}.md", f"/deep/{name}.md"):
            made.link(5, here, href)
        made.link(5, here, f"{name}.md", "definition")
        made.link(5, here, f"../../{name}.md", "jsx")
        made.link(5, here, f"{name}.mdx")
    for href in ("../a%20b.md", "deep/a%20b.md#part", "deep/er/here.md"):
        made.link(5, here, href)
    for href in ("../../../blog/2022-01-02-post.md", "../../../club/rules.md", "@site/club/rules.md"):
        made.link(5, here, href)


def _assets(made: Made) -> None:
    here = made.page("docs/files/list.md", "Text.")
    for ending in ("svg", "zip", "csv"):
        own, static, beside, html = (made.word() for _ in range(4))
        made.file(f"docs/files/{own}.{ending}")
        made.file(f"static/in/{static}.{ending}")
        made.file(f"docs/{beside}.{ending}")
        made.file(f"docs/files/{html}.html", "<p>x</p>")
        made.file(f"static/in/{html}.html", "<p>x</p>")
        for href in (
            f"{own}.{ending}",
            f"/in/{static}.{ending}",
            f"../../static/in/{static}.{ending}",
            f"/../static/in/{static}.{ending}",
            f"@site/static/in/{static}.{ending}",
            f"../{beside}.{ending}",
            f"/in/{html}.html",
            f"/in/{static}.{ending}#part",
        ):
            made.link(6, here, href)
        for href in (
            f"/docs/{beside}.{ending}",
            f"{html}.html",
            f"/{own}.{ending}",
            f"@site/in/{static}.{ending}",
            f"in/{static}.{ending}",
            f"/static/in/{static}.{ending}",
            f"{beside}.{ending}",
        ):
            made.link(6, here, href)


def _images(made: Made) -> None:
    here = made.page("docs/pictures/list.md", "Text.")
    for _ in range(4):
        own, static, spaced = made.word(), made.word(), made.word()
        made.file(f"docs/pictures/{own}.svg")
        made.file(f"static/img/{static}.svg")
        made.file(f"static/img/{spaced} 1.svg")
        for href in (
            f"{own}.svg",
            f"/img/{static}.svg",
            f"../../static/img/{static}.svg",
            f"/../static/img/{static}.svg",
            f"@site/static/img/{static}.svg",
            f"/img/{spaced}%201.svg",
        ):
            made.link(7, here, href, "image")
        for href in (f"/static/img/{static}.svg", f"img/{static}.svg", f"/{own}.svg", f"/docs/pictures/{own}.svg"):
            made.link(7, here, href, "image")
        made.link(7, here, f"{own.title()}.svg", "image")


def _routes(made: Made, start: str) -> None:
    here = made.page("docs/walk/here.md", "## Part")
    made.page("docs/walk/größe.md", "Text.")
    for _ in range(3):
        name, beside = made.word(), made.word()
        made.page(f"docs/{name}.md", "## Part")
        made.page(f"docs/walk/{beside}.md", "## Part")
        good = (f"../{name}", f"/{name}", f"/{name}/", beside, f"./{beside}/", f"{beside}#part", f"../{name}#", "#part")
        bad = (
            name,
            name.title(),
            f"/{name.upper()}",
            f"/walk/{name}",
            f"{beside}/more",
            f"{beside}#Part",
            f"here/{beside}",
        )
        for href in (*good, *bad):
            made.link(8, here, href)
        made.link(8, here, f"../{name}", "html")
        made.link(8, here, name, "html")
        made.link(8, start, f"/{name}#gone")
    for href in ("größe", "gr%C3%B6%C3%9Fe", "../walk/größe/", "grösse"):
        made.link(8, here, href)


def _generated(made: Made, start: str, home: str) -> None:
    made.page("src/pages/shop.mdx", "# Shop")
    made.page("src/pages/more/index.md", "# More")
    made.page("src/pages/more/slugged.md", "# More", slug="/elsewhere")
    made.file("src/pages/_part.js", "export const x = 1;")
    made.file("src/pages/script.js", "import React from 'react'; export default () => <p>x</p>;")
    for day in range(1, 6):
        made.page(f"blog/2021-03-0{day}-day.md", "Text.", tags=["Two Words", "HTML5"], authors=["ann"])
    made.page("blog/2021-05-06/index.md", "Text.")
    made.page("blog/2021/07/08-night.md", "Text.", slug="/night")
    made.page("blog/undated.md", "Text.", draft=True)
    made.file("blog/authors.yml", "ann:\n  name: Ann\n  page: true\nbobBob:\n  name: Bob\n")
    made.page("docs/tagged.md", "Text.", tags=["fooBar", {"label": "x", "permalink": "/own"}])
    category, named = made.word(), made.word()
    made.page(f"docs/{category}/a.md", "Text.")
    made.file(f"docs/{category}/_category_.json", json.dumps({"link": {"type": "generated-index"}}))
    made.page(f"docs/{named}/a.md", "Text.")
    index = {"label": "Long Name", "link": {"type": "generated-index", "slug": f"/{named}-index"}}
    made.file(f"docs/{named}/_category_.yml", json.dumps(index))
    good = (
        "/shop /more /more/ /elsewhere /script / /blog /blog/page/2 /blog/page/4 /blog/archive /blog/tags /tags "
        "/tags/foo-bar /tags/own /blog/tags/two-words /blog/tags/html-5 /blog/authors /blog/authors/ann "
        "/blog/2021/03/04/day /blog/night /blog/2021/05/06 /blog/tags/html-5/page/3 /old /older "
        f"/category/{category} /{named}-index /blog/2021/03/01/day/"
    )
    bad = (
        "/more/index /more/slugged /_part /index /blog/page/1 /blog/page/5 /blog/tags/Two-Words /blog/2021-03-04-day "
        "/blog/authors/bobBob /blog/undated /tags/fooBar /tags/x /oldest /category /category/long-name /blog/index "
        f"/{category} /{named} /club/tags /blog/2021/07/08/night /blog/tags/html-5/page/4 /club/category/{category}"
    )
    for href in (*good.split(), *bad.split()):
        made.link(9, made.random.choice((start, home)), href)


def _headings(made: Made) -> None:
    text = (
        "# Title\n\n## Title\n\n## Flour\n\n## Flour\n\n### Flour-1\n\n## Water {#liquid}\n\n## Liquid\n\n## Liquid\n\n"
        "## Yeast {/* #alive */}\n\n## A *b* `c` [d](/start)\n\n## ![alt](/img/one.svg) picture\n\n"
        '<div id="byhand"></div>\n\n<h2>Html</h2>\n\n<h2 id="set">Set</h2>\n\n> ## Quoted\n\n'
        "A footnote[^1].\n\n[^1]: Note.\n"
    )
    made.file("static/img/one.svg")
    here = made.page("docs/headings.mdx", text)
    good = (
        "title-1 flour flour-1 flour-1-1 liquid liquid-1 alive a-b-c-d alt-picture byhand set quoted user-content-fn-1"
    )
    bad = "title water yeast liquid-2 flour-2 html Flour picture a-b-c by-hand title-2 -flour flour-"
    for fragment in (*good.split(), *bad.split()):
        made.link(10, here, f"#{fragment}")
        made.link(10, "docs/start.md", f"/headings#{fragment}")


def _mdx(made: Made) -> None:
    here = made.page("docs/parts/whole.mdx", "## Own")
    made.page("docs/beside.md", "Text.")
    lines = []
    for number in range(3):
        name, heading = made.word(), made.word()
        made.page(f"docs/_{name}.mdx", f"# {heading}\n\n## {heading} two\n\n## {heading} three {{#{heading}}}")
        lines.append(f"import Part{number} from '../_{name}.mdx';")
        made.files[here] += f"\n<Part{number} />\n"
        for href in (f"#{heading}-two", f"#{heading}", "#own"):
            made.link(11, here, href)
        for href in (f"#{heading}-three", f"#{heading}-one", "#own-1"):
            made.link(11, here, href)
        for href in ("whole", "/parts/whole", "../beside", "./beside.md"):
            made.link(11, f"docs/_{name}.mdx", href)
        for href in ("./whole.md", "beside", f"{name}"):
            made.link(11, f"docs/_{name}.mdx", href)
    made.files[here] = "\n" + "\n".join(lines) + "\n" + made.files[here]
    for href in ("/parts/whole", "../beside", "#own"):
        made.link(11, here, href, "jsx")
    for href in ("../beside.md", "/beside.md", "beside", "#gone"):
        made.link(11, here, href, "jsx")


def _slugger(made: Made) -> None:
    titles = {
        "🏁 Route": ("-route", "route"),
        "⚙️ Gear": ("️-gear", "-gear"),
        "What's this?": ("whats-this", "what-s-this"),
        "A  &  B": ("a----b", "a-b"),
        "One / two": ("one--two", "one-two"),
        "Größe_x": ("größe_x", "grosse_x"),
        "C++ & C#": ("c--c", "c-c"),
        "日本 語": ("日本-語", "日本語"),
        "3.10 notes": ("310-notes", "3-10-notes"),
        "— dash – dash": ("-dash--dash", "dash-dash"),
    }
    here = made.page("docs/slugger.md", "\n\n".join(f"## {title}" for title in titles))
    for good, bad in titles.values():
        made.link(12, here, f"#{good}")
        made.link(12, here, f"#{bad}")


def _shop(seed: int) -> Made:
    """A site below /shop/ with closing slashes and three versions of its documents."""
    docs: dict[str, object] = {"lastVersion": "2.0", "versions": {"1.0": {"path": "one"}}}
    made = Made(random.Random(seed), _config(docs, "/shop/", trailingSlash=True))
    made.file("versions.json", '["2.0", "1.0"]')
    made.page("src/pages/index.md", "# Home")
    folders = {"docs": "next/", "versioned_docs/version-2.0": "", "versioned_docs/version-1.0": "one/"}
    only = {folder: made.word() for folder in folders}
    for folder, part in folders.items():
        here = made.page(f"{folder}/here.md", "## Part")
        index = made.page(f"{folder}/guide/index.md", "Text.")
        made.page(f"{folder}/guide/01-step.md", "## Part")
        made.page(f"{folder}/{only[folder]}.md", "## Part")
        good = (
            f"../{only[folder]}",
            f"{only[folder]}.md",
            f"/docs/{part}here",
            f"/shop/docs/{part}here/",
            "../guide/step",
        )
        bad = (
            only[folder],
            "./guide/step",
            f"/docs/version-{part}here",
            "/shop/here",
            "../guide/01-step",
            "../../../shop",
        )
        for href in (*good, "guide/step.md#part", "guide/01-step.md#part", f"/docs/{part}guide#", *bad):
            made.link(8 if not part else 4, here, href)
        for other, name in only.items():
            made.link(4, here, f"{name}.md")
            made.link(4, here, f"/docs/{folders[other]}{name}/#part")
            made.link(4, here, f"../{name}")
        for href in ("step", "../here", "../../here", "01-step.md", "step.md", "./step/"):
            made.link(4, index, href)
    return made


def _french(seed: int) -> Made:
    """The French build of a site in two languages, without closing slashes, with explicit sidebars."""
    index = {"type": "generated-index"}
    sidebar: list[object] = [
        "here",
        {"type": "category", "label": "My Things", "link": index, "items": ["only"]},
        {"type": "category", "label": "Other", "link": {**index, "slug": "/others"}, "items": ["draw/one"]},
        {"type": "category", "label": "My Things", "key": "again", "link": index, "items": ["draw/two"]},
        {"type": "autogenerated", "dirName": "auto"},
    ]
    docs: dict[str, object] = {"sidebarPath": "./sidebars.js", "routeBasePath": "guide"}
    i18n = {"defaultLocale": "en", "locales": ["en", "fr"]}
    made = Made(random.Random(seed), _config(docs, trailingSlash=False, i18n=i18n), locale="fr")
    made.file(
        "sidebars.js", f"// @ts-check\nconst sidebars = {json.dumps({'main': sidebar})};\nexport default sidebars;\n"
    )
    french = "i18n/fr/docusaurus-plugin-content-docs/current"
    made.page("docs/here.md", "## English")
    here = made.page(f"{french}/here.md", "## Français")
    made.page("docs/only.md", "## Part")
    made.page("docs/draw/three.md", "Text.")
    three = made.page(f"{french}/draw/three.md", "Text.")
    made.page(f"{french}/extra.md", "Text.")
    made.page("docs/draw/one.md", "## Part")
    made.page("docs/draw/two.md", "## Part")
    made.page(f"{french}/draw/two.md", "## Deux", slug="deux")
    for folder in ("auto", "auto/in", "draw"):
        made.page(f"docs/{folder}/page.md", "Text.")
        made.file(f"docs/{folder}/_category_.json", json.dumps({"label": f"At {folder}", "link": index}))
    good = (
        "only.md only /guide/only#part #fran%C3%A7ais #français draw/deux draw/deux#deux draw/one.md draw/two.md "
        "/guide/category/my-things /guide/category/my-things-1 /guide/others /guide/category/at-autoin draw/one#part"
    )
    bad = (
        "./only.md #english extra extra.md draw/two draw/two#part /guide/category/other /guide/category/at-draw "
        "/guide/category/at-auto /guide/category/my-things-2 /docs/only /here /guide ./draw/one.md draw/deux#part"
    )
    for href in (*good.split(), *bad.split()):
        made.link(9 if "category" in href else 4, here, href)
    for href in (
        "../here#français",
        "here.md#français",
        "../here#english",
        "deux",
        "two.md#deux",
        "two.md#part",
        "two",
    ):
        made.link(10, three, href)
    return made


def _flat(seed: int) -> Made:
    """Number prefixes kept, two static folders, own names for tags, other pages left out."""
    docs: dict[str, object] = {
        "path": "pages/handbook",
        "routeBasePath": "/",
        "numberPrefixParser": False,
        "tagsBasePath": "topics",
        "exclude": ["**/*.skip.md", "drafts/**"],
        "sidebarPath": False,
    }
    made = Made(random.Random(seed), _config(docs, staticDirectories=["public", "assets"]))
    top = "pages/handbook"
    here = made.page(f"{top}/here.md", "## Part", tags=["Old Things"])
    made.file(f"{top}/tags.yml", '"Old Things":\n  label: Old\n  permalink: /antiques\nunused:\n  label: Unused\n')
    for number in ("1", "02", "10"):
        name, part, skip, left = (made.word() for _ in range(4))
        made.page(f"{top}/{number}-{name}.md", "Text.")
        made.page(f"{top}/_{part}.md", "Text.")
        made.page(f"{top}/{skip}.skip.md", "Text.")
        made.page(f"{top}/drafts/{left}.md", "Text.")
        made.file(f"public/{name}.svg")
        made.file(f"assets/{part}.svg")
        for href in (
            f"{number}-{name}",
            f"{number}-{name}.md",
            f"_{part}",
            f"_{part}.md",
            f"/pages/handbook/_{part}.md",
        ):
            made.link(2 if name in href else 1, here, href)
        for href in (name, f"{name}.md", f"{skip}.skip", f"{skip}.skip.md", f"drafts/{left}", f"drafts/{left}.md"):
            made.link(2 if name in href else 1, here, href)
        for href in (f"/{name}.svg", f"/{part}.svg", f"/public/{name}.svg", f"../../public/{name}.svg", f"/{name}.png"):
            made.link(6, here, href)
            made.link(7, here, href, "image")
    for href in ("/topics", "/topics/antiques", "/tags", "/topics/old-things", "/topics/unused", "/"):
        made.link(9, here, href)
    return made
