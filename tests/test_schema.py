"""The JSON Schemas hold what doclint itself accepts, and refuse what it refuses."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from conftest import Write
from doclint.cli import main
from doclint.errors import RuleError
from doclint.lazy import Kept, Text
from doclint.strict import Document

ROOT = Path(__file__).parents[1]
RULES = sorted(path for path in (ROOT / "rules").rglob("*.yaml") if "words" not in path.parts)


def schema(of: str) -> Draft202012Validator:
    done = CliRunner().invoke(main, ["schema", of])
    assert done.exit_code == 0
    form = json.loads(done.stdout)
    Draft202012Validator.check_schema(form)
    return Draft202012Validator(form)


RULE, SETTINGS = schema("rule"), schema("settings")


def data(text: str) -> Any:
    return Document("rule.yaml", Text.of(text), RuleError, Kept()).data


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_every_shipped_rule_fits(file: Path) -> None:
    assert [error.message for error in RULE.iter_errors(data(file.read_text()))] == []


def test_a_rule_with_a_mistake_does_not_fit() -> None:
    good = data((ROOT / "rules/links/insecure.yaml").read_text())
    for bad in (
        {**good, "severty": "info"},
        {**good, "check": "link-fom"},
        {**good, "with": {"verdict": "insecure", "host": ["a.org"]}},
        {**good, "with": {"verdict": "rotten"}},
        {key: value for key, value in good.items() if key != "why"},
    ):
        assert not RULE.is_valid(bad)


def test_settings() -> None:
    good = """
        exclude = ["docs/archive/"]
        min-confidence = "high"
        [severity]
        entities = "off"
        [per-path."docs/legacy/**"]
        credits = "info"
        [site]
        generator = "docusaurus"
        known-paths = ["/blog"]
    """
    assert SETTINGS.is_valid(tomllib.loads(good))
    for bad in ('excludes = ["a"]', 'fail-on = "fatal"', '[site]\ngenerator = "docusaur"'):
        assert not SETTINGS.is_valid(tomllib.loads(bad))


def test_a_report_of_every_kind_fits(repository: Write) -> None:
    page = "# Loaf\n\nBake the loaf for {} minutes at 220 degrees in the oven.\n\n[Gone](gone.md) Caf\u00c3\u00a9\n"
    for minutes in (40, 30, 40):
        folder = repository({"a.md": page.format(minutes), "b.md": "# Crust\n", "doclint.toml": ""})
    form = schema("report")
    for words in (["check"], ["audit", "--history"]):
        file = folder / f"{words[0]}.json"
        output = ["--output", str(file)] if words[0] == "audit" else ["--output-format", f"json={file}"]
        done = CliRunner().invoke(main, [*words, str(folder), *output])
        assert done.exit_code in (0, 1), done.output
        told = json.loads(file.read_text())
        assert [error.message for error in form.iter_errors(told)] == []
        assert told["findings"]
    assert told["scores"]
    assert told["history"]["swings"]
    assert list(form.iter_errors({**told, "findings": [{**told["findings"][0], "severity": "grave"}]}))
    assert list(form.iter_errors({key: value for key, value in told.items() if key != "counts"}))
