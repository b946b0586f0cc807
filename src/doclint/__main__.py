"""`python -m doclint`, and the console script."""

from __future__ import annotations

import gc
import signal
import sys

_YOUNG = 50_000
"""objects made before the collector of cycles looks at them: a page's parse has that many and hardly a cycle"""


def main() -> None:
    """Run the command line."""
    from doclint.cli import main as run

    gc.set_threshold(_YOUNG, 20, 100)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # what is half done is put away first
    run()


if __name__ == "__main__":
    main()
