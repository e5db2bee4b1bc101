"""A what-if as text for a terminal, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rcagraph.findings.whatif import SymptomChange, WhatIfFinding
from rcagraph.inference.worlds import WORLDS
from rcagraph.outputs.figures import long_date, percent
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.wording import listed

_WIDTH = 100
_LABEL = 54
# Less than half a percentage point is no change that anyone would see.
_SEEN = 0.005


def whatif_text(found: WhatIfFinding) -> str:
    """Tell what becomes of the symptoms, the largest change first."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: WhatIfFinding) -> Iterator[str]:
    trust = found.organisation
    yield f"{trust.name} ({trust.code}), as of {long_date(found.as_of)}"
    for word, nodes in (("absent", found.without), ("present", found.present)):
        if nodes:
            named = [f"{n.node.label} (now {percent(n.belief)})" for n in nodes]
            yield from _fold(f"WHAT IF {word}: {listed(named)}")
    yield ""
    moved = [each for each in found.symptoms if abs(each.change) >= _SEEN]
    if moved:
        head = f"{'severity':>10}{'now':>8}{'then':>8}{'change':>9}"
        yield f"{'belief in symptom':<{_LABEL}}{head}"
    for each in moved:
        yield _row(each)
    still = len(found.symptoms) - len(moved)
    if still:
        yield f"{still} of {len(found.symptoms)} symptoms move by less than a point."
    yield ""
    if found.burden_before > 0:
        share = found.burden_after / found.burden_before - 1
        moves = f"{share:+.1%}".replace("-", "\N{MINUS SIGN}")
        seen = moves[1:] != "0.0%"
        yield from _fold(
            "All underperformance observed (severity times belief): "
            f"{moves if seen else 'no change to speak of'}."
        )
    yield from _fold(
        "The evidence is held: what works as it did goes on bringing about what it "
        "still can. This is the first quarter after the change; loops turn later."
    )
    if any(not each.exact for each in moved):
        yield from _fold(
            f"~ counted over {WORLDS:,} drawn worlds, to about 2 points: the way there "
            "is too tangled to be exact."
        )


def _row(each: SymptomChange) -> str:
    points = f"{100 * each.change:+.0f} pp".replace("-", "\N{MINUS SIGN}")
    label = textwrap.shorten(each.node.label, _LABEL - 2, placeholder="…")
    sign = "" if each.exact else "~"
    return (
        f"{label:<{_LABEL}}{each.severity:>10.2f}{percent(each.before):>8}"
        f"{sign + percent(each.after):>8}{points:>9}"
    )


def _fold(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)


def whatif_json(found: WhatIfFinding) -> str:
    """Write a what-if as JSON; probabilities have six significant digits."""
    document = {
        "schema": "rcagraph/what-if/1",
        "organisation": found.organisation.code,
        "as_of": found.as_of.isoformat(),
        "without": [each.node.id for each in found.without],
        "with": [each.node.id for each in found.present],
        "burden_before": found.burden_before,
        "burden_after": found.burden_after,
        "symptoms": [
            {
                "id": each.node.id,
                "severity": each.severity,
                "before": each.before,
                "after": each.after,
                "exact": each.exact,
            }
            for each in found.symptoms
        ],
    }
    return plain_json(document)
