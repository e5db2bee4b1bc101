from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rcagraph.answers.answer import Answer, new_answer
from rcagraph.errors import ObservationsError
from rcagraph.outputs.answers_jsonl import answer_line
from rcagraph.sources.answers_jsonl import parse_answers, read_answers
from rcagraph.sources.review_yaml import read_review

NODES = ("ops_flow", "str_estate")


def answer(about: str = "ops_flow", note: str = "") -> Answer:
    return new_answer(
        organisation="RZZ",
        about=about,
        outcome="confirms",
        kind="interview",
        reliability="moderate",
        source="chief nurse",
        note=note,
        given=date(2026, 3, 1),
        recorded=date(2026, 3, 2),
    )


def problem(text: str) -> str:
    with pytest.raises(ObservationsError) as raised:
        parse_answers(text, "a.jsonl")
    return str(raised.value)


@pytest.mark.parametrize("note", ["", 'a "quote"', "£ and \u2028 and é", "=1+1"])
def test_what_is_written_is_read(note: str) -> None:
    said = answer(note=note)
    assert parse_answers(answer_line(said), "a.jsonl").answers == (said,)


def test_files_that_were_joined_hold_each_answer_once() -> None:
    line = answer_line(answer())
    book = parse_answers(line + "\n" + line, "a.jsonl")
    assert (book.answers, book.lines) == ((answer(),), (1,))


def test_every_bad_line_is_named_and_none_is_skipped() -> None:
    fields = json.loads(answer_line(answer()))
    word = json.dumps(fields | {"outcome": "confirm"})
    key = json.dumps(fields | {"sorce": "x"})
    torn = answer_line(answer("str_estate"))[:40]
    said = problem(f"{answer_line(answer())}{word}\n{key}\n{torn}\n")
    places = [line.partition(": ")[0] for line in said.splitlines()]
    assert places == ["a.jsonl:2", "a.jsonl:3", "a.jsonl:4"]
    assert "did you mean 'confirms'?" in said
    assert "did you mean 'source'?" in said
    assert "no record of an answer" in said


def test_one_id_with_two_meanings_is_refused() -> None:
    fields = json.loads(answer_line(answer()))
    changed = json.dumps(fields | {"outcome": "refutes"})
    assert "twice" in problem(answer_line(answer()) + changed)


def test_a_correction_of_nothing_is_refused() -> None:
    fields = json.loads(answer_line(answer())) | {"supersedes": "00000000"}
    assert "not in the file" in problem(json.dumps(fields))


def test_an_answer_about_an_unknown_node_is_refused_with_its_line(
    tmp_path: Path,
) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text("\n" + answer_line(answer("ops_flwo")), encoding="utf-8")
    with pytest.raises(ObservationsError, match=r":2: .*did you mean 'ops_flow'\?"):
        read_answers(file, NODES)


def test_a_missing_file_is_an_error_only_where_it_was_named(tmp_path: Path) -> None:
    file = tmp_path / "none.jsonl"
    assert read_answers(file, NODES, must_exist=False).answers == ()
    with pytest.raises(ObservationsError, match="no such file"):
        read_answers(file, NODES)


REVIEW = """\
title: A report
publisher: A body
published: 2025-01-31
reference: https://example.org/report
themes:
  - about: ops_flow
    finding: present
    place: p. 4
    says: So it is.
"""


def test_a_review_is_read(tmp_path: Path) -> None:
    file = tmp_path / "review.yaml"
    file.write_text(REVIEW, encoding="utf-8")
    found = read_review(file, NODES)
    assert (found.published, found.themes[0].about) == (date(2025, 1, 31), "ops_flow")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("finding: present", "finding: presnt", ":7: .*did you mean 'present'"),
        ("about: ops_flow", "about: ops_flwo", ":6: .*did you mean 'ops_flow'"),
        ("2025-01-31", "January", ":3: .*a day such as"),
        ("2025-01-31", "2025", ":3: .*a day such as"),
        ("publisher: A body\n", "", "publisher missing"),
        ("place: p. 4", "plcae: p. 4", "unknown key 'plcae'"),
        ("themes:", "themes: [", "not YAML"),
    ],
)
def test_a_review_at_fault_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    file = tmp_path / "review.yaml"
    file.write_text(REVIEW.replace(old, new), encoding="utf-8")
    with pytest.raises(ObservationsError, match=said):
        read_review(file, NODES)


def test_a_second_theme_about_one_node_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "review.yaml"
    theme = REVIEW.partition("themes:\n")[2]
    file.write_text(REVIEW + theme, encoding="utf-8")
    with pytest.raises(ObservationsError, match=r":10: .*the first is on line 6"):
        read_review(file, NODES)
