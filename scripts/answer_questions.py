"""Answer every question of ``ontology/questions`` and write what is expected.

Run it after a change of the ontology or the hypotheses, and read the differences: a
test compares both query engines with these files.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from rdflib import Graph
from rdflib.query import ResultRow

from rcagraph.outputs.knowledge_rdf import hypotheses_graph
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology


def knowledge() -> Graph:
    """Return ontology and hypotheses as one graph."""
    folder = ontology_folder()
    ontology = read_ontology(folder)
    graph = hypotheses_graph(read_library([hypotheses_folder()], ontology), ontology)
    for file in sorted(folder.glob("*.ttl")):
        graph.parse(file, format="turtle")
    return graph


def answer(graph: Graph, query: str) -> str:
    """Return the answer as a table with a heading."""
    found = graph.query(query)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(map(str, found.vars or ()))
    for row in found:
        assert isinstance(row, ResultRow)
        table.writerow([str(cell) for cell in row])
    return text.getvalue()


def main(folder: Path) -> None:
    """Write one table for each question of a folder."""
    graph = knowledge()
    for file in sorted(folder.glob("*.rq")):
        text = answer(graph, file.read_text(encoding="utf-8"))
        expected = folder / "expected" / f"{file.stem}.csv"
        expected.write_text(text, encoding="utf-8", newline="")
        print(f"{text.count(chr(10)) - 1:4} {file.stem}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ontology_folder() / "questions")
