"""The build does what no run shall have to do again.

`rules.msgpack` holds what all YAML holds. A rule that was edited since is read from its YAML again; whoever changes how
YAML is read (`doclint.strict`) installs anew. `patterns.*.msgpack` holds what this Python makes of the patterns of the
code, of those that the examples of all rules want, and of those of the parser and of PyYAML; another one compiles them
again and keeps them in the user's cache. `pip install` of any kind writes both into `src/doclint`.

`structures.msgpack` holds our rules as structures, `prepared.msgpack` what their kinds make of them for `check`. Both
depend on the code, so that an install that follows a checkout has none.
"""

import pickle
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FRESH = """
import msgspec
from doclint.lazy import PATTERNS, pyyaml
from doclint.page import Page
pyyaml(), Page("", "").passages
sys.stdout.buffer.write(msgspec.msgpack.encode(PATTERNS.entries))
"""
"""prints what is compiled where the parser and PyYAML are imported, in a process that has not imported them yet"""


class DoneAlready(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is put together, that of an editable install, too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files; an error in a rule or vocabulary ends the build."""
        sys.path.insert(0, str(Path(self.root, "src")))
        import msgspec

        import doclint
        from doclint import cache, examples, files, rulebook
        from doclint.checks import Kinds
        from doclint.engine import prepare
        from doclint.errors import RuleError
        from doclint.gather import without_judges
        from doclint.lazy import PATTERNS, Kept, Text, compile_all
        from doclint.rule import Texts, load
        from doclint.strict import Document

        parsed, yaml = Kept(), files.texts(files.shipped_rules(), ".yaml")
        for name, text in yaml.items():
            Document(f"rules/{name}", Text.of(text), RuleError, parsed)
        texts = Texts.of({rulebook.SHIPPED: yaml})
        known = load(texts, Kinds(), parsed)
        for rule in known.all:
            examples.failures(rule, known)
        groups = prepare(without_judges(known.chosen((), ()).sure("medium")))
        for module in walk_packages(doclint.__path__, "doclint."):
            with suppress(ImportError):  # what needs an extra
                import_module(module.name)
        compiled = [one.compiled for one in groups]
        compile_all()
        del compiled  # whose patterns they were, as those of the modules
        PATTERNS.entries |= msgspec.msgpack.decode(self.printed(_FRESH), type=dict[str, bytes])
        for file, kept in ((cache.read_already(), parsed), (cache.compiled_already(), PATTERNS)):
            with suppress(OSError):  # nobody may write here: then each run does it
                cache.written(file, kept.entries, kept.used)
                Path(file).chmod(0o644)
        if version != "editable":
            structures = {texts.digest: pickle.dumps(known.all, protocol=5)}
            prepared = {one.key: one.packed() for one in groups}
            self.folder = TemporaryDirectory()
            for name, made in zip(cache.MADE, (structures, prepared), strict=True):
                file = Path(self.folder.name, f"{name}.msgpack")
                cache.written(str(file), made, {*made})
                file.chmod(0o644)
                build_data["force_include"][str(file)] = f"doclint/{file.name}"

    def printed(self, program: str) -> bytes:
        """What a program prints in a Python of its own, with the modules that are at hand here."""
        words = [sys.executable, "-c", f"import sys\nsys.path[:] = {sys.path!r}\n{program}"]
        return subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The wheel has what it needs."""
        if version != "editable":
            self.folder.cleanup()
