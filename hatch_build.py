"""The build reads the rules, so that no run has to read their YAML: `pip install` of any kind writes
`src/doclint/rules.msgpack`. A rule that was edited since is read from its YAML again; whoever changes how YAML is read
(`doclint.strict`) installs anew."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ReadRules(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is put together, that of an editable install, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write what all rules and vocabularies hold; an error in one of them ends the build."""
        sys.path.insert(0, str(Path(self.root, "src")))
        from doclint import cache
        from doclint.errors import RuleError
        from doclint.strict import Document, Parsed

        parsed = Parsed()
        for file in sorted(Path(self.root, "rules").rglob("*.yaml")):
            Document(str(file), file.read_text(encoding="utf-8"), RuleError, parsed)
        with suppress(OSError):  # nobody may write here: then each run reads the YAML
            cache.written(cache.read_already(), parsed.entries, parsed.used)
            Path(cache.read_already()).chmod(0o644)
