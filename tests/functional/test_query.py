"""rcagraph query and export, as users call them; and against a real SPARQL server."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from rcagraph.cli import main
from rcagraph.errors import QueryError
from rcagraph.knowledge_graph import load_into
from rcagraph.outputs.dataset import Dataset
from rcagraph.outputs.rdf_writer import graph_starts
from rcagraph.sources.bundled import examples_folder
from rcagraph.sources.questions import read_questions
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.remote import RemoteStore
from rcagraph.stores.results import Rows

Call = Callable[..., tuple[str, str]]
QUESTIONS = read_questions()


@pytest.fixture(scope="module")
def loaded(sparql_server: str, answered_dataset: Dataset) -> str:
    """Return the query service of a server that holds the dataset."""
    load_into(f"{sparql_server}/store", answered_dataset, seconds=60)
    return f"{sparql_server}/query"


@pytest.fixture(scope="module")
def embedded(answered_dataset: Dataset) -> EmbeddedStore:
    return EmbeddedStore(answered_dataset.quads)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_shipped_question_has_the_same_answer_on_a_server(
    loaded: str, embedded: EmbeddedStore, name: str
) -> None:
    text = QUESTIONS[name].text
    local = embedded.query(text, name=name)
    remote = RemoteStore(loaded).query(text, name=name)
    assert remote == local
    assert isinstance(local, Rows)
    findings = QUESTIONS[name].about_organisations
    assert local.rows or not findings


@pytest.mark.parametrize(
    "query",
    [
        "ASK { rcai:ops_discharge a rca:Driver }",
        "CONSTRUCT { ?d skos:broader ?c } WHERE { ?d rca:driverClass ?c }",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
        "SELECT (COUNT(*) AS ?n) FROM rcai:graph\\/ontology { ?s ?p ?o }",
        "SELECT ?f ?b { ?f rca:belief ?b }",
    ],
)
def test_other_forms_have_the_same_answer_on_a_server(
    loaded: str, embedded: EmbeddedStore, query: str
) -> None:
    assert RemoteStore(loaded).query(query, name="q") == embedded.query(query, name="q")


def test_loading_again_replaces_what_was_there(
    loaded: str, sparql_server: str, answered_dataset: Dataset
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = RemoteStore(loaded).query(count, name="q")
    load_into(f"{sparql_server}/store", answered_dataset, seconds=60)
    assert RemoteStore(loaded).query(count, name="q") == before


def test_only_graphs_of_the_organisations_asked_for_count(loaded: str) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    knowledge = RemoteStore(loaded, starts=graph_starts([], None)).query(
        query, name="q"
    )
    assert isinstance(knowledge, Rows)
    assert len(knowledge.rows) == 2
    everything = RemoteStore(loaded, starts=graph_starts(["raj"], None))
    found = everything.query(query, name="q")
    assert isinstance(found, Rows)
    assert len(found.rows) == 5
    for codes, day in ((["RYR"], None), (["RAJ"], date(2019, 3, 31))):
        absent = RemoteStore(loaded, starts=graph_starts(codes, day))
        with pytest.raises(QueryError, match=f"no graph rcai:graph/{codes[0]}/"):
            absent.query(query, name="q")


class _Odd(BaseHTTPRequestHandler):
    """Answers every request in a way of its own, by path."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        kind, body = {
            "/html": ("text/html", b"<p>Welcome</p>"),
            "/broken": ("application/sparql-results+json", b"{"),
            "/empty": (
                "application/sparql-results+json",
                b'{"head":{"vars":["graph"]},"results":{"bindings":[]}}',
            ),
        }.get(self.path, ("text/plain", b"too bad"))
        self.send_response(503 if kind == "text/plain" else 200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep standard error clean."""


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Odd)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/html", "of another kind than asked for; found text/html"),
        ("/broken", "the answer cannot be read"),
        ("/empty", "the server has no graph"),
        ("/other", "answers 503 Service Unavailable; found too bad"),
    ],
)
def test_a_server_that_answers_oddly_gets_one_message(
    odd: str, path: str, said: str
) -> None:
    with pytest.raises(QueryError, match=said):
        RemoteStore(odd + path).query("ASK {}", name="q")


def test_a_silent_server_is_given_up() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Odd)  # listens, and never answers
    address = f"http://127.0.0.1:{server.server_port}/"
    with server, pytest.raises(QueryError, match=r"no answer within 0\.1 s"):
        RemoteStore(address).query("ASK {}", name="q", seconds=0.1)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "//x", "", "http://", "http://["],
)
def test_only_http_addresses_are_asked(address: str) -> None:
    with pytest.raises(QueryError, match="not the address of a server"):
        RemoteStore(address)


def test_a_finding_is_followed_to_its_rows(call: Call) -> None:
    asked = ("what-a-finding-rests-on", "raj", "--set", "driver=ops_vacancy")
    told, _ = call("query", *asked, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert len(rows) > 5
    moves = [abs(float(row["moves"])) for row in rows]
    assert moves == sorted(moves, reverse=True)
    assert all(row["place"].startswith("observations.csv.gz:") for row in rows)


def test_the_row_named_is_that_of_the_file(call: Call) -> None:
    """The figure is read a second time, from the file itself."""
    told, _ = call("query", "observations-that-count-most", "RAJ", "--format", "csv")
    figures = examples_folder() / "england" / "observations.csv.gz"
    with gzip.open(figures, "rt", encoding="utf-8", newline="") as text:
        lines = text.read().splitlines()
    columns = lines[0].split(",")
    for row in csv.DictReader(io.StringIO(told)):
        (cells,) = csv.reader([lines[int(row["row"]) - 1]])
        stated = dict(zip(columns, cells, strict=True))
        assert (stated["org_code"], stated["metric_id"]) == ("RAJ", row["metric"])
        assert float(stated["value"]) == float(row["value"])
        assert stated["period"].startswith(row["period"])


def test_knowledge_needs_no_organisation(call: Call) -> None:
    query = "SELECT (COUNT(?d) AS ?n) { ?d a rca:Driver }"
    told, _ = call("query", "--format", "json", "--text", query)
    ((cell,),) = ([*row.values()] for row in json.loads(told)["results"]["bindings"])
    assert cell["value"] == "87"


def test_the_list_names_questions_and_parameters(call: Call) -> None:
    told, _ = call("query", "--list")
    for name, question in QUESTIONS.items():
        assert f"  {name}\n      {question.title}" in told
    assert "--set driver=ops_discharge" in told


def test_a_default_that_is_asked_is_told(call: Call) -> None:
    _, said = call("query", "contested-links-under-a-finding", "RAJ")
    assert said == "driver=stg_merger (change it with --set)\n"


def test_a_server_is_loaded_and_asked_from_the_command_line(
    call: Call, sparql_server: str
) -> None:
    _, said = call("export", "RAJ", "--to", f"{sparql_server}/store")
    assert "graph/RAJ/2026-06-30/diagnosis" in said
    asked = ("query", "findings-on-one-publication", "RAJ")
    remote, _ = call(*asked, "--endpoint", f"{sparql_server}/query")
    assert remote == call(*asked)[0]
    assert "RAJ" in remote


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["query"], 2, "give a question, or --text, or --list"),
        (["query", "x.rq", "--text", "ASK {}"], 2, "give a question, or --text"),
        (["query", "whom-to-atribute"], 13, "did you mean 'whom-to-attribute'?"),
        (["query", "whom-to-attribute"], 2, "name an organisation, such as RAJ"),
        (["query", "none.rq"], 16, "none.rq: cannot be read"),
        (["query", "--text", "ASK {"], 16, "query:1: column 6: not SPARQL"),
        (["query", "--text", "DROP ALL"], 16, "updates are refused"),
        (["query", "--text", "ASK {}", "--org", "RAK"], 13, "unknown organisation"),
        (["query", "whom-to-ask", "--set", "x"], 2, "--set needs NAME=VALUE"),
        (["query", "whom-to-ask", "--set", "x=1"], 13, "has no such parameter"),
        (
            ["query", "--text", "ASK {}", "--endpoint", "http://127.0.0.1:1/"],
            16,
            "the server cannot be reached",
        ),
        (["export", "RAJ"], 2, "give --format, or --to"),
        (["export", "RAK", "--format", "csv"], 13, "unknown organisation"),
        (["export", "RAJ", "--format", "pdf"], 2, "is not one of"),
        (["export", "RAJ", "--out", "x"], 2, "--out needs --format"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_gets_one_message_and_its_code(  # noqa: PLR0913, PLR0917
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["rcagraph", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert said in capsys.readouterr().err
    assert not any(tmp_path.iterdir())
