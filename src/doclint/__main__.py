"""`python -m doclint`, and the console script."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in `cache`
if TYPE_CHECKING:
    from typing import NoReturn

    from doclint.rerun import Command

_YOUNG = 3_000_000
"""objects more than there were before the collector of cycles looks at them: a page's parse has fifty thousand, and no
cycle; the pages that are in memory together are two million"""


def program() -> NoReturn:
    """`main` as a process of its own."""
    try:
        main()
    except SystemExit as end:
        _end(end.code)
    _end(0)


def _end(code: str | int | None) -> NoReturn:
    """End as the processes of `multiprocessing` do: what is registered for the end is done, and nothing that the run
    has made is taken apart. That would take a tenth of the time."""
    import atexit

    try:
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if stream:
                stream.flush()
    except BaseException:
        sys.exit(code)
    if isinstance(code, int):
        os._exit(code)
    sys.exit(code)


def main() -> None:
    """Run the command line; a check that is repeated says what it said, where that still holds, or is run at once."""
    try:
        kept = _kept() if sys.argv[1:2] == ["check"] and "--no-cache" not in sys.argv else None
        code = kept.again() if kept else None
    except (OSError, KeyboardInterrupt):
        from doclint.failing import told

        with told():
            raise
    if code is not None:
        sys.exit(code)
    _run(kept)


def _kept() -> Command:
    from doclint import rerun

    return rerun.Command(sys.argv[1:])


def _run(kept: Command | None) -> None:
    import gc
    import signal

    if sys.argv[1:2] != ["lsp"]:  # which lives long, and has another library's cycles
        gc.set_threshold(_YOUNG, 20, 100)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # what is half done is put away first
    if kept and kept.flags is not None:
        from doclint.failing import told

        with told():
            from doclint.checking import run

            run(kept.flags, kept)
    from doclint.cli import main

    main(obj=kept)


if __name__ == "__main__":
    program()
