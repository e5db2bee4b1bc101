"""Why a node is believed in an organisation, as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from rcagraph.findings.standing import Standing
from rcagraph.findings.surroundings import Neighbour, Surroundings
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.figures import counted, decibans, percent, tenths
from rcagraph.outputs.lines import folded, heading, label, selected


def why_text(
    found: Surroundings, standing: Standing, view: View = EVERYTHING, *, top: int = 10
) -> str:
    """Tell what a node rests on, comes from and leads to.

    Args:
        view: which other nodes are told of; the evidence is told in full.
    """
    node = found.node
    lines = heading(standing)
    lines += folded(f"{node.label} [{node.id}], {node.kind}")
    lines += folded(
        f"belief {percent(found.belief)}; {percent(found.prior)} before any evidence"
    )
    kind = "driver itself" if node.driver_class else "leak: unexplained"
    lines += folded(f"{tenths(found.own)} of it is put down to nothing else ({kind})")
    lines += ["", "EVIDENCE that moves it"]
    for entry in found.ledger[:top]:
        about = "" if entry.about == node.id else f"{label(standing, entry.about)}: "
        lines += folded(
            f"{decibans(entry.decibans):>8}  {about}{entry.note}", indent=2, hang=10
        )
    if not found.ledger:
        lines.append("  none")
    upstream = [each for each in found.upstream if view.shows(each.node.id)]
    downstream = [each for each in found.downstream if view.shows(each.node.id)]
    behind = [each for each in found.common_causes if view.shows(each.node.id)]
    together = [each for each in found.together if view.passes(each.drivers)]
    if view.chosen:
        lines.append("")
    lines += selected(
        view,
        f"{len(upstream)} of {len(found.upstream)} upstream, {len(downstream)} of "
        f"{len(found.downstream)} downstream, {len(behind)} of "
        f"{counted(len(found.common_causes), 'common cause')}",
    )
    lines += _neighbours("UPSTREAM: where it starts", upstream, top)
    lines += _neighbours("DOWNSTREAM: what passes it", downstream, top)
    lines += [
        "",
        "COMMON CAUSES: believed, behind several of its direct causes; nearest first",
    ]
    for cause in behind[:top]:
        through = ", ".join(label(standing, each) for each in cause.through)
        lines += folded(
            f"{cause.node.label} ({percent(cause.belief)}) behind {through}", indent=2
        )
    if not behind:
        lines.append("  none")
    lines += ["", "TOGETHER: pairs of drivers that do more jointly than each alone"]
    for pair in together:
        names = " and ".join(label(standing, each) for each in pair.drivers)
        lines += folded(
            f"{names}: without both, belief falls by {tenths(pair.together)}; the"
            f" single falls add up to {tenths(pair.apart)}",
            indent=2,
        )
    if not together:
        lines.append("  none by as much as 1 point")
    return "\n".join(lines) + "\n"


def _neighbours(title: str, found: Sequence[Neighbour], top: int) -> list[str]:
    lines = ["", f"{title} ({min(top, len(found))} of {len(found)})"]
    for each in found[:top]:
        away = counted(each.steps, "step")
        lines += folded(
            f"{tenths(each.share):>6}  {each.node.label} [{each.node.id}]"
            f" ({percent(each.belief)}; {away})",
            indent=2,
            hang=8,
        )
    return lines
