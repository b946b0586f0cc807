"""`python -m doclint`, and the console script."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as in `cache`
if TYPE_CHECKING:
    from doclint.rerun import Command

_YOUNG = 200_000
"""objects made before the collector of cycles looks at them: a page's parse has fifty thousand, and hardly a cycle"""


def main() -> None:
    """Run the command line; a check that is repeated says what it said, where that still holds, or is run at once."""
    try:
        kept = _kept() if sys.argv[1:2] == ["check"] else None
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
    import atexit
    import gc
    import signal

    gc.set_threshold(_YOUNG, 20, 100)
    atexit.register(gc.freeze)  # the end of a process is no time to look for cycles
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # what is half done is put away first
    if kept and kept.flags is not None:
        from doclint.failing import told

        with told():
            from doclint.checking import run

            sys.exit(run(kept.flags, kept))
    from doclint.cli import main

    main(obj=kept)


if __name__ == "__main__":
    main()
