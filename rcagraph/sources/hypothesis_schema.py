"""The JSON Schema of hypothesis files, for editors that complete and check YAML.

Made from the models that read the files, so the two cannot drift apart. Editors'
YAML support stops at draft 7 and other tools begin at 2020-12, so only keywords that
mean the same in both are used: definitions are written out where they are needed.
"""

from __future__ import annotations

import json
from typing import Any

from rcagraph.hypotheses.hypothesis import Hypothesis

_DIALECT = "http://json-schema.org/draft-07/schema#"


def hypothesis_schema() -> str:
    """Return the schema as JSON text, the same on every run."""
    made = Hypothesis.model_json_schema()
    written_out = _written_out(made, made.pop("$defs"))
    assert isinstance(written_out, dict)
    schema = {"$schema": _DIALECT, "title": "Hypothesis", **written_out}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _written_out(part: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401
    """Replace references by what they refer to; what stands beside one wins."""
    if isinstance(part, list):
        return [_written_out(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return _written_out({**definitions[name], **beside}, definitions)
    return {
        key: _value(key, value, definitions)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
    }


def _value(key: str, value: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401
    if key == "properties":  # its keys are names of the files and not of the schema
        return {name: _written_out(each, definitions) for name, each in value.items()}
    if key == "description":
        return _first_paragraph(value)
    return _written_out(value, definitions)


def _first_paragraph(text: str) -> str:
    """Return what an editor has room for of a docstring."""
    return " ".join(text.partition("\n\n")[0].split())
