"""``rcagraph export``: findings as RDF, as a graph or as tables, for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.case import by_strengths, open_case
from rcagraph.cli.options import case_options, model_options, select_option
from rcagraph.cli.peers import split_codes

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection

# Format → what the file is called if --out does not say.
_FILES = {
    "turtle": "knowledge-graph.ttl",
    "jsonld": "knowledge-graph.jsonld",
    "trig": "knowledge-graph.trig",
    "graphml": "causal-graph.graphml",
    "gexf": "causal-graph.gexf",
    "cytoscape": "causal-graph.cyjs",
    "csv": "tables",
    "xlsx": "tables.xlsx",
}
_WHOLE = ("turtle", "jsonld", "trig")
_OUT = Path("out")


@click.command("export")
@click.argument("organisation")
@click.option(
    "--format", "form", type=click.Choice(list(_FILES)), help="What to write."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write; for csv a folder or a .zip. Default: out/CODE/…",
)
@click.option("--to", "store", default="", metavar="URL", help="Load a SPARQL server.")
@click.option("--timeout", default=60.0, show_default=True, help="Seconds for --to.")
@case_options
@select_option
@model_options
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    form: str | None,
    out: Path | None,
    store: str,
    timeout: float,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    named: str,
    without: tuple[str, ...],
    strengths: str,
    selection: Selection | None,
) -> None:
    """Write what was found of ORGANISATION (a code such as RAJ) for other programs.

    turtle, jsonld, trig: ontology, hypotheses, evidence and diagnosis as one RDF
    dataset. graphml, gexf, cytoscape: the causal graph with beliefs and
    contributions. csv, xlsx: tables. --to loads the dataset into a server by the
    SPARQL 1.1 Graph Store Protocol, for `rcagraph query --endpoint`. --select and
    --exclude narrow graphs and tables to the nodes chosen and the links between them;
    RDF is always whole.

    \b
    rcagraph export RAJ --format xlsx --out RAJ.xlsx
    rcagraph export RAJ --format graphml --select '2+ed-crowding'
    rcagraph export RAJ --format trig
    rcagraph export RAJ --to http://127.0.0.1:7878/store
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if not form and (out or not store):
        msg = "--out needs --format" if out else "give --format, or --to"
        raise click.UsageError(msg)
    if selection is not None and (store or form in _WHOLE):
        msg = (
            "--select and --exclude narrow graphs and tables (graphml, gexf, cytoscape,"
            " csv, xlsx); RDF is always whole"
        )
        raise click.UsageError(msg)
    from rcagraph.findings.view import diagnosis_view
    from rcagraph.knowledge_graph import dataset_of, load_into, write_export
    from rcagraph.outputs.view_words import left_out
    from rcagraph.pipeline import diagnose

    case = open_case(observations, library=library, without=without)
    case = by_strengths(case, strengths, _OUT)
    peers = [case.organisation(each).code for each in split_codes(named)]
    diagnosis = diagnose(case, organisation, as_of=as_of, peers=peers)
    view = diagnosis_view(diagnosis, selection)
    if gone := left_out(diagnosis, view):
        click.echo(gone.words, err=True)
    if form:
        path = out or _OUT / diagnosis.organisation.code / _FILES[form]
        for written in write_export(case, diagnosis, form, path, view):
            click.echo(f"wrote {written}", err=True)
    if store:
        dataset = dataset_of(case, [diagnosis])
        load_into(store, dataset, seconds=timeout)
        for graph in dataset.graphs:
            click.echo(f"loaded {graph}", err=True)
