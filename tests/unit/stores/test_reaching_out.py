"""No query makes the embedded store ask anybody: a server listens, and hears nothing.

Every query is also given to the engine without our checks, which shows that the trap
works and which spellings of the keyword the engine understands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pyoxigraph as ox
import pytest

from rcagraph.errors import QueryError
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.tokens import reaches_out

# ADDRESS stands for that of the server. The first group reaches it unchecked.
UNDERSTOOD = [
    "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { service silent <ADDRESS> { ?s ?p ?o } }",
    "SELECT*{SERVICE<ADDRESS>{?s ?p ?o}}",
    "PREFIX : <ADDRESS> SELECT * { SERVICE : { ?s ?p ?o } }",
    "PREFIX : <ADDRESS> SELECT*{SERVICE:{?s ?p ?o}}",
    "PREFIX e: <ADDRESS> SELECT*{SERVICEe:{?s ?p ?o}}",
    "PREFIX e: <ADDRESS> SELECT*{SERVICESILENTe:{?s ?p ?o}}",
    "SELECT * { BIND(5 AS ?n) FILTER(?n<?n||5>4)SERVICE<ADDRESS>{?s ?p ?o} }",
    'SELECT * { BIND("#" AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }',
    "SELECT * { BIND('\\'' AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }",
    'SELECT * { BIND("""a"b\\"""" AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }',
    "SELECT * { BIND(<http://x/#a> AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { BIND(<http://x/\\u0041#a> AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }",
    "PREFIX e: <e:> SELECT * { BIND(e:a\\#b AS ?x) SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { # it's a comment\n SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } } } }",
    "ASK { FILTER(EXISTS { SERVICE <ADDRESS> { ?s ?p ?o } }) }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { true }SERVICE<ADDRESS>{ ?s ?p ?o } }",
]
NOT_UNDERSTOOD = [
    "SELECT * { \\u0053ERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * FROM <ADDRESS> { ?s ?p ?o }",
    "SELECT * FROM NAMED <ADDRESS> { GRAPH <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o OPTIONAL { ?s ?p 5SERVICE<ADDRESS>{ ?a ?b ?c } } }",
    "LOAD <ADDRESS>",
    "SELECT * { VALUES ?e { <ADDRESS> } SERVICE ?e { ?s ?p ?o } }",
    "PREFIX e: <e:> SELECT * { ?s ?p e:a.b.SERVICE<ADDRESS>{ ?a ?b ?c } }",
]
HARMLESS = [
    'ASK { FILTER(CONTAINS("same-day service", "service")) }',
    "SELECT ?service { VALUES ?service { 1 } }",
    "ASK { VALUES ?x { <https://schema.org/Service> } } # no SERVICE here",
    "SELECT ?x { VALUES ?x { '''it's a SERVICE''' \"\"\"SERVICE\"\"\" } }",
]


class _Listener(BaseHTTPRequestHandler):
    heard: int = 0

    def _answer(self) -> None:
        type(self).heard += 1
        self.send_response(500)
        self.end_headers()

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - names that the library looks for

    def log_message(self, *_: object) -> None:
        """Keep standard error clean."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Listener)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def heard_unchecked(query: str) -> int:
    _Listener.heard = 0
    store = ox.Store()
    store.add(ox.Quad(*[ox.NamedNode("x:x")] * 3))
    with suppress(OSError, SyntaxError, RuntimeError):
        found = store.query(query)
        if not isinstance(found, ox.QueryBoolean):
            list(found)
    return _Listener.heard


@pytest.mark.parametrize("query", UNDERSTOOD)
def test_what_the_engine_would_send_is_refused(address: str, query: str) -> None:
    asked = query.replace("ADDRESS", address)
    assert heard_unchecked(asked) > 0
    _Listener.heard = 0
    with pytest.raises(QueryError, match="SERVICE"):
        EmbeddedStore(()).query(asked, name="query")
    assert _Listener.heard == 0


@pytest.mark.parametrize("query", [*NOT_UNDERSTOOD, *HARMLESS])
def test_other_queries_send_nothing(address: str, query: str) -> None:
    _Listener.heard = 0
    with suppress(QueryError):
        EmbeddedStore(()).query(query.replace("ADDRESS", address), name="query")
    assert _Listener.heard == 0


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_in_strings_variables_and_addresses_is_let_through(query: str) -> None:
    assert not reaches_out(query)
    EmbeddedStore(()).query(query, name="query")
