"""The command line: flags in, exit code out; no logic of its own.

Exit codes: 0 clean, 1 findings at or above `--fail-on`, 2 what was asked for could not be run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from doclint.failing import fail, told
from doclint.version import __version__

_FORMATS = ("text", "json", "jsonl", "github", "gitlab", "markdown", "sarif", "html")
_LEVELS = ("error", "warning", "info")
_SURE = ("high", "medium", "low")


class _Nearest(click.Group):
    """A group that answers an unknown command with the nearest."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from doclint.strict import nearest

            raise click.UsageError(f"no command `{args[0]}`; {nearest(args[0], list(self.commands))}") from error


class _Output(click.ParamType[tuple[str, str]]):
    """`FORMAT`, or `FORMAT=FILE`, as (format, file or empty)."""

    name = "FORMAT[=FILE]"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        form, equals, file = value.partition("=")
        if form not in _FORMATS:
            from doclint.strict import nearest

            self.fail(f"no format `{form}`; {nearest(form, list(_FORMATS))}", param, ctx)
        if equals and not file:
            self.fail(f"`{value}` names no file; write {form}=FILE", param, ctx)
        return form, "" if file == "-" else file


def _apart(ctx: click.Context, param: click.Parameter, outputs: tuple[tuple[str, str], ...]) -> Any:
    """No two reports in one place, and every file in a folder that exists: said before the work is done."""
    files = [file for _, file in outputs]
    for file in files:
        if files.count(file) > 1:
            where = f"{file} is named twice" if file else "two formats for the screen"
            raise click.BadParameter(f"{where}; give each a file of its own: FORMAT=FILE", ctx, param)
        if file and (os.path.isdir(file) or not os.path.isdir(os.path.dirname(file) or os.curdir)):
            raise click.BadParameter(f"{file}: name a file in a folder that exists", ctx, param)
    return outputs


@click.group(cls=_Nearest, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "DOCLINT"})
@click.version_option(__version__, prog_name="doclint")
def main() -> None:
    """Find what is wrong on the pages of a documentation site, with evidence."""


def _chosen(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flags that say which findings there are."""
    for option in (
        click.option("--min-confidence", type=click.Choice(_SURE), help="Show findings at least this sure."),
        click.option("--ignore", multiple=True, metavar="RULE", help="Leave out this rule or pack."),
        click.option("--select", multiple=True, metavar="RULE", help="Run only this rule or pack."),
        click.option("--preview", is_flag=True, help="Run rules that are on trial, too."),
        click.option("--config", type=click.Path(dir_okay=False), help="The settings file."),
        click.option("--no-cache", is_flag=True, help="Work everything out anew, and keep nothing."),
    ):
        command = option(command)
    return command


def _output(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flags that say how findings are shown and when they fail a run."""
    for option in (
        click.option("--exit-zero", is_flag=True, help="Exit with 0 even when there are findings."),
        click.option("--fail-on", type=click.Choice(_LEVELS), help="The mildest severity that makes the exit code 1."),
        click.option(
            "--output-format",
            type=_Output(),
            multiple=True,
            callback=_apart,
            help=f"How findings are shown, or written to a file; may be given again: {', '.join(_FORMATS)}.",
        ),
        _chosen,
    ):
        command = option(command)
    return command


_jobs = click.option(
    "--jobs", type=click.IntRange(0), default=0, help="Worker processes; left out: one a processor, from 300 pages on."
)
_engine = click.option(
    "--engine",
    metavar="dask[=ADDRESS]",
    help="Let Dask share the work out: workers of its own, or those of a scheduler.",
)
_judged = click.option("--judge", is_flag=True, help="Ask the judge of the settings what the ledger does not know.")
_kept = click.option("--baseline", type=click.Path(dir_okay=False), help="The file of findings to live with for now.")


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--stdin-filename", metavar="PATH", help="With `-` for PATHS: check standard input as this page.")
@click.option("--fix", is_flag=True, help="Make the safe fixes.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@_kept
@click.option("--no-baseline", is_flag=True, help="Report what the baseline holds, too.")
@click.option("--since", metavar="REV", help="Report only what came since HEAD and this commit parted.")
@click.option("--tracked", is_flag=True, help="Take no notice of files that git does not track.")
@click.option("--base", metavar="REV", help="Compare pages with this commit.")
@click.option("--online", is_flag=True, help="Ask the addresses outside the site, politely; remembered for days.")
@_judged
@_jobs
@_engine
@_output
@click.pass_obj
def check(kept: Any, /, **flags: Any) -> None:
    """Check pages: files, or folders with all pages below them (none named: this folder; -: standard input)."""
    with told():
        from doclint.checking import run

        run(flags, kept)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--output",
    multiple=True,
    type=click.Path(dir_okay=False),
    help="Write the whole report to a .html, .md or .json file; may be given again.",
)
@click.option("--compare-with", type=click.Path(dir_okay=False), help="A .json report of an earlier audit.")
@click.option("--history", is_flag=True, help="Compare every version in git with the one before it, too.")
@click.option("--max-score", type=click.IntRange(0), help="Exit with 1 when a page has a higher score.")
@click.option("--online", is_flag=True, help="Ask the addresses outside the site, too.")
@_judged
@_kept
@_jobs
@_engine
@_chosen
def audit(
    paths: tuple[str, ...],
    output: tuple[str, ...],
    compare_with: str | None,
    history: bool,
    max_score: int | None,
    jobs: int,
    engine: str | None,
    **flags: Any,
) -> None:
    """Report on everything, however unsure, with a score of how machine-made each page looks."""
    with told():
        from doclint import checking, command

        named = paths or (os.curdir,)
        outputs = [(command.form_of(file), file) for file in output]
        with checking.workers(jobs, engine) as executor:
            report = command.audit(named, checking.settings(named, flags, "low"), executor, compare_with, history)
        checking.say(checking.emit(report, [*outputs, ("audit", "")], checking.colored()))
        checking.require(report)
        sys.exit(1 if max_score is not None and any(one.score > max_score for one in report.scores) else 0)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
def calibrate(folder: str) -> None:
    """Print words/signs.yaml with the percentiles of the pages in FOLDER, which people wrote: for rules of your own."""
    with told():
        from doclint import command

        click.echo(command.calibrate(folder), nl=False)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path())
@_kept
@click.option("--prune", is_flag=True, help="Only drop what is no longer found; add nothing.")
@_jobs
@_chosen
def baseline(paths: tuple[str, ...], prune: bool, jobs: int, **flags: Any) -> None:
    """Keep what is found now, so that `check` reports only what comes after it."""
    with told():
        from doclint import checking, command

        named = paths or (os.curdir,)
        with checking.workers(jobs) as executor:
            click.echo(command.baseline(named, checking.settings(named, flags, "medium"), executor, prune), nl=False)


@main.command()
@click.argument("folder", required=False, type=click.Path())
@click.option("--hook", is_flag=True, help="Write .pre-commit-config.yaml, or show what to add to it.")
@click.option("--workflow", is_flag=True, help="Write .github/workflows/doclint.yml.")
@click.option("--baseline", is_flag=True, help="Write down what is found now, so that only new faults count.")
def init(folder: str | None, hook: bool, workflow: bool, baseline: bool) -> None:
    """Set doclint up for the site here or in FOLDER. Files that are there stay as they are."""
    with told():
        from doclint import command
        from doclint.report.visible import shown

        for line in command.init(folder, hook, workflow, baseline):
            click.echo(shown(line))


@main.command()
@click.argument("old")
@click.argument("new")
@_output
def compare(old: str, new: str, **flags: Any) -> None:
    """Compare two versions of a page: two files, or REV:PATH in git for either."""
    with told():
        from doclint import checking, command

        chosen = checking.settings([p for p in (new, old) if os.path.exists(p)][:1], flags, None)
        sys.exit(checking.finish(command.compare(old, new, chosen), chosen, flags)[1])


@main.command()
@click.argument("name", required=False)
@click.option("--all", type=click.Path(file_okay=False), help="Write a page for every rule into this folder.")
@click.option("--config", type=click.Path(dir_okay=False), help="The settings file.")
def rule(name: str | None, config: str | None, **flags: Any) -> None:
    """List the rules, or explain one."""
    with told():
        from doclint import checking, command

        chosen = checking.settings((os.curdir,), {"config": config}, None)
        click.echo(command.rules(chosen, name, flags["all"]), nl=False)


@main.command()
@click.argument("what", metavar="FINGERPRINT|PATH:LINE|RULE")
@click.option("--config", type=click.Path(dir_okay=False), help="The settings file.")
def explain(what: str, config: str | None) -> None:
    """Explain a finding: why it is one, what shows it, how to mend or silence it. Also: explain a rule."""
    with told():
        from doclint import checking, command

        path = command.place(what)[0]
        chosen = checking.settings((path or os.curdir,), {"config": config, "no_baseline": True}, None)
        click.echo(command.explained(what, chosen), nl=False)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--fail-on", type=click.Choice(_LEVELS), help="As in `check`.")
@click.option("--since", metavar="REV", help="As in `check`.")
@_chosen
def config(paths: tuple[str, ...], **flags: Any) -> None:
    """Show the settings in force for PATHS (none named: this folder), and where each comes from."""
    with told():
        from doclint import checking, command

        named = paths or (os.curdir,)
        click.echo(command.settings(named, checking.settings(named, flags, None), flags), nl=False)


@main.command()
@click.argument("folders", nargs=-1, type=click.Path(), required=True)
def test(folders: tuple[str, ...]) -> None:
    """Run the examples of the rules in FOLDERS as tests."""
    with told():
        from doclint import command

        failed, words = command.test(folders)
        click.echo(words, nl=False)
        sys.exit(1 if failed else 0)


@main.group(cls=_Nearest)
def entities() -> None:
    """Look after the vocabulary of organisations."""


@entities.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--limit", type=click.IntRange(1), default=40, show_default=True, help="Show so many names.")
@click.option("--config", type=click.Path(dir_okay=False), help="The settings file.")
def triage(paths: tuple[str, ...], limit: int, config: str | None) -> None:
    """List names that no vocabulary knows, the most suspicious first, each with an entry to start from."""
    with told():
        from doclint import checking, command

        named = paths or (os.curdir,)
        click.echo(command.triage(named, checking.settings(named, {"config": config}, None), limit), nl=False)


@entities.command("check")
@click.option("--config", type=click.Path(dir_okay=False), help="The settings file.")
def check_entities(config: str | None) -> None:
    """Find what is wrong in the vocabulary: unknown fields, double names, stale sources."""
    with told():
        from doclint import checking, command

        failed, words = command.check_entities(checking.settings((os.curdir,), {"config": config}, None))
        click.echo(words, nl=False)
        sys.exit(1 if failed else 0)


@main.command()
@click.argument("of", type=click.Choice(["settings", "rule", "report"]))
def schema(of: str) -> None:
    """Print the JSON Schema of doclint.toml, of a rule file or of a JSON report."""
    from json import dumps

    from doclint import schema
    from doclint.checks import Kinds

    made = {"settings": schema.settings, "rule": lambda: schema.rule(Kinds()), "report": schema.report}[of]
    click.echo(dumps(made(), indent=2))


@main.command()
def lsp() -> None:
    """Answer an editor: a language server over standard input and output."""
    with told():
        try:
            from doclint.lsp import serve
        except ImportError:
            fail("the language server needs its extra; run `pip install 'doclint[lsp]'`")
        serve()
