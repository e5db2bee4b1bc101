from __future__ import annotations

import pyoxigraph as ox
import pytest

from rcagraph.errors import QueryError
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.results import Rows, Statements, Truth


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/{name}")


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore(
        ox.Quad(node(f"s{at}"), node("p"), ox.Literal(str(at)), node(f"g{at % 2}"))
        for at in range(40)
    )


def rows(store: EmbeddedStore, query: str) -> Rows:
    found = store.query(query, name="query")
    assert isinstance(found, Rows)
    return found


def test_the_union_of_all_graphs_is_asked_and_each_by_its_name(
    store: EmbeddedStore,
) -> None:
    assert len(store) == 40
    assert len(rows(store, "SELECT * { ?s ?p ?o }").rows) == 40
    graph = "GRAPH <https://example.org/g1>"
    assert len(rows(store, f"SELECT * {{ {graph} {{ ?s ?p ?o }} }}").rows) == 20
    own = "SELECT * FROM <https://example.org/g0> { ?s ?p ?o }"
    assert len(rows(store, own).rows) == 20


def test_rows_without_an_order_come_in_the_same_order_from_any_store() -> None:
    quads = [
        ox.Quad(node(f"s{at}"), node("p"), node("o"), node("g")) for at in range(9)
    ]
    query = "SELECT ?s { ?s ?p ?o }"
    first = rows(EmbeddedStore(quads), query)
    assert first == rows(EmbeddedStore(reversed(quads)), query)
    assert list(first.rows) == sorted(first.rows, key=str)


def test_an_order_that_is_asked_for_is_kept(store: EmbeddedStore) -> None:
    found = rows(store, "SELECT ?o { ?s ?p ?o } ORDER BY DESC(STR(?o))")
    values = [str(each) for (each,) in found.rows]
    assert values == sorted(values, reverse=True)


def test_ask_and_construct_have_answers_of_their_own(store: EmbeddedStore) -> None:
    assert store.query("ASK { ?s ?p '3' }", name="query") == Truth(holds=True)
    made = store.query("CONSTRUCT { ?p ?p ?p } WHERE { ?s ?p ?o }", name="query")
    assert isinstance(made, Statements)
    assert len(made.triples) == 1


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("SELECT ?s {\n  ?s rca:belief ? }", 2, 19, "not SPARQL"),
        ("ASK {\n\n ?s ex:a ?o }", 3, 5, "prefix is not declared; found ex:"),
        ("ASK { ?s rac:belief ?o }", 1, 10, "did you mean 'rca'"),
        ("", 1, 1, "not SPARQL"),
        ("SELECT", 1, 7, "not SPARQL"),
        ("DELETE WHERE { ?s ?p ?o }", 1, 1, "updates are refused"),
        ("PREFIX a: <a:>\nINSERT DATA { a:b a:c 1 }", 2, 1, "updates are refused"),
        ("PREFIX a: <a:> CLEAR ALL", 1, 16, "updates are refused"),
        ("SELECT ?s { ?s ?p ?o } ; DROP ALL", 1, 30, "not SPARQL"),
    ],
)
def test_a_mistake_is_told_with_line_and_column(
    store: EmbeddedStore, query: str, line: int, column: int, said: str
) -> None:
    with pytest.raises(QueryError, match=said) as raised:
        store.query(query, name="mine.rq")
    (problem,) = raised.value.problems
    assert (problem.file, problem.line, problem.column) == ("mine.rq", line, column)
    assert len(store) == 40


def test_a_query_that_multiplies_is_given_up(store: EmbeddedStore) -> None:
    many = " ".join(f"?a{at} ?b{at} ?c{at} ." for at in range(8))
    with pytest.raises(QueryError, match=r"no answer within 0\.05 s"):
        store.query(f"SELECT (COUNT(*) AS ?n) {{ {many} }}", name="query", seconds=0.05)
