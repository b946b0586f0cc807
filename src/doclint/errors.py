"""Everything that ends a run with exit code 2: a message that names the place and says what to do."""

from __future__ import annotations

from doclint.version import __version__


def about() -> str:
    """The versions that a report of a fault needs."""
    import platform

    return f"doclint {__version__}, Python {platform.python_version()}, {platform.platform()}"


class DoclintError(Exception):
    """Something the user can mend. `str(error)` names the file, the key and the remedy."""


class InputError(DoclintError):
    """A path, a page or a folder that cannot be used."""


class SettingsError(DoclintError):
    """A settings file or a flag that cannot be understood."""


class RuleError(DoclintError):
    """A rule or a vocabulary that cannot be loaded."""


class GitError(DoclintError):
    """git is missing, or did not answer as expected."""
