"""What a sound library has beyond sound files.

Claims that a reader can challenge, tests that can decide something, and drivers that
can be found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, Severity
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.graph.loops import missing_arcs
from rcagraph.hypotheses.hypothesis import Link, Test
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.hypotheses.places import Path
from rcagraph.vocabulary.terms import Lens, NodeKind, Ontology

if TYPE_CHECKING:
    import networkx as nx

# Id of a term of the ontology → its file and line there.
TermPlace = Callable[[str], tuple[str, int | None]]
NO_SOURCE = "expert prior"
_ADDRESS = re.compile(r"(https?://[^\s/]+\.[^\s]+|doi:10\.\S+)", re.IGNORECASE)


def weak_claims(library: Library) -> Iterator[Problem]:
    """Yield links that a reader could not follow back, or that claim too much."""
    for read in library.hypotheses:
        first: dict[tuple[str, str, str], int] = {}
        for index, link in enumerate(read.hypothesis.links):
            yield from _source_problems(read, index, link)
            # A second source for the same link is welcome.
            same = (link.cause, link.effect, link.source)
            line = read.places.at("links", index).line
            if first.setdefault(same, line) != line:
                yield _at(
                    read,
                    ("links", index, "cause"),
                    Code.LINK_TWICE,
                    "warning",
                    f"{link.cause} → {link.effect} is claimed twice in this file",
                    found=f"the source of line {first[same]} again",
                    expected="one link for each source",
                )


def _source_problems(
    read: LocatedHypothesis, index: int, link: Link
) -> Iterator[Problem]:
    place: Path = ("links", index, "source")
    expected = f"a web address, or {NO_SOURCE!r}"
    judged = link.source == NO_SOURCE
    if not judged and not _ADDRESS.match(link.source):
        yield _at(
            read,
            place,
            Code.SOURCE_MISSING,
            "error",
            "source cannot be followed",
            found=repr(link.source),
            expected=expected,
        )
    elif judged and link.evidence in {"measured", "published"}:
        yield _at(
            read,
            place,
            Code.SOURCE_CONTRADICTS,
            "error",
            f"evidence is {link.evidence}, but there is no source",
            found=repr(link.source),
            expected="a web address, or evidence: expert-prior",
        )
    elif not judged and link.evidence == "expert-prior":
        yield _at(
            read,
            ("links", index, "evidence"),
            Code.SOURCE_CONTRADICTS,
            "warning",
            "evidence is expert-prior, but a source is given",
            found=repr(link.source),
            expected=f"source: {NO_SOURCE}, or evidence: published",
        )
    if link.evidence == "expert-prior" and link.strength == "strong":
        yield _at(
            read,
            ("links", index, "strength"),
            Code.STRONG_PRIOR,
            "warning",
            f"{link.cause} → {link.effect} is graded strong on judgement alone",
            expected="moderate or weak, or a source",
        )


def indecisive_tests(
    library: Library, ontology: Ontology, observed: Collection[str] | None
) -> Iterator[Problem]:
    """Yield tests and enquiries whose outcome could not move a belief.

    Args:
        library: checked against the ontology.
        ontology: which metric indicates which node.
        observed: ids of the metrics with figures; None: not known.
    """
    for read in library.hypotheses:
        if not (read.hypothesis.tests or read.hypothesis.enquiries):
            yield _at(
                read,
                (),
                Code.NOTHING_TO_ASK,
                "warning",
                f"{read.hypothesis.id} has neither a test nor an enquiry",
                expected="what should be seen if it is true, or what to ask",
            )
        for index, test in enumerate(read.hypothesis.tests):
            yield from _test_problems(read, index, test, ontology, observed)
        for index, enquiry in enumerate(read.hypothesis.enquiries):
            if enquiry.if_true == enquiry.if_false:
                yield _at(
                    read,
                    ("enquiries", index, "if_false"),
                    Code.ENQUIRY_EVEN,
                    "warning",
                    f"the answer to {enquiry.id} is as likely either way",
                    found=f"{enquiry.if_true!r} twice",
                    expected="words that differ",
                )


def _test_problems(
    read: LocatedHypothesis,
    index: int,
    test: Test,
    ontology: Ontology,
    observed: Collection[str] | None,
) -> Iterator[Problem]:
    path: Path = ("tests", index)
    if test.if_true == test.if_false:
        yield _at(
            read,
            (*path, "if_false"),
            Code.TEST_EVEN,
            "warning",
            f"{test.id} is as likely to hold either way",
            found=f"{test.if_true!r} twice",
            expected="words that differ",
        )
    metrics = [metric for _, metric, _ in _looked_at(test)]
    if all(ontology.metrics[each].indicates == test.bears_on for each in metrics):
        yield _at(
            read,
            (*path, "bears_on"),
            Code.TEST_REPEATS,
            "warning",
            f"{test.id} repeats what {' and '.join(metrics)} already shows",
            found=f"only metrics that indicate {test.bears_on}",
            expected="a metric of another node",
        )
    for place, metric, lens in _looked_at(test):
        if ontology.metrics[metric].rolling and lens is Lens.BASELINE:
            yield _at(
                read,
                (*path, *place, "metric"),
                Code.TEST_ON_ROLLING,
                "warning",
                f"{test.id} cannot be decided: {metric} is rolling and has no baseline",
                expected="another lens, or a metric whose periods do not overlap",
            )
        if observed is not None and metric not in observed:
            yield _at(
                read,
                (*path, *place, "metric"),
                Code.TEST_WITHOUT_DATA,
                "warning",
                f"{test.id} cannot be decided: {metric} has no figures",
                expected="a metric with observations",
            )


def _looked_at(test: Test) -> Iterator[tuple[Path, str, Lens]]:
    """Yield place, metric and lens of all that a test looks at, sequels included."""
    for place, each in enumerate(test.expect):
        yield ("expect", place), each.metric, each.lens
        if each.then is not None:
            yield ("expect", place, "then"), each.then.metric, Lens.BASELINE


def out_of_reach(
    library: Library, graph: CausalGraph, ontology: Ontology, place: TermPlace
) -> Iterator[Problem]:
    """Yield drivers that cannot be found, and symptoms that are not explained.

    Args:
        library: every hypothesis of a run.
        graph: built from them.
        ontology: every driver, and the loops known by name.
        place: where the ontology describes a term.
    """
    enquired = {
        enquiry.about
        for read in library.hypotheses
        for enquiry in read.hypothesis.enquiries
    }
    symptoms = [node.id for node in graph.of_kind(NodeKind.SYMPTOM)]
    leading = _reached(graph.whole.reverse(copy=False), symptoms)
    for driver in ontology.drivers():
        found = []
        if driver.id not in graph.nodes:
            found.append((Code.DRIVER_UNLINKED, "is in no link of any hypothesis"))
        elif driver.id not in leading:
            found.append((Code.DRIVER_WITHOUT_SYMPTOM, "leads to no symptom"))
        if driver.id not in enquired:
            found.append((Code.DRIVER_WITHOUT_ENQUIRY, "has no enquiry about it"))
        yield from (_of_term(driver.id, *each, place) for each in found)
    for read in library.hypotheses:
        yield from _unreached_symptoms(read, graph)
    for loop in ontology.loops:
        missing = [" → ".join(arc) for arc in missing_arcs(loop, graph)]
        if missing:
            message = f"({loop.label}) is not closed: no link {', '.join(missing)}"
            yield _of_term(loop.id, Code.LOOP_OPEN, message, place)


def _unreached_symptoms(
    read: LocatedHypothesis, graph: CausalGraph
) -> Iterator[Problem]:
    causes = [name for name in read.hypothesis.root_causes if name in graph.nodes]
    reached = _reached(graph.whole, causes)
    for index, symptom in enumerate(read.hypothesis.symptoms):
        if symptom not in reached:
            yield _at(
                read,
                ("symptoms", index),
                Code.SYMPTOM_UNREACHED,
                "warning",
                f"no chain of links leads from a root cause to {symptom}",
                found=f"root causes {', '.join(read.hypothesis.root_causes)}",
                expected="the link that is missing on the way",
            )


def _reached(digraph: nx.DiGraph[str], sources: Iterable[str]) -> set[str]:
    """Return the nodes that arcs lead to from any of some nodes, these included."""
    reached = set(sources)
    waiting = list(reached)
    while waiting:
        fresh = set(digraph.adj[waiting.pop()]) - reached
        reached |= fresh
        waiting += fresh
    return reached


def misplaced_root_causes(library: Library, ontology: Ontology) -> Iterator[Problem]:
    """Yield root causes that are not drivers."""
    for read in library.hypotheses:
        for index, name in enumerate(read.hypothesis.root_causes):
            node = ontology.nodes.get(name)
            if node is not None and node.kind is not NodeKind.DRIVER:
                yield _at(
                    read,
                    ("root_causes", index),
                    Code.ROOT_CAUSE_NOT_DRIVER,
                    "warning",
                    f"{name} is a {node.kind} and cannot be a root cause",
                    expected="a driver",
                )


def _of_term(name: str, code: Code, message: str, place: TermPlace) -> Problem:
    file, line = place(name)
    return Problem(
        file=file,
        line=line,
        column=1 if line else None,
        message=f"{name} {message}",
        code=code,
        severity="warning",
    )


def _at(  # noqa: PLR0913 - the parts of one message
    read: LocatedHypothesis,
    path: Path,
    code: Code,
    severity: Severity,
    message: str,
    *,
    found: str = "",
    expected: str = "",
) -> Problem:
    place = read.places.at(*path)
    return Problem(
        file=read.file,
        line=place.line,
        column=place.column,
        message=message,
        found=found,
        expected=expected,
        code=code,
        severity=severity,
    )
