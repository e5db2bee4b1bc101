"""The loops of one organisation, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from rcagraph.findings.interdependencies import BreakPoint, EntangledLoop, Loops
from rcagraph.findings.standing import Standing
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.figures import counted, percent, span_of_days
from rcagraph.outputs.lines import (
    chain,
    folded,
    heading,
    label,
    offer_words,
    selected,
    up_to,
)


def loops_text(
    found: Loops, standing: Standing, view: View = EVERYTHING, *, top: int = 20
) -> str:
    """Tell of the loops among believed nodes, then of known loops that stand still.

    Args:
        found: the loops.
        standing: of the organisation.
        view: which of them are told of.
        top: how many that turn are told of, besides those with a name.
    """
    lines = heading(standing)
    count = counted(len(found.turning), "loop")
    lines += folded(
        f"{count} turning: every member is believed at 50% or more"
        f" ({up_to(found.longest)}). Gain is the product of the strengths round it."
    )
    turning = [loop for loop in found.turning if view.passes(loop.nodes)]
    still = [loop for loop in found.still if view.passes(loop.nodes)]
    lines += selected(
        view,
        f"{len(turning)} of them, and {len(still)} of {len(found.still)} not turning",
    )
    shown = [loop for at, loop in enumerate(turning) if at < top or loop.name]
    for number, loop in enumerate(shown, start=1):
        lines += ["", *_loop(number, loop, standing)]
    if len(shown) < len(turning):
        further = counted(len(turning) - len(shown), "further loop")
        lines += ["", f"{further} turning with less gain; --top shows more"]
    if still:
        lines += [
            "",
            "Known loops that are not turning, each held by the member named:",
        ]
        for loop in still:
            held = f"{label(standing, loop.weakest)}, {percent(loop.weakest_belief)}"
            lines += folded(f"{loop.name}: {held}", indent=2)
    if found.unclosed:
        lines += folded(
            "Known loops of which this graph lacks a link: " + ", ".join(found.unclosed)
        )
    return "\n".join(lines) + "\n"


def _loop(number: int, loop: EntangledLoop, standing: Standing) -> Iterator[str]:
    name = f"{loop.name}: " if loop.name else ""
    yield from folded(
        f"{number:>3}  {name}{chain(standing, (*loop.nodes, loop.nodes[0]))}", hang=5
    )
    sure = f"{label(standing, loop.weakest)}, {percent(loop.weakest_belief)}"
    lag = span_of_days(loop.lag_days)
    yield from folded(
        f"gain {loop.gain:.2g}; {lag} round; least sure of {sure}",
        indent=5,
    )
    yield from folded(f"break it: {_break(loop.break_at, standing)}", indent=5)
    if loop.note:
        yield from folded(f"known of it: {loop.note}", indent=5)
    yield from folded(f"moved: {_moved(loop, standing)}", indent=5)


def _break(at: BreakPoint, standing: Standing) -> str:
    if at.offer:
        return f"at {label(standing, at.node)}, by {offer_words(at.offer)}"
    assert at.link is not None
    near = f"{at.level} level" if at.level else "no driver acts on it directly"
    ends = chain(standing, (at.link.cause, at.link.effect))
    return f"at {ends} (strength {at.link.strength:.2g}; {near}); no open offer"


def _moved(loop: EntangledLoop, standing: Standing) -> str:
    if not loop.moved:
        return "no member's metric has left common cause for the worse in five years"
    told = [
        f"{label(standing, move.node)} {move.period:%B %Y}"
        f" ({standing.model.ontology.metrics[move.metric].label}: {move.rule})"
        for move in loop.moved
    ]
    unknown = len(loop.nodes) - len(loop.moved)
    rest = f"; {unknown} without such a date" if unknown else ""
    return ", then ".join(told) + rest
