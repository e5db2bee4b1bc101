"""``rcagraph export``: findings as RDF, as a graph or as tables, for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rcagraph.cli.case import open_case
from rcagraph.cli.options import case_options

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
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    form: str | None,
    out: Path | None,
    store: str,
    timeout: float,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
) -> None:
    """Write what was found of ORGANISATION (a code such as RAJ) for other programs.

    turtle, jsonld, trig: ontology, hypotheses, evidence and diagnosis as one RDF
    dataset. graphml, gexf, cytoscape: the causal graph with beliefs and
    contributions. csv, xlsx: tables. --to loads the dataset into a server by the
    SPARQL 1.1 Graph Store Protocol, for `rcagraph query --endpoint`.

    \b
    rcagraph export RAJ --format xlsx --out RAJ.xlsx
    rcagraph export RAJ --format trig
    rcagraph export RAJ --to http://127.0.0.1:7878/store
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if not form and (out or not store):
        msg = "--out needs --format" if out else "give --format, or --to"
        raise click.UsageError(msg)
    from rcagraph.knowledge_graph import dataset_of, load_into, write_export
    from rcagraph.pipeline import diagnose

    case = open_case(observations, library=library)
    diagnosis = diagnose(case, organisation, as_of=as_of)
    if form:
        code = diagnosis.organisation.code
        path = out or Path("out") / code / _FILES[form]
        for written in write_export(case, diagnosis, form, path):
            click.echo(f"wrote {written}", err=True)
    if store:
        dataset = dataset_of(case, [diagnosis])
        load_into(store, dataset, seconds=timeout)
        for graph in dataset.graphs:
            click.echo(f"loaded {graph}", err=True)
