"""Questions beside the diagnosis: what if, and what the figures make of the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rcagraph.findings.learning import LearningRun, learn_strengths, with_strengths
from rcagraph.findings.whatif import WhatIfFinding, check_names, find_what_if
from rcagraph.pipeline import (
    Case,
    history_of,
    infer_organisations,
    weigh_organisations,
)
from rcagraph.sources.learned_csv import read_learned


def learn(case: Case, *, as_of: date | None = None) -> LearningRun:
    """Learn strengths and leaks from every organisation's five years.

    Args:
        as_of: last day whose observations count; default: the latest observed.
    """
    observed = set(case.observations.organisations)
    organisations = tuple(each for each in case.organisations if each.code in observed)
    evidence = weigh_organisations(case, organisations, as_of)
    return learn_strengths(case.model, evidence, history_of(case, evidence))


def with_learned(case: Case, path: Path | str) -> Case:
    """Return the case with the strengths that ``rcagraph learn`` wrote.

    Raises:
        HypothesesError: the file cannot be used.
        UnknownNameError: it has links or nodes that the graph does not have.
    """
    return replace(case, model=with_strengths(case.model, read_learned(Path(path))))


def what_if(
    case: Case,
    code: str,
    *,
    without: Sequence[str] = (),
    present: Sequence[str] = (),
    as_of: date | None = None,
) -> WhatIfFinding:
    """Say what becomes of one organisation's symptoms if drivers went, or came.

    Args:
        code: organisation code, for example "RAJ".
        without, present: ids of drivers or states to set absent and present.
        as_of: last day whose observations count; default: the latest observed.

    Raises:
        UnknownNameError: no such organisation, driver or state.
    """
    organisation = case.organisation(code)
    check_names(case.model.graph.nodes, without, present)
    evidence, inferred = infer_organisations(case, (organisation,), as_of)
    return find_what_if(
        case.model,
        organisation,
        evidence[0].as_of,
        inferred,
        0,
        without=tuple(dict.fromkeys(without)),
        present=tuple(dict.fromkeys(present)),
    )
