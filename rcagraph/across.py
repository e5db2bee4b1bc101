"""Questions across organisations: themes, exemplars, and how two compare."""

from __future__ import annotations

from datetime import date

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.evidence.size import log_sizes
from rcagraph.findings.exemplars import Exemplars, find_exemplars
from rcagraph.findings.model import infer_all
from rcagraph.findings.population import Population, find_driver
from rcagraph.pipeline import Case, history_of, weigh_organisations


def population_of(case: Case, *, as_of: date | None = None) -> Population:
    """Weigh and infer every organisation that has observations, in one batch.

    Args:
        as_of: last day whose observations count; default: the latest observed.

    Raises:
        ObservationsError: there is nothing to weigh.
    """
    observed = set(case.observations.organisations)
    organisations = sorted(
        (each for each in case.organisations if each.code in observed),
        key=lambda each: each.code,
    )
    evidence = weigh_organisations(case, organisations, as_of)
    history = history_of(case, evidence)
    return Population(
        model=case.model,
        organisations=tuple(organisations),
        evidence=evidence,
        history=history,
        inferred=infer_all(case.model, evidence, history),
        sizes=log_sizes(case.observations, case.organisations, as_of=evidence[0].as_of),
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
    organisation = case.organisation(code)
    node = find_driver(case.model.graph, driver)
    if organisation.code not in case.observations.organisations:
        raise ObservationsError(
            Problem(
                message="the organisation has no figures to compare",
                found=organisation.code,
                code=Code.NO_OBSERVATIONS,
            )
        )
    population = population_of(case, as_of=as_of)
    return find_exemplars(population, case.observations, organisation.code, node)
