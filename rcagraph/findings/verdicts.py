"""What may be said of a node: supported, refuted or unresolved, and how sure."""

from __future__ import annotations

from collections.abc import Sequence

from rcagraph.evidence.entries import agreeing_reviews
from rcagraph.evidence.records import Entry
from rcagraph.findings.diagnosis import Confidence, Verdict
from rcagraph.vocabulary.terms import Constants

# Decibans below this say nothing: a quarter more or less than even odds.
SPEAKS = 1.0
# Combined direct evidence from which a belief is well or fairly founded: it trebles
# the odds, or makes them half as large again.
_WELL_FOUNDED = 5.0
_FOUNDED = 2.0


def verdict(
    belief: float, prior: float, entries: Sequence[Entry], constants: Constants
) -> tuple[Verdict, str]:
    """Return the verdict on a driver with the reason in words.

    Supported needs a belief at or above ``confirmed`` and direct evidence for it.
    Refuted needs a belief at or below ``refuted``, below the prior, and direct
    evidence against: a driver is rare to begin with, and a low belief alone
    refutes nothing. All else is unresolved: for want of data, for weak evidence,
    or because direct evidence conflicts. An answer is direct evidence. What reviews
    agree on is accepted and not examined again, as the principles of the segment 4
    diagnostic ask (draft framework, Annex B, table 8).
    """
    if reviews := agreeing_reviews(entries):
        return _accepted(reviews, entries)
    speaks_for = [each for each in entries if each.weight >= SPEAKS]
    speaks_against = [each for each in entries if each.weight <= -SPEAKS]
    if belief >= constants.confirmed and speaks_for:
        return Verdict.SUPPORTED, f"{_count(speaks_for)} for it"
    if belief <= constants.refuted and belief < prior and speaks_against:
        return Verdict.REFUTED, f"{_count(speaks_against)} against it"
    if not entries:
        return Verdict.UNRESOLVED, "no data: nothing published speaks of it directly"
    if speaks_for and speaks_against:
        return (
            Verdict.UNRESOLVED,
            f"conflict: {_count(speaks_for)} for it, {_count(speaks_against)} against",
        )
    told = "direct figures and answers" if _answered(entries) else "the direct figures"
    return Verdict.UNRESOLVED, f"weak evidence: {told} decide nothing"


def _answered(entries: Sequence[Entry]) -> bool:
    return any(each.asked for each in entries)


def _accepted(reviews: int, entries: Sequence[Entry]) -> tuple[Verdict, str]:
    reason = f"accepted: {abs(reviews)} reviews agree"
    if others := [each for each in entries if each.weight * reviews <= -SPEAKS]:
        reason += f"; {_count(others)} against that"
    return Verdict.SUPPORTED if reviews > 0 else Verdict.REFUTED, reason


def confidence(entries: Sequence[Entry], combined: float) -> Confidence:
    """Return how well founded a belief is, whichever way it points.

    High: direct evidence of 5 dB or more, for or against, from two metrics, answers
    or more. Moderate: 2 dB or more. Low: less, or none. Evidence that conflicts lowers
    it by a step.

    Args:
        entries: the direct evidence about the node.
        combined: their combined weight, decibans.
    """
    sources = {name for each in entries for name in each.metrics or (each.id,)}
    steps = [Confidence.LOW, Confidence.MODERATE, Confidence.HIGH]
    step = 0
    if abs(combined) >= _FOUNDED:
        step = 1 + (abs(combined) >= _WELL_FOUNDED and len(sources) > 1)
    conflict = any(each.weight >= SPEAKS for each in entries) and any(
        each.weight <= -SPEAKS for each in entries
    )
    return steps[max(step - conflict, 0)]


def _count(entries: Sequence[Entry]) -> str:
    number = len(entries)
    return f"{number} direct finding{'' if number == 1 else 's'}"
