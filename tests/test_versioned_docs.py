"""The documented versions of a product that Docusaurus keeps in folders, each against the next older one."""

from __future__ import annotations

from pathlib import Path

import pytest

import doclint
from conftest import Write, git

SAYS = "The crane on the northern quay lifts {} tonnes.\n"
ON = {"versioned-docs": True, "select": ["versions"]}
SITE = {
    "docusaurus.config.js": "module.exports = {presets: [['classic', {}]]};\n",
    "versions.json": '["2.0", "1.0"]',
    "docs/a.md": SAYS.format(60),
    "docs/new.md": "Nothing of this was there before.\n",
    "versioned_docs/version-2.0/a.md": SAYS.format(50),
    "versioned_docs/version-1.0/a.md": SAYS.format(40),
    "versioned_docs/version-1.0/b.md": SAYS.format(40),
    "docs/b.md": SAYS.format(30),
}


def told(root: Path, settings: dict[str, object] = ON) -> list[tuple[str, str, str, str]]:
    report = doclint.audit(root, {"root": str(root), **settings})
    return [(one.path, one.quote, one.severity, one.confidence) for one in report.findings]


def test_a_page_is_compared_with_the_next_older_version_that_has_it(site: Write) -> None:
    assert told(site(SITE)) == [
        ("docs/a.md", "60 tonnes", "info", "low"),
        ("docs/b.md", "30 tonnes", "info", "low"),
        ("versioned_docs/version-2.0/a.md", "50 tonnes", "info", "low"),
    ]


def test_the_evidence_names_the_version(site: Write) -> None:
    (first, *_) = doclint.audit(site(SITE), {"root": str(site({})), **ON}).findings
    assert [(one.version, one.quote.strip()) for one in first.evidence] == [("version 2.0", SAYS.format(50).strip())]


@pytest.mark.parametrize(
    "changed",
    [
        {"versions.json": "[not json"},
        {"versions.json": '["1.0", "2.0", "3.0"]', "versioned_docs/version-1.0/a.md": SAYS.format(60)},
        {"docusaurus.config.js": "module.exports = {presets: [['classic', {docs: {disableVersioning: true}}]]};\n"},
    ],
)
def test_what_is_not_known_or_not_different_is_not_compared(site: Write, changed: dict[str, str]) -> None:
    assert "docs/a.md" not in [path for path, *_ in told(site({**SITE, **changed}))]


def test_it_is_asked_for(site: Write) -> None:
    assert told(site(SITE), {"select": ["versions"]}) == []
    assert doclint.check(site(SITE), {"root": str(site({})), **ON, "min-confidence": "medium"}).findings == ()


def test_the_settings_may_make_it_more_than_a_note(site: Write) -> None:
    assert {severity for _, _, severity, _ in told(site(SITE), {**ON, "severity": {"versions": "error"}})} == {"error"}


def test_a_change_in_git_comes_first_and_keeps_its_weight(repository: Write) -> None:
    root = repository(SITE)
    (root / "docs/a.md").write_text(SAYS.format(70))
    found = {path: (quote, severity) for path, quote, severity, _ in told(root)}
    assert found["docs/a.md"] == ("70 tonnes", "warning")
    assert found["docs/b.md"] == ("30 tonnes", "info")
    git(root, "commit", "-qam", "x")
    assert {path: severity for path, _, severity, _ in told(root)}["docs/a.md"] == "info"


def test_translations_are_compared_with_translations(site: Write) -> None:
    docs = "i18n/fr/docusaurus-plugin-content-docs"
    config = "module.exports = {i18n: {defaultLocale: 'en', locales: ['en', 'fr']}, presets: [['classic', {}]]};\n"
    pages = {f"{docs}/current/a.md": SAYS.format(7), f"{docs}/version-2.0/a.md": SAYS.format(9)}
    found = told(site({**SITE, "docusaurus.config.js": config, **pages}))
    assert (f"{docs}/current/a.md", "7 tonnes", "info", "low") in found
