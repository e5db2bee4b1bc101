"""``rcagraph loops``: what feeds on itself in an organisation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options, select_option, top_option
from rcagraph.cli.standing import stand

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection


@click.command("loops")
@click.argument("organisation")
@click.option(
    "--longest",
    type=click.IntRange(1),
    help="Most links of a loop. Default: no limit, unless there are too many.",
)
@top_option(20, "loops")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@case_options
@select_option
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    longest: int | None,
    top: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    selection: Selection | None,
) -> None:
    """List the feedback loops among what is believed of ORGANISATION.

    Each with its gain, the time round it, the cheapest place to break it, and when
    its members' metrics first moved. Cheapest: an offer that acts on a member and is
    not blocked, at the nearest level and soonest; else the link that is most
    controllable, then weakest. Known loops that do not turn come last. --select keeps
    loops through any node chosen, --exclude drops those through any node named.

    \b
    rcagraph loops RAJ
    rcagraph loops RAJ --longest 6 --top 50
    rcagraph loops RAJ --select occupancy --exclude 'sickness'
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.findings.interdependencies import entangled_loops
    from rcagraph.findings.view import standing_view
    from rcagraph.outputs.entanglement_json import loops_json
    from rcagraph.outputs.loops_text import loops_text

    standing = stand(organisation, as_of, observations, library)
    view = standing_view(standing, selection)
    found = entangled_loops(standing, longest=longest)
    text = (
        loops_json(found, standing, view)
        if as_json
        else loops_text(found, standing, view, top=top)
    )
    click.echo(text, nl=False)
