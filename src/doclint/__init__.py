"""doclint: a content-quality linter for documentation sites, and an auditor of AI-generated pages.

The public API. Names are loaded when first used, so that the command line starts fast.
"""

from __future__ import annotations

from doclint.version import __version__

TYPE_CHECKING = False  # a repeated run is over before `typing` would be loaded
if TYPE_CHECKING:
    from typing import Any

    from doclint.api import audit, check, check_text, compare, history
    from doclint.errors import DoclintError
    from doclint.references import evidence
    from doclint.report import Report
    from doclint.rule import Finding
    from doclint.settings import Settings

_HOMES = {
    "audit": "doclint.api",
    "check": "doclint.api",
    "check_text": "doclint.api",
    "compare": "doclint.api",
    "history": "doclint.api",
    "evidence": "doclint.references",
    "DoclintError": "doclint.errors",
    "Finding": "doclint.rule",
    "Report": "doclint.report",
    "Settings": "doclint.settings",
}

__all__ = [
    "DoclintError",
    "Finding",
    "Report",
    "Settings",
    "__version__",
    "audit",
    "check",
    "check_text",
    "compare",
    "evidence",
    "history",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'doclint' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
