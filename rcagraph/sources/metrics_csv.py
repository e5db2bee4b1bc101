"""Metrics of any graph from CSV: wide or long, with a normal and an abnormal window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, UnknownNameError, did_you_mean
from rcagraph.inference.anomaly import MetricWindows
from rcagraph.inference.network import Floats
from rcagraph.sources.metrics_cells import (
    ABNORMAL,
    NORMAL,
    Figure,
    parse_time,
    read_figures,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A stretch of time, both ends belonging to it."""

    start: float
    end: float

    def __contains__(self, time: float) -> bool:
        """Whether a time lies inside."""
        return self.start <= time <= self.end


def read_windows(
    metrics: Path,
    *,
    normal: Path | Bounds | None = None,
    abnormal: Path | Bounds | None = None,
    metric: str | None = None,
    target: str = "",
) -> MetricWindows:
    """Read the figures of both windows.

    A file is wide (a column of times, then one for each node) or long (columns time,
    node, value and perhaps metric); either may have a column window that says normal
    or abnormal. An empty cell is missing, never zero.

    Args:
        metrics: the file that holds every window for which no other is given.
        normal, abnormal: another file, or bounds in time. With bounds for the
            abnormal window alone, all that is earlier is normal.
        metric: the metric of the target, where nodes have several. Other nodes are
            taken by the same metric if they have it, else by the one with most
            figures.
        target: the node whose metric is chosen.

    Raises:
        ObservationsError: a file cannot be read, with line; a window is empty.
        UnknownNameError: the target has no such metric.
    """
    main = read_figures(metrics)
    parts = {
        name: _window(name, given, main, other, metrics)
        for name, given, other in (
            (NORMAL, normal, abnormal),
            (ABNORMAL, abnormal, normal),
        )
    }
    everything = [*parts[NORMAL], *parts[ABNORMAL]]
    chosen = _chosen_metrics(everything, metric, target, metrics)
    nodes = tuple(sorted(chosen))
    return MetricWindows(
        nodes=nodes,
        normal=_table(parts[NORMAL], nodes, chosen),
        abnormal=_table(parts[ABNORMAL], nodes, chosen),
    )


def parse_bounds(text: str) -> Bounds | None:
    """Return the bounds that START..END says, or None where it says none.

    >>> parse_bounds("10..20.5")
    Bounds(start=10.0, end=20.5)
    >>> parse_bounds("metrics.csv") is None
    True
    """
    start, dots, end = text.partition("..")
    times = (parse_time(start.strip()), parse_time(end.strip()))
    if not dots or times[0] is None or times[1] is None:
        return None
    return Bounds(times[0], times[1])


def _window(
    name: str,
    given: Path | Bounds | None,
    main: Sequence[Figure],
    other: Path | Bounds | None,
    file: Path,
) -> Sequence[Figure]:
    if isinstance(given, Path):
        found: Sequence[Figure] = read_figures(given)
        return found
    if isinstance(given, Bounds):
        found = [figure for figure in main if figure.time in given]
    elif isinstance(other, Bounds) and name == NORMAL:
        found = [figure for figure in main if figure.time < other.start]
    elif isinstance(other, Path):
        found = main
    else:
        found = [figure for figure in main if figure.window == name]
    if not found:
        raise ObservationsError(
            Problem(
                file=str(file),
                message=f"no figures in the {name} window",
                found=_span(main),
                expected=f"a file or START..END for the {name} window, or a column "
                "window that says normal or abnormal",
                code=Code.NO_OBSERVATIONS,
            )
        )
    return found


def _span(figures: Sequence[Figure]) -> str:
    times = [figure.time for figure in figures]
    return f"times {min(times):.15g} to {max(times):.15g}" if times else "nothing"


def _chosen_metrics(
    figures: Iterable[Figure], metric: str | None, target: str, file: Path
) -> Mapping[str, str]:
    """Return node → its metric."""
    counts: dict[str, dict[str, int]] = {}
    for figure in figures:
        per_metric = counts.setdefault(figure.node, {})
        per_metric[figure.metric] = per_metric.get(figure.metric, 0) + 1
    own = counts.get(target, {})
    if metric is not None and own and metric not in own:
        raise UnknownNameError(
            Problem(
                file=str(file),
                message=f"{target!r} has no metric {metric!r}",
                expected=", ".join(sorted(own)),
                hint=did_you_mean(metric, own),
            )
        )
    if metric is None and len(own) > 1:
        raise UnknownNameError(
            Problem(
                file=str(file),
                message=f"{target!r} has several metrics",
                expected=f"--metric with one of {', '.join(sorted(own))}",
            )
        )
    wanted = metric if metric is not None else next(iter(own), "")
    return {
        node: wanted
        if wanted in per_metric
        else min(per_metric, key=lambda name: (-per_metric[name], name))
        for node, per_metric in counts.items()
    }


def _table(
    figures: Iterable[Figure], nodes: tuple[str, ...], chosen: Mapping[str, str]
) -> Floats:
    import numpy as np

    kept = [each for each in figures if chosen[each.node] == each.metric]
    times = {time: row for row, time in enumerate(sorted({e.time for e in kept}))}
    columns = {node: column for column, node in enumerate(nodes)}
    table = np.full((len(times), len(nodes)), np.nan)
    for each in kept:
        table[times[each.time], columns[each.node]] = each.value
    return table
