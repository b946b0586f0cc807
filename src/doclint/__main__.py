"""`python -m doclint`, and the console script."""

from __future__ import annotations

import gc

_YOUNG = 50_000
"""objects made before the collector of cycles looks at them: a page's parse has that many and hardly a cycle"""


def main() -> None:
    """Run the command line."""
    from doclint.cli import main as run

    gc.set_threshold(_YOUNG, 20, 100)
    run()


if __name__ == "__main__":
    main()
