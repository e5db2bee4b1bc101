"""The questions that people ask, over ontology and hypotheses, by two engines."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph

from rcagraph.outputs.knowledge_rdf import hypotheses_graph
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology

if TYPE_CHECKING:
    from pyoxigraph import Store

FOLDER = ontology_folder() / "questions"
QUESTIONS = sorted(FOLDER.glob("*.rq"))
NUMBER = re.compile(r"-?\d+(\.\d+)?")

Rows = list[list[str]]


@pytest.fixture(scope="module")
def knowledge() -> Graph:
    ontology = read_ontology(ontology_folder())
    library = read_library([hypotheses_folder()], ontology)
    graph = hypotheses_graph(library, ontology)
    for file in sorted(ontology_folder().glob("*.ttl")):
        graph.parse(file, format="turtle")
    return graph


@pytest.fixture(scope="module")
def store(knowledge: Graph) -> Store:
    ox = pytest.importorskip("pyoxigraph")
    store: Store = ox.Store()
    store.load(
        knowledge.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES
    )
    return store


def plain(cell: str) -> str:
    """Engines write one number in several ways: 0.70, 0.7."""
    return format(Decimal(cell).normalize(), "f") if NUMBER.fullmatch(cell) else cell


def expected(question: Path) -> Rows:
    table = FOLDER / "expected" / f"{question.stem}.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        return [[plain(cell) for cell in row] for row in csv.reader(lines)]


def by_rdflib(graph: Graph, query: str) -> Rows:
    found = graph.query(query)
    rows = [[plain(str(cell)) for cell in row] for row in found]  # type: ignore[union-attr]
    return [[str(each) for each in found.vars or ()], *rows]


def by_oxigraph(store: Store, query: str) -> Rows:
    found = store.query(query)
    rows = [[plain(cell.value) for cell in row] for row in found]  # type: ignore[union-attr]
    return [[each.value for each in found.variables], *rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda file: file.stem)
def test_both_engines_give_the_expected_answer(
    knowledge: Graph, store: Store, question: Path
) -> None:
    query = question.read_text(encoding="utf-8")
    answer = expected(question)
    assert by_rdflib(knowledge, query) == answer
    assert by_oxigraph(store, query) == answer


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda file: file.stem)
def test_question_is_in_english_and_its_answer_in_order(question: Path) -> None:
    first, *rest = question.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].*\?", first)
    assert any(line.startswith("ORDER BY ") for line in rest)
    # What some servers cannot do: unnamed nodes, and paths open at both ends.
    assert not any("[" in line or "_:" in line for line in rest)


def test_every_question_has_an_answer_and_every_answer_a_question() -> None:
    answers = {file.stem for file in (FOLDER / "expected").glob("*.csv")}
    assert {file.stem for file in QUESTIONS} == answers
    assert len(answers) >= 24


def test_nothing_is_left_open_that_the_library_promises() -> None:
    """Every driver is claimed and asked about, every named loop is closed."""
    for name in (
        "drivers-no-claim-mentions",
        "drivers-without-an-enquiry",
        "loops-with-an-unclaimed-link",
        "tests-waiting-for-figures",
    ):
        assert len(expected(FOLDER / f"{name}.rq")) == 1, name
