from __future__ import annotations

import pytest

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.outputs.problems_text import Style, concise, full

PROBLEM = Problem(
    file="mine.yaml",
    line=9,
    column=13,
    message="effect is not in the ontology",
    found="'i_dleay'",
    expected="an id defined in ontology/",
    hint="i_delay",
    code=Code.NODE_UNKNOWN,
)
LINE = "    effect: i_dleay"


def shown(problem: Problem, line: str, *, colour: bool = False) -> list[str]:
    assert problem.line is not None
    excerpts = {(problem.file, problem.line): line}
    return list(full(problem, excerpts, Style(colour=colour)))


def test_in_full_a_problem_shows_its_line_with_the_word_underlined() -> None:
    assert shown(PROBLEM, LINE) == [
        "error[RCG121]: effect is not in the ontology",
        " --> mine.yaml:9:13",
        "  |",
        "9 |     effect: i_dleay",
        "  |             ^^^^^^^",
        "  = found 'i_dleay', expected an id defined in ontology/",
        "  = help: did you mean 'i_delay'?",
    ]


def test_in_short_a_problem_is_one_line() -> None:
    assert concise(PROBLEM, Style()) == (
        "mine.yaml:9:13: error[RCG121]: effect is not in the ontology; found "
        "'i_dleay', expected an id defined in ontology/; did you mean 'i_delay'?"
    )


def test_a_problem_without_a_place_is_told_all_the_same() -> None:
    problem = Problem(message="no versions", severity="warning")
    assert list(full(problem, {}, Style())) == ["warning: no versions"]
    assert concise(problem, Style()) == "warning: no versions"


@pytest.mark.parametrize(
    ("line", "column", "found", "underlined"),
    [
        ("lag: day  # soon", 6, "'day'", "day"),
        ('lag: "day"', 6, "'day'", '"day"'),
        ("symptoms: [s_a, s_b]", 12, "'s_a'", "s_a"),
        ("RAJ,2026-03,shmi", 5, "'2026-03'", "2026-03"),
        ("lags: day", 1, "", "lags"),
        ("", 1, "", "^"),
        ("short", 99, "", "^"),
    ],
)
def test_what_was_found_is_underlined_and_no_more(
    line: str, column: int, found: str, underlined: str
) -> None:
    problem = Problem(file="a", line=1, column=column, message="m", found=found)
    pointer = shown(problem, line)[4].removeprefix("  | ")
    assert len(pointer.strip()) == len(underlined)


def test_a_tab_in_front_keeps_the_pointer_in_place() -> None:
    problem = Problem(file="a", line=1, column=2, message="m")
    assert shown(problem, "\tlag: x")[3:5] == ["1 | \tlag: x", "  | \t^^^"]


def test_of_a_long_line_what_surrounds_the_fault_is_shown() -> None:
    line = "x" * 500 + " wrong " + "y" * 500
    problem = Problem(file="a", line=1, column=502, message="m", found="wrong")
    _, _, _, text, pointer, *_ = shown(problem, line)
    assert len(text) < 130
    start = pointer.index("^")
    assert text[start : start + len("wrong")] == "wrong"


def test_colour_is_there_only_when_asked_for() -> None:
    assert "\x1b[" not in "".join(shown(PROBLEM, LINE))
    assert "\x1b[1;31merror[RCG121]\x1b[0m" in shown(PROBLEM, LINE, colour=True)[0]


def test_text_from_files_gives_no_orders_to_a_terminal() -> None:
    problem = Problem(
        file="a\x1b]0;x\x07.yaml",
        line=1,
        column=1,
        message="m \x1b[2J \u202e",
        found="\r\n\x00",
    )
    told = "".join(shown(problem, "title: \x1b[31mred\x9b")) + concise(problem, Style())
    assert not [sign for sign in told if ord(sign) < 32 or sign in "\x9b\u202e"]
