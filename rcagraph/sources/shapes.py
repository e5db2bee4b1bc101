"""Shapes: what SHACL finds wrong with the ontology, one plain sentence each.

The shapes are in ``ontology/shapes.ttl``; pySHACL, an optional extra, applies them.
It gets plain in-memory graphs of rdflib: on other stores it was found to report
violations that are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import OntologyError, Problem
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.turtle import Term, local_name, read_turtle
from rcagraph.vocabulary import names

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.graph import _ObjectType as Object

_SHAPES = "shapes.ttl"
_UNCHECKED = Problem(
    message="the shapes of the ontology were not checked: pySHACL is not installed",
    expected="pip install 'rcagraph[validate]'",
    code=Code.INSTALLATION,
    severity="warning",
)


def shacl_problems(folder: Path) -> tuple[Problem, ...]:
    """Hold every term of a folder of Turtle against the shapes.

    Args:
        folder: one that ``read_ontology`` accepts; without a ``shapes.ttl`` of its
            own it is held against the shipped one.

    Returns:
        One problem per term, property and value, by file and line; a single warning
        if pySHACL is not installed.

    Raises:
        OntologyError: the files are no Turtle.
    """
    try:
        import pyshacl
    except ImportError:
        return (_UNCHECKED,)
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    terms = read_turtle(folder)
    own = folder / _SHAPES
    shapes = own if own.is_file() else ontology_folder() / _SHAPES
    data = _graph(sorted(set(folder.glob("*.ttl")) - {own}))
    try:
        # Inference would add types by domain and range, and so hide what is not stated.
        _, report, _ = pyshacl.validate(
            data, shacl_graph=_graph([shapes]), inference="none"
        )
    except ReportableRuntimeError as error:
        broken = Problem(
            file=shapes.name,
            message="the shapes cannot be applied",
            found=str(error).partition("\n")[0],
            code=Code.SHAPE_VIOLATED,
        )
        raise OntologyError(broken) from error
    assert isinstance(report, Graph), "a report in another form was not asked for"
    found = set(_problems(report, terms))
    return tuple(sorted(found, key=lambda p: (p.file, p.line or 0, p.message, p.found)))


def _graph(files: list[Path]) -> Graph:
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        graph.parse(data=text, format="turtle", publicID=names.ID)
    return graph


def _problems(report: Graph, terms: Mapping[str, Term]) -> Iterator[Problem]:
    from rdflib.namespace import SH

    for result in report.objects(predicate=SH.result):
        focus = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        said = str(report.value(result, SH.resultMessage))
        named = _path_name(report, path)
        term = terms.get(str(focus)) or Term(iri=str(focus), file="", line=None)
        yield term.problem(
            f"{named} {said}" if named else said,
            code=Code.SHAPE_VIOLATED,
            found="" if value is None or value == focus else _shown(value),
        )


def _path_name(report: Graph, path: Object | None) -> str:
    """Return the local name of a path, or of the first property of a longer one."""
    from rdflib import BNode
    from rdflib.namespace import RDF, SH

    while isinstance(path, BNode):
        step = report.value(path, RDF.first)
        path = report.value(path, SH.inversePath) if step is None else step
    return "" if path is None else local_name(str(path))


def _shown(value: Object) -> str:
    from rdflib import URIRef

    return repr(local_name(value) if isinstance(value, URIRef) else str(value))
