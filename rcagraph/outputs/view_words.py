"""What a view leaves out, in words: nothing may go missing without being told."""

from __future__ import annotations

from dataclasses import dataclass

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import View
from rcagraph.outputs.figures import counted, tenths
from rcagraph.outputs.wording import listed, shown_contributions


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a view leaves out of a diagnosis.

    Attributes:
        drivers: how many.
        share: of the observed underperformance, that traces to them; as shown.
        words: all that is left out, in sentences.
    """

    drivers: int
    share: float
    words: str


def left_out(diagnosis: Diagnosis, view: View) -> LeftOut | None:
    """Return what a view leaves out, or None where everything is shown."""
    if view.chosen is None:
        return None
    kept = {each.node.id for each in view.drivers(diagnosis)}
    shares, _ = shown_contributions(diagnosis)
    gone = [share for node, share in shares.items() if node not in kept]
    symptoms = [each for each in diagnosis.symptoms if view.shows(each.node.id)]
    others = [
        _of(len(symptoms), len(diagnosis.symptoms), "symptom"),
        _of(len(view.loops(diagnosis)), len(diagnosis.loops), "loop"),
        _of(
            len(view.enquiries(diagnosis)),
            len(diagnosis.enquiries),
            "line of enquiry",
            "lines of enquiry",
        ),
    ]
    words = (
        f"Chosen by “{view.text}”: {_of(len(kept), len(shares), 'driver')}, "
        f"{listed(others)}. {counted(len(gone), 'driver')} with {tenths(sum(gone))} of "
        "the observed underperformance left out. Ranks, shares and summary are of the "
        "whole diagnosis."
    )
    return LeftOut(drivers=len(gone), share=sum(gone), words=words)


def _of(shown: int, total: int, word: str, plural: str = "") -> str:
    return f"{shown} of {counted(total, word, plural)}"
