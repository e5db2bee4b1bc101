"""``rcagraph show``: one node, metric, hypothesis, offer or loop, with all about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import select_option

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection


@click.command("show")
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "--library",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Folder of local hypotheses that extend or replace the shipped ones.",
)
@select_option
def command(
    name: str | None, library: tuple[Path, ...], selection: Selection | None
) -> None:
    """Print what is known of a node, metric, hypothesis, offer or loop.

    Definition, the metrics that indicate it, links in and out with strength, lag,
    sources and what speaks against them, tests, enquiries, loops and offers. With
    --select or --exclude in place of an ID, list the nodes that are chosen.

    \b
    rcagraph show ops_discharge
    rcagraph show ae_4hr_all_pct
    rcagraph show exit-block
    rcagraph show --select '1+ed-crowding,class:operational'
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if (name is None) == (selection is None):
        msg = "give one ID, or --select or --exclude"
        raise click.UsageError(msg)
    from rcagraph.library import chosen_nodes, find_term, read_knowledge
    from rcagraph.outputs.show_text import list_text, show_text

    knowledge = read_knowledge(library)
    if selection is not None:
        text = list_text(chosen_nodes(knowledge, selection))
    else:
        assert name is not None
        text = show_text(find_term(knowledge, name), knowledge)
    click.echo(text, nl=False)
