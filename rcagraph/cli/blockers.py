"""``rcagraph blockers``: what keeps a target from improving, and at whose level."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options, select_option, top_option
from rcagraph.cli.standing import stand

if TYPE_CHECKING:
    from rcagraph.findings.standing import Standing
    from rcagraph.findings.view import View
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
@top_option(10, "sets")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
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
    as_json: bool,  # noqa: FBT001
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
    if as_csv and as_json:
        msg = "give --csv or --json, not both"
        raise click.UsageError(msg)
    if fault_tree is not None:
        if selection is not None:
            msg = "--select and --exclude choose drivers; a fault tree has none"
            raise click.UsageError(msg)
        _cut_sets(fault_tree, top_gate, order, top, as_json=as_json)
        return
    if not organisation or bool(target) == matrix:
        msg = "give --org with --target or --matrix, or --fault-tree"
        raise click.UsageError(msg)
    from rcagraph.findings.view import standing_view

    standing = stand(organisation, as_of, observations, library)
    view = standing_view(standing, selection)
    if target is None:
        text = _matrix(standing, view, as_csv=as_csv, as_json=as_json)
        click.echo(text, nl=False)
        return
    from rcagraph.findings.blockers import find_blockers
    from rcagraph.graph.node_names import find_node
    from rcagraph.outputs.blockers_text import blockers_text
    from rcagraph.outputs.entanglement_json import blockers_json
    from rcagraph.vocabulary.terms import LevelOfControl

    found = find_blockers(
        standing,
        find_node(standing.model.graph, target),
        control=LevelOfControl(control),
        threshold=threshold,
        order=order,
        view=view,
    )
    text = (
        blockers_json(found, standing, view)
        if as_json
        else blockers_text(found, standing, view, top=top)
    )
    click.echo(text, nl=False)


def _matrix(standing: Standing, view: View, *, as_csv: bool, as_json: bool) -> str:
    from rcagraph.findings.blockers import blocker_matrix
    from rcagraph.outputs.blockers_text import matrix_csv, matrix_text
    from rcagraph.outputs.entanglement_json import matrix_json

    table = blocker_matrix(standing, view)
    if as_json:
        return matrix_json(table, standing, view)
    return matrix_csv(table) if as_csv else matrix_text(table, standing, view)


def _cut_sets(path: Path, gate: str, order: int, top: int, *, as_json: bool) -> None:
    from rcagraph.findings.cut_sets import minimal_cut_sets
    from rcagraph.outputs.blockers_text import cut_sets_text
    from rcagraph.outputs.entanglement_json import cut_sets_json
    from rcagraph.sources.fault_tree_xml import read_fault_tree

    tree = read_fault_tree(path, top=gate)
    found = minimal_cut_sets(tree, order=order)
    text = (
        cut_sets_json(tree, found) if as_json else cut_sets_text(tree, found, top=top)
    )
    click.echo(text, nl=False)
