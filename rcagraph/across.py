"""Questions across organisations: themes, exemplars, and how two compare."""

from __future__ import annotations

from datetime import date

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.evidence.size import log_sizes
from rcagraph.findings.compare import compare_sides
from rcagraph.findings.comparison import Comparison, Side
from rcagraph.findings.exemplars import Exemplars, find_exemplars
from rcagraph.findings.model import infer_all
from rcagraph.findings.population import Population, find_driver
from rcagraph.observations.organisation import Organisation
from rcagraph.pipeline import (
    Case,
    evidence_of,
    history_of,
    infer_organisations,
)


def population_of(case: Case, *, as_of: date | None = None) -> Population:
    """Weigh and infer every organisation that has observations, in one batch.

    Args:
        as_of: last day whose observations and answers count; default: the latest
            observed, and all answers.

    Raises:
        ObservationsError: there is nothing to weigh.
    """
    known = set(case.observations.organisations)
    organisations = sorted(
        (each for each in case.organisations if each.code in known),
        key=lambda each: each.code,
    )
    evidence = evidence_of(case, organisations, as_of)
    history = history_of(case, evidence)
    return Population(
        model=case.model,
        organisations=tuple(organisations),
        evidence=evidence,
        history=history,
        inferred=infer_all(case.model, evidence, history),
        sizes=log_sizes(case.observations, case.organisations, as_of=evidence[0].as_of),
    )


def observed(case: Case, code: str) -> Organisation:
    """Return an organisation that has figures.

    Raises:
        UnknownNameError: no such organisation.
        ObservationsError: it has no figures.
    """
    organisation = case.organisation(code)
    if organisation.code in case.observations.organisations:
        return organisation
    raise ObservationsError(
        Problem(
            message="the organisation has no figures to compare",
            found=organisation.code,
            code=Code.NO_OBSERVATIONS,
        )
    )


def exemplars(
    case: Case, code: str, driver: str, *, as_of: date | None = None
) -> Exemplars:
    """Return organisations like one that lack a driver, or got rid of it.

    Args:
        code: who asks.
        driver: its id or label.
        as_of: last day whose observations count; default: the latest observed.

    Raises:
        UnknownNameError: no such organisation or driver.
        ObservationsError: the organisation has no figures.
    """
    organisation = observed(case, code)
    node = find_driver(case.model.graph, driver)
    population = population_of(case, as_of=as_of)
    return find_exemplars(population, case.observations, organisation.code, node)


def compare(
    case: Case,
    code: str,
    other: str = "",
    *,
    then: date | None = None,
    as_of: date | None = None,
) -> Comparison:
    """Return what differs between two organisations, or one at two dates.

    Args:
        code: the first side.
        other: the second side; or, with ``then``, nothing.
        then: the first side is ``code`` on this day, the second ``code`` as of the
            last.
        as_of: last day whose observations count; default: the latest observed.

    Raises:
        UnknownNameError: no such organisation.
    """
    first = case.organisation(code)
    second = case.organisation(other) if other else first
    if then is not None:
        sides = [_side(case, first, then), _side(case, first, as_of)]
        return compare_sides(case.model, sides[0], sides[1])
    asked = tuple(dict.fromkeys((first, second)))
    evidence, inferred = infer_organisations(case, asked, as_of)
    one, two = (
        Side(
            organisation=each,
            evidence=evidence[asked.index(each)],
            inferred=inferred,
            row=asked.index(each),
        )
        for each in (first, second)
    )
    return compare_sides(case.model, one, two)


def _side(case: Case, organisation: Organisation, as_of: date | None) -> Side:
    (evidence,), inferred = infer_organisations(case, (organisation,), as_of)
    return Side(organisation=organisation, evidence=evidence, inferred=inferred, row=0)
