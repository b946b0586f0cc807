"""The build does what no run shall have to do again; `pip install` of any kind writes two files into `src/doclint`.

`rules.msgpack` holds what all YAML holds. A rule that was edited since is read from its YAML again; whoever changes how
YAML is read (`doclint.strict`) installs anew. `patterns.*.msgpack` holds what this Python makes of the patterns that
the examples of all rules want; another one compiles them again and keeps them in the user's cache.
"""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DoneAlready(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is put together, that of an editable install, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write both files; an error in a rule or vocabulary ends the build."""
        sys.path.insert(0, str(Path(self.root, "src")))
        from doclint import cache, examples, files, rulebook
        from doclint.checks import Kinds
        from doclint.errors import RuleError
        from doclint.lazy import PATTERNS, Kept, Text
        from doclint.rule import load
        from doclint.strict import Document

        parsed, texts = Kept(), files.texts(files.shipped_rules(), ".yaml")
        for name, text in texts.items():
            Document(f"rules/{name}", Text.of(text), RuleError, parsed)
        known = load({rulebook.SHIPPED: texts}, Kinds(), parsed)
        for rule in known.all:
            examples.failures(rule, known)
        for file, kept in ((cache.read_already(), parsed), (cache.compiled_already(), PATTERNS)):
            with suppress(OSError):  # nobody may write here: then each run does it
                cache.written(file, kept.entries, kept.used)
                Path(file).chmod(0o644)
