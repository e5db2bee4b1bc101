"""``rcagraph rank``: root causes in any graph of metrics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rcagraph.inference.root_cause import RootCause, RootCauses
    from rcagraph.sources.metrics_csv import Bounds

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("rank")
@click.option(
    "--graph",
    type=_FILE,
    required=True,
    help="Links as CSV: cause, effect[, strength]; or an adjacency matrix.",
)
@click.option(
    "--metrics",
    type=_FILE,
    required=True,
    help="Figures as CSV: time and a column for each node; or time, node, value.",
)
@click.option("--target", required=True, metavar="NODE", help="The node in trouble.")
@click.option(
    "--normal",
    metavar="FILE|START..END",
    help="Figures of when all was well. [default: all before the abnormal window]",
)
@click.option(
    "--abnormal",
    metavar="FILE|START..END",
    help="Figures of when it was not.",
)
@click.option("--metric", help="Metric of the target, where nodes have several.")
@click.option(
    "--top", type=click.IntRange(1), default=5, show_default=True, help="How many."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    graph: Path,
    metrics: Path,
    target: str,
    normal: str | None,
    abnormal: str | None,
    metric: str | None,
    top: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Rank the root causes of one node's trouble in any graph of metrics.

    Scores are shares of what departs from normal, traced back to where it started.
    Windows are other files, or START..END in the times of --metrics (both ends
    included; numbers, or dates as in 2024-05-01T10:00), or a column named window that
    says normal or abnormal.

    \b
    rcagraph rank --graph graph.csv --metrics metrics.csv --target site \\
        --abnormal 2024-05-01T10:00..2024-05-01T10:30
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.inference.root_cause import rank_root_causes
    from rcagraph.sources.graph_csv import read_graph
    from rcagraph.sources.metrics_csv import read_windows

    read = read_graph(graph)
    _require_node(target, read.nodes, graph)
    windows = read_windows(
        metrics,
        normal=_window(normal),
        abnormal=_window(abnormal),
        metric=metric,
        target=target,
    )
    _require_node(target, windows.nodes, metrics)
    found = rank_root_causes(read, windows, target)
    if as_json:
        click.echo(_json(found, top))
    else:
        for line in _lines(found, top):
            click.echo(line)


def _window(given: str | None) -> Path | Bounds | None:
    from rcagraph.sources.metrics_csv import parse_bounds

    return None if given is None else parse_bounds(given) or Path(given)


def _require_node(target: str, known: tuple[str, ...], file: Path) -> None:
    from rcagraph.diagnostics.code import Code
    from rcagraph.errors import Problem, UnknownNameError, did_you_mean

    if target not in known:
        raise UnknownNameError(
            Problem(
                file=str(file),
                message=f"there is no node {target!r}",
                hint=did_you_mean(target, known),
                code=Code.ID_UNKNOWN,
            )
        )


def _lines(found: RootCauses, top: int) -> Iterator[str]:
    from rcagraph.inference.root_cause_wording import evidence_sentence

    shown = found.causes[:top]
    yield f"{found.target}: root causes, by {found.view} of the abnormal window"
    if not shown:
        yield "No node with figures leads to it."
    for each in shown:
        yield ""
        yield f"{each.rank:>3}  {each.score:.3f}  {each.node}"
        yield f"     {evidence_sentence(each, found)}"
        yield f"     {' → '.join(each.path)}"
    yield ""
    rest = sum(each.score for each in found.causes[top:])
    if len(found.causes) > top:
        yield f"{rest:.3f} with {len(found.causes) - top} more"
    yield f"{found.unexplained:.3f} unexplained"
    if found.unmeasured:
        yield f"without figures: {', '.join(found.unmeasured)}"


def _json(found: RootCauses, top: int) -> str:
    import json

    return json.dumps(
        {
            "target": found.target,
            "view": str(found.view),
            "causes": [_entry(each, found) for each in found.causes[:top]],
            "unexplained": round(found.unexplained, 9),
            "unmeasured": found.unmeasured,
        },
        indent=2,
        ensure_ascii=False,
        allow_nan=False,
    )


def _entry(each: RootCause, found: RootCauses) -> dict[str, object]:
    from math import isfinite

    from rcagraph.inference.root_cause_wording import evidence_sentence

    seen = each.departure
    return {
        "rank": each.rank,
        "node": each.node,
        "score": round(each.score, 9),
        "belief": round(each.belief, 9),
        "size": round(seen.size, 9) if isfinite(seen.size) else None,
        "rarity": round(seen.rarity, 9),
        "correlation": None if seen.correlation is None else round(seen.correlation, 9),
        "explained": round(each.explained, 9),
        "weight": round(each.weight, 9),
        "own_weight": round(each.own_weight, 9),
        "path": each.path,
        "evidence": evidence_sentence(each, found),
    }
