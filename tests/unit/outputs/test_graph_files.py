"""The causal graph in files, read back by networkx and compared with the diagnosis."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import View
from rcagraph.graph.selection import Chosen
from rcagraph.outputs.graph_files import (
    LINK_ATTRIBUTES,
    NODE_ATTRIBUTES,
    causal_digraph,
    cytoscape_json,
    gexf,
    graphml,
)

Read = Callable[[Diagnosis], nx.DiGraph]


def by_graphml(diagnosis: Diagnosis) -> nx.DiGraph:
    return nx.read_graphml(io.BytesIO(graphml(diagnosis)))


def by_gexf(diagnosis: Diagnosis) -> nx.DiGraph:
    return nx.read_gexf(io.BytesIO(gexf(diagnosis)), version="1.2draft")


def by_cytoscape(diagnosis: Diagnosis) -> nx.DiGraph:
    return nx.cytoscape_graph(json.loads(cytoscape_json(diagnosis)))


@pytest.mark.parametrize("read", [by_graphml, by_gexf, by_cytoscape])
def test_every_node_and_link_comes_back_with_its_values(
    diagnosis: Diagnosis, read: Read
) -> None:
    found = read(diagnosis)
    assert isinstance(found, nx.DiGraph)
    assert set(found.nodes) == set(diagnosis.graph.nodes)
    for node, data in found.nodes(data=True):
        assert data["label"] == diagnosis.graph.nodes[node].label
        assert data["belief"] == pytest.approx(diagnosis.beliefs[node], rel=1e-5)
    for driver in diagnosis.drivers:
        data = found.nodes[driver.node.id]
        assert data["contribution"] == pytest.approx(driver.contribution, rel=1e-5)
        assert (data["rank"], data["verdict"]) == (driver.rank, str(driver.verdict))
        assert data["driver_class"] == driver.node.driver_class
    links = {(link.cause, link.effect): link for link in diagnosis.graph.links}
    assert set(found.edges) == set(links)
    for cause, effect, data in found.edges(data=True):
        link = links[cause, effect]
        assert data["weight"] == pytest.approx(link.strength)
        assert (data["feedback"], data["contested"]) == (link.feedback, link.contested)
        assert data["sources"] == "; ".join(link.sources)


def test_a_view_keeps_its_nodes_and_the_links_between_them(
    diagnosis: Diagnosis,
) -> None:
    nodes = frozenset({"ops_discharge", "i_delay", "s_crowding"})
    chosen = Chosen(nodes=nodes, avoided=frozenset(), narrowed=True)
    view = View(text="some", chosen=chosen)
    whole, found = causal_digraph(diagnosis), causal_digraph(diagnosis, view)
    assert dict(found.nodes(data=True)) == {each: whole.nodes[each] for each in nodes}
    assert set(found.edges) == {
        edge for edge in whole.edges if edge[0] in nodes and edge[1] in nodes
    }
    for write in (graphml, gexf, cytoscape_json):
        assert "left out" in write(diagnosis, view).decode()
        assert "left out" not in write(diagnosis).decode()


def test_symptoms_without_figures_have_no_severity(diagnosis: Diagnosis) -> None:
    nodes = causal_digraph(diagnosis).nodes
    for each in diagnosis.symptoms:
        assert nodes[each.node.id].get("severity") == each.severity


def test_attributes_are_those_that_are_named(diagnosis: Diagnosis) -> None:
    graph = causal_digraph(diagnosis)
    of_nodes = {name for _, data in graph.nodes(data=True) for name in data}
    of_links = {name for *_, data in graph.edges(data=True) for name in data}
    assert of_nodes == set(NODE_ATTRIBUTES)
    assert of_links == set(LINK_ATTRIBUTES)


@pytest.mark.parametrize("write", [graphml, gexf, cytoscape_json])
def test_files_carry_the_attribution_and_repeat_themselves(
    diagnosis: Diagnosis, write: Callable[[Diagnosis], bytes]
) -> None:
    written = write(diagnosis)
    assert b"Open Government Licence" in written
    assert write(diagnosis) == written


def test_gexf_is_dated_by_the_figures_and_says_what_made_it(
    diagnosis: Diagnosis,
) -> None:
    root = ET.fromstring(gexf(diagnosis))  # noqa: S314 - written above
    meta = root.find("{*}meta")
    assert meta is not None
    assert meta.get("lastmodifieddate") == diagnosis.as_of.isoformat()
    assert meta.findtext("{*}creator") == f"rcagraph {diagnosis.method.version}"
    assert diagnosis.organisation.name in str(meta.findtext("{*}description"))


@pytest.mark.parametrize("read", [by_graphml, by_gexf, by_cytoscape])
def test_hostile_text_comes_back_as_text(
    hostile_diagnosis: Diagnosis, read: Read
) -> None:
    found = read(hostile_diagnosis)
    for node, data in found.nodes(data=True):
        assert data["label"] == hostile_diagnosis.graph.nodes[node].label
