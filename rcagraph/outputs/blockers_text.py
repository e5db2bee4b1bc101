"""What keeps a target from improving, as plain text and as tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rcagraph.findings.blockers import (
    NOTICEABLE,
    Blocker,
    BlockerMatrix,
    Blockers,
    DriverSet,
)
from rcagraph.findings.cut_sets import CutSets, FaultTree
from rcagraph.findings.standing import Standing
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.figures import counted, percent
from rcagraph.outputs.lines import folded, heading, label, months, offer_words, selected
from rcagraph.outputs.tidy_csv import inert


def blockers_text(
    found: Blockers, standing: Standing, view: View = EVERYTHING, *, top: int = 10
) -> str:
    """Tell of ceilings, blockers and sets that would do.

    Args:
        view: which drivers were looked at.
    """
    target = found.target
    lines = heading(standing)
    lines += folded(
        f"{target.label} [{target.id}]: believed at {percent(found.belief)}"
    )
    lines += folded(
        "What the evidence says is held; drivers are taken away, and loops are left to"
        " unwind. Figures are good to about 2 points."
    )
    lines += selected(
        view,
        f"{found.candidates} of {counted(len(standing.drivers), 'driver')} looked at as"
        " blockers and for sets; ceilings are of all",
    )
    lines += ["", "CEILINGS: belief left when a level puts right all that it controls"]
    for each in found.ceilings:
        who = f"{each.level} alone" if each.level else "all together"
        count = counted(each.drivers, "driver")
        lines.append(f"  {percent(each.left):>5}  {who} ({count})")
    lines += folded(
        f"What is left with every driver gone ({percent(found.floor)}) is unexplained.",
        indent=2,
    )
    lines += ["", f"BLOCKERS beyond the {found.control}: each would lower that ceiling"]
    for blocker in found.holding:
        fall = f"{counted(round(100 * blocker.fall), 'point')} further"
        lines += folded(f"{fall}: {_driver(blocker)}", indent=2, hang=4)
        lines += _help(blocker, standing)
    if not found.holding:
        lines.append(f"  none by as much as {100 * NOTICEABLE:.0f} point")
    lines += ["", *_sets(found, standing, top)]
    return "\n".join(lines) + "\n"


def _sets(found: Blockers, standing: Standing, top: int) -> list[str]:
    under, order = percent(found.threshold), found.order
    of_up_to = f"of up to {counted(order, 'driver')} (exact to that order)"
    count = counted(len(found.sets), "minimal set")
    told = f"{count} {of_up_to}, smallest first" if found.sets else f"none {of_up_to}"
    lines = folded(f"SETS whose removal brings it under {under}: {told}")
    if found.threshold <= found.floor:
        lines += folded("No set can: more than that is unexplained.", indent=2)
    for each in found.sets[:top]:
        lines += _set(each)
    if found.sets[top:]:
        lines.append(f"  {counted(len(found.sets) - top, 'further set')}; see --top")
    if not found.sets:
        lines += ["  The best of one and of two:"]
        for each in found.best:
            lines += _set(each)
    wanting = {
        member.driver.id: member
        for each in (*found.sets[:top], *found.best)
        for member in each.members
    }
    lines += ["", "OFFERS for these drivers, and prerequisites that are missing"]
    for _, member in sorted(wanting.items()):
        lines += folded(_driver(member), indent=2)
        lines += _help(member, standing)
    return lines


def _set(each: DriverSet) -> list[str]:
    names = " + ".join(member.driver.label for member in each.members)
    span = months(each.months_low, each.months_high)
    return folded(f"{percent(each.left):>5}  {names} ({span})", indent=2, hang=7)


def _driver(blocker: Blocker) -> str:
    node = blocker.driver
    return f"{node.label} [{node.id}] ({percent(blocker.belief)}; {node.level})"


def _help(blocker: Blocker, standing: Standing) -> list[str]:
    lines = []
    for offer in blocker.open_offers:
        lines += folded(f"open: {offer_words(offer)}", indent=6)
    for offer, by in blocker.missing:
        names = ", ".join(label(standing, each) for each in by)
        lines += folded(
            f"blocked: {offer_words(offer)} by {names}. {offer.prerequisites}", indent=6
        )
    return lines or folded("no offer names it", indent=6)


def matrix_text(
    found: BlockerMatrix, standing: Standing, view: View = EVERYTHING
) -> str:
    """Lay out points by which belief in each target falls without each driver."""
    lines = heading(standing)
    lines += folded(
        "Points by which belief in a symptom falls without a driver alone; a dot is"
        " less than one point. Drivers that move nothing are left out."
    )
    count = counted(len(standing.drivers), "driver")
    lines += selected(view, f"{len(found.drivers)} of {count}")
    lines.append("")
    order = sorted(
        range(len(found.drivers)),
        key=lambda row: (-round(float(found.falls[row].sum()), 9), row),
    )
    for number, (node, belief) in enumerate(
        zip(found.targets, found.beliefs, strict=True), start=1
    ):
        lines.append(f"  {number:>2}  {node.label} [{node.id}] ({percent(belief)})")
    numbers = "".join(f"{number:>4}" for number in range(1, len(found.targets) + 1))
    lines += ["", f"{'driver':<18}{'level':<7}{numbers}"]
    for row in order:
        falls = found.falls[row].tolist()
        if max(falls, default=0) >= NOTICEABLE:
            cells = "".join(_cell(fall) for fall in falls)
            node = found.drivers[row]
            lines.append(f"{node.id:<18}{node.level or '':<7}{cells}")
    return "\n".join(lines) + "\n"


def _cell(fall: float) -> str:
    return f"{100 * fall:>4.0f}" if fall >= NOTICEABLE else "   ."


def matrix_csv(found: BlockerMatrix) -> str:
    """Write the matrix, one row a driver, one column a target, as probabilities."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["driver", "label", "level", *(each.id for each in found.targets)])
    for node, falls in zip(found.drivers, found.falls.tolist(), strict=True):
        cells = [f"{fall:.4f}" for fall in falls]
        writer.writerow([node.id, inert(node.label), node.level or "", *cells])
    return lines.getvalue()


def cut_sets_text(tree: FaultTree, found: CutSets, *, top: int = 20) -> str:
    """Tell how many minimal cut sets of each order there are, and the smallest."""
    events, gates = len(tree.events), len(tree.gates)
    size = f"{counted(events, 'basic event')}, {counted(gates, 'gate')}"
    orders = range(0 if found.count(0) else 1, found.order + 1)
    lines = [
        f"{tree.name}: {size}, top {tree.top}",
        f"Minimal cut sets, exact to order {found.order}:",
        *(f"  order {order}: {found.count(order):,}" for order in orders),
    ]
    lines.append(f"  in all:  {len(found.sets):,}")
    lines += _smallest(found.sets, top)
    return "\n".join(lines) + "\n"


def _smallest(sets: Sequence[tuple[str, ...]], top: int) -> list[str]:
    if not sets or top <= 0:
        return []
    shown = [f"  {' + '.join(each) or '(always there)'}" for each in sets[:top]]
    rest = len(sets) - len(shown)
    return ["Smallest first:", *shown, *([f"  and {rest:,} more"] if rest else [])]
