"""Colours of the pages: the Analysis Function palette, and greys for text.

Every use of a colour is a pair listed here, and a test computes the contrast of
each: 4.5 to 1 for text, 3 to 1 for shapes (WCAG 2.2, 1.4.3 and 1.4.11). Colour
never stands alone: each class also has a glyph and a word.
"""

from __future__ import annotations

COLOURS = {
    "paper": "#ffffff",
    "band": "#f3f5f8",
    "ink": "#212b32",
    "quiet": "#4c5a64",
    "line": "#8a949c",
    "link": "#12436d",
    "focus": "#ffdd00",
    "operational": "#12436d",
    "strategic": "#28a197",
    "structural": "#801650",
    "leadership": "#f46a25",
    "state": "#3d3d3d",
    "unexplained": "#747d84",
}

TEXT = (
    ("ink", "paper"),
    ("ink", "band"),
    ("ink", "focus"),
    ("quiet", "paper"),
    ("quiet", "band"),
    ("link", "paper"),
    ("link", "band"),
    ("paper", "link"),
)
SHAPES = (
    ("line", "paper"),
    ("operational", "paper"),
    ("strategic", "paper"),
    ("structural", "paper"),
    ("leadership", "paper"),
    ("state", "paper"),
    ("unexplained", "paper"),
)


def custom_properties() -> str:
    """Return the colours as the CSS rule that every style sheet starts with."""
    rules = "".join(f"--{name}:{value};" for name, value in COLOURS.items())
    return f":root{{{rules}}}\n"
