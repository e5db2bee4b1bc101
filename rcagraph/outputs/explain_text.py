"""What a code means, in plain text."""

from __future__ import annotations

import textwrap

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanations import EXPLANATIONS

_WIDTH = 80


def explain_text(code: Code) -> str:
    """Return title, reason and remedy of a code."""
    about = EXPLANATIONS[code]
    lines = [f"{code}: {about.title}"]
    for label, text in (("Why", about.why), ("Mend", about.mend)):
        told = f"{label + ':':<6}{text}"
        lines += textwrap.wrap(told, _WIDTH, subsequent_indent=" " * 6)
    return "\n".join(lines) + "\n"
