"""What `doclint init` does: settings, a hook, a workflow and a baseline for a site, and no file replaced."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from posixpath import basename

import msgspec
from msgspec import Struct

from doclint import files, gather, git
from doclint.errors import InputError
from doclint.settings import Settings, find, own, read
from doclint.version import __version__

HOOKS = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/doclint.yml"
CONFIGS = {
    "docusaurus": ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"),
    "mkdocs": ("mkdocs.yml", "mkdocs.yaml"),
    "hugo": ("hugo.toml", "hugo.yaml", "config.toml", "config.yaml"),
    "jekyll": ("_config.yml",),
    "sphinx": ("conf.py", "myst.yml", "_toc.yml"),
}
"""generator -> names of the files that show it"""

_HOME = "https://github.com/doclint/doclint"


class Place(Struct, frozen=True):
    """A site, as far as the proposals depend on it."""

    generator: str
    configs: tuple[str, ...]
    """the generator's own settings, relative to the site"""
    pages: int
    below: str
    """the site's folder below the top of the repository, ending in `/`, or empty"""
    branch: str
    """the branch that pull requests are merged into"""


Accept = Callable[[Settings], str]
"""makes a baseline of what is found now and says how large it is"""


def init(folder: str | None, hook: bool, workflow: bool, accept: Accept | None) -> Iterator[str]:
    """Set doclint up for the site in `folder` (none: the one around this folder), line by line; no file is replaced."""
    root, file = (os.path.abspath(folder), own(folder)) if folder else find((os.curdir,))
    if not os.path.isdir(root):
        raise InputError(f"{folder}: no such folder; name the folder of the site")
    top = git.top(root)
    if not top and (hook or workflow):
        raise InputError(f"{root}: no git repository here for a hook or a workflow; run `git init` first")
    place = _place(root, file)
    yield summary(place)
    if len(place.configs) > 1:
        yield f"several sites: {', '.join(place.configs)}; `doclint init FOLDER` gives one of them settings of its own"
    if file:
        yield _kept(file)
    else:
        yield from _proposed(os.path.join(root, "doclint.toml"), doclint_toml(place))
    if hook and top:
        yield from _hooked(os.path.join(top, HOOKS), place)
    if workflow and top:
        yield from _proposed(os.path.join(top, WORKFLOW), workflow_yml(place))
    if accept:
        yield _accepted(root, place, accept)
    yield "next: commit what was written; `doclint check` tells what is wrong"


def _place(root: str, file: str | None) -> Place:
    chosen = read((root,), config=file) if file else Settings(root=root)
    site, pages = gather.read(chosen, [chosen.root])
    known = configs(site.generator, site.files)
    return Place(site.generator, known, len(pages), git.below(root), git.main_branch(root))


def _proposed(file: str, text: str) -> Iterator[str]:
    """Write a new file and show it; leave one that is there."""
    if not files.create(file, text.encode()):
        yield _kept(file)
        return
    yield f"{os.path.relpath(file)}: written"
    yield from (f"    {line}".rstrip() for line in text.splitlines())


def _hooked(file: str, place: Place) -> Iterator[str]:
    """The hook in a new file; where there is one, what its owner should add to it."""
    if not os.path.lexists(file):
        yield from _proposed(file, hooks(place))
        yield "  now run `pre-commit install`"
    elif "id: doclint" in files.content(file, "mend it"):
        yield _kept(file)
    else:
        yield f"{os.path.relpath(file)}: is there already and stays as it is; add this to its list `repos:`"
        yield from hook(place).splitlines()
        yield "  then run `pre-commit install --hook-type pre-commit --hook-type pre-push`"


def _kept(file: str) -> str:
    return f"{os.path.relpath(file)}: is there already and stays as it is"


def _accepted(root: str, place: Place, accept: Accept) -> str:
    """Make a baseline where there are pages and none yet."""
    chosen = msgspec.structs.replace(read((root,)), min_confidence="medium")
    if os.path.lexists(gather.baseline_file(chosen)):
        return _kept(gather.baseline_file(chosen))
    return accept(chosen).rstrip() if place.pages else "no baseline: there are no pages yet"


def configs(generator: str, files: Iterable[str]) -> tuple[str, ...]:
    """Those of `files` by which the generator is known."""
    names, deep = CONFIGS.get(generator, ()), generator in ("docusaurus", "mkdocs", "sphinx")
    return tuple(sorted(path for path in files if (basename(path) if deep else path) in names))


def summary(place: Place) -> str:
    """What the site is, in a line."""
    count = f"{place.pages} page{'' if place.pages == 1 else 's'}"
    if place.generator == "github":
        return f"{count}, no site generator: of links only what is broken everywhere is told"
    shown = f"known by {place.configs[0]}" if place.configs else "known by the pages' front matter"
    return f"{count}, made for {place.generator} ({shown})"


def doclint_toml(place: Place) -> str:
    """A doclint.toml for the site."""
    known = place.generator != "github"
    generator = (
        f'generator = "{place.generator}"' if known else '# generator = "github"   # or docusaurus, mkdocs, hugo, ...'
    )
    return f"""\
# Settings of doclint. All keys: {_HOME}/blob/main/docs/settings.md

# exclude = ["docs/archive/"]     # pages that are not read, as in .gitignore

# [severity]
# "links/missing-anchor" = "off"  # a rule or a pack: error, warning, info or off

[site]
{generator}
"""


def hook(place: Place) -> str:
    """The entry of doclint in the list `repos` of pre-commit's settings."""
    files = f"\n        files: ^{place.below}" if place.below else ""
    site = f"\n        args: [{place.below.rstrip('/')}]" if place.below else ""
    return f"""\
  - repo: {_HOME}
    rev: v{__version__}
    hooks:
      - id: doclint{files}
      - id: doclint-site{site}
"""


def hooks(place: Place) -> str:
    """A whole file of pre-commit's settings."""
    return f"default_install_hook_types: [pre-commit, pre-push]\nrepos:\n{hook(place)}"


def workflow_yml(place: Place) -> str:
    """A GitHub workflow: what a pull request brought, and the whole site after a merge."""
    paths = f"\n          paths: {place.below.rstrip('/')}" if place.below else ""
    return f"""\
name: doclint
on:
  pull_request:
  push:
    branches: ["{place.branch}"]
permissions:
  contents: read
jobs:
  doclint:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: doclint/doclint@v{__version__}
        with:
          since: ${{{{ github.event.pull_request.base.sha }}}}{paths}
          fail-on: error  # warnings are shown beside their lines: a figure that was changed may be right
"""
