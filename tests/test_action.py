"""The GitHub Action and the examples of docs/ci.md: their scripts, run as the runner does, on a real repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from conftest import Write, git

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
DOC = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def block(heading: str, number: int = 0) -> str:
    """The text of a code block below a heading of docs/ci.md."""
    section = re.split(r"^## ", DOC.partition(f"\n## {heading}")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```\w+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)[number]


@pytest.fixture
def pull(repository: Write) -> Path:
    """The branch `work` deletes a page that an untouched one links to and adds a fault; `main` has an old one."""
    old = {"docs/bread.md": "# Bread\n\n[Oven](oven.md), old: [x](gone.md)\n", "docs/oven.md": "# Oven\n"}
    folder = repository(old)
    git(folder, "checkout", "-q", "-b", "work")
    git(folder, "rm", "-q", "docs/oven.md")
    repository({"docs/it's a; name $(touch stolen).md": "[y](new.md)\n"})
    return folder


def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """As `shell: bash` does."""
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, **environment}
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, env=given, timeout=600)


def step(name: str, temp: Path, inputs: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A step's script, and its environment with the expressions filled in."""
    (found,) = (one for one in ACTION["runs"]["steps"] if one["name"] == name)
    defaults = {key: value["default"] for key, value in ACTION["inputs"].items()}
    assert not inputs.keys() - defaults.keys()
    values = {f"inputs.{key}": value for key, value in {**defaults, **inputs}.items()}
    values |= {"runner.temp": str(temp), "github.action_path": str(ROOT)}
    fill = {k: re.sub(r"\$\{\{ (.*?) \}\}", lambda m: values[m[1]], v) for k, v in found["env"].items()}
    return found["run"], fill


def check(folder: Path, temp: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's second step, with the environment in which the tests run in the place of an installed one."""
    if not (temp / "doclint").exists():
        (temp / "doclint").symlink_to(BIN.parent)
    script, environment = step("Check", temp, {key.replace("_", "-"): value for key, value in inputs.items()})
    return run(script, folder, GITHUB_STEP_SUMMARY=str(temp / "summary.md"), **environment)


def test_no_expression_stands_in_a_script() -> None:
    """Whatever a branch or an input is called, the shell must not read it as a command."""
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one["run"]
        assert one["shell"] == "bash"


def test_a_pull_request_hears_of_what_it_brought(pull: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    temp = tmp_path_factory.mktemp("runner")
    done = check(pull, temp, since="main", sarif="out.sarif")
    assert done.returncode == 1, done.stderr
    shown = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert [re.search(r"file=(.*?),", line)[1] for line in shown] == [  # type: ignore[index]
        "docs/bread.md",
        "docs/it's a; name $(touch stolen).md",
    ]
    assert not (pull / "stolen").exists()
    assert "2 errors on 2 pages" in (temp / "summary.md").read_text()
    results = json.loads((pull / "out.sarif").read_text())["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["links/missing-page"] * 2


def test_a_push_hears_of_everything(pull: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = check(pull, tmp_path_factory.mktemp("runner"))
    assert done.stdout.count("::error ") == 3
    assert sorted(os.listdir(pull)) == [".git", "docs"]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"paths": "docs/bread.md\n\ndocs/it's a; name $(touch stolen).md\n"}, 1),
        ({"since": "$(touch stolen)"}, 2),
        ({"since": "; touch stolen"}, 2),
        ({"paths": "--config=/etc/passwd"}, 2),
        ({"paths": "`touch stolen`"}, 2),
        ({"min_confidence": "high; touch stolen"}, 2),
        ({"min_confidence": "high", "fail_on": "error"}, 1),
        ({"sarif": "nowhere/out.sarif"}, 2),
    ],
)
def test_inputs_are_words_not_commands(
    pull: Path, tmp_path_factory: pytest.TempPathFactory, inputs: dict[str, str], code: int
) -> None:
    done = check(pull, tmp_path_factory.mktemp("runner"), **inputs)
    assert done.returncode == code, done.stdout + done.stderr
    assert not (pull / "stolen").exists()


def test_the_first_step_installs_this_checkout(pull: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    temp = tmp_path_factory.mktemp("runner")
    script, environment = step("Install doclint", temp, {})
    done = run(script, pull, **environment)
    assert done.returncode == 0, done.stderr
    assert (temp / "doclint/bin/doclint").exists()
    done = check(pull, temp)
    assert done.stdout.count("::error ") == 3


def judged(schema: str, file: Path) -> None:
    pytest.importorskip("check_jsonschema")
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_have_the_form_that_their_readers_want(tmp_path: Path) -> None:
    judged("vendor.github-actions", ROOT / "action.yml")
    (tmp_path / "workflow.yml").write_text(block("GitHub"))
    judged("vendor.github-workflows", tmp_path / "workflow.yml")
    (tmp_path / "gitlab.yml").write_text(block("GitLab"))
    judged("vendor.gitlab-ci", tmp_path / "gitlab.yml")


def test_the_workflow_of_the_docs_uses_inputs_that_exist() -> None:
    steps = yaml.safe_load(block("GitHub"))["jobs"]["doclint"]["steps"]
    (mine,) = (one for one in steps if one["uses"].startswith("doclint/"))
    assert mine["with"].keys() <= ACTION["inputs"].keys()
    named = DOC.partition("Its inputs are")[2].partition(".\n")[0]
    assert set(re.findall(r"`([\w-]+)`", named)) == set(ACTION["inputs"])


def test_the_example_for_gitlab(pull: Path) -> None:
    job = yaml.safe_load(block("GitLab"))["doclint"]
    script = "\n".join(line for line in job["script"] if not line.startswith("pip install"))
    done = run(script, pull, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(pull, "rev-parse", "main").strip())
    assert done.returncode == 1, done.stderr
    assert "2 errors on 2 pages" in done.stdout
    assert len(json.loads((pull / job["artifacts"]["reports"]["codequality"]).read_text())) == 2


@pytest.fixture
def clone(pull: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the branch, with the SARIF report that the plain-shell example leaves."""
    folder = tmp_path_factory.mktemp("clone") / "site"
    git(pull, "clone", "-q", "--branch", "work", f"file://{pull}", str(folder))
    done = run(block("Any other"), folder)
    assert done.returncode == 1, done.stderr
    assert "2 errors on 2 pages" in done.stdout
    return folder


def test_the_example_for_a_plain_shell_and_the_conversions(clone: Path) -> None:
    if not shutil.which("jq"):
        pytest.skip("jq is not installed")
    for number in (1, 2):
        done = run(block("Formats", number), clone)
        assert done.returncode == 0, done.stderr
    errors = list(ElementTree.parse(clone / "doclint.checkstyle.xml").iter("error"))
    assert [one.attrib["severity"] for one in errors] == ["error"] * 2
    diagnostics: list[dict[str, Any]] = json.loads((clone / "doclint.rdjson").read_text())["diagnostics"]
    assert [one["code"]["value"] for one in diagnostics] == ["links/missing-page"] * 2
    assert [one["location"]["range"]["start"]["line"] for one in diagnostics] == [3, 1]


def test_the_conversion_to_junit(clone: Path) -> None:
    if not shutil.which("npx"):
        pytest.skip("npx is not installed")
    done = run(block("Formats", 0), clone)
    if done.returncode:
        pytest.skip(f"npx cannot run sarif-junit: {done.stderr[-200:]}")
    assert len(list(ElementTree.parse(clone / "doclint.junit.xml").iter("failure"))) == 2
