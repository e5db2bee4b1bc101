"""Export takes the options of diagnose: what changes a result, and what narrows it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from rcagraph.cli import rcagraph
from rcagraph.findings.diagnosis import Diagnosis

Call = Callable[..., tuple[str, str]]


def run(*words: str) -> Result:
    return CliRunner().invoke(rcagraph, list(words), standalone_mode=False)


def test_what_changes_a_diagnosis_changes_its_export_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = "kind,cause,effect,word,learned\nlink,i_exitblock,s_edcrowding,0.7,0.1\n"
    Path("own.csv").write_text(table, encoding="utf-8")
    asked = ["--without", "expert-prior", "--peers", "RYR,RWE,RTG,RDU,RWF"]
    asked += ["--strengths", "own.csv"]
    done = run("diagnose", "RAJ", *asked, "--json")
    assert done.exception is None
    document = json.loads(done.stdout)
    method = document["method"]
    assert (method["without"], method["strengths"]) == (["expert-prior"], "learned")
    assert run("export", "RAJ", *asked, "--format", "csv").exception is None
    with Path("out/RAJ/tables/nodes.csv").open(encoding="utf-8", newline="") as text:
        rows = {row["id"]: row for row in csv.DictReader(text)}
    drivers = [d for d in document["drivers"] if d["id"] in rows]
    assert len(drivers) > 50
    for driver in drivers:
        row = rows[driver["id"]]
        assert int(row["rank"]) == driver["rank"]
        assert float(row["belief"]) == driver["belief"]
        assert float(row["contribution"]) == driver["contribution"]
    about = Path("out/RAJ/tables/about.csv").read_text(encoding="utf-8")
    assert "claims left out,expert-prior" in about
    assert "peers,named" in about
    assert "strengths,learned" in about
    with Path("out/RAJ/tables/edges.csv").open(encoding="utf-8", newline="") as text:
        links = {(r["source"], r["target"]): r for r in csv.DictReader(text)}
    assert links["i_exitblock", "s_edcrowding"]["strength"] == "0.1"
    assert "expert-prior" not in {row["evidence"] for row in links.values()}


def test_a_graph_holds_what_was_chosen_and_says_what_was_left_out(
    call: Call, tmp_path: Path, raj: Diagnosis
) -> None:
    file = tmp_path / "some.graphml"
    asked = ("--select", "1+ed-crowding", "--exclude", "ops_*", "--out", str(file))
    _, told = call("export", "RAJ", "--format", "graphml", *asked)
    direct = {x.cause for x in raj.graph.links if x.effect == "s_edcrowding"}
    expected = {each for each in direct if not each.startswith("ops_")}
    expected |= {"s_edcrowding"}
    found = nx.read_graphml(file)
    assert set(found.nodes) == expected
    assert set(found.edges) == {
        (x.cause, x.effect) for x in raj.graph.links if {x.cause, x.effect} <= expected
    }
    assert "left out" in told
    assert found.graph["selection"] in told.replace("\n", " ")


def test_tables_hold_the_rows_about_what_was_chosen(
    call: Call, tmp_path: Path, raj: Diagnosis
) -> None:
    file = tmp_path / "some.xlsx"
    select = ("--select", "class:leadership", "--out", str(file))
    call("export", "RAJ", "--format", "xlsx", *select)
    book = openpyxl.load_workbook(file)
    drivers = [row[1] for row in book["drivers"].iter_rows(2, values_only=True)]
    assert drivers == [
        each.node.id for each in raj.drivers if each.node.driver_class == "leadership"
    ]
    about = {row[1] for row in book["enquiries"].iter_rows(2, values_only=True)}
    assert about
    assert about <= set(drivers)
    assert book["sources"].max_row > 5


@pytest.mark.parametrize(
    "asked",
    [
        ("--format", "trig"),
        ("--format", "turtle"),
        ("--format", "jsonld"),
        ("--to", "http://127.0.0.1:9/store"),
        ("--format", "csv", "--to", "http://127.0.0.1:9/store"),
    ],
)
def test_rdf_is_whole_and_refuses_to_be_narrowed(asked: tuple[str, ...]) -> None:
    done = run("export", "RAJ", *asked, "--select", "ops_*")
    assert getattr(done.exception, "exit_code", None) == 2
    assert "RDF is always whole" in str(done.exception)
