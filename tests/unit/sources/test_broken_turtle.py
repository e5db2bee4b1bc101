"""Ways of breaking the ontology: each gets its code, at its line, and no crash."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.sources import bundled
from rcagraph.sources.check_files import scan_ontology
from rcagraph.sources.turtle_places import TurtleFolder

# File, what is written in place of what → code, and lines below the change.
CHANGES: dict[str, tuple[str, str, str, Code]] = {
    "wrong polarity": (
        "metrics.ttl",
        'rca:polarity "high-is-bad"',
        'rca:polarity "high_is_bad"',
        Code.PROPERTY_WORD,
    ),
    "reliability above one": (
        "metrics.ttl",
        "rca:reliability 0.9",
        "rca:reliability 9",
        Code.PROPERTY_NUMBER,
    ),
    "months in words": (
        "metrics.ttl",
        "rca:freshMonths 15",
        'rca:freshMonths "many"',
        Code.PROPERTY_NUMBER,
    ),
    "indicates nothing known": (
        "metrics.ttl",
        "rca:indicates rcai:s_backlog",
        "rca:indicates rcai:s_nowhere",
        Code.REFERENCE_UNKNOWN,
    ),
    "unknown publication": (
        "metrics.ttl",
        "rca:publication rcai:publication-rtt",
        "rca:publication rcai:publication-rt",
        Code.REFERENCE_UNKNOWN,
    ),
    "misspelt property": (
        "metrics.ttl",
        "rca:comparable true",
        "rca:comparible true",
        Code.NAME_UNDECLARED,
    ),
    "date without day": (
        "standards.ttl",
        'rca:inForceFrom "2025-04-01"',
        'rca:inForceFrom "2025-04"',
        Code.PROPERTY_DATE,
    ),
    "label of another": (
        "states.ttl",
        'skos:prefLabel "Delayed discharge"',
        'skos:prefLabel "Burnout and low morale"',
        Code.LABEL_SHARED,
    ),
    "notation of another": (
        "states.ttl",
        'skos:notation "i_burnout"',
        'skos:notation "i_burnuot"',
        Code.NOTATION_DIFFERS,
    ),
    "loop through nowhere": (
        "loops.ttl",
        "( rcai:s_backlog rcai:s_cancel )",
        "( rcai:s_backlog rcai:s_cancle )",
        Code.REFERENCE_UNKNOWN,
    ),
    "missing semicolon": (
        "drivers.ttl",
        'skos:notation "ops_ipc" ;',
        'skos:notation "ops_ipc"',
        Code.TURTLE_SYNTAX,
    ),
    "text that never ends": (
        "events.ttl",
        '"The Covid-19 pandemic"@en',
        '"The Covid-19 pandemic@en',
        Code.TURTLE_SYNTAX,
    ),
    "NUL": ("drivers.ttl", "not tracked", "not\0tracked", Code.CONTROL_CHARACTER),
    "word without number": (
        "constants.ttl",
        'skos:notation "strong"',
        'skos:notation "srtong"',
        Code.PROPERTY_WORD,
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled.ontology_folder(), tmp_path / "ontology"))


def change(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; return its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return text[: text.index(old)].count("\n") + 1


def problems_of(folder: Path) -> tuple[Problem, ...]:
    return scan_ontology(folder, shapes=False).problems


@pytest.mark.parametrize("name", CHANGES)
def test_each_fault_gets_its_code_at_the_line_itself(folder: Path, name: str) -> None:
    file, old, new, code = CHANGES[name]
    if name == "text that never ends":
        old = first_label(folder / file)
        new = old.replace('"@en', "@en")
    line = change(folder / file, old, new)
    told = problems_of(folder)
    shown = f"{folder}/{file}"
    assert (shown, line, code) in [(p.file, p.line, p.code) for p in told], told
    assert all(p.code for p in told)


def first_label(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.strip().startswith("skos:prefLabel"))


def test_a_property_that_is_missing_is_told_at_the_head_of_the_block(
    folder: Path,
) -> None:
    file = folder / "metrics.ttl"
    line = change(file, '    rca:polarity "high-is-bad" ;\n', "")
    (problem,) = problems_of(folder)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert problem.code == Code.POLARITY_MISSING
    assert problem.line is not None
    assert problem.line < line
    assert lines[problem.line - 1].startswith("rcai:")


def test_two_blocks_for_one_term_are_told_at_the_second(folder: Path) -> None:
    line = change(folder / "states.ttl", "rcai:i_delay\n", "rcai:i_burnout\n")
    (problem,) = problems_of(folder)
    assert (problem.code, problem.line) == (Code.TERM_TWICE, line)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"# caf\xe9\n", Code.NOT_UTF8, 1),
        (b"# fine\n\xff\xfe", Code.NOT_UTF8, 2),
        (b"(" * 5_000, Code.TURTLE_SYNTAX, 1),
        (b"rcai:a rca:b 1 .\n", Code.TURTLE_SYNTAX, 1),
        (b"@prefix : <x#> .\n:a :b\n", Code.TURTLE_SYNTAX, 2),
        (b"#" * 50_000_000, Code.TOO_LARGE, 1),
    ],
    ids=["Latin-1", "binary", "deep", "no prefix", "ends early", "50 megabytes"],
)
def test_a_file_that_is_no_turtle_gets_one_code(
    folder: Path, content: bytes, code: Code, line: int
) -> None:
    (folder / "broken.ttl").write_bytes(content)
    (problem,) = problems_of(folder)
    assert (problem.code, problem.line) == (code, line)
    assert problem.file == f"{folder}/broken.ttl"


def test_a_byte_order_mark_and_other_line_ends_are_no_fault(folder: Path) -> None:
    for file in folder.glob("*.ttl"):
        content = file.read_bytes().replace(b"\n", b"\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + content)
    assert problems_of(folder) == ()


def test_a_term_is_found_where_it_is_described(folder: Path) -> None:
    turtle = TurtleFolder(folder, "words")
    file, line = turtle.place("i_delay")
    assert file == "words/states.ttl"
    assert line is not None
    text = (folder / "states.ttl").read_text(encoding="utf-8")
    assert text.splitlines()[line - 1] == "rcai:i_delay"
    assert turtle.place("nowhere") == ("words", None)
