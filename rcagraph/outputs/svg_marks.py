"""The marks that charts are drawn with, as SVG: shapes, lines and text.

Each kind of point has a shape of its own, so that nothing is told by colour alone.
"""

from __future__ import annotations

from html import escape

from rcagraph.outputs.palette import COLOURS

CONCERN, IMPROVEMENT = COLOURS["leadership"], COLOURS["link"]
INK, QUIET, GREY = COLOURS["ink"], COLOURS["quiet"], COLOURS["line"]
_COMMON = "#aeb7bd"


def shape(kind: str, x: float, y: float, r: float) -> str:
    """Return the mark of a kind of point: concern, improvement, neutral, common.

    An empty kind is a point without limits.
    """
    if kind == "concern":
        return (
            f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:.1f}" '
            f'height="{2 * r:.1f}" fill="{CONCERN}" stroke="{INK}"/>'
        )
    if kind == "improvement":
        tip = 1.35 * r
        path = f"M{x:.1f} {y - tip:.1f}l{tip:.1f} {tip:.1f}l{-tip:.1f} {tip:.1f}"
        return (
            f'<path d="{path}l{-tip:.1f} {-tip:.1f}z" fill="{IMPROVEMENT}" '
            f'stroke="{INK}"/>'
        )
    if kind == "neutral":
        path = f"M{x:.1f} {y - r:.1f}l{r:.1f} {2 * r:.1f}h{-2 * r:.1f}z"
        return f'<path d="{path}" fill="{COLOURS["state"]}" stroke="{INK}"/>'
    fill = COLOURS["paper"] if not kind else _COMMON
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{0.8 * r:.1f}" fill="{fill}" '
        f'stroke="{INK}"/>'
    )


def line(  # noqa: PLR0913, PLR0917 - two ends and a look
    x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = ""
) -> str:
    """Return a straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}"{dashes}/>'
    )


def text(  # noqa: PLR0913 - how text looks
    x: float,
    y: float,
    words: str,
    *,
    size: int = 13,
    anchor: str = "start",
    fill: str = INK,
    weight: str = "normal",
) -> str:
    """Return one line of text, whatever is in it shown as it is."""
    bold = f' font-weight="{weight}"' if weight != "normal" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="{fill}"{bold}>{escape(words)}</text>'
    )
