"""What the documentation says is true: rule pages are fresh, the tutorial's rule works, the settings are all named."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from conftest import Write
from doclint import command, examples, explain, gather
from doclint.checks import Kinds
from doclint.settings import Settings, SiteSettings

ROOT = Path(__file__).parents[1]
KNOWN = gather.rules(Settings(root="."), Kinds())


@pytest.mark.parametrize("rule", KNOWN.all, ids=lambda rule: rule.id)
def test_the_page_of_a_rule_is_fresh(rule: explain.Rule) -> None:
    written = (ROOT / "docs/rules" / f"{rule.id}.md").read_text(encoding="utf-8")
    assert written == explain.page(rule), "write it anew: doclint rule --all docs/rules"


def test_the_list_of_rules_is_fresh() -> None:
    assert (ROOT / "docs/rules/README.md").read_text(encoding="utf-8") == explain.index(KNOWN)
    written = {f.relative_to(ROOT / "docs/rules").as_posix() for f in (ROOT / "docs/rules").rglob("*.md")}
    assert written == {"README.md", *(f"{rule.id}.md" for rule in KNOWN.all)}


def test_the_rule_of_the_tutorial_works(site: Write) -> None:
    text = (ROOT / "docs/writing-rules.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"```yaml\n# our-rules/wording/simply.yaml\n(.*?)```", text, re.DOTALL)
    folder = site({"our-rules/wording/simply.yaml": rule})
    known = gather.rules(Settings(root=str(folder), rules=("our-rules",)), Kinds())
    assert examples.failures(known.get("wording/simply"), known) == []


@pytest.mark.parametrize("kind", [Settings, SiteSettings])
def test_every_setting_is_documented(kind: type[msgspec.Struct]) -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for field in msgspec.structs.fields(kind):
        if field.name != "site":
            assert re.search(rf"`\[?{field.encode_name}\b", text), field.encode_name


def test_the_example_site_shows_every_pack_that_needs_no_history() -> None:
    from doclint import check

    found = {one.rule.split("/")[0] for one in check(ROOT / "examples/site").findings}
    assert found >= {"encoding", "links", "credits", "claims", "entities", "ai", "pages"}


def test_the_readme_shows_what_the_program_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    (docs/\S+:\d+:\d+ .*)$", readme, re.MULTILINE)
    settings = Settings(root=str(ROOT / "examples/site"), min_confidence="medium")
    report = command.check([str(ROOT / "examples/site")], settings, None, False, False, print)
    printed = {
        f"{f.path}:{f.line}:{f.column} {f.severity} {f.rule} ({f.confidence} confidence)" for f in report.findings
    }
    assert shown
    assert set(shown) <= printed
