"""The causal graph of a diagnosis as files of graph programs, by networkx.

GraphML opens in yEd, Gephi and Cytoscape, GEXF in Gephi, Cytoscape JSON in Cytoscape.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from rcagraph.findings.diagnosis import Diagnosis, RankedDriver
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.outputs.figures import six_digits
from rcagraph.outputs.view_words import left_out
from rcagraph.outputs.wording import ATTRIBUTION
from rcagraph.vocabulary.terms import Node

NODE_ATTRIBUTES = (
    "label",
    "kind",
    "driver_class",
    "domain",
    "belief",
    "evidence_decibans",
    "severity",
    "rank",
    "contribution",
    "verdict",
    "confidence",
    "reason",
    "definition",
)
LINK_ATTRIBUTES = (
    "weight",
    "strength",
    "lag",
    "lag_days",
    "feedback",
    "contested",
    "evidence",
    "hypotheses",
    "sources",
    "case_against",
)
Value = str | float | int | bool
_GEXF = "1.2draft"
# XML 1.0 has no way to write these.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def causal_digraph(diagnosis: Diagnosis, view: View = EVERYTHING) -> nx.DiGraph[str]:
    """Return the graph with what was found of every node and link.

    Nodes carry label, kind, class, domain, definition, belief and weight; drivers
    rank, contribution, verdict and confidence; symptoms severity. Links carry
    strength (as ``weight`` too, which programs draw by), lag, evidence classes,
    hypotheses, sources and the case against. What is not known is left out.

    Args:
        diagnosis: of one organisation.
        view: the nodes to be in the graph, with the links between them; what it
            leaves out is said in the graph's own attributes.
    """
    gone = left_out(diagnosis, view)
    graph: nx.DiGraph[str] = nx.DiGraph(
        name=_plain(f"{diagnosis.organisation.name} ({diagnosis.organisation.code})"),
        as_of=diagnosis.as_of.isoformat(),
        made_by=f"rcagraph {diagnosis.method.version}",
        attribution=ATTRIBUTION,
    )
    if gone:
        graph.graph["selection"] = _plain(gone.words)
    ranked = {each.node.id: each for each in diagnosis.drivers}
    severity = {each.node.id: each.severity for each in diagnosis.symptoms}
    for node in diagnosis.graph.nodes.values():
        known = _node(node, diagnosis, ranked.get(node.id), severity.get(node.id))
        if view.shows(node.id):
            graph.add_node(node.id, **known)
    for link in diagnosis.graph.links:
        if view.shows(link.cause) and view.shows(link.effect):
            graph.add_edge(link.cause, link.effect, **_link(link))
    return graph


def graphml(diagnosis: Diagnosis, view: View = EVERYTHING) -> bytes:
    """Write the causal graph as GraphML."""
    # By name: which writer networkx chooses depends on what else is installed.
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(causal_digraph(diagnosis, view))
    written = io.BytesIO()
    writer.dump(written)
    return written.getvalue()


def gexf(diagnosis: Diagnosis, view: View = EVERYTHING) -> bytes:
    """Write the causal graph as GEXF 1.2; the attribution is in its metadata."""
    graph = causal_digraph(diagnosis, view)
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version=_GEXF)
    meta = writer.xml.find("meta")
    assert meta is not None
    # The day of the figures: that of writing would make other bytes every day.
    meta.set("lastmodifieddate", graph.graph["as_of"])
    for creator in meta.findall("creator"):
        creator.text = graph.graph["made_by"]
    about = meta.makeelement("description", {})
    parts = (f"{graph.graph['name']}, {graph.graph['as_of']}.", ATTRIBUTION)
    about.text = " ".join(filter(None, (*parts, graph.graph.get("selection"))))
    meta.append(about)
    writer.add_graph(graph)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def cytoscape_json(diagnosis: Diagnosis, view: View = EVERYTHING) -> bytes:
    """Write the causal graph as Cytoscape JSON."""
    document = nx.cytoscape_data(causal_digraph(diagnosis, view), name="label")
    document["data"] = dict(document["data"])
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode()


def _node(
    node: Node,
    diagnosis: Diagnosis,
    ranked: RankedDriver | None,
    severity: float | None,
) -> Mapping[str, Value]:
    found: dict[str, Value | None] = {
        "label": node.label,
        "kind": str(node.kind),
        "driver_class": str(node.driver_class) if node.driver_class else None,
        "domain": node.domain,
        "definition": node.definition,
        "belief": diagnosis.beliefs.get(node.id),
        "evidence_decibans": diagnosis.evidence.weights.get(node.id, 0.0),
        "severity": severity,
    }
    if ranked is not None:
        found |= {
            "rank": ranked.rank,
            "contribution": ranked.contribution,
            "verdict": str(ranked.verdict),
            "confidence": str(ranked.confidence),
            "reason": ranked.reason,
        }
    return _known(found)


def _link(link: CausalLink) -> Mapping[str, Value]:
    claims = link.claims
    return _known(
        {
            "weight": link.strength,
            "strength": link.strength,
            "lag": link.lag,
            "lag_days": link.lag_days,
            "feedback": link.feedback,
            "contested": link.contested,
            "evidence": _distinct(claim.evidence for claim in claims),
            "hypotheses": _distinct(claim.hypothesis for claim in claims),
            "sources": _distinct(claim.source for claim in claims),
            "case_against": _distinct(c.contested for c in claims if c.contested),
        }
    )


def _known(found: Mapping[str, Value | None]) -> Mapping[str, Value]:
    """Leave out what is not known, and write the rest as files can hold it."""
    return {
        name: _plain(value)
        if isinstance(value, str)
        else six_digits(value)
        if isinstance(value, float)
        else value
        for name, value in found.items()
        if value is not None and value != ""
    }


def _distinct(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def _plain(text: str) -> str:
    return text.translate(_UNWRITABLE)
