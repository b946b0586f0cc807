"""The editor's door: a language server over the same checks. Needs the extra `lsp` (pygls).

It speaks the Language Server Protocol 3.17: diagnostics a moment after the last keystroke, hover, code actions, and
"go to definition" from a finding to what it rests on.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from doclint import api, cache
from doclint.errors import DoclintError
from doclint.explain import reasons
from doclint.files import PAGE_SUFFIXES
from doclint.report.text import in_row
from doclint.rule import Evidence, Finding, PlacedEdit
from doclint.settings import Settings, read
from doclint.version import __version__
from doclint.workspace import Workspace

PAUSE = 0.25
"""seconds without a keystroke before a page is checked"""

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


class Server(LanguageServer):
    """The sites that are open, by root, and what was found on the open pages, by URI."""

    def __init__(self) -> None:
        super().__init__("doclint", __version__)
        self.sites: dict[str, Workspace] = {}
        self.found: dict[str, list[Finding]] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}

    async def look(self, uri: str, pause: float = PAUSE) -> None:
        """Check a page soon; of several calls within `pause` seconds only the last one counts."""
        if earlier := self.waiting.pop(uri, None):
            earlier.cancel()
        self.waiting[uri] = asyncio.ensure_future(self._look(uri, pause))

    async def _look(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        document = self.workspace.get_text_document(uri)
        try:
            self.found[uri] = await self._check(uri, plain(document.source))
        except DoclintError as error:
            self.found[uri] = []
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"doclint: {error}"))
        shown = [self.diagnostic(uri, one) for one in self.found[uri]]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, document.version))

    async def _check(self, uri: str, text: str) -> list[Finding]:
        path = uris.to_fs_path(uri)
        if path is None or not os.path.isdir(os.path.dirname(path)):
            return api.check_text(text)
        site = await self.site(path)
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(site.settings.root)).replace(os.sep, "/")
        return await asyncio.to_thread(site.check, relative, text)

    async def site(self, path: str) -> Workspace:
        """The site that a page lies in, read when its first page is opened."""
        chosen = sure(read([os.path.dirname(path)]))
        if chosen.root not in self.sites:
            self.sites[chosen.root] = await asyncio.to_thread(Workspace, chosen)
        return self.sites[chosen.root]

    def diagnostic(self, uri: str, one: Finding) -> types.Diagnostic:
        """A finding as the editor shows it."""
        related = [
            types.DiagnosticRelatedInformation(place, evidence.note or evidence.quote)
            for evidence in one.evidence
            if (place := self.place(uri, evidence))
        ]
        return types.Diagnostic(
            range=self.range(uri, one.line, one.column, one.end_line, one.end_column),
            message=one.message,
            severity=_SEVERITY[one.severity],
            code=one.rule,
            source="doclint",
            related_information=related,
        )

    def range(self, uri: str, line: int, column: int, end_line: int, end_column: int) -> types.Range:
        """Lines and columns of ours, 1-based and in characters, in the units of the client."""
        lines = plain(self.workspace.get_text_document(uri).source).split("\n")
        start = types.Position(line - 1, column - 1)
        whole = types.Range(start, types.Position(end_line - 1, end_column - 1))
        return self.workspace.position_codec.range_to_client_units(lines, whole)

    def place(self, uri: str, evidence: Evidence) -> types.Location | None:
        """Where the evidence stands, if that is a page that can be opened."""
        if evidence.kind != "page" or evidence.line is None or not (root := self.root(uri)):
            return None
        there = uris.from_fs_path(os.path.join(root, evidence.where))
        column = evidence.column or 1
        if there is None:
            return None
        return types.Location(there, self.range(there, evidence.line, column, evidence.line, column))

    def root(self, uri: str) -> str:
        """The root of the open site that a page lies in."""
        path = uris.to_fs_path(uri) or ""
        above = [root for root in self.sites if os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)]
        return max(above, key=len, default="")

    def at(self, uri: str, wanted: types.Range) -> Iterator[Finding]:
        """The findings that `wanted` touches."""
        for one in self.found.get(uri, ()):
            here = self.range(uri, one.line, one.column, one.end_line, one.end_column)
            if _before(here.start, wanted.end) and _before(wanted.start, here.end):
                yield one

    def edit(self, uri: str, edits: tuple[PlacedEdit, ...]) -> types.WorkspaceEdit:
        """Edits of ours as the editor makes them."""
        made = [types.TextEdit(self.range(uri, e.line, e.column, e.end_line, e.end_column), e.text) for e in edits]
        return types.WorkspaceEdit(changes={uri: made})

    def actions(self, uri: str, one: Finding) -> Iterator[types.CodeAction | types.Command]:
        """What can be done about a finding: mend it, silence it, look at the older version."""
        about = [self.diagnostic(uri, one)]
        kind = types.CodeActionKind.QuickFix
        if one.fix:
            words = "Fix" if one.fix.safe else "Change (look at it)"
            mended = self.edit(uri, one.fix.edits)
            yield types.CodeAction(f"{words}: {one.rule}", kind, about, one.fix.safe, edit=mended)
        comment = self._silence(uri, one)
        yield types.CodeAction(f"Silence {one.rule} here", kind, about, edit=self.edit(uri, (comment,)))
        for evidence in one.evidence:
            if evidence.kind == "version" and evidence.version:
                words = f"Open {evidence.where} at {evidence.version}"
                yield types.Command(words, OPEN, arguments=[uri, evidence.line or 1])
                break

    def _silence(self, uri: str, one: Finding) -> PlacedEdit:
        """A comment on the line above; at the end of a row of a table, which nothing may come between."""
        lines = plain(self.workspace.get_text_document(uri).source).split("\n")
        line = lines[one.line - 1]
        site = self.sites.get(self.root(uri))
        opening, closing = ("{/*", "*/}") if site and site.dialect(one.path) == "mdx" else ("<!--", "-->")
        if in_row(line):
            at = line.rstrip().rfind("|") + 1
            text = f"{opening} doclint-disable-line {one.rule} -- reason {closing} "
            return PlacedEdit(one.line, at, one.line, at, text)
        indent = line[: len(line) - len(line.lstrip())]
        text = f"{indent}{opening} doclint-disable-next-line {one.rule} -- reason {closing}\n"
        return PlacedEdit(one.line, 1, one.line, 1, text)

    def hover(self, uri: str, one: Finding) -> str:
        """A finding in Markdown: what, why, how we know."""
        site = self.sites.get(self.root(uri))
        rule = site.rule(one.rule) if site else None
        return "\n\n".join(reasons(one, rule))


def plain(text: str) -> str:
    """Text with the line ends that pages have."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sure(settings: Settings) -> Settings:
    """The settings with the confidence that `check` shows where none is said."""
    from msgspec.structs import replace

    return settings if settings.min_confidence else replace(settings, min_confidence="medium")


def _before(one: types.Position, other: types.Position) -> bool:
    return (one.line, one.character) <= (other.line, other.character)


OPEN = "doclint.openVersion"


def server() -> Server:
    """The server with all that it answers."""
    made = Server()

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await made.look(params.text_document.uri, pause=0)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        await made.look(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await renewed(made, [params.text_document.uri])

    @made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def moved(params: types.DidChangeWatchedFilesParams) -> None:
        await renewed(made, [change.uri for change in params.changes])

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if waiting := made.waiting.pop(uri, None):
            waiting.cancel()
        made.found.pop(uri, None)
        if not os.path.exists(uris.to_fs_path(uri) or ""):  # it was never saved, so the site has no such page
            made.sites.pop(made.root(uri), None)
        made.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        point = types.Range(params.position, params.position)
        texts = [made.hover(params.text_document.uri, one) for one in made.at(params.text_document.uri, point)]
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(texts))
        return types.Hover(content) if texts else None

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> list[types.Location]:
        uri, point = params.text_document.uri, types.Range(params.position, params.position)
        return [place for one in made.at(uri, point) for e in one.evidence if (place := made.place(uri, e))]

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    def offered(params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        uri = params.text_document.uri
        return [action for one in made.at(uri, params.range) for action in made.actions(uri, one)]

    @made.command(OPEN)
    async def open_version(*given: Any) -> None:
        await shown(made, str(given[0]), int(given[1]))

    return made


async def renewed(made: Server, uris_changed: list[str]) -> None:
    """Read the sites of these files anew where more than the text of open pages has changed, and look again."""
    for uri in uris_changed:
        if not uri.lower().endswith(PAGE_SUFFIXES) or uri not in made.workspace.text_documents:
            made.sites.pop(made.root(uri), None)
    for uri in list(made.found):
        await made.look(uri, pause=0)


async def shown(made: Server, uri: str, line: int) -> None:
    """Show the older version of a page, from a file in the user's cache folder."""
    site = made.sites.get(made.root(uri))
    path = os.path.relpath(uris.to_fs_path(uri) or "", site.settings.root).replace(os.sep, "/") if site else ""
    before = site.before(path) if site else None
    if before is None:
        return
    file = Path(cache.folder(), "versions", before.version or "", before.path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(before.source, encoding="utf-8", errors="surrogateescape")
    start = types.Position(line - 1, 0)
    await made.window_show_document_async(
        types.ShowDocumentParams(file.as_uri(), selection=types.Range(start, start), take_focus=True)
    )


def serve() -> None:
    """Answer an editor over standard input and output until it closes them."""
    server().start_io()
