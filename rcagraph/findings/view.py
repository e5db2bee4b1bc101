"""What of a result is shown when only some nodes are asked for.

A view leaves the result as it is: figures, ranks and shares are those of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rcagraph.findings.diagnosis import (
    Diagnosis,
    LoopFinding,
    RankedDriver,
    RankedEnquiry,
)
from rcagraph.findings.facts import diagnosis_facts, standing_facts
from rcagraph.findings.standing import Standing
from rcagraph.graph.selection import Chosen, Selection, select


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The nodes to be shown.

    Attributes:
        text: the selection, "" for everything.
        chosen: what it comes to; None for everything.
    """

    text: str = ""
    chosen: Chosen | None = None

    def shows(self, node: str) -> bool:
        """Whether a node is to be shown."""
        return self.chosen is None or node in self.chosen.nodes

    def passes(self, nodes: Iterable[str]) -> bool:
        """Whether a loop, or the inside of a path, is to be shown.

        It is if it touches a chosen node, where any were asked for, and none of those
        taken away from all.
        """
        if self.chosen is None:
            return True
        members = set(nodes)
        touches = not (self.chosen.narrowed and members.isdisjoint(self.chosen.nodes))
        return touches and members.isdisjoint(self.chosen.avoided)

    def drivers(self, diagnosis: Diagnosis) -> tuple[RankedDriver, ...]:
        """Return the drivers to be shown, in rank order."""
        return tuple(d for d in diagnosis.drivers if self.shows(d.node.id))

    def loops(self, diagnosis: Diagnosis) -> tuple[LoopFinding, ...]:
        """Return the loops to be shown."""
        return tuple(loop for loop in diagnosis.loops if self.passes(loop.nodes))

    def enquiries(self, diagnosis: Diagnosis) -> tuple[RankedEnquiry, ...]:
        """Return the enquiries about nodes to be shown."""
        return tuple(e for e in diagnosis.enquiries if self.shows(e.node.id))


EVERYTHING = View()


def diagnosis_view(diagnosis: Diagnosis, selection: Selection | None) -> View:
    """Return what a selection shows of a diagnosis; None shows everything.

    Raises:
        SelectionError: it asks for what cannot be asked of a diagnosis.
        UnknownNameError: it names what there is not.
    """
    if selection is None:
        return EVERYTHING
    chosen = select(diagnosis.graph, selection, diagnosis_facts(diagnosis))
    return View(text=selection.text, chosen=chosen)


def standing_view(standing: Standing, selection: Selection | None) -> View:
    """Return the same of one organisation as it stands."""
    if selection is None:
        return EVERYTHING
    chosen = select(standing.model.graph, selection, standing_facts(standing))
    return View(text=selection.text, chosen=chosen)
