"""Every form of the report: what it looks like, that its readers take it, that it keeps within their limits."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import doclint
from conftest import Write, git
from doclint import report as reports
from doclint.report import Report, github, markdown, sarif

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
FORMS = {
    "text": "report.txt",
    "json": "report.json",
    "jsonl": "report.jsonl",
    "github": "report.github",
    "gitlab": "report.gitlab.json",
    "markdown": "report.md",
    "sarif": "report.sarif",
}

RULE = """\
check: {check}
summary: {summary}
message: "{message}"
severity: {severity}
confidence: {confidence}
why: |
  {why}
with: {params}
"""
RULES = {
    "rules/bakery/no-page.yaml": RULE.format(
        check="link-target",
        summary="A link leads to no page.",
        message="{found} leads to no page",
        severity="error",
        confidence="high",
        why="A reader who follows it gets nothing.",
        params="{verdict: missing-page}",
    ),
    "rules/bakery/simply.yaml": RULE.format(
        check="phrase",
        summary="A reader who is stuck does not find it simple.",
        message="“{found}” | *tells* @readers, 100%: <b>stuck</b> ones, that it is their fault",
        severity="warning",
        confidence="medium",
        why="It says nothing about the task.",
        params="{any: [simply]}",
    ),
    "rules/bakery/read-wrong.yaml": RULE.format(
        check="mojibake",
        summary="Characters were read in the wrong encoding.",
        message="{found} is {read_as}; {remedy}",
        severity="info",
        confidence="high",
        why="Readers stumble over it.",
        params="{}",
    ),
}
RULES["rules/bakery/twice.yaml"] = RULE.format(
    check="credit-repeated",
    summary="A picture is credited twice.",
    message="credited on line {line} too",
    severity="info",
    confidence="high",
    why="Once is enough.",
    params="{}",
)
CREDIT = "*Image credit: [The Baker](https://baker.example/crumb)*\n"
SITE = {
    **RULES,
    "doclint.toml": 'rules = ["rules"]\nselect = ["bakery"]\n',
    "docs/bread.md": "---\ntitle: Bread\n---\n\nBake it [in the oven](oven.md) â€” then wait.\n\nSimply `eat`.\n",
    "docs/caf\u00e9, 50%.md": '# Caf\u00e9\n\n\U0001f35e [Menu](menu.md "two\nlines") and cafÃ©.\n\n'
    f"![Crumb](crumb.jpg)\n\n{CREDIT}\n{CREDIT}",
    "docs/blob.md": b"\x89PNG\0\0",
}


@pytest.fixture
def bakery(repository: Write) -> Path:
    """A site below the top of its repository, with findings of three severities and a page that cannot be read."""
    folder = repository({f"site/{name}": content for name, content in SITE.items()})
    return folder / "site"


def check(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doclint", "check", ".", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "GITHUB_STEP_SUMMARY": "", **environment},
        timeout=120,
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_report_looks_as_it_did(bakery: Path, form: str) -> None:
    """`GOLDEN=write pytest tests/test_outputs.py` writes the files anew; read them before they are committed."""
    shown = check(bakery, "--output-format", form).stdout.replace(doclint.__version__, "VERSION")
    if os.environ.get("GOLDEN") == "write":
        (GOLDEN / FORMS[form]).write_text(shown, encoding="utf-8")
    assert shown == (GOLDEN / FORMS[form]).read_text(encoding="utf-8")


def log(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return json.loads(done.stdout)


def problems(found: dict[str, Any]) -> list[str]:
    """What the schema of SARIF 2.1.0 (SchemaStore's, as @microsoft/jest-sarif ships it) finds wrong."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((HERE / "schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft4Validator(schema).iter_errors(found)]


def within_limits(found: dict[str, Any], text: str) -> None:
    """GitHub's limits: docs.github.com, "SARIF support for code scanning"."""
    assert len(gzip.compress(text.encode())) < 10_000_000
    (run,) = found["runs"]
    assert len(run["results"]) <= 25_000
    for rule in run["tool"]["driver"]["rules"]:
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["precision"] in {"high", "medium", "low"}
    for result in run["results"]:
        assert len(result["locations"]) == 1
        assert len(result.get("relatedLocations", ())) <= 100


def test_sarif_passes_the_schema_and_the_schema_can_fail(bakery: Path) -> None:
    done = check(bakery, "--output-format", "sarif")
    assert problems(log(done)) == []
    within_limits(log(done), done.stdout)
    broken = log(done)
    del broken["runs"][0]["tool"]
    assert problems(broken)


def test_sarif_tools_read_it(bakery: Path) -> None:
    pytest.importorskip("sarif")
    check(bakery, "--output-format", "sarif=out.sarif")
    words = [sys.executable, "-m", "sarif", "summary", "out.sarif"]
    said = subprocess.run(words, cwd=bakery, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^error: 2\b", said, re.MULTILINE), said
    assert re.search(r"^warning: 1\b", said, re.MULTILINE), said
    words = [sys.executable, "-m", "sarif", "csv", "-o", "out.csv", "out.sarif"]
    subprocess.run(words, cwd=bakery, capture_output=True, check=True)
    assert "site/docs/bread.md" in (bakery / "out.csv").read_text(encoding="utf-8")


def test_sarif_multitool_finds_no_fault(bakery: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    tool = _multitool(tmp_path_factory.mktemp("npm"))
    check(bakery, "--output-format", "sarif=out.sarif")
    words = [*tool, "validate", "out.sarif", "--output", "judged.sarif"]
    done = subprocess.run(words, cwd=bakery, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    judged = json.loads((bakery / "judged.sarif").read_text(encoding="utf-8-sig"))
    assert [one["message"] for one in judged["runs"][0]["results"]] == []


def _multitool(folder: Path) -> list[str]:
    if not shutil.which("npm"):
        pytest.skip("npm is not installed, so the SARIF Multitool cannot be had")
    words = ["npm", "install", "--silent", "--prefix", str(folder), "@microsoft/sarif-multitool@5.7.0"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600)
    if done.returncode:
        pytest.skip(f"npm cannot install the SARIF Multitool: {done.stderr[-200:]}")
    return [str(folder / "node_modules/.bin/sarif-multitool")]


def test_gitlab_has_the_documented_fields(bakery: Path) -> None:
    """docs.gitlab.com/ci/testing/code_quality: fields, severities, a relative path, fingerprints that differ."""
    done = check(bakery, "--output-format", "gitlab")
    found = json.loads(done.stdout)
    assert not done.stdout.startswith("\ufeff")
    for one in found:
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(one)
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert isinstance(one["location"]["lines"]["begin"], int)
        assert (bakery.parent / one["location"]["path"]).is_file()
    assert len({one["fingerprint"] for one in found}) == len(found) == 6


def test_github_shows_the_worst_and_folds_the_rest(repository: Write) -> None:
    links = "".join(f"- [x](gone-{n}.md)\n" for n in range(25))
    simply = "Simply wait.\n\n" * 12
    folder = repository({**RULES, "doclint.toml": SITE["doclint.toml"], "a.md": f"# A\n\n{simply}\n{links}"})
    summary = folder / "summary.md"
    done = check(folder, "--output-format", "github", GITHUB_STEP_SUMMARY=str(summary))
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:20]] == ["::error"] * 10 + ["::warning"] * 10
    assert lines[20] == "::group::doclint: 17 more findings"
    assert all(not line.startswith("::") for line in lines[21:38])
    assert lines[38] == "::endgroup::"
    text = summary.read_text(encoding="utf-8")
    assert text.count("- **error**") == 25
    assert text.count("- **warning**") == 12
    assert text.index("gone-24") < text.index("Simply")


def test_a_summary_keeps_within_its_room(bakery: Path) -> None:
    found = doclint.check(bakery, {"root": str(bakery), "rules": ["rules"], "select": ["bakery"]})
    many = _with(found, found.findings * 3000)
    text = markdown.summary(many)
    assert len(text.encode()) <= markdown.SUMMARY
    assert re.search(r"^\d+ more findings are in the log\.$", text, re.MULTILINE)
    shown = text.count("\n- **")
    assert f"{len(many.findings) - shown} more findings" in text


def test_sarif_leaves_out_the_least_and_says_so(bakery: Path) -> None:
    found = doclint.check(bakery, {"root": str(bakery), "rules": ["rules"], "select": ["bakery"]})
    many = _with(found, found.findings * (sarif.RESULTS // len(found.findings) + 1))
    (run,) = json.loads(reports.render(many, "sarif"))["runs"]
    assert len(run["results"]) == sarif.RESULTS
    errors = sum(one.severity == "error" for one in many.findings)
    assert sum(one["level"] == "error" for one in run["results"]) == errors
    assert any("did not fit" in note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"])


def _with(report: Report, found: Any) -> Report:
    from msgspec.structs import replace

    return replace(report, findings=tuple(found))


def test_pages_cannot_give_the_runner_commands(site: Write) -> None:
    """A name of a file or the words of a page may hold what the runner or a Markdown page would obey."""
    evil = "x\n::set-output name=a::b ##[error]no, y.md"
    folder = site(
        {**RULES, "doclint.toml": SITE["doclint.toml"], evil: "[a](gone.md)\n" * 12 + "![b](<::error::.png>)"}
    )
    lines = check(folder, "--output-format", "github").stdout.splitlines()
    assert len([line for line in lines if line.lstrip().startswith("::")]) == github.SHOWN + 2
    assert not any("##[" in line for line in lines if not line.startswith("::error "))
    shown = check(folder, "--output-format", "markdown").stdout
    assert not any(line.startswith("::") for line in shown.splitlines())


def test_names_that_are_not_utf8_are_told_in_every_form(site: Write) -> None:
    folder = site({**RULES, "doclint.toml": SITE["doclint.toml"]})
    try:
        (folder / os.fsdecode(b"caf\xe9 \n.md")).write_text("[a](gone.md)\n")
    except OSError:
        pytest.skip("this file system takes no such names")
    for form in FORMS:
        done = check(folder, "--output-format", form)
        assert done.returncode == 1, done.stderr
        assert done.stderr == ""
    assert log(check(folder, "--output-format", "sarif"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"][
        "artifactLocation"
    ] == {"uri": "caf%E9%20%0A.md"}


def test_several_reports_in_one_run(bakery: Path) -> None:
    done = check(
        bakery, "--output-format", "sarif=a.sarif", "--output-format", "gitlab=b.json", "--output-format", "text"
    )
    assert done.stdout == check(bakery).stdout
    assert json.loads((bakery / "a.sarif").read_text(encoding="utf-8")) == log(
        check(bakery, "--output-format", "sarif")
    )
    assert (bakery / "b.json").read_text(encoding="utf-8") == check(bakery, "--output-format", "gitlab").stdout
    quiet = check(bakery, "--output-format", "json=c.json")
    assert (quiet.returncode, quiet.stdout) == (1, "")
    names = {"a.sarif", "b.json", "c.json", "docs", "doclint.toml", "rules"}
    assert {file.name for file in bakery.iterdir()} == names


def test_a_report_may_go_into_a_pipe(bakery: Path) -> None:
    assert log(check(bakery, "--output-format", "json=/dev/stdout"))["counts"]["error"] == 2


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["jso"], "did you mean `json`"),
        (["json", "sarif"], "give each a file of its own"),
        (["json=a", "sarif=a"], "a is named twice"),
        (["json="], "write json=FILE"),
        (["json=docs"], "name a file in a folder that exists"),
        (["json=nowhere/a.json"], "name a file in a folder that exists"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(bakery: Path, words: list[str], remedy: str) -> None:
    done = check(bakery, *(part for word in words for part in ("--output-format", word)))
    assert (done.returncode, done.stdout) == (2, "")
    assert remedy in done.stderr


def prints(folder: Path) -> list[str]:
    """The hashes by which GitHub knows a finding again, in their order."""
    (run,) = log(check(folder, "--output-format", "sarif"))["runs"]
    return [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]


def pushed_down(folder: Path) -> int:
    """Put ten lines at the top of every page, below the front matter; how many pages there are."""
    count = 0
    for file in [*folder.rglob("*.md"), *folder.rglob("*.mdx")]:
        data = file.read_bytes()
        head = re.match(rb"---\r?\n.*?\n---\r?\n|", data, re.DOTALL)
        end = head.end() if head else 0
        file.write_bytes(data[:end] + b"\n" + b"Mix it.\n\n" * 5 + data[end:])
        count += b"\0" not in data
    return count


def test_fingerprints_outlive_ten_lines_at_the_top(bakery: Path) -> None:
    before = prints(bakery)
    assert pushed_down(bakery) == 2
    assert prints(bakery) == before
    assert len(set(before)) == len(before) == 6


def test_sarif_of_a_whole_handbook(shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "handbook"
    shutil.copytree(shared / "corpus/handbook/2025-01", folder)
    done = check(folder, "--output-format", "sarif")
    assert problems(log(done)) == []
    within_limits(log(done), done.stdout)
    before = prints(folder)
    assert pushed_down(folder) > 100
    assert prints(folder) == before
    assert len(set(before)) == len(before) > 10


def test_a_report_of_a_worktree_is_relative_to_it(bakery: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("worktree") / "tree"
    git(bakery, "worktree", "add", "-q", str(other))
    (one, *_) = json.loads(check(other / "site", "--output-format", "gitlab").stdout)
    assert one["location"]["path"] == "site/docs/bread.md"
