from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rcagraph.sources.bundled import hypotheses_folder
from rcagraph.sources.hypothesis_schema import hypothesis_schema
from rcagraph.sources.yaml_places import parse_yaml

jsonschema = pytest.importorskip("jsonschema")

SCHEMA = json.loads(hypothesis_schema())
FILES = sorted(hypotheses_folder().rglob("*.yaml"))
# Keywords that mean the same in draft 7 and in 2020-12.
SHARED = {
    "$schema",
    "additionalProperties",
    "anyOf",
    "default",
    "description",
    "enum",
    "exclusiveMinimum",
    "items",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
}


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    for key, value in schema.items():
        yield key
        if key == "properties":
            for each in value.values():
                assert each.get("description"), each
                yield from keywords(each)
        elif key == "items":
            yield from keywords(value)
        elif key == "anyOf":
            for each in value:
                yield from keywords(each)


def test_the_shipped_schema_is_current() -> None:
    shipped = (hypotheses_folder() / "schema.json").read_text(encoding="utf-8")
    assert shipped == hypothesis_schema(), "run python scripts/write_reference.py"


def test_only_keywords_of_both_dialects_are_used_and_all_is_described() -> None:
    assert set(keywords(SCHEMA)) <= SHARED


@pytest.mark.parametrize("draft", ["Draft7Validator", "Draft202012Validator"])
def test_the_schema_is_one_and_accepts_every_shipped_file(draft: str) -> None:
    validator = getattr(jsonschema, draft)
    validator.check_schema(SCHEMA)
    assert len(FILES) >= 75
    for file in FILES:
        data = parse_yaml(file.read_text(encoding="utf-8"), file.name).data
        assert list(validator(SCHEMA).iter_errors(data)) == [], file.name


@pytest.mark.parametrize("draft", ["Draft7Validator", "Draft202012Validator"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("links", 0, "strength"), "strnog"),
        (("links", 0, "strength"), 1.5),
        (("links", 0, "strength"), 0),
        (("links", 0, "lag"), "day"),
        (("links", 0, "surce"), "x"),
        (("links",), []),
        (("symptoms",), "s_harm"),
        (("id",), "Not An Id"),
        (("claim",), ""),
        (("enquiries", 0, "question"), 7),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(
    draft: str, path: tuple[str | int, ...], value: object
) -> None:
    data = parse_yaml(FILES[0].read_text(encoding="utf-8"), "a.yaml").data
    part = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    errors = list(getattr(jsonschema, draft)(SCHEMA).iter_errors(data))
    assert len(errors) == 1
    assert list(errors[0].absolute_path) in (list(path), list(path[:-1]))


def test_every_shipped_file_tells_editors_where_the_schema_is() -> None:
    for file in FILES:
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve() == FILES[0].parents[1] / "schema.json"


def test_the_schema_is_the_same_on_every_run() -> None:
    assert hypothesis_schema() == hypothesis_schema()
    assert Path(hypotheses_folder() / "schema.json").read_bytes().endswith(b"}\n")
