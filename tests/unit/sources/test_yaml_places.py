from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcagraph.diagnostics.code import Code
from rcagraph.sources.yaml_places import parse_yaml


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30:45", "12:30:45"),
        ("2024-03-01", "2024-03-01"),
        ("010", 10),
        ("0.7", 0.7),
        (".5", 0.5),
        ("-3", -3),
        ("1e-3", 0.001),
        ("true", True),
        ("'true'", "true"),
        ("", None),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
    ],
)
def test_words_stay_words(written: str, read: object) -> None:
    placed = parse_yaml(f"key: {written}", "a.yaml")
    assert placed.data == {"key": read}
    assert type(placed.data["key"]) is type(read)


def test_every_value_knows_its_line() -> None:
    placed = parse_yaml("a:\n  - b: 1\n    c: 2\n", "a.yaml")
    assert placed.line_of(("a", 0, "c")) == 3
    assert placed.line_of(("a", 0, "nothing", "below")) == 2


def test_a_key_used_twice_is_reported_with_both_lines() -> None:
    (problem,) = parse_yaml("a: 1\nb: 2\na: 3\n", "a.yaml").problems
    assert str(problem) == (
        "a.yaml:3: key 'a' is used twice; expected it once; the first is on line 1"
    )


def test_broken_yaml_names_the_line() -> None:
    (problem,) = parse_yaml("a:\n  - b: [1, 2\nc: 3\n", "a.yaml").problems
    assert problem.line == 3
    assert problem.message.startswith("not YAML")


@pytest.mark.parametrize(
    "text",
    ["!!python/object:os.system {}", "a: &x [1]\nb: !local 3", "{a: !!set {}}"],
)
def test_tags_are_refused(text: str) -> None:
    placed = parse_yaml(text, "a.yaml")
    assert "tags are refused" in str(placed.problems[0])


def test_a_document_that_refers_to_itself_ends() -> None:
    assert parse_yaml("a: &a [*a]\n", "a.yaml").problems


def test_a_document_that_doubles_and_doubles_ends_quickly() -> None:
    layers = ["a0: &a0 [x, x]"]
    layers += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    assert parse_yaml("\n".join(layers), "a.yaml").problems


def test_deep_nesting_is_a_problem_and_not_a_crash() -> None:
    assert parse_yaml("[" * 50_000, "a.yaml").problems
    assert parse_yaml("[" * 60 + "]" * 60, "a.yaml").problems


def test_every_value_and_key_knows_its_column() -> None:
    places = parse_yaml("a:\n  - b: 1\n    cc: two\n", "a.yaml").places
    assert places.at("a", 0, "cc") == (3, 9)
    assert places.key("a", 0, "cc") == (3, 5)
    assert places.at("a", 0, "missing") == (2, 5)


def test_a_number_too_large_for_one_stays_text() -> None:
    assert parse_yaml("a: 1e999", "a.yaml").data == {"a": "1e999"}


def test_what_is_wrong_before_a_syntax_error_is_told_with_it() -> None:
    problems = parse_yaml("a: 1\na: 2\nb: [\n", "a.yaml").problems
    assert [(each.code, each.line) for each in problems] == [
        (Code.KEY_TWICE, 2),
        (Code.YAML_SYNTAX, 3),
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_or_told_with_a_code_and_a_place(text: str) -> None:
    for problem in parse_yaml(text, "a.yaml").problems:
        assert problem.code
        assert problem.line is not None
        assert 1 <= problem.line <= max(1, text.count("\n") + text.count("\r") + 1)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,?\t\n ", max_size=40))
def test_any_heap_of_yaml_signs_is_read_or_told(text: str) -> None:
    for problem in parse_yaml(text, "a.yaml").problems:
        assert problem.code
        assert problem.line is not None
        assert problem.column is not None
