"""The driver diagram: outcome on the left, what brings it about to the right.

That is the way round that improvement teams draw it. Only geometry is made here;
the template draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.outputs.figures import counted, percent
from rcagraph.outputs.layers import order_layers
from rcagraph.outputs.path_map import main_symptom, path_map
from rcagraph.outputs.wording import GLYPHS, wrapped
from rcagraph.vocabulary.terms import Node

_BOX, _GAP, _ROOM = 166, 32, 14  # widths of a box and of the way between, pixels
_LINE, _PAD, _BEND = 17, 8, 6  # heights of a line of text, its margin and a bend
_CHARACTERS = 20  # of 14 px Arial in a box
_TOP = 34  # headings
_DRIVERS, _NODES, _LAYERS = 12, 28, 6  # six columns fill a page of 1,200 px


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A labelled box; ``kind`` is the driver class, "state" or "symptom"."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    lines: tuple[str, ...]
    belief: str

    @property
    def baselines(self) -> tuple[tuple[float, str], ...]:
        """Height of each line of text."""
        first = self.y + _PAD + 13
        return tuple((first + i * _LINE, line) for i, line in enumerate(self.lines))

    @property
    def last_baseline(self) -> float:
        """Height of the line with the belief."""
        return self.y + self.height - _PAD - 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A curve from a cause, on the right, to its effect."""

    path: str
    contested: bool
    thickness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverDiagram:
    """Everything needed to draw it, and to read it as sentences instead."""

    symptom: Node
    width: float
    height: float
    headings: tuple[tuple[float, str], ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    links: tuple[CausalLink, ...]
    hidden_drivers: int
    hidden_others: int


def driver_diagram(
    diagnosis: Diagnosis, view: View = EVERYTHING
) -> DriverDiagram | None:
    """Lay out what leads to the most severe symptom, or None if there is none.

    A view narrows drivers and symptom; what lies between is drawn all the same. Where
    it has no symptom that was observed, the most severe of all is drawn.
    """
    symptom = main_symptom(diagnosis, view) or main_symptom(diagnosis)
    if symptom is None:
        return None
    shown = path_map(
        diagnosis,
        symptom,
        view=view,
        drivers=_DRIVERS,
        nodes=_NODES,
        layers=_LAYERS,
    )
    order = order_layers(shown.layer_of, shown.links)
    boxes = _boxes(diagnosis, order.layers)
    height = max(each.y + each.height for each in boxes.values())
    links = [diagnosis.graph.link_index[pair] for pair in shown.links]
    return DriverDiagram(
        symptom=diagnosis.graph.nodes[symptom],
        width=len(order.layers) * (_BOX + _GAP) - _GAP,
        height=height + 4,
        headings=_headings(len(order.layers)),
        boxes=tuple(boxes[name] for name in sorted(shown.layer_of)),
        arrows=tuple(
            _arrow(link, boxes, order.bends[link.effect, link.cause]) for link in links
        ),
        links=tuple(links),
        hidden_drivers=shown.hidden_drivers,
        hidden_others=shown.hidden_others,
    )


def _headings(columns: int) -> tuple[tuple[float, str], ...]:
    steps = [f"{counted(step, 'step')} before" for step in range(1, columns)]
    return tuple(
        (i * (_BOX + _GAP), word) for i, word in enumerate(["Outcome", *steps])
    )


def _boxes(diagnosis: Diagnosis, layers: Sequence[Sequence[str]]) -> Mapping[str, Box]:
    """Stack every column and centre it on the tallest."""
    columns = [[_box(diagnosis, name) for name in layer] for layer in layers]
    totals = [sum(box.height + _ROOM for box in column) for column in columns]
    boxes = {}
    for index, (layer, column) in enumerate(zip(layers, columns, strict=True)):
        y = _TOP + (max(totals) - totals[index]) / 2
        for name, box in zip(layer, column, strict=True):
            boxes[name] = replace(box, x=index * (_BOX + _GAP), y=y)
            y += box.height + _ROOM
    return boxes


def _box(diagnosis: Diagnosis, name: str) -> Box:
    """Return a box of the right size at no place yet; a bend is an empty one."""
    node = diagnosis.graph.nodes.get(name)
    if node is None:
        return Box(x=0, y=0, width=_BOX, height=_BEND, kind="", lines=(), belief="")
    kind = node.driver_class
    label = f"{GLYPHS[kind]} {node.label}" if kind else node.label
    lines = wrapped(label, _CHARACTERS)
    return Box(
        x=0,
        y=0,
        width=_BOX,
        height=2 * _PAD + (len(lines) + 1) * _LINE,
        kind=kind or node.kind,
        lines=lines,
        belief=f"belief {percent(diagnosis.beliefs[name])}",
    )


def _arrow(link: CausalLink, boxes: Mapping[str, Box], bends: Sequence[str]) -> Arrow:
    """Draw from the cause, through the bends, to the right side of the effect."""
    effect, cause = boxes[link.effect], boxes[link.cause]
    x, y = cause.x, cause.y + cause.height / 2
    steps = [f"M{x:.1f} {y:.1f}"]
    for name in reversed(bends):
        bend = boxes[name]
        level = bend.y + bend.height / 2
        steps.append(_curve(x, y, bend.x + bend.width, level))
        steps.append(f"H{bend.x:.1f}")
        x, y = bend.x, level
    steps.append(_curve(x, y, effect.x + effect.width, effect.y + effect.height / 2))
    return Arrow(
        path="".join(steps),
        contested=link.contested,
        thickness=round(0.8 + 2.4 * link.strength, 2),
    )


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
