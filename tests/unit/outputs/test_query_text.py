from __future__ import annotations

import csv
import io

import pyoxigraph as ox

from rcagraph.outputs.query_text import result_csv, result_json, result_table
from rcagraph.stores.results import Rows, Statements, Truth
from rcagraph.vocabulary import names

XSD = "http://www.w3.org/2001/XMLSchema#"
NODE = ox.NamedNode(names.ID + "ops_discharge")
ROWS = Rows(
    variables=("thing", "text", "number"),
    rows=(
        (
            NODE,
            ox.Literal("=1+1"),
            ox.Literal("-1.5", datatype=ox.NamedNode(XSD + "decimal")),
        ),
        (
            ox.NamedNode("https://example.org/a"),
            ox.Literal("Wait", language="en"),
            None,
        ),
        (ox.BlankNode("b"), ox.Literal('two\nlines, "quoted"'), ox.Literal("-2")),
    ),
)
TRIPLES = Statements(triples=(ox.Triple(NODE, NODE, ox.Literal("@SUM(A1)")),))


def test_json_is_read_back_by_a_library_of_its_own() -> None:
    read = ox.parse_query_results(result_json(ROWS), ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    assert tuple(each.value for each in read.variables) == ROWS.variables
    assert tuple(tuple(row[v] for v in ROWS.variables) for row in read) == ROWS.rows
    for holds in (True, False):
        told = result_json(Truth(holds=holds))
        answer = ox.parse_query_results(told, ox.QueryResultsFormat.JSON)
        assert bool(answer) is holds
    json_ld = ox.parse(result_json(TRIPLES), ox.RdfFormat.JSON_LD)
    assert {each.triple for each in json_ld} == set(TRIPLES.triples)


def test_csv_keeps_numbers_and_makes_text_inert() -> None:
    heading, *rows = csv.reader(io.StringIO(result_csv(ROWS)))
    assert tuple(heading) == ROWS.variables
    assert rows == [
        [NODE.value, "'=1+1", "-1.5"],
        ["https://example.org/a", "Wait", ""],
        ["_:b", 'two\nlines, "quoted"', "'-2"],
    ]
    assert result_csv(Truth(holds=True)) == "answer\ntrue\n"
    assert result_csv(TRIPLES).splitlines()[1].endswith(",'@SUM(A1)")


def test_a_table_has_every_word_and_fits_the_width() -> None:
    long = "word " * 60
    table = result_table(
        Rows(variables=("a", "b"), rows=((ox.Literal(long), NODE),)), width=60
    )
    lines = table.splitlines()
    assert max(map(len, lines)) <= 60
    assert table.count("word") == 60
    assert "rcai:ops_discharge" in table
    assert lines[-1] == "1 row"


def test_an_answer_without_rows_columns_or_truth_is_told_so() -> None:
    assert result_table(Rows(variables=("a",), rows=())).split() == ["a", "0", "rows"]
    assert result_table(Rows(variables=(), rows=((),))).split() == ["1", "row"]
    assert result_table(Truth(holds=False)) == "no\n"


def test_triples_are_turtle_that_another_library_reads() -> None:
    read = ox.parse(result_table(TRIPLES), ox.RdfFormat.TURTLE)
    assert {each.triple for each in read} == set(TRIPLES.triples)
