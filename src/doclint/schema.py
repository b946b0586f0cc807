"""JSON Schemas of the settings, of a rule file and of a report, for editors and other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from doclint.report import json
from doclint.rule import RuleFile
from doclint.settings import Settings

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings() -> dict[str, Any]:
    """The schema of doclint.toml."""
    return _whole("doclint.toml", msgspec.json.schema(Settings))


def rule(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a rule file; what stands under `with` depends on `check`, the name of one of `kinds`."""
    (form,), parts = msgspec.json.schema_components([RuleFile], ref_template="#/$defs/{name}")
    whole: dict[str, Any] = {**form, "$defs": dict(parts)}
    body = whole["$defs"]["RuleFile"]
    body["properties"]["check"] = {"enum": sorted(kinds)}
    body["allOf"] = [_when(name, kinds[name].Params, whole["$defs"]) for name in sorted(kinds)]
    return _whole("A doclint rule", whole)


def report() -> dict[str, Any]:
    """The schema of the JSON report."""
    return _whole("A report of doclint", json.schema())


def _when(name: str, params: type[Any], parts: dict[str, Any]) -> dict[str, Any]:
    """If `check` is this kind, `with` is its `Params`; their parts go among the others, under the kind's name."""
    (form,), mine = msgspec.json.schema_components([params], ref_template=f"#/$defs/{name}.{{name}}")
    parts.update({f"{name}.{part}": body for part, body in mine.items()})
    return {"if": {"properties": {"check": {"const": name}}}, "then": {"properties": {"with": form}}}


def _whole(title: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": _DIALECT, "title": title, **body}
