"""``rcagraph show``: one node, metric, hypothesis, offer or loop, with all about it."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("show")
@click.argument("name", metavar="ID")
@click.option(
    "--library",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Folder of local hypotheses that extend or replace the shipped ones.",
)
def command(name: str, library: tuple[Path, ...]) -> None:
    """Print what is known of a node, metric, hypothesis, offer or loop.

    Definition, the metrics that indicate it, links in and out with strength, lag,
    sources and what speaks against them, tests, enquiries, loops and offers.

    \b
    rcagraph show ops_discharge
    rcagraph show ae_4hr_all_pct
    rcagraph show exit-block
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.library import find_term, read_knowledge
    from rcagraph.outputs.show_text import show_text

    knowledge = read_knowledge(library)
    click.echo(show_text(find_term(knowledge, name), knowledge), nl=False)
