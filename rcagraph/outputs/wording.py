"""The words and sentences that every output shares, so that they never disagree."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from rcagraph.evidence.peers import FEWEST_PEERS
from rcagraph.evidence.records import OrganisationEvidence, TestEvidence
from rcagraph.evidence.wording import quoted, spell_sign
from rcagraph.findings.diagnosis import (
    CreditPath,
    Diagnosis,
    LedgerEntry,
    RankedDriver,
    SymptomFinding,
)
from rcagraph.findings.trajectories import Course, Trajectory
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import Observation
from rcagraph.outputs.figures import (
    adding_up,
    counted,
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

# Not within "C. difficile".
_NEXT_SENTENCE = re.compile(r"\. (?=[A-Z])")
# What stands above the drivers, so that nobody reads signs as presence.
SIGNS = (
    "Signs over time: evidence has trebled a driver's odds. They may still be low, so "
    "signs do not say that it is present."
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


def publishers(diagnosis: Diagnosis) -> str:
    """Name who published the figures, as far as their origins name a publisher."""
    found = {
        each.observation.origin.partition(": ")
        for each in diagnosis.evidence.metrics.values()
        if each.observation
    }
    # "NHS England / Survey Coordination Centre"; what is derived has a comma.
    together = {who for who, rest, _ in found if rest and "," not in who}
    named = sorted({each for who in together for each in who.split(" / ")})
    return listed(named) if named else ""


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


def evidence_words(
    entry: LedgerEntry, diagnosis: Diagnosis, *, brief: bool = False
) -> str:
    """Say what an entry found: the sign that a test looked for, or a figure.

    Args:
        entry: one line of a ledger.
        diagnosis: what it is of.
        brief: the first sentence only, without its full stop.
    """
    test = tested(entry, diagnosis)
    said = entry.note if test is None else test.says
    if brief:
        first, *_ = _NEXT_SENTENCE.split(said, maxsplit=1)
        said = first.rstrip(".")
    if test is None:
        return said
    return f"{spell_sign(test.outcome, test.weight)}: {quoted(said)}"


def verdict_words(driver: RankedDriver) -> str:
    """Return the verdict on a driver with its reason."""
    return f"{driver.verdict}; {driver.reason}"


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
    """Say since when there are signs of a driver; quarters go by their last month.

    Signs are what the evidence has done to the odds, which may still be low: nothing
    here says that the driver is present.

    >>> from datetime import date
    >>> from rcagraph.findings.trajectories import Course
    >>> trajectory_words(Trajectory(
    ...     course=Course.EMERGING, since=date(2025, 3, 31), until=None,
    ...     first_seen=True, days=(), beliefs=()))
    'emerging signs, since March 2025; no figure spoke of it before, so it may be older'
    """
    since, until = trajectory.since, trajectory.until
    if since is None:
        return "no signs in the last two years"
    said = f"{trajectory.course} signs, "
    if until is not None:
        return f"{said}from {since:%B %Y} to {until:%B %Y}"
    said += f"since {'at least ' if since in trajectory.days[:1] else ''}{since:%B %Y}"
    if trajectory.course is Course.RECEDING:
        said += ", the odds now under a third of their height"
    if trajectory.first_seen:
        said += "; no figure spoke of it before, so it may be older"
    return said


def wrapped(label: str, width: int) -> tuple[str, ...]:
    """Break a label into lines, never cutting any of it away.

    >>> wrapped("Delayed discharge (no criteria to reside)", 22)
    ('Delayed discharge (no', 'criteria to reside)')
    """
    return tuple(textwrap.wrap(label, width)) or ("",)
