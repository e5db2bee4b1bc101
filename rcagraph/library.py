"""Where shell and core meet for commands about the library: check, show.

``pipeline`` does so for commands about organisations; this module loads none of what
only they need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.findings.check import CheckInputs, CheckReport, check
from rcagraph.graph.build import build_graph
from rcagraph.graph.facts import graph_facts
from rcagraph.graph.knowledge import Knowledge, Term
from rcagraph.graph.selection import Selection, select
from rcagraph.hypotheses.library import Library
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.check_files import (
    scan_libraries,
    scan_ontology,
    scan_tables,
    sort_paths,
)
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.lines import read_lines
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary.terms import Node

# (file as shown, line) → the text of that line.
Excerpts = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A report, and the lines that its problems point at."""

    report: CheckReport
    excerpts: Excerpts


def check_files(
    paths: Iterable[Path | str] = (), *, shapes: bool | None = None
) -> Checked:
    """Check ontology, hypotheses and observations together.

    Args:
        paths: hypothesis files or folders (checked on top of the shipped library),
            an ontology folder, tables of observations; none: all that is shipped.
        shapes: hold the ontology against its SHACL shapes; None: if it is among
            what is checked, and not so large that it takes long.

    Returns:
        Every problem found; nothing is raised for files at fault.
    """
    asked = sort_paths(map(Path, paths))
    ontology = scan_ontology(
        asked.ontology, shapes=None if shapes is None and asked.shapes else bool(shapes)
    )
    hypotheses = scan_libraries(asked.libraries, ontology.ontology)
    tables = scan_tables(asked.observations, ontology.ontology)
    found = (asked, ontology, hypotheses, tables)
    report = check(
        CheckInputs(
            ontology=ontology.ontology,
            library=hypotheses.library,
            examined=_examined(hypotheses.library, everything=asked.everything),
            local=not asked.everything,
            observed=tables.metrics,
            observations=tables.rows,
            problems=tuple(each for part in found for each in part.problems),
            names_are_known=not hypotheses.problems,
            place=ontology.turtle.place,
            skipped=ontology.skipped,
        )
    )
    files = {**ontology.turtle.files, **hypotheses.files, **tables.files}
    return Checked(report=report, excerpts=_excerpts(report, files))


def _examined(library: Library, *, everything: bool) -> Library:
    chosen = (read for read in library.hypotheses if everything or read.local)
    return Library(hypotheses=tuple(chosen))


def _excerpts(report: CheckReport, files: Mapping[str, Path]) -> Excerpts:
    wanted: dict[str, set[int]] = {}
    for each in report.problems:
        if each.line is not None and each.file in files:
            wanted.setdefault(each.file, set()).add(each.line)
    return {
        (shown, number): text
        for shown, numbers in wanted.items()
        for number, text in read_lines(files[shown], numbers).items()
    }


def read_knowledge(library: Sequence[Path | str] = ()) -> Knowledge:
    """Read the ontology, the shipped hypotheses, and local ones on top.

    Raises:
        OntologyError: the ontology cannot be used.
        HypothesesError: a hypothesis cannot be used.
    """
    ontology = read_ontology(ontology_folder())
    hypotheses = read_library([hypotheses_folder(), *map(Path, library)], ontology)
    graph = build_graph(hypotheses, ontology)
    return Knowledge(ontology=ontology, library=hypotheses, graph=graph)


def find_term(knowledge: Knowledge, name: str) -> Term:
    """Return the node, metric, hypothesis, offer or loop with an id or official id.

    Raises:
        UnknownNameError: there is none; ids and labels alike are suggested.
    """
    by_fold = {each.casefold(): term for each, term in knowledge.terms.items()}
    if found := by_fold.get(name.casefold()):
        return found
    by_label = {label.casefold(): each for each, label in knowledge.labels.items()}
    by_id = did_you_mean(name, knowledge.terms)
    near = by_label.get(did_you_mean(name, by_label), "")
    raise UnknownNameError(
        Problem(
            message="unknown id",
            found=repr(name),
            expected="the id of a node, metric, hypothesis, offer or loop",
            hint=(near or by_id) if " " in name else (by_id or near),
            code=Code.ID_UNKNOWN,
        )
    )


def chosen_nodes(knowledge: Knowledge, selection: Selection) -> tuple[Node, ...]:
    """Return the nodes that a selection chooses, in id order.

    Raises:
        SelectionError: it asks for what is only known of an organisation.
        UnknownNameError: it names what there is not.
    """
    graph = knowledge.graph
    facts = graph_facts(graph, knowledge.library.themes)
    chosen = select(graph, selection, facts)
    return tuple(node for name, node in graph.nodes.items() if name in chosen.nodes)
