"""A diagnosis as plain text, for a terminal: no colour, nothing but lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rcagraph.findings.diagnosis import (
    Diagnosis,
    LedgerEntry,
    LoopFinding,
    Method,
    RankedDriver,
    RankedEnquiry,
)
from rcagraph.findings.loops import LONGEST
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.answered_text import answered_lines, worth_words
from rcagraph.outputs.figures import (
    counted,
    decibans,
    interval,
    long_date,
    percent,
    rank_interval,
    span_of_days,
    tenths,
)
from rcagraph.outputs.summary import summary
from rcagraph.outputs.view_words import left_out
from rcagraph.outputs.wording import (
    CONTROL,
    GLYPHS,
    SIGNS,
    capital,
    evidence_words,
    likelihood,
    path_support,
    path_words,
    peers_note,
    shown_classes,
    shown_contributions,
    trajectory_words,
    verdict_words,
)
from rcagraph.vocabulary.terms import DriverClass

_MARGIN = 5  # a rank of up to three digits and its spaces
_LABEL = 14  # the longest label, "contribution", and its spaces
_LOOPS = 5


def diagnosis_text(
    diagnosis: Diagnosis, view: View = EVERYTHING, *, top: int = 10, width: int = 100
) -> str:
    """Tell a diagnosis in lines.

    Args:
        diagnosis: what was concluded.
        view: which drivers, loops and enquiries are told.
        top: how many drivers, and how many key lines of enquiry, are told.
        width: longest line, in characters.
    """
    parts = (
        _header(diagnosis, view, width),
        *_answers(diagnosis),
        _drivers(diagnosis, view, top, width),
        _shares(diagnosis, width),
        _loops(diagnosis, view, width),
        _enquiries(diagnosis, view, top, width),
        _missing(diagnosis, width),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _header(diagnosis: Diagnosis, view: View, width: int) -> Iterator[str]:
    trust, peers = diagnosis.organisation, diagnosis.evidence.peers
    yield from _fold(f"{trust.name} ({trust.code})", width)
    traits = ", ".join(part for part in (trust.subtype, trust.region) if part)
    yield from _fold(f"{traits}. As of {long_date(diagnosis.as_of)}.", width)
    yield ""
    for question, answer in summary(diagnosis).parts():
        yield from _fold(f"{question.upper()}: {answer}", width, indent=2)
    if gone := left_out(diagnosis, view):
        yield ""
        yield from _fold(gone.words, width)
    yield ""
    names = "; ".join(f"{peer.name} ({peer.code})" for peer in peers)
    note = peers_note(diagnosis.evidence)
    how = f" ({note})" if note else ""
    found = f"{counted(len(peers), 'peer')}{how}: {names}" if peers else "No peers."
    yield from _fold(found, width)
    if other := _otherwise(diagnosis.method):
        yield from _fold(other, width)


def _otherwise(method: Method) -> str:
    """Say which claims were left out, and whether strengths were learned."""
    said = []
    if method.without:
        said.append(f"Claims left out: {', '.join(method.without)}.")
    if method.strengths != "words":
        said.append("Strengths learned from all organisations.")
    return " ".join(said)


def _answers(diagnosis: Diagnosis) -> list[list[str]]:
    lines = list(answered_lines(diagnosis.answered, diagnosis.ontology.nodes))
    return [lines] if lines else []


def _drivers(diagnosis: Diagnosis, view: View, top: int, width: int) -> Iterator[str]:
    yield "DRIVERS, by contribution to the observed underperformance"
    yield from _fold(SIGNS, width)
    shares, _ = shown_contributions(diagnosis)
    shown = view.drivers(diagnosis)
    for driver in shown[:top]:
        yield ""
        yield from _driver(driver, shares[driver.node.id], diagnosis, width)
    rest = shown[top:]
    if rest:
        together = sum(shares[each.node.id] for each in rest)
        yield ""
        further = f"{counted(len(rest), 'further driver')}: {tenths(together)}"
        yield " " * _MARGIN + further
    if gone := left_out(diagnosis, view):
        yield ""
        words = f"{counted(gone.drivers, 'driver')} left out: {tenths(gone.share)}"
        yield " " * _MARGIN + words


def _driver(
    driver: RankedDriver, shown: float, diagnosis: Diagnosis, width: int
) -> Iterator[str]:
    assert driver.node.driver_class is not None
    kind = driver.node.driver_class
    title = f"{driver.rank:>3}  {GLYPHS[kind]} {driver.node.label}"
    yield from _fold(title, width, indent=_MARGIN + 2)
    note = f" ({CONTROL[kind]})" if kind is DriverClass.LEADERSHIP else ""
    share = interval(driver.contribution_low, driver.contribution_high)
    ranks = rank_interval(driver.rank_low, driver.rank_high)
    told = {
        "class": f"{kind}{note}",
        "contribution": f"{tenths(shown)} ({share}); rank {ranks}",
        "belief": f"{likelihood(driver.belief)} ({percent(driver.belief)})",
        "confidence": f"{driver.confidence}",
        "verdict": verdict_words(driver),
        "for": _evidence(driver.strongest_for, diagnosis),
        "against": _evidence(driver.strongest_against, diagnosis),
    }
    if driver.trajectory:
        told["over time"] = trajectory_words(driver.trajectory)
    if driver.paths:
        path = driver.paths[0]
        told["path"] = f"{path_words(path, diagnosis)} ({path_support(path)})"
    for label, text in told.items():
        yield from _labelled(label, text, width)


def _evidence(entry: LedgerEntry | None, diagnosis: Diagnosis) -> str:
    """Return the weight and the first sentence; the report has the others."""
    if entry is None:
        return "nothing"
    said = evidence_words(entry, diagnosis, brief=True)
    return f"{decibans(entry.decibans)}, {said}"


def _shares(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    _, unexplained = shown_contributions(diagnosis)
    yield "SHARES of the observed underperformance"
    for kind, share in shown_classes(diagnosis).items():
        line = f"{tenths(share):>7}  {GLYPHS[kind]} {kind}: {CONTROL[kind]}"
        yield from _fold(line, width, indent=11)
    left = f"{tenths(unexplained):>7}"
    line = f"{left}    unexplained: no driver of the library accounts for it"
    yield from _fold(line, width, indent=11)


def _loops(diagnosis: Diagnosis, view: View, width: int) -> Iterator[str]:
    shown = view.loops(diagnosis)
    turning = [loop for loop in shown if loop.turning]
    stood = len(shown) - len(turning)
    still = f", and {stood} not turning" if stood else ""
    heading = f"LOOPS of up to {LONGEST} links now turning: {len(turning)}{still}"
    yield from _fold(heading, width)
    for loop in turning[:_LOOPS]:
        yield from _fold(f"  {_loop(loop, diagnosis)}", width, indent=4)
    if turning[_LOOPS:]:
        yield f"  {counted(len(turning) - _LOOPS, 'further loop')} in the report"


def _loop(loop: LoopFinding, diagnosis: Diagnosis) -> str:
    labels = {name: node.label for name, node in diagnosis.ontology.nodes.items()}
    round_trip = " → ".join(labels[each] for each in (*loop.nodes, loop.nodes[0]))
    name = f"{loop.name}: " if loop.name else ""
    weakest = f"{labels[loop.weakest]}, {percent(loop.weakest_belief)}"
    lag = span_of_days(loop.lag_days)
    return (
        f"{name}{round_trip} (gain {loop.gain:.2g}, {lag} round; "
        f"least sure of {weakest})"
    )


def _enquiries(diagnosis: Diagnosis, view: View, top: int, width: int) -> Iterator[str]:
    shown = view.enquiries(diagnosis)
    total = len(shown)
    told = shown[:top]
    heading = "KEY LINES OF ENQUIRY, by how far an answer shifts the contributions"
    yield from _fold(f"{heading} ({len(told)} of {total} unresolved)", width)
    for number, ranked in enumerate(told, start=1):
        yield ""
        yield from _enquiry(number, ranked, width)


def _enquiry(number: int, ranked: RankedEnquiry, width: int) -> Iterator[str]:
    asked = ranked.enquiry
    yield from _fold(f"{number:>3}  {asked.question}", width, indent=_MARGIN)
    worth = f"{worth_words(ranked)}; {ranked.reason}"
    yield from _labelled(
        "about", f"{ranked.node.label} ({percent(ranked.belief)})", width
    )
    yield from _labelled("ask", capital(asked.ask), width)
    yield from _labelled("request", asked.request, width)
    if ranked.unsettled:
        worth += f"; {ranked.unsettled}"
    yield from _labelled("worth", worth, width)
    yield from _labelled("id", ranked.id, width)


def _missing(diagnosis: Diagnosis, width: int) -> Iterator[str]:
    known = counted(diagnosis.expected_metrics, "metric")
    line = (
        f"MISSING: {len(diagnosis.missing)} of {known} that would "
        "have spoken say nothing; none is read as a sign of health."
    )
    yield from _fold(line, width)


def _labelled(label: str, text: str, width: int) -> list[str]:
    lead = f"{'':{_MARGIN}}{label:<{_LABEL}}"
    return _fold(lead + text, width, indent=len(lead))


def _fold(text: str, width: int, *, indent: int = 0) -> list[str]:
    return textwrap.wrap(
        " ".join(text.splitlines()),
        width,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
