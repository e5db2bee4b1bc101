"""Every path between two nodes, as plain text."""

from __future__ import annotations

from rcagraph.findings.paths import Path, Paths
from rcagraph.findings.standing import Standing
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.figures import counted, span_of_days, tenths
from rcagraph.outputs.lines import (
    believed,
    chain,
    folded,
    heading,
    selected,
    up_to,
)


def path_text(
    found: Paths, standing: Standing, view: View = EVERYTHING, *, top: int = 10
) -> str:
    """Tell of the paths, the largest share first.

    Args:
        view: which nodes a path may pass on its way.
    """
    lines = heading(standing)
    lines += folded(f"from {believed(standing, found.source)}")
    lines += folded(f"to {believed(standing, found.target)}")
    paths = [each for each in found.paths if view.passes(each.nodes[1:-1])]
    lines += folded(f"{counted(len(found.paths), 'path')} ({up_to(found.longest)})")
    lines += selected(view, f"{len(paths)} of them, by the nodes on the way")
    if paths:
        spanned = sum(not path.stitched for path in paths)
        share = sum(path.share for path in paths)
        lines += folded(
            f"Together they carry {tenths(share)} of what the target is put down to."
            f" {counted(spanned, 'path')} supported end to end by one source or more;"
            f" {len(paths) - spanned} stitched from different sources: that A leads to"
            " B in one and B to C in another does not show that A leads to C."
        )
    for number, path in enumerate(paths[:top], start=1):
        lines += ["", *_path(number, path, standing)]
    if paths[top:]:
        lines += ["", f"{counted(len(paths) - top, 'further path')}; --top shows more"]
    return "\n".join(lines) + "\n"


def _path(number: int, path: Path, standing: Standing) -> list[str]:
    weakest = chain(standing, (path.weakest.cause, path.weakest.effect))
    marks = [
        word
        for word, holds in (
            ("over a feedback link", path.feedback),
            ("contested", path.contested),
        )
        if holds
    ]
    along = counted(len(path.along), "published source")
    if path.stitched:
        support = f"STITCHED: no source spans it; {along} along it"
    else:
        spanning = counted(len(path.end_to_end), "independent source")
        support = f"{spanning} from end to end; {along} along it"
    carried = (
        f"share {path.share:.2%}; gain {path.gain:.2g}; {span_of_days(path.lag_days)}"
    )
    return [
        *folded(f"{number:>3}  {chain(standing, path.nodes)}", hang=5),
        *folded("; ".join((carried, *marks)), indent=5),
        *folded(f"weakest link: {weakest} ({path.weakest.strength:.2g})", indent=5),
        *folded(support, indent=5),
    ]
