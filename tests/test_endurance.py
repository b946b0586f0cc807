"""What a run does when the machine does not play along."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from conftest import Write

DAMAGED = "# Bread\n\nThe caf\u00c3\u00a9 \u00e2\u20ac\u201c a place.\n"
HEAVY = """
import sys
from doclint.cli import main
heavy = {"yaml", "markdown_it", "httpx", "ftfy", "rapidfuzz", "h11", "PIL"}
try:
    main(sys.argv[1:])
finally:
    print(*sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def doclint(*words: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "doclint", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **kwargs)  # type: ignore[call-overload, no-any-return]


def test_nothing_heavy_is_imported_for_help_or_where_everything_is_kept(site: Write) -> None:
    folder = site({"a.md": f"---\ntitle: Loaf\n---\n\n{DAMAGED}", "b.md": "# Tea\n\nSee [bread](a.md).\n"})
    for words, first in ((["--help"], True), (["check", "."], False), (["check", "."], True)):
        done = subprocess.run([sys.executable, "-c", HEAVY, *words], cwd=folder, capture_output=True, text=True)
        assert (done.stderr == "\n") is first, (words, done.stderr)
        assert done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a matter of POSIX")
def test_a_page_that_cannot_be_written_does_not_keep_the_others_from_being_fixed(site: Write) -> None:
    folder = site({"a.md": DAMAGED + "Loaf.\n" * 3000, "b.md": DAMAGED, "c.md": DAMAGED})
    large = (folder / "a.md").read_bytes()

    def little() -> None:  # as on a disk that is full
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    done = doclint("check", ".", "--fix", cwd=folder, preexec_fn=little)
    assert "a.md: cannot be written" in done.stdout
    assert not done.stderr
    assert (folder / "a.md").read_bytes() == large
    assert all("caf\u00e9" in (folder / name).read_text() for name in ("b.md", "c.md"))
    assert sorted(os.listdir(folder)) == ["a.md", "b.md", "c.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_no_half_written_page(site: Write, number: int) -> None:
    pages = {f"{n:03}.md": DAMAGED + "A loaf is baked of flour.\n" * 50 for n in range(300)}
    folder = site(pages)
    running = subprocess.Popen(
        [sys.executable, "-m", "doclint", "check", ".", "--fix", "--no-cache", "--jobs", "1"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while running.poll() is None and "caf\u00c3" in (folder / "000.md").read_text():
        time.sleep(0.01)
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    assert b"Traceback" not in said
    whole = {text.replace("\u00c3\u00a9", "\u00e9").replace("\u00e2\u20ac\u201c", "\u2013") for text in pages.values()}
    for name, text in pages.items():
        assert (folder / name).read_text() in {text, *whole}
    assert sorted(os.listdir(folder)) == sorted(pages)


@pytest.mark.parametrize("name", ["doclint.toml", "doclint-baseline.jsonl"])
def test_brackets_without_end_are_refused_with_words(site: Write, name: str) -> None:
    done = doclint("check", "a.md", cwd=site({"a.md": "# A\n", name: "a = " + "[" * 5000}))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("said", [b"R100\0a.md", b"\xff\xfe \0", b"", b"0123 blob x\n", b"M\0"])
def test_whatever_git_says_the_pages_are_checked(site: Write, said: bytes) -> None:
    folder = site({"a.md": DAMAGED, "bin/said": said, "bin/git": '#!/bin/sh\ncat "${0%git}said"\n'})
    (folder / "bin" / "git").chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = doclint("check", "a.md", cwd=folder, env=environment)
    assert done.returncode == 1, done.stderr
    assert "encoding/mojibake" in done.stdout


def test_a_reader_that_goes_away_ends_the_run_in_silence(site: Write) -> None:
    folder = site({f"{number}.md": DAMAGED * 40 for number in range(40)})
    process = subprocess.Popen(
        [sys.executable, "-m", "doclint", "check", "."], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) != 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")
def test_a_full_disk_is_told(site: Write) -> None:
    folder = site({"a.md": DAMAGED})
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "doclint", "check", "a.md"], cwd=folder, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr
