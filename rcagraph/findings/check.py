"""``rcagraph check``: ontology, hypotheses and observations held against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rcagraph.errors import HypothesesError, Problem
from rcagraph.graph.build import build_graph
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.graph.checks import (
    TermPlace,
    indecisive_tests,
    misplaced_root_causes,
    out_of_reach,
    weak_claims,
)
from rcagraph.graph.loops import FeedbackLink, feedback_links, missing_arcs
from rcagraph.hypotheses.library import Library
from rcagraph.vocabulary.terms import NodeKind, Ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found.

    Attributes:
        problems: by file, line and column.
        local: files other than the shipped ones were checked.
        feedback: the links that act from the previous quarter, and the loop of each.
        loops: how many loops that people know by name the links close.
        counted: what was checked → how many, in the order to be told.
        skipped: what could not be checked because of the problems, or "".
    """

    problems: tuple[Problem, ...]
    local: bool = False
    feedback: tuple[FeedbackLink, ...] = ()
    loops: int = 0
    counted: tuple[tuple[str, int], ...] = ()
    skipped: str = ""

    @property
    def errors(self) -> int:
        """How many problems make the files unusable or untrue."""
        return sum(each.severity == "error" for each in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems are worth a look."""
        return len(self.problems) - self.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInputs:
    """All that could be read, and what was wrong with the rest.

    Attributes:
        ontology: None where it cannot be read.
        library: the hypotheses whose files are sound.
        examined: those of them whose claims and tests are looked at one by one.
        local: files other than the shipped ones are checked.
        observed: ids of the metrics with figures; None: not known.
        observations: how many figures were checked.
        problems: of the files.
        names_are_known: every id of every hypothesis is in the ontology.
        place: where the ontology describes a term.
        skipped: what could not be checked for another reason, or "".
    """

    ontology: Ontology | None
    library: Library
    examined: Library
    local: bool
    observed: Collection[str] | None
    observations: int
    problems: tuple[Problem, ...]
    names_are_known: bool
    place: TermPlace
    skipped: str = ""


def check(inputs: CheckInputs) -> CheckReport:
    """Return every problem of the files, and of what they say together."""
    library, ontology = inputs.library, inputs.ontology
    problems = [*inputs.problems, *weak_claims(inputs.examined)]
    skipped, graph = "", None
    if ontology is None:
        skipped = "names, tests and reach, until the ontology can be read"
    elif not inputs.names_are_known:
        skipped = "tests, reach and loops, until every hypothesis can be read"
    else:
        problems += misplaced_root_causes(inputs.examined, ontology)
        problems += indecisive_tests(inputs.examined, ontology, inputs.observed)
        try:
            graph = build_graph(library, ontology)
        except HypothesesError as error:
            problems += error.problems
            skipped = "reach and loops, until the links make a graph"
        else:
            problems += out_of_reach(library, graph, ontology, inputs.place)
    feedback = feedback_links(graph, ontology.loops) if graph and ontology else ()
    return CheckReport(
        problems=_in_order(problems),
        local=inputs.local,
        feedback=feedback,
        loops=_closed_loops(graph, ontology),
        counted=_counted(inputs, graph),
        skipped="; ".join(part for part in (skipped, inputs.skipped) if part),
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    def place(each: Problem) -> tuple[str, int, int, str, str]:
        line, column = each.line or 0, each.column or 0
        return (each.file, line, column, each.code, str(each))

    return tuple(sorted(set(problems), key=place))


def _closed_loops(graph: CausalGraph | None, ontology: Ontology | None) -> int:
    if graph is None or ontology is None:
        return 0
    return sum(not missing_arcs(loop, graph) for loop in ontology.loops)


def _counted(
    inputs: CheckInputs, graph: CausalGraph | None
) -> tuple[tuple[str, int], ...]:
    counted = []
    if inputs.ontology:
        kinds = [node.kind for node in inputs.ontology.nodes.values()]
        counted += [(str(kind), kinds.count(kind)) for kind in NodeKind]
        counted.append(("metric", len(inputs.ontology.metrics)))
        counted.append(("offer", len(inputs.ontology.offers)))
    hypotheses = [read.hypothesis for read in inputs.library.hypotheses]
    counted.append(("hypothesis", len(hypotheses)))
    counted.append(("test", sum(len(each.tests) for each in hypotheses)))
    counted.append(("enquiry", sum(len(each.enquiries) for each in hypotheses)))
    if graph:
        counted.append(("link", len(graph.links)))
    if inputs.observations:
        counted.append(("observation", inputs.observations))
    return tuple(counted)
