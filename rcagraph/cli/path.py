"""``rcagraph path``: every way from one node to another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options, select_option, top_option
from rcagraph.cli.standing import stand

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection


@click.command("path")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--org", "organisation", required=True, help="Organisation code.")
@click.option(
    "--longest",
    type=click.IntRange(1),
    help="Most links of a path. Default: no limit, unless there are too many.",
)
@top_option(10, "paths")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@case_options
@select_option
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    source: str,
    target: str,
    organisation: str,
    longest: int | None,
    top: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    selection: Selection | None,
) -> None:
    """List every path from one node to another, the largest share first.

    With the share of what TO is put down to, the weakest link, and how many
    independent sources support the path from end to end. A path that no source
    spans is marked as stitched. Ids may be given without their kind. --select keeps
    paths by way of any node chosen, --exclude drops those by way of any node named.

    \b
    rcagraph path ops_discharge s_edcrowding --org RAJ
    rcagraph path discharge ed-crowding --org RAJ --longest 5
    rcagraph path discharge ed-crowding --org RAJ --select occupancy
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.findings.paths import paths_between
    from rcagraph.findings.view import standing_view
    from rcagraph.graph.node_names import find_node
    from rcagraph.outputs.entanglement_json import path_json
    from rcagraph.outputs.path_text import path_text

    standing = stand(organisation, as_of, observations, library)
    view = standing_view(standing, selection)
    ends = [find_node(standing.model.graph, each) for each in (source, target)]
    found = paths_between(standing, ends[0], ends[1], longest=longest)
    text = (
        path_json(found, standing, view)
        if as_json
        else path_text(found, standing, view, top=top)
    )
    click.echo(text, nl=False)
