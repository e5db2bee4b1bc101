"""A SPARQL 1.1 server, by the SPARQL Protocol and the Graph Store Protocol (W3C 2013).

Plain HTTP by the standard library: two kinds of request need no client of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from pyoxigraph import (
    NamedNode,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    parse,
    parse_query_results,
)

from rcagraph._version import __version__
from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, QueryError
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.port import (
    SECONDS,
    check_query,
    has_own_dataset,
    is_ordered,
    too_slow,
)
from rcagraph.stores.prefixes import PREFIXES, shortened
from rcagraph.stores.results import Result, Rows, Statements, result_of
from rcagraph.vocabulary import names

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
# Every graph of the project states its licence, which is quicker to look up than all
# graphs are to list.
_GRAPHS = f"""SELECT DISTINCT ?graph WHERE {{
  GRAPH ?graph {{ ?graph <{PREFIXES["dcterms"]}license> ?licence }}
  FILTER(STRSTARTS(STR(?graph), "{names.ID}graph/"))
}} ORDER BY ?graph"""
_LONGEST = 200


class RemoteStore:
    """A server that answers queries.

    Args:
        endpoint: address of its query service, as http://127.0.0.1:7878/query.
        starts: how the names of the graphs begin that count; the server has to have
            some for each. All of the project's by default.
    """

    def __init__(
        self, endpoint: str, *, starts: Sequence[str] = (f"{names.ID}graph/",)
    ) -> None:
        _check_address(endpoint)
        self._endpoint = endpoint
        self._starts = starts

    def query(self, text: str, *, name: str, seconds: float = SECONDS) -> Result:
        """Answer a query over the project's graphs on the server.

        The text is read here first, so that mistakes get the same message as in the
        embedded store. The server decides about SERVICE.

        Raises:
            QueryError: it cannot be read, is refused, or the server does not answer.
        """
        check_query(text, name=name, may_reach_out=True)
        if "SERVICE" not in text.upper():
            EmbeddedStore(()).query(text, name=name)
        asked = [("query", _with_prefixes(text))]
        if not has_own_dataset(text):
            for graph in self._graphs(name, seconds):
                asked += [("default-graph-uri", graph), ("named-graph-uri", graph)]
        return self._ask(asked, name, seconds, ordered=is_ordered(text))

    def _graphs(self, name: str, seconds: float) -> list[str]:
        found = self._ask([("query", _GRAPHS)], name, seconds, ordered=True)
        assert isinstance(found, Rows)
        graphs = [row[0].value for row in found.rows if isinstance(row[0], NamedNode)]
        for start in self._starts:
            if not any(each.startswith(start) for each in graphs):
                raise _failure(
                    self._endpoint,
                    f"the server has no graph {shortened(start)}",
                    f"{len(graphs)} graphs of rcagraph",
                    "a server that `rcagraph export --to` has loaded with it",
                )
        return [each for each in graphs if each.startswith(tuple(self._starts))]

    def _ask(
        self, asked: list[tuple[str, str]], name: str, seconds: float, *, ordered: bool
    ) -> Result:
        kind, body = _send(
            Request(  # noqa: S310 - the scheme has been checked
                self._endpoint,
                data=urlencode(asked).encode(),
                headers={
                    "Accept": f"{_JSON}, {_TRIPLES};q=0.9",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            ),
            name,
            seconds,
        )
        try:
            if kind == _JSON:
                found = parse_query_results(body, QueryResultsFormat.JSON)
                assert not isinstance(found, QueryTriples)
                return result_of(found, ordered=ordered)
            if kind == _TRIPLES:
                read = {each.triple for each in parse(body, RdfFormat.N_TRIPLES)}
                return Statements(triples=tuple(sorted(read, key=str)))
        except (SyntaxError, ValueError) as error:
            raise _failure(
                self._endpoint, "the answer cannot be read", str(error), kind
            ) from error
        raise _failure(
            self._endpoint,
            "the answer is of another kind than asked for",
            kind or "no content type",
            f"{_JSON} or {_TRIPLES}; is this the address of the query service?",
        )


def put_graphs(
    store: str, graphs: Mapping[str, bytes], *, seconds: float = SECONDS
) -> None:
    """Load graphs into a server; what it has under their names is replaced.

    Args:
        store: address of its Graph Store Protocol service.
        graphs: name → N-Triples.
        seconds: how long each may take.

    Raises:
        QueryError: the server refuses, or does not answer.
    """
    _check_address(store)
    for graph, triples in graphs.items():
        request = Request(  # noqa: S310 - the scheme has been checked
            f"{store}?{urlencode({'graph': graph})}",
            data=triples,
            headers={"Content-Type": _TRIPLES},
            method="PUT",
        )
        _send(request, store, seconds)


def _with_prefixes(text: str) -> str:
    lines = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
    return lines + text


def _send(request: Request, name: str, seconds: float) -> tuple[str, bytes]:
    """Return content type and body of the answer."""
    request.add_header("User-Agent", f"rcagraph/{__version__}")
    address = request.full_url.partition("?")[0]
    try:
        with urlopen(request, timeout=seconds) as answer:  # noqa: S310 - as above
            headers: HTTPMessage = answer.headers
            return headers.get_content_type(), answer.read()
    except HTTPError as error:
        said = " ".join(error.read(_LONGEST).decode("utf-8", "replace").split())
        raise _failure(
            address, f"the server answers {error.code} {error.reason}", said, ""
        ) from error
    except TimeoutError as error:
        raise too_slow(name, seconds) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise too_slow(name, seconds) from error
        raise _failure(
            address, "the server cannot be reached", str(reason), "a running server"
        ) from error


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _failure(
            address, "not the address of a server", address, "http://… or https://…"
        )


def _failure(address: str, message: str, found: str, expected: str) -> QueryError:
    return QueryError(
        Problem(
            file=address,
            message=message,
            found=found,
            expected=expected,
            code=Code.NO_ANSWER,
        )
    )
