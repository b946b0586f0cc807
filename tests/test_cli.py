"""The commands as a user runs them: real files, real git, exit codes, stdout and stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from conftest import Write, git
from doclint.cli import main

HEAD = "summary: x\nmessage: x\nseverity: error\nconfidence: low\nwhy: x\n"
DAMAGED = "# Bread\n\nBake it hot \u00e2\u20ac\u201d then rest it.\n"


def doclint(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doclint", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_clean_is_zero_and_findings_are_one(site: Write) -> None:
    folder = site({"docs/a.md": "# Bread\n\nBake it hot.\n"})
    done = doclint("check", ".", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "nothing found on 1 page\n", "")
    site({"docs/b.md": DAMAGED})
    done = doclint("check", ".", cwd=folder)
    assert done.returncode == 1
    assert "docs/b.md:3:13 error encoding/mojibake" in done.stdout
    assert doclint("check", ".", "--exit-zero", cwd=folder).returncode == 0


def test_text_shows_the_line_the_span_and_how_to_silence(site: Write) -> None:
    out = doclint("check", "docs", cwd=site({"docs/b.md": DAMAGED})).stdout.splitlines()
    assert "  3 | Bake it hot \u00e2\u20ac\u201d then rest it." in out
    assert "    |             ^^^" in out
    assert any("doclint-disable-next-line encoding/mojibake -- reason" in line for line in out)


def test_no_color_and_force_color(site: Write) -> None:
    folder = site({"b.md": DAMAGED})
    assert "\x1b[" not in doclint("check", ".", cwd=folder).stdout
    assert "\x1b[" in doclint("check", ".", cwd=folder, FORCE_COLOR="1").stdout
    assert "\x1b[" not in doclint("check", ".", cwd=folder, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_jsonl_has_the_promised_keys(site: Write) -> None:
    done = doclint("check", ".", "--output-format", "jsonl", cwd=site({"docs/b.md": DAMAGED}))
    (line,) = done.stdout.splitlines()
    one = json.loads(line)
    assert list(one) == [
        *("rule", "path", "version", "title", "line", "column", "end_line", "end_column"),
        *("severity", "confidence", "precision", "message", "quote", "evidence", "data", "fix", "fingerprint"),
    ]
    assert (one["path"], one["line"], one["column"], one["end_column"]) == ("docs/b.md", 3, 13, 16)
    assert one["quote"] == "\u00e2\u20ac\u201d"
    edit = {"line": 3, "column": 13, "end_line": 3, "end_column": 16, "text": "\u2014"}
    assert one["fix"] == {"safe": True, "edits": [edit]}


def test_json_is_one_object(site: Write) -> None:
    whole = json.loads(doclint("check", ".", "--output-format", "json", cwd=site({"b.md": DAMAGED})).stdout)
    keys = {"version", "findings", "skipped", "stale", "counts", "compared", "scores", "history", "links"}
    assert set(whole) == keys
    assert whole["counts"]["error"] == 1


def test_diff_changes_nothing_and_fix_changes_only_the_fault(site: Write) -> None:
    raw = b"\xef\xbb\xbf" + DAMAGED.replace("\n", "\r\n").encode()
    folder = site({"b.md": raw})
    done = doclint("check", ".", "--diff", cwd=folder)
    assert done.stdout.splitlines()[-1] == "+Bake it hot \u2014 then rest it."
    assert (folder / "b.md").read_bytes() == raw
    done = doclint("check", ".", "--fix", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "nothing found on 1 page\n")
    assert (folder / "b.md").read_bytes() == raw.replace("\u00e2\u20ac\u201d".encode(), "\u2014".encode())


ODD_PAGES = {
    "plain.md": DAMAGED.encode(),
    "returns.md": DAMAGED.replace("\n", "\r\n").encode(),
    "mixed.md": DAMAGED.replace("\n", "\r\n", 1).encode() + b"one\rtwo\n",
    "marked.md": b"\xef\xbb\xbf" + DAMAGED.encode(),
    "open.md": DAMAGED.encode().rstrip(),
    "in a folder/with spaces.md": DAMAGED.encode(),
    'quo"te\\.md': DAMAGED.encode(),
    "new\nline.md": DAMAGED.encode(),
    "b\u00fccher.md": DAMAGED.encode(),
    "not-utf8.md": DAMAGED.encode() + b"caf\xe9\n",
    "separators.md": "# A\u2028B\x0bC\x0cD\x85E\n\n".encode() + DAMAGED.encode(),
}


def test_git_applies_the_diff_and_the_result_is_that_of_fix(repository: Write) -> None:
    folder = repository(ODD_PAGES)
    os.rename(folder / "plain.md", os.fsencode(folder) + b"/caf\xe9.md")
    (folder / "link.md").symlink_to("open.md")
    command = [sys.executable, "-m", "doclint", "check", ".", "--select", "encoding", "--diff"]
    diff = subprocess.run(command, cwd=folder, capture_output=True, timeout=120).stdout
    subprocess.run(["git", "apply"], cwd=folder, input=diff, check=True, timeout=60)
    applied = {file.name: file.read_bytes() for file in folder.rglob("*.md")}
    assert not [name for name, data in applied.items() if "\u00e2\u20ac\u201d".encode() in data]
    git(folder, "checkout", "-q", "--", ".")
    os.unlink(folder / "plain.md")
    (folder / os.fsdecode(b"caf\xe9.md")).write_bytes(DAMAGED.encode())
    assert doclint("check", ".", "--select", "encoding", "--fix", cwd=folder).stderr == ""
    assert {file.name: file.read_bytes() for file in folder.rglob("*.md")} == applied


def test_nothing_that_a_page_or_its_name_says_commands_the_terminal(site: Write) -> None:
    escape = "\x1b[2J\x1b]0;x\x07\x9b1m\u202e"
    page = f"# A{escape}\n\n[x](gone{escape}.md#a) \u00e2\u20ac\u201d\n\n<!-- doclint-disable-line a{escape}/b -->\n"
    folder = site(
        {"a\x1b[1m.md": page, "b.md": "[x](a%1B%5B2m.md)\n", "c\x1b[1m.md": b"\0", "d\x9b.md": b"\xe9 \xe8\n"}
    )
    for words in (["."], ["nowhere\x1b[1m"], ["HEAD:\x1b[1m"]):
        done = doclint("check", *words, cwd=folder)
        assert not {c for c in done.stdout + done.stderr if not c.isprintable()} - {"\n", "\u200b"}
    raw = subprocess.run(
        [sys.executable, "-m", "doclint", "check", ".", "--output-format", "json"], cwd=folder, capture_output=True
    )
    assert {"skipped", "findings"} <= set(json.loads(raw.stdout.decode("utf-8")))


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["check", "nowhere"], "no such file or folder"),
        (["check", "empty"], "no pages here"),
        (["check", ".", "--select", "links/mising-page"], "did you mean `links/missing-page`"),
        (["rule", "encoding/mojibak"], "did you mean `encoding/mojibake`"),
        (["chek"], "did you mean `check`"),
        (["check", ".", "--base", "no-such-commit"], "no commit here"),
        (["compare", "a.md", "HEAD:b.md"], "HEAD:b.md"),
        (["test", "empty"], "no rules here"),
    ],
)
def test_what_cannot_be_run_is_two_with_a_remedy(repository: Write, words: list[str], remedy: str) -> None:
    folder = repository({"a.md": "# A\n"})
    (folder / "empty").mkdir()
    done = doclint(*words, cwd=folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert remedy in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = ['links']", "doclint.toml: unknown key `selct`; did you mean `select`?"),
        ("select = 'links'", "expected a list, got text"),
        ("select = [", "not valid TOML"),
        ("[site]\ngenerator = 'dokusaurus'", "generator"),
        ("severity.links = 'no'", "`no` cannot stand here; write one of error, warning, info, off (under severity)"),
        ("severity.linkz = 'off'", "no rule or pack `linkz`; did you mean `links`?"),
        ("per-path.'a/'.linkz = 'off'", "no rule or pack `linkz`; did you mean `links`?"),
        ("root = 'gone'", "see `root`"),
        ("exclude = ['[z-a]']", "`[z-a]`: not patterns"),
        ("per-path.'!' = {links = 'off'}", "`!`: not patterns"),
    ],
)
def test_broken_settings_name_file_and_key(site: Write, text: str, message: str) -> None:
    done = doclint("check", ".", cwd=site({"a.md": "# A\n", "doclint.toml": text}))
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("check: phrase\nsumary: x\n", "mine/own/a.yaml:2: unknown key `sumary`; did you mean `summary`?"),
        (
            "check: phras\nsummary: x\nmessage: x\nseverity: error\nconfidence: low\nwhy: x\n",
            "a.yaml:1: no kind `phras`",
        ),
        ("check: [\n", "not valid YAML"),
        ("check: run\ncheck: run\n", "a.yaml:2: key `check` stands twice"),
        ("a: &x 1\nb: *x\n", "aliases"),
        ("a: " + "[" * 50_000 + "]" * 50_000, "a.yaml:1: nested more than"),
        ("- " * 50_000, "a.yaml:1: nested more than"),
        ("? [a, b]\n: x\n", "put quotes around"),
        ("check: !!int run\n", "put quotes around"),
        ("check: !!python/object:os.system run\n", "put quotes around"),
        ("", "the file is empty"),
        ("- check: run\n", "expected keys and values, got a list"),
        (
            "check: run\nsummary: x\nmessage: x\nseverity: fatal\nconfidence: low\nwhy: x\n",
            "a.yaml:4: `fatal` cannot stand here; write one of error, warning, info",
        ),
        (
            "check: run\nmessage: x\nseverity: error\nconfidence: low\nwhy: x\n",
            "a.yaml:1: the key `summary` is missing",
        ),
        (
            f"check: phrase\n{HEAD}with:\nany: [x]\n",
            "a.yaml:7: expected keys and values, got nothing (look at the indentation)",
        ),
        (
            f"check: run\n{HEAD}with:\n  word: x\n",
            "a.yaml:8: unknown key `word`",
        ),
    ],
)
def test_broken_rules_name_file_and_line(site: Write, text: str, message: str) -> None:
    done = doclint("test", "mine", cwd=site({"mine/own/a.yaml": text}))
    assert done.returncode == 2
    assert message in done.stderr


def test_pages_that_cannot_be_read_do_not_hide_the_others(site: Write) -> None:
    folder = site({"a.md": b"\x89PNG\0\0\0", "b.md": DAMAGED, "c.md": b"caf\xe9 noir\n"})
    (folder / "d.md").symlink_to(folder / "gone.md")
    done = doclint("check", ".", "--output-format", "json", cwd=folder)
    whole = json.loads(done.stdout)
    assert {one["rule"] for one in whole["findings"]} == {"encoding/mojibake", "encoding/not-utf8"}
    assert [one["what"] for one in whole["skipped"]] == ["a.md"]
    assert done.returncode == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_closed_files_and_folders_do_not_hide_the_others(site: Write) -> None:
    folder = site({"a.md": "# A\n", "b.md": DAMAGED, "shut/c.md": "# C\n"})
    (folder / "a.md").chmod(0)
    (folder / "shut").chmod(0)
    done = doclint("check", "a.md", "b.md", cwd=folder)
    (folder / "shut").chmod(0o700)
    assert done.returncode == 2
    assert "skipped a.md: cannot be read (Permission denied)" in done.stdout
    assert "skipped shut/: cannot be listed (Permission denied)" in done.stdout
    assert "b.md:3:13" in done.stdout


def test_a_pipe_does_not_stop_the_run(site: Write) -> None:
    folder = site({"b.md": DAMAGED})
    os.mkfifo(folder / "a.md")
    assert "b.md:3:13" in doclint("check", ".", cwd=folder).stdout
    done = doclint("check", "a.md", "b.md", cwd=folder)
    assert "skipped a.md: is no regular file" in done.stdout
    assert "b.md:3:13" in done.stdout


def test_any_flag_can_be_given_as_a_variable(site: Write) -> None:
    """click makes the variable's name from the parameter's, so that has to be the flag's."""

    def options(group: click.Group) -> Iterator[click.Option]:
        for one in group.commands.values():
            yield from options(one) if isinstance(one, click.Group) else ()
            yield from (option for option in one.params if isinstance(option, click.Option))

    flags = list(options(main))
    assert len(flags) > 40
    assert [one.name for one in flags] == [one.opts[0].removeprefix("--").replace("-", "_") for one in flags]
    done = doclint("check", ".", cwd=site({"a.md": DAMAGED}), DOCLINT_CHECK_OUTPUT_FORMAT="jsonl")
    assert json.loads(done.stdout)["rule"] == "encoding/mojibake"


def test_what_is_wrong_in_the_settings_says_where(site: Write) -> None:
    folder = site({"a.md": "# A\n"})
    for text, words in (
        ("select = ['linkz']", "select: no rule"),
        ("severity.linkz = 'off'", "[severity] of the settings: no rule"),
        ("per-path.'a/'.linkz = 'off'", '[per-path."a/"] of the settings: no rule'),
        ("exclude = ['*.md']", "no pages here that `include` and `exclude` in the settings leave; "),
    ):
        site({"doclint.toml": text})
        assert words in doclint("check", cwd=folder).stderr
    site({"doclint.toml": "references.guide = 'gone.txt'"})
    assert "(No such file or directory); check the spelling" in doclint("check", cwd=folder).stdout


def test_a_dash_is_the_screen_and_standard_input(site: Write) -> None:
    folder = site({"a.md": DAMAGED})
    shown = doclint("check", "--output-format", "jsonl=-", cwd=folder).stdout
    assert shown == doclint("check", "--output-format", "jsonl", cwd=folder).stdout != ""
    assert not (folder / "-").exists()
    assert "without other paths" in doclint("check", "-", ".", cwd=folder).stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_report_that_may_not_be_written_says_so(site: Write) -> None:
    folder = site({"a.md": DAMAGED, "shut.json": "{}"})
    (folder / "shut.json").chmod(0o400)
    assert "check its permissions" in doclint("check", "--output-format", "json=shut.json", cwd=folder).stderr


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_one_finding(site: Write, encoding: str) -> None:
    folder = site({"a.md": f"\ufeff{DAMAGED}".encode(encoding)})
    names = "encoding/not-utf8,encoding/invisible-character"
    done = doclint("check", "--select", names, "--output-format", "jsonl", cwd=folder)
    (one,) = map(json.loads, done.stdout.splitlines())
    assert f"it is {encoding.upper()}; save it as UTF-8" in one["message"]


@pytest.mark.parametrize("command", ["check", "audit"])
def test_a_page_that_was_named_and_not_read_fails_the_run(site: Write, command: str) -> None:
    folder = site({"b.md": "# B\n", "docs/a.md": b"\0" * 400, "c.txt": "x"})
    assert doclint(command, ".", cwd=folder).returncode == 0
    done = doclint(command, "docs/a.md", "b.md", "c.txt", cwd=folder)
    assert done.returncode == 2
    assert done.stderr == "doclint: docs/a.md could not be read; the lines under `skipped` say why\n"


def test_sarif_says_that_a_page_was_not_read(site: Write) -> None:
    folder = site({"b.md": "# B\n", "docs/a.md": b"\0" * 400})

    def invocation(*paths: str) -> tuple[bool, list[str]]:
        done = doclint("check", *paths, "--output-format", "sarif", cwd=folder)
        (one,) = json.loads(done.stdout)["runs"][0]["invocations"]
        return one["executionSuccessful"], [note["level"] for note in one["toolExecutionNotifications"]]

    assert invocation(".") == (True, ["note"])
    assert invocation("docs/a.md", "b.md") == (False, ["error"])


def test_pyproject_settings(site: Write) -> None:
    folder = site({"docs/b.md": DAMAGED, "pyproject.toml": "[tool.doclint]\nignore = ['encoding']\n"})
    assert doclint("check", "b.md", cwd=folder / "docs").returncode == 0
    site({"pyproject.toml": "# [tool.doclint]\n[tool]\ndoclint = 3\n"})
    assert "expected keys and values, got a number" in doclint("check", ".", cwd=folder).stderr
    site({"pyproject.toml": "# [tool.doclint]\ntool = 3\n"})
    assert doclint("check", ".", cwd=folder).returncode == 1


def test_a_file_that_is_no_page_is_named(site: Write) -> None:
    done = doclint("check", "a.md", "b.txt", cwd=site({"a.md": "# A\n", "b.txt": "x"}))
    assert done.returncode == 0
    assert "skipped b.txt: not a page" in done.stdout


def test_severity_and_off_by_rule_and_by_path(site: Write) -> None:
    folder = site({"docs/a.md": DAMAGED, "old/b.md": DAMAGED, "doclint.toml": ""})

    def levels(settings: str) -> dict[str, str]:
        site({"doclint.toml": settings})
        lines = doclint("check", ".", "--output-format", "jsonl", cwd=folder).stdout.splitlines()
        return {one["path"]: one["severity"] for one in map(json.loads, lines)}

    assert levels("severity = {encoding = 'info'}") == {"docs/a.md": "info", "old/b.md": "info"}
    assert levels("per-path.'old/**' = {'encoding/mojibake' = 'off'}") == {"docs/a.md": "error"}
    assert levels("ignore = ['encoding']") == {}


def test_silencing_in_both_comment_forms(site: Write) -> None:
    line = "Bake it hot \u00e2\u20ac\u201d then rest it.\n"
    comments = {
        "a.md": f"<!-- doclint-disable-next-line encoding/mojibake -- quoted -->\n{line}",
        "b.mdx": f"{{/* doclint-disable-next-line encoding/mojibake -- quoted */}}\n\n{line}",
        "c.md": f"<!-- doclint-disable-file encoding -->\n\n{line}",
    }
    folder = site({**comments, "doclint.toml": "[site]\ndialect = 'mdx'\n"})
    done = doclint("check", ".", cwd=folder)
    assert done.stdout == "nothing found on 3 pages\n"


def test_silences_hold_in_tables_at_the_end_and_not_in_code(site: Write) -> None:
    comment = "<!-- doclint-disable-line encoding/mojibake -- quoted -->"
    pages = {
        "table.md": f"| a | b |\n|---|---|\n| hot \u00e2\u20ac\u201d then {comment} | x |\n",
        "end.md": f"Bake it hot \u00e2\u20ac\u201d then rest it. {comment}",
        "many.md": f"Hot \u00e2\u20ac\u201d [x](gone.md) {comment} <!-- doclint-disable-line links -->\n",
    }
    folder = site(pages)
    assert doclint("check", ".", cwd=folder).stdout == "nothing found on 3 pages\n"
    site({"code.md": f"Hot \u00e2\u20ac\u201d then `{comment}`\n"})
    assert "code.md:1:5 error encoding/mojibake" in doclint("check", ".", cwd=folder).stdout


def test_a_silence_is_unused_only_where_all_its_rules_looked(repository: Write) -> None:
    folder = repository({"b.md": "# B\n"})

    def unused(names: str, *flags: str) -> bool:
        (folder / "a.md").write_text(f"# A\n\n<!-- doclint-disable-next-line {names} -- reason -->\nWell.\n")
        return "run/unused-silence" in doclint("check", ".", *flags, cwd=folder).stdout

    assert unused("links/missing-page")
    assert unused("links/missing-page", "--select", "links/missing-page,run")
    assert not unused("links", "--select", "links/missing-page,run")
    assert not unused("versions/number")
    assert not unused("links/missing-page, versions/number")
    assert not unused("")
    assert unused("links/mising-page", "--select", "encoding,run")
    assert not unused("links/dead")
    assert not unused("links/missing-page, links/redirected", "--online")


def test_jobs_give_the_same_bytes(site: Write) -> None:
    folder = site({f"docs/{n}.md": DAMAGED + f"[x](gone-{n}.md)\n" for n in range(70)})
    alone = doclint("check", ".", "--output-format", "jsonl", cwd=folder)
    assert alone.stdout.count("links/missing-page") == 70
    assert doclint("check", ".", "--jobs", "2", "--output-format", "jsonl", cwd=folder).stdout == alone.stdout


def test_check_compares_with_the_last_commit_and_with_the_merge_base(repository: Write) -> None:
    was = "# Telescopes\n\nThe large reflector of the club weighs 40 kilograms.\n\n" + "Clear nights are rare.\n" * 9
    folder = repository({"docs/a.md": was})
    (folder / "docs/a.md").write_text(was.replace("40", "85"))
    words = ("check", ".", "--select", "versions", "--output-format", "jsonl")
    (line,) = doclint(*words, cwd=folder).stdout.splitlines()
    one = json.loads(line)
    assert (one["rule"], one["line"], one["quote"]) == ("versions/number", 3, "85 kilograms")
    assert one["evidence"][0]["kind"] == "version"
    git(folder, "checkout", "-q", "-b", "work")
    git(folder, "mv", "docs/a.md", "docs/telescopes.md")
    git(folder, "commit", "-qam", "renamed")
    (line,) = doclint(*words, cwd=folder).stdout.splitlines()
    assert json.loads(line)["path"] == "docs/telescopes.md"
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "work")
    assert doclint(*words, cwd=folder).stdout == ""


def test_git_that_refuses_or_is_missing_is_told(repository: Write) -> None:
    folder = repository({"a.md": "# A\n"})
    (folder / ".git/config").write_text("[broken\n")
    done = doclint("check", ".", cwd=folder)
    assert (done.returncode, done.stdout.count("\n")) == (0, 2)
    assert "skipped older versions: fatal: bad config" in done.stdout
    assert "git is not installed" in doclint("check", ".", cwd=folder, PATH=os.devnull).stdout


def test_other_line_ends_are_no_other_version(repository: Write) -> None:
    folder = repository({"a.md": "# A\n\nIt weighs 40 kilograms.\n"})
    (folder / "a.md").write_bytes((folder / "a.md").read_bytes().replace(b"\n", b"\r\n"))
    assert doclint("check", ".", cwd=folder).stdout == "nothing found on 1 page\n"


def test_compare_files_and_revisions(repository: Write) -> None:
    folder = repository({"a.md": "# Telescopes\n\nThe large reflector of the club weighs 40 kilograms.\n"})
    repository({"a.md": "# Telescopes\n\nThe large reflector of the club weighs 85 kilograms.\n"})
    done = doclint("compare", "HEAD~1:a.md", "a.md", cwd=folder)
    assert done.returncode == 1
    assert "a.md:3:40 warning versions/number" in done.stdout
    assert "at HEAD~1" in done.stdout
    assert doclint("compare", "a.md", "a.md", cwd=folder).returncode == 0


def test_without_a_repository_or_a_commit_nothing_is_compared(site: Write) -> None:
    folder = site({"a.md": "# A\n"})
    assert doclint("check", ".", cwd=folder).returncode == 0
    git(folder, "init", "-q")
    assert doclint("check", ".", cwd=folder).returncode == 0


def test_rule_lists_and_explains(tmp_path: Path) -> None:
    listed = doclint("rule", cwd=tmp_path).stdout
    assert "links/missing-page" in listed
    told = doclint("rule", "encoding/mojibake", cwd=tmp_path).stdout
    assert "## Why" in told
    assert "^^^" in told


def test_a_users_own_rules(site: Write) -> None:
    rule = """\
check: run
summary: Nothing at all.
message: nothing
severity: info
confidence: low
why: To try it.
examples:
  - "Nothing is found here."
  - "⟦This⟧ is marked and not found."
"""
    done = doclint("test", "mine", cwd=site({"mine/own/nothing.yaml": rule}))
    assert done.returncode == 1
    assert "mine/own/nothing.yaml: example 2: did not find 'This'" in done.stdout
    assert "1 rule, 2 examples, 1 wrong" in done.stdout


def test_a_message_with_a_field_that_nothing_fills_fails_its_test(site: Write) -> None:
    rule = "check: phrase\n" + HEAD.replace("message: x", "message: '{fund} is here'")
    rule += 'with:\n  any: [very late]\nexamples:\n  - "It is ⟦very late⟧."\n'
    done = doclint("test", "mine", cwd=site({"mine/own/late.yaml": rule}))
    assert done.returncode == 1
    assert "example 1: nothing fills {fund} in the message" in done.stdout


def test_the_silence_proposed_for_front_matter_works(site: Write) -> None:
    broken = "---\ntitle: A: b\n---\n\n"
    folder = site({"a.md": f"{broken}Bake it hot.\n"})
    (proposed,) = re.findall(r"silence: (.*)", doclint("check", ".", cwd=folder).stdout)
    site({"a.md": f"{broken}{proposed}\n\nBake it hot.\n"})
    assert doclint("check", ".", cwd=folder).stdout == "nothing found on 1 page\n"


def test_results_alone_on_stdout_when_the_reader_goes_away(site: Write) -> None:
    folder = site({f"{n}.md": DAMAGED * 50 for n in range(40)})
    command = f"{sys.executable} -m doclint check . | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.stderr == ""


def test_a_run_that_could_read_no_page_has_not_passed(site: Write) -> None:
    folder = site({"a.md": b"\0\1\2", "b.txt": "text"})
    for named, words in (("a.md", "a.md could not"), ("b.txt", "no page could"), (".", "no page could")):
        done = doclint("check", named, cwd=folder)
        assert (done.returncode, "skipped" in done.stdout) == (2, True)
        assert f"{words} be read" in done.stderr


@pytest.mark.parametrize(
    ("allowed", "left"),
    [
        ("", 2),
        ('links = ["gone.md"]', 1),
        ('"links/missing-page" = ["*.MD"]', 0),
        ('links = ["gone"]', 2),
        ('credits = ["*"]', 2),
        ('links = ["(*"]', 2),
        ("links = []", 2),
    ],
)
def test_words_that_the_settings_allow(site: Write, allowed: str, left: int) -> None:
    folder = site(
        {"a.md": "# Tea\n\nSee [bread](gone.md) and [milk](lost.md).\n", "doclint.toml": f"[allow]\n{allowed}\n"}
    )
    assert len(json.loads(doclint("check", ".", "--output-format", "json", cwd=folder).stdout)["findings"]) == left


def test_allowing_for_a_rule_that_is_none_is_an_error(site: Write) -> None:
    done = doclint("check", ".", cwd=site({"a.md": "# Tea\n", "doclint.toml": '[allow]\nlinkz = ["x"]\n'}))
    assert (done.returncode, "links" in done.stderr) == (2, True)
