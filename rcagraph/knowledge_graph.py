"""Ontology, hypotheses, evidence and diagnosis as one graph to query and to export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from pyoxigraph import Quad

from rcagraph.evidence.grounds import grounds_of
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.hypotheses.library import Library
from rcagraph.library import read_knowledge
from rcagraph.outputs.answers_rdf import answer_quads, answered_quads
from rcagraph.outputs.answers_table import answers_table
from rcagraph.outputs.dataset import Dataset, hypotheses_quads
from rcagraph.outputs.diagnosis_rdf import diagnosis_quads
from rcagraph.outputs.evidence_rdf import Origins, evidence_quads, observation_quads
from rcagraph.outputs.files import write_atomically, write_together
from rcagraph.outputs.graph_files import cytoscape_json, gexf, graphml
from rcagraph.outputs.rdf_writer import (
    HYPOTHESES_GRAPH,
    ONTOLOGY_GRAPH,
    GraphWriter,
)
from rcagraph.outputs.table import Table, narrowed
from rcagraph.outputs.table_files import csv_files, xlsx, zipped
from rcagraph.outputs.tables import (
    about_table,
    drivers_table,
    edges_table,
    enquiries_table,
    evidence_table,
    links_table,
    nodes_table,
    sources_table,
    symptoms_table,
)
from rcagraph.outputs.wording import ATTRIBUTION
from rcagraph.pipeline import Case, diagnose
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_quads import ontology_quads, publications_of
from rcagraph.stores.remote import put_graphs
from rcagraph.vocabulary.terms import Ontology

_RDF: Mapping[str, Callable[[Dataset], bytes]] = {
    "turtle": Dataset.turtle,
    "trig": Dataset.trig,
    "jsonld": Dataset.json_ld,
}
_GRAPHS: Mapping[str, Callable[[Diagnosis, View], bytes]] = {
    "graphml": graphml,
    "gexf": gexf,
    "cytoscape": cytoscape_json,
}


def knowledge_dataset(library: Sequence[Path | str] = ()) -> Dataset:
    """Return what is known before any figure is seen: ontology and hypotheses.

    Args:
        library: folders of local hypotheses on top of the shipped ones.

    Raises:
        OntologyError, HypothesesError: they cannot be used.
    """
    known = read_knowledge(library)
    return Dataset(_knowledge(known.library, known.ontology))


def dataset_of(case: Case, diagnoses: Sequence[Diagnosis]) -> Dataset:
    """Return knowledge, and the graphs of organisations with all they rest on."""
    model = case.model
    quads = _knowledge(model.library, model.ontology)
    publications = publications_of(quads)
    for diagnosis in diagnoses:
        evidence = diagnosis.evidence
        origins = Origins(
            grounds=grounds_of(
                case.observations, model.ontology, case.organisations, evidence
            ),
            publications=publications,
            sources=case.sources,
            file=case.file,
            organisations=case.organisations,
        )
        quads |= observation_quads(evidence, origins)
        quads |= evidence_quads(evidence, model.library, origins)
        quads |= answer_quads(evidence, model.library)
        quads |= diagnosis_quads(diagnosis, model.library)
        quads |= answered_quads(diagnosis)
    return Dataset(quads)


def diagnoses_of(
    case: Case, codes: Sequence[str], *, as_of: date | None = None
) -> tuple[Diagnosis, ...]:
    """Diagnose organisations, each once.

    Raises:
        UnknownNameError: a code is of no organisation.
    """
    known = dict.fromkeys(case.organisation(code).code for code in codes)
    return tuple(diagnose(case, code, as_of=as_of) for code in known)


def rendered(
    case: Case, diagnosis: Diagnosis, form: str, view: View = EVERYTHING
) -> bytes | Mapping[str, str]:
    """Return a diagnosis in a format: bytes of one file, or CSV files by name.

    Args:
        case: that the diagnosis was made in.
        diagnosis: of one organisation.
        form: turtle, trig, jsonld, graphml, gexf, cytoscape, csv or xlsx.
        view: the nodes that graphs and tables show; RDF is always whole.
    """
    if form in _RDF:
        return _RDF[form](dataset_of(case, [diagnosis]))
    if form in _GRAPHS:
        return _GRAPHS[form](diagnosis, view)
    evidence, answers = evidence_table(diagnosis), answers_table(diagnosis)
    last: Sequence[Table] = (
        enquiries_table(diagnosis),
        answers,
        sources_table(diagnosis, case.sources),
        about_table(diagnosis, view),
    )
    if form == "csv":
        nodes, edges = nodes_table(diagnosis), edges_table(diagnosis)
        shown = [narrowed(each, view) for each in (nodes, edges, evidence, *last)]
        return csv_files(shown)
    assert form == "xlsx"
    drivers, symptoms = drivers_table(diagnosis), symptoms_table(diagnosis)
    links, trust = links_table(diagnosis), diagnosis.organisation
    return xlsx(
        [narrowed(each, view) for each in (drivers, symptoms, evidence, links, *last)],
        title=f"rcagraph: {trust.name} ({trust.code}), {diagnosis.as_of}",
        rights=ATTRIBUTION,
        day=diagnosis.as_of,
    )


def write_export(
    case: Case, diagnosis: Diagnosis, form: str, out: Path, view: View = EVERYTHING
) -> tuple[Path, ...]:
    """Write a diagnosis in a format: one file, or a folder or zip of CSV files.

    Args:
        case: that the diagnosis was made in.
        diagnosis: of one organisation.
        form: as of ``rendered``.
        out: a file; for CSV a folder, or a file ending in .zip.
        view: as of ``rendered``.

    Raises:
        OutputError: nothing was written, and earlier files are as they were.
    """
    made = rendered(case, diagnosis, form, view)
    if not isinstance(made, bytes):
        if out.suffix != ".zip":
            return write_together(out, made)
        made = zipped(made)
    write_atomically(out, made)
    return (out,)


def load_into(store: str, dataset: Dataset, *, seconds: float) -> None:
    """Load a dataset into a server, graph by graph (Graph Store Protocol).

    Raises:
        QueryError: the server refuses, or cannot be reached.
    """
    graphs = {name: dataset.of_graph(name) for name in dataset.graphs}
    put_graphs(store, graphs, seconds=seconds)


def _knowledge(library: Library, ontology: Ontology) -> frozenset[Quad]:
    quads = ontology_quads(ontology_folder(), ONTOLOGY_GRAPH)
    quads |= hypotheses_quads(library, ontology)
    for graph, title in (
        (ONTOLOGY_GRAPH, f"Ontology of rcagraph {ontology.version}"),
        (HYPOTHESES_GRAPH, f"Hypotheses: {len(library.hypotheses)}"),
    ):
        writer = GraphWriter(graph)
        writer.describe_graph(None, title, ATTRIBUTION)
        quads |= writer.quads
    return quads
