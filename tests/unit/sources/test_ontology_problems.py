"""The shipped ontology with one thing broken at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rcagraph.errors import OntologyError
from rcagraph.sources import bundled
from rcagraph.sources.ontology_ttl import read_ontology


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled.ontology_folder(), tmp_path / "ontology"))


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first occurrence; return the line where it was."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(OntologyError) as caught:
        read_ontology(folder)
    return [str(problem) for problem in caught.value.problems]


def test_unknown_node_is_named_with_the_likely_one(copy: Path) -> None:
    change(
        copy,
        "metrics.ttl",
        "rca:indicates rcai:s_backlog",
        "rca:indicates rcai:s_bcklog",
    )
    (problem,) = problems_of(copy)
    assert problem.startswith("metrics.ttl:")
    assert "rtt_18wk_pct: names no known node; found 's_bcklog'" in problem
    assert problem.endswith("did you mean 's_backlog'?")


def test_syntax_error_gives_file_and_line(copy: Path) -> None:
    line = change(
        copy, "drivers.ttl", 'skos:notation "ops_ipc" ;', 'skos:notation "ops_ipc"'
    )
    (problem,) = problems_of(copy)
    # The parser can tell only when the next line does not go on as it should.
    assert problem.startswith(f"drivers.ttl:{line + 1}: not Turtle: ")


@pytest.mark.parametrize("text", ['rcai:x rca:y "never ends', "(" * 5000, "[] [] []"])
def test_broken_turtle_is_a_problem_and_not_a_crash(copy: Path, text: str) -> None:
    (copy / "broken.ttl").write_text(text, encoding="utf-8")
    (problem,) = problems_of(copy)
    assert problem.startswith("broken.ttl")
    assert "not Turtle" in problem


def test_text_that_is_not_utf8_is_a_problem(copy: Path) -> None:
    (copy / "latin.ttl").write_bytes(b"# caf\xe9\n")
    assert problems_of(copy) == ["latin.ttl: not UTF-8 text"]


def test_two_problems_are_reported_together(copy: Path) -> None:
    change(copy, "metrics.ttl", "rca:reliability 0.9", "rca:reliability 1.9")
    change(
        copy,
        "drivers.ttl",
        "rca:driverClass rcai:leadership",
        "skos:related rcai:leadership",
    )
    first, second = problems_of(copy)
    assert first.startswith("drivers.ttl:")
    assert "driverClass is missing" in first
    assert second.startswith("metrics.ttl:")
    assert "reliability is out of range; found 1.9, expected a number, 0 to 1" in second


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "metrics.ttl",
            'rca:polarity "context"',
            'rca:polarity "contxt"',
            "did you mean 'context'?",
        ),
        (
            "metrics.ttl",
            'rca:frequency "monthly"',
            'rca:frequency "weekly"',
            "expected monthly, quarterly",
        ),
        (
            "metrics.ttl",
            "rca:comparable true",
            "rca:comparible true",
            "found 'comparible'; did you mean 'comparable'?",
        ),
        (
            "metrics.ttl",
            "rca:publication rcai:publication-rtt",
            "rca:publication rcai:publication-rt",
            "points to no known publication",
        ),
        ("metrics.ttl", 'rca:unit "%"', 'rca:unit ""', "unit is missing"),
        (
            "metrics.ttl",
            "rca:freshMonths 15",
            "rca:freshMonths 0",
            "freshMonths is out of range; found 0, expected a number, from 1",
        ),
        (
            "states.ttl",
            'skos:notation "i_burnout"',
            'skos:notation "i_bournout"',
            "notation differs from the id",
        ),
        (
            "states.ttl",
            "rca:domain rcai:domain-",
            "rca:domain rcai:domian-",
            "points to no known domain",
        ),
        (
            "states.ttl",
            'skos:prefLabel "Burnout and low morale"',
            'skos:prefLabel "Staff survey: morale"',
            "prefLabel is that of i_burnout too",
        ),
        (
            "standards.ttl",
            'rca:inForceFrom "2025-04-01"',
            'rca:inForceFrom "2025-04"',
            "inForceFrom is not a date",
        ),
        (
            "standards.ttl",
            'rca:inForceUntil "2026-03-31"',
            'rca:inForceUntil "2016-03-31"',
            "ends before it starts",
        ),
        ("constants.ttl", "rca:leak 0.02", "rca:leak 1", "leak is out of range"),
        (
            "constants.ttl",
            "rca:refuted 0.25",
            "rca:refuted 0.8",
            "refuted must lie below confirmed",
        ),
        (
            "constants.ttl",
            'skos:notation "strong"',
            'skos:notation "srtong"',
            "did you mean 'strong'?",
        ),
        (
            "constants.ttl",
            "a rca:ConstantSet",
            "a skos:Concept",
            "the constants cannot be told",
        ),
        ("drivers.ttl", "rca:prior 0.05", 'rca:prior "small"', "prior is out of range"),
        (
            "events.ttl",
            "rcai:cancer_31d_pct",
            "rcai:cancer_31_pct",
            "did you mean 'cancer_31d_pct'?",
        ),
        (
            "loops.ttl",
            "( rcai:s_backlog rcai:s_cancel )",
            "( rcai:s_backlog rcai:s_cancle )",
            "loop-10: names no known node; found 's_cancle'",
        ),
        ("loops.ttl", "( rcai:s_backlog rcai:s_cancel )", "()", "loop-10: is no loop"),
        ("rcagraph.ttl", "owl:versionInfo", "rdfs:comment", "versionInfo is missing"),
        (
            "states.ttl",
            "rcai:i_delay\n",
            "rcai:i_burnout\n",
            "i_burnout is described twice; expected one block",
        ),
    ],
)
def test_bad_input_is_told_in_words(
    copy: Path, file: str, old: str, new: str, says: str
) -> None:
    change(copy, file, old, new)
    assert says in "\n".join(problems_of(copy))


def test_folder_without_turtle_is_a_problem(tmp_path: Path) -> None:
    assert "no Turtle files" in problems_of(tmp_path)[0]


def test_missing_shipped_folder_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "_HOMES", (tmp_path / "_data", tmp_path))
    with pytest.raises(OntologyError, match=r"ontology folder .* is missing"):
        bundled.ontology_folder()
    (tmp_path / "_data" / "ontology").mkdir(parents=True)
    (tmp_path / "_data" / "ontology" / "a.ttl").touch()
    assert bundled.ontology_folder() == tmp_path / "_data" / "ontology"
