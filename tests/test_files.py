"""The door to the disk: decoding, writing back byte for byte, walking."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint import files
from doclint.errors import InputError
from doclint.page import Span
from doclint.site import Skipped


@given(st.binary(max_size=300))
def test_any_bytes_come_back_as_they_were(data: bytes) -> None:
    page = files.decode(data)
    if page.encoding == "utf-8":
        assert files.encode(page) == data


@given(st.text(alphabet="aé\r\n", max_size=40), st.data())
def test_an_edit_changes_only_its_span(text: str, data: st.DataObject) -> None:
    raw = text.encode()
    page = files.decode(raw)
    letters = [i for i, c in enumerate(page.text) if c in "aé"]
    if not letters:
        return
    place = data.draw(st.sampled_from(letters))
    new = files.encode(page, [(Span(place, place + 1), "XY")]).decode()
    nth = letters.index(place)
    at = [i for i, c in enumerate(text) if c in "aé"][nth]
    assert new == text[:at] + "XY" + text[at + 1 :]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa\r\nb\rc\n", "a\nb\nc\n"),
        ("schön".encode("utf-16"), "schön"),
        ("schön".encode("cp1252"), "sch\udcf6n"),
        ("schön und gut".encode("utf-16-le"), "schön und gut"),
        ("schön und gut".encode("utf-16-be"), "schön und gut"),
        (b"\x00\x80", "\0\udc80"),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert files.decode(data).text == text


def test_a_binary_file_and_a_huge_one_are_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\x89PNG\0\0")
    with pytest.raises(InputError, match=r"binary.*exclude"):
        files.read(str(tmp_path), "a.md")
    (tmp_path / "c.md").write_bytes(
        b"A zero byte \0 in a page of many words is a fault of a page, not another kind of file."
    )
    assert "\0" in files.read(str(tmp_path), "c.md").text
    with open(tmp_path / "b.md", "wb") as handle:
        handle.truncate(files.LARGEST + 1)
    with pytest.raises(InputError, match="split the page"):
        files.read(str(tmp_path), "b.md")


def walked(folder: Path) -> set[str]:
    """The files, not the folders, of a site."""
    return {path for path in files.walk(str(folder)) if not path.endswith("/")}


def test_walk_tells_of_the_folders_too(tmp_path: Path) -> None:
    (tmp_path / "deep/.hidden").mkdir(parents=True)
    (tmp_path / "deep/a.md").write_text("x")
    assert list(files.walk(str(tmp_path))) == ["./", "deep/", "deep/a.md"]


def test_walk_leaves_out_hidden_vendored_built_and_ignored(tmp_path: Path) -> None:
    for name in (
        "docs/a.md",
        "docs/build/b.md",
        "build/c.md",
        "package.json",
        "node_modules/x/d.md",
        ".hidden/e.md",
        "drafts/f.md",
        "drafts/keep.md",
        "docs/g.tmp",
        "vendor/h.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".gitignore").write_text("/drafts/*\n!/drafts/keep.md\n")
    (tmp_path / "docs" / ".gitignore").write_text("*.tmp\n")
    found = walked(tmp_path)
    assert found == {"docs/a.md", "docs/build/b.md", "package.json", "drafts/keep.md"}


def test_walk_does_not_follow_links_out_of_the_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.md").write_text("x")
    (site / "a.md").write_text("x")
    os.symlink(tmp_path / "secret.md", site / "out.md")
    os.symlink(site / "a.md", site / "in.md")
    os.symlink(site, site / "loop")
    assert walked(site) == {"a.md", "in.md"}


def test_a_pipe_or_a_device_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(InputError, match="no regular file"):
        files.read(str(tmp_path), "a.md")
    with pytest.raises(InputError, match="no regular file"):
        files.read("/dev", "zero")
    assert files.digest(str(tmp_path), "a.md") is None
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    assert walked(tmp_path) == set()


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    skipped: list[Skipped] = []
    assert list(files.walk(str(tmp_path / "gone"), skipped)) == ["./"]
    assert [(one.what, one.why) for one in skipped] == [
        (".", "cannot be listed (No such file or directory); check its permissions")
    ]


def test_lines_of_a_gitignore_that_nobody_can_read_match_nothing(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".gitignore").write_text("[z-a]\n!\nb.md\n")
    assert walked(tmp_path) == {"a.md"}


def test_write_keeps_the_mode_and_leaves_no_other_file(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("old")
    page.chmod(0o640)
    files.write(str(tmp_path), "a.md", b"new")
    assert page.read_bytes() == b"new"
    assert page.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_closed_folder_and_a_read_only_file_are_not_written(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("old")
    page.chmod(0o400)
    with pytest.raises(InputError, match="cannot be written"):
        files.write(str(tmp_path), "a.md", b"new")
    page.chmod(0o600)
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        files.write(str(tmp_path), "a.md", b"new")
    tmp_path.chmod(0o700)
    assert page.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]
