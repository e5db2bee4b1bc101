"""What a chief executive reads first: what is wrong, why, how sure, what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rcagraph.findings.diagnosis import Diagnosis, RankedDriver, Verdict
from rcagraph.outputs.figures import counted, long_date, percent, tenths
from rcagraph.outputs.wording import (
    inline,
    likelihood,
    listed,
    observed,
    shown_classes,
    shown_contributions,
)
from rcagraph.vocabulary.terms import DriverClass

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A diagnosis in four answers, each one or two sentences.

    Attributes:
        wrong: what the figures show.
        why: where most of it may come from, and what no driver explains.
        sure: how likely the drivers named are, and what the evidence settles.
        ask: what is worth asking first, and of whom.
    """

    wrong: str
    why: str
    sure: str
    ask: str

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return (question, answer) of what there is to say, in reading order."""
        told = (
            ("What is wrong", self.wrong),
            ("What may lie behind it", self.why),
            ("How sure", self.sure),
            ("What to ask first", self.ask),
        )
        return tuple((question, answer) for question, answer in told if answer)


def summary(diagnosis: Diagnosis) -> Summary:
    """Return a diagnosis in brief; without symptoms there is only that to say."""
    name, day = diagnosis.organisation.name, long_date(diagnosis.as_of)
    seen = observed(diagnosis.symptoms)
    if not seen:
        told = any(each.observation for each in diagnosis.evidence.metrics.values())
        nothing = (
            f"Nationally reported data to {day} show no underperformance of {name} "
            "that the library knows, so there is nothing to trace to drivers."
            if told
            else f"There is no fresh nationally reported figure of {name} to {day}. "
            "That is neither good nor bad news: ask for its figures first."
        )
        return Summary(wrong=nothing, why="", sure="", ask="")
    worst = listed([inline(each.node.label) for each in seen[:_NAMED]])
    main = [each for each in diagnosis.drivers if each.contribution > 0][:_NAMED]
    return Summary(
        wrong=(
            f"Nationally reported data to {day} show {counted(len(seen), 'symptom')} "
            f"of underperformance at {name}, above all {worst}."
        ),
        why=_why(main, diagnosis),
        sure=_sure(main, diagnosis),
        ask=_ask(diagnosis),
    )


def summary_sentence(diagnosis: Diagnosis) -> str:
    """Return the same as one paragraph."""
    return " ".join(answer for _, answer in summary(diagnosis).parts())


def _why(main: list[RankedDriver], diagnosis: Diagnosis) -> str:
    shares, unexplained = shown_contributions(diagnosis)
    left = f"{tenths(unexplained)} is left unexplained."
    if not main:
        return f"None of it traces back to a driver of the library; {left}"
    own = shown_classes(diagnosis)[DriverClass.OPERATIONAL]
    named = [f"{inline(e.node.label)} ({_share(e, shares)})" for e in main]
    most = "share of it traces" if len(main) == 1 else "shares of it trace"
    return (
        f"The largest {most} back to {listed(named)}. Drivers that the organisation "
        f"can act on hold {tenths(own)}; {left}"
    )


def _share(driver: RankedDriver, shares: Mapping[str, float]) -> str:
    share = tenths(shares[driver.node.id])
    return f"{share}; prompt for enquiry" if _prompts(driver) else share


def _prompts(driver: RankedDriver) -> bool:
    """Say whether it is about leadership: never told as a finding."""
    return driver.node.driver_class is DriverClass.LEADERSHIP


def _sure(main: list[RankedDriver], diagnosis: Diagnosis) -> str:
    """Say how likely the main drivers are, and which drivers the evidence settles."""
    said = ""
    if main:
        beliefs = [
            f"{likelihood(e.belief)} ({percent(e.belief)}, confidence {e.confidence})"
            for e in main
        ]
        order = ", in that order" if main[1:] else ""
        said = (
            f"Likelihood of being present{order}: {listed(beliefs)}; the shares allow "
            "for it. "
        )
    supported = [
        inline(each.node.label) + (" (prompt for enquiry)" if _prompts(each) else "")
        for each in diagnosis.drivers
        if each.verdict is Verdict.SUPPORTED
    ]
    if not supported:
        return f"{said}The evidence by itself supports none."
    more = f"; and {len(supported) - _NAMED} more" if supported[_NAMED:] else ""
    return f"{said}Supported by the evidence: {'; '.join(supported[:_NAMED])}{more}."


def _ask(diagnosis: Diagnosis) -> str:
    if not diagnosis.enquiries:
        return "No line of enquiry is open."
    first = diagnosis.enquiries[0].enquiry
    found = counted(len(diagnosis.enquiries), "line of enquiry", "lines of enquiry")
    is_open = "is" if len(diagnosis.enquiries) == 1 else "are"
    return f"{first.question} Ask: {inline(first.ask)}. {found} {is_open} open."
