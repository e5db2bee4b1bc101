"""``rcagraph why``: what a node rests on, comes from and leads to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options, select_option, top_option
from rcagraph.cli.standing import stand

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection


@click.command("why")
@click.argument("node")
@click.option("--org", "organisation", required=True, help="Organisation code.")
@top_option(10, "of each")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@case_options
@select_option
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    node: str,
    organisation: str,
    top: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    selection: Selection | None,
) -> None:
    """Say why NODE is believed of an organisation.

    Evidence ledger, upstream and downstream with beliefs and shares, common causes,
    and pairs of drivers that only matter together. --select and --exclude say which
    other nodes are told of.

    \b
    rcagraph why s_edcrowding --org RAJ
    rcagraph why ed-crowding --org RAJ --top 20
    rcagraph why ed-crowding --org RAJ --select 'class:structural belief>0.6'
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.findings.surroundings import surroundings
    from rcagraph.findings.view import standing_view
    from rcagraph.graph.node_names import find_node
    from rcagraph.outputs.entanglement_json import why_json
    from rcagraph.outputs.why_text import why_text

    standing = stand(organisation, as_of, observations, library)
    view = standing_view(standing, selection)
    found = surroundings(standing, find_node(standing.model.graph, node))
    text = (
        why_json(found, standing, view)
        if as_json
        else why_text(found, standing, view, top=top)
    )
    click.echo(text, nl=False)
