"""How a run ends that cannot go on: what the user can mend is told in a line, a fault of ours asks to be reported."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, NoReturn

from doclint.errors import DoclintError

_REPORTS = "https://github.com/doclint/doclint/issues"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class told:  # noqa: N801 (reads as a word in `with told()`)
    """Turns an error that the user can mend into one line on stderr and exit code 2."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, DoclintError):
            fail(str(error))
        if isinstance(error, KeyboardInterrupt):
            fail("stopped")
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(2)
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left cannot be written either
            fail(f"{error.strerror}; make room and run again")
        if isinstance(error, FileNotFoundError) and _lost():
            fail("the folder that this runs in is gone; go to another")
        if isinstance(error, Exception):
            _broken(error)


def _lost() -> bool:
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def _broken(error: Exception) -> NoReturn:
    """Ask for a report of a fault of ours, with all that is needed in it."""
    from traceback import format_exception

    import click

    from doclint.errors import about
    from doclint.report.visible import shown

    lines = "".join(format_exception(error)).splitlines()
    report = [about(), f"doclint {' '.join(sys.argv[1:])}", *lines]
    click.echo("doclint: this is a fault of doclint. Please report it, with the page if you can, at", err=True)
    click.echo(f"  {_REPORTS}", err=True)
    click.echo("".join(f"    {shown(line)}\n" for line in report), err=True, nl=False)
    sys.exit(2)


def fail(words: str) -> NoReturn:
    """End with exit code 2 and these words."""
    import click

    from doclint.report.visible import shown

    click.echo(f"doclint: {shown(' '.join(words.splitlines()))}", err=True)
    sys.exit(2)
