"""What `doclint init` proposes: settings, a hook and a workflow, as text."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename
from typing import NamedTuple

from doclint.version import __version__

HOOKS = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/doclint.yml"
CONFIGS = {
    "docusaurus": ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"),
    "mkdocs": ("mkdocs.yml", "mkdocs.yaml"),
    "hugo": ("hugo.toml", "hugo.yaml", "config.toml", "config.yaml"),
    "jekyll": ("_config.yml",),
}
"""generator -> names of the files that show it"""

_HOME = "https://github.com/doclint/doclint"


class Place(NamedTuple):
    """A site, as far as the proposals depend on it."""

    generator: str
    configs: tuple[str, ...]
    """the generator's own settings, relative to the site"""
    pages: int
    below: str
    """the site's folder below the top of the repository, ending in `/`, or empty"""
    branch: str
    """the branch that pull requests are merged into"""


def configs(generator: str, files: Iterable[str]) -> tuple[str, ...]:
    """Those of `files` by which the generator is known."""
    names, deep = CONFIGS.get(generator, ()), generator in ("docusaurus", "mkdocs")
    return tuple(sorted(path for path in files if (basename(path) if deep else path) in names))


def summary(place: Place) -> str:
    """What the site is, in a line."""
    count = f"{place.pages} page{'' if place.pages == 1 else 's'}"
    if place.generator == "github":
        return f"{count}, no site generator: links are read as GitHub reads them"
    shown = f"known by {place.configs[0]}" if place.configs else "known by the pages' front matter"
    return f"{count}, made for {place.generator} ({shown})"


def settings(place: Place) -> str:
    """A doclint.toml for the site."""
    known = place.generator != "github"
    generator = (
        f'generator = "{place.generator}"' if known else '# generator = "docusaurus"   # or mkdocs, hugo, jekyll'
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


def workflow(place: Place) -> str:
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
"""
