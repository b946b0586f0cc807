"""`--since`: what a change brought, on the lines it touched and on pages that it did not; nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Write, git

OVEN = "# Oven\n\n## Heat\n\nHot.\n"
PAGES = {
    "docs/bread.md": "# Bread\n\nSee [the oven](oven.md) and [its heat](oven.md#heat).\n\nOld: [gone](gone.md).\n",
    "docs/oven.md": OVEN,
    "docs/rolls.md": "# Rolls\n\nAs [bread](bread.md). Old: [lost](lost.md).\n",
}


def doclint(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doclint", "check", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


def brought(folder: Path, since: str = "main", *words: str) -> list[tuple[str, int, str, str]]:
    """(path, line, rule, quote) of what the change brought."""
    done = doclint(folder, "--since", since, "--output-format", "jsonl", *words)
    assert done.stderr == ""
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == (1 if found else 0)
    return [(one["path"], one["line"], one["rule"], one["quote"]) for one in found]


@pytest.fixture
def work(repository: Write) -> Path:
    """A repository with old faults on `main`, and the branch `work` checked out."""
    folder = repository(PAGES)
    git(folder, "checkout", "-q", "-b", "work")
    return folder


def test_old_faults_are_not_told_even_on_lines_that_move(work: Path, repository: Write) -> None:
    assert brought(work) == []
    repository({"docs/bread.md": PAGES["docs/bread.md"].replace("# Bread\n", "# Bread\n\nFlour, water, salt.\n\n" * 3)})
    assert brought(work) == []


def test_a_new_fault_is_told_committed_or_not(work: Path, site: Write, repository: Write) -> None:
    page = {"docs/rolls.md": f"{PAGES['docs/rolls.md']}\n[New](new.md).\n"}
    site(page)
    assert brought(work) == [("docs/rolls.md", 5, "links/missing-page", "new.md")]
    repository(page)
    assert brought(work) == [("docs/rolls.md", 5, "links/missing-page", "new.md")]
    site({"docs/untracked.md": "[x](nowhere.md)\n"})
    assert [path for path, *_ in brought(work)] == ["docs/rolls.md", "docs/untracked.md"]


def test_a_deleted_page_breaks_links_in_pages_not_touched(work: Path, repository: Write) -> None:
    (work / "docs/oven.md").unlink()
    repository({})
    assert brought(work) == [
        ("docs/bread.md", 3, "links/missing-page", "oven.md"),
        ("docs/bread.md", 3, "links/missing-page", "oven.md#heat"),
    ]


def test_a_renamed_heading_breaks_links_to_it(work: Path, repository: Write) -> None:
    repository({"docs/oven.md": OVEN.replace("## Heat", "## Warmth")})
    assert brought(work) == [("docs/bread.md", 3, "links/missing-anchor", "oven.md#heat")]
    assert brought(work, "main", "docs/oven.md") == []


def test_a_renamed_page_keeps_its_old_faults_to_itself(work: Path, repository: Write) -> None:
    git(work, "mv", "docs/bread.md", "docs/loaf.md")
    repository({"docs/loaf.md": PAGES["docs/bread.md"] + "\n[New](new.md).\n"})
    assert brought(work) == [
        ("docs/loaf.md", 7, "links/missing-page", "new.md"),
        ("docs/rolls.md", 3, "links/missing-page", "bread.md"),
    ]


def test_a_page_that_moves_to_another_folder_breaks_its_own_links(work: Path, repository: Write) -> None:
    repository({"doclint.toml": "site = {generator = 'github'}\n"})
    (work / "docs/basics").mkdir()
    git(work, "mv", "docs/rolls.md", "docs/basics/rolls.md")
    repository({})
    assert brought(work) == [("docs/basics/rolls.md", 3, "links/missing-page", "bread.md")]


def test_a_deleted_file_breaks_links_to_it(repository: Write) -> None:
    folder = repository({"a.md": "[x](plan.pdf)\n", "plan.pdf": b"%PDF", ".hidden/b.md": "x\n"})
    repository({"c.md": "[x](.hidden/b.md)\n"})
    git(folder, "rm", "-q", "plan.pdf", ".hidden/b.md")
    assert [(path, quote) for path, _, _, quote in brought(folder, "HEAD")] == [("a.md", "plan.pdf")]


def test_the_same_fault_once_more_is_told_where_it_is_new(work: Path, repository: Write) -> None:
    repository({"docs/bread.md": PAGES["docs/bread.md"].replace("# Bread\n", "# Bread\n\nAgain [gone](gone.md).\n")})
    assert brought(work) == [("docs/bread.md", 3, "links/missing-page", "gone.md")]


def test_a_silence_taken_away_brings_the_fault_back(repository: Write) -> None:
    silence = "<!-- doclint-disable-next-line links/missing-page -- next week -->\n"
    folder = repository({"a.md": f"# A\n\n{silence}[x](gone.md)\n"})
    repository({"a.md": "# A\n\n[x](gone.md)\n"})
    assert brought(folder, "HEAD~1") == [("a.md", 3, "links/missing-page", "gone.md")]


def test_a_change_of_the_sites_config_breaks_links_in_pages_not_touched(repository: Write) -> None:
    presets = "[['classic', {docs: {routeBasePath: '/'}}]]"
    config = f"module.exports = {{url: 'https://bakery.example', baseUrl: '/', presets: {presets}}};\n"
    pages = {"docs/a.md": "[b](/b)\n", "docs/b.md": "# B\n", "package.json": "{}"}
    folder = repository({**pages, "docusaurus.config.js": config})
    assert brought(folder, "HEAD") == []
    repository({"docusaurus.config.js": config.replace("Path: '/'", "Path: '/guide'")})
    assert [quote for *_, quote in brought(folder, "HEAD~1")] == ["/b"]


def test_versions_are_compared_with_the_merge_base(work: Path, repository: Write) -> None:
    was = "# Scale\n\nThe large scale in the bakery carries 40 kilograms at most.\n"
    git(work, "checkout", "-q", "main")
    repository({"docs/scale.md": was})
    git(work, "checkout", "-q", "work")
    git(work, "merge", "-q", "main")
    repository({"docs/scale.md": was.replace("40", "85")})
    assert [(rule, quote) for _, _, rule, quote in brought(work)] == [("versions/number", "85 kilograms")]


def test_only_this_side_of_the_merge_base_counts(work: Path, repository: Write) -> None:
    repository({"docs/work.md": "[x](mine.md)\n"})
    git(work, "checkout", "-q", "main")
    repository({"docs/main.md": "[x](theirs.md)\n"})
    git(work, "checkout", "-q", "work")
    assert [path for path, *_ in brought(work)] == ["docs/work.md"]
    git(work, "merge", "-q", "--no-edit", "main")
    assert [path for path, *_ in brought(work)] == ["docs/work.md"]


def test_with_a_baseline(work: Path, repository: Write) -> None:
    repository({"docs/rolls.md": f"{PAGES['docs/rolls.md']}\n[New](new.md).\n"})
    subprocess.run([sys.executable, "-m", "doclint", "baseline"], cwd=work, check=True, capture_output=True)
    assert brought(work) == []
    repository({"docs/bread.md": f"{PAGES['docs/bread.md']}\n[gone](gone.md).\n"})
    assert brought(work) == [("docs/bread.md", 7, "links/missing-page", "gone.md")]


def test_a_site_below_the_top_and_settings_of_its_own(repository: Write) -> None:
    folder = repository({"site/doclint.toml": "exclude = ['old/']\n", "site/a.md": "[b](b.md)\n", "site/b.md": "# B\n"})
    repository({"site/old/c.md": "[x](gone.md)\n"})
    git(folder, "mv", "site/b.md", "elsewhere.md")
    assert brought(folder / "site", "HEAD") == [("a.md", 1, "links/missing-page", "b.md")]


def test_in_a_worktree_with_a_detached_head(work: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("worktree") / "tree"
    git(work, "worktree", "add", "-q", "--detach", str(other), "main")
    (other / "docs/oven.md").unlink()
    assert [quote for *_, quote in brought(other, "work")] == ["oven.md", "oven.md#heat"]


def test_inside_a_hook_git_says_where_it_is(work: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a worktree git gives its hooks GIT_DIR and GIT_INDEX_FILE; a site in a folder below is found all the same."""
    other = tmp_path_factory.mktemp("worktree") / "tree"
    git(work, "worktree", "add", "-q", "-b", "third", str(other))
    hook = work / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\ncd docs && {sys.executable} -m doclint check --since work --config ../doclint.toml\n")
    hook.chmod(0o755)
    (other / "doclint.toml").write_text("root = 'docs'\n")
    git(other, "rm", "-q", "docs/oven.md")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(other, "commit", "-qm", "x")
    said = refused.value.stdout + refused.value.stderr
    assert b"bread.md:3:16 error links/missing-page" in said
    assert b"\n2 errors on 2 pages\n" in said


def test_a_submodule_is_taken_as_it_is(repository: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    part = tmp_path_factory.mktemp("part")
    (part / "p.md").write_text("# P\n\n[x](gone.md)\n")
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "x"]):
        git(part, *words)
    folder = repository({"a.md": "[p](part/p.md)\n"})
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(part), "part")
    repository({})
    assert brought(folder, "HEAD") == []
    repository({"b.md": "[x](part/q.md)\n"})
    assert [quote for *_, quote in brought(folder, "HEAD~1")] == ["part/q.md"]


def test_names_with_spaces_newlines_and_bytes(repository: Write) -> None:
    names = ["a b.md", "new\nline.md", os.fsdecode(b"caf\xe9.md"), "tab\t.md"]
    try:
        folder = repository(dict.fromkeys(names, "# A\n\n[x](gone.md)\n"))
    except OSError:
        pytest.skip("this file system takes no such names")
    assert brought(folder, "HEAD") == []
    for name in names:
        (folder / name).write_text("# A\n\n[x](gone.md)\n\n[y](new.md)\n")
    assert [quote for *_, quote in brought(folder, "HEAD")] == ["new.md"] * 4


def refused(folder: Path, since: str) -> str:
    done = doclint(folder, "--since", since)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_no_repository(site: Write) -> None:
    assert "is in no git repository" in refused(site({"a.md": "# A\n", "doclint.toml": ""}), "main")


def test_no_commit(site: Write) -> None:
    folder = site({"a.md": "# A\n"})
    git(folder, "init", "-q")
    assert "no commit has been made here" in refused(folder, "main")


def test_a_branch_that_is_not_there(work: Path) -> None:
    git(work, "branch", "-D", "main")
    assert "`main` is no commit here; fetch it, or name another (work)" in refused(work, "main")


def test_unrelated_histories(work: Path, repository: Write) -> None:
    git(work, "checkout", "-q", "--orphan", "other")
    repository({"b.md": "# B\n"})
    assert "HEAD and `main` have no commit in common here; name a commit that HEAD grew from" in refused(work, "main")


def test_a_shallow_clone_is_explained(work: Path, repository: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    repository({"docs/new.md": "[x](new-fault.md)\n"})
    clone = tmp_path_factory.mktemp("clone") / "shallow"
    git(work, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{work}", str(clone))
    assert "this clone is shallow: run `git fetch --unshallow" in refused(clone, "origin/main")
    assert "this clone is shallow" in refused(clone, "origin/gone")
    git(clone, "fetch", "-q", "--unshallow", "origin")
    assert brought(clone, "origin/main") == [("docs/new.md", 1, "links/missing-page", "new-fault.md")]


def test_a_name_that_looks_like_an_option(work: Path) -> None:
    assert "is no commit here" in refused(work, "--output=stolen")
    assert not (work / "stolen").exists()


WORDS = st.sampled_from(
    ["", "Rest it.", "[x](gone.md)", "[y](lost.md)", "Bake it â€” hot.", "# Heat", "[z](b.md#heat)"]
)
TEXT = st.lists(WORDS, max_size=6).map(lambda lines: "\n\n".join(lines) + "\n")
SITES = st.dictionaries(st.sampled_from(["a.md", "b.md", "c/d.md"]), TEXT, min_size=1)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=SITES, new=SITES)
def test_what_was_there_and_what_came_make_all(tmp_path_factory: pytest.TempPathFactory, old: dict, new: dict) -> None:
    """On pages of the same name: as many new findings of a kind as there are more than before, each one of today's."""
    from collections import Counter

    from doclint import check

    folder = tmp_path_factory.mktemp("site")
    (folder / "zz.md").write_text("# Z\n")
    git(folder, "init", "-q", "-b", "main")

    def write(pages: dict) -> None:
        for name, text in pages.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)

    def count(given: dict) -> Counter:
        found = check(folder, {"root": str(folder), "ignore": ["versions"], **given}).findings
        return Counter((one.path, one.rule, one.quote) for one in found)

    write(old)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    before = count({})
    for name in old.keys() - new.keys():
        (folder / name).unlink()
    write(new)
    assert count({"since": "main"}) == count({}) - before


def test_the_silence_of_a_change_that_is_merged_is_not_told_with_the_next(repository: Write) -> None:
    repository({"a.md": "# A\n\nThe oven has 200 degrees.\n"})
    comment = "<!-- doclint-disable-next-line versions/number -- was raised -->"
    raised = f"# A\n\n{comment}\nThe oven has 250 degrees.\n"
    folder = repository({"a.md": raised})
    git(folder, "checkout", "-q", "-b", "later")
    repository({"a.md": f"{raised}\nBread cools on a rack.\n"})
    assert brought(folder) == []
