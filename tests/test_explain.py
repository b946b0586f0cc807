"""The commands that answer questions: `explain`, `config`, `check -`, previews, versions, faults of doclint itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import Write
from doclint import check

FAULTY = "# A\n\n[b](gone.md)\n\nHot \u00e2\u20ac\u201d then cold.\n"
TRIAL = """\
check: phrase
summary: A plum.
message: a plum
severity: error
confidence: high
preview: true
why: Plums are on trial.
with: {any: [plum]}
"""


def doclint(folder: Path, *words: str, given: bytes = b"", code: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", code] if code else ["-m", "doclint"]), *words]
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, timeout=120)
    return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_finding_is_explained_by_its_place_and_by_its_fingerprint(repository: Write) -> None:
    folder = repository({"docs/a.md": FAULTY})
    by_place = doclint(folder, "explain", "docs/a.md:3")
    assert (by_place.returncode, by_place.stderr) == (0, "")
    for words in ("[b](gone.md)", "disable-next-line links/missing-page", '"links/missing-page" = "off"', "## Why"):
        assert words in by_place.stdout
    (one,) = (one for one in check(folder).findings if one.line == 3)
    assert doclint(folder, "explain", one.fingerprint).stdout == by_place.stdout
    assert doclint(folder, "explain", "docs/a.md:3:5").stdout == by_place.stdout


def test_the_way_for_some_pages_is_one(site: Write) -> None:
    for path in ("docs/[slug].md", "docs/a*b.md", "docs/caf\u00e9.md"):
        folder = site({path: FAULTY, "doclint.toml": ""})
        line = next(
            line for line in doclint(folder, "explain", f"{path}:3").stdout.split("\n") if "for some pages" in line
        )
        setting, _, table = line.removeprefix("for some pages: ").partition(" under ")
        site({"doclint.toml": f"{table}\n{setting}\n"})
        assert "links/missing-page" not in doclint(folder, "check", path).stdout


def test_the_silence_of_a_row_stands_in_the_row(site: Write) -> None:
    page = "# A\n\n| a |\n|---|\n| [b](gone.md) |\n| c |\n"
    folder = site({"a.md": page})
    for words in (["check"], ["explain", "a.md:5"]):
        comment = "<!-- doclint-disable-line links/missing-page -- reason -->"
        assert f"silence in the row: {comment}" in doclint(folder, *words).stdout
    site({"a.md": page.replace("(gone.md) |", f"(gone.md) {comment} |")})
    assert doclint(folder, "check").stdout == "nothing found on 1 page\n"


def test_what_the_baseline_holds_is_explained_too_and_what_can_be_mended_says_how(repository: Write) -> None:
    folder = repository({"docs/a.md": FAULTY})
    doclint(folder, "baseline")
    assert "mend: doclint check --fix docs/a.md\n" in doclint(folder, "explain", "docs/a.md:5").stdout


def test_a_rule_is_explained(site: Write) -> None:
    folder = site({"a.md": "# A\n"})
    assert (
        doclint(folder, "explain", "links/missing-page").stdout == doclint(folder, "rule", "links/missing-page").stdout
    )


@pytest.mark.parametrize(
    ("what", "remedy"),
    [
        ("docs/a.md:1", "findings on this page are at 3, 5"),
        ("docs/b.md:1", "no such file or folder"),
        ("0123456789abcdef", "`doclint check` lists"),
        ("links/mising-page", "did you mean `links/missing-page`"),
    ],
)
def test_what_cannot_be_explained(site: Write, what: str, remedy: str) -> None:
    done = doclint(site({"docs/a.md": FAULTY}), "explain", what)
    assert (done.returncode, done.stdout) == (2, "")
    assert remedy in done.stderr


def test_config_tells_every_setting_and_its_origin(site: Write) -> None:
    text = 'exclude = ["x/"]\n\n[severity]\nai = "off"\n\n[site]\n# generator = "hugo"\ngenerator = "mkdocs"\n'
    folder = site({"a.md": "# A\n", "doclint.toml": text})
    shown = doclint(folder, "config", "--select", "links,ai", "--fail-on", "error").stdout
    lines = shown.splitlines()
    for line in (
        'exclude = ["x/"]  # doclint.toml:1',
        'severity = {"ai" = "off"}  # doclint.toml:4',
        'generator = "mkdocs"  # doclint.toml:8',
        'select = ["links", "ai"]  # --select',
        'fail-on = "error"  # --fail-on',
        "tracked = false  # default",
        f"# root: {folder}",
    ):
        assert line in lines
    assert tomllib.loads(shown)["site"]["generator"] == "mkdocs"


def test_config_in_pyproject_and_without_a_file(site: Write) -> None:
    folder = site({"a.md": "# A\n", ".git/HEAD": ""})
    assert "# settings file: none" in doclint(folder, "config").stdout
    site({"pyproject.toml": '[project]\nname = "x"\n[tool.doclint.severity]\nai = "off"\n'})
    assert 'severity = {"ai" = "off"}  # pyproject.toml:4' in doclint(folder, "config").stdout


def test_standard_input_stands_for_a_page(repository: Write) -> None:
    folder = repository({"docs/a.md": FAULTY, "docs/b.md": "# B\n"})
    words = ("check", "-", "--stdin-filename", "docs/a.md", "--output-format", "jsonl")
    done = doclint(folder, *words, given=b"# A\n\n[b](b.md) and [c](c.md)\n")
    (one,) = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, one["path"], one["line"], one["quote"]) == (1, "docs/a.md", 3, "c.md")
    assert (folder / "docs/a.md").read_text() == FAULTY
    assert doclint(folder, *words, given=b"# A\n").returncode == 0


def test_standard_input_stands_for_a_page_that_is_not_there(repository: Write) -> None:
    folder = repository({"docs/a.md": "# A\n"})
    done = doclint(folder, "check", "-", "--stdin-filename", "docs/new.md", given=b"# B\n\n[a](a.md) caf\xe9\n")
    assert "docs/new.md:3:14 error encoding/not-utf8" in done.stdout
    assert doclint(folder, "check", "-", "--stdin-filename", "docs/new.md").returncode == 0
    assert not (folder / "docs/new.md").exists()


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["-"], "--stdin-filename PATH"),
        (["a.md", "--stdin-filename", "a.md"], "doclint check - --stdin-filename PATH"),
        (["-", "--stdin-filename", "a.md", "--fix"], "without"),
        (["-", "--stdin-filename", "a.txt"], "not a page"),
        (["-", "--stdin-filename", "gone/a.md"], "no such file or folder"),
    ],
)
def test_standard_input_that_cannot_be_checked(site: Write, words: list[str], remedy: str) -> None:
    done = doclint(site({"a.md": "# A\n"}), "check", *words, given=b"# A\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert remedy in done.stderr


def test_a_rule_on_trial_runs_only_when_asked(site: Write) -> None:
    folder = site({"a.md": "# A\n\nA plum.\n", "r/our/plum.yaml": TRIAL, "doclint.toml": "rules = ['r']\n"})
    assert doclint(folder, "check").returncode == 0
    assert doclint(folder, "check", "--select", "our/plum").returncode == 0
    assert "a.md:3:3 error our/plum" in doclint(folder, "check", "--preview").stdout
    assert "On trial" in doclint(folder, "rule", "our/plum").stdout
    site({"doclint.toml": "rules = ['r']\npreview = true\n"})
    assert doclint(folder, "check").returncode == 1


@pytest.mark.parametrize("limits", [">=0.0.1", ">=0,<99", "!=0.0.9", "> 0.0.1 , < 99.0"])
def test_a_version_that_the_settings_want(site: Write, limits: str) -> None:
    assert doclint(site({"a.md": "# A\n", "doclint.toml": f"required-version = '{limits}'"}), "check").returncode == 0


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("required-version = '>=99'\nnew-key = 1", "wants doclint >=99, and this is"),
        ("required-version = '<0.0.1'", "install that one"),
        ("required-version = 'new'", "write `>=0.1`"),
        ("required-version = 1", "expected text"),
    ],
)
def test_a_version_that_the_settings_do_not_want(site: Write, text: str, remedy: str) -> None:
    done = doclint(site({"a.md": "# A\n", "doclint.toml": text}), "check")
    assert done.returncode == 2
    assert remedy in done.stderr


def test_a_fault_of_doclint_asks_for_a_report(site: Write) -> None:
    broken = "import doclint.checking as c, doclint.cli as m; c.check = lambda *_: 1 / 0; m.main(['check', 'a.md'])"
    done = doclint(site({"a.md": "# A\n"}), code=broken)
    assert (done.returncode, done.stdout) == (2, "")
    first, address, versions, *_, last = done.stderr.splitlines()
    assert first.startswith("doclint: this is a fault of doclint. Please report it")
    assert address.strip().startswith("https://")
    assert versions.strip().startswith("doclint ")
    assert f"Python {sys.version.split()[0]}" in versions
    assert last.strip() == "ZeroDivisionError: division by zero"


def test_a_check_that_fails_says_what_a_report_needs(site: Write) -> None:
    broken = (
        "import doclint.checks.mojibake as k, doclint.cli as m\n"
        "def check(*_): raise KeyError('x')\n"
        "k.check = check; m.main(['check', 'a.md', '--output-format', 'jsonl'])"
    )
    (line,) = doclint(site({"a.md": FAULTY.replace("[b](gone.md)", "b")}), code=broken).stdout.splitlines()
    one = json.loads(line)
    assert (one["rule"], one["path"]) == ("run/internal-error", "a.md")
    assert one["data"]["kind"] == "mojibake"
    assert f"Python {sys.version.split()[0]}" in one["message"]
    assert any("in check" in frame for frame in one["data"]["trace"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(site: Write, shell: str) -> None:
    program = Path(sys.executable).with_name("doclint")
    environment = {**os.environ, "_DOCLINT_COMPLETE": f"{shell}_source"}
    done = subprocess.run([program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "_DOCLINT_COMPLETE" in done.stdout
