"""The language server, asked by a real client over its standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from conftest import Write

MILL = "# Mills\n\n🌬🌬 The [sails](Sails#canvas) turn, see [stones](gone).\n\n| a | b |\n|---|---|\n| [x](none) | y |\n"
SAILS = "# Sails\n\n## Canvas\n\nThe sails weigh 40 kilograms in a light wind.\n"
TOML = '[site]\ngenerator = "docusaurus"\nroute-base-path = "/"\n'


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[sys.executable, "-m", "doclint", "lsp"]))
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(
                general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf16]),
                window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
            ),
            root_uri=None,
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def folder(repository: Write) -> Path:
    return repository({"doclint.toml": TOML, "docs/mills.md": MILL, "docs/sails.md": SAILS})


async def until(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("no answer in ten seconds")


async def opened(client: LanguageClient, file: Path, text: str | None = None) -> str:
    uri = file.as_uri()
    item = types.TextDocumentItem(uri, "markdown", 1, file.read_text() if text is None else text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await until(lambda: uri in client.diagnostics)
    return uri


def changed(client: LanguageClient, uri: str, version: int, text: str) -> None:
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, uri),
            [types.TextDocumentContentChangeWholeDocument(text)],
        )
    )


def codes(client: LanguageClient, uri: str) -> list[object]:
    return [one.code for one in client.diagnostics[uri]]


async def actions(client: LanguageClient, uri: str, one: types.Diagnostic) -> list[types.CodeAction]:
    given = types.CodeActionParams(types.TextDocumentIdentifier(uri), one.range, types.CodeActionContext([one]))
    answer = await client.text_document_code_action_async(given)
    return [action for action in answer or [] if isinstance(action, types.CodeAction)]


@pytest.mark.asyncio
async def test_places_are_counted_as_the_editor_counts(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/mills.md")
    assert codes(client, uri) == ["links/wrong-case", "links/missing-page", "links/missing-page"]
    first = client.diagnostics[uri][0].range
    assert (first.start.line, first.start.character) == (2, len("🌬🌬 The [sails](".encode("utf-16-le")) // 2)
    assert (first.end.line, first.end.character) == (2, first.start.character + len("Sails#canvas"))


@pytest.mark.asyncio
async def test_a_page_that_was_never_saved_is_a_page_of_its_site(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/new.md", "# New\n\n[x](gone) [y](sails)\n")
    assert codes(client, uri) == ["links/missing-page"]
    sails = await opened(client, folder / "docs/sails.md", "# Sails\n\n[x](new)\n")
    assert codes(client, sails) == []
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    changed(client, sails, 2, "# Sails\n\n[y](new)\n")
    await until(lambda: codes(client, sails) == ["links/missing-page"])


@pytest.mark.asyncio
async def test_what_is_typed_is_checked_and_the_last_word_counts(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/sails.md")
    assert codes(client, uri) == []
    for version in range(2, 12):
        changed(client, uri, version, SAILS + "[x](gone)\n" * (version - 1))
    changed(client, uri, 12, SAILS.replace("40", "85"))
    await until(lambda: codes(client, uri) == ["versions/number"])


@pytest.mark.asyncio
async def test_hover_says_why_and_the_older_version_opens(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/sails.md", SAILS.replace("40", "85"))
    await until(lambda: codes(client, uri) == ["versions/number"])
    (one,) = client.diagnostics[uri]
    hover = await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), one.range.start)
    )
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "**versions/number**" in hover.contents.value
    assert "40 kilograms" in hover.contents.value
    given = types.CodeActionParams(types.TextDocumentIdentifier(uri), one.range, types.CodeActionContext([one]))
    answer = await client.text_document_code_action_async(given)
    (opening,) = [action for action in answer or [] if isinstance(action, types.Command)]
    await client.workspace_execute_command_async(types.ExecuteCommandParams(opening.command, opening.arguments))
    await until(lambda: bool(client.shown_documents))
    shown = client.shown_documents[0]
    assert Path(shown.uri.removeprefix("file://")).read_text() == SAILS
    assert shown.selection is not None
    assert shown.selection.start.line == 4


@pytest.mark.asyncio
async def test_a_fix_and_a_silence_do_what_they_say(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/mills.md")
    wrong_case, missing, in_table = client.diagnostics[uri]
    (mend, _) = await actions(client, uri, wrong_case)
    assert mend.is_preferred
    text = applied(MILL, mend, uri)
    assert "[sails](sails#canvas)" in text
    (silence,) = await actions(client, uri, missing)
    text = applied(text, silence, uri)
    (row,) = await actions(client, uri, in_table)
    assert row.edit is not None
    assert row.edit.changes is not None
    place = row.edit.changes[uri][0].range.start
    lines = text.split("\n")
    lines[place.line + 1] = lines[place.line + 1][: place.character] + row.edit.changes[uri][0].new_text + "|"
    changed(client, uri, 2, "\n".join(lines))
    await until(lambda: codes(client, uri) == [])


@pytest.mark.asyncio
async def test_the_place_that_a_finding_rests_on_can_be_gone_to(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/mills.md", "# Mills\n\n[x](sails#canvass)\n")
    await until(lambda: codes(client, uri) == ["links/missing-anchor"])
    where = client.diagnostics[uri][0].range.start
    found = await client.text_document_definition_async(
        types.DefinitionParams(types.TextDocumentIdentifier(uri), where)
    )
    assert isinstance(found, list)
    assert [(Path(one.uri).name, one.range.start.line) for one in found if isinstance(one, types.Location)] == [
        ("sails.md", 2)
    ]


@pytest.mark.asyncio
async def test_another_file_that_is_saved_or_made_counts_at_once(client: LanguageClient, folder: Path) -> None:
    uri = await opened(client, folder / "docs/mills.md", "# Mills\n\n[x](stones)\n")
    assert codes(client, uri) == ["links/missing-page"]
    made = folder / "docs/stones.md"
    made.write_text("# Stones\n")
    client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(made.as_uri(), types.FileChangeType.Created)])
    )
    await until(lambda: codes(client, uri) == [])


@pytest.mark.asyncio
async def test_broken_settings_are_told_and_mended_without_a_restart(client: LanguageClient, folder: Path) -> None:
    (folder / "doclint.toml").write_text("excludes = 3\n")
    uri = await opened(client, folder / "docs/mills.md")
    assert not client.diagnostics[uri]
    assert any("exclude" in message.message for message in client.messages)
    (folder / "doclint.toml").write_text(TOML)
    client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await until(lambda: len(client.diagnostics[uri]) == 3)


def applied(text: str, action: types.CodeAction, uri: str) -> str:
    """The text after an action's edits, its places counted in UTF-16."""
    assert action.edit is not None
    assert action.edit.changes is not None
    lines = text.split("\n")
    for edit in action.edit.changes[uri]:
        assert edit.range.start.line == edit.range.end.line
        line = lines[edit.range.start.line].encode("utf-16-le")
        start, end = 2 * edit.range.start.character, 2 * edit.range.end.character
        lines[edit.range.start.line] = (line[:start] + edit.new_text.encode("utf-16-le") + line[end:]).decode(
            "utf-16-le"
        )
    return "\n".join(lines)
