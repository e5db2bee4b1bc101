"""``rcagraph query``: SPARQL over ontology, hypotheses, evidence and diagnosis."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.case import open_case
from rcagraph.cli.options import case_options

if TYPE_CHECKING:
    from rcagraph.stores.port import GraphStore
    from rcagraph.stores.question import Question

_WIDTH = 120  # of a table where no terminal says otherwise


@click.command("query")
@click.argument("question", required=False)
@click.argument("organisation", required=False)
@click.option("--text", default="", help="SPARQL, in place of a question.")
@click.option(
    "--org",
    "organisations",
    multiple=True,
    help="Organisation code; may be given again. Default: knowledge without figures.",
)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="Parameter.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="Of what is printed; triples are Turtle, a table or JSON-LD.",
)
@click.option("--list", "listed", is_flag=True, help="List the shipped questions.")
@click.option("--endpoint", default="", metavar="URL", help="Ask a SPARQL 1.1 server.")
@click.option("--timeout", default=60.0, show_default=True, help="Seconds it may take.")
@case_options
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    question: str | None,
    organisation: str | None,
    text: str,
    organisations: tuple[str, ...],
    given: tuple[str, ...],
    form: str,
    listed: bool,  # noqa: FBT001 - click passes flags by name
    endpoint: str,
    timeout: float,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
) -> None:
    """Ask a QUESTION of one graph: ontology, hypotheses, evidence and diagnosis.

    QUESTION is one of those that --list names, or a file with SPARQL (.rq). Queries
    only read. The graph is in memory unless --endpoint names a server that `rcagraph
    export --to` has loaded.

    \b
    rcagraph query --list
    rcagraph query what-a-finding-rests-on RAJ --set driver=ops_vacancy
    rcagraph query --text 'SELECT ?d { ?d a rca:Driver }' --format csv
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if listed:
        click.echo("\n".join(_lines()))
        return
    asked = _asked(question, text)
    codes = (*organisations, *([organisation] if organisation else []))
    if asked.about_organisations and not codes:
        msg = f"{asked.name} asks for findings: name an organisation, such as RAJ"
        raise click.UsageError(msg)
    from rcagraph.outputs.query_text import result_csv, result_json, result_table

    values = _values(given)
    store: GraphStore
    if endpoint:
        store = _remote(endpoint, codes, as_of)
    else:
        _check(asked)
        store = _embedded(codes, as_of, observations, library)
    bound = asked.bound(values, store)
    for each in asked.parameters:
        if each.name not in values:
            chosen = f"{each.name}={_short(each.default)}"
            click.echo(f"{chosen} (change it with --set)", err=True)
    result = store.query(bound, name=asked.name, seconds=timeout)
    if form == "table":
        width = shutil.get_terminal_size((_WIDTH, 0)).columns
        click.echo(result_table(result, width=width), nl=False)
    else:
        written = {"csv": result_csv, "json": result_json}[form]
        click.echo(written(result), nl=False)


def _asked(question: str | None, text: str) -> Question:
    if bool(question) == bool(text):
        msg = "give a question, or --text, or --list"
        raise click.UsageError(msg)
    from rcagraph.sources.questions import find_question
    from rcagraph.stores.question import Question

    if question:
        return find_question(question)
    return Question(name="query", text=text)


def _check(asked: Question) -> None:
    """Find mistakes before any figure is read."""
    from rcagraph.stores.embedded import EmbeddedStore

    EmbeddedStore(()).query(asked.text, name=asked.name)


def _embedded(
    codes: Sequence[str],
    as_of: date | None,
    observations: Path | None,
    library: Sequence[Path],
) -> GraphStore:
    from rcagraph.knowledge_graph import dataset_of, diagnoses_of, knowledge_dataset
    from rcagraph.stores.embedded import EmbeddedStore

    if not codes:
        return EmbeddedStore(knowledge_dataset(library).quads)
    case = open_case(observations, library=library)
    return EmbeddedStore(dataset_of(case, diagnoses_of(case, codes, as_of=as_of)).quads)


def _remote(endpoint: str, codes: Sequence[str], as_of: date | None) -> GraphStore:
    from rcagraph.outputs.rdf_writer import graph_starts
    from rcagraph.stores.remote import RemoteStore

    return RemoteStore(endpoint, starts=graph_starts(codes, as_of))


def _values(given: Sequence[str]) -> dict[str, str]:
    values = dict(each.partition("=")[::2] for each in given)
    for each in given:
        if "=" not in each:
            msg = f"--set needs NAME=VALUE, found {each!r}"
            raise click.UsageError(msg)
    return values


def _lines() -> Iterator[str]:
    from rcagraph.sources.questions import read_questions

    known = read_questions().values()
    for needed, heading in (
        (False, "About words and claims (no organisation needed)"),
        (True, "About findings (name an organisation)"),
    ):
        yield f"{heading}:"
        for each in known:
            if each.about_organisations == needed:
                yield f"  {each.name}"
                yield f"      {each.title}"
                for one in each.parameters:
                    yield f"      --set {one.name}={_short(one.default)}"
        yield ""


def _short(term: object) -> str:
    from pyoxigraph import NamedNode

    from rcagraph.stores.prefixes import shortened

    if isinstance(term, NamedNode):
        return shortened(term.value).removeprefix("rcai:")
    return repr(getattr(term, "value", ""))
