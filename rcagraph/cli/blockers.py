"""``rcagraph blockers``: what keeps a target from improving, and at whose level."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options, select_option
from rcagraph.cli.standing import stand

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection


@click.command("blockers")
@click.option("--target", metavar="ID", help="Symptom or state that should improve.")
@click.option("--org", "organisation", help="Organisation code.")
@click.option(
    "--control",
    type=click.Choice(["trust", "system", "nation"]),
    default="trust",
    show_default=True,
    help="Whose blockers to list.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Belief to get under. Default: half way to what no driver explains.",
)
@click.option(
    "--order",
    type=click.IntRange(1, 6),
    default=3,
    show_default=True,
    help="Most drivers, or basic events, in a set.",
)
@click.option("--matrix", is_flag=True, help="Every driver against every symptom.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the matrix as CSV.")
@click.option(
    "--fault-tree",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Count the minimal cut sets of an Open-PSA file instead.",
)
@click.option("--top-gate", default="", help="Gate of the fault tree to ask about.")
@click.option("--top", default=10, show_default=True, help="How many sets to print.")
@case_options
@select_option
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    target: str | None,
    organisation: str | None,
    control: str,
    threshold: float | None,
    order: int,
    matrix: bool,  # noqa: FBT001 - click passes flags by name
    as_csv: bool,  # noqa: FBT001
    fault_tree: Path | None,
    top_gate: str,
    top: int,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    selection: Selection | None,
) -> None:
    """Say what keeps a target from improving, and who could do something about it.

    Ceilings: the belief left when a level of control puts right all that it can.
    Blockers: what holds it there. Sets: the fewest drivers that would do, with offers,
    time to effect, and prerequisites that are missing. --select and --exclude say which
    drivers are looked at.

    \b
    rcagraph blockers --target ed-crowding --org RAJ --control trust
    rcagraph blockers --target ed-crowding --org RAJ --select level:trust
    rcagraph blockers --matrix --org RAJ --csv
    rcagraph blockers --fault-tree tree.xml --order 3
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if fault_tree is not None:
        if selection is not None:
            msg = "--select and --exclude choose drivers; a fault tree has none"
            raise click.UsageError(msg)
        _cut_sets(fault_tree, top_gate, order, top)
        return
    if not organisation or bool(target) == matrix:
        msg = "give --org with --target or --matrix, or --fault-tree"
        raise click.UsageError(msg)
    from rcagraph.findings.blockers import blocker_matrix, find_blockers
    from rcagraph.findings.view import standing_view
    from rcagraph.graph.node_names import find_node
    from rcagraph.outputs.blockers_text import blockers_text, matrix_csv, matrix_text
    from rcagraph.vocabulary.terms import LevelOfControl

    standing = stand(organisation, as_of, observations, library)
    view = standing_view(standing, selection)
    if target is None:
        table = blocker_matrix(standing, view)
        text = matrix_csv(table) if as_csv else matrix_text(table, standing, view)
    else:
        found = find_blockers(
            standing,
            find_node(standing.model.graph, target),
            control=LevelOfControl(control),
            threshold=threshold,
            order=order,
            view=view,
        )
        text = blockers_text(found, standing, view, top=top)
    click.echo(text, nl=False)


def _cut_sets(path: Path, gate: str, order: int, top: int) -> None:
    from rcagraph.findings.cut_sets import minimal_cut_sets
    from rcagraph.outputs.blockers_text import cut_sets_text
    from rcagraph.sources.fault_tree_xml import read_fault_tree

    tree = read_fault_tree(path, top=gate)
    click.echo(
        cut_sets_text(tree, minimal_cut_sets(tree, order=order), top=top), nl=False
    )
