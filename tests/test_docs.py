"""What the documentation says is true: rule pages are fresh, the tutorial's rule works, the settings are all named."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import msgspec
import pytest

from conftest import Write, git
from doclint import check, check_text, examples, explain, rulebook
from doclint.checks import Kinds
from doclint.report import render
from doclint.settings import JudgeSettings, Settings, SiteSettings, WebSettings

ROOT = Path(__file__).parents[1]
KNOWN = rulebook.rules(Settings(root="."), Kinds())


@pytest.mark.parametrize("rule", KNOWN.all, ids=lambda rule: rule.id)
def test_the_page_of_a_rule_is_fresh(rule: explain.Rule) -> None:
    written = (ROOT / "docs/rules" / f"{rule.id}.md").read_text(encoding="utf-8")
    assert written == explain.page(rule), "write it anew: doclint rule --all docs/rules"


def test_the_list_of_rules_is_fresh() -> None:
    assert (ROOT / "docs/rules/README.md").read_text(encoding="utf-8") == explain.index(KNOWN)
    written = {f.relative_to(ROOT / "docs/rules").as_posix() for f in (ROOT / "docs/rules").rglob("*.md")}
    assert written == {"README.md", *(f"{rule.id}.md" for rule in KNOWN.all)}


TUTORIAL = dict(
    re.findall(
        r"```yaml\n# (our-rules/\S+)\n(.*?)```", (ROOT / "docs/writing-rules.md").read_text(encoding="utf-8"), re.DOTALL
    )
)


@pytest.mark.parametrize("name", [name for name in TUTORIAL if "/words/" not in name])
def test_the_rules_of_the_tutorial_work(site: Write, name: str) -> None:
    folder = site(TUTORIAL)
    known = rulebook.rules(Settings(root=str(folder), rules=("our-rules",)), Kinds())
    rule = known.get(name.removeprefix("our-rules/").removesuffix(".yaml"))
    assert len(rule.examples) >= 2 * examples.LEAST
    assert examples.failures(rule, known) == []


def test_the_relation_of_the_tutorial_works(site: Write) -> None:
    rule = TUTORIAL["our-rules/claims/lamps-replace-daylight.yaml"].partition("examples:")[0]
    folder = site({**TUTORIAL, "our-rules/claims/lamps.yaml": rule.replace("use: replaces", "use: outshines")})
    settings = Settings(root=str(folder), rules=("our-rules",), select=("claims/lamps",), min_confidence="low")
    text = "# Lamps\n\nDaylight is outshone by reading lamps. Reading lamps are brighter than sunlight."
    found = check_text(text, settings=settings)
    assert [one.quote for one in found] == ["Daylight is outshone", "are brighter than sunlight"]


@pytest.mark.parametrize("kind", [Settings, SiteSettings, WebSettings, JudgeSettings])
def test_every_setting_is_documented(kind: type[msgspec.Struct]) -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for field in msgspec.structs.fields(kind):
        if field.name != "site":
            assert re.search(rf"`\[?(?:web\.)?{field.encode_name}\b", text), field.encode_name


def test_the_example_site_shows_every_pack_that_needs_no_history() -> None:
    found = {one.rule.split("/")[0] for one in check(ROOT / "examples/site").findings}
    assert found >= {"encoding", "links", "credits", "claims", "entities", "ai", "pages"}


def test_the_readme_shows_what_the_program_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    docs/\S+:\d+:\d+ .*\n(?:    .+\n)+", readme, re.MULTILINE)
    printed = render(check(ROOT / "examples/site"), "text")
    assert len(shown) >= 3
    assert [block for block in shown if textwrap.dedent(block) not in printed] == []
    assert readme.count("    docs/") == len(shown)


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = {
    found.partition("#")[0].strip()
    for page in PAGES
    for pair in re.findall(r"^    (doclint .*)|`(doclint [^`]+)`", page.read_text(encoding="utf-8"), re.MULTILINE)
    for found in pair
    if found
}


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_of_the_docs_runs(repository: Write, words: str) -> None:
    small = {
        "docs/intro.md": "# Tea\n\nIt weighs 40 kilograms.\n",
        "old.md": "# Tea\n",
        "new.md": "# Tea\n",
        **TUTORIAL,
    }
    site = {f"examples/site/{page.name}": page.read_bytes() for page in (ROOT / "examples/site/docs").glob("*.md")}
    repository({**small, **site})
    folder = repository({"docs/intro.md": "# Tea\n\nIt weighs 85 kilograms.\n"})
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    for name, value in {" ID": " links/missing-page", "PATH:LINE": "docs/intro.md:3", "FOLDER": "docs"}.items():
        words = words.replace(name, value)
    done = subprocess.run(
        [sys.executable, "-m", "doclint", *words.split()[1:]],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in (0, 1)
    assert done.stderr == ""


def test_the_python_of_the_readme_runs(site: Write) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^    import doclint\n(?:    .*\n)+", readme, re.MULTILINE)
    code = f"{textwrap.dedent(block)}print([one.rule for one in findings])"
    folder = site({"docs/tea.md": "# Tea\n"})
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("['versions/number']\n", "")


def test_the_keys_of_the_json_are_documented() -> None:
    text = (ROOT / "docs/json.md").read_text(encoding="utf-8")
    whole = json.loads(render(check(ROOT / "examples/site"), "json"))
    keys = {*whole, *(key for one in whole["findings"] for key in (*one, *(k for e in one["evidence"] for k in e)))}
    assert keys <= set(re.findall(r"\w+", text))
