from __future__ import annotations

import json
import re
import sys
from itertools import combinations
from pathlib import Path

import pytest

from rcagraph.errors import OutputError
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs import graph_html as module
from rcagraph.outputs.graph_data import graph_data
from rcagraph.outputs.graph_html import graph_html


def test_the_page_carries_the_whole_graph_as_data(diagnosis: Diagnosis) -> None:
    page = graph_html(diagnosis)
    (block,) = re.findall(
        r'<script type="application/json" id="graph-data">(.*)</script>', page
    )
    read = json.loads(block)
    assert {each["id"] for each in read["nodes"]} == set(diagnosis.graph.nodes)
    assert len(read["links"]) == len(diagnosis.graph.links)
    assert read["focus"] == "s_crowding"


def test_it_opens_on_few_nodes_with_drivers_to_the_left(diagnosis: Diagnosis) -> None:
    opening = graph_data(diagnosis)["opening"]["places"]
    assert 10 < len(opening) <= 35
    x = {name: place["x"] for name, place in opening.items()}
    assert x["s_crowding"] == max(x.values())
    for link in diagnosis.graph.links:
        if link.cause in x and link.effect in x and not link.feedback:
            assert x[link.cause] <= x[link.effect]


@pytest.mark.parametrize("view", ["opening", "whole"])
def test_no_two_boxes_overlap(diagnosis: Diagnosis, view: str) -> None:
    data = graph_data(diagnosis)
    lines = {
        node["id"]: len(node["lines"]) + len(node["figures"]) for node in data["nodes"]
    }
    places = data[view]["places"]  # type: ignore[literal-required]
    for (a, at), (b, other) in combinations(places.items(), 2):
        if at["x"] == other["x"]:
            assert abs(at["y"] - other["y"]) >= 8 * (lines[a] + lines[b]) + 16


def test_every_node_stands_in_the_column_of_its_kind(diagnosis: Diagnosis) -> None:
    data = graph_data(diagnosis)
    column = {heading["x"]: heading["text"] for heading in data["whole"]["headings"]}
    for node in data["nodes"]:
        word = column[data["whole"]["places"][node["id"]]["x"]]
        assert word.casefold().startswith(node["group"])


def test_labels_are_wrapped_and_never_cut(diagnosis: Diagnosis) -> None:
    for node in graph_data(diagnosis)["nodes"]:
        assert " ".join(node["lines"]).endswith(node["name"])
        assert max(map(len, node["lines"])) <= 21


def test_addresses_that_are_no_web_addresses_become_plain_text(
    hostile_diagnosis: Diagnosis,
) -> None:
    claims = [
        claim
        for link in graph_data(hostile_diagnosis)["links"]
        for claim in link["claims"]
    ]
    assert {claim["address"] for claim in claims} == {""}
    assert all(claim["source"].startswith("javascript:") for claim in claims)


def test_a_trust_without_symptoms_opens_on_the_whole_graph(
    healthy_diagnosis: Diagnosis,
) -> None:
    data = graph_data(healthy_diagnosis)
    assert data["focus"] == ""
    assert data["opening"] == data["whole"]


def test_pyvis_itself_is_not_imported(diagnosis: Diagnosis) -> None:
    graph_html(diagnosis)
    assert "pyvis" not in sys.modules


def test_a_pyvis_without_its_script_is_an_output_error(
    diagnosis: Diagnosis, monkeypatch: pytest.MonkeyPatch
) -> None:
    module._vis_network.cache_clear()  # noqa: SLF001
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(OutputError, match="pyvis"):
        graph_html(diagnosis)


def test_the_newest_library_is_taken() -> None:
    assert module._version(Path("lib/vis-9.1.10/x.js")) > module._version(  # noqa: SLF001
        Path("lib/vis-9.1.9/x.js")
    )
