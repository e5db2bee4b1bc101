"""The words and sentences that every output shares, so that they never disagree."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from rcagraph.evidence.peers import FEWEST_PEERS
from rcagraph.evidence.records import OrganisationEvidence, Outcome, TestEvidence
from rcagraph.findings.diagnosis import (
    CreditPath,
    Diagnosis,
    LedgerEntry,
    SymptomFinding,
    Verdict,
)
from rcagraph.findings.trajectories import Trajectory
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import Observation
from rcagraph.outputs.figures import (
    adding_up,
    counted,
    long_date,
    tenths,
)
from rcagraph.vocabulary.terms import DriverClass

ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence "
    "v3.0 (https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/)."
)

# Bounds lie in the middle of the gaps that the yardstick leaves between its words
# (GOV.UK, Explaining uncertainty in UK intelligence assessment, March 2025).
_YARDSTICK = (
    (0.075, "remote chance"),
    (0.225, "highly unlikely"),
    (0.375, "unlikely"),
    (0.525, "realistic possibility"),
    (0.775, "likely"),
    (0.925, "highly likely"),
    (math.inf, "almost certain"),
)
_SEVERITY = (
    (0.25, "slight"),
    (0.5, "moderate"),
    (0.75, "marked"),
    (math.inf, "severe"),
)

GLYPHS: Mapping[DriverClass, str] = {
    DriverClass.OPERATIONAL: "■",
    DriverClass.STRATEGIC: "●",
    DriverClass.STRUCTURAL: "▲",
    DriverClass.LEADERSHIP: "◆",
}
CONTROL: Mapping[DriverClass, str] = {
    DriverClass.OPERATIONAL: "the organisation can act on it",
    DriverClass.STRATEGIC: "needs the system: priorities, pathways or funding",
    DriverClass.STRUCTURAL: "outside trust and system control, or needs capital",
    DriverClass.LEADERSHIP: "prompt for enquiry, not a finding about anyone",
}


# What an answer says of its node.
OUTCOMES: Mapping[str, str] = {
    "confirms": "confirmed",
    "refutes": "refuted",
    "unclear": "asked, not settled",
}


def likelihood(probability: float) -> str:
    """Return the yardstick's word for a probability.

    >>> likelihood(0.71), likelihood(0.05), likelihood(0.99)
    ('likely', 'remote chance', 'almost certain')
    """
    return next(word for bound, word in _YARDSTICK if probability < bound)


def severity_word(severity: float | None) -> str:
    """Return a word for a severity of 0 to 1.

    >>> severity_word(0.6), severity_word(0.0), severity_word(None)
    ('marked', 'none seen', 'no figures')
    """
    if severity is None:
        return "no figures"
    if severity <= 0:
        return "none seen"
    return next(word for bound, word in _SEVERITY if severity < bound)


def shown_contributions(diagnosis: Diagnosis) -> tuple[Mapping[str, float], float]:
    """Return driver id → contribution and the unexplained share, adding up to one."""
    *shares, unexplained = adding_up(
        [*(each.contribution for each in diagnosis.drivers), diagnosis.unexplained]
    )
    names = [each.node.id for each in diagnosis.drivers]
    return dict(zip(names, shares, strict=True)), unexplained


def shown_classes(diagnosis: Diagnosis) -> Mapping[DriverClass, float]:
    """Return class → contribution, adding up to one with the unexplained share."""
    parts = [diagnosis.class_shares.get(each, 0.0) for each in DriverClass]
    shown = adding_up([*parts, diagnosis.unexplained])
    return dict(zip(DriverClass, shown[:-1], strict=True))


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def inline(label: str) -> str:
    """Return a label as it stands inside a sentence; acronyms keep their capitals.

    >>> inline("Long length of stay"), inline("ED crowding")
    ('long length of stay', 'ED crowding')
    """
    starts_acronym = label[1:2] != label[1:2].lower() or not label[1:2].isalpha()
    return label if starts_acronym else label[:1].lower() + label[1:]


def capital(words: str) -> str:
    """Return words as they stand at the start of a cell.

    >>> capital("chief finance officer")
    'Chief finance officer'
    """
    return words[:1].upper() + words[1:]


def summed_codes(observation: Observation, organisation: Organisation) -> str:
    """Say which codes of the day were added up, or "" when only one was.

    The names are given only when they explain the count: those taken over after
    the period, with or without the organisation's own code.
    """
    if observation.codes_summed <= 1:
        return ""
    old = {
        each.old_code
        for each in organisation.predecessors
        if each.on > observation.period and not each.split
    }
    for codes in (old | {organisation.code}, old - {organisation.code}):
        if len(codes) == observation.codes_summed:
            return f"sum of {', '.join(sorted(codes))}"
    return f"sum of {observation.codes_summed} codes"


def observed(symptoms: Iterable[SymptomFinding]) -> tuple[SymptomFinding, ...]:
    """Return the symptoms with any severity, the most severe first."""
    seen = [each for each in symptoms if each.severity]
    return tuple(
        sorted(
            seen, key=lambda each: (-(each.severity or 0), -each.belief, each.node.id)
        )
    )


def tested(entry: LedgerEntry, diagnosis: Diagnosis) -> TestEvidence | None:
    """Return the hypothesis test that a ledger entry is about, or None."""
    tests = diagnosis.evidence.tests
    return next(
        (t for t in tests if f"{t.hypothesis}/{t.test}" == entry.evidence_id), None
    )


def evidence_words(entry: LedgerEntry, diagnosis: Diagnosis) -> str:
    """Say what an entry found; a test says first how its expectation came out."""
    test = tested(entry, diagnosis)
    if test is None:
        return entry.note
    seen = (
        "looked for and seen"
        if test.outcome is Outcome.HOLDS
        else "looked for, not seen"
    )
    return f"{seen}: {test.says}"


def path_words(path: CreditPath, diagnosis: Diagnosis, arrow: str = "→") -> str:
    """Return a path by the labels of its nodes."""
    nodes = diagnosis.ontology.nodes
    return f" {arrow} ".join(nodes[each].label for each in path.nodes)


def path_support(path: CreditPath) -> str:
    """Say how much credit a path carries and on how many sources it rests."""
    known = (
        counted(path.sources, "published source")
        if path.sources
        else "no published source"
    )
    feedback = ", over a feedback link" if path.feedback else ""
    return f"{tenths(path.share)} of all credit; {known} along it{feedback}"


def peers_note(evidence: OrganisationEvidence) -> str:
    """Say whether the peers were named, and if they are too few to weigh against."""
    parts = []
    if evidence.peers_named:
        parts.append("named, in place of the ten nearest")
    if 0 < len(evidence.peers) < FEWEST_PEERS:
        parts.append(f"fewer than {FEWEST_PEERS}, so no figure is weighed against them")
    return "; ".join(parts)


def trajectory_words(trajectory: Trajectory) -> str:
    """Say how a driver has moved, with dates; quarters are named by their last month.

    >>> from datetime import date
    >>> from rcagraph.findings.trajectories import Course
    >>> trajectory_words(Trajectory(
    ...     course=Course.EMERGING, since=date(2025, 3, 31), until=None,
    ...     first_seen=True, days=(), beliefs=()))
    'emerging since March 2025; not told by any figure before, so it may be older'
    """
    course, since, until = trajectory.course, trajectory.since, trajectory.until
    if since is None:
        return f"{course}: the figures never trebled its odds in the last two years"
    if until is not None:
        return f"{course}: in sight from {since:%B %Y} to {until:%B %Y}"
    from_start = since in trajectory.days[:1]
    said = f"{course} since {'at least ' if from_start else ''}{since:%B %Y}"
    if trajectory.first_seen:
        said += "; not told by any figure before, so it may be older"
    return said


def summary_sentence(diagnosis: Diagnosis) -> str:
    """Say in brief what was seen, what drives it, what is unexplained and unsettled."""
    name, day = diagnosis.organisation.name, long_date(diagnosis.as_of)
    seen = observed(diagnosis.symptoms)
    if not any(each.observation for each in diagnosis.evidence.metrics.values()):
        return (
            f"There is no fresh nationally reported figure of {name} to {day}. That is "
            "neither good nor bad news: ask for its figures first."
        )
    if not seen:
        return (
            f"Nationally reported data to {day} show no underperformance of {name} "
            "that the library knows, so there is nothing to trace to drivers."
        )
    shares, unexplained = shown_contributions(diagnosis)
    worst = listed([inline(each.node.label) for each in seen[:3]])
    main = [each for each in diagnosis.drivers if each.contribution > 0][:3]
    named = [
        f"{inline(e.node.label)} ({tenths(shares[e.node.id])}, "
        f"{likelihood(e.belief)} to be present)"
        for e in main
    ]
    traced = (
        f"the largest shares of it trace back to {listed(named)}"
        if named
        else "none of it traces back to a driver of the library"
    )
    return (
        f"Nationally reported data to {day} show {counted(len(seen), 'symptom')} of "
        f"underperformance at {name}, above all {worst}. Of the drivers, {traced}; "
        f"{tenths(unexplained)} is left unexplained. {_settled(diagnosis)}"
    )


def _settled(diagnosis: Diagnosis) -> str:
    """Say what the figures settle and how much they leave to ask."""
    supported = [
        inline(each.node.label)
        for each in diagnosis.drivers
        if each.verdict is Verdict.SUPPORTED
    ]
    asked = counted(len(diagnosis.enquiries), "line of enquiry", "lines of enquiry")
    more = f", with {len(supported) - 3} more" if len(supported) > 3 else ""  # noqa: PLR2004
    found = (
        f"The figures support {listed(supported[:3])}{more}"
        if supported
        else "The figures on their own confirm no driver"
    )
    return f"{found}; {asked} would settle more."


def wrapped(label: str, width: int) -> tuple[str, ...]:
    """Break a label into lines, never cutting any of it away.

    >>> wrapped("Delayed discharge (no criteria to reside)", 22)
    ('Delayed discharge (no', 'criteria to reside)')
    """
    return tuple(textwrap.wrap(label, width)) or ("",)
